"""A notebook as pandoc's tree: what Word documents and web pages are written from."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from nbformat import NotebookNode

from casekit.export.convert import Parsed, parsed
from casekit.export.formulas import Formulas
from casekit.export.layout import uncaptioned
from casekit.export.notebook import About, about
from casekit.export.pieces import Piece, first_text, pieces_of
from casekit.export.references import prepared
from casekit.export.remarks import Remarks, in_remark
from casekit.export.scripts import direction
from casekit.export.sound import sound

__all__ = ["Treed", "treed"]


@dataclass(frozen=True)
class Treed:
    """A notebook, its pieces and what pandoc read in them.

    Attributes
    ----------
    notebook : NotebookNode
        The notebook, with what is wrong in it mended.
    told : About
        Its title block.
    pieces : sequence of Piece
        What it shows, in order.
    tree : Parsed
        The blocks of the pieces that have any.
    way : str
        The direction in which it is written.
    """

    notebook: NotebookNode
    told: About
    pieces: Sequence[Piece]
    tree: Parsed
    way: str


def treed(
    notebook: NotebookNode, name: str, room: Path, *, no_input: bool, edition: str
) -> tuple[Treed, Remarks]:
    """Return a notebook as pandoc's tree, and remarks on what of it cannot be shown."""
    notebook = sound(notebook, name)
    told = about(notebook, name)
    remarks = Remarks(told.words)
    notebook = prepared(notebook, told, room, remarks)
    formulas = Formulas()
    pieces = pieces_of(notebook, remarks, formulas, no_input=no_input, edition=edition)
    if told.layout:
        pieces = uncaptioned(pieces, notebook)
    filter_text = (files("casekit") / "data" / "templates" / "notebook.lua").read_bytes()
    (room / "notebook.lua").write_bytes(filter_text)
    texts = {
        at: (piece.kind, piece.text) for at, piece in enumerate(pieces) if piece.kind in ("markdown", "html")
    }
    # A notebook without any text still has to tell the version of pandoc's tree.
    texts = texts or {0: ("markdown", "")}
    first, way = first_text(pieces, notebook), direction(told.lang)
    tree = parsed(texts, formulas, room, told.title, told.words, first, way)
    for at in tree.deep:
        remarks.add("export.remark.deep", pieces[at].cell)
    for one in tree.unknown:
        remarks.add("export.remark.formula", pieces[one["piece"]].cell, formula=in_remark(one["text"]))
    return Treed(notebook, told, pieces, tree, way), remarks
