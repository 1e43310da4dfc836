"""Many cases: the same call takes and returns pandas, Polars, DuckDB and PySpark tables.

Nothing is brought into memory that the engine of the table would not bring itself: a DuckDB relation or a
Spark frame stays one until it is shown.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import narwhals as nw
import numpy as np

from casekit.doors import at_the_door
from casekit.stats.columns import LARGEST, ROUNDING, check_apart
from casekit.stats.engines import as_frame, as_table, check_kinds, columns_of, open_cohort
from casekit.stats.options import check_whole, checked_pair, key_columns, one_word
from casekit.stats.pooling import pool
from casekit.vocab import codes, say

__all__ = ["case_effects", "open_cohort", "outcome_table", "pool"]


class _Columns:
    """Columns by their names: ``c.n_a`` is the column `n_a`."""

    def __getattr__(self, name: str) -> Any:
        return nw.col(name)


c = _Columns()
_EFFECTS = ("mean_a", "mean_b", "change", "nap", "tau", "pnd", "smd", "smd_se", "lrr", "lrr_se")
_RESULT = ("n_a", "n_b", *_EFFECTS, "note")
_GROUPS = ("n", "mean", "sd", "p25", "median", "p75", "suppressed")
_UP = {"increase": 1.0, "decrease": -1.0}
_EQUAL = 1e-13


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
        One row a point, of pandas, Polars (also lazy), Arrow, DuckDB or PySpark. Other phases are left out.
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
    NAP is a rank sum: 1 - (sum of the ranks of B, the best first - n_b (n_b + 1) / 2) / (n_a n_b); SMD with
    the SD of A and LRR, both bias-corrected, as in `single_case.effect_sizes`, against which it is checked.

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
    check_apart(keys, _RESULT)
    data, back = as_table(data)
    known = columns_of(data)
    fixed = one_word(improvement, codes("improvement"), known)
    timed = [] if session is None else [session]
    columns = [*keys, *timed, phase, outcome, *([] if fixed else [improvement])]
    frame = as_frame(data, columns, [outcome], timed, usual=True)
    check_kinds(frame, keys, phase, [a, b])
    value = nw.col(outcome).cast(nw.Float64)
    given = ~value.is_null() & ~value.is_nan()
    sound = given & value.is_finite() & (value.abs() <= LARGEST)
    own = {f"_key{place}": key for place, key in enumerate(keys)}  # a column may be called like one of ours
    with np.errstate(all="ignore"):
        points = frame.filter(nw.col(phase).is_in([a, b])).select(
            *(nw.col(key).alias(name) for name, key in own.items()),
            *([] if fixed else [_sign(improvement).alias("_sign")]),
            _in_a=nw.col(phase) == a,
            _y=nw.when(sound).then(value),
            _t=_time(frame, session),
            _wild=_flag(given & ~sound),
        )
        cases = _counted(_ranked(points, [*own], _UP.get(fixed or "")), [*own], directed=not fixed)
        if fixed:
            cases = cases.with_columns(_sign=nw.lit(_UP[fixed]))
        cases = _measured(_noted(cases, [*own], directed=not fixed))
        named = cases.select(*(nw.col(name).alias(key) for name, key in own.items()), *_RESULT)
        return back(named.to_native())


def outcome_table(data: Any, value: str, *, by: str | Sequence[str], minimum: int = 5) -> Any:
    """Return how a number is distributed over the cases of each group, as a table of the same engine.

    Groups of fewer than `minimum` cases keep their row without numbers, so that nobody can be singled out. A
    single group left empty can still be found from a published total: leave out totals, or a second group.

    Parameters
    ----------
    data : table
        One row a case, for example from `case_effects`.
    value : str
        The column to describe; empty values, and infinite ones, are not counted.
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
    check_apart(keys, _GROUPS)
    data, back = as_table(data)
    v, own = c._v, {f"_key{place}": key for place, key in enumerate(keys)}
    frame = as_frame(data, [*keys, value], [value])
    cases = frame.select(
        *(nw.col(key).alias(name) for name, key in own.items()), _v=nw.col(value).cast(nw.Float64)
    )
    cases = cases.filter(~v.is_null() & v.is_finite() & (v.abs() <= LARGEST))
    groups = cases.group_by([*own]).agg(
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
    with suppress(TypeError, NotImplementedError):  # names of several kinds have no order
        groups = groups.sort([*own])
    return back(groups.select(*(nw.col(name).alias(key) for name, key in own.items()), *_GROUPS).to_native())


def _ranked(points: Any, keys: Sequence[str], sign: float | None) -> Any:
    """Return points with their ranks within a case, the best first, parted by phase."""
    known = ~c._y.is_null()
    if points.implementation.is_duckdb():
        points = _ranked_by_duckdb(
            points, keys, "_y * _sign" if sign is None else "_y" if sign > 0 else "-_y"
        )
    else:
        points = points.with_columns(_known=known, _up=c._y * (c._sign if sign is None else sign))
        points = points.with_columns(
            _rank=c._up.rank("average", descending=True).over([*keys, "_known"]),
            _first=c._up.rank("min", descending=True).over([*keys, "_known"]),
        )
    return points.with_columns(
        _y_a=nw.when(c._in_a).then(c._y),
        _y_b=nw.when(~c._in_a).then(c._y),
        _t_a=nw.when(c._in_a & known).then(c._t),
        _t_b=nw.when(~c._in_a & known).then(c._t),
        _rank_b=nw.when(~c._in_a & known).then(c._rank),
        _first_a=nw.when(c._in_a & known).then(c._first),
    )


def _ranked_by_duckdb(points: Any, keys: Sequence[str], up: str) -> Any:
    """Return the same of DuckDB, from one sorting; Narwhals would part the points anew for equal values."""
    order = f"partition by {', '.join(keys)} order by {up} desc nulls last"
    equal = f"count(*) over ({order} range between current row and current row)"
    own = points.to_native().project(
        f"*, rank() over ({order}) + ({equal} - 1) / 2 as _rank, rank() over ({order}) as _first"
    )
    return nw.from_native(own)


def _counted(points: Any, keys: Sequence[str], *, directed: bool) -> Any:
    """Return what is counted and summed of each case."""
    signs = {"_sign": c._sign.max(), "_least": c._sign.min(), "_signs": c._sign.count()}
    return points.group_by(keys).agg(
        **(signs if directed else {}),
        n_a=c._y_a.count(),
        n_b=c._y_b.count(),
        mean_a=c._y_a.mean(),
        mean_b=c._y_b.mean(),
        _var_a=c._y_a.var(),
        _var_b=c._y_b.var(),
        _low_a=c._y_a.min(),
        _high_a=c._y_a.max(),
        _low_b=c._y_b.min(),
        _rows=nw.len(),
        _ranks=c._rank_b.sum(),
        _first=c._first_a.min(),
        _wild=c._wild.sum(),
        _times=c._t.count(),
        _kinds=c._t.n_unique(),
        _end_a=c._t_a.max(),
        _start_b=c._t_b.min(),
    )


def _sign(improvement: str) -> Any:
    """Return 1 where a column says increase, -1 where it says decrease, in whatever capitals."""
    way = nw.col(improvement).cast(nw.String).str.strip_chars().str.to_lowercase()
    return nw.when(way == "increase").then(nw.lit(1.0)).when(way == "decrease").then(nw.lit(-1.0))


def _flag(where: Any) -> Any:
    """Return 1 where a condition is true, else 0; what is not known is not true."""
    return nw.when(where).then(nw.lit(1)).otherwise(nw.lit(0))


def _time(frame: Any, session: str | None) -> Any:
    """Return when a point was measured, empty where that is not recorded."""
    if session is None:
        return nw.lit(None, nw.Float64)
    kind = frame.collect_schema()[session]
    if kind.is_temporal() or kind.is_integer():
        return nw.col(session)
    number = nw.col(session).cast(nw.Float64)
    return nw.when(number.is_finite()).then(number)


def _noted(cases: Any, keys: Sequence[str], *, directed: bool) -> Any:
    """Return cases with a note, the gravest thing first, and whether their numbers can be trusted."""
    grave = {
        "unnamed": nw.any_horizontal(*(nw.col(key).is_null() for key in keys), ignore_nulls=True),
        "infinite": c._wild > 0,
        "no_session": (c._times > 0) & (c._times < c._rows),
        "duplicated": (c._times > 0) & (c._kinds < c._rows),
        "order": c._end_a >= c._start_b,
    }
    if directed:
        grave["direction"] = (c._signs < c._rows) | (c._least < c._sign)
    mild = {
        "empty_phase": (c.n_a == 0) | (c.n_b == 0),
        "two_points": (c.n_a == 1) & (c.n_b == 1),
        "missing": c.n_a + c.n_b + c._wild < c._rows,
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
    size = nw.max_horizontal(c._high_a.abs(), c._low_a.abs(), c.mean_b.abs())
    least = ROUNDING * size
    varied = c._high_a - c._low_a > _EQUAL * nw.max_horizontal(c._high_a.abs(), c._low_a.abs())
    unsigned = (c._low_a >= -1 * least) & (c._low_b >= -1 * least)
    divisible = unsigned & (c.mean_a > least) & (c.mean_b > least)
    cases = cases.with_columns(
        mean_a=nw.when(c._fit).then(c.mean_a),
        mean_b=nw.when(c._fit).then(c.mean_b),
        change=nw.when(c._fit).then(c.mean_b - c.mean_a) * c._sign,
        nap=(c.n_a * c.n_b + c.n_b * (c.n_b + 1) / 2 - c._ranks) / pairs,
        pnd=(c._first - 1) / nw.when(both).then(c.n_b * nw.lit(1.0)),
        _sd=nw.when(both & (c.n_a > two) & varied).then(c._var_a).sqrt(),
        _ratio=nw.when(both & divisible).then(c.mean_b / c.mean_a),
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


at_the_door(globals(), __all__)
