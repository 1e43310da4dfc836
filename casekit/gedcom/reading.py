"""Families from GEDCOM: what is sound is taken over, what was left out is told."""

import stat
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from casekit import vocab
from casekit.errors import GedcomError
from casekit.gedcom.facts import about_person, about_union, both, name_of, sex_of, year_in
from casekit.gedcom.letters import decoded
from casekit.gedcom.lines import Line, pointed, read
from casekit.gedcom.remarks import Remarks
from casekit.gedcom.ties import Bond, bonds
from casekit.model import Child, Person, Union
from casekit.model.kin import around as kin_around

_MAX_MEGABYTES = 200
_MOST_BYTES = _MAX_MEGABYTES * 2**20
_PACKAGE, _PACKED = b"PK\x03\x04", "gedcom.ged"  # how a package begins, and which file in it counts
_DAMAGED = (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError)
_SHOWN = 3  # identifiers that a refusal names
_TWINS = ("twin", "twins", "triplet", "triplets", "quadruplet", "quadruplets", "kembar")
_SIBLINGS = 2  # children by whom a family without parents joins somebody


class Listed(NamedTuple):
    """A person of a GEDCOM file, to choose from: never to be saved, for here names stand."""

    key: str
    name: str
    sex: str
    birth_year: int | None
    death_year: int | None


@dataclass
class _File:
    """The records of a file, and what was left out of it."""

    people: list[Line]
    families: list[Line]
    remarks: Remarks
    ordered: bool
    """Whether the children stand in birth order: casekit wrote the file."""


def from_gedcom(
    source: str | bytes | Path, *, names: bool = False, around: str | None = None, generations: int = 2
) -> tuple[list[Person], list[Union]]:
    r"""Return the persons and unions of a GEDCOM file, without what tells who they are.

    Names become "Person 1", "Person 2" ..., because a genogram carries none. Places, notes, and the days
    and months of dates are not read. A year stands where the date names exactly one since 1850; that it is
    meant about, or that somebody was born before or between years, is kept in the note of the person or
    union. What is damaged or contradicts itself is left out with a warning, the rest is taken over.

    Parameters
    ----------
    source : Path, str or bytes
        A file, or what it holds: GEDCOM 5.5, 5.5.1 or 7 in any encoding, as programs really write it, also
        packed (``.gdz``).
    names : bool, optional
        Take the names over as labels: only for a file whose names are relations or pseudonyms.
    around : str, optional
        The identifier of a person in the file, such as ``"@I12@"``: only the family around them is taken.
    generations : int, optional
        How many generations up, and from there down, belong to the family around a person.

    Returns
    -------
    people : list of Person
        In the order of the file, whose twelfth is ``person-12``, with the relation "other", since GEDCOM
        knows no client. Who has no event of death counts as living.
    unions : list of Union
        Couples and single parents, with their children in birth order as far as the years of birth tell it.
        Brothers and sisters without parents get one unknown parent.

    Raises
    ------
    GedcomError
        If there is no such file or person, if it is no GEDCOM, holds nobody, or is larger than 200 MB.

    Warns
    -----
    GedcomWarning
        For each kind of thing that was left out, with how often and in which lines.

    Examples
    --------
    >>> people, unions = from_gedcom("0 HEAD\n0 @I1@ INDI\n1 NAME Ani /Sri/\n1 SEX F\n0 TRLR")
    >>> people[0].label.en, people[0].sex
    ('Person 1', 'female')
    """
    file = _read(source)
    ties = bonds(file.people, file.families, file.remarks)
    chosen = range(len(file.people)) if around is None else _around(file, ties, around, generations)
    ids = {number: f"person-{number + 1}" for number in chosen}
    people = [_person(own, file.people[number], names, file.remarks) for number, own in ids.items()]
    unions: list[Union] = []
    for tie in ties:
        partners = [ids[one] for one in tie.partners if one in ids]
        children = [one for one in _in_birth_order(tie, file) if one in ids]
        if not _joins(tie, partners, children):
            continue
        if not partners:
            partners = [f"person-{len(file.people) + len(people) - len(ids) + 1}"]
            label = both("unknown_parent")
            people.append(
                Person(id=partners[0], label=label, relation="other", life="unknown", basis="derived")
            )
        unions.append(
            Union(
                id=f"union-{len(unions) + 1}",
                partners=partners,
                children=[_child(number, tie, file, ids) for number in children],
                basis="documented",
                **about_union(tie.record, file.remarks),
            )
        )
    file.remarks.warn(stacklevel=3)
    return people, unions


def people_in(source: str | bytes | Path) -> list[Listed]:
    r"""Return the persons of a GEDCOM file with their names, for choosing one of them.

    Show them, but write them nowhere: names do not belong in a case file.

    Parameters
    ----------
    source : Path, str or bytes
        As of `from_gedcom`.

    Returns
    -------
    list of Listed
        In the order of the file: ``key`` for ``from_gedcom(around=...)``, ``name``, ``sex``, ``birth_year``
        and ``death_year``, which are None where they are not known.

    Raises
    ------
    GedcomError
        As of `from_gedcom`.

    Examples
    --------
    >>> people_in("0 HEAD\n0 @I1@ INDI\n1 NAME Ibu\n1 BIRT\n2 DATE ABT 1956\n0 TRLR")
    [Listed(key='I1', name='Ibu', sex='unknown', birth_year=1956, death_year=None)]
    """
    people = _read(source).people
    return [
        Listed(
            key,
            name_of(record),
            sex_of(record),
            year_in(record, "BIRT"),
            year_in(record, "DEAT", "BURI", "CREM"),
        )
        for key, record in zip(_identifiers(people), people, strict=True)
    ]


def _refusal(key: str, **values: str | int) -> GedcomError:
    return GedcomError(vocab.say(f"gedcom.{key}", language=None, **values))


