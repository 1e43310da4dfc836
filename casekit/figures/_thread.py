"""The thread of the work in five columns: finding, goal, activity, session, result, and the links."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
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
from casekit.figures.words import Entry, Group, common_basis
from casekit.model import Case, Part, Session
from casekit.told import Step, ends_of, theme_of
from casekit.told import thread as steps_of
from casekit.vocab import label, phrase, say

_COLUMNS = ("finding", "goal", "activity", "session", "result")
_GAP, _PAD, _BETWEEN, _LANE = 15.0, 3.0, 5.0, 3.0  # between columns, in a box, between boxes, of a link
_ENDS = 1200  # letters of loose ends in the text equivalent
_SWEEPS = 8
_LINES, _FEWEST = (12, 9, 7, 5, 4, 3), 4  # of the boxes of a column, as many as there is room for
_END = 1.8  # how far from the edge of its box the middle of an open end stands
_ABREAST = 4  # boxes of steps that stand alone
_PAGED, _LOW = (7, 5), 300.0  # of all boxes of several pages, on paper and on a wall, which is so low
_THREAD = "#8a8a8a"


@dataclass(frozen=True)
class _Lane:
    """Where a column stands, and how wide it is."""

    left: float
    wide: float

    @property
    def right(self) -> float:
        return self.left + self.wide


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
    counts = Counter(step.column for step in all_steps)
    heads = [say(f"told.column_{column}") for column in _COLUMNS]
    groups = [
        Group(head, [Entry(step.text, step.basis) for step in column])
        for head, column in zip(heads, columns, strict=True)
    ]
    ends = ends_of(all_steps)
    told = [end for number, end in enumerate(ends, 1) if len(" ".join(ends[:number])) <= _ENDS]
    summary = say("figures.loose", count=len(ends)) if ends else say("figures.no_loose")
    more = [f"{say('figures.more', count=len(ends) - len(told))}."] if told != ends else []

    marks = [("┅○", "bad", say("figures.loose_sign"))] if ends else []
    if any(not step.lacks for step in _alone(steps)):
        marks.append(("▭", "plain", say("figures.alone_sign")))
    bases = {step.basis for step in steps} - {common_basis(groups)}
    marks += [(mark, "plain", label("basis", one)) for one, mark in BASIS_MARKS.items() if one in bases]

    def draw(sheet: Sheet) -> None:
        counted = {
            f"{name} ({counts[code]})": counts[code] > 0 for name, code in zip(heads, _COLUMNS, strict=True)
        }
        lanes = _lanes(sheet, counted)

        def head() -> None:
            for name, lane in zip(counted, lanes, strict=True):
                sheet.write(lane.left, sheet.y + SMALL, name, SMALL, bold=True)
            sheet.y += leading(SMALL) + 4

        def foot() -> None:
            sheet.rule(sheet.y)
            sheet.legend()
            if sheet.full:
                sheet.prose(say("figures.thread_pages"))
            if not ends:
                sheet.prose(summary)

        head()
        sheet.repeated.append(head)
        below = sheet.high(foot) + leading(SMALL)
        pages, alone = _paged(sheet, lanes, steps, below)
        for number, shown in enumerate(pages, 1):
            is_last = number == len(pages)
            _web(sheet, lanes, shown, _room(sheet) - (below if is_last and not alone else 0))
            if not is_last:
                sheet.rule(sheet.y)
                sheet.turn()
        sheet.repeated.clear()
        _apart(sheet, [replace(step, text=f"{heads[_place(step)]}: {phrase(step.text)}") for step in alone])
        foot()

    loose = " ".join([summary, *told, *more])
    return compose("thread", case, groups, draw, loose, size=size, marks=marks, is_list=True)


def _alone(steps: Sequence[Step]) -> list[Step]:
    """Return the steps that follow from none and from which none follows."""
    followed = {one for step in steps for one in step.follows}
    return [step for step in steps if not step.follows and step.id not in followed]


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


def _paged(
    sheet: Sheet, lanes: Sequence[_Lane], steps: Sequence[Step], below: float
) -> tuple[list[Sequence[Step]], Sequence[Step]]:
    """Return the steps of each page: on one if there is room for all, their texts shortened if need be.

    What stands below the last of the pages needs some room as well. Where there are several, steps that
    stand alone are on none of them, and returned apart.
    """
    if _fit(lanes, steps, _FEWEST, _room(sheet) - below):
        return [steps], []
    alone, order = _alone(steps), {step.id: number for number, step in enumerate(steps)}
    lines = _PAGED[sheet.most < _LOW]
    rooms, by_id = (_room(sheet), _room(sheet, sheet.next_top)), {step.id: step for step in steps}
    pages: list[dict[str, Step]] = []

    def in_order(page: Mapping[str, Step]) -> list[Step]:
        return sorted(page.values(), key=lambda step: order[step.id])

    for end in _ends([step for step in steps if step not in alone]):
        chain = {step.id: step for step in _leading_to(end, by_id)}
        for number, page in reversed([*enumerate(pages)]):
            if _fit(lanes, in_order(page | chain), lines, rooms[number > 0]):
                page.update(chain)
                break
        else:
            pages.append(chain)
    return [in_order(page) for page in pages], alone


def _apart(sheet: Sheet, steps: Sequence[Step]) -> None:
    """Put the boxes of steps that stand alone, some beside each other."""
    wide = (sheet.inner - (_ABREAST - 1) * _GAP) / _ABREAST
    lanes = [_Lane(MARGIN + place * (wide + _GAP), wide) for place in range(_ABREAST)]

    def head() -> None:
        sheet.y += 4
        sheet.paragraph(say("figures.thread_apart", count=len(steps)), size=SMALL, bold=True)
        sheet.y += 4

    def row(steps: Sequence[Step]) -> None:
        knots = [_knot(lanes[0], step, _LINES[0]) for step in steps]
        for lane, knot, step in zip(lanes, knots, steps, strict=False):
            knot.y = sheet.y
            _box(sheet, lane, knot, step)
        sheet.shortened |= _is_shortened(knots)
        sheet.y += max(knot.high for knot in knots) + _BETWEEN

    rows = [steps[first : first + _ABREAST] for first in range(0, len(steps), _ABREAST)]
    if rows:
        sheet.section(head, [partial(row, own) for own in rows])
        sheet.y += 4


def _is_shortened(knots: Iterable[_Knot]) -> bool:
    return any(style.CLIPPED in line for knot in knots for line in knot.lines)


def _fit(lanes: Sequence[_Lane], steps: Sequence[Step], lines: int, room: float) -> bool:
    """Return whether boxes of so many lines, and the links that pass between them, have so much room."""
    knots = {step.id: _knot(lanes[_place(step)], step, lines) for step in steps}
    _links(knots)
    return max(map(_high, _by_column(knots))) <= room


def _room(sheet: Sheet, top: float | None = None) -> float:
    """Return how high a column may be, from where the page is filled or begins, with a line below it."""
    return sheet.bottom - (sheet.y if top is None else top) - 12


def _ends(steps: Sequence[Step]) -> list[Step]:
    """Return the steps from which nothing follows, by threads."""
    by_id = {step.id: step for step in steps}
    order = {step.id: number for number, step in enumerate(steps)}
    followed = {one for step in steps for one in step.follows}

    def place(end: Step) -> list[int]:
        return sorted(order[step.id] for step in _leading_to(end, by_id))

    return sorted((step for step in steps if step.id not in followed), key=place)


def _leading_to(end: Step, by_id: Mapping[str, Step]) -> Iterator[Step]:
    """Yield a step and all that it follows from."""
    found, waiting = set[str](), [end.id]
    while waiting:
        id = waiting.pop()
        if id in by_id and id not in found:
            found.add(id)
            yield by_id[id]
            waiting += by_id[id].follows


def _web(sheet: Sheet, lanes: Sequence[_Lane], steps: Sequence[Step], room: float) -> None:
    """Put the boxes of a page, each with as much of its text as its column has room for, and the links."""
    knots = {step.id: _knot(lanes[_place(step)], step, _LINES[-1]) for step in steps}
    links = _links(knots)
    for column in _by_column(knots):
        _filled(lanes, column, room)
    sheet.shortened |= _is_shortened(knots.values())
    sheet.is_overfull |= max(map(_high, _by_column(knots))) > _room(sheet) + 1
    _arrange(knots, links, sheet.y)
    for start, end in links:
        begins, goes_to = lanes[start.column], lanes[end.column]
        sheet.path(
            [
                *([] if start.step else [(begins.left, start.middle)]),
                *_curve(begins.right, start.middle, goes_to.left, end.middle),
            ],
            _THREAD,
        )
    for knot in knots.values():
        if knot.step:
            _box(sheet, lanes[knot.column], knot, knot.step)
            _open_ends(sheet, lanes[knot.column], knot, knot.step)
    sheet.y = max((knot.y + knot.high for knot in knots.values()), default=sheet.y) + 8
    sheet.is_fresh = False


def _filled(lanes: Sequence[_Lane], column: Sequence[_Knot], room: float) -> None:
    """Give the boxes of a column as many lines as there is room for."""
    for lines in _LINES:
        larger = [_knot(lanes[knot.column], knot.step, lines) if knot.step else knot for knot in column]
        if _high(larger) <= room:
            break
    for knot, other in zip(column, larger, strict=True):
        knot.high, knot.lines = other.high, other.lines


def _by_column(knots: Mapping[str, _Knot]) -> list[list[_Knot]]:
    return [[knot for knot in knots.values() if knot.column == number] for number in range(len(_COLUMNS))]


def _high(column: Sequence[_Knot]) -> float:
    return sum(knot.high + _BETWEEN for knot in column)


def _place(step: Step) -> int:
    """Return in which column a step stands."""
    return _COLUMNS.index(step.column)


def _knot(lane: _Lane, step: Step, limit: int) -> _Knot:
    """Return the box of a step, with its text and what it lacks broken into lines."""
    room, mark = lane.wide - 2 * _PAD, BASIS_MARKS.get(step.basis, "")
    text = printable(style.capital(phrase(step.text)))
    *lines, last = fitted(text, room - measure(mark, SMALL), limit, SMALL) or [""]
    # Only one thing can be missing from a finding or a result: the legend says it.
    lacks = [] if step.column in ("finding", "result") else [say(f"told.no_{code}") for code in step.lacks]
    tags = [line for text in lacks for line in wrap(f"○ {text}", room, SMALL)]
    high = (len(lines) + 1 + len(tags)) * leading(SMALL) + 2 * _PAD
    return _Knot(_place(step), high, lines=[*lines, last + mark], tags=tags, step=step)


def _box(sheet: Sheet, lane: _Lane, knot: _Knot, step: Step) -> None:
    """Put the box of a step, with what is missing as words below."""
    x, wide, loose = lane.left, lane.wide, bool(step.lacks)
    edge, fill = (TONES["bad"], TINTS["bad"]) if loose else (_THREAD, "white")
    sheet.box(
        x, knot.y, wide, knot.high, fill=fill, edge=edge, line=1.2 if loose else 0.8, dashed=loose, round=3
    )
    for number, line in enumerate([*knot.lines, *knot.tags]):
        colour = TONES["bad"] if number >= len(knot.lines) else style.INK
        y = knot.y + _PAD + (number + 0.76) * leading(SMALL)
        sheet.write(x + _PAD, y, line, SMALL, colour=colour)


def _open_ends(sheet: Sheet, lane: _Lane, knot: _Knot, step: Step) -> None:
    """Put open ends beside what is missing, so near to the box that the links of others pass them."""
    before = _COLUMNS[: knot.column]
    y = knot.y + knot.high - _PAD - leading(SMALL) / 2 if knot.tags else knot.middle
    for side in {(-1 if code in before else 1) for code in step.lacks}:
        x = (lane.left if side < 0 else lane.right) + side * _END
        sheet.box(x - 2, y - 2, 4, 4, fill="white", edge=TONES["bad"], line=1.2, round=2, layer=2)


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


def _lanes(sheet: Sheet, heads: Mapping[str, bool]) -> list[_Lane]:
    """Return the columns, of equal width; one in which nothing stands is as wide as its head."""
    bare = {head: measure(head, SMALL, bold=True) for head, is_filled in heads.items() if not is_filled}
    room = sheet.inner - (len(heads) - 1) * _GAP - sum(bare.values())
    lanes, x = [], MARGIN
    for head in heads:
        lanes.append(_Lane(x, bare.get(head, room / (len(heads) - len(bare)))))
        x = lanes[-1].right + _GAP
    return lanes
