"""How rank statistics vary where nothing but chance orders the values: p values of NAP, Tau and Tau-U."""

from functools import lru_cache

import numpy as np
from scipy.stats import norm

from casekit.stats.columns import Array, blank
from casekit.stats.series import Pair

_LEAST = 1e-9  # so small a variance is nothing but rounding: all values are equal
_EXACT = 50  # from so many points a phase on, the normal distribution does (as R's wilcox.test)


def of_nap(pair: Pair, method: str) -> Array:
    """Return the two-sided p of the Mann-Whitney test, exact for short phases without equal values."""
    m, n = len(pair.a), len(pair.b)
    wins = np.rint(pair.balance * m * n + m * n) / 2
    size = m + n
    two, three = equals(pair)
    variance = m * n / 12 * (size + 1 - (three + 3 * two) / (size * (size - 1)))
    distance = np.maximum(np.abs(wins - m * n / 2) - 0.5, 0)
    p = np.where(variance > _LEAST, 2 * norm.sf(distance / np.sqrt(variance)), np.nan)
    if max(m, n) < _EXACT:
        p = np.where(two == 0, _exact(m, n)[wins.astype(np.int64)], p)
    return np.minimum(p, 1)


def of_tau_u(pair: Pair, method: str) -> Array:
    """Return the two-sided p of the S of Kendall that Tau-U counts, among all orders of the values."""
    m, n = len(pair.a), len(pair.b)
    size, complete = m + n, method == "complete"
    if size < 3:  # noqa: PLR2004 - the variance divides by size - 2
        return blank(len(pair.sign))
    score = pair.balance * m * n - pair.sign * (pair.trend_a - (pair.trend_b if complete else 0))
    alike = 1 if complete else n  # points that have one place in the order with which they are compared
    pairs, triples = alike * (alike - 1), alike * (alike - 1) * (alike - 2)
    two, three = equals(pair)
    variance = size * (size - 1) * (2 * size + 5) - pairs * (2 * alike + 5) - (2 * three + 9 * two)
    variance = variance / 18 + pairs * two / (2 * size * (size - 1))
    variance = variance + triples * three / (9 * size * (size - 1) * (size - 2))
    distance = np.maximum(np.abs(np.rint(score)) - 1, 0)
    return np.where(variance > _LEAST, np.minimum(2 * norm.sf(distance / np.sqrt(variance)), 1), np.nan)


def equals(pair: Pair) -> tuple[Array, Array]:
    """Return the sums over groups of t equal values of t (t - 1), and of t (t - 1) (t - 2)."""
    ordered = pair.ordered
    two, three, before = np.zeros((3, ordered.shape[1]))
    for now, last in zip(ordered[1:], ordered, strict=False):
        before = np.where(now == last, before + 1, 0)
        two += 2 * before
        three += 3 * before * (before - 1)
    return two, three


def least(m: int, n: int) -> float:
    """Return the smallest p that so many points of A and B can give."""
    return float(_exact(m, n)[0]) if max(m, n) < _EXACT else 0.0


@lru_cache(maxsize=256)
def _exact(m: int, n: int) -> Array:
    """Return the two-sided p for each number of wins, of all ways to part m + n different values."""
    ways = np.zeros((m + 1, m * n + m * (m + 1) // 2 + 1))
    ways[0, 0] = 1
    for rank in range(1, m + n + 1):
        ways[1:, rank:] = ways[1:, rank:] + ways[:-1, :-rank]
    counts = ways[m, m * (m + 1) // 2 :]
    below = np.cumsum(counts) / counts.sum()
    return np.asarray(np.minimum(2 * np.minimum(below, below[::-1]), 1))
