"""Effect sizes equal what R gives, and what their definitions give by another way of counting."""

from collections import Counter
from fractions import Fraction
from itertools import combinations, product
from math import inf, log, nan
from pathlib import Path
from statistics import NormalDist, mean, median, stdev, variance

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from scipy import stats
from scipy.optimize import brentq
from series_of import counts, phases, positive, scores, table

from casekit.errors import OutcomeError
from casekit.stats.single_case import MEASURES, effect_sizes, piecewise

REFERENCE = Path(__file__).parent / "reference"
SERIES = pd.read_csv(REFERENCE / "single_case_series.csv")
EXPECTED = pd.read_csv(REFERENCE / "single_case_expected.csv", na_values=["NA", ""], keep_default_na=False)
IN_R = ["NAP", "NAP:Hanley", "NAP:null", "Tau", "Tau_U", "PND", "PEM", "PAND", "IRD"]
IN_R += ["SMD", "SMD:pool", "LRRi", "LRRd"]

Z = NormalDist().inv_cdf(0.975)


def one(a, b, measure, improvement="increase", **options):
    """Return the effect size of one case."""
    return effect_sizes(table(a, b), measure, improvement=improvement, **options).iloc[0]


def est(a, b, measure, improvement="increase", **options):
    return one(a, b, measure, improvement, **options).est


def several(a, b, *measures, **options):
    """Return the effect sizes of one case, asked for at once, in the order of the measures."""
    rows = [*effect_sizes(table(a, b), measures, **options).itertuples()]
    assert [row.effect_size for row in rows] == [measure.partition(":")[0] for measure in measures]
    return rows


@pytest.mark.parametrize("improvement", ["increase", "decrease"])
def test_all_reference_series_equal_those_of_r(improvement):
    ours = effect_sizes(SERIES, IN_R, improvement=improvement)
    theirs = EXPECTED[(EXPECTED.improvement == improvement) & (EXPECTED.effect_size != "PLM")].fillna(
        {"method": ""}
    )
    named = {"parker": "", "half": "", "corrected": "scale other"}
    both = ours.assign(method=ours.method.replace(named)).merge(
        theirs, on=["case", "effect_size", "method"], suffixes=("", "_r"), validate="one_to_one"
    )
    assert len(both) == len(theirs) == 60 * len(IN_R)
    for column, tolerance in {"est": 1e-9, "se": 1e-9, "ci_low": 1e-7, "ci_high": 1e-7}.items():
        np.testing.assert_allclose(
            both[column], both[f"{column}_r"], rtol=tolerance, atol=1e-14, equal_nan=True, err_msg=column
        )


def test_piecewise_regression_of_all_reference_series_equals_that_of_r():
    theirs = EXPECTED[EXPECTED.effect_size == "PLM"]
    both = piecewise(SERIES).merge(
        theirs, left_on=["case", "term"], right_on=["case", "method"], suffixes=("", "_r")
    )
    assert len(both) == len(theirs) == 240
    for column in ("est", "se", "p"):
        np.testing.assert_allclose(both[column], both[f"{column}_r"], rtol=1e-9, atol=1e-12, err_msg=column)


def test_nap_at_complete_non_overlap_has_an_interval_with_a_width():
    row = one([2, 3, 2], [5, 6, 5, 7, 6], "NAP")
    assert (row.est, round(row.ci_low, 3), row.ci_high) == (1, 0.566, 1)
    falling = one([2, 3, 2], [5, 6, 5, 7, 6], "NAP", "decrease")
    assert (falling.est, falling.ci_low, round(falling.ci_high, 3)) == (0, 0, 0.434)


@given(phases(counts))
def test_pair_measures_equal_counting_pairs_in_fractions(series):
    a, b = series
    wins = sum(Fraction((y > x) - (y < x)) for x, y in product(a, b))
    rise_a, rise_b = (sum((y > x) - (y < x) for x, y in combinations(each, 2)) for each in (a, b))
    m, n = len(a), len(b)
    nap = (wins / (m * n) + 1) / 2
    ours, tau, tau_u, complete = several(a, b, "NAP", "Tau", "Tau_U", "Tau_U:complete")
    assert ours.est == pytest.approx(float(nap), abs=1e-14)
    assert ours.est == pytest.approx(stats.mannwhitneyu(b, a).statistic / (m * n), abs=1e-14)
    assert tau.est == pytest.approx(float(2 * nap - 1), abs=1e-14)
    assert tau_u.est == pytest.approx(float((wins - rise_a) / (m * n)), abs=1e-14)
    all_pairs = (m + n) * (m + n - 1) // 2
    assert complete.est == pytest.approx(float((wins - rise_a + rise_b) / all_pairs), abs=1e-14)


