"""What many orders of a genogram cost, counted at once: much faster than one after the other."""

from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casekit.figures.order import APART, CROSSING, FAR, Order, Rows

Array = NDArray[Any]
_ROW = 1e6  # sets rows apart


class Costs:
    """The cost of orders in which each unit has a key, by which the units of a row are sorted.

    It is the same that `Order.cost` counts; `tests/figures/test_kinship.py` compares them.
    """

    def __init__(self, order: Order) -> None:
        kin = order.kin
        self.level = np.array(order.level)
        self.width = np.array([len(people) for people in order.units])
        begin = np.concatenate([[0], np.cumsum(np.bincount(self.level, self.width))[:-1]]).astype(int)
        self.begin = begin[self.level]
        self.of = np.array(order.of)
        place = [order.units[unit].index(who) for who, unit in enumerate(order.of)]
        self.place = np.array(place, dtype=np.int16)[:, None]
        self.wishes = _columns([(one, other) for one, other, _ in kin.wishes])
        self.weights = np.array([weight for *_, weight in kin.wishes], dtype=float)
        self.beside, self.pair, self.rivals = map(_columns, (kin.beside, kin.pair, kin.rivals))
        self.nearer = np.array([couple.nearer for couple in order.couples], dtype=int)[:, None]
        self.drops = np.array(order.drops)[self.rivals][..., None]
        both = [(one, other) for one, other in kin.rivals if kin.kids[one] and kin.kids[other]]
        couples = [[*product(kin.kids[one], kin.kids[other])] for one, other in both]
        self.parents = _columns(both)
        self.kids = _columns([two for some in couples for two in some])
        self.first = np.cumsum([0, *map(len, couples)])[:-1]
        self.size = self.kids.shape[1]

    def keys(self, rows: Rows) -> Array:
        """Return the keys of an order: the places in the rows."""
        keys = np.zeros(len(self.level))
        for row in rows:
            keys[row] = range(len(row))
        return keys

    def rows(self, keys: Array) -> Rows:
        """Return the order that has some keys."""
        units = np.lexsort((keys, self.level))
        return [units[self.level[units] == level].tolist() for level in range(self.level.max() + 1)]

    def of_orders(self, keys: Array) -> Array:
        """Return what each of several orders costs."""
        at = self._places(keys)
        older, younger = at[self.beside[0]], at[self.beside[1]]
        total = self.weights @ (at[self.wishes[0]] > at[self.wishes[1]])
        total += FAR * (np.abs(older - younger) - 1).sum(axis=0)
        one, other = at[self.pair[0]], at[self.pair[1]]
        low, high = np.minimum(one, other), np.maximum(one, other)
        long = high - low
        beside = np.where(one < other, self.nearer < 0, self.nearer > 0)
        drop = np.where(long == 1, 4 * low + 2, np.where(beside, 4 * low + 1, 4 * high - 1))
        crossed = self._couples(low, high, drop) + self._descents(at, drop)
        return np.asarray(total + APART * (long - 1).sum(axis=0) + CROSSING * crossed)

    def _places(self, keys: Array) -> Array:
        """Return at which place of the row everybody stands in each order."""
        units = np.argsort(keys + _ROW * self.level, axis=1, kind="stable")
        width = self.width[units]
        begin = np.empty_like(width)
        np.put_along_axis(begin, units, np.cumsum(width, axis=1) - width, axis=1)
        return np.asarray((begin - self.begin).T.astype(np.int16)[self.of] + self.place)

    def _couples(self, low: Array, high: Array, drop: Array) -> Array:
        """Return how often lines of couples cross each other or a descent."""
        one, other = self.rivals
        lo, left, hi, right = low[one], low[other], high[one], high[other]
        here, there = drop[one], drop[other]
        over = (lo < right) & (left < hi)
        crossed = ((lo < left) & (hi < right)) | ((left < lo) & (right < hi))
        through = np.where(
            hi - lo > right - left,  # the longer line runs below; of equal ones that with the higher number
            self.drops[1] & (4 * lo < there) & (there < 4 * hi),
            self.drops[0] & (4 * left < here) & (here < 4 * right),
        )
        return np.asarray((over & crossed).sum(axis=0) + (over & through).sum(axis=0))

    def _descents(self, at: Array, drop: Array) -> Array:
        """Return how often lines to children cross each other."""
        if not len(self.first):
            return np.zeros(at.shape[1])
        here, fall = drop[self.parents[0]], drop[self.parents[1]]
        kid, there = at[self.kids[0]], at[self.kids[1]]
        right = np.add.reduceat(kid > there, self.first, axis=0, dtype=np.int16)
        left = np.add.reduceat(kid < there, self.first, axis=0, dtype=np.int16)
        return np.asarray((right * (here < fall) + left * (here > fall)).sum(axis=0))


def _columns(pairs: list[tuple[int, int]]) -> Array:
    """Return pairs as two rows of numbers."""
    return np.array(pairs, dtype=int).reshape(-1, 2).T
