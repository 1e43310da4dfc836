"""A notebook becomes a PDF: taken apart, converted, laid out and typeset."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from html import unescape
from importlib.resources import files
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from casekit.export.apart import taken_apart
from casekit.export.cards import on_cards
from casekit.export.colours import Tint, tint
from casekit.export.convert import Converted, convert
from casekit.export.drawings import is_wide
from casekit.export.editions import WORKING
from casekit.export.faces import Faces, faces_for
from casekit.export.fonts import breadth, installed
from casekit.export.formulas import Formulas
from casekit.export.hyphens import Hyphens
from casekit.export.images import Gallery, Picture
from casekit.export.letters import printable
from casekit.export.limits import SECONDS, within_limits
from casekit.export.notebook import About, Page, tagged
from casekit.export.pieces import Piece, drawn_texts, first_text
from casekit.export.remarks import Remarks, in_remark
from casekit.export.reportpages import pages_of, report_head
from casekit.export.scripts import direction, first_direction
from casekit.export.slidepages import slides_of
from casekit.export.tables import PAGES, SLIDES, Fit, table
from casekit.export.termindex import indexed
from casekit.export.texts import clean, soft, string
from casekit.export.typeset import Part, Refused, typeset
from casekit.vocab import say

__all__ = ["pdf_of", "to_pdf"]

# Letters of code: their usual size in points, the smallest to which a long line may take them, the width of
# one in sizes; and the space around code.
_USUAL, _SMALLEST, _LETTER, _PANEL = 8.0, 6.0, 0.6025, 18.0
_PAGES_OF = re.compile(r"(.*) \((\d+)/\d+\)")  # the caption of a figure of several pages
_TEMPLATES = ("notebook.typ", "report.typ", "slides.typ", "notebook.lua")


def to_pdf(
    notebook: NotebookNode,
    *,
    name: str,
    folder: Path | None = None,
    no_input: bool = False,
    edition: str = WORKING,
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
        Leave out all code.
    edition : {"working", "reading"}
        The reading edition leaves out code that only sets up or shows something, and what forms would print
        again; see `casekit.export.editions.shows_code`.
    seconds : float or None
        How long it may take; None for as long as it likes.

    Returns
    -------
    tuple of bytes and list of str
        The PDF, and remarks in the notebook's language.

    Raises
    ------
    ExportError
        If there is no such edition, or if no PDF can be made, or not within the limits of time and memory.

    Examples
    --------
    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> pdf, remarks = to_pdf(new_notebook(cells=[new_markdown_cell("# Klien D")]), name="d")
    >>> pdf[:5], remarks
    (b'%PDF-', [])
    """
    options = {"no_input": no_input, "edition": edition}
    return within_limits("pdf", notebook, name, folder, options, seconds=seconds)


def pdf_of(
    notebook: NotebookNode,
    name: str,
    *,
    folder: Path | None,
    no_input: bool,
    room: Path,
    edition: str = WORKING,
) -> tuple[bytes, list[str]]:
    """Return what `to_pdf` returns, made in a folder of our own and without limits."""
    read = taken_apart(notebook, name, room, no_input=no_input, edition=edition)
    notebook, told, pieces, formulas = read.notebook, read.told, read.pieces, read.formulas
    hyphens = Hyphens(told.lang, in_tables=told.slides)
    for template in _TEMPLATES:
        text = (files("casekit") / "data" / "templates" / template).read_bytes()
        (room / template).write_bytes(text)
    texts = {
        at: (piece.kind, piece.text)
        for at, piece in enumerate(pieces)
        if piece.kind in ("markdown", "html") and not piece.frames
    }
    begins = first_text(pieces, notebook)
    converted = convert(texts, formulas, room, told.title, told.words, begins, hyphens, direction(told.lang))
    for at in converted.deep:
        read.remarks.add("export.remark.deep", pieces[at].cell)
    faces = faces_for(_all_text(told, converted, pieces), told.lang, room)
    gallery, refused = Gallery(room, folder, read.remarks, faces.found), Refused()
    while True:  # once more if a picture turns out to be damaged
        remarks = read.remarks.copy()
        gallery.restart(remarks)
        setter = _Setter(converted, formulas, hyphens, gallery, remarks, told.page, faces)
        setter.fit, setter.turns = SLIDES if told.slides else PAGES, not (told.slides or told.layout)
        setter.breadth = breadth(told.layout.font) if told.layout else 1.0
        setter.counts = bool(told.layout)
        parts = [setter.part(at, piece) for at, piece in enumerate(pieces)]
        if told.layout:
            title = converted.title or told.name or say("export.untitled", told.words)
            parts = indexed(parts, notebook, told.terms) if told.terms else parts
            parts = pages_of(parts, notebook, told, gallery)
            head, fonts = report_head(told, title, remarks, faces), installed()
            made = typeset(head, parts, room, remarks, refused, faces.found, fonts)
        else:
            if told.slides:
                parts = slides_of(parts, notebook, remarks, faces)
            else:
                parts = _arranged(parts, notebook, contents=told.has_contents(converted.headings))
            head = _head(told, converted, gallery, remarks, faces)
            made = typeset(head, parts, room, remarks, refused, faces.found)
        if isinstance(made, bytes):
            return made, remarks.sentences()
        gallery.leave_out(made)


