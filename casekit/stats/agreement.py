"""How far several people agree who judged the same things, and how two groups of them differ.

Whoever judged is a row, what was judged is a column; what somebody left out is missing. Agreement beyond
chance: 1 if all agree everywhere, 0 if no more than by chance, below 0 if less.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import t as student
from statsmodels.stats.proportion import confint_proportions_2indep

from casekit.stats.columns import Array
from casekit.stats.options import check_choice, check_level

LEVELS = ("nominal", "ordinal", "interval")
_RESAMPLES, _SEED = 2000, 20260801
_PAIR = 2


@dataclass(frozen=True)
class Agreement:
    """How far people agree, with an interval.

    Attributes
    ----------
    value : float
        The coefficient; not a number where it is not defined, as where all chose one and the same throughout.
    low, high : float
        The ends of its interval.
    raters, units : int
        How many people judged, and how many things that at least two of them judged.
    """

    value: float
    low: float
    high: float
    raters: int
    units: int


@dataclass(frozen=True)
class Difference:
    """How much two groups differ: the second less the first.

    Attributes
    ----------
    value, low, high : float
        The difference and the ends of its interval.
    first, second : float
        The share or mean of each group.
    """

    value: float
    low: float
    high: float
    first: float
    second: float


def fleiss_kappa(choices: pd.DataFrame, *, confidence: float = 0.95) -> Agreement:
    """Return Fleiss' kappa: how far people agree who put the same things into classes.

    It does not tell who is right: a class can agree on an error. Where nearly all choose one class
    throughout, kappa is low although they agree; look at the counts, too.

    Parameters
    ----------
    choices : DataFrame
        A row for each person, a column for each thing, with the class chosen; missing where left out.
    confidence : float
        Level of the interval, above 0 and below 1.

    Returns
    -------
    Agreement
        With a bootstrap interval over people: how it would vary if others like them had judged these things.

    Raises
    ------
    OutcomeError
        If the confidence is no level.

    Notes
    -----
    kappa = (P - Pe) / (1 - Pe). P is the mean over things of the share of pairs of people who agree, Pe the
    sum of the squared shares of the classes among all judgements. Things that fewer than two people judged
    count for nothing. In the bootstrap, 2,000 samples of people are drawn; a person drawn twice makes no pair
    with themselves, or agreement would seem higher than it is. The same data give the same interval.

    References
    ----------
    Fleiss (1971), Psychological Bulletin 76, 378. Checked against statsmodels 0.15, without missing values.

    Examples
    --------
    >>> choices = pd.DataFrame({"food": ["social"] * 3, "prayer": ["social", "spiritual", "spiritual"]})
    >>> round(fleiss_kappa(choices).value, 3)
    0.25
    """
    check_level(confidence)
    marks, _ = _marks(choices)
    return _resampled(marks, _kappa, confidence)


def krippendorff_alpha(
    scores: pd.DataFrame, level: str = "ordinal", *, confidence: float = 0.95
) -> Agreement:
    """Return Krippendorff's alpha: how far people agree who scored the same things.

    Parameters
    ----------
    scores : DataFrame
        A row for each person, a column for each thing, with the score; missing where left out.
    level : {"ordinal", "interval", "nominal"}
        Whether only the order of the scores counts, their distances, or merely whether they are the same.
    confidence : float
        As of `fleiss_kappa`.

    Returns
    -------
    Agreement
        As of `fleiss_kappa`.

    Raises
    ------
    OutcomeError
        If there is no such level, or the confidence is none.

    Notes
    -----
    alpha = 1 - Do / De, the observed and the expected disagreement of pairs. The squared distance of two
    scores is the square of their difference (interval), of the number of judgements between them with half of
    those at either end (ordinal), or 1 (nominal). The interval is as of `fleiss_kappa`.

    References
    ----------
    Krippendorff (2019), Content Analysis, 4th ed., chapter 12. Checked against krippendorff 0.9.0 (Python).

    Examples
    --------
    >>> scores = pd.DataFrame({"food": [1, 1, 2], "sleep": [4, 4, 4], "debt": [2, 3, None]})
    >>> round(krippendorff_alpha(scores, "interval").value, 3)
    0.853
    """
    check_level(confidence)
    check_choice("level", level, *LEVELS)
    marks, values = _marks(scores)
    return _resampled(marks, lambda sums, squares: _alpha(sums, squares, values, level), confidence)


def share_difference(
    first: int, of_first: int, second: int, of_second: int, *, confidence: float = 0.95
) -> Difference:
    """Return how much the share of those who chose something differs between two groups.

    Parameters
    ----------
    first, second : int
        How many of each group chose it.
    of_first, of_second : int
        How many there are in each group; at least 1.
    confidence : float
        Level of the interval, above 0 and below 1.

    Notes
    -----
    Newcombe's hybrid score interval, which holds for small groups and shares near 0 and 1.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873 (method 10), as in statsmodels 0.15.

    Examples
    --------
    >>> found = share_difference(4, 20, 14, 20)
    >>> round(found.value, 2), round(found.low, 2), round(found.high, 2)
    (0.5, 0.19, 0.7)
    """
    check_level(confidence)
    low, high = confint_proportions_2indep(
        second, of_second, first, of_first, method="newcomb", compare="diff", alpha=1 - confidence
    )
    shares = first / of_first, second / of_second
    return Difference(shares[1] - shares[0], float(low), float(high), *shares)


def mean_difference(first: Array, second: Array, *, confidence: float = 0.95) -> Difference:
    """Return how much the mean score differs between two groups.

    Parameters
    ----------
    first, second : array
        The scores of each group; at least two each.
    confidence : float
        Level of the interval, above 0 and below 1.

    Notes
    -----
    Welch's interval, for groups that may vary differently; it has no width where no score varies.

    References
    ----------
    Welch (1947), Biometrika 34, 28. Checked against scipy 1.15.

    Examples
    --------
    >>> found = mean_difference(np.array([1.0, 2, 3, 2]), np.array([3.0, 4, 4, 3]))
    >>> round(found.value, 2), round(found.low, 2), round(found.high, 2)
    (1.5, 0.24, 2.76)
    """
    check_level(confidence)
    means = float(np.mean(first)), float(np.mean(second))
    errors = [float(np.var(group, ddof=1)) / len(group) for group in (first, second)]
    total, reach = sum(errors), 0.0
    if total > 0:
        parts = zip(errors, (first, second), strict=True)
        df = total**2 / sum(error**2 / (len(group) - 1) for error, group in parts)
        reach = float(student.ppf((1 + confidence) / 2, df)) * total**0.5
    value = means[1] - means[0]
    return Difference(value, value - reach, value + reach, *means)


def _marks(judged: pd.DataFrame) -> tuple[Array, Array]:
    """Return for each person, thing and class whether they chose it, and the classes in order."""
    codes, classes = pd.factorize(judged.to_numpy(dtype=object).ravel(), sort=True)
    table = codes.reshape(judged.shape)
    marks = (table[:, :, None] == np.arange(len(classes))).astype(float)
    return marks, np.asarray(classes)


_Coefficient = Callable[[Array, Array], Array]


def _resampled(marks: Array, coefficient: _Coefficient, confidence: float) -> Agreement:
    """Return a coefficient of all people, and the interval that samples of them give."""
    raters, units, classes = marks.shape
    drawn = np.random.default_rng(_SEED).multinomial(raters, np.full(raters, 1 / max(raters, 1)), _RESAMPLES)
    weights = np.vstack([np.ones(raters), drawn])
    flat = marks.reshape(raters, units * classes)
    shape = len(weights), units, classes
    with np.errstate(all="ignore"):
        found = coefficient((weights @ flat).reshape(shape), (weights**2 @ flat).reshape(shape))
    ends = [np.nan, np.nan]
    if np.isfinite(found[0]) and np.isfinite(found[1:]).any():
        ends = np.nanquantile(found[1:], [(1 - confidence) / 2, (1 + confidence) / 2]).tolist()
    judged = int((marks.sum(axis=(0, 2)) >= _PAIR).sum())
    return Agreement(float(found[0]), float(ends[0]), float(ends[1]), raters, judged)


def _kappa(sums: Array, squares: Array) -> Array:
    """Return kappa of each sample, from how often each class was chosen, and by one person."""
    pairs = sums.sum(axis=2) ** 2 - squares.sum(axis=2)
    agree = (sums**2 - squares).sum(axis=2)
    judged = pairs > 0
    observed = np.where(judged, agree / pairs, 0).sum(axis=1) / judged.sum(axis=1)
    shares = sums.sum(axis=1) / sums.sum(axis=(1, 2))[:, None]
    expected = (shares**2).sum(axis=1)
    return np.where(expected < 1, (observed - expected) / (1 - expected), np.nan)


def _alpha(sums: Array, squares: Array, values: Array, level: str) -> Array:
    """Return alpha of each sample."""
    judged = sums.sum(axis=2)
    pairs = judged**2 - squares.sum(axis=2)
    sums = np.where((pairs > 0)[:, :, None], sums, 0)
    shares = np.where(pairs > 0, judged / pairs, 0)
    totals = sums.sum(axis=1)
    apart = _apart(totals, values, level)
    seen = np.einsum("bu,buc,buk,bck->b", shares, sums, sums, apart, optimize=True)
    count = totals.sum(axis=1)
    expected = np.einsum("bc,bk,bck->b", totals, totals, apart, optimize=True) / (count - 1)
    return np.where(expected > 0, 1 - seen / expected, np.nan)


def _apart(totals: Array, values: Array, level: str) -> Array:
    """Return the squared distances of the scores in each sample."""
    if level == "nominal":
        return np.broadcast_to(1 - np.eye(len(values)), (len(totals), len(values), len(values)))
    if level == "interval":
        numbers = values.astype(float)
        return np.broadcast_to((numbers[:, None] - numbers) ** 2, (len(totals), len(values), len(values)))
    middles = np.cumsum(totals, axis=1) - totals / 2
    return (middles[:, :, None] - middles[:, None, :]) ** 2
