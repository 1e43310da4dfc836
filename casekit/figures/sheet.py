"""A sheet on which figures are set from top to bottom, as tall as its content and at most one page.

Every text is measured before it is placed, so nothing overlaps or is cut off.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from casekit import vocab
from casekit.figures import style
from casekit.figures.scene import Part, Path, Point, SceneFigure, Words, around, rounded, told_once
from casekit.figures.style import BODY, INK, MUTED, PAGE_WIDTH, SMALL, leading, measure, printable, wrap
from casekit.figures.words import Entry, Group, common_basis, sentences
from casekit.model import Case
from casekit.told import dots
from casekit.vocab import filled_in, say

Align = Literal["left", "center", "right"]
_T = TypeVar("_T")

MARGIN = 4.0
INNER = PAGE_WIDTH - 2 * MARGIN
_GAP = 4.0  # between two entries
_DOT = 7.0  # dots are no text, so they may be smaller
_INDENT, _CODE_INDENT = 15.0, 21.0  # from a mark, or a code such as S1, to its text
_TITLE_LINES = 3


@dataclass(frozen=True)
class Limits:
    """How many lines an entry and how many entries a group may have."""

    lines: int | None = None
    entries: int | None = None


@dataclass
class Sheet:
    """Boxes, lines and words from the top left corner; `y` is how far down the sheet is filled."""

    limits: Limits = Limits()
    common_basis: str = ""
    width: float = PAGE_WIDTH
    y: float = MARGIN
    shortened: bool = False
    shown: int = 0
    total: int = 0
    _layers: dict[int, list[Part]] = field(default_factory=lambda: {layer: [] for layer in range(4)})
    replaced: bool = False
    headed: float = 0  # how far down the title reaches

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
        self.box(MARGIN, y, self.width - 2 * MARGIN, 0.7, fill="#a8a8a8")

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
        width = width or self.width - 2 * MARGIN
        for line in style.fitted(printable(text), width, lines, size, bold):
            self.y += leading(size)
            self.write(x, self.y - 0.3 * size, line, size, colour=colour, bold=bold)

    def framed(self, text: str, fill: str, edge: str, *, bold: bool = False) -> None:
        """Put a text into a frame across the page."""
        top, self.y = self.y, self.y + 3
        self.paragraph(text, MARGIN + 6, INNER - 12, bold=bold)
        self.y += 5
        self.box(MARGIN, top, INNER, self.y - top, fill=fill, edge=edge, round=3)
        self.y += 6

    def head(self, title: str, subtitle: str, note: str = "") -> None:
        """Put the title, the case it is about, and a note."""
        self.paragraph(style.capital(title), size=style.TITLE, bold=True)
        for text in filter(None, (subtitle, note)):
            self.paragraph(text, size=9, colour=MUTED, lines=_TITLE_LINES)
            self.headed = self.y if text == subtitle else self.headed
        if self.common_basis:
            self.y += 3
            self._explain(self.common_basis)
        self.y += 8

    def itemise(self, entries: Sequence[Entry], x: float, width: float) -> None:
        """Put entries below each other, as many and as long as the limits allow."""
        scores = [measure(dots(entry.scale, entry.scale), _DOT) + 10 for entry in entries if entry.scale]
        usual = _CODE_INDENT if any(len(entry.mark) > 1 for entry in entries) else _INDENT
        indent = max([usual, *(measure(entry.mark, BODY, bold=True) + 5 for entry in entries)])
        for entry in self.admitted(entries):
            self._entry(entry, x, width, indent, max(scores, default=0.0))
            self.y += _GAP
        self.rest(entries, x + _INDENT, width - _INDENT)
        if not entries:
            self.paragraph(style.capital(say("figures.nothing")), x, width, colour=MUTED)
            self.y += _GAP

    def admitted(self, entries: Sequence[_T]) -> Sequence[_T]:
        """Return the entries that may be shown, and count them."""
        allowed = entries[: self.limits.entries]
        self.shown += len(allowed)
        self.total += len(entries)
        return allowed

    def rest(self, entries: Sequence[object], x: float, width: float) -> None:
        """Say how many entries are not shown."""
        if hidden := len(entries) - len(entries[: self.limits.entries]):
            self.paragraph(say("figures.more", count=hidden), x, width, SMALL, colour=MUTED)
            self.y += _GAP

    def _entry(self, entry: Entry, x: float, width: float, indent: float, score: float) -> None:
        """Put one entry: mark, text with the basis as a tag at its end, dots at the right."""
        pad = 5.0 if entry.unknown else 0.0
        self.y += pad * 0.4
        top = self.y
        self.y += pad * 0.6
        baseline = self.y + leading(BODY) - 0.3 * BODY
        self.write(x + pad, baseline, entry.mark, colour=style.TONES[entry.tone], bold=True)
        self.text_with_tag(entry.text, entry.basis, x + indent, width - indent - score - pad)
        if entry.scale and entry.score is not None:
            filled = dots(entry.score, entry.scale)
            self.write(x + width, baseline - 0.6, filled, _DOT, align="right")
        self.y += pad
        if entry.unknown:
            self.box(x - 1, top, width + 2, self.y - top, edge=MUTED, dashed=True, round=3)

    def text_with_tag(self, text: str, basis: str, x: float, width: float) -> None:
        """Put a text, shortened to the limit, and behind it where it comes from, unless documented."""
        tag = "" if basis in ("documented", self.common_basis) else vocab.label("basis", basis)
        room = measure(tag, SMALL) + 14 if tag else 0
        lines = [*wrap(printable(text), width)] or [""]
        if measure(lines[-1]) + room > width:
            lines.append("")
        limit = self.limits.lines
        if limit and len(lines) > limit:
            rest = " ".join(lines[limit - 1 :]).rstrip()
            lines[limit - 1 :] = [style.clip(rest, width - room)]
            self.shortened = True
        for line in lines:
            self.y += leading(BODY)
            self.write(x, self.y - 0.3 * BODY, line)
        if tag:
            self._tag(tag, basis, x + (measure(lines[-1]) + 6 if lines[-1] else 0), self.y - 0.3 * BODY)

    def _tag(self, word: str, basis: str, x: float, baseline: float) -> float:
        """Put a word in a box, dark for what was made up, and return the box's width."""
        made_up = basis == "illustrative"
        width = measure(word, SMALL) + 8
        fill, colour = ("#3d3d3d", "white") if made_up else ("white", INK)
        self.box(x, baseline - 8, width, 10.4, fill=fill, edge="#3d3d3d", round=2.5, line=0.7, layer=2)
        self.write(x + 4, baseline - 0.2, word, SMALL, colour=colour)
        return width

    def legend(self, marks: Iterable[tuple[str, str, str]], groups: Iterable[Group] = ()) -> None:
        """Explain marks, each with tone and words, and the basis of entries; then what was left out."""
        x, right = MARGIN, PAGE_WIDTH - MARGIN
        self.y += 4
        for mark, tone, words in marks:
            lead = measure(mark, SMALL) + 5
            if x == MARGIN or x + lead + measure(words, SMALL) > right:
                x = MARGIN
                self.y += leading(SMALL)
            self.write(x, self.y - 0.3 * SMALL, mark, SMALL, colour=style.TONES[tone])
            self.write(x + lead, self.y - 0.3 * SMALL, words, SMALL, colour=MUTED)
            x += lead + measure(words, SMALL) + 16
        used = {entry.basis for group in groups for entry in group.entries}
        for basis in vocab.codes("basis"):
            if basis in used and basis not in ("documented", self.common_basis):
                self.y += 3
                self._explain(basis)
        for note in self.lacks():
            self.y += 2
            self.paragraph(note, size=SMALL, colour=MUTED)

    def _explain(self, basis: str) -> None:
        """Put the tag of a basis and what it means."""
        baseline = self.y + leading(SMALL) - 0.3 * SMALL
        x = MARGIN + self._tag(vocab.label("basis", basis), basis, MARGIN, baseline) + 6
        self.paragraph(vocab.about("basis", basis), x, PAGE_WIDTH - MARGIN - x, SMALL, colour=MUTED)

    def omissions(self) -> list[str]:
        """Return the sentences that say what did not fit."""
        hidden = self.shown < self.total
        return [
            *([say("figures.shortened")] if self.shortened else []),
            *([say("figures.hidden", shown=self.shown, total=self.total)] if hidden else []),
        ]

    def lacks(self) -> list[str]:
        """Return the sentences that say what did not fit or could not be shown."""
        return [*self.omissions(), *([say("figures.unprintable")] if self.replaced else [])]

    @property
    def parts(self) -> list[Part]:
        """What was put, from back to front."""
        return [part for layer in self._layers.values() for part in layer]

    @property
    def height(self) -> float:
        """How tall the sheet is."""
        return self.y + MARGIN

    def figure(self, title: str, told: Sequence[str], case: Case) -> SceneFigure:
        """Return the sheet as a figure of a case, told in sentences."""
        figure = SceneFigure((self.width, self.height), title, told, self.parts, self.headed)
        figure.source = case.origin.path if case.origin else None
        return figure


