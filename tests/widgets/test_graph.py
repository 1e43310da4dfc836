"""Genogram and ecomap as forms: families grow, and picture, case file and words agree."""

import re
from base64 import b64decode
from html import unescape
from pathlib import Path

import pytest
from form_parts import briefs, inside, named, of_class, the

import casekit
from casekit import figures, tables, told, vocab
from casekit.errors import FieldError
from casekit.model import Case, EmotionalTie, NetworkTie, made
from casekit.widgets import Ecomap, Genogram
from casekit.widgets.plain import hidden


@pytest.fixture
def family(case_file: Path) -> Genogram:
    """Return the form of a client with parents, a sister, a partner and a child."""
    form = Genogram(casekit.load(case_file), "id")
    form.add("parent", label="Ibu", relation="mother", sex="female")
    form.add("parent", label="Ayah", relation="father", sex="male")
    form.add("sibling", label="Kakak", relation="elder_sister", sex="female", age_years=31)
    form.add("partner", label="Istri", relation="wife", sex="female")
    form.add("child", label="Anak")
    return form


def person(case: Case, name: str) -> str:
    return next(one.id for one in case.people if str(one.label) == name)


def couples(case: Case) -> list[tuple[list[str], list[str]]]:
    """Return unions as names of partners and of children."""
    name = {one.id: str(one.label) for one in case.people}
    return [
        ([name[one] for one in union.partners], [name[child.person] for child in union.children])
        for union in case.unions
    ]


def test_a_family_grows_by_calls(family: Genogram, case_file: Path) -> None:
    client = str(family.case.person("client").label)
    expected = [(["Ibu", "Ayah"], [client, "Kakak"]), ([client, "Istri"], ["Anak"])]
    assert couples(casekit.load(case_file)) == expected
    with pytest.raises(FieldError, match="sudah memiliki dua orang tua"):
        family.add("parent")
    assert len(casekit.load(case_file).people) == 6
    assert couples(family.case) == expected


def test_what_somebody_is_called_is_not_said_twice(case_file: Path, language: str) -> None:
    form = Genogram(casekit.load(case_file))
    mother = form.add("parent", "client")
    relation = vocab.label("relation", "parent")
    assert form._brief(mother).casefold() == relation
    mother.label = "Mak"
    assert form._brief(mother) == f"Mak ({relation})"


def test_a_brother_whose_parents_nobody_knows(case_file: Path, language: str) -> None:
    form = Genogram(casekit.load(case_file))
    form.add("sibling")
    case = casekit.load(case_file)
    assert [len(union.children) for union in case.unions] == [2]
    assert case.person(case.unions[0].partners[0]).life == "unknown"


def test_who_is_removed_leaves_no_ends_behind(family: Genogram, case_file: Path) -> None:
    before = family.case.model_dump()
    mother = person(family.case, "Ibu")
    family.case.households = []
    family.desk.add(
        family.case,
        "emotional_ties",
        EmotionalTie(between=["client", mother], tie="close", basis="documented"),
    )
    family.remove(mother)
    assert couples(family.case)[0][0] == ["Ayah"]
    assert family.case.emotional_ties == []
    family.remove(person(family.case, "Ayah"))
    assert couples(family.case)[0][1] == [str(family.case.person("client").label), "Kakak"]
    assert family.case.person(family.case.unions[0].partners[0]).life == "unknown"
    for _ in range(3):
        family.undo()
    assert family.case.model_dump() == before
    assert casekit.load(case_file).model_dump() == before


def test_the_client_stays(family: Genogram) -> None:
    of_class(family, "casekit-of-client")[0].click()
    assert the(family, "casekit-delete").disabled
    with pytest.raises(FieldError):
        family.remove("client")
    assert len(family.case.people) == 6


def test_a_family_grows_by_hand(case_file: Path, language: str) -> None:
    form = Genogram(casekit.load(case_file))
    of_class(form, "casekit-of-client")[0].click()
    the(form, "casekit-kin-parent").click()
    label, *_ = of_class(form, "casekit-editor")[0].children
    label.value = "Nenek"
    age = next(
        own
        for own in inside(form)
        if getattr(own, "description", "") == vocab.say("tables.age_years").capitalize()
    )
    age.value = "tujuh"
    [problem] = [own for own in of_class(form, "casekit-problem") if not hidden(own) and own.value]
    assert unescape(problem.value)
    assert casekit.load(case_file).people[1].age_years is None
    age.value = "71"
    assert hidden(problem)
    kept = casekit.load(case_file)
    assert (str(kept.people[1].label), kept.people[1].age_years) == ("Nenek", 71)
    assert kept.unions[0].partners == [kept.people[1].id]
    assert any("Nenek" in brief and "71" in brief for brief in briefs(form))
    form.undo()
    assert casekit.load(case_file).people[1].age_years is None


def test_a_person_cannot_become_their_own_ancestor(family: Genogram, case_file: Path) -> None:
    of_class(family, f"casekit-of-{person(family.case, 'Ayah')}")[0].click()
    parents = the(family, "casekit-child-of")
    [own] = [
        id_ for _, id_ in parents.options if id_ and "Istri" in dict(map(reversed, parents.options))[id_]
    ]
    parents.value = own
    said = [unescape(line.value) for line in of_class(family, "casekit-problem") if not hidden(line)]
    assert any("leluhur" in line for line in said)
    assert couples(casekit.load(case_file))[1][1] == ["Anak"]


def test_what_belongs_together_is_a_group_for_those_who_hear_the_form(family: Genogram) -> None:
    of_class(family, f"casekit-of-{person(family.case, 'Anak')}")[0].click()
    together = of_class(family, "casekit-several")
    assert together
    assert all("casekit-group" in own._dom_classes for own in together)


