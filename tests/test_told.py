"""A case in sentences: who did what to whom, when somebody died, and what hangs loose."""

import pytest

import casekit
from casekit import tables, told, vocab
from casekit.model import Case, Part, walk

SURE = {"basis": "documented"}


def family(**fields: object) -> Case:
    people = [
        {"id": "client", "label": "Klien", "relation": "client", **SURE},
        {"id": "uncle", "label": "Paman", "relation": "other", **SURE},
    ]
    return Case(id="a", title="A", client="client", **{"people": people} | fields)


@pytest.mark.parametrize(
    ("direction", "said"),
    [
        ("forward", "Klien terhadap Paman: kekerasan fisik."),
        ("backward", "Paman terhadap Klien: kekerasan fisik."),
        ("both", "Klien dan Paman: kekerasan fisik."),
    ],
)
def test_it_is_told_who_did_violence_to_whom(direction: str, said: str) -> None:
    tie = {"between": ["client", "uncle"], "tie": "physical_violence", "direction": direction, **SURE}
    assert told.family_told(family(emotional_ties=[tie]))[-1] == said


def test_partners_who_are_blood_relatives_are_told_as_such(language: str) -> None:
    union = {"id": "u", "partners": ["client", "uncle"], "consanguineous": True, **SURE}
    said = " ".join(told.family_told(family(unions=[union])))
    assert {"id": "pasangan sedarah", "en": "blood relatives"}[language] in said


def test_the_year_of_death_is_told(language: str) -> None:
    people = [
        {"id": "client", "label": "Klien", "relation": "client", **SURE},
        {"id": "g", "label": "Kakek", "relation": "other", "life": "deceased", "death_year": 1998, **SURE},
    ]
    assert vocab.say("told.died", year=1998) in told.family_told(family(people=people))[1]


def test_an_activity_hangs_loose_when_it_was_done_and_no_session_shows_it() -> None:
    goal = {"id": "g1", "text": "Tujuan", **SURE}
    session = {"id": "s1", "session": "individual", "goals": ["g1"], **SURE}

    def lacks(status: str) -> dict[str, tuple[str, ...]]:
        activity = {"id": "a1", "text": "Kegiatan", "goals": ["g1"], "status": status, **SURE}
        plan = {"goals": [goal], "activities": [activity]}
        steps = told.thread(family(plan=plan, intervention={"sessions": [session]}))
        return {step.id: step.lacks for step in steps}

    assert lacks("dropped")["a1"] == lacks("planned")["a1"] == ()
    assert lacks("done")["a1"] == ("session",)


def test_the_swot_board_tells_the_heaviest_items_of_a_cell_first() -> None:
    items = [
        {"id": f"w{number}", "cell": cell, "weight": weight, "text": f"{cell} {weight}", **SURE}
        for number, (cell, weight) in enumerate(
            [("weakness", 1), ("strength", 1), ("strength", 3), ("strength", 2), ("weakness", 3)]
        )
    ]
    shown = tables.swot(family(assessment={"swot": items}))
    expected = ["strength 3", "strength 2", "strength 1", "weakness 3", "weakness 1"]
    assert shown[vocab.say("tables.swot_item")].tolist() == expected


@pytest.mark.parametrize("study", ["a-weaver", "b-bookkeeper", "c-street-youth", "d-trainee"])
def test_no_part_is_called_by_its_id(study: str, language: str) -> None:
    case = casekit.load(casekit.case_study(study))
    by_id = case.by_id()
    named: list[Part] = [part for _, part in walk(case) if part is not case]
    assert not {tables.called(part, by_id) for part in named} & {*by_id}
