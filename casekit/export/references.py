"""The bibliography of a report: BibTeX becomes entries in APA style, by the compiler's own library.

What texts cite as ``[@key]``, ``[@key, p. 12]`` or ``[@one; @other]`` becomes a reference in the same style.
"""

import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from html import unescape
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
# Texts of a case file stand in a report with their signs as numbers.
_CITED = re.compile(r"(?:\[|&#91;)((?:@|&#64;)[^\[\]\n]{1,300}?)(?:\]|&#93;)(?!\()")
_ONE = re.compile(r"@([^\s,;]{1,100})(?:,\s*(.+))?", re.DOTALL)
_KEY = re.compile(r"@\w+\s*[{(]\s*([^\s,{}()]+)")
_IN_TEXT = re.compile(r"<i>(.*?)</i>", re.DOTALL)
_SIGN = re.compile(r"[*_`\[\]]")


def prepared(notebook: NotebookNode, told: About, room: Path, remarks: Remarks) -> NotebookNode:
    """Return the notebook of a report with its bibliography set, and say if its abstract is too long.

    Any other notebook stays as it is. A bibliography that cannot be read is printed as it was written, with
    a remark that says where it is wrong.
    """
    if told.layout is None:
        return notebook
    notebook = copy.deepcopy(notebook)
    cited = _citations(notebook.cells)
    shown: dict[str, str] = {}
    lengths: dict[str, list[int]] = {}
    for number, (cell, place) in enumerate(zip(notebook.cells, places(notebook), strict=True), start=1):
        if tagged(cell, "bibliography") and (found := _FENCED.fullmatch(clean(cell.source).strip())):
            known = {*_KEY.findall(found[2])}
            wanted = [one for one in cited if known.issuperset(key for key, _ in cited[one])]
            entries, cites = _set(found[2], [cited[one] for one in wanted], told.words, room, remarks, number)
            if entries:
                cell.cell_type, cell.source = "raw", entries
                cell.metadata["format"] = "text/html"
                shown = dict(zip(wanted, cites, strict=False))
                _say_unknown(notebook.cells, cited, known, remarks)
        elif place.abstract and "alert-warning" not in cell.source and not cell.source.startswith("**"):
            lengths.setdefault(place.lang, []).append(len(cell.source.split()))
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and shown:
            cell.source = _CITED.sub(lambda match: shown.get(match[1], match[0]), cell.source)
    for length in map(sum, lengths.values()):
        if length > told.layout.abstract_words:
            most = f"{told.layout.abstract_words:g}"
            remarks.add("export.remark.abstract", count=length, most=most)
    return notebook


def _citations(cells: Iterable[NotebookNode]) -> dict[str, list[tuple[str, str]]]:
    """Return what texts cite: as it is written, the keys, each with the place in the work."""
    found: dict[str, list[tuple[str, str]]] = {}
    for cell in cells:
        if cell.cell_type == "markdown" and not tagged(cell, "bibliography"):
            for written in _CITED.findall(cell.source):
                parts = [_ONE.fullmatch(part.strip()) for part in unescape(written).split(";")]
                if all(parts):
                    found[written] = [(part[1], part[2] or "") for part in parts if part]
    return found


def _say_unknown(
    cells: Sequence[NotebookNode],
    cited: Mapping[str, Sequence[tuple[str, str]]],
    known: Iterable[str],
    remarks: Remarks,
) -> None:
    """Say which works that texts cite the bibliography does not have."""
    for written, parts in cited.items():
        for key in {key for key, _ in parts}.difference(known):
            at = next(number for number, cell in enumerate(cells, start=1) if written in cell.source)
            remarks.add("export.remark.cited", at, work=in_remark(key))


def _set(
    source: str,
    cited: Sequence[Sequence[tuple[str, str]]],
    words: str,
    room: Path,
    remarks: Remarks,
    cell: int,
) -> tuple[str, list[str]]:
    """Return the entries of a bibliography as HTML and what is cited of it; nothing if it cannot be read."""
    (room / "references.bib").write_text(source[:_MOST], encoding="utf-8")
    in_text = "\n".join(f'#html.elem("i")[{"".join(_cite(*one) for one in parts)}]' for parts in cited)
    try:
        page = web_page(
            f"#set text(lang: {string(words)})\n{in_text}\n"
            '#bibliography("references.bib", style: "apa", full: true, title: none)',
            room,
        )
    except RefusedError as error:
        if cited:  # a key that only looks like one must not cost the entries
            return _set(source, [], words, room, remarks, cell)
        line = _PLACE.search(error.said)
        reason = re.sub(r"^failed to parse BibLaTeX ", "", error.reason).strip("()")
        remarks.add(
            "export.remark.bibliography", cell, line=line[1] if line else "?", reason=in_remark(reason)
        )
        return "", []
    page = _ADDRESS.sub(r"\1", page)
    found = [_YEAR_ALONE.sub(r"(\1)", entry) for entry in _ENTRY.findall(page)]
    cites = [_SIGN.sub(lambda sign: f"&#{ord(sign[0])};", one) for one in _IN_TEXT.findall(page)]
    return "\n".join(f"<p>{entry}</p>" for entry in found), cites


def _cite(key: str, place: str) -> str:
    """Return a citation for the compiler."""
    supplement = f", supplement: {string(place)}" if place else ""
    return f"#cite(label({string(key)}){supplement})"
