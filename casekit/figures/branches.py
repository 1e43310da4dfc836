"""Branches of a family that change their places as a whole, and the order in which one walks through it."""

import random
from collections import deque
from collections.abc import Iterator

from casekit.figures.order import Order, Rows, man


def branches(order: Order, family: int) -> tuple[dict[int, int], dict[int, int]]:
    """Return who belongs to the side of each partner, and to the branch of each child by its place."""
    sides = _nearest(order, family, dict(zip(order.pair[family], (-1, 1), strict=True)))
    twigs = _nearest(order, family, {kid: place for place, kid in enumerate(order.kids[family])})
    return sides, {who: place for who, place in twigs.items() if who not in sides}


def _nearest(order: Order, without: int, starts: dict[int, int]) -> dict[int, int]:
    """Return to which of some people everybody is nearest, not counting one family."""
    found = dict(starts)
    ahead = deque(starts)
    while ahead:
        who = ahead.popleft()
        for family in (*order.born[who], *order.wed[who]):
            if family != without:
                for one in (*order.pair[family], *order.kids[family]):
                    if one not in found:
                        found[one] = found[who]
                        ahead.append(one)
    return found


def turned(order: Order, family: int) -> Iterator[Rows]:
    """Yield orders in which the sides of a couple are apart, or branches of children in birth order."""
    sides, twigs = branches(order, family)
    for sign in (1, -1):
        yield [sorted(row, key=lambda who: sign * sides.get(who, 0)) for row in order.rows]
    if len({*twigs.values()}) > 1:
        rows = []
        for row in order.rows:
            own = iter(sorted((who for who in row if who in twigs), key=twigs.__getitem__))
            rows.append([next(own) if who in twigs else who for who in row])
        yield rows


def moved(order: Order, family: int, dice: random.Random) -> Rows:
    """Return an order in which a branch of a family, drawn by lot, stands elsewhere."""
    sides = dice.choice([one for one in branches(order, family) if one])
    chosen = dice.choice([*sides.values()])
    branch = {who for who, place in sides.items() if place == chosen}
    rest = [[who for who in row if who not in branch] for row in order.rows]
    if not any(rest):
        return order.rows
    cuts = _cut(order, rest, dice.choice([who for row in rest for who in row]))
    own = [[who for who in row if who in branch] for row in order.rows]
    return [[*row[:cut], *some, *row[cut:]] for row, some, cut in zip(rest, own, cuts, strict=True)]


def _cut(order: Order, rows: Rows, pivot: int) -> list[int]:
    """Return where a line from top to bottom that crosses nothing, right of somebody, cuts each row."""
    level = order.nodes[pivot].level
    spot = {who: place for row in rows for place, who in enumerate(row, 1)}
    cuts = [0] * len(rows)
    cuts[level] = spot[pivot]
    for low in range(level + 1, len(rows)):
        above = rows[low - 1][: cuts[low - 1]]
        kids = (kid for who in above for family in order.wed[who] for kid in order.kids[family])
        cuts[low] = max((spot.get(kid, 0) for kid in kids), default=0)
    for high in reversed(range(level)):
        below = rows[high + 1][: cuts[high + 1]]
        parents = (who for kid in below for family in order.born[kid] for who in order.pair[family])
        cuts[high] = max((spot.get(who, 0) for who in parents), default=0)
    return cuts


def unfolded(order: Order, first: int, side: int, forward: bool) -> Rows:
    """Return an order as one walks through the family, from an ancestor of somebody."""
    rows: Rows = [[] for _ in order.rows]
    seen: set[int] = set()
    ahead = deque([first, *range(len(order.nodes))])

    def top(who: int) -> int:
        for _ in order.rows:
            if order.born[who]:
                who = order.pair[order.born[who][0]][side]
        return who

    def put(who: int) -> None:
        household = [one for one in _household(order, who) if one not in seen]
        seen.update(household)
        rows[order.nodes[who].level] += household if forward else household[::-1]
        ahead.extendleft(
            order.pair[family][side] for one in household if one != who for family in order.born[one]
        )
        for one in household:
            for family in sorted(order.wed[one], key=order.pair.__getitem__):
                for kid in order.kids[family][:: 1 if forward else -1]:
                    if kid not in seen:
                        put(kid)

    while ahead:
        who = top(ahead.popleft())
        if who not in seen:
            put(who)
    return rows if forward else [row[::-1] for row in rows]


def _household(order: Order, who: int) -> list[int]:
    """Return somebody among the partners: the man left of the woman, several on either side."""
    mates = [one if other == who else other for one, other in map(order.pair.__getitem__, order.wed[who])]
    mates = [*dict.fromkeys(mates)]
    half = len(mates) // 2 if len(mates) > 1 else int(man(order.nodes[who]) < 0)
    return [*mates[:half], who, *mates[half:]]
