"""Families go to GEDCOM and come back, without names, and bad files get a sentence."""

import os
import re
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import casekit
from casekit import vocab
from casekit.errors import GedcomError, GedcomWarning
from casekit.gedcom import from_gedcom, people_in, to_gedcom
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


# One family as programs write it: in all encodings, with all line ends, in all dialects.

KIN = """0 HEAD
1 SOUR SomeProgram
1 GEDC
2 VERS 5.5.1
1 CHAR UTF-8
0 @I1@ INDI
1 NAME José /Müller/
1 SEX M
1 BIRT
2 DATE 12 MAR 1950
1 DEAT
2 DATE 2011
1 NOTE Tinggal di kota
1 FAMS @F1@
0 @I2@ INDI
1 NAME Zoë
1 SEX F
1 FAMS @F1@
0 @I3@ INDI
1 NAME Ana
1 SEX F
1 FAMC @F1@
0 @I4@ INDI
1 NAME Noël
1 SEX M
1 BIRT
2 DATE 1981
1 FAMC @F1@
2 PEDI adopted
0 @F1@ FAM
1 HUSB @I1@
1 WIFE @I2@
1 MARR
2 DATE 1970
1 CHIL @I3@
1 CHIL @I4@
0 TRLR
"""
READ = (
    [
        ("José Müller", "male", "deceased", None, None, 1950, 2011),
        ("Zoë", "female", "living", None, None, None, None),
        ("Ana", "female", "living", None, None, None, None),
        ("Noël", "male", "living", None, None, 1981, None),
    ],
    [([0, 1], ("married", 1970, None), [(2, "biological", None, None), (3, "adopted", None, None)])],
)
ANSEL = {"é": b"\xe2e", "ü": b"\xe8u", "ë": b"\xe8e"}
ENCODINGS = [
    ("UTF-8", "utf-8"),
    ("UTF-8", "utf-8-sig"),
    ("UTF-8", "cp1252"),  # programs do not always write what they say
    ("UNICODE", "utf-16"),
    ("UNICODE", "utf-16-le"),
    ("UNICODE", "utf-16-be"),
    ("ANSEL", "utf-8"),
    ("ANSEL", "ansel"),
    ("ANSI", "cp1252"),
    ("ASCII", "latin-1"),
    ("KLINGON", "cp1252"),
    ("base64", "cp1252"),
    ("IBMPC", "cp437"),
    ("MACINTOSH", "mac_roman"),
    ("ISO-8859-15", "iso-8859-15"),
]
DIALECTS: dict[str, Callable[[str], str]] = {
    "as the standard says": str,
    "blank lines": lambda text: "\n" + text.replace("\n", "\n\n"),
    "indented": lambda text: re.sub(r"(?m)^(\d)", lambda level: "  " * int(level[1]) + level[1], text),
    "tabs": lambda text: text.replace(" @", "\t@").replace("1 SEX ", "1\tSEX\t"),
    "two spaces": lambda text: re.sub(r"(?m)^(\d) (\S+)(?: (?=\S))?", r"\1  \2  ", text),
    "trailing blanks": lambda text: text.replace("\n", " \t\n"),
    "small letters": lambda text: re.sub(
        r"(?m)^(\d (?:@\w+@ )?)(\w+)( [MF]$| adopted)?",
        lambda found: found[1] + found[2].lower() + (found[3] or "").lower(),
        text,
    ),
    "adopted in capitals": lambda text: text.replace("adopted", "ADOPTED"),
    "without its first line": lambda text: text.removeprefix("0 HEAD\n"),
    "without its last line": lambda text: text.removesuffix("0 TRLR\n"),
    "ties in families only": lambda text: re.sub(
        "1 FAM[SC].*\n(2 PEDI.*\n)?",
        "",
        text.replace("CHIL @I4@", "CHIL @I4@\n2 _FREL Adopted\n2 _MREL Adopted"),
    ),
    "ties in persons only": lambda text: re.sub("1 (HUSB|WIFE|CHIL).*\n", "", text),
    "ties to nobody": lambda text: text.replace("1 CHIL @I3@", "1 CHIL @I9@\n1 CHIL @VOID@\n1 CHIL @I3@"),
    "notes that run on": lambda text: text.replace("kota\n", "kota\ndan desa\n12 Maret\n1990\n"),
    "events that never were": lambda text: text.replace("1 MARR", "1 DIV N\n1 ANUL n\n1 MARR").replace(
        "1 NAME Ana", "1 NAME Ana\n1 DEAT N\n1 BURI No"
    ),
    "several events": lambda text: text.replace("1 DEAT\n", "1 BIRT\n2 DATE 1940\n1 DEAT\n"),
    "unsure events before": lambda text: text.replace(
        "1 BIRT\n", "1 BIRT\n2 PLAC Kota\n1 BIRT\n2 DATE BEF 1990\n1 BIRT\n"
    ),
    "the younger first": lambda text: text.replace("1 NAME Ana", "1 NAME Ana\n1 BIRT"),
    "levels left out": lambda text: text.replace("2 DATE", "3 DATE"),
    "GEDCOM 7": lambda text: text.replace(
        "5.5.1", "7.0\n1 SCHMA\n2 TAG _FREL https://example.org/frel"
    ).replace("2 PEDI adopted", "2 PEDI OTHER\n3 PHRASE Adopted by both"),
    "an event of adoption": lambda text: text.replace("2 PEDI adopted", "1 ADOP\n2 FAMC @F1@\n3 ADOP BOTH"),
    "adopted by one of them": lambda text: text.replace("2 PEDI adopted", "2 _PEDI Adopted (mother)"),
    "identifiers without signs": lambda text: text.replace("@", ""),
    "letters of nothing": lambda text: text.replace("\n", "\0\n"),
    "odd identifiers": lambda text: (
        text.replace("@I1@", "@_@").replace("@I2@", "@I 2!@").replace("@F1@", "@1@")
    ),
    "identifiers left open": lambda text: text.replace("@I1@", "@I1").replace("1 HUSB @I1", "1 HUSB @I1@"),
    "words for sex": lambda text: text.replace("SEX M", "SEX Male").replace("SEX F", "SEX female"),
}


