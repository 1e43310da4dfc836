"""The cash book and the measures as tables: every line, and sums that equal pandas' own."""

import pandas as pd
import pytest

import casekit
from casekit import tables


@pytest.fixture
def case():
    return casekit.load(casekit.case_study("b-bookkeeper"))


def test_the_cash_book_shows_every_line_and_marks_what_is_invented(case):
    table = tables.cash_book(case)
    assert [*table["jumlah (Rp)"]] == [entry.amount_idr for entry in case.intervention.cash_book.entries]
    assert {*table["dasar"]} == {"ilustratif"}


def test_weekly_sums_and_balance_equal_those_of_pandas(case):
    table = tables.cash_weeks(case)
    book = case.intervention.cash_book
    frame = pd.DataFrame([entry.model_dump() for entry in book.entries])
    sums = frame.pivot_table(index="week", columns="direction", values="amount_idr", aggfunc="sum")
    assert [*table["pemasukan (Rp)"]] == [*sums["income"]]
    assert [*table["pengeluaran (Rp)"]] == [*sums["spending"]]
    balance = book.opening_balance_idr + (sums["income"] - sums["spending"]).cumsum()
    assert [*table["saldo (Rp)"]] == [*balance]


def test_a_week_is_as_weak_as_its_weakest_entry(case):
    for entry in case.intervention.cash_book.entries:
        entry.basis = "documented" if entry.week == 3 else "derived"
    case.intervention.cash_book.entries[-1].basis = "illustrative"
    assert [*tables.cash_weeks(case)["dasar"]] == ["terdokumentasi", "disimpulkan penyusun", "ilustratif"]


def test_entries_without_a_week_come_last(case):
    case.intervention.cash_book.entries[0].week = None
    assert [*tables.cash_weeks(case)["minggu"].isna()] == [False, False, False, True]


def test_measures_show_each_value_with_its_phase_and_unit():
    table = tables.measures(casekit.load(casekit.case_study("a-weaver")))
    assert [*table["nilai"]] == [12000, 40000]
    assert [*table["satuan"]] == ["rupiah per hari"] * 2
