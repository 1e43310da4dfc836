"""Piecewise regression of several cases at once: whether it helped across clients, and how alike they are."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from casekit.stats import coverage, mixed
from casekit.stats.columns import blank
from casekit.stats.options import check_choice, check_level, no_choice, several
from casekit.stats.points import ALL, Points, gathered
from casekit.stats.regression import HEADS, TERMS
from casekit.stats.series import two_phases


def multilevel(
    data: pd.DataFrame,
    random: str | Sequence[str] = ("intercept", "level", "slope"),
    *,
    errors: str = "ar",
    together: bool = False,
    phases: Sequence[object] = ("A", "B"),
    confidence: float = 0.95,
    **columns: Any,
) -> pd.DataFrame:
    """Return the multilevel piecewise model of several cases: the mean change, and how much cases differ.

    It answers whether an intervention helped across clients: `level` is the mean change when it began,
    `slope` the mean change of trend, and `between_sd` how far single clients lie from these means. It takes
    three or more cases measured on one scale; with few, differences between them are known only roughly.

    Parameters
    ----------
    random : str or sequence of str
        The terms that differ from case to case: ``"intercept"``, ``"trend"``, ``"level"``, ``"slope"``.
    errors : {"ar", "independent"}
        Whether the errors of a case follow each other (autoregression of order 1).
    together : bool
        Whether what differs from case to case may be correlated; takes many cases.
    confidence : float
        Level of the intervals, above 0 and below 1.
    data, phases, **columns
        As in `effect_sizes`, with one direction of improvement for all cases.

    Returns
    -------
    DataFrame
        Four rows: ``term, est, se, ci_low, ci_high, t, p, df, between_sd, within_sd, autocorrelation,
        n_cases, n_points, note``, in units of the outcome, whatever the direction of improvement; `trend`
        and `slope` are per session. `between_sd` is empty for a term that is the same for all. Cases whose
        data cannot be used are left out, and `note` says so.

    Raises
    ------
    OutcomeError
        As `effect_sizes`, or if the cases used do not share one direction of improvement.

    Notes
    -----
    y = intercept + trend * (session - first session of the case) + level * B + slope * (session
    - first session of B) * B + e, where the terms in `random` have normal deviations of each case, by
    restricted maximum likelihood; tests and intervals by Kenward and Roger. Steps of the autoregression are
    counted as in `between_case_smd`.

    References
    ----------
    Moeyaert, Ferron, Beretvas and Van den Noortgate (2014), J. School Psychology 52, 191; Kenward and Roger
    (1997), Biometrics 53, 983. Checked against R 4.2.2: lme of nlme 3.1-162 (estimates and variances), and
    pbkrtest (standard errors and degrees of freedom, independent errors).

    Examples
    --------
    >>> data = pd.DataFrame({"case": [*"DDDDDDDDEEEEEEEEFFFFFFFF"], "session": [*range(8)] * 3,
    ...                      "phase": [*"AAABBBBB" "AAAABBBB" "AAAAABBB"],
    ...                      "outcome": [*map(int, "232565764353786813231546")]})
    >>> multilevel(data, "intercept").set_index("term")[["est", "se"]].round(2).loc["level"].tolist()
    [2.72, 0.47]
    """
    check_level(confidence)
    check_choice("errors", errors, "ar", "independent")
    if not isinstance(together, bool):
        raise no_choice("together", together, (True, False))
    for name in (varying := several("random", random, TERMS)):
        check_choice("random", name, *TERMS)
    series, a, b, notes = two_phases(data, phases, **columns)
    used, fit = int((~notes.grave).sum()), None
    found, said, can_be_fitted = gathered(series, a, b, notes)
    if can_be_fitted:
        with np.errstate(all="ignore"):
            fit = _fitted(found, varying, errors == "ar", together)
        said.add("no_fit", ALL & (fit is None))
        said.add("edge", ALL & (fit is not None and not fit.inside))
    which = int(coverage.length(len(found.outcome) / max(used, 1)))
    said.add_more(0, ALL & (fit is not None))
    note = said.said([coverage.warning("multilevel level", which)])[0]
    return _told(fit, varying, confidence).assign(n_cases=used, n_points=len(found.outcome), note=note)


def _fitted(found: Points, varying: list[str], follow: bool, together: bool) -> mixed.Fit | None:
    """Return the fitted model; None where the data do not determine it."""
    x = np.column_stack([np.ones(len(found.outcome)), found.session - found.begin, found.later, found.since])
    z = x[:, [place for place, term in enumerate(TERMS) if term in varying]]
    lag = mixed.steps(found.session, found.start)
    return mixed.fitted(mixed.Rows(found.outcome, x, z, lag, found.start), follow=follow, together=together)


def _told(fit: mixed.Fit | None, varying: list[str], confidence: float) -> pd.DataFrame:
    """Return the model as a table, a row a term."""
    numbers, apart, rest = blank(len(TERMS), len(HEADS)), np.full(len(TERMS), np.nan), (np.nan, np.nan)
    if fit is not None:
        numbers = np.array([fit.judged(weights, confidence) for weights in np.eye(len(TERMS))])
        apart[[term in varying for term in TERMS]] = fit.unit * np.sqrt(fit.between.diagonal())
        rest = (fit.unit * float(np.sqrt(fit.within)), fit.phi)
    table = pd.DataFrame(numbers, columns=[*HEADS])
    table.insert(0, "term", [*TERMS])
    return table.assign(between_sd=apart, within_sd=rest[0], autocorrelation=rest[1])
