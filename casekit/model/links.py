"""Do the parts of a case hold together? Unique ids, links that lead somewhere, possible families."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from casekit.model.instrument import RATINGS, Instrument, Score
from casekit.model.part import Part, link_fields, new_id, refused, walk
from casekit.model.people import Union
from casekit.model.problems import Location, inner
from casekit.model.reflection import Review

_P = TypeVar("_P", bound=Part)


def broken_links(case: Part, unions: Sequence[Union]) -> Iterator[InitErrorDetails]:
    """Yield what does not hold together in a case, each with its place."""
    parts = [*walk(case)]
    by_id: dict[str, Part] = {}
    for at, part in parts:
        if not part.kind:
            continue
        own: str = part.id  # type: ignore[attr-defined]
        if own in by_id:
            yield _twice(own, at)
        by_id.setdefault(own, part)
    yield from _loose(parts, {own: part.kind for own, part in by_id.items()})
    yield from _impossible_families(unions)
    yield from _astray(case, parts, by_id)


def unfit(case: Part, part: Part) -> Iterator[InitErrorDetails]:
    """Yield why a case cannot take a new part: an id that is taken, links that lead nowhere."""
    by_id: dict[str, Part] = {own.id: own for _, own in walk(case) if own.kind}  # type: ignore[attr-defined]
    parts = [*walk(part)]
    for at, own in parts:
        if own.kind and own.id in by_id:  # type: ignore[attr-defined]
            yield _twice(own.id, at)  # type: ignore[attr-defined]
    yield from _loose(parts, {own: held.kind for own, held in by_id.items()})
    yield from _astray(case, parts, by_id)


def made(part: type[_P], within: Part | None = None, /, **fields: Any) -> _P:
    """Return a new part with an id of its own, documented unless it says otherwise.

    Parameters
    ----------
    part : type of Part
        What to make.
    within : Case, optional
        The case that will hold it, for which its id must be new and its links must lead somewhere.
    **fields
        The fields of the part.

    Raises
    ------
    FieldError
        If a field cannot take its value; the message says which, and what it takes.

    Examples
    --------
    >>> from casekit.model import Symptom
    >>> made(Symptom, text="sulit tidur").basis
    'documented'
    """
    own = {"id": new_id(part.kind)} if part.kind else {}
    basis = {"basis": "documented"} if "basis" in part.model_fields else {}
    try:
        fresh = part(**{**own, **basis, **fields})
        if within is not None and (problems := [*unfit(within, fresh)]):
            raise ValidationError.from_exception_data(part.__name__, problems)
    except ValidationError as error:
        raise refused(error, part, "not_made") from None
    return fresh


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


def _astray(
    case: Part, parts: Iterable[tuple[Location, Part]], by_id: Mapping[str, Part]
) -> Iterator[InitErrorDetails]:
    """Yield places of the review that are no fields, and scores that are no levels of what they score."""
    scales = {part.id: part for part in by_id.values() if isinstance(part, Instrument)}
    scales |= {domain.id: scale for scale in scales.values() for domain in scale.domains}
    for at, part in parts:
        if isinstance(part, Review) and part.at is not None:
            holders = [by_id[own] for own in part.about if own in by_id] or [case]
            if not all(_is_place(type(holder), part.at) for holder in holders):
                yield _problem("no_place", "{name} is no place of the case", (*at, "at"), name=part.at)
        elif isinstance(part, Score):
            numbers = scales[part.scored].numbers if part.scored in scales else RATINGS
            if part.score not in numbers:
                low, high = numbers[0], numbers[-1]
                yield _problem(
                    "no_level", "{name} is no level", (*at, "score"), name=part.score, low=low, high=high
                )


def _is_place(part: type[Part], path: str) -> bool:
    """Tell whether names joined by dots lead from a part to one of its fields."""
    *way, field = path.split(".")
    holder = inner(part, *way)
    return holder is not None and field in holder.model_fields


def _impossible_families(unions: Sequence[Union]) -> Iterator[InitErrorDetails]:
    """Yield people who would be their own ancestor: nobody can say in which generation they stand."""
    parents: dict[str, set[str]] = {}
    for union in unions:
        for child in union.children:
            parents.setdefault(child.person, set()).update(union.partners)
    circling = _in_circles(parents)
    for number, union in enumerate(unions):
        for index, child in enumerate(union.children):
            if child.person in circling:
                at: Location = ("unions", number, "children", index, "person")
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
