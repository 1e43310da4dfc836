"""A sheet on which figures are set from top to bottom, and on as many pages as that takes.

Every text is measured before it is placed, so nothing overlaps or is cut off; what has no room on a page goes
on the next.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from casekit import vocab
from casekit.figures import style
from casekit.figures.scene import Part, Path, Point, SceneFigure, Words, around, rounded, told_once
from casekit.figures.style import (
    BODY,
    INK,
    MUTED,
    PAGE_WIDTH,
    SMALL,
    WALL_FACTORS,
    WALL_HEIGHT,
    Format,
    Size,
    leading,
    measure,
    printable,
    wrap,
)
from casekit.figures.words import Entry, Group, common_basis, opening, sentences, shortened
from casekit.model import Case
from casekit.told import dots
from casekit.vocab import filled_in, say

Align = Literal["left", "center", "right"]
Block = Callable[[], None]
"""What puts something that stays together on a sheet, and moves `y` below it."""

MARGIN = 4.0
_GAP = 4.0  # between two entries
_INDENT, _CODE_INDENT = 15.0, 21.0  # from a mark, or a code such as S1, to its text
_HEAD_LINES = 8  # of a title and of what stands below it
_TOGETHER = 6  # lines of a text that stay on one page


@dataclass(frozen=True)
class _Page:
    """A page that is full: its parts, how far down it is filled, and how far its title reaches."""

    parts: list[Part]
    y: float
    headed: float


@dataclass(frozen=True)
class Piece:
    """Lines of a text that stay on one page; behind the last of them stands where the text comes from."""

    lines: Sequence[str]
    is_last: bool


@dataclass
class Sheet:
    """Boxes, lines and words from the top left corner; `y` is how far down the page is filled."""

    common_basis: str = ""
    width: float = PAGE_WIDTH
    y: float = MARGIN
    low: float = 0  # how far down something reaches beside what is put next
    most: float = math.inf  # how tall a page may be
    title: str = ""
    shortened: bool = False
    replaced: bool = False
    headed: float = 0  # how far down the title reaches
    repeated: list[Block] = field(default_factory=list)  # what stands again at the head of each page
    full: list[_Page] = field(default_factory=list)
    _layers: dict[int, list[Part]] = field(default_factory=lambda: {layer: [] for layer in range(4)})
    is_fresh: bool = False  # whether nothing but what is repeated stands on the page

    @property
    def inner(self) -> float:
        """How wide the sheet is between its margins."""
        return self.width - 2 * MARGIN

    @property
    def right(self) -> float:
        """Where the margin on the right begins."""
        return self.width - MARGIN

    @property
    def bottom(self) -> float:
        """How far down a page may be filled: below stands which page it is."""
        return self.most - MARGIN - leading(SMALL)

    # One page after the other.

    def filled(self, blocks: Sequence[Block], below: float = 0) -> Sequence[Block]:
        """Put as many blocks as there is room for, and return the others; a new page takes at least one."""
        for number, block in enumerate(blocks):
            kept = self._kept()
            block()
            if max(self.y, self.low) + below > self.bottom and not self.is_fresh:
                self._undo(kept)
                return blocks[number:]
            self.is_fresh = False
        return []

    def high(self, *blocks: Block) -> float:
        """Return how much room blocks need."""
        kept, top = self._kept(), self.y
        for block in blocks:
            block()
        needed = max(self.y, self.low) - top
        self._undo(kept)
        return needed

    def _kept(self) -> tuple[float, float, list[int]]:
        return self.y, self.low, [len(parts) for parts in self._layers.values()]

    def _undo(self, kept: tuple[float, float, list[int]]) -> None:
        self.y, self.low, counts = kept
        for layer, count in zip(self._layers.values(), counts, strict=True):
            del layer[count:]

    def flow(self, *blocks: Block) -> None:
        """Put all blocks, on further pages where this one is full."""
        rest: Sequence[Block] = blocks
        while rest := self.filled(rest):
            self.turn()

    def section(self, heading: Block, blocks: Sequence[Block]) -> None:
        """Put blocks below a heading, which stays with the first and stands again where they go on."""

        def begun() -> None:
            heading()
            for block in blocks[:1]:
                block()

        self.flow(begun)
        self.repeated.append(heading)
        self.flow(*blocks[1:])
        self.repeated.pop()

    def turn(self) -> None:
        """Go on to the next page: its title, and what is repeated."""
        self.full.append(_Page(self.parts, min(self.y, self.bottom), self.headed))
        self._layers = {layer: [] for layer in self._layers}
        self.y, self.low = MARGIN, 0.0
        self.paragraph(self.title, size=style.TITLE, bold=True, lines=1)
        self.headed, self.y = self.y, self.y + 8
        for heading in self.repeated:
            heading()
        self.is_fresh = True

    # What is put on a page.

    def put(self, drawing: Sequence[Part]) -> None:
        """Put a drawing in the middle, on a sheet at least as wide, and notice what it lacks."""
        left, top, right, bottom = around(drawing)
        self.width = max(self.width, right - left + 2 * MARGIN + 4)
        self.add(drawing, (self.width - right - left) / 2, self.y - top)
        words = [part.text for part in drawing if isinstance(part, Words)]
        self.replaced |= any(style.UNPRINTABLE in text for text in words)
        self.shortened |= any(text.endswith(style.CLIPPED) for text in words)
        self.y += bottom - top + 10

    def add(self, parts: Iterable[Part], x: float, y: float) -> None:
        """Put parts that were drawn around the origin."""
        self._layers[3] += [part.moved(x, y) for part in parts]

    def write(
        self,
        x: float,
        y: float,
        text: str,
        size: float = BODY,
        *,
        colour: str = INK,
        bold: bool = False,
        align: Align = "left",
    ) -> None:
        """Put one line of text with its baseline at `y`."""
        self.replaced |= style.UNPRINTABLE in text
        if text:
            self._layers[3].append(Words(x, y, text, size, colour=colour, bold=bold, align=align))

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = "none",
        edge: str = "none",
        line: float = 0.8,
        dashed: bool = False,
        round: float = 0,
        layer: int = 1,
    ) -> None:
        """Put a rectangle with its upper left corner at `x`, `y`."""
        thick = line if edge != "none" else 0
        dash = (3 * line, 2 * line) if dashed else ()
        corners = rounded(x, y, width, height, round)
        self._layers[layer].append(Path(corners, width=thick, colour=edge, dash=dash, fill=fill, closed=True))

    def path(self, points: Sequence[Point], colour: str, width: float = 1.0, *, dashed: bool = False) -> None:
        """Put a line from point to point, behind what is put later."""
        dash = (3.0, 2.0) if dashed else ()
        self._layers[1].append(Path(points, width=width, colour=colour, dash=dash))

    def mark(self, x: float, y: float, mark: str, colour: str = INK) -> None:
        """Put a mark on a line, with white around it."""
        self.box(x - 4.5, y - 4.5, 9, 9, fill="white", round=4.5, layer=2)
        self.write(x, y + 3.7, mark, 11, colour=colour, align="center")

    def rule(self, y: float) -> None:
        """Put a thin line across."""
        self.box(MARGIN, y, self.inner, 0.7, fill="#a8a8a8")

    def paragraph(
        self,
        text: str,
        x: float = MARGIN,
        width: float | None = None,
        size: float = BODY,
        *,
        colour: str = INK,
        bold: bool = False,
        lines: int | None = None,
    ) -> None:
        """Put a text of several lines, as wide as the sheet or so wide, and move `y` below it."""
        shown = style.fitted(printable(text), width or self.inner, lines, size, bold)
        self.shortened |= (
            bool(lines) and shown[-1:] != wrap(printable(text), width or self.inner, size, bold)[-1:]
        )
        self._lines(shown, x, size, colour=colour, bold=bold)

    def prose(self, text: str, size: float = SMALL, colour: str = MUTED) -> None:
        """Put a text as wide as the sheet, which may go on on the next page."""
        lines = wrap(printable(text), self.inner, size)
        parts = [lines[at : at + _TOGETHER] for at in range(0, len(lines), _TOGETHER)]
        self.flow(*(partial(self._lines, part, MARGIN, size, colour=colour) for part in parts))

    def _lines(
        self, lines: Sequence[str], x: float, size: float, *, colour: str = INK, bold: bool = False
    ) -> None:
        for line in lines:
            self.y += leading(size)
            self.write(x, self.y - 0.3 * size, line, size, colour=colour, bold=bold)

    def framed(self, text: str, fill: str, edge: str, *, bold: bool = False) -> None:
        """Put a text into a frame across the page."""
        top, self.y = self.y, self.y + 3
        self.paragraph(text, MARGIN + 6, self.inner - 12, bold=bold)
        self.y += 5
        self.box(MARGIN, top, self.inner, self.y - top, fill=fill, edge=edge, round=3)
        self.y += 6

    def head(self, title: str, subtitle: str, note: str = "") -> None:
        """Put the title, the case it is about, and a note."""
        self.title = style.capital(title)
        self.paragraph(self.title, size=style.TITLE, bold=True)
        for text in filter(None, (subtitle, note)):
            self.paragraph(text, size=9, colour=MUTED, lines=_HEAD_LINES)
            self.headed = self.y if text == subtitle else self.headed
        if self.common_basis:
            self.y += 3
            self._explain(self.common_basis)
        self.y += 8

    # Entries and texts.

    def items(self, entries: Sequence[Entry], x: float, width: float) -> list[Block]:
        """Return entries that stand below each other as blocks; a long text is several."""
        scores = [measure(dots(entry.scale, entry.scale), SMALL) + 10 for entry in entries if entry.scale]
        usual = _CODE_INDENT if any(len(entry.mark) > 1 for entry in entries) else _INDENT
        indent = max([usual, *(measure(entry.mark, BODY, bold=True) + 5 for entry in entries)])
        score = max(scores, default=0.0)
        if not entries:
            return [partial(self._nothing, x, width)]
        return [
            partial(self._item, entry, piece, x, width, indent, is_first=at == 0)
            for entry in entries
            for at, piece in enumerate(self.pieces(entry.text, entry.basis, width - indent - score - 5))
        ]

    def _nothing(self, x: float, width: float) -> None:
        self.paragraph(style.capital(say("figures.nothing")), x, width, colour=MUTED)
        self.y += _GAP

    def _item(
        self, entry: Entry, piece: Piece, x: float, width: float, indent: float, *, is_first: bool
    ) -> None:
        """Put an entry or a piece of it: mark, text with the basis as a tag at its end, dots at the right."""
        pad = 5.0 if entry.unknown else 0.0
        self.y += pad * 0.4 - (0 if is_first else _GAP)
        top = self.y
        self.y += pad * 0.6
        baseline = self.y + leading(BODY) - 0.3 * BODY
        if is_first:
            self.write(x + pad, baseline, entry.mark, colour=style.TONES[entry.tone], bold=True)
            if entry.scale and entry.score is not None:
                filled = dots(entry.score, entry.scale)
                self.write(x + width, baseline - 0.6, filled, SMALL, align="right")
        self.piece(piece, entry.basis, x + indent)
        self.y += pad
        if entry.unknown:
            self.box(x - 1, top, width + 2, self.y - top, edge=MUTED, dashed=True, round=3)
        self.y += _GAP

    def pieces(self, text: str, basis: str, width: float) -> list[Piece]:
        """Return a text in lines, in pieces that stay together; the last has room for its tag."""
        lines = [*wrap(printable(text), width)] or [""]
        if (tag := self._tag_of(basis)) and measure(lines[-1]) + measure(tag, SMALL) + 14 > width:
            lines.append("")
        starts = range(0, max(1, len(lines) - 1), _TOGETHER)  # one line alone stays with those before
        ends = [*starts[1:], len(lines)]
        return [Piece(lines[start:end], end == len(lines)) for start, end in zip(starts, ends, strict=True)]

    def piece(self, piece: Piece, basis: str, x: float) -> None:
        """Put a piece of a text, and behind its end where it comes from, unless documented."""
        self._lines(piece.lines, x, BODY)
        if (tag := self._tag_of(basis)) and piece.is_last:
            last = piece.lines[-1]
            self._tag(tag, basis, x + (measure(last) + 6 if last else 0), self.y - 0.3 * BODY)

    def text_with_tag(self, text: str, basis: str, x: float, width: float) -> None:
        """Put a text as a whole, and behind it where it comes from."""
        for piece in self.pieces(text, basis, width):
            self.piece(piece, basis, x)

    def _tag_of(self, basis: str) -> str:
        return "" if basis in ("documented", self.common_basis) else vocab.label("basis", basis)

    def _tag(self, word: str, basis: str, x: float, baseline: float) -> float:
        """Put a word in a box, dark for what was made up, and return the box's width."""
        made_up = basis == "illustrative"
        width = measure(word, SMALL) + 8
        fill, colour = ("#3d3d3d", "white") if made_up else ("white", INK)
        self.box(x, baseline - 8, width, 10.4, fill=fill, edge="#3d3d3d", round=2.5, line=0.7, layer=2)
        self.write(x + 4, baseline - 0.2, word, SMALL, colour=colour)
        return width

    # What stands at the end.

    def legend(self, marks: Iterable[tuple[str, str, str]], groups: Iterable[Group] = ()) -> None:
        """Explain marks, each with tone and words, and the basis of entries; then what was left out."""
        self.flow(partial(self._marks, [*marks]))
        used = {entry.basis for group in groups for entry in group.entries}
        for basis in vocab.codes("basis"):
            if basis in used and self._tag_of(basis):
                self.flow(partial(self._explain, basis, 3))
        for note in self.lacks():
            self.y += 2
            self.prose(note)

    def _marks(self, marks: Sequence[tuple[str, str, str]]) -> None:
        x, self.y = MARGIN, self.y + 4
        for mark, tone, words in marks:
            lead = measure(mark, SMALL) + 5
            if x == MARGIN or x + lead + measure(words, SMALL) > self.right:
                x = MARGIN
                self.y += leading(SMALL)
            self.write(x, self.y - 0.3 * SMALL, mark, SMALL, colour=style.TONES[tone])
            self.write(x + lead, self.y - 0.3 * SMALL, words, SMALL, colour=MUTED)
            x += lead + measure(words, SMALL) + 16

    def _explain(self, basis: str, above: float = 0) -> None:
        """Put the tag of a basis and what it means."""
        self.y += above
        baseline = self.y + leading(SMALL) - 0.3 * SMALL
        x = MARGIN + self._tag(vocab.label("basis", basis), basis, MARGIN, baseline) + 6
        self.paragraph(vocab.about("basis", basis), x, self.right - x, SMALL, colour=MUTED)

    def omissions(self) -> list[str]:
        """Return the sentence that says where shortened texts stand in full, if there are any."""
        return [say("figures.shortened")] if self.shortened else []

    def lacks(self) -> list[str]:
        """Return the sentences that say what was shortened or could not be shown."""
        return [*self.omissions(), *([say("figures.unprintable")] if self.replaced else [])]

    @property
    def parts(self) -> list[Part]:
        """What was put on this page, from back to front."""
        return [part for layer in self._layers.values() for part in layer]

    @property
    def height(self) -> float:
        """How tall the page is."""
        return self.y + MARGIN

    def figure(self, title: str, told: Sequence[str], case: Case, *, is_wall: bool = False) -> SceneFigure:
        """Return the sheet as a figure of a case, told in sentences; on a wall, its pages are all as tall."""
        full = [*self.full, _Page(self.parts, self.y, self.headed)]
        made: list[SceneFigure] = []
        for number, page in enumerate(full, start=1):
            foot = _foot(number, len(full))
            low = self.most - MARGIN if is_wall else page.y + bool(foot) * leading(SMALL)
            line = Words(self.right, low - 0.3 * SMALL, foot, SMALL, colour=MUTED, align="right")
            parts, head = [*page.parts, *([line] if foot else [])], page.headed
            size = self.width, low + MARGIN
            if is_wall:
                larger = WALL_HEIGHT / self.most
                parts = [part.scaled(larger) for part in parts]
                size, head = (self.width * larger, WALL_HEIGHT), head * larger
            said = told if number == 1 else _read(opening(title, case.title), foot, page.parts)
            own = SceneFigure(size, title, said, parts, head)
            own.source = case.origin.path if case.origin else None
            if foot:
                own.caption = f"{title} ({number}/{len(full)})"
            made.append(own)
        made[0].further = made[1:]
        return made[0]


