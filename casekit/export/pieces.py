"""A notebook taken apart: every piece that the PDF shows, in order, each with one way to show it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from nbformat import NotebookNode

from casekit.export.admonitions import boxed
from casekit.export.ansi import Runs
from casekit.export.editions import READING, WORKING, shows_code, without_repetitions
from casekit.export.formulas import Formulas
from casekit.export.frames import frames
from casekit.export.interactive import put_stored_pictures
from casekit.export.markdown import for_pandoc, html_for_pandoc, shallow
from casekit.export.markup import closed, inlined
from casekit.export.notebook import front_matter, hidden
from casekit.export.outputs import output_pieces
from casekit.export.remarks import Remarks
from casekit.export.texts import clean, cut

__all__ = ["Piece", "captioned", "drawn_texts", "first_text", "pieces_of", "with_page"]

_CAPTION = re.compile(r"^#\|[ \t]*caption:([^\n]*)(?:\n$)?", re.MULTILINE)
_PAGE = re.compile(r"\(\d+/\d+\)$")  # at the end of the caption of a page of a figure
_LONGEST_CAPTION = 1000  # letters
_LONGEST_CODE = 100_000
_MOST_CELLS = 5000
_NOTE = re.compile(r"^\[\^([^\]\s]+)\]:[^\n]*(?:\n(?:[ \t]+\S[^\n]*|[ \t]*(?=\n[ \t]+\S)))*", re.MULTILINE)
_NOTE_MARK = re.compile(r"\[\^([^\[\]\s]+)\](?!:)")


@dataclass(frozen=True)
class Piece:
    """One thing to show.

    Attributes
    ----------
    cell : int
        The cell it comes from, counted from 1.
    kind : str
        ``markdown`` and ``html`` go through pandoc; ``code``, ``printed``, ``complaint`` (stderr) and
        ``failure`` are shown as they are; ``image`` is a picture; ``note`` is a sentence of ours.
    text : str
        The content; for an image its alternative text.
    lang : str
        The programming language of code.
    picture : bytes or None
        The file of an image.
    width : float or None
        The width that a notebook shows an image with, in CSS pixels.
    caption : str
        The caption of an image or table.
    leads : bool
        The code stands before an output and stays with it.
    runs : sequence
        The lines of a printed text in runs of one colour, if it has colours.
    form : str
        The form whose content it is, empty for others.
    frames : list or None
        The tables of HTML that holds nothing else.
    attachments : mapping
        The files attached to a Markdown cell, by name.
    """

    cell: int
    kind: str
    text: str
    lang: str = ""
    picture: bytes | None = None
    width: float | None = None
    caption: str = ""
    leads: bool = False
    runs: Runs = ()
    form: str = ""
    frames: Sequence[Mapping[str, Any]] | None = None
    attachments: Mapping[str, Any] = field(default_factory=dict)


def pieces_of(
    notebook: NotebookNode,
    remarks: Remarks,
    formulas: Formulas,
    *,
    no_input: bool = False,
    edition: str = WORKING,
) -> list[Piece]:
    """Return the pieces of all cells that no tag hides; their formulas stand in `formulas`."""
    has_code = [shown and not no_input for shown in shows_code(notebook, edition)]
    lang = str(notebook.metadata.get("language_info", {}).get("name", "python")).lower()
    notes = _notes(notebook)
    put_stored_pictures(notebook)
    pieces: list[Piece] = []
    if len(notebook.cells) > _MOST_CELLS:
        remarks.add("export.remark.cells", most=_MOST_CELLS, count=len(notebook.cells))
    for number, cell in enumerate(notebook.cells[:_MOST_CELLS], start=1):
        if hidden(cell, "cell"):
            if cell.cell_type == "markdown":
                for_pandoc(clean(cell.source), formulas)  # its macros hold for the others
        elif cell.cell_type == "markdown":
            source = clean(cell.source)
            if (text := shallow(source)) != source:
                remarks.add("export.remark.deep", number)
            text = boxed(text, remarks.language)
            text = _with_notes(for_pandoc(text, formulas), notes)
            pieces.append(Piece(number, "markdown", text, attachments=cell.get("attachments") or {}))
        else:
            if cell.cell_type == "raw" and number == 1 and front_matter(notebook):
                continue  # the title block shows it
            if cell.cell_type == "raw":
                made = [*_raw(cell, number, remarks)]
            else:
                made = _code(cell, number, lang, remarks, has_code=has_code[number - 1])
            pieces += (_for_pandoc(piece, formulas) for piece in made)
    return without_repetitions(pieces, remarks.language) if edition == READING else pieces


def first_text(pieces: Sequence[Piece], notebook: NotebookNode) -> int:
    """Return the piece with which the text of a notebook begins, -1 if an output comes before it."""
    at = next((at for at, piece in enumerate(pieces) if piece.kind != "code"), -1)
    is_text = at >= 0 and notebook.cells[pieces[at].cell - 1].cell_type == "markdown"
    return at if is_text else -1


def drawn_texts(pieces: Sequence[Piece]) -> list[str]:
    """Return the sources of the drawings, with the texts in them."""
    drawn = (piece.picture for piece in pieces if piece.picture and piece.picture.startswith(b"<"))
    return [picture.decode("utf-8", "ignore") for picture in drawn]


def captioned(source: str) -> tuple[str | None, str]:
    r"""Return the caption that a line ``#| caption:`` in code gives, None without one, and all other code.

    Examples
    --------
    >>> captioned("#| caption: The goals\ntables.goals(case)")
    ('The goals', 'tables.goals(case)')
    """
    source = clean(source)
    captions = _CAPTION.findall(source)
    caption = captions[0][:_LONGEST_CAPTION].strip() if captions else None
    return caption, _CAPTION.sub("", source).strip("\n")


def with_page(caption: str, own: str) -> str:
    """Return a caption, with which page of how many a figure is if its own caption says so.

    Examples
    --------
    >>> with_page("The findings", "BPSS assessment (2/3)"), with_page("The findings", "BPSS assessment")
    ('The findings (2/3)', 'The findings')
    """
    page = _PAGE.search(own)
    return f"{caption} {page[0]}" if page and caption else caption


def _for_pandoc(piece: Piece, formulas: Formulas) -> Piece:
    """Return a piece of an output as pandoc expects it, or with its tables if it holds nothing else."""
    if piece.kind == "markdown":
        return replace(piece, text=for_pandoc(piece.text, formulas))
    if piece.kind == "html":
        text = closed(html_for_pandoc(inlined(piece.text), formulas))
        return replace(piece, text=text, frames=frames(text, formulas))
    return piece


def _code(cell: NotebookNode, number: int, lang: str, remarks: Remarks, *, has_code: bool) -> list[Piece]:
    """Return the code and the outputs of a code cell; ``#| caption:`` names its first table or picture."""
    caption, source = captioned(cell.source)
    outputs = [] if hidden(cell, "output") else cell.get("outputs") or []
    shown = [Piece(number, **output) for output in output_pieces(outputs, number, remarks)]
    first = next((at for at, one in enumerate(shown) if one.picture or "<table" in one.text), None)
    if caption is not None and first is not None:
        own = _PAGE.sub("", shown[first].caption)
        shown[first:] = [
            replace(one, caption=with_page(caption, one.caption))
            if at == 0 or (one.picture and _PAGE.search(one.caption) and _PAGE.sub("", one.caption) == own)
            else one
            for at, one in enumerate(shown[first:])
        ]
    if has_code and source.strip() and not hidden(cell, "input"):
        source = cut(source, remarks.language, _LONGEST_CODE)
        # A picture that has no room below its code goes on alone; nothing else leaves its code behind.
        leads = bool(shown) and shown[0].kind != "image"
        shown.insert(0, Piece(number, "code", source, lang=lang, leads=leads))
    return shown


