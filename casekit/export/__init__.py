"""Notebook to PDF and Word: run it, typeset it; for the command line, and as nbconvert's ``casepdf``."""

from typing import TYPE_CHECKING, Any

import casekit.lightly  # noqa: F401 - before anything loads nbformat
from casekit.doors import at_the_door
from casekit.export.document import to_pdf
from casekit.export.notebook import read_notebook
from casekit.export.remarked import remarked_docx
from casekit.export.run import execute, marked_as_not_run
from casekit.export.word import to_docx

if TYPE_CHECKING:
    from casekit.export.exporter import CasePDFExporter

__all__ = [
    "CasePDFExporter",
    "execute",
    "marked_as_not_run",
    "read_notebook",
    "remarked_docx",
    "to_docx",
    "to_pdf",
]


def __getattr__(name: str) -> Any:
    """Import the exporter when it is asked for: nbconvert is slow to load, and `to_pdf` does without it."""
    if name == "CasePDFExporter":
        from casekit.export.exporter import CasePDFExporter  # noqa: PLC0415

        return CasePDFExporter
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


at_the_door(globals(), __all__)
