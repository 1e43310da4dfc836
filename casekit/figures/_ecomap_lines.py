"""The lines of an ecomap: how a tie is drawn, and where it leaves a circle."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import shapely

from casekit.figures.scene import Part, Path, Point, rounded
from casekit.figures.symbols import NETWORK, Stroke, draw, spared

_PORTS = 24  # places around a circle at which a tie to another system may leave
_NEAR, _FACING = 34.0, 0.6  # circles so near are not joined straight; the cosine of what counts as facing
_COVER = ((0.94, 0.34), (0.71, 0.71), (0.34, 0.94))  # of a circle, half the sides of rectangles inside it
_WIDTHS = {"strong": 4.2, "moderate": 2.4, "tenuous": 1.2}
_ZIGZAGS = {"strong": (5.0, 2.4), "moderate": (4.6, 1.5), "tenuous": (4.2, 0.9)}  # of both: height, width


def covered(at: Point, oval: Point, owner: str) -> list[Part]:
    """Return rectangles that cover a circle, whose corners are free."""
    sizes = ((oval[0] * across, oval[1] * down) for across, down in _COVER)
    boxes = (rounded(at[0] - wide, at[1] - high, 2 * wide, 2 * high, 0) for wide, high in sizes)
    return [Path(box, "symbol", frozenset((owner,)), closed=True) for box in boxes]


def ports(at: Point, to: Point, oval: Point) -> list[tuple[Point, Point]]:
    """Return where a tie to another system may leave a circle, each with its direction."""
    far = math.dist(at, to)
    toward = (to[0] - at[0]) / far, (to[1] - at[1]) / far
    gap = far - 2 * math.hypot(toward[0] * oval[0], toward[1] * oval[1])
    found = []
    for turn in range(_PORTS):
        across, down = unit((math.cos(turn * math.tau / _PORTS), math.sin(turn * math.tau / _PORTS)))
        faces = across * toward[0] + down * toward[1]
        if gap >= _NEAR or faces < _FACING:
            reach = 1.5 + 1 / math.hypot(across / oval[0], down / oval[1])
            found.append(((at[0] + across * reach, at[1] + down * reach), (across, down)))
    return found


def unit(vector: Point) -> Point:
    """Return a vector of length 1 in the same direction."""
    far = math.hypot(*vector)
    return vector[0] / far, vector[1] / far


def leaving(shape: Any, direction: Point, aside: Point) -> Point:
    """Return where a line in a direction, moved aside, leaves a shape around the origin."""
    (across, down), (dx, dy) = direction, aside
    far = math.hypot(*shape.bounds) * 2
    ray = shapely.LineString([aside, (dx + across * far, dy + down * far)])
    reach = max(math.dist(aside, at) for at in shapely.get_coordinates(ray.intersection(shape))) + 1.5
    return dx + across * reach, dy + down * reach


def look_of(tie: str, strength: str | None) -> Stroke:
    """Return how a tie is drawn: its kind by the form, its strength by the width."""
    look = NETWORK[tie]
    if strength is None:
        return look
    width = _WIDTHS[strength] if look.lines else min(2.4, _WIDTHS[strength])
    dash = (5.0, 3.0) if strength == "tenuous" else ()
    if look.lines and look.zigzag:  # a thick line in a zigzag would fill it
        height, width = _ZIGZAGS[strength]
        return replace(look, width=width, zigzag=height, dash=dash)
    return replace(look, width=width, dash=dash)


def strokes(look: Stroke, line: Sequence[Point], owners: frozenset[str], to: str) -> list[Part]:
    """Return a tie as parts; of a line in a zigzag, the zigzag is thin."""
    if not (look.lines and look.zigzag):
        return draw(look, line, owners, to)
    thin = replace(look, lines=(), width=min(look.width, 1.1), sign="", whose="")
    return [*spared([*draw(thin, line, owners, to), *draw(replace(look, zigzag=0.0), line, owners, to)])]
