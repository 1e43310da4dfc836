"""Goals attained, reliable change, and a group before and after."""

from fractions import Fraction
from math import sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy import stats
from series_of import scores

from casekit.errors import OutcomeError
from casekit.stats.change import goal_attainment, pre_post, reliable_change
from casekit.vocab import codes, say


def goals(attained, weight=1, **columns):
    return pd.DataFrame({"case": "D", "attained": attained, "weight": weight, **columns})


@pytest.mark.parametrize(
    ("attained", "weight", "t"),
    [([-2, 0, -1, 2, 0, 1], [3, 5, 1, 4, 2, 6], 55.00), ([1, 0], [6, 6], 56.20), ([1, 1], [1, 1], 62.40)],
)
def test_goal_attainment_equals_the_published_examples(attained, weight, t):
    assert round(goal_attainment(goals(attained, weight), weight="weight").t.item(), 2) == t


@given(st.lists(st.tuples(st.integers(-2, 2), st.integers(1, 9)), min_size=1, max_size=8), st.integers(0, 10))
def test_goal_attainment_equals_its_definition(pairs, tenths):
    x, w = zip(*pairs, strict=True)
    # The weighted sum is standardised by its variance, if goals have variance 1 and correlation rho.
    rho = Fraction(tenths, 10)
    spread = sum(a * b * (1 if i == j else rho) for i, a in enumerate(w) for j, b in enumerate(w))
    row = goal_attainment(goals([*x], [*w]), weight="weight", baseline=-1, rho=tenths / 10).iloc[0]
    assert row.t == pytest.approx(50 + 10 * sum(a * b for a, b in pairs) / sqrt(spread))
    assert row.change == pytest.approx(10 * sum((a + 1) * b for a, b in pairs) / sqrt(spread), abs=1e-9)
    assert row.n_goals == len(pairs)


def test_goals_that_say_nothing_are_left_out_and_impossible_ones_refused(language):
    holes = goal_attainment(goals([1, None, 1])).iloc[0]
    assert (round(holes.t, 2), holes.n_goals) == (62.4, 2)
    assert say("stats.note.missing") in holes.note
    for data in (goals([1, 3]), goals([1, 1], [0, 1]), goals([None, None])):
        row = goal_attainment(data.astype({"attained": float}), weight="weight").iloc[0]
        assert np.isnan(row.t)
        assert row.note
    for wrong in ({"rho": 2}, {"weight": "bobot"}, {"by": "klien"}):
        with pytest.raises(OutcomeError):
            goal_attainment(goals([1, 0]), **wrong)
    with pytest.raises(OutcomeError):
        goal_attainment(goals(["+1", "0"]))


NORMS = {"sd": 7.5, "reliability": 0.8, "clinical": (40, 7.5), "functional": (60, 7.5)}


def test_reliable_change_equals_the_example_of_jacobson_and_truax():
    data = pd.DataFrame({"pre": [32.5], "post": [47.5]})
    for cutoff, line in {"a": 55, "b": 45, "c": 50}.items():
        row = reliable_change(data, cutoff=cutoff, **NORMS).iloc[0]
        assert (round(row.rci, 2), row.cutoff) == (3.16, line)
        assert row.change_class == ("recovered" if cutoff == "b" else "improved")


@given(st.lists(st.tuples(scores, scores), min_size=1, max_size=6))
@example([(50, 70), (49.875, 70), (30, 50)])
def test_reliable_change_classes_follow_from_error_and_cutoff(pairs):
    data = pd.DataFrame(pairs, columns=["pre", "post"])
    found = reliable_change(data, **NORMS)
    error = 1.959963984540054 * sqrt(2) * 7.5 * sqrt(0.2)
    for row in found.itertuples():
        better, worse = row.post - row.pre > error, row.pre - row.post > error
        kind = "recovered" if better and row.pre < 50 <= row.post else "improved" if better else "unchanged"
        assert row.change_class == ("deteriorated" if worse else kind)
        assert row.change_class in codes("change_class")
    mirrored = reliable_change(
        -data, improvement="decrease", sd=7.5, reliability=0.8, clinical=(-40, 7.5), functional=(-60, 7.5)
    )
    assert mirrored.change_class.tolist() == found.change_class.tolist()


