"""A clan as numbers: who is whose partner and child, and who wishes to stand left of whom."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casekit.figures.kinship import Family, Node

HINT, BIRTH, MATES, SIDE = 1000.0, 12.0, 0.5, 0.1
Unit = tuple[int, ...]
"""People who stand side by side, from left to right."""


class Relatives:
    """People and families by number, with all that the cost of an order depends on."""

    def __init__(
        self,
        rows: Sequence[Sequence["Node"]],
        families: Sequence["Family"],
        hints: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.nodes = [node for row in rows for node in row]
        number = {node: place for place, node in enumerate(self.nodes)}
        self.depth = len(rows)
        self.pair = [(number[one.partners[0]], number[one.partners[1]]) for one in families]
        self.kids = [[number[child] for child in one.children] for one in families]
        self.wed: list[list[int]] = [[] for _ in self.nodes]
        self.born: list[list[int]] = [[] for _ in self.nodes]
        for family, kids in enumerate(self.kids):
            for partner in self.pair[family]:
                self.wed[partner].append(family)
            for kid in kids:
                self.born[kid].append(family)
        self.beside = [two for kids in self.kids for two in pairwise(kids)]
        level = [one.level for one in families]
        self.near = [
            [other for other, there in enumerate(level) if there == here and other != family]
            for family, here in enumerate(level)
        ]
        self.rivals = [(one, other) for one, near in enumerate(self.near) for other in near if one < other]
        self.linked = [  # with those of the same partners
            [paired(family, other) for other in sorted({f for who in pair for f in self.wed[who]} - {family})]
            for family, pair in enumerate(self.pair)
        ]
        self.hinted: set[int] = set()
        self.wish: list[dict[int, float]] = [{} for _ in self.nodes]  # the cost of standing right of whom
        self._wishes()
        self._hints(hints)
        self.wishes = [
            (one, other, weight)
            for one, wishes in enumerate(self.wish)
            for other, weight in wishes.items()
            if weight > 0
        ]

    def mates(self, who: int) -> list[int]:
        """Return the partners of somebody in the order of the file."""
        return [*dict.fromkeys(sum(self.pair[family]) - who for family in self.wed[who])]

    def _wishes(self) -> None:
        """Note who stands left by sex, by the order of partners and by birth."""
        for one, other in self.pair:
            self._wish(one, other, SIDE * (man(self.nodes[one]) - man(self.nodes[other])) / 2)
        for who in range(len(self.nodes)):
            for earlier, later in combinations(self.mates(who), 2):
                self._wish(earlier, later, MATES)
        for kids in self.kids:
            for older, younger in combinations(kids, 2):
                self._wish(older, younger, BIRTH)

    def _hints(self, hints: Iterable[tuple[str, str]]) -> None:
        """Note who stands left because somebody said so."""
        known = defaultdict(list)
        for place, node in enumerate(self.nodes):
            if node.person:
                known[node.person.id].append(place)
        for left, right in hints:
            for one in known[left]:
                for other in known[right]:
                    if self.nodes[one].level == self.nodes[other].level and one != other:
                        self._wish(one, other, HINT)
                        self.hinted.update((one, other))

    def _wish(self, left: int, right: int, weight: float) -> None:
        self.wish[left][right] = self.wish[left].get(right, 0.0) + weight
        self.wish[right][left] = -self.wish[left][right]

    def signature(self) -> Hashable:
        """Return all that the best order depends on."""
        wishes = tuple(tuple(one.items()) for one in self.wish)
        levels = tuple(node.level for node in self.nodes)
        return levels, tuple(self.pair), tuple(map(tuple, self.kids)), wishes

    def singles(self) -> list[Unit]:
        """Return everybody alone."""
        return [(who,) for who in range(len(self.nodes))]

    def units(self) -> list[Unit]:
        """Return people who may be moved together: couples of whom one has no other kin, unmarried siblings.

        Who is to be placed by a hint stands alone.
        """
        unit: dict[int, Unit] = {}
        for one, other in self.pair:
            only = len(self.wed[one]) == len(self.wed[other]) == 1
            kin = self.born[one] and self.born[other]
            if only and not kin and self.hinted.isdisjoint((one, other)):
                couple = (one, other) if self.wish[one].get(other, 0.0) >= 0 else (other, one)
                unit |= dict.fromkeys(couple, couple)
        for family, kids in enumerate(self.kids):
            run: list[int] = []
            for kid in kids:
                if self._belongs_only_to(kid, family):
                    run.append(kid)
                    unit |= dict.fromkeys(run, tuple(run))
                else:
                    run = []
        return [*dict.fromkeys(unit.get(who, (who,)) for who in range(len(self.nodes)))]

    def _belongs_only_to(self, who: int, family: int) -> bool:
        """Tell whether somebody is joined to nobody but parents and siblings."""
        return self.born[who] == [family] and not self.wed[who] and who not in self.hinted


def paired(one: int, other: int) -> tuple[int, int]:
    """Return two families with the lower number first."""
    return (one, other) if one < other else (other, one)


def man(node: "Node") -> int:
    """Return 1 for a man, -1 for a woman, 0 for others."""
    return {"male": 1, "female": -1}.get(node.person.sex, 0) if node.person else 0
