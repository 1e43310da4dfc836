"""Rules for the cash book; a book that was invented for teaching is left alone."""

import itertools
from collections import Counter
from collections.abc import Iterator

from casekit.check.look import Look, both
from casekit.check.rules import Hit, hit, rule
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
    seen: Counter[tuple[object, ...]] = Counter()
    for entry in book.entries:
        own = (entry.week, entry.weekday, entry.date, both(entry.text), entry.amount_idr, entry.direction)
        seen[own] += 1
        if seen[own] > 1 and (entry.date or entry.weekday):
            yield hit(entry, "text", amount=rupiah(entry.amount_idr))


@rule("I511", since="evaluation")
def target_never_met(look: Look) -> Iterator[Hit]:
    """Find a weekly target that no week of the cash book came near, and no session spoke of."""
    book = look.case.intervention.cash_book
    weeks = [one for one in cash_weeks(look.case) if one.week]
    if not book.weekly_target_idr or _is_invented(look) or not weeks:
        return
    best = max(one.income for one in weeks)
    if best < book.weekly_target_idr:
        yield hit(book, "weekly_target_idr", target=rupiah(book.weekly_target_idr), best=rupiah(best))
