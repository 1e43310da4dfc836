"""A notebook becomes a Word document: the same pieces as in the PDF, laid out by pandoc."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from nbformat import NotebookNode

from casekit.export.apart import taken_apart
from casekit.export.colours import tint
from casekit.export.convert import pandoc
from casekit.export.editions import WORKING
from casekit.export.faces import faces_for
from casekit.export.fonts import breadth
from casekit.export.images import Gallery, Picture
from casekit.export.layout import places
from casekit.export.limits import SECONDS, within_limits
from casekit.export.notebook import About, tagged
from casekit.export.pieces import Piece, drawn_texts
from casekit.export.scripts import direction, east_asian
from casekit.export.texts import clean
from casekit.export.tree import Node, header, laid_out, para, parts_of, plain, raw, string, styled
from casekit.export.treed import Writer, treed
from casekit.export.wordcolours import in_colours, printed_in_colours
from casekit.export.wordfile import finished, reference, word_language
from casekit.export.wordpictures import in_pixels, in_strips
from casekit.export.wordreport import report_blocks
from casekit.vocab import say

__all__ = ["docx_of", "to_docx"]

_NEW_PAGE = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
_CONTENTS_BEGIN = (
    '<w:p><w:pPr><w:spacing w:line="40" w:lineRule="exact"/></w:pPr>'
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-LEVELS" \\h \\z \\u </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r></w:p>'
)
_STRIP = 0.2  # of the text of a page, that a part of a picture takes at most, and its caption some more
_POINTS = 72 / 25.4  # in a millimetre
_CONTENTS_END = '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'


def to_docx(
    notebook: NotebookNode,
    *,
    name: str,
    folder: Path | None = None,
    no_input: bool = False,
    edition: str = WORKING,
    seconds: float | None = SECONDS,
) -> tuple[bytes, list[str]]:
    """Return a notebook as a Word document (DOCX), and sentences about what it shows differently.

    Headings, captions of tables and figures, and the contents are Word's own, so that a supervisor can
    correct the text, number it anew and update the contents (F9). Title block and language are those of
    `to_pdf`; nothing is executed, and no file outside `folder` is read.

    Parameters
    ----------
    notebook, name, folder, no_input, edition, seconds
        As of `to_pdf`.

    Raises
    ------
    ExportError
        If there is no such edition, if pandoc is missing or fails, or no document can be made within the
        limits of time and memory.

    Examples
    --------
    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> docx, remarks = to_docx(new_notebook(cells=[new_markdown_cell("# Klien D")]), name="d")
    >>> docx[:2], remarks
    (b'PK', [])
    """
    options = {"no_input": no_input, "edition": edition}
    return within_limits("docx", notebook, name, folder, options, seconds=seconds)


def docx_of(
    notebook: NotebookNode,
    name: str,
    *,
    folder: Path | None,
    no_input: bool,
    room: Path,
    edition: str = WORKING,
) -> tuple[bytes, list[str]]:
    """Return what `to_docx` returns, made in a folder of our own and without limits."""
    read = taken_apart(notebook, name, room, no_input=no_input, edition=edition)
    notebook, told, pieces, remarks = read.notebook, read.told, read.pieces, read.remarks
    tree = treed(read, room)
    faces = faces_for("".join(drawn_texts(pieces)), told.lang, room)  # Word finds fonts for texts by itself
    writer = _WordWriter(told, Gallery(room, folder, remarks, faces.found), room)
    body = [(piece.cell, writer.piece(piece, tree.blocks.get(at, []))) for at, piece in enumerate(pieces)]
    title = clean(tree.title or told.name or say("export.untitled", told.words))
    whole = {
        "pandoc-api-version": tree.version,
        "meta": {
            "lang": {"t": "MetaString", "c": word_language(told)},
            "dir": {"t": "MetaString", "c": direction(told.lang)},
        },
        "blocks": report_blocks(writer.title(title), body, places(notebook), told)
        if told.layout
        else [*writer.title(title), *_arranged(body, notebook, told)],
    }
    east = east_asian("".join(piece.text for piece in pieces), told.lang)
    (room / "reference.docx").write_bytes(reference(told, room, east.word if east else ()))
    options = [
        "--from=json",
        f"--to=docx{'' if told.layout else '+native_numbering'}",
        "--no-highlight",
        "--reference-doc=reference.docx",
        "--output=-",
    ]
    made = pandoc(options, json.dumps(whole).encode(), room, told.words)
    return finished(made, title, told), remarks.sentences()


class _WordWriter(Writer):
    """Turns pieces into blocks of pandoc's tree for a Word document."""

    def title(self, title: str) -> list[Node]:
        """Return the blocks of the title."""
        told = self.told
        if told.layout:
            return self._cover(title)
        above: list[Node] = []
        if logo := self.gallery.logo(told):
            above += [self._picture(logo, 0), string("   ")]
        if told.institution:
            above.append(string(told.institution))
        byline = " · ".join(part for part in (", ".join(told.authors), told.date) if part)
        head = header(title) if told.form else styled("Title", para(string(title)))
        return [
            *([styled("Institution", para(*above))] if above else []),
            head,
            *(styled("Subtitle", para(string(text))) for text in (told.subtitle, byline) if text),
        ]

    def _cover(self, title: str) -> list[Node]:
        """Return the blocks at the head of a report's cover."""
        shown = [styled("Title", para(string(title)))]
        if self.told.subtitle:
            shown.append(styled("Cover Text", para(string(self.told.subtitle))))
        if logo := self.gallery.logo(self.told, width=130):
            shown.append(styled("Cover Group", para(self._picture(logo, 0))))
        return shown

    def _printed(self, piece: Piece) -> Node:
        """Return a printed text in its colours."""
        return raw(printed_in_colours(piece.runs))

    def _coloured(self, inlines: list[Node], style: str) -> list[Node]:
        """Return a text in the colours of a style."""
        return [in_colours(one, tint(style)) for one in inlines]

    def _laid_out(self, table: Node) -> Node:
        """Return a table laid out, in parts if it is too wide."""
        font = self.told.layout.font if self.told.layout else ""
        room = self.told.page.rooms()[0] / breadth(font)
        parts = [laid_out(part, room) for part in parts_of(table, room)]
        if len(parts) == 1:
            return parts[0]
        caption = " ".join(plain(table["c"][1][1]).split())
        shown = [parts[0]]
        for number, part in enumerate(parts[1:], 2):
            part["c"][1] = [None, []]  # the table counts once
            said = f"{caption} ({number}/{len(parts)})".strip()
            shown += [styled("Table Lead", para(string(said))), part]
        said = say("export.table_split", self.told.words, count=len(parts))
        return {"t": "Div", "c": [["", [], []], [*shown, styled("Note", para(string(said)))]]}

    def _figure(self, picture: Picture, cell: int) -> Node:
        """Return a picture with its caption; a high one of a report in strips."""
        figure = super()._figure(picture, cell)
        if self.told.layout and figure["t"] == "Figure":
            page = self.told.page
            most = _STRIP * (page.height - page.top - page.bottom) * _POINTS
            [image] = figure["c"][2][0]["c"]
            if image["t"] == "Image":
                strips = in_strips(image, picture.caption, self.room, page.rooms()[0], most)
                figure["c"][2] = [{"t": "Plain", "c": [strip]} for strip in strips]
        return figure

    def _picture(self, picture: Picture, cell: int) -> Node:
        """Return a picture inside a line, or the sentence in its place."""
        if picture.words:
            return string(picture.words)
        if not picture.missing:
            picture = replace(picture, file=in_pixels(picture.file, self.room))
        if not picture.missing and not picture.file:
            name = picture.alt or say("export.picture", self.told.words, number="?")
            self.gallery.remarks.add("export.remark.broken", cell, name=name)
            picture = Picture(missing=say("export.image.broken", self.told.words, name=name))
        if picture.missing:
            return {"t": "Emph", "c": [string(f"[{picture.missing}]")]}
        size = [["width", f"{picture.width / 72:.2f}in"]] if picture.width else []
        return {
            "t": "Image",
            "c": [["", [], size], [string(clean(picture.alt))], [picture.file, ""]],
        }


