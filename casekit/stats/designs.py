"""Randomisation tests of a single-case design."""

from collections.abc import Sequence
from math import comb
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import permutation_test

from casekit.stats.columns import Array, blank
from casekit.stats.options import check_choice, check_whole
from casekit.stats.series import two_phases


def randomization_test(
    data: pd.DataFrame,
    method: str = "start",
    *,
    min_a: int = 3,
    min_b: int = 3,
    resamples: int = 9999,
    seed: int = 0,
    phases: Sequence[object] = ("A", "B"),
    **columns: Any,
) -> pd.DataFrame:
    """Return the randomisation test of each case: how rare so large an improvement is among all arrangements.

    It is valid only if chance decided, before the first session, when the intervention began (``"start"``) or
    which session had which condition (``"permutation"``). With k possible starts p cannot fall below 1 / k.

    Parameters
    ----------
    method : {"start", "permutation"}
        What was left to chance.
    min_a, min_b : int
        The fewest points that each phase could have had, 1 or more (``"start"``).
    resamples : int
        Up to so many arrangements all are counted; beyond, so many are drawn (``"permutation"``).
    seed : int
        Where the drawing begins, so that it can be repeated.
    data, phases, **columns
        As in `effect_sizes`.

    Returns
    -------
    DataFrame
        ``case, method, difference, p, arrangements, exact, note``: the difference of means, positive for an
        improvement, and its one-sided p value.

    References
    ----------
    Edgington and Onghena (2007), Randomization Tests. ``"permutation"`` is SciPy's `permutation_test`.

    Examples
    --------
    >>> data = pd.DataFrame({"case": "D", "session": range(8), "phase": [*"AAABBBBB"],
    ...                      "outcome": [2, 3, 2, 5, 6, 5, 7, 6]})
    >>> randomization_test(data, "permutation")[["p", "arrangements", "exact"]].round(4).values.tolist()
    [[0.0179, 56, True]]
    """
    check_choice("method", method, "start", "permutation")
    for name, value in {"min_a": min_a, "min_b": min_b, "resamples": resamples}.items():
        check_whole(name, value, 1)
    check_whole("seed", seed, 0)
    series, a, b, notes = two_phases(data, phases, **columns)
    difference, p = blank(len(series)), blank(len(series))
    counts, exact = np.zeros(len(series), dtype=np.int64), np.zeros(len(series), dtype=bool)
    for case in np.flatnonzero(~notes.grave):
        m, n = int(a.count[case]), int(b.count[case])
        (y_a, _), (y_b, _) = a.of(case), b.of(case)
        difference[case] = series.sign[case] * (y_b.mean() - y_a.mean())
        if method == "start":
            if m >= min_a and n >= min_b:
                y = np.concatenate([y_a, y_b]) * series.sign[case]
                p[case], counts[case] = _by_start(y, m, min_a, min_b)
                exact[case] = True
            continue
        if min(m, n) == 1:
            continue
        better = (series.sign[case] * y_b, series.sign[case] * y_a)
        options = {"alternative": "greater", "n_resamples": resamples, "vectorized": True, "rng": seed}
        test = permutation_test(better, lambda b, a, axis: b.mean(axis) - a.mean(axis), **options)
        p[case], counts[case] = test.pvalue, len(test.null_distribution)
        exact[case] = comb(m + n, m) <= resamples
    notes.add("too_few", ~notes.grave & np.isnan(p))
    keep = ~np.isnan(p)
    return series.keys.assign(
        method=method,
        difference=difference,
        p=p,
        arrangements=pd.Series(counts).where(keep).astype("Int64"),
        exact=pd.Series(exact).where(keep).astype("boolean"),
        note=notes.said(),
    )


def _by_start(y: Array, observed: int, min_a: int, min_b: int) -> tuple[float, int]:
    """Return the share of possible starts with at least the observed improvement, and their number."""
    starts = np.arange(min_a, len(y) - min_b + 1)
    sums = np.cumsum(y)
    differences = (sums[-1] - sums[starts - 1]) / (len(y) - starts) - sums[starts - 1] / starts
    own = differences[starts == observed]
    # Sums in another order differ in the last digits.
    return float((differences >= own - 1e-9 * np.abs(y).max()).mean()), len(starts)
