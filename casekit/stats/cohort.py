"""Many cases: the same call takes and returns pandas, Polars, DuckDB and PySpark tables.

Nothing is brought into memory that the engine of the table would not bring itself: a DuckDB relation or a
Spark frame stays one until it is shown.
"""

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from casekit.stats.columns import LARGEST
from casekit.stats.engines import as_frame, open_cohort
from casekit.stats.options import check_level, check_whole, checked_pair, is_one_of, key_columns
from casekit.vocab import codes, say

__all__ = ["case_effects", "open_cohort", "outcome_table", "pool"]

_EFFECTS = ("mean_a", "mean_b", "change", "nap", "tau", "pnd", "smd", "smd_se", "lrr", "lrr_se")


def case_effects(
    data: Any,
    *,
    improvement: str = "increase",
    phases: Sequence[Any] = ("A", "B"),
    by: str | Sequence[str] = "case",
    session: str | None = "session",
    phase: str = "phase",
    outcome: str = "outcome",
) -> Any:
    """Return effect sizes of many cases, a row a case, as a table of the same engine.

    Trends and autocorrelation are not looked at; for that, take `single_case.effect_sizes`.

    Parameters
    ----------
    data : table
        One row a point, of pandas, Polars (eager or lazy), DuckDB or PySpark. Other phases are left out.
    session : str, optional
        The column with the numbers or dates of the sessions; None if the table has none: then nobody sees
        whether sessions are doubled or phases in the wrong order.
    improvement, phases, by, phase, outcome
        As in `single_case.effect_sizes`; `by` may hold agency or period too, to keep them.

    Returns
    -------
    table
        The columns of `by`, then ``n_a, n_b, mean_a, mean_b, change, nap, tau, pnd, smd, smd_se, lrr,
        lrr_se, note``, empty where they have no meaning. Change and effect sizes are positive for an
        improvement (NAP above 0.5). Where `note` tells of a doubled session, wrong order, infinite value,
        unknown direction or a case without name, the row has no numbers. A case without a row in either
        phase is left out.

    Raises
    ------
    OutcomeError
        If a column is missing, outcomes or sessions are no numbers, or a phase or direction is not known.

    Notes
    -----
    NAP is a rank sum: (sum of the ranks of B - n_b (n_b + 1) / 2) / (n_a n_b); SMD with the SD of A and LRR,
    both bias-corrected, as in `single_case.effect_sizes`, against which it is checked.

    Examples
    --------
    >>> data = pd.DataFrame({"case": "D", "session": range(8), "phase": [*"AAABBBBB"],
    ...                      "outcome": [2, 3, 2, 5, 6, 5, 7, 6]})
    >>> case_effects(data)[["n_a", "n_b", "nap", "pnd"]].values.tolist()
    [[3.0, 5.0, 1.0, 1.0]]
    """
    keys = key_columns(by)
    a, b = checked_pair(phases)
    fixed = is_one_of(improvement, codes("improvement"))
    timed = [] if session is None else [session]
    frame = as_frame(
        data, [*keys, *timed, phase, outcome, *([] if fixed else [improvement])], [outcome], timed
    )
    way, value = nw.lit(improvement) if fixed else nw.col(improvement), nw.col(outcome).cast(nw.Float64)
    sign = nw.when(way == "increase").then(nw.lit(1.0)).when(way == "decrease").then(nw.lit(-1.0))
    given = ~value.is_null() & ~value.is_nan()
    sound = given & value.is_finite() & (value.abs() <= LARGEST)
    y, y_a, y_b, up, aside, t = (nw.col(f"_{name}") for name in ("y", "y_a", "y_b", "up", "in_a", "t"))
    with np.errstate(all="ignore"):
        points = frame.filter(nw.col(phase).is_in([a, b])).select(
            *keys,
            _in_a=nw.col(phase) == a,
            _sign=sign,
            _y=nw.when(sound).then(value),
            _t=_time(frame, session),
            _gone=_flag(~given),
            _wild=_flag(given & ~sound),
        )
        points = points.with_columns(
            _known=~y.is_null(),
            _y_a=nw.when(aside).then(y),
            _y_b=nw.when(~aside).then(y),
            _up=y * nw.col("_sign"),
            _up_a=nw.when(aside).then(y * nw.col("_sign")),
            _t_a=nw.when(aside & ~y.is_null()).then(t),
            _t_b=nw.when(~aside & ~y.is_null()).then(t),
        )
        points = points.with_columns(
            _rank=up.rank("average").over([*keys, "_known"]),
            _top=nw.col("_up_a").max().over([*keys, "_known"]),
        )
        points = points.with_columns(
            _rank_b=nw.when(~aside).then(nw.col("_rank")), _beats=_flag(~aside & (up > nw.col("_top")))
        )
        cases = points.group_by(keys).agg(
            n_a=y_a.count(),
            n_b=y_b.count(),
            mean_a=y_a.mean(),
            mean_b=y_b.mean(),
            _var_a=y_a.var(),
            _var_b=y_b.var(),
            _low=y_a.min(),
            _high=y_a.max(),
            _sign=nw.col("_sign").max(),
            _least=nw.col("_sign").min(),
            _signs=nw.col("_sign").count(),
            _rows=nw.len(),
            _ranks=nw.col("_rank_b").sum(),
            _beats=nw.col("_beats").sum(),
            _gone=nw.col("_gone").sum(),
            _wild=nw.col("_wild").sum(),
            _times=t.count(),
            _kinds=t.n_unique(),
            _end_a=nw.col("_t_a").max(),
            _start_b=nw.col("_t_b").min(),
        )
        return _measured(_noted(cases, keys)).select(*keys, "n_a", "n_b", *_EFFECTS, "note").to_native()


