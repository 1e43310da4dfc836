"""Regression of one case and of several equals that of R, and finds what was put in."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from series_of import table
from test_between import SERIES, SETS, drawn

from casekit.errors import OutcomeError
from casekit.stats import mixed
from casekit.stats.cohort import pool
from casekit.stats.single_case import between_case_smd, control_limits, multilevel, piecewise
from casekit.vocab import say

LONG = bool(os.environ.get("CASEKIT_LONG_TESTS"))
REFERENCE = Path(__file__).parent / "reference"
TERMS = ["intercept", "trend", "level", "slope"]


def kept(name):
    """Return what R gave; without the long tests every third set of cases, or case."""
    found = pd.read_csv(REFERENCE / f"{name}.csv", keep_default_na=False, na_values=["NA"])
    first = found.columns[0]
    return found if LONG else found[found[first].isin(found[first].unique()[::3])]


def test_regression_with_following_errors_equals_gls():
    """R 4.2.2, gls of nlme 3.1-162 with corAR1 by REML: whole series, and those with every fourth point gone.

    Where gls runs on to an autocorrelation of 1, casekit ends at 0.995 and says so.
    """
    for (case, which), rows in kept("piecewise_ar_expected").groupby(["case", "which"]):
        data = SERIES[SERIES.case == case]
        found = piecewise(data if which == "whole" else data[data.session % 4 != 0], "ar")
        at_the_end = rows.phi.abs().max() > 0.99
        assert found.note.str.contains(say("stats.note.edge"), regex=False).all() == at_the_end
        if not at_the_end:
            np.testing.assert_allclose(found.est, rows.est, rtol=2e-4, atol=2e-5)
            np.testing.assert_allclose(found.autocorrelation, rows.phi, atol=1e-4)


def test_models_of_several_cases_equal_lme():
    """R 4.2.2, lme of nlme 3.1-162: pdDiag effects of cases and corAR1."""
    for (name, random), rows in kept("multilevel_expected").groupby(["set", "random"]):
        terms = ["intercept", "level", "slope"][: random.count("+") + 1]
        found = multilevel(SETS[name], terms)
        np.testing.assert_allclose(found.est, rows.est, rtol=1e-4, atol=1e-4, err_msg=f"{name} {random}")
        np.testing.assert_allclose(found.within_sd, rows.within_sd, rtol=1e-4)
        np.testing.assert_allclose(found.autocorrelation, rows.phi, atol=1e-4)
        np.testing.assert_allclose(
            found.between_sd, rows.between_sd, rtol=1e-3, atol=2e-3 * rows.within_sd[0:1].item()
        )


def test_tests_of_several_cases_equal_those_of_pbkrtest():
    """R 4.2.2, pbkrtest with lme4: covariance and degrees of freedom of Kenward and Roger."""
    for (name, random), rows in kept("kenward_roger_expected").groupby(["set", "random"]):
        terms = ["intercept", "level", "slope"][: random.count("+") + 1]
        found = multilevel(SETS[name], terms, errors="independent")
        np.testing.assert_allclose(found.est, rows.est, rtol=1e-4, atol=1e-4, err_msg=f"{name} {random}")
        np.testing.assert_allclose(found.se, rows.se, rtol=1e-3, err_msg=f"{name} {random}")
        np.testing.assert_allclose(found.df, rows.df, rtol=1e-3, err_msg=f"{name} {random}")


def reversals():
    """Return sets of reversal designs: the series of one case after that of another."""
    number = SERIES.case.str[1:].astype(int)
    found = {}
    for place, kind in enumerate(["counts_up", "scores", "percent", "ties", "distinct", "counts_down"]):
        cases = sorted(SERIES.case[(number - 1) % 6 == place].unique())
        parts = []
        for first, second in zip(cases[::2], cases[1::2], strict=False):
            one, two = (SERIES[SERIES.case == case] for case in (first, second))
            later = two.assign(phase=two.phase + "2", session=two.session + one.session.max(), case=first)
            parts += [one, later]
        found[f"{kind}_reversal"] = pd.concat(parts)
    return found


ALL = SETS | reversals()
PUBLISHED = os.environ.get("CASEKIT_PUBLISHED_SERIES")
SHORT = 1e-6  # of a log likelihood: R stopped short of the maximum


def compared(name, data, tolerance, sets=None):
    """Compare with what R gave, of some sets or those kept; return how many sets R fitted to the end."""
    found, rows = 0, kept(name) if sets is None else pd.read_csv(REFERENCE / f"{name}.csv")
    for row in rows[rows.set.isin(sets or {*rows.set})].itertuples():
        ours = between_case_smd(data(row.set), row.model).iloc[0]
        close = pytest.approx([row.est, row.se, row.df], rel=tolerance, abs=tolerance)
        if row.falls_short < SHORT:
            assert [ours.est, ours.se, ours.df] == close, (row.set, row.model)
            found += 1
    return found


def test_richer_models_equal_the_formulas_of_scdhlm():
    """R 4.2.2: calc_BCSMD of scdhlm with nlme 3.1-162, on the series that come with casekit.

    `falls_short` says by how much the likelihood that lme reached lies below that of casekit.
    """
    assert compared("between_models_expected", ALL.get, 1e-4) > (50 if LONG else 15)


def test_models_of_published_studies_equal_scdhlm():
    """Laski and Schutte; with CASEKIT_PUBLISHED_SERIES all data sets of scdhlm (18 studies, 25 outcomes)."""
    series = pd.read_csv(PUBLISHED or REFERENCE / "published_series.csv")
    found = compared(
        "between_published_expected", lambda name: series[series.set == name], 1e-4, {*series.set}
    )
    assert found >= (6 if PUBLISHED is None else 70)


def test_pooled_effects_equal_metafor():
    """R 4.2.2, metafor: rma(method="PM", test="adhoc") and its prediction interval; `bcg` is dat.bcg."""
    effects = {
        "bcg": (
            [-0.88931133, -1.58538866, -1.34807315, -1.44155119, -0.21754732, -0.78611559, -1.62089822,
             0.01195233, -0.46941765, -1.37134480, -0.33935883, 0.44591340, -0.01731395],
            [0.57060035, 0.44111350, 0.64449047, 0.14145682, 0.22629665, 0.08310005, 0.47224702,
             0.06294108, 0.23755886, 0.27023100, 0.11141012, 0.72972998, 0.26721650],
        ),
        "alike": ([0.1, 0.11, 0.1], [0.5] * 3),
        "two": ([0.2, 0.9], [0.2, 0.3]),
        "three": ([1, 1.2, 0.9], [0.3, 0.4, 0.3]),
        "apart": ([-1, 0.5, 2, 3.5, 0.1], [0.2, 0.3, 0.25, 0.4, 0.1]),
        "equal": ([0.7] * 4, [0.1, 0.2, 0.3, 0.4]),
        "seven": ([0.3, 0.5, 0.1, 0.9, 0.45, 0.6, 0.2], [0.2, 0.15, 0.3, 0.25, 0.2, 0.1, 0.35]),
    }  # fmt: skip
    for row in pd.read_csv(REFERENCE / "pool_expected.csv").itertuples():
        est, se = effects[row.set]
        found = pool(pd.DataFrame({"smd": est, "smd_se": se})).iloc[0]
        for name in ("k", "est", "se", "ci_low", "ci_high", "tau2"):
            assert found[name] == pytest.approx(getattr(row, name), rel=1e-4, abs=1e-4), (row.set, name)
        if row.k > 2:
            assert [found.pi_low, found.pi_high] == pytest.approx([row.pi_low, row.pi_high], rel=1e-4)


def test_regression_of_counts_and_shares_equals_glm():
    """R 4.2.2: glm with quasipoisson, the same with an exposure, and quasibinomial."""
    for (case, kind), rows in kept("piecewise_counts_expected").groupby(["case", "family"]):
        data = SERIES[SERIES.case == case]
        data = data.assign(size=data.outcome.max() + 3 + data.session % 3)
        family, size = (
            ("poisson", "size") if kind == "exposure" else (kind, "size" if kind == "binomial" else None)
        )
        found = piecewise(data, family=family, size=size)
        if found.est.isna().all():
            assert rows.est.abs().max() > 10, (case, kind)
            continue
        np.testing.assert_allclose(found.est, rows.est, rtol=1e-5, atol=1e-7, err_msg=f"{case} {kind}")
        np.testing.assert_allclose(found.se, rows.se, rtol=1e-5)
        np.testing.assert_allclose(found.p, rows.p, rtol=1e-5, atol=1e-9)
        np.testing.assert_allclose(found.dispersion, rows.dispersion, rtol=1e-5)


SLEEP = [
    [249.56, 258.7047, 250.8006, 321.4398, 356.8519, 414.6901, 382.2038, 290.1486, 430.5853, 466.3535],
    [222.7339, 205.2658, 202.9778, 204.707, 207.7161, 215.9618, 213.6303, 217.7272, 224.2957, 237.3142],
    [199.0539, 194.3322, 234.32, 232.8416, 229.3074, 220.4579, 235.4208, 255.7511, 261.0125, 247.5153],
    [321.5426, 300.4002, 283.8565, 285.133, 285.7973, 297.5855, 280.2396, 318.2613, 305.3495, 354.0487],
    [287.6079, 285, 301.8206, 320.1153, 316.2773, 293.3187, 290.075, 334.8177, 293.7469, 371.5811],
    [234.8606, 242.8118, 272.9613, 309.7688, 317.4629, 309.9976, 454.1619, 346.8311, 330.3003, 253.8644],
    [283.8424, 289.555, 276.7693, 299.8097, 297.171, 338.1665, 332.0265, 348.8399, 333.36, 362.0428],
    [265.4731, 276.2012, 243.3647, 254.6723, 279.0244, 284.1912, 305.5248, 331.5229, 335.7469, 377.299],
    [241.6083, 273.9472, 254.4907, 270.8021, 251.4519, 254.6362, 245.4523, 235.311, 235.7541, 237.2466],
    [312.3666, 313.8058, 291.6112, 346.1222, 365.7324, 391.8385, 404.2601, 416.6923, 455.8643, 458.9167],
    [236.1032, 230.3167, 238.9256, 254.922, 250.7103, 269.7744, 281.5648, 308.102, 336.2806, 351.6451],
    [256.2968, 243.4543, 256.2046, 255.5271, 268.9165, 329.7247, 379.4445, 362.9184, 394.4872, 389.0527],
    [250.5265, 300.0576, 269.8939, 280.5891, 271.8274, 304.6336, 287.7466, 266.5955, 321.5418, 347.5655],
    [221.6771, 298.1939, 326.8785, 346.8555, 348.7402, 352.8287, 354.4266, 360.4326, 375.6406, 388.5417],
    [271.9235, 268.4369, 257.2424, 277.6566, 314.8222, 317.2135, 298.1353, 348.1229, 340.28, 366.5131],
    [225.264, 234.5235, 238.9008, 240.473, 267.5373, 344.1937, 281.1481, 347.5855, 365.163, 372.2288],
    [269.8804, 272.4428, 277.8989, 281.7895, 279.1705, 284.512, 259.2658, 304.6306, 350.7807, 369.4692],
    [269.4117, 273.474, 297.5968, 310.6316, 287.1726, 329.6076, 334.4818, 343.2199, 369.1417, 364.1236],
]  # fmt: skip
JAWS = [
    [21, 20, 21.5, 23],
    [21, 21.5, 24, 25.5],
    [20.5, 24, 24.5, 26],
    [23.5, 24.5, 25, 26.5],
    [21.5, 23, 22.5, 23.5],
    [20, 21, 21, 22.5],
    [21.5, 22.5, 23, 25],
    [23, 23, 23.5, 24],
    [20, 21, 22, 21.5],
    [16.5, 19, 19, 19.5],
    [24.5, 25, 28, 28],
    [26, 25, 29, 31],
    [21.5, 22.5, 23, 26.5],
    [23, 22.5, 24, 27.5],
    [25.5, 27.5, 26.5, 27],
    [20, 23.5, 22.5, 26],
    [24.5, 25.5, 27, 28.5],
    [22, 22, 24.5, 26.5],
    [24, 21.5, 24.5, 25.5],
    [23, 20.5, 31, 26],
    [27.5, 28, 31, 31.5],
    [23, 23, 23.5, 25],
    [21.5, 23.5, 24, 28],
    [17, 24.5, 26, 29.5],
    [22.5, 25.5, 25.5, 26],
    [23, 24.5, 26, 30],
    [22, 21.5, 23.5, 25],
]  # fmt: skip


def long(rows, times):
    """Return outcomes, times and first rows of cases measured at the same times."""
    size = len(times)
    return np.ravel(np.array(rows, dtype=float)), np.tile(times, len(rows)), np.arange(len(rows)) * size


def test_published_examples_of_mixed_models():
    """What lme4 prints of `sleepstudy` (Bates et al. 2015), pbkrtest of its df, and nlme of `Orthodont`."""
    y, days, start = long(SLEEP, np.arange(10.0))
    x = np.column_stack([np.ones(len(y)), days])
    fit = mixed.fitted(mixed.Rows(y, x, x, mixed.steps(days, start), start), follow=False)
    assert (fit.unit * fit.beta).round(3).tolist() == [251.405, 10.467]
    assert (fit.unit * np.sqrt(fit.covariance.diagonal())).round(3).tolist() == [6.825, 1.546]
    assert (fit.unit * np.sqrt(fit.between.diagonal())).round(2).tolist() == [24.74, 5.92]
    assert fit.unit * np.sqrt(fit.within) == pytest.approx(25.592, abs=1e-3)
    assert [fit.judged(weights, 0.95)[-1] for weights in np.eye(2)] == pytest.approx([17, 17], abs=1e-3)

    y, age, start = long(JAWS, np.array([8.0, 10, 12, 14]))
    x = np.column_stack([np.ones(len(y)), age])
    fit = mixed.fitted(mixed.Rows(y, x, x[:, :1], mixed.steps(age, start), start), follow=False)
    errors = fit.unit * np.sqrt(fit.covariance.diagonal())
    spreads = fit.unit * np.sqrt([fit.between[0, 0], fit.within])
    assert (fit.unit * fit.beta).tolist() == pytest.approx([16.761111, 0.660185], abs=1e-6)
    assert errors.tolist() == pytest.approx([0.8023952, 0.0616059], abs=1e-5)
    assert spreads.tolist() == pytest.approx([2.114724, 1.431592], abs=1e-5)


def test_a_series_of_thousands_of_points_takes_no_more_memory_than_it_should():
    points = np.random.default_rng(3).normal(size=12_000)
    found = piecewise(table(points[:6_000], points[6_000:]), "ar").set_index("term")
    assert found.ci_low["level"] < 0 < found.ci_high["level"]
    assert abs(found.autocorrelation["level"]) < 0.05


def test_counts_need_counts_and_some_of_them(language):
    less = table([3, 2, 4, 3, 2], [0, 0, 0, 0, 0, 0])
    half = table([3, 2, -4, 3, 2], [1, 0, 2, 0, 0, 1])
    for data, key in ((less, "separated"), (half, "not_counts")):
        found = piecewise(data, family="poisson")
        assert found.est.isna().all()
        assert (found.note == f"{say(f'stats.note.{key}')} {say('stats.note.short_series')}").all()
    too_many = piecewise(table([3, 2, 4, 3, 2], [5, 6, 7, 5, 9]).assign(of=8), family="binomial", size="of")
    assert say("stats.note.not_counts") in too_many.note[0]


def test_shares_without_numbers_of_opportunities_are_taken_as_they_are():
    data = table([3, 2, 4, 3, 2], [5, 6, 7, 5, 6]).assign(of=10)
    shares = data.assign(outcome=data.outcome / 10)
    of_counts, of_shares = piecewise(data, family="binomial", size="of"), piecewise(shares, family="binomial")
    np.testing.assert_allclose(of_shares[["est", "se"]], of_counts[["est", "se"]], rtol=1e-6)


def test_opportunities_stay_with_their_rows_in_whatever_order_these_stand():
    data = table([3, 2, 4, 3, 2], [5, 6, 7, 5, 6]).assign(of=[8, 9, 10, 11, 12, 13, 14, 15, 16, 17])
    turned = pd.concat([data.iloc[::-1], data.iloc[::-1].assign(case="E")]).set_index(pd.Index([7] * 20))
    for find in (
        lambda data: piecewise(data, family="binomial", size="of"),
        lambda data: control_limits(data, "p", size="of"),
    ):
        found = find(turned)
        for case in "DE":
            pd.testing.assert_frame_equal(
                found[found.case == case].drop(columns="case").reset_index(drop=True),
                find(data).drop(columns="case"),
            )


def test_following_errors_of_counts_are_refused(language):
    with pytest.raises(OutcomeError) as caught:
        piecewise(table([1, 2, 3], [4, 5, 6]), "ar", family="poisson")
    assert str(caught.value) == say("stats.no_ar_counts", family="poisson")


def test_gaps_count():
    """Values of every second session hold together as phi squared does."""
    data = SERIES[SERIES.case == "s008"]
    far = data.assign(session=data.session * 3)
    np.testing.assert_allclose(piecewise(far, "ar").autocorrelation, piecewise(data, "ar").autocorrelation)
    hole = data.assign(session=data.session + 5 * (data.session > data.session.median()))
    assert abs(piecewise(hole, "ar").autocorrelation[0] - piecewise(data, "ar").autocorrelation[0]) > 1e-3


@pytest.mark.parametrize("factor", [1e-90, 1e90])
def test_units_do_not_matter(factor):
    data = drawn()
    far = data.assign(outcome=data.outcome * factor)
    for find in (multilevel, lambda data: piecewise(data, "ar"), lambda data: between_case_smd(data, "MB4")):
        here, there = find(data), find(far)
        unit = 1 if "model" in here else factor
        np.testing.assert_allclose(there.est, unit * here.est, rtol=1e-4)
        np.testing.assert_allclose(there.df, here.df, rtol=1e-3)


def test_a_known_change_of_many_cases_is_found_again():
    found = multilevel(drawn(cases=40, points=30, between=2.0, phi=0.4, effect=1.5, seed=5)).set_index("term")
    level = found.loc["level"]
    assert level.ci_low < 1.5 < level.ci_high
    assert level.p < 0.001
    assert found.between_sd["intercept"] == pytest.approx(2**0.5, rel=0.35)
    assert (level.n_cases, level.n_points) == (40, 1200)
    assert np.isnan(found.between_sd["trend"])


def test_effects_of_cases_may_be_correlated():
    data = drawn(cases=12, points=20)
    free, apart = (multilevel(data, ["intercept", "level"], together=each) for each in (True, False))
    assert not np.allclose(free.se, apart.se)
    np.testing.assert_allclose(free.est, apart.est, atol=0.3)


@pytest.mark.parametrize(
    "options",
    [{"random": "baseline"}, {"random": []}, {"errors": "ols"}, {"together": "yes"}, {"confidence": 95}],
)
def test_what_cannot_be_asked_of_many_cases_is_refused(options):
    with pytest.raises(OutcomeError):
        multilevel(drawn(), **options)


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (drawn(cases=2), "few_cases"),
        (drawn().assign(outcome=3.3), "constant"),
        (drawn().assign(outcome=lambda table: table.session * 2.0), "no_fit"),
    ],
)
def test_a_model_of_many_cases_that_cannot_be_fitted_stays_empty(data, key, language):
    found = multilevel(data)
    assert found[["est", "se", "p"]].isna().all(axis=None)
    assert say(f"stats.note.{key}") in found.note[0]


def test_cases_with_only_a_baseline_tell_how_cases_differ(language):
    data = drawn()
    both = pd.concat([data, drawn(cases=1, seed=9).assign(case="control", phase="A")])
    found = between_case_smd(both).iloc[0]
    assert say("stats.note.control") in found.note
    assert found.n_cases == 5
    assert found.est != between_case_smd(data).est[0]


def test_reversals_take_every_phase_of_a_kind():
    data = ALL["scores_reversal"]
    plain = data.assign(phase=data.phase.str[0])
    for one, two in ((data, plain), (data.assign(phase=data.phase.replace({"A2": "A1"})), plain)):
        pd.testing.assert_frame_equal(between_case_smd(one, "TR1"), between_case_smd(two, "TR1"))
    assert np.isnan(between_case_smd(plain, "MB1").est[0])


def test_the_effect_is_told_for_the_time_that_is_asked_for():
    data = drawn(cases=6, points=16)
    early, late = (between_case_smd(data, "MB3", start=5, end=end).iloc[0] for end in (6, 16))
    assert early.est != late.est
    usual = between_case_smd(data, "MB3").iloc[0]
    last = data[data.phase == "A"].groupby("case").session.max()
    treated = data[(data.phase == "B") & (data.case == last.idxmin())].session
    end = last.min() + treated.max() - treated.min() + 1
    assert between_case_smd(data, "MB3", start=last.min(), end=end).est[0] == pytest.approx(usual.est)


def test_few_or_like_studies_are_said_to_tell_little(language):
    alike = pool(pd.DataFrame({"smd": [0.1, 0.11, 0.1], "smd_se": [0.5] * 3})).iloc[0]
    assert alike.note == f"{say('stats.note.few_studies')} {say('stats.note.alike')}"
    assert alike.ci_low < -1
    leaning = pool(
        pd.DataFrame({"smd": [0.2, 0.5, 0.8, 1.5, 2, 3], "smd_se": [0.3, 0.31, 0.33, 0.4, 0.5, 0.7]})
    )
    assert say("stats.note.leaning") in leaning.note[0]
    apart = pool(pd.DataFrame({"smd": [-1, 0.5, 2, 3.5, 0.1], "smd_se": [0.2] * 5})).iloc[0]
    assert apart.note == ""
    assert apart.pi_low < apart.ci_low < apart.est < apart.ci_high < apart.pi_high


def of_definition(data, theta):
    """Return se and df of Kenward and Roger (1997) from V written out and derived by differences."""
    session, case = data.session.to_numpy(float), data.case.to_numpy()
    later = (data.phase == "B").to_numpy(float)
    first = data.groupby("case").session.transform("min").to_numpy(float)
    turn = data.case.map(data[data.phase == "B"].groupby("case").session.min()).to_numpy(float)
    x = np.column_stack([np.ones(len(data)), session - first, later, later * (session - turn)])
    same, apart = case[:, None] == case, np.abs(session[:, None] - session)

    def v(shift):
        between, phi, within = theta + shift
        return same * (between + within * phi**apart)

    steps = np.diag(1e-4 * np.maximum(np.abs(theta), 0.1))
    size = steps.diagonal()
    first = [(v(one) - v(-one)) / (2 * h) for one, h in zip(steps, size, strict=True)]
    w = np.linalg.inv(v(np.zeros(3)))
    phi = np.linalg.inv(x.T @ w @ x)
    residual = w - w @ x @ phi @ x.T @ w
    known = np.array([[np.trace(residual @ a @ residual @ b) / 2 for b in first] for a in first])
    spread, p = np.linalg.inv(known), [-x.T @ w @ a @ w @ x for a in first]
    gain = np.zeros((4, 4))
    for i in range(3):
        for j in range(3):
            corners = [v(a * steps[i] + b * steps[j]) * a * b for a in (1, -1) for b in (1, -1)]
            second = sum(corners) / (4 * size[i] * size[j])
            q = x.T @ w @ first[i] @ w @ first[j] @ w @ x
            gain += spread[i, j] * (q - p[i] @ phi @ p[j] - x.T @ w @ second @ w @ x / 4)
    slopes = np.array([np.diag(phi @ each @ phi) for each in p])
    df = 2 * np.diag(phi) ** 2 / np.einsum("ik,ij,jk->k", slopes, spread, slopes)
    return np.sqrt(np.diag(phi + 2 * phi @ gain @ phi)), df


def test_tests_with_following_errors_are_those_of_the_definition():
    data = drawn(cases=4, points=12, phi=0.5, seed=11).sort_values(["case", "session"])
    for each in (data, data[data.session % 5 != 3]):
        found = multilevel(each, "intercept")
        theta = np.array([found.between_sd[0] ** 2, found.autocorrelation[0], found.within_sd[0] ** 2])
        assert 0.05 < abs(theta[1]) < 0.9
        se, df = of_definition(each, theta)
        np.testing.assert_allclose(found.se, se, rtol=1e-4)
        np.testing.assert_allclose(found.df, df, rtol=1e-4)
