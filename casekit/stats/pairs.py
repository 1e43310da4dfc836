"""Designs that come back to the baseline: their pairs of phases, and effects averaged over them."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import norm

from casekit.errors import OutcomeError
from casekit.stats.columns import (
    Array,
    as_pandas,
    beside,
    case_keys,
    check_apart,
    check_names,
    no_column,
    numbers,
)
from casekit.stats.options import check_choice, check_level, checked_pair, is_one_of
from casekit.stats.series import Counts, Notes, timed
from casekit.vocab import say

_WEIGHTS: dict[str, Callable[[Array, Array, Array], Array]] = {
    "equal": lambda se, n_a, n_b: np.ones(len(se)),
    "1/V": lambda se, n_a, n_b: 1 / se**2,
    "n_a": lambda se, n_a, n_b: n_a,
    "n_b": lambda se, n_a, n_b: n_b,
    "n_a*n_b": lambda se, n_a, n_b: n_a * n_b,
    "1/n_a+1/n_b": lambda se, n_a, n_b: 1 / n_a + 1 / n_b,
}
_NEEDED = ("effect_size", "method", "est", "se", "n_a", "n_b")


def phase_pairs(
    data: pd.DataFrame,
    *,
    phases: Sequence[object] = ("A", "B"),
    by: str | Sequence[str] = "case",
    session: str = "session",
    phase: str = "phase",
) -> pd.DataFrame:
    """Return the table with its pairs of phases numbered: A, B, A, B become A1-B1 and A2-B2.

    For designs that come back to the baseline (A-B-A-B): take ``by=["case", "pair"]`` afterwards, in
    `effect_sizes` and in all others, and `average_effects` for one number a case.

    Parameters
    ----------
    data : table
        One row a point, with the same name for a condition each time it comes back.
    phases : pair
        The two phases that name the pairs.
    by, session, phase : str
        Names of the columns; `by` may be several.

    Returns
    -------
    DataFrame
        All rows and columns of `data`, and `pair`. A pair is over when a condition comes back that it has had
        already; conditions besides the two belong to the pair in which they stand.

    Raises
    ------
    OutcomeError
        As `effect_sizes`, or if `data` has a column `pair` already.

    References
    ----------
    Pairs are those of `calc_phase_pairs` of SingleCaseES 0.7.4 (R).

    Examples
    --------
    >>> data = pd.DataFrame({"case": "D", "session": range(8), "phase": [*"AABBAABB"],
    ...                      "outcome": [2, 3, 6, 5, 3, 2, 7, 6]})
    >>> phase_pairs(data)["pair"].unique().tolist()
    ['A1-B1', 'A2-B2']
    """
    first, second = checked_pair(phases)
    data = as_pandas(data)
    keys = case_keys(data, by, session, phase)
    check_names(data, phase)
    check_apart(data.columns, ["pair"])
    case, when = timed(data, keys, session)
    order = np.lexsort((when, case))
    number = np.empty(len(data), dtype=np.int64)
    number[order] = _numbered(case[order], pd.factorize(data[phase])[0][order])
    names = {each: f"{first}{each}-{second}{each}" for each in np.unique(number)}
    return data.assign(pair=[names[each] for each in number])


def _numbered(case: Any, known: Any) -> Counts:
    """Return the number of the pair of each point, in the order of cases and sessions."""
    begins = np.flatnonzero((np.diff(case, prepend=-1) != 0) | (np.diff(known, prepend=-2) != 0))
    number, had, last, pair = np.empty(len(case), dtype=np.int64), set[int](), -1, 0
    for row, end in zip(begins, [*begins[1:], len(case)], strict=True):
        if case[row] != last:
            had, last, pair = set(), case[row], 1
        if (kind := int(known[row])) in had and kind >= 0:  # a point without a phase changes nothing
            had, pair = set(), pair + 1
        had.add(kind)
        number[row:end] = pair
    return number


def average_effects(
    effects: pd.DataFrame, weights: str = "equal", *, over: str = "pair", confidence: float = 0.95
) -> pd.DataFrame:
    """Return effect sizes averaged over the pairs of phases of each case.

    It makes one number of a design that comes back to the baseline. Look at the pairs first: a mean of two
    that contradict each other tells of neither.

    Parameters
    ----------
    effects : table
        Of `effect_sizes`, a row for each case, pair and measure.
    weights : {"equal", "1/V", "n_a", "n_b", "n_a*n_b", "1/n_a+1/n_b"}
        How much a pair counts: all alike, by the inverse of the squared standard error, or by its points.
    over : str
        The column that names the pairs, for example `phases` where `effect_sizes` was given several.
    confidence : float
        Level of the intervals, above 0 and below 1.

    Returns
    -------
    DataFrame
        ``case, effect_size, method, weights, n_pairs, est, se, ci_low, ci_high, n_a, n_b, note``. Pairs
        without an estimate, or without the standard error that ``"1/V"`` needs, are left out, which `note`
        says. An interval can reach beyond what a measure can be.

    Raises
    ------
    OutcomeError
        If a column is missing, or weights are not known.

    Notes
    -----
    est = sum(w est) / sum(w), se = sqrt(sum(w^2 se^2)) / sum(w), as if pairs were independent; empty where a
    pair that counts has none. The interval is normal.

    References
    ----------
    As `aggregate` in `batch_calc_ES` of SingleCaseES 0.7.4 (R).

    Examples
    --------
    >>> effects = pd.DataFrame({"case": "D", "pair": [1, 2], "effect_size": "NAP", "method": "unbiased",
    ...                         "est": [0.8, 0.9], "se": [0.1, 0.2], "n_a": 5, "n_b": 6})
    >>> average_effects(effects, "1/V")[["est", "se"]].round(3).values.tolist()
    [[0.82, 0.089]]
    """
    check_choice("weights", weights, *_WEIGHTS)
    check_level(confidence)
    effects = as_pandas(effects).reset_index(drop=True)
    keys = case_keys(effects, _names(effects, over), *_NEEDED, over)
    est, se, n_a, n_b = (numbers(effects, name) for name in ("est", "se", "n_a", "n_b"))
    with np.errstate(all="ignore"):
        weight = _WEIGHTS[weights](se, n_a, n_b)
    used = np.isfinite([est, weight, n_a, n_b]).all(axis=0) & (weight > 0)
    group = effects.groupby([*keys, "effect_size", "method"], sort=False, observed=True, dropna=False)
    which = group.ngroup().to_numpy(np.int64)
    count = int(which.max()) + 1

    def total(values: Array) -> Array:
        return np.bincount(which[used], values[used], count).astype(float)

    with np.errstate(all="ignore"):
        whole = total(weight)
        mean, error = total(weight * est) / whole, np.sqrt(total(weight**2 * se**2)) / whole
    pairs = total(np.ones(len(used))).astype(np.int64)
    mean, error = np.where(pairs > 0, mean, np.nan), np.where(pairs > 0, error, np.nan)
    notes = Notes.none(count)
    left = np.bincount(which, ~used, count) > 0
    notes.add("pairs_left_out", left & (pairs > 0))
    notes.add("no_weights", pairs == 0)
    reach = norm.ppf((1 + confidence) / 2) * error
    first = np.unique(which, return_index=True)[1]
    names = effects[[*keys, "effect_size", "method"]].iloc[first].reset_index(drop=True)
    own = {"weights": weights, "n_pairs": pairs, "est": mean, "se": error, "ci_low": mean - reach}
    own |= {"ci_high": mean + reach, "n_a": total(n_a).astype(int), "n_b": total(n_b).astype(int)}
    return beside(names, **own, note=notes.said())


def _names(effects: pd.DataFrame, over: str) -> list[str]:
    """Return the columns that name a case: those before the effect size, but for the pairs."""
    columns = [*effects.columns]
    if not is_one_of("effect_size", columns):
        raise no_column("effect_size", columns)
    named = [name for name in columns[: columns.index("effect_size")] if not is_one_of(over, [name])]
    if not named:
        raise OutcomeError(say("stats.no_names"))
    return named
