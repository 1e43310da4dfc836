"""A notebook becomes a PDF: taken apart, converted, laid out and typeset."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from casekit.export.colours import Tint, tint
from casekit.export.convert import Converted, convert
from casekit.export.fonts import installed
from casekit.export.formulas import Formulas
from casekit.export.images import Gallery
from casekit.export.limits import SECONDS, within_limits
from casekit.export.notebook import About, about, tagged
from casekit.export.pieces import Piece, first_text, pieces_of
from casekit.export.references import prepared
from casekit.export.remarks import Remarks, in_remark
from casekit.export.reportpages import pages_of, report_head
from casekit.export.sound import sound
from casekit.export.tables import table
from casekit.export.texts import clean, printable, soft, string
from casekit.export.typeset import Part, Refused, typeset
from casekit.vocab import say

__all__ = ["pdf_of", "to_pdf"]

_TEMPLATES = ("notebook.typ", "report.typ", "notebook.lua")


def to_pdf(
    notebook: NotebookNode,
    *,
    name: str,
    folder: Path | None = None,
    no_input: bool = False,
    seconds: float | None = SECONDS,
) -> tuple[bytes, list[str]]:
    """Return a notebook as a tagged PDF, and sentences about what the PDF shows differently.

    Title, authors, date and language come from the notebook's metadata; where there is no title, from
    its first heading or its name. Nothing is executed, and no file outside `folder` is read.

    Parameters
    ----------
    notebook : NotebookNode
        A notebook of format 4, executed or not; it is not changed.
    name : str
        The name of its file without the ending.
    folder : Path, optional
        The folder in which it lies, for images beside it.
    no_input : bool
        Leave out the code.
    seconds : float or None
        How long it may take; None for as long as it likes.

    Returns
    -------
    tuple of bytes and list of str
        The PDF, and remarks in the notebook's language.

    Raises
    ------
    ExportError
        If no PDF can be made, or not within the limits of time and memory.

    Examples
    --------
    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> pdf, remarks = to_pdf(new_notebook(cells=[new_markdown_cell("# Klien D")]), name="d")
    >>> pdf[:5], remarks
    (b'%PDF-', [])
    """
    return within_limits("pdf", notebook, name, folder, no_input=no_input, seconds=seconds)


def pdf_of(
    notebook: NotebookNode, name: str, *, folder: Path | None, no_input: bool, room: Path
) -> tuple[bytes, list[str]]:
    """Return what `to_pdf` returns, made in a folder of our own and without limits."""
    notebook = sound(notebook, name)
    told = about(notebook, name)
    for template in _TEMPLATES:
        text = (files("casekit") / "data" / "templates" / template).read_bytes()
        (room / template).write_bytes(text)
    at_first = Remarks(told.words)
    notebook = prepared(notebook, told, room, at_first)
    formulas = Formulas()
    pieces = pieces_of(notebook, at_first, formulas, no_input=no_input)
    texts = {
        at: (piece.kind, piece.text)
        for at, piece in enumerate(pieces)
        if piece.kind in ("markdown", "html") and not piece.frames
    }
    converted = convert(texts, formulas, room, told.title, told.words, first_text(pieces, notebook))
    for at in converted.deep:
        at_first.add("export.remark.deep", pieces[at].cell)
    gallery, refused = Gallery(room, folder, at_first), Refused()
    while True:  # once more if a picture turns out to be damaged
        remarks = at_first.copy()
        gallery.restart(remarks)
        captions = _numbered(pieces, told)
        parts = [
            _part(at, piece, converted, formulas, gallery, remarks, told.page.rooms(), captions.get(at, ""))
            for at, piece in enumerate(pieces)
        ]
        if told.layout:
            title = converted.title or told.name or say("export.untitled", told.words)
            parts = pages_of(parts, notebook, told, gallery, _logo)
            made = typeset(report_head(told, title, remarks), parts, room, remarks, refused, installed())
        else:
            parts = _arranged(parts, notebook, contents=told.has_contents(converted.headings))
            made = typeset(_head(told, converted, gallery, remarks), parts, room, remarks, refused)
        if isinstance(made, bytes):
            return made, remarks.sentences()
        gallery.leave_out(made)


def _numbered(pieces: Sequence[Piece], told: About) -> dict[int, str]:
    """Return the captions of tables by their piece; figures, and all in a report, are numbered by Typst."""
    tables = [at for at, piece in enumerate(pieces) if piece.caption and piece.kind == "html"]
    if told.layout:
        return {at: pieces[at].caption for at in tables}
    return {
        at: f"{say('export.word.table', told.words)} {number}. {pieces[at].caption}"
        for number, at in enumerate(tables, start=1)
    }


def _arranged(parts: Sequence[Part], notebook: NotebookNode, *, contents: bool) -> list[Part]:
    """Return the parts, the contents behind those of the cover, and new pages where cells ask for them."""
    arranged: list[Part] = []
    cover = [part for part in parts if tagged(notebook.cells[part.cell - 1], "cover")]
    arranged += [*cover, Part(0, "#contents();", "")] if contents else cover
    before = 0
    for part in parts:
        cell = notebook.cells[part.cell - 1]
        if part.cell != before and tagged(cell, "new-page"):
            arranged.append(Part(part.cell, "#pagebreak(weak: true)", ""))
        if not tagged(cell, "cover"):
            arranged.append(part)
        before = part.cell
    return arranged


def _head(told: About, converted: Converted, gallery: Gallery, remarks: Remarks) -> str:
    """Return the beginning of the document: the design, the title block, the fixed words."""
    words = told.words

    def text(value: str | None) -> str:
        return string(printable(clean(value), remarks)) if value else "none"

    fixed = {key: say(f"export.word.{key}", words) for key in ("page", "of", "figure")}
    fixed["contents"] = say("contents", words)
    options = {
        "title": text(converted.title or told.name or say("export.untitled", words)),
        "subtitle": text(told.subtitle),
        "authors": f"({''.join(text(author) + ', ' for author in told.authors)})",
        "date": text(told.date),
        "lang": string(told.lang),
        "region": string(told.region) if told.region else "none",
        "words": f"({', '.join(f'{key}: {string(value)}' for key, value in fixed.items())})",
        "institution": text(told.institution),
        "logo": f"[{_logo(told, gallery)}]" if told.logo else "none",
        "page-mm": f"({', '.join(f'{name}: {size}mm' for name, size in asdict(told.page).items())})",
        "form": str(told.form).lower(),
    }
    given = ", ".join(f"{key}: {value}" for key, value in options.items())
    contents = f"#let contents() = contents-page({string(fixed['contents'])});"
    return f'#import "notebook.typ": *\n{contents}\n#show: notebook.with({given})'


def _logo(told: About, gallery: Gallery) -> str:
    """Return the institution's logo; only one that the notebook carries is looked at."""
    if not (told.logo or "").startswith("data:image/"):
        return ""
    alt = told.institution or say("export.word.logo", told.words)
    place = {"src": told.logo, "alt": alt, "width": "90", "caption": "", "block": False}
    return gallery.linked(place, {}, 0).typst()


