"""What lies in whose way: ways for ties, and whether a drawing is clear."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from casekit.figures.detours import detour
from casekit.figures.scene import Part, Path, Point, Words, as_points
from casekit.vocab import say

_NEAR, _MOSTLY = 5.0, 0.45  # how near, and on how much of its way, a tie is hidden by another
_SHORTLIST, _SIGN, _HIT = (
    24,
    16.0,
    200.0,
)  # curves looked at closely; the largest sign of a couple; what a hit costs
_LENGTH, _TURN = 0.07, 3.0  # what a point of a curve costs, and an end that leaves to the side
_LOOP = 1.6  # how many times too long a curve may be
_EVEN, _LONG = 0.1, 4.0  # stretches of lines that run level or upright; shorter ones belong to a hop
_WIDE, _FEW = 1.25, 4  # how wide a genogram may be, and from how many persons in a row on that counts
_SYMBOLS = frozenset(("symbol", "nobody"))

_Called = Callable[[Part | Iterable[str]], str]  # what to call the owners of a part


def faults(
    parts: Sequence[Part],
    names: Mapping[str, str] | None = None,
    size: tuple[float, float] | None = None,
    pitch: float | None = None,
) -> list[str]:
    """Return what is unclear in a drawing, as sentences in the current language; none if all is clear.

    `names` tells what to call persons and systems by their ids. With a `size`, nothing may leave the page;
    with the `pitch` of a genogram, the usual distance of neighbours, it may not be more than a quarter wider
    than its widest generation needs.
    """
    forms = np.array([_form(part) for part in parts], dtype=object)
    drawn = [*zip(parts, forms, strict=True)]

    def called(part: Part | Iterable[str]) -> str:
        if isinstance(part, Words):
            return f"“{part.text}”"
        owners = part.owners if isinstance(part, Path) else part
        return ", ".join(sorted((names or {}).get(owner, owner) for owner in owners))

    found = [*_touching(parts, forms, called), *_left_out(drawn, called), *_hidden(drawn, called)]
    found += _entangled(parts, called)
    page = shapely.box(-1, -1, size[0] + 1, size[1] + 1) if size else None
    lost = [part for part in parts if page and not page.contains(shapely.box(*part.box))]
    found += [say("figures.fault_page", what=called(part)) for part in lost]
    if pitch and (more := _too_wide(parts, pitch)) > 0:
        found.append(say("figures.fault_wide", points=round(more)))
    return [*dict.fromkeys(found)]


def _touching(parts: Sequence[Part], forms: NDArray[Any], called: _Called) -> Iterator[str]:
    """Yield what lies on something else: symbols, words, lines across them, strangers in a home."""
    for one, other in shapely.STRtree(forms).query(forms, predicate="intersects").T:
        this, that = parts[one], parts[other]
        related = bool(this.owners & that.owners)
        if _solid(this) and _solid(that) and one < other:
            if not related or not {this.role, that.role} & _SYMBOLS:
                yield say("figures.fault_overlap", one=called(this), other=called(that))
        elif this.role in ("line", "tie"):
            if that.role == "words" or (that.role in _SYMBOLS and not related):
                yield say("figures.fault_crossed", what=called(that))
        elif this.role == "outline" and _solid(that) and len(that.owners) == 1 and not related:
            yield say("figures.fault_stranger", who=called(that))


def _left_out(drawn: Sequence[tuple[Part, Any]], called: _Called) -> Iterator[str]:
    """Yield who stands outside the areas of the own household."""
    homes: dict[frozenset[str], list[Any]] = {}
    for part, form in drawn:
        if part.role == "outline":
            homes.setdefault(part.owners, []).append(form)
    for owners, areas in homes.items():
        inside = [
            one.owners
            for one, form in drawn
            if one.role == "symbol" and any(area.contains(form) for area in areas)
        ]
        if outside := owners.difference(*inside):
            yield say("figures.fault_left_out", who=called(outside))


class _Stretch(NamedTuple):
    """A part of a line that runs level or upright: from where to where, and at which height or breadth."""

    part: Path
    start: float
    end: float
    at: float


def _stretches(parts: Sequence[Part], along: int) -> list[_Stretch]:
    """Return the stretches of the lines of a family that run along one axis."""
    lines = [part for part in parts if isinstance(part, Path) and part.role == "line" and not part.closed]
    return [
        _Stretch(part, min(one[along], other[along]), max(one[along], other[along]), one[1 - along])
        for part in lines
        for one, other in pairwise(part.points)
        if abs(one[1 - along] - other[1 - along]) < _EVEN and abs(one[along] - other[along]) > _LONG
    ]


def _entangled(parts: Sequence[Part], called: _Called) -> Iterator[str]:
    """Yield lines of a family that cross without a hop, or run on top of each other."""
    level, upright = (_stretches(parts, along) for along in (0, 1))
    found = [
        (one.part, other.part)
        for one in level
        for other in upright
        if one.start + 1 < other.at < one.end - 1 and other.start + 1 < one.at < other.end - 1
        if one.part.owners != other.part.owners
    ]
    for stretches in (level, upright):
        for one, other in combinations(stretches, 2):
            shared = min(one.end, other.end) - max(one.start, other.start)
            if abs(one.at - other.at) < 1 < shared and one.part.owners != other.part.owners:
                found.append((one.part, other.part))
    for this, that in found:
        yield say("figures.fault_lines", one=called(this), other=called(that))


def _too_wide(parts: Sequence[Part], pitch: float) -> float:
    """Return by how much a genogram is wider than a quarter more than its widest generation needs."""
    boxes = [part.box for part in parts if part.role == "symbol"]
    rows = Counter(round((top + bottom) / 2) for _, top, _, bottom in boxes)
    wide = max(right for _, _, right, _ in boxes) - min(left for left, *_ in boxes)
    return wide - _WIDE * pitch * max(_FEW, *rows.values())


def _hidden(drawn: Sequence[tuple[Part, Any]], called: _Called) -> Iterator[str]:
    """Yield the ties that run on top of each other."""
    ties = [(part, form.simplify(_NEAR)) for part, form in drawn if part.role == "tie"]
    for (one, way), (other, beside) in combinations(ties, 2):
        near = one.owners != other.owners and way.dwithin(beside, _NEAR)
        if near and way.intersection(beside.buffer(_NEAR)).length > _MOSTLY * way.length:
            yield say("figures.fault_ties", one=called(one), other=called(other))


def _solid(part: Part) -> bool:
    """Tell whether nothing else may lie on a part."""
    return isinstance(part, Words) or part.role in _SYMBOLS


def _form(part: Part) -> Any:
    """Return what a part covers, a little less at the edges."""
    if isinstance(part, Words):
        left, top, right, bottom = part.box
        return shapely.box(left + 1, top + 1, right - 1, bottom - 1)
    if part.role in ("symbol", "nobody", "outline"):
        return shapely.Polygon(part.points)
    return shapely.LineString(part.points)


def route(
    ends: Sequence[Sequence[tuple[Point, Point]]],
    owners: frozenset[str],
    parts: Sequence[Part],
    aside: float = 0.0,
) -> list[Point]:
    """Return the least bad of many curves past symbols and words, beside other lines; or a way around.

    Each end is a choice of points with the direction in which a line leaves there. What is to be drawn along
    the way may reach so far `aside` of it.
    """
    choice, cost = _curves(*(np.moveaxis(np.array(end), 1, 0) for end in ends))
    lines = shapely.linestrings(_bezier(choice, 20))
    blocks = [part for part in parts if part.role in ("symbol", "nobody", "words") or _is_sign(part)]
    room = [-2 if part.role == "symbol" and part.owners & owners else 6 + aside for part in blocks]
    padded = np.array([part.box for part in blocks]) + np.outer(room, [-1, -1, 1, 1])
    hits = shapely.STRtree(shapely.box(*padded.T)).query(lines, predicate="intersects")[0]
    cost += _HIT * np.bincount(hits, minlength=len(lines))
    best = np.argsort(cost)[:_SHORTLIST]
    ways, costs = [*lines[best]], [*cost[best]]
    starts, stops = ([point for point, _ in end] for end in ends)
    nearest = min(math.dist(one, other) for one in starts for other in stops)
    around = list[Point]()
    if costs[0] > min(_HIT, _LENGTH * _LOOP * nearest):
        around = detour(starts, stops, [*map(tuple, padded)], _points(parts, "line"))
        ways += [shapely.LineString(around)] if around else []
        costs += [_LENGTH * ways[-1].length] if around else []
    if around and costs[0] > _HIT:
        return around
    for role, reach, weight in (("tie", 9, 2.5), ("line", 3, 0.3)):
        busy = shapely.MultiLineString(_points(parts, role)).simplify(reach).buffer(reach, quad_segs=2)
        costs += weight * shapely.length(shapely.intersection(ways, busy))
    least = int(np.argmin(costs))
    return around if least == len(best) else as_points(_bezier(choice[best[least]], 60))


def _curves(
    departures: NDArray[Any], arrivals: NDArray[Any]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return curves by their corners, and what each costs by its length and how far its ends turn away."""
    (start, leave), (end, arrive) = (both[:, :, None] for both in (departures, arrivals))
    end, arrive = end.swapaxes(0, 1), arrive.swapaxes(0, 1)
    far = np.hypot(*np.moveaxis(end - start, 2, 0))[..., None]
    curves = []
    for reach in (0.05 * far, np.minimum(0.3 * far, 40), np.minimum(0.75 * far, 130)):
        corners = [start + 0 * end, start + leave * reach, end + arrive * reach, end + 0 * start]
        curves.append(np.moveaxis(np.array(corners), 0, 2).reshape(-1, 4, 2))
    choice = np.vstack(curves)
    toward = (end - start) / far
    turned = _TURN * (2 - (leave * toward).sum(axis=2) + (arrive * toward).sum(axis=2)).ravel()
    lengths = shapely.length(shapely.linestrings(_bezier(choice, 20)))
    return choice, np.tile(turned, len(curves)) + _LENGTH * lengths


def _points(parts: Sequence[Part], role: str) -> list[Sequence[Point]]:
    """Return the points of the lines of a role."""
    return [part.points for part in parts if isinstance(part, Path) and part.role == role]


def _is_sign(part: Part) -> bool:
    """Tell whether a part is the sign of a couple: a letter, a ring, or short strokes across its line."""
    left, top, right, bottom = part.box
    return part.role == "sign" or (part.role == "line" and max(right - left, bottom - top) < _SIGN)


def _bezier(corners: NDArray[Any], count: int) -> NDArray[Any]:
    """Return points of curves that are given by four corners each."""
    t = np.linspace(0, 1, count)[:, None]
    weights = np.hstack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3])
    return np.asarray(weights @ corners)
