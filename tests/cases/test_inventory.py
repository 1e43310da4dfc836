"""Every fact that the sources state stands in the case files, in both languages and with the right basis."""

import pytest
from inventory import FOLDER, entries, wrong

import casekit

CASES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
FACTS = [
    pytest.param(name, entry, id=f"{name}-{number}")
    for name in CASES
    for number, entry in enumerate(entries(name), 1)
]


@pytest.mark.parametrize(("name", "entry"), FACTS)
def test_a_fact_stands_in_the_case_file(name, entry):
    case = casekit.load(casekit.case_study(name))
    assert wrong(case, entry) is None, entry["fact"]
