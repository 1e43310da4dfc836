"""The between-case effect equals that of R, and what its definition gives by another way of counting."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.optimize import minimize
from series_of import table

from casekit.errors import OutcomeError
from casekit.stats.single_case import between_case_smd
from casekit.vocab import say

REFERENCE = Path(__file__).parent / "reference"
PRACTICE = pd.read_csv(Path(__file__).parents[2] / "datasets" / "outcomes" / "practice_series.csv")
SERIES = pd.read_csv(REFERENCE / "single_case_series.csv")
EXPECTED = pd.read_csv(REFERENCE / "between_case_expected.csv").set_index("set")
NUMBERS = ["est", "se", "ci_low", "ci_high", "df", "between_variance", "within_variance", "autocorrelation"]


def sets():
    """Return the sets of cases that R was given: of one kind, with gaps, with few cases, with unlike ones."""
    number = SERIES.case.str[1:].astype(int)
    found = {str(kind): cases for kind, cases in PRACTICE.groupby("kind")}
    kinds = ["counts_up", "scores", "percent", "ties", "distinct", "counts_down"]
    found |= {kind: SERIES[(number - 1) % 6 == place] for place, kind in enumerate(kinds)}
    found["gaps"] = found["scores"][found["scores"].session % 4 != 0]
    found["three"] = SERIES[SERIES.case.isin(["s002", "s008", "s014"])]
    found["unlike"] = SERIES[number <= 6]
    found["shifted"] = found["gaps"].assign(outcome=found["gaps"].outcome + number % 5 * 4)
    return found


SETS = sets()


def drawn(cases=4, points=12, between=1.0, phi=0.4, effect=1.0, seed=7):
    """Return simulated cases; within a case the variance is one."""
    draw = np.random.default_rng(seed)
    tables = []
    for place in range(cases):
        noise = draw.normal(size=points)
        for later in range(1, points):
            noise[later] = phi * noise[later - 1] + np.sqrt(1 - phi**2) * noise[later]
        start = int(draw.integers(4, points - 3))
        values = noise + np.sqrt(between) * draw.normal() + effect * (np.arange(points) >= start)
        tables.append(table(values[:start], values[start:], case=f"c{place}"))
    return pd.concat(tables, ignore_index=True)


def only(data, **options):
    """Return the one row of the result."""
    found = between_case_smd(data, **options)
    assert len(found) == 1
    return found.iloc[0]


def numbers(data, **options):
    return only(data, **options)[NUMBERS].to_numpy(float)


def of_definition(data):
    """Return the numbers from dense matrices: V is written out, and everything follows from its textbook."""
    data = data.sort_values(["case", "session"])
    y = data.outcome.to_numpy()
    x = np.column_stack([np.ones(len(y)), data.phase == "B"]).astype(float)
    same = data.case.to_numpy()[:, None] == data.case.to_numpy()
    apart = np.abs(np.subtract.outer(data.session.to_numpy(float), data.session.to_numpy(float)))

    def v(theta):
        tau2, sigma2, phi = theta
        return same * (tau2 + sigma2 * phi**apart)

    def minus_log_likelihood(at):
        theta = (*np.exp(at[:2]), np.tanh(at[2]))
        w = np.linalg.inv(v(theta))
        xwx = x.T @ w @ x
        e = y - x @ np.linalg.solve(xwx, x.T @ w @ y)
        return (np.linalg.slogdet(v(theta))[1] + np.linalg.slogdet(xwx)[1] + e @ w @ e) / 2

    options = {"xatol": 1e-9, "fatol": 1e-13, "maxiter": 5000}
    found = minimize(minus_log_likelihood, [0, 0, 0.1], method="Nelder-Mead", options=options).x
    tau2, sigma2, phi = theta = (*np.exp(found[:2]), np.tanh(found[2]))
    w = np.linalg.inv(v(theta))
    xwx = x.T @ w @ x
    p = w - w @ x @ np.linalg.solve(xwx, x.T @ w)
    steps = np.diag([1e-6, 1e-6, 1e-6])
    slopes = [p @ (v(theta + step) - v(theta - step)) / 2e-6 for step in steps]
    variance = np.linalg.inv([[np.trace(one @ other) / 2 for other in slopes] for one in slopes])
    df = 2 * (tau2 + sigma2) ** 2 / (variance[0, 0] + variance[1, 1] + 2 * variance[0, 1])
    small = 1 - 3 / (4 * df - 1)
    g = small * np.linalg.solve(xwx, x.T @ w @ y)[1] / np.sqrt(tau2 + sigma2)
    k2 = np.linalg.inv(xwx)[1, 1] / (tau2 + sigma2)
    se = np.sqrt(small**2 * (df / (df - 2) * k2 + g**2 * (df / (df - 2) - 1 / small**2)))
    ends = g + np.array([-1, 1]) * stats.t.ppf(0.975, df) * se
    return np.array([g, se, *ends, df, tau2, sigma2, phi])


@pytest.mark.parametrize("name", SETS)
def test_every_set_of_cases_equals_that_of_r(name):
    """R 4.2.2, nlme 3.1-162 (lme, corAR1) and g_REML of scdhlm; the better of two fits by likelihood."""
    ours, theirs = numbers(SETS[name]), EXPECTED.loc[name, NUMBERS].to_numpy(float)
    np.testing.assert_allclose(ours[[0, 1, 4]], theirs[[0, 1, 4]], rtol=3e-6)
    np.testing.assert_allclose(ours[[2, 3]], theirs[[2, 3]], rtol=1e-5)
    np.testing.assert_allclose(ours[[5, 6]], theirs[[5, 6]], rtol=1e-5, atol=2e-6 * theirs[6])
    np.testing.assert_allclose(ours[7], theirs[7], atol=2e-6)


def test_r_was_given_every_set():
    assert sorted(EXPECTED.index) == sorted(SETS)
    assert (EXPECTED.between_variance > EXPECTED.within_variance).sum() == 2
    assert (EXPECTED.between_variance < 1e-6).any()


@pytest.mark.parametrize(
    "data",
    [drawn(), drawn(cases=3, points=20, phi=-0.5, seed=3), drawn(cases=6, between=4, seed=1).iloc[::-1]],
)
def test_the_numbers_are_those_of_the_likelihood_written_out(data):
    with_gaps = data[data.session % 5 != 3]
    for each in (data, with_gaps):
        np.testing.assert_allclose(numbers(each), of_definition(each), rtol=2e-5, atol=1e-6)


def test_a_known_truth_is_found_again():
    found = only(drawn(cases=50, points=60, between=2.0, phi=0.5, effect=1.5, seed=2))
    truth = 1.5 / np.sqrt(3)
    assert found.ci_low < truth < found.ci_high
    assert abs(found.est - truth) < 3 * found.se < 0.5
    assert found.between_variance == pytest.approx(2, rel=0.5)
    assert found.within_variance == pytest.approx(1, rel=0.15)
    assert found.autocorrelation == pytest.approx(0.5, abs=0.07)
    assert (found.n_cases, found.n_points) == (50, 3000)


def test_a_constant_moves_nothing_and_a_scale_only_the_variances():
    data = drawn()
    before = numbers(data)
    moved = numbers(data.assign(outcome=data.outcome + 1000))
    np.testing.assert_allclose(moved, before, rtol=1e-6)
    scaled = numbers(data.assign(outcome=data.outcome * 15_000))
    scaled[5:7] /= 15_000**2
    np.testing.assert_allclose(scaled, before, rtol=1e-6)


def test_what_should_fall_improves_by_falling():
    data = drawn()
    up, down = only(data), only(data, improvement="decrease")
    assert up.est > 0
    assert down.est == pytest.approx(-up.est, rel=1e-6)
    assert (down.ci_low, down.ci_high) == pytest.approx((-up.ci_high, -up.ci_low), rel=1e-6)
    assert down.se == pytest.approx(up.se, rel=1e-6)
    turned = only(data.assign(outcome=-data.outcome, better="decrease"), improvement="better")
    assert turned.est == pytest.approx(up.est, rel=1e-6)


def test_order_of_rows_and_names_of_columns_do_not_matter():
    data = drawn()
    mixed = data.sample(frac=1, random_state=1)
    np.testing.assert_allclose(numbers(mixed), numbers(data), rtol=1e-6)
    names = {"case": "client", "session": "week", "phase": "condition", "outcome": "score"}
    columns = {"by": "client", "session": "week", "phase": "condition", "outcome": "score"}
    np.testing.assert_array_equal(numbers(data.rename(columns=names), **columns), numbers(data))
    sites = data.assign(site=data.case.str[1:].astype(int) % 2, case="c")
    sites.loc[data.case.isin(["c2", "c3"]), "case"] = "d"
    np.testing.assert_allclose(numbers(sites, by=["site", "case"]), numbers(data), rtol=1e-6)


def test_steps_are_counted_whatever_the_unit_of_sessions():
    data = drawn()
    weeks = pd.Timestamp("2024-01-01") + data.session * pd.Timedelta(days=7)
    for sessions in (data.session * 7, data.session / 10, weeks):
        np.testing.assert_allclose(numbers(data.assign(session=sessions)), numbers(data), rtol=1e-6)
    by_session = data.sort_values("session", kind="stable").assign(session=None)
    np.testing.assert_allclose(numbers(by_session), numbers(data), rtol=1e-6)


def test_other_phases_can_be_compared():
    data = drawn()
    second = data.assign(phase=data.phase + "2", session=data.session + 100, outcome=0.0)
    both = pd.concat([data, second])
    np.testing.assert_allclose(numbers(both), numbers(data), rtol=1e-12)
    renamed = data.assign(phase=data.phase + "2")
    np.testing.assert_array_equal(numbers(renamed, phases=("A2", "B2")), numbers(data))


def test_a_higher_level_of_confidence_widens_only_the_interval():
    usual, wide = only(drawn()), only(drawn(), confidence=0.99)
    assert wide.ci_low < usual.ci_low < usual.ci_high < wide.ci_high
    assert (wide.est, wide.se, wide.df) == (usual.est, usual.se, usual.df)


def of_cases_and_phases(data, case, phase):
    """Return the cases without any variation within a phase."""
    return data.assign(outcome=case * data.case.str[1:].astype(float) + phase * (data.phase == "B"))


def shaken(data, least):
    """Return data that differ a little from what they were."""
    return data.assign(outcome=data.outcome + least * np.random.default_rng(1).normal(size=len(data)))


EMPTY = {
    "one case": (drawn(cases=1), 1, "few_cases"),
    "two cases": (drawn(cases=2), 2, "few_cases"),
    "constant": (drawn().assign(outcome=3.3), 4, "constant"),
    "constant in each phase": (of_cases_and_phases(drawn(), 0, 2), 4, "no_fit"),
    "constant in each case and phase": (of_cases_and_phases(drawn(), 3, 1), 4, "no_fit"),
    "all but constant in each case": (of_cases_and_phases(drawn(), 3, 1).pipe(shaken, 1e-4), 4, "no_fit"),
    "two points a case": (drawn().groupby("case").nth([0, -1]), 4, "no_fit"),
    "one phase": (drawn().query("phase == 'A'"), 0, "empty_phase"),
    "wrong order": (drawn().pipe(lambda data: data.assign(session=-data.session)), 0, "order"),
    "all infinite": (drawn().assign(outcome=np.inf), 0, "infinite"),
    "all missing": (drawn().assign(outcome=np.nan), 0, "empty_phase"),
}


@pytest.mark.parametrize("what", EMPTY)
def test_what_cannot_be_estimated_stays_empty_and_says_why(what, language):
    data, cases, key = EMPTY[what]
    before = data.copy()
    found = only(data)
    assert found[NUMBERS].isna().all()
    assert found.n_cases == cases
    assert say(f"stats.note.{key}") in found.note
    assert (say("stats.note.left_out") in found.note) == (cases == 0)
    pd.testing.assert_frame_equal(data, before)


def test_three_cases_leave_more_than_two_degrees_of_freedom():
    far_apart = drawn(cases=3)
    far_apart["outcome"] += 1000 * far_apart.case.str[1:].astype(int)
    walks = drawn(cases=3, points=8, between=0, phi=0.99)
    for data in (far_apart, walks):
        found = only(data)
        assert 2 < found.df < 2.5
        assert 0 < found.se < 2


@pytest.mark.parametrize(
    ("spoil", "key"),
    [
        (lambda t: t.assign(outcome=t.outcome.where(t.session != 3, np.inf)), "infinite"),
        (lambda t: t.assign(session=t.session.replace(3, 2)), "duplicated"),
        (lambda t: t.assign(session=t.session.astype(float).replace(3, np.nan)), "no_session"),
        (lambda t: t[t.phase == "B"], "empty_phase"),
    ],
)
def test_a_case_with_bad_data_is_left_out_and_that_is_said(spoil, key, language):
    data = drawn()
    bad = spoil(drawn(cases=1, seed=9).assign(case="bad"))
    found = only(pd.concat([data, bad]))
    np.testing.assert_array_equal(found[NUMBERS].to_numpy(float), numbers(data))
    assert found.note == f"{say(f'stats.note.{key}')} {say('stats.note.left_out')}"
    assert (found.n_cases, found.n_points) == (4, len(data))


def test_missing_values_are_left_out_as_gaps(language):
    data = drawn()
    holes = only(data.assign(outcome=data.outcome.where(data.session % 5 != 3)))
    without = only(data[data.session % 5 != 3])
    np.testing.assert_array_equal(holes[NUMBERS].to_numpy(float), without[NUMBERS].to_numpy(float))
    assert holes.note == say("stats.note.missing")
    assert without.note == ""


@pytest.mark.parametrize(
    "data",
    [
        [1, 2],
        drawn().head(0),
        drawn().drop(columns="phase"),
        drawn().assign(outcome="2,5"),
        drawn().assign(case=None),
        drawn().assign(phase="C"),
    ],
)
def test_what_cannot_be_read_is_refused(data):
    with pytest.raises(OutcomeError):
        between_case_smd(data)


@pytest.mark.parametrize(
    "options",
    [{"confidence": 95}, {"confidence": 0}, {"phases": "AB"}, {"phases": ("A", "A")}, {"improvement": "up"}],
)
def test_what_cannot_be_asked_is_refused(options):
    with pytest.raises(OutcomeError):
        between_case_smd(drawn(), **options)


def test_two_directions_in_one_group_are_refused(language):
    data = drawn()
    data["better"] = np.where(data.case == "c1", "decrease", "increase")
    with pytest.raises(OutcomeError) as caught:
        between_case_smd(data, improvement="better")
    assert str(caught.value) == say("stats.two_directions")
    alike = data[data.case != "c1"]
    np.testing.assert_array_equal(numbers(alike, improvement="better"), numbers(alike))
