"""A way around everything, found step by step over a grid and drawn tight, where no simple curve is short."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from casekit.figures.scene import Box, Point, as_points

_STEP, _MARGIN, _MOST = 5.0, 40.0, 60_000  # of the grid, around the drawing, cells
_ALONG, _EVEN = 3.0, 1e-6  # how many times as long a way along a line counts; what is no difference
_BEND, _PARTS = 14.0, 6  # how far from a corner its bend begins; pieces of a bend


def detour(
    starts: Sequence[Point], ends: Sequence[Point], blocks: Sequence[Box], lines: Sequence[Sequence[Point]]
) -> list[Point]:
    """Return the shortest way from one of some points to one of others that enters no block, or nothing.

    It crosses lines where it must, but does not run along them.
    """
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
        {
            int(np.ravel_multi_index(cell, size)): point
            for point in points
            if free[cell := tuple(np.round((np.array(point) - corner) / _STEP).astype(int))]
        }
        for points in (starts, ends)
    )
    if not outset or not goals:
        return []
    busy = shapely.MultiLineString(lines).buffer(_STEP, quad_segs=2)
    shapely.prepare(busy)
    places = np.moveaxis(np.indices(size), 0, -1) * _STEP + corner
    cost = np.where(shapely.intersects_xy(busy, places[..., 0], places[..., 1]), _ALONG, 1.0)
    far, before, _ = dijkstra(
        _grid(free, cost), indices=[*outset], min_only=True, return_predecessors=True, directed=False
    )
    goal = min(goals, key=far.__getitem__)
    if not np.isfinite(far[goal]):
        return []
    cells = [goal]
    while before[cells[-1]] >= 0:
        cells.append(int(before[cells[-1]]))
    points = as_points(np.column_stack(np.unravel_index(cells[::-1], size)) * _STEP + corner)
    if len(points) < 2:  # noqa: PLR2004 - a way has two ends
        return []
    _, *between, _ = _tight(points, blocks, busy)
    return _rounded([outset[cells[-1]], *between, goals[goal]])


def _tight(points: Sequence[Point], blocks: Sequence[Box], busy: Any) -> list[Point]:
    """Return a way as a string that is drawn tight between the blocks, as far as it is not busier there."""
    walls = shapely.union_all(shapely.box(*np.array(blocks).T))
    shapely.prepare(walls)
    steps = _costs([shapely.LineString(pair) for pair in pairwise(points)], busy)
    kept, at = [points[0]], 0
    while at < len(points) - 1:
        ahead = [shapely.LineString([points[at], to]) for to in points[at + 1 :]]
        is_better = _costs(ahead, busy) <= np.cumsum(steps[at:]) + _EVEN
        found = np.flatnonzero(is_better & ~shapely.intersects(walls, ahead))
        at += 1 + int(max(found, default=0))
        kept.append(points[at])
    return kept


def _costs(ways: Sequence[Any], busy: Any) -> NDArray[np.float64]:
    """Return how long ways are; what runs along a line counts several times."""
    along = shapely.length(shapely.intersection(ways, busy))
    return np.asarray(shapely.length(ways) + (_ALONG - 1) * along)


def _grid(free: NDArray[np.bool_], cost: NDArray[np.float64]) -> Any:
    """Return the steps between free cells that lie beside each other or at a corner, with what they cost."""
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
        lengths.append(np.hypot(across, down) * (cost[here] + cost[there])[both] / 2)
    cells = np.concatenate(rows), np.concatenate(columns)
    return coo_array((np.concatenate(lengths), cells), shape=(free.size, free.size)).tocsr()


def _rounded(points: Sequence[Point]) -> list[Point]:
    """Return a way with a bend at each corner."""
    way = [points[0]]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        start, end = (_toward(corner, to, min(_BEND, math.dist(corner, to) / 2)) for to in (before, after))
        for step in range(_PARTS + 1):
            share = step / _PARTS
            way.append(_between(_between(start, corner, share), _between(corner, end, share), share))
    return [*way, points[-1]]


def _toward(one: Point, other: Point, length: float) -> Point:
    return _between(one, other, length / math.dist(one, other))


def _between(one: Point, other: Point, share: float) -> Point:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share
