"""A practicum report for Word: sections, numbered headings, captions and lists, all Word's own."""

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from casekit.export.layout import Layout, Place
from casekit.export.notebook import About
from casekit.export.tree import Node, para, plain, raw, string, styled
from casekit.vocab import say

__all__ = ["Section", "either", "report_blocks", "section_mark"]

_DEEPEST_IN_CONTENTS = 3
_LABELS = 0.36  # of the width, for the labels of the front matter
_FIRST_MARK = 90_000  # numbers of bookmarks above those of pandoc
_LISTS = {
    "contents": ' TOC \\o "1-3" \\h \\z \\t "Heading Unnumbered;1" ',
    "tables": ' TOC \\h \\z \\c "{table}" ',
    "figures": ' TOC \\h \\z \\c "{figure}" ',
    "appendices": ' TOC \\h \\z \\t "Heading Appendix;1" ',
}
_COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_WORD_2013 = "http://schemas.microsoft.com/office/word/2012/wordml"
_CHAPTERS = "Chapter"  # counts chapters in Arabic numerals, for captions


@dataclass(frozen=True)
class Section:
    """A run of pages with the same numbers; a chapter's first page has its number elsewhere."""

    matter: str
    begins: bool = False  # counting at 1
    turned: bool = False


@dataclass
class _Entry:
    """A line of a list: its number, its words, and the bookmark that it leads to."""

    level: int
    number: str
    words: str
    mark: str


@dataclass
class _Book:
    """What was counted so far."""

    told: About
    chapter: int = 0
    appendix: int = 0
    below: list[int] = field(default_factory=list)  # numbers of sections in the chapter
    counts: dict[str, int] = field(default_factory=dict)
    marks: int = 0
    lists: dict[str, list[_Entry]] = field(default_factory=lambda: {name: [] for name in _LISTS})

    @property
    def layout(self) -> Layout:
        return self.told.layout or Layout()

    def mark(self) -> str:
        """Return the name of a new bookmark."""
        self.marks += 1
        return f"casekit{self.marks}"


def report_blocks(
    cover: Sequence[Node], body: Sequence[tuple[int, list[Node]]], places: Sequence[Place], told: About
) -> list[Node]:
    """Return the blocks of a report, with marks where its sections end.

    Parameters
    ----------
    cover : sequence of dict
        Title and logo.
    body : sequence of tuple
        The blocks of each piece, with the cell that it comes from.
    places : sequence of Place
        Where each cell stands.
    told : About
        Layout and language.
    """
    book = _Book(told)
    matters = {
        name: [one for one in body if places[one[0] - 1].matter == name] for name in ("cover", "front")
    }
    first = [one for _, blocks in matters["cover"] for one in _on_cover(blocks)]
    front = [
        one
        for cell, blocks in matters["front"]
        for block in blocks
        for one in _placed(block, places[cell - 1], book)
    ]
    book.lists["contents"] += [
        _Entry(1, "", say(f"export.word.list_{name}", told.words), _list_mark(name))
        for name in book.layout.lists
    ]
    rest = [*_chapters(body, places, book)]
    front += [one for name in book.layout.lists for one in _list(name, book)]
    shown = [*cover, *first, section_mark(Section("cover"))] if first else []
    return [*shown, *([*front, section_mark(Section("front"))] if front else []), *rest]


def _chapters(body: Sequence[tuple[int, list[Node]]], places: Sequence[Place], book: _Book) -> Iterator[Node]:
    """Yield chapters and appendices, a section each, and one for every run of turned pages."""
    section, begun = Section("main", begins=True), False
    for cell, blocks in body:
        place = places[cell - 1]
        for block in blocks if place.matter in ("main", "appendices") else ():
            level = block["c"][0] if block["t"] == "Header" else 0
            if begun and (level == 1 or place.turned != section.turned or _is_appendix(level, place)):
                yield section_mark(section)
                section = Section(place.matter, turned=place.turned)
            begun = True
            yield from _placed(block, place, book)
    yield section_mark(section)


def _is_appendix(level: int, place: Place) -> bool:
    """Tell whether a heading names an appendix."""
    return place.matter == "appendices" and level == 2  # noqa: PLR2004 - below the chapter that holds them


def _list_mark(name: str) -> str:
    return f"casekit-{name}"


def section_mark(section: Section) -> Node:
    """Return the mark of the end of a section, which `wordsections` makes one of Word's."""
    kind = "-".join(
        [section.matter, *(["first"] if section.begins else []), *(["turned"] if section.turned else [])]
    )
    return raw(f'<w:p><w:pPr><w:pStyle w:val="casekit-{kind}"/></w:pPr></w:p>')


def _on_cover(blocks: Sequence[Node]) -> Iterator[Node]:
    for at, block in enumerate(blocks):
        yield styled("Cover Text" if at else "Cover Group", block)


