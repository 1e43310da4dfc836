"""A search for the order of a genogram to measure others by, of 200 starts by lot. Frozen: leave it as it is.

``python tests/figures/reference_order.py`` searches the families of the tests that are not in
``reference_costs.json`` yet and writes what they cost; for all of them it takes a quarter of an hour. What an
order costs is written out plainly in `cost`; the search counts by what each exchange of neighbours changes.
"""

import json
import random
from bisect import bisect_right
from collections import Counter, deque
from itertools import combinations, pairwise
from pathlib import Path

from casekit.figures.kinship import clans

STARTS = 200
CROSSING, APART, FAR, BIRTH, MATES, SIDE = 10.0, 4.0, 0.05, 12.0, 0.5, 0.1
COSTS = Path(__file__).with_name("reference_costs.json")


class Family:
    """A clan as numbers: people in rows, couples, children, and 1 for a man, -1 for a woman."""

    def __init__(self, clan):
        nodes = [node for row in clan.rows for node in row]
        number = {node: place for place, node in enumerate(nodes)}
        self.rows = [[number[node] for node in row] for row in clan.rows]
        self.level = [node.level for node in nodes]
        self.pairs = [tuple(number[one] for one in family.partners) for family in clan.families]
        self.kids = [[number[one] for one in family.children] for family in clan.families]
        self.man = [{"male": 1, "female": -1}.get(node.person.sex, 0) if node.person else 0 for node in nodes]
        self.wed = [[f for f, pair in enumerate(self.pairs) if who in pair] for who in range(len(nodes))]
        self.born = [[f for f, kids in enumerate(self.kids) if who in kids] for who in range(len(nodes))]

    def mates(self, who):
        """Return the partners of somebody in the order of the file."""
        return [*dict.fromkeys(sum(self.pairs[family]) - who for family in self.wed[who])]


def cost(family, rows):
    """Return what an order costs, counted from nothing."""
    at = {who: place for row in rows for place, who in enumerate(row)}
    lines = []
    for pair, kids in zip(family.pairs, family.kids, strict=True):
        left, right = sorted(pair, key=at.get)
        if at[right] - at[left] == 1:
            drop = at[left] + 0.5
        elif len(family.wed[left]) < len(family.wed[right]):
            drop = at[left] + 0.25
        else:
            drop = at[right] - 0.25
        lines.append((family.level[left], at[left], at[right], drop, [at[kid] for kid in kids]))
    total = 0.0
    for (one, first), (other, second) in combinations(enumerate(lines), 2):
        if first[0] == second[0]:
            total += CROSSING * crossings((*first[1:], one), (*second[1:], other))
    for _, left, right, _, kids in lines:
        total += APART * (right - left - 1)
        total += FAR * sum(abs(older - younger) - 1 for older, younger in pairwise(kids))
    return total + sum(weight for (one, other), weight in wishes(family).items() if at[one] > at[other])


def wishes(family):
    """Return what it costs if the first of two stands right of the second; contrary wishes cancel out."""
    found = Counter()
    for (one, other), kids in zip(family.pairs, family.kids, strict=True):
        found[one, other] += SIDE * (family.man[one] - family.man[other]) / 2
        found.update(dict.fromkeys(combinations(kids, 2), BIRTH))
    for who in range(len(family.wed)):
        found.update(dict.fromkeys(combinations(family.mates(who), 2), MATES))
    for one, other in [*found]:
        net = found[one, other] - found[other, one]
        found[one, other], found[other, one] = max(net, 0.0), max(-net, 0.0)
    return +found


def crossings(one, other):
    """Return how often two families of a generation cross, by the ends of its line, its drop and children."""
    left, right, drop, kids, number = one
    low, high, fall, others, second = other
    count = sum((drop - fall) * (kid - there) < 0 for kid in kids for there in others)
    if left < high and low < right:
        count += left < low < right < high or low < left < high < right
        lower, upper = (one, other) if (right - left, number) > (high - low, second) else (other, one)
        count += bool(upper[3]) and lower[0] < upper[2] < lower[1]
    return count


