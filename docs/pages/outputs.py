"""What public names return, shown below what their docstrings say: pictures, tables, and parts of a file."""

import inspect
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import casekit
from casekit import Case, figures, tables, widgets
from casekit.model import Part, walk
from casekit.store.yamlwriter import written
from docs.pages import forms, gallery, rst

__all__ = ["ILLUSTRATION", "cases", "shown"]

ILLUSTRATION = Path(__file__).parents[1] / "illustration.yaml"
ROWS = 6  # of a table that are shown


def shown(name: str, own: Any, folder: Path) -> str:
    """Return what a public name gives, or nothing where its docstring shows all."""
    if inspect.isclass(own) and issubclass(own, Part):
        return _part(own)
    if own is getattr(figures, name, None) and inspect.isroutine(own):
        return rst.heading("Picture", "-") + gallery.entry(name, folder)
    if own is getattr(widgets, name, None):
        return forms.entry(name) if name in forms.pictured() else ""
    if own is getattr(tables, name, None) and inspect.isroutine(own):
        needed = [one.name for one in inspect.signature(own).parameters.values() if one.default is one.empty]
        return _table(name) if needed == ["case"] else ""
    return ""


@cache
def cases() -> dict[str, Case]:
    """Return the bundled cases and one invented, by the code that loads them; first that of the lessons."""
    bundled = sorted(casekit.case_studies(), key=lambda name: name != "d-trainee")
    found = {f'casekit.load(casekit.case_study("{name}"))': casekit.case_study(name) for name in bundled}
    found[f'casekit.load("docs/{ILLUSTRATION.name}")  # an invented case'] = ILLUSTRATION
    return {code: casekit.load(path) for code, path in found.items()}


def _table(name: str) -> str:
    """Return a table of the first case that fills it, with the code that makes it."""
    made = {code: table for code, case in cases().items() if len(table := getattr(tables, name)(case))}
    code, table = next(iter(made.items()))
    cut = "" if len(table) <= ROWS else f".head({ROWS})"
    lines = f"import casekit\nfrom casekit import tables\n\ncase = {code}\ntables.{name}(case){cut}"
    html = table.head(ROWS)._repr_html_()
    return (
        rst.heading("Table", "-")
        + rst.block("code-block:: python", lines)
        + rst.block("raw:: html", f'<div class="casekit-output">{html}</div>')
    )


def _part(kind: type[Part]) -> str:
    """Return a part as a case file holds it, and where its fields are explained."""
    said = f"All fields: :ref:`part-{kind.__name__}`.\n\n" if kind in forms.kinds() else ""
    part = next(_parts(kind), None)
    if part is None or kind in (Part, Case):
        return said
    data = part.model_dump(mode="python", exclude_defaults=True)
    return (
        f"{said}{rst.heading('In a case file', '-')}{rst.block('code-block:: yaml', written(_short(data)))}"
    )


def _parts(kind: type[Part]) -> Iterator[Part]:
    for case in cases().values():
        found = [part for _, part in walk(case) if isinstance(part, kind)]
        yield from sorted(found, key=lambda part: type(part) is not kind)


def _short(value: Any) -> Any:
    """Return data with at most two items of each list, so that a page shows the form and not the case."""
    if isinstance(value, dict):
        return {name: _short(held) for name, held in value.items()}
    return [_short(held) for held in value[:2]] if isinstance(value, list) else value