def _placed(block: Node, place: Place, book: _Book) -> Iterator[Node]:
    """Yield a block as its place asks for."""
    if block["t"] == "Header":
        yield _heading(block, place, book)
    elif block["t"] == "Table":
        yield from _table(block, place, book)
    elif block["t"] == "Div" and any(one["t"] == "Table" for one in block["c"][1]):  # in parts
        for one in block["c"][1]:
            yield from _placed(one, place, book)
    elif block["t"] == "Figure":
        yield from _figure(block, book)
    elif place.whole_page and block["t"] == "Para":
        yield styled("Picture Page", block)
    elif place.references:
        yield styled("Bibliography", block)
    elif place.lang and block["t"] == "Para":
        yield styled("Other Language", block)
    else:
        yield block


def _heading(block: Node, place: Place, book: _Book) -> Node:
    """Return a heading in a style that numbers it, and enter it in the lists."""
    level, (label, _, _), text = block["c"]
    words = " ".join(plain(text).split())
    if _is_appendix(level, place):
        book.appendix += 1
        number = f"{say('export.word.appendix', book.told.words)} {book.appendix}"
        book.lists["appendices"].append(_Entry(1, number, words, label))
        return styled("Heading Appendix", para(_target(label, [_BREAK, *text])))
    if level == 1 and place.unnumbered:
        book.lists["contents"].append(_Entry(1, "", words, label))
        return styled("Heading Unnumbered", para(_target(label, text)))
    number = _number(level, book)
    if level <= _DEEPEST_IN_CONTENTS and place.matter != "appendices":
        book.lists["contents"].append(_Entry(level, number, words, label))
    if level == 1:
        behind = _BREAK if book.layout.chapter_place == "above" else string(" ")
        text = [_inline(_counted_chapter(number, book)), behind, *text]
    # The bookmark inside the heading: beside it, behind a table, LibreOffice loses it.
    return {"t": "Header", "c": [level, ["", [], []], [_target(label, text)]]}


def _counted_chapter(number: str, book: _Book) -> str:
    """Return the fields at the head of a chapter: its number for captions, whose own numbers begin anew.

    The heading's style numbers it. Programs that read no legal numbering (LibreOffice before 7.5) would then
    number its sections in Roman numerals: they get the number as text, and a style that counts in silence.
    """
    numerals = "ROMAN" if book.layout.chapter_numbers == "roman" else "ARABIC"
    label, _, shown = number.rpartition(" ")
    spoken = _run(f"{label} ") + _field(rf" SEQ {_CHAPTERS} \* {numerals} ", shown)
    kinds = (say(f"export.word.{kind}", book.told.words) for kind in ("table", "figure"))
    anew = "".join(_field(rf" SEQ {kind} \r 0 \h ", "", hidden=True) for kind in kinds)
    return either(_field(rf" SEQ {_CHAPTERS} \h ", "", hidden=True), spoken) + anew


def _number(level: int, book: _Book) -> str:
    """Count a heading and return its number as it is shown."""
    if level == 1:
        book.chapter += 1
        book.below, book.counts = [], {}
        shown = roman(book.chapter) if book.layout.chapter_numbers == "roman" else str(book.chapter)
        label = book.layout.chapter_label
        return f"{label.upper() if book.layout.chapter_capitals else label} {shown}".strip()
    depth = level - 1
    book.below = [*book.below[:depth], *[0] * (depth - len(book.below))]
    book.below[-1] += 1
    return ".".join(map(str, (book.chapter, *book.below)))


