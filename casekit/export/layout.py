"""How a report is laid out: what its notebook's metadata say of it, and where in it each cell stands.

Tags of a cell tell its place: ``cover``; on headings ``front`` in the front matter, ``unnumbered`` for a
chapter without a number, ``appendices`` for the last of them, ``turned`` for an appendix on a turned page;
``signed`` for lines to sign on, ``whole-page`` for a picture that fills its page, ``references``, and
``lang-en`` for a text in another language than the report's.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from nbformat import NotebookNode

from casekit.export.texts import clean

if TYPE_CHECKING:
    from casekit.export.pieces import Piece

__all__ = ["Layout", "Place", "layout", "places", "uncaptioned"]

LISTS = ("contents", "tables", "figures", "appendices")
_LONGEST = 80  # letters of a name
_BETWEEN = {
    "size_pt": (8, 20),
    "line_spacing": (1, 3),
    "indent_mm": (0, 30),
    "abstract_words": (20, 5000),
    "contents_depth": (1, 3),
}
_HEADING = re.compile(r"##[ \t]")


@dataclass(frozen=True)
class Layout:
    """Letters, lines, numbers and lists of a report; what each means stands in ``templates/report.yaml``."""

    font: str = "Times New Roman"
    size_pt: float = 12
    line_spacing: float = 1.5
    indent_mm: float = 10
    chapter_label: str = "Bab"
    chapter_numbers: str = "roman"
    chapter_capitals: bool = True
    chapter_place: str = "above"
    page_numbers: str = "outside"
    running_head: str = "none"
    figures: str = "foot"
    abstract_words: float = 250
    contents_depth: float = 3
    lists: tuple[str, ...] = LISTS


@dataclass(frozen=True)
class Place:
    """Where a cell stands: in ``cover``, ``front``, ``main`` or ``appendices``, and how its page is."""

    matter: str
    unnumbered: bool = False
    turned: bool = False
    whole_page: bool = False
    references: bool = False
    signed: bool = False
    abstract: bool = False
    lang: str = ""


def layout(given: object) -> Layout | None:
    """Return the layout that metadata describe, None if they describe none; what cannot be is as usual.

    Examples
    --------
    >>> found = layout({"size_pt": 1e9, "line_spacing": 2})
    >>> found.size_pt, found.line_spacing
    (12, 2)
    >>> layout("report") is None
    True
    """
    if not isinstance(given, Mapping):
        return None
    usual = Layout()
    found: dict[str, Any] = {}
    for field in fields(Layout):
        value: Any = given.get(field.name)
        if field.name == "lists" and isinstance(value, list):
            found["lists"] = tuple(dict.fromkeys(name for name in value if name in LISTS))
        elif field.name in _BETWEEN:
            least, most = _BETWEEN[field.name]
            if type(value) in (int, float) and least <= value <= most:
                found[field.name] = value
        elif type(value) is type(getattr(usual, field.name)):
            found[field.name] = " ".join(clean(value)[:_LONGEST].split()) if isinstance(value, str) else value
    return Layout(**found)


def places(notebook: NotebookNode) -> list[Place]:
    """Return the place of each cell of a report."""
    return [*_places(notebook.cells)]


def _places(cells: Sequence[NotebookNode]) -> Iterator[Place]:
    matter, unnumbered, turned = "front", False, False
    for cell in cells:
        tags = cell.metadata.get("tags", ())
        own = str(cell.source).lstrip()
        begins = cell.cell_type == "markdown" and own.startswith("##")
        if begins:
            turned = "turned" in tags
        if begins and _HEADING.match(own):
            unnumbered = "unnumbered" in tags or "front" in tags
            matter = _matter(tags)
        lang = next((str(tag)[5:] for tag in tags if str(tag).startswith("lang-")), "")
        yield Place(
            "cover" if "cover" in tags else matter,
            unnumbered,
            turned,
            "whole-page" in tags,
            "references" in tags,
            "signed" in tags,
            "abstract" in tags and not begins,
            lang if re.fullmatch("[a-z]{2,3}", lang) else "",
        )


def _matter(tags: Sequence[str]) -> str:
    """Return the part of a report that a chapter's heading begins or continues."""
    return next((matter for matter in ("front", "appendices") if matter in tags), "main")


def uncaptioned(pieces: Sequence["Piece"], notebook: NotebookNode) -> "list[Piece]":
    """Return pieces in which a picture that has a page to itself has no caption: the heading names it."""
    where = places(notebook)
    return [replace(piece, caption="") if where[piece.cell - 1].whole_page else piece for piece in pieces]
