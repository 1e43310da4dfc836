"""What a notebook file says about itself: read it, name it, decide which of its cells are shown."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import nbformat
from nbformat import NotebookNode

from casekit.errors import ExportError
from casekit.vocab import LANGUAGES, language, say

__all__ = ["About", "Page", "about", "hidden", "read_notebook", "tagged"]

_NEWEST = 4
TURNED_MARGIN = 20
_POINTS = 72 / 25.4
_LARGEST = 2000
_NARROWEST = 90
_HEADINGS_FOR_CONTENTS = 6
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
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
    left: float = 25
    right: float = 25
    top: float = 27
    bottom: float = 25

    def rooms(self) -> tuple[float, float]:
        """Return how wide text is in points, on the page and on one that is turned."""
        turned = self.height - 2 * TURNED_MARGIN
        return (self.width - self.left - self.right) * _POINTS, turned * _POINTS


@dataclass(frozen=True)
class About:
    """Title block of a document; `words` is the language of its fixed words, `lang` the declared one."""

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
    contents: bool = True

    def has_contents(self, headings: int) -> bool:
        """Tell whether a document with so many headings is long enough for a table of contents."""
        return headings >= _HEADINGS_FOR_CONTENTS and self.contents


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
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ExportError(say("export.error.absent", file=path)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ExportError(say("export.error.unreadable", file=path, reason=error)) from None
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise ExportError(say("export.error.not_json", file=path, line=line)) from None
    if not isinstance(content, dict) or not ({"cells", "worksheets"} & content.keys()):
        raise ExportError(say("export.error.not_notebook", file=path))
    if not isinstance(content.get("nbformat"), int):
        raise ExportError(say("export.error.not_notebook", file=path))
    if content["nbformat"] > _NEWEST:
        raise ExportError(say("export.error.newer", file=path, version=content["nbformat"]))
    try:
        return _upgraded(content)
    except Exception as error:  # noqa: BLE001 - nbformat stumbles over malformed notebooks in any way
        raise ExportError(say("export.error.malformed", file=path, reason=_first_line(error))) from None


def _upgraded(content: dict[str, Any]) -> NotebookNode:
    """Return the notebook in the newest format, checked, its texts whole strings."""
    if content["nbformat"] == _NEWEST:
        content.setdefault("nbformat_minor", 0)
        content.setdefault("metadata", {})
    notebook: NotebookNode = nbformat.convert(nbformat.reader.reads(json.dumps(content)), _NEWEST)  # type: ignore[no-untyped-call]
    for cell in notebook.cells:
        # Jupyter itself opens notebooks that break its schema elsewhere, so that much is enough here.
        cell["cell_type"], cell["source"] = str(cell["cell_type"]), str(cell.get("source", ""))
        if not isinstance(cell.get("metadata"), NotebookNode):
            cell["metadata"] = nbformat.from_dict({})  # type: ignore[no-untyped-call]
        if cell["cell_type"] == "code":
            cell.setdefault("outputs", [])
            cell.setdefault("execution_count", None)
    return cast(NotebookNode, nbformat.validator.normalize(notebook)[1])


def about(notebook: NotebookNode, name: str) -> About:
    """Return the title block that the notebook's metadata describe; `name` is the file's name."""
    metadata = notebook.metadata
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
        logo=_text(own, "logo"),
        form=own.get("form") is True,
        contents=own.get("contents") is not False,
    )


def _page(given: object) -> Page:
    """Return the page that the metadata describe; the usual one if they describe none that can be."""
    sizes = {
        name: float(size)
        for name, size in (given.items() if isinstance(given, Mapping) else ())
        if name in Page.__dataclass_fields__ and isinstance(size, int | float) and 0 <= size <= _LARGEST
    }
    page = Page(**sizes)
    room = page.height - page.top - page.bottom
    return page if min(page.rooms()) >= _NARROWEST and room >= _NARROWEST else Page()


def tagged(cell: NotebookNode, tag: str) -> bool:
    """Tell whether a cell has a tag."""
    return tag in (cell.metadata.get("tags") or [])


def hidden(cell: NotebookNode, what: str) -> bool:
    """Tell whether a tag or JupyterLab hides a cell's ``"cell"``, ``"input"`` or ``"output"``."""
    tags = cell.metadata.get("tags") or []
    jupyter = cell.metadata.get("jupyter") or {}
    by_hand = isinstance(jupyter, Mapping) and jupyter.get(_JUPYTER[what]) is True
    return by_hand or any(tag in _TAGS[what] for tag in tags)


def _text(metadata: Mapping[str, Any], key: str) -> str | None:
    """Return a metadata value on one line, None if it is not a text."""
    value = metadata.get(key)
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _authors(metadata: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names in ``authors`` (strings or mappings with a name) or ``author``."""
    listed = metadata.get("authors", metadata.get("author"))
    if isinstance(listed, str | Mapping):
        listed = [listed]
    names = [
        _text({"name": one} if isinstance(one, str) else one, "name")
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, str | Mapping)
    ]
    return tuple(name for name in names if name)


def _date(date: str | None, words: str) -> str | None:
    """Return an ISO date in words, anything else as it was written."""
    match = _ISO_DATE.fullmatch(date or "")
    months = say("export.months", words).split()
    if not match or not 1 <= int(match[2]) <= len(months):
        return date
    return f"{int(match[3])} {months[int(match[2]) - 1]} {match[1]}"


def _first_line(error: Exception) -> str:
    """Return the first line of an exception's message, or its name."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