def roman(number: int) -> str:
    """Return a number in Roman numerals.

    Examples
    --------
    >>> roman(4), roman(19)
    ('IV', 'XIX')
    """
    signs = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    shown = ""
    for value, sign in signs:
        shown += sign * (number // value)
        number %= value
    return shown


def _table(block: Node, place: Place, book: _Book) -> Iterator[Node]:
    """Yield a table below its caption; in the front matter it only puts texts beside each other."""
    attributes, (_, caption), columns, head, bodies, foot = block["c"]
    words = plain(caption).strip()
    if place.matter == "front":
        style = "Signed" if place.signed else "Beside"
        bodies = _restyled(bodies, style)
        shares = [1 / len(columns)] * len(columns) if place.signed else [_LABELS, 1 - _LABELS]
        columns = [
            [align, {"t": "ColWidth", "c": share}] for (align, _), share in zip(columns, shares, strict=False)
        ]
        attributes = ["", [], [["custom-style", "Beside Table"]]]
    if words:
        yield raw(_caption("table", "TableCaption", words, book))
    yield {"t": "Table", "c": [attributes, [None, []], columns, head, bodies, foot]}


def _restyled(node: object, style: str) -> object:
    """Return part of a table with its texts in another style."""
    if isinstance(node, list):
        if len(node) == 2 and node[0] == "custom-style":  # noqa: PLR2004 - a name and its value
            return [node[0], style]
        return [_restyled(one, style) for one in node]
    return {key: _restyled(value, style) for key, value in node.items()} if isinstance(node, dict) else node


def _figure(block: Node, book: _Book) -> Iterator[Node]:
    """Yield a picture, which may be in strips, above its caption."""
    _, (_, caption), content = block["c"]
    *parts, last = ({**one, "t": "Para"} if one["t"] == "Plain" else one for one in content)
    yield from (styled("Picture Part" if at else "Picture Begin", part) for at, part in enumerate(parts))
    yield styled("Picture End" if parts else "Picture", last)
    yield raw(_caption("figure", "ImageCaption", plain(caption).strip(), book))


def _caption(kind: str, style: str, words: str, book: _Book) -> str:
    """Return a caption that Word numbers by chapter, and enter it in its list."""
    label = say(f"export.word.{kind}", book.told.words)
    book.counts[kind] = book.counts.get(kind, 0) + 1
    number, mark = f"{book.chapter}.{book.counts[kind]}", book.mark()
    book.lists[f"{kind}s"].append(_Entry(0, f"{label} {number}", words, mark))
    at = _FIRST_MARK + book.marks
    chapters = _field(rf" SEQ {_CHAPTERS} \c ", str(book.chapter))
    counted = _field(rf" SEQ {label} \* ARABIC \s 1 ", str(book.counts[kind]))
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f'<w:bookmarkStart w:id="{at}" w:name="{mark}"/>{_run(f"{label} ")}{chapters}{_run(".")}{counted}'
        f'{_run(f" {words}")}<w:bookmarkEnd w:id="{at}"/></w:p>'
    )


def _list(name: str, book: _Book) -> Iterator[Node]:
    """Yield one of Word's lists under its heading, filled in; Word fills in its pages."""
    words = book.told.words
    title = say(f"export.word.list_{name}", words)
    yield styled("Heading Unnumbered", para(_target(_list_mark(name), [string(title)])))
    labels = {kind: say(f"export.word.{kind}", words) for kind in ("table", "figure")}
    code = _LISTS[name].format(**labels)
    opened, closed = either(f"{_sign('begin')}{_code(code)}{_sign('separate')}"), either(_sign("end"))
    entries = book.lists[name]
    for at, entry in enumerate(entries):
        style = f"TOC{entry.level}" if name == "contents" else "TableofFigures"
        yield raw(_line(entry, style, opened if at == 0 else "", closed if at == len(entries) - 1 else ""))


def _line(entry: _Entry, style: str, before: str, after: str) -> str:
    """Return a line of a list: number, words, dots, page."""
    gap = "<w:r><w:tab/></w:r>" if style == "TableofFigures" else _run("  ") if entry.number else ""
    number = _run(entry.number) + gap if entry.number else ""
    page = _field(rf" PAGEREF {entry.mark} \h ", "")
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{before}'
        f'<w:hyperlink w:anchor="{entry.mark}" w:history="1">{number}{_run(entry.words)}'
        f"<w:r><w:tab/></w:r>{page}</w:hyperlink>{after}</w:p>"
    )


_BREAK: Node = {"t": "LineBreak"}


def _target(mark: str, text: Sequence[Node]) -> Node:
    return {"t": "Span", "c": [[mark, [], []], [*text]]}


def _inline(xml: str) -> Node:
    return {"t": "RawInline", "c": ["openxml", xml]}


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{html.escape(text)}</w:t></w:r>'


def _sign(kind: str, look: str = "") -> str:
    return f'<w:r>{look}<w:fldChar w:fldCharType="{kind}"/></w:r>'


def _code(code: str, look: str = "") -> str:
    text = html.escape(code, quote=False)
    return f'<w:r>{look}<w:instrText xml:space="preserve">{text}</w:instrText></w:r>'


def _field(code: str, shown: str, *, hidden: bool = False) -> str:
    """Return a field of Word with what it shows until Word counts anew."""
    look = "<w:rPr><w:vanish/></w:rPr>" if hidden else ""
    begin, separate, end = (_sign(kind, look) for kind in ("begin", "separate", "end"))
    return f"{begin}{_code(code, look)}{separate}{_run(shown) if shown else ''}{end}"


def either(word: str, others: str = "") -> str:
    """Return XML for Word, from 2013 on, and what other programs read instead."""
    return (
        f'<mc:AlternateContent xmlns:mc="{_COMPATIBLE}" xmlns:w15="{_WORD_2013}">'
        f'<mc:Choice Requires="w15">{word}</mc:Choice><mc:Fallback>{others}</mc:Fallback>'
        "</mc:AlternateContent>"
    )
