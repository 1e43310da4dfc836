"""The thread of the work in five columns: finding, goal, activity, session, result, and the links."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import cos, pi
from statistics import fmean

from casekit.figures import style
from casekit.figures._timeline import rhythm
from casekit.figures.page import BASIS_MARKS
from casekit.figures.paper import MARGIN
from casekit.figures.scene import Point, SceneFigure
from casekit.figures.sheet import Sheet, compose, on_pages
from casekit.figures.style import SMALL, TINTS, TONES, Size, fitted, leading, measure, printable, wrap
from casekit.figures.words import Entry, Group
from casekit.model import Case, Part, Session
from casekit.told import Step, ends_of, theme_of
from casekit.told import thread as steps_of
from casekit.vocab import label, phrase, say

_COLUMNS = ("finding", "goal", "activity", "session", "result")
_GAP, _PAD, _BETWEEN, _LANE = 15.0, 3.0, 5.0, 3.0  # between columns, in a box, between boxes, of a link
_ENDS = 1200  # letters of loose ends in the text equivalent
_SWEEPS = 8
_LINES = (12, 9, 7, 5, 4)  # of the boxes of a column, as many as there is room for
_PAGED = 7  # of all boxes, where they are shared out over several pages
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


@on_pages
def thread(case: Case, *, size: Size | None = None) -> SceneFigure:
    """Return the thread from findings over goals, activities and sessions to results as a figure.

    What is not linked stands out by a broken orange line and an open end, and is told in the text
    equivalent. A loose end is a question to the plan and its records, not yet a fault: a concern may be left
    to others for good reasons. Links that a longer way through the columns shows as well are not drawn twice.
    Steps that say the same and follow from the same are one box, such as a weekly session with one theme.
    Where there is too much for a page, each shows some of the ends of the thread with all that leads there.

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
    all_steps = steps_of(case)
    steps = _folded(all_steps, case)
    columns = [[step for step in steps if step.column == column] for column in _COLUMNS]
    heads = [say(f"told.column_{column}") for column in _COLUMNS]
    groups = [
        Group(head, [Entry(step.text, step.basis) for step in column])
        for head, column in zip(heads, columns, strict=True)
    ]
    ends = ends_of(all_steps)
    told = [end for number, end in enumerate(ends, 1) if len(" ".join(ends[:number])) <= _ENDS]
    summary = say("figures.loose", count=len(ends)) if ends else say("figures.no_loose")
    more = [f"{say('figures.more', count=len(ends) - len(told))}."] if told != ends else []

    bases = {step.basis for step in steps}
    loose = [("┅○", "bad", say("figures.loose_sign"))] if ends else []

    def draw(sheet: Sheet) -> None:
        def head() -> None:
            for number, (name, column) in enumerate(zip(heads, columns, strict=True)):
                x = _left(sheet, number)
                sheet.write(x, sheet.y + SMALL, f"{name} ({len(column)})", SMALL, bold=True)
            sheet.y += leading(SMALL) + 4

        def foot() -> None:
            marked = [one for one in BASIS_MARKS if one in bases and one != sheet.common_basis]
            sheet.rule(sheet.y)
            sheet.legend([*loose, *((BASIS_MARKS[one], "plain", label("basis", one)) for one in marked)])
            if sheet.full:
                sheet.prose(say("figures.thread_pages"))
            if not ends:
                sheet.prose(summary)

        head()
        sheet.repeated.append(head)
        below = sheet.high(foot) + leading(SMALL)
        pages = _paged(sheet, steps, below)
        for number, shown in enumerate(pages, 1):
            is_last = number == len(pages)
            _web(sheet, shown, _room(sheet) - (below if is_last else 0))
            if not is_last:
                sheet.rule(sheet.y)
                sheet.turn()
        sheet.repeated.clear()
        foot()

    return compose("thread", case, groups, draw, " ".join([summary, *told, *more]), size=size)


