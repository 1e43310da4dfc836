"""A hundred tables, most wrong in some way, forty calls of each: a sentence or a note, never a traceback."""

import datetime as dt
import os
import warnings

import numpy as np
import pandas as pd
import pytest
from odd_tables import GOOD, ODD, w

from casekit.errors import CasekitError
from casekit.stats import change, load_outcomes
from casekit.stats import cohort as co
from casekit.stats import single_case as sc

LONG = bool(os.environ.get("CASEKIT_LONG_TESTS"))


def renamed(**names):
    return GOOD.rename(columns=names)


TABLES = {
    # no table
    "None": None,
    "number": 3,
    "text": "a.csv",
    "list": [1, 2],
    "dict": {"case": [1]},
    "array": np.ones((3, 4)),
    "series": GOOD.outcome,
    "empty": pd.DataFrame(),
    "no rows": GOOD.head(0),
    "one row": GOOD.head(1),
    "two rows": GOOD.head(2),
    "no outcome": GOOD.drop(columns="outcome"),
    "no phase": GOOD.drop(columns="phase"),
    "twice outcome": pd.concat([GOOD, GOOD[["outcome"]]], axis=1),
    "twice case": pd.concat([GOOD, GOOD[["case"]]], axis=1),
    "capital names": GOOD.rename(columns=str.upper),
    "numbers as names": GOOD.rename(columns={"outcome": 3}),
    "one column": pd.DataFrame({"case;session;phase;outcome": ["D;1;A;2,5"]}),
    "many indexes": GOOD.set_index(["case", "session"]),
    "columns of two levels": pd.concat({"x": GOOD}, axis=1),
    # outcomes
    "text outcome": w(outcome=[*"abcdefghabcdefgh"]),
    "decimal commas": w(outcome=["2,5"] * 16),
    "thousands": w(outcome=["1.000"] * 16),
    "mixed outcome": w(outcome=[1, "2"] * 8),
    "no values": w(outcome=np.nan),
    "None values": w(outcome=[None] * 16),
    "infinite": w(outcome=np.inf),
    "huge": w(outcome=1e308),
    "huge whole": w(outcome=[10**400] * 16),
    "complex": w(outcome=1j),
    "dates": w(outcome=pd.Timestamp("2026-01-01")),
    "lists": w(outcome=[[1]] * 16),
    "arrays": w(outcome=[np.ones(2)] * 16),
    "bool": w(outcome=GOOD.outcome > 4),
    "all zero": w(outcome=0),
    "all equal": w(outcome=0.1),
    "negative": w(outcome=-GOOD.outcome),
    "dust": w(outcome=[1e-17, -1e-17] * 8),
    "dicts": w(outcome=[{}] * 16),
    "categories": w(outcome=GOOD.outcome.astype("category")),
    # sessions
    "text sessions": w(session=[*"abcdefghabcdefgh"]),
    "no sessions": w(session=np.nan),
    "one session": w(session=1),
    "half sessions": w(session=[1, None] * 8),
    "odd dates": w(session=["31/12/2026"] * 16),
    "infinite sessions": w(session=np.inf),
    "mixed times": w(session=[dt.date(2026, 1, 1), 3] * 8),
    "zones": w(session=[dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2026, 1, 2)] * 8),
    "old dates": w(session=[dt.date(1, 1, 1) + dt.timedelta(k) for k in range(16)]),
    # phases and cases
    "other phases": w(phase="C"),
    "no phases": w(phase=[None] * 16),
    "numbers as phases": w(phase=[1, 2] * 8),
    "lists as phases": w(phase=[["A"]] * 16),
    "alternating": w(phase=[*"AB"] * 8),
    "backwards": w(phase=[*"BBBBBAAA"] * 2),
    "no case": w(case=[None] * 16),
    "lists as cases": w(case=[["D"]] * 16),
    "a case a row": w(case=[*range(16)]),
    "dates as cases": w(case=pd.Timestamp("2026-01-01")),
    "note as case": renamed(method="note"),
    "_t as case": renamed(method="_t"),
    "strange names": w(case=["'; drop table x; --", "\u202e"] * 8),
}

