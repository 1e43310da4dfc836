"""Piecewise regression of a single case: measured values, counts and shares."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import t as student

from casekit.errors import OutcomeError
from casekit.stats import counts, coverage, mixed
from casekit.stats.columns import Array, as_pandas, beside, blank
from casekit.stats.options import check_choice, check_level
from casekit.stats.series import Phase, Series, two_phases
from casekit.vocab import say

TERMS = ("intercept", "trend", "level", "slope")
HEADS = ("est", "se", "ci_low", "ci_high", "t", "p", "df")
_EXTRA = ("autocorrelation", "dispersion")
_LEAST = 1e-10  # so small a dispersion is nothing but rounding
_FEW = 20  # points; with fewer nobody can tell how much successive values are alike


def piecewise(
    data: pd.DataFrame,
    errors: str = "ols",
    *,
    family: str = "normal",
    size: str | None = None,
    phases: Sequence[object] = ("A", "B"),
    confidence: float = 0.95,
    **columns: Any,
) -> pd.DataFrame:
    """Return the piecewise linear model (PLM) of each case: baseline trend, change of level, change of slope.

    Use it with about five or more points a phase. With ``"ols"``, and for counts and shares, p values suppose
    independent errors; ``"ar"`` does not, and is the safer choice where one session resembles the one before.

    Parameters
    ----------
    errors : {"ols", "ar"}
        Least squares; or errors that follow each other (autoregression of order 1) by restricted maximum
        likelihood with the covariance and degrees of freedom of Kenward and Roger.
    family : {"normal", "poisson", "binomial"}
        What the outcomes are: measured values; counts (logarithm of the mean); successes out of a number of
        opportunities (logit of the share). The last two allow for overdispersion (quasi-likelihood).
    size : str, optional
        Binomial: the column with the number of opportunities; without it outcomes are shares from 0 to 1.
        Poisson: the column with what was observed, such as minutes; without it all sessions are alike.
    confidence : float
        Level of the intervals, above 0 and below 1.
    data, phases, **columns
        As in `effect_sizes`.

    Returns
    -------
    DataFrame
        Four rows a case: ``case, term, family, errors, est, se, ci_low, ci_high, t, p, df, autocorrelation,
        dispersion, note``, in units of the outcome, for counts and shares in logarithms (``exp(est)`` is a
        ratio of rates or odds), whatever the direction of improvement; `trend` and `slope` are per session.

    Raises
    ------
    OutcomeError
        As `effect_sizes`; if ``errors="ar"`` is asked for counts or shares.

    Notes
    -----
    y = intercept + trend * session + level * B + slope * (session - first session of B) * B. AR(1): the
    correlation of two errors is phi^steps; a step is the shortest distance of two sessions of the case, other
    distances are rounded to whole steps, so that gaps count. Quasi-likelihood: dispersion = Pearson's
    chi-squared / (N - 4), t with N - 4 degrees of freedom.

    References
    ----------
    Huitema and McKean (2000), Educational and Psychological Measurement 60, 38;
    Kenward and Roger (1997), Biometrics 53, 983; McCullagh and Nelder (1989), Generalized Linear Models.
    Checked against R 4.2.2: lm, gls of nlme 3.1-162 (estimates of ``"ar"``; its standard errors are too
    small for short series), glm.

    Examples
    --------
    >>> data = pd.DataFrame({"case": "D", "session": range(8), "phase": [*"AAAABBBB"],
    ...                      "outcome": [2, 1, 3, 2, 5, 6, 5, 7]})
    >>> piecewise(data).set_index("term")["est"].round(2).to_dict()
    {'intercept': 1.7, 'trend': 0.2, 'level': 2.5, 'slope': 0.3}
    """
    check_choice("errors", errors, "ols", "ar")
    check_choice("family", family, "normal", "poisson", "binomial")
    check_level(confidence)
    if errors == "ar" and family != "normal":
        raise OutcomeError(say("stats.no_ar_counts", family=family))
    data = as_pandas(data)
    series, a, b, notes = two_phases(data, phases, **columns)
    sizes = None if family == "normal" else _sizes(data, size, phases, series, (a, b))
    numbers = blank(len(series), len(TERMS), len(HEADS) + len(_EXTRA))
    for case in np.flatnonzero(~notes.grave):
        y, t = (np.concatenate(both) for both in zip(a.of(case), b.of(case), strict=True))
        x = design(t, a.count[case])
        if len(y) <= len(TERMS) or np.linalg.matrix_rank(x) < len(TERMS):
            continue
        if sizes is None:
            numbers[case], found = _linear(y, t, x, errors == "ar", confidence)
        else:
            n = np.concatenate([part.of(case)[0] for part in sizes])
            numbers[case], found = _counted(y, n, x, family, confidence)
        for key in found:
            notes.add(key, np.array([case]))
    notes.add("too_few", ~notes.grave & np.isnan(numbers[:, 0, 0]) & ~notes.has("separated", "not_counts"))
    notes.add("short_series", ~notes.grave & (a.count + b.count < _FEW))
    lengths = coverage.length(a.count + b.count)
    notes.add_more(lengths, ~np.isnan(numbers[:, 0, 1]))
    name = f"piecewise {errors}" if family == "normal" else f"piecewise {family}"
    more = [coverage.warning(name, which) for which in range(coverage.LENGTHS)]
    table = series.keys.loc[series.keys.index.repeat(len(TERMS))].reset_index(drop=True)
    heads = (*HEADS, *_EXTRA)
    estimates = dict(zip(heads, numbers.reshape(-1, len(heads)).T, strict=True))
    said = np.repeat(notes.said(more), len(TERMS))
    return beside(table, term=[*TERMS] * len(series), family=family, errors=errors, **estimates, note=said)


def design(session: Array, baseline: int) -> Array:
    """Return the columns of the piecewise model for sessions of which so many are baseline."""
    later = np.arange(len(session)) >= baseline
    return np.column_stack([np.ones(len(session)), session, later, (session - session[baseline]) * later])


def _linear(y: Array, t: Array, x: Array, follow: bool, confidence: float) -> tuple[Array, list[str]]:
    """Return the numbers of each term of a model of measured values, and what to note."""
    numbers, start = blank(len(TERMS), len(HEADS) + len(_EXTRA)), np.zeros(1, dtype=np.int64)
    plain = np.linalg.lstsq(x, y, rcond=None)[0]
    if np.sqrt(np.mean((y - x @ plain) ** 2)) <= _LEAST * np.abs(y).max():
        numbers[:, 0] = plain
        return numbers, ["perfect"]
    fit = mixed.fitted(mixed.Rows(y, x, x[:, :0], mixed.steps(t, start), start), follow=follow)
    if fit is None:
        return numbers, []
    for place, weights in enumerate(np.eye(len(TERMS))):
        numbers[place, : len(HEADS)] = fit.judged(weights, confidence)
    numbers[:, -2] = fit.phi if follow else np.nan
    return numbers, [] if fit.inside else ["edge"]


def _counted(y: Array, n: Array, x: Array, family: str, confidence: float) -> tuple[Array, list[str]]:
    """Return the numbers of each term of a model of counts or shares, and what to note."""
    numbers = blank(len(TERMS), len(HEADS) + len(_EXTRA))
    most = np.inf if family == "poisson" else n
    if np.any((y < 0) | (y > most) | (n <= 0) | np.isnan(n)):
        return numbers, ["not_counts"]
    fit = counts.fitted(y, x, n, family)
    if fit is None:
        return numbers, ["separated"]
    est, covariance, dispersion, residual = fit
    if dispersion <= _LEAST:
        numbers[:, 0] = est
        return numbers, ["perfect"]
    se, df = np.sqrt(covariance.diagonal()), np.full(len(est), len(y) - len(est))
    reach = student.ppf((1 + confidence) / 2, df) * se
    p = 2 * student.sf(np.abs(est / se), df)
    numbers[:, : len(HEADS)] = np.column_stack([est, se, est - reach, est + reach, est / se, p, df])
    numbers[:, -1] = dispersion
    alike = residual[1:] @ residual[:-1] > 2 * (residual @ residual) / np.sqrt(len(y))
    return numbers, ["autocorrelation"] if alike else []


def _sizes(
    data: pd.DataFrame, size: str | None, phases: Sequence[object], series: Series, parts: tuple[Phase, Phase]
) -> tuple[Phase, Phase]:
    """Return the number of opportunities of each point, one where no column was named."""
    if size is None:
        ones = [Phase(np.ones_like(part.outcome), part.session, part.count) for part in parts]
        return ones[0], ones[1]
    given = np.nan_to_num(series.along(data, size), nan=-1.0, posinf=-1.0, neginf=-1.0)
    (a, b), _ = replace(series, outcome=np.where(np.isfinite(series.outcome), given, np.nan)).cut(phases)
    return a, b
