"""A way around everything, step by step over a grid, where no simple curve finds one."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from casekit.figures.scene import Box, Point, as_points

_STEP, _MARGIN, _MOST = 5.0, 40.0, 60_000  # of the grid, around the drawing, cells
_STRAIGHT = 4.0  # by how much a way is simplified before it is rounded


def detour(starts: Sequence[Point], ends: Sequence[Point], blocks: Sequence[Box]) -> list[Point]:
    """Return the shortest way from one of some points to one of others that enters no block, or nothing."""
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 - long to import, and few pictures need it

    boxes = np.array(blocks)
    corner = boxes[:, :2].min(axis=0) - _MARGIN
    size = np.ceil((boxes[:, 2:].max(axis=0) + _MARGIN - corner) / _STEP).astype(int) + 1
    if size.prod() > _MOST:
        return []
    free = np.ones(size, dtype=bool)
    for left, top, right, bottom in (boxes - np.tile(corner, 2)) / _STEP:
        free[int(np.ceil(left)) : int(right) + 1, int(np.ceil(top)) : int(bottom) + 1] = False
    outset, goals = (
        [
            int(np.ravel_multi_index(cell, size))
            for point in points
            if free[cell := tuple(np.round((np.array(point) - corner) / _STEP).astype(int))]
        ]
        for points in (starts, ends)
    )
    if not outset or not goals:
        return []
    far, before, _ = dijkstra(
        _grid(free), indices=outset, min_only=True, return_predecessors=True, directed=False
    )
    goal = min(goals, key=far.__getitem__)
    if not np.isfinite(far[goal]):
        return []
    cells = [goal]
    while before[cells[-1]] >= 0:
        cells.append(int(before[cells[-1]]))
    points = np.column_stack(np.unravel_index(cells[::-1], size)) * _STEP + corner
    if len(points) < 2:  # noqa: PLR2004 - a way has two ends
        return []
    return _rounded(as_points(shapely.get_coordinates(shapely.LineString(points).simplify(_STRAIGHT))))


def _grid(free: NDArray[np.bool_]) -> Any:
    """Return the steps between free cells that lie beside each other or at a corner."""
    from scipy.sparse import coo_array  # noqa: PLC0415 - as above

    number = np.arange(free.size).reshape(free.shape)
    rows, columns, lengths = [], [], []
    for across, down in ((1, 0), (0, 1), (1, 1), (1, -1)):
        here = (
            slice(None, -1 if across else None),
            slice(-down if down < 0 else 0, -1 if down > 0 else None),
        )
        there = (slice(across, None), slice(max(down, 0), down if down < 0 else None))
        both = free[here] & free[there]
        rows.append(number[here][both])
        columns.append(number[there][both])
        lengths.append(np.full(both.sum(), np.hypot(across, down)))
    cells = np.concatenate(rows), np.concatenate(columns)
    return coo_array((np.concatenate(lengths), cells), shape=(free.size, free.size)).tocsr()


def _rounded(points: Sequence[Point]) -> list[Point]:
    """Return a way with its corners cut off again and again."""
    for _ in range(3):
        cut = [points[0]]
        for (x, y), (across, down) in pairwise(points):
            cut += [(0.75 * x + 0.25 * across, 0.75 * y + 0.25 * down)]
            cut += [(0.25 * x + 0.75 * across, 0.25 * y + 0.75 * down)]
        points = [*cut, points[-1]]
    return [*points]
