"""Where people stand in their rows: as near as their labels allow, parents above their children.

What is wished is a sum of squares (a couple above the middle of its children, partners and siblings close
together) under the condition that neighbours keep their distance. This has exactly one best answer. It is
found by guessing which neighbours touch, solving for the rest, and correcting the guess until nobody stands
too near and nobody is held who wants to move away (block principal pivoting).

References
----------
Júdice, J. J., and Pires, F. M. (1994), A block principal pivoting algorithm for large-scale strictly monotone
linear complementarity problems, Computers & Operations Research, 21(5), 587-596.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from casekit.figures.style import PAGE_WIDTH

if TYPE_CHECKING:
    from casekit.figures.kinship import Family, Node

_ONLY, _MIDDLE, _COUPLE, _SIBLINGS, _APART = 30.0, 1.0, 0.3, 0.1, 0.03
_STILL, _EXACT = 1e-6, 1e-6  # what lets nobody drift, and what counts as nothing
_WIDE = 1.15  # a drawing wider than the page and than so many times its widest row is pressed together
_PRESS = (1e-3, 1e-2, 0.1, 1.0, 10.0)
_TURNS, _TRIES = 1000, 6
_SLACK, _PORT = 3.0, 11.0  # from words; how far from its middle lines leave a symbol at most
_JOG = 5.0  # what is bent so little that it looks like a slip


def place(rows: Sequence[Sequence["Node"]], families: Sequence["Family"]) -> None:
    """Give each node its `x`, and each family the place of its descent."""
    nodes = [node for row in rows for node in row]
    room = np.array([one.right + other.left for one, other in pairwise(nodes)], dtype=float)
    room[np.cumsum([len(row) for row in rows])[:-1] - 1] = -np.inf
    wishes, target = _wishes(nodes, families)
    beside = np.flatnonzero(np.isfinite(room))
    close = np.zeros((len(beside), len(nodes)))
    close[range(len(beside)), beside], close[range(len(beside)), beside + 1] = -1, 1
    still = _STILL * np.eye(len(nodes))
    widest = max(PAGE_WIDTH, _WIDE * max(sum(node.left + node.right for node in row) for row in rows))
    for press in _PRESS:
        matrix = wishes.T @ wishes + press * close.T @ close + still
        places = _nearest(matrix, wishes.T @ target + press * close.T @ room[beside], room)
        for node, x in zip(nodes, places.tolist(), strict=True):
            node.x = x
        left, right = min(node.x - node.left for node in nodes), max(node.x + node.right for node in nodes)
        if right - left <= widest:
            break
    for family in families:
        family.drop = _middle(family)
    for family in families:
        family.drop = _straight(family)


def _wishes(nodes: Sequence["Node"], families: Sequence["Family"]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return what is wished: rows of factors by which places are multiplied, and what should come out."""
    number = {node: place for place, node in enumerate(nodes)}
    rows = list[tuple[float, list[tuple[Any, float]], float]]()
    for family in families:
        left, right = family.couple
        if right.spot - left.spot > 1:
            rows.append((_APART, [(right, 1), (left, -1)], 0))
        kids = sorted(family.children, key=lambda node: node.spot)
        if kids:
            sides = _sides(family)
            shift = sum(side for _, side in sides) / len(sides)
            parts = [(node, 1 / len(sides)) for node, _ in sides] + [(kids[0], -0.5), (kids[-1], -0.5)]
            rows.append((_MIDDLE if len(kids) > 1 else _ONLY, parts, -shift))
    for one, other in pairwise(nodes):
        if one.level == other.level:
            couple = not {*one.wed}.isdisjoint(other.wed)
            if couple or not {*one.born}.isdisjoint(other.born):
                rows.append(
                    (_COUPLE if couple else _SIBLINGS, [(other, 1), (one, -1)], one.right + other.left)
                )
    factors, target = np.zeros((len(rows), len(nodes))), np.zeros(len(rows))
    for place, (weight, parts, value) in enumerate(rows):
        for node, factor in parts:
            factors[place, number[node]] += weight**0.5 * factor
        target[place] = weight**0.5 * value
    return factors, target


def _nearest(matrix: NDArray[Any], pull: NDArray[Any], room: NDArray[Any]) -> NDArray[Any]:
    """Return the x with the least x'Ax/2 - b'x whose neighbours are as far apart as the room between them."""
    reach = np.concatenate([[0.0], np.cumsum(np.where(np.isfinite(room), room, 0.0))])
    touching, fewest, tries = np.zeros(len(room), dtype=bool), len(room) + 1, _TRIES
    for _ in range(_TURNS):
        starts = np.flatnonzero(np.concatenate([[True], ~touching]))
        block = np.cumsum(np.concatenate([[0], ~touching]))
        offset = reach - reach[starts][block]
        sums = np.add.reduceat(np.add.reduceat(matrix, starts, axis=0), starts, axis=1)
        pulls = np.add.reduceat(pull - matrix @ offset, starts)
        places = np.linalg.solve(sums, pulls)[block] + offset
        force = np.cumsum(matrix @ places - pull)[:-1]  # of all blocks before nothing is left
        wrong = np.where(touching, force > _EXACT, np.diff(places) < room - _EXACT)
        count = int(wrong.sum())
        if not count:
            break
        if count < fewest:
            fewest, tries = count, _TRIES
        elif tries:
            tries -= 1
        else:
            wrong[: np.flatnonzero(wrong)[-1]] = False
        touching ^= wrong
    return np.asarray(places)


def _between(family: "Family") -> tuple[float, float]:
    """Return from where to where a descent may begin without touching the words of the couple."""
    left, right = family.beside
    if left and right:
        return left.x + max(left.words, _PORT) + _SLACK, right.x - max(right.words, _PORT) - _SLACK
    middle = left.x + left.right if left else right.x - right.left if right else 0.0
    return middle - _SLACK, middle + _SLACK


def _middle(family: "Family") -> float:
    """Return where a descent begins for its own sake."""
    return sum(node.x + side for node, side in _sides(family)) / len(_sides(family))


def _sides(family: "Family") -> list[tuple["Node", float]]:
    """Return beside whom a descent runs, and how far from them."""
    left, right = family.beside
    return [*([(left, left.right)] if left else []), *([(right, -right.left)] if right else [])]


def _straight(family: "Family") -> float:
    """Return where a descent begins so that it runs straight to an only child, and bends nowhere a little."""
    low, high = _between(family)
    heads = family.heads()
    if not heads:
        return family.drop
    middle = min(max((min(heads) + max(heads)) / 2, low), high) if len(heads) == 1 else family.drop
    near = min(heads, key=lambda head: abs(head - middle))
    jog = abs(near - middle)
    straight = low <= near <= high and (len(heads) == 1 or jog < _JOG)
    return near if straight or jog < _SLACK else middle  # rather with less room than bent by so little