def _read(source: str | bytes | Path) -> _File:
    """Return the records of a file, or refuse what is no GEDCOM or holds nobody."""
    remarks = Remarks()
    found = read(_text(source), remarks)
    people = found.each("INDI")
    strays = remarks.count("lines")
    if not found.records or (found.records[0] is not found.head and strays > found.lines / 2):
        raise _refusal("no_gedcom")
    if not people:
        raise _refusal("nobody")
    if not found.ends:
        remarks.note("end", found.last)
    ordered = found.head is not None and found.head.word("SOUR") == "casekit"
    return _File(people, found.each("FAM"), remarks, ordered)


def _text(source: str | bytes | Path) -> str:
    """Return what a file holds; a text of one line is the name of a file."""
    if isinstance(source, str) and source.strip() and not any(end in source for end in "\r\n"):
        source = Path(source)
    if isinstance(source, Path):
        source = _content(source)
    if not isinstance(source, str | bytes):
        raise _refusal("no_file", name=type(source).__name__)
    if isinstance(source, bytes) and source.startswith(_PACKAGE):
        source = _unpacked(source)
    if len(source) > _MOST_BYTES:
        raise _refusal("size", megabytes=_MAX_MEGABYTES)
    return source.encode("utf-8", "replace").decode() if isinstance(source, str) else decoded(source)


def _content(path: Path) -> bytes:
    """Return what an ordinary file holds: a pipe would never end, and one that is too large is not read."""
    is_ordinary = False
    with suppress(OSError, RuntimeError, ValueError):  # RuntimeError: nobody's home folder
        path = path.expanduser()
        found = path.stat()
        is_ordinary = stat.S_ISREG(found.st_mode)
        if is_ordinary and found.st_size <= _MOST_BYTES:
            return path.read_bytes()
    if is_ordinary and found.st_size > _MOST_BYTES:
        raise _refusal("size", megabytes=_MAX_MEGABYTES)
    raise _refusal("no_file", name=str(path))


def _unpacked(raw: bytes) -> bytes:
    """Return the GEDCOM file of a package, of one too large a byte more than is read; nothing without one."""
    with suppress(*_DAMAGED), zipfile.ZipFile(BytesIO(raw)) as package:
        inside = [one for one in package.infolist() if one.filename.lower().endswith((".ged", ".gedcom"))]
        chosen = [one for one in inside if one.filename.lower() == _PACKED] or inside
        if len(chosen) == 1 and chosen[0].compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            with package.open(chosen[0]) as file:
                return file.read(_MOST_BYTES + 1)
    return b""


def _identifiers(people: Sequence[Line]) -> list[str]:
    """Return an identifier for everybody; who has none of their own goes by the place in the file."""
    places = {record.key: number for number, record in reversed([*enumerate(people)])}
    return [
        record.key if record.key and places[record.key] == number else f"#{number + 1}"
        for number, record in enumerate(people)
    ]


def _around(file: _File, ties: Sequence[Bond], key: str, generations: int) -> Iterable[int]:
    """Return the numbers of those who stand around a person."""
    wanted = pointed(key)
    keys = _identifiers(file.people)
    if not isinstance(generations, int) or generations < 0:
        raise _refusal("generations", given=str(generations))
    if wanted not in keys:
        raise _refusal("nobody_there", name=key, some=", ".join(keys[:_SHOWN]))
    family = [
        ([*map(str, tie.partners)] or [f"parent of family {number}"], [*map(str, tie.children)])
        for number, tie in enumerate(ties)
    ]
    kept = kin_around(family, str(keys.index(wanted)), generations).kept
    return [number for number in range(len(file.people)) if str(number) in kept]


def _joins(tie: Bond, partners: Sequence[str], children: Sequence[int]) -> bool:
    """Return whether a family, or what was chosen of it, ties anybody to anybody."""
    if not tie.partners:
        return len(children) >= _SIBLINGS
    whole = len(partners) == len(tie.partners)
    return whole and (len(partners) > 1 or bool(children) or not tie.children)


def _person(own: str, record: Line, names: bool, remarks: Remarks) -> Person:
    """Return the person of a record; an unknown parent whom `from_gedcom` added once stays one."""
    name, unknown = name_of(record), both("unknown_parent")
    facts = about_person(record, remarks)
    if name in (unknown.id, unknown.en):
        return Person(id=own, label=unknown, relation="other", basis="derived", **facts)
    label = (names and name) or both("person", number=own.removeprefix("person-"))
    return Person(id=own, label=label, relation="other", basis="documented", **facts)


def _in_birth_order(tie: Bond, file: _File) -> list[int]:
    """Return the children of a family, sorted by their years of birth; who has none keeps the place."""
    children = [*tie.children]
    if file.ordered:
        return children
    years = {child: year for child in children if (year := year_in(file.people[child], "BIRT"))}
    sorted_ones = iter(sorted(years, key=lambda child: years[child]))
    return [next(sorted_ones) if child in years else child for child in children]


def _child(number: int, tie: Bond, file: _File, ids: Mapping[int, str]) -> Child:
    """Return a child of a family: how it came into it, and whose twin among the children it is."""
    child = Child(person=ids[number], link=tie.link(number))
    for other in file.people[number].each("ASSO"):
        said = [other.word("RELA", "ROLE"), *(line.word("PHRASE") for line in other.each("ROLE", "RELA"))]
        words = " ".join(said).casefold().split()
        others = (one for one in tie.children if one in ids and one != number)
        twin = next((one for one in others if other.target and file.people[one].key == other.target), None)
        if twin is not None and any(word in _TWINS for word in words):
            child.twin_of = ids[twin]
            child.twin = next((word for word in words if word in vocab.codes("twin")), None)
    return child
