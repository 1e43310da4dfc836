"""What a notebook file says about itself: read it, name it, decide which of its cells are shown."""

import json
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import nbformat
import yaml
from nbformat import NotebookNode

from casekit.errors import ExportError
from casekit.export.layout import Layout, layout
from casekit.export.sound import integer, sound, values
from casekit.export.texts import clean
from casekit.vocab import LANGUAGES, language, say

__all__ = ["About", "Page", "about", "front_matter", "hidden", "read_notebook", "tagged"]

_NEWEST, _MINOR_WITH_IDS = 4, 5
TURNED_MARGIN = 20
_POINTS = 72 / 25.4
_LARGEST = 2000
_NARROWEST = 90
_MOST_BYTES = 100 << 20  # of a notebook file
_LONGEST_TEXT = 1000  # letters of a title
_LARGEST_LOGO = 8 << 20  # letters of its address
_MOST_AUTHORS = 100
_HEADINGS_FOR_CONTENTS = 6
_LEVELS_IN_CONTENTS = 2
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*)\n(?:---|\.\.\.)", re.DOTALL)
_LONGEST_FRONT_MATTER = 10_000  # letters
_LANGUAGE = re.compile(r"([a-zA-Z]{2,3})(?:[-_]([a-zA-Z]{2}))?")
_TAGS = {
    "cell": {"remove_cell", "remove-cell", "hide_cell", "hide-cell"},
    "input": {"remove_input", "remove-input", "hide_input", "hide-input"},
    "output": {"remove_output", "remove-output", "hide_output", "hide-output"},
}
_JUPYTER = {"cell": "", "input": "source_hidden", "output": "outputs_hidden"}


@dataclass(frozen=True)
class Page:
    """Paper and margins in millimetres."""

    width: float = 210
    height: float = 297
    left: float = 23
    right: float = 23
    top: float = 25
    bottom: float = 22

    def rooms(self) -> tuple[float, float]:
        """Return how wide text is in points, on the page and on one that is turned."""
        turned = self.height - 2 * TURNED_MARGIN
        return (self.width - self.left - self.right) * _POINTS, turned * _POINTS


@dataclass(frozen=True)
class About:
    """Title block of a document; `words` is the language of its fixed words, `lang` the declared one.

    Its contents list headings of so many levels; none if there are 0.
    """

    name: str
    title: str | None
    subtitle: str | None
    authors: tuple[str, ...]
    date: str | None
    lang: str
    region: str | None
    words: str
    page: Page = Page()
    institution: str | None = None
    logo: str | None = None
    form: bool = False
    contents: int = _LEVELS_IN_CONTENTS
    layout: Layout | None = None
    slides: bool = False
    chapter: int | None = None  # its number in a book
    terms: Mapping[str, str] = field(default_factory=dict)  # of the index

    def has_contents(self, headings: int) -> bool:
        """Tell whether a document with so many headings is long enough for a table of contents."""
        return headings >= _HEADINGS_FOR_CONTENTS and self.contents > 0


def read_notebook(path: Path | str) -> NotebookNode:
    """Return the notebook of a file, converted to format 4 in memory; the file stays as it is.

    Parameters
    ----------
    path : Path or str
        An ``.ipynb`` file.

    Raises
    ------
    ExportError
        If the file cannot be read, is not JSON, is no notebook or comes from a newer Jupyter.

    Examples
    --------
    >>> read_notebook("no-such-file.ipynb")
    Traceback (most recent call last):
    casekit.errors.ExportError: no-such-file.ipynb: berkas tidak ditemukan...
    """
    path = Path(path)
    try:
        content = json.loads(_content(path), parse_int=integer)
    except (RecursionError, ValueError) as error:
        line = getattr(error, "lineno", 1)
        raise ExportError(say("export.error.not_json", file=path, line=line)) from None
    version = content.get("nbformat") if isinstance(content, dict) else None
    if type(version) is not int or version < 1:  # True is a number too
        raise ExportError(say("export.error.not_notebook", file=path))
    if version > _NEWEST:
        raise ExportError(say("export.error.newer", file=path, version=version))
    if not isinstance(content.get("cells" if version == _NEWEST else "worksheets", []), list):
        raise ExportError(say("export.error.not_notebook", file=path))
    try:
        return _upgraded(content, path)
    except ExportError:
        raise
    except Exception as error:  # noqa: BLE001 - nbformat stumbles over malformed notebooks in any way
        raise ExportError(say("export.error.malformed", file=path, reason=_first_line(error))) from None


