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

import random
from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from casekit.figures.kinship import Family, Node

CROSSING, APART, FAR = 10.0, 4.0, 0.05
HINT, BIRTH, MATES, SIDE = 1000.0, 12.0, 0.5, 0.1

_LITTLE, _FINE, _SEED = 1e-9, 1.0, 7
_PASSES, _REACH, _HOPELESS = 8, 8, 20.0  # of settling; how far a move goes, and until it costs how much more
_SIMPLE, _TANGLED, _MOST = 6, 4000, 300_000  # exchanges for each pair of people, for each of them, at most
_VAIN, _STARTS = 15, 8  # trials without success after which to start anew, and such starts after which to end
_KEPT = 64  # orders, so that a form that draws a family again need not search again
Rows = list[list[int]]
_T = TypeVar("_T")


_found: dict[Hashable, Rows] = {}


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
            self._wish(one, other, SIDE * (_man(self.nodes[one]) - _man(self.nodes[other])) / 2)
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
            if now < least - _LITTLE:
                least, best = now, spot
            if now > least + _HOPELESS:
                break
        while spot > max(0, first - _REACH):
            if now > least + _HOPELESS:
                break
            now += self._step(row, spot, count, right=False)
            spot -= 1
            if now < least - _LITTLE:
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
            if less < _LITTLE:
                return
            families = _changed(before, self.strains())

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

    def branches(self, family: int) -> tuple[dict[int, int], dict[int, int]]:
        """Return who belongs to the side of each partner, and to the branch of each child by its place."""
        sides = self._nearest(family, dict(zip(self.pair[family], (-1, 1), strict=True)))
        twigs = self._nearest(family, {kid: place for place, kid in enumerate(self.kids[family])})
        return sides, {who: place for who, place in twigs.items() if who not in sides}

    def _nearest(self, without: int, starts: dict[int, int]) -> dict[int, int]:
        """Return to which of some people everybody is nearest, not counting one family."""
        found = dict(starts)
        ahead = deque(starts)
        while ahead:
            who = ahead.popleft()
            for family in (*self.born[who], *self.wed[who]):
                if family != without:
                    for one in (*self.pair[family], *self.kids[family]):
                        if one not in found:
                            found[one] = found[who]
                            ahead.append(one)
        return found

    def turned(self, family: int) -> Iterator[Rows]:
        """Yield orders in which the sides of a couple are apart, or branches of children in birth order."""
        sides, twigs = self.branches(family)
        for sign in (1, -1):
            yield [sorted(row, key=lambda who: sign * sides.get(who, 0)) for row in self.rows]
        if len({*twigs.values()}) > 1:
            rows = []
            for row in self.rows:
                own = iter(sorted((who for who in row if who in twigs), key=twigs.__getitem__))
                rows.append([next(own) if who in twigs else who for who in row])
            yield rows

    def moved(self, family: int, dice: random.Random) -> Rows:
        """Return an order in which a branch of a family, drawn by lot, stands elsewhere."""
        branches = dice.choice([one for one in self.branches(family) if one])
        chosen = dice.choice([*branches.values()])
        branch = {who for who, place in branches.items() if place == chosen}
        rest = [[who for who in row if who not in branch] for row in self.rows]
        if not any(rest):
            return self.rows
        cuts = self._cut(rest, dice.choice([who for row in rest for who in row]))
        own = [[who for who in row if who in branch] for row in self.rows]
        return [[*row[:cut], *some, *row[cut:]] for row, some, cut in zip(rest, own, cuts, strict=True)]

    def _cut(self, rows: Rows, pivot: int) -> list[int]:
        """Return where a line from top to bottom that crosses nothing, right of somebody, cuts each row."""
        level = self.nodes[pivot].level
        spot = {who: place for row in rows for place, who in enumerate(row, 1)}
        cuts = [0] * len(rows)
        cuts[level] = spot[pivot]
        for low in range(level + 1, len(rows)):
            above = rows[low - 1][: cuts[low - 1]]
            kids = (kid for who in above for family in self.wed[who] for kid in self.kids[family])
            cuts[low] = max((spot.get(kid, 0) for kid in kids), default=0)
        for high in reversed(range(level)):
            below = rows[high + 1][: cuts[high + 1]]
            parents = (who for kid in below for family in self.born[kid] for who in self.pair[family])
            cuts[high] = max((spot.get(who, 0) for who in parents), default=0)
        return cuts

    def unfolded(self, first: int, side: int, forward: bool) -> Rows:
        """Return an order as one walks through the family, from an ancestor of somebody."""
        rows: Rows = [[] for _ in self.rows]
        seen: set[int] = set()
        ahead = deque([first, *range(len(self.nodes))])

        def top(who: int) -> int:
            for _ in self.rows:
                if self.born[who]:
                    who = self.pair[self.born[who][0]][side]
            return who

        def put(who: int) -> None:
            household = [one for one in self._household(who) if one not in seen]
            seen.update(household)
            rows[self.nodes[who].level] += household if forward else household[::-1]
            ahead.extendleft(
                self.pair[family][side] for one in household if one != who for family in self.born[one]
            )
            for one in household:
                for family in sorted(self.wed[one], key=self.pair.__getitem__):
                    for kid in self.kids[family][:: 1 if forward else -1]:
                        if kid not in seen:
                            put(kid)

        while ahead:
            who = top(ahead.popleft())
            if who not in seen:
                put(who)
        return rows if forward else [row[::-1] for row in rows]

    def _household(self, who: int) -> list[int]:
        """Return somebody among the partners: the man left of the woman, several on either side."""
        mates = [one if other == who else other for one, other in map(self.pair.__getitem__, self.wed[who])]
        mates = [*dict.fromkeys(mates)]
        half = len(mates) // 2 if len(mates) > 1 else int(_man(self.nodes[who]) < 0)
        return [*mates[:half], who, *mates[half:]]


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
            rows = order.unfolded(0, side, forward)
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
                self._start(order.unfolded(first, side, dice.choice((True, False))))
            self.vain = 0
            while self.vain < _VAIN and self._goes_on():
                order.arrange(self.here)
                self._shake(dice)
                self._better(_changed(self.calm, order.strains()))
            fruitless = 0 if self.least < before - _LITTLE else fruitless + 1
        order.arrange(self.best)
        order.settle(range(len(order.pair)))

    def _goes_on(self) -> bool:
        """Tell whether the best order may be bettered, and is worth the work: more where much is wrong."""
        size = len(self.order.at)
        allowed = min(100 * size, _TANGLED) * size if self.least > CROSSING + APART + 1 else _SIMPLE * size**2
        return self.least > _FINE and self.order.work < min(_MOST, allowed)

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
        if cost < self.cost - _LITTLE:
            self.here, self.cost, self.vain = [[*row] for row in self.order.rows], cost, 0
            self.calm = self.order.strains()
        if cost < self.least - _LITTLE:
            self.best, self.least = self.here, cost

    def _turn(self) -> None:
        """Turn the branches of families in trouble as long as that helps."""
        order = self.order
        rows, cost = [[*row] for row in order.rows], order.cost()
        before = order.strains()
        for family, strain in enumerate(before):
            for other in order.turned(family) if strain else ():
                order.arrange(other)
                if (now := order.cost()) < cost - _LITTLE:
                    rows, cost = other, now
        order.arrange(rows)
        self._better(_changed(before, order.strains()))

    def _shake(self, dice: random.Random) -> None:
        """Move some branches and groups of families in trouble to places drawn by lot."""
        order = self.order
        troubled = [family for family, strain in enumerate(self.calm) if strain] or [*range(len(self.calm))]
        for _ in range(dice.randint(1, 2)):
            family = dice.choice(troubled)
            turned = dice.choice((True, False))
            order.arrange(dice.choice([*order.turned(family)]) if turned else order.moved(family, dice))
        for _ in range(dice.randint(0, 2)):
            row = dice.choice(order.rows)
            group = dice.choice(order.groups(row) or [row[:1]])
            rest = [who for who in row if who not in group]
            place = dice.randint(0, len(rest))
            row[:] = [*rest[:place], *group, *rest[place:]]
        order.arrange(order.rows)


def _changed(before: Sequence[float], after: Sequence[float]) -> list[int]:
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


def _man(node: "Node") -> int:
    """Return 1 for a man, -1 for a woman, 0 for others."""
    return {"male": 1, "female": -1}.get(node.person.sex, 0) if node.person else 0
