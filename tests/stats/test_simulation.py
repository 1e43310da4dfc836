"""Made-up series have the effect they are made with, and power is what simulation by hand gives."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from casekit.errors import OutcomeError
from casekit.stats.single_case import effect_sizes, phase_stats, power, simulate_series
from casekit.vocab import say


def test_series_have_their_design_and_effect():
    data = simulate_series("ABAB", 3, (40, 50, 60, 70), cases=20, seed=4)
    assert [*data] == ["case", "session", "phase", "outcome", "basis"]
    assert data.groupby("case").phase.apply("".join).unique() == ["A" * 40 + "B" * 50 + "A" * 60 + "B" * 70]
    means = data.groupby("phase").outcome.mean()
    assert means["B"] - means["A"] == pytest.approx(3, abs=0.1)
    pd.testing.assert_frame_equal(data, simulate_series("ABAB", 3, (40, 50, 60, 70), cases=20, seed=4))
    assert not data.outcome.equals(simulate_series("ABAB", 3, (40, 50, 60, 70), cases=20, seed=5).outcome)


def test_trend_slope_and_autocorrelation_are_those_asked_for():
    data = simulate_series("AB", 0, 300, cases=8, trend=0.5, slope=1.0)
    slopes = phase_stats(data).groupby("phase").slope.mean()
    assert slopes.to_dict() == pytest.approx({"A": 0.5, "B": 1.5}, abs=0.01)
    tied = phase_stats(simulate_series("AB", 0, 300, cases=8, autocorrelation=0.6))
    assert tied.autocorrelation.mean() == pytest.approx(0.6, abs=0.05)
    assert tied.sd.mean() == pytest.approx(1, abs=0.05)


def test_counts_and_shares_have_the_effect_on_their_own_scale():
    counts = (
        simulate_series("AB", np.log(2), 500, distribution="poisson", level=4).groupby("phase").outcome.mean()
    )
    assert counts["B"] / counts["A"] == pytest.approx(2, rel=0.05)
    shares = simulate_series("AB", 1, 500, distribution="binomial", level=0.3, trials=20)
    means = shares.groupby("phase").outcome.mean()
    odds = np.log(means / (1 - means))
    assert odds["B"] - odds["A"] == pytest.approx(1, abs=0.1)
    assert (shares.outcome * 20 % 1 == 0).all()


def test_a_multiple_baseline_is_staggered_and_alternating_never_thrice():
    data = simulate_series("multiple_baseline", 1, (4, 5), cases=3, stagger=3)
    begins = data[data.phase == "B"].groupby("case").session.min()
    assert begins.tolist() == [5, 8, 11]
    assert data.groupby("case").size().unique().tolist() == [4 + 5 + 6]
    found = simulate_series("alternating", 1, 6, cases=30).groupby("case").phase.apply("".join)
    assert found.nunique() > 20
    assert not found.str.contains("AAA|BBB").any()
    assert (found.str.count("A") == 6).all()


def test_power_is_the_share_of_simulated_series_in_which_the_test_finds_the_effect():
    row = power("AB", 1.5, (5, 8), series=400, seed=7).iloc[0]
    drawn = np.random.default_rng(8)
    found = [
        stats.mannwhitneyu(drawn.normal(1.5, 1, 8), drawn.normal(0, 1, 5), method="exact").pvalue <= 0.05
        for _ in range(600)
    ]
    assert row.power == pytest.approx(np.mean(found), abs=0.1)
    assert row.ci_low < row.power < row.ci_high
    assert (row.n, row.test) == ("5+8", "NAP")
    assert row.least_p == pytest.approx(2 / 1287)
    own = simulate_series("AB", 1.5, (5, 8), cases=1, seed=7)
    assert effect_sizes(own, "NAP").p.notna().all()


def test_five_points_show_little_and_three_can_show_nothing(language):
    found = power("AB", [0, 1], [3, 5, 20], series=300).set_index(["effect", "n"])
    assert found.power[0, 5] <= 0.06
    assert found.power[1, 3] == 0
    assert found.note[1, 3] == say("stats.never", alpha="0.05", least="0.1")
    assert found.power[1, 5] < 0.35
    assert found.power[1, 20] > 0.8
    assert (found.note.drop([(0, 3), (1, 3)]) == "").all()


@pytest.mark.parametrize("design", ["multiple_baseline", "alternating", "ABAB"])
def test_randomised_designs_keep_their_promise(design):
    found = power(design, [0, 3], 5, series=60, resamples=99).set_index("effect")
    assert found.power[0] <= 0.16
    assert found.power[3] > 0.6
    assert found.least_p[0] <= 0.05


def test_one_case_with_few_possible_starts_never_shows_anything(language):
    row = power("AB", 5, 5, test="start", series=20).iloc[0]
    assert (row.power, row.least_p) == (0, pytest.approx(0.2))
    assert row.note


WRONG = [
    {"design": "BA"},
    {"design": 3},
    {"n": 0},
    {"n": (3,)},
    {"n": "5"},
    {"effect": "large"},
    {"effect": np.nan},
    {"test": "t"},
    {"design": "ABAB", "test": "NAP"},
    {"alpha": 5},
    {"series": 0},
    {"seed": -1},
    {"autocorrelation": 1},
    {"distribution": "poisson", "autocorrelation": 0.2},
    {"distribution": "poisson", "level": 0},
    {"distribution": "beta"},
    {"cases": 0},
    {"design": "alternating", "n": (1, 10)},
    {"design": "alternating", "n": 5_000},
]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_slip_gets_a_sentence(wrong, language):
    with pytest.raises(OutcomeError) as caught:
        power(**wrong)
    assert len(str(caught.value)) > 15
    assert "{" not in str(caught.value)