def test_birth_order_twins_and_adoption(family: Genogram, case_file: Path) -> None:
    sister = person(family.case, "Kakak")
    of_class(family, f"casekit-of-{sister}")[0].click()
    the(family, "casekit-elder").click()
    assert couples(casekit.load(case_file))[0][1][0] == "Kakak"
    named(family, "twin_of").value = "client"
    named(family, "twin").value = "identical"
    named(family, "child_link").value = "adopted"
    child = casekit.load(case_file).unions[0].children[0]
    assert (child.person, child.twin_of, child.twin, child.link) == (sister, "client", "identical", "adopted")
    the(family, "casekit-leave").click()
    assert couples(casekit.load(case_file))[0][1] == [str(family.case.person("client").label)]


def test_a_tie_joins_two_different_people(family: Genogram, case_file: Path) -> None:
    the(family, "casekit-add-emotional_ties").click()
    first, second = named(family, "first_person"), named(family, "second_person")
    second.value = first.value
    said = [unescape(line.value) for line in of_class(family, "casekit-problem") if not hidden(line)]
    assert said == [vocab.say("widgets.same_person", "id")]
    second.value = person(family.case, "Ayah")
    [tie] = casekit.load(case_file).emotional_ties
    assert tie.between == [first.value, second.value]


@pytest.mark.parametrize("make", [Genogram, Ecomap])
def test_picture_case_and_words_agree(make: type[Genogram], tmp_path: Path, language: str) -> None:
    form = make(casekit.load(casekit.work_copy(casekit.case_study("b-bookkeeper"), tmp_path)))
    figure = getattr(figures, form.tool)(form.case)
    shown = form.picture()
    assert [unescape(line) for line in re.findall("<li>(.*?)</li>", shown)] == [*figure.sentences]
    assert b64decode(re.search('base64,([^"]*)', shown)[1]).decode() == figure.svg  # type: ignore[index]
    words = {"genogram": told.family_told, "ecomap": told.network_told}[form.tool](form.case)
    assert all(sentence in figure.sentences for sentence in words)
    held = form._in_words()
    picture, title = (
        held["text/html"].index("data:image/svg+xml"),
        held["text/html"].index(form.say("in_words")),
    )
    assert picture < title  # which belongs to the words below it
    assert all(sentence in held["text/plain"] for sentence in words)


def test_a_network_by_hand(case_file: Path, language: str) -> None:
    form = Ecomap(casekit.load(case_file))
    assert the(form, "casekit-add-ties").disabled
    the(form, "casekit-add-systems").click()
    of_class(form, "casekit-editor")[0].children[0].value = "Puskesmas"
    the(form, "casekit-draw-tie").click()
    assert not the(form, "casekit-add-ties").disabled
    strength = next(
        own
        for own in inside(form)
        if getattr(own, "description", "") == vocab.say("tables.strength").capitalize()
    )
    strength.value = "strong"
    network = casekit.load(case_file).network
    assert [str(system.label) for system in network.systems] == ["Puskesmas"]
    assert [(tie.person, tie.system, tie.strength) for tie in network.ties] == [
        ("client", network.systems[0].id, "strong")
    ]
    form.remove(network.systems[0].id)
    assert casekit.load(case_file).network.ties == []
    form.undo()
    assert len(casekit.load(case_file).network.ties) == 1


def test_where_energy_flows_is_chosen_by_the_names_of_both_ends(case_file: Path, language: str) -> None:
    form = Ecomap(casekit.load(case_file), language)
    school, clinic = form.add("Sekolah"), form.add("Puskesmas")
    facts = {"person": school.id, "system": clinic.id, "tie": "stressful", "direction": "from_client"}
    form.desk.add(form.case.network, "ties", made(NetworkTie, form.case, **facts))
    of_class(form, "casekit-item")[-1].click()

    def ways() -> list[str]:
        return [said for said, _ in named(form, "direction", language).options]

    to = [vocab.say("told.to_system", language, who=name) for name in ("Sekolah", "Puskesmas")]
    assert ways()[2:] == to
    named(form, "person", language).value = form.case.client
    assert ways()[2:] == [
        vocab.label("tie_direction", code, language) for code in ("to_client", "from_client")
    ]
    assert casekit.load(case_file).network.ties[0].direction == "from_client"
    named(form, "direction", language).value = "to_client"
    assert casekit.load(case_file).network.ties[0].direction == "to_client"


def test_two_systems_are_tied_in_the_form_and_told_by_name(case_file: Path, language: str):
    form = Ecomap(casekit.load(case_file), language)
    school, clinic = form.add("Sekolah", tie="supportive"), form.add("Puskesmas", tie="unknown")
    facts = {"person": school.id, "system": clinic.id, "tie": "stressful", "direction": "to_client"}
    tie = form.desk.add(form.case.network, "ties", made(NetworkTie, form.case, **facts))
    to = vocab.say("told.to_system", language, who="Sekolah")
    assert any("Sekolah – Puskesmas" in brief and to in brief for brief in briefs(form))
    with vocab.in_language(language):
        about = [sentence for sentence in told.network_told(form.case) if to in sentence]
        assert len(about) == 2
        table = tables.network(form.case)
    heads = [vocab.say(f"tables.{name}", language) for name in ("person", "direction")]
    assert table[heads].iloc[-1].tolist() == ["Sekolah", to]
    assert vocab.say("tables.person", language) in table.columns
    form.remove(school.id)
    assert tie not in form.case.network.ties
    with vocab.in_language(language):
        assert vocab.say("tables.person") not in tables.network(form.case).columns
