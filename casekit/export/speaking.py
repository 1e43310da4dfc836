"""Pages for the lecturer: the slides, small, and beside each of them what to say."""

import base64
import io
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook

from casekit.export.blocks import Block, blocks_of, letters
from casekit.export.slidepages import told_of_slide
from casekit.export.texts import compared
from casekit.export.typesetter import pages as drawn_pages
from casekit.export.typesetter import told
from casekit.tables.table import markdown
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
    from PIL import Image, ImageOps  # noqa: PLC0415 - nbconvert imports this module for every export

    out = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as whole:
        framed = ImageOps.expand(whole.convert("RGB"), border=1, fill="#a0a8b4")
        framed.quantize(32).save(out, "png", optimize=True)
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
    slides = [told_of_slide(cell) or {} for cell in deck.cells]
    titles = {compared(str(about.get("title", ""))) for about in slides}
    general, below = _for_lecturers(instructor, titles) if instructor else ([], {})
    title = say("export.slides.notes", words, title=deck.metadata.get("title", ""))
    cells: list[Any] = []
    if general:
        cells.append(new_markdown_cell("\n\n".join(general)))  # type: ignore[no-untyped-call]
    told_of: set[str] = set()
    for number, about in enumerate(slides, start=1):
        key = compared(str(about.get("title", "")))
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
    inside = f'<img src="attachment:slide.png" alt="{escape(name)}" width="{_WIDTH}">'
    text = "\n\n".join([f"## {markdown(name)}", inside, *notes])
    packed = base64.b64encode(picture).decode()
    return new_markdown_cell(text, attachments={"slide.png": {"image/png": packed}})  # type: ignore[no-untyped-call]


def _for_lecturers(notebook: NotebookNode, titles: set[str]) -> tuple[list[str], dict[str, list[str]]]:
    """Return what a notebook for lecturers says of the whole lesson, and what of slides, by their titles.

    Of a slide is what stands below a heading of the same words, and a row of a table, such as a minute plan,
    that names it.
    """
    general: list[str] = []
    below: dict[str, list[str]] = {}
    heading, key = "", ""
    for block in _blocks(notebook):
        if block.kind == "heading":
            key = compared(letters(block.text))
            heading = f"## {block.text}" if block.level > 1 else ""
            continue
        for name, row in _rows(block, titles):
            below.setdefault(name, []).append(row)
        if key in titles:
            below.setdefault(key, []).append(block.text)
        else:
            general += [heading, block.text] if heading else [block.text]
            heading = ""
    return general, below


def _blocks(notebook: NotebookNode) -> Iterator[Block]:
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield from blocks_of(cell.source)


def _rows(block: Block, titles: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the rows of a table that name a slide: its title, and what the other cells say."""
    for line in block.text.split("\n")[2:] if block.kind == "table" else ():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        for at, cell in enumerate(cells):
            if (key := compared(letters(cell))) in titles:
                yield key, " · ".join(other for other in (*cells[:at], *cells[at + 1 :]) if other)
