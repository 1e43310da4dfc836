"""Every fact that the sources state stands in the case files, in both languages and with the right basis."""

from functools import cache

import pytest
from inventory import FOLDER, entries, wrong

import casekit
from casekit.model import Case

CASES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
FACTS = [
    pytest.param(name, entry, id=f"{name}-{number}")
    for name in CASES
    for number, entry in enumerate(entries(name), 1)
]


@cache
def study(name: str) -> Case:
    """Return a bundled case, read once for all tests, which only read it."""
    return casekit.load(casekit.case_study(name))


@pytest.mark.parametrize(("name", "entry"), FACTS)
def test_a_fact_stands_in_the_case_file(name, entry):
    assert wrong(study(name), entry) is None, entry["fact"]
