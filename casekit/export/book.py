"""All lessons as one book: its parts, chapters in order, links between them, and the terms of its index."""

import copy
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook

from casekit import vocab
from casekit.export.blocks import letters
from casekit.export.notebook import about
from casekit.export.texts import clean
from casekit.vocab import say

__all__ = ["PARTS", "Chapter", "anchor_of", "book", "in_order", "part_of", "relinked", "terms"]

PARTS = ("start", "stages", "cases", "compare", "research", "more", "glossary")
_GLOSSARY = "glossary"
_OWN_CASES = "01_my-case"  # which does nothing on paper
_LINK = re.compile(r"\]\(([^()\s#]+\.ipynb)(?:#[^()\s]*)?\)")
_FENCE = re.compile(r" {0,3}(?:`{3,}|~{3,})")
_HEADING = re.compile(r"( {0,3})(#{1,5})(?=[ \t])")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")
_LAYOUT = {
    "font": "Libertinus Serif",
    "size_pt": 10.5,
    "line_spacing": 1.05,
    "indent_mm": 0,
    "chapter_numbers": "arabic",
    "chapter_capitals": False,
    "chapter_place": "beside",
    "page_numbers": "outside",
    "running_head": "chapter",
    "figures": "text",
    "contents_depth": 1,
    "lists": ["contents"],
}
_PAGE = {"left": 28, "right": 24, "top": 25, "bottom": 23}


@dataclass(frozen=True)
class Chapter:
    """A lesson in the book.

    Attributes
    ----------
    name : str
        The path of its notebook below the folder of the language, without the ending.
    notebook : NotebookNode
        The lesson, run.
    """

    name: str
    notebook: NotebookNode

    @property
    def title(self) -> str:
        """What the lesson is called."""
        return about(self.notebook, self.name).title or self.name


def part_of(name: str) -> str:
    """Return the part of the book in which a lesson stands.

    Examples
    --------
    >>> part_of("stages/02_assessment"), part_of("00_start"), part_of("glossary")
    ('stages', 'start', 'glossary')
    """
    folder, _, rest = name.rpartition("/")
    if not folder:
        return _GLOSSARY if rest == _GLOSSARY else "start"
    first = folder.split("/")[0]
    return first if first in PARTS else "more"


def in_order(names: Iterable[str]) -> list[str]:
    """Return the names of lessons in the order of the book, without the page where one's own cases begin.

    Examples
    --------
    >>> in_order(["glossary", "01_my-case", "stages/01_engagement", "00_start"])
    ['00_start', 'stages/01_engagement', 'glossary']
    """
    return sorted({*names} - {_OWN_CASES}, key=lambda name: (PARTS.index(part_of(name)), name))


def anchor_of(name: str) -> str:
    """Return the name by which links lead to a lesson.

    Examples
    --------
    >>> anchor_of("stages/02_assessment")
    'lesson-stages-02-assessment'
    """
    return "lesson-" + re.sub(r"[^a-z0-9]+", "-", name.lower())


def relinked(source: str, name: str, target: Callable[[str], str | None]) -> str:
    """Return a text whose links to other lessons lead to what `target` says of them.

    Parameters
    ----------
    source : str
        The Markdown of a cell.
    name : str
        The lesson in which it stands.
    target : callable
        Returns for the name of a lesson what stands in the link behind the words of the text, with its
        brackets; None leaves the link.

    Examples
    --------
    >>> relinked("[One](../00_start.ipynb#a)", "cases/d-trainee", lambda name: f"(#{name})")
    '[One](#00_start)'
    """

    def led(link: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(name), link[1]))
        led_to = target(path.removesuffix(".ipynb"))
        return f"]{led_to}" if led_to else link[0]

    return _LINK.sub(led, source)


