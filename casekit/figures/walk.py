"""The order in which one walks through a family: a good one where nobody marries among relatives."""

from collections import deque
from itertools import product

from casekit.figures.order import Order, Rows


def walk(order: Order) -> Rows:
    """Return an order as one walks, from the first person, who is the client or an ancestor of theirs."""
    rows: Rows = [[] for _ in order.rows]
    seen: set[int] = set()
    ahead = deque(range(len(order.units)))

    def put(unit: int) -> None:
        household = [one for one in _household(order, unit) if one not in seen]
        seen.update(household)
        rows[order.level[unit]] += household
        others = [one for one in household if one != unit]
        ahead.extendleft(order.pair[family][0] for one in others for family in order.born[one])
        for one in household:
            for family in sorted(order.wed[one], key=order.pair.__getitem__):
                for kid in order.kids[family]:
                    if kid not in seen:
                        put(kid)

    while ahead:
        unit = _top(order, ahead.popleft())
        if unit not in seen:
            put(unit)
    return rows


def _top(order: Order, unit: int) -> int:
    """Return an ancestor without parents."""
    for _ in order.rows:
        if order.born[unit]:
            unit = order.pair[order.born[unit][0]][0]
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
