"""What the cash book adds up to, week by week."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from casekit.model.case import Case


@dataclass(frozen=True)
class CashWeek:
    """The totals of a week in whole rupiah, and how many of its entries have which basis.

    `spending` is by kind of need, with `""` for what nobody sorted.
    """

    week: int | None
    income: int
    spending: Counter[str]
    balance: int
    bases: Counter[str]


def cash_weeks(case: Case) -> list[CashWeek]:
    """Return the totals of the cash book by week, with the balance at the end of each.

    A week without entries is left out, and entries without week or date come last. Week 1 is the calendar
    week of the first date among contacts and entries, so that a date alone is enough.

    Examples
    --------
    >>> client = {"id": "client", "label": "Klien A", "relation": "client", "basis": "documented"}
    >>> sold = {"id": "c1", "week": 3, "text": "keripik", "direction": "income", "amount_idr": 12000}
    >>> book = {"opening_balance_idr": 5000, "entries": [sold | {"basis": "documented"}]}
    >>> case = Case(id="a", title="A", client="client", people=[client], intervention={"cash_book": book})
    >>> [(week.week, week.income, week.balance) for week in cash_weeks(case)]
    [(3, 12000, 17000)]
    """
    book = case.intervention.cash_book
    dates = [part.date for part in (*case.engagement.contacts, *book.entries) if part.date]
    monday = min(dates) - dt.timedelta(min(dates).weekday()) if dates else dt.date.min
    numbers = [one.week or ((one.date - monday).days // 7 + 1 if one.date else None) for one in book.entries]
    balance, weeks = book.opening_balance_idr, []
    for number in sorted(set(numbers), key=lambda week: (week is None, week)):
        entries = [one for one, week in zip(book.entries, numbers, strict=True) if week == number]
        income, spending = 0, Counter[str]()
        for one in entries:
            if one.direction == "income":
                income += one.amount_idr
            else:
                spending[one.need or ""] += one.amount_idr
        balance += income - spending.total()
        weeks.append(CashWeek(number, income, spending, balance, Counter(one.basis for one in entries)))
    return weeks