def _arranged(body: Sequence[tuple[int, list[Node]]], notebook: NotebookNode, told: About) -> Iterator[Node]:
    """Yield the blocks with the contents behind the cover, and new pages where cells ask for them."""
    covers = {cell for cell, _ in body if tagged(notebook.cells[cell - 1], "cover")}
    for cell, blocks in body:
        if cell in covers:
            yield from blocks
    headings = [block for cell, blocks in body for block in blocks if block["t"] == "Header"]
    if told.has_contents(len(headings)):
        yield from _contents(headings, told.words, told.contents)
    before = 0
    for cell, blocks in body:
        if cell in covers:
            continue
        if cell != before and tagged(notebook.cells[cell - 1], "new-page"):
            yield raw(_NEW_PAGE)
        yield from blocks
        before = cell


def _contents(headings: Sequence[Node], words: str, levels: int) -> Iterator[Node]:
    """Yield Word's contents, filled in already: page numbers come when Word updates it."""
    yield styled("TOC Heading", para(string(say("contents", words))))
    yield raw(_CONTENTS_BEGIN.replace("LEVELS", str(levels)))
    for heading in headings:
        level, (label, _, _), text = heading["c"]
        if level <= levels:
            yield styled(f"toc {level}", para({"t": "Link", "c": [["", [], []], text, [f"#{label}", ""]]}))
    yield raw(_CONTENTS_END)
