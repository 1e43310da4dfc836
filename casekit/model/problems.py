"""What is wrong with the fields of a part, in sentences: what was given, what is allowed, what to do."""

import types
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from casekit import vocab

Location = tuple[int | str, ...]
"""Where something stands: names of fields, and positions in lists."""

SHOWN = 10
LOOKED_AT = 1000  # names, in search of the one that was meant
_SENTENCES = {
    "missing": "missing",
    "extra_forbidden": "extra",
    "broken_link": "broken_link",
    "broken_link_none": "broken_link_none",
    "duplicate_id": "duplicate_id",
    "own_ancestor": "own_ancestor",
    "greater_than": "greater_than",
    "greater_than_equal": "greater_than_equal",
    "less_than_equal": "less_than_equal",
    "too_short": "too_short",
    "too_long": "too_long",
    "string_too_long": "long_text",
    "int_parsing": "whole_number",
    "int_type": "whole_number",
    "int_from_float": "whole_number",
    "int_parsing_size": "whole_number",
    "float_parsing": "number",
    "float_type": "number",
    "finite_number": "number",
    "bool_parsing": "yes_no",
    "bool_type": "yes_no",
    "string_type": "text",
    "list_type": "list",
    "model_type": "group",
    "model_attributes_type": "group",
    "string_pattern_mismatch": "id",
    "date": "date",
    "rule_code": "rule_code",
    "no_place": "no_place",
    "no_path": "no_path",
    "no_name": "no_name",
    "no_level": "no_level",
    "level_missing": "level_missing",
    "level_twice": "level_twice",
    "level_unknown": "level_unknown",
    "ends_before": "ends_before",
    "no_kind": "no_kind",
    "right_options": "right_options",
    "one_right": "one_right",
    "no_feedback": "no_feedback",
    "few_cells": "few_cells",
    "no_cell_text": "no_cell_text",
    "missing_cell": "missing_cell",
    "no_match": "no_match",
    "none_right": "none_right",
    "no_otherwise": "no_otherwise",
    "no_keys": "no_keys",
    "no_model": "no_model",
    "points_of_prose": "points_of_prose",
    "no_check": "no_check",
    "one_condition": "one_condition",
    "no_checks": "no_checks",
    "points_of_task": "points_of_task",
    "one_variant": "one_variant",
    "unnamed": "unnamed",
    "time": "time",
}
UNKNOWN_CODE = "unknown_code"
_UNKNOWN = "extra_forbidden"
_BRANCHES = ("str", "Bilingual")  # how pydantic names the two forms of a text
BRANCH = "<"  # begins the names of other branches, which no field can have


def problems(error: ValidationError, part: type[BaseModel]) -> tuple[list[tuple[Location, str]], int]:
    """Return the first ten things that are wrong with a part, and how many more there are.

    Each comes with its place inside the part and as a sentence; only those ten sentences are made.
    """
    found: dict[tuple[Location, str], ErrorDetails] = {}
    for detail in _one_per_text(error.errors(include_url=False)):
        found.setdefault((place_of(detail), _SENTENCES.get(detail["type"], "other")), detail)
    first = [(at, _sentence(detail, at, part)) for (at, _), detail in islice(found.items(), SHOWN)]
    return first, len(found) - len(first)


def place_of(detail: ErrorDetails) -> Location:
    """Return a place as the file knows it, without pydantic's names for the two forms of a text."""
    at = detail["loc"]
    if detail["type"] == _UNKNOWN:  # whose own name comes last, and may be one of those
        return (*_without_branches(at[:-1]), *at[-1:])
    return _without_branches(at)


def _without_branches(at: Location) -> Location:
    return tuple(step for step in at if step not in _BRANCHES and not str(step).startswith(BRANCH))


def place(at: Location) -> str:
    """Return a place as people read it: ``plan.goals[2].text`` with the first item as 1."""
    text = ""
    for step in at:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{short(step)}"
    return text.removeprefix(".") or "-"


def _one_per_text(details: Iterable[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Keep, of the two complaints about one text, the one about the form that was used."""
    for detail in details:
        of_text = "str" in detail["loc"] and isinstance(detail["input"], Mapping)
        of_two = "Bilingual" in detail["loc"] and detail["type"] == "model_type"
        if detail["type"] == _UNKNOWN or not (of_text or of_two):
            yield detail


def _sentence(detail: ErrorDetails, at: Location, part: type[BaseModel]) -> str:
    """Return what is wrong at one place."""
    kind = detail["type"]
    facts: dict[str, Any] = dict(detail.get("ctx", {}))
    if kind == UNKNOWN_CODE:
        return vocab.unknown_code(facts["scheme"], short(facts["code"]))
    facts |= {"value": short(detail["input"]), "field": short(at[-1]) if at else ""}
    if kind == _UNKNOWN:
        allowed = _fields(detail["loc"][:-1], part)
        facts["near"] = ", ".join(vocab.nearest(facts["field"], allowed) or allowed)
    elif kind == "broken_link":
        fitting = [*islice(facts["fitting"](), LOOKED_AT)]
        near = vocab.nearest(facts["name"], fitting) or fitting[:SHOWN]
        facts["near"] = ", ".join(near)
        named = [vocab.label("kind", name) for name in facts["kinds"]]
        facts["kinds"] = " / ".join(named) if len(named) <= SHOWN else vocab.say("model.part")
        kind = "broken_link" if near else "broken_link_none"
    return vocab.say(f"model.{_SENTENCES.get(kind, 'other')}", **facts)


def short(value: object) -> str:
    """Return a value as it stood in the file, on one line and cut where it grows long."""
    text = " ".join((value[:LOOKED_AT] if isinstance(value, str) else str(value)).split())
    return text if len(text) <= 40 else f"{text[:39]}…"  # noqa: PLR2004 - what a glance takes in


def inner(part: type[BaseModel], *names: str) -> type[BaseModel] | None:
    """Return the kind of part that names of fields lead to, one inside the other, if any."""
    found: type[BaseModel] | None = part
    for name in names:
        field = found.model_fields.get(name) if found else None
        found = next(_parts(field.annotation), None) if field else None
    return found


def _fields(at: Location, part: type[BaseModel]) -> list[str]:
    """Return the fields that are allowed at a place inside a part."""
    choices = [part]
    for step in at:
        if step in _BRANCHES:
            continue
        if isinstance(step, str) and step.startswith(BRANCH):
            choices = [one for one in choices if step.removeprefix(BRANCH) in one.model_fields]
        elif isinstance(step, str) and choices:
            field = choices[0].model_fields.get(step)
            choices = [*_parts(field.annotation)] if field else []
    return [field.alias or name for one in choices[:1] for name, field in one.model_fields.items()]


def _parts(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the parts inside an annotation such as ``list[Goal]`` or ``Contract | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (list, Annotated, types.UnionType, Union):
        for one in get_args(annotation):
            yield from _parts(one)
