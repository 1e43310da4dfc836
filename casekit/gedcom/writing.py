"""Families to GEDCOM."""

import re
from itertools import chain
from typing import Any

from casekit import vocab
from casekit.gedcom.facts import AGES, ENDS, NAME_LENGTH, SEXES, TAGS
from casekit.model import Bilingual, Case, Person, Union

_STARTED_AS = {"divorced": "married", "widowed": "married", "separated": "unknown"}
# How a date is written whose year is not meant exactly, and whether the year stands in the case file.
_KINDS = {
    "about": "ABT {year}",
    "before": "BEF {year}",
    "after": "AFT {year}",
    "between": "BET {year} AND {until}",
}


def to_gedcom(case: Case) -> str:
    """Return the persons and unions of a case as the text of a GEDCOM file.

    Labels are written as names, in the current language. In a case file that follows the rules they are
    relations or pseudonyms; check them before you pass the file on.

    Parameters
    ----------
    case : Case
        The case whose family is written.

    Returns
    -------
    str
        GEDCOM 5.5.1, to be saved with ``path.write_text(text, encoding="utf-8")``.

    Examples
    --------
    >>> import casekit
    >>> text = to_gedcom(casekit.load(casekit.case_study("b-bookkeeper")))
    >>> [line for line in text.splitlines() if line.startswith("1 NAME")][0]
    '1 NAME Klien B'
    """
    xref = {person.id: f"@I{number}@" for number, person in enumerate(case.people, 1)}
    people = {person.id: [f"0 {xref[person.id]} INDI", *_person_lines(person)] for person in case.people}
    sexes = {person.id: person.sex for person in case.people}
    families = []
    for number, union in enumerate(case.unions, 1):
        families.append(f"0 @F{number}@ FAM")
        first, last = sexes[union.partners[0]], sexes[union.partners[-1]]
        wife_first = first == "female" or first != "male" == last
        tags = ("WIFE", "HUSB") if wife_first else ("HUSB", "WIFE")
        for tag, partner in zip(tags, union.partners, strict=False):
            families.append(f"1 {tag} {xref[partner]}")
            people[partner].append(f"1 FAMS @F{number}@")
        start = _STARTED_AS.get(union.status, union.status)
        began, ended = _date(union, "start_year", "began"), _date(union, "end_year", "ended")
        if began or start != "unknown":
            families += _event(start, began)
        if ended or union.status in ENDS:
            families += _event(union.status if union.status in ENDS else "ended", ended)
        for child in union.children:
            families.append(f"1 CHIL {xref[child.person]}")
            link = [] if child.link == "biological" else [f"2 PEDI {child.link}"]
            people[child.person] += [f"1 FAMC @F{number}@", *link]
            if child.twin_of:
                people[child.person] += [f"1 ASSO {xref[child.twin_of]}", f"2 RELA twin {child.twin or ''}"]
    head = ["0 HEAD", "1 SOUR casekit", "1 SUBM @S1@", "1 GEDC", "2 VERS 5.5.1", "2 FORM LINEAGE-LINKED"]
    tail = ["0 @S1@ SUBM", "1 NAME casekit", "0 TRLR", ""]
    return "\n".join([*head, "1 CHAR UTF-8", *chain(*people.values()), *families, *tail])


def _person_lines(person: Person) -> list[str]:
    """Return the lines of a person, apart from the ties to families."""
    name = " ".join(re.split(r"[\s/]+", str(person.label)))[:NAME_LENGTH].strip()
    lines = [f"1 NAME {name.replace('@', '@@')}"] if name else []  # other programs say it in their own words
    lines.append(f"1 SEX {SEXES[person.sex]}")
    if born := _date(person, "birth_year", "born"):
        lines += ["1 BIRT", f"2 DATE {born}"]
    ages = {unit: getattr(person, field) for unit, field in AGES.items()}
    age = " ".join(f"{number}{unit}" for unit, number in ages.items() if number is not None)
    died = _date(person, "death_year", "died")
    if age or died or person.life != "living":
        lines += _event(person.life, died) + [f"2 AGE {age}"] * bool(age)
    return lines


def _date(part: Person | Union, field: str, what: str) -> str:
    """Return a year as a date, as exactly as the note says that `from_gedcom` made; nothing without both."""
    year: int | None = getattr(part, field)
    for kind, date in _KINDS.items():
        found = _noted(part.note, f"{what}_{kind}")
        if found and year == (found["year"] if kind == "about" else None):
            return date.format(**found)
    return str(year or "")


def _noted(note: Any, key: str) -> dict[str, int]:
    """Return the years in a sentence of a note, in whichever language; nothing if it does not stand there."""
    for language in vocab.LANGUAGES:
        said = getattr(note, language) if isinstance(note, Bilingual) else note or ""
        pattern = re.escape(vocab.say(f"gedcom.{key}", language, year=1111, until=2222))
        pattern = pattern.replace("1111", r"(?P<year>\d+)").replace("2222", r"(?P<until>\d+)")
        if found := re.search(pattern, said):
            return {name: int(number) for name, number in found.groupdict().items()}
    return {}


def _event(name: str, date: str) -> list[str]:
    """Return an event; GEDCOM wants a Y where neither type nor date say that it took place."""
    tag = "MARR" if name == "religious_only" else TAGS.get(name, "EVEN")
    below = [f"2 TYPE {name}"] * (name not in TAGS) + [f"2 DATE {date}"] * bool(date)
    return [f"1 {tag}" if below else f"1 {tag} Y", *below]
