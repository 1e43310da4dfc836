"""Families go to GEDCOM and come back, without names, and bad files get a sentence."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import casekit
from casekit import vocab
from casekit.errors import GedcomError
from casekit.gedcom import MAX_PEOPLE, from_gedcom, to_gedcom
from casekit.model import Case, Child, Person, Union

FAMILY = """0 HEAD
1 GEDC
2 VERS 5.5.1
1 CHAR UTF-8
0 @I1@ INDI
1 NAME Siti /Rahma/
1 SEX F
1 BIRT
2 DATE 12 MAR 1950
2 PLAC Kota Lama
1 DEAT
2 DATE ABT 2011
2 AGE 61y
1 NOTE Tinggal di Jalan Mawar
2 CONT nomor 5
0 @I2@ INDI
1 NAME Budi /Rahma/
1 SEX M
1 BURI
0 @I3@ INDI
1 NAME Ani /Rahma/
1 SEX F
1 BIRT
2 DATE BET 1975 AND 1977
1 FAMC @F1@
2 PEDI birth
0 @I4@ INDI
1 NAME Tono
1 SEX X
1 FAMC @F1@
2 PEDI ADOPTED
0 @F1@ FAM
1 HUSB @I2@
1 WIFE @I1@
1 MARR
2 DATE 1 JAN 1970
2 PLAC Kota Lama
1 DIV
2 DATE 1990
1 CHIL @I3@
1 CHIL @I4@
0 TRLR
"""


def of(*lines: str) -> str:
    return "\n".join(["0 HEAD", *lines, "0 TRLR"])


def carried(people: list[Person], unions: list[Union]) -> tuple[list, list]:
    """Return what GEDCOM carries of a family, with persons by their place in place of their ids."""
    place = {person.id: number for number, person in enumerate(people)}
    fields = ("sex", "life", "age_years", "age_months", "birth_year", "death_year")
    return (
        [(str(person.label), *(getattr(person, name) for name in fields)) for person in people],
        [
            (
                [place[partner] for partner in union.partners],
                (union.status, union.start_year, union.end_year),
                [
                    (place[child.person], child.link, child.twin_of and place[child.twin_of], child.twin)
                    for child in union.children
                ],
            )
            for union in unions
        ],
    )


years = st.none() | st.integers(1850, 2200)
labels = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"], exclude_characters="/"),
    min_size=1,
    max_size=60,
)


@st.composite
def families(draw: st.DrawFn) -> Case:
    """Return a family of any shape that a case file takes, except what GEDCOM cannot carry."""
    people = [
        Person(
            id=f"p{number}",
            label=draw(labels),
            relation="client" if number == 0 else "other",
            sex=draw(st.sampled_from(vocab.codes("sex"))),
            life=draw(st.sampled_from(vocab.codes("life"))),
            age_years=draw(st.none() | st.integers(0, 130)),
            age_months=draw(st.none() | st.integers(0, 11)),
            birth_year=draw(years),
            death_year=draw(years),
            basis="documented",
        )
        for number in range(draw(st.integers(1, 9)))
    ]
    ids = [person.id for person in people]
    unborn = draw(st.permutations(ids[2:]))
    unions = []
    for number in range(draw(st.integers(0, 4))):
        partners = draw(st.lists(st.sampled_from(ids), min_size=1, max_size=2, unique=True))
        youngest = max(ids.index(partner) for partner in partners)
        born = [one for one in unborn if ids.index(one) > youngest][: draw(st.integers(0, 4))]
        unborn = [one for one in unborn if one not in born]
        link = draw(st.sampled_from(vocab.codes("child_link")))
        children = [Child(person=one, link=link) for one in born]
        if len(children) > 1 and draw(st.booleans()):
            children[0].twin_of = born[1]
            children[0].twin = draw(st.none() | st.sampled_from(vocab.codes("twin")))
        unions.append(
            Union(
                id=f"u{number}",
                partners=partners,
                status=draw(st.sampled_from(vocab.codes("union_status"))),
                start_year=draw(years),
                end_year=draw(years),
                children=children,
                basis="documented",
            )
        )
    return Case(id="x", title="x", client="p0", people=people, unions=unions)


@given(families())
def test_what_gedcom_carries_comes_back_equal(case: Case) -> None:
    people, unions = from_gedcom(to_gedcom(case), names=True)
    assert carried(people, unions) == carried(case.people, case.unions)


@pytest.mark.parametrize("name", casekit.case_studies())
def test_the_families_of_the_case_studies_come_back(name: str) -> None:
    case = casekit.load(casekit.case_study(name))
    people, unions = from_gedcom(to_gedcom(case).encode(), names=True)
    assert carried(people, unions) == carried(case.people, case.unions)


def test_a_child_with_birth_parents_and_foster_parents_comes_back() -> None:
    people = [
        Person(id=name, label=name, relation="other", basis="documented")
        for name in ("mother", "aunt", "child")
    ]
    unions = [
        Union(id="one", partners=["mother"], children=[Child(person="child")], basis="documented"),
        Union(
            id="two", partners=["aunt"], children=[Child(person="child", link="foster")], basis="documented"
        ),
    ]
    case = Case(id="x", title="x", client="child", people=people, unions=unions)
    again = from_gedcom(to_gedcom(case), names=True)
    assert carried(*again) == carried(people, unions)


def test_a_genealogists_family_is_read_without_names_places_notes_or_days() -> None:
    people, unions = from_gedcom(FAMILY)
    assert [person.label.en for person in people] == [f"Person {number}" for number in (1, 2, 3, 4)]
    assert [person.label.id for person in people] == [f"Orang {number}" for number in (1, 2, 3, 4)]
    kept = " ".join(part.model_dump_json() for part in (*people, *unions))
    assert not re.search("Siti|Budi|Ani|Tono|Rahma|Kota|Mawar|MAR|JAN", kept)
    mother, father, child, other = people
    assert (mother.birth_year, mother.death_year, mother.age_years) == (1950, 2011, 61)
    assert (mother.life, father.life, child.life) == ("deceased", "deceased", "living")
    assert child.birth_year is None  # a range names no year
    assert other.sex == "other"
    [union] = unions
    assert union.partners == ["person-2", "person-1"]
    assert (union.status, union.start_year, union.end_year) == ("divorced", 1970, 1990)
    assert [(one.person, one.link) for one in union.children] == [
        ("person-3", "biological"),
        ("person-4", "adopted"),
    ]


def test_names_are_taken_over_only_when_asked_for() -> None:
    people, _ = from_gedcom(FAMILY, names=True)
    assert [person.label for person in people] == ["Siti Rahma", "Budi Rahma", "Ani Rahma", "Tono"]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("said", "encoding"),
    [
        ("UTF-8", "utf-8"),
        ("UTF-8", "utf-8-sig"),
        ("UNICODE", "utf-16"),
        ("ANSEL", "utf-8"),  # programs do not always write what they say
        ("ANSEL", "gedcom"),
        ("ANSI", "cp1252"),
        ("IBMPC", "cp437"),
    ],
)
def test_encodings_and_line_ends_of_all_systems_are_read(said: str, encoding: str, ending: str) -> None:
    lines = of(f"1 CHAR {said}", "0 @I1@ INDI", "1 NAME Zoë", "1 SEX F")
    [person], _ = from_gedcom(lines.replace("\n", ending).encode(encoding), names=True)
    assert (person.label, person.sex) == ("Zoë", "female")


def test_gedcom_7_is_utf_8_and_does_not_say_so() -> None:
    raw = of("1 GEDC", "2 VERS 7.0", "0 @I1@ INDI", "1 NAME Zoë").encode()
    assert from_gedcom(raw, names=True)[0][0].label == "Zoë"


@pytest.mark.parametrize(
    ("date", "year"),
    [
        ("1950", 1950),
        ("12 MAR 1950", 1950),
        ("ABT 1950", 1950),
        ("INT 1950 (kata ibu)", 1950),
        ("BEF 1950", None),
        ("BET 1950 AND 1951", None),
        ("1950 B.C.", None),
        ("@#DHEBREW@ 5710", None),
        ("tahun 1950", None),
        ("99999", None),
        ("", None),
    ],
)
def test_a_year_stands_only_where_the_date_names_one(date: str, year: int | None) -> None:
    [person], _ = from_gedcom(of("0 @I1@ INDI", "1 BIRT", f"2 DATE {date}"))
    assert person.birth_year == year


def test_an_adoption_is_read_where_it_stands_as_an_event() -> None:
    lines = ("0 @A@ INDI", "0 @B@ INDI", "1 ADOP", "2 FAMC @F@", "0 @F@ FAM", "1 WIFE @A@", "1 CHIL @B@")
    _, [union] = from_gedcom(of(*lines))
    assert union.children[0].link == "adopted"


def test_brothers_and_sisters_without_parents_get_an_unknown_one() -> None:
    people, [union] = from_gedcom(
        of("0 @A@ INDI", "0 @B@ INDI", "0 @F@ FAM", "1 HUSB @VOID@", "1 CHIL @A@", "1 CHIL @B@")
    )
    assert people[2].label.en == "Unknown parent"
    assert (union.partners, people[2].basis) == (["person-3"], "derived")


def test_people_without_an_identifier_are_kept() -> None:
    assert len(from_gedcom(of("0 INDI", "0 INDI"))[0]) == 2


def test_what_a_line_cannot_hold_is_cut_from_a_label() -> None:
    label = "Ibu/Mother\n0 @I9@ INDI " + "x" * 200
    person = Person(id="client", label=label, relation="client", basis="documented")
    people, _ = from_gedcom(to_gedcom(Case(id="x", title="x", client="client", people=[person])), names=True)
    assert [one.label for one in people] == [f"Ibu Mother 0 @I9@ INDI {'x' * 200}"[:120]]


TWO = ("0 @I1@ INDI", "0 @I2@ INDI")
BAD = {
    "empty": (b"", "not a GEDCOM file"),
    "blank lines": (b"\n\n \n", "not a GEDCOM file"),
    "a case file": (b"schema_version: 1\n", "not a GEDCOM file"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00", "not a GEDCOM file"),
    "an encoding that nobody knows": (of("1 CHAR KLINGON", "1 NOTE Zoë").encode("cp1252"), "encoding"),
    "an encoding that is none": (of("1 CHAR base64", "1 NOTE Zoë").encode("cp1252"), "encoding"),
    "half a character": (b"\xff\xfe0", "encoding"),
    "half a character of text": (of("0 @I1@ INDI", "1 NAME \ud800"), "encoding"),
    "a level of 5000 digits": (of("9" * 5000 + " NOTE"), "damaged"),
    "an impossible date": (of("0 @I1@ INDI", "1 BIRT", "2 DATE @#DHEBREW@ 5700/01"), "damaged"),
    "a blank line": (of("0 @I1@ INDI", "", "1 SEX F"), "Line 3 .* damaged"),
    "cut off": (FAMILY[:400], "cut off"),
    "nobody": (of(), "contains no people"),
    "no tag": (of("0 @I1@ INDI", "1"), "Line 3 .* damaged"),
    "a level left out": (of("0 @I1@ INDI", "2 DATE 1950"), "Line 3 .* damaged"),
    "a line without a level": (of("0 @I1@ INDI", "1 NOTE one", "two"), "Line 4 .* damaged"),
    "one identifier twice": (of("0 @I1@ INDI", "0 @I1@ INDI"), "Line 3 .* @I1@ for the second time"),
    "a tie to nobody": (of("0 @I1@ INDI", "0 @F1@ FAM", "1 HUSB @I7@"), "Line 4 .* @I7@"),
    "three partners": (
        of(*TWO, "0 @I3@ INDI", "0 @F1@ FAM", "1 HUSB @I1@", "1 WIFE @I2@", "1 WIFE @I3@"),
        "line 5 .* 3 partners",
    ),
    "own grandparent": (
        of(*TWO, "0 @F1@ FAM", "1 HUSB @I1@", "1 CHIL @I2@", "0 @F2@ FAM", "1 HUSB @I2@", "1 CHIL @I1@"),
        "their own ancestor",
    ),
    "too many people": (
        of(*(f"0 @I{number}@ INDI" for number in range(MAX_PEOPLE + 1))),
        f"{MAX_PEOPLE + 1} people",
    ),
    "too large": (b"0" * (6 * 2**20), "larger than 5 MB"),
}


def test_a_child_of_two_families_stays_one_of_both() -> None:
    families = ("0 @F1@ FAM", "1 HUSB @I1@", "1 CHIL @I2@", "0 @F2@ FAM", "1 WIFE @I1@", "1 CHIL @I2@")
    _, unions = from_gedcom(of(*TWO, *families))
    assert [[child.person for child in union.children] for union in unions] == [["person-2"]] * 2


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gets_a_sentence_in_both_languages(name: str) -> None:
    raw, pattern = BAD[name]
    said = []
    for language in vocab.LANGUAGES:
        with vocab.in_language(language), pytest.raises(GedcomError) as refused:
            from_gedcom(raw)
        said.append(str(refused.value))
    assert re.search(pattern, said[1])
    assert said[0] != said[1]


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"0 HEAD\n{text}\n0 TRLR"))
def test_any_file_is_read_or_refused_with_a_sentence(raw: bytes | str) -> None:
    try:
        people, _ = from_gedcom(raw)
    except GedcomError as error:
        assert str(error).endswith((".", ")"))
    else:
        assert people


@given(st.lists(st.sampled_from(FAMILY.splitlines()[1:-1]), max_size=40))
def test_a_shuffled_file_is_read_or_refused_with_a_sentence(lines: list[str]) -> None:
    try:
        people, unions = from_gedcom(of(*lines))
    except GedcomError as error:
        assert str(error)
    else:
        assert Case(id="x", title="x", client=people[0].id, people=people, unions=unions)
