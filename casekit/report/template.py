"""What an institution changes without Python: names and logo, front matter, page, letters, chapter titles."""

import base64
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, PrivateAttr

from casekit.errors import CaseFileError, CasekitError
from casekit.model import Part, Text
from casekit.model.part import Code
from casekit.store.files import read
from casekit.store.pictures import bare
from casekit.store.yamltext import Document, as_part, parse
from casekit.vocab import say

_PAPERS = {"a4": (210.0, 297.0), "f4": (215.0, 330.0), "letter": (215.9, 279.4)}
_NARROWEST = 90
_LARGEST_LOGO = 5_000_000
_LARGEST_BIBLIOGRAPHY = 2_000_000
_LOGOS = {b"\x89PNG\r\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_OF_FORMS = {"left": 30, "right": 25, "top": 27, "bottom": 25}  # mm
_ON_THE_COVER = ("institution", "faculty", "programme", "city", "year")

Millimetres = Annotated[float, Field(ge=5, le=100)]


class _Margins(Part):
    left: Millimetres
    right: Millimetres
    top: Millimetres
    bottom: Millimetres


class _Student(Part):
    name: str
    number: str


class Signer(Part):
    """Somebody who approves the report; what is not known is filled in by hand."""

    role: Text
    name: str = ""
    number: str = ""


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
    """The template of an institution; logo and bibliography hold the content of their files."""

    _is_given: bool = PrivateAttr(default=False)
    title: Text
    institution: Text
    faculty: Text
    programme: Text
    city: Text
    year: str
    logo: str
    student: _Student
    approval: Annotated[list[Signer], Field(max_length=12)]
    front: list[Annotated[str, Code("front_page")]]
    foreword: Text
    abstract: Text
    keywords: Text
    abstract_words: Annotated[int, Field(ge=20, le=5000)]
    bibliography: str
    references: list[str]
    paper: Annotated[str, Code("paper")]
    margins_mm: _Margins
    font: str
    size_pt: Annotated[float, Field(ge=8, le=20)]
    line_spacing: Annotated[float, Field(ge=1, le=3)]
    indent_mm: Annotated[float, Field(ge=0, le=30)]
    chapter_label: Text
    chapter_numbers: Annotated[str, Code("chapter_numbers")]
    chapter_capitals: bool
    chapter_place: Annotated[str, Code("chapter_place")]
    page_numbers: Annotated[str, Code("page_numbers")]
    running_head: Annotated[str, Code("running_head")]
    chapters: _Chapters

    def page(self) -> dict[str, float]:
        """Return paper and margins in millimetres."""
        width, height = _PAPERS[self.paper]
        return {"width": width, "height": height, **self.margins_mm.model_dump()}

    def layout(self) -> dict[str, Any]:
        """Return how the pages of a practicum report look, as its notebook keeps it."""
        lists = ("contents", "tables", "figures", "appendices")
        return {
            "font": self.font,
            "size_pt": self.size_pt,
            "line_spacing": self.line_spacing,
            "indent_mm": self.indent_mm,
            "chapter_label": str(self.chapter_label),
            "chapter_numbers": self.chapter_numbers,
            "chapter_capitals": self.chapter_capitals,
            "chapter_place": self.chapter_place,
            "page_numbers": self.page_numbers,
            "running_head": self.running_head,
            "lists": [name for name in self.front if name in lists],
            "abstract_words": self.abstract_words,
        }

    def missing(self) -> Iterator[str]:
        """Yield what is not filled in, by the names of the template, of what cover and approval show."""
        yield from (name for name in _ON_THE_COVER if not str(getattr(self, name)).strip())
        yield from (f"student.{name}" for name in ("name", "number") if not getattr(self.student, name))
        if any(not signer.name for signer in self.approval):
            yield "approval"

    def lacks(self) -> str:
        """Return a sentence about what is not filled in; who has a template need not be told of it."""
        names = [*self.missing()]
        if names and self._is_given:
            labels = ", ".join(say(f"report.name.{name}") for name in names)
            return say("report.missing_in", missing=labels)
        return say("report.missing", missing=", ".join(names)) if names else ""


def read_template(path: Path | None = None, *, form: bool = False) -> Template:
    """Return a template; what its file leaves out is as in casekit's own, a form's margins are narrower.

    Raises
    ------
    CasekitError
        If the file cannot be read or something in it is wrong; the message names file and line.
    """
    default = _default() | ({"margins_mm": _OF_FORMS} if form else {})
    if path is None:
        return Template.model_validate(default)
    document = parse(read(path), path)
    made = as_part(Template, _merged(default, document.data), document, path)
    made._is_given = True
    page = made.page()
    across, down = (page[to] - page[at] - page[end] for to, at, end in _SIDES)
    if min(across, down) < _NARROWEST:
        raise CasekitError(say("report.margins", file=path.name, line=document.line(("margins_mm",))))
    made.logo = _logo(made.logo, path, document) if made.logo else ""
    made.bibliography = _bibliography(made.bibliography, path, document) if made.bibliography else ""
    return made


_SIDES = (("width", "left", "right"), ("height", "top", "bottom"))


def template_files(path: Path | None) -> list[Path]:
    """Return the files that a template consists of: its own, and the logo and bibliography that it names.

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
    names = [data.get(key) for key in ("logo", "bibliography")] if isinstance(data, dict) else []
    return [path, *(path.parent / name for name in names if isinstance(name, str) and name)]


def _merged(default: Any, given: Any) -> Any:
    """Return what is given, filled up with the default."""
    if not (isinstance(default, dict) and isinstance(given, dict)):
        return given
    kept = {name: _merged(default[name], given[name]) for name in given if name in default}
    return {**default, **given, **kept}


def _logo(name: str, path: Path, document: Document) -> str:
    """Return the picture beside the template or below as a data address."""
    content = bare(_beside("logo", name, path, document, _LARGEST_LOGO))
    mime = next((mime for start, mime in _LOGOS.items() if content.startswith(start)), None)
    if mime is None:
        raise CasekitError(say("report.no_logo", file=path.name, line=document.line(("logo",)), logo=name))
    return f"data:{mime};base64,{base64.b64encode(content).decode('ascii')}"


def _bibliography(name: str, path: Path, document: Document) -> str:
    """Return the content of the bibliography beside the template or below."""
    content = _beside("bibliography", name, path, document, _LARGEST_BIBLIOGRAPHY)
    if not content.strip():
        line = document.line(("bibliography",))
        raise CasekitError(say("report.no_bibliography", file=path.name, line=line, bibliography=name))
    return content.decode("utf-8-sig", "replace")


def _beside(field: str, name: str, path: Path, document: Document, most: int) -> bytes:
    """Return the content of a file beside the template or below; empty if there is none that can be read."""
    try:
        file = (path.parent / name).resolve()
        if not file.is_relative_to(path.parent.resolve()):
            line = document.line((field,))
            raise CasekitError(say("report.outside", file=path.name, line=line, field=field, name=name))
        return read(file, most=most)
    except (CaseFileError, OSError, RuntimeError, ValueError):
        return b""


@cache
def _default() -> Any:
    own = files("casekit") / "data" / "templates" / "report.yaml"
    return parse(own.read_bytes(), Path("report.yaml")).data
