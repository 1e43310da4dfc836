"""Branches of a family that change their places as a whole."""

import random
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from casekit.figures.costs import Array, Costs
from casekit.figures.order import Order, Rows

_APART = 1e3  # more than the places of a row
_CUTS, _EACH = 6, 5  # at how many places branches are put, and how many at each


class Branching(NamedTuple):
    """Who belongs to the side of each partner (-1, 1), and to the branch of each child by its place."""

    sides: Mapping[int, int]
    twigs: Mapping[int, int]


class Branches:
    """The branches of a clan at each of its families, and the orders that come from moving them."""

    def __init__(self, order: Order) -> None:
        self.order = order

    @cached_property
    def costs(self) -> Costs:
        """What counts the costs of many orders."""
        return Costs(self.order)

    @cached_property
    def at(self) -> list[Branching]:
        """The branches at each family."""
        found = []
        for family, (pair, kids) in enumerate(zip(self.order.pair, self.order.kids, strict=True)):
            sides = self._nearest(family, dict(zip(pair, (-1, 1), strict=True)))
            twigs = self._nearest(family, {kid: place for place, kid in enumerate(kids)})
            found.append(Branching(sides, {who: place for who, place in twigs.items() if who not in sides}))
        return found

    def _nearest(self, without: int, starts: dict[int, int]) -> dict[int, int]:
        """Return to which of some units everybody is nearest, not counting one family."""
        order, found, ahead = self.order, dict(starts), deque(starts)
        while ahead:
            unit = ahead.popleft()
            for family in (*order.born[unit], *order.wed[unit]):
                if family != without:
                    for one in (*order.pair[family], *order.kids[family]):
                        if one not in found:
                            found[one] = found[unit]
                            ahead.append(one)
        return found

    @cached_property
    def _turns(self) -> list[Array]:
        """For each family, what is added to keys so that the sides of the couple stand apart."""
        turns = []
        for sides, _ in self.at:
            side = np.zeros(len(self.order.units))
            side[[*sides]] = [*sides.values()]
            both = [side, -side] if {*sides.values()} == {-1, 1} else []
            turns.append(_APART * np.array(both).reshape(-1, len(side)))
        return turns

    @cached_property
    def _members(self) -> tuple[Array, list[list[int]]]:
        """Who belongs to each branch of several units, and the numbers of the branches at each family."""
        number: dict[frozenset[int], int] = {}
        at = [
            [
                number.setdefault(branch, len(number))
                for some in branching
                for branch in _grouped(some)
                if 1 < len(branch) < len(self.order.units) - 1
            ]
            for branching in self.at
        ]
        members = np.zeros((len(number), len(self.order.units)), dtype=bool)
        for branch, place in number.items():
            members[place, [*branch]] = True
        return members, at

    def candidates(self, families: Iterable[int], dice: random.Random) -> Array:
        """Return keys of orders in which branches of some families have other places.

        The sides of a couple apart, the branches of children in birth order, and branches drawn by lot where
        lot decides.
        """
        order, families = self.order, [*families]
        keys = self.costs.keys(order.rows)
        found = [keys + self._turns[family] for family in families]
        for family in families:
            kids = order.kin.kids[family]
            if any(order.at[older] > order.at[younger] for older, younger in pairwise(kids)):
                found.append(self.costs.keys(self._in_birth_order(family))[None])
        members, numbers = self._members
        if several := [*dict.fromkeys(number for family in families for number in numbers[family])]:
            chosen = members[[dice.choice(several) for _ in range(_CUTS * _EACH)]]
            cuts = [self._right_of(keys, dice.randrange(len(keys))) for _ in range(_CUTS)]
            rest = np.repeat(2 * _APART * np.array(cuts), _EACH, axis=0)
            found.append(np.where(chosen, _APART, rest) + keys)
        return np.concatenate(found) if found else np.empty((0, len(keys)))

    def _right_of(self, keys: Array, pivot: int) -> Array:
        """Return who stands right of a line from top to bottom that runs right of somebody."""
        cuts = np.array(self._cut(self.order.rows, pivot))
        return np.asarray(keys >= cuts[self.costs.level])

    def _in_birth_order(self, family: int) -> Rows:
        """Return an order with the branches of children in birth order, on the places that they have."""
        twigs, rows = self.at[family].twigs, []
        for row in self.order.rows:
            own = iter(sorted((unit for unit in row if unit in twigs), key=twigs.__getitem__))
            rows.append([next(own) if unit in twigs else unit for unit in row])
        return rows

    def moved(self, family: int, dice: random.Random) -> Rows:
        """Return an order in which a branch of a family, drawn by lot, stands elsewhere."""
        some = dice.choice([one for one in self.at[family] if one])
        chosen = dice.choice([*some.values()])
        branch = {unit for unit, place in some.items() if place == chosen}
        rest = [[unit for unit in row if unit not in branch] for row in self.order.rows]
        if not any(rest):
            return self.order.rows
        cuts = self._cut(rest, dice.choice([unit for row in rest for unit in row]))
        own = [[unit for unit in row if unit in branch] for row in self.order.rows]
        return [[*row[:cut], *here, *row[cut:]] for row, here, cut in zip(rest, own, cuts, strict=True)]

    def _cut(self, rows: Rows, pivot: int) -> list[int]:
        """Return where a line from top to bottom that crosses nothing, right of somebody, cuts each row."""
        spot = [0] * len(self.order.units)
        for row in rows:
            for place, unit in enumerate(row, 1):
                spot[unit] = place
        level = self.order.level[pivot]
        cuts = [0] * len(rows)
        cuts[level] = spot[pivot]
        for low in range(level + 1, len(rows)):
            cuts[low] = _furthest(rows[low - 1][: cuts[low - 1]], self._kids, spot)
        for high in reversed(range(level)):
            cuts[high] = _furthest(rows[high + 1][: cuts[high + 1]], self._parents, spot)
        return cuts

    @cached_property
    def _kids(self) -> list[list[int]]:
        """The units with children of each unit."""
        kids = self.order.kids
        return [[kid for family in wed for kid in kids[family]] for wed in self.order.wed]

    @cached_property
    def _parents(self) -> list[list[int]]:
        """The units with parents of each unit."""
        pair = self.order.pair
        return [[one for family in born for one in pair[family]] for born in self.order.born]


def _furthest(units: Iterable[int], links: Sequence[Sequence[int]], spot: Sequence[int]) -> int:
    """Return the place furthest right that some units are linked to."""
    return max([spot[other] for unit in units for other in links[unit]], default=0)


def _grouped(some: Mapping[int, int]) -> list[frozenset[int]]:
    """Return the units of each place."""
    return [frozenset(unit for unit, place in some.items() if place == one) for one in {*some.values()}]
