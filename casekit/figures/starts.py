"""Orders of a family from which a search starts."""

import random
from collections import deque
from collections.abc import Iterator
from functools import cached_property
from itertools import count, pairwise, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casekit.figures.order import Order, Rows

_BIRTH, _FREE, _SCATTER = 0.5, 0.01, 5.0  # the weights of birth order and of a place drawn by lot; its spread


class Starts:
    """Orders of three kinds: walks through the family, places of least distance, and mere chance."""

    def __init__(self, order: Order, dice: random.Random) -> None:
        self.order, self.dice = order, dice

    def plain(self) -> list[Rows]:
        """Return the walks from the first person, who is the client or an ancestor of theirs."""
        found: list[Rows] = []
        for side, forward in ((0, True), (0, False), (1, True), (1, False)):
            rows = self._unfolded(0, side, forward)
            if rows not in found:
                found.append(rows)
        return found

    def drawn(self) -> Iterator[Rows]:
        """Yield orders drawn by lot, of one kind after the other."""
        dice = self.dice
        for turn in count():
            if turn % 3 == 0:
                first, side = dice.randrange(len(self.order.units)), dice.randrange(2)
                yield self._unfolded(first, side, dice.choice((True, False)))
            elif turn % 3 == 1:
                yield self._pulled()
            else:
                yield [dice.sample(row, len(row)) for row in self.order.by_level()]

    def _pulled(self) -> Rows:
        """Return an order by places at which partners, parents and children are as near as can be.

        The sum of squared distances is the least for places drawn by lot, which pull a little.
        """
        inverse, pull = self._springs
        lots = np.array([self.dice.gauss(0, _SCATTER) for _ in pull])
        places = inverse @ (pull + _FREE * lots)
        middle = [float(np.mean(places[[*people]])) for people in self.order.units]
        return [sorted(row, key=middle.__getitem__) for row in self.order.by_level()]

    @cached_property
    def _springs(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """The inverse of the matrix of all distances, and the pull of birth order."""
        kin = self.order.kin
        matrix, pull = _FREE * np.eye(len(kin.nodes)), np.zeros(len(kin.nodes))

        def near(weight: float, factors: dict[int, float], distance: float = 0) -> None:
            people, values = [*factors], np.array([*factors.values()])
            matrix[np.ix_(people, people)] += weight * np.outer(values, values)
            pull[people] += weight * distance * values

        for pair, kids in zip(kin.pair, kin.kids, strict=True):
            near(1, dict(zip(pair, (1.0, -1.0), strict=True)))
            if kids:
                near(1, dict.fromkeys(pair, 0.5) | dict.fromkeys(kids, -1 / len(kids)))
            for older, younger in pairwise(kids):
                near(_BIRTH, {younger: 1.0, older: -1.0}, 1)
        return np.linalg.inv(matrix), pull

    def _unfolded(self, first: int, side: int, forward: bool) -> Rows:
        """Return an order as one walks through the family, from an ancestor of somebody."""
        order = self.order
        rows: Rows = [[] for _ in order.rows]
        seen: set[int] = set()
        ahead = deque([first, *range(len(order.units))])

        def put(unit: int) -> None:
            household = [one for one in self._household(unit) if one not in seen]
            seen.update(household)
            rows[order.level[unit]] += household if forward else household[::-1]
            ahead.extendleft(
                order.pair[family][side] for one in household if one != unit for family in order.born[one]
            )
            for one in household:
                for family in sorted(order.wed[one], key=order.pair.__getitem__):
                    for kid in order.kids[family][:: 1 if forward else -1]:
                        if kid not in seen:
                            put(kid)

        while ahead:
            unit = self._top(ahead.popleft(), side)
            if unit not in seen:
                put(unit)
        return rows if forward else [row[::-1] for row in rows]

    def _top(self, unit: int, side: int) -> int:
        """Return an ancestor without parents."""
        for _ in self.order.rows:
            if self.order.born[unit]:
                unit = self.order.pair[self.order.born[unit][0]][side]
        return unit

    def _household(self, unit: int) -> list[int]:
        """Return a unit among those of its partners: the man left of the woman, several on either side."""
        order = self.order
        found = (one for family in order.wed[unit] for one in order.pair[family] if one != unit)
        mates = [*dict.fromkeys(found)]
        half = len(mates) // 2
        if len(mates) == 1:
            couples = product(order.units[unit], order.units[mates[0]])
            half = int(sum(order.kin.wish[who].get(mate, 0.0) for who, mate in couples) < 0)
        return [*mates[:half], unit, *mates[half:]]
