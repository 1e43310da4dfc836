"""A sheet on which figures are set: a head, entries with marks and dots, a legend, and which page it is."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from casekit import vocab
from casekit.figures import style
from casekit.figures.paper import MARGIN, TOGETHER, Block, Paper
from casekit.figures.scene import Part, SceneFigure, Words, told_once
from casekit.figures.style import (
    BODY,
    INK,
    MUTED,
    SMALL,
    WALL_FACTORS,
    WALL_HEIGHT,
    WALL_WIDTH,
    WIDE_FACTORS,
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

_GAP = 4.0  # between two entries
_INDENT, _CODE_INDENT = 15.0, 21.0  # from a mark, or a code such as S1, to its text
_HEAD_LINES = 8  # of a title and of what stands below it
_LITTLE, _LITTLE_ON_A_WALL = 0.35, 0.65  # of a page: what is almost empty; walls are all as tall
_ABOVE_MARKS, _BELOW_MARKS = 8.0, 6.0  # how much nearer they stand to the head, and how far from the rest
_EMPTY = 0.4  # of a page: what holds less costs up to a page more
_OVERFULL = 1000  # what it costs if a page does not hold what stays together
_TRIALS = 5  # for how far down pages are filled, so that the last one has its share

Mark = tuple[str, str, str]
"""A mark, its tone and what it means."""
Drawn = Callable[[Format, float], "Sheet"]
"""What draws on a sheet, of which a share of each page may be used."""


@dataclass(frozen=True)
class Piece:
    """Lines of a text that stay on one page; behind the last of them stands where the text comes from."""

    lines: Sequence[str]
    is_last: bool


@dataclass
class Sheet(Paper):
    """Paper for a figure of a case; what all of its entries rest on is said once, below the title."""

    common_basis: str = ""
    marks: Sequence[Mark] = ()  # that are still to be explained

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
            self.box(x, top, width, self.y - top, edge=MUTED, dashed=True, round=3)
        self.y += _GAP

    def pieces(self, text: str, basis: str, width: float) -> list[Piece]:
        """Return a text in lines, in pieces that stay together; the last has room for its tag."""
        lines = [*wrap(printable(text), width)] or [""]
        if (tag := self._tag_of(basis)) and measure(lines[-1]) + measure(tag, SMALL) + 14 > width:
            lines.append("")
        starts = range(0, max(1, len(lines) - 1), TOGETHER)  # one line alone stays with those before
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

    def explain_marks(self) -> None:
        """Explain the marks here, and not in the legend at the end."""
        self._marks(self.marks)
        self.marks = ()

    def legend(self, groups: Iterable[Group] = ()) -> None:
        """Explain the marks, unless that was done, and the basis of entries; then what was left out."""
        used = {entry.basis for group in groups for entry in group.entries}
        bases = [basis for basis in vocab.codes("basis") if basis in used and self._tag_of(basis)]
        self.flow(partial(self._explained, self.marks, bases))
        for note in self.lacks():
            self.y += 2
            self.prose(note)

    def _explained(self, marks: Sequence[Mark], bases: Sequence[str]) -> None:
        self._marks(marks)
        for basis in bases:
            self._explain(basis, 3)

    def _marks(self, marks: Sequence[Mark]) -> None:
        x, self.y = MARGIN, self.y + 4
        for mark, tone, words in marks:
            lead = measure(mark, SMALL) + 5
            if x == MARGIN or x + lead + measure(words, SMALL) > self.right:
                x = MARGIN
                self.y += leading(SMALL)
            self.write(x, self.y - 0.3 * SMALL, mark, SMALL, colour=style.TONES[tone])
            first, *more = wrap(words, self.right - MARGIN - lead, SMALL)
            self.write(x + lead, self.y - 0.3 * SMALL, first, SMALL, colour=MUTED)
            self._lines(more, MARGIN + lead, SMALL, colour=MUTED)
            x = self.right if more else x + lead + measure(words, SMALL) + 16

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

    def figure(self, title: str, told: Sequence[str], case: Case, *, is_wall: bool = False) -> SceneFigure:
        """Return the sheet as a figure of a case, told in sentences; on a wall, its pages are all as tall."""
        made: list[SceneFigure] = []
        count = len(self.full) + 1
        for number, page in enumerate(self.pages, start=1):
            foot = page_of(number, count)
            low = self.most - MARGIN if is_wall else page.y + bool(foot) * leading(SMALL)
            line = Words(self.right, low - 0.3 * SMALL, foot, SMALL, colour=MUTED, align="right")
            parts, head = [*page.parts, *([line] if foot else [])], page.headed
            size = self.width, low + MARGIN
            if is_wall:
                larger = WALL_HEIGHT / self.most
                parts = [part.scaled(larger) for part in parts]
                size, head = (WALL_WIDTH, WALL_HEIGHT), head * larger
            said = told if number == 1 else _read(opening(title, case.title), foot, page.parts)
            own = SceneFigure(size, title, said, parts, head)
            own.source = case.origin.path if case.origin else None
            if foot:
                own.caption = f"{title} ({number}/{count})"
            made.append(own)
        made[0].further = made[1:]
        return made[0]


def page_of(number: int, count: int) -> str:
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
    marks: Sequence[Mark] = (),
    is_list: bool = False,
) -> SceneFigure:
    """Return what `draw` puts below the head of a sheet as a figure; without entries, an invitation.

    What is read like a list goes on to a further page of a wall rather than to stand in small letters. There,
    marks are explained before they are met: of the pages, only one is seen.
    """
    title, form = say(f"figures.{name}"), style.format_of(size)
    with style.applied():
        if not any(group.entries for group in groups):
            return invited(name, case, size)

        def drawn(form: Format, used: float) -> Sheet:
            basis = common_basis(groups)
            sheet = Sheet(form.width, most=form.height, used=used, common_basis=basis, marks=marks)
            sheet.head(title, filled_in(case.title), note)
            if form.is_wall and marks:
                sheet.y -= _ABOVE_MARKS
                sheet.explain_marks()
                sheet.y += _BELOW_MARKS
            draw(sheet)
            return sheet

        sheet = fitting(drawn, form, 1.0 if is_list else 0.1)
        told = sentences(title, case.title, groups, *more, *sheet.omissions())
        return sheet.figure(title, told, case, is_wall=form.is_wall)


def fitting(drawn: Drawn, form: Format, weight: float = 1.0) -> Sheet:
    """Return a sheet as drawn, in letters that are large and yet take few pages.

    On an upright page, letters stay as they are. If little is left for the last page, all have less.
    """
    factors = WIDE_FACTORS if form.width > form.height else (1.0,)
    costs = WALL_FACTORS if form.is_wall else dict.fromkeys(factors, 0.0)
    found: dict[float, tuple[Format, Sheet]] = {}
    for factor, cost in costs.items():
        if found and weight * cost >= min(found):
            break
        own = form.scaled(factor)
        sheet = drawn(own, 1.0)
        if _least(sheet) < _EMPTY:
            sheet = _even(drawn, own, sheet)
        total = len(sheet.full) + weight * cost + _OVERFULL * sheet.is_overfull
        found.setdefault(total + max(0.0, 1 - _least(sheet) / _EMPTY), (own, sheet))
    own, sheet = found[min(found)]
    little = _LITTLE_ON_A_WALL if form.is_wall else _LITTLE
    return _even(drawn, own, sheet) if _EMPTY <= _least(sheet) < little else sheet


def _least(sheet: Sheet) -> float:
    """Return which share of the page that holds least is filled; a page alone holds all."""
    return min(page.y for page in sheet.pages) / sheet.most if sheet.full else 1.0


def _even(drawn: Drawn, form: Format, sheet: Sheet) -> Sheet:
    """Return a sheet on as many pages, each filled as little as that allows, or so that none holds little."""
    low, high = 0.5, 1.0
    tried = [sheet]
    for _ in range(_TRIALS):
        middle = (low + high) / 2
        own = drawn(form, middle)
        if len(own.full) > len(sheet.full) or own.is_overfull:
            low = middle
        else:
            high = middle
            tried.append(own)
    return max(tried, key=_least)


def invited(name: str, case: Case, size: Size | None) -> SceneFigure:
    """Return a figure that has nothing to show yet, and says how it comes to it."""
    title, empty, form = say(f"figures.{name}"), say(f"figures.{name}_empty"), style.format_of(size)

    def drawn(form: Format, used: float) -> Sheet:
        sheet = Sheet(width=form.width, most=form.height, used=used)
        sheet.head(title, filled_in(case.title))
        top = sheet.y
        sheet.y += 14
        sheet.paragraph(empty, MARGIN + 16, sheet.inner - 32, colour=MUTED)
        sheet.y += 16
        sheet.box(MARGIN, top, sheet.inner, sheet.y - top, fill=style.TINTS["plain"], round=4)
        return sheet

    told = sentences(title, case.title, [], empty)
    return fitting(drawn, form).figure(title, told, case, is_wall=form.is_wall)