def _folded(steps: Sequence[Step], case: Case) -> list[Step]:
    """Return the steps; those that say the same, follow from the same and lack the same are one."""
    by_id, own = case.by_id(), dict[str, str]()
    same: dict[object, list[Step]] = {}
    for step in steps:
        said = _said(step, by_id).casefold()
        follows = frozenset(own.get(one, one) for one in step.follows)
        alike = same.setdefault((step.column, said, step.basis, follows, step.lacks), [])
        alike.append(replace(step, follows=follows))
        own[step.id] = alike[0].id
    return [_as_one(alike, by_id) for alike in same.values()]


def _said(step: Step, by_id: Mapping[str, Part]) -> str:
    """Return what a step says, of a session without its week."""
    part = by_id.get(step.id)
    return phrase(theme_of(part) if isinstance(part, Session) else step.text)


def _as_one(alike: Sequence[Step], by_id: Mapping[str, Part]) -> Step:
    """Return steps that say the same as one that tells how many they are."""
    first, count = alike[0], len(alike)
    if count == 1:
        return first
    held = (part for step in alike if isinstance(part := by_id.get(step.id), Session))
    weeks = sorted(session.week for session in held if session.week)
    often = say("figures.times", count=count)
    if len(weeks) == count:
        often = say("figures.often", count=count, weeks=rhythm(weeks))
    return replace(first, text=f"{_said(first, by_id)} ({often})")


def _paged(sheet: Sheet, steps: Sequence[Step], below: float) -> list[Sequence[Step]]:
    """Return the steps of each page: on one if there is room for all, their texts shortened if need be.

    What stands below the last of the pages needs some room as well.
    """
    if _fit(sheet, steps, _LINES[-1], _room(sheet) - below):
        return [steps]
    order = {step.id: number for number, step in enumerate(steps)}
    room, by_id = _room(sheet), {step.id: step for step in steps}
    pages: list[dict[str, Step]] = []

    def in_order(page: Mapping[str, Step]) -> list[Step]:
        return sorted(page.values(), key=lambda step: order[step.id])

    for end in _ends(steps):
        chain = {step.id: step for step in _leading_to(end, by_id)}
        # A chain goes on where the one before ended, what stands alone fills gaps.
        tried = pages[-1:] if len(chain) > 1 else pages
        found = next((page for page in tried if _fit(sheet, in_order(page | chain), _PAGED, room)), None)
        if found is None:
            pages.append(chain)
        else:
            found.update(chain)
    return [in_order(page) for page in pages]


def _fit(sheet: Sheet, steps: Sequence[Step], lines: int, room: float) -> bool:
    """Return whether boxes of so many lines, and the links that pass between them, have so much room."""
    knots = {step.id: _knot(sheet, step, lines) for step in steps}
    _links(knots)
    return max(map(_high, _by_column(knots))) <= room


def _room(sheet: Sheet) -> float:
    """Return how high a column may be, with a line below it."""
    return sheet.bottom - sheet.y - 12


def _ends(steps: Sequence[Step]) -> list[Step]:
    """Return the steps from which nothing follows, by threads; last those that stand alone."""
    by_id = {step.id: step for step in steps}
    order = {step.id: number for number, step in enumerate(steps)}
    followed = {one for step in steps for one in step.follows}

    def place(end: Step) -> list[int]:
        return sorted(order[step.id] for step in _leading_to(end, by_id))

    ends = sorted((step for step in steps if step.id not in followed), key=place)
    return sorted(ends, key=lambda end: not end.follows)


def _leading_to(end: Step, by_id: Mapping[str, Step]) -> Iterator[Step]:
    """Yield a step and all that it follows from."""
    found, waiting = set[str](), [end.id]
    while waiting:
        id = waiting.pop()
        if id in by_id and id not in found:
            found.add(id)
            yield by_id[id]
            waiting += by_id[id].follows


