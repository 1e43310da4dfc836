"""Bad outcome data get a sentence, or a row that says what is wrong; never a wrong number."""

import re
import warnings

import numpy as np
import pandas as pd
import pytest
from series_of import table

from casekit.errors import OutcomeError
from casekit.stats import single_case as sc
from casekit.stats.change import goal_attainment, reliable_change
from casekit.stats.cohort import case_effects, outcome_table
from casekit.vocab import say

GOOD = table([2, 3, 2], [5, 6, 5, 7, 6])


def with_values(**columns):
    return GOOD.assign(**columns)


REFUSED = {
    "no table": [1, 2],
    "no rows": GOOD.head(0),
    "no column": GOOD.drop(columns="phase"),
    "twice a column": pd.concat([GOOD, GOOD[["outcome"]]], axis=1),
    "text in numbers": with_values(outcome=[2, 3, 2, 5, "six", 5, 7, 6]),
    "decimal commas": with_values(outcome=["2,5"] * 8),
    "thousands as text": with_values(outcome=["1.000"] * 8),
    "dates as outcome": with_values(outcome=pd.date_range("2024-01-01", periods=8)),
    "complex numbers": with_values(outcome=[1j] * 8),
    "sessions as text": with_values(session=[*"abcdefgh"]),
    "dates as text": with_values(session=[f"2024-01-0{day}" for day in range(1, 9)]),
    "a list as case": with_values(case=[["D"]] * 8),
    "a list as phase": with_values(phase=[["A"]] * 3 + [["B"]] * 5),
    "a case without name": with_values(case=[None, *["D"] * 7]),
    "other phases": with_values(phase="C"),
}

EMPTY = {
    "one phase": (GOOD[GOOD.phase == "A"], "empty_phase"),
    "one point": (GOOD.head(1), "empty_phase"),
    "all missing": (with_values(outcome=[2, 3, 2, *[np.nan] * 5]), "empty_phase"),
    "wrong order": (with_values(phase=[*"BBBBBAAA"]), "order"),
    "alternating": (with_values(phase=[*"ABABABAB"]), "order"),
    "session twice": (with_values(session=[1, 2, 2, 3, 4, 5, 6, 7]), "duplicated"),
    "session missing": (with_values(session=[1, 2, 3, 4, 5, 6, 7, None]), "no_session"),
    "session infinite": (with_values(session=[1, 2, 3, 4, 5, 6, 7, np.inf]), "no_session"),
    "infinite": (with_values(outcome=[2, 3, 2, 5, 6, np.inf, 7, 6]), "infinite"),
    "huge": (with_values(outcome=[1e308, -1e308, 2, 5, 6, 5, 7, 6]), "infinite"),
}

