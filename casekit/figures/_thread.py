"""The thread of the work in five columns: finding, goal, activity, session, result, and the links."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi
from statistics import fmean

from casekit.figures import style
from casekit.figures.page import BASIS_MARKS
from casekit.figures.scene import Point, SceneFigure
from casekit.figures.sheet import INNER, MARGIN, Sheet, compose, on_a_page
from casekit.figures.style import MUTED, SMALL, TINTS, TONES, fitted, leading, measure, printable, wrap
from casekit.figures.words import Entry, Group
from casekit.model import Case
from casekit.told import Step, loose_ends
from casekit.told import thread as steps_of
from casekit.vocab import label, phrase, say

_COLUMNS = ("finding", "goal", "activity", "session", "result")
_GAP, _PAD, _BETWEEN, _LANE = 15.0, 3.0, 5.0, 3.0  # between columns, in a box, between boxes, of a link
_WIDTH = (INNER - 4 * _GAP) / 5
_ENDS = 1200  # letters of loose ends in the text equivalent
_SWEEPS, _LINES = 8, 12
_THREAD = "#8a8a8a"


@dataclass
class _Knot:
    """A step in its column, or the place where a link passes one."""

    column: int
    high: float = _LANE
    y: float = 0
    lines: Sequence[str] = ()
    tags: Sequence[str] = ()
    step: Step | None = None

    @property
    def middle(self) -> float:
        return self.y + self.high / 2


@on_a_page
def thread(case: Case) -> SceneFigure:
    """Return the thread from findings over goals, activities and sessions to results as a figure.

    What is not linked stands out by a broken orange line and an open end, and is told in the text
    equivalent. A loose end is a question to the plan and its records, not yet a fault: a concern may be left
    to others for good reasons. Links that a longer way through the columns shows as well are not drawn twice.

    See Also
    --------
    casekit.told.thread : The same as data.
    casekit.told.loose_ends : What is not linked, in words.

    Examples
    --------
    >>> client = {"id": "client", "label": "Klien A", "relation": "client", "basis": "documented"}
    >>> goal = {"id": "g1", "text": "berani bertanya", "basis": "documented"}
    >>> case = Case(id="a", title="Klien A", client="client", people=[client], plan={"goals": [goal]})
    >>> "Belum tersambung (1): Tujuan “berani bertanya”: belum menjawab temuan" in thread(case).alt
    True
    """
    steps = steps_of(case)
    columns = [[step for step in steps if step.column == column] for column in _COLUMNS]
    heads = [say(f"told.column_{column}") for column in _COLUMNS]
    groups = [
        Group(head, [Entry(step.text, step.basis) for step in column])
        for head, column in zip(heads, columns, strict=True)
    ]
    ends = loose_ends(case)
    told = [end for number, end in enumerate(ends, 1) if len(" ".join(ends[:number])) <= _ENDS]
    summary = say("figures.loose", count=len(ends)) if ends else say("figures.no_loose")
    more = [f"{say('figures.more', count=len(ends) - len(told))}."] if told != ends else []

    def draw(sheet: Sheet) -> None:
        for number, (head, column) in enumerate(zip(heads, columns, strict=True)):
            sheet.write(_left(number), sheet.y + SMALL, f"{head} ({len(column)})", SMALL, bold=True)
        sheet.y += leading(SMALL) + 4
        _web(sheet, columns)
        sheet.rule(sheet.y)
        bases = {step.basis for step in steps} - {sheet.common_basis}
        signs = [
            (mark, "plain", label("basis", basis)) for basis, mark in BASIS_MARKS.items() if basis in bases
        ]
        sheet.legend([*([("┅○", "bad", say("figures.loose_sign"))] if ends else []), *signs])
        if not ends:
            sheet.paragraph(summary, size=SMALL, colour=MUTED)

    return compose("thread", case, groups, draw, " ".join([summary, *told, *more]))


def _web(sheet: Sheet, columns: Sequence[Sequence[Step]]) -> None:
    """Put the boxes and, behind them, the links; under each column how many boxes there is no room for."""
    limit = sheet.limits.lines
    boxes = [
        [_knot(number, step, limit) for step in sheet.admitted(steps)] for number, steps in enumerate(columns)
    ]
    high = max(map(_high, boxes))
    for number, column in enumerate(boxes):
        # Shorter columns need not shorten their texts as much.
        for lines in range(_LINES, limit or _LINES, -1):
            longer = [_knot(number, knot.step, lines) for knot in column if knot.step]
            if _high(longer) <= high * 0.9:
                boxes[number] = longer
                break
    knots = {knot.step.id: knot for column in boxes for knot in column if knot.step}
    sheet.shortened |= any(style.CLIPPED in line for knot in knots.values() for line in knot.lines)
    links = _links(knots)
    _arrange(knots, links, sheet.y)
    for start, end in links:
        right = _left(start.column) + _WIDTH
        sheet.path(
            [
                *([] if start.step else [(_left(start.column), start.middle)]),
                *_curve(right, start.middle, _left(end.column), end.middle),
            ],
            _THREAD,
        )
    for knot in knots.values():
        if knot.step:
            _box(sheet, knot, knot.step)
    bottom = sheet.y = max((knot.y + knot.high for knot in knots.values()), default=sheet.y) + 4
    for number, steps in enumerate(columns):
        below, sheet.y = sheet.y, bottom
        sheet.rest(steps, _left(number), _WIDTH)
        sheet.y = max(below, sheet.y)
    sheet.y += 4


def _high(column: Sequence[_Knot]) -> float:
    return sum(knot.high + _BETWEEN for knot in column)


def _knot(number: int, step: Step, limit: int | None) -> _Knot:
    """Return the box of a step, with its text and what it lacks broken into lines."""
    room, mark = _WIDTH - 2 * _PAD, BASIS_MARKS.get(step.basis, "")
    text = printable(style.capital(phrase(step.text)))
    *lines, last = fitted(text, room - measure(mark, SMALL), limit, SMALL) or [""]
    # Only one thing can be missing from a finding or a result: the legend says it.
    lacks = [] if step.column in ("finding", "result") else [say(f"told.no_{code}") for code in step.lacks]
    tags = [line for text in lacks for line in wrap(f"○ {text}", room, SMALL)]
    high = (len(lines) + 1 + len(tags)) * leading(SMALL) + 2 * _PAD
    return _Knot(number, high, lines=[*lines, last + mark], tags=tags, step=step)


def _box(sheet: Sheet, knot: _Knot, step: Step) -> None:
    """Put the box of a step; what is missing as words below and as an open end where a link would be."""
    x, loose = _left(knot.column), bool(step.lacks)
    edge, fill = (TONES["bad"], TINTS["bad"]) if loose else (_THREAD, "white")
    sheet.box(
        x, knot.y, _WIDTH, knot.high, fill=fill, edge=edge, line=1.2 if loose else 0.8, dashed=loose, round=3
    )
    for number, line in enumerate([*knot.lines, *knot.tags]):
        colour = TONES["bad"] if number >= len(knot.lines) else style.INK
        y = knot.y + _PAD + (number + 0.76) * leading(SMALL)
        sheet.write(x + _PAD, y, line, SMALL, colour=colour)
    before = _COLUMNS[: knot.column]
    for side in {(-1 if code in before else 1) for code in step.lacks}:
        end = x - 5 if side < 0 else x + _WIDTH + 5
        sheet.path([(x if side < 0 else x + _WIDTH, knot.middle), (end, knot.middle)], TONES["bad"], 1.2)
        sheet.box(
            end - 2.5, knot.middle - 2.5, 5, 5, fill="white", edge=TONES["bad"], line=1.2, round=2.5, layer=2
        )


def _links(knots: dict[str, _Knot]) -> list[tuple[_Knot, _Knot]]:
    """Return the links between boxes, led past the columns that they skip, without those told twice."""
    above: dict[str, set[str]] = {}
    links: dict[tuple[str, str], None] = {}
    for id, knot in [*knots.items()]:
        follows = {one for one in knot.step.follows if one in knots} if knot.step else set()
        above[id] = follows.union(*(above[one] for one in follows))
        for one in sorted(follows.difference(*(above[other] for other in follows))):
            way = [one]
            for column in range(knots[one].column + 1, knot.column):
                way.append(f"{one} past {column}")
                knots.setdefault(way[-1], _Knot(column))
            links |= dict.fromkeys(pairwise([*way, id]))
    return [(knots[one], knots[other]) for one, other in links]


def _arrange(knots: dict[str, _Knot], links: Sequence[tuple[_Knot, _Knot]], top: float) -> None:
    """Set the boxes of each column one below the other, near to what they are linked to."""
    columns = [[knot for knot in knots.values() if knot.column == number] for number in range(len(_COLUMNS))]
    beside: dict[int, list[_Knot]] = {id(knot): [] for knot in knots.values()}
    for one, other in links:
        beside[id(one)].append(other)
        beside[id(other)].append(one)
    bottom = top + max(map(_high, columns))
    for column in columns * _SWEEPS:
        wanted = {
            id(knot): fmean(near) if (near := [one.middle for one in beside[id(knot)] if one.y]) else bottom
            for knot in column
        }
        column.sort(key=lambda knot: wanted[id(knot)])
        y = top
        for knot in column:
            knot.y = max(wanted[id(knot)] - knot.high / 2, y)
            y = knot.y + knot.high + _BETWEEN
        y = bottom
        for knot in reversed(column):
            knot.y = min(knot.y, y - _BETWEEN - knot.high)
            y = knot.y


def _curve(x: float, y: float, right: float, down: float) -> list[Point]:
    """Return a line that leaves and arrives level."""
    shares = [step / 12 for step in range(13)]
    return [(x + share * (right - x), y + (down - y) * (1 - cos(pi * share)) / 2) for share in shares]


def _left(column: int) -> float:
    return MARGIN + column * (_WIDTH + _GAP)
