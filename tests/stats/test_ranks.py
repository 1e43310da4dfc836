"""p of NAP, Tau and Tau-U is that of R, and chance is called a finding no more often than promised.

How `rank_tests_expected.csv` came about (R 4.2.2, base): for each series `wilcox.test(b, a)$p.value`,
and `cor.test(c(a, b), place, method = "kendall", exact = FALSE, continuity = TRUE)$p.value`, the places being
`c(m:1, rep(m + 1, n))` for Tau-U of Parker and `c(m:1, (m + 1):(m + n))` for the complete one, as in scan.
"""

from itertools import permutations
from pathlib import Path
from statistics import mean

import numpy as np
import pandas as pd
import pytest
from series_of import table

from casekit.stats.single_case import effect_sizes, simulate_series
from casekit.vocab import say

REFERENCE = Path(__file__).parent / "reference"
SERIES = pd.read_csv(REFERENCE / "single_case_series.csv")
EXPECTED = pd.read_csv(REFERENCE / "rank_tests_expected.csv")


@pytest.mark.parametrize("improvement", ["increase", "decrease"])
def test_all_reference_series_equal_those_of_r(improvement):
    ours = effect_sizes(SERIES, ["NAP", "Tau", "Tau_U", "Tau_U:complete"], improvement=improvement)
    both = ours.merge(
        EXPECTED, on=["case", "effect_size", "method"], suffixes=("", "_r"), validate="one_to_one"
    )
    assert len(both) == len(EXPECTED) == 180
    np.testing.assert_allclose(both.p, both.p_r, rtol=1e-9)
    of_tau = ours[ours.effect_size == "Tau"].p.to_numpy()
    np.testing.assert_array_equal(of_tau, ours[ours.effect_size == "NAP"].p)


def test_the_null_variance_of_tau_u_is_that_of_all_orders(language):
    values = [1, 2, 2, 4, 7, 8]
    found = effect_sizes(
        pd.concat([table(o[:3], o[3:], str(o)) for o in {*permutations(values)}], ignore_index=True),
        ["Tau_U", "Tau_U:complete"],
    )
    from scipy.stats import norm  # noqa: PLC0415

    weights = {"parker": 9, "complete": 15}
    for method, rows in found.groupby("method"):
        spread = mean((rows.est * weights[method]) ** 2)
        distance = (rows.est.abs() * weights[method] - 1).clip(lower=0)
        np.testing.assert_allclose(rows.p, 2 * norm.sf(distance / spread**0.5), rtol=1e-9)
    assert found.se.isna().all()
    assert found.note.str.contains(say("stats.note.no_error"), regex=False).all()


def test_equal_values_throughout_say_nothing():
    found = effect_sizes(table([3, 3, 3, 3, 3], [3, 3, 3, 3]), ["NAP", "Tau", "Tau_U", "PND"])
    assert found.p.isna().all()
    assert effect_sizes(table([1, np.inf, 3], [3, 4]), "NAP").p.isna().all()


@pytest.mark.parametrize("n", [(3, 5), (5, 8), (10, 15)])
def test_chance_is_called_a_finding_no_more_often_than_promised(n):
    for distribution in ("normal", "poisson"):
        data = simulate_series("AB", 0, n, cases=2_000, distribution=distribution, seed=3)
        found = effect_sizes(data, ["NAP", "Tau_U", "Tau_U:complete"])
        shares = (found.p <= 0.05).groupby([found.effect_size, found.method]).mean()
        assert (shares <= 0.06).all(), shares
