"""Orders as one walks through a family: good ones where nobody marries among relatives."""

from collections import deque
from itertools import product

from casekit.figures.order import Order, Rows


def walks(order: Order) -> list[Rows]:
    """Return the walks from the first person, who is the client or an ancestor of theirs."""
    found: list[Rows] = []
    for side, forward in ((0, True), (0, False), (1, True), (1, False)):
        rows = _walked(order, side, forward)
        if rows not in found:
            found.append(rows)
    return found


def _walked(order: Order, side: int, forward: bool) -> Rows:
    """Return an order as one walks, first from the ancestors on one side, to the right or to the left."""
    rows: Rows = [[] for _ in order.rows]
    seen: set[int] = set()
    ahead = deque(range(len(order.units)))

    def put(unit: int) -> None:
        household = [one for one in _household(order, unit) if one not in seen]
        seen.update(household)
        rows[order.level[unit]] += household if forward else household[::-1]
        ahead.extendleft(
            order.pair[family][side] for one in household if one != unit for family in order.born[one]
        )
        for one in household:
            for family in sorted(order.wed[one], key=order.pair.__getitem__):
                for kid in order.kids[family][:: 1 if forward else -1]:
                    if kid not in seen:
                        put(kid)

    while ahead:
        unit = _top(order, ahead.popleft(), side)
        if unit not in seen:
            put(unit)
    return rows if forward else [row[::-1] for row in rows]


def _top(order: Order, unit: int, side: int) -> int:
    """Return an ancestor without parents."""
    for _ in order.rows:
        if order.born[unit]:
            unit = order.pair[order.born[unit][0]][side]
    return unit


def _household(order: Order, unit: int) -> list[int]:
    """Return a unit among those of its partners: the man left of the woman, several on either side."""
    found = (one for family in order.wed[unit] for one in order.pair[family] if one != unit)
    mates = [*dict.fromkeys(found)]
    half = len(mates) // 2
    if len(mates) == 1:
        couples = product(order.units[unit], order.units[mates[0]])
        half = int(sum(order.kin.wish[who].get(mate, 0.0) for who, mate in couples) < 0)
    return [*mates[:half], unit, *mates[half:]]
