"""A diagram on a sheet: title, drawing, legend, notes; laid out wider where the drawing is not clear."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from warnings import warn

from casekit.errors import FigureWarning
from casekit.figures import style
from casekit.figures.geometry import faults
from casekit.figures.scene import Part, SceneFigure, Words, around, told_once
from casekit.figures.sheet import MARGIN, Sheet, invited
from casekit.figures.style import MUTED, SMALL, leading, printable, wrap
from casekit.figures.words import opening
from casekit.model import Case
from casekit.vocab import filled_in, label, say

Sign = tuple[Sequence[Part], str]
"""A symbol, drawn around the origin, and its meaning."""

BASIS_MARKS = {"derived": "°", "illustrative": "*"}
_SPREADS = (1.0, 1.35, 1.9)
_SWATCH, _COLUMN = 50.0, 148.0  # of a symbol in the legend, of the legend
_SAID = 3  # faults that are named


as_a_diagram = told_once(
    "At least 16 cm wide; `svg` is for a live preview, `sentences` tell the same in words."
)


def diagram(
    name: str,
    case: Case,
    draw: Callable[[float], Sequence[Part]],
    signs: Callable[[], Iterable[Sign]],
    sentences: Sequence[str],
    *notes: str,
) -> SceneFigure:
    """Return what `draw` makes of a case, with title and legend; without sentences, an invitation.

    `draw` is asked for more and more space until nothing overlaps. What stays unclear is said below the
    figure and in a `FigureWarning`.
    """
    with style.applied():
        if not sentences:
            return invited(name, case)
        parts, found = _clearest(case, draw)
        unclear = [say("figures.unclear", faults=" ".join(found[:_SAID]))] if found else []
        title, sheet = say(f"figures.{name}"), Sheet()
        sheet.head(title, filled_in(case.title))
        sheet.put(parts)
        _legend(sheet, [*signs(), *_bases(parts)])
        for note in (*notes, *sheet.lacks(), *unclear):
            sheet.paragraph(note, size=SMALL, colour=MUTED)
        for text in unclear:
            warn(text, FigureWarning, stacklevel=3)
        return sheet.figure(title, [opening(title, case.title), *sentences, *notes, *unclear], case)


def _clearest(case: Case, draw: Callable[[float], Sequence[Part]]) -> tuple[Sequence[Part], list[str]]:
    """Return the drawing with as little space as keeps it clear, and what is not clear in the widest."""
    names = {person.id: printable(filled_in(person.label)) for person in case.people}
    names |= {system.id: printable(filled_in(system.label)) for system in case.network.systems}
    for spread in _SPREADS:
        parts = draw(spread)
        if not (found := faults(parts, names)):
            break
    return parts, found


def _bases(parts: Sequence[Part]) -> list[Sign]:
    """Return the signs that no source document states a label, as far as they are used."""
    words = [part.text for part in parts if isinstance(part, Words)]
    return [
        ([Words(0, 4, mark, 10)], label("basis", basis))
        for basis, mark in BASIS_MARKS.items()
        if any(text.endswith(mark) for text in words)
    ]


def _legend(sheet: Sheet, signs: Sequence[Sign]) -> None:
    """Explain symbols, in as many columns as there is room for."""
    right = sheet.width - MARGIN
    sheet.path([(MARGIN, sheet.y), (right, sheet.y)], "#a8a8a8", 0.7)
    sheet.y += 5
    columns = int((right - MARGIN) / _COLUMN)
    for first in range(0, len(signs), columns):
        _explained(sheet, signs[first : first + columns])


def _explained(sheet: Sheet, signs: Sequence[Sign]) -> None:
    """Put a row of symbols, each in the middle of the row with its meaning beside it."""
    row = [
        (sign, around(sign), wrap(printable(words), _COLUMN - _SWATCH - 10, SMALL)) for sign, words in signs
    ]
    high = max(max(len(lines) * leading(SMALL), box[3] - box[1] + 4) for _, box, lines in row)
    middle = sheet.y + high / 2
    for place, (sign, box, lines) in enumerate(row):
        x = MARGIN + place * _COLUMN
        kept = [replace(part, role="sign") for part in sign]
        sheet.add(kept, x + _SWATCH / 2, middle - (box[1] + box[3]) / 2)
        for number, line in enumerate(lines):
            y = middle + (number - len(lines) / 2 + 0.76) * leading(SMALL)
            sheet.write(x + _SWATCH, y, line, SMALL)
    sheet.y += high + 3


def marked(text: object, basis: str) -> str:
    """Return a label with the sign that no source document states it."""
    return printable(filled_in(text)) + BASIS_MARKS.get(basis, "")
