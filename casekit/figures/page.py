"""The page of a diagram: title, drawing, legend, notes; laid out wider where the drawing is not clear."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from warnings import warn

from casekit.errors import FigureWarning
from casekit.figures import style
from casekit.figures.geometry import faults
from casekit.figures.scene import Part, Path, SceneFigure, Words, around
from casekit.figures.style import BODY, INK, MUTED, PAGE_WIDTH, SMALL, leading, printable, wrap
from casekit.model import Case
from casekit.told import filled_in, plain
from casekit.vocab import label, say

__all__ = ["BASIS_MARKS", "Sign", "diagram", "fitted", "marked"]

Sign = tuple[Sequence[Part], str]
"""A symbol, drawn around the origin, and its meaning."""

BASIS_MARKS = {"derived": "°", "illustrative": "*"}
_SPREADS = (1.0, 1.35, 1.9)
_MARGIN, _SWATCH, _COLUMN = 4.0, 50.0, 148.0  # at the edge, of a symbol in the legend, of the legend
_SAID = 3  # faults that are named


def diagram(
    name: str, case: Case, draw: Callable[[float], Sequence[Part]], signs: Callable[[], Iterable[Sign]],
    sentences: Sequence[str], *notes: str,
) -> SceneFigure:  # fmt: skip
    """Return what `draw` makes of a case, with title and legend; without sentences, an invitation.

    `draw` is asked for more and more space until nothing overlaps. What stays unclear is said below the
    figure and in a `FigureWarning`.
    """
    names = {person.id: printable(filled_in(person.label)) for person in case.people}
    names |= {system.id: printable(filled_in(system.label)) for system in case.network.systems}
    page = _Page(say(f"figures.{name}"))
    with style.applied():
        page.paragraph(page.title, style.TITLE, colour=INK, bold=True)
        page.paragraph(filled_in(case.title), 9)
        page.y += 8
        said = [
            say("figures.alt", figure=page.title, title=plain(filled_in(case.title)).rstrip(".")),
            *sentences,
        ]
        if not sentences:
            said.append(say(f"figures.{name}_empty"))
            page.paragraph(said[-1], BODY)
            return page.figure(said, case)
        for spread in _SPREADS:
            parts = draw(spread)
            if not (found := faults(parts, names)):
                break
        page.put(parts)
        words = [part.text for part in parts if isinstance(part, Words)]
        bases = [(mark, label("basis", basis)) for basis, mark in BASIS_MARKS.items()]
        used = [(mark, told) for mark, told in bases if any(text.endswith(mark) for text in words)]
        page.legend([*signs(), *(([Words(0, 4, mark, 10)], told) for mark, told in used)])
        lost = any(style.UNPRINTABLE in text for text in words)
        cut = any(text.endswith(style.CLIPPED) for text in words)
        unclear = say("figures.unclear", faults=" ".join(found[:_SAID])) if found else ""
        said += [*notes, unclear] if unclear else notes
        for note in (*notes, lost and say("figures.unprintable"), cut and say("figures.shortened"), unclear):
            page.paragraph(note or "")
        if found:
            warn(unclear, FigureWarning, stacklevel=3)
        return page.figure(said, case)


def fitted(text: str, width: float, most: int) -> Sequence[str]:
    """Return a text as at most so many lines, shortened if need be."""
    lines = wrap(text, width, SMALL)
    if len(lines) <= most:
        return lines
    return (*lines[: most - 1], style.clip(" ".join(lines[most - 1 :]), width, SMALL))


def marked(text: object, basis: str) -> str:
    """Return a label with the sign that no source document states it."""
    return printable(filled_in(text)) + BASIS_MARKS.get(basis, "")


@dataclass
class _Page:
    """A page that is filled from top to bottom."""

    title: str
    width: float = PAGE_WIDTH
    y: float = _MARGIN
    parts: list[Part] = field(default_factory=list)

    def paragraph(self, text: str, size: float = SMALL, *, colour: str = MUTED, bold: bool = False) -> None:
        """Put a text of several lines and move `y` below it."""
        for line in wrap(printable(text), self.width - 2 * _MARGIN, size, bold):
            self.y += leading(size)
            words = Words(_MARGIN, self.y - 0.3 * size, line, size, colour=colour, bold=bold, align="left")
            self.parts.append(words)

    def put(self, drawing: Sequence[Part]) -> None:
        """Put a drawing in the middle, on a page at least as wide."""
        left, top, right, bottom = around(drawing)
        self.width = max(self.width, right - left + 2 * _MARGIN + 4)
        self.parts += [part.moved((self.width - right - left) / 2, self.y - top) for part in drawing]
        self.y += bottom - top + 10

    def legend(self, signs: Sequence[Sign]) -> None:
        """Explain symbols, in as many columns as there is room for."""
        right = self.width - _MARGIN
        self.parts.append(Path([(_MARGIN, self.y), (right, self.y)], width=0.7, colour="#a8a8a8"))
        self.y += 5
        columns = int((right - _MARGIN) / _COLUMN)
        for first in range(0, len(signs), columns):
            row = [
                (sign, around(sign), wrap(printable(words), _COLUMN - _SWATCH - 10, SMALL))
                for sign, words in signs[first : first + columns]
            ]
            high = max(max(len(lines) * leading(SMALL), box[3] - box[1] + 4) for _, box, lines in row)
            middle = self.y + high / 2
            for place, (sign, box, lines) in enumerate(row):
                x, y = _MARGIN + place * _COLUMN, middle - (box[1] + box[3]) / 2
                self.parts += [replace(part, role="sign").moved(x + _SWATCH / 2, y) for part in sign]
                for number, line in enumerate(lines):
                    y = middle + (number - len(lines) / 2 + 0.76) * leading(SMALL)
                    self.parts.append(Words(x + _SWATCH, y, line, align="left"))
            self.y += high + 3

    def figure(self, sentences: Sequence[str], case: Case) -> SceneFigure:
        """Return what the page holds."""
        figure = SceneFigure((self.width, self.y + _MARGIN), self.title, sentences, self.parts)
        figure.source = case.origin.path if case.origin else None
        return figure
