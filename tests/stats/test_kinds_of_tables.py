"""Whatever library holds a table, and in whatever kinds, the numbers are the same and no column is lost."""

import datetime as dt
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec

import narwhals as nw
import numpy as np
import pandas as pd
import pytest
from series_of import table

from casekit.errors import OutcomeError
from casekit.stats import change, load_outcomes
from casekit.stats import single_case as sc
from casekit.stats.cohort import case_effects, outcome_table, pool
from casekit.vocab import say

DATA = pd.concat(
    [table([2, 3, 2], [5, 6, 5, 7, 6], "D"), table([4, 4, 5], [6, 6, 7, 8, 9], "E")], ignore_index=True
)


def arrow(data):
    return import_module("pyarrow").Table.from_pandas(data)


LIBRARIES = {
    "pyarrow": arrow,
    "polars": lambda data: import_module("polars").DataFrame(data.to_dict("list")),
    "lazy polars": lambda data: import_module("polars").LazyFrame(data.to_dict("list")),
    "duckdb": lambda data: import_module("duckdb").from_df(data),
}


@pytest.fixture(params=LIBRARIES)
def into(request):
    """Return how a table of pandas gets into another library."""
    if find_spec(request.param.split()[-1]) is None:
        pytest.skip(f"{request.param} is not installed; casekit works without it")
    return LIBRARIES[request.param]


def as_rows(found, key="case"):
    """Return a table of any library as one of pandas, sorted."""
    frame = nw.from_native(found)
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect("pandas" if frame.implementation.is_duckdb() else None)
    return pd.DataFrame(frame.to_dict(as_series=False)).sort_values(key).reset_index(drop=True)


def test_tables_of_other_libraries_are_taken(into):
    for function in (
        sc.effect_sizes,
        sc.phase_stats,
        sc.celeration,
        sc.randomization_test,
        sc.control_limits,
    ):
        pd.testing.assert_frame_equal(function(into(DATA)), function(DATA), check_dtype=False)
    goals = pd.DataFrame({"case": ["D", "D"], "attained": [1, 0], "pre": [1.0, 2], "post": [3.0, 5]})
    assert change.goal_attainment(into(goals)).t.item() == change.goal_attainment(goals).t.item()
    assert change.pre_post(into(goals)).t.item() == change.pre_post(goals).t.item()
    ours, theirs = case_effects(DATA), case_effects(into(DATA))
    assert type(theirs) is type(into(DATA))
    pd.testing.assert_frame_equal(as_rows(theirs), as_rows(ours), check_dtype=False)


DAYS = [dt.date(2026, 1, 1) + dt.timedelta(days=2 * day) for day in range(16)]
SESSIONS = {
    "dates": DAYS,
    "dates and nothing": [*DAYS[:15], DAYS[-1]],
    "moments": [dt.datetime(2026, 1, day + 1, 9, tzinfo=dt.UTC) for day in range(0, 32, 2)][:16],
    "timestamps": pd.date_range("2026-01-01", periods=16, freq="2D"),
    "spans": [dt.timedelta(days=2 * day) for day in range(16)],
    "decimals": [Decimal(2 * day) for day in range(16)],
}


@pytest.mark.parametrize("kind", SESSIONS)
def test_dates_in_whatever_way_are_sessions(kind):
    data = DATA.assign(session=pd.Series(SESSIONS[kind], dtype=object))
    numbered = DATA.assign(session=[2 * day for day in range(16)])
    for function in (lambda d: sc.effect_sizes(d, "Tau_BC"), sc.celeration, case_effects):
        pd.testing.assert_frame_equal(function(data), function(numbered))


def test_yes_and_no_count_as_one_and_zero():
    yes = DATA.outcome > 4
    for values in (yes, yes.astype(object), yes.astype("boolean")):
        assert sc.effect_sizes(DATA.assign(outcome=values), "NAP").est.tolist() == pytest.approx([1, 5 / 6])
        assert case_effects(DATA.assign(outcome=values)).nap.tolist() == pytest.approx([1, 5 / 6])


def test_directions_may_be_written_with_capitals(into):
    for way, nap in {"Increase": 1, " INCREASE ": 1, "Decrease": 0}.items():
        assert sc.effect_sizes(DATA, "NAP", improvement=way).est.tolist() == [nap] * 2
        assert as_rows(case_effects(into(DATA), improvement=way)).nap.tolist() == [nap] * 2
        column = DATA.assign(Better=way)
        assert sc.effect_sizes(column, "NAP", improvement="Better").est.tolist() == [nap] * 2
        assert as_rows(case_effects(into(column), improvement="Better")).nap.tolist() == [nap] * 2
    assert (
        change.pre_post(pd.DataFrame({"pre": [1, 2, 2], "post": [2, 4, 5]}), improvement="DECREASE").t.item()
        < 0
    )


