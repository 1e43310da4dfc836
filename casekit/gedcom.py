"""Families to and from GEDCOM, the text format that genealogy programs exchange.

GEDCOM carries of a person the label (as the name), sex, life, age, years of birth and death; of a union the
partners, status, years, and children in birth order, with adoption, fostering and twins. It carries no ids,
relations to the client, households or emotional ties. Twins and ages are kept by other programs, not drawn.
"""

import codecs
import re
import unicodedata
from collections.abc import Mapping
from io import BytesIO
from itertools import chain
from typing import Any

from ged4py.date import DateValueTypes
from ged4py.model import Record
from ged4py.parser import GedcomReader, IntegrityError, ParserError, guess_codec
from pydantic import ValidationError

from casekit import vocab
from casekit.errors import GedcomError
from casekit.model import Bilingual, Case, Child, Person, Union
from casekit.model.problems import problems

__all__ = ["MAX_PEOPLE", "from_gedcom", "to_gedcom"]

MAX_PEOPLE = 1000
_MAX_MEGABYTES = 5
_NAME_LENGTH = 120  # the characters that GEDCOM 5.5.1 allows a name
_COUPLE = 2
_NOBODY = "@VOID@"  # in GEDCOM 7
_SEXES = {"female": "F", "male": "M", "other": "X", "unknown": "U"}
_AGES = {"y": ("age_years", 130), "m": ("age_months", 11)}
_YEARS = range(1850, 2201)  # what a case file takes; years of other calendars lie outside
# The kinds of dates that name one year; a range, or "before" a year, does not.
_ONE_YEAR = {DateValueTypes[name] for name in ("SIMPLE", "ABOUT", "CALCULATED", "ESTIMATED", "INTERPRETED")}

# Any other event is an EVEN with a TYPE; a MARR of the TYPE religious_only keeps its type.
_TAGS = {"married": "MARR", "divorced": "DIV", "engaged": "ENGA", "deceased": "DEAT"}
_OF_TAG = {tag: name for name, tag in _TAGS.items()}
# Where a family has several events, the first of these tells its status; "ended" is a year and no status.
_ENDS = ("divorced", "separated", "widowed", "ended")
_STARTS = ("married", "religious_only", "cohabiting", "casual", "affair", "engaged", "unknown")
_STARTED_AS = {"divorced": "married", "widowed": "married", "separated": "unknown"}

_Known = Mapping[str, tuple[str, Record]]  # person id and record by GEDCOM's identifier


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
        if union.start_year or start != "unknown":
            families += _event(start, union.start_year)
        if union.end_year or union.status in _ENDS:
            families += _event(union.status if union.status in _ENDS else "ended", union.end_year)
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
    name = " ".join(re.split(r"[\s/]+", str(person.label)))[:_NAME_LENGTH].strip()
    lines = [f"1 NAME {name.replace('@', '@@')}"] if name else []  # other programs say it in their own words
    lines.append(f"1 SEX {_SEXES[person.sex]}")
    if person.birth_year:
        lines += ["1 BIRT", f"2 DATE {person.birth_year}"]
    ages = {unit: getattr(person, field) for unit, (field, _) in _AGES.items()}
    age = " ".join(f"{number}{unit}" for unit, number in ages.items() if number is not None)
    if age or person.death_year or person.life != "living":
        lines += _event(person.life, person.death_year) + [f"2 AGE {age}"] * bool(age)
    return lines


def _event(name: str, year: int | None) -> list[str]:
    """Return an event; GEDCOM wants a Y where neither type nor date say that it took place."""
    tag = "MARR" if name == "religious_only" else _TAGS.get(name, "EVEN")
    below = [f"2 TYPE {name}"] * (name not in _TAGS) + [f"2 DATE {year}"] * bool(year)
    return [f"1 {tag}" if below else f"1 {tag} Y", *below]


