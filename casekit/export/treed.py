"""A notebook as pandoc's tree: what Word documents and web pages are written from."""

from abc import ABC, abstractmethod
from importlib.resources import files
from pathlib import Path
from typing import Any

from casekit.export.apart import Apart
from casekit.export.convert import Parsed, parsed
from casekit.export.images import Gallery, Picture
from casekit.export.notebook import About
from casekit.export.pieces import Piece, first_text
from casekit.export.remarks import in_remark
from casekit.export.scripts import direction
from casekit.export.tree import Node, para, plain, string, styled

__all__ = ["Writer", "treed"]


def treed(read: Apart, room: Path) -> Parsed:
    """Return pandoc's tree of the pieces that have texts, and remark what of it cannot be shown."""
    pieces, told = read.pieces, read.told
    filter_text = (files("casekit") / "data" / "templates" / "notebook.lua").read_bytes()
    (room / "notebook.lua").write_bytes(filter_text)
    texts = {
        at: (piece.kind, piece.text) for at, piece in enumerate(pieces) if piece.kind in ("markdown", "html")
    }
    # A notebook without any text still has to tell the version of pandoc's tree.
    texts = texts or {0: ("markdown", "")}
    first = first_text(pieces, read.notebook)
    tree = parsed(texts, read.formulas, room, told.title, told.words, first, direction(told.lang))
    for at in tree.deep:
        read.remarks.add("export.remark.deep", pieces[at].cell)
    for one in tree.unknown:
        read.remarks.add("export.remark.formula", pieces[one["piece"]].cell, formula=in_remark(one["text"]))
    return tree


class Writer(ABC):
    """Turns pieces into blocks of pandoc's tree; each kind of document says how some of them look."""

    def __init__(self, told: About, gallery: Gallery, room: Path) -> None:
        self.told = told
        self.gallery = gallery
        self.room = room

    def piece(self, piece: Piece, blocks: list[Node]) -> list[Node]:
        """Return the blocks of a piece."""
        if piece.kind in ("markdown", "html"):
            caption = piece.caption
            made = []
            for block in blocks:
                if block["t"] == "Table" and caption:
                    block["c"][1] = [None, [{"t": "Plain", "c": [string(caption)]}]]
                    caption = ""
                found = self._resolved(block, piece)
                if piece.kind == "html" and found["t"] == "Para":
                    found = styled("Note", found)
                made.append(found)
            return made
        if piece.kind == "image":
            picture = self.gallery.shown(
                piece.picture or b"", piece.text, piece.cell, width=piece.width, caption=piece.caption
            )
            return [self._figure(picture, piece.cell)]
        if piece.kind == "note":
            return [styled("Note", para(string(piece.text)))]
        if piece.runs:
            return [self._printed(piece)]
        return [{"t": "CodeBlock", "c": [["", [], []], piece.text]}]

    def _resolved(self, node: Any, piece: Piece) -> Any:
        """Return a block with its images found and its tables laid out, whatever it is inside of."""
        if isinstance(node, list):
            return [self._resolved(one, piece) for one in node]
        if not isinstance(node, dict):
            return node
        if node.get("t") == "Image":
            (_, _, named), alt, (source, caption) = node["c"]
            place = {
                "src": source,
                "alt": plain(alt),
                "caption": caption,
                "width": dict(named).get("width", ""),
                "block": False,
            }
            return self._picture(self.gallery.linked(place, piece.attachments, piece.cell), piece.cell)
        if node.get("t") == "Span" and (style := dict(node["c"][0][2]).get("style")):
            inner = self._coloured(self._resolved(node["c"][1], piece), style)
            return {"t": "Span", "c": [["", [], []], inner]}
        made = {key: self._resolved(value, piece) for key, value in node.items()}
        return self._laid_out(made) if node.get("t") == "Table" else made

    def _figure(self, picture: Picture, cell: int) -> Node:
        """Return a picture with its caption."""
        shown = {"t": "Plain", "c": [self._picture(picture, cell)]}
        if not picture.caption:
            return {"t": "Para", "c": shown["c"]}
        caption = [None, [{"t": "Plain", "c": [string(picture.caption)]}]]
        return {"t": "Figure", "c": [["", [], []], caption, [shown]]}

    @abstractmethod
    def _printed(self, piece: Piece) -> Node:
        """Return a printed text in its colours."""

    @abstractmethod
    def _coloured(self, inlines: list[Node], style: str) -> list[Node]:
        """Return a text in the colours of a style."""

    @abstractmethod
    def _laid_out(self, table: Node) -> Node:
        """Return a table laid out."""

    @abstractmethod
    def _picture(self, picture: Picture, cell: int) -> Node:
        """Return a picture inside a line, or the sentence in its place."""