_LADDER = (
    *(Limits(lines=lines) for lines in range(12, 0, -1)),
    *(Limits(lines=1, entries=count) for count in range(100, 0, -1)),
)


on_a_page = told_once(
    "16 cm wide and at most a page tall. Where more was recorded, it shortens texts and says so."
)


def compose(
    name: str, case: Case, groups: Sequence[Group], draw: Callable[[Sheet], None], *more: str, note: str = ""
) -> SceneFigure:
    """Return what `draw` puts below the head of a sheet as a figure; without entries, an invitation."""
    title = say(f"figures.{name}")
    with style.applied():
        if not any(group.entries for group in groups):
            return invited(name, case)

        def drawn(limits: Limits) -> Sheet:
            sheet = Sheet(limits, common_basis(groups))
            sheet.head(title, filled_in(case.title), note)
            draw(sheet)
            return sheet

        sheet = _fitting(drawn)
        told = sentences(title, case.title, groups, *more, *sheet.omissions())
        return sheet.figure(title, told, case)


def _fitting(drawn: Callable[[Limits], Sheet]) -> Sheet:
    """Return the sheet drawn in full if it fits a page, else with shorter texts, else with fewer entries."""

    def fits(sheet: Sheet) -> bool:
        return sheet.height <= style.PAGE_HEIGHT

    if fits(sheet := drawn(Limits())):
        return sheet
    step = bisect_left(_LADDER, True, key=lambda limits: fits(drawn(limits)))
    return drawn(_LADDER[min(step, len(_LADDER) - 1)])


def invited(name: str, case: Case) -> SceneFigure:
    """Return a figure that has nothing to show yet, and says how it comes to it."""
    title, empty = say(f"figures.{name}"), say(f"figures.{name}_empty")
    sheet = Sheet()
    sheet.head(title, filled_in(case.title))
    top = sheet.y
    sheet.y += 14
    sheet.paragraph(empty, MARGIN + 16, INNER - 32, colour=MUTED)
    sheet.y += 16
    sheet.box(MARGIN, top, INNER, sheet.y - top, fill=style.TINTS["plain"], round=4)
    return sheet.figure(title, sentences(title, case.title, [], empty), case)
