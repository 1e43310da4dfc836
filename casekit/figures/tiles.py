"""A drawing that is larger than a page, cut into pieces that lie side by side."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import shapely

from casekit.figures.scene import Box, Part, Path, Point, around, as_points

_CUT = ("line", "tie", "outline", "ring", "area")  # what may go on on the next piece; all else stays whole
_LEAST, _STRIP = 0.5, 0.1  # of the room that a piece takes at least; that the last one does
_STEP = 4.0  # how near to each other seams are sought
_MORE, _NEVER = 2, 1000  # words and symbols that may be cut before there is one more piece; never


def tiles(parts: Sequence[Part], width: float, height: float) -> list[list[list[Part]]]:
    """Return the rows of pieces that make up a drawing, none larger than that; one piece if it has room.

    Seams run where they cut the fewest symbols and words, and these stand whole on one side; else pieces are
    about as large. Lines and outlines end at the seam and go on beyond it.

    Examples
    --------
    >>> line = Path([(0, 0), (300, 0)], "line")
    >>> [[piece[1].box for piece in row] for row in tiles([line], 200, 100)]
    [[(0.0, 0.0, 152.0, 0.0), (152.0, 0.0, 300.0, 0.0)]]
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
    whole = [(box[axis], box[axis + 2]) for box in _together(parts)]
    seams, before = [start], 0.0
    while end - seams[-1] + before > room:
        last, most = seams[-1], min(seams[-1] + room, end - _STRIP * room)
        left = math.ceil((end - last) / room)

        def cost(at: float, last: float = last, left: int = left, before: float = before) -> Point:
            more = math.ceil((end - at) / room) - max(1, left - 1)
            cut = sum(low < at < high for low, high in whole) + _MORE * more
            is_over = before + at - last + _beyond(whole, at)[0] > room
            return cut + _NEVER * is_over, abs(at - last - (end - last) / max(2, left))

        steps = 1 + int((most - last - _LEAST * room) / _STEP)
        choice = (most - step * _STEP for step in range(steps))
        seams.append(min(choice, key=cost))
        before = _beyond(whole, seams[-1])[1]
    return [*seams, end]


def _together(parts: Sequence[Part]) -> list[Box]:
    """Return the boxes of what stays whole: a symbol with its words, or words alone."""
    kept: dict[object, list[Part]] = defaultdict(list)
    for part in parts:
        if part.role not in _CUT:
            kept[part.owners if len(part.owners) == 1 else id(part)].append(part)
    return [*map(around, kept.values())]


def _beyond(whole: Sequence[Point], at: float) -> Point:
    """Return how far beyond a seam things before it reach, and how far before it those beyond."""
    cut = [(low, high, (low + high) / 2) for low, high in whole if low < at < high]
    after = max((high - at for _, high, middle in cut if middle < at), default=0.0)
    return after, max((at - low for low, _, middle in cut if middle >= at), default=0.0)


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