def _content(path: Path) -> str:
    """Return the text of a file, which is not read if it is no ordinary one or larger than any notebook."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise ExportError(say("export.error.no_file", file=path))
        if found.st_size > _MOST_BYTES:
            size, most = found.st_size >> 20, _MOST_BYTES >> 20
            raise ExportError(say("export.error.large", file=path, size=size, most=most))
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ExportError(say("export.error.absent", file=path)) from None
    except (OSError, ValueError) as error:  # ValueError: no UTF-8, or no possible name
        raise ExportError(say("export.error.unreadable", file=path, reason=error)) from None


def _upgraded(content: dict[str, Any], file: Path) -> NotebookNode:
    """Return the notebook in the newest format; its fields hold what the format says."""
    if content["nbformat"] != _NEWEST:
        text = json.dumps(values(content))
        content = nbformat.convert(nbformat.reader.reads(text), _NEWEST)  # type: ignore[no-untyped-call]
    notebook = sound(content, file)
    if type(notebook.get("nbformat_minor")) is not int:
        notebook["nbformat_minor"] = 0
    if notebook.nbformat_minor >= _MINOR_WITH_IDS:
        seen: set[str] = set()
        for cell in notebook.cells:
            if cell.get("id") is None or cell["id"] in seen:
                cell["id"] = uuid4().hex[:8]
            seen.add(cell["id"])
    return notebook


def about(notebook: NotebookNode, name: str) -> About:
    """Return the title block that the notebook's metadata describe; `name` is the file's name."""
    metadata = notebook.get("metadata")
    metadata = {**front_matter(notebook), **(metadata if isinstance(metadata, Mapping) else {})}
    declared = _text(metadata, "lang") or _text(metadata, "language") or language()
    match = _LANGUAGE.fullmatch(declared)
    lang = match[1].lower() if match else language()
    words = lang if lang in LANGUAGES else language()
    own = metadata.get("casekit")
    own = own if isinstance(own, Mapping) else {}
    return About(
        name=name,
        title=_text(metadata, "title"),
        subtitle=_text(metadata, "subtitle"),
        authors=_authors(metadata),
        date=_date(_text(metadata, "date"), words),
        lang=lang,
        region=match[2].lower() if match and match[2] else None,
        words=words,
        page=_page(own.get("page_mm")),
        institution=_text(own, "institution"),
        logo=logo if isinstance(logo := own.get("logo"), str) and len(logo) <= _LARGEST_LOGO else None,
        form=own.get("form") is True,
        contents=_levels(own.get("contents")),
        layout=layout(own.get("layout")),
        slides=own.get("slides") is True,
        chapter=chapter if type(chapter := own.get("chapter")) is int else None,
        terms=_terms(own.get("terms")),
    )


def _levels(told: object) -> int:
    """Return how many levels of headings the contents list: none, those of chapters, or the usual ones."""
    if told is False:
        return 0
    return 1 if told == "chapters" else _LEVELS_IN_CONTENTS


def front_matter(notebook: NotebookNode) -> dict[str, Any]:
    r"""Return what a first raw cell says about the notebook, as Quarto and Jekyll read it; empty if nothing.

    Examples
    --------
    >>> from nbformat.v4 import new_notebook, new_raw_cell
    >>> front_matter(new_notebook(cells=[new_raw_cell("---\ntitle: Klien D\n---")]))
    {'title': 'Klien D'}
    """
    first = notebook.cells[0] if notebook.get("cells") else None
    source = str(first.source) if first is not None and first.cell_type == "raw" else ""
    found = _FRONT_MATTER.fullmatch(source.strip()) if len(source) <= _LONGEST_FRONT_MATTER else None
    try:
        said = yaml.load(found[1], yaml.CBaseLoader) if found else None  # noqa: S506 - texts only
    except yaml.YAMLError:
        return {}
    return {str(key): value for key, value in said.items()} if isinstance(said, dict) else {}


def _terms(given: object) -> dict[str, str]:
    """Return the terms of an index, as far as they are texts."""
    found = given.items() if isinstance(given, Mapping) else ()
    return {key: name for key, name in found if isinstance(key, str) and isinstance(name, str)}


def _page(given: object) -> Page:
    """Return the page that the metadata describe; the usual one if they describe none that can be."""
    sizes = {
        name: float(size)
        for name, size in (given.items() if isinstance(given, Mapping) else ())
        if name in Page.__dataclass_fields__ and type(size) in (int, float) and 0 <= size <= _LARGEST
    }
    page = Page(**sizes)
    room = page.height - page.top - page.bottom
    return page if min(page.rooms()) >= _NARROWEST and room >= _NARROWEST else Page()


def tagged(cell: NotebookNode, tag: str) -> bool:
    """Tell whether a cell has a tag."""
    return tag in cell.metadata.get("tags", ())


def hidden(cell: NotebookNode, what: str) -> bool:
    """Tell whether a tag or JupyterLab hides a cell's ``"cell"``, ``"input"`` or ``"output"``."""
    tags = cell.metadata.get("tags", ())
    jupyter = cell.metadata.get("jupyter") or {}
    by_hand = isinstance(jupyter, Mapping) and jupyter.get(_JUPYTER[what]) is True
    return by_hand or any(tag in _TAGS[what] for tag in tags)


def _text(metadata: Mapping[str, Any], key: str) -> str | None:
    """Return a metadata value on one line, None if it is not a text."""
    value = metadata.get(key)
    return " ".join(clean(value[:_LONGEST_TEXT]).split()) or None if isinstance(value, str) else None


def _authors(metadata: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names in ``authors`` (strings or mappings with a name) or ``author``."""
    listed = metadata.get("authors", metadata.get("author"))
    if isinstance(listed, str | Mapping):
        listed = [listed]
    names = [
        _text({"name": one} if isinstance(one, str) else one, "name")
        for one in (listed[:_MOST_AUTHORS] if isinstance(listed, list) else [])
        if isinstance(one, str | Mapping)
    ]
    return tuple(name for name in names if name)


def _date(date: str | None, words: str) -> str | None:
    """Return an ISO date in words, anything else as it was written."""
    match = _ISO_DATE.fullmatch(date or "")
    months = say("vocab.months", words).split()
    if not match or not 1 <= int(match[2]) <= len(months):
        return date
    return f"{int(match[3])} {months[int(match[2]) - 1]} {match[1]}"


def _first_line(error: Exception) -> str:
    """Return the first line of an exception's message, or its name."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