@given(phases(counts))
def test_shares_of_points_equal_counting_them(series):
    a, b = series
    pnd, strict, pem = several(a, b, "PND", "PEM:strict", "PEM")
    assert pnd.est == pytest.approx(mean(y > max(a) for y in b))
    middle = median(a)
    assert strict.est == pytest.approx(mean(y > middle for y in b))
    assert pem.est == pytest.approx(mean((y > middle) + (y == middle) / 2 for y in b))


@given(phases(counts, least=1, most=5))
@settings(max_examples=60)
def test_pand_and_ird_equal_trying_every_removal(series):
    a, b = series
    assume(len(a) + len(b) > 2)
    points = [("A", y) for y in a] + [("B", y) for y in b]
    best = 0
    for keep in product([True, False], repeat=len(points)):
        kept = [point for point, stays in zip(points, keep, strict=True) if stays]
        tops = [y for phase, y in kept if phase == "A"] or [-inf]
        if all(y > max(tops) for phase, y in kept if phase == "B"):
            best = max(best, len(kept))
    m, n = len(a), len(b)
    pand, ird = several(a, b, "PAND", "IRD")
    assert pand.est == pytest.approx(best / (m + n))
    # Margins of the table made equal: each phase is wrong in half of the points removed.
    removed = (m + n - best) / 2
    assert ird.est == pytest.approx(1 - removed / m - removed / n)


@given(phases(counts))
@settings(max_examples=60)
def test_interval_of_nap_solves_newcombes_equation(series):
    a, b = series
    m, n = len(a), len(b)
    row, h = one(a, b, "NAP"), (m + n) / 2 - 1

    def off(theta):
        width = theta * (1 - theta) * (1 / h + (1 - theta) / (2 - theta) + theta / (1 + theta))
        return (row.est - theta) ** 2 - Z**2 * h / (m * n) * width

    assert row.ci_low <= row.est <= row.ci_high
    assert row.ci_low < row.ci_high
    for end, outer in ((row.ci_low, 0), (row.ci_high, 1)):
        if row.est == outer:
            assert end == outer
        else:
            inner = row.est if 0 < row.est < 1 else abs(1 - outer - 1e-9)
            assert end == pytest.approx(brentq(off, outer, inner, xtol=1e-14), abs=1e-9)


@given(phases(scores, least=3))
@settings(max_examples=60)
def test_baseline_corrected_tau_equals_tau_of_theil_sen_residuals_in_fractions(series):
    a, b = ([Fraction(y) for y in each] for each in series)
    slope = median((y - x) / (j - i) for (i, x), (j, y) in combinations(enumerate(a), 2))
    left = [y - slope * t for t, y in enumerate([*a, *b])]
    plain, corrected, pretest = several(*series, "Tau", "Tau_BC", "Tau_BC:pretest")
    assert corrected.est == pytest.approx(est(left[: len(a)], left[len(a) :], "Tau"))
    m, rise = len(a), sum((y > x) - (y < x) for x, y in combinations(a, 2))
    ties = sum(t * (t - 1) * (2 * t + 5) for t in Counter(a).values())
    error = float(m * (m - 1) * (2 * m + 5) - ties) ** 0.5 / 18**0.5
    if slope == 0 or abs(rise) - 1 < Z * error:
        assert pretest.est == plain.est
    else:
        assert pretest.est == corrected.est


def test_equal_residuals_are_ties_although_computers_round():
    # A line of 0.1 a session leaves the same over everywhere.
    values = np.arange(12) * 0.1 + 0.3
    assert est(values[:6], values[6:], "Tau_BC") == 0


