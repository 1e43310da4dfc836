"""Many cases: the same call takes and returns pandas, Polars, DuckDB and PySpark tables.

Nothing is brought into memory that the engine of the table would not bring itself: a DuckDB relation or a
Spark frame stays one until it is shown.
"""

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np

from casekit.stats.columns import LARGEST
from casekit.stats.engines import as_frame, open_cohort
from casekit.stats.options import check_whole, checked_pair, is_one_of, key_columns
from casekit.stats.pooling import pool
from casekit.vocab import codes, say

__all__ = ["case_effects", "open_cohort", "outcome_table", "pool"]


class _Columns:
    """Columns by their names: ``c.n_a`` is the column `n_a`."""

    def __getattr__(self, name: str) -> Any:
        return nw.col(name)


c = _Columns()
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
    >>> import pandas as pd
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
        cases = _counted(_ranked(points, keys), keys)
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
    >>> import pandas as pd
    >>> data = pd.DataFrame({"agency": [*"XXXXXY"], "change": [1, 2, 3, 4, 5, 9]})
    >>> outcome_table(data, "change", by="agency")[["agency", "median", "suppressed"]].values.tolist()
    [['X', 3.0, False], ['Y', nan, True]]
    """
    check_whole("minimum", minimum, 1)
    keys = key_columns(by)
    v = c._v
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
    shown = c.n >= minimum
    kept = [
        nw.when(shown).then(nw.col(name)).alias(name) for name in ("mean", "sd", "p25", "median", "p75", "n")
    ]
    groups = groups.with_columns(suppressed=~shown).with_columns(*kept)
    return (
        groups.select(*keys, "n", "mean", "sd", "p25", "median", "p75", "suppressed").sort(keys).to_native()
    )


def _ranked(points: Any, keys: Sequence[str]) -> Any:
    """Return points with their ranks within a case, parted by phase."""
    points = points.with_columns(
        _known=~c._y.is_null(),
        _y_a=nw.when(c._in_a).then(c._y),
        _y_b=nw.when(~c._in_a).then(c._y),
        _up=c._y * c._sign,
        _up_a=nw.when(c._in_a).then(c._y * c._sign),
        _t_a=nw.when(c._in_a & ~c._y.is_null()).then(c._t),
        _t_b=nw.when(~c._in_a & ~c._y.is_null()).then(c._t),
    )
    points = points.with_columns(
        _rank=c._up.rank("average").over([*keys, "_known"]),
        _top=c._up_a.max().over([*keys, "_known"]),
    )
    return points.with_columns(
        _rank_b=nw.when(~c._in_a).then(c._rank), _beats=_flag(~c._in_a & (c._up > c._top))
    )


def _counted(points: Any, keys: Sequence[str]) -> Any:
    """Return what is counted and summed of each case."""
    return points.group_by(keys).agg(
        n_a=c._y_a.count(),
        n_b=c._y_b.count(),
        mean_a=c._y_a.mean(),
        mean_b=c._y_b.mean(),
        _var_a=c._y_a.var(),
        _var_b=c._y_b.var(),
        _low=c._y_a.min(),
        _high=c._y_a.max(),
        _sign=c._sign.max(),
        _least=c._sign.min(),
        _signs=c._sign.count(),
        _rows=nw.len(),
        _ranks=c._rank_b.sum(),
        _beats=c._beats.sum(),
        _gone=c._gone.sum(),
        _wild=c._wild.sum(),
        _times=c._t.count(),
        _kinds=c._t.n_unique(),
        _end_a=c._t_a.max(),
        _start_b=c._t_b.min(),
    )


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
    grave = {
        "unnamed": nw.any_horizontal(*(nw.col(key).is_null() for key in keys), ignore_nulls=True),
        "infinite": c._wild > 0,
        "no_session": (c._times > 0) & (c._times < c._rows),
        "duplicated": (c._times > 0) & (c._kinds < c._rows),
        "order": c._end_a >= c._start_b,
        "direction": (c._signs < c._rows) | (c._least < c._sign),
    }
    mild = {
        "empty_phase": (c.n_a == 0) | (c.n_b == 0),
        "two_points": (c.n_a == 1) & (c.n_b == 1),
        "missing": c._gone > 0,
    }
    note, fit = nw.lit(""), nw.lit(True)
    for key, found in reversed((grave | mild).items()):
        note = nw.when(found).then(nw.lit(say(f"stats.note.{key}"))).otherwise(note)
    for found in grave.values():
        fit = nw.when(found).then(nw.lit(False)).otherwise(fit)
    return cases.with_columns(note=note, _fit=fit)


def _measured(cases: Any) -> Any:
    """Return cases with their effect sizes from what was counted and summed."""
    two = 2  # points are a difference and no effect, and too few for a standard deviation
    both = c._fit & (c.n_a > 0) & (c.n_b > 0) & (c.n_a + c.n_b > two)
    pairs = nw.when(both).then(c.n_a * c.n_b * nw.lit(1.0))
    cases = cases.with_columns(
        mean_a=nw.when(c._fit).then(c.mean_a),
        mean_b=nw.when(c._fit).then(c.mean_b),
        change=nw.when(c._fit).then(c.mean_b - c.mean_a) * c._sign,
        nap=(c._ranks - c.n_b * (c.n_b + 1) / 2) / pairs,
        pnd=c._beats / nw.when(both).then(c.n_b * nw.lit(1.0)),
        _sd=nw.when(both & (c.n_a > two) & (c._high > c._low)).then(c._var_a).sqrt(),
        _ratio=nw.when(both & (c.mean_a > 0) & (c.mean_b > 0)).then(c.mean_b / c.mean_a),
        _j=1 - 3 / (4 * c.n_a - 5),
        _part_a=c._var_a / (c.n_a * nw.when(c.mean_a != 0).then(c.mean_a * c.mean_a)),
        _part_b=c._var_b / (c.n_b * nw.when(c.mean_b != 0).then(c.mean_b * c.mean_b)),
    )
    cases = cases.with_columns(
        tau=2 * c.nap - 1,
        smd=c._j * c.change / c._sd,
        lrr=c._sign * (c._ratio.log() + (c._part_b - c._part_a) / 2),
        lrr_se=nw.when(~c._ratio.is_null() & (c._part_a + c._part_b > 0)).then(c._part_a + c._part_b).sqrt(),
    )
    freedom = nw.when(c.n_a > 1).then(2 * (c.n_a - 1) * nw.lit(1.0))
    spread = 1 / c.n_a + c._var_b / (c.n_b * c._sd * c._sd) + c.smd * c.smd / freedom
    return cases.with_columns(smd_se=c._j * spread.sqrt())
