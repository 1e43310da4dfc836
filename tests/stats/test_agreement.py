"""Agreement of a class, against its definition counted pair by pair, statsmodels and published numbers."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import ttest_ind
from statsmodels.stats.inter_rater import aggregate_raters
from statsmodels.stats.inter_rater import fleiss_kappa as theirs

from casekit.errors import OutcomeError
from casekit.stats.agreement import fleiss_kappa, krippendorff_alpha, mean_difference, share_difference

NONE = np.nan
# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability": 4 observers, 12 units, some missing.
PUBLISHED = pd.DataFrame(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3],
        [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
    ]
)


@pytest.mark.parametrize(("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_alpha_is_what_krippendorff_published(level, alpha):
    assert krippendorff_alpha(PUBLISHED, level).value == pytest.approx(alpha, abs=0.0006)


def test_alpha_is_that_of_the_package_of_that_name():
    package = pytest.importorskip("krippendorff", reason="the package krippendorff is not installed")
    scores = np.random.default_rng(1).integers(1, 6, (40, 9)).astype(float)
    scores[np.random.default_rng(2).random(scores.shape) < 0.2] = np.nan
    for level in ("nominal", "ordinal", "interval"):
        own = krippendorff_alpha(pd.DataFrame(scores), level).value
        assert own == pytest.approx(package.alpha(scores, level_of_measurement=level), abs=1e-12)


def test_kappa_is_that_of_statsmodels():
    choices = np.random.default_rng(3).integers(0, 4, (40, 12))
    table, _ = aggregate_raters(choices.T)
    assert fleiss_kappa(pd.DataFrame(choices)).value == pytest.approx(theirs(table), abs=1e-12)


def test_kappa_counts_pairs_of_people_also_where_some_left_things_out():
    choices = pd.DataFrame([["a", "b", None], ["a", None, "c"], ["b", "b", "c"], ["a", "a", None]])
    shares = []
    for unit in choices:
        given = [choice for choice in choices[unit] if isinstance(choice, str)]
        shares.append(np.mean([one == other for one, other in permutations(given, 2)]))
    marginals = choices.stack().value_counts(normalize=True)
    chance = (marginals**2).sum()
    assert fleiss_kappa(choices).value == pytest.approx((np.mean(shares) - chance) / (1 - chance))


def test_all_alike_is_full_agreement_and_one_class_throughout_is_undefined():
    alike = pd.DataFrame([["a", "b", "c"]] * 7)
    found = fleiss_kappa(alike)
    assert (found.value, found.low, found.high, found.raters, found.units) == (1, 1, 1, 7, 3)
    assert np.isnan(fleiss_kappa(pd.DataFrame([["a", "a"]] * 7)).value)
    assert krippendorff_alpha(pd.DataFrame([[1, 2, 3]] * 7)).low == 1


def test_the_interval_holds_the_value_of_a_large_class_and_is_the_same_every_time():
    rng = np.random.default_rng(4)
    key = rng.integers(0, 4, 12)

    def classed(size):
        return pd.DataFrame(np.where(rng.random((size, 12)) < 0.6, key, rng.integers(0, 4, (size, 12))))

    true = fleiss_kappa(classed(3000)).value
    hits = 0
    for _ in range(40):
        one = classed(25)
        found = fleiss_kappa(one)
        hits += found.low <= true <= found.high
        assert fleiss_kappa(one) == found
    assert hits >= 34  # of 40, at 95 %: fewer come about once in a hundred times


@given(st.lists(st.lists(st.sampled_from([1, 2, 3, None]), min_size=3, max_size=3), min_size=1, max_size=6))
@settings(max_examples=40, deadline=None)
def test_whatever_is_missing_a_coefficient_is_never_above_one(rows):
    for found in (fleiss_kappa(pd.DataFrame(rows)), krippendorff_alpha(pd.DataFrame(rows))):
        assert np.isnan(found.value) or found.value <= 1 + 1e-12


def test_differences_between_groups_have_the_intervals_of_the_books():
    # Newcombe (1998), table II: 56/70 - 48/80, method 10
    found = share_difference(48, 80, 56, 70)
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    none = share_difference(0, 20, 0, 20)
    assert none.low < 0 < none.high
    first, second = np.array([1.0, 2, 3, 2]), np.array([3.0, 4, 4, 3, 5])
    found = mean_difference(first, second)
    welch = ttest_ind(second, first, equal_var=False).confidence_interval()
    assert (found.low, found.high) == pytest.approx((welch.low, welch.high))
    same = mean_difference(np.array([2.0, 2]), np.array([3.0, 3]))
    assert (same.value, same.low, same.high) == (1, 1, 1)


def test_a_level_that_does_not_exist_is_refused_in_a_sentence():
    with pytest.raises(OutcomeError, match="ordinal"):
        krippendorff_alpha(PUBLISHED, "ratio")
