"""The orders of two conditions that chance could have brought about in one case: all, or some drawn."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, islice, product
from math import comb

import numpy as np

from casekit.stats.columns import Mask
from casekit.stats.series import Counts

METHODS = ("start", "cases", "reversal", "alternating", "blocks", "permutation")


@dataclass(frozen=True)
class Rules:
    """What was left to chance, within which limits, and up to how many arrangements all are counted."""

    method: str
    min_a: int
    min_b: int
    limit: int
    resamples: int


@dataclass(frozen=True)
class Arranged:
    """Arrangements of one case, a row each, true where a session has the second condition.

    `count` says how many there are in all; where these are too many, those here are `drawn`.
    """

    later: Mask
    count: int
    drawn: bool


def arranged(later: Mask, rules: Rules, rng: np.random.Generator) -> Arranged | None:
    """Return the arrangements that could have come about; None where the one that did is not among them."""
    return _WAYS[rules.method](later, rules, rng)


def _by_start(later: Mask, rules: Rules, rng: np.random.Generator) -> Arranged | None:
    """Return all starts of the second phase."""
    size, first = len(later), int((~later).sum())
    if first < rules.min_a or size - first < rules.min_b:
        return None
    starts = np.arange(rules.min_a, size - rules.min_b + 1)
    return Arranged(np.arange(size) >= starts[:, None], len(starts), drawn=False)


def _by_change(later: Mask, rules: Rules, rng: np.random.Generator) -> Arranged | None:
    """Return all moments at which phases could have changed, in the order in which they came."""
    size = len(later)
    changes = np.flatnonzero(np.diff(later)) + 1
    lengths = np.diff(np.concatenate([[0], changes, [size]]))
    kinds = later[np.concatenate([[0], changes])]
    least = np.where(kinds, rules.min_b, rules.min_a)
    if (lengths < least).any():
        return None
    free, bars = size - int(least.sum()), len(changes)
    count = comb(free + bars, bars)
    if drawn := count > rules.resamples:
        chosen = np.argsort(rng.random((rules.resamples, free + bars)), axis=1)[:, :bars]
        places = np.sort(chosen, axis=1)
    else:
        places = _all(combinations(range(free + bars), bars), count, bars)
    # A bar behind k free points stands where the phases before it have their least length, and k points more.
    where = places - np.arange(bars) + np.cumsum(least)[:-1]
    run = (np.arange(size)[None, :, None] >= where[:, None, :]).sum(axis=2)
    return Arranged(kinds[run], count, drawn)


def _of_blocks(later: Mask, rules: Rules, rng: np.random.Generator) -> Arranged | None:
    """Return all orders in which each two sessions have one of each condition."""
    blocks = len(later) // 2
    if len(later) % 2 or (later[::2] == later[1::2]).any():
        return None
    count = 2**blocks
    if drawn := count > rules.resamples:
        first = rng.random((rules.resamples, blocks)) < 0.5  # noqa: PLR2004 - as likely as the other order
    else:
        first = _all(product((False, True), repeat=blocks), count, blocks).astype(bool)
    return Arranged(np.stack([first, ~first], axis=2).reshape(len(first), -1), count, drawn)


def _of_sessions(later: Mask, rules: Rules, rng: np.random.Generator) -> Arranged | None:
    """Return all choices of as many sessions for the second condition."""
    size, chosen = len(later), int(later.sum())
    count = comb(size, chosen)
    if drawn := count > rules.resamples:
        places = np.argsort(rng.random((rules.resamples, size)), axis=1)[:, :chosen]
    else:
        places = _all(combinations(range(size), chosen), count, chosen)
    found = np.zeros((len(places), size), dtype=bool)
    np.put_along_axis(found, places, values=True, axis=1)
    return Arranged(found, count, drawn)


def _alternating(later: Mask, rules: Rules, rng: np.random.Generator) -> Arranged | None:
    """Return all orders of as many sessions of each condition, with few enough alike in a row."""
    changes = np.flatnonzero(np.diff(later)) + 1
    if np.diff(np.concatenate([[0], changes, [len(later)]])).max() > rules.limit:
        return None
    counts = int((~later).sum()), int(later.sum())
    ways = _ways(*counts, rules.limit)
    count = int(ways[0][counts] + ways[1][counts])
    if drawn := count > rules.resamples:
        return Arranged(drawn_orders(*counts, rules.limit, rules.resamples, rng), count, drawn)
    return Arranged(_every_order(counts, rules.limit), count, drawn)


@lru_cache(maxsize=4)
def _ways(first: int, second: int, limit: int) -> tuple[dict[tuple[int, int], int], ...]:
    """Return how many orders of so many sessions of each begin with the first condition, and the second."""
    begin: tuple[dict[tuple[int, int], int], ...] = ({}, {})
    for a in range(first + 1):
        for b in range(second + 1):
            for kind, (own, other) in enumerate(((a, b), (b, a))):
                runs = range(1, min(own, limit) + 1)
                rest = [(a - run, b) if kind == 0 else (a, b - run) for run in runs]
                following = (begin[1 - kind][left] for left in rest) if other else ()
                begin[kind][a, b] = sum(following) + (0 < own <= limit and not other)
    return begin


def _every_order(counts: tuple[int, int], limit: int) -> Mask:
    """Return every order."""

    def orders(a: int, b: int, kind: int) -> Iterator[list[bool]]:
        own, other = (a, b) if kind == 0 else (b, a)
        for run in range(1, min(own, limit) + 1):
            left = (a - run, b) if kind == 0 else (a, b - run)
            if not any(left):
                yield [kind == 1] * run
            elif other:
                yield from ([kind == 1] * run + rest for rest in orders(*left, 1 - kind))

    return np.array([order for kind in (0, 1) for order in orders(*counts, kind)], dtype=bool)


def drawn_orders(first: int, second: int, limit: int, count: int, rng: np.random.Generator) -> Mask:
    """Return so many orders of two conditions, each as likely as any other with few enough alike in a row."""
    ways = _ways(first, second, limit)
    found = np.zeros((count, first + second), dtype=bool)
    for row in found:
        a, b, place = first, second, 0
        # Whole numbers are divided by each other: they grow too large to be anything else.
        kind = int(rng.random() >= ways[0][a, b] / (ways[0][a, b] + ways[1][a, b]))
        while a or b:
            own, other = (a, b) if kind == 0 else (b, a)
            lefts = [(a - run, b) if kind == 0 else (a, b - run) for run in range(1, min(own, limit) + 1)]
            whole = ways[kind][a, b]
            weights = [ways[1 - kind][left] / whole if other else float(not any(left)) for left in lefts]
            run = 1 + int(np.searchsorted(np.cumsum(weights), rng.random() * sum(weights), side="right"))
            row[place : place + run] = kind == 1
            (a, b), place, kind = lefts[run - 1], place + run, 1 - kind
    return found


def _all(rows: Iterator[tuple[int, ...]], count: int, width: int) -> Counts:
    """Return all rows of an iterator as a table."""
    flat = (value for row in islice(rows, count) for value in row)
    return np.fromiter(flat, dtype=np.int64, count=count * width).reshape(count, width)


_WAYS = {
    "start": _by_start,
    "reversal": _by_change,
    "alternating": _alternating,
    "blocks": _of_blocks,
    "permutation": _of_sessions,
}
