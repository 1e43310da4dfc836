"""A notebook as every writer begins with it: mended, its title block read, and taken apart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nbformat import NotebookNode

from casekit.export.formulas import Formulas
from casekit.export.layout import uncaptioned
from casekit.export.notebook import About, about
from casekit.export.pieces import Piece, pieces_of
from casekit.export.references import prepared
from casekit.export.remarks import Remarks
from casekit.export.sound import sound

__all__ = ["Apart", "taken_apart"]


@dataclass(frozen=True)
class Apart:
    """A notebook and what it consists of.

    Attributes
    ----------
    notebook : NotebookNode
        The notebook, with what is wrong in it mended.
    told : About
        Its title block.
    pieces : sequence of Piece
        What it shows, in order.
    formulas : Formulas
        The formulas that were taken out of the pieces.
    remarks : Remarks
        What of it is shown differently, so far.
    """

    notebook: NotebookNode
    told: About
    pieces: Sequence[Piece]
    formulas: Formulas
    remarks: Remarks


def taken_apart(notebook: NotebookNode, name: str, room: Path, *, no_input: bool, edition: str) -> Apart:
    """Return a notebook taken apart; a report's bibliography is set in a folder of our own."""
    notebook = sound(notebook, name)
    told = about(notebook, name)
    remarks, formulas = Remarks(told.words), Formulas()
    notebook = prepared(notebook, told, room, remarks)
    pieces = pieces_of(notebook, remarks, formulas, no_input=no_input, edition=edition)
    if told.layout:
        pieces = uncaptioned(pieces, notebook)
    elif told.slides:  # what is a caption elsewhere stands above the slide
        pieces = [replace(piece, caption="") for piece in pieces]
    return Apart(notebook, told, pieces, formulas, remarks)
