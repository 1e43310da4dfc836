"""What randomisation tests compare: two conditions, B less A, in many arrangements at once.

Each function takes arrangements (a row each, true where a point is of B), sessions and outcomes.
"""

import numpy as np
from scipy.stats import rankdata

from casekit.stats.columns import ROUNDING, Array, Mask


def _means(later: Mask, when: Array, outcome: Array) -> Array:
    """Return the difference of means."""
    n = later.sum(axis=1)
    of_b = later @ outcome
    return np.asarray(of_b / n - (outcome.sum() - of_b) / (later.shape[1] - n))


def _medians(later: Mask, when: Array, outcome: Array) -> Array:
    """Return the difference of medians."""
    return _median(outcome, later) - _median(outcome, ~later)


def _median(outcome: Array, where: Mask) -> Array:
    """Return the median of the points of each row that count."""
    ordered = np.sort(np.where(where, outcome, np.inf), axis=1)
    count = where.sum(axis=1)
    rows = np.arange(len(where))
    middle = ordered[rows, (count - 1) // 2] + ordered[rows, count // 2]
    return np.where(count > 0, middle / 2, np.nan)


def _tau(later: Mask, when: Array, outcome: Array) -> Array:
    """Return Tau, from the sum of the ranks of B."""
    n = later.sum(axis=1)
    m = later.shape[1] - n
    wins = later @ rankdata(outcome) - n * (n + 1) / 2
    return np.asarray(2 * wins / (m * n) - 1)


def _smd(later: Mask, when: Array, outcome: Array) -> Array:
    """Return the difference of means in pooled standard deviations."""
    centred = outcome - outcome.mean()
    n = later.sum(axis=1)
    m = later.shape[1] - n
    of_b = later @ centred
    within = (centred**2).sum() - of_b**2 / n - (centred.sum() - of_b) ** 2 / m
    within = np.where(within > ROUNDING * (centred**2).sum(), within, np.nan)
    return np.asarray(_means(later, when, centred) / np.sqrt(within / (m + n - 2)))


def _slopes(later: Mask, when: Array, outcome: Array) -> Array:
    """Return the difference of least-squares slopes, per session."""
    return _slope(later, when, outcome) - _slope(~later, when, outcome)


def _slope(where: Mask, when: Array, outcome: Array) -> Array:
    """Return the slope of the points of each row that count; none for one point."""
    n = where.sum(axis=1)
    t, y = when - when.mean(), outcome - outcome.mean()
    sum_t, sum_y, sum_ty, sum_tt = (where @ part for part in (t, y, t * y, t * t))
    slope = (sum_ty - sum_t * sum_y / n) / (sum_tt - sum_t**2 / n)
    return np.where(n > 1, slope, np.nan)


STATISTICS = {"mean": _means, "median": _medians, "tau": _tau, "smd": _smd, "slope": _slopes}
