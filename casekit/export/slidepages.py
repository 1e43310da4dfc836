"""Slides as Typst: each cell of their notebook begins one, with its title above."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from nbformat import NotebookNode

from casekit.export.faces import Faces
from casekit.export.letters import printable
from casekit.export.notebook import tagged
from casekit.export.remarks import Remarks
from casekit.export.texts import clean, string
from casekit.export.typeset import Part

__all__ = ["BELOW", "slides_of", "told_of_slide"]

BELOW = "below-table"  # tag of the cell with what is said below the table of a slide
_FITTED = ("opening", "text", "question", "answer", "write", "form")
_KINDS = ("section", "opening", "figure", "table", "code", "question", "answer", "write", "form")
_TEXTS = re.compile(r'"(?:\\.|[^"\\])*"|\\.')


def slides_of(parts: Sequence[Part], notebook: NotebookNode, remarks: Remarks, faces: Faces) -> list[Part]:
    """Return the parts, each slide begun where its cell begins; a slide may have its title alone."""
    by_cell: dict[int, list[Part]] = {}
    for part in parts:
        by_cell.setdefault(part.cell, []).append(part)
    pages: list[Part] = []
    kind: object = None
    for number, cell in enumerate(notebook.cells, start=1):
        own = by_cell.get(number, [])
        if (about := told_of_slide(cell)) is not None:
            kind = about.get("kind")
            pages.append(Part(number, _begun(about, number, remarks, faces), ""))
            if kind == "table":
                pages.append(_room_for(number, notebook, by_cell))
        around = "as-large" if kind in _FITTED else "beside-table" if kind == "table" else ""
        pages += _wrapped(around, own) if around else own
    return pages


def _wrapped(around: str, parts: Sequence[Part]) -> list[Part]:
    """Return the parts of a cell as one that a function of the template sets."""
    if not parts:
        return []
    plain = "\n\n".join(part.plain for part in parts)
    return [Part(parts[0].cell, f"#{around}[\n{_typst(parts)}\n];", plain)]


def _room_for(first: int, notebook: NotebookNode, by_cell: Mapping[int, Sequence[Part]]) -> Part:
    """Return what tells the template how much room the texts above and below the table of a slide take."""
    above, below = _typst(by_cell.get(first, [])), ""
    for number, cell in enumerate(notebook.cells[first:], start=first + 1):
        if told_of_slide(cell) is not None:
            break
        if tagged(cell, BELOW):
            below += _typst(by_cell.get(number, []))
        else:
            above += "\n\n" + _typst(by_cell.get(number, []))
    above, table, _ = above.partition("#grid-table(")
    if not table or not _is_closed(above):
        above = ""
    texts = (f"[\n{text}\n]" if text.strip() else "[]" for text in (above, below))
    return Part(first, f"#room-for({', '.join(texts)});", "")


def _typst(parts: Sequence[Part]) -> str:
    return "\n\n".join(part.typst for part in parts)


def _is_closed(typst: str) -> bool:
    """Tell whether all brackets are closed that a piece of Typst opens, those in its texts aside."""
    bare = _TEXTS.sub("", typst)
    return all(bare.count(first) == bare.count(last) for first, last in ("[]", "()", "{}"))


def told_of_slide(cell: NotebookNode) -> Mapping[str, Any] | None:
    """Return what a cell says of the slide that it is, None if it is none."""
    own = cell.metadata.get("casekit")
    about = own.get("slide") if isinstance(own, Mapping) else None
    return about if isinstance(about, Mapping) else None


def _begun(about: Mapping[str, Any], cell: int, remarks: Remarks, faces: Faces) -> str:
    """Return what begins a slide."""
    level, number = (value if type(value := about.get(key)) is int else 1 for key in ("level", "number"))
    kind = about["kind"] if about.get("kind") in _KINDS else "text"
    title = string(printable(clean(str(about.get("title") or "")), remarks, cell, faces.found))
    places = f"cell: {cell}, level: {min(max(level, 1), 6)}, number: {max(number, 1)}"
    return f"#new-slide({title}, {places}, kind: {string(kind)});"
