"""The bibliography of a report: BibTeX becomes entries in APA style, by the compiler's own library."""

import copy
import re
from pathlib import Path

from nbformat import NotebookNode

from casekit.export.layout import places
from casekit.export.notebook import About, tagged
from casekit.export.remarks import Remarks, in_remark
from casekit.export.texts import clean, string
from casekit.export.typesetter import RefusedError, web_page

__all__ = ["prepared"]

_FENCED = re.compile(r"(`{3,})bibtex[ \t]*\n(.*)\n\1[ \t]*", re.DOTALL)
_ENTRY = re.compile(r"<li\b[^>]*>(.*?)</li>", re.DOTALL)
_ADDRESS = re.compile(r"<a\b[^>]*>(.*?)</a>", re.DOTALL)
_YEAR_ALONE = re.compile(r"\((\d{4}\w?),\)")  # what the style makes of a web page dated by its year
_PLACE = re.compile(r"references\.bib:(\d+)")
_MOST = 2_000_000  # letters


def prepared(notebook: NotebookNode, told: About, room: Path, remarks: Remarks) -> NotebookNode:
    """Return the notebook of a report with its bibliography set, and say if its abstract is too long.

    Any other notebook stays as it is. A bibliography that cannot be read is printed as it was written, with
    a remark that says where it is wrong.
    """
    if told.layout is None:
        return notebook
    notebook = copy.deepcopy(notebook)
    lengths: dict[str, list[int]] = {}
    for number, (cell, place) in enumerate(zip(notebook.cells, places(notebook), strict=True), start=1):
        if tagged(cell, "bibliography") and (found := _FENCED.fullmatch(clean(cell.source).strip())):
            if entries := _entries(found[2], told.words, room, remarks, number):
                cell.cell_type, cell.source = "raw", entries
                cell.metadata["format"] = "text/html"
        elif place.abstract and "alert-warning" not in cell.source and not cell.source.startswith("**"):
            lengths.setdefault(place.lang, []).append(len(cell.source.split()))
    for length in map(sum, lengths.values()):
        if length > told.layout.abstract_words:
            most = f"{told.layout.abstract_words:g}"
            remarks.add("export.remark.abstract", count=length, most=most)
    return notebook


def _entries(source: str, words: str, room: Path, remarks: Remarks, cell: int) -> str:
    """Return the entries of a bibliography as HTML, empty if it cannot be read."""
    (room / "references.bib").write_text(source[:_MOST], encoding="utf-8")
    try:
        page = web_page(
            f"#set text(lang: {string(words)})\n"
            '#bibliography("references.bib", style: "apa", full: true, title: none)',
            room,
        )
    except RefusedError as error:
        line = _PLACE.search(error.said)
        reason = re.sub(r"^failed to parse BibLaTeX ", "", error.reason).strip("()")
        remarks.add(
            "export.remark.bibliography", cell, line=line[1] if line else "?", reason=in_remark(reason)
        )
        return ""
    found = [_YEAR_ALONE.sub(r"(\1)", _ADDRESS.sub(r"\1", entry)) for entry in _ENTRY.findall(page)]
    return "\n".join(f"<p>{entry}</p>" for entry in found)
