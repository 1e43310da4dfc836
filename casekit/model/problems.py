"""What is wrong with the fields of a part, in sentences: what was given, what is allowed, what to do."""

import types
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from casekit import vocab
from casekit.model.part import Location, Part

__all__ = ["place", "problems", "short", "without_branches"]

SHOWN = 10
_SENTENCES = {
    "missing": "missing",
    "extra_forbidden": "extra",
    "broken_link": "broken_link",
    "broken_link_none": "broken_link_none",
    "duplicate_id": "duplicate_id",
    "two_births": "two_births",
    "own_ancestor": "own_ancestor",
    "greater_than": "greater_than",
    "greater_than_equal": "greater_than_equal",
    "less_than": "less_than",
    "less_than_equal": "less_than_equal",
    "too_short": "too_short",
    "too_long": "too_long",
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
}
_BRANCHES = ("str", "Bilingual")  # how pydantic names the two forms of a text


def problems(error: ValidationError, part: type[Part]) -> Iterator[tuple[Location, str]]:
    """Yield what is wrong with a part, each with its place inside the part and as a sentence."""
    for detail in _one_per_text(error.errors(include_url=False)):
        at = without_branches(detail["loc"])
        yield at, _sentence(detail, at, part)


def without_branches(at: Location) -> Location:
    """Return a place as the file knows it, without pydantic's names for the two forms of a text."""
    return tuple(step for step in at if step not in _BRANCHES)


def place(at: Location) -> str:
    """Return a place as people read it: ``plan.goals[2].text`` with the first item as 1."""
    text = ""
    for step in at:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text or "-"


def _one_per_text(details: Iterable[ErrorDetails]) -> list[ErrorDetails]:
    """Keep, of the two complaints about one text, the one about the form that was used."""
    kept = []
    for detail in details:
        if "str" in detail["loc"] and isinstance(detail["input"], Mapping):
            continue
        if "Bilingual" in detail["loc"] and detail["type"] == "model_type":
            continue
        kept.append(detail)
    return kept


def _sentence(detail: ErrorDetails, at: Location, part: type[Part]) -> str:
    """Return what is wrong at one place."""
    kind = detail["type"]
    facts: dict[str, Any] = dict(detail.get("ctx", {}))
    if kind == "unknown_code":
        return vocab.unknown_code(facts["scheme"], short(facts["code"]))
    facts |= {"value": short(detail["input"]), "field": short(at[-1]) if at else ""}
    if kind == "extra_forbidden":
        allowed = _fields(at[:-1], part)
        facts["near"] = ", ".join(vocab.nearest(facts["field"], allowed) or allowed)
    elif kind == "broken_link":
        near = vocab.nearest(facts["name"], facts["fitting"]) or facts["fitting"][:SHOWN]
        facts["near"] = ", ".join(near)
        facts["kinds"] = " / ".join(vocab.label("kind", name) for name in facts["kinds"])
        kind = "broken_link" if near else "broken_link_none"
    return vocab.say(f"model.{_SENTENCES.get(kind, 'other')}", **facts)


def short(value: object) -> str:
    """Return a value as it stood in the file, cut where it grows long."""
    text = " ".join(str(value).split())
    return text if len(text) <= 40 else f"{text[:39]}…"  # noqa: PLR2004 - what a glance takes in


def _fields(at: Location, part: type[Part]) -> list[str]:
    """Return the fields that are allowed at a place inside a part."""
    for step in at:
        if isinstance(step, str):
            inner = _part(part.model_fields[step].annotation) if step in part.model_fields else None
            if inner is None:
                return []
            part = inner
    return [*part.model_fields]


def _part(annotation: Any) -> type[Part] | None:
    """Return the part inside an annotation such as ``list[Goal]`` or ``Contract | None``."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return annotation
    if get_origin(annotation) in (list, Annotated, types.UnionType, Union):
        return next((part for inner in get_args(annotation) if (part := _part(inner))), None)
    return None