def _foot(number: int, count: int) -> str:
    """Return which page this is, and where it goes on."""
    if count == 1:
        return ""
    key = "figures.page" if number < count else "figures.last_page"
    return say(key, number=number, count=count, following=number + 1)


def _read(first: str, foot: str, parts: Sequence[Part]) -> list[str]:
    """Return what stands on a further page, line by line, as its text equivalent."""
    lines = [part.text for part in parts if isinstance(part, Words) and any(map(str.isalnum, part.text))]
    return [first, foot, shortened(" ".join(lines), 1500)]


on_pages = told_once(
    "A page is 16 cm wide; what has no room on it stands on further ones, which are among its `pages`."
)


def compose(
    name: str,
    case: Case,
    groups: Sequence[Group],
    draw: Callable[[Sheet], None],
    *more: str,
    size: Size | None,
    note: str = "",
) -> SceneFigure:
    """Return what `draw` puts below the head of a sheet as a figure; without entries, an invitation."""
    title, form = say(f"figures.{name}"), style.format_of(size)
    with style.applied():
        if not any(group.entries for group in groups):
            return invited(name, case, size)

        def drawn(form: Format) -> Sheet:
            sheet = Sheet(common_basis(groups), form.width, most=form.height)
            sheet.head(title, filled_in(case.title), note)
            draw(sheet)
            return sheet

        sheet = fitting(drawn, form)
        told = sentences(title, case.title, groups, *more, *sheet.omissions())
        return sheet.figure(title, told, case, is_wall=form.is_wall)


