"""Quiet areas behind the members of a household: around those who stand near each other, and no others."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

import shapely

from casekit.figures import symbols
from casekit.figures.scene import Box, Part, Path, as_points
from casekit.model.people import Household

if TYPE_CHECKING:
    from casekit.figures.kinship import Node

_PAD, _STEP = 5.0, 2.0  # around a member, and more for each further household
_FAR = 150.0  # how far apart members stand in areas of their own
_APART, _NECK = 2.5, 7.0  # from others; half of the width of a way between members
_ROUND = 8.0
_BOTH = 2  # who must belong to a household for a line to be of the house


def areas(
    homes: Sequence[Household], at: Mapping[str, "Node"], boxes: Mapping["Node", Box], lines: Sequence[Part]
) -> list[Part]:
    """Return the areas of households, given where people and the lines between them are.

    Members are joined where nobody else stands between them, and no line of others runs; whoever is far from
    the rest has an area alone. Where households overlap, their colours mix.
    """
    found = []
    for number, home in enumerate(homes):
        members = [at[who] for who in dict.fromkeys(home.members)]
        if members:
            others = [boxes[node] for node in boxes if node not in members]
            own = frozenset(home.members)
            foreign = [part for part in lines if isinstance(part, Path) and len(part.owners & own) < _BOTH]
            pad = _PAD + _STEP * (number % 3)
            found.append((number, own, _area([boxes[node] for node in members], others, foreign, pad)))
    parts: list[Part] = [
        symbols.home_line(as_points(piece.exterior.coords)[:-1], number, "outline", own)
        for number, own, area in found
        for piece in _pieces(area)
    ]
    for (one, _, area), (other, _, beside) in combinations(found, 2):
        parts += [
            symbols.homes_mixed(as_points(piece.exterior.coords)[:-1], one, other)
            for piece in _pieces(area.intersection(beside))
        ]
    return parts


def _area(members: Sequence[Box], others: Sequence[Box], lines: Sequence[Path], pad: float) -> Any:
    """Return the area of members: joined from the nearest on, as far as nothing of others is in the way."""
    inner = [shapely.box(*box) for box in members]
    blocks = shapely.union_all([shapely.box(*box) for box in others]).buffer(_APART)
    ways = shapely.MultiLineString([part.points for part in lines])
    around = [box.buffer(pad) for box in inner]
    pairs = sorted(
        combinations(range(len(inner)), 2), key=lambda pair: inner[pair[0]].distance(inner[pair[1]])
    )
    group, joined = [*range(len(inner))], list[Any]()
    for one, other in pairs:
        if inner[one].distance(inner[other]) <= _FAR:
            for bond in _bonds(inner[one], inner[other], pad):
                between = bond.difference(around[one]).difference(around[other])
                if not bond.intersects(blocks) and not between.intersects(ways):
                    joined.append((one, other, bond))
                    break
    whole = shapely.union_all([*around, *(bond for _, _, bond in joined)])
    if any(piece.interiors for piece in _pieces(whole)):  # without what closes a ring around somebody
        kept = []
        for one, other, bond in joined:
            if group[one] != group[other]:
                group = [group[one] if own == group[other] else own for own in group]
                kept.append(bond)
        whole = shapely.union_all([*around, *kept])
    return _smooth(whole, shapely.union_all(inner), blocks)


def _bonds(one: Any, other: Any, pad: float) -> Iterator[Any]:
    """Yield what may join two members: everything between them, or a way from one to the other."""
    yield shapely.union_all([one, other]).convex_hull.buffer(pad)
    yield shapely.LineString([one.centroid, other.centroid]).buffer(_NECK)


def _smooth(area: Any, inner: Any, blocks: Any) -> Any:
    """Return an area without others and without sharp corners, as far as it still holds its members."""
    area = area.buffer(_ROUND).buffer(-_ROUND).difference(blocks)
    for radius in (_ROUND, _ROUND / 2, 1.0):
        smooth = area.buffer(-radius).buffer(radius)
        if smooth.contains(inner):
            return smooth
    return area


def _pieces(area: Any) -> list[Any]:
    """Return the polygons of an area, without crumbs."""
    return [
        piece for piece in getattr(area, "geoms", [area]) if piece.geom_type == "Polygon" and piece.area > 1
    ]
