"""Emotional ties between people: straight between neighbours, else on ways of their own past the others."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import shapely

from casekit.figures import symbols
from casekit.figures.geometry import route
from casekit.figures.scene import Box, Part, Path, Point, as_points
from casekit.model import Case
from casekit.model.people import EmotionalTie

if TYPE_CHECKING:
    from casekit.figures.kinship import Node

_BESIDE, _REACH = 11.0, 24.0  # from one tie to the next between neighbours, and over how much of a symbol
_SHARES, _SEEN = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74), 9.0  # where a break may be; how far from lines
_CLEAR, _NEAR = 1.5, 150.0  # from symbols; how far from each other neighbours stand


def ties(case: Case, at: Mapping[str, "Node"], parts: Sequence[Part]) -> list[Part]:
    """Return the ties of a case, given where people stand and what is drawn already."""
    between: dict[frozenset[str], list[EmotionalTie]] = defaultdict(list)
    for tie in case.emotional_ties:
        if tie.between[0] != tie.between[1]:
            between[frozenset(tie.between)].append(tie)
    drawn: list[Part] = []
    boxes = [part.box for part in parts if part.role in ("symbol", "nobody")]
    for pair in sorted(between.values(), key=lambda some: not _neighbours(at, some[0], boxes)):
        ways = _beside_each_other(case, at, pair, boxes, [*parts, *drawn])
        for tie, way in zip(pair, ways, strict=True):
            look = symbols.EMOTIONAL[tie.tie]
            to = {"forward": "end", "backward": "start"}.get(tie.direction, "both" if look.arrow else "")
            at_share = _free(way, [*parts, *drawn]) if look.broken else 0.5
            drawn += symbols.draw(look, way, frozenset(tie.between), to, at_share)
    return drawn


def _beside_each_other(
    case: Case,
    at: Mapping[str, "Node"],
    pair: Sequence[EmotionalTie],
    boxes: Sequence[Box],
    parts: Sequence[Part],
) -> list[Sequence[Point]]:
    """Return the ways of the ties between two people: straight, or along a way past everything."""
    apart = min(_BESIDE, _REACH / max(1, len(pair) - 1))
    places = [apart * (number - (len(pair) - 1) / 2) for number in range(len(pair))]
    first = pair[0].between
    if _neighbours(at, pair[0], boxes):
        return [_straight(case, at, tie, place) for tie, place in zip(pair, places, strict=True)]
    middle = route([_ports(case, at, who) for who in first], frozenset(first), parts, places[-1])
    ways = [_moved(middle, place, parts, first) if place else middle for place in places]
    return [way if tie.between == first else way[::-1] for tie, way in zip(pair, ways, strict=True)]


def _moved(
    way: Sequence[Point], aside: float, parts: Sequence[Part], between: Sequence[str]
) -> Sequence[Point]:
    """Return a way moved aside, that still leads from one symbol to the other."""
    slope = np.gradient(np.array(way), axis=0)
    moved = shapely.LineString(way + aside * slope[:, ::-1] * (-1, 1) / np.hypot(*slope.T)[:, None])
    shapes = [
        shapely.Polygon(part.points).buffer(_CLEAR, join_style="mitre")
        for who in between
        for part in parts
        if isinstance(part, Path) and part.role == "symbol" and part.owners == {who}
    ]
    outside = moved.difference(shapely.union_all(shapes))
    seen = max(getattr(outside, "geoms", [outside]), key=lambda piece: piece.length)
    ends = zip(shapes, (shapely.get_point(seen, end) for end in (0, -1)), strict=True)
    start, end = (shape.exterior.interpolate(shape.exterior.project(spot)) for shape, spot in ends)
    return as_points([(start.x, start.y), *seen.coords, (end.x, end.y)])


def _free(way: Sequence[Point], parts: Sequence[Part]) -> float:
    """Return at which share of a way its break can be seen: in the middle if nothing else is there."""
    line = shapely.LineString(way)
    others = [part.points for part in parts if isinstance(part, Path) and part.role in ("tie", "line")]
    busy = shapely.MultiLineString(others)
    free = {share: line.interpolate(share, normalized=True).distance(busy) for share in _SHARES}
    return next((share for share in _SHARES if free[share] >= _SEEN), max(free, key=free.__getitem__))


def _neighbours(at: Mapping[str, "Node"], tie: EmotionalTie, boxes: Sequence[Box]) -> bool:
    """Tell whether two people stand side by side and nobody between them, not even of another family."""
    one, other = sorted((at[who] for who in tie.between), key=lambda node: node.x)
    between = any(
        one.x < left and right < other.x and top < one.y < bottom for left, top, right, bottom in boxes
    )
    return one.y == other.y and other.x - one.x < _NEAR and not between


def _straight(case: Case, at: Mapping[str, "Node"], tie: EmotionalTie, down: float) -> list[Point]:
    """Return the way of a tie between neighbours, beside their other ties."""
    ends = []
    for who, mate in (tie.between, tie.between[::-1]):
        person, turn = case.person(who), 0.0 if at[who].x < at[mate].x else math.pi
        half = symbols.size(person, case.client) + _CLEAR
        angles = [turn + step * math.pi / 120 for step in range(-50, 51)]
        x, _ = min(
            (symbols.border(person, angle, half) for angle in angles), key=lambda spot: abs(spot[1] - down)
        )
        ends.append((at[who].x + x, at[who].y + down))
    return ends


def _ports(case: Case, at: Mapping[str, "Node"], who: str) -> list[tuple[Point, Point]]:
    """Return where a tie may leave a symbol, each with its direction."""
    node, person, ports = at[who], case.person(who), []
    for angle in (turn * math.pi / 6 for turn in range(12)):
        x, y = symbols.border(person, angle, symbols.size(person, case.client) + _CLEAR)
        ports.append(((node.x + x, node.y + y), (math.cos(angle), math.sin(angle))))
    return ports