def written(text: str, said: str, encoding: str, ending: str) -> bytes:
    """Return a text as a program of this kind writes it."""
    lines = text.replace("UTF-8", said).replace("\n", ending)
    if encoding == "ansel":
        return b"".join(ANSEL.get(letter) or letter.encode() for letter in lines)
    return lines.encode(encoding)


@pytest.mark.filterwarnings("ignore::casekit.errors.GedcomWarning")
@pytest.mark.parametrize("dialect", DIALECTS)
def test_one_family_is_the_same_in_all_encodings_line_ends_and_dialects(dialect: str) -> None:
    text = DIALECTS[dialect](KIN)
    assert text != KIN or dialect == "as the standard says"
    for said, encoding in ENCODINGS:
        for ending in ("\n", "\r\n", "\r", "\n\r"):
            assert carried(*from_gedcom(written(text, said, encoding, ending), names=True)) == READ


def test_a_file_of_letters_before_their_accents_is_read() -> None:
    raw = b"0 HEAD\n1 CHAR ANSEL\n0 @I1@ INDI\n1 NAME Old\xeaA\x99ich /\xa1\xf0c\xe3\xf2a/\n0 TRLR\n"
    [person], _ = from_gedcom(raw, names=True)
    assert person.label == "Old\u00c5\ufffdich \u0141\u00e7\u1ead"


def test_gedcom_7_is_utf_8_and_does_not_say_so() -> None:
    raw = of("1 GEDC", "2 VERS 7.0", "0 @I1@ INDI", "1 NAME Zoë").encode()
    assert from_gedcom(raw, names=True)[0][0].label == "Zoë"