def _all_text(told: About, converted: Converted, pieces: Sequence[Piece]) -> str:
    """Return all that a document shows, and more."""
    about = (told.title, converted.title, told.subtitle, *told.authors, told.institution, told.date)
    texts = (f"{piece.text} {piece.caption}" for piece in pieces)
    return unescape("\n".join([*filter(None, about), *texts, *drawn_texts(pieces)]))


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
            arranged.append(on_cards(part) if tagged(cell, "cards") else part)
        before = part.cell
    return arranged


def _head(told: About, converted: Converted, gallery: Gallery, remarks: Remarks, faces: Faces) -> str:
    """Return the beginning of the document: the design, the title block, the fixed words."""
    words = told.words

    def text(value: str | None) -> str:
        return string(printable(clean(value), remarks, found=faces.found)) if value else "none"

    fixed = {key: say(f"export.word.{key}", words) for key in ("page", "of", "figure", "table")}
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
        "logo": f"[{logo.typst()}]" if (logo := gallery.logo(told)) else "none",
        "page-mm": f"({', '.join(f'{name}: {size}mm' for name, size in asdict(told.page).items())})",
        "form": str(told.form).lower(),
        "fonts": faces.typst(),
        "way": first_direction(converted.title or told.name) or "auto",
    }
    given = ", ".join(f"{key}: {value}" for key, value in options.items())
    contents = f"#let contents() = contents-page({string(fixed['contents'])}, {told.contents});"
    design = "slides" if told.slides else "notebook"
    return f'#import "{design}.typ": *\n{contents}\n#show: {design}.with({given})'


