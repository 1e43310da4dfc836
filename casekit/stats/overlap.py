"""Effect sizes that count how far two phases overlap, for many cases at once.

Each function takes a `Pair` and a method, and returns the estimates of its cases and their standard errors.
"""

from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import norm

from casekit.stats.columns import Array, Estimate, Mask, blank
from casekit.stats.series import Counts, Pair, trend


def nap(pair: Pair, method: str) -> Estimate:
    """Return the nonoverlap of all pairs (NAP): how often a point of B is better, ties half."""
    if method not in pair.known:
        pair.known[method] = _nap(pair.signs, *pair.sums, pair.untied, method)
    return pair.known[method]


def tau(pair: Pair, method: str) -> Estimate:
    """Return Tau, 2 NAP - 1."""
    est, se = nap(pair, method)
    return 2 * est - 1, 2 * se


def tau_u(pair: Pair, method: str) -> Estimate:
    """Return Tau-U: pairs of A and B less the trend of A (and, complete, with the trend of B)."""
    m, n = len(pair.a), len(pair.b)
    between = np.rint(pair.balance * (m * n))
    within = pair.trend_a * pair.sign
    if method == "complete":
        points = m + n
        est = (between - within + pair.trend_b * pair.sign) / (points * (points - 1) / 2)
    else:
        est = (between - within) / (m * n)
    return est, blank(len(est))


def tau_bc(pair: Pair, method: str) -> Estimate:
    """Return baseline-corrected Tau, of what the Theil-Sen line of A leaves over."""
    m = len(pair.a)
    if m < 2:  # noqa: PLR2004 - a line takes two points
        return blank(len(pair.sign)), blank(len(pair.sign))
    first, second = np.triu_indices(m, 1)
    rise, run = pair.a[second] - pair.a[first], pair.session_a[second] - pair.session_a[first]
    slope = np.median(rise / run, axis=0)
    if method == "pretest":
        slope = np.where(trending(pair.a), slope, 0.0)
    # What is left over carries rounding errors, so that equal values have to be told from unequal ones.
    origin = pair.session_a[0]
    a, b = pair.a - slope * (pair.session_a - origin), pair.b - slope * (pair.session_b - origin)
    size = np.maximum(np.abs(pair.a).max(axis=0), np.abs(pair.b).max(axis=0))
    reach = np.abs(slope) * (pair.session_b[-1] - origin)
    signs = pair.compared(a, b, np.where(slope == 0, 0.0, 1e-10 * (size + reach)))
    sums = signs.sum(axis=1, dtype=np.int32), signs.sum(axis=0, dtype=np.int32)
    est, se = _nap(signs, *sums, np.count_nonzero(signs, axis=(0, 1)) / (m * len(pair.b)), "unbiased")
    return 2 * est - 1, 2 * se


def pnd(pair: Pair, method: str) -> Estimate:
    """Return the share of B that is better than the best point of A."""
    est = (pair.signs.min(axis=0) > 0).mean(axis=0)
    return est, blank(len(est))


def pem(pair: Pair, method: str) -> Estimate:
    """Return the share of B that is better than the median of A."""
    signs = pair.compared(np.median(pair.a, axis=0)[None, :], pair.b)[0]
    est = (signs > 0).mean(axis=0) + (0.5 * (signs == 0).mean(axis=0) if method == "half" else 0)
    return est, blank(len(est))


def pand(pair: Pair, method: str) -> Estimate:
    """Return the largest share of all points that can stay so that A and B do not overlap."""
    m, n = len(pair.a), len(pair.b)
    # If the i worst points of A stay, so can the points of B that are better than the last of them.
    staying = -np.sort(-(pair.signs > 0).sum(axis=1), axis=0) + np.arange(1, m + 1)[:, None]
    est = np.maximum(n, staying.max(axis=0)) / (m + n)
    return est, blank(len(est))


def ird(pair: Pair, method: str) -> Estimate:
    """Return the robust improvement rate difference, a rescaled PAND."""
    m, n = len(pair.a), len(pair.b)
    est = 1 - (m + n) ** 2 / (2 * m * n) * (1 - pand(pair, method)[0])
    return est, blank(len(est))


def trending(points: Array) -> Mask:
    """Return which columns rise or fall: Kendall's test, 5 %, normal, corrected for ties and continuity."""
    m = len(points)
    alike = (points[:, None] == points).sum(axis=0)
    variance = (m * (m - 1) * (2 * m + 5) - ((alike - 1) * (2 * alike + 5)).sum(axis=0)) / 18
    return np.asarray(np.abs(trend(points)) - 1 >= norm.ppf(0.975) * np.sqrt(variance))


def newcombe(est: Array, n_a: Counts, n_b: Counts, confidence: float) -> tuple[Array, Array]:
    """Return Newcombe's interval (2006, method 5) of NAP; where all pairs agree, its inner end.

    Both ends are found once for all cases that are alike.
    """
    z = norm.ppf((1 + confidence) / 2)
    known = np.flatnonzero(~np.isnan(est))
    nap, m, n = est[known], n_a[known], n_b[known]
    shape, shapes = pd.factorize(m * (n.max(initial=0) + 1) + n)
    which, kinds = pd.factorize(np.rint(2 * m * n * nap).astype(np.int64) * len(shapes) + shape)
    one = np.empty(len(kinds), dtype=np.int64)
    one[which[::-1]] = np.arange(len(which))[::-1]  # where each kind comes first
    nap, m, n = nap[one], m[one], n[one]
    low, high = blank(2, len(est))
    low[known], high[known] = _lower(nap, m, n, z)[which], (1 - _lower(1 - nap, m, n, z))[which]
    return low, high


def _lower(nap: Array, m: Counts, n: Counts, z: float) -> Array:
    """Return the lower end of Newcombe's interval."""
    h, whole = (m + n) / 2 - 1, nap == 1
    low, high = np.zeros(len(nap)), nap.copy()
    for _ in range(60):
        middle = (low + high) / 2
        bend = 1 + h * ((1 - middle) / (2 - middle) + middle / (1 + middle))
        # At NAP = 1 both sides hold the root 1, which is divided out.
        distance = np.where(whole, 1 - middle, (nap - middle) ** 2) * m * n
        inside = distance <= z**2 * middle * np.where(whole, 1, 1 - middle) * bend
        low, high = np.where(inside, low, middle), np.where(inside, middle, high)
    return np.asarray((low + high) / 2)


def _nap(signs: Any, of_a: Any, of_b: Any, untied: Array, method: str) -> Estimate:
    """Return NAP from a table of signs and its sums, and its standard error."""
    m, n = signs.shape[:2]
    pairs = m * n
    balance = of_a.sum(axis=0) / pairs
    est = (balance + 1) / 2
    if method == "null":
        return est, np.full(len(est), np.sqrt((m + n + 1) / (12 * pairs)))
    q_a = ((of_a / n - balance) ** 2).mean(axis=0) / 4
    q_b = ((of_b / m - balance) ** 2).mean(axis=0) / 4
    kept = np.clip(est, 0.5 / pairs, 1 - 0.5 / pairs)
    if method == "Hanley":
        variance = (kept * (1 - kept) + (n - 1) * q_a + (m - 1) * q_b) / pairs
    elif m == 1 or n == 1:
        return est, blank(len(est))
    else:
        q = (untied - balance**2) / 4
        variance = (kept * (1 - kept) + n * q_a + m * q_b - 2 * q) / ((m - 1) * (n - 1))
    return est, np.sqrt(np.maximum(variance, 0))
