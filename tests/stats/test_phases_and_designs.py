"""Phases, the lines that carry them on, regression and randomisation tests, each found another way."""

from itertools import combinations
from statistics import mean

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import assume, given, settings
from scipy import stats
from series_of import counts, phases, scores, table
from statsmodels.tsa.stattools import acf

from casekit.errors import OutcomeError
from casekit.stats.single_case import (
    celeration,
    conservative_dual_criterion,
    control_limits,
    phase_stats,
    piecewise,
    randomization_test,
)


@given(phases(scores, least=3))
def test_phase_stats_equal_those_of_other_libraries(series):
    assume(all(len({*part}) > 1 for part in series))
    found = phase_stats(table(*series, start=4)).set_index("phase")
    start = 4
    for name, values in zip("AB", series, strict=True):
        row, session = found.loc[name], np.arange(start, start + len(values))
        start += len(values)
        assert row.n == len(values)
        assert [row["mean"], row["median"]] == pytest.approx([np.mean(values), np.median(values)], abs=1e-9)
        assert row.sd == pytest.approx(np.std(values, ddof=1))
        assert row.trimmed_mean == pytest.approx(stats.trim_mean(values, 0.1), abs=1e-9)
        assert row.iqr == pytest.approx(stats.iqr(values), abs=1e-9)
        assert row.slope == pytest.approx(stats.linregress(session, values).slope, abs=1e-9)
        assert row.autocorrelation == pytest.approx(acf(np.array(values), nlags=1, fft=False)[1], abs=1e-9)


def test_phase_stats_know_every_phase_of_every_case():
    data = pd.concat(
        [table([1, 2], [3, 4], "X"), table([1, 2], [3, 4], "Y").replace({"phase": {"B": "follow_up"}})]
    )
    found = phase_stats(data)
    assert found.set_index(["case", "phase"])["mean"].dropna().to_dict() == {
        ("X", "A"): 1.5, ("X", "B"): 3.5, ("Y", "A"): 1.5, ("Y", "follow_up"): 3.5,
    }  # fmt: skip
    with pytest.raises(OutcomeError):
        phase_stats(data, trim=0.5)


def test_control_limits_equal_their_formulas_and_are_frozen_from_the_baseline():
    a, b = [4, 6, 5, 9, 6], [12, 13, 5, 2, 12]
    for chart, width, signal in [
        ("two_sd", 2 * np.std(a, ddof=1), True),
        ("xmr", 2.66 * mean([2, 1, 4, 3]), True),
        ("c", 3 * 6**0.5, False),
    ]:
        row = control_limits(table(a, b), chart).iloc[0]
        lower = max(6 - width, 0) if chart == "c" else 6 - width
        assert (row.centre, row.upper, row.lower) == pytest.approx((6, 6 + width, lower))
        assert (row.above, row.below) == (sum(y > row.upper for y in b), sum(y < row.lower for y in b))
        assert row.signal == signal
    assert control_limits(table(a, [12, 5, 12]), "two_sd").signal.item() == False  # noqa: E712 - not in a row


def test_p_chart_counts_successes_out_of_opportunities(language):
    data = table([2, 4, 3], [9, 8, 3]).assign(chances=[10, 10, 10, 10, 10, 20])
    row = control_limits(data, "p", size="chances").iloc[0]
    width = 3 * (0.3 * 0.7 / 10) ** 0.5
    assert (row.centre, row.upper, row.lower) == pytest.approx((0.3, 0.3 + width, 0))
    assert (row.above, row.below) == (2, 0)
    with pytest.raises(OutcomeError):
        control_limits(data, "p")
    with pytest.raises(OutcomeError):
        control_limits(data, "shewhart")
    with pytest.raises(OutcomeError):
        control_limits(data, "p", size="chance")


@given(phases(scores))
def test_celeration_line_runs_through_the_middles_of_both_halves(series):
    a, b = series
    half = len(a) // 2
    for method, middle in (("median", np.median), ("mean", np.mean)):
        row = celeration(table(a, b), method).iloc[0]
        times = np.arange(1, len(a) + 1)
        for part in (slice(half), slice(len(a) - half, None)):
            on_line = row.intercept + row.slope * middle(times[part])
            assert on_line == pytest.approx(middle(a[part]), abs=1e-9)
        better = sum(y > row.intercept + row.slope * t for t, y in enumerate(b, len(a) + 1))
        assert abs(row.better - better) <= sum(
            abs(y - row.intercept - row.slope * t) < 1e-9 for t, y in enumerate(b, len(a) + 1)
        )
        p = stats.binomtest(int(row.better), len(b), 0.5, alternative="greater").pvalue
        assert row.p == pytest.approx(p)


