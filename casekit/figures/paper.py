"""Paper on which texts and boxes are put from top to bottom, and on as many pages as that takes.

Every text is measured before it is placed, so nothing overlaps or is cut off; what has no room on a page goes
on the next.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from casekit.figures import style
from casekit.figures.scene import Part, Path, Point, Words, around, rounded
from casekit.figures.style import BODY, INK, MUTED, PAGE_WIDTH, SMALL, leading, printable, wrap

Align = Literal["left", "center", "right"]
Block = Callable[[], None]
"""What puts something that stays together on a page, and moves `y` below it."""

MARGIN = 4.0
_BELOW_TITLE = 8.0  # of a further page
TOGETHER = 6  # lines of a text that stay on one page


@dataclass(frozen=True)
class Page:
    """A page that is full: its parts, how far down it is filled, and how far its title reaches."""

    parts: list[Part]
    y: float
    headed: float


@dataclass
class Paper:
    """Boxes, lines and words from the top left corner; `y` is how far down the page is filled."""

    width: float = PAGE_WIDTH
    y: float = MARGIN
    low: float = 0  # how far down something reaches beside what is put next
    most: float = math.inf  # how tall a page may be
    used: float = 1.0  # the share of each page that is filled, so that several are filled evenly
    title: str = ""
    shortened: bool = False
    replaced: bool = False
    is_overfull: bool = False  # whether what stays together had no room on a page
    headed: float = 0  # how far down the title reaches
    repeated: list[Block] = field(default_factory=list)  # what stands again at the head of each page
    full: list[Page] = field(default_factory=list)
    _layers: dict[int, list[Part]] = field(default_factory=lambda: {layer: [] for layer in range(4)})
    is_fresh: bool = False  # whether nothing but what is repeated stands on the page
    goes_on: bool = False  # whether what is repeated at the head of a page is being put

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
        """How far down pages are filled."""
        return self.used * self.lowest

    @property
    def lowest(self) -> float:
        """How far down a page can be filled: below stands which page it is."""
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
        self.full.append(Page(self.parts, min(self.y, self.lowest), self.headed))
        self._layers = {layer: [] for layer in self._layers}
        self.y, self.low = MARGIN, 0.0
        self.paragraph(self.title, size=style.TITLE, bold=True, lines=1)
        self.headed, self.y = self.y, self.y + _BELOW_TITLE
        self.goes_on = True
        for heading in self.repeated:
            heading()
        self.goes_on, self.is_fresh = False, True

    @property
    def next_top(self) -> float:
        """How far down the next page begins."""
        return MARGIN + leading(style.TITLE) + _BELOW_TITLE + self.high(*self.repeated)

    # What is put on a page.

    def put(self, drawing: Sequence[Part], room: float | None = None) -> None:
        """Put a drawing in the middle of the sheet, or of so much of it, and notice what it lacks."""
        left, top, right, bottom = around(drawing)
        self.width = max(self.width, right - left + 2 * MARGIN + 4)
        self.add(drawing, ((room or self.width) - right - left) / 2, self.y - top)
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
        parts = [lines[at : at + TOGETHER] for at in range(0, len(lines), TOGETHER)]
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

    @property
    def parts(self) -> list[Part]:
        """What was put on this page, from back to front."""
        return [part for layer in self._layers.values() for part in layer]

    @property
    def pages(self) -> list[Page]:
        """The pages that are full, and this one."""
        return [*self.full, Page(self.parts, self.y, self.headed)]

    @property
    def height(self) -> float:
        """How tall the page is."""
        return self.y + MARGIN