@pytest.mark.parametrize(
    ("date", "year", "note"),
    [
        ("1950", 1950, None),
        ("12 MAR 1950", 1950, None),
        ("31 FEB 1990", 1990, None),
        ("12 Agustus 1956", 1956, None),
        ("17 MEI 1956", 1956, None),
        ("3. März 1956", 1956, None),
        ("DEC 17, 1956", 1956, None),
        ("Tuesday, 9th November 1956", 1956, None),
        ("BET JUN AND DEC 1900", 1900, None),
        ("Senin, 12 Maret 1956", 1956, None),
        ("Jum'at Kliwon, 12-Maret-1956", 1956, None),
        ("Sab. 3 Mei 1956", 1956, None),
        ("12-MAR-1956", 1956, None),
        ("12/Mar/1956", 1956, None),
        ("Mei-1956", 1956, None),
        ("1956-Mar-12", 1956, None),
        ("17-VIII-1945", 1945, None),
        ("1-I-1950", 1950, None),
        ("12 - 03 - 1956", 1956, None),
        ("tahun 1950", 1950, None),
        ("tanggal 5 bulan Mei th. 1950", 1950, None),
        ("sekitar Mei-1956", 1956, "Born about 1956."),
        ("antara tahun 1950 dan tahun 1951", None, "Born between 1950 and 1951."),
        ("1956 atau 1957", None, "Born between 1956 and 1957."),
        ("tahun 1950-an", None, "Born between 1950 and 1959."),
        ("the 1950s", None, "Born between 1950 and 1959."),
        ("1950-an atau 1960-an", None, "Born between 1950 and 1969."),
        ("sebelum 1960-an", None, "Born before 1960."),
        ("setelah 1950-an", None, "Born after 1959."),
        ("WFT Est. 1950-1960", None, "Born between 1950 and 1960."),
        ("29 7 1963", 1963, None),
        ("12th of March 1956", 1956, None),
        ("akhir 1956", 1956, None),
        ("1956-03-12T10:00:00", 1956, None),
        ("[1956]", 1956, None),
        ("1956 (?)", 1956, "Born about 1956."),
        ("1956 (kata ibu)", 1956, "Born about 1956."),
        ("+/- 1956", 1956, "Born about 1956."),
        ("k.l. 1956", 1956, "Born about 1956."),
        ("sblm 1956", None, "Born before 1956."),
        ("12-Jan-1950 - 3-Feb-1951", None, "Born between 1950 and 1951."),
        ("06/24/1873", 1873, None),
        ("1956-03-02", 1956, None),
        ("2.3.1956", 1956, None),
        ("@#DJULIAN@ 1956", 1956, None),
        ("GREGORIAN 12 MAR 1956", 1956, None),
        ("BET MAY 1979 AND AUG 1979", 1979, None),
        ("FROM 1956 TO 1956", 1956, None),
        ("ABT 1950", 1950, "Born about 1950."),
        ("Abt. 1956", 1956, "Born about 1956."),
        ("c1956", 1956, "Born about 1956."),
        ("1956?", 1956, "Born about 1956."),
        ("kira-kira 1956", 1956, "Born about 1956."),
        ("1956/57", 1956, "Born about 1956."),
        ("EST 1956", 1956, "Born about 1956."),
        ("(about 1956)", 1956, "Born about 1956."),
        ("INT 1950 (not unknown in HEBREW)", 1950, "Born about 1950."),
        ("INT 1950 (kata ibu)", 1950, "Born about 1950."),
        ("FROM 1950", 1950, "Born about 1950."),
        ("BEF 1950", None, "Born before 1950."),
        ("sesudah 1950", None, "Born after 1950."),
        ("BET 1950 AND 1951", None, "Born between 1950 and 1951."),
        ("BET. ABT 1950 - 1951", None, "Born between 1950 and 1951."),
        ("1950-1951", None, "Born between 1950 and 1951."),
        ("", None, None),
    ],
)
def test_a_year_stands_where_a_date_names_one_and_a_note_keeps_what_is_unsure(
    date: str, year: int | None, note: str | None
) -> None:
    [person], _ = from_gedcom(of("0 @I1@ INDI", "1 BIRT", f"2 DATE {date}"))
    assert person.birth_year == year
    assert (person.note and person.note.en) == note
    again, _ = from_gedcom(to_gedcom(Case(id="x", title="x", client=person.id, people=[person])))
    assert again == [person]


@pytest.mark.parametrize(
    "date",
    [
        "1950 B.C.",
        "1950 (BC)",
        "1890 (Saka)",
        "@#DHEBREW@ 5710",
        "@#DHIJRI@ 12 MUH 1400",
        "tahun 1400 H",
        "Senin, 12-MAR-50",
        "99999",
        "12 MAR 50",
        "?",
        "abt " * 9999,
    ],
)
def test_a_date_without_a_year_of_our_calendar_is_left_out_and_told(date: str) -> None:
    with pytest.warns(GedcomWarning, match=r"1 .*\b4\b"):
        [person], _ = from_gedcom(of("0 @I1@ INDI", "1 BIRT", f"2 DATE {date}"))
    assert person.birth_year is None


def test_years_of_unions_keep_what_is_unsure(language: str) -> None:
    lines = (*TWO, *PAIR, "1 MARR", "2 DATE BEF 1950", "1 DIV", "2 DATE ABT 1960")
    people, [union] = from_gedcom(of(*lines))
    assert (union.start_year, union.end_year) == (None, 1960)
    assert union.note is not None
    assert union.note.en == "The union began before 1950. The union ended about 1960."
    case = Case(id="x", title="x", client=people[0].id, people=people, unions=[union])
    assert from_gedcom(to_gedcom(case)) == (people, [union])


@pytest.mark.parametrize(
    ("said", "years", "months"),
    [
        ("61y", 61, None),
        ("61", 61, None),
        ("2y 3m", 2, 3),
        ("2y 3m 12d", 2, 3),
        ("18m", 1, 6),
        ("61 tahun", 61, None),
        ("sekitar 3 bln", None, 3),
        ("12d", None, None),
        ("Infant", None, None),
        ("< 1y", None, None),
        (">80y", None, None),
    ],
)
def test_an_age_stands_where_it_is_stated(said: str, years: int | None, months: int | None) -> None:
    [person], _ = from_gedcom(of("0 @I1@ INDI", "1 DEAT", f"2 AGE {said}"))
    assert (person.age_years, person.age_months) == (years, months)


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
    case = Case(id="x", title="x", client=people[0].id, people=people, unions=[union])
    for names in (False, True):
        assert from_gedcom(to_gedcom(case), names=names)[0][2] == people[2]


def test_people_without_an_identifier_are_kept() -> None:
    assert len(from_gedcom(of("0 INDI", "0 INDI"))[0]) == 2


def test_what_a_line_cannot_hold_is_cut_from_a_label() -> None:
    label = "Ibu/Mother\n0 @I9@ INDI " + "x" * 200
    person = Person(id="client", label=label, relation="client", basis="documented")
    people, _ = from_gedcom(to_gedcom(Case(id="x", title="x", client="client", people=[person])), names=True)
    assert [one.label for one in people] == [f"Ibu Mother 0 @I9@ INDI {'x' * 200}"[:120]]


