"""Randomisation tests: how rare so large an improvement is among all that chance could have arranged."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, permutations
from math import factorial, prod
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from casekit.stats.arrangements import METHODS, Rules, arranged
from casekit.stats.columns import Array, Mask, beside
from casekit.stats.compared import STATISTICS
from casekit.stats.options import check_choice, check_whole, checked_pair, is_one_of, no_choice
from casekit.stats.series import Notes, Series, read

_ROUNDING = 1e-9  # sums in another order differ in the last digits


_MOST_RESAMPLES = 10_000_000  # more would take hours


def randomization_test(
    data: pd.DataFrame,
    method: str = "start",
    *,
    statistic: str = "mean",
    over: str | None = None,
    min_a: int = 3,
    min_b: int = 3,
    limit: int = 2,
    resamples: int = 9999,
    seed: int = 0,
    phases: Sequence[object] = ("A", "B"),
    **columns: Any,
) -> pd.DataFrame:
    """Return the randomisation test of each case: how rare so large an improvement is among all arrangements.

    It is valid only if chance decided, before the first session, what `method` says. With k possible
    arrangements p cannot fall below 1 / k: one case with few possible starts shows nothing, and several cases
    in a multiple baseline, with ``over="case"``, share one p.

    Parameters
    ----------
    method : {"start", "cases", "reversal", "alternating", "blocks", "permutation"}
        What was left to chance: when the intervention began; which case had which of the starts (with
        `over`); when phases changed, as in A-B-A-B; which session had which condition, with no more than
        `limit` alike in a row; which of each two sessions; which sessions, without a limit.
    statistic : {"mean", "median", "tau", "smd", "slope"}
        What is compared, B less A: means, medians, Tau, means in pooled standard deviations, slopes.
    over : str, optional
        The column of `by` over whose cases one test is made, of the mean of their statistics.
    min_a, min_b : int
        The fewest points that each phase could have had, 1 or more (``"start"``, ``"reversal"``).
    limit : int
        The most sessions in a row of one condition (``"alternating"``).
    resamples : int
        Up to so many arrangements all are counted; beyond, so many are drawn.
    seed : int
        Where the drawing begins, so that it can be repeated.
    data, phases, **columns
        As in `effect_sizes`.

    Returns
    -------
    DataFrame
        ``case, method, statistic, difference, p, arrangements, exact, note``: the statistic, positive for an
        improvement, and its one-sided p value; with `over`, one row for all, and `n_cases`. What was drawn
        counts as one arrangement besides: p = (1 + as large) / (1 + drawn).

    Raises
    ------
    OutcomeError
        As `effect_sizes`; if a method or statistic is not known, a number is out of range, or `over` is no
        column of `by`.

    References
    ----------
    Edgington and Onghena (2007), Randomization Tests; Marascuilo and Busk (1988), Behavioral Assessment 10, 1
    (``"start"`` over cases); Wampold and Worsham (1986), Behavioral Assessment 8, 135 (``"cases"``); Onghena
    (1992), Behavioral Assessment 14, 153 (``"reversal"``). Means, medians, Tau and slopes over cases are
    rand_test of scan (R), with all combinations of starts.

    Examples
    --------
    >>> data = pd.DataFrame({"case": "D", "session": range(8), "phase": [*"AAABBBBB"],
    ...                      "outcome": [2, 3, 2, 5, 6, 5, 7, 6]})
    >>> randomization_test(data, "permutation")[["p", "arrangements", "exact"]].round(4).values.tolist()
    [[0.0179, 56, True]]
    """
    check_choice("method", method, *METHODS)
    check_choice("statistic", statistic, *STATISTICS)
    for name, value in {"min_a": min_a, "min_b": min_b, "limit": limit}.items():
        check_whole(name, value, 1)
    check_whole("resamples", resamples, 1, _MOST_RESAMPLES)
    check_whole("seed", seed, 0)
    pair = checked_pair(phases)
    series = read(data, **columns)
    series.check_phases(pair)
    if (method == "cases" or over is not None) and not is_one_of(over, series.keys.columns):
        raise no_choice("over", over, series.keys.columns)
    cases, notes = _cases(series, pair, method)
    study = _Study(Rules(method, min_a, min_b, limit, resamples), statistic, np.random.default_rng(seed))
    if over is None:
        return _of_each(series.keys, cases, notes, study)
    return _over(series.keys, over, cases, notes, study)


@dataclass
class _Case:
    """The points of one case in their order, which of them are of the second phase, better being larger."""

    when: Array
    outcome: Array
    later: Mask


class _Found(NamedTuple):
    """What a test finds: the statistic, p, how many arrangements there are, and whether all were counted."""

    difference: float = np.nan
    p: float = np.nan
    arrangements: int = 0
    exact: bool = False


@dataclass
class _Chance:
    """The statistic in each arrangement, how many there are, and whether those here are only drawn."""

    values: Array
    count: int
    drawn: bool


def _cases(series: Series, pair: tuple[Any, Any], method: str) -> tuple[list[_Case | None], Notes]:
    """Return the cases that can be tested, and what to know of each."""
    (a, b), notes = series.cut(pair)
    if method not in {"start", "cases"}:
        notes.drop("order", np.ones(len(series), dtype=bool))
    cases: list[_Case | None] = [None] * len(series)
    for case in np.flatnonzero(~notes.grave):
        y, when = (np.concatenate(both) for both in zip(a.of(case), b.of(case), strict=True))
        order = np.argsort(when, kind="stable")
        later = np.arange(len(y)) >= a.count[case]
        cases[case] = _Case(when[order], y[order] * series.sign[case], later[order])
    return cases, notes


@dataclass
class _Study:
    """What was left to chance, what is compared, and where numbers are drawn from."""

    rules: Rules
    statistic: str
    rng: np.random.Generator

    def chance(self, case: _Case) -> _Chance | None:
        """Return the statistic of a case in each arrangement; None where its own is not among them."""
        if (found := arranged(case.later, self.rules, self.rng)) is None:
            return None
        return _Chance(self.computed(case, found.later), found.count, found.drawn)

    def computed(self, case: _Case, later: Mask) -> Array:
        """Return the statistic in arrangements, a row each."""
        with np.errstate(all="ignore"):
            return STATISTICS[self.statistic](later, case.when, case.outcome)

    def unit(self, case: _Case) -> float:
        """Return the size of what is compared: rounding errors are far smaller."""
        return float(np.abs(case.outcome).max()) if self.statistic in {"mean", "median", "slope"} else 1.0

    def tested(self, own: float, chance: _Chance, unit: float) -> _Found:
        """Return the share of arrangements with at least so large a statistic, or with none."""
        if not np.isfinite(own):
            return _Found()
        larger = int((~(chance.values < own - _ROUNDING * unit)).sum())
        p = (1 + larger) / (1 + len(chance.values)) if chance.drawn else larger / len(chance.values)
        return _Found(own, p, chance.count, exact=not chance.drawn)


def _of_each(keys: pd.DataFrame, cases: list[_Case | None], notes: Notes, study: _Study) -> pd.DataFrame:
    """Return a test of each case."""
    rows = []
    for place, case in enumerate(cases):
        chance = None if case is None else study.chance(case)
        if case is None or chance is None:
            if case is not None:
                notes.add("no_arrangement", np.array([place]))
            rows.append(_Found())
            continue
        own = float(study.computed(case, case.later[None, :])[0])
        rows.append(study.tested(own, chance, study.unit(case)))
        if not np.isfinite(own):
            notes.add("too_few", np.array([place]))
    return _table(keys, rows, notes, study)


def _over(
    keys: pd.DataFrame, over: str, cases: list[_Case | None], notes: Notes, study: _Study
) -> pd.DataFrame:
    """Return one test over the cases of each group."""
    rest = [key for key in keys if key != over]
    groups = (
        keys.groupby(rest, sort=False, observed=True).ngroup().to_numpy() if rest else np.zeros(len(keys))
    )
    rows, said, counts = [], Notes.none(int(groups.max()) + 1), []
    for group in range(len(said.bits)):
        members = np.flatnonzero(groups == group)
        used = [case for place in members if (case := cases[place]) is not None]
        own_notes = np.bitwise_or.reduce(notes.bits[members])
        said.bits[group] |= own_notes
        here = np.array([group])
        if len(used) < len(members):
            said.add("left_out", here)
        found = _joint(used, study) if used else _Found()
        if found is None:
            said.add("no_arrangement", here)
        elif np.isnan(found.p):
            said.add("too_few", here)
        rows.append(found or _Found())
        counts.append(len(used))
    first = [int(np.flatnonzero(groups == group)[0]) for group in range(len(rows))]
    names = keys[rest].iloc[first].reset_index(drop=True)
    return _table(names, rows, said, study, n_cases=counts)


def _joint(cases: list[_Case], study: _Study) -> _Found | None:
    """Return the test of the mean statistic of several cases; None where one came about that could not."""
    unit = max(study.unit(case) for case in cases)
    own = float(np.mean([study.computed(case, case.later[None, :])[0] for case in cases]))
    if study.rules.method == "cases":
        return study.tested(own, _by_case(cases, study), unit)
    several = []
    for case in cases:
        if (chance := study.chance(case)) is None:
            return None
        several.append(chance)
    count = prod(chance.count for chance in several)
    if count <= study.rules.resamples:
        sums = several[0].values
        for chance in several[1:]:
            sums = (sums[:, None] + chance.values).ravel()
    else:
        sums = np.sum([_picked(chance, study) for chance in several], axis=0)
    return study.tested(own, _Chance(sums / len(cases), count, count > study.rules.resamples), unit)


def _picked(chance: _Chance, study: _Study) -> Array:
    """Return the statistic of so many arrangements of one case, drawn."""
    if chance.drawn:
        return chance.values
    return chance.values[study.rng.integers(len(chance.values), size=study.rules.resamples)]


def _by_case(cases: list[_Case], study: _Study) -> _Chance:
    """Return the mean statistic for each way in which the cases could have had these starts."""
    starts = [case.when[case.later][0] for case in cases]
    begun = [np.stack([case.when >= start for start in starts]) for case in cases]
    values = np.stack([study.computed(case, later) for case, later in zip(cases, begun, strict=True)])
    size = len(cases)
    count = factorial(size)
    if drawn := count > study.rules.resamples:
        orders = np.argsort(study.rng.random((study.rules.resamples, size)), axis=1)
    else:
        orders = np.array([*islice(permutations(range(size)), count)])
    return _Chance(values[np.arange(size), orders].mean(axis=1), count, drawn)


def _whole(counts: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return whole numbers as such; as fractions where one is too large."""
    return counts.astype("Int64" if counts.max() < 2**63 else "Float64")


def _table(
    keys: pd.DataFrame, rows: list[_Found], notes: Notes, study: _Study, **columns: Any
) -> pd.DataFrame:
    """Return tests as a table."""
    difference, p, arrangements, exact = (pd.Series([*column]) for column in zip(*rows, strict=True))
    kept = p.notna()
    own = {
        "method": study.rules.method,
        "statistic": study.statistic,
        **columns,
        "difference": difference,
        "p": p,
        "arrangements": _whole(arrangements).where(kept),
        "exact": exact.astype("boolean").where(kept),
        "note": notes.said(),
    }
    return beside(keys, **own)
