"""The Typst compiler: what it makes of a document, and where it stumbles."""

import json
import logging
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from casekit.errors import ExportError
from casekit.export.hyphens import SOFT_HYPHEN, unbroken
from casekit.export.placing import LABEL, placed
from casekit.export.texts import string
from casekit.vocab import say

__all__ = ["PIXELS_PER_INCH", "RefusedError", "pdf", "png"]

_log = logging.getLogger(__name__)

_BLOCK = re.compile(r"^(?=error: |warning: )", re.MULTILINE)
_PICTURE = re.compile(r"\bpicture-\d+\.[a-z]+\b")
_FLOWING = ", flows: "
_LINE = re.compile(r"^\s*┌─ .*main\.typ:(\d+):", re.MULTILINE)
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
    pictures : list of str
        The picture files that it cannot decode.
    """

    def __init__(self, reason: str, lines: Sequence[int] = (), pictures: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.reason = " ".join(reason.split())
        self.lines = list(lines)
        self.pictures = list(pictures)


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
    inputs = placed(lambda given: _asked(source, room, given)) if _FLOWING in source else {}
    made = _compiled(
        source, room, format="pdf", pdf_standards=list(standards), timestamp=0, sys_inputs=inputs
    )
    return unbroken(made) if SOFT_HYPHEN in source else made


def png(picture: str, room: Path) -> bytes:
    """Return a picture file of a room as PNG."""
    return _compiled(_ALONE.format(name=string(picture)), room, format="png", ppi=PIXELS_PER_INCH)


def _asked(source: str, room: Path, inputs: Mapping[str, str]) -> list[tuple[int, float]]:
    """Return what a document says about the room for its pictures; nothing if it is not accepted."""
    main = room / "main.typ"
    main.write_text(source, encoding="utf-8", newline="\n")
    typst = _typst()
    try:
        said = typst.query(
            str(main),
            LABEL,
            field="value",
            root=str(room),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs=dict(inputs),
        )
    except BaseException as error:  # what is wrong is said when it is compiled
        if isinstance(error, RuntimeError) or type(error).__name__ == "PanicException":
            return []
        raise
    return [(int(number), float(share)) for number, share in json.loads(said)]


def _compiled(source: str, room: Path, **options: Any) -> bytes:
    """Return what the compiler makes of a document."""
    typst = _typst()
    main = room / "main.typ"
    main.write_text(source, encoding="utf-8", newline="\n")
    _log.debug("compile")
    try:
        made = typst.compile(
            str(main), root=str(room), font_paths=_fonts(), ignore_system_fonts=True, **options
        )
    except typst.TypstError as error:
        raise _refused(error) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # a fault of the compiler, no Exception
            raise
        raise RefusedError(str(error)) from None
    pages: bytes = made[0] if isinstance(made, list) else made
    return pages


def _refused(error: Any) -> RefusedError:
    """Return what the compiler says about a document; its warnings condemn nothing."""
    blocks = [block for block in _BLOCK.split(error.diagnostic) if not block.startswith("warning: ")]
    said = "\n".join([*blocks, *map(str, error.trace)])
    reason = str(error.message)
    # The compiler quotes the line of a fault, and a picture stands on a line of its own.
    return RefusedError(reason, [int(line) for line in _LINE.findall(said)], _PICTURE.findall(said))


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
