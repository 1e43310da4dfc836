"""The search for a good order of the people in a genogram, from several starts, with bounded work.

From each start, people are moved along their rows (`Order.settle`) and whole branches to other places, as
long as that helps. Then what was found is shaken where something is wrong, and settled again. Nothing is
drawn by lot that a seed does not fix.
"""

import random
from collections.abc import Hashable
from typing import NamedTuple

from casekit.figures.branches import Branches
from casekit.figures.order import LITTLE, Kept, Order, Rows
from casekit.figures.relatives import Relatives
from casekit.figures.starts import Starts

_FINE, _SEED = 1.0, 23  # an order that costs no more than that is not looked at again
_SMALL = 1.0  # wishes of no more weight are looked at in the end
_LEAST, _MOST = 6000, 45_000  # exchanges, or what takes as long as one
_FEW, _EACH = 24, 1000  # for so many people the least, and so many more for each further one
_BATCH, _SLICE = 110, 20  # exchanges that take as long as to judge orders; pairs of children for one more
_PROMISING = 12.0  # up to this much more than the best since the start, branches are moved, too
_STARTS, _VAIN, _SURE = 10, 20, 6  # starts to choose from, trials in vain, and how often to find the same
_KEPT = 64  # orders, so that a form that draws a family again need not search again
_found: dict[Hashable, Rows] = {}


class _Way(NamedTuple):
    """Where a start led: what that costs, the order, and who is in trouble there."""

    cost: float
    kept: Kept
    calm: dict[int, float]


def best(kin: Relatives) -> Rows:
    """Return the best order of people that is found with bounded work, or was found before."""
    key = kin.signature()
    if key not in _found:
        _found[key] = Search(kin).run()
        if len(_found) > _KEPT:
            del _found[next(iter(_found))]
    return _found[key]


class Search:
    """The best order so far, and what is done to find a better one."""

    def __init__(self, kin: Relatives) -> None:
        self.kin, self.order = kin, Order(kin, kin.units())
        self.branches = Branches(self.order)
        self.dice = random.Random(_SEED)  # noqa: S311 - nothing secret
        self.starts = Starts(self.order, self.dice)
        self.rows, self.least = self.order.rows, float("inf")
        self.limit = min(_MOST, _LEAST + _EACH * max(0, len(kin.nodes) - _FEW))

    def run(self) -> Rows:
        """Return people in the best order that is found: in units first, in the end one by one."""
        self._look()
        order = Order(self.kin, self.kin.singles())
        order.arrange(self.order.people(self.rows))
        order.settle(0.0)
        return order.rows

    def _look(self) -> None:
        """Look for the best order of units."""
        ways = list[_Way]()
        for rows in self.starts.plain():
            if not ways or self._goes_on():
                ways.append(self._start(rows))
        drawn, sure = self.starts.drawn(), 0
        while len(ways) < _STARTS and self._goes_on():
            ways.append(self._start(next(drawn)))
        ways.sort(key=lambda way: way.cost)
        while sure < _SURE and self._goes_on():
            before = self.least
            cost = self._follow(ways.pop(0) if ways else self._start(next(drawn)))
            if self.least < before - LITTLE:
                sure = 0
            sure += cost < self.least + LITTLE

    def _goes_on(self) -> bool:
        """Tell whether the best order may be bettered, and there is time left."""
        return self.least > _FINE and self.order.work < self.limit

    def _start(self, rows: Rows) -> _Way:
        """Return where an order leads."""
        self.order.arrange(rows)
        return self._bettered(float("inf"), None)

    def _follow(self, way: _Way) -> float:
        """Shake an order until that is of no use any more; return what it costs then."""
        vain, least = 0, way.cost
        while vain < _VAIN and self._goes_on():
            self.order.restore(way.kept)
            self._shake()
            other = self._bettered(way.cost, way.calm)
            vain += 1
            if other.cost < way.cost + LITTLE:
                way = other
            if other.cost < least - LITTLE:
                vain, least = 0, other.cost
        return way.cost

    def _bettered(self, limit: float, calm: dict[int, float] | None) -> _Way:
        """Settle units, and move branches if the order is promising; keep it if it is the best of all."""
        order = self.order
        calm = order.settle(_SMALL, calm)
        cost = order.cost()
        while cost < limit + _PROMISING and (now := self._branched(cost)) < cost - LITTLE:
            calm, cost = order.settle(_SMALL), now
            cost = order.cost()
        if cost < self.least - LITTLE:
            self.rows, self.least = [[*row] for row in order.rows], cost
        return _Way(cost, order.keep(), calm)

    def _branched(self, cost: float) -> float:
        """Move the branch of a family in trouble that this helps most, as long as there is one."""
        order, costs = self.order, self.branches.costs
        while len(keys := self.branches.candidates(self._troubled(), self.dice)):
            order.work += _BATCH + len(order.at) + costs.size // _SLICE
            found = costs.of_orders(keys)
            best = int(found.argmin())
            if found[best] > cost - LITTLE:
                break
            order.arrange(costs.rows(keys[best]))
            cost = order.cost()
        return cost

    def _troubled(self) -> list[int]:
        """Return the families of units in trouble."""
        order = self.order
        trouble = order.trouble(_SMALL).keys()
        families = enumerate(zip(order.pair, order.kids, strict=True))
        return [family for family, (pair, kids) in families if not trouble.isdisjoint((*pair, *kids))]

    def _shake(self) -> None:
        """Move a branch of a family in trouble to a place drawn by lot."""
        order, dice = self.order, self.dice
        family = dice.choice(self._troubled() or range(len(order.pair)))
        order.arrange(self.branches.moved(family, dice))
