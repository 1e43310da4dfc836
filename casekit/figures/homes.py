"""Quiet areas behind the members of a household: around those who stand near each other, and no others."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import shapely

from casekit.figures import symbols
from casekit.figures.scene import Box, Part, Path, Words, as_points
from casekit.model import Case

if TYPE_CHECKING:
    from casekit.figures.kinship import Node

_PAD, _STEP = 5.0, 2.0  # around a member, and more for each further household
_FAR = 150.0  # how far apart members stand in areas of their own
_APART = 2.5  # from others
_CLOSE, _AROUND = 20.0, 4.0  # how far ties inside a household may leave it; what is around them
_BAND, _CORNER = 24.0, 60.0  # how far members of two rows overlap to be joined straight down; or stand aside
_ROUND = 8.0
_BOTH = 2  # who must belong to a household for a line to be of the house


def areas(
    case: Case,
    at: Mapping[str, "Node"],
    boxes: Mapping["Node", Box],
    lines: Sequence[Part],
    ties: Sequence[Part],
) -> list[Part]:
    """Return the areas of households, given where people, the lines between them and their ties are.

    Members are joined where nobody else stands between them, and no line of others runs; whoever is far from
    the rest has an area alone. A tie of members that runs close by is inside too. Where households overlap,
    their colours mix.
    """
    found = []
    families = [
        frozenset((one.id, *one.partners, *(child.person for child in one.children))) for one in case.unions
    ]
    ways = [part for part in lines if isinstance(part, Path)]
    for number, home in enumerate(case.households):
        members = [at[who] for who in dict.fromkeys(home.members)]
        if members:
            own = frozenset(home.members)
            others = [boxes[node] for node in boxes if node not in members]
            foreign = [part for part in ways if not _is_of_house(part, own, families)]
            inner = [part for part in ties if isinstance(part, Path) and part.owners <= own]
            area = _area(_cells(members, boxes), others, foreign, inner, _PAD + _STEP * (number % 3))
            found.append((number, own, area))
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


def grounded(parts: Sequence[Part], homes: Sequence[Part]) -> list[Part]:
    """Return parts; words that hide a line do so in the colour of the area on which they stand."""
    grounds = [(shapely.Polygon(area.points), area.fill) for area in homes if isinstance(area, Path)]

    def on_its_ground(part: Part) -> Part:
        if not isinstance(part, Words) or not part.ground:
            return part
        middle = shapely.box(*part.box).centroid
        fills = [fill for shape, fill in grounds if shape.contains(middle)]
        return replace(part, ground=fills[-1]) if fills else part

    return [on_its_ground(part) for part in parts]


def _is_of_house(line: Path, own: frozenset[str], families: Sequence[frozenset[str]]) -> bool:
    """Tell whether a line joins members, or belongs to a family of which several are."""
    return len(line.owners & own) >= _BOTH or any(
        line.owners <= family and len(family & own) >= _BOTH for family in families
    )


def _cells(members: Sequence["Node"], boxes: Mapping["Node", Box]) -> list[Any]:
    """Return the room of each member, as high as that of all who stand in the same row."""
    rows: dict[float, list[Box]] = defaultdict(list)
    for node in members:
        rows[node.y].append(boxes[node])
    cells = []
    for node in members:
        row = rows[node.y]
        left, _, right, _ = boxes[node]
        cells.append(shapely.box(left, min(box[1] for box in row), right, max(box[3] for box in row)))
    return cells


def _area(
    cells: Sequence[Any], others: Sequence[Box], lines: Sequence[Path], ties: Sequence[Path], pad: float
) -> Any:
    """Return the area of members: joined from the nearest on, as far as nothing of others is in the way."""
    boxes = [shapely.box(*box) for box in others]
    blocks = shapely.union_all(boxes).buffer(_APART)
    ways = shapely.MultiLineString([part.points for part in lines])
    around = [cell.buffer(pad) for cell in cells]
    pairs = sorted(
        combinations(range(len(cells)), 2), key=lambda pair: cells[pair[0]].distance(cells[pair[1]])
    )
    group, joined = [*range(len(cells))], list[Any]()
    for one, other in pairs:
        if cells[one].distance(cells[other]) <= _FAR:
            for bond in _bonds(cells[one], cells[other], pad):
                between = bond.difference(around[one]).difference(around[other])
                if not bond.intersects(blocks) and not between.intersects(ways):
                    joined.append((one, other, bond))
                    break
    whole = _filled(shapely.union_all([*around, *(bond for _, _, bond in joined)]), [blocks, ways])
    if any(piece.interiors for piece in _pieces(whole)):  # without what closes a ring around somebody
        kept = []
        for one, other, bond in joined:
            if group[one] != group[other]:
                group = [group[one] if own == group[other] else own for own in group]
                kept.append(bond)
        whole = shapely.union_all([*around, *kept])
    strips = _beside(whole, ties, [blocks, ways])
    whole = _filled(shapely.union_all([whole, *strips]), [blocks, ways])
    halfway = [min(pad, max(_APART, min(map(box.distance, cells)) / 2)) for box in boxes]
    beyond = shapely.union_all(shapely.buffer(boxes, halfway, join_style="mitre"))
    return _smooth(whole, shapely.union_all([*cells, *(strip.buffer(-1) for strip in strips)]), beyond)


def _beside(area: Any, ties: Sequence[Path], blocks: Sequence[Any]) -> list[Any]:
    """Return strips around ties that leave an area a little, where nothing of others is in the way."""
    close = area.buffer(_CLOSE)
    ways = [shapely.LineString(tie.points) for tie in ties]
    near = [way for way in ways if close.contains(way) and not area.contains(way)]
    strips = [way.buffer(2 * _AROUND).buffer(-_AROUND) for way in near]
    return [strip for strip in strips if not any(map(strip.difference(area).intersects, blocks))]


def _bonds(one: Any, other: Any, pad: float) -> Iterator[Any]:
    """Yield what may join two members: straight from one to the other, or around a corner."""
    upper, lower = sorted((one.bounds, other.bounds), key=lambda bounds: bounds[1])
    left, right = min(upper[0], lower[0]), max(upper[2], lower[2])
    start, end = max(upper[0], lower[0]), min(upper[2], lower[2])
    top, bottom = upper[1], lower[3]
    if upper[1] < lower[3] and lower[1] < upper[3]:  # side by side
        yield shapely.box(left, top, right, bottom).buffer(pad)
    elif end - start >= _BAND:
        yield shapely.box(start, top, end, bottom).buffer(pad)
    elif start - end <= _CORNER:
        for column, row in ((upper, lower), (lower, upper)):
            down = shapely.box(column[0], top, column[2], bottom)
            yield shapely.union(down, shapely.box(left, row[1], right, row[3])).buffer(pad)


def _filled(area: Any, kept: Sequence[Any]) -> Any:
    """Return an area without the holes in which there is nothing."""
    holes = [shapely.Polygon(ring) for piece in _pieces(area) for ring in piece.interiors]
    return shapely.union_all([area, *(hole for hole in holes if not any(map(hole.intersects, kept)))])


def _smooth(area: Any, inner: Any, beyond: Any) -> Any:
    """Return an area up to what lies beyond, without sharp corners as far as it still holds its members."""
    area = area.buffer(_ROUND).buffer(-_ROUND).difference(beyond)
    for radius in (_ROUND, _ROUND / 2, 1.0):
        smooth = area.buffer(-radius).buffer(radius)
        if smooth.contains(inner) and len(_pieces(smooth)) == len(_pieces(area)):
            return smooth
    return area


def _pieces(area: Any) -> list[Any]:
    """Return the polygons of an area, without crumbs."""
    return [
        piece for piece in getattr(area, "geoms", [area]) if piece.geom_type == "Polygon" and piece.area > 1
    ]
