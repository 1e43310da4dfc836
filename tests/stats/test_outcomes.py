"""Measures of case files become tables that the statistics take."""

import pandas as pd
import pytest

import casekit
from casekit.errors import OutcomeError
from casekit.stats import load_outcomes
from casekit.stats.single_case import effect_sizes
from casekit.vocab import say

CASES = [casekit.load(casekit.case_study(name)) for name in casekit.case_studies()]


def test_measures_of_the_bundled_cases_keep_their_basis(language):
    found = load_outcomes(CASES)
    income = found[found.measure == "income"]
    assert income.outcome.tolist() == [12_000, 40_000]
    basis = dict(zip(found.measure, found.basis, strict=True))
    assert basis == {"income": "documented", "weeks_recorded": "derived"}  # its baseline is a reading
    assert income.label.iloc[0] == {"id": "Penghasilan klien", "en": "The client's income"}[language]
    assert len(found) == sum(len(m.observations) for case in CASES for m in case.evaluation.measures)


def test_two_values_give_a_note_and_no_effect_size(language):
    found = effect_sizes(load_outcomes(CASES), by=["case", "measure"], improvement="improvement")
    assert found.est.isna().all()
    assert found.note.str.contains(say("stats.note.two_points"), regex=False).all()


@pytest.mark.parametrize("given", ["a-weaver", ["a-weaver"], None, [CASES[0], 3]])
def test_what_is_no_case_is_refused_with_a_sentence(given, language):
    with pytest.raises(OutcomeError, match=r"casekit\.load"):
        load_outcomes(given)


def test_a_case_without_measures_gives_no_rows(case_file):
    empty = load_outcomes(casekit.load(case_file))
    assert empty.empty
    assert [*empty] == [*load_outcomes(CASES)]
    pd.testing.assert_series_equal(
        empty.dtypes[["target", "outcome", "session"]],
        load_outcomes(CASES).dtypes[["target", "outcome", "session"]],
    )
