"""The cash book by week: income and spending, what was needed and what was wanted, balance and target."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from casekit.figures.paper import MARGIN
from casekit.figures.scene import SceneFigure
from casekit.figures.sheet import Sheet, compose, on_pages
from casekit.figures.style import INK, MUTED, SMALL, Size, capital, leading, measure
from casekit.figures.words import Entry, Group
from casekit.model import Case
from casekit.model.cash import CashWeek, cash_weeks
from casekit.vocab import codes, label, rupiah, say

_FILLS = {
    "income": ("#005a91", "#005a91"),
    "need": ("#767676", "#4a4a4a"),
    "want": ("#f7b267", "#a84300"),
    "business": ("#b4b4b4", "#4a4a4a"),
    "saving": ("#cfe5f5", "#005a91"),
    "": ("white", "#4a4a4a"),
}
_REACHED, _BESIDE = "✓", 3.0  # a tick, and how far it stands from its amount
_NAME, _BAR, _ROWS = 82.0, 9.0, 60  # width of the weeks' names, height of a bar, rows of a book


@on_pages
def cash_book(case: Case, *, size: Size | None = None) -> SceneFigure:
    """Return the cash book as a figure: income and spending by week, spending by need, balance and target.

    The upper bar of a week is income, the lower one spending, split into needs, wants, business and saving.
    The weekly target is held against what was put aside (saving). The balance starts with the opening
    balance. Weeks without entries are left out; in a book of more than a year some weeks share a row. Amounts
    that were invented for teaching are marked in picture and text.

    Examples
    --------
    >>> client = {"id": "client", "label": "Klien A", "relation": "client", "basis": "documented"}
    >>> sold = {"id": "c1", "week": 3, "text": "keripik", "direction": "income", "amount_idr": 12000}
    >>> case = Case(id="a", title="Klien A", client="client", people=[client],
    ...             intervention={"cash_book": {"entries": [sold | {"basis": "illustrative"}]}})
    >>> "Minggu 3: pemasukan Rp12.000" in cash_book(case).alt
    True
    """
    book, weeks = case.intervention.cash_book, cash_weeks(case)
    numbered = [week for week in weeks if week.week]
    step = -(-len(numbered) // _ROWS) or 1
    shared = [numbered[first : first + step] for first in range(0, len(numbered), step)]
    shared += [[week] for week in weeks if not week.week]
    target = book.weekly_target_idr
    rows = [_row_of(own, target or 0) for own in shared]
    groups = [Group(say("figures.cash_weeks"), [row.entry for row in rows])]
    split = _spending(weeks)
    kinds = [kind for kind in (*codes("money_need"), "") if split[kind]]
    income, spent = sum(week.income for week in weeks), split.total()
    opening = book.opening_balance_idr
    total = say("figures.cash_total", income=rupiah(income), spent=rupiah(spent))
    ends = say("figures.cash_balance", opening=rupiah(opening), closing=rupiah(opening + income - spent))
    shares = [f"{_kind(kind)} {rupiah(split[kind])} ({split[kind] / spent:.0%})" for kind in kinds]
    made_up = sum(week.bases["illustrative"] for week in weeks)
    notes = [
        *([say("figures.cash_made_up", made_up=made_up, count=len(book.entries))] if made_up else []),
        f"{total} {ends}",
        *([say("figures.cash_split", split="; ".join(shares))] if shares else []),
        *([say("figures.cash_target", target=rupiah(target))] if target else []),
    ]

    def draw(sheet: Sheet) -> None:
        if made_up:
            sheet.framed(notes[0], "#f2f2f2", "#3d3d3d", bold=True)
            sheet.y += 2
        totals = [("income", f"{label('money_direction', 'income')} {rupiah(income)}")]
        sheet.flow(partial(_keys, sheet, totals), partial(_keys, sheet, [*zip(kinds, shares, strict=True)]))
        sheet.y += 5
        _rows(sheet, rows, target)
        sheet.y += 5
        for text in (total, ends):
            sheet.prose(text, colour=INK)
        sheet.legend(groups)

    is_reached = any(row.is_reached for row in rows)
    marks = [(_REACHED, "good", say("figures.target_reached"))] if is_reached else []
    return compose("cash_book", case, groups, draw, *notes, size=size, marks=marks, is_list=True)


@dataclass(frozen=True)
class _Row:
    """Weeks that share a row: what came in, what was spent on what, and what is left."""

    income: int
    spending: Counter[str]
    balance: int
    aim: int
    entry: Entry

    @property
    def is_reached(self) -> bool:
        return bool(self.aim) and self.spending["saving"] >= self.aim

    @property
    def saved(self) -> str:
        return rupiah(self.spending["saving"])


@dataclass(frozen=True)
class _Columns:
    """Where the amounts of a sheet stand, and how long a rupiah is."""

    balance: float
    saved: float
    scale: float


def _row_of(weeks: Sequence[CashWeek], target: int) -> _Row:
    """Return weeks as a row."""
    income = sum(week.income for week in weeks)
    return _Row(income, _spending(weeks), weeks[-1].balance, target * len(weeks), _entry(weeks))


def _rows(sheet: Sheet, rows: Sequence[_Row], target: int | None) -> None:
    """Put a row for each week, with the widest amounts setting what is left for the bars."""
    heads = say("figures.balance"), say("figures.saved")
    goal = say("figures.target", target=rupiah(target)) if target else ""
    amounts = [rupiah(amount) for row in rows for amount in (row.income, row.spending.total())]
    widest, balances, saved = (
        max(measure(text, SMALL) for text in texts)
        for texts in (
            amounts,
            (heads[0], *(rupiah(row.balance) for row in rows)),
            (heads[1], goal, *(row.saved for row in rows)),
        )
    )
    right = sheet.right - (_BESIDE + measure(_REACHED, SMALL) if any(row.is_reached for row in rows) else 0)
    room = right - MARGIN - _NAME - widest - balances - saved - 26
    most = max(1, *(amount for row in rows for amount in (row.income, row.spending.total())))
    columns = _Columns(right - saved - 10, right, room / most)

    def head() -> None:
        top = sheet.y
        for text, x, line in (
            (heads[0], columns.balance, 1),
            (heads[1], columns.saved, 1),
            (goal, columns.saved, 2),
        ):
            sheet.write(x, top + line * leading(SMALL) - 3, text, SMALL, colour=MUTED, align="right")
        sheet.y += leading(SMALL) * (2 if goal else 1) + 2

    sheet.section(head, [partial(_row, sheet, row, columns) for row in rows])
    sheet.rule(sheet.y)


def _row(sheet: Sheet, row: _Row, columns: _Columns) -> None:
    """Put a row: its weeks, a bar of income above one of spending, balance and what was put aside."""
    sheet.rule(sheet.y)
    sheet.y += 3
    top, x = sheet.y, MARGIN + _NAME
    sheet.paragraph(row.entry.spoken, width=_NAME, bold=True)
    if row.entry.basis not in ("documented", sheet.common_basis):
        sheet.text_with_tag("", row.entry.basis, MARGIN, _NAME)
    bars = ({"income": row.income}, row.income), (row.spending, row.spending.total())
    for line, (parts, amount) in enumerate(bars):
        y, end = top + 2 + line * (_BAR + 4), x
        for kind in ("income", *codes("money_need"), ""):
            if width := parts.get(kind, 0) * columns.scale:
                _swatch(sheet, kind, end, y, width)
                end += width
        sheet.write(end + 4, y + _BAR - 1.2, rupiah(amount), SMALL)
    sheet.write(columns.balance, top + 10, rupiah(row.balance), SMALL, align="right")
    sheet.write(columns.saved, top + 10, row.saved, SMALL, align="right")
    sheet.write(columns.saved + _BESIDE, top + 10, _REACHED if row.is_reached else "", SMALL)
    sheet.y = max(sheet.y, top + 2 * _BAR + 6) + 4


def _keys(sheet: Sheet, keys: Sequence[tuple[str, str]]) -> None:
    """Explain the parts of the bars, two in a line, with what they add up to."""
    for number, (kind, text) in enumerate(keys):
        x = MARGIN + number % 2 * sheet.inner / 2
        sheet.y += 0 if number % 2 else leading(SMALL) + 2
        _swatch(sheet, kind, x, sheet.y - _BAR, 14)
        sheet.write(x + 20, sheet.y - 1.5, capital(text), SMALL)


def _swatch(sheet: Sheet, kind: str, x: float, y: float, width: float) -> None:
    """Put a part of a bar; what was wanted is striped, so that it is told apart without colours."""
    fill, edge = _FILLS[kind]
    sheet.box(x, y, width, _BAR, fill=fill, edge=edge, line=0.6)
    if kind == "want":
        for stripe in range(3, int(width), 4):
            sheet.path([(x + stripe, y), (x + stripe, y + _BAR)], edge, 0.7)


def _entry(row: Sequence[CashWeek]) -> Entry:
    """Return the weeks of a row in words."""
    first, last = row[0].week, row[-1].week
    if first is None:
        name = capital(say("figures.no_week"))
    elif first == last:
        name = say("figures.week_from", first=first)
    else:
        name = say("figures.weeks_from", first=first, last=last)
    spending = _spending(row)
    text = say(
        "figures.cash_week",
        income=rupiah(sum(week.income for week in row)),
        spent=rupiah(spending.total()),
        balance=rupiah(row[-1].balance),
        saved=rupiah(spending["saving"]),
    )
    bases = ("illustrative", "derived", "documented")
    return Entry(text, next(one for one in bases if any(week.bases[one] for week in row)), spoken=name)


def _spending(row: Sequence[CashWeek]) -> Counter[str]:
    return sum((week.spending for week in row), Counter())


def _kind(kind: str) -> str:
    return label("money_need", kind) if kind else say("figures.cash_unsorted")
