"""Models of a single-case design: piecewise regression."""

import warnings
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import numpy as np
import pandas as pd

from casekit.stats.columns import Array, beside, blank
from casekit.stats.options import check_choice, check_level
from casekit.stats.series import two_phases

_TERMS = ("intercept", "trend", "level", "slope")


def piecewise(
    data: pd.DataFrame,
    errors: str = "ols",
    *,
    phases: Sequence[object] = ("A", "B"),
    confidence: float = 0.95,
    **columns: Any,
) -> pd.DataFrame:
    """Return the piecewise linear model (PLM) of each case: baseline trend, change of level, change of slope.

    Use it with about five or more points a phase. With ``"ols"``, p values suppose independent errors.

    Parameters
    ----------
    errors : {"ols", "newey-west", "ar"}
        Least squares; the same with standard errors that allow for autocorrelation; errors that follow each
        other (autoregression of order 1).
    confidence : float
        Level of the intervals, above 0 and below 1.
    data, phases, **columns
        As in `effect_sizes`.

    Returns
    -------
    DataFrame
        Four rows a case: ``case, term, errors, est, se, ci_low, ci_high, t, p, df, note``, in units of the
        outcome, whatever the direction of improvement; `trend` and `slope` are per session.

    Notes
    -----
    y = intercept + trend * session + level * B + slope * (session - first session of B) * B. Newey-West takes
    floor(4 (N / 100)^(2/9)) lags; t has N - 4 degrees of freedom.

    References
    ----------
    Huitema and McKean (2000), Educational and Psychological Measurement 60, 38; Newey and West (1987),
    Econometrica 55, 703. Checked against R 4.2.2 (lm).

    Examples
    --------
    >>> data = pd.DataFrame({"case": "D", "session": range(8), "phase": [*"AAAABBBB"],
    ...                      "outcome": [2, 1, 3, 2, 5, 6, 5, 7]})
    >>> piecewise(data).set_index("term")["est"].round(2).to_dict()
    {'intercept': 1.7, 'trend': 0.2, 'level': 2.5, 'slope': 0.3}
    """
    check_choice("errors", errors, "ols", "newey-west", "ar")
    check_level(confidence)
    series, a, b, notes = two_phases(data, phases, **columns)
    numbers = blank(len(series), len(_TERMS), 7)
    for case in np.flatnonzero(~notes.grave):
        y, t = (np.concatenate(both) for both in zip(a.of(case), b.of(case), strict=True))
        later = np.arange(len(y)) >= a.count[case]
        design = np.column_stack([np.ones(len(y)), t, later, (t - t[a.count[case]]) * later])
        if len(y) > len(_TERMS) and np.linalg.matrix_rank(design) == len(_TERMS):
            numbers[case] = _fitted(y, design, errors, confidence)
            if np.sqrt(np.mean((y - design @ numbers[case, :, 0]) ** 2)) <= 1e-10 * np.abs(y).max():
                numbers[case, :, 1:6] = np.nan
                notes.add("perfect", np.array([case]))
    notes.add("too_few", ~notes.grave & np.isnan(numbers[:, 0, 0]))
    table = series.keys.loc[series.keys.index.repeat(len(_TERMS))].reset_index(drop=True)
    heads = ("est", "se", "ci_low", "ci_high", "t", "p", "df")
    found = dict(zip(heads, numbers.reshape(-1, len(heads)).T, strict=True))
    said = np.repeat(notes.said(), len(_TERMS))
    return beside(table, term=[*_TERMS] * len(series), errors=errors, **found, note=said)


def _fitted(y: Array, design: Array, errors: str, confidence: float) -> Array:
    """Return est, se, interval, t, p and df of each term of a model; empty if it has no solution."""
    from statsmodels.api import GLSAR, OLS  # noqa: PLC0415 - a second to import
    from statsmodels.tools.sm_exceptions import SingularMatrixWarning  # noqa: PLC0415

    with np.errstate(all="ignore"), warnings.catch_warnings(), suppress(SingularMatrixWarning):
        warnings.simplefilter("error", SingularMatrixWarning)
        if errors == "ar":
            fit = GLSAR(y, design, rho=1).iterative_fit(maxiter=50)
        elif errors == "newey-west":
            lags = int(4 * (len(y) / 100) ** (2 / 9))
            options = {"maxlags": lags, "use_correction": True}
            fit = OLS(y, design).fit(cov_type="HAC", cov_kwds=options, use_t=True)
        else:
            fit = OLS(y, design).fit()
        df = np.full(len(fit.params), fit.df_resid)
        interval = fit.conf_int(alpha=1 - confidence)
        return np.column_stack([fit.params, fit.bse, interval, fit.tvalues, fit.pvalues, df])
    return blank(len(_TERMS), 7)