def _raw(cell: NotebookNode, number: int, remarks: Remarks) -> Iterator[Piece]:
    """Yield a raw cell if it is meant for every format or written in one that we can show."""
    source = clean(cell.source)
    mime = str(cell.metadata.get("format") or cell.metadata.get("raw_mimetype") or "")
    kinds = {"text/markdown": "markdown", "text/html": "html", "text/plain": "printed", "": "printed"}
    if source.strip() and mime in kinds:
        yield Piece(number, kinds[mime], source)
    elif source.strip():
        remarks.add("export.remark.raw", number, mime=mime)


def _notes(notebook: NotebookNode) -> dict[str, str]:
    """Return the footnotes of all Markdown cells by label; the first one with a label counts."""
    notes: dict[str, str] = {}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for match in _NOTE.finditer(clean(cell.source)):
                notes.setdefault(match[1], match[0])
    return notes


def _with_notes(text: str, notes: Mapping[str, str]) -> str:
    """Return a cell's Markdown together with the footnotes that stand in another cell."""
    own = {match[1] for match in _NOTE.finditer(text)}
    away = [label for label in dict.fromkeys(_NOTE_MARK.findall(text)) if label in notes and label not in own]
    # A fence that the author left open must not swallow the footnotes: they go first.
    return "\n\n".join([*(notes[label] for label in away), text])
