"""The Typst compiler: what it makes of a document, and where it stumbles."""

import json
import logging
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from casekit.errors import ExportError
from casekit.export.faces import FOLDER
from casekit.export.hyphens import UNSEEN, unbroken
from casekit.export.placing import LABEL, arranged, placed
from casekit.export.texts import string
from casekit.vocab import say

__all__ = ["PIXELS_PER_INCH", "RefusedError", "pages", "pdf", "png", "told", "web_page"]

_log = logging.getLogger(__name__)

_BLOCK = re.compile(r"^(?=error: |warning: )", re.MULTILINE)
_PICTURE = re.compile(r"\bpicture-\d+\.[a-z]+\b")
_FLOWING = ", flows: "
_NOTEBOOK = '#import "notebook.typ"'
_FLOATING = '#import "report.typ"'  # whose pictures stand at the foot of a page, whichever has room for them
_IN_TEXT = "in-text: true"  # unless its design says so
_LINE = re.compile(r"^\s*┌─ .*main\.typ:(\d+):", re.MULTILINE)
_ALONE = """#set page(width: auto, height: auto, margin: 0pt)
#context {{
  let size = measure(image({name}))
  image({name}, width: size.width * calc.min(1.0, 700pt / size.width, 900pt / size.height))
}}"""
PIXELS_PER_INCH = 220.0
_LARGE = 500_000  # letters of a source, as of the book
_KEPT_ROUNDS = 12  # the compiler forgets what it has laid out ten documents ago


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
    said : str
        All that it says.
    """

    def __init__(
        self, reason: str, lines: Sequence[int] = (), pictures: Sequence[str] = (), said: str = ""
    ) -> None:
        super().__init__(reason)
        self.said = said
        self.reason = " ".join(reason.split())
        self.lines = list(lines)
        self.pictures = list(pictures)


def pdf(source: str, room: Path, standards: Sequence[str] = (), fonts: Any = None) -> bytes:
    """Return a document as PDF; its fonts are those given, or the compiler's own and those in the room.

    Parameters
    ----------
    source : str
        The document in Typst.
    room : Path
        The only folder that it can read.
    standards : sequence of str
        The standards that the PDF must meet.
    fonts : typst.Fonts, optional
        Other fonts, for a document that names its own.

    Raises
    ------
    RefusedError
        If the document is not accepted.
    ExportError
        If the compiler is missing.
    """
    inputs = _inputs(source, room, fonts)
    made = _compiled(
        source, room, fonts, format="pdf", pdf_standards=list(standards), timestamp=0, sys_inputs=inputs
    )
    return unbroken(made) if any(mark in source for mark in UNSEEN) else made


def _inputs(source: str, room: Path, fonts: Any) -> dict[str, str]:
    """Return how the pictures of a document are placed and its lines set."""

    def ask(given: Mapping[str, str]) -> list[tuple[int, float]]:
        return _asked(source, room, given, fonts)

    if source.startswith(_NOTEBOOK):
        return arranged(ask)
    floats = (
        source.startswith(_FLOATING) and _IN_TEXT not in source.partition("#show: ")[2].partition("\n")[0]
    )
    flows = _FLOWING in source and not floats
    return placed(ask) if flows else {}


def pages(room: Path, pixels_per_inch: float) -> list[bytes]:
    """Return the pages of the document that was compiled last in a room, as PNG."""
    made = _typst().compile(
        str(room / "main.typ"),
        root=str(room),
        font_paths=_fonts(room),
        ignore_system_fonts=True,
        format="png",
        ppi=pixels_per_inch,
    )
    return made if isinstance(made, list) else [made]


def told(room: Path, label: str) -> list[Any]:
    """Return what the document that was compiled last in a room says under a label."""
    said = _typst().query(
        str(room / "main.typ"),
        label,
        field="value",
        root=str(room),
        font_paths=_fonts(room),
        ignore_system_fonts=True,
    )
    return list(json.loads(said))


def web_page(source: str, room: Path) -> str:
    """Return a document as HTML."""
    return _compiled(source, room, format="html").decode()


def png(picture: str, room: Path) -> bytes:
    """Return a picture file of a room as PNG."""
    return _compiled(_ALONE.format(name=string(picture)), room, format="png", ppi=PIXELS_PER_INCH)


def _asked(source: str, room: Path, inputs: Mapping[str, str], fonts: Any) -> list[tuple[int, float]]:
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
            font_paths=fonts or _fonts(room),
            ignore_system_fonts=True,
            sys_inputs=dict(inputs),
        )
    except (typst.TypstError, RuntimeError):  # said when it is compiled
        return []
    if len(source) > _LARGE:
        _forget()
    return [(int(number), float(share)) for number, share in json.loads(said)]


def _forget() -> None:
    """Let the compiler forget a large document: each round would take as much memory as the one before."""
    for _ in range(_KEPT_ROUNDS):
        _typst().compile(b"", ignore_system_fonts=True)


def _compiled(source: str, room: Path, fonts: Any = None, **options: Any) -> bytes:
    """Return what the compiler makes of a document."""
    typst = _typst()
    main = room / "main.typ"
    main.write_text(source, encoding="utf-8", newline="\n")
    _log.debug("compile")
    try:
        made = typst.compile(
            str(main), root=str(room), font_paths=fonts or _fonts(room), ignore_system_fonts=True, **options
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
    return RefusedError(reason, [int(line) for line in _LINE.findall(said)], _PICTURE.findall(said), said)


def _typst() -> Any:
    """Return the typst module; imported late, so that a missing wheel breaks no other nbconvert command."""
    try:
        import typst  # noqa: PLC0415
    except ImportError as error:
        raise ExportError(say("export.error.typst", reason=error)) from None
    return typst


def _fonts(room: Path) -> Any:
    """Return the compiler's embedded fonts, with those that lie in a room."""
    own = room / FOLDER
    return _typst().Fonts(include_system_fonts=False, font_paths=[str(own)]) if own.is_dir() else _embedded()


@cache
def _embedded() -> Any:
    """Return the compiler's embedded fonts."""
    return _typst().Fonts(include_system_fonts=False)
