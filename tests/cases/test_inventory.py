"""Every fact that the sources state stands in the case files, in both languages and with the right basis."""

import re
from functools import cache

import pytest
from inventory import FOLDER, entries, places, source, wrong

from casekit.model import Bilingual, Case, walk

NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
FACTS = [
    pytest.param(name, entry, id=f"{name}-{number}")
    for name in NAMES
    for number, entry in enumerate(entries(name), 1)
]
OF_A_CASE = [fact for fact in FACTS if not fact.id.startswith("e-")]
FACTS_OF_THE_AUDIT = 257

read = cache(source)  # once for all tests, which only read it


@cache
def faulty(name: str, fault: str) -> Case:
    """Return a case in which every text says nothing, or every basis is another one."""
    case = source(name).model_copy(deep=True)
    for _, part in walk(case):
        if fault == "silent" and isinstance(part, Bilingual):
            part.id = part.en = "-"
        elif fault == "turned" and "basis" in type(part).model_fields:
            part.basis = "derived" if part.basis == "documented" else "documented"
    return case


@pytest.mark.parametrize(("name", "entry"), FACTS)
def test_a_fact_stands_where_the_inventory_says(name, entry):
    assert wrong(read(name), entry) is None, entry["fact"]


def test_the_inventory_holds_the_facts_of_five_sources_and_each_of_them_once():
    facts = [(fact.values[0], fact.values[1]["fact"]) for fact in FACTS]
    assert {name for name, _ in facts} == set(NAMES)
    assert len(NAMES) == 5
    assert len(facts) == len(set(facts)) > FACTS_OF_THE_AUDIT


@pytest.mark.parametrize(("name", "entry"), OF_A_CASE)
def test_an_entry_notices_a_text_or_a_basis_that_changed(name, entry):
    if "id" in entry:
        assert wrong(faulty(name, "silent"), entry), "the words are not looked for"
    if "never" not in entry and any(place.basis for place in places(read(name), entry["at"])):
        assert wrong(faulty(name, "turned"), entry), "the basis is not looked at"


@pytest.mark.parametrize(("name", "entry"), [fact for fact in OF_A_CASE if "never" in fact.values[1]])
def test_an_entry_notices_words_that_must_not_stand_there(name, entry):
    case = source(name).model_copy(deep=True)
    said = re.sub(r"\\b|\^", "", entry["never"]["id"].split("|")[0])
    for place in places(case, entry["at"]):
        texts = [place.what] if isinstance(place.what, Bilingual) else [part for _, part in walk(place.what)]
        for text in texts:
            if isinstance(text, Bilingual):
                text.id = f"Lalu {said} disebut."
    assert wrong(case, entry)
