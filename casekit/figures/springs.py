"""Places of people in a clan at which partners, parents and children are as near as can be."""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casekit.figures.order import Order, Rows

Array = NDArray[Any]
_BIRTH, _FREE = 0.5, 0.01  # the weights of birth order and of a lot
_PART = 20  # so few orders at once that numpy starts no threads, which take longer than they save


class Springs:
    """The places from left to right at which the sum of squared distances is the least.

    Everybody is also pulled a little to a place of their own, their lot. Whoever gets another lot takes
    partners, parents and children along, so that almost any lots make an order that is worth a look.
    """

    def __init__(self, order: Order) -> None:
        self.order = order
        kin = order.kin
        self.people = count = len(kin.nodes)
        self._matrix, self._pull = _FREE * np.eye(count), np.zeros(count)
        for pair, kids in zip(kin.pair, kin.kids, strict=True):
            self._near(1, dict(zip(pair, (1.0, -1.0), strict=True)))
            if kids:
                self._near(1, dict.fromkeys(pair, 0.5) | dict.fromkeys(kids, -1 / len(kids)))
            for older, younger in pairwise(kids):
                self._near(_BIRTH, {younger: 1.0, older: -1.0}, 1)
        middle = np.zeros((count, len(order.units)))
        for unit, people in enumerate(order.units):
            middle[[*people], unit] = 1 / len(people)
        inverse = np.linalg.inv(self._matrix)
        self.rank = np.argsort(np.argsort(-inverse))  # who is how near to each: oneself 0, the next 1
        answer = inverse @ middle
        self._rest, self._answer = self._pull @ answer, _FREE * answer

    def _near(self, weight: float, factors: dict[int, float], distance: float = 0) -> None:
        """Wish that the places of some people, each times its factor, add up to a distance."""
        people, values = [*factors], np.array([*factors.values()])
        self._matrix[np.ix_(people, people)] += weight * np.outer(values, values)
        self._pull[people] += weight * distance * values

    def places(self, lots: Array) -> Array:
        """Return where the units of several orders stand, in each by the lots of its people."""
        parts = np.split(lots, range(_PART, len(lots), _PART))
        return np.asarray(self._rest + np.concatenate([part @ self._answer for part in parts]))

    def rows(self, lots: Array) -> Rows:
        """Return the order that comes from some lots."""
        places = self.places(lots[None])[0]
        return [sorted(row, key=places.__getitem__) for row in self.order.by_level()]

    def lots(self, rows: Rows) -> Array:
        """Return lots from which an order comes."""
        places = np.zeros(self.people)
        for row in self.order.people(rows):
            places[row] = np.arange(len(row)) - (len(row) - 1) / 2
        return np.asarray((self._matrix @ places - self._pull) / _FREE)
