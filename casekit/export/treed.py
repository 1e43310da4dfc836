"""A notebook as pandoc's tree: what Word documents and web pages are written from."""

from importlib.resources import files
from pathlib import Path

from casekit.export.apart import Apart
from casekit.export.convert import Parsed, parsed
from casekit.export.pieces import first_text
from casekit.export.remarks import in_remark
from casekit.export.scripts import direction

__all__ = ["treed"]


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
