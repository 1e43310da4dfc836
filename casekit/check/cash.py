"""Rules for the cash book; a book that was invented for teaching is left alone."""

import itertools
from collections.abc import Iterator

from casekit.check.look import Look, both
from casekit.check.rules import Hit, hit, rule
from casekit.model import CashEntry
from casekit.model.cash import cash_weeks
from casekit.vocab import rupiah


def _is_invented(look: Look) -> bool:
    return any(one.basis == "illustrative" for one in look.case.intervention.cash_book.entries)


@rule("I506")
def cash_book(look: Look) -> Iterator[Hit]:
    """Find a cash book with a week missing, a line that stands twice, or less than nothing in the purse."""
    book = look.case.intervention.cash_book
    if not book.entries or _is_invented(look):
        return
    weeks = cash_weeks(look.case)
    numbers = [one.week for one in weeks if one.week]
    for before, after in itertools.pairwise(numbers):
        if after - before > 1:
            yield hit(book, "entries", "hole", first=before, last=after)
    for one in weeks:
        if one.week and one.balance < 0:
            yield hit(book, "entries", "negative", week=one.week, balance=rupiah(one.balance))
    yield from _doubles(book.entries)
    if undated := [one for one in book.entries if not (one.week or one.date)]:
        yield hit(undated[0], "week", "undated", count=len(undated))


def _doubles(entries: list[CashEntry]) -> Iterator[Hit]:
    """Yield lines that stand twice on a day, or twice and no more in a week: more are sold every day."""
    alike: dict[tuple[object, ...], list[CashEntry]] = {}
    for one in entries:
        own = (one.week, one.weekday, one.date, both(one.text), one.amount_idr, one.direction)
        alike.setdefault(own, []).append(one)
    for first, *others in alike.values():
        if first.date or first.weekday:
            yield from (hit(one, "text", amount=rupiah(one.amount_idr)) for one in others)
        elif len(others) == 1:
            yield hit(others[0], "text", "alike", first, amount=rupiah(first.amount_idr))


@rule("I511", since="evaluation")
def target_never_met(look: Look) -> Iterator[Hit]:
    """Find a weekly target that was left over, or put aside, in no week of the cash book."""
    book = look.case.intervention.cash_book
    weeks = [one for one in cash_weeks(look.case) if one.week]
    if not book.weekly_target_idr or _is_invented(look) or not weeks:
        return
    best = max(one.income - one.spending.total() + one.spending["saving"] for one in weeks)
    if best < book.weekly_target_idr:
        yield hit(book, "weekly_target_idr", target=rupiah(book.weekly_target_idr), best=rupiah(best))
