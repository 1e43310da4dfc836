"""The index of a book: terms where they are explained, which is where they stand in bold."""

import re
from collections.abc import Mapping, Sequence

from nbformat import NotebookNode

from casekit.export.hyphens import SOFT_HYPHEN
from casekit.export.notebook import tagged
from casekit.export.texts import compared, string
from casekit.export.typeset import Part

__all__ = ["indexed"]

_BOLD = re.compile(r"#strong\[([^\[\]#\\]{1,120})\](?!\()")


def indexed(parts: Sequence[Part], notebook: NotebookNode, terms: Mapping[str, str]) -> list[Part]:
    """Return the parts with a mark at each term in bold, and the index in the cell that is tagged so.

    Parameters
    ----------
    parts : sequence of Part
        A book.
    notebook : NotebookNode
        Its notebook.
    terms : mapping
        By a way of writing a term, in small letters, what the index calls it.
    """

    def marked(bold: re.Match[str]) -> str:
        said = compared(bold[1].replace(SOFT_HYPHEN, ""))
        return f"{bold[0]}#indexed({string(terms[said])})" if said in terms else bold[0]

    found = [Part(part.cell, _BOLD.sub(marked, part.typst), part.plain) for part in parts]
    places = [at for at, cell in enumerate(notebook.cells, start=1) if tagged(cell, "index")]
    return [*found, *(Part(at, "#index-list();", "") for at in places)]
