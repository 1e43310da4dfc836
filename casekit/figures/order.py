"""The order of people in the rows of a genogram: what it costs, and what an exchange of neighbours changes.

Places are counted in each row from left to right. An order costs

- 10 for each crossing of two lines: two descents from couples to children, the lines of two couples, or a
  descent and the line of a couple that runs below it;
- 4 for each place between two partners, 0.05 for each place between children who follow each other;
- for two people who stand the wrong way round: 1,000 where somebody said who stands left (a hint), 12 for
  siblings who are not in birth order, 0.5 for partners of one person who are not in the order of the file,
  0.1 for a woman left of her husband, which decides where nothing else does.

Neighbours are exchanged one by one, since an exchange changes little: only lines of those who pass each
other, and which of two lines is the longer one. What is the same each time that two units pass each other is
noted the first time.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import product
from typing import NamedTuple

from casekit.figures.relatives import Relatives, Unit, paired

CROSSING, APART, FAR = 10.0, 4.0, 0.05
LITTLE = 1e-9  # what counts as nothing
_PASSES, _REACH, _HOPELESS = 8, 8, 15.0  # of settling; how far a move goes, and until it costs how much more
Rows = list[list[int]]


class Couple(NamedTuple):
    """A family, its partners, and whom the descent is nearer to if they stand apart.

    That is the left one if negative, when the first partner is the left one.
    """

    family: int
    one: int
    other: int
    nearer: int


class _Meeting(NamedTuple):
    """What happens when one unit passes another to the right."""

    wish: float  # what that costs
    siblings: list[tuple[int, int, float]]  # somebody, a sibling, and what it costs less if they come nearer
    descents: list[tuple[int, int, int]]  # families, and how many pairs of their children pass
    steps: list[tuple[int, int]]  # by how many places each person moves
    couples: list[Couple]  # among whom are partners
    pairs: list[tuple[int, int]]  # of their families, one on either side


class Order:
    """Units of people in rows, and how often the lines of families meet."""

    def __init__(self, kin: Relatives, units: Sequence[Unit]) -> None:
        self.kin, self.units = kin, units
        self.of = [0] * len(kin.nodes)
        for unit, people in enumerate(units):
            for who in people:
                self.of[who] = unit
        self.level = [kin.nodes[people[0]].level for people in units]
        self.pair = [(self.of[one], self.of[other]) for one, other in kin.pair]
        self.kids = [[*dict.fromkeys(map(self.of.__getitem__, kids))] for kids in kin.kids]
        self.wed = [_all(kin.wed, people) for people in units]
        self.born = [_all(kin.born, people) for people in units]
        weds = [*map(len, kin.wed)]
        self.couples = [
            Couple(family, one, other, _sign(weds[one] - weds[other]))
            for family, (one, other) in enumerate(kin.pair)
        ]
        self.drops = [bool(kids) for kids in kin.kids]
        self.beside: list[list[tuple[int, int]]] = [[] for _ in units]  # the next older and younger
        for older, younger in kin.beside:
            if self.of[older] != self.of[younger]:
                self.beside[self.of[older]].append((older, younger))
                self.beside[self.of[younger]].append((younger, older))
        self.births = [[*Counter(f for who in people for f in kin.born[who]).items()] for people in units]
        many = len(kin.pair)
        self.lo, self.hi, self.drop = ([0] * many for _ in range(3))
        self.left = [[0] * many for _ in range(many)]  # pairs of children who stand left, and right
        self.met = [[0] * many for _ in range(many)]  # how often two families cross, the lower number first
        self.at = [0] * len(kin.nodes)
        self._meetings: dict[tuple[int, int], _Meeting] = {}
        self.rows: Rows = []
        self.arrange(self.by_level())

    def by_level(self) -> Rows:
        """Return the units of each row as they are numbered."""
        levels = range(self.kin.depth)
        return [[unit for unit, there in enumerate(self.level) if there == level] for level in levels]

    def people(self, rows: Rows) -> Rows:
        """Return rows of people for rows of units."""
        return [[who for unit in row for who in self.units[unit]] for row in rows]

    def arrange(self, rows: Rows) -> None:
        """Take over an order."""
        self.rows = [[*row] for row in rows]
        right = [[0] * len(self.lo)] * len(self.lo)
        for row in self.rows:
            spot, seen = 0, [0] * len(self.lo)
            for unit in row:
                for who in self.units[unit]:
                    self.at[who] = spot
                    spot += 1
                for family, count in self.births[unit]:
                    right[family] = [
                        all_ + count * new for all_, new in zip(right[family], seen, strict=True)
                    ]
                for family, count in self.births[unit]:
                    seen[family] += count
        self.left = [*map(list, zip(*right, strict=True))]
        self._redrawn(self.couples, ())
        for one, other in self.kin.rivals:
            self.met[one][other] = self._crossed(one, other)

    def _crossed(self, one: int, other: int) -> int:
        """Return how often the lines of two families of a generation cross."""
        here, there = self.drop[one], self.drop[other]
        low, high, left, right = self.lo[one], self.hi[one], self.lo[other], self.hi[other]
        count = self.left[other][one] if here < there else self.left[one][other] if here > there else 0
        if low < right and left < high:
            if low < left < high < right or left < low < right < high:
                count += 1
            if (high - low, one) > (right - left, other):  # the longer line runs below
                count += self.drops[other] and 4 * low < there < 4 * high
            else:
                count += self.drops[one] and 4 * left < here < 4 * right
        return count

    def cost(self) -> float:
        """Return what the order costs."""
        at = self.at
        apart = sum(self.hi) - sum(self.lo) - len(self.lo)
        far = sum([abs(at[one] - at[other]) - 1 for one, other in self.kin.beside])
        wrong = sum([weight for one, other, weight in self.kin.wishes if at[one] > at[other]])
        return CROSSING * sum(map(sum, self.met)) + APART * apart + FAR * far + wrong

    def exchange(self, row: list[int], spot: int) -> float:
        """Exchange two neighbours; return what the order costs more."""
        one, other = row[spot], row[spot + 1]
        row[spot], row[spot + 1] = other, one
        meeting = self._meetings.get((one, other)) or self._meet(one, other)
        more, siblings, descents, steps, couples, pairs = meeting
        at = self.at
        for who, sibling, less in siblings:
            more += less if at[sibling] < at[who] else -less
        if descents:
            more += CROSSING * self._descended(descents)
        for who, step in steps:
            at[who] += step
        return more + self._redrawn(couples, pairs) if couples else more

    def _meet(self, one: int, other: int) -> _Meeting:
        """Note what happens when one unit passes another to the right."""
        kin, here, there = self.kin, self.units[one], self.units[other]
        wish = sum(kin.wish[who].get(mate, 0.0) for who in here for mate in there)
        step = dict.fromkeys(here, len(there)) | dict.fromkeys(there, -len(here))
        siblings = [
            (who, sibling, FAR * step[who])
            for who, sibling in (*self.beside[one], *self.beside[other])
            if sibling not in step
        ]
        for who, sibling in self.beside[one]:
            if sibling in step:  # further apart by who stood outside of them, nearer by who stood between
                before = len(here) - 1 - here.index(who) + there.index(sibling)
                after = here.index(who) + len(there) - 1 - there.index(sibling)
                wish += FAR * (after - before)
        descents = [(f, g, m * n) for f, m in self.births[one] for g, n in self.births[other] if f != g]
        families = dict.fromkeys((*self.wed[one], *self.wed[other]))
        couples = [self.couples[family] for family in families]
        pairs = [paired(f, g) for f, g in product(self.wed[one], self.wed[other]) if f != g]
        meeting = _Meeting(wish, siblings, descents, [*step.items()], couples, [*dict.fromkeys(pairs)])
        self._meetings[one, other] = meeting
        return meeting

    def _descended(self, descents: Iterable[tuple[int, int, int]]) -> int:
        """Let children of some families pass those of others; return how many crossings that makes."""
        drop, left, total = self.drop, self.left, 0
        for one, other, count in descents:
            here, there = drop[one], drop[other]
            left[one][other] -= count
            left[other][one] += count
            if here != there:
                more = count if here < there else -count
                low, high = paired(one, other)
                self.met[low][high] += more
                total += more
        return total

    def _redrawn(self, families: Sequence[Couple], pairs: Sequence[tuple[int, int]]) -> float:
        """Draw the lines of families anew; return what they cost more.

        What crosses otherwise than before are the lines of those who pass each other; those of the same
        partners, when a couple comes to stand side by side or no longer does; and a longer line that becomes
        the shorter one.
        """
        at, lo, hi, linked = self.at, self.lo, self.hi, self.kin.linked
        apart, others = 0, list[tuple[int, int]]()
        for family, one, other, fewer in families:
            low, high, nearer = at[one], at[other], fewer
            if low > high:
                low, high, nearer = high, low, -fewer
            long, was = high - low, hi[family] - lo[family]
            if long != was:
                apart += long - was
                if long == 1 or was == 1:
                    others += linked[family]
                if long + was > 3:  # noqa: PLR2004 - lines of one place or two are in no other's way
                    others += self._flipped(family, was, long, families)
            lo[family], hi[family] = low, high
            beside = 4 * low + 1 if nearer < 0 else 4 * high - 1
            self.drop[family] = 4 * low + 2 if long == 1 else beside
        crossed, met = 0, self.met
        for one, other in {*pairs, *others} if others else pairs:
            now, row = self._crossed(one, other), met[one]
            crossed += now - row[other]
            row[other] = now
        return APART * apart + CROSSING * crossed

    def _flipped(self, family: int, was: int, long: int, moving: Sequence[Couple]) -> list[tuple[int, int]]:
        """Return a family with others whose lines were longer and are now shorter, or the other way round."""
        lo, hi, found = self.lo, self.hi, list[tuple[int, int]]()
        least, most = (was, long) if was < long else (long, was)
        for other in self.kin.near[family]:
            if least <= hi[other] - lo[other] <= most:
                over = lo[other] < hi[family] and lo[family] < hi[other]
                length = hi[other] - lo[other], other
                flipped = ((was, family) > length) != ((long, family) > length)
                if over and flipped and all(other != one for one, *_ in moving):
                    found.append(paired(family, other))
        return found

    def _pass(self, row: list[int], first: int, count: int) -> float:
        """Let neighbours who stand together pass the next to the right."""
        if count == 1:
            return self.exchange(row, first)
        return sum([self.exchange(row, spot) for spot in range(first + count - 1, first - 1, -1)])

    def _yield(self, row: list[int], first: int, count: int) -> float:
        """Let neighbours who stand together pass the next to the left."""
        if count == 1:
            return self.exchange(row, first - 1)
        return sum([self.exchange(row, spot) for spot in range(first - 1, first + count - 1)])

    def _sift(self, row: list[int], first: int, count: int) -> float:
        """Move neighbours who stand together to where they cost least; return what the order costs less."""
        now = least = 0.0
        spot = best = first
        while spot + count < len(row) and spot < first + _REACH and now <= least + _HOPELESS:
            now += self._pass(row, spot, count)
            spot += 1
            if now < least - LITTLE:
                least, best = now, spot
        while spot > max(0, first - _REACH) and (spot >= first or now <= least + _HOPELESS):
            now += self._yield(row, spot, count)
            spot -= 1
            if now < least - LITTLE:
                least, best = now, spot
        while spot != best:
            (self._pass if spot < best else self._yield)(row, spot, count)
            spot += 1 if spot < best else -1
        return -least

    def groups(self, row: Sequence[int]) -> list[list[int]]:
        """Return neighbours who belong together: couples, and siblings with their partners."""
        couples = _runs([[unit] for unit in row], self.wed)
        return [one for one in (*couples, *_runs(couples, self.born)) if len(one) > 1]

    def settle(self, least: float) -> None:
        """Move units in trouble along their rows until nothing gets better.

        Wishes of a weight of `least` or less make no trouble. Who is in the same trouble as before need not
        be moved again. Groups are moved where every wish counts.
        """
        before: dict[int, float] = {}
        for _ in range(_PASSES):
            trouble = self.trouble(least)
            new = {unit for unit, much in trouble.items() if before.get(unit) != much}
            before, less = trouble, 0.0
            for row in self.rows:
                moving = [[unit] for unit in row if unit in new]
                for group in moving if least else [*moving, *self.groups(row)]:
                    first = row.index(group[0])
                    if row[first : first + len(group)] == group and not new.isdisjoint(group):
                        less += self._sift(row, first, len(group))
            if less < LITTLE:
                break

    def trouble(self, least: float = 0.0) -> dict[int, float]:
        """Return the units whose lines cross or are long, or whose wishes are not met, with the cost."""
        at, of, found = self.at, self.of, defaultdict[int, float](float)
        for one, other, weight in self.kin.wishes:
            if weight > least and at[one] > at[other]:
                found[of[one]] += weight
                found[of[other]] += weight
        for one, other in self.kin.rivals:
            if self.met[one][other]:
                for unit in (*self.pair[one], *self.pair[other], *self._crossing_kids(one, other)):
                    found[unit] += CROSSING
        for (unit, _), low, high in zip(self.pair, self.lo, self.hi, strict=True):
            if high - low > 1:
                for between in self.rows[self.level[unit]]:
                    first, last = self.units[between][0], self.units[between][-1]
                    if low <= at[last] and at[first] <= high:
                        found[between] += APART
        return found

    def _crossing_kids(self, one: int, other: int) -> list[int]:
        """Return the children of two families to whom lines cross."""
        if self.drop[one] > self.drop[other]:
            one, other = other, one
        if not self.left[other][one] or self.drop[one] == self.drop[other]:
            return []
        at, left, right = self.at, self.kin.kids[one], self.kin.kids[other]
        first, last = min([at[kid] for kid in right]), max([at[kid] for kid in left])
        crossing = [*(kid for kid in left if at[kid] > first), *(kid for kid in right if at[kid] < last)]
        return [self.of[kid] for kid in crossing]


def _all(families: Sequence[Sequence[int]], people: Iterable[int]) -> list[int]:
    """Return the families of some people."""
    return [*dict.fromkeys(family for who in people for family in families[who])]


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def _runs(things: Sequence[list[int]], families: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return neighbours joined as long as each shares a family with the one before."""
    runs, before = list[list[int]](), set[int]()
    for thing in things:
        own = {family for unit in thing for family in families[unit]}
        if runs and not own.isdisjoint(before):
            runs[-1] = [*runs[-1], *thing]
        else:
            runs.append(thing)
        before = own
    return runs
