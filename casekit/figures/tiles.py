"""A drawing that is larger than a page, cut into pieces that lie side by side."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from casekit.figures.scene import Box, Part, Path, around, as_points

_CUT = ("line", "tie", "outline", "ring", "area")  # what may go on on the next piece; all else stays whole
_STEP = 4.0  # how near to each other seams are sought
# What it costs: one more piece, a line that is cut, a piece with next to nobody on it, pieces that hold more
# than others or are larger, and one that is too large for its page. A symbol or word that is cut costs 1.
_MORE, _LINE, _EMPTY, _UNEVEN, _NEVER = 8.0, 0.15, 3.0, 4.0, 1000.0
_FEW = 5  # symbols and words without one, of which less are next to nothing

Numbers = NDArray[Any]
Span = tuple[float, float]


def tiles(parts: Sequence[Part], width: float, height: float) -> list[list[list[Part]]]:
    """Return the rows of pieces that make up a drawing, none larger than that; one piece if it has room.

    Seams run where they cut the fewest symbols, words and lines, and so that no piece is almost empty while
    others are full. Symbols and words stand whole on one side of a seam; lines and outlines end there and go
    on beyond it.

    Examples
    --------
    >>> line = Path([(0, 0), (300, 0)], "line")
    >>> [[piece[1].box for piece in row] for row in tiles([line], 200, 100)]
    [[(0.0, 0.0, 152.0, 0.0), (152.0, 0.0, 300.0, 0.0)]]
    """
    left, top, right, bottom = around(parts)
    if right - left <= width and bottom - top <= height:
        return [[[*parts]]]
    whole = _together(parts)
    lines = [part.box for part in parts if part.role in _CUT]
    down = _seams(whole, lines, (top, bottom), height, 1, [(left, right)])
    across = _seams(whole, lines, (left, right), width, 0, [*pairwise(down)])
    rows = []
    for low, high in pairwise(down):
        windows = [(one, low, other, high) for one, other in pairwise(across)]
        pieces = ((window, [*_inside(parts, window)]) for window in windows)
        rows.append([[_frame(window), *piece] for window, piece in pieces if piece])
    return rows


def _seams(
    whole: Sequence[Box],
    lines: Sequence[Box],
    ends: Span,
    room: float,
    axis: int,
    bands: Sequence[Span],
) -> list[float]:
    """Return where pieces begin and end along an axis, filled evenly in every band across."""
    at = np.array([ends[0], *np.arange(ends[0] + _STEP, ends[1], _STEP), ends[1]])
    spans = [(box[axis], box[axis + 2]) for box in whole]
    after, before = np.array([_beyond(spans, place) for place in at]).T
    cut = _crossed(spans, at) + _LINE * _crossed([(box[axis], box[axis + 2]) for box in lines], at)
    cut[[0, -1]] = 0.0
    counted = [_counted(whole, lines, at, axis, band) for band in bands]
    best, origin = np.full(len(at), np.inf), np.zeros(len(at), int)
    best[0] = 0.0
    for end in range(1, len(at)):
        starts = np.arange(np.searchsorted(at, at[end] - room), end)
        wide = at[end] - at[starts]
        costs = best[starts] + cut[end] + _MORE + _UNEVEN * (wide / max(1.0, ends[1] - ends[0])) ** 2
        costs += _NEVER * (before[starts] + wide + after[end] > room)
        for held, begun, over in counted:
            count = held[end] - held[starts]
            costs += _UNEVEN * (count / max(1.0, held[-1])) ** 2
            costs += _EMPTY * np.maximum(0.0, 1 - count / _FEW) * (begun[end] > over[starts])
        origin[end], best[end] = starts[costs.argmin()], costs.min()
    seams = [len(at) - 1]
    while seams[-1]:
        seams.append(int(origin[seams[-1]]))
    return [float(at[place]) for place in reversed(seams)]


def _crossed(spans: Sequence[Span], at: Numbers) -> Numbers:
    """Return how many things a seam at each place would cut."""
    low, high = (np.sort(side) for side in np.array(spans or [(0.0, 0.0)]).T)
    crossed: Numbers = np.searchsorted(low, at, "left") - np.searchsorted(high, at, "right") + 0.0
    return crossed


def _counted(
    whole: Sequence[Box], lines: Sequence[Box], at: Numbers, axis: int, band: Span
) -> tuple[Numbers, Numbers, Numbers]:
    """Return for a band how much stands before each place, how much begins there, and how much is over."""
    other = 1 - axis
    kept = [box for box in whole if band[0] <= (box[other] + box[other + 2]) / 2 < band[1]]
    drawn = [*kept, *(box for box in lines if box[other] < band[1] and band[0] < box[other + 2])]
    middles = np.sort([(box[axis] + box[axis + 2]) / 2 for box in kept])
    begins, ends = (np.sort([box[side] for box in drawn]) for side in (axis, axis + 2))
    held, begun, over = (np.searchsorted(found, at) + 0.0 for found in (middles, begins, ends))
    return held, begun, over


def _together(parts: Sequence[Part]) -> list[Box]:
    """Return the boxes of what stays whole: a symbol with its words, or words alone."""
    kept: dict[object, list[Part]] = defaultdict(list)
    for part in parts:
        if part.role not in _CUT:
            kept[part.owners if len(part.owners) == 1 else id(part)].append(part)
    return [*map(around, kept.values())]


def _beyond(whole: Sequence[Span], at: float) -> Span:
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