def outcome_table(data: Any, value: str, *, by: str | Sequence[str], minimum: int = 5) -> Any:
    """Return how a number is distributed over the cases of each group, as a table of the same engine.

    Groups of fewer than `minimum` cases keep their row without numbers, so that nobody can be singled out. A
    single group left empty can still be found from a published total: leave out totals, or a second group.

    Parameters
    ----------
    data : table
        One row a case, for example from `case_effects`.
    value : str
        The column to describe; empty values are not counted.
    by : str or sequence of str
        The columns that name the groups: agency, category, period.
    minimum : int
        Smallest number of cases that is published, 1 or more.

    Returns
    -------
    table
        The columns of `by`, sorted, then ``n, mean, sd, p25, median, p75, suppressed``.

    Raises
    ------
    OutcomeError
        If a column is missing, is no number, or `minimum` is below 1.

    Examples
    --------
    >>> data = pd.DataFrame({"agency": [*"XXXXXY"], "change": [1, 2, 3, 4, 5, 9]})
    >>> outcome_table(data, "change", by="agency")[["agency", "median", "suppressed"]].values.tolist()
    [['X', 3.0, False], ['Y', nan, True]]
    """
    check_whole("minimum", minimum, 1)
    keys = key_columns(by)
    v = nw.col("_v")
    cases = as_frame(data, [*keys, value], [value]).select(*keys, _v=nw.col(value).cast(nw.Float64))
    cases = cases.filter(~v.is_null() & v.is_finite())
    groups = cases.group_by(keys).agg(
        n=v.count(),
        mean=v.mean(),
        sd=v.std(),
        median=v.median(),
        p25=v.quantile(0.25, interpolation="linear"),
        p75=v.quantile(0.75, interpolation="linear"),
    )
    shown = nw.col("n") >= minimum
    kept = [
        nw.when(shown).then(nw.col(name)).alias(name) for name in ("mean", "sd", "p25", "median", "p75", "n")
    ]
    groups = groups.with_columns(suppressed=~shown).with_columns(*kept)
    return (
        groups.select(*keys, "n", "mean", "sd", "p25", "median", "p75", "suppressed").sort(keys).to_native()
    )


