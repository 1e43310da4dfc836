"""Do the parts of a case hold together? Unique ids, links that lead somewhere, possible families."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from pydantic_core import InitErrorDetails, PydanticCustomError

from casekit.model.part import Location, Part, link_fields, walk
from casekit.model.people import Union

__all__ = ["broken_links", "unfit"]

Holders = dict[str, tuple[Location, Part]]


def broken_links(case: Part, unions: Sequence[Union]) -> Iterator[InitErrorDetails]:
    """Yield what does not hold together in a case, each with its place."""
    parts = [*walk(case)]
    holders: Holders = {}
    for at, part in parts:
        if not part.kind:
            continue
        own: str = part.id  # type: ignore[attr-defined]
        if own in holders:
            yield _twice(own, at)
        holders.setdefault(own, (at, part))
    yield from _loose(parts, holders)
    yield from _impossible_families(unions)


def unfit(case: Part, part: Part) -> Iterator[InitErrorDetails]:
    """Yield why a case cannot take a new part: an id that is taken, links that lead nowhere."""
    holders: Holders = {own.id: (at, own) for at, own in walk(case) if own.kind}  # type: ignore[attr-defined]
    if part.kind and part.id in holders:  # type: ignore[attr-defined]
        yield _twice(part.id, ())  # type: ignore[attr-defined]
    yield from _loose(walk(part), holders)


def _twice(own: str, at: Location) -> InitErrorDetails:
    return _problem("duplicate_id", "the id {name} is used twice", (*at, "id"), name=own)


def _loose(parts: Iterable[tuple[Location, Part]], holders: Holders) -> Iterator[InitErrorDetails]:
    """Yield the links that lead nowhere, or to a part of another kind."""
    for at, part in parts:
        for field, link in link_fields(type(part)).items():
            value = getattr(part, field)
            for where, target in _targets(value, (*at, field)):
                if target not in holders or holders[target][1].kind not in link.kinds:
                    fitting = [name for name, (_, held) in holders.items() if held.kind in link.kinds]
                    text = "the link {name} leads nowhere"
                    yield _problem("broken_link", text, where, name=target, kinds=link.kinds, fitting=fitting)


def _targets(value: str | list[str] | None, at: Location) -> Iterator[tuple[Location, str]]:
    """Yield each link of a field with its place."""
    if isinstance(value, str):
        yield at, value
    elif value:
        yield from (((*at, index), target) for index, target in enumerate(value))


def _impossible_families(unions: Sequence[Union]) -> Iterator[InitErrorDetails]:
    """Yield children born to two unions, and people who would be their own ancestor."""
    born = Counter(child.person for union in unions for child in union.children if child.link == "biological")
    parents: dict[str, set[str]] = {}
    for number, union in enumerate(unions):
        for index, child in enumerate(union.children):
            at: Location = ("unions", number, "children", index, "person")
            if child.link == "biological" and born[child.person] > 1:
                text = "{name} is a biological child of two unions"
                yield _problem("two_births", text, at, name=child.person)
            parents.setdefault(child.person, set()).update(union.partners)
    for number, union in enumerate(unions):
        for index, child in enumerate(union.children):
            if child.person in _ancestors(child.person, parents):
                at = ("unions", number, "children", index, "person")
                yield _problem("own_ancestor", "{name} is their own ancestor", at, name=child.person)


def _ancestors(person: str, parents: dict[str, set[str]]) -> set[str]:
    """Return everybody above a person, step by step."""
    found: set[str] = set()
    ahead = set(parents.get(person, ()))
    while ahead:
        found |= ahead
        ahead = {above for below in ahead for above in parents.get(below, ())} - found
    return found


def _problem(code: str, text: str, at: Location, **facts: object) -> InitErrorDetails:
    return InitErrorDetails(type=PydanticCustomError(code, text, facts), loc=at, input=facts["name"])
