"""A notebook becomes the content of a web page: its text, tables, formulas and pictures, and nothing else."""

import base64
import json
import mimetypes
import re
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from casekit.export.apart import taken_apart
from casekit.export.convert import pandoc
from casekit.export.editions import READING
from casekit.export.faces import faces_for
from casekit.export.images import Gallery, Picture
from casekit.export.limits import SECONDS, within_limits
from casekit.export.notebook import About
from casekit.export.pieces import Piece, drawn_texts
from casekit.export.tree import Node, letters_of, said_head, string
from casekit.export.treed import Writer, treed
from casekit.vocab import say

__all__ = ["made_page", "to_page"]

_OPTIONS = (
    "--from=json",
    "--to=html5",
    "--mathml",
    "--wrap=none",
    "--no-highlight",
    "--shift-heading-level-by=1",
)
# Underscores alone in a paragraph or cell; in a row they would make lines of two lengths on a phone.
_TO_WRITE_ON = re.compile(r"(<p>|<td>|<br ?/?>\s*)_{8,}(?=</(?:p|td)>)")
# A column of a table is at least so wide, in letters, if it says as much; a table too wide is scrolled.
_WIDE_ENOUGH, _PADDING = 16, 2.6
_EMPTY_HEAD = re.compile(r"<th(?: [^<>]*)?></th>")


def to_page(
    notebook: NotebookNode, *, name: str, folder: Path | None = None, seconds: float | None = SECONDS
) -> tuple[str, list[str]]:
    """Return the content of a web page that shows a notebook, and sentences about what it shows differently.

    Parameters are those of `casekit.export.to_pdf`. The first heading is left to the page that the content
    stands in; the others begin with ``h2``. Pictures are inside, so that nothing is loaded from elsewhere.
    """
    made, remarks = within_limits("page", notebook, name, folder, {}, seconds=seconds)
    return made.decode(), remarks


def made_page(
    notebook: NotebookNode, name: str, *, folder: Path | None, room: Path
) -> tuple[bytes, list[str]]:
    """Return what `to_page` returns, made in a folder of our own and without limits."""
    read = taken_apart(notebook, name, room, no_input=False, edition=READING)
    tree = treed(read, room)
    faces = faces_for("".join(drawn_texts(read.pieces)), read.told.lang, room)
    writer = _WebWriter(read.told, Gallery(room, folder, read.remarks, faces.found), room)
    shown = (writer.piece(piece, tree.blocks.get(at, [])) for at, piece in enumerate(read.pieces))
    blocks = [block for piece in shown for block in piece]
    whole = {"pandoc-api-version": tree.version, "meta": {}, "blocks": blocks}
    made = pandoc([*_OPTIONS], json.dumps(whole).encode(), room, read.told.words).decode()
    made = _TO_WRITE_ON.sub(r'\1<span class="line"></span>', _EMPTY_HEAD.sub("<td></td>", made))
    return made.encode(), read.remarks.sentences()


class _WebWriter(Writer):
    """Turns pieces into blocks of pandoc's tree for a web page."""

    def __init__(self, told: About, gallery: Gallery, room: Path) -> None:
        super().__init__(told, gallery, room)
        self._figures = self._tables = 0

    def _laid_out(self, table: Node) -> Node:
        """Return a table that can be scrolled on a narrow screen, where its columns would be too narrow."""
        attributes, caption, columns, head, bodies, foot = table["c"]
        columns = [[align, {"t": "ColWidthDefault"}] for align, _ in columns]
        made = {"t": "Table", "c": [attributes, caption, columns, said_head(head), bodies, foot]}
        name = say("export.word.table", self.told.words)
        wide = sum(min(longest, _WIDE_ENOUGH) + _PADDING for longest in letters_of(table)[0])
        style = f"--letters: {wide:.0f}"
        return _box("table", made, tabindex="0", role="group", style=style, label=name)

    def piece(self, piece: Piece, blocks: list[Node]) -> list[Node]:
        """Return the blocks of a piece."""
        shown = super().piece(piece, blocks)
        if piece.kind in ("markdown", "html") and piece.caption:
            self._caption(shown, piece.caption)
        return shown

    def _caption(self, blocks: list[Node], text: str) -> None:
        """Give the first table among some blocks a caption with its number."""
        for block in blocks:
            inner = block["c"][1][0] if block["t"] == "Div" and block["c"][1] else block
            if inner["t"] == "Table":
                self._tables += 1
                inner["c"][1] = self._numbered("table", self._tables, text)
                return

    def _numbered(self, kind: str, number: int, text: str) -> list[Any]:
        """Return a caption with its number, behind that of the chapter if there is one."""
        told = self.told
        chapter = "" if told.chapter is None else f"{told.chapter}."
        said = f"{say(f'export.word.{kind}', told.words)} {chapter}{number}. {text}"
        return [None, [{"t": "Plain", "c": [string(said)]}]]

    def _figure(self, picture: Picture, cell: int) -> Node:
        """Return a picture with its caption and number."""
        made = super()._figure(picture, cell)
        if made["t"] == "Figure":
            self._figures += 1
            made["c"][1] = self._numbered("figure", self._figures, picture.caption)
        return made

    def _picture(self, picture: Picture, cell: int) -> Node:
        """Return a picture that the page itself holds, or the sentence in its place."""
        if picture.missing:
            return {"t": "Emph", "c": [string(f"[{picture.missing}]")]}
        content = base64.b64encode((self.room / picture.file).read_bytes()).decode()
        mime = mimetypes.guess_type(picture.file)[0] or "application/octet-stream"
        size = [["width", f"{picture.width / 0.75:.0f}"]] if picture.width else []
        # Pandoc reads the text of an image for its alt, which may hold what is not a word.
        return {
            "t": "Image",
            "c": [["", [], size], [string(picture.alt)], [f"data:{mime};base64,{content}", ""]],
        }

    def _printed(self, piece: Piece) -> Node:
        """Return a printed text; its colours were made for a white page."""
        return {"t": "CodeBlock", "c": [["", [], []], piece.text]}

    def _coloured(self, inlines: list[Node], style: str) -> list[Node]:
        """Return a text without the colours that were made for a white page."""
        return inlines


def _box(kind: str, block: Node, label: str, **attributes: str) -> Node:
    """Return a block inside an element of a class."""
    given = [*attributes.items(), ("aria-label", label)]
    return {"t": "Div", "c": [["", [kind], [[key, value] for key, value in given]], [block]]}