class Search:
    """The order of a family, bettered by exchanges of neighbours."""

    def __init__(self, family):
        self.family = family
        size, many = len(family.level), len(family.pairs)
        self.wish = [{} for _ in range(size)]
        for (one, other), weight in wishes(family).items():
            self.wish[one][other], self.wish[other][one] = weight, -weight
        self.beside = [[] for _ in range(size)]
        for kids in family.kids:
            for older, younger in pairwise(kids):
                self.beside[older].append(younger)
                self.beside[younger].append(older)
        level = [family.level[one] for one, _ in family.pairs]
        self.near = [[g for g in range(many) if level[g] == level[f] and g != f] for f in range(many)]
        self.lo, self.hi, self.drop = [0] * many, [0] * many, [0] * many
        self.left = [[0] * many for _ in range(many)]
        self.at, self.rows = [0] * size, []
        self.arrange(family.rows)

    def arrange(self, rows):
        self.rows = [[*row] for row in rows]
        for row in self.rows:
            for spot, who in enumerate(row):
                self.at[who] = spot
        places = [sorted(map(self.at.__getitem__, kids)) for kids in self.family.kids]
        for f, spots in enumerate(places):
            self._span(f)
            for g in self.near[f]:
                self.left[f][g] = sum(len(places[g]) - bisect_right(places[g], spot) for spot in spots)

    def _span(self, f):
        one, other = sorted(self.family.pairs[f], key=self.at.__getitem__)
        lo, hi = self.lo[f], self.hi[f] = self.at[one], self.at[other]
        wed = self.family.wed
        beside = 4 * lo + 1 if len(wed[one]) < len(wed[other]) else 4 * hi - 1
        self.drop[f] = 4 * lo + 2 if hi - lo == 1 else beside

    def _crossed(self, f, others):
        low, high, here, count = self.lo[f], self.hi[f], self.drop[f], 0
        for g in others:
            there, left, right = self.drop[g], self.lo[g], self.hi[g]
            if here != there:
                count += self.left[g][f] if here < there else self.left[f][g]
            if low < right and left < high:
                count += low < left < high < right or left < low < right < high
                if (high - low, f) > (right - left, g):
                    count += bool(self.family.kids[g]) and 4 * low < there < 4 * high
                else:
                    count += bool(self.family.kids[f]) and 4 * left < here < 4 * right
        return count

    def cost(self):
        at = self.at
        total = CROSSING * sum(self._crossed(f, near) for f, near in enumerate(self.near)) / 2
        total += APART * sum(high - low - 1 for low, high in zip(self.lo, self.hi, strict=True))
        for kids in self.family.kids:
            total += FAR * sum(abs(at[one] - at[other]) - 1 for one, other in pairwise(kids))
        for one, wishes in enumerate(self.wish):
            total += sum(w for other, w in wishes.items() if w > 0 and at[one] > at[other])
        return total

    def _strain(self, families):
        total = 0.0
        for place, f in enumerate(families):
            total += APART * (self.hi[f] - self.lo[f] - 1)
            total += CROSSING * (self._crossed(f, self.near[f]) - self._crossed(f, families[:place]))
        return total

    def _exchange(self, row, spot):
        one, other, at = row[spot], row[spot + 1], self.at
        more = self.wish[one].get(other, 0.0)
        for f in self.family.born[one]:
            for g in self.family.born[other]:
                if f != g:
                    more += CROSSING * ((self.drop[f] < self.drop[g]) - (self.drop[f] > self.drop[g]))
                    self.left[f][g] -= 1
                    self.left[g][f] += 1
        more += FAR * sum(1 if at[kin] < spot else -1 for kin in self.beside[one] if kin != other)
        more += FAR * sum(1 if at[kin] > spot else -1 for kin in self.beside[other] if kin != one)
        families = [*dict.fromkeys([*self.family.wed[one], *self.family.wed[other]])]
        more -= self._strain(families)
        row[spot], row[spot + 1] = other, one
        at[one], at[other] = spot + 1, spot
        for f in families:
            self._span(f)
        return more + self._strain(families)

    def _sift(self, row, first, count):
        now = least = 0.0
        spot = best = first
        for right in (True, False):
            while spot + count < len(row) if right else spot:
                low, high = (spot, spot + count) if right else (spot - 1, spot + count - 1)
                steps = reversed(range(low, high)) if right else range(low, high)
                now += sum(self._exchange(row, step) for step in steps)
                spot += 1 if right else -1
                if now < least - 1e-9:
                    least, best = now, spot
        while spot < best:
            for step in reversed(range(spot, spot + count)):
                self._exchange(row, step)
            spot += 1
        return -least

    def _groups(self, row):
        wed, born = self.family.wed, self.family.born
        couples = [[row[0]]]
        for before, who in pairwise(row):
            if {*wed[before]} & {*wed[who]}:
                couples[-1].append(who)
            else:
                couples.append([who])
        blocks = [[couples[0]]]
        for before, couple in pairwise(couples):
            if {f for who in before for f in born[who]} & {f for who in couple for f in born[who]}:
                blocks[-1].append(couple)
            else:
                blocks.append([couple])
        joined = [[who for couple in block for who in couple] for block in blocks if len(block) > 1]
        return [couple for couple in couples if len(couple) > 1] + joined

    def settle(self):
        """Move people, couples and siblings with partners along their rows until nothing gets better."""
        less = 1.0
        while less > 1e-9:
            less = 0.0
            for row in self.rows:
                for group in [*([who] for who in row), *self._groups(row)]:
                    first = self.at[group[0]]
                    if row[first : first + len(group)] == group:
                        less += self._sift(row, first, len(group))

    def sides(self, f):
        """Yield orders in which all on the side of one partner stand left of all on the side of the other."""
        family = self.family
        nearest = {who: side for side, who in zip((-1, 1), family.pairs[f], strict=True)}
        ahead = deque(nearest)
        while ahead:
            who = ahead.popleft()
            for g in (*family.born[who], *family.wed[who]):
                for one in (*family.pairs[g], *family.kids[g]) if g != f else ():
                    if one not in nearest:
                        nearest[one] = nearest[who]
                        ahead.append(one)
        for sign in (1, -1):
            yield [sorted(row, key=lambda who, sign=sign: sign * nearest.get(who, 0)) for row in self.rows]

    def run(self, starts=STARTS, seed=0):
        """Return the cost of the best order from so many starts."""
        dice, least = random.Random(seed), float("inf")
        for _ in range(starts):
            self.arrange([dice.sample(row, len(row)) for row in self.family.rows])
            self.settle()
            now, before = self.cost(), float("inf")
            while now < before - 1e-9:
                before = now
                for f in range(len(self.family.pairs)):
                    rows = [[*row] for row in self.rows]
                    for other in [*self.sides(f)]:
                        self.arrange(other)
                        if self.cost() < now - 1e-9:
                            rows, now = other, self.cost()
                    self.arrange(rows)
                self.settle()
                now = self.cost()
            least = min(least, now)
        return least


def reference(case, starts=STARTS):
    """Return what the reference search makes of each clan of a case."""
    families = [Family(clan) for clan in clans(case) if len(clan.families) > 1]
    return [round(Search(family).run(starts), 2) for family in families]


if __name__ == "__main__":
    from gallery.synthetic import all_families

    found = json.loads(COSTS.read_text()) if COSTS.exists() else {}
    for name, case in all_families().items():
        if name not in found:
            found[name] = reference(case)
            print(name, found[name], flush=True)
            COSTS.write_text(json.dumps(found, indent=1) + "\n")
