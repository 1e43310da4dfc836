"""A lesson becomes slides, and pages with what the lecturer says beside each of them."""

from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook

from casekit import vocab
from casekit.errors import ExportError
from casekit.export import speaking
from casekit.export.blocks import blocks_of, letters
from casekit.export.deck import Slide, slides_of_lesson
from casekit.export.document import pdf_of
from casekit.export.editions import READING, shows_code
from casekit.export.limits import SECONDS, within_limits
from casekit.export.notebook import about
from casekit.export.sound import sound
from casekit.vocab import say

__all__ = ["made_notes", "made_slides", "to_notes", "to_slides"]

# 16:9 and 25.4 cm wide, on which 24 points are a seventeenth of the height.
_PAGE = {"width": 254, "height": 142.875, "left": 12.7, "right": 12.7, "top": 27, "bottom": 11}


def to_slides(
    notebook: NotebookNode,
    *,
    name: str,
    folder: Path | None = None,
    no_input: bool = True,
    seconds: float | None = SECONDS,
) -> tuple[bytes, list[str]]:
    """Return a lesson as slides, a tagged PDF, and sentences about what they show differently.

    Each heading begins a slide; long texts become points or go on on further slides, in letters that can be
    read from ten metres. Figures and tables, questions and their answers have slides of their own. What
    ``slideshow`` in the metadata of a cell says is followed. Nothing is executed.

    Parameters
    ----------
    notebook, name, folder, no_input, seconds
        As of `casekit.export.to_pdf`; the notebook was run.

    Raises
    ------
    ExportError
        If there is nothing that slides can be made of, or if no PDF can be made within the limits.

    Examples
    --------
    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> pdf, remarks = to_slides(new_notebook(cells=[new_markdown_cell("# Klien D")]), name="d")
    >>> pdf[:5], remarks
    (b'%PDF-', [])
    """
    options = {"no_input": no_input}
    return within_limits("slides", notebook, name, folder, options, seconds=seconds)


def to_notes(
    notebook: NotebookNode,
    *,
    name: str,
    folder: Path | None = None,
    no_input: bool = True,
    instructor: NotebookNode | None = None,
    seconds: float | None = SECONDS,
) -> tuple[bytes, list[str]]:
    """Return pages for the lecturer: each slide that has notes, small, and these; empty if there are none.

    Notes are cells tagged ``notes`` or of the slide type of that name, model answers, and what a notebook for
    lecturers says below the heading of the same words.

    Parameters
    ----------
    notebook, name, folder, no_input, seconds
        As of `to_slides`.
    instructor : NotebookNode, optional
        The notebook for lecturers.

    Raises
    ------
    ExportError
        As `to_slides`.
    """
    options = {"no_input": no_input, "instructor": instructor}
    return within_limits("notes", notebook, name, folder, options, seconds=seconds)


def made_slides(
    notebook: NotebookNode, name: str, *, folder: Path | None, no_input: bool, room: Path
) -> tuple[bytes, list[str]]:
    """Return what `to_slides` returns, made in a folder of our own and without limits."""
    notebook = sound(notebook, name)
    made = deck(notebook, name, folder, no_input=no_input)
    return pdf_of(made, name, folder=folder, no_input=False, room=room)


def made_notes(
    notebook: NotebookNode,
    name: str,
    *,
    folder: Path | None,
    no_input: bool,
    room: Path,
    instructor: NotebookNode | None,
) -> tuple[bytes, list[str]]:
    """Return what `to_notes` returns, made in a folder of our own and without limits."""
    notebook = sound(notebook, name)
    made = deck(notebook, name, folder, no_input=no_input)
    pdf_of(made, name, folder=folder, no_input=False, room=room)
    shown = speaking.slides_shown(made, room)
    told = about(notebook, name)
    pages = speaking.pages(made, shown, instructor and sound(instructor, name), told.words)
    if pages is None:
        return b"", [say("export.slides.no_notes", told.words, name=name)]
    return pdf_of(pages, name, folder=folder, no_input=False, room=room)


def deck(notebook: NotebookNode, name: str, folder: Path | None, *, no_input: bool) -> NotebookNode:
    """Return a notebook whose cells are the slides of a lesson."""
    told = about(notebook, name)
    with vocab.in_language(told.words):
        heading = _first_heading(notebook)
        shown = [has_code and not no_input for has_code in shows_code(notebook, READING)]
        title = told.title or heading or name
        slides, footnotes = slides_of_lesson(notebook, title, folder, shown)
        if not slides and not heading:
            raise ExportError(say("export.slides.nothing", told.words, name=name))
        return _notebook(notebook, title, slides, footnotes)


def _notebook(notebook: NotebookNode, title: str, slides: list[Slide], footnotes: list[str]) -> NotebookNode:
    cells = [cell for slide in slides for cell in slide.as_cells()]
    if footnotes:
        hidden = {"tags": ["remove-cell"]}
        cells.append(new_markdown_cell("\n\n".join(footnotes), metadata=hidden))  # type: ignore[no-untyped-call]
    metadata = {**notebook.metadata, "title": title, "casekit": {"slides": True, "page_mm": _PAGE}}
    made: NotebookNode = new_notebook(cells=cells, metadata=metadata)  # type: ignore[no-untyped-call]
    return made


def _first_heading(notebook: NotebookNode) -> str:
    """Return the first heading, empty if there is none."""
    texts = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    headings = (block.text for text in texts for block in blocks_of(text) if block.kind == "heading")
    return " ".join(letters(next(headings, "")).split())