CALLS = {
    "effect_sizes": lambda data: sc.effect_sizes(data, sc.MEASURES, goal=10),
    "phase_stats": sc.phase_stats,
    "two_sd": sc.control_limits,
    "xmr": lambda data: sc.control_limits(data, "xmr"),
    "c": lambda data: sc.control_limits(data, "c"),
    "p": lambda data: sc.control_limits(data, "p", size="outcome"),
    "celeration": sc.celeration,
    "cdc": sc.conservative_dual_criterion,
    "ols": sc.piecewise,
    "poisson": lambda data: sc.piecewise(data, family="poisson"),
    "binomial": lambda data: sc.piecewise(data, family="binomial", size="outcome"),
    "ar": lambda data: sc.piecewise(data, "ar"),
    "start": sc.randomization_test,
    "permutation": lambda data: sc.randomization_test(data, "permutation"),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_read_is_refused_with_a_sentence(what, call):
    data = REFUSED[what]
    before = data.copy()
    if what == "other phases" and call == "phase_stats":  # it takes whatever phases there are
        assert CALLS[call](data).phase.tolist() == ["C"]
        return
    with pytest.raises(OutcomeError):
        CALLS[call](data)
    if isinstance(data, pd.DataFrame):
        pd.testing.assert_frame_equal(data, before)


def test_a_refusal_names_row_column_and_value(language):
    with pytest.raises(OutcomeError) as caught:
        sc.effect_sizes(REFUSED["text in numbers"])
    assert str(caught.value) == say("stats.no_number", row=5, column="outcome", value="six")


@pytest.mark.parametrize("call", [call for call in CALLS if call != "phase_stats"])
@pytest.mark.parametrize("what", EMPTY)
def test_what_cannot_be_trusted_stays_empty_and_says_why(what, call, language):
    data, key = EMPTY[what]
    if key == "order" and call == "permutation":  # which any order of phases can have come from
        assert CALLS[call](data).p.notna().all()
        return
    before = data.copy()
    found = CALLS[call](data)
    numbers = found.drop(columns=["case", "n_a", "n_b", "n", "needed"], errors="ignore").select_dtypes(
        "number"
    )
    assert numbers.isna().all(axis=None)
    assert found.note.str.contains(say(f"stats.note.{key}"), regex=False).all()
    pd.testing.assert_frame_equal(data, before)


def test_one_bad_case_does_not_spoil_the_others():
    data = pd.concat([GOOD.assign(case="ok"), EMPTY["infinite"][0].assign(case="bad")])
    found = sc.effect_sizes(data, "NAP").set_index("case")
    assert found.est["ok"] == 1
    assert np.isnan(found.est["bad"])


def test_two_points_are_a_difference_and_no_effect(language):
    data = table([12_000], [40_000])
    found = sc.effect_sizes(data, sc.MEASURES, goal=50_000)
    assert found.est.isna().all()
    assert (found.note == say("stats.note.two_points")).all()
    assert (found.n_a == 1).all()


@pytest.mark.parametrize("call", CALLS)
def test_all_equal_values_give_no_warning_and_nothing_infinite(call):
    for data in (with_values(outcome=0), with_values(outcome=3), with_values(outcome=0.1)):
        found = CALLS[call](data)
        assert not np.isinf(found.select_dtypes("number").to_numpy(float, na_value=np.nan)).any()


def test_missing_values_are_left_out_and_said(language):
    holes = sc.effect_sizes(with_values(outcome=[2, 4, 3, 5, None, None, 7, 6]), "SMD").iloc[0]
    without = sc.effect_sizes(table([2, 4, 3], [5, 7, 6]), "SMD").iloc[0]
    assert holes.est == without.est
    assert say("stats.note.missing") in holes.note
    assert say("stats.note.missing") not in without.note


@pytest.mark.parametrize(
    "values",
    [
        pd.array([2, None, 3, 5, 6, 5, 7, 6], dtype="Int64"),
        pd.Series([2, None, 3, 5, 6, 5, 7, 6], dtype=object),
        pd.Series([2, np.nan, 3, 5, 6, 5, 7, 6], dtype="float32"),
    ],
)
def test_numbers_count_in_whatever_way_pandas_holds_them(values):
    assert sc.effect_sizes(with_values(outcome=values), "NAP").est.item() == 1


def test_sessions_may_be_dates_or_be_left_to_the_order_of_rows():
    weeks = with_values(session=pd.date_range("2024-01-01", periods=8, freq="W"))
    none = with_values(session=None)
    named = GOOD.set_index(["case", "session"], drop=False)
    for data in (weeks, none, named, GOOD.set_index(pd.Index([5] * 8))):
        assert sc.effect_sizes(data, "Tau_U").est.item() == sc.effect_sizes(GOOD, "Tau_U").est.item()
    assert sc.piecewise(weeks).est[1] == pytest.approx(sc.piecewise(GOOD).est[1] / 7)


def test_a_fitted_trend_line_is_said_to_make_intervals_too_narrow(language):
    found = sc.effect_sizes(table([3, 1, 4, 2, 3.5], [8, 6, 9, 7, 8.5]), ["NAP", "Tau_BC"])
    assert [say("stats.note.fitted_line") in note for note in found.note] == [False, True]


@pytest.mark.parametrize(
    ("a", "b", "key"),
    [
        ([1, 2, 1], [2, 3, 4, 5, 6], "short"),
        ([2, 2, 2, 2, 2], [2, 3, 4], "constant_baseline"),
        ([1, 2, 3, 4, 5], [6, 7, 8], "trend"),
        ([1, 1, 1, 5, 5, 5], [2, 2, 2, 2, 6, 6, 6, 6], "autocorrelation"),
        ([1, 2, 1, 2, 1], [1, 2, 1, 2], "ties"),
    ],
)
def test_a_note_says_what_a_careful_reader_would(a, b, key, language):
    calm = sc.effect_sizes(table([3, 1, 4, 2, 3.5], [8, 6, 9, 7, 8.5]), "NAP").note.item()
    assert say(f"stats.note.{key}") not in calm
    assert say(f"stats.note.{key}") in sc.effect_sizes(table(a, b), "NAP").note.item()


def test_nothing_warns():
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        for data in (GOOD, with_values(outcome=0), table([1, 2], [3]), table([1], [2, 3])):
            for call in CALLS.values():
                call(data)
    assert not seen


OPTIONS = {
    "measures": lambda value: sc.effect_sizes(GOOD, value),
    "improvement": lambda value: sc.effect_sizes(GOOD, improvement=value),
    "phases": lambda value: sc.effect_sizes(GOOD, phases=value),
    "goal": lambda value: sc.effect_sizes(GOOD, "PoGO", goal=value),
    "confidence": lambda value: sc.piecewise(GOOD, confidence=value),
    "by": lambda value: sc.phase_stats(GOOD, by=value),
    "outcome": lambda value: sc.celeration(GOOD, outcome=value),
    "chart": lambda value: sc.control_limits(GOOD, value),
    "trim": lambda value: sc.phase_stats(GOOD, trim=value),
    "shift": lambda value: sc.conservative_dual_criterion(GOOD, shift=value),
    "min_a": lambda value: sc.randomization_test(GOOD, min_a=value),
    "seed": lambda value: sc.randomization_test(GOOD, "permutation", seed=value),
    "rho": lambda value: goal_attainment(GOOD, "outcome", rho=value),
    "weight": lambda value: goal_attainment(GOOD, "outcome", weight=value),
    "sd": lambda value: reliable_change(GOOD, sd=value, reliability=0.8, pre="session", post="outcome"),
    "cutoff": lambda value: reliable_change(
        GOOD, sd=1, reliability=0.8, cutoff=value, pre="session", post="outcome"
    ),
    "minimum": lambda value: outcome_table(GOOD, "outcome", by="phase", minimum=value),
    "groups": lambda value: case_effects(GOOD, by=value),
    "session": lambda value: case_effects(GOOD, session=value),
}


OPEN = {
    "phase_stats": sc.phase_stats,
    "control_limits": sc.control_limits,
    "celeration": sc.celeration,
    "cdc": sc.conservative_dual_criterion,
    "piecewise": sc.piecewise,
    "multilevel": sc.multilevel,
    "between": sc.between_case_smd,
    "randomization_test": sc.randomization_test,
    "power": lambda _, **options: sc.power(series=2, **options),
}


@pytest.mark.parametrize("call", OPEN)
def test_an_option_that_there_is_not_is_named_beside_those_that_there_are(call, language):
    known = "autocorrelation" if call == "power" else "improvement"
    with pytest.raises(OutcomeError, match=f"sesion.*{known}"):
        OPEN[call](GOOD, sesion="week")


def test_two_directions_in_one_case_are_refused_with_row_and_column(language):
    data = with_values(better=["increase"] * 4 + ["decrease"] * 4)
    said = {"id": "Baris 5: kolom better", "en": "Row 5: column better"}[language]
    with pytest.raises(OutcomeError, match=said):
        sc.effect_sizes(data, improvement="better")


def test_a_table_without_columns_is_told_as_such():
    with pytest.raises(OutcomeError, match=r"ada: –\.$"):
        outcome_table(pd.DataFrame(), "outcome", by="phase")


def test_a_count_is_a_whole_number(language):
    for name in ("min_a", "minimum", "seed"):
        with pytest.raises(OutcomeError, match=r"1\.5"):
            OPTIONS[name](1.5)


@pytest.mark.parametrize("name", OPTIONS)
@pytest.mark.parametrize("value", ["95%", [], ["x"], {"a": 1}, -7])
def test_a_slip_in_an_option_gets_a_sentence(name, value, language):
    if value == -7 and name in {"goal", "cutoff"}:  # which a score may be
        return
    try:
        found = OPTIONS[name](value)
    except OutcomeError as error:
        assert len(str(error)) > 20
        if value == -7 and name in {"confidence", "trim", "shift", "min_a", "seed", "rho", "sd", "minimum"}:
            assert re.search(rf"\b{name}\b", str(error)), "the option is named as it was written"
    else:
        assert [name, value] == ["weight", -7]
        assert found.t.isna().all()


@pytest.mark.parametrize(("missing", "option"), [("case", "by"), ("phase", "phase"), ("outcome", "outcome")])
def test_a_table_with_headings_of_its_own_is_told_how_to_name_them(missing, option, language):
    own = pd.DataFrame({"case": "X", "session": [1, 2, 3, 4], "phase": [*"AABB"], "outcome": [1.0, 2, 3, 4]})
    own = own.rename(columns={missing: "milik saya"})
    with pytest.raises(OutcomeError, match=f"milik saya.*{option}=") as told:
        sc.effect_sizes(own, "NAP")
    assert missing in str(told.value)
    assert len(sc.effect_sizes(own, "NAP", **{option: "milik saya"})) == 1
