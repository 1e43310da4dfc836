"""Several cases in one number: the between-case standardised mean difference of a multilevel model."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.stats import t as student

from casekit.errors import OutcomeError
from casekit.stats.columns import Array, blank
from casekit.stats.options import check_level
from casekit.stats.series import Counts, Notes, Phase, spread, two_phases
from casekit.vocab import say

_FEWEST = 3  # cases; they make more than two degrees of freedom, without which no standard error exists
_ENDS = ((0.0, 10.0), (-3.0, 3.0))  # of Fisher's z: root of the intraclass correlation, autocorrelation
_STARTS = [np.array(start) for start in product((0.3, 1, 2, 4, 7), (-0.6, 0, 0.6, 1.5))]
_EXACT = {"ftol": 1e-15, "gtol": 1e-8}
_LEAST = 1e-10  # so small a share is nothing but rounding
_YES = np.array([True])
_NUMBERS = ("est", "se", "ci_low", "ci_high", "df", "between_variance", "within_variance", "autocorrelation")


def between_case_smd(
    data: pd.DataFrame, *, phases: Sequence[object] = ("A", "B"), confidence: float = 0.95, **columns: Any
) -> pd.DataFrame:
    """Return the between-case standardised mean difference (BC-SMD) of several cases, in one row.

    It puts a study of three or more cases on the scale of a trial with two groups: the mean change, in
    standard deviations of one measurement of many persons. It supposes that all cases change alike, on one
    scale, without a trend in either phase; for a single case see `effect_sizes`.

    Parameters
    ----------
    confidence : float
        Level of the interval, above 0 and below 1.
    data, phases, **columns
        As in `effect_sizes`, with one direction of improvement for all cases.

    Returns
    -------
    DataFrame
        ``n_cases, n_points, est, se, ci_low, ci_high, df, between_variance, within_variance, autocorrelation,
        note``; a positive `est` is an improvement, the variances are in squared units of the outcome. Cases
        whose data cannot be used are left out, and `note` says so.

    Raises
    ------
    OutcomeError
        As `effect_sizes`, or if the cases used do not share one direction of improvement.

    Notes
    -----
    Model MB1: y = b0 + u + b1 B + e, with u ~ N(0, tau2) for each case and e ~ AR(1) within it, by restricted
    maximum likelihood. est = J b1 / sqrt(tau2 + sigma2), J = 1 - 3 / (4 df - 1), df = 2 (tau2 + sigma2)^2 /
    Var(tau2 + sigma2) from the expected information; se^2 = J^2 (df k^2 / (df - 2) + est^2 (df / (df - 2) -
    1 / J^2)), k^2 = Var(b1) / (tau2 + sigma2); the interval is the symmetric one of t. Autocorrelation counts
    in steps, the shortest distance of two sessions being one, and the others rounded to whole steps.

    References
    ----------
    Pustejovsky, Hedges and Shadish (2014), J. Educational and Behavioral Statistics 39, 368. Checked against
    g_REML of scdhlm with nlme 3.1-162 (R 4.2.2), whose steps are sessions.

    Examples
    --------
    >>> data = pd.DataFrame({"case": [*"DDDDDDEEEEEEFFFFFF"], "session": [*range(6)] * 3,
    ...                      "phase": [*"AAABBB" "AAABBB" "AAAABB"],
    ...                      "outcome": [2, 3, 2, 5, 6, 5, 4, 3, 5, 7, 6, 8, 1, 3, 2, 3, 5, 4]})
    >>> between_case_smd(data)[["n_cases", "est", "se", "df"]].round(2).values.tolist()
    [[3.0, 1.86, 0.91, 4.51]]
    """
    check_level(confidence)
    series, a, b, notes = two_phases(data, phases, **columns)
    used = np.flatnonzero(~notes.grave)
    if len(signs := np.unique(series.sign[used])) > 1:
        raise OutcomeError(say("stats.two_directions"))
    notes.drop("short", np.full(len(series), True))
    said = Notes(np.bitwise_or.reduce(notes.bits, keepdims=True))
    said.add("left_out", _YES & (len(used) < len(series)))
    points, numbers = _points(a, b, used), dict.fromkeys(_NUMBERS, np.nan)
    if len(used) < _FEWEST:
        said.add("few_cases", _YES)
    elif spread(points.outcome) == 0:
        said.add("constant", _YES)
    else:
        with np.errstate(all="ignore"):
            numbers = dict(zip(_NUMBERS, _fitted(points, signs[0], confidence), strict=True))
        said.add("no_fit", _YES & np.isnan(numbers["df"]))
    row = {"n_cases": len(used), "n_points": len(points.outcome), **numbers}
    return pd.DataFrame(row, index=[0]).assign(note=said.said())


@dataclass(frozen=True)
class _Points:
    """The points of the cases that can be used, sorted by case and session."""

    outcome: Array
    later: Array
    lag: Array  # steps since the point before, infinitely many where a case begins
    start: Counts


def _points(a: Phase, b: Phase, used: Counts) -> _Points:
    """Return the points of these cases."""
    case = np.concatenate([np.repeat(np.arange(len(part.count)), part.count) for part in (a, b)])
    session, outcome = np.concatenate([a.session, b.session]), np.concatenate([a.outcome, b.outcome])
    later = np.repeat([0.0, 1.0], [len(a.session), len(b.session)])
    rows = np.lexsort((session, case))
    rows = rows[np.isin(case[rows], used)]
    start = np.flatnonzero(np.diff(case[rows], prepend=-1))
    gap = np.diff(session[rows], prepend=0)
    gap[start] = np.inf
    return _Points(outcome[rows], later[rows], np.rint(gap / gap.min(initial=np.inf)), start)


def _fitted(points: _Points, sign: float, confidence: float) -> Array:
    """Return the numbers of the model; empty where the data do not determine it."""
    unit, size = np.sqrt(spread(points.outcome)), len(points.outcome)
    y = sign * (points.outcome - points.outcome.mean()) / unit
    rows = np.column_stack([np.ones(size), points.later, y])

    def freed(at: Array) -> tuple[Array, float]:
        return _freed(rows, points.lag, points.start, np.tanh(at[0]) ** 2, np.tanh(at[1]))

    def deviance(at: Array) -> float:
        free, log_det = freed(at)
        r = np.abs(np.diag(np.linalg.qr(free, mode="r")))
        return float(log_det + 2 * np.log(r[0] * r[1]) + 2 * (size - 2) * np.log(r[2]))

    at = minimize(deviance, min(_STARTS, key=deviance), jac="3-point", bounds=_ENDS, options=_EXACT).x
    icc, phi = np.tanh(at[0]) ** 2, np.tanh(at[1])
    q, r = np.linalg.qr(freed(at)[0])
    total = r[2, 2] ** 2 / (size - 2)
    known = _information(points, q[:, :2], icc, phi)
    told_apart = np.linalg.det(known / np.sqrt(np.outer(known.diagonal(), known.diagonal())))
    inside = at[0] < _ENDS[0][1] and abs(at[1]) < _ENDS[1][1]
    if not (inside and total > _LEAST and told_apart > _LEAST):
        return blank(len(_NUMBERS))
    df = 2 / np.linalg.inv(known)[0, 0]
    small = 1 - 3 / (4 * df - 1)
    est = small * r[1, 2] / r[1, 1] / np.sqrt(total)
    se = np.sqrt(df / (df - 2) * small**2 * (1 / r[1, 1] ** 2 + est**2) - est**2)
    reach = student.ppf((1 + confidence) / 2, df) * se
    variance = total * unit**2
    return np.array([est, se, est - reach, est + reach, df, icc * variance, (1 - icc) * variance, phi])


def _freed(rows: Array, lag: Array, start: Counts, icc: float, phi: float) -> tuple[Array, float]:
    """Return columns freed of what ties their rows to each other, and the log determinant of those ties."""
    near = (phi**lag)[:, None]
    left = (1 - icc) * (1 - near**2)
    both = np.column_stack([np.ones(len(lag)), rows])
    both = (both - near * np.roll(both, 1, axis=0)) / np.sqrt(left)
    ones, rows = both[:, :1], both[:, 1:]
    size = np.add.reduceat(ones**2, start)
    root = np.sqrt(1 + icc * size)
    shared = np.add.reduceat(ones * rows, start) * (1 - 1 / root) / size
    rows = rows - ones * np.repeat(shared, np.diff(start, append=len(lag)), axis=0)
    return rows, float(np.log(left).sum() + 2 * np.log(root).sum())


def _information(points: _Points, q: Array, icc: float, phi: float) -> Array:
    """Return the expected information on log total variance, intraclass correlation and autocorrelation."""
    trace, within = np.zeros((3, 3)), np.zeros((3, 2, 2))
    first, cuts = np.zeros(1, dtype=np.int64), points.start[1:]
    for lag, part in zip(np.split(points.lag, cuts), np.split(q, cuts), strict=True):
        when = np.cumsum(np.where(np.isinf(lag), 0, lag))
        apart = np.abs(when[:, None] - when)
        slopes = (1 - phi**apart, (1 - icc) * apart * phi ** np.maximum(apart - 1, 0))
        half = [_freed(slope, lag, first, icc, phi)[0].T for slope in slopes]
        whole = np.stack([np.eye(len(lag)), *(_freed(each, lag, first, icc, phi)[0] for each in half)])
        flat, along = whole.reshape(3, -1), whole @ part
        trace += flat @ flat.T - 2 * along.reshape(3, -1) @ along.reshape(3, -1).T
        within += part.T @ along
    return (trace + within.reshape(3, 4) @ within.transpose(0, 2, 1).reshape(3, 4).T) / 2