@given(phases(positive, least=3))
def test_level_measures_equal_their_formulas(series):
    a, b = series
    m, n, ma, mb, va, vb = len(a), len(b), mean(a), mean(b), variance(a), variance(b)
    assume(va > 0)
    smd, pool, change, pogo = several(a, b, "SMD", "SMD:pool", "percent_change", "PoGO", goal=ma + 10)
    j = 1 - 3 / (4 * m - 5)
    d = j * (mb - ma) / stdev(a)
    assert smd.est == pytest.approx(d, abs=1e-12)
    assert smd.se == pytest.approx(j * (1 / m + vb / n / va + d**2 / (2 * m - 2)) ** 0.5)
    pooled = ((m - 1) * va + (n - 1) * vb) / (m + n - 2)
    assert pool.est == pytest.approx((1 - 3 / (4 * (m + n) - 9)) * (mb - ma) / pooled**0.5, abs=1e-12)
    bias = vb / (2 * n * mb**2) - va / (2 * m * ma**2)
    plain, increase, decrease, medians = several(a, b, "LRRi:uncorrected", "LRRi", "LRRd", "LRM")
    assert plain.est == pytest.approx(log(mb / ma), abs=1e-12)
    assert increase.est == -decrease.est == pytest.approx(log(mb / ma) + bias, abs=1e-12)
    assert medians.est == pytest.approx(log(median(b) / median(a)), abs=1e-12)
    assert change.est == pytest.approx(100 * (mb - ma) / ma, abs=1e-9)
    reach = Z * change.se / (100 + change.est)  # of the log of the ratio
    for end, sign in {change.ci_low: -1, change.ci_high: 1}.items():
        assert log(1 + end / 100) == pytest.approx(log(mb / ma) + sign * reach, abs=1e-9)
    assert pogo.est == pytest.approx(100 * (mb - ma) / 10, abs=1e-9)
    assert pogo.se == pytest.approx(10 * (va / m + vb / n + (pogo.est / 100) ** 2 * va / m) ** 0.5)


@given(phases(positive, least=3))
def test_log_odds_ratio_is_the_same_for_shares_and_percentages(series):
    a, b = ([y / 126 for y in each] for each in series)
    row, m, n = one(a, b, "LOR"), len(a), len(b)
    pa, pb, va, vb = mean(a), mean(b), variance(a), variance(b)

    def corrected(p, v, count):
        return log(p / (1 - p)) - v * (2 * p - 1) / (2 * count * p**2 * (1 - p) ** 2)

    assert row.est == pytest.approx(corrected(pb, vb, n) - corrected(pa, va, m), abs=1e-9)
    if va or vb:
        assert row.se**2 == pytest.approx(va / m / (pa - pa**2) ** 2 + vb / n / (pb - pb**2) ** 2)
    percent = one([100 * y for y in a], [100 * y for y in b], "LOR:percentage")
    assert percent.est == pytest.approx(row.est, abs=1e-9)


def test_standard_error_of_the_log_ratio_of_medians_comes_from_order_statistics():
    a, b = [20, 20, 26, 25, 22, 23], [28, 25, 24, 27, 30, 30, 29]
    # With 6 and 7 points the ranks are the first and the last.
    parts = [log(max(y) / min(y)) / (2 * NormalDist().inv_cdf(1 - 0.5 ** len(y))) for y in (a, b)]
    assert one(a, b, "LRM").se == pytest.approx((parts[0] ** 2 + parts[1] ** 2) ** 0.5)


@given(phases(counts))
@settings(max_examples=30)
def test_ranks_alone_decide_and_direction_mirrors(series):
    a, b = series
    by_rank, by_level = ["NAP", "NAP:Hanley", "Tau_U", "PND", "PAND", "IRD"], ["SMD", "SMD:pool", "Tau"]
    by_level += ["Tau_BC", "Tau_U:complete"]
    cases = {
        "own": (a, b, "increase"),
        "cubed": ([y**3 for y in a], [y**3 for y in b], "increase"),
        "mirrored": ([-y for y in a], [-y for y in b], "decrease"),
        "swapped": (b, a, "increase"),
        "other way": (a, b, "decrease"),
    }
    data = pd.concat(table(*both, case=name).assign(better=way) for name, (*both, way) in cases.items())
    found = effect_sizes(data, by_rank + by_level, improvement="better")
    numbers = {name: rows[["est", "se"]].to_numpy() for name, rows in found.groupby("case")}
    ranks, levels = slice(len(by_rank)), slice(len(by_rank), None)
    for name in ("cubed", "mirrored"):
        np.testing.assert_allclose(numbers[name][ranks], numbers["own"][ranks], rtol=1e-6, atol=1e-12)
    turned, own = numbers["other way"][levels, 0], numbers["own"][levels, 0]
    np.testing.assert_allclose(turned, -own, rtol=1e-6, atol=1e-12)
    nap = found[(found.effect_size == "NAP") & (found.method != "Hanley")].set_index("case")
    row, swapped = nap.loc["own"], nap.loc["swapped"]
    assert swapped.est == pytest.approx(1 - row.est)
    assert (swapped.ci_low, swapped.ci_high) == pytest.approx((1 - row.ci_high, 1 - row.ci_low))


