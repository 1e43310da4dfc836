"""The search for a good order of the people in a genogram, from several starts, with bounded work."""

import random
from collections.abc import Hashable, Sequence

from casekit.figures.branches import moved, turned, unfolded
from casekit.figures.order import APART, CROSSING, LITTLE, Order, Rows, changed

_FINE, _SEED = 1.0, 7  # an order that costs no more than that is not looked at again
_CALM, _SIMPLE = 6, 25  # exchanges for each pair of people where little is wrong, and where something is
_TANGLED, _MOST = 4000, 300_000  # for each of them where much is wrong, and at most
_VAIN, _STARTS = 15, 8  # trials without success after which to start anew, and such starts after which to end
_KEPT = 64  # orders, so that a form that draws a family again need not search again
_found: dict[Hashable, Rows] = {}


class Search:
    """The best order so far, and what is done to find a better one."""

    def __init__(self, order: Order) -> None:
        self.order, self.best, self.least = order, order.rows, float("inf")
        self.here, self.cost = order.rows, float("inf")  # the best since the last start
        self.calm: list[float] = []  # its strains
        self.vain = 0  # how often nothing better was found

    def run(self) -> None:
        """Leave people in the best order that is found with bounded work, or was found before."""
        key = self.order.signature()
        if key not in _found:
            self._look()
            _found[key] = self.order.rows
            if len(_found) > _KEPT:
                del _found[next(iter(_found))]
        self.order.arrange(_found[key])

    def _look(self) -> None:
        """Look for the best order."""
        order, dice = self.order, random.Random(_SEED)  # noqa: S311 - nothing secret
        starts = list[Rows]()
        for side, forward in ((0, True), (0, False), (1, True), (1, False)):
            rows = unfolded(order, 0, side, forward)
            if rows not in starts:
                starts.append(rows)
        ways = [self._start(rows) for rows in starts if self.least > _FINE]
        ways.sort(key=lambda way: way[0])
        fruitless = 0
        while fruitless < _STARTS and self._goes_on():
            before = self.least
            if ways:
                self.cost, self.here, self.calm = ways.pop(0)
            else:
                first, side = dice.randrange(len(order.at)), dice.randrange(2)
                self._start(unfolded(order, first, side, dice.choice((True, False))))
            self.vain = 0
            while self.vain < _VAIN and self._goes_on():
                order.arrange(self.here)
                self._shake(dice)
                self._better(changed(self.calm, order.strains()))
            fruitless = 0 if self.least < before - LITTLE else fruitless + 1
        order.arrange(self.best)
        order.settle(range(len(order.pair)))

    def _goes_on(self) -> bool:
        """Tell whether the best order may be bettered, and is worth the work: more where much is wrong."""
        size = len(self.order.at)
        tangled = self.least > CROSSING + APART + 1
        many = min(100 * size, _TANGLED) if tangled else size * (_SIMPLE if self.least > APART + 1 else _CALM)
        return self.least > _FINE and self.order.work < min(_MOST, many * size)

    def _start(self, rows: Rows) -> tuple[float, Rows, list[float]]:
        """Better an order; return what it costs in the end, the order and its strains."""
        self.cost = float("inf")
        self.order.arrange(rows)
        self._better([family for family, strain in enumerate(self.order.strains()) if strain])
        self._turn()
        return self.cost, self.here, self.calm

    def _better(self, families: Sequence[int]) -> None:
        """Settle some families, and keep the order if it is the best since the start."""
        self.order.settle(families)
        cost = self.order.cost()
        self.vain += 1
        if cost < self.cost - LITTLE:
            self.here, self.cost, self.vain = [[*row] for row in self.order.rows], cost, 0
            self.calm = self.order.strains()
        if cost < self.least - LITTLE:
            self.best, self.least = self.here, cost

    def _turn(self) -> None:
        """Turn the branches of families in trouble as long as that helps."""
        order = self.order
        rows, cost = [[*row] for row in order.rows], order.cost()
        before = order.strains()
        for family, strain in enumerate(before):
            for other in turned(order, family) if strain else ():
                order.arrange(other)
                if (now := order.cost()) < cost - LITTLE:
                    rows, cost = other, now
        order.arrange(rows)
        self._better(changed(before, order.strains()))

    def _shake(self, dice: random.Random) -> None:
        """Move some branches and groups of families in trouble to places drawn by lot."""
        order = self.order
        troubled = [family for family, strain in enumerate(self.calm) if strain] or [*range(len(self.calm))]
        for _ in range(dice.randint(1, 2)):
            family = dice.choice(troubled)
            turns = dice.choice((True, False))
            order.arrange(dice.choice([*turned(order, family)]) if turns else moved(order, family, dice))
        for _ in range(dice.randint(0, 2)):
            row = dice.choice(order.rows)
            group = dice.choice(order.groups(row) or [row[:1]])
            rest = [who for who in row if who not in group]
            place = dice.randint(0, len(rest))
            row[:] = [*rest[:place], *group, *rest[place:]]
        order.arrange(order.rows)
