"""The forms: a picture of each, and the fields of the case file that it edits."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from casekit import widgets
from casekit.model import Part
from docs.pages import rst
from tests import whereabouts

__all__ = ["EXERCISES", "entry", "kinds", "pages", "pictured", "reached"]

EXERCISES = ("Task", "HandIn", "Rubric")
"""The forms of an exercise: what they keep is answers and marks, and no part of a case file."""

reached = cache(whereabouts.reached)
kinds = cache(whereabouts.kinds)


def pages(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the page of all forms."""
    about = (
        "Each form edits a part of one case file and saves by itself. "
        "The pictures show them in English, with an item opened.\n\n"
    )
    each = (f"{rst.heading(name, '-')}{_first_line(name)}{entry(name)}" for name in whereabouts.forms())
    around = rst.heading("Exercises: doing, handing in, marking", "-")
    others = (f"{rst.heading(name, '~')}{_first_line(name)}{entry(name)}" for name in EXERCISES)
    shared = rst.block("autoclass:: casekit.widgets._base.Form", members="case, picture")
    head = rst.heading("What all forms share", "-")
    yield "forms", rst.heading("Forms") + about + "".join([*each, around, *others]) + head + shared


def pictured() -> list[str]:
    """Return the names of the forms of which there is a picture."""
    return [*whereabouts.forms(), *EXERCISES]


def _first_line(name: str) -> str:
    said = str(getattr(widgets, name).__doc__).strip().splitlines()[0]
    return f"{said} See :py:class:`casekit.widgets.{name}`.\n\n"


def entry(name: str) -> str:
    """Return the picture of a form and, if it edits a case, which parts of it."""
    picture = rst.image(f"forms/{name}.png", f"The form {name}")
    if name in EXERCISES:
        return picture
    edited = (
        f":ref:`part-{kind.__name__}`: {', '.join(f'``{field}``' for field in fields)}"
        for kind in kinds()
        if (fields := _of(kind, reached()[name]))
    )
    return picture + rst.block("rubric:: What it edits") + rst.listing(edited)


def _of(kind: type[Part], found: set[str]) -> list[str]:
    return [name for name in kind.model_fields if f"{kind.__name__}.{name}" in found]