def test_reliable_change_needs_sound_norms(language):
    data = pd.DataFrame({"pre": [30, None, 30], "post": [60, 50, np.inf]})
    plain = reliable_change(data, sd=7.5, reliability=0.8)
    assert plain.change_class[0] == "improved"
    assert say("stats.note.no_cutoff") in plain.note[0]
    assert plain.change_class[1:].isna().all()
    assert plain.rci[1:].isna().all()
    assert reliable_change(data, sd=7.5, reliability=0.8, cutoff=55).change_class[0] == "recovered"
    for wrong in (
        {"sd": 0},
        {"reliability": 1},
        {"cutoff": "d"},
        {"cutoff": "a", "clinical": None},
        {"pre": "x"},
    ):
        with pytest.raises(OutcomeError):
            reliable_change(data, **{**NORMS, **wrong})


def test_the_interval_of_a_paired_effect_size_covers_the_truth_as_often_as_it_says():
    drawn = np.random.default_rng(5)
    covered = 0
    for _ in range(400):
        before = drawn.normal(0, 1, 30)
        row = pre_post(pd.DataFrame({"pre": before, "post": before + drawn.normal(0.5, 1, 30)})).iloc[0]
        covered += row.d_z_low <= 0.5 <= row.d_z_high
    assert 0.92 <= covered / 400 <= 0.98


@given(st.lists(st.tuples(scores, scores), min_size=2, max_size=12))
@settings(max_examples=40)
def test_before_and_after_equals_a_one_sample_test_of_the_changes(pairs):
    before, after = (np.array(each) for each in zip(*pairs, strict=True))
    assume(np.ptp(after - before) > 0)
    row = pre_post(pd.DataFrame({"pre": before, "post": after})).iloc[0]
    one = stats.ttest_1samp(after - before, 0)
    n = len(pairs)
    assert (row.t, row.p) == pytest.approx((one.statistic, one.pvalue), abs=1e-9)
    assert row.d_z == pytest.approx((after - before).mean() / (after - before).std(ddof=1), abs=1e-12)
    assert row.ci_low <= row.change <= row.ci_high
    assert row.d_z_high - row.d_z_low == pytest.approx(
        2 * 1.959963984540054 * sqrt(1 / n + row.d_z**2 / (2 * n - 2))
    )
    mirrored = pre_post(pd.DataFrame({"pre": -before, "post": -after}), improvement="decrease").iloc[0]
    assert (mirrored.t, mirrored.d_z) == pytest.approx((row.t, row.d_z))


@pytest.mark.parametrize(
    "change",
    [
        [3, 1, -2, 5],
        [1, 1, 2, -2, 0, 3],
        [1, 2, 2, -3, 4, 4, -1, 5],
        [0, 0, 1],
        [1, -1, 0],  # half of all signs, and no more, on either side
        [1, 1, 1, -2, 3, 3, 4, 5, -1, 2, 2, 6, 7, 0],  # too many to try all signs
    ],
)
def test_the_ranks_of_changes_are_tested_as_scipy_does(change):
    after = np.array(change, dtype=float)
    row = pre_post(pd.DataFrame({"pre": 0.0, "post": after})).iloc[0]
    assert row.p_wilcoxon == pytest.approx(stats.wilcoxon(after).pvalue, abs=1e-12)


def test_before_and_after_says_what_it_cannot_do(language):
    columns = [*pre_post(pd.DataFrame({"pre": [1, 2], "post": [2, 4]}))]
    for data in (
        {"pre": [1.0], "post": [2.0]},
        {"pre": [1, 2], "post": [2, 3]},
        {"pre": [np.nan], "post": [1]},
    ):
        row = pre_post(pd.DataFrame(data)).iloc[0]
        assert row.index.tolist() == columns
        assert np.isnan(row.p)
        assert row.note
    exact = pre_post(pd.DataFrame({"pre": [0, 0, 0.0], "post": [1, 1, 1.000001]})).iloc[0]
    assert exact.p < 1e-9
    for wrong in ({"improvement": "up"}, {"confidence": 1}, {"post": "x"}):
        with pytest.raises(OutcomeError):
            pre_post(pd.DataFrame({"pre": [1, 2], "post": [2, 4]}), **wrong)
