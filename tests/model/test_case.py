"""What a case is: checked when it is made and when it is changed."""

import pytest
from pydantic import ValidationError

import casekit
from casekit import vocab
from casekit.errors import FieldError
from casekit.model import Bilingual, Case, Child, Finding, Goal, Part, Person, Union, new_id, walk
from casekit.model.cash import cash_weeks
from casekit.model.part import KINDS, link_fields
from casekit.told import family_told


def person(id, relation="other"):
    return Person(id=id, label=id, relation=relation, basis="documented")


def case(**parts):
    people = [person("client", "client"), *(person(id) for id in "abcdef")]
    return Case(id="x", title="X", client="client", people=people, **parts)


def problems(error):
    return {detail["type"]: detail["loc"] for detail in error.value.errors()}


def test_half_a_character_that_is_copied_into_a_text_is_replaced():
    own = case()
    own.title = Bilingual(id="satu", en="one").model_copy(update={"id": "satu \ud83d"})
    assert (own.title.id, own.title.en) == ("satu \ufffd", "one")


def test_a_text_speaks_the_current_language():
    text = Bilingual(id="pendiam", en="silent")
    assert str(text) == "pendiam"
    vocab.use_language("en")
    assert f"{text}" == "silent"
    assert str(Bilingual(id="hanya ini")) == "hanya ini"


def test_a_changed_field_is_checked_at_once():
    finding = Finding(id="f", text="x", basis="documented", dimension="social", valence="neutral")
    with pytest.raises(FieldError, match="rating: '5' terlalu besar; paling besar 4"):
        finding.rating = 5
    with pytest.raises(FieldError, match="guessed"):
        finding.basis = "guessed"
    assert (finding.rating, finding.basis) == (None, "documented")


def test_a_field_that_the_whole_case_cannot_have_stays_as_it_was():
    whole, before = case(), case()
    union = Union(id="u", partners=["a", "b"], basis="documented", children=[Child(person="c")])
    for field, value in (
        ("client", "nobody"),
        (
            "unions",
            [union, union.model_copy(update={"id": "v", "partners": ["c"], "children": [Child(person="a")]})],
        ),
        ("people", whole.people[1:]),
    ):
        with pytest.raises(FieldError):
            setattr(whole, field, value)
        assert whole == before


def test_a_refused_list_tells_ten_problems_and_counts_the_others(language):
    whole = case()
    with pytest.raises(FieldError) as error:
        whole.methods = ["telepathy"] * 30
    *told, rest = str(error.value).splitlines()
    assert len(told) == 10
    assert "20" in rest


def test_two_cases_share_no_lists():
    first, second = case(), case()
    first.assessment.findings.append(
        Finding(id="f", text="x", basis="documented", dimension="social", valence="neutral")
    )
    assert second.assessment.findings == []
    assert case().assessment.quadrant is not case().assessment.quadrant


def test_equal_content_is_an_equal_case(case_file):
    assert casekit.load(case_file) == casekit.load(case_file)
    other = casekit.load(case_file)
    other.title = "lain"
    assert casekit.load(case_file) != other


def test_a_link_must_lead_to_a_part_of_the_right_kind():
    goal = Goal(id="g", text="x", basis="documented", answers=["client"])
    with pytest.raises(ValidationError) as error:
        case(plan={"goals": [goal]})
    assert problems(error) == {"broken_link": ("plan", "goals", 0, "answers", 0)}


def test_an_id_belongs_to_one_part():
    with pytest.raises(ValidationError) as error:
        case(plan={"goals": [Goal(id="a", text="x", basis="documented")]})
    assert problems(error) == {"duplicate_id": ("plan", "goals", 0, "id")}


def test_a_date_alone_puts_an_entry_of_the_cash_book_into_its_week():
    spent = {"text": "beras", "direction": "spending", "amount_idr": 1000, "basis": "documented"}
    days = ["2026-01-07", "2026-01-11", "2026-01-12", "2026-03-02"]  # a Wednesday first
    entries = [spent | {"id": f"c{number}", "date": day} for number, day in enumerate(days)]
    weeks = cash_weeks(case(intervention={"cash_book": {"entries": entries}}))
    assert [(week.week, -week.balance) for week in weeks] == [(1, 2000), (2, 3000), (9, 4000)]


def test_nobody_is_their_own_ancestor():
    unions = [
        Union(id="u", partners=["a", "b"], basis="documented", children=[Child(person="c")]),
        Union(id="v", partners=["c", "d"], basis="documented", children=[Child(person="e")]),
        Union(id="w", partners=["e"], basis="documented", children=[Child(person="a")]),
    ]
    assert case(unions=unions[:2])
    with pytest.raises(ValidationError) as error:
        case(unions=unions)
    assert set(problems(error)) == {"own_ancestor"}


def test_sources_that_name_two_fathers_are_data():
    born = Union(id="u", partners=["a", "b"], basis="documented", children=[Child(person="c")])
    again = Union(id="v", partners=["a", "e"], basis="derived", children=[Child(person="c")])
    told = family_told(case(unions=[born, again]))
    assert [line.partition(":")[0] for line in told if "anak: c" in line] == ["a dan b", "a dan e"]


def parts(part=Part):
    for inner in part.__subclasses__():
        if inner.__module__.startswith("casekit"):
            yield inner
            yield from parts(inner)


def test_every_kind_has_a_label_and_an_id_and_every_link_a_kind():
    kinds = [part.kind for part in parts() if part.kind]
    assert len(kinds) == len(set(kinds))
    assert set(kinds) == set(vocab.codes("kind")) == set(KINDS)
    for part in parts():
        assert not part.kind or "id" in part.model_fields
        for link in link_fields(part).values():
            assert set(link.kinds) <= set(kinds)


def test_every_link_of_the_case_file_is_known_as_a_link():
    links = {name for part in parts() for name in link_fields(part)}
    assert links == {
        "client", "person", "twin_of", "partners", "between", "members", "system", "whose", "findings",
        "items", "resources", "answers", "goals", "goal", "activities", "about",
        "people", "left_of", "scored",
    }  # fmt: skip


def test_walk_reaches_every_part_of_the_case_study():
    case = casekit.load(casekit.case_study("d-trainee"))
    reached = {type(part).__name__ for _, part in walk(case)}
    assert {
        "Case",
        "Person",
        "NetworkTie",
        "QuadrantItem",
        "GroupStage",
        "Conference",
        "Bilingual",
    } <= reached


def test_new_ids_are_fresh_and_valid():
    ids = {new_id("finding") for _ in range(100)}
    assert len(ids) > 90
    assert all(Finding(id=id, text="", basis="derived", dimension="social", valence="neutral") for id in ids)
