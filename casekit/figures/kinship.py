"""Where the people of a genogram stand: generations in rows, an order in each row, a place for each.

Generations follow from who is whose child, the order from `casekit.figures.search`, and the places from
`casekit.figures.placing`.
"""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from casekit.figures.placing import place
from casekit.figures.relatives import Relatives
from casekit.figures.search import best
from casekit.model import Case
from casekit.model.people import Person, Union


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
    words: float = 0.0  # half of the width of the label
    twice: bool = False  # who belongs to two generations is two nodes
    wed: list["Family"] = field(default_factory=list)
    born: list["Family"] = field(default_factory=list)

    def is_(self, who: str) -> bool:
        """Tell whether the node stands for somebody."""
        return self.person is not None and self.person.id == who

    def port(self, family: "Family") -> float:
        """Return where the line of a union leaves the symbol: to the nearest partner outermost."""
        if not self.person:
            return self.x
        sides: tuple[list[Family], list[Family]] = ([], [])
        for one in self.wed:
            sides[one.couple[0] is self].append(one)
        left, right = (
            sorted(some, key=lambda one: one.couple[1].spot - one.couple[0].spot) for some in sides
        )
        unions = [*left, *reversed(right)]
        return self.x + (unions.index(family) - (len(unions) - 1) / 2) * min(8.0, 20.0 / len(unions))

    def head(self, family: "Family") -> float:
        """Return where the line from a family reaches a child, beside that from another family."""
        families = sorted(self.born, key=lambda one: one.drop)
        return self.x + (families.index(family) - (len(families) - 1) / 2) * 9


@dataclass(eq=False)
class Family:
    """A union with its partners and children as nodes; `drop` is where the line to the children goes down."""

    union: Union
    partners: tuple[Node, Node]
    children: list[Node]
    drop: float = 0.0

    @property
    def level(self) -> int:
        """The generation of the partners."""
        return self.partners[0].level

    @property
    def owners(self) -> frozenset[str]:
        """The partners who are recorded."""
        return frozenset(self.union.partners)

    @property
    def couple(self) -> tuple[Node, Node]:
        """The partners from left to right."""
        one, other = self.partners
        return (one, other) if one.spot < other.spot else (other, one)

    @property
    def beside(self) -> tuple[Node | None, Node | None]:
        """Who stands left and right of the line to the children: the couple, or one of them alone."""
        left, right = self.couple
        if right.spot - left.spot == 1:
            return left, right
        return (left, None) if len(left.wed) < len(right.wed) else (None, right)

    def heads(self) -> list[float]:
        """Return where the lines to the children end, beside those from other families."""
        return [child.head(self) for child in self.children]


@dataclass
class Clan:
    """People who are joined by unions: rows from the oldest to the youngest generation, left to right."""

    rows: list[list[Node]]
    families: list[Family]
    hints: Sequence[tuple[str, str]] = ()  # who stands left of whom

    def __post_init__(self) -> None:
        """Look for a good order, in which hints are met as far as both people stand in one row."""
        kin = Relatives(self.rows, self.families, self.hints)
        self.rows = [[kin.nodes[who] for who in row] for row in best(kin)]
        for row in self.rows:
            for spot, node in enumerate(row):
                node.spot = spot

    def place(self) -> None:
        """Give each node its place from left to right; `left` and `right` are the room that it needs."""
        place(self.rows, self.families)

    def move(self, across: float) -> None:
        """Move everybody to the right."""
        for row in self.rows:
            for node in row:
                node.x += across
        for family in self.families:
            family.drop += across


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
            joined = dict.fromkeys(members)
            found |= joined
            top = min(one.level for one in members)
            rows: list[list[Node]] = [[] for _ in {one.level for one in members}]
            for one in members:
                one.level -= top
                rows[one.level].append(one)
            result.append(Clan(rows, [family for family in families if family.partners[0] in joined], hints))
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
