"""Where the systems of an ecomap stand: on an oval around the middle, or on two where they are many."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import shapely

from casekit.figures.scene import Point, ring

ONE_RING = 12
_APART, _TIGHT = 10.0, 7.0  # between the circles of one ring, and of the outer one of two
_LINE = 26.0  # the shortest line from the middle to a circle
_LANE = 11.0  # that a tie takes between two circles
_INNER = 0.57  # the share of the outer oval that the inner one takes
_GROW = 1.06
_STEPS = 360  # around an oval


@dataclass(frozen=True)
class Spot:
    """Where a system stands, where its ties leave the middle, and through which gap in the inner ring."""

    at: Point
    leave: Point
    by: Point | None = None


def places(
    count: int, radius: float, hub: Point, width: float, height: float, line: float = _LINE
) -> list[Spot] | None:
    """Return where so many circles stand around a middle in a room, None if it is too small for them.

    Parameters
    ----------
    count : int
        How many circles; those on the inner of two rings come first.
    radius : float
        Of each of them.
    hub : tuple
        The half axes of what stands in the middle.
    width, height : float
        The room.
    line : float
        How long a line from the middle to a circle is at least.
    """
    wide, most = width / 2 - radius - 2, height / 2 - radius - 2
    if min(wide, most) <= 0:
        return None
    if count > ONE_RING and (found := _two_rings(count, radius, hub, wide, most)):
        return found
    flat = height < width
    high = most if flat else min(most, max(hub[1] + radius + 48, 0.62 * wide))
    while not (found := _one_ring(count, radius, hub, (wide, high), line)):
        if high >= most:
            return None
        high = min(most, high + 12)
    return found


def grown(
    count: int, radius: float, hub: Point, width: float, height: float, line: float = _LINE
) -> list[Spot]:
    """Return where circles stand in as little more room as it takes."""
    while not (found := places(count, radius, hub, width, height, line)):
        width, height = width * _GROW, height * _GROW
    return found


def _one_ring(count: int, radius: float, hub: Point, oval: Point, line: float) -> list[Spot] | None:
    """Return places at equal distances on the stretches of an oval that are far enough from the middle."""
    steps = [(step, _is_clear(at, radius + line, hub)) for step, at in enumerate(_on(oval, _shares(_STEPS)))]
    if all(clear for _, clear in steps):
        shares = _shares(count)
    else:
        stretches = [[step for step, _ in run] for clear, run in groupby(steps, lambda one: one[1]) if clear]
        shares = _spread(count, stretches)
    spots = [Spot(at, at) for at in _on(oval, shares)]
    near = min((math.dist(one.at, other.at) for one, other in pairwise([*spots, *spots[:1]])), default=0)
    is_tight = count > 1 and near < 2 * radius + _APART
    return None if is_tight or len(spots) < count else spots


def _spread(count: int, stretches: Sequence[Sequence[int]]) -> list[float]:
    """Return shares of the way around an oval, spread over stretches of it by their length."""
    total, shares, left = sum(map(len, stretches)), list[float](), count
    for stretch in stretches:
        own = round(left * len(stretch) / total) if total else 0
        left, total = left - own, total - len(stretch)
        first, last = stretch[0], stretch[-1]
        ends = [0.5] if own == 1 else [place / (own - 1) for place in range(own)] if own else []
        shares += [(first + end * (last - first)) / _STEPS for end in ends]
    return shares


def _is_clear(at: Point, room: float, hub: Point) -> bool:
    """Tell whether a circle stands so far from the middle that a line can be seen between them."""
    far = math.hypot(*at)
    reach = 1 / math.hypot(at[0] / far / hub[0], at[1] / far / hub[1])
    return far - reach >= room


def _two_rings(count: int, radius: float, hub: Point, wide: float, high: float) -> list[Spot] | None:
    """Return places on two rings so that the fewest ties share a gap; none if they have no room."""
    outer, inner = (wide, high), (wide * _INNER, high * _INNER)
    if min(inner[0] - hub[0], inner[1] - hub[1]) < radius + _LINE:
        return None
    if min(outer) * (1 - _INNER) < 2 * radius + 12:
        return None
    choice = []
    for own in range(4, count - 4):
        through = -(-(count - own) // own)
        gap = _around(inner) / own - 2 * radius
        if gap >= through * _LANE + 6 and _around(outer) / (count - own) >= 2 * radius + _TIGHT:
            choice.append((through, -gap, own))
    return _through_gaps(count, min(choice)[2], radius, outer, inner) if choice else None


def _through_gaps(count: int, own: int, radius: float, outer: Point, inner: Point) -> list[Spot]:
    """Return places of which so many stand on the inner ring, and gaps there for the ties of the others."""
    shares = [share + 0.5 / (count - own) for share in _shares(count - own)]
    gaps: dict[int, list[int]] = {}
    for number, share in enumerate(shares):
        gaps.setdefault(int(share * own), []).append(number)
    room = _around(inner) / own - 2 * radius
    ways, leaving = [0.0] * len(shares), [0.0] * len(shares)
    for gap, through in gaps.items():
        lane = min(_LANE + 2, room / len(through)) / _around(inner)
        for place, number in enumerate(through):
            ways[number] = (gap + 0.5) / own + (place - (len(through) - 1) / 2) * lane
            leaving[number] = (gap + (place + 1) / (len(through) + 1)) / own
    outside = zip(_on(outer, shares), _on(inner, leaving), _on(inner, ways), strict=True)
    return [*(Spot(at, at) for at in _on(inner, _shares(own))), *(Spot(*one) for one in outside)]


def _shares(count: int) -> list[float]:
    return [number / count for number in range(count)]


def _oval(axes: Point) -> shapely.LineString:
    """Return an oval that begins at the top and runs clockwise."""
    wide, high = axes
    return shapely.LineString([(-wide * x, -high * y) for y, x in ring(0, 0, 1, 180)] + [(0, -high)])


def _around(axes: Point) -> float:
    """Return how long an oval is."""
    return float(_oval(axes).length)


def _on(axes: Point, shares: Sequence[float]) -> list[Point]:
    """Return points on an oval, at shares of the way around it."""
    oval = _oval(axes)
    return [oval.interpolate(share, normalized=True).coords[0] for share in shares]


def way(start: Point, by: Point | None, end: Point) -> list[Point]:
    """Return a line from one point to another, straight or bent through a third.

    Examples
    --------
    >>> way((0, 0), None, (2, 0)), way((0, 0), (1, 1), (2, 0))[6]
    ([(0, 0), (2, 0)], (1.0, 1.0))
    """
    if by is None:
        return [start, end]
    bend = [2 * by[axis] - (start[axis] + end[axis]) / 2 for axis in (0, 1)]
    shares = [step / 12 for step in range(13)]
    points = [
        [(1 - t) ** 2 * start[axis] + 2 * t * (1 - t) * bend[axis] + t**2 * end[axis] for axis in (0, 1)]
        for t in shares
    ]
    return [(x, y) for x, y in points]
