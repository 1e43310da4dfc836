"""Effect sizes that compare the levels of two phases, for many cases at once.

Each function takes a `Pair` and a method, and returns the estimates of its cases and their standard errors.
"""

import numpy as np
from scipy.stats import binom, norm

from casekit.stats.columns import ROUNDING, SCALES, Array, Estimate, Mask
from casekit.stats.series import Pair

FULL = np.array([{"percentage": 100.0, "proportion": 1.0}.get(scale, np.inf) for scale in SCALES])
_COUNT = SCALES.index("count")


def _moments(pair: Pair, scale: Array | float = 1.0) -> tuple[Estimate, Estimate, Estimate]:
    """Return of A and B the means, the variances, and the squared standard errors of the means."""
    (mean_a, mean_b), (var_a, var_b) = pair.means, pair.spreads
    if np.any(scale != 1):
        mean_a, mean_b, var_a, var_b = mean_a / scale, mean_b / scale, var_a / scale**2, var_b / scale**2
    return (mean_a, mean_b), (var_a, var_b), (var_a / len(pair.a), var_b / len(pair.b))


def smd(pair: Pair, method: str) -> Estimate:
    """Return the within-case standardised mean difference, corrected for small samples."""
    m, n = len(pair.a), len(pair.b)
    (mean_a, mean_b), (variance, var_b), _ = _moments(pair)
    if method == "pool":
        df, error = m + n - 2, np.full(len(pair.cases), 1 / m + 1 / n)
        variance = (np.nan_to_num(variance) * (m - 1) + np.nan_to_num(var_b) * (n - 1)) / df
    else:
        df, error = m - 1, 1 / m + var_b / (n * variance)
    correction = 1 - 3 / (4 * df - 1)
    est = correction * pair.sign * (mean_b - mean_a) / np.sqrt(variance)
    est[~(variance > 0) | (df < 2)] = np.nan  # noqa: PLR2004 - with one degree of freedom the correction is 0
    return est, correction * np.sqrt(error + est**2 / (2 * df))


def lrr_increase(pair: Pair, method: str) -> Estimate:
    """Return the log response ratio, positive for a rise if a rise is an improvement."""
    return _lrr(pair, method, turned=pair.sign < 0)


def lrr_decrease(pair: Pair, method: str) -> Estimate:
    """Return the log response ratio that is negative for an improvement."""
    return _lrr(pair, method, turned=pair.sign > 0)


def _lrr(pair: Pair, method: str, turned: Mask) -> Estimate:
    """Return the log response ratio; where turned, of what shares leave over, else with the other sign."""
    full, counted = FULL[pair.scale], pair.scale == _COUNT
    share = np.isfinite(full)
    means, variances, sizes = [*pair.means], [*pair.spreads], (len(pair.a), len(pair.b))
    if share.any():
        means = [np.where(share & turned, full - mean, mean) for mean in means]
    if counted.any():
        # The smallest count is 1: a mean of zero, or a variance, can hide less than these (Pustejovsky 2018).
        least = [(1 / (2 * size), 1 / size**3) for size in sizes]
        means = [
            np.where(counted, np.maximum(each, low), each)
            for each, (low, _) in zip(means, least, strict=True)
        ]
        variances = [
            np.where(counted, np.maximum(v, low), v) for v, (_, low) in zip(variances, least, strict=True)
        ]
    parts = [v / (n * m**2) for v, n, m in zip(variances, sizes, means, strict=True)]
    log_ratio = np.log(means[1] / means[0])
    if method == "corrected":
        log_ratio = log_ratio + (parts[1] - parts[0]) / 2
    log_ratio = np.where(turned & ~share, 0 - log_ratio, log_ratio)
    return np.where(_are_ratios(pair, *means), log_ratio, np.nan), np.sqrt(parts[0] + parts[1])


def lor(pair: Pair, method: str) -> Estimate:
    """Return the log odds ratio of shares, corrected for small samples."""
    full = {"percentage": 100.0, "proportion": 1.0}.get(method, FULL[pair.scale])
    (a, b), _, (err_a, err_b) = _moments(pair, full)

    def log_odds(mean: Array, error: Array) -> Array:
        return np.log(mean / (1 - mean)) - error * (2 * mean - 1) / (2 * (mean * (1 - mean)) ** 2)

    est = pair.sign * (log_odds(b, err_b) - log_odds(a, err_a))
    share = ~negative(pair) & (pair.largest <= full * (1 + ROUNDING)) & np.isfinite(est)
    share &= (np.minimum(a, b) > ROUNDING) & (np.maximum(a, b) < 1 - ROUNDING)
    error = err_a / (a * (1 - a)) ** 2 + err_b / (b * (1 - b)) ** 2
    return np.where(share, est, np.nan), np.sqrt(error)


def lrm(pair: Pair, method: str) -> Estimate:
    """Return the log ratio of medians."""
    a, b = (np.median(points, axis=0) for points in (pair.a, pair.b))
    est = np.where(_are_ratios(pair, a, b), pair.sign * np.log(b / a), np.nan)
    error = _log_median_error(pair.a) + _log_median_error(pair.b)
    return est, np.where(np.isfinite(error), np.sqrt(error), np.nan)


def pogo(pair: Pair, method: str) -> Estimate:
    """Return the percent of the goal obtained."""
    (a, b), _, (err_a, err_b) = _moments(pair)
    way, size = pair.goal - a, np.maximum(pair.largest, np.abs(pair.goal))
    possible = (way * pair.sign > ROUNDING * size) & ~negative(pair)
    part = np.where(possible, (b - a) / way, np.nan)
    return 100 * part, 100 * np.sqrt((err_a * (1 + part**2) + err_b) / way**2)


def percent_change(pair: Pair, method: str) -> Estimate:
    """Return how many percent the mean of B lies above that of A, whatever the direction of improvement."""
    (a, b), _, (err_a, err_b) = _moments(pair)
    ratio = np.where(_are_ratios(pair, a, b), b / a, np.nan)
    return 100 * (ratio - 1), 100 * ratio * np.sqrt(err_a / a**2 + err_b / b**2)


def negative(pair: Pair) -> Mask:
    """Return where a value lies below zero, by more than rounding."""
    return np.asarray(pair.smallest < -ROUNDING * pair.largest)


def off_scale(pair: Pair) -> Mask:
    """Return where a value lies beyond what a share can be."""
    return np.asarray(pair.largest > FULL[pair.scale] * (1 + ROUNDING))


def least_count(pair: Pair) -> Mask:
    """Return where the counts of a phase are all equal, and say less than a mean and a variance."""
    counts = pair.scale == _COUNT
    return np.asarray(counts & ((pair.spreads[0] == 0) | (pair.spreads[1] == 0)))


def _are_ratios(pair: Pair, a: Array, b: Array) -> Mask:
    """Return where levels can be divided; what is computed is told from zero by the size of the values."""
    size = ROUNDING * pair.largest
    return ~negative(pair) & ~off_scale(pair) & (a > size) & (b > size)


def _log_median_error(points: Array) -> Array:
    """Return the variance of a log median from its order statistics (Bonett and Price 2020)."""
    n = len(points)
    rank = max(1, round(n / 2 - n**0.5))
    z = norm.isf(binom.cdf(rank - 1, n, 0.5))
    ordered = np.sort(points, axis=0)
    return np.asarray((np.log(ordered[n - rank] / ordered[rank - 1]) / (2 * z)) ** 2)
