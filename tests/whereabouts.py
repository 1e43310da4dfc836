"""Where the fields of a case file are filled in and shown, as the tests and the reference ask.

Where a field has no such place there is a reason, and it stands here.
"""

import inspect
from collections import defaultdict
from collections.abc import Iterator, Mapping
from types import FunctionType
from typing import Any
from unittest.mock import patch

from casekit import report, tables, widgets
from casekit.model import Case, Part, Person
from casekit.model.case import part_in
from casekit.model.problems import inner
from casekit.report import pieces
from casekit.report.outline import Outline, outline_of
from casekit.tables.columns import Columns
from casekit.widgets._base import Form
from casekit.widgets.fields import Fields
from tests.empty_parts import case_of

Field = tuple[type[Part], str]

BY_CASEKIT = "casekit sets it"
BY_BUTTONS = "set by the buttons with which the family grows"
NARROWS_DOWN = "kept for older files; it would narrow a client down"
WITHOUT_A_FORM = {
    "Case.schema_version": BY_CASEKIT,
    "Case.client": BY_CASEKIT,
    "Child.person": BY_BUTTONS,
    "UnknownDimension.dimension": "the checkbox of the dimension sets it",
    "Setting.province": NARROWS_DOWN,
    "Setting.duration_days": NARROWS_DOWN,
    "Domain.levels": "words of their own for a domain's levels are written in the instrument's file",
}
# Of an event, what its week and date can stand for in a form.
LESS_OF_A_TIME = {"weekday", "time", "duration_min"}

# What no table shows, and why; a name without a field stands for the whole part.
ELSEWHERE = {
    "OtherDate": "told in the column of the event's other dates",
    "ScaleLevel": "told in the column of the levels",
    "Union": "drawn in the genogram and told in its words",
    "Child": "drawn in the genogram and told in its words",
    "EmotionalTie": "drawn in the genogram and told in its words",
    "NetworkSystem": "drawn in the ecomap and told in its words; ties name it",
    "Person.left_of": "a wish for the drawing",
    "Case.title": "the heading of reports",
    "Case.client": "says which person is the client",
    "Assessment.weekday": "week and date tell it",
    "Assessment.duration_min": "week and date tell it",
    "FollowUp.weekday": "week and date tell it",
    "FollowUp.time": "week and date tell it",
    "FollowUp.duration_min": "week and date tell it",
    "Reopening.weekday": "week and date tell it",
    "Reopening.time": "week and date tell it",
    "Reopening.duration_min": "week and date tell it",
    "SignedForm.weekday": "week and date tell it",
    "SignedForm.time": "week and date tell it",
    "SignedForm.duration_min": "week and date tell it",
}


def kinds(part: type[Part] = Case) -> list[type[Part]]:
    """Return all kinds of part that a case file can hold, in the order in which a case leads to them."""
    found = {part: None}
    for kind in _within(part, found):
        found[kind] = None
    return [*found]


def _within(part: type[Part], found: Mapping[type[Part], Any]) -> Iterator[type[Part]]:
    for name in part.model_fields:
        held = part_in(part, name)
        if held is not None and held not in found:
            yield held
            yield from _within(held, found)


def forms() -> list[str]:
    """Return the names of the forms that edit a case; quizzes and journals edit answers."""
    return [name for name in widgets.__all__ if issubclass(getattr(widgets, name), Form)]


def reached() -> dict[str, set[str]]:
    """Return the fields of all controls that appear when every item is opened, by the name of the form."""
    case = case_of(linked=True)
    twins = widgets.Genogram(case)
    one, other = (twins.add("child", label=label) for label in ("Satu", "Dua"))
    children = [child for union in case.unions for child in union.children]
    next(child for child in children if child.person == one.id).twin_of = other.id
    return {name: _offered(getattr(widgets, name), case) for name in forms()}


def _offered(form_of: type[Any], case: Case) -> set[str]:
    """Return the fields that one form offers."""
    made: list[Fields] = []
    init = Fields.__init__

    def noted(own: Fields, form: Any) -> None:
        init(own, form)
        made.append(own)

    with patch.object(Fields, "__init__", noted):
        form = form_of(case)
        opened: set[str] = set()
        while closed := [item for item in _items(form) if item._dom_classes[2] not in opened]:
            opened.add(closed[0]._dom_classes[2])
            closed[0].click()
    cells = {
        f"{board._place.kind.__name__}.{field}"
        for board in vars(form).values()
        for cell in getattr(board, "cells", ())
        for field in cell.values
    }
    return cells | {f"{type(bound.owner).__name__}.{bound.attribute}" for own in made for bound in own._bound}


def _items(shown: Any) -> Iterator[Any]:
    """Yield the buttons that open an item."""
    if "casekit-item" in shown._dom_classes:
        yield shown
    for child in getattr(shown, "children", ()):
        yield from _items(child)


def tables_of_a_case() -> set[str]:
    """Return the tables that are made of a case, by name; the others are of the course."""
    made = {name: getattr(tables, name) for name in tables.__all__ if name.islower()}
    signatures = {name: inspect.signature(own) for name, own in made.items()}
    return {
        name
        for name, own in signatures.items()
        if "case" in own.parameters and own.return_annotation is tables.Table
    }


def shown_in_tables() -> dict[Field, set[str]]:
    """Return the tables that show each field, as their functions name the columns."""
    found = defaultdict(set)
    for name in tables.__all__:
        made = inspect.unwrap(getattr(tables, name))
        for columns in _columns(made, set()) if isinstance(made, FunctionType) else ():
            for field in columns.names:
                found[columns.part, field].add(name)
    for field in Columns.declared - found.keys():
        found[field].add("content")
    return dict(found)


def _columns(function: FunctionType, seen: set[FunctionType]) -> Iterator[Columns]:
    """Yield the columns that a function names, itself or through others of its module."""
    seen.add(function)
    for word in function.__code__.co_names:
        used = function.__globals__.get(word)
        if isinstance(used, Columns):
            yield used
        elif isinstance(used, FunctionType) and used.__module__ == function.__module__ and used not in seen:
            yield from _columns(used, seen)


def outlines() -> list[Outline]:
    return [outline_of(kind) for kind in report.kinds()]


def printed_by(plan: Outline) -> set[Field]:
    """Return the fields that a report prints, other than in its tables and figures."""
    return {*printed(plan.parts, inner(Case, *plan.every.split(".")) if plan.every else None)}


def printed(pieces_of: list[pieces.AnyPiece], entry: type[Part] | None) -> Iterator[Field]:
    """Yield the fields to which the paths of an outline lead."""
    for piece in pieces_of:
        paths: list[str | None] = []
        match piece:
            case pieces.Prose():
                paths = [piece.prose]
            case pieces.Card():
                paths = [row.path for row in piece.card]
            case pieces.Section() | pieces.Chapter() | pieces.Each():
                yield from printed(piece.parts, entry)
        for path in filter(None, paths):
            *way, field = path.split(".")
            start = entry if path.startswith(".") else Person if way[:1] == ["client"] else Case
            holder = inner(start, *(step for step in way if step not in ("", "client"))) if start else None
            assert holder
            yield holder, field  # type: ignore[misc]


def shown_tables(pieces_of: list[pieces.AnyPiece]) -> Iterator[str]:
    for piece in pieces_of:
        if isinstance(piece, pieces.Table):
            yield piece.table
        if isinstance(piece, pieces.Section | pieces.Chapter | pieces.Each):
            yield from shown_tables(piece.parts)
