"""Who belongs to the family around somebody, who are blood relatives, and who were born together."""

import pytest

from casekit.model import Case
from casekit.model.kin import around, births, blood_couples, branch

FAMILY = [  # partners, children
    ("gg1 gg2", "grandpa great_uncle"),
    ("grandpa grandma", "uncle mother"),
    ("great_uncle great_aunt", "second_cousin"),
    ("uncle aunt", "cousin"),
    ("mother father", "client sister"),
    ("father stepmother", "half_brother"),
    ("stepmother former", "stepsister"),
    ("sister brother_in_law", "nephew"),
    ("nephew niece_in_law", "grandnephew"),
    ("client wife", "son"),
    ("wife_father wife_mother", "wife"),
    ("son daughter_in_law", "grandson"),
    ("grandson grand_in_law", "great_grandson"),
]
ONE = {"client", "wife", "son", "mother", "father", "stepmother", "sister", "half_brother"}
ONE_WITH_PARTNERS = ONE | {"brother_in_law", "daughter_in_law"}
TWO = ONE_WITH_PARTNERS | {
    "grandpa",
    "grandma",
    "uncle",
    "aunt",
    "cousin",
    "nephew",
    "niece_in_law",
    "grandson",
    "grand_in_law",
}


def a_case(*unions: tuple[str, str], links: dict[str, str] | None = None) -> Case:
    names = dict.fromkeys(" ".join(f"{partners} {children}" for partners, children in unions).split())
    sure = {"basis": "documented"}
    return Case.model_validate(
        {
            "id": "a",
            "title": "Klien A",
            "client": "client",
            "people": [{"id": name, "label": name, "relation": "other", **sure} for name in names],
            "unions": [
                {
                    "id": f"u{number}",
                    "partners": partners.split(),
                    "children": [
                        {"person": child, "link": (links or {}).get(child, "biological")}
                        for child in children.split()
                    ],
                    **sure,
                }
                for number, (partners, children) in enumerate(unions)
            ],
        }
    )


@pytest.mark.parametrize(
    ("generations", "expected", "cut"),
    [
        (0, {"client", "wife"}, {"client", "wife"}),
        (
            1,
            ONE_WITH_PARTNERS,
            {"mother", "stepmother", "sister", "brother_in_law", "wife", "son", "daughter_in_law"},
        ),
        (2, TWO, {"grandpa", "stepmother", "wife", "nephew", "niece_in_law", "grandson", "grand_in_law"}),
        (
            9,
            {name for bond in FAMILY for side in bond for name in side.split()}
            - {"former", "stepsister", "wife_father", "wife_mother"},
            {"stepmother", "wife"},
        ),
    ],
)
def test_as_many_generations_up_and_down_from_there_with_partners(generations, expected, cut):
    found = around([(one.split(), children.split()) for one, children in FAMILY], "client", generations)
    assert found.kept == expected
    assert found.cut == cut


def test_who_has_no_relatives_stands_alone():
    assert around([(["m"], ["c"])], "friend", 2) == ({"friend"}, set())


def test_a_branch_joins_nobody_who_is_not_in_it():
    whole = a_case(*FAMILY)
    part, cut = branch(whole, "cousin", 1)
    kept = {person.id for person in part.people}
    assert kept == {"cousin", "uncle", "aunt"}
    assert cut == {"uncle"}
    assert part.client == "cousin"
    assert [[*union.partners] for union in part.unions] == [["uncle", "aunt"]]
    assert part == Case.model_validate(part.model_dump())  # every link leads somewhere
    assert len(whole.people) == len(a_case(*FAMILY).people)
    own, _ = branch(whole, "client", 1)
    assert own.client == "client"
    assert ("stepmother former", "stepsister") not in [(" ".join(u.partners), "") for u in own.unions]


def test_ties_and_homes_go_with_their_people():
    case = a_case(*FAMILY)
    data = case.model_dump()
    data["households"] = [
        {"id": "h1", "label": "Rumah", "members": ["client", "cousin"], "basis": "documented"},
        {"id": "h2", "label": "Rumah nenek", "members": ["grandma"], "basis": "documented"},
    ]
    data["emotional_ties"] = [
        {"between": [one, other], "tie": "close", "basis": "documented"}
        for one, other in (("client", "son"), ("client", "cousin"))
    ]
    part, _ = branch(Case.model_validate(data), "client", 1)
    assert [home.members for home in part.households] == [["client"]]
    assert [tie.between for tie in part.emotional_ties] == [["client", "son"]]


def test_blood_relatives_are_found_through_ancestors_by_birth_only():
    cousins = (("gran gramp", "a b"), ("a x", "client"), ("b y", "cousin"), ("client cousin", ""))
    assert blood_couples(a_case(*cousins)) == {"u3"}
    assert not blood_couples(a_case(*cousins, links={"b": "adopted"}))
    niece = a_case(("gran gramp", "client sister"), ("sister z", "niece"), ("client niece", ""))
    assert blood_couples(niece) == {"u2"}
    assert blood_couples(a_case(("m", "client other"), ("client other", ""))) == {"u1"}
    assert blood_couples(a_case(("m", "client"), ("client m", ""))) == {"u1"}
    said = a_case(("client other", ""))
    assert not blood_couples(said)
    said.unions[0].consanguineous = True
    assert blood_couples(said) == {"u0"}


def test_children_born_together_are_one_group_whoever_names_whom():
    case = a_case(("m f", "client b c d e"))
    children = case.unions[0].children
    children[0].twin_of = "e"
    children[4].twin_of = "c"
    children[1].twin_of = "d"
    assert [[child.person for child in born] for born in births(case.unions[0])] == [
        ["client", "c", "e"],
        ["b", "d"],
    ]