def test_the_lines_of_several_cases_are_those_of_each_alone():
    cases = [table([1, 4, 2, 8], [9, 5, 7], "X"), table([30, 10, 25, 20], [5, 4, 8], "Y")]
    for find in (celeration, conservative_dual_criterion, control_limits, phase_stats):
        alone = pd.concat([find(case) for case in cases], ignore_index=True)
        pd.testing.assert_frame_equal(find(pd.concat(cases)).reset_index(drop=True), alone)


@given(phases(counts))
def test_conservative_dual_criterion_equals_its_lines_and_the_binomial_table(series):
    a, b = series
    row = conservative_dual_criterion(table(a, b)).iloc[0]
    times, shift = np.arange(1, len(a) + 1), 0.25 * np.std(a, ddof=1)
    line = stats.linregress(times, a)
    assert row.mean_line == pytest.approx(np.mean(a) + shift)
    assert (row.trend_slope, row.trend_intercept) == pytest.approx(
        (line.slope, line.intercept + shift), abs=1e-9
    )
    beyond = [
        min(y - row.mean_line, y - row.trend_intercept - row.trend_slope * t)
        for t, y in enumerate(b, len(a) + 1)
    ]
    assert abs(row.better - sum(each > 0 for each in beyond)) <= sum(abs(each) < 1e-9 for each in beyond)
    enough = [
        k for k in range(len(b) + 1) if stats.binomtest(k, len(b), 0.5, alternative="greater").pvalue <= 0.05
    ]
    assert row.needed == (enough[0] if enough else len(b) + 1)
    assert row.change == (row.better >= row.needed)
    mirrored = conservative_dual_criterion(
        table([-y for y in a], [-y for y in b]), improvement="decrease"
    ).iloc[0]
    assert abs(mirrored.better - row.better) <= sum(abs(each) < 1e-9 for each in beyond)


@pytest.mark.parametrize("errors", ["ols", "ar"])
def test_piecewise_equals_statsmodels_and_finds_known_coefficients(errors):
    drawn, session = np.random.default_rng(4), np.arange(1, 41)
    later = session > 15
    truth = [10, 0.2, 3, 0.5]
    design = np.column_stack([np.ones(40), session, later, (session - 16) * later])
    y = design @ truth + drawn.normal(0, 0.1, 40)
    found = piecewise(table(y[:15], y[15:]), errors)
    assert found.est.tolist() == pytest.approx(truth, abs=0.3)
    assert ((found.ci_low < found.est) & (found.est < found.ci_high) & (found.p < 0.05)).all()
    if errors == "ols":
        fit = sm.OLS(y, design).fit()
        for name, theirs in {"est": fit.params, "se": fit.bse, "p": fit.pvalues}.items():
            assert found[name].tolist() == pytest.approx(theirs.tolist(), rel=1e-6)
    with pytest.raises(OutcomeError):
        piecewise(table(y[:15], y[15:]), "newey-west")


def test_a_model_that_cannot_be_fitted_stays_empty(language):
    assert piecewise(table([1, 2], [3])).est.isna().all()
    exact = piecewise(table([1, 2, 3], [5, 7, 9]))
    assert exact.est.tolist() == pytest.approx([0, 1, 1, 1])
    assert exact.p.isna().all()


@given(phases(scores, least=3, most=6))
@settings(max_examples=60)
def test_randomisation_tests_equal_counting_all_arrangements(series):
    a, b = series
    whole, m = [*a, *b], len(a)
    own = mean(b) - mean(a)

    starts = [mean(whole[k:]) - mean(whole[:k]) for k in range(3, len(whole) - 2)]
    row = randomization_test(table(a, b)).iloc[0]
    assert row.p == pytest.approx(mean(each >= own - 1e-9 for each in starts))
    assert (row.arrangements, row.exact, row.difference) == (len(starts), True, pytest.approx(own, abs=1e-9))

    total = sum(whole)
    splits = [sum(split) for split in combinations(whole, m)]
    differences = [(total - each) / len(b) - each / m for each in splits]
    row = randomization_test(table(a, b), "permutation").iloc[0]
    assert row.p == pytest.approx(mean(each >= own - 1e-9 for each in differences))
    assert (row.arrangements, row.exact) == (len(splits), True)


def test_large_permutation_tests_are_drawn_and_can_be_repeated():
    data = table([3, 1, 2, 4, 3, 2, 4, 1, 2, 3], [4, 3, 5, 4, 2, 4, 5, 3, 4, 5])
    one, two = (randomization_test(data, "permutation", resamples=999).iloc[0] for _ in range(2))
    assert not one.exact
    assert one.p == two.p < 0.05
    with pytest.raises(OutcomeError):
        randomization_test(data, "bootstrap")
    with pytest.raises(OutcomeError):
        randomization_test(data, min_a=0)