def _web(sheet: Sheet, steps: Sequence[Step], room: float) -> None:
    """Put the boxes of a page, each with as much of its text as its column has room for, and the links."""
    knots = {step.id: _knot(sheet, step, _LINES[-1]) for step in steps}
    links = _links(knots)
    for column in _by_column(knots):
        _filled(sheet, column, room)
    sheet.shortened |= any(style.CLIPPED in line for knot in knots.values() for line in knot.lines)
    _arrange(knots, links, sheet.y)
    for start, end in links:
        right = _left(sheet, start.column) + _wide(sheet)
        sheet.path(
            [
                *([] if start.step else [(_left(sheet, start.column), start.middle)]),
                *_curve(right, start.middle, _left(sheet, end.column), end.middle),
            ],
            _THREAD,
        )
    for knot in knots.values():
        if knot.step:
            _box(sheet, knot, knot.step)
    sheet.y = max((knot.y + knot.high for knot in knots.values()), default=sheet.y) + 8


def _filled(sheet: Sheet, column: Sequence[_Knot], room: float) -> None:
    """Give the boxes of a column as many lines as there is room for."""
    for lines in _LINES:
        larger = [_knot(sheet, knot.step, lines) if knot.step else knot for knot in column]
        if _high(larger) <= room:
            break
    for knot, other in zip(column, larger, strict=True):
        knot.high, knot.lines = other.high, other.lines


def _by_column(knots: Mapping[str, _Knot]) -> list[list[_Knot]]:
    return [[knot for knot in knots.values() if knot.column == number] for number in range(len(_COLUMNS))]


def _high(column: Sequence[_Knot]) -> float:
    return sum(knot.high + _BETWEEN for knot in column)


def _knot(sheet: Sheet, step: Step, limit: int) -> _Knot:
    """Return the box of a step, with its text and what it lacks broken into lines."""
    room, mark = _wide(sheet) - 2 * _PAD, BASIS_MARKS.get(step.basis, "")
    text = printable(style.capital(phrase(step.text)))
    *lines, last = fitted(text, room - measure(mark, SMALL), limit, SMALL) or [""]
    # Only one thing can be missing from a finding or a result: the legend says it.
    lacks = [] if step.column in ("finding", "result") else [say(f"told.no_{code}") for code in step.lacks]
    tags = [line for text in lacks for line in wrap(f"○ {text}", room, SMALL)]
    high = (len(lines) + 1 + len(tags)) * leading(SMALL) + 2 * _PAD
    column = _COLUMNS.index(step.column)
    return _Knot(column, high, lines=[*lines, last + mark], tags=tags, step=step)


def _box(sheet: Sheet, knot: _Knot, step: Step) -> None:
    """Put the box of a step; what is missing as words below and as an open end where a link would be."""
    x, wide, loose = _left(sheet, knot.column), _wide(sheet), bool(step.lacks)
    edge, fill = (TONES["bad"], TINTS["bad"]) if loose else (_THREAD, "white")
    sheet.box(
        x, knot.y, wide, knot.high, fill=fill, edge=edge, line=1.2 if loose else 0.8, dashed=loose, round=3
    )
    for number, line in enumerate([*knot.lines, *knot.tags]):
        colour = TONES["bad"] if number >= len(knot.lines) else style.INK
        y = knot.y + _PAD + (number + 0.76) * leading(SMALL)
        sheet.write(x + _PAD, y, line, SMALL, colour=colour)
    before = _COLUMNS[: knot.column]
    for side in {(-1 if code in before else 1) for code in step.lacks}:
        end = x - 5 if side < 0 else x + wide + 5
        sheet.path([(x if side < 0 else x + wide, knot.middle), (end, knot.middle)], TONES["bad"], 1.2)
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
    columns = _by_column(knots)
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


def _wide(sheet: Sheet) -> float:
    """Return how wide a column is."""
    return (sheet.inner - (len(_COLUMNS) - 1) * _GAP) / len(_COLUMNS)


def _left(sheet: Sheet, column: int) -> float:
    return MARGIN + column * (_wide(sheet) + _GAP)
