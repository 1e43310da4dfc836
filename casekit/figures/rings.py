"""Where the systems of an ecomap stand: on a ring around the middle, or on two where they are many."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

import shapely
from shapely.affinity import scale

from casekit.figures.scene import Point, as_points, ring

ONE_RING = 12
_APART, _TIGHT = 10.0, 7.0  # between the circles of one ring, and of the outer one of two
_LINE = 22.0  # the shortest line from the middle to a circle
_LANE = 11.0  # that a tie takes between two circles
_INNER, _BETWEEN = 0.57, 12.0  # the share of the outer oval that the inner one takes; between their circles
_GROW = 1.06
_STEPS = 360  # around an oval
_NEAR, _FURTHER = 48.0, 12.0  # from the middle to a circle if there is room; how much further is tried next
_ROUND, SQUARE, _SQUARER = 2.0, 6.0, 20.0  # powers of an oval, and of what is more and more a rectangle
_LONG, _SHORT = 1.7, 0.62  # of the shape of a ring: as wide as high at least, as high as wide


@dataclass(frozen=True)
class Spot:
    """Where a system stands, where its ties leave the middle, and through which gap in the inner ring."""

    at: Point
    leave: Point
    by: Point | None = None

    def stretched(self, factor: float) -> "Spot":
        """Return the spot on a drawing that is so many times as wide."""
        at, leave, by = ((x * factor, y) for x, y in (self.at, self.leave, self.by or self.at))
        return Spot(at, leave, by if self.by else None)


@dataclass(frozen=True)
class Hub:
    """What systems stand around: its shape around the origin, which is round or rather a rectangle."""

    shape: Any
    is_square: bool = False

    @property
    def axes(self) -> Point:
        """How far it reaches to the right and down."""
        _, _, right, bottom = self.shape.bounds
        return right, bottom

    def squeezed(self, factor: float) -> "Hub":
        """Return it so many times less wide."""
        return Hub(scale(self.shape, 1 / factor, 1, origin=(0, 0)), self.is_square)


def places(
    count: int, oval: Point, hub: Hub, width: float, height: float, line: float = _LINE
) -> list[Spot] | None:
    """Return where so many circles stand around a middle in a room, None if it is too small for them.

    Parameters
    ----------
    count : int
        How many circles; those on the inner of two rings come first.
    oval : tuple
        The half axes of each of them, which may be wider than high.
    hub : Hub
        What stands in the middle.
    width, height : float
        The room.
    line : float
        How long a line from the middle to a circle is at least.
    """
    stretched, radius = oval[0] / oval[1], oval[1]
    found = _around_a_middle(count, radius, hub.squeezed(stretched), (width / stretched, height), line)
    return [spot.stretched(stretched) for spot in found] if found else None


def _around_a_middle(count: int, radius: float, hub: Hub, room: Point, line: float) -> list[Spot] | None:
    """Return places of true circles: on one ring as near as they stand apart, or on two."""
    wide, high = room[0] / 2 - radius - 2, room[1] / 2 - radius - 2
    if min(wide, high) <= 0:
        return None
    if count > ONE_RING and (found := _two_rings(count, radius, hub, wide, high)):
        return found
    near = min(wide, max(hub.axes[0] + radius + _NEAR, _LONG * high)), high
    if high >= wide:
        near = wide, min(high, max(hub.axes[1] + radius + _NEAR, _SHORT * wide))
    while not (found := _one_ring(count, radius, hub, near, line)):
        if near == (wide, high):
            return None
        near = min(wide, near[0] + _FURTHER), min(high, near[1] + _FURTHER)
    return found


def grown(count: int, oval: Point, hub: Hub, width: float, height: float, line: float = _LINE) -> list[Spot]:
    """Return where circles stand in as little more room as it takes."""
    while not (found := places(count, oval, hub, width, height, line)):
        width, height = width * _GROW, height * _GROW
    return found


def _one_ring(count: int, radius: float, hub: Hub, axes: Point, line: float) -> list[Spot] | None:
    """Return places at equal distances on the stretches of a ring that are far enough from the middle."""
    ring = _ring(axes, _SQUARER if hub.is_square else _ROUND)
    far = hub.shape.distance(shapely.points(_on(ring, _shares(_STEPS))))
    steps = [*enumerate(far >= radius + line)]
    if all(clear for _, clear in steps):
        shares = _shares(count)
    else:
        stretches = [[step for step, _ in run] for clear, run in groupby(steps, lambda one: one[1]) if clear]
        shares = _spread(count, stretches)
    spots = [Spot(at, at) for at in _on(ring, shares)]
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


def _two_rings(count: int, radius: float, hub: Hub, wide: float, high: float) -> list[Spot] | None:
    """Return places on two rings so that the fewest ties share a gap; none if they have no room."""
    outer = wide, high
    least = hub.axes[0] + radius + _LINE, hub.axes[1] + radius + _LINE
    most = wide - 2 * radius - _BETWEEN, high - 2 * radius - _BETWEEN
    if least[0] > most[0] or least[1] > most[1]:
        return None
    inner = (
        min(max(least[0], _INNER * wide), most[0]),
        min(max(least[1], _INNER * high), most[1]),
    )
    around, within = _ring(outer).length, _ring(inner).length
    choice = []
    for own in range(4, count - 4):
        through = -(-(count - own) // own)
        gap = within / own - 2 * radius
        if gap >= through * _LANE + 6 and around / (count - own) >= 2 * radius + _TIGHT:
            choice.append((through, -gap, own))
    return _through_gaps(count, min(choice)[2], radius, outer, inner) if choice else None


def _through_gaps(count: int, own: int, radius: float, outer: Point, inner: Point) -> list[Spot]:
    """Return places of which so many stand on the inner ring, and gaps there for the ties of the others."""
    shares = [share + 0.5 / (count - own) for share in _shares(count - own)]
    gaps: dict[int, list[int]] = {}
    for number, share in enumerate(shares):
        gaps.setdefault(int(share * own), []).append(number)
    within, around = _ring(inner), _ring(outer)
    room = within.length / own - 2 * radius
    ways, leaving = [0.0] * len(shares), [0.0] * len(shares)
    for gap, through in gaps.items():
        lane = min(_LANE + 2, room / len(through)) / within.length
        for place, number in enumerate(through):
            ways[number] = (gap + 0.5) / own + (place - (len(through) - 1) / 2) * lane
            leaving[number] = (gap + (place + 1) / (len(through) + 1)) / own
    outside = zip(_on(around, shares), _on(within, leaving), _on(within, ways), strict=True)
    return [*(Spot(at, at) for at in _on(within, _shares(own))), *(Spot(*one) for one in outside)]


def _shares(count: int) -> list[float]:
    return [number / count for number in range(count)]


def _ring(axes: Point, power: float = _ROUND) -> shapely.LineString:
    """Return a ring that begins at the top and runs clockwise."""
    return shapely.LineString([*bulging(axes, power), (0.0, -axes[1])])


def bulging(axes: Point, power: float, corners: int = 180) -> list[Point]:
    """Return the corners of an oval, or of what lies between it and a rectangle: the higher the power."""

    def bent(share: float) -> float:
        return math.copysign(abs(share) ** (_ROUND / power), share)

    return [(-axes[0] * bent(x), -axes[1] * bent(y)) for y, x in ring(0, 0, 1, corners)]


def _on(ring: shapely.LineString, shares: Sequence[float]) -> list[Point]:
    """Return points on a ring, at shares of the way around it."""
    points = shapely.line_interpolate_point(ring, shares, normalized=True)
    return as_points(shapely.get_coordinates(points))


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
