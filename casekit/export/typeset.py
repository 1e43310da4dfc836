"""Typst source to PDF: tagged, accessible where the document allows it, and in any case a PDF."""

import json
import re
from bisect import bisect_right
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from casekit.errors import ExportError
from casekit.export.letters import printable
from casekit.export.remarks import Remarks, in_remark
from casekit.export.texts import soft, string
from casekit.export.typesetter import RefusedError, pdf
from casekit.vocab import say

__all__ = ["Part", "Refused", "typeset"]

# The line on which a formula stands holds nothing else: its fault is found by the number of the line.
_EQUATION = re.compile(
    r'#math\.equation\(\nblock: (?:true|false), alt: ("(?:[^"\\]|\\.)*")[^\n]*?\$\.body\);'
)
_ACCESSIBLE = ["ua-1"]
_IN_FULL = 6000


@dataclass(frozen=True)
class Part:
    """One piece of a document: the cell it comes from, its Typst source, its plain text for need."""

    cell: int
    typst: str
    plain: str


@dataclass
class Refused:
    """What Typst has not accepted so far: the sources of formulas and of whole parts."""

    formulas: set[str] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)


def typeset(
    head: str,
    parts: Sequence[Part],
    room: Path,
    remarks: Remarks,
    refused: Refused,
    found: Container[str] = (),
    fonts: Any = None,
) -> bytes | set[str]:
    """Return a PDF, or the names of damaged pictures because of which there is none yet.

    Parameters
    ----------
    head : str
        The beginning of the Typst document.
    parts : sequence of Part
        The rest. A formula that Typst does not accept is shown as code, another part as plain text, with a
        remark.
    room : Path
        The only folder that Typst can read.
    remarks : Remarks
        Where to say what is shown differently.
    refused : Refused
        What Typst is known not to accept; what is found in addition is entered.
    found : container of str
        Characters that fonts in the room have beside the compiler's own.
    fonts : typst.Fonts, optional
        Other fonts than the compiler's own.

    Raises
    ------
    ExportError
        If not even the plain texts become a PDF.
    """
    while True:
        shown = [_shown(part, refused, remarks, found) for part in parts]
        source, starts = _source(head, shown)
        try:
            return pdf(source, room, _ACCESSIBLE, fonts)
        except RefusedError as error:
            problem = error
        if _is_about_tags(problem):
            try:
                made = pdf(source, room, (), fonts)
            except RefusedError as error:
                problem = error
            else:
                remarks.add("export.remark.not_accessible", reason=problem.reason)
                return made
        if problem.pictures:
            return set(problem.pictures)
        if not _blamed(problem, head, parts, shown, starts, room, refused):
            raise ExportError(say("export.error.typst", remarks.language, reason=problem.reason))


def _shown(part: Part, refused: Refused, remarks: Remarks, found: Container[str]) -> Part:
    """Return a part without what Typst does not accept."""
    if part.typst in refused.parts:
        remarks.add("export.remark.plain", part.cell)
        return Part(part.cell, _plain(part.plain, remarks, found), "")

    def as_code(match: re.Match[str]) -> str:
        if match[0] not in refused.formulas:
            return match[0]
        remarks.add("export.remark.formula", part.cell, formula=in_remark(json.loads(match[1])))
        return f"#raw({match[1]});"

    return Part(part.cell, _EQUATION.sub(as_code, part.typst), part.plain) if refused.formulas else part


def _blamed(
    problem: RefusedError,
    head: str,
    parts: Sequence[Part],
    shown: Sequence[Part],
    starts: Sequence[int],
    room: Path,
    refused: Refused,
) -> bool:
    """Enter the formulas or parts on whose lines the compiler stumbled; tell whether there are any."""
    found = False
    for line in problem.lines:
        at = bisect_right(starts, line) - 1
        if at < 0 or parts[at].typst in refused.parts:
            continue
        found = True
        if formula := _formula_on(shown[at].typst, line - starts[at]):
            refused.formulas.add(formula)
        else:
            refused.parts.add(parts[at].typst)
    if not found:
        among = {at for at, part in enumerate(parts) if part.typst not in refused.parts}
        guilty = _tried(head, shown, among, room)
        refused.parts |= {parts[at].typst for at in guilty}
        found = bool(guilty)
    return found


def _formula_on(typst: str, line: int) -> str:
    """Return the formula that stands on a line of a part, empty if there is none."""
    for match in _EQUATION.finditer(typst):
        if typst.count("\n", 0, match.start()) + 1 == line:
            return match[0]
    return ""


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


def _plain(text: str, remarks: Remarks, found: Container[str]) -> str:
    """Return the Typst source of a text as it was written."""
    said = string(say("export.plain", remarks.language))
    return printable(f"#unformatted({said}, {string(soft(text[:_IN_FULL]))});", remarks, found=found)