def book(chapters: Sequence[Chapter], words: str, edition_line: str) -> NotebookNode:
    """Return the book as one notebook, laid out as reports are.

    Parameters
    ----------
    chapters : sequence of Chapter
        The lessons in their order.
    words : {"id", "en"}
        The language.
    edition_line : str
        What stands at the foot of the cover.
    """
    with vocab.in_language(words):
        numbers = {chapter.name: number for number, chapter in enumerate(chapters, start=1)}
        cells = [_cover(edition_line)]
        part = ""
        for chapter in chapters:
            if part_of(chapter.name) != part:
                part = part_of(chapter.name)
                if part != _GLOSSARY:  # one chapter, which says itself what it is
                    cells.append(_part(part, chapters, numbers))
            cells += _chapter(chapter, numbers)
        cells.append(_markdown(f"## {say('book.index')}", "unnumbered", "index"))
        metadata = {
            "title": say("book.title"),
            "subtitle": say("book.subtitle"),
            "authors": [{"name": say("book.authors")}],
            "lang": words,
            "language_info": {"name": "python"},
            "casekit": {
                "layout": {**_LAYOUT, "chapter_label": say("book.chapter")},
                "page_mm": _PAGE,
                "terms": terms(),
            },
        }
        made: NotebookNode = new_notebook(cells=cells, metadata=metadata)  # type: ignore[no-untyped-call]
        return made


def terms() -> dict[str, str]:
    """Return what the index calls each term, by the ways in which it is written, in small letters.

    The core terms are indexed, and of the other lists those of several words: single words such as "work" are
    not meant as terms wherever they stand in bold. A single word says which list it belongs to.
    """
    lists: dict[str, list[str]] = {}
    for scheme in vocab.schemes():
        for code in vocab.codes(scheme) if scheme != "scheme" else ():
            label = vocab.label(scheme, code)
            if vocab.is_core(scheme) or " " in label:
                lists.setdefault(label, []).append(scheme)
    found: dict[str, str] = {}
    for label, schemes in lists.items():
        is_clear = " " in label or len(schemes) > 1
        shown = label if is_clear else f"{label} ({vocab.label('scheme', schemes[0])})"
        found.setdefault(label.casefold(), shown)
        if any(map(vocab.is_core, schemes)):  # "problem solving" need not be Perlman's
            found.setdefault(re.sub(r" \([^)]*\)$", "", label).casefold(), shown)
    return found


def _cover(edition_line: str) -> Any:
    lines = [say("book.authors"), edition_line, say("book.licence")]
    return _markdown("\n\n".join(lines), "cover")


def _part(part: str, chapters: Sequence[Chapter], numbers: Mapping[str, int]) -> Any:
    """Return the page that begins a part: what it is for, and its chapters."""
    own = [chapter for chapter in chapters if part_of(chapter.name) == part]
    numbered = [(say("book.see_chapter", number=numbers[chapter.name]), chapter) for chapter in own]
    listed = "\n".join(f"- [{one.title}](#{anchor_of(one.name)}) ({number})" for number, one in numbered)
    text = f"## {say(f'book.part_{part}')}\n\n{say(f'book.about_{part}')}\n\n{listed}"
    return _markdown(text, "unnumbered")


def _chapter(chapter: Chapter, numbers: Mapping[str, int]) -> Iterator[Any]:
    """Yield the cells of a lesson: its headings one level lower, its first one a chapter's."""

    def target(name: str) -> str | None:
        """Return the way to another lesson, and its chapter for readers on paper."""
        if name not in numbers:
            return None
        return f"(#{anchor_of(name)}) ({say('book.see_chapter', number=numbers[name])})"

    number, begun = numbers[chapter.name], False
    head = f'## <a id="{anchor_of(chapter.name)}"></a>'
    for cell in chapter.notebook.cells:
        made = copy.deepcopy(cell)
        if "tags" in made.metadata:  # places in a report are told by tags
            made.metadata["tags"] = [tag for tag in made.metadata["tags"] if "-" in tag or tag == "notes"]
        made.metadata["book"] = {"chapter": number}
        if cell.cell_type == "markdown":
            source = relinked(_lowered(clean(cell.source)), chapter.name, target)
            source = _FOOTNOTE.sub(rf"[^c{number}-\1]", source)
            if not begun and source.lstrip().startswith("## "):
                source, begun = source.replace("## ", head, 1), True
            made["source"] = source
        if not begun and cell.cell_type != "raw":
            yield _markdown(f"{head}{letters(chapter.title)}")
            begun = True
        yield made


def _lowered(source: str) -> str:
    """Return a text whose headings are one level lower; code stays as it is."""
    lines, fenced = [], False
    for line in source.split("\n"):
        fenced ^= bool(_FENCE.match(line))
        lines.append(line if fenced else _HEADING.sub(r"\1#\2", line, count=1))
    return "\n".join(lines)


def _markdown(source: str, *tags: str) -> Any:
    return new_markdown_cell(source, metadata={"tags": [*tags]} if tags else {})  # type: ignore[no-untyped-call]