TWO = ("0 @I1@ INDI", "1 SEX M", "0 @I2@ INDI", "1 SEX F")
THREE = (*TWO, "0 @I3@ INDI")
PAIR = ("0 @F1@ FAM", "1 HUSB @I1@", "1 WIFE @I2@")
PARENT = ("0 @F1@ FAM", "1 HUSB @I1@", "1 CHIL @I2@")


def brief(people: list[Person], unions: list[Union]) -> str:
    """Return a family in a line: persons as ``m1950+2000``, unions as ``1+2 married 1950-1960 (3 step)``."""
    place = {person.id: str(number) for number, person in enumerate(people, 1)}
    told = [
        f"{person.sex[0]}{person.birth_year or ''}"
        + {"living": "", "deceased": f"+{person.death_year or ''}"}.get(person.life, f" {person.life}")
        for person in people
    ]
    for union in unions:
        children = [
            " ".join([place[child.person], *([] if child.link == "biological" else [child.link])])
            + (f"={place[child.twin_of]}" if child.twin_of else "")
            for child in union.children
        ]
        years = " {}-{}".format(union.start_year or "", union.end_year or "").removesuffix(" -")
        pair = "+".join(place[one] for one in union.partners)
        told.append(f"{pair} {union.status}{years} ({', '.join(children)})")
    return "; ".join(told)


