"""The way to a field: which form edits a place of the case, and which of its controls stands for it."""

from collections.abc import Iterator
from importlib import import_module
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import ipywidgets

from casekit.model import Part
from casekit.model.problems import Location
from casekit.widgets import plain
from casekit.widgets.pieces import field_css, key

if TYPE_CHECKING:
    from casekit.widgets._base import Form

_FORMS = {
    "": "Identity",
    "people": "Genogram",
    "unions": "Genogram",
    "households": "Genogram",
    "emotional_ties": "Genogram",
    "network": "Ecomap",
    "engagement": "Engagement",
    "assessment": "History",
    "assessment.findings": "BPSS",
    "assessment.unknown": "BPSS",
    "assessment.symptoms": "BPSS",
    "assessment.risks": "BPSS",
    "assessment.focus_problem": "BPSS",
    "assessment.swot": "SWOT",
    "assessment.strategies": "SWOT",
    "assessment.quadrant": "Strengths",
    "assessment.rounds": "Goals",
    "assessment.instruments": "Goals",
    "plan": "Plan",
    "intervention": "Sessions",
    "intervention.cash_book": "CashBook",
    "evaluation": "Goals",
    "termination": "Closing",
    "conferences": "Conference",
    "supervision": "Reflection",
    "reflection": "Reflection",
    "concepts": "Reflection",
    "review": "Check",
}


def form_of(at: Location) -> type["Form"]:
    """Return the form that edits a place of the case.

    Examples
    --------
    >>> form_of(("assessment", "findings", 0, "rating")).tool, form_of(("plan", "goals")).tool
    ('bpss', 'plan')
    """
    names = [step for step in at if isinstance(step, str)]
    ways = (".".join(names[:end]) for end in range(len(names), 0, -1))
    name = next((_FORMS[way] for way in ways if way in _FORMS), _FORMS[""])
    form: type[Form] = getattr(import_module("casekit.widgets"), name)
    return form


def reveal(form: "Form", at: Location) -> None:
    """Open what stands at a place of the case in a form, and put the focus into the control of its field."""
    around = [one for one in form.boards if at[: len(one.at)] == one.at]
    board = max(around, key=lambda one: len(one.at), default=None)
    if board is not None:
        board.unfold(at[len(board.at) :])
    wanted = _controls(form.case, at)
    if board is not None:
        wanted += [(len(board.at) - 0.5, css) for css in board.begin(at[len(board.at) :])]
    for _, css in sorted(wanted, key=lambda one: -one[0]):
        if way := _way_to(form, css):
            _uncover(way)
            form.focus_on(css)
            return


def _controls(part: Any, at: Location) -> list[tuple[float, str]]:
    """Return the classes of the controls that stand for a place or lead to it, each with its depth."""
    found: list[tuple[float, str]] = []
    for depth, step in enumerate(at, 1):
        if isinstance(part, Part):
            found.append((depth, field_css(part, str(step))))
        part = part[step] if isinstance(step, int) else getattr(part, step, None)
        if isinstance(part, Part):
            found.append((depth, f"casekit-text-{key(part)}"))
        if part is None:
            break
    return found


def _way_to(holder: ipywidgets.Widget, css: str) -> list[ipywidgets.Widget]:
    """Return the widgets from one around a control down to the control; none if it is not there."""
    if css in holder._dom_classes:
        return [holder]
    for inside in getattr(holder, "children", ()):
        if way := _way_to(inside, css):
            return [holder, *way]
    return []


def _uncover(way: list[ipywidgets.Widget]) -> None:
    """Unfold what a control is folded away in."""
    for holder, inside in pairwise(way):
        if plain.hidden(inside) and "casekit-folded" in inside._dom_classes:
            turns: Iterator[Any] = (one for one in holder.children if "casekit-turn" in one._dom_classes)
            for turn in [*turns]:
                at = holder.children.index(turn)
                if holder.children[at + 1] is inside:
                    turn.click()
