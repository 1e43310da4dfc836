"""The thread of a case hangs loose where the check asks about it, and nowhere else."""

import pytest

import casekit
from casekit import told
from casekit.check import check, explaining
from casekit.model import Case
from tests.check.faults import faulty
from tests.check.test_complete import DATA, FAULTS

ASKED = {
    ("finding", "goal"): {"A205", "A211", "A213", "R903"},
    ("goal", "finding"): {"P403"},
    ("goal", "activity"): {"P405", "M602"},
    ("goal", "result"): {"M607"},
    ("activity", "goal"): {"P406"},
    ("activity", "session"): {"I501"},
    ("session", "activity"): {"I508"},
}


def assert_same(case: Case) -> None:
    points = check(case)
    steps = told.thread(case)
    for (column, lack), codes in ASKED.items():
        own = {step.id for step in steps if step.column == column}
        loose = {step.id for step in steps if step.column == column and lack in step.lacks}
        assert {point.part for point in points if point.code in codes} & own == loose, (column, lack)
    assert len(told.loose_ends(case)) == len([step for step in steps if step.lacks])


@pytest.mark.parametrize("name", casekit.case_studies())
def test_of_the_bundled_cases(name: str):
    assert_same(casekit.load(casekit.case_study(name)))


@pytest.mark.parametrize("name", DATA)
def test_of_a_complete_case_and_its_faults(name: str):
    assert told.loose_ends(Case.model_validate(DATA[name] | {"schema_version": 2})) == []
    for how, at, value, code, _ in FAULTS[name]:
        if code in set().union(*ASKED.values()):
            case = faulty(DATA[name], how, at, value)
            assert_same(case)
            assert told.loose_ends(case) != []


def test_an_explained_exception_hangs_loose_no_more_and_a_known_gap_does():
    case = casekit.load(casekit.case_study("d-trainee"))
    symptom = next(point for point in check(case, select=["A211"]) if point.explained)
    loose = {step.id for step in told.thread(case) if step.lacks}
    assert symptom.part in loose, "a gap says that it has no goal"
    case.review = [explaining(case, symptom, text="ditangani keluarga", by="pembimbing")]
    assert {step.id for step in told.thread(case) if step.lacks} == loose - {symptom.part}
