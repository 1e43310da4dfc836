"""Pages for the lecturer: the slides, small, and beside each of them what to say."""

import base64
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook

from casekit.export.blocks import blocks_of, letters
from casekit.export.typesetter import pages as drawn_pages
from casekit.export.typesetter import told
from casekit.vocab import say

__all__ = ["pages", "slides_shown"]

_PIXELS_PER_INCH = 58.0
_WIDTH = "260"  # of a small slide, in pixels of a notebook


def slides_shown(deck: NotebookNode, room: Path) -> dict[int, tuple[int, bytes]]:
    """Return by cell the page and the picture of the slides that were typeset last in a room."""
    drawn = drawn_pages(room, _PIXELS_PER_INCH)
    return {cell: (page, _smaller(drawn[page - 1])) for cell, page in told(room, "<slide-page>")}


def _smaller(picture: bytes) -> bytes:
    """Return a picture in few colours."""
    from PIL import Image  # noqa: PLC0415 - nbconvert imports this module for every export

    out = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as whole:
        whole.convert("RGB").quantize(32).save(out, "png", optimize=True)
    return out.getvalue()


def pages(
    deck: NotebookNode,
    shown: Mapping[int, tuple[int, bytes]],
    instructor: NotebookNode | None,
    words: str,
) -> NotebookNode | None:
    """Return the pages as a notebook, None if there is nothing to say.

    Parameters
    ----------
    deck : NotebookNode
        The slides, a cell each.
    shown : mapping
        By the number of the cell its page and what it looks like.
    instructor : NotebookNode, optional
        The notebook for lecturers, whose headings are those of the lesson as far as it speaks of them.
    words : {"id", "en"}
        The language of our own words.
    """
    below = _below_headings(instructor) if instructor else {}
    title = say("export.slides.notes", words, title=deck.metadata.get("title", ""))
    cells: list[Any] = []
    general = below.pop("", []) + _of_no_slide(below, deck)
    if general:
        cells.append(new_markdown_cell("\n\n".join(general)))  # type: ignore[no-untyped-call]
    told_of: set[str] = set()
    for number, cell in enumerate(deck.cells, start=1):
        about = (cell.metadata.get("casekit") or {}).get("slide") or {}
        key = _key(str(about.get("title", "")))
        notes = [*(about.get("notes") or ()), *(() if key in told_of else below.get(key, ()))]
        told_of.add(key)
        if notes and number in shown:
            cells.append(_page(about, notes, *shown[number], words))
    if not cells:
        return None
    metadata = {**deck.metadata, "title": title, "casekit": {"contents": False}}
    made: NotebookNode = new_notebook(cells=cells, metadata=metadata)  # type: ignore[no-untyped-call]
    return made


def _page(about: Mapping[str, Any], notes: Sequence[str], page: int, picture: bytes, words: str) -> Any:
    """Return a slide with its notes."""
    name = say("export.slides.slide", words, number=page, title=about["title"])
    inside = f'<img src="attachment:slide.png" alt="{_in_html(name)}" width="{_WIDTH}">'
    text = "\n\n".join([f"## {_in_markdown(name)}", inside, *notes])
    packed = base64.b64encode(picture).decode()
    return new_markdown_cell(text, attachments={"slide.png": {"image/png": packed}})  # type: ignore[no-untyped-call]


def _below_headings(notebook: NotebookNode) -> dict[str, list[str]]:
    """Return what a notebook says below each of its headings, by what makes two headings the same."""
    found: dict[str, list[str]] = {}
    key = ""
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        for block in blocks_of(cell.source):
            if block.kind == "heading":
                key = "" if block.level == 1 else _key(letters(block.text))
            else:
                found.setdefault(key, []).append(block.text)
    return found


def _of_no_slide(below: dict[str, list[str]], deck: NotebookNode) -> list[str]:
    """Return what stands below headings that no slide has: it is about the lesson as a whole."""
    titles = {
        _key(str(((cell.metadata.get("casekit") or {}).get("slide") or {}).get("title", "")))
        for cell in deck.cells
    }
    return [text for key, texts in below.items() if key not in titles for text in texts]


def _key(title: str) -> str:
    return " ".join(title.casefold().split()).strip(" .:?!")


def _in_html(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def _in_markdown(text: str) -> str:
    return _in_html(text).replace("*", "&#42;").replace("_", "&#95;").replace("`", "&#96;")
