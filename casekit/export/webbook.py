"""The book as web pages that need nothing from elsewhere: a page a lesson, contents, index of terms."""

import copy
import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import groupby
from string import Template

from nbformat import NotebookNode

from casekit import vocab
from casekit.export.blocks import letters
from casekit.export.book import Chapter, part_of, relinked, terms
from casekit.export.texts import compared
from casekit.vocab import say

__all__ = ["STYLE", "for_the_web", "web_book"]

STYLE = "book.css"
_TERMS = "terms.html"
# Links inside the book go this way through pandoc's filter, which keeps only those that lead to the internet.
_HERE = "https://lesson.invalid/"
_BOLD = re.compile(r"<strong>([^<>]{1,120})</strong>")


def file_of(name: str) -> str:
    """Return the name of the page of a lesson.

    Examples
    --------
    >>> file_of("stages/02_assessment")
    'stages-02_assessment.html'
    """
    return f"{name.replace('/', '-')}.html"


def for_the_web(chapter: Chapter, number: int, names: Sequence[str]) -> NotebookNode:
    """Return a lesson whose links to others lead to their pages, and which knows its number."""
    made = copy.deepcopy(chapter.notebook)
    for cell in made.cells:
        if cell.cell_type == "markdown":
            cell.source = relinked(cell.source, chapter.name, _leading(names))
    made.metadata["casekit"] = {"chapter": number}
    return made


def _leading(names: Sequence[str]) -> Callable[[str], str | None]:
    return lambda name: f"({_HERE}{file_of(name)})" if name in names else None


def web_book(
    chapters: Sequence[Chapter], contents: Mapping[str, str], words: str, about: str
) -> dict[str, bytes]:
    """Return the files of the book by their names.

    Parameters
    ----------
    chapters : sequence of Chapter
        The lessons in their order.
    contents : mapping
        By the name of a lesson what its page shows.
    words : {"id", "en"}
        The language.
    about : str
        What stands at the foot of each page.
    """
    with vocab.in_language(words):
        marked = {name: _marked(content.replace(_HERE, "")) for name, content in contents.items()}
        pages = {"index.html": _index(chapters, about), _TERMS: _terms(chapters, marked, about)}
        for at, chapter in enumerate(chapters):
            beside = (chapters[at - 1] if at else None, chapters[at + 1] if at + 1 < len(chapters) else None)
            heading = f"{say('book.chapter')} {at + 1}: {letters(chapter.title)}"
            content = marked[chapter.name][0]
            pages[file_of(chapter.name)] = _page(chapters, heading, content, about, chapter, beside)
        style = (files("casekit") / "data" / "templates" / "web.css").read_bytes()
        return {name: page.encode() for name, page in pages.items()} | {STYLE: style}


def _page(
    chapters: Sequence[Chapter],
    heading: str,
    content: str,
    about: str,
    chapter: Chapter | None = None,
    beside: tuple[Chapter | None, Chapter | None] = (None, None),
) -> str:
    """Return a page."""
    title = say("book.title")
    before, after = beside
    turns = [
        f'<a href="{file_of(other.name)}" rel="{rel}">{say(key)}: {_said(other.title)}</a>'
        for other, rel, key in ((before, "prev", "book.before"), (after, "next", "book.after"))
        if other
    ]
    template = (files("casekit") / "data" / "templates" / "web.html").read_text("utf-8")
    return Template(template).substitute(
        lang=vocab.language(),
        title=_said(title if heading == title else f"{heading} · {title}"),
        skip=say("book.skip"),
        book=_said(title),
        contents=say("book.contents"),
        heading=_said(heading),
        content=content,
        listed=_listed(chapters, chapter),
        turn=say("book.turn"),
        turns=" ".join(turns) or f'<a href="index.html">{_said(title)}</a>',
        about=_said(about),
    )


def _listed(chapters: Sequence[Chapter], here: Chapter | None) -> str:
    """Return the contents, part by part."""
    shown = []
    number = 0
    for part, own in groupby(chapters, key=lambda chapter: part_of(chapter.name)):
        held = [*own]
        lines = "".join(_entry(chapter, chapter is here) for chapter in held)
        shown.append(f'<p>{say(f"book.part_{part}")}</p>\n<ol start="{number + 1}">{lines}</ol>')
        number += len(held)
    return "\n".join([*shown, f'<p><a href="{_TERMS}">{say("book.index")}</a></p>'])


def _entry(chapter: Chapter, is_here: bool) -> str:
    current = ' aria-current="page"' if is_here else ""
    return f'<li><a href="{file_of(chapter.name)}"{current}>{_said(chapter.title)}</a></li>'


def _index(chapters: Sequence[Chapter], about: str) -> str:
    """Return the first page: what the book is, and its parts."""
    parts = dict.fromkeys(part_of(chapter.name) for chapter in chapters)
    told = "".join(
        f"<h2>{say(f'book.part_{part}')}</h2><p>{say(f'book.about_{part}')}</p>"
        f"<ul>{''.join(_entry(one, False) for one in chapters if part_of(one.name) == part)}</ul>"
        for part in parts
    )
    head = f"<p>{say('book.subtitle')}</p><p>{say('book.authors')}. {say('book.licence')}</p>"
    return _page(chapters, say("book.title"), head + told, about)


def _marked(content: str) -> tuple[str, dict[str, str]]:
    """Return what a page shows, with a place at each term in bold, and these places by term."""
    known, places = terms(), dict[str, str]()

    def marked(bold: re.Match[str]) -> str:
        term = known.get(compared(html.unescape(bold[1])))
        if term is None or term in places:
            return bold[0]
        places[term] = f"term-{len(places) + 1}"
        return f'<strong id="{places[term]}">{bold[1]}</strong>'

    return _BOLD.sub(marked, content), places


def _terms(chapters: Sequence[Chapter], marked: Mapping[str, tuple[str, dict[str, str]]], about: str) -> str:
    """Return the page of terms, each with the lessons that explain it."""

    def links(term: str) -> Iterator[str]:
        for number, chapter in enumerate(chapters, start=1):
            if place := marked[chapter.name][1].get(term):
                name = say("book.see_chapter", number=number)
                label = html.escape(f"{term}, {name}: {letters(chapter.title)}", quote=True)
                yield f'<a href="{file_of(chapter.name)}#{place}" aria-label="{label}">{number}</a>'

    found = {term for _, places in marked.values() for term in places}
    rows = (f"<li>{_said(term)}: {', '.join(links(term))}</li>" for term in sorted(found, key=str.casefold))
    content = f'<p>{say("book.about_index")}</p><ul class="terms">{"".join(rows)}</ul>'
    return _page(chapters, say("book.index"), content, about)


def _said(text: str) -> str:
    return html.escape(letters(text), quote=True)
