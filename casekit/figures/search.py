"""The search for a good order of the people in a genogram: many are bred, and the best of them settled.

A plain tree is in order as one walks through it (`walk`). Where people marry among each other, orders are
bred: they come from lots that everybody has (`Springs`), and are judged many at once (`Costs`). Those that
cost least have offspring, which take their lots from one order, or those of near relatives from another, and
have a few of their own. After some rounds the best are settled (`Order.settle`) and have offspring
themselves. Nothing is drawn by lot that a seed does not fix.
"""

from collections.abc import Hashable, Iterable

import numpy as np

from casekit.figures.costs import Costs
from casekit.figures.order import LITTLE, Order, Rows
from casekit.figures.relatives import Relatives
from casekit.figures.springs import Array, Springs
from casekit.figures.walk import walk

_FINE, _SEED = 1.0, 23  # an order that costs no more than that is not looked at again
_SMALL = 1.0  # wishes of no more weight are looked at in the end
_MANY, _PEOPLE, _PARENTS = 700, 40, 60  # orders in a round of so many people; how many have offspring
_STAGES, _ROUNDS, _BEST = 2, 5, 8  # rounds before each settling, and how many orders are settled
_SPREAD, _NEW = (5.0, 100.0), 3  # of lots; how many are new in each order
_KEPT = 64  # orders, so that a form that draws a family again need not search again
_found: dict[Hashable, Rows] = {}


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
        self.rows, self.least = self.order.rows, float("inf")
        self.settled = list[Rows]()

    def run(self) -> Rows:
        """Return people in the best order that is found: in units first, in the end one by one."""
        self._settle([walk(self.order)])
        if self.least > _FINE:
            breed = Breed(self.order)
            for _ in range(_STAGES):
                breed.add(self.settled)
                self._settle(breed.best())
        order = Order(self.kin, self.kin.singles())
        order.arrange(self.order.people(self.rows))
        order.settle(0.0)
        return order.rows

    def _settle(self, orders: Iterable[Rows]) -> None:
        """Settle orders until one is fine, and keep the best; once settled, none is looked at again."""
        order = self.order
        for rows in orders:
            if self.least > _FINE and rows not in self.settled:
                order.arrange(rows)
                order.settle(_SMALL)
                self.settled.append(order.rows)
                if (cost := order.cost()) < self.least - LITTLE:
                    self.rows, self.least = order.rows, cost


class Breed:
    """The lots of those orders that cost least of all that were judged; no two cost the same."""

    def __init__(self, order: Order) -> None:
        self.springs, self.costs = Springs(order), Costs(order)
        self.dice, people = np.random.default_rng(_SEED), self.springs.people
        self.shape = _MANY * min(people, _PEOPLE) // _PEOPLE, people
        self.lots, self.cost = np.empty((0, people)), np.empty(0)
        self._judge(self.dice.normal(size=self.shape) * self._spread())

    def add(self, orders: Iterable[Rows]) -> None:
        """Take in orders that come from elsewhere."""
        self._judge(np.array([self.springs.lots(rows) for rows in orders]))

    def best(self) -> list[Rows]:
        """Return the best orders after some rounds."""
        for _ in range(_ROUNDS):
            self._judge(self._offspring())
        return [self.springs.rows(lots) for lots in self.lots[:_BEST]]

    def _offspring(self) -> Array:
        """Return lots of one order, in half of them with relatives of another, and a few that are new."""
        dice, (many, people) = self.dice, self.shape
        one, other = self.lots[dice.integers(len(self.lots), size=(2, many))]
        size = people ** dice.random((many, 1)) * dice.integers(2, size=(many, 1))
        near = self.springs.rank[dice.integers(people, size=many)] < size
        lots: Array = np.where(near, other, one)
        new = dice.integers(people, size=(many, _NEW))
        np.put_along_axis(lots, new, dice.normal(size=new.shape) * self._spread(), axis=1)
        return lots

    def _spread(self) -> Array:
        """Return how far lots are spread in each order, from little to much."""
        low, high = np.log(_SPREAD)
        return np.asarray(np.exp(self.dice.uniform(low, high, (self.shape[0], 1))))

    def _judge(self, lots: Array) -> None:
        """Judge orders by what they cost, and keep the best of all."""
        costs = self.costs.of_orders(self.springs.places(lots))
        lots, costs = np.concatenate([self.lots, lots]), np.concatenate([self.cost, costs])
        ranks = np.argsort(costs, kind="stable")
        new = np.diff(costs[ranks], prepend=-1.0) > LITTLE
        kept = ranks[new][:_PARENTS]
        self.lots, self.cost = lots[kept], costs[kept]