SMALL = {
    "a tie to nobody": (("0 @I1@ INDI", "0 @F1@ FAM", "1 HUSB @I9@", "1 WIFE @I1@"), "u; 1 unknown ()"),
    "a note that runs on": (("0 @I1@ INDI", "1 NOTE a", "second line", "12 Main Street", "1 SEX F"), "f"),
    "a level left out": (("0 @I1@ INDI", "1 BIRT", "3 NOTE x", "2 DATE 1950", "1 SEX F"), "f1950"),
    "a date below no event": (("0 @I1@ INDI", "2 DATE 1950"), "u"),
    "a child of two families": (
        (*THREE, "0 @F1@ FAM", "1 HUSB @I1@", "1 CHIL @I3@", "0 @F2@ FAM", "1 WIFE @I2@", "1 CHIL @I3@"),
        "m; f; u; 1 unknown (3); 2 unknown (3)",
    ),
    "born to one couple, adopted by another": (
        (
            *THREE,
            "1 FAMC @F1@",
            "2 PEDI birth",
            "1 FAMC @F2@",
            "2 PEDI Adopted",
            "0 @F1@ FAM",
            "1 HUSB @I1@",
            "1 CHIL @I3@",
            "0 @F2@ FAM",
            "1 WIFE @I2@",
            "1 CHIL @I3@",
        ),
        "m; f; u; 1 unknown (3); 2 unknown (3 adopted)",
    ),
    "adopted by both": (
        (*THREE, *PAIR, "1 CHIL @I3@", "2 _FREL Adopted", "2 _MREL Adopted"),
        "m; f; u; 1+2 unknown (3 adopted)",
    ),
    "a stepchild of one": (
        (*THREE, *PAIR, "1 CHIL @I3@", "2 _FREL Step", "2 _MREL Natural"),
        "m; f; u; 1+2 unknown (3 step)",
    ),
    "a foster child": ((*THREE, "1 FAMC @F1@", "2 PEDI FOSTER", *PAIR), "m; f; u; 1+2 unknown (3 foster)"),
    "a stepchild in other words": (
        (*THREE, "1 FAMC @F1@", "2 PEDI OTHER", "3 PHRASE Step-child", *PAIR),
        "m; f; u; 1+2 unknown (3 step)",
    ),
    "only sealed": (
        (*THREE, "1 FAMC @F1@", "2 PEDI sealing", *PAIR, "1 CHIL @I3@"),
        "m; f; u; 1+2 unknown ()",
    ),
    "disproven": (
        (*THREE, "1 FAMC @F1@", "2 STAT disproven", *PAIR, "1 CHIL @I3@"),
        "m; f; u; 1+2 unknown ()",
    ),
    "a word for a child that nobody knows": (
        (*THREE, "1 FAMC @F1@", "2 PEDI xyz", *PAIR, "1 CHIL @I3@"),
        "m; f; u; 1+2 unknown (3)",
    ),
    "adopted as an event": (
        (*THREE, "1 ADOP", "2 FAMC @F1@", "3 ADOP BOTH", *PAIR, "1 CHIL @I3@"),
        "m; f; u; 1+2 unknown (3 adopted)",
    ),
    "a child who says so alone": ((*THREE, "1 FAMC @F1@", *PAIR), "m; f; u; 1+2 unknown (3)"),
    "a wife who says so alone": (
        ("0 @I1@ INDI", "0 @I2@ INDI", "1 FAMS @F1@", "0 @F1@ FAM", "1 MARR Y", "1 HUSB @I1@"),
        "u; u; 1+2 married ()",
    ),
    "the first event without a date": (
        ("0 @I1@ INDI", "1 BIRT", "2 PLAC Contoh", "1 BIRT", "2 DATE 1950"),
        "u1950",
    ),
    "the first event unsure": (
        ("0 @I1@ INDI", "1 BIRT", "2 DATE BEF 1960", "1 BIRT", "2 DATE 1956"),
        "u1956",
    ),
    "the first of two": (("0 @I1@ INDI", "1 BIRT", "2 DATE 1950", "1 BIRT", "2 DATE 1956"), "u1950"),
    "no death": (("0 @I1@ INDI", "1 DEAT N"), "u"),
    "a death": (("0 @I1@ INDI", "1 DEAT Y"), "u+"),
    "a funeral": (("0 @I1@ INDI", "1 BURI", "2 DATE 1990"), "u+1990"),
    "born dead": (
        ("0 @I1@ INDI", "1 BIRT", "2 DATE STILLBORN", "0 @I2@ INDI", "1 DEAT", "2 AGE Stillborn"),
        "u stillbirth; u stillbirth",
    ),
    "no divorce": ((*TWO, *PAIR, "1 MARR", "2 DATE 1950", "1 DIV N"), "m; f; 1+2 married 1950- ()"),
    "no marriage": ((*TWO, *PAIR, "1 MARR N", "2 DATE 1950"), "m; f; 1+2 unknown ()"),
    "no marriage in words": ((*TWO, *PAIR, "1 MARR Did not marry"), "m; f; 1+2 unknown ()"),
    "a marriage in words": (
        (*TWO, *PAIR, "1 MARR Not sure about date", "2 DATE 1950"),
        "m; f; 1+2 married 1950- ()",
    ),
    "a divorce": ((*TWO, *PAIR, "1 MARR Y", "1 DIV Y"), "m; f; 1+2 divorced ()"),
    "an annulment": ((*TWO, *PAIR, "1 MARR", "1 ANUL", "2 DATE 1960"), "m; f; 1+2 divorced -1960 ()"),
    "a separation": (
        (*TWO, *PAIR, "1 MARR", "2 TYPE Civil", "2 DATE 1980", "1 EVEN", "2 TYPE Separation", "2 DATE 1990"),
        "m; f; 1+2 separated 1980-1990 ()",
    ),
    "a common law marriage": ((*TWO, *PAIR, "1 MARR", "2 TYPE Common Law"), "m; f; 1+2 cohabiting ()"),
    "partners": ((*TWO, *PAIR, "1 _MSTAT Partners"), "m; f; 1+2 cohabiting ()"),
    "engaged, then married": ((*TWO, *PAIR, "1 ENGA", "2 DATE 1948", "1 MARR"), "m; f; 1+2 married ()"),
    "three partners": (
        (*THREE, "0 @F1@ FAM", "1 HUSB @I1@", "1 HUSB @I3@", "1 WIFE @I2@"),
        "m; f; u; 1+2 unknown ()",
    ),
    "three partners without a wife": (
        (*THREE, "0 @F1@ FAM", "1 HUSB @I3@", "1 HUSB @I2@", "1 HUSB @I1@"),
        "m; f; u; 3+2 unknown ()",
    ),
    "married to oneself": (("0 @I1@ INDI", "0 @F1@ FAM", "1 HUSB @I1@", "1 WIFE @I1@"), "u; 1 unknown ()"),
    "a child named twice": ((*TWO, *PARENT, "1 CHIL @I2@"), "m; f; 1 unknown (2)"),
    "a child of its own": ((*TWO, *PARENT, "1 CHIL @I1@"), "m; f; 1 unknown (2)"),
    "own grandparent": (
        (*TWO, *PARENT, "0 @F2@ FAM", "1 HUSB @I2@", "1 CHIL @I1@"),
        "m; f; 1 unknown (2); 2 unknown ()",
    ),
    "one identifier twice": ((*TWO, "0 @I2@ INDI", "1 FAMC @F1@", *PARENT), "m; f; u; 1 unknown (2)"),
    "twins": (
        (*TWO, "1 ASSO @I3@", "2 ROLE OTHER", "3 PHRASE Twin", "0 @I3@ INDI", *PARENT, "1 CHIL @I3@"),
        "m; f; u; 1 unknown (2=3, 3)",
    ),
    "triplets": (
        (
            *TWO,
            "1 ASSO @I3@",
            "2 RELA Triplet",
            "0 @I3@ INDI",
            "1 ASSO @I4@",
            "2 RELA triplet",
            "0 @I4@ INDI",
            *PARENT,
            "1 CHIL @I3@",
            "1 CHIL @I4@",
        ),
        "m; f; u; u; 1 unknown (2=3, 3=4, 4)",
    ),
    "children out of their order": (
        (
            "0 @I1@ INDI",
            "0 @I2@ INDI",
            "1 BIRT",
            "2 DATE 1990",
            "0 @I3@ INDI",
            "0 @I4@ INDI",
            "1 BIRT",
            "2 DATE 1980",
            *PARENT,
            "1 CHIL @I3@",
            "1 CHIL @I4@",
        ),
        "u; u1990; u; u1980; 1 unknown (4, 3, 2)",
    ),
    "odd letters for sex": (
        ("0 @I1@ INDI", "1 SEX N", "0 @I2@ INDI", "1 SEX x", "0 @I3@ INDI", "1 SEX 7"),
        "u; o; u",
    ),
    "years that cannot be": (("0 @I1@ INDI", "1 BIRT", "2 DATE 1950", "1 DEAT", "2 DATE 1940"), "u1950+1940"),
    "years of long ago": (("0 @I1@ INDI", "1 BIRT", "2 DATE 1749"), "u"),
    "a level of 5000 digits": (("0 @I1@ INDI", "9" * 5000 + " NOTE", "1 SEX M"), "m"),
    "no tag": (("0 @I1@ INDI", "1", "1 SEX F"), "f"),
    "a letter of nothing": (("0 @I1@ INDI", "1 SEX F\0"), "f"),
    "a marriage that its type denies": (
        (*TWO, *PAIR, "1 MARR", "2 TYPE Not married", "2 DATE 1950"),
        "m; f; 1+2 unknown ()",
    ),
    "a status that says divorced": ((*TWO, *PAIR, "1 MARR", "1 _STAT Divorced"), "m; f; 1+2 divorced ()"),
    "an unmarried couple": ((*TWO, *PAIR, "1 _STAT Unmarried Couple"), "m; f; 1+2 cohabiting ()"),
    "partners in MyHeritage": (
        (*TWO, *PAIR, "1 EVEN", "2 TYPE MYHERITAGE:REL_PARTNERS"),
        "m; f; 1+2 cohabiting ()",
    ),
    "how a marriage ended": ((*TWO, *PAIR, "1 MARR", "1 _MEND Divorce"), "m; f; 1+2 divorced ()"),
    "an end by death": (
        (*TWO, *PAIR, "1 MARR", "1 EVEN", "2 TYPE Death of Spouse", "2 DATE 1980"),
        "m; f; 1+2 widowed -1980 ()",
    ),
    "a divorce in Indonesian": (
        (*TWO, *PAIR, "1 MARR", "1 EVEN", "2 TYPE Perceraian", "2 DATE 1980"),
        "m; f; 1+2 divorced -1980 ()",
    ),
}


