"""The order of people in the rows of a genogram: what it costs, and the search for one that costs little.

Places are counted in each row from left to right. An order costs

- 10 for each crossing of two lines: two descents from couples to children, the lines of two couples, or a
  descent and the line of a couple that runs below it;
- 4 for each place between two partners, 0.05 for each place between children who follow each other;
- for two people who stand the wrong way round: 1,000 where somebody said who stands left (a hint), 12 for
  siblings who are not in birth order, 0.5 for partners of one person who are not in the order of the file,
  0.1 for a woman left of her husband, which decides where nothing else does.

Neighbours are exchanged one by one, since an exchange changes little and its cost is quickly told. From
several starts, people, couples and siblings with their partners move along their rows, and branches of the
family change sides. Nothing is drawn by lot that a seed does not fix.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from casekit.figures.kinship import Family, Node

CROSSING, APART, FAR = 10.0, 4.0, 0.05
HINT, BIRTH, MATES, SIDE = 1000.0, 12.0, 0.5, 0.1

LITTLE = 1e-9  # what counts as nothing
_PASSES, _REACH, _HOPELESS = 8, 8, 20.0  # of settling; how far a move goes, and until it costs how much more
Rows = list[list[int]]
_T = TypeVar("_T")


class Order:
    """People by number in rows, with all that the cost of an exchange depends on."""

    def __init__(
        self,
        rows: Sequence[Sequence["Node"]],
        families: Sequence["Family"],
        hints: Iterable[tuple[str, str]] = (),
    ) -> None:
        nodes = [node for row in rows for node in row]
        number = {node: place for place, node in enumerate(nodes)}
        self.nodes = nodes
        self.pair = [(number[one.partners[0]], number[one.partners[1]]) for one in families]
        self.kids = [[number[child] for child in one.children] for one in families]
        self.wed: list[list[int]] = [[] for _ in nodes]
        self.born: list[list[int]] = [[] for _ in nodes]
        self.beside: list[list[int]] = [[] for _ in nodes]  # the next older and younger
        for family, kids in enumerate(self.kids):
            for partner in self.pair[family]:
                self.wed[partner].append(family)
            for kid in kids:
                self.born[kid].append(family)
            for older, younger in pairwise(kids):
                self.beside[older].append(younger)
                self.beside[younger].append(older)
        level = [one.level for one in families]
        self.near = [[other for other, there in enumerate(level) if there == here] for here in level]
        for family, others in enumerate(self.near):
            others.remove(family)
        self.wish: list[dict[int, float]] = [{} for _ in nodes]  # what it costs to stand right of somebody
        self._wishes(hints)
        self.lo, self.hi, self.drop = ([0] * len(families) for _ in range(3))
        self.left = [[0] * len(families) for _ in families]  # pairs of children who stand left, and right
        self.at = [0] * len(nodes)
        self.work = 0
        self.rows: Rows = []
        self.arrange([[number[node] for node in row] for row in rows])

    def _wishes(self, hints: Iterable[tuple[str, str]]) -> None:
        """Note who wishes to stand left of whom."""
        for one, other in self.pair:
            self._wish(one, other, SIDE * (man(self.nodes[one]) - man(self.nodes[other])) / 2)
        for who, families in enumerate(self.wed):
            mates = [one if other == who else other for one, other in map(self.pair.__getitem__, families)]
            for earlier, later in combinations(dict.fromkeys(mates), 2):
                self._wish(earlier, later, MATES)
        for kids in self.kids:
            for older, younger in combinations(kids, 2):
                self._wish(older, younger, BIRTH)
        known = defaultdict(list)
        for place, node in enumerate(self.nodes):
            if node.person:
                known[node.person.id].append(place)
        for left, right in hints:
            for one in known[left]:
                for other in known[right]:
                    if self.nodes[one].level == self.nodes[other].level and one != other:
                        self._wish(one, other, HINT)

    def _wish(self, left: int, right: int, weight: float) -> None:
        self.wish[left][right] = self.wish[left].get(right, 0.0) + weight
        self.wish[right][left] = -self.wish[left][right]

    def signature(self) -> Hashable:
        """Return all that the best order depends on."""
        wishes = tuple(tuple(one.items()) for one in self.wish)
        sizes = tuple(map(len, self.rows))
        return sizes, tuple(self.pair), tuple(map(tuple, self.kids)), wishes

    def arrange(self, rows: Rows) -> None:
        """Take over an order."""
        self.work += 10 + len(self.at)
        self.rows = [[*row] for row in rows]
        for row in self.rows:
            for spot, who in enumerate(row):
                self.at[who] = spot
        places = [sorted(map(self.at.__getitem__, kids)) for kids in self.kids]
        for family, spots in enumerate(places):
            self._span(family)
            left = self.left[family]
            for other in self.near[family]:
                there = places[other]
                left[other] = sum(len(there) - bisect_right(there, spot) for spot in spots)

    def _span(self, family: int) -> None:
        """Note from where to where a couple's line runs and where its descent begins, in quarters."""
        one, other = self.pair[family]
        if self.at[one] > self.at[other]:
            one, other = other, one
        lo, hi = self.at[one], self.at[other]
        self.lo[family], self.hi[family] = lo, hi
        if hi - lo == 1:
            self.drop[family] = 4 * lo + 2
        else:
            self.drop[family] = 4 * lo + 1 if len(self.wed[one]) < len(self.wed[other]) else 4 * hi - 1

    def crossed(self, family: int, others: Iterable[int]) -> int:
        """Return how often the lines of a family cross those of others in its generation."""
        los, his, drops, lefts = self.lo, self.hi, self.drop, self.left
        low, high, here, own = los[family], his[family], drops[family], lefts[family]
        count = 0
        for other in others:
            there = drops[other]
            if here < there:
                count += lefts[other][family]
            elif here > there:
                count += own[other]
            left, right = los[other], his[other]
            if low < right and left < high:
                count += low < left < high < right or left < low < right < high
                if (high - low, family) > (right - left, other):  # the longer line runs below
                    count += 4 * low < there < 4 * high and bool(self.kids[other])
                else:
                    count += 4 * left < here < 4 * right and bool(self.kids[family])
        return count

    def cost(self) -> float:
        """Return what the order costs."""
        at = self.at
        crossed = sum(self.crossed(family, near) for family, near in enumerate(self.near)) / 2
        apart = sum(high - low - 1 for low, high in zip(self.lo, self.hi, strict=True))
        far = sum(abs(at[one] - at[other]) - 1 for kids in self.kids for one, other in pairwise(kids))
        wrong = sum(
            weight
            for one, wishes in enumerate(self.wish)
            for other, weight in wishes.items()
            if weight > 0 and at[one] > at[other]
        )
        return CROSSING * crossed + APART * apart + FAR * far + wrong

    def _exchange(self, row: list[int], spot: int) -> float:
        """Exchange two neighbours; return what the order costs more."""
        self.work += 1
        one, other = row[spot], row[spot + 1]
        at = self.at
        more = self.wish[one].get(other, 0.0)
        drop, left = self.drop, self.left
        for here in self.born[one]:
            for there in self.born[other]:
                if here != there:
                    more += CROSSING * ((drop[here] < drop[there]) - (drop[here] > drop[there]))
                    left[here][there] -= 1
                    left[there][here] += 1
        for sibling in self.beside[one]:
            if sibling != other:
                more += FAR if at[sibling] < spot else -FAR
        for sibling in self.beside[other]:
            if sibling != one:
                more += FAR if at[sibling] > spot else -FAR
        families = self.wed[one]
        if self.wed[other]:
            families = [*families, *(family for family in self.wed[other] if family not in families)]
        if families:
            more -= self._strain(families)
        row[spot], row[spot + 1] = other, one
        at[one], at[other] = spot + 1, spot
        if families:
            for family in families:
                self._span(family)
            more += self._strain(families)
        return more

    def _strain(self, families: Sequence[int]) -> float:
        """Return what the lines of some families cost."""
        apart = crossed = 0
        for place, family in enumerate(families):
            apart += self.hi[family] - self.lo[family] - 1
            crossed += self.crossed(family, self.near[family])
            if place:
                crossed -= self.crossed(family, families[:place])
        return APART * apart + CROSSING * crossed

    def _step(self, row: list[int], first: int, count: int, right: bool) -> float:
        """Let neighbours who stand together pass one other."""
        spots = range(first + count - 1, first - 1, -1) if right else range(first - 1, first + count - 1)
        return sum(self._exchange(row, spot) for spot in spots)

    def _sift(self, row: list[int], first: int, count: int) -> float:
        """Move neighbours who stand together to where they cost least; return what the order costs less."""
        now = least = 0.0
        spot = best = first
        while spot + count < len(row) and spot < first + _REACH:
            now += self._step(row, spot, count, right=True)
            spot += 1
            if now < least - LITTLE:
                least, best = now, spot
            if now > least + _HOPELESS:
                break
        while spot > max(0, first - _REACH):
            if now > least + _HOPELESS:
                break
            now += self._step(row, spot, count, right=False)
            spot -= 1
            if now < least - LITTLE:
                least, best = now, spot
        while spot != best:
            self._step(row, spot, count, right=spot < best)
            spot += 1 if spot < best else -1
        return -least

    def groups(self, row: Sequence[int]) -> list[list[int]]:
        """Return neighbours who belong together: couples, and siblings with their partners."""
        joints = [not {*self.wed[a]}.isdisjoint(self.wed[b]) for a, b in pairwise(row)]
        couples = _runs(row, joints)
        kin = [{family for who in couple for family in self.born[who]} for couple in couples]
        siblings = _runs(couples, [not one.isdisjoint(other) for one, other in pairwise(kin)])
        blocks = [[who for couple in some for who in couple] for some in siblings if len(some) > 1]
        return [couple for couple in couples if len(couple) > 1] + blocks

    def settle(self, families: Iterable[int]) -> None:
        """Move people of some families, and groups, along their rows until nothing gets better."""
        for _ in range(_PASSES):
            people = {who for family in families for who in (*self.pair[family], *self.kids[family])}
            before, less = self.strains(), 0.0
            for row in self.rows:
                for who in [who for who in row if who in people]:
                    less += self._sift(row, self.at[who], 1)
                for group in self.groups(row):
                    first, count = self.at[group[0]], len(group)
                    if not people.isdisjoint(group) and row[first : first + count] == group:
                        less += self._sift(row, first, count)
            if less < LITTLE:
                return
            families = changed(before, self.strains())

    def strains(self) -> list[float]:
        """Return for each family what its lines cost, and its people who stand the wrong way round."""
        return [
            self._strain([family]) + sum(map(self._wrong, (*pair, *kids)))
            for family, (pair, kids) in enumerate(zip(self.pair, self.kids, strict=True))
        ]

    def _wrong(self, who: int) -> float:
        """Return the weight of the wishes of somebody that are not met."""
        spot, at = self.at[who], self.at
        return sum(abs(weight) for other, weight in self.wish[who].items() if (at[other] - spot) * weight < 0)


def changed(before: Sequence[float], after: Sequence[float]) -> list[int]:
    """Return the families under a strain that is new."""
    return [family for family, (was, now) in enumerate(zip(before, after, strict=True)) if was != now and now]


def _runs(things: Sequence[_T], joints: Iterable[bool]) -> list[list[_T]]:
    """Return runs of things of which each is joined to the next."""
    runs = [[*things[:1]]]
    for thing, joint in zip(things[1:], joints, strict=True):
        if joint:
            runs[-1].append(thing)
        else:
            runs.append([thing])
    return runs


def man(node: "Node") -> int:
    """Return 1 for a man, -1 for a woman, 0 for others."""
    return {"male": 1, "female": -1}.get(node.person.sex, 0) if node.person else 0
