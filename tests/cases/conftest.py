"""The bundled case that a module is about, named there as STUDY."""

import pytest

import casekit
from casekit.model import Case, Finding


@pytest.fixture(scope="module")
def case(request: pytest.FixtureRequest) -> Case:
    return casekit.load(casekit.case_study(request.module.STUDY))


@pytest.fixture(scope="module")
def findings(case: Case) -> dict[str, Finding]:
    return {finding.id: finding for finding in case.assessment.findings}
