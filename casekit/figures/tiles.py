"""A drawing that is larger than a page, cut into pieces that lie side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import shapely

from casekit.figures.scene import Box, Part, Path, around, as_points

_CUT = ("line", "tie", "outline", "ring", "area")  # what may go on on the next piece; all else stays whole
_LEAST, _STEP = 0.5, 4.0  # of the room that a piece takes at least; how near to each other seams are sought


def tiles(parts: Sequence[Part], width: float, height: float) -> list[list[list[Part]]]:
    """Return the rows of pieces that make up a drawing, none larger than that; one piece if it has room.

    Seams run where they cut the fewest words and symbols, and these stand whole on one side. Lines and
    outlines end at the seam and go on beyond it.

    Examples
    --------
    >>> line = Path([(0, 0), (300, 0)], "line")
    >>> [[piece[1].box for piece in row] for row in tiles([line], 200, 100)]
    [[(0.0, 0.0, 200.0, 0.0), (200.0, 0.0, 300.0, 0.0)]]
    """
    left, top, right, bottom = around(parts)
    if right - left <= width and bottom - top <= height:
        return [[[*parts]]]
    across = _seams(parts, left, right, width, 0)
    down = _seams(parts, top, bottom, height, 1)
    rows = []
    for low, high in pairwise(down):
        windows = [(one, low, other, high) for one, other in pairwise(across)]
        pieces = ((window, [*_inside(parts, window)]) for window in windows)
        rows.append([[_frame(window), *piece] for window, piece in pieces if piece])
    return rows


def _seams(parts: Sequence[Part], start: float, end: float, room: float, axis: int) -> list[float]:
    """Return where pieces begin and end along an axis."""
    whole = [(part.box[axis], part.box[axis + 2]) for part in parts if part.role not in _CUT]
    seams = [start]
    while end - seams[-1] > room:
        steps = int(room * (1 - _LEAST) / _STEP)
        choice = [seams[-1] + room - step * _STEP for step in range(steps)]
        seams.append(min(choice, key=lambda at: sum(low < at < high for low, high in whole)))
    return [*seams, end]


def _inside(parts: Sequence[Part], window: Box) -> Iterator[Part]:
    """Yield what belongs into a window."""
    frame = shapely.box(*window)
    for part in parts:
        left, top, right, bottom = part.box
        if isinstance(part, Path) and part.role in _CUT:
            yield from _cut(part, frame)
        elif _holds(window, (left + right) / 2, (top + bottom) / 2):
            yield part


def _frame(window: Box) -> Path:
    """Return a line that nobody sees, from corner to corner: rows stand at one height on all their pieces."""
    left, top, right, bottom = window
    return Path([(left, top), (right, bottom)], "frame", width=0)


def _holds(window: Box, x: float, y: float) -> bool:
    left, top, right, bottom = window
    return left <= x < right and top <= y < bottom


def _cut(part: Path, frame: Any) -> Iterator[Path]:
    """Yield the pieces of a line, or of an area, inside a frame."""
    is_area = part.closed and part.fill != "none"
    points = [*part.points, *part.points[: part.closed]]
    form = shapely.Polygon(points).buffer(0) if is_area else shapely.LineString(points)
    for piece in getattr(inside := form.intersection(frame), "geoms", [inside]):
        if piece.geom_type == "Polygon" and not piece.is_empty:
            yield replace(part, points=as_points(piece.exterior.coords))
        elif piece.geom_type == "LineString" and piece.length:
            yield replace(part, points=as_points(piece.coords), closed=False)