def test_thousands_of_cases_at_once_equal_one_after_the_other():
    drawn = np.random.default_rng(3)
    pairs = [
        (drawn.poisson(4, drawn.integers(1, 9)), drawn.poisson(6, drawn.integers(1, 9))) for _ in range(2_000)
    ]
    series = [table(*pair, case=number) for number, pair in enumerate(pairs)]
    together = effect_sizes(pd.concat(series).sample(frac=1, random_state=1), MEASURES, goal=99)
    nap = together[together.effect_size == "NAP"].set_index("case").est.to_dict()
    for number, (a, b) in enumerate(pairs):
        counted = np.mean((b[:, None] > a) + (b[:, None] == a) / 2) if len(a) + len(b) > 2 else nan
        assert nap[number] == pytest.approx(counted, abs=1e-12, nan_ok=True)
    for number in range(0, 2_000, 97):
        alone = effect_sizes(series[number], MEASURES, goal=99)
        same = together[together.case == number].reset_index(drop=True)
        pd.testing.assert_frame_equal(same, alone, check_exact=False, rtol=1e-12)


def test_direction_goal_and_phases_can_differ_between_cases_and_pairs():
    up, down = table([1, 2, 3], [4, 5, 6], "up"), table([6, 5, 4], [3, 2, 1], "down")
    data = pd.concat([up.assign(better="increase", aim=8), down.assign(better="decrease", aim=0)])
    found = effect_sizes(data, ["NAP", "PoGO"], improvement="better", goal="aim")
    assert found.est.tolist() == pytest.approx([1, 50, 1, 60])
    again = up.assign(phase=["A2"] * 3 + ["B2"] * 3, session=range(7, 13))
    pairs = effect_sizes(pd.concat([up, again]), "NAP", phases=[("A", "B"), ("A2", "B2")])
    assert pairs.phases.tolist() == ["A-B", "A2-B2"]
    assert pairs.est.tolist() == [1, 1]


def test_other_column_names_and_several_columns_name_a_case():
    data = table([1, 2, 3], [4, 5, 6]).rename(columns={"case": "klien", "outcome": "skor", "phase": "fase"})
    data = pd.concat([data.assign(lembaga="X"), data.assign(lembaga="Y")])
    found = effect_sizes(data, "NAP", by=["lembaga", "klien"], outcome="skor", phase="fase")
    assert found[["lembaga", "klien"]].to_numpy().tolist() == [["X", "D"], ["Y", "D"]]


@pytest.mark.parametrize(
    "options",
    [
        {"measures": "NPA"},
        {"measures": "NAP:hanley"},
        {"measures": "PoGO"},
        {"improvement": "incraese"},
        {"confidence": 95},
        {"phases": "AB"},
        {"phases": ()},
        {"measures": ()},
        {"by": []},
        {"phases": ("A", "A")},
        {"phases": ("B", "C", "D")},
        {"goal": "aim", "measures": "PoGO"},
        {"outcome": "skor"},
    ],
)
def test_a_wrong_question_gets_a_sentence(options, language):
    with pytest.raises(OutcomeError) as caught:
        effect_sizes(table([1, 2, 3], [4, 5, 6]), **options)
    assert len(str(caught.value)) > 20
    assert "{" not in str(caught.value)


def test_measures_stay_empty_where_they_have_no_meaning():
    assert np.isnan(est([3, 3, 3], [4, 5, 6], "SMD"))
    assert np.isnan(est([0.1] * 3, [0.4, 0.5, 0.6], "SMD"))  # whose variance is not quite 0 in floats
    assert np.isnan(est([0, 0, 0], [4, 5, 6], "LRRi"))
    assert np.isnan(est([-1, -2, -3], [-4, -5, -6], "percent_change"))
    assert np.isnan(est([1, 2, 3], [4, 5, 6], "LOR"))
    assert np.isnan(est([1, 2, 3], [4, 5, 6], "PoGO", goal=2))  # reached before it began
    assert est([1, nan, 3], [4, 5, 6], "NAP") == 1


def test_sessions_that_are_counted_from_another_point_change_nothing():
    data = table([1, 2.6, 3, 4.1], [5.3, 6, 7.2, 7.9, 9.4])
    seconds = data.assign(session=data.session + 1_700_000_000)
    pd.testing.assert_frame_equal(effect_sizes(seconds, "Tau_BC"), effect_sizes(data, "Tau_BC"))


def test_help_names_every_method_that_can_be_asked_for():
    for name in MEASURES:
        with pytest.raises(OutcomeError) as refused:
            effect_sizes(pd.DataFrame(), f"{name}:none")
        allowed = str(refused.value).rpartition(":")[2].strip(" .")
        assert all(f"``{method}``" in effect_sizes.__doc__ for method in allowed.split(", ") if method)
    assert "NAP and Tau ``unbiased``, ``Hanley``, ``null``" in " ".join(effect_sizes.__doc__.split())
