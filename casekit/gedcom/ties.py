"""Who belongs to whom in a GEDCOM file: families whose pointers lead somewhere, and that can be."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from casekit.gedcom.lines import Line
from casekit.gedcom.remarks import Remarks

_COUPLE = 2
_NOBODY = "VOID"  # in GEDCOM 7
# What programs say of how a child came into a family, as codes of casekit; nobody becomes a parent by "none".
_LINKS = {
    "biological": "birth biological bio natural blood genetic kandung",
    "adopted": "adopted adoptive adoption adoptee angkat",
    "foster": "foster fostered fostering guardian guardianship ward asuh",
    "step": "step stepchild stepson stepdaughter stepfather stepmother stepparent tiri",
    "none": "sealing sealed disproven",
}
_LINK_OF = {word: link for link, words in _LINKS.items() for word in words.split()}
_STRONGEST = ("none", "step", "adopted", "foster")  # of what is said of mother, father and child
_UNTOLD = ("", "unknown", "other", "private")


@dataclass
class Bond:
    """A family: its partners and children by number, each with the lines that tie them to it."""

    record: Line
    partners: dict[int, Line] = field(default_factory=dict)
    children: dict[int, list[Line]] = field(default_factory=dict)

    def link(self, child: int) -> str:
        """Return how a child came into the family."""
        lines = [line for line in self.children[child] if line.below]
        words = {_link(said.value) for line in lines for said in _said(line)}
        return next((link for link in _STRONGEST if link in words), "biological")


def bonds(people: Sequence[Line], families: Sequence[Line], remarks: Remarks) -> list[Bond]:
    """Return the families of a file in its order, also with ties that stand in only one of two records."""
    numbers, known = _numbers(people, remarks), _numbers(families, remarks)
    found = [Bond(family) for family in families]
    for bond in found:
        for line in bond.record.each("HUSB", "WIFE", "CHIL"):
            one = _reached(line, numbers, remarks)
            if one is not None and line.tag == "CHIL":
                bond.children.setdefault(one, []).append(line)
            elif one is not None and bond.partners.setdefault(one, line) is not line:
                remarks.note("partners", line.number)
    for one in numbers.values():
        for line, tie in _own_ties(people[one]):
            family = _reached(tie, known, remarks)
            if family is not None and line.tag == "FAMS":
                found[family].partners.setdefault(one, line)
            elif family is not None:
                found[family].children.setdefault(one, []).append(line)
    for bond in found:
        _only_two(bond, remarks)
        _only_children(bond, remarks)
    _no_circles(found, remarks)
    return found


def _numbers(records: Sequence[Line], remarks: Remarks) -> dict[str, int]:
    """Return the numbers of records by their keys; who has the key of another is tied to nobody."""
    found: dict[str, int] = {}
    for number, record in enumerate(records):
        key = record.key or f"@{number}"  # to which no pointer leads
        if found.setdefault(key, number) != number:
            remarks.note("twice", record.number)
    return found


def _reached(line: Line, numbers: Mapping[str, int], remarks: Remarks) -> int | None:
    """Return the number of the record to which a line points."""
    target = line.target
    if line.value and target not in numbers and target.upper() != _NOBODY:
        remarks.note("to_nobody", line.number)
    return numbers.get(target)


def _own_ties(person: Line) -> Iterator[tuple[Line, Line]]:
    """Yield the lines by which a person says to which families they belong, and those that point there."""
    for line in person.each("FAMS", "FAMC"):
        yield line, line
    for line in person.each("ADOP"):
        yield from ((line, tie) for tie in line.each("FAMC"))


def _only_two(bond: Bond, remarks: Remarks) -> None:
    """Leave a family its first man and woman, or the first two of its partners."""
    if len(bond.partners) <= _COUPLE:
        return
    first = {line.tag: one for one, line in reversed(bond.partners.items())}
    chosen = {first[tag] for tag in ("HUSB", "WIFE") if tag in first}
    if len(chosen) < _COUPLE:
        chosen = {*[*bond.partners][:_COUPLE]}
    for one in [*bond.partners]:
        if one not in chosen:
            remarks.note("partners", bond.partners.pop(one).number)


def _only_children(bond: Bond, remarks: Remarks) -> None:
    """Take out those who are no children of the family, or parents in it."""
    for child, lines in [*bond.children.items()]:
        if bond.link(child) == "none":
            remarks.note("no_child", lines[-1].number)
            del bond.children[child]
        elif child in bond.partners:
            remarks.note("circle", lines[0].number)
            del bond.children[child]
        for said in (said for line in lines for said in _said(line)):
            if _link(said.value) == "?":
                remarks.note("link", said.number)


def _said(line: Line) -> Iterator[Line]:
    """Yield the lines that say how a child came into a family, from the line that ties it there."""
    if line.tag == "ADOP":
        yield Line(line.number, "PEDI", "adopted")
    yield from line.each("_FREL", "_MREL", "PEDI", "_PEDI", "STAT")
    for own in line.each("PEDI"):
        yield from own.each("PHRASE")


def _link(said: str) -> str:
    """Return the code of a word for a link; empty if it tells none, ``?`` if it is unknown."""
    word = said.casefold().strip()
    if word in _UNTOLD or word in ("proven", "challenged"):
        return ""
    parts = word.replace("-", " ").split()
    return next((_LINK_OF[part] for part in parts if part in _LINK_OF), "?")


def _no_circles(found: Sequence[Bond], remarks: Remarks) -> None:
    """Untie children by whom somebody would be their own ancestor, each time the last one in the file."""
    while circle := _circle(found):
        ties = [
            (bond.children[child][0].number, child, bond)
            for parent, child in pairwise(circle)
            for bond in found
            if parent in bond.partners and child in bond.children
        ]
        line, child, bond = max(ties, key=lambda tie: tie[0])
        remarks.note("circle", line)
        del bond.children[child]


def _circle(found: Sequence[Bond]) -> list[int]:
    """Return people of whom each is a parent of the next, the last being the first; nobody if all is well."""
    parents: dict[int, set[int]] = {}
    for bond in found:
        for child in bond.children:
            parents.setdefault(child, set()).update(bond.partners)
    try:
        TopologicalSorter(parents).prepare()
    except CycleError as error:
        return [*error.args[1]]
    return []
