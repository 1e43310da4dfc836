"""Slides as Typst: each cell of their notebook begins one, with its title above."""

from collections.abc import Mapping, Sequence
from typing import Any

from nbformat import NotebookNode

from casekit.export.faces import Faces
from casekit.export.letters import printable
from casekit.export.remarks import Remarks
from casekit.export.texts import clean, string
from casekit.export.typeset import Part

__all__ = ["slides_of", "told_of_slide"]

_FITTED = ("opening", "text", "question", "answer", "write", "form")
_KINDS = ("section", "opening", "figure", "table", "code", "question", "answer", "write", "form")


def slides_of(parts: Sequence[Part], notebook: NotebookNode, remarks: Remarks, faces: Faces) -> list[Part]:
    """Return the parts, each slide begun where its cell begins; a slide may have its title alone."""
    by_cell: dict[int, list[Part]] = {}
    for part in parts:
        by_cell.setdefault(part.cell, []).append(part)
    pages: list[Part] = []
    for number, cell in enumerate(notebook.cells, start=1):
        if (about := told_of_slide(cell)) is not None:
            pages.append(Part(number, _begun(about, number, remarks, faces), ""))
            if about.get("kind") in _FITTED:
                pages += _fitted(number, by_cell.get(number, []))
                continue
        pages += by_cell.get(number, [])
    return pages


def _fitted(cell: int, parts: Sequence[Part]) -> list[Part]:
    """Return the parts of a text as one, in letters as large as the slide allows."""
    typst = "\n\n".join(part.typst for part in parts)
    plain = "\n\n".join(part.plain for part in parts)
    return [Part(cell, f"#as-large[\n{typst}\n];", plain)] if parts else []


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
