"""What cannot be true: forms refuse it in a sentence, files that say so open, and stay as they are."""

from pathlib import Path

import pytest

import casekit
from casekit import vocab
from casekit.errors import FieldError
from casekit.model import Activity, Child, Person, Union, made
from casekit.model.plausible import implausible
from casekit.widgets import Genogram, Plan


@pytest.fixture
def case(tmp_path: Path) -> casekit.Case:
    """Return a case with mother and child, and an activity."""
    case = casekit.new_case(tmp_path / "kasus.yaml")
    mother = made(Person, label="Ibu", relation="mother", birth_year=1970, age_years=56)
    case.people.append(mother)
    case.person("client").birth_year = 2000
    case.unions.append(made(Union, partners=[mother.id], children=[Child(person="client")]))
    case.plan.activities.append(made(Activity, text="Konseling", week=3))
    return case


def set_in_a_form(case: casekit.Case, part: object, **values: object) -> None:
    for name, value in values.items():
        Genogram(case).desk.set(part, name, value)


@pytest.mark.parametrize(
    ("who", "values", "said"),
    [
        ("Ibu", {"death_year": 1960}, "before the year of birth"),
        ("Ibu", {"birth_year": 2001}, "no older than"),
        ("Ibu", {"birth_year": 2000}, "no older than"),
        ("client", {"birth_year": 1970}, "no older than"),
        ("client", {"birth_year": 1979}, "was only 9 years old"),
        ("Ibu", {"sex": "female", "death_year": 1999}, "after Ibu had died in 1999"),
        ("Ibu", {"sex": "male", "death_year": 1998}, "after Ibu had died in 1998"),
        ("union", {"start_year": 1999, "end_year": 1990}, "before it begins"),
        ("activity", {"until_week": 2}, "before the first"),
    ],
)
def test_a_form_refuses_it_and_keeps_what_was_there(case, who, values, said):
    parts = {"Ibu": case.people[1], "client": case.people[0], "union": case.unions[0]}
    part = {**parts, "activity": case.plan.activities[0]}[who]
    last = [*values][-1]
    before = getattr(part, last)
    with vocab.in_language("en"), pytest.raises(FieldError, match=said):
        set_in_a_form(case, part, **values)
    assert getattr(part, last) == before


def test_without_years_of_birth_the_ages_of_the_living_are_compared(case):
    mother, child = case.people[1], case.person("client")
    child.birth_year, child.age_years = None, 20
    for age in (19, 20):
        with pytest.raises(FieldError):
            set_in_a_form(case, mother, age_years=age)
    set_in_a_form(case, mother, age_years=38)
    set_in_a_form(case, mother, life="deceased", age_years=19)
    assert implausible(case, case) == frozenset()


def test_foster_and_unknown_years_are_no_contradiction(case):
    case.unions[0].children[0].link = "foster"
    set_in_a_form(case, case.people[1], birth_year=2005)
    case.unions[0].children[0].link = "biological"
    case.person("client").birth_year = None
    assert implausible(case, case) == frozenset()


def test_a_file_that_says_so_opens_and_other_fields_can_still_be_changed(case, tmp_path):
    case.people[1].death_year = 1960
    casekit.save(case)
    again = casekit.load(tmp_path / "kasus.yaml")
    assert len(implausible(again, again)) == 1
    set_in_a_form(again, again.people[1], occupation="penenun")
    assert again.people[1].occupation == "penenun"


def test_the_sentence_stands_beside_the_field(case):
    form = Plan(case, language="id")
    activity = case.plan.activities[0]
    box = form._lists[2]
    box.open(activity)
    [control] = [own for own in inside(box._panel) if getattr(own, "description", "") == "Sampai minggu"]
    control.value = "2"
    told = [own.value for own in inside(box._panel) if "casekit-problem" in own._dom_classes]
    assert any("Minggu terakhir (2) sebelum minggu pertama (3)" in said for said in told)
    assert activity.until_week is None


def inside(shown):
    yield shown
    for child in getattr(shown, "children", ()):
        yield from inside(child)