@dataclass
class _Setter:
    """Sets pieces as Typst source."""

    converted: Converted
    formulas: Formulas
    hyphens: Hyphens
    gallery: Gallery
    remarks: Remarks
    page: Page
    faces: Faces
    fit: Fit = PAGES
    turns: bool = False  # the page, for a drawing that would be too small on an upright one
    breadth: float = 1.0  # of letters, beside the usual ones
    counts: bool = False  # whether the document numbers its figures by itself, chapter by chapter
    figures: int = 0  # so far
    tables: int = 0
    _begun: str = ""  # the figure of several pages that was shown last

    def part(self, at: int, piece: Piece) -> Part:
        """Return a piece as Typst source."""
        if piece.frames:
            typst = self._tables(piece)
        elif piece.kind in ("markdown", "html"):
            typst = self._filled(self.converted.typst.get(at, ""), piece)
        elif piece.kind == "image":
            picture = piece.picture or b""
            turned = self.turns and is_wide(picture, self.page.rooms()[0])
            shown = self.gallery.shown(
                picture, piece.text, piece.cell, width=piece.width, caption=piece.caption, flows=not turned
            )
            typst = self._pictured(shown)
            if turned:
                typst = f"#landscape[\n{typst}\n];"
        elif piece.kind == "code":
            leads = str(piece.leads).lower()
            options = f"lang: {string(piece.lang)}, leads: {leads}{self._type(piece.text)}"
            typst = f"#code({string(soft(piece.text))}, {options});"
        elif piece.kind == "note":
            typst = f"#note({string(soft(piece.text))});"
        else:
            typst = f"#{piece.kind}({string(soft(piece.text))}{_runs(piece)}{self._type(piece.text)});"
        typst = _with_formulas(typst, self.formulas, piece.cell, self.remarks)
        typst = printable(typst, self.remarks, piece.cell, self.faces.found)
        return Part(piece.cell, typst, self.formulas.restored(piece.text))

    def _type(self, text: str) -> str:
        """Return the size of letters in which lines of code or output have room; empty if it is usual."""
        room = (self.page.rooms()[0] - _PANEL) / _LETTER
        wide = max((len(line) for line in text.split("\n") if len(line) * _SMALLEST <= room), default=0)
        return f", size: {room / wide:.2f}pt" if wide * _USUAL > room else ""

    def _tables(self, piece: Piece) -> str:
        """Return the tables of an output, each with the note below it, and what stands between them."""
        shown, caption = list[str](), f"#{string(clean(piece.caption))};" if piece.caption else ""
        found = [*(piece.frames or ())]
        # Texts are about the table behind them if one stands first; if that is a title, only titles are.
        leads = bool(found) and "note" in found[0] and not _leads(found[0]["note"])
        while found:
            one = found.pop(0)
            if "note" in one:
                shown.append(f"#lead[{one['note']}];" if leads and found else _paragraph(one["note"]))
                continue
            is_followed = bool(found) and "note" in found[0] and not (leads or _leads(found[0]["note"]))
            note = found.pop(0)["note"] if is_followed else ""
            shown.append(self._table({**one, "caption": one["caption"] or caption, "note": note}))
            caption = ""
        return self.hyphens.in_literals("\n".join(shown))

    def _pictured(self, picture: Picture) -> str:
        """Return a picture, with its number if it is a figure."""
        pages = _PAGES_OF.fullmatch(picture.caption) if picture.is_figure else None
        goes_on = bool(pages and pages[2] != "1" and pages[1] == self._begun)
        self.figures += picture.is_figure and not goes_on
        self._begun = pages[1] if pages else ""
        again = "#counter(figure.where(kind: image)).update(n => n - 1)\n" if goes_on and self.counts else ""
        return again + picture.typst(self.figures)

    def _table(self, data: Mapping[str, Any]) -> str:
        """Return a table, with its number if it has a caption."""
        self.tables += bool(data["caption"].strip())
        across, turned = (room / self.breadth for room in self.page.rooms())
        return table({**data, "number": self.tables}, self.remarks.language, (across, turned), self.fit)

    def _filled(self, typst: str, piece: Piece) -> str:
        """Return what pandoc made, with images and tables in their places."""
        places = self.converted.places

        def fill(data: Mapping[str, Any]) -> str:
            if data["kind"] == "style":
                return tint(str(data["style"])).opening()
            if data["kind"] == "image":
                return self._pictured(self.gallery.linked(data, piece.attachments, piece.cell))
            return self._table(resolved(data))

        def inserted(text: str) -> str:
            return self.converted.marks().sub(lambda mark: fill(places[int(mark[1]) - 1]), text)

        def resolved_cell(cell: Mapping[str, Any]) -> dict[str, Any]:
            return {**cell, "text": self.formulas.plain(cell["text"]), "typst": inserted(cell["typst"])}

        def resolved(data: Mapping[str, Any]) -> dict[str, Any]:
            rows = {
                key: [[resolved_cell(cell) for cell in row] for row in data[key]] for key in ("head", "body")
            }
            return {**data, **rows, "caption": inserted(data["caption"])}

        return inserted(typst)


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


def _leads(typst: str) -> bool:
    """Tell whether a paragraph beside a table leads to what follows: in bold it does."""
    return typst.startswith("#strong[")


def _paragraph(typst: str) -> str:
    """Return a paragraph beside a table: it leads to what follows, or else it is a note."""
    return f"#lead[{typst}];" if _leads(typst) else f"#note[{typst}];"
