"""Effect sizes that compare the levels of two phases, for many cases at once.

Each function takes a `Pair` and a method, and returns the estimates of its cases and their standard errors.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.stats import binom, norm

from casekit.stats.series import Array, Pair, spread

__all__ = ["lor", "lrm", "lrr_decrease", "lrr_increase", "percent_change", "pogo", "smd"]

_Estimate = tuple[Array, Array]


@dataclass
class _Moments:
    """Means of both phases, their variances, and the squared standard errors of the means."""

    a: Array
    b: Array
    var_a: Array
    var_b: Array
    err_a: Array
    err_b: Array

    @classmethod
    def of(cls, pair: Pair, scale: float = 1.0) -> Self:
        """Return the moments of a pair."""
        a, b = pair.a / scale, pair.b / scale
        var_a, var_b = spread(a), spread(b)
        return cls(a.mean(axis=0), b.mean(axis=0), var_a, var_b, var_a / len(a), var_b / len(b))


def smd(pair: Pair, method: str) -> _Estimate:
    """Return the within-case standardised mean difference, corrected for small samples."""
    m, n, of = len(pair.a), len(pair.b), _Moments.of(pair)
    if method == "pool":
        df = m + n - 2
        spreads = [(count - 1) * var for count, var in ((m, of.var_a), (n, of.var_b)) if count > 1]
        variance = np.asarray(sum(spreads, np.zeros(len(pair.cases)))) / df
        error = np.full(len(pair.cases), 1 / m + 1 / n)
    else:
        df, variance = m - 1, of.var_a
        error = 1 / m + of.var_b / (n * variance)
    correction = 1 - 3 / (4 * df - 1)
    est = correction * pair.sign * (of.b - of.a) / np.sqrt(variance)
    est[~(variance > 0)] = np.nan
    return est, correction * np.sqrt(error + est**2 / (2 * df))


def lrr_increase(pair: Pair, method: str) -> _Estimate:
    """Return the log response ratio, positive for a rise if a rise is an improvement."""
    of = _Moments.of(pair)
    log_ratio = np.log(of.b / of.a)
    part_a, part_b = of.err_a / of.a**2, of.err_b / of.b**2
    if method == "corrected":
        log_ratio = log_ratio + (part_b - part_a) / 2
    est = np.where((of.a > 0) & (of.b > 0), pair.sign * log_ratio, np.nan)
    return est, np.sqrt(part_a + part_b)


def lrr_decrease(pair: Pair, method: str) -> _Estimate:
    """Return the log response ratio with the opposite sign of `lrr_increase`."""
    est, se = lrr_increase(pair, method)
    return 0 - est, se


def lor(pair: Pair, method: str) -> _Estimate:
    """Return the log odds ratio of shares, corrected for small samples."""
    of = _Moments.of(pair, 100.0 if method == "percentage" else 1.0)

    def log_odds(mean: Array, error: Array) -> Array:
        return np.log(mean / (1 - mean)) - error * (2 * mean - 1) / (2 * (mean * (1 - mean)) ** 2)

    est = pair.sign * (log_odds(of.b, of.err_b) - log_odds(of.a, of.err_a))
    low, high = (end(pair.a, axis=0) for end in (np.min, np.max))
    low, high = np.minimum(low, pair.b.min(axis=0)), np.maximum(high, pair.b.max(axis=0))
    share = (low >= 0) & (high <= (100 if method == "percentage" else 1)) & np.isfinite(est)
    error = of.err_a / (of.a * (1 - of.a)) ** 2 + of.err_b / (of.b * (1 - of.b)) ** 2
    return np.where(share, est, np.nan), np.sqrt(error)


def lrm(pair: Pair, method: str) -> _Estimate:
    """Return the log ratio of medians."""
    medians = [np.median(points, axis=0) for points in (pair.b, pair.a)]
    positive = (medians[0] > 0) & (medians[1] > 0)
    est = np.where(positive, pair.sign * np.log(medians[0] / medians[1]), np.nan)
    error = _log_median_error(pair.a) + _log_median_error(pair.b)
    return est, np.where(np.isfinite(error), np.sqrt(error), np.nan)


def pogo(pair: Pair, method: str) -> _Estimate:
    """Return the percent of the goal obtained."""
    of, way = _Moments.of(pair), pair.goal - pair.a.mean(axis=0)
    part = np.where(way * pair.sign > 0, (of.b - of.a) / way, np.nan)
    return 100 * part, 100 * np.sqrt((of.err_a * (1 + part**2) + of.err_b) / way**2)


def percent_change(pair: Pair, method: str) -> _Estimate:
    """Return how many percent the mean of B lies above that of A, whatever the direction of improvement."""
    of = _Moments.of(pair)
    ratio = np.where((of.a > 0) & (of.b > 0), of.b / of.a, np.nan)
    return 100 * (ratio - 1), 100 * ratio * np.sqrt(of.err_a / of.a**2 + of.err_b / of.b**2)


def _log_median_error(points: Array) -> Array:
    """Return the variance of a log median from its order statistics (Bonett and Price 2020)."""
    n = len(points)
    rank = max(1, round(n / 2 - n**0.5))
    z = norm.isf(binom.cdf(rank - 1, n, 0.5))
    ordered = np.sort(points, axis=0)
    return np.asarray((np.log(ordered[n - rank] / ordered[rank - 1]) / (2 * z)) ** 2)
