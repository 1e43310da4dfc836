"""Every fact that the sources state stands in the case files, in both languages and with the right basis."""

from functools import cache

import pytest
from inventory import FOLDER, entries, source, wrong

CASES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
FACTS = [
    pytest.param(name, entry, id=f"{name}-{number}")
    for name in CASES
    for number, entry in enumerate(entries(name), 1)
]


read = cache(source)  # once for all tests, which only read it


@pytest.mark.parametrize(("name", "entry"), FACTS)
def test_a_fact_stands_where_the_inventory_says(name, entry):
    assert wrong(read(name), entry) is None, entry["fact"]
