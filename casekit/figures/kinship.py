"""Where the people of a genogram stand: generations in rows, an order in each row, a place for each.

Generations follow from who is whose child; the order from a local search that weighs crossing lines, birth
order, couples side by side and the man on the left; the places from moving every row in turn towards its
parents and children, as far as the neighbours allow.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

import numpy as np

from casekit.model import Case
from casekit.model.people import Person, Union

_CROSSING, _BIRTH, _APART, _FAR, _SIDE, _WIVES = 10.0, 12.0, 4.0, 0.05, 1.0, 0.5
_WINDOW, _PASSES, _SWEEPS = 6, 8, 60
_HINT = 1000.0


@dataclass(eq=False)
class Node:
    """A person in a generation, or the place of a partner who is not recorded."""

    person: Person | None
    level: int
    x: float = 0.0
    y: float = 0.0
    spot: int = 0
    left: float = 0.5  # the room it needs
    right: float = 0.5
    twice: bool = False  # who belongs to two generations is two nodes
    wed: list["Family"] = field(default_factory=list)
    born: list["Family"] = field(default_factory=list)


@dataclass(eq=False)
class Family:
    """A union with its partners and children as nodes."""

    union: Union
    partners: tuple[Node, Node]
    children: list[Node]

    @property
    def level(self) -> int:
        """The generation of the partners."""
        return self.partners[0].level

    @property
    def owners(self) -> frozenset[str]:
        """The partners who are recorded."""
        return frozenset(self.union.partners)

    def drop(self) -> float:
        """Return where the line to the children goes down: between the couple, or beside one of them."""
        one, other = sorted(self.partners, key=lambda node: node.x)
        beside_one, beside_other = one.x + one.right, other.x - other.left
        if other.spot - one.spot == 1:
            return (beside_one + beside_other) / 2
        return beside_one if len(one.wed) < len(other.wed) else beside_other


@dataclass
class Clan:
    """People who are joined by unions: rows from the oldest to the youngest generation, left to right."""

    rows: list[list[Node]]
    families: list[Family]
    hints: Sequence[tuple[str, str]] = ()  # who stands left of whom

    def __post_init__(self) -> None:
        """Look for a good order."""
        self._arrange(dict(enumerate(self.rows)))
        for _ in range(_PASSES):
            before = self._cost(range(len(self.rows)))
            for family in self.families:
                left, right = ({*_joined(node, family)} for node in family.partners)
                for one, other in ((left, right), (right, left)) if not left & right else ():
                    side = {**dict.fromkeys(one, -1), **dict.fromkeys(other, 1)}
                    mirrored = [sorted(row, key=defaultdict(int, side).__getitem__) for row in self.rows]
                    self._try(dict(enumerate(mirrored)))
            for number, row in enumerate(self.rows):
                for node in [*row]:
                    for to in range(max(0, node.spot - _WINDOW), min(len(row), node.spot + _WINDOW + 1)):
                        rest = [other for other in self.rows[number] if other is not node]
                        self._try({number: [*rest[:to], node, *rest[to:]]})
            if self._cost(range(len(self.rows))) >= before - 1e-9:
                return

    def _arrange(self, rows: Mapping[int, list[Node]]) -> None:
        for number, row in rows.items():
            self.rows[number] = row
            for spot, node in enumerate(row):
                node.spot, node.x = spot, spot

    def _try(self, rows: Mapping[int, list[Node]]) -> None:
        """Keep other rows if they are better."""
        rows = {number: row for number, row in rows.items() if row != self.rows[number]}
        old = {number: self.rows[number] for number in rows}
        before = self._cost(rows)
        self._arrange(rows)
        if rows and self._cost(rows) >= before - 1e-9:
            self._arrange(old)

    def _cost(self, rows: Iterable[int]) -> float:
        """Return how bad an order is, as far as these rows have a part in it."""
        levels = {level for row in rows for level in (row - 1, row)}
        cost = 0.0
        lines: dict[int, list[tuple[float, float]]] = defaultdict(list)
        for family in self.families:
            if family.level not in levels:
                continue
            spots = [child.x for child in family.children]
            if spots:
                drop = family.drop()
                lines[family.level] += [(drop, spot) for spot in spots]
                cost += _BIRTH * _inverted(spots) + _FAR * (max(spots) - min(spots))
            one, other = family.partners
            cost += _APART * (abs(one.x - other.x) - 1)
            cost += _SIDE * ((one.x - other.x) * (_man(one) - _man(other)) > 0)
            for node in family.partners:
                mates = [mate.x for union in node.wed for mate in union.partners if mate is not node]
                cost += _WIVES * _inverted(mates)
        for row in {*rows} if self.hints else ():
            spot = {node.person.id: node.spot for node in self.rows[row] if node.person}
            cost += _HINT * sum(spot.get(one, -1) > spot.get(to, len(spot)) for one, to in self.hints)
        for edges in lines.values():
            pairs = combinations(edges, 2)
            cost += _CROSSING * sum((one - other) * (to - there) < 0 for (one, to), (other, there) in pairs)
        return cost

    def place(self) -> None:
        """Give each node its place from left to right; `left` and `right` are the room that it needs."""
        offsets = []
        for row in self.rows:
            room = [before.right + node.left for before, node in pairwise(row)]
            offsets.append(np.cumsum([0.0, *room]))
            for node, x in zip(row, offsets[-1] - offsets[-1][-1] / 2, strict=True):
                node.x = x
        for sweep in range(_SWEEPS):
            for level in range(len(self.rows)) if sweep % 2 else reversed(range(len(self.rows))):
                wishes = {node: [node.x] for node in self.rows[level]}
                for family in self.families:
                    movable = {level: family.partners, level - 1: family.children}.get(family.level, [])
                    if family.children and movable:
                        places = [node.x for node in family.children]
                        shift = family.drop() - (min(places) + max(places)) / 2
                        for node in movable:
                            wishes[node].append(node.x + (-shift if family.level == level else shift))
                for one, other in pairwise(self.rows[level]):
                    apart = other.x - one.x - one.right - other.left
                    if {*one.wed} & {*other.wed} or {*one.born} & {*other.born}:
                        wishes[one].append(one.x + apart / 2)
                        wishes[other].append(other.x - apart / 2)
                wish = [sum(wish[1:] or wish) / len(wish[1:] or wish) for wish in wishes.values()]
                goal = np.array(wish) - offsets[level]  # as near as the room of each node allows
                ahead, back = np.maximum.accumulate(goal), np.minimum.accumulate(goal[::-1])[::-1]
                for node, x in zip(wishes, (ahead + back) / 2 + offsets[level], strict=True):
                    node.x = float(x)


def _inverted(values: Sequence[float]) -> int:
    """Return how many pairs stand in the wrong order."""
    return sum(one > other for one, other in combinations(values, 2))


def _man(node: Node) -> int:
    """Return 1 for a man, -1 for a woman, 0 for others."""
    return {"male": 1, "female": -1}.get(node.person.sex, 0) if node.person else 0


def _joined(start: Node, without: Family | None = None) -> list[Node]:
    """Return everybody who is joined to somebody by unions other than one."""
    found: dict[Node, None] = {}
    ahead = [start]
    while ahead:
        node = ahead.pop()
        if node not in found:
            found[node] = None
            families = [family for family in (*node.born, *node.wed) if family is not without]
            ahead += [one for family in families for one in (*family.children, *family.partners)[::-1]]
    return [*found]


def clans(case: Case, hints: Sequence[tuple[str, str]] = ()) -> list[Clan]:
    """Return the people of a case in clans, the client's first; `hints` say who stands left of whom.

    Who would have to stand in two generations, such as a niece married to her uncle, is drawn twice.
    """
    unions = [union for union in case.unions if len({*union.partners}) > 1 or union.children]
    level = _levels(case, unions)
    person = {one.id: one for one in case.people}
    nodes = {(who, level[who]): Node(person[who], level[who]) for who in level}

    def node(who: str, depth: int) -> Node:
        return nodes.setdefault((who, depth), Node(person[who], depth, twice=True))

    families = []
    for union in unions:
        depth = level[union.partners[0]]
        one, *rest = (node(who, depth) for who in dict.fromkeys(union.partners))
        other = rest[0] if rest else Node(None, depth)
        family = Family(union, (one, other), [node(child.person, depth + 1) for child in union.children])
        families.append(family)
        for partner in family.partners:
            partner.wed.append(family)
        for child in family.children:
            child.born.append(family)
    for who in [who for (who, _), one in nodes.items() if one.twice]:
        nodes[who, level[who]].twice = True
    found: dict[Node, None] = {}
    result = []
    for start in nodes.values():
        if start not in found:
            members = _joined(start)
            found |= dict.fromkeys(members)
            top = min(one.level for one in members)
            rows: list[list[Node]] = [[] for _ in {one.level for one in members}]
            for one in members:
                one.level -= top
                rows[one.level].append(one)
            own = [family for family in families if family.partners[0] in members]
            result.append(Clan(rows, own, hints))
    return result


def _levels(case: Case, unions: Sequence[Union]) -> dict[str, int]:
    """Return the generation of each person, counted from the client or from anybody in the same clan."""
    links: dict[str, list[tuple[str, int, bool]]] = defaultdict(list)
    for union in unions:
        near = [(who, 0, True) for who in union.partners[1:]]
        near += [(child.person, 1, child.link == "biological") for child in union.children]
        for who, step, strong in near:
            links[union.partners[0]].append((who, step, strong))
            links[who].append((union.partners[0], -step, strong))
    level: dict[str, int] = {}
    for start in (case.client, *(one.id for one in case.people)):
        ahead = deque([(start, 0)])
        while ahead:
            who, depth = ahead.popleft()
            if who not in level:
                level[who] = depth
                for other, step, strong in links[who]:
                    (ahead.appendleft if strong else ahead.append)((other, depth + step))
    return level