@pytest.mark.filterwarnings("ignore::casekit.errors.GedcomWarning")
@pytest.mark.parametrize("name", SMALL)
def test_a_small_file_says(name: str) -> None:
    lines, told = SMALL[name]
    people, unions = from_gedcom(of(*lines))
    assert brief(people, unions) == told
    case = Case(id="x", title="x", client=people[0].id, people=people, unions=unions)
    assert from_gedcom(to_gedcom(case)) == (people, unions)


LEFT_OUT = {
    "lines": (("0 @I1@ INDI", "1 NOTE a", "b", "c"), "2 left out .line 4, 5"),
    "ties": (
        ("0 @I1@ INDI", "1 FAMC @F7@", "0 @F1@ FAM", "1 HUSB @I7@", "1 CHIL Ani"),
        "3 left out .line 3, 5, 6",
    ),
    "identifiers": (("0 @I1@ INDI", "0 @I1@ INDI"), "1; links .*line 3"),
    "partners": ((*THREE, *PAIR, "1 WIFE @I3@"), "1 left out .line 10"),
    "children sealed": ((*THREE, "1 FAMC @F1@", "2 PEDI sealing", *PAIR), "1 left out .line 7"),
    "circles": ((*TWO, *PARENT, "0 @F2@ FAM", "1 WIFE @I2@", "1 CHIL @I1@"), "1 left out of .*line 11"),
    "words": ((*TWO, "1 FAMC @F1@", "2 PEDI xyz", *PARENT), "1 read as biological .*line 7"),
    "dates": (("0 @I1@ INDI", "1 BIRT", "2 DATE once"), "1 left out .line 4"),
    "years": (
        ("0 @I1@ INDI", "1 BIRT", "2 DATE 1700", "1 DEAT", "2 DATE BET 1790 AND 1860"),
        "2 left out .line 4, 6",
    ),
    "ages": (
        (*TWO, "1 DEAT", "2 AGE 131y", "0 @I3@ INDI", "1 DEAT", "2 AGE tua"),
        "130 years: 2 left out .line 7, 10",
    ),
    "sex": (("0 @I1@ INDI", "1 SEX 7"), "1 read as not known .line 3"),
    "many": (("0 @I1@ INDI", *["text"] * 12), "12 left out .line 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 2 more"),
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_is_left_out_is_told_once_with_how_often_and_where(name: str) -> None:
    lines, pattern = LEFT_OUT[name]
    said = []
    for language in vocab.LANGUAGES:
        with vocab.in_language(language), pytest.warns(GedcomWarning) as told:
            from_gedcom(of(*lines))
        [warning] = told
        assert warning.filename == __file__
        said.append(str(warning.message))
    assert re.search(pattern, said[1])
    assert said[0] != said[1]
    assert re.findall(r"\d+", said[0]) == re.findall(r"\d+", said[1])


def test_a_file_without_an_end_says_so_and_one_without_irregularities_nothing() -> None:
    with pytest.warns(GedcomWarning, match="terpotong setelah baris 3"):
        from_gedcom("0 HEAD\n0 @I1@ INDI\n1 SEX F\n\n")
    from_gedcom(FAMILY)


@pytest.fixture
def big(tmp_path: Path) -> Path:
    """Return a file of a family of 500 in which each generation has one child who has two."""
    lines = []
    for number in range(1, 501):
        lines += [f"0 @P{number}@ INDI", f"1 NAME Orang{number}", "1 BIRT", f"2 DATE {1900 + number % 100}"]
        lines += [f"0 @F{number}@ FAM", f"1 HUSB @P{number}@"]
        lines += [f"1 CHIL @P{child}@" for child in (2 * number, 2 * number + 1) if child <= 500]
    (tmp_path / "keluarga.ged").write_text(of(*lines), encoding="utf-8")
    return tmp_path / "keluarga.ged"


def test_of_a_big_file_the_family_around_a_person_is_taken(big: Path) -> None:
    people, unions = from_gedcom(str(big), around="@P21@", generations=1, names=True)
    assert [str(person.label) for person in people] == ["Orang10", "Orang20", "Orang21", "Orang42", "Orang43"]
    assert [person.id for person in people] == [f"person-{number}" for number in (10, 20, 21, 42, 43)]
    assert [(union.partners, [child.person for child in union.children]) for union in unions] == [
        (["person-10"], ["person-20", "person-21"]),
        (["person-21"], ["person-42", "person-43"]),
    ]
    assert from_gedcom(big, around="P21", generations=1, names=True)[0] == people
    assert len(from_gedcom(big, around="P21")[0]) == 15
    assert len(from_gedcom(big)[0]) == 500


def test_brothers_and_sisters_without_parents_stay_together_around_one_of_them() -> None:
    lines = (*THREE, "0 @F1@ FAM", "1 CHIL @I1@", "1 CHIL @I2@", "0 @F2@ FAM", "1 HUSB @I3@")
    assert brief(*from_gedcom(of(*lines), around="I2", generations=1)) == "m; f; u unknown; 3 unknown (1, 2)"


def test_people_can_be_listed_to_choose_from(big: Path) -> None:
    listed = people_in(big)
    assert len(listed) == 500
    assert listed[20] == ("P21", "Orang21", "unknown", 1921, None)
    lines = ("0 @A@ INDI", "1 NAME", "2 GIVN Ani", "2 SURN Sri", "1 SEX F", "1 DEAT", "2 DATE 1700")
    [person] = people_in(of(*lines))
    assert person == ("A", "Ani Sri", "female", None, 1700)


@pytest.mark.filterwarnings("ignore::casekit.errors.GedcomWarning")
def test_people_without_an_identifier_of_their_own_go_by_their_place() -> None:
    text = of("0 INDI", "0 @A@ INDI", "0 @A@ INDI", "1 SEX F")
    assert [one.key for one in people_in(text)] == ["#1", "A", "#3"]
    [person], _ = from_gedcom(text, around="#3")
    assert (person.id, person.sex) == ("person-3", "female")


@pytest.mark.parametrize("name", ["I99", "@I99@", ""])
def test_somebody_who_is_not_in_the_file_gets_a_sentence(name: str, language: str) -> None:
    with pytest.raises(GedcomError, match="I1"):
        from_gedcom(FAMILY, around=name)


@pytest.mark.parametrize("generations", [-1, 1.5, "dua"])
def test_generations_are_counted_from_0(generations: int, language: str) -> None:
    with pytest.raises(GedcomError, match=str(generations)):
        from_gedcom(FAMILY, around="I1", generations=generations)


@pytest.mark.parametrize("name", ["tidak-ada.ged", ".", "x" * 5000])
def test_a_file_that_is_not_there_gets_a_sentence(name: str, language: str) -> None:
    with pytest.raises(GedcomError, match=re.escape(name[:50])):
        from_gedcom(name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
def test_what_would_never_end_is_not_read(tmp_path: Path, language: str) -> None:
    os.mkfifo(tmp_path / "pipe.ged")
    with (tmp_path / "huge.ged").open("wb") as huge:
        huge.truncate(10**12)
    for name, said in (("pipe.ged", "pipe.ged"), ("huge.ged", "200 MB")):
        for read in (from_gedcom, people_in):
            with pytest.raises(GedcomError, match=said):
                read(tmp_path / name)


def packed(**files: str) -> bytes:
    """Return a zip of GEDCOM files by their names."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            package.writestr(f"{name}.ged", text)
    return written.getvalue()


def test_a_package_is_read(tmp_path: Path) -> None:
    (tmp_path / "family.gdz").write_bytes(packed(gedcom=FAMILY, other=of()))
    assert from_gedcom(tmp_path / "family.gdz") == from_gedcom(FAMILY)
    assert people_in(packed(keluarga=FAMILY)) == people_in(FAMILY)


def test_a_file_in_the_home_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "family.ged").write_text(FAMILY, encoding="utf-8")
    assert people_in("~/family.ged") == people_in(FAMILY)


BAD = {
    "empty": (b"", "not a GEDCOM file"),
    "blank lines": (b"\n\n \n", "not a GEDCOM file"),
    "a case file": (b"schema_version: 1\n", "not a GEDCOM file"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00", "not a GEDCOM file"),
    "half a character": (b"\xff\xfe0", "not a GEDCOM file"),
    "a page about GEDCOM": (b"<html>\n<p>It begins so:\n0 @I1@ INDI\n</html>", "not a GEDCOM file"),
    "nobody": (of(), "contains no people"),
    "families of nobody": (of("0 @F1@ FAM", "1 HUSB @I1@"), "contains no people"),
    "too large": (b"0" * (201 * 2**20), "larger than 200 MB"),
    "too large when unpacked": (packed(gedcom="0 HEAD\n" + " " * (201 * 2**20)), "larger than 200 MB"),
    "half a package": (packed(gedcom=FAMILY)[:60], "not a GEDCOM file"),
    "a package of two files": (packed(one=FAMILY, two=FAMILY), "not a GEDCOM file"),
    "a package of none": (packed(), "not a GEDCOM file"),
}


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


@pytest.mark.filterwarnings("ignore::casekit.errors.GedcomWarning")
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"0 HEAD\n{text}\n0 TRLR"))
def test_any_file_is_read_or_refused_with_a_sentence(raw: bytes | str) -> None:
    try:
        people, _ = from_gedcom(raw)
    except GedcomError as error:
        assert str(error).endswith((".", ")"))
    else:
        assert people


@pytest.mark.filterwarnings("ignore::casekit.errors.GedcomWarning")
@given(st.lists(st.sampled_from(FAMILY.splitlines()[1:-1]), max_size=40))
def test_a_shuffled_file_is_read_as_far_as_it_is_sound(lines: list[str]) -> None:
    if not any(line.endswith("INDI") for line in lines):
        lines.append("0 @I1@ INDI")
    people, unions = from_gedcom(of(*lines))
    case = Case(id="x", title="x", client=people[0].id, people=people, unions=unions)
    assert carried(*from_gedcom(to_gedcom(case))) == carried(people, unions)


CUTS = st.tuples(
    st.integers(0, len(KIN)),
    st.integers(0, 40),
    st.sampled_from(["", "\n", "\r", " ", "@", "N", "\0", "0 ", "9 ", "1 FAMC @F1@\n", "\n1 CHIL @I1@\n"]),
)


@pytest.mark.filterwarnings("ignore::casekit.errors.GedcomWarning")
@given(st.lists(CUTS, min_size=1, max_size=6))
def test_a_damaged_file_is_read_as_far_as_it_is_sound(cuts: list[tuple[int, int, str]]) -> None:
    text = KIN
    for at, size, put in cuts:
        text = text[:at] + put + text[at + size :]
    people, unions = from_gedcom(f"0 HEAD\n{text}\n0 @Z@ INDI")
    case = Case(id="x", title="x", client=people[0].id, people=people, unions=unions)
    assert carried(*from_gedcom(to_gedcom(case), names=True)) == carried(people, unions)


@pytest.mark.skipif("CASEKIT_LONG_TESTS" not in os.environ, reason="a large file is read; make test-slow")
def test_ten_thousand_people_are_read_in_two_seconds() -> None:
    lines = []
    for number in range(1, 10_001):
        lines += [
            f"0 @I{number}@ INDI",
            f"1 NAME Orang{number} /Keluarga/",
            "2 GIVN Orang",
            "2 SURN Keluarga",
        ]
        lines += ["1 SEX M", "1 BIRT", f"2 DATE {1 + number % 28} MAR {1900 + number % 99}", "2 PLAC Kota"]
        lines += ["2 SOUR @S1@", "3 PAGE 12", "1 DEAT", "2 DATE ABT 1999", "1 NOTE Catatan", "2 CONT lagi"]
        lines += [f"1 FAMC @F{number // 2}@", f"0 @F{number}@ FAM", f"1 HUSB @I{number}@", "1 MARR Y"]
        lines += [f"1 CHIL @I{child}@" for child in (2 * number, 2 * number + 1) if child <= 10_000]
    text = of(*lines).replace("1 FAMC @F0@\n", "")
    for around, count in ((None, 10_000), ("@I4000@", 11)):
        began = time.process_time()
        people, _ = from_gedcom(text, around=around)
        assert time.process_time() - began < 2
        assert len(people) == count
