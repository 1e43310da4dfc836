"""Do the parts of a case hold together? Unique ids, links that lead somewhere, possible families."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from pydantic_core import InitErrorDetails, PydanticCustomError

from casekit.model.part import Location, Part, link_fields, walk
from casekit.model.people import Union

__all__ = ["broken_links", "unfit"]

Holders = dict[str, tuple[Location, Part]]


def broken_links(case: Part, unions: Sequence[Union]) -> Iterator[InitErrorDetails]:
    """Yield what does not hold together in a case, each with its place."""
    parts = [*walk(case)]
    kinds: dict[str, str] = {}
    for at, part in parts:
        if not part.kind:
            continue
        own: str = part.id  # type: ignore[attr-defined]
        if own in kinds:
            yield _twice(own, at)
        kinds.setdefault(own, part.kind)
    yield from _loose(parts, kinds)
    yield from _impossible_families(unions)


def unfit(case: Part, part: Part) -> Iterator[InitErrorDetails]:
    """Yield why a case cannot take a new part: an id that is taken, links that lead nowhere."""
    kinds: dict[str, str] = {own.id: own.kind for _, own in walk(case) if own.kind}  # type: ignore[attr-defined]
    if part.kind and part.id in kinds:  # type: ignore[attr-defined]
        yield _twice(part.id, ())  # type: ignore[attr-defined]
    yield from _loose(walk(part), kinds)


def _twice(own: str, at: Location) -> InitErrorDetails:
    return _problem("duplicate_id", "the id {name} is used twice", (*at, "id"), name=own)


def _loose(parts: Iterable[tuple[Location, Part]], kinds: Mapping[str, str]) -> Iterator[InitErrorDetails]:
    """Yield the links that lead nowhere, or to a part of another kind."""
    for at, part in parts:
        for field, link in link_fields(type(part)).items():
            for where, target in _targets(getattr(part, field), (*at, field)):
                if kinds.get(target) not in link.kinds:
                    text = "the link {name} leads nowhere"
                    fitting = _of_kinds(kinds, link.kinds)
                    yield _problem("broken_link", text, where, name=target, kinds=link.kinds, fitting=fitting)


def _of_kinds(kinds: Mapping[str, str], wanted: Sequence[str]) -> Callable[[], Iterator[str]]:
    """Return what yields the ids of these kinds, asked only for the few problems that people are shown."""
    return lambda: (id for id, kind in kinds.items() if kind in wanted)


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
    circling = _in_circles(parents)
    for number, union in enumerate(unions):
        for index, child in enumerate(union.children):
            if child.person in circling:
                at = ("unions", number, "children", index, "person")
                yield _problem("own_ancestor", "{name} is their own ancestor", at, name=child.person)


def _in_circles(parents: Mapping[str, set[str]]) -> set[str]:
    """Return everybody who is their own ancestor.

    Those who come after each other in both directions stand in one circle: who reaches whom is asked first
    upwards, then, beginning with whom that left last, downwards (Kosaraju's algorithm).
    """
    children: dict[str, set[str]] = {}
    for person, above in parents.items():
        for one in above:
            children.setdefault(one, set()).add(person)
    left: set[str] = set()
    order = [one for person in parents for one in _reached(person, parents, left)]
    found: set[str] = set()
    seen: set[str] = set()
    for person in reversed(order):
        if len(circle := _reached(person, children, seen)) > 1 or person in parents.get(person, ()):
            found.update(circle)
    return found


def _reached(start: str, ways: Mapping[str, set[str]], seen: set[str]) -> list[str]:
    """Return whom the ways lead to and nobody has seen, the farthest first."""
    reached: list[str] = []
    ahead = [] if start in seen else [(start, iter(ways.get(start, ())))]
    seen.add(start)
    while ahead:
        person, further = ahead[-1]
        new = next((one for one in further if one not in seen), None)
        if new is None:
            ahead.pop()
            reached.append(person)
        else:
            seen.add(new)
            ahead.append((new, iter(ways.get(new, ()))))
    return reached


def _problem(code: str, text: str, at: Location, **facts: object) -> InitErrorDetails:
    return InitErrorDetails(type=PydanticCustomError(code, text, facts), loc=at, input=facts["name"])
