"""Facts of a case, found by a path: which fields, of which parts, hold what. Nothing is ever evaluated.

A path names fields from the case inwards, ``plan.goals[answers=b1].indicator``. In square brackets stands
which parts are meant: ``[purpose=service]``, ``[answer=given|refused]``, ``[life!=living]``,
``[text~menganyam|weav*]`` for words that occur, ``[g1]`` for the part with this id, ``[*]`` for all, which
may be left out. A field that holds links leads on to the parts that it links to.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args, get_origin

from casekit.course.wording import occurs, plain
from casekit.model import Bilingual, Case, Part
from casekit.model.part import KINDS, link_fields

_STEP = re.compile(r"(?P<name>[a-z][a-z0-9_]*)(?P<where>(?:\[[^\[\]]{1,200}\])*)")
_WHERE = re.compile(r"\[([^\[\]]*)\]")
_ASKED = re.compile(r"(?P<name>[a-z][a-z0-9_]*)(?P<how>!=|=|~)(?P<values>.+)")
LONGEST = 300
"""The letters that a path may have."""


@dataclass(frozen=True)
class Where:
    """Which of the parts are meant: those whose field has, has not, or mentions one of these values."""

    name: str
    how: str
    values: tuple[str, ...]

    def fits(self, part: Part) -> bool:
        """Tell whether a part is meant."""
        held = getattr(part, self.name, None)
        own = held if isinstance(held, list) else [held]
        if self.how == "~":
            return any(occurs(self.values, said(value)) for value in own)
        found = any(plain_value(value) in self.values for value in own)
        return found is (self.how == "=")


@dataclass(frozen=True)
class Step:
    """One field of a path, and which of the parts in it are meant."""

    name: str
    where: tuple[Where, ...] = ()


@dataclass(frozen=True)
class Found:
    """What stands at the end of a path: the part that has it, and the value; None if the field is empty."""

    holder: Part
    value: Any


def steps_of(path: str) -> tuple[Step, ...] | None:
    """Return the steps of a path; None if it leads to no field that a case can have.

    Examples
    --------
    >>> [step.name for step in steps_of("engagement.consents[purpose=service].answer")]
    ['engagement', 'consents', 'answer']
    >>> steps_of("engagement.consent.answer"), steps_of("__class__")
    (None, None)
    """
    return _steps_of(path) if len(path) <= LONGEST else None


@cache
def _steps_of(path: str) -> tuple[Step, ...] | None:
    at: tuple[type[Part], ...] = (Case,)
    steps = []
    for text in _cut(path):
        matched = _STEP.fullmatch(text)
        if matched is None or not any(matched["name"] in kind.model_fields for kind in at):
            return None
        name = matched["name"]
        at = tuple(dict.fromkeys(inner for kind in at for inner in _inside(kind, name)))
        where = [_where(asked) for asked in _WHERE.findall(matched["where"]) if asked != "*"]
        if not all(one and any(one.name in kind.model_fields for kind in at) for one in where):
            return None
        steps.append(Step(name, tuple(one for one in where if one)))
    return tuple(steps)


def _cut(path: str) -> Iterator[str]:
    """Yield the steps of a path; a dot in brackets belongs to a value."""
    yield from re.split(r"\.(?![^\[]*\])", path)


def _where(asked: str) -> Where | None:
    matched = _ASKED.fullmatch(asked)
    if matched is None:
        return Where("id", "=", (asked,)) if re.fullmatch(r"[a-z][a-z0-9_-]*", asked) else None
    values = tuple(value.strip() for value in matched["values"].split("|"))
    return Where(matched["name"], matched["how"], values) if all(values) else None


def found(case: Case, steps: Iterable[Step]) -> list[Found]:
    """Return what stands at the end of a path, once for each part that has the field.

    Examples
    --------
    >>> import casekit
    >>> case = casekit.load(casekit.case_study("c-street-youth"))
    >>> steps = steps_of("people[relation=client].life")
    >>> [one.value for one in found(case, steps)]
    ['living']
    """
    here = [Found(case, case)]
    by_id: Mapping[str, Part] = {}
    for step in steps:
        parts = [one.value for one in here if isinstance(one.value, Part)]
        if not parts and any(one.value is not None for one in here):
            by_id = by_id or case.by_id()
            links = (by_id.get(str(one.value)) for one in here if one.value is not None)
            parts = [part for part in links if part is not None]
        here = [one for part in parts if step.name in type(part).model_fields for one in _values(part, step)]
    return here


def _values(part: Part, step: Step) -> Iterator[Found]:
    """Yield the values of a field, those of a list one by one; of an empty one that it is empty."""
    value = getattr(part, step.name)
    values = [own for own in (value if isinstance(value, list) else [value]) if not _is_empty(own)]
    if step.where:
        values = [own for own in values if isinstance(own, Part) and all(one.fits(own) for one in step.where)]
        yield from (Found(part, own) for own in values)
    elif values:
        yield from (Found(part, own) for own in values)
    else:
        yield Found(part, None)


def _is_empty(value: Any) -> bool:
    """Tell whether a field says nothing: a part that every case has says something with its first field."""
    if isinstance(value, str | Bilingual):
        return not said(value).strip()
    return value is None


def said(value: Any) -> str:
    """Return a value as text; a text in two languages in both."""
    if isinstance(value, Bilingual):
        return f"{value.id}\n{value.en}"
    return "" if value is None else str(value)


def plain_value(value: Any) -> str:
    """Return a value as a file of items writes it: ``true``, ``2``, ``given``, a date as 2026-08-31."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return plain(said(value)) if isinstance(value, Bilingual) else said(value)


def _inside(kind: type[Part], name: str) -> Iterator[type[Part]]:
    """Yield the kinds of parts that a field holds, or links to."""
    field = kind.model_fields.get(name)
    if field is None:
        return
    if link := link_fields(kind).get(name):
        yield from (part for part in _kinds() if part.kind in link.kinds)
    else:
        yield from _parts(field.annotation)


def _parts(annotation: Any) -> Iterator[type[Part]]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        if annotation is not Bilingual:
            yield annotation
    elif get_origin(annotation) is not None:
        for own in get_args(annotation):
            yield from _parts(own)


@cache
def _kinds() -> tuple[type[Part], ...]:
    """Return the parts that others can link to."""
    seen: dict[type[Part], None] = {}
    ahead: list[type[Part]] = [Case]
    while ahead:
        kind = ahead.pop()
        if kind not in seen:
            seen[kind] = None
            ahead += [inner for field in kind.model_fields.values() for inner in _parts(field.annotation)]
    return tuple(kind for kind in seen if kind.kind in KINDS)
