"""Which of several parallel lines runs above which, and where a line hops over another that it must cross."""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from casekit.figures.scene import Part, Path, Point

_K = TypeVar("_K", bound=Hashable)

_BESIDE = 5.0  # how near to each other lines may end on one track
_TOGETHER = 3.0  # how near two upright lines look like one
_HOP, _EVEN = 3.0, 0.01  # the radius; what counts as level or upright


@dataclass(frozen=True)
class Track:
    """A level line: where upright lines come to it from above, and where they go down from it."""

    above: Sequence[float]
    below: Sequence[float]

    @property
    def span(self) -> tuple[float, float]:
        """From where to where it runs."""
        ends = [*self.above, *self.below]
        return min(ends), max(ends)

    def meets(self, other: "Track") -> bool:
        """Tell whether both cannot run at one height."""
        (left, right), (low, high) = self.span, other.span
        return left - _BESIDE < high and low - _BESIDE < right

    def over(self, other: "Track") -> float:
        """Return how many lines cross if this runs above another, counting lines that fall together."""
        (left, right), (low, high) = self.span, other.span
        crossed = sum(low < x < high for x in self.below) + sum(left < x < right for x in other.above)
        return crossed + 3 * sum(abs(x - y) < _TOGETHER for x in self.below for y in other.above)


def tiers(tracks: Mapping[_K, Track]) -> dict[_K, int]:
    """Return how far down each line runs, 0 being the highest, so that lines cross as little as may be."""
    keys = sorted(tracks, key=lambda key: tracks[key].span[1] - tracks[key].span[0])
    higher: dict[_K, list[_K]] = {key: [] for key in keys}  # what runs above it
    for place, one in enumerate(keys):
        for other in keys[place + 1 :]:
            if tracks[one].meets(tracks[other]):
                above = tracks[one].over(tracks[other]) <= tracks[other].over(tracks[one])
                higher[other if above else one].append(one if above else other)
    tiers: dict[_K, int] = {}
    while len(tiers) < len(keys):
        left = [key for key in keys if key not in tiers]
        key = min(left, key=lambda key: sum(one not in tiers for one in higher[key]))
        met = [tier for one, tier in tiers.items() if tracks[one].meets(tracks[key])]
        tiers[key] = max(met, default=-1) + 1
    return tiers


def bridged(parts: Iterable[Part], descents: Sequence[Part]) -> list[Part]:
    """Return parts in which level lines hop over the upright lines of descents that they cross."""
    upright = [
        (x, min(y, end), max(y, end))
        for path in descents
        if isinstance(path, Path)
        for (x, y), (across, end) in pairwise(path.points)
        if abs(x - across) < _EVEN
    ]
    return [
        replace(part, points=_hopping(part.points, upright))
        if isinstance(part, Path) and part.role == "line" and not part.closed
        else part
        for part in parts
    ]


def _hopping(points: Sequence[Point], upright: Sequence[tuple[float, float, float]]) -> list[Point]:
    """Return a way with an arch wherever a level stretch crosses an upright line."""
    way = [points[0]]
    for (x, y), (across, end) in pairwise(points):
        if abs(y - end) < _EVEN:
            low, high = sorted((x, across))
            met = {at for at, top, bottom in upright if low + 1 < at < high - 1 and top + 1 < y < bottom - 1}
            for at in sorted(met, reverse=x > across):
                turn = 1 if x < across else -1
                arch = (math.pi * step / 8 for step in range(9))
                way += [(at - turn * _HOP * math.cos(a), y - _HOP * math.sin(a)) for a in arch]
        way.append((across, end))
    return way
