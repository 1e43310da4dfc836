"""What an institution changes without Python: its name and logo, paper, margins, chapter titles."""

import base64
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from casekit.errors import CaseFileError, CasekitError
from casekit.model import Part, Text
from casekit.model.part import Code
from casekit.store.files import read
from casekit.store.yamltext import Document, parse, refusal
from casekit.vocab import say

_PAPERS = {"a4": (210.0, 297.0), "f4": (215.0, 330.0), "letter": (215.9, 279.4)}
_NARROWEST = 90
_LARGEST_LOGO = 5_000_000
_LOGOS = {b"\x89PNG\r\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}

Millimetres = Annotated[float, Field(ge=5, le=100)]


class _Margins(Part):
    left: Millimetres
    right: Millimetres
    top: Millimetres
    bottom: Millimetres


class _Chapters(Part):
    introduction: Text
    concepts: Text
    context: Text
    case_work: Text
    good_practice: Text
    conclusions: Text
    references: Text
    appendices: Text


class Template(Part):
    """The template of an institution; the logo is a data address."""

    institution: Text
    logo: str
    paper: Annotated[str, Code("paper")]
    margins_mm: _Margins
    chapters: _Chapters

    def page(self) -> dict[str, float]:
        """Return paper and margins in millimetres."""
        width, height = _PAPERS[self.paper]
        return {"width": width, "height": height, **self.margins_mm.model_dump()}


def read_template(path: Path | None = None) -> Template:
    """Return a template; what its file leaves out is as in casekit's own.

    Raises
    ------
    CasekitError
        If the file cannot be read or something in it is wrong; the message names file and line.
    """
    if path is None:
        return Template.model_validate(_default())
    document = parse(read(path), path)
    try:
        made = Template.model_validate(_merged(_default(), document.data))
    except ValidationError as error:
        raise refusal(error, Template, document, path) from None
    page = made.page()
    if page["width"] - page["left"] - page["right"] < _NARROWEST:
        raise CasekitError(say("report.margins", file=path.name, line=document.line(("margins_mm",))))
    made.logo = _logo(made.logo, path, document) if made.logo else ""
    return made


def template_files(path: Path | None) -> list[Path]:
    """Return the files that a template consists of: its own, and the logo that it names.

    Examples
    --------
    >>> template_files(None)
    []
    """
    if path is None:
        return []
    try:
        data = parse(read(path), path).data
    except CasekitError:  # `read_template` says what is wrong
        return [path]
    logo = data.get("logo") if isinstance(data, dict) else None
    return [path, path.parent / logo] if isinstance(logo, str) and logo else [path]


def _merged(default: Any, given: Any) -> Any:
    """Return what is given, filled up with the default."""
    if not (isinstance(default, dict) and isinstance(given, dict)):
        return given
    kept = {name: _merged(default[name], given[name]) for name in given if name in default}
    return {**default, **given, **kept}


def _logo(name: str, path: Path, document: Document) -> str:
    """Return the picture beside the template or below as a data address."""
    line = document.line(("logo",))
    try:
        file = (path.parent / name).resolve()
        if not file.is_relative_to(path.parent.resolve()):
            raise CasekitError(say("report.logo_outside", file=path.name, line=line, logo=name))
        content = read(file, most=_LARGEST_LOGO)
    except (CaseFileError, OSError, RuntimeError, ValueError):
        content = b""
    mime = next((mime for start, mime in _LOGOS.items() if content.startswith(start)), None)
    if mime is None:
        raise CasekitError(say("report.no_logo", file=path.name, line=line, logo=name))
    return f"data:{mime};base64,{base64.b64encode(content).decode('ascii')}"


@cache
def _default() -> Any:
    own = files("casekit") / "data" / "templates" / "report.yaml"
    return parse(own.read_bytes(), Path("report.yaml")).data
