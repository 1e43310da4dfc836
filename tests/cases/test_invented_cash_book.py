"""The cash book of case B is invented, says so, and tells the documented story and no other."""

from collections import Counter

import pytest

import casekit
from casekit.model import Case, CashEntry, walk

WEEKS = (3, 4, 5)


@pytest.fixture(scope="module")
def case() -> Case:
    return casekit.load(casekit.case_study("b-bookkeeper"))


def spent(case: Case, week: int, need: str) -> int:
    entries = case.intervention.cash_book.entries
    return sum(entry.amount_idr for entry in entries if entry.week == week and entry.need == need)


def test_the_cash_book_and_nothing_else_is_illustrative(case: Case) -> None:
    stated = [part for _, part in walk(case) if "basis" in type(part).model_fields]
    invented = [part for part in stated if part.basis == "illustrative"]
    assert invented == case.intervention.cash_book.entries
    assert {type(part) for part in invented} == {CashEntry}
    assert "buku kas adalah REKAAN" in case.provenance.id
    assert "cash book is therefore INVENTED" in case.provenance.en


def test_three_weeks_of_daily_entries_with_needs_and_wants(case: Case) -> None:
    entries = case.intervention.cash_book.entries
    days = {(entry.week, entry.time.en) for entry in entries}
    assert days == {(week, f"day {day}") for week in WEEKS for day in range(1, 8)}
    assert all((entry.need is None) == (entry.direction == "income") for entry in entries)
    assert {entry.need for entry in entries} == {None, "need", "want", "saving", "business"}


def test_it_tells_the_documented_story_and_no_other(case: Case) -> None:
    book = case.intervention.cash_book
    assert spent(case, 3, "want") > 2 * spent(case, 4, "want") > spent(case, 5, "want") > 0
    aside = [spent(case, week, "saving") for week in WEEKS]
    assert aside[0] == 0 < aside[1] < book.weekly_target_idr <= aside[2]
    earned = Counter[int]()
    for entry in book.entries:
        earned[entry.week] += entry.amount_idr if entry.direction == "income" else 0
    assert max(earned.values()) < 1.1 * min(earned.values())  # income did not rise significantly


def test_no_balance_is_negative(case: Case) -> None:
    balance = case.intervention.cash_book.opening_balance_idr
    for entry in case.intervention.cash_book.entries:
        balance += entry.amount_idr if entry.direction == "income" else -entry.amount_idr
        assert balance >= 0, entry.id
