"""A practicum report as Typst: its cover, front matter, chapters and appendices, one after the other."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace

from nbformat import NotebookNode

from casekit.export.faces import Faces
from casekit.export.fonts import family, stand_ins
from casekit.export.images import Gallery
from casekit.export.layout import Layout, Place, places
from casekit.export.letters import printable
from casekit.export.notebook import About
from casekit.export.remarks import Remarks
from casekit.export.texts import clean, string
from casekit.export.typeset import Part
from casekit.vocab import say

__all__ = ["behind_headings", "pages_of", "report_head"]

_PICTURE = "#picture("
_FLOATS = re.compile(r'(, number: "[^"]*"), flows: \d+\);(?=\s*\Z)')  # with a caption
_HEADED = re.compile(r"(?:\A|\n)=+ [^\n]*(?:\n<[^\n]*>)?\s*\Z")
_TABLE = re.compile(r"^#grid-table\(", re.MULTILINE)
_LIST_CALLS = {
    "contents": "#contents-list({});",
    "tables": "#list-of({}, table);",
    "figures": "#list-of({}, image);",
    "appendices": "#appendices-list({});",
}
_BEGINNINGS = {
    "front": "#show: front-matter",
    "main": "#show: main-matter",
    "appendices": "#show: appendices\n#metadata(none) <appendices>",
}


def report_head(told: About, title: str, remarks: Remarks, faces: Faces) -> str:
    """Return the beginning of the document: the design with what the template sets."""
    own, words = told.layout or Layout(), told.words

    def text(value: str | None) -> str:
        return string(printable(clean(value), remarks, found=faces.found)) if value else "none"

    said = {"table": say("export.word.table", words), "appendix": say("export.word.appendix", words)}
    fonts = (own.font, *stand_ins(own.font, faces.families))
    settings = {
        "fonts": f"({''.join(string(name) + ', ' for name in fonts)})",
        "size": f"{own.size_pt}pt",
        "spacing": str(own.line_spacing),
        "indent": f"{own.indent_mm}mm",
        "label": text(own.chapter_label),
        "roman": str(own.chapter_numbers == "roman").lower(),
        "capitals": str(own.chapter_capitals).lower(),
        "above": str(own.chapter_place == "above").lower(),
        "outside": str(own.page_numbers == "outside").lower(),
        "running": string(own.running_head),
        "depth": str(int(own.contents_depth)),
        "in-text": str(_in_text(told)).lower(),
        "words": f"({', '.join(f'{key}: {string(value)}' for key, value in said.items())})",
    }
    fixed = {key: say(f"export.word.{key}", words) for key in ("page", "of", "figure", "table")}
    options = {
        "title": text(title),
        "authors": f"({''.join(text(author) + ', ' for author in told.authors)})",
        "lang": string(told.lang),
        "region": string(told.region) if told.region else "none",
        "words": f"({', '.join(f'{key}: {string(value)}' for key, value in fixed.items())})",
        "page-mm": f"({', '.join(f'{name}: {size}mm' for name, size in asdict(told.page).items())})",
        "own": f"({', '.join(f'{key}: {value}' for key, value in settings.items())})",
    }
    given = ", ".join(f"{key}: {value}" for key, value in options.items())
    if used := family(own.font):
        remarks.add("export.remark.font", font=own.font, used=used)
    return f'#import "report.typ": *\n#show: report.with({given})'


def pages_of(parts: Sequence[Part], notebook: NotebookNode, told: About, gallery: Gallery) -> list[Part]:
    """Return the parts in their matter: cover, front matter with its lists, chapters, appendices."""
    where = places(notebook)
    at = {part.cell: where[part.cell - 1] for part in parts}
    cover = [part for part in parts if at[part.cell].matter == "cover"]
    pages: list[Part] = []
    if cover:
        shown = f"[{logo.typst()}]" if (logo := gallery.logo(told)) else "none"
        subtitle = string(printable(clean(told.subtitle), gallery.remarks)) if told.subtitle else "none"
        pages.append(Part(0, f"#cover-title({subtitle}, {shown});", ""))
        for part in cover:
            pages += [Part(part.cell, "#v(1fr)", ""), _wrapped(part, "#on-cover[", "];")]
    parts = parts if _in_text(told) else [*behind_headings(parts)]
    matter, turned = "", False
    filled = 0  # the cell of the picture that fills the page before
    for part in parts:
        place = at[part.cell]
        if place.matter == "cover":
            continue
        if place.matter != matter:
            if place.matter != "front" and matter in ("", "front"):
                pages += _lists(told, begun=matter == "front")
            pages.append(Part(part.cell, _BEGINNINGS[place.matter], ""))
            matter = place.matter
        if place.turned != turned:
            turned = place.turned
            pages.append(Part(part.cell, f"#set page(flipped: {str(turned).lower()})", ""))
        is_whole = place.whole_page and part.typst.startswith(_PICTURE)
        if is_whole and part.cell == filled:
            pages.append(Part(part.cell, "#pagebreak(weak: true)", ""))
        filled = part.cell if is_whole else 0
        pages.append(_placed(part, place))
    return pages


def _in_text(told: About) -> bool:
    """Tell whether figures stand where the text calls for them, as in a book, not at the foot of a page."""
    return told.layout is not None and told.layout.figures == "text"


def behind_headings(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield parts, with a picture that floats behind what follows it where it stands under a heading at once.

    A heading moves on to the next page with the text below it, and such a picture would stay before both.
    """
    held, is_headed = list[Part](), False
    for part in parts:
        if is_headed and part.typst.startswith(_PICTURE) and _FLOATS.search(part.typst):
            held.append(part)
            continue
        if held and part.typst.startswith("="):  # nothing follows: it stands where it is
            yield from _standing(held)
            held = []
        yield part
        yield from held
        held, is_headed = [], bool(_HEADED.search(part.typst))
    yield from _standing(held)


def _standing(held: Iterable[Part]) -> Iterator[Part]:
    """Yield pictures as such that stand where they are."""
    return (replace(one, typst=_FLOATS.sub(r"\1);", one.typst)) for one in held)


def _lists(told: About, *, begun: bool) -> list[Part]:
    """Return the contents and the other lists that the template asks for, behind the front matter."""
    own = told.layout or Layout()
    called = (
        _LIST_CALLS[name].format(string(say(f"export.word.list_{name}", told.words))) for name in own.lists
    )
    front = [] if begun else [Part(0, _BEGINNINGS["front"], "")]
    return [*front, *(Part(0, call, "") for call in called)]


def _placed(part: Part, place: Place) -> Part:
    """Return a part as its place asks for."""
    if place.whole_page and part.typst.startswith(_PICTURE):
        part = Part(part.cell, "#whole-page(" + part.typst.removeprefix(_PICTURE), part.plain)
    if place.matter == "front":
        called = "#signatures(" if place.signed else "#labelled("
        part = Part(part.cell, _TABLE.sub(called, part.typst), part.plain)
    if place.unnumbered:
        part = _wrapped(part, "#unnumbered[", "];")
    if place.references:
        part = _wrapped(part, "#listed[", "];")
    if place.lang:
        part = _wrapped(part, f"#in-language({string(place.lang)})[", "];")
    return part


def _wrapped(part: Part, before: str, after: str) -> Part:
    """Return a part inside a function; its lines keep their numbers."""
    return Part(part.cell, f"{before}{part.typst}\n{after}", part.plain)
