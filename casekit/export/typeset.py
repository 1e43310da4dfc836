"""Typst source to PDF: tagged, accessible where the document allows it, and in any case a PDF."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from casekit.errors import ExportError
from casekit.export.remarks import Remarks
from casekit.export.texts import printable, soft, string
from casekit.vocab import say

__all__ = ["Part", "typeset"]

_LINE = re.compile(r"main\.typ:(\d+):")
_EQUATION = re.compile(
    r'#math\.equation\(block: (?:true|false), alt: ("(?:[^"\\]|\\.)*"), \$.*?\$\.body\);', re.DOTALL
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
        The picture files in the room.

    Raises
    ------
    ExportError
        If not even the plain texts become a PDF.
    """
    typst = _typst(remarks.language)
    parts = list(parts)
    replaced: set[int] = set()
    while True:
        source, starts = _source(head, parts)
        try:
            return _compile(source, room, _ACCESSIBLE)
        except typst.TypstError as error:
            problem = error
        if broken := _broken(pictures, room):
            return broken
        if _is_about_tags(problem):
            try:
                pdf = _compile(source, room, [])
            except typst.TypstError as error:
                problem = error
            else:
                remarks.add("export.remark.not_accessible", reason=_reason(problem))
                return pdf
        guilty = _guilty(problem, starts, replaced) or _tried(head, parts, replaced, room)
        if not guilty:
            raise ExportError(say("export.error.typst", remarks.language, reason=_reason(problem)))
        for at in guilty:
            part = parts[at]
            without_formulas = _EQUATION.sub(r"#raw(\1);", part.typst)
            if without_formulas != part.typst:
                remarks.add("export.remark.formulas", part.cell)
                parts[at] = Part(part.cell, without_formulas, part.plain)
            else:
                replaced.add(at)
                remarks.add("export.remark.plain", part.cell)
                parts[at] = Part(part.cell, _plain(part.plain, remarks), "")


def _source(head: str, parts: Sequence[Part]) -> tuple[str, list[int]]:
    """Return the document and the line on which each part starts."""
    lines = head.count("\n") + 2
    starts, texts = [], [head]
    for part in parts:
        starts.append(lines)
        texts.append(part.typst)
        lines += part.typst.count("\n") + 2
    return "\n\n".join(texts), [start + 1 for start in starts]


def _compile(source: str, room: Path, standards: list[str]) -> bytes:
    """Return the PDF of a document; no fonts but the compiler's own, so that it is the same everywhere."""
    typst = _typst("")
    (room / "main.typ").write_text(source, encoding="utf-8", newline="\n")
    pdf: bytes = typst.compile(
        str(room / "main.typ"),
        root=str(room),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=standards,
        timestamp=0,
    )
    return pdf


def _broken(pictures: Sequence[str], room: Path) -> set[str]:
    """Return the pictures that Typst cannot decode."""
    typst = _typst("")
    broken = set()
    for name in pictures:
        try:
            _compile(f"#set page(width: auto, height: auto)\n#image({string(name)})", room, [])
        except typst.TypstError:
            broken.add(name)
    return broken


def _is_about_tags(error: Any) -> bool:
    """Tell whether only the accessible kind of PDF is impossible."""
    return "PDF/UA-1" in error.message or "export mode" in error.message


def _guilty(error: Any, starts: Sequence[int], replaced: set[int]) -> set[int]:
    """Return the part on whose line the compiler stumbled."""
    for line in _LINE.findall("\n".join([error.diagnostic, *error.trace])):
        before = [at for at, start in enumerate(starts) if start <= int(line)]
        if before and before[-1] not in replaced:
            return {before[-1]}
    return set()


def _tried(head: str, parts: Sequence[Part], replaced: set[int], room: Path) -> set[int]:
    """Return the parts that do not compile on their own."""
    typst = _typst("")
    guilty = set()
    for at, part in enumerate(parts):
        if at not in replaced:
            try:
                _compile(f"{head}\n\n{part.typst}", room, [])
            except typst.TypstError:
                guilty.add(at)
    return guilty


def _plain(text: str, remarks: Remarks) -> str:
    """Return the Typst source of a text as it was written."""
    said = string(say("export.plain", remarks.language))
    return printable(f"#unformatted({said}, {string(soft(text[:_IN_FULL]))});", remarks)


def _reason(error: Any) -> str:
    """Return a compiler message on one line."""
    return " ".join(str(error.message).split())


def _typst(words: str) -> Any:
    """Return the typst module; imported late, so that a missing wheel breaks no other nbconvert command."""
    try:
        import typst  # noqa: PLC0415
    except ImportError as error:
        raise ExportError(say("export.error.typst", words or None, reason=error)) from None
    return typst


@cache
def _fonts() -> Any:
    """Return the compiler's embedded fonts."""
    return _typst("").Fonts(include_system_fonts=False)