def from_gedcom(text: str | bytes, *, names: bool = False) -> tuple[list[Person], list[Union]]:
    r"""Return the persons and unions of a GEDCOM file, without what tells who they are.

    Names become "Person 1", "Person 2" ..., because a genogram carries none. Places, notes, and the days
    and months of dates are not read; a year stands only where the date names exactly one since 1850.

    Parameters
    ----------
    text : str or bytes
        What the file holds (``path.read_bytes()``): GEDCOM 5.5, 5.5.1 or 7 in UTF-8, UTF-16, ANSEL, or
        another encoding that the file names; at most 5 MB and 1000 persons.
    names : bool, optional
        Take the names over as labels: only for a file whose names are relations or pseudonyms.

    Returns
    -------
    people : list of Person
        In the order of the file, with the relation "other", since GEDCOM knows no client. Who has no event of
        death counts as living.
    unions : list of Union
        Couples and single parents, with their children in the order of the file. Brothers and sisters
        without parents get one unknown parent.

    Raises
    ------
    GedcomError
        If it is no GEDCOM file, too large, damaged, or tells of a family that cannot be.

    Examples
    --------
    >>> people, unions = from_gedcom("0 HEAD\n0 @I1@ INDI\n1 NAME Ani /Sri/\n1 SEX F\n0 TRLR")
    >>> people[0].label.en, people[0].sex
    ('Person 1', 'female')
    """
    data = _utf8(text)
    found, families = _records(data)
    if not 0 < len(found) <= MAX_PEOPLE:
        raise _refusal("too_many" if found else "nobody", count=len(found), most=MAX_PEOPLE)
    known: dict[str, tuple[str, Record]] = {}
    for number, record in enumerate(found, 1):
        xref = record.xref_id or f"#{number}"
        if xref in known:
            raise _refusal("twice", data, record, name=xref)
        known[xref] = (f"person-{number}", record)
    people = [_person(own, record, names) for own, record in known.values()]
    unions: list[Union] = []
    for family in families:
        for pointer in _below(family, "HUSB", "WIFE", "CHIL"):
            if pointer.value not in known and pointer.value != _NOBODY:
                raise _refusal("to_nobody", data, pointer, name=str(pointer.value)[:40])
        partners, children = _linked(family, known, "HUSB", "WIFE"), _linked(family, known, "CHIL")
        if len(partners) > _COUPLE:
            raise _refusal("partners", data, family, count=len(partners))
        if not partners and len(children) < _COUPLE:
            continue  # joins nobody
        if not partners:
            own, label = f"person-{len(people) + 1}", _both("unknown_parent")
            people.append(Person(id=own, label=label, relation="other", life="unknown", basis="derived"))
        own_children = [_child(one, family, known, children) for one in children]
        facts = {"basis": "documented", "children": own_children, **_status(family)}
        unions.append(Union(id=f"union-{len(unions) + 1}", partners=[*partners] or [own], **facts))
    try:
        case = Case(id="gedcom", title="GEDCOM", client=people[0].id, people=people, unions=unions)
    except ValidationError as error:
        wrong, _ = problems(error, Case)
        raise _refusal("impossible", problem=wrong[0][1]) from None
    return case.people, case.unions


def _refusal(key: str, data: bytes = b"", record: Record | None = None, **values: str | int) -> GedcomError:
    """Return the error that says this, with the line at which a record begins."""
    line = data.count(b"\n", 0, record.offset) + 1 if record else 0
    return GedcomError(vocab.say(f"gedcom.{key}", language=None, **{"line": line} | values))


def _utf8(source: str | bytes) -> bytes:
    """Return what a file holds, in UTF-8 and with one kind of line ends: ged4py reads no UTF-16."""
    if len(source) > _MAX_MEGABYTES * 2**20:
        raise _refusal("size", megabytes=_MAX_MEGABYTES)
    try:
        text = source if isinstance(source, str) else _decoded(source)
        data = re.sub(r"\r\n?", "\n", text.removeprefix("\ufeff")).rstrip().encode()
    except OSError:  # guess_codec met no header
        raise _refusal("no_gedcom") from None
    except (ParserError, LookupError, ValueError):
        raise _refusal("encoding") from None
    if not re.match(rb"0 +HEAD\b", data):
        raise _refusal("no_gedcom")
    return re.sub(rb"\n *1 +CHAR\b.*", b"\n1 CHAR UTF-8", data, count=1)