def fitting(drawn: Callable[[Format], Sheet], form: Format) -> Sheet:
    """Return a sheet as drawn; for a wall in the largest letters with which it takes the fewest pages."""
    sheets = []
    for factor in WALL_FACTORS if form.is_wall else (1.0,):
        sheets.append(drawn(form.scaled(factor)))
        if not sheets[-1].full:
            break
    return min(sheets, key=lambda sheet: len(sheet.full))


def invited(name: str, case: Case, size: Size | None) -> SceneFigure:
    """Return a figure that has nothing to show yet, and says how it comes to it."""
    title, empty, form = say(f"figures.{name}"), say(f"figures.{name}_empty"), style.format_of(size)

    def drawn(form: Format) -> Sheet:
        sheet = Sheet(width=form.width, most=form.height)
        sheet.head(title, filled_in(case.title))
        top = sheet.y
        sheet.y += 14
        sheet.paragraph(empty, MARGIN + 16, sheet.inner - 32, colour=MUTED)
        sheet.y += 16
        sheet.box(MARGIN, top, sheet.inner, sheet.y - top, fill=style.TINTS["plain"], round=4)
        return sheet

    told = sentences(title, case.title, [], empty)
    return fitting(drawn, form).figure(title, told, case, is_wall=form.is_wall)