def _part(
    at: int,
    piece: Piece,
    converted: Converted,
    formulas: Formulas,
    gallery: Gallery,
    remarks: Remarks,
    rooms: tuple[float, float],
    caption: str,
) -> Part:
    """Return a piece as Typst source."""
    if piece.frames:
        named = f"#{string(clean(caption))};" if caption else ""
        shown = (
            _paragraph(one["note"])
            if "note" in one
            else table({**one, "caption": one["caption"] or named}, remarks.language, rooms)
            for one in piece.frames
        )
        typst = "\n".join(shown)
    elif piece.kind in ("markdown", "html"):
        typst = _filled(converted.typst.get(at, ""), converted, formulas, piece, gallery, remarks, rooms)
    elif piece.kind == "image":
        typst = gallery.shown(
            piece.picture or b"", piece.text, piece.cell, width=piece.width, caption=piece.caption
        ).typst()
    elif piece.kind == "code":
        leads = str(piece.leads).lower()
        typst = f"#code({string(soft(piece.text))}, lang: {string(piece.lang)}, leads: {leads});"
    else:
        typst = f"#{piece.kind}({string(soft(piece.text))}{_runs(piece)});"
    typst = printable(_with_formulas(typst, formulas, piece.cell, remarks), remarks, piece.cell)
    return Part(piece.cell, typst, formulas.restored(piece.text))


def _runs(piece: Piece) -> str:
    """Return the colours of a printed text; empty if it has none."""

    def run(text: str, colours: Tint) -> str:
        fill = string(colours.fill) if colours.fill else "none"
        return f"({string(soft(text))}, {fill}, {str(colours.bold).lower()}), "

    lines = ["".join(run(text, colours) for text, colours in line) for line in piece.runs]
    return f", runs: ({''.join(f'({line}), ' for line in lines)})" if lines else ""


def _with_formulas(typst: str, formulas: Formulas, cell: int, remarks: Remarks) -> str:
    """Return Typst source with its formulas in their places, those that cannot be typeset as code."""

    def fill(mark: re.Match[str]) -> str:
        number = int(mark[1])
        if shown := formulas.typst(number):
            return shown
        latex = formulas.found[number].latex
        remarks.add("export.remark.formula", cell, formula=in_remark(latex))
        return f"#raw({string(soft(latex))});"

    return formulas.mark.sub(fill, typst)


def _paragraph(typst: str) -> str:
    """Return a paragraph beside a table: in bold it leads to what follows, otherwise it is a note."""
    return f"#lead[{typst}];" if typst.startswith("#strong[") else f"#note[{typst}];"


def _filled(
    typst: str,
    converted: Converted,
    formulas: Formulas,
    piece: Piece,
    gallery: Gallery,
    remarks: Remarks,
    rooms: tuple[float, float],
) -> str:
    """Return what pandoc made, with images and tables in their places."""

    def fill(data: Mapping[str, Any]) -> str:
        if data["kind"] == "style":
            return tint(str(data["style"])).opening()
        if data["kind"] == "image":
            return gallery.linked(data, piece.attachments, piece.cell).typst()
        return table(_resolved(data), remarks.language, rooms)

    def inserted(text: str) -> str:
        return converted.marks().sub(lambda mark: fill(converted.places[int(mark[1]) - 1]), text)

    def resolved_cell(cell: Mapping[str, Any]) -> dict[str, Any]:
        return {**cell, "text": formulas.plain(cell["text"]), "typst": inserted(cell["typst"])}

    def _resolved(data: Mapping[str, Any]) -> dict[str, Any]:
        rows = {key: [[resolved_cell(cell) for cell in row] for row in data[key]] for key in ("head", "body")}
        return {**data, **rows, "caption": inserted(data["caption"])}

    return inserted(typst)