def _decoded(raw: bytes) -> str:
    """Return the text of a file: as Unicode where it is, otherwise in the encoding that its header names."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        codec, _ = guess_codec(BytesIO(raw.replace(b"\r", b"\n")), warn=False)
        return unicodedata.normalize("NFC", raw.decode(codec))  # ANSEL keeps an accent apart from its letter


def _records(data: bytes) -> tuple[list[Record], list[Record]]:
    """Return the records of persons and of families."""
    try:
        with GedcomReader(BytesIO(data), encoding="utf-8") as reader:
            last = reader.index0[-1][1]
            people, families = [*reader.records0("INDI")], [*reader.records0("FAM")]
    except (ParserError, IntegrityError, OSError, ValueError) as error:
        at = re.search(r"at line (\d+)", str(error))
        raise (_refusal("line", line=at[1]) if at else _refusal("damaged")) from None
    if last != "TRLR":
        raise _refusal("cut_off")
    return people, families


def _below(record: Record, *tags: str) -> list[Record]:
    """Return the records below with one of these tags, pointers as they stand."""
    return record.sub_tags(*tags, follow=False)


def _word(record: Record, tag: str) -> str:
    """Return the value of the first record below with this tag, or nothing."""
    return str(record.sub_tag_value(tag, follow=False) or "").strip()


def _linked(family: Record, known: _Known, *tags: str) -> dict[str, Record]:
    """Return the persons that a family points to, by their ids."""
    return dict(known[str(tie.value)] for tie in _below(family, *tags) if tie.value != _NOBODY)


def _person(own: str, record: Record, names: bool) -> Person:
    """Return the person of a record."""
    name = record.sub_tag_value("NAME", follow=False) if names else ""
    label = " ".join(name[:3] if isinstance(name, tuple) else [name or ""]).replace("@@", "@").split()
    births, deaths = _below(record, "BIRT"), _below(record, "DEAT", "BURI", "CREM")
    lives = [event for event in _below(record, "EVEN") if _word(event, "TYPE") in vocab.codes("life")]
    event = next(iter(deaths or lives), Record())
    life = "deceased" if deaths else _word(event, "TYPE") or "living"
    ages = {_AGES[unit]: int(age) for age, unit in re.findall(r"(\d{1,3})([ym])", _word(event, "AGE"))}
    return Person(
        id=own,
        label=" ".join(label)[:_NAME_LENGTH] or _both("person", number=own.removeprefix("person-")),
        relation="other",
        sex=next((code for code, letter in _SEXES.items() if letter == _word(record, "SEX")), "unknown"),
        life="stillbirth" if _word(event, "AGE") == "STILLBORN" else life,
        birth_year=_year(births[0]) if births else None,
        death_year=_year(event),
        basis="documented",
        **{field: age for (field, most), age in ages.items() if age <= most},
    )


def _both(key: str, **values: str) -> Bilingual:
    """Return a message as a text in both languages."""
    texts = {code: vocab.say(f"gedcom.{key}", language=code, **values) for code in vocab.LANGUAGES}
    return Bilingual(**texts)


def _year(event: Record) -> int | None:
    """Return the one year that the date of an event names."""
    value = event.sub_tag_value("DATE", follow=False)
    if getattr(value, "kind", None) not in _ONE_YEAR or value.date.bc:
        return None
    return value.date.year if value.date.year in _YEARS else None


def _child(own: str, family: Record, known: _Known, siblings: Mapping[str, Record]) -> Child:
    """Return a child of a family: how it came into it, and whose twin among the children it is."""
    person, here = siblings[own], family.xref_id
    links = [_word(tie, "PEDI").casefold() for tie in _below(person, "FAMC") if tie.value == here]
    if any(tie.value == here for tie in _below(person, "ADOP/FAMC")):
        links = ["adopted"]
    child = Child(
        person=own, link=next((link for link in links if link in vocab.codes("child_link")), "biological")
    )
    for other in _below(person, "ASSO"):
        words = _word(other, "RELA").casefold().split()
        twin, _ = known.get(str(other.value), ("", None))
        if "twin" in words and twin in siblings and twin != own:
            child.twin_of = twin
            child.twin = next((word for word in words if word in vocab.codes("twin")), None)
    return child


def _status(family: Record) -> dict[str, Any]:
    """Return status and years of a union."""
    years: dict[str, int | None] = {}
    for event in _below(family, "MARR", "DIV", "ENGA", "EVEN"):
        kind = _word(event, "TYPE").casefold().replace("separation", "separated")
        own = event.tag == "EVEN" or kind == "religious_only"
        years.setdefault(kind if own else _OF_TAG[str(event.tag)], _year(event))
    return {
        "status": next((name for name in (*_ENDS[:-1], *_STARTS) if name in years), "unknown"),
        "start_year": next((years[name] for name in _STARTS if years.get(name)), None),
        "end_year": next((years[name] for name in _ENDS if years.get(name)), None),
    }