CALLS = {
    "effect_sizes": sc.effect_sizes,
    "all": lambda d: sc.effect_sizes(d, sc.MEASURES, goal=10),
    "shares": lambda d: sc.effect_sizes(d, sc.MEASURES, goal=10, scale="percentage"),
    "counts": lambda d: sc.effect_sizes(d, ["LRRi", "LRRd", "LOR"], scale="count", improvement="Decrease"),
    "by method": lambda d: sc.effect_sizes(d, by=["case", "method"]),
    "by note": lambda d: sc.effect_sizes(d, by=["case", "note"]),
    "direction column": lambda d: sc.effect_sizes(d, improvement="method"),
    "scale column": lambda d: sc.effect_sizes(d, scale="method"),
    "goal column": lambda d: sc.effect_sizes(d, "PoGO", goal="method"),
    "phase_stats": sc.phase_stats,
    "two_sd": sc.control_limits,
    "xmr": lambda d: sc.control_limits(d, "xmr"),
    "c": lambda d: sc.control_limits(d, "c"),
    "p": lambda d: sc.control_limits(d, "p", size="session"),
    "celeration": sc.celeration,
    "cdc": sc.conservative_dual_criterion,
    "piecewise": sc.piecewise,
    "start": sc.randomization_test,
    "permutation": lambda d: sc.randomization_test(d, "permutation"),
    "alternating": lambda d: sc.randomization_test(d, "alternating", statistic="median"),
    "together": lambda d: sc.randomization_test(d, over="case", statistic="smd"),
    "cases": lambda d: sc.randomization_test(d, "cases", over="case"),
    "phase_pairs": sc.phase_pairs,
    "pairs averaged": lambda d: sc.average_effects(
        sc.effect_sizes(sc.phase_pairs(d), by=["case", "pair"]), "1/V"
    ),
    "between": sc.between_case_smd,
    "goal_attainment": lambda d: change.goal_attainment(d, "outcome"),
    "reliable_change": lambda d: change.reliable_change(
        d, sd=3, reliability=0.8, pre="session", post="outcome"
    ),
    "pre_post": lambda d: change.pre_post(d, pre="session", post="outcome"),
    "case_effects": co.case_effects,
    "outcome_table": lambda d: co.outcome_table(d, "outcome", by="case"),
    "load_outcomes": load_outcomes,
    "multilevel": sc.multilevel,
    "ar": lambda d: sc.piecewise(d, "ar"),
    "poisson": lambda d: sc.piecewise(d, family="poisson"),
    "binomial": lambda d: sc.piecewise(d, family="binomial", size="session"),
    "MB4": lambda d: sc.between_case_smd(d, "MB4"),
    "TR2": lambda d: sc.between_case_smd(d, "TR2"),
    "pool": lambda d: co.pool(d, "outcome", "session", by="case"),
    "averaged as they are": sc.average_effects,
    "several pairs": lambda d: sc.effect_sizes(d, phases=[("A", "B"), ("B", "C")]),
    "blocks": lambda d: sc.randomization_test(d, "blocks"),
    "no such option": lambda d: sc.piecewise(d, sesion="week"),
}


def library(data):
    return type(data).__module__.partition(".")[0]


ALL = TABLES | ODD
TRICKY = (  # in which this test found faults
    *("fixed", "numbers and text as cases", "half a letter as case", "names that are none"),
    *("all twice", "words of Arrow", "Arrow"),
)
FEW = [*[*TABLES][::4], *(name for name in TRICKY if name in ODD)]


@pytest.mark.parametrize("name", ALL if LONG else FEW)
def test_no_table_brings_a_traceback_or_loses_a_column(name, language):
    data = ALL[name]
    before = data.copy() if isinstance(data, pd.DataFrame) else data
    for call, function in CALLS.items():
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                found = function(data)
            except CasekitError as error:
                assert 20 < len(str(error)) < 400, call
                assert "\n" not in str(error), call
                continue
        if hasattr(found, "collect"):  # what is lazy says only then what is wrong
            found = found.collect()
        assert isinstance(found, pd.DataFrame) or library(found) == library(data), call
        if isinstance(data, pd.DataFrame) and call in {"by method", "by note"}:
            kept = [column for column in ("method", "note") if call == f"by {column}" and column in data]
            assert {*found[kept[0]]} <= {*data[kept[0]]} if kept else True
    if isinstance(data, pd.DataFrame):
        pd.testing.assert_frame_equal(data, before)


def test_there_are_so_many_tables_and_calls():
    assert len(TABLES) >= 60
    assert len(ODD) >= 60
    assert len(CALLS) >= 40