BY = {
    "effect_sizes": (lambda d, by: sc.effect_sizes(d, "NAP", by=by), "method est note p n_a"),
    "pairs": (lambda d, by: sc.effect_sizes(d, "NAP", by=by, phases=[("A", "B"), ("A", "B")]), "phases"),
    "celeration": (lambda d, by: sc.celeration(d, by=by), "method slope better p"),
    "randomization_test": (lambda d, by: sc.randomization_test(d, by=by), "method statistic exact"),
    "phase_stats": (lambda d, by: sc.phase_stats(d, by=by), "mean n sd"),
    "control_limits": (lambda d, by: sc.control_limits(d, by=by), "chart centre signal"),
    "cdc": (lambda d, by: sc.conservative_dual_criterion(d, by=by), "needed change"),
    "piecewise": (lambda d, by: sc.piecewise(d, by=by), "term est errors"),
    "goal_attainment": (lambda d, by: change.goal_attainment(d, "outcome", by=by), "t change note n_goals"),
    "case_effects": (lambda d, by: case_effects(d, by=by), "note change nap n_a smd"),
    "outcome_table": (lambda d, by: outcome_table(d, "outcome", by=by), "n mean sd suppressed"),
}


@pytest.mark.parametrize("function", BY)
def test_a_column_of_the_user_is_never_overwritten(function, language):
    call, names = BY[function]
    for name in names.split():
        own = DATA.assign(**{name: "casework"})
        with pytest.raises(OutcomeError) as caught:
            call(own, ["case", name])
        assert str(caught.value) == say("stats.taken", name=name, other=f"{name}_2")


def test_every_engine_refuses_the_same_column_with_the_same_sentence(into):
    own = into(DATA.assign(change="casework"))
    with pytest.raises(OutcomeError) as caught:
        case_effects(own, by=["case", "change"])
    assert str(caught.value) == say("stats.taken", name="change", other="change_2")
    with pytest.raises(OutcomeError):
        outcome_table(into(DATA.assign(n=1)), "outcome", by="n")


def test_columns_may_be_called_as_casekit_calls_its_own_in_between(into):
    expected = as_rows(case_effects(DATA)).nap.tolist()
    for name in ("_t", "_y", "_key0", "_sign", "_rank", "nan", "partition"):
        found = case_effects(into(DATA.rename(columns={"case": name})), by=name)
        assert as_rows(found, name).nap.tolist() == expected
    names = {"case": "_t", "outcome": "_y", "session": "_rank", "phase": "_sign"}
    found = case_effects(
        into(DATA.rename(columns=names)), by="_t", outcome="_y", session="_rank", phase="_sign"
    )
    assert as_rows(found, "_t").nap.tolist() == expected
    goals = DATA.rename(columns={"case": "w"}).assign(outcome=1)
    assert change.goal_attainment(goals, "outcome", by="w").w.tolist() == ["D", "E"]


def test_reliable_change_keeps_what_the_user_wrote(language):
    data = pd.DataFrame({"pre": [1.0], "post": [9.0], "note": ["father died"]})
    with pytest.raises(OutcomeError, match="note_2"):
        change.reliable_change(data, sd=3, reliability=0.8)
    kept = change.reliable_change(data.rename(columns={"note": "note_2"}), sd=3, reliability=0.8)
    assert kept.note_2.tolist() == ["father died"]


def test_what_is_no_case_but_a_file_is_said(tmp_path, language):
    (tmp_path / "there.csv").write_text("a\n", encoding="utf-8")
    for name, key in {"nope.csv": "no_such_file", "there.csv": "a_file"}.items():
        for file in (tmp_path / name, str(tmp_path / name)):
            with pytest.raises(OutcomeError) as caught:
                load_outcomes(file)
            assert str(caught.value) == say(f"stats.{key}", file=str(file))


def test_columns_that_cannot_name_a_case_or_phase_get_a_sentence(into, language):
    with pytest.raises(OutcomeError):
        case_effects(into(DATA.assign(phase=1)))
    with pytest.raises(OutcomeError):
        case_effects(into(DATA), phases=("A", 1))
    lists = DATA.assign(case=[["D"]] * 16)
    with pytest.raises(OutcomeError):
        case_effects(into(lists))


def test_numbers_in_objects_count_in_a_cohort_too():
    for values in ([Decimal("2.5")] * 16, [1, None] * 8, [True, None] * 8):
        data = DATA.assign(outcome=pd.Series(values, dtype=object))
        assert case_effects(data).nap.tolist() == sc.effect_sizes(data, "NAP").est.tolist()
    assert np.isnan(case_effects(DATA.assign(outcome=pd.Series([10**400] * 16, dtype=object))).nap[0])


def test_names_that_may_be_missing_are_names():
    data = pd.concat([table([1, 2, 2], [4, 5, 6], case=case) for case in ("D", "E")], ignore_index=True)
    expected = sc.effect_sizes(data, "NAP").est.tolist()
    for kind in ("string", "category", object):
        assert sc.effect_sizes(data.astype({"case": kind}), "NAP").est.tolist() == expected
    assert sc.effect_sizes(data.convert_dtypes(), "NAP").est.tolist() == expected


def test_effects_without_a_group_are_a_group():
    effects = pd.DataFrame({"g": ["x", "x", None, None], "smd": [1.0, 1.2, 0.9, 1.1], "smd_se": 0.3})
    assert pool(effects, by="g")["k"].tolist() == [2, 2]
    doubled = pd.concat([effects, effects[["smd"]]], axis=1)
    with pytest.raises(OutcomeError, match="smd"):
        pool(doubled)