def pool(
    effects: Any,
    est: str = "smd",
    se: str = "smd_se",
    *,
    by: str | Sequence[str] | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return the random-effects mean of effect sizes over cases, for each group.

    With short baselines, precise-looking SMDs are the small ones, and their mean is drawn to zero (in the
    synthetic cohort, 3 to 6 baseline points, to 0.40 from a true 0.57): pool LRR, or describe SMD by
    `outcome_table`.

    Parameters
    ----------
    effects : table
        One row a case, for example from `case_effects`; rows without estimate or standard error are left out.
    est, se : str
        The columns with estimates and standard errors.
    by : str or sequence of str, optional
        The columns that name the groups.
    confidence : float
        Level of the interval, above 0 and below 1.

    Returns
    -------
    DataFrame
        The columns of `by`, then ``k, est, se, ci_low, ci_high, tau2, i2``: number of cases, mean with its
        interval (Hartung-Knapp, t with k - 1 degrees of freedom), variance between cases (Paule-Mandel), and
        the share of variation that is not due to error. Empty for one case.

    Raises
    ------
    OutcomeError
        If a column is missing or is no number.

    References
    ----------
    IntHout et al. (2014), BMC Medical Research Methodology 14, 25. It is statsmodels' `combine_effects`.

    Examples
    --------
    >>> pool(pd.DataFrame({"smd": [1.0, 1.2, 0.9], "smd_se": [0.3, 0.4, 0.3]}))["est"].round(2).tolist()
    [1.0]
    """
    from statsmodels.stats.meta_analysis import combine_effects  # noqa: PLC0415 - a second to import

    check_level(confidence)
    keys = [] if by is None else key_columns(by)
    frame = as_frame(effects, [*keys, est, se], [est, se]).select(*keys, est, se)
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect("pandas" if frame.implementation.is_duckdb() else None)
    table = pd.DataFrame(frame.to_dict(as_series=False))  # by way of lists, which takes no pyarrow
    numbers = table[[est, se]].astype(float)
    usable = np.isfinite(numbers.to_numpy()).all(axis=1) & numbers[se].gt(0).to_numpy()
    table = table[usable]
    rows = []
    groups = table.groupby(keys, observed=True) if keys else [((), table)]
    for key, group in groups:
        row = dict(zip(keys, key, strict=True)) | {"k": len(group)}
        row |= dict.fromkeys(["est", "se", "ci_low", "ci_high", "tau2", "i2"], np.nan)
        if len(group) > 1:
            values, variances = group[est].to_numpy(float), group[se].to_numpy(float) ** 2
            with np.errstate(all="ignore"):  # equal values leave nothing to part
                fit = combine_effects(values, variances, method_re="iterated", use_t=True)
                low, high = fit.conf_int(alpha=1 - confidence)[3]
            row |= {"est": fit.mean_effect_re, "se": fit.sd_eff_w_re_hksj, "ci_low": low, "ci_high": high}
            row |= {"tau2": fit.tau2, "i2": max(fit.i2, 0)}
        rows.append(row)
    return pd.DataFrame(rows, columns=[*keys, "k", "est", "se", "ci_low", "ci_high", "tau2", "i2"])


def _flag(where: Any) -> Any:
    """Return 1 where a condition is true, else 0; what is not known is not true."""
    return nw.when(where).then(nw.lit(1)).otherwise(nw.lit(0))


def _time(frame: Any, session: str | None) -> Any:
    """Return when a point was measured, empty where that is not recorded."""
    if session is None:
        return nw.lit(None, nw.Float64)
    if not frame.collect_schema()[session].is_numeric():
        return nw.col(session)
    number = nw.col(session).cast(nw.Float64)
    return nw.when(number.is_finite()).then(number)


def _noted(cases: Any, keys: Sequence[str]) -> Any:
    """Return cases with a note, the gravest thing first, and whether their numbers can be trusted."""
    n_a, n_b, rows, times = (nw.col(name) for name in ("n_a", "n_b", "_rows", "_times"))
    grave = {
        "unnamed": nw.any_horizontal(*(nw.col(key).is_null() for key in keys), ignore_nulls=True),
        "infinite": nw.col("_wild") > 0,
        "no_session": (times > 0) & (times < rows),
        "duplicated": (times > 0) & (nw.col("_kinds") < rows),
        "order": nw.col("_end_a") >= nw.col("_start_b"),
        "direction": (nw.col("_signs") < rows) | (nw.col("_least") < nw.col("_sign")),
    }
    mild = {
        "empty_phase": (n_a == 0) | (n_b == 0),
        "two_points": (n_a == 1) & (n_b == 1),
        "missing": nw.col("_gone") > 0,
    }
    note, fit = nw.lit(""), nw.lit(True)
    for key, found in reversed((grave | mild).items()):
        note = nw.when(found).then(nw.lit(say(f"stats.note.{key}"))).otherwise(note)
    for found in grave.values():
        fit = nw.when(found).then(nw.lit(False)).otherwise(fit)
    return cases.with_columns(note=note, _fit=fit)


def _measured(cases: Any) -> Any:
    """Return cases with their effect sizes from what was counted and summed."""
    n_a, n_b, mean_a, mean_b, sign, var_a, var_b = (
        nw.col(name) for name in ("n_a", "n_b", "mean_a", "mean_b", "_sign", "_var_a", "_var_b")
    )
    two = 2  # points are a difference and no effect, and too few for a standard deviation
    both = nw.col("_fit") & (n_a > 0) & (n_b > 0) & (n_a + n_b > two)
    pairs = nw.when(both).then(n_a * n_b * nw.lit(1.0))
    cases = cases.with_columns(
        mean_a=nw.when(nw.col("_fit")).then(mean_a),
        mean_b=nw.when(nw.col("_fit")).then(mean_b),
        change=nw.when(nw.col("_fit")).then(mean_b - mean_a) * sign,
        nap=(nw.col("_ranks") - n_b * (n_b + 1) / 2) / pairs,
        pnd=nw.col("_beats") / nw.when(both).then(n_b * nw.lit(1.0)),
        _sd=nw.when(both & (n_a > two) & (nw.col("_high") > nw.col("_low"))).then(var_a).sqrt(),
        _ratio=nw.when(both & (mean_a > 0) & (mean_b > 0)).then(mean_b / mean_a),
        _j=1 - 3 / (4 * n_a - 5),
        _part_a=var_a / (n_a * nw.when(mean_a != 0).then(mean_a * mean_a)),
        _part_b=var_b / (n_b * nw.when(mean_b != 0).then(mean_b * mean_b)),
    )
    j, sd, part_a, part_b = (nw.col(name) for name in ("_j", "_sd", "_part_a", "_part_b"))
    cases = cases.with_columns(
        tau=2 * nw.col("nap") - 1,
        smd=j * nw.col("change") / sd,
        lrr=sign * (nw.col("_ratio").log() + (part_b - part_a) / 2),
        lrr_se=nw.when(~nw.col("_ratio").is_null() & (part_a + part_b > 0)).then(part_a + part_b).sqrt(),
    )
    freedom = nw.when(n_a > 1).then(2 * (n_a - 1) * nw.lit(1.0))
    spread = 1 / n_a + var_b / (n_b * sd * sd) + nw.col("smd") * nw.col("smd") / freedom
    return cases.with_columns(smd_se=j * spread.sqrt())
