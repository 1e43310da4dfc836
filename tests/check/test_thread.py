"""The thread of a case and the check never say opposite things about what hangs loose."""

import pytest

import casekit
from casekit.check import check
from casekit.model import Case
from casekit.told import thread
from tests.check.faults import faulty
from tests.check.test_complete import DATA, FAULTS

SAME = {
    ("goal", "finding"): "P403",
    ("goal", "activity"): "P405",
    ("activity", "goal"): "P406",
    ("session", "activity"): "I508",
}


def assert_same(case: Case) -> None:
    points = check(case, strict=True)
    dropped = {part.id for part in (*case.plan.goals, *case.plan.activities) if part.status == "dropped"}
    symptoms = {part.id for part in case.assessment.symptoms}
    for (column, lack), code in SAME.items():
        loose = {step.id for step in thread(case) if step.column == column and lack in step.lacks} - dropped
        assert {point.part for point in points if point.code == code} == loose, code
    loose = {step.id for step in thread(case) if step.id in symptoms and "goal" in step.lacks}
    assert {point.part for point in points if point.code == "A211"} == loose


@pytest.mark.parametrize("name", casekit.case_studies())
def test_of_the_bundled_cases(name: str):
    assert_same(casekit.load(casekit.case_study(name)))


def test_of_a_complete_case_and_its_faults():
    for how, at, value, code, _ in FAULTS:
        if code[0] in "API":
            assert_same(faulty(DATA, how, at, value))
