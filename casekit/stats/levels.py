"""Effect sizes that compare the levels of two phases, for many cases at once.

Each function takes a `Pair` and a method, and returns the estimates of its cases and their standard errors.
"""

import numpy as np
from scipy.stats import binom, norm

from casekit.stats.columns import Array, Estimate
from casekit.stats.series import Pair, spread


def _moments(pair: Pair, scale: float = 1.0) -> tuple[Estimate, Estimate, Estimate]:
    """Return of A and B the means, the variances, and the squared standard errors of the means."""
    a, b = pair.a / scale, pair.b / scale
    variances = spread(a), spread(b)
    return (a.mean(axis=0), b.mean(axis=0)), variances, (variances[0] / len(a), variances[1] / len(b))


def smd(pair: Pair, method: str) -> Estimate:
    """Return the within-case standardised mean difference, corrected for small samples."""
    m, n = len(pair.a), len(pair.b)
    (mean_a, mean_b), (variance, var_b), _ = _moments(pair)
    if method == "pool":
        df, error = m + n - 2, np.full(len(pair.cases), 1 / m + 1 / n)
        squares = [np.nan_to_num(spread(points)) * (len(points) - 1) for points in (pair.a, pair.b)]
        variance = (squares[0] + squares[1]) / df
    else:
        df, error = m - 1, 1 / m + var_b / (n * variance)
    correction = 1 - 3 / (4 * df - 1)
    est = correction * pair.sign * (mean_b - mean_a) / np.sqrt(variance)
    est[~(variance > 0) | (df < 2)] = np.nan  # noqa: PLR2004 - with one degree of freedom the correction is 0
    return est, correction * np.sqrt(error + est**2 / (2 * df))


def lrr_increase(pair: Pair, method: str) -> Estimate:
    """Return the log response ratio, positive for a rise if a rise is an improvement."""
    (a, b), _, (err_a, err_b) = _moments(pair)
    log_ratio, part_a, part_b = np.log(b / a), err_a / a**2, err_b / b**2
    if method == "corrected":
        log_ratio = log_ratio + (part_b - part_a) / 2
    return np.where((a > 0) & (b > 0), pair.sign * log_ratio, np.nan), np.sqrt(part_a + part_b)


def lrr_decrease(pair: Pair, method: str) -> Estimate:
    """Return the log response ratio with the opposite sign of `lrr_increase`."""
    est, se = lrr_increase(pair, method)
    return 0 - est, se


def lor(pair: Pair, method: str) -> Estimate:
    """Return the log odds ratio of shares, corrected for small samples."""
    full = 100.0 if method == "percentage" else 1.0
    (a, b), _, (err_a, err_b) = _moments(pair, full)

    def log_odds(mean: Array, error: Array) -> Array:
        return np.log(mean / (1 - mean)) - error * (2 * mean - 1) / (2 * (mean * (1 - mean)) ** 2)

    est = pair.sign * (log_odds(b, err_b) - log_odds(a, err_a))
    points = np.concatenate([pair.a, pair.b])
    share = (points.min(axis=0) >= 0) & (points.max(axis=0) <= full) & np.isfinite(est)
    error = err_a / (a * (1 - a)) ** 2 + err_b / (b * (1 - b)) ** 2
    return np.where(share, est, np.nan), np.sqrt(error)


def lrm(pair: Pair, method: str) -> Estimate:
    """Return the log ratio of medians."""
    medians = [np.median(points, axis=0) for points in (pair.b, pair.a)]
    positive = (medians[0] > 0) & (medians[1] > 0)
    est = np.where(positive, pair.sign * np.log(medians[0] / medians[1]), np.nan)
    error = _log_median_error(pair.a) + _log_median_error(pair.b)
    return est, np.where(np.isfinite(error), np.sqrt(error), np.nan)


def pogo(pair: Pair, method: str) -> Estimate:
    """Return the percent of the goal obtained."""
    (a, b), _, (err_a, err_b) = _moments(pair)
    way = pair.goal - a
    part = np.where(way * pair.sign > 0, (b - a) / way, np.nan)
    return 100 * part, 100 * np.sqrt((err_a * (1 + part**2) + err_b) / way**2)


def percent_change(pair: Pair, method: str) -> Estimate:
    """Return how many percent the mean of B lies above that of A, whatever the direction of improvement."""
    (a, b), _, (err_a, err_b) = _moments(pair)
    ratio = np.where((a > 0) & (b > 0), b / a, np.nan)
    return 100 * (ratio - 1), 100 * ratio * np.sqrt(err_a / a**2 + err_b / b**2)


def _log_median_error(points: Array) -> Array:
    """Return the variance of a log median from its order statistics (Bonett and Price 2020)."""
    n = len(points)
    rank = max(1, round(n / 2 - n**0.5))
    z = norm.isf(binom.cdf(rank - 1, n, 0.5))
    ordered = np.sort(points, axis=0)
    return np.asarray((np.log(ordered[n - rank] / ordered[rank - 1]) / (2 * z)) ** 2)
