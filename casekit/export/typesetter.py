"""The Typst compiler: what it makes of a document, and where it stumbles."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from casekit.errors import ExportError
from casekit.export.texts import string
from casekit.vocab import say

__all__ = ["PIXELS_PER_INCH", "RefusedError", "decodes", "pdf", "png"]

_BLOCK = re.compile(r"^(?=error: |warning: )", re.MULTILINE)
_LINE = re.compile(r"^\s*┌─ \S*main\.typ:(\d+):", re.MULTILINE)
_ALONE = """#set page(width: auto, height: auto, margin: 0pt)
#context {{
  let size = measure(image({name}))
  image({name}, width: size.width * calc.min(1.0, 700pt / size.width, 900pt / size.height))
}}"""
PIXELS_PER_INCH = 220.0


class RefusedError(Exception):
    """A document that the compiler does not accept.

    Attributes
    ----------
    reason : str
        Its message, on one line.
    lines : list of int
        The lines of the document with errors, as far as it names them.
    """

    def __init__(self, reason: str, lines: Sequence[int] = ()) -> None:
        super().__init__(reason)
        self.reason = " ".join(reason.split())
        self.lines = list(lines)


def pdf(source: str, room: Path, standards: Sequence[str] = ()) -> bytes:
    """Return a document as PDF; no fonts but the compiler's own, so that it is the same everywhere.

    Parameters
    ----------
    source : str
        The document in Typst.
    room : Path
        The only folder that it can read.
    standards : sequence of str
        The standards that the PDF must meet.

    Raises
    ------
    RefusedError
        If the document is not accepted.
    ExportError
        If the compiler is missing.
    """
    return _compiled(source, room, format="pdf", pdf_standards=list(standards), timestamp=0)


def png(picture: str, room: Path) -> bytes:
    """Return a picture file of a room as PNG."""
    return _compiled(_ALONE.format(name=string(picture)), room, format="png", ppi=PIXELS_PER_INCH)


def decodes(picture: str, room: Path) -> bool:
    """Tell whether the compiler can show a picture file of a room."""
    try:
        pdf(_ALONE.format(name=string(picture)), room)
    except RefusedError:
        return False
    return True


def _compiled(source: str, room: Path, **options: Any) -> bytes:
    """Return what the compiler makes of a document."""
    typst = _typst()
    main = room / "main.typ"
    main.write_text(source, encoding="utf-8", newline="\n")
    try:
        made = typst.compile(
            str(main), root=str(room), font_paths=_fonts(), ignore_system_fonts=True, **options
        )
    except typst.TypstError as error:
        raise RefusedError(str(error.message), _lines(error)) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # a fault of the compiler, no Exception
            raise
        raise RefusedError(str(error)) from None
    pages: bytes = made[0] if isinstance(made, list) else made
    return pages


def _lines(error: Any) -> list[int]:
    """Return the lines with errors; those with warnings are none."""
    blocks = [block for block in _BLOCK.split(error.diagnostic) if not block.startswith("warning: ")]
    return [int(line) for line in _LINE.findall("\n".join([*blocks, *map(str, error.trace)]))]


def _typst() -> Any:
    """Return the typst module; imported late, so that a missing wheel breaks no other nbconvert command."""
    try:
        import typst  # noqa: PLC0415
    except ImportError as error:
        raise ExportError(say("export.error.typst", reason=error)) from None
    return typst


@cache
def _fonts() -> Any:
    """Return the compiler's embedded fonts."""
    return _typst().Fonts(include_system_fonts=False)
