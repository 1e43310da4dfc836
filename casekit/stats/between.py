"""Several cases in one number: the between-case standardised mean difference of a multilevel model."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import t as student

from casekit.stats import coverage, mixed
from casekit.stats.columns import Array, blank
from casekit.stats.options import check_choice, check_level, check_number, checked_pair
from casekit.stats.points import ALL, Points, gathered
from casekit.stats.series import Notes, Phase, Series, read

_LEAST_DF = 2.001
_NUMBERS = ("est", "se", "ci_low", "ci_high", "df", "between_variance", "within_variance", "autocorrelation")


@dataclass(frozen=True)
class _Model:
    """What a model has beside levels that differ from case to case and a change that all share."""

    trends: bool = False  # in the baseline, and another after it
    varies: str = ""  # from case to case: the change of level, or the trend
    reversal: bool = False


_MODELS = {
    "MB1": _Model(),
    "MB2": _Model(varies="level"),
    "MB3": _Model(trends=True),
    "MB4": _Model(trends=True, varies="trend"),
    "TR1": _Model(reversal=True),
    "TR2": _Model(varies="level", reversal=True),
}


def between_case_smd(
    data: pd.DataFrame,
    model: str = "MB1",
    *,
    start: float | None = None,
    end: float | None = None,
    phases: Sequence[object] = ("A", "B"),
    confidence: float = 0.95,
    **columns: Any,
) -> pd.DataFrame:
    """Return the between-case standardised mean difference (BC-SMD) of several cases, in one row.

    It puts a study of three or more cases on the scale of a trial with two groups: the mean change, in
    standard deviations of one measurement of many persons, on one scale for all. Take the simplest model that
    fits what a chart shows; with few cases, the richer ones rest on little. For a single case see
    `effect_sizes`.

    Parameters
    ----------
    model : {"MB1", "MB2", "MB3", "MB4", "TR1", "TR2"}
        Multiple baseline: cases differ in their level (MB1), in their change too (MB2), all share trends
        before and after the change (MB3), or each has its own baseline trend (MB4). Reversal (A-B-A-B and
        the like): TR1 and TR2 are MB1 and MB2 over all phases whose name is that of `phases`, alone or with
        a number.
    start, end : float, optional
        MB3 and MB4: the effect is that at session `end` of an intervention that begins after session `start`.
        By default the last baseline session and the length of the intervention of the case with the shortest
        baseline.
    confidence : float
        Level of the interval, above 0 and below 1.
    data, phases, **columns
        As in `effect_sizes`, with one direction of improvement for all cases.

    Returns
    -------
    DataFrame
        ``model, n_cases, n_points, est, se, ci_low, ci_high, df, between_variance, within_variance,
        autocorrelation, note``; a positive `est` is an improvement, the variances are in squared units of the
        outcome, that between cases is of their level (in the baseline, or at session `end`). Cases whose data
        cannot be used are left out, and `note` says so; cases that have only a baseline are used.

    Raises
    ------
    OutcomeError
        As `effect_sizes`, or if the cases used do not share one direction of improvement.

    Notes
    -----
    MB1: y = b0 + u + b1 B + e; MB2: b1 varies, too; MB3: y = b0 + u + b1 B + b2 (session - end)
    + b3 (session - first session of B + 1) B + e; MB4: b2 varies, too. u ~ N(0, T), e ~ AR(1) within a case
    with variance sigma2, by restricted maximum likelihood. est = J (b1 + (end - start) b3) / sqrt(tau2 +
    sigma2), tau2 the variance of b0, J = 1 - 3 / (4 df - 1), df = 2 (tau2 + sigma2)^2 / Var(tau2 + sigma2)
    from the expected information; se^2 = J^2 (df k^2 / (df - 2) + est^2 (df / (df - 2) - 1 / J^2)), k^2 the
    variance of the numerator divided by tau2 + sigma2, a df below 2.001 taken as that; the interval is the
    symmetric one of t. Autocorrelation counts in steps, the shortest distance of two sessions being one, and
    the others rounded to whole steps.

    References
    ----------
    Pustejovsky, Hedges and Shadish (2014), J. Educational and Behavioral Statistics
    39, 368. Checked against published examples of scdhlm 0.7.4, and its formulas with nlme 3.1-162 (R
    4.2.2), whose steps are sessions.

    Examples
    --------
    >>> data = pd.DataFrame({"case": [*"DDDDDDEEEEEEFFFFFF"], "session": [*range(6)] * 3,
    ...                      "phase": [*"AAABBB" "AAABBB" "AAAABB"],
    ...                      "outcome": [2, 3, 2, 5, 6, 5, 4, 3, 5, 7, 6, 8, 1, 3, 2, 3, 5, 4]})
    >>> between_case_smd(data)[["n_cases", "est", "se", "df"]].round(2).values.tolist()
    [[3.0, 1.86, 0.91, 4.51]]
    """
    check_choice("model", model, *_MODELS)
    check_level(confidence)
    for name, value in {"start": start, "end": end}.items():
        if value is not None:
            check_number(name, value)
    kind, series = _MODELS[model], read(data, **columns)
    a, b, notes = _cut(series, checked_pair(phases), kind.reversal)
    fit, numbers = ~notes.grave, np.full(len(_NUMBERS), np.nan)
    found, said, can_be_fitted = gathered(series, a, b, notes)
    if can_be_fitted:
        with np.errstate(all="ignore"):
            sign = series.sign[fit][0]
            numbers = _numbers(found, kind, sign, _times(found, start, end), confidence)
        said.add("no_fit", ALL & np.isnan(numbers[0]))
    which = int(coverage.length(len(found.outcome) / max(len(found.start), 1)))
    said.add_more(0, ~np.isnan(numbers[:1]))
    row = {"model": model, "n_cases": fit.sum(), "n_points": len(found.outcome)}
    row |= dict(zip(_NUMBERS, numbers, strict=True))
    return pd.DataFrame(row, index=[0]).assign(note=said.said([coverage.warning(f"between {model}", which)]))


def _cut(series: Series, pair: tuple[Any, Any], reversal: bool) -> tuple[Phase, Phase, Notes]:
    """Return the points of baseline and intervention, and what to know of each case."""
    if reversal:
        series = replace(series, phase=series.phase.map(lambda name: _condition(name, pair)))
    series.check_phases(pair)
    (a, b), notes = series.cut(pair)
    if reversal:
        notes.drop("order", np.full(len(series), True))
    else:
        alone = (a.count > 0) & (b.count == 0) & (b.count.sum() > 0)
        notes.drop("empty_phase", alone)
        notes.add("control", alone & ~notes.grave)
    return a, b, notes


def _condition(name: Any, pair: tuple[Any, Any]) -> Any:
    """Return the phase of a pair of which a phase is a repetition, such as A2 of A."""
    for each in pair:
        if isinstance(each, str) and re.fullmatch(re.escape(each) + r"[0-9]*", str(name)):
            return each
    return name


def _times(found: Points, start: float | None, end: float | None) -> tuple[float, float]:
    """Return the session after which the intervention begins, and that at which its effect is told."""
    treated = np.isfinite(found.turn[found.start])
    size = np.diff(found.start, append=len(found.session))
    last = np.maximum.reduceat(np.where(found.later > 0, -np.inf, found.session), found.start)
    close = found.session[found.start + size - 1]
    length = np.where(treated, close - np.where(treated, found.turn[found.start], 0) + 1, np.inf)
    if start is None:
        start = float(last.min())
    if end is None:
        end = start + float(length[last == last.min()].min())
    return start, end


def _numbers(
    found: Points, kind: _Model, sign: float, times: tuple[float, float], confidence: float
) -> Array:
    """Return the numbers of the model; empty where the data do not determine it."""
    ones, time = np.ones(len(found.outcome)), found.session - times[1]
    after = np.where(found.later > 0, found.since + 1, 0)
    x = [ones, found.later, *([time, after] if kind.trends else [])]
    z = [ones, *{"": [], "level": [found.later], "trend": [time]}[kind.varies]]
    rows = mixed.Rows(
        sign * found.outcome,
        np.column_stack(x),
        np.column_stack(z),
        mixed.steps(found.session, found.start),
        found.start,
    )
    fit = mixed.fitted(rows)
    if fit is None or not fit.inside:
        return blank(len(_NUMBERS))
    weights = np.array([0, 1, 0, times[1] - times[0]][: len(x)])
    parts = np.zeros(len(fit.spread))
    parts[[0, -1]] = 1
    between = float(fit.between[0, 0])
    total = between + fit.within
    df = 2 * total**2 / float(parts @ fit.spread @ parts)
    large = max(df, _LEAST_DF)
    small, cut = (1 - 3 / (4 * each - 1) for each in (df, large))
    est = small * float(weights @ fit.beta) / np.sqrt(total)
    scaled = float(weights @ fit.naive @ weights) / total
    se = np.sqrt(small**2 * (large * scaled / (large - 2) + est**2 * (large / (large - 2) - 1 / cut**2)))
    reach = student.ppf((1 + confidence) / 2, df) * se
    return np.array(
        [est, se, est - reach, est + reach, df, between * fit.unit**2, fit.within * fit.unit**2, fit.phi]
    )
