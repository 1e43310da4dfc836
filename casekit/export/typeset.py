"""Typst source to PDF: tagged, accessible where the document allows it, and in any case a PDF."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from casekit.errors import ExportError
from casekit.export.remarks import Remarks
from casekit.export.texts import printable, soft, string
from casekit.export.typesetter import RefusedError, decodes, pdf
from casekit.vocab import say

__all__ = ["Part", "typeset"]

_EQUATION = re.compile(
    r'#math\.equation\(block: (?:true|false), alt: ("(?:[^"\\]|\\.)*"), \$.*?(?:(\$\.body\);)|\Z)', re.DOTALL
)
_ACCESSIBLE = ["ua-1"]
_IN_FULL = 6000


@dataclass(frozen=True)
class Part:
    """One piece of a document: the cell it comes from, its Typst source, its plain text for need."""

    cell: int
    typst: str
    plain: str


def typeset(
    head: str, parts: Sequence[Part], room: Path, remarks: Remarks, *, pictures: Sequence[str] = ()
) -> bytes | set[str]:
    """Return a PDF, or the names of damaged pictures because of which there is none yet.

    Parameters
    ----------
    head : str
        The beginning of the Typst document.
    parts : sequence of Part
        The rest. A part that Typst does not accept is shown as plain text, with a remark.
    room : Path
        The only folder that Typst can read.
    remarks : Remarks
        Where to say what is shown differently.
    pictures : sequence of str
        The picture files in the room of which it is not known whether Typst can decode them.

    Raises
    ------
    ExportError
        If not even the plain texts become a PDF.
    """
    parts = list(parts)
    unchecked = set(pictures)
    replaced: set[int] = set()
    while True:
        source, starts = _source(head, parts)
        try:
            return pdf(source, room, _ACCESSIBLE)
        except RefusedError as error:
            problem = error
        if _is_about_tags(problem):
            try:
                made = pdf(source, room)
            except RefusedError as error:
                problem = error
            else:
                remarks.add("export.remark.not_accessible", reason=problem.reason)
                return made
        if broken := {name for name in unchecked if not decodes(name, room)}:
            return broken
        unchecked = set()
        guilty = (_guilty(problem, starts) - replaced) or _tried(
            head, parts, set(range(len(parts))) - replaced, room
        )
        if not guilty:
            raise ExportError(say("export.error.typst", remarks.language, reason=problem.reason))
        for at in guilty:
            part = parts[at]
            without_formulas = _EQUATION.sub(_as_code, part.typst)
            if without_formulas != part.typst:
                remarks.add("export.remark.formulas", part.cell)
                parts[at] = Part(part.cell, without_formulas, part.plain)
            else:
                replaced.add(at)
                remarks.add("export.remark.plain", part.cell)
                parts[at] = Part(part.cell, _plain(part.plain, remarks), "")


def _as_code(match: re.Match[str]) -> str:
    """Return a formula as code; what only begins like one stays."""
    return f"#raw({match[1]});" if match[2] else match[0]


def _source(head: str, parts: Sequence[Part]) -> tuple[str, list[int]]:
    """Return the document and the line on which each part starts."""
    lines = head.count("\n") + 2
    starts, texts = [], [head]
    for part in parts:
        starts.append(lines)
        texts.append(part.typst)
        lines += part.typst.count("\n") + 2
    return "\n\n".join(texts), [start + 1 for start in starts]


def _is_about_tags(error: RefusedError) -> bool:
    """Tell whether only the accessible kind of PDF is impossible."""
    return "PDF/UA-1" in error.reason or "export mode" in error.reason


def _guilty(error: RefusedError, starts: Sequence[int]) -> set[int]:
    """Return the parts on whose lines the compiler stumbled."""
    return {bisect_right(starts, line) - 1 for line in error.lines} - {-1}


def _tried(head: str, parts: Sequence[Part], among: set[int], room: Path) -> set[int]:
    """Return the parts that do not compile even without the others, found by halving."""
    if not among:
        return set()
    try:
        pdf("\n\n".join([head, *(parts[at].typst for at in sorted(among))]), room)
    except RefusedError:
        if len(among) == 1:
            return among
        first = set(sorted(among)[: len(among) // 2])
        return _tried(head, parts, first, room) | _tried(head, parts, among - first, room)
    return set()


def _plain(text: str, remarks: Remarks) -> str:
    """Return the Typst source of a text as it was written."""
    said = string(say("export.plain", remarks.language))
    return printable(f"#unformatted({said}, {string(soft(text[:_IN_FULL]))});", remarks)
