"""A diagram on a sheet: title, drawing, legend, notes; laid out wider where the drawing is not clear."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from warnings import warn

from casekit.errors import FigureWarning
from casekit.figures import style
from casekit.figures.geometry import faults
from casekit.figures.paper import MARGIN
from casekit.figures.scene import Part, Point, SceneFigure, Words, around, told_once
from casekit.figures.sheet import Sheet, invited
from casekit.figures.style import (
    FORMATS,
    MUTED,
    SMALL,
    SMALLER,
    WALL_FACTORS,
    WIDE_FACTORS,
    Format,
    Size,
    leading,
    printable,
    wrap,
)
from casekit.figures.tiles import tiles
from casekit.figures.words import opening
from casekit.model import Case
from casekit.vocab import filled_in, label, say

Sign = tuple[Sequence[Part], str]
"""A symbol, drawn around the origin, and its meaning."""

BASIS_MARKS = {"derived": "°", "illustrative": "*"}
_SPREADS = (1.0, 1.35, 1.9)
_SWATCH = 50.0  # of a symbol in the legend
_COLUMN, _WIDEST = 148.0, 210.0  # of the legend, at least and at most
BESIDE = _COLUMN + 8  # what a legend to the right of a drawing takes
_ABOVE = 56.0  # of a page: what stands above and below a drawing
_HEAD = 40.0  # what stands above the first block of a page
_SAID = 3  # faults that are named
_FITS = {
    "page": (1.0, 1.06, SMALLER),
    "wide": WIDE_FACTORS,
    "wall": tuple(WALL_FACTORS),
}


@dataclass(frozen=True)
class Room:
    """What a drawing may take: how far apart its parts stand, and the room on sheets, small ones first."""

    spread: float
    sheets: Sequence[Point]
    is_wall: bool = False


as_a_diagram = told_once(
    "A page is 16 cm wide, or turned where that is too narrow; what has no room on it stands on further "
    "ones, which are among its `pages`. `svg` is for a live preview, `sentences` tell the same in words."
)


def diagram(
    name: str,
    case: Case,
    draw: Callable[[Room], Sequence[Sequence[Part]]],
    signs: Callable[[], Iterable[Sign]],
    sentences: Sequence[str],
    *notes: str,
    size: Size | None = None,
    whole: bool = False,
    later: Callable[[Sequence[Part]], Sequence[str]] = lambda shown: (),
) -> SceneFigure:
    """Return what `draw` makes of a case, with title and legend; without sentences, an invitation.

    `draw` returns one drawing or several, each for a page of its own. It is asked for more and more space
    until nothing overlaps. What stays unclear is said below the figure and in a `FigureWarning`. What `later`
    says of all that was drawn is a note as well. Unless a size is asked for, a drawing that is to stay
    `whole` is on one sheet, however large.
    """
    form = style.format_of(size)
    with style.applied():
        if not sentences:
            return invited(name, case, size)
        drawings, found = _clearest(case, draw, form)
        unclear = [say("figures.unclear", faults=" ".join(found[:_SAID]))] if found else []
        shown = [part for drawing in drawings for part in drawing]
        explained = [*signs(), *_bases(shown)]
        notes = (*notes, *later(shown))
        title = say(f"figures.{name}")

        def laid(form: Format, pieces: Sequence[Sequence[Part]], *more: str) -> Sheet:
            return _laid(title, case, pieces, explained, [*more, *notes, *unclear], form)

        if whole and not style.asked(size):
            sheet = laid(Format(form.width, math.inf), drawings)
        else:
            sheet = _sheet(drawings, laid, form)
        for text in unclear:
            warn(text, FigureWarning, stacklevel=4)
        told = [opening(title, case.title), *sentences, *notes, *unclear]
        return sheet.figure(title, told, case, is_wall=form.is_wall)


def _clearest(
    case: Case, draw: Callable[[Room], Sequence[Sequence[Part]]], form: Format
) -> tuple[Sequence[Sequence[Part]], list[str]]:
    """Return the drawings with as little space as keeps them clear, and what is not clear in the widest."""
    names = {person.id: printable(filled_in(person.label)) for person in case.people}
    names |= {system.id: printable(filled_in(system.label)) for system in case.network.systems}
    sheets = [_room(own) for own in _forms(form)]
    for spread in _SPREADS:
        drawings = draw(Room(spread, sheets, form.is_wall))
        if not (found := [fault for drawing in drawings for fault in faults(drawing, names)]):
            break
    return drawings, found


def _sheet(drawings: Sequence[Sequence[Part]], laid: Callable[..., Sheet], form: Format) -> Sheet:
    """Return the smallest sheet that holds drawings and legend, or the drawings, or else pieces of them."""
    forms = [*_forms(form)]
    fitting = [own for own in forms if all(_fits(drawing, own) for drawing in drawings)]
    for own in fitting:
        sheet = laid(own, drawings)
        if len(sheet.full) < len(drawings):
            return sheet
    if fitting:
        return laid(fitting[0], drawings)
    largest = {own.height > own.width: own for own in forms}.values()  # upright, on its side
    cut = [(own, [tiles(drawing, *_room(own)) for drawing in drawings]) for own in largest]
    own, tiled = min(cut, key=lambda one: sum(len(row) for rows in one[1] for row in rows))
    grids = [(len(rows), max(map(len, rows))) for rows in tiled]
    notes = [say("figures.tiled", down=down, across=across) for down, across in grids if down * across > 1]
    return laid(own, [piece for rows in tiled for row in rows for piece in row], *dict.fromkeys(notes))


def _forms(form: Format) -> Iterable[Format]:
    """Yield the sheets to try, from the smallest; where an upright page is too narrow, one on its side."""
    name = next(name for name, known in FORMATS.items() if known == form)
    for kind in ("page", "wide") if name == "page" else (name,):
        yield from (FORMATS[kind].scaled(factor) for factor in _FITS[kind])


def _room(form: Format) -> Point:
    """Return how wide and high a drawing on a sheet may be."""
    return form.width - 2 * MARGIN - 4, form.height - _ABOVE


def _fits(drawing: Sequence[Part], form: Format) -> bool:
    left, top, right, bottom = around(drawing)
    width, height = _room(form)
    return right - left <= width and bottom - top <= height


def _laid(
    title: str,
    case: Case,
    drawings: Sequence[Sequence[Part]],
    signs: Sequence[Sign],
    notes: Sequence[str],
    form: Format,
) -> Sheet:
    """Return a sheet with each drawing on a page, and beside or below the last of them legend and notes."""
    sheet = Sheet(width=form.width, most=form.height)
    sheet.head(title, filled_in(case.title))
    *before, last = drawings
    for drawing in before:
        sheet.put(drawing)
        sheet.turn()
    block = partial(_beside, sheet, last, signs, notes)
    left, _, right, _ = around(last)
    is_flat = form.width > form.height
    free = sheet.bottom - sheet.y - sheet.high(block)
    if is_flat and right - left <= sheet.inner - BESIDE and free >= 0:
        sheet.y += free / 2 if form.is_wall else 0
        block()
        return sheet
    sheet.put(last)
    sheet.is_fresh = False
    _below(sheet, signs, [*notes, *sheet.lacks()])
    return sheet


def _beside(sheet: Sheet, drawing: Sequence[Part], signs: Sequence[Sign], notes: Sequence[str]) -> None:
    """Put a drawing, and in a column to the right of it legend and notes, each in the middle of the other."""
    left, top, right, bottom = around(drawing)
    wide = max(_COLUMN, min(_WIDEST, sheet.inner - (right - left) - 16))
    x, start = sheet.right - wide, sheet.y

    def column() -> None:
        for sign in signs:
            _explained(sheet, [sign], x, wide)
        for note in (*notes, *sheet.lacks()):
            sheet.y += 3
            sheet.paragraph(note, x, wide, SMALL, colour=MUTED)

    spare = sheet.high(column) - (bottom - top)
    sheet.y += max(0.0, spare / 2)
    low = sheet.y + bottom - top
    sheet.put(drawing, sheet.width - wide - 8)
    sheet.y = start + max(0.0, -spare / 2)
    column()
    sheet.y = max(low, sheet.y)


def _bases(parts: Sequence[Part]) -> list[Sign]:
    """Return the signs that no source document states a label, as far as they are used."""
    words = [part.text for part in parts if isinstance(part, Words)]
    return [
        ([Words(0, 4, mark, 10)], label("basis", basis))
        for basis, mark in BASIS_MARKS.items()
        if any(text.endswith(mark) for text in words)
    ]


def _below(sheet: Sheet, signs: Sequence[Sign], notes: Sequence[str]) -> None:
    """Explain symbols in columns and put notes: all on the next page rather than some here, some there."""
    columns = int(sheet.inner / _COLUMN)
    rows = [signs[first : first + columns] for first in range(0, len(signs), columns)]
    blocks = [partial(_explained, sheet, row, MARGIN, sheet.inner / columns) for row in rows]

    def begun() -> None:
        sheet.path([(MARGIN, sheet.y), (sheet.right, sheet.y)], "#a8a8a8", 0.7)
        sheet.y += 5
        for block in blocks[:1]:
            block()

    lines = [line for note in notes for line in wrap(printable(note), sheet.inner, SMALL)]
    needed = sheet.high(begun, *blocks[1:]) + len(lines) * leading(SMALL)
    if sheet.y + needed > sheet.bottom >= _HEAD + needed:
        sheet.turn()
    sheet.flow(begun, *blocks[1:])
    for note in notes:
        sheet.prose(note)


def _explained(sheet: Sheet, signs: Sequence[Sign], left: float, wide: float) -> None:
    """Put a row of symbols, each in the middle of the row with its meaning beside it."""
    row = [(sign, around(sign), wrap(printable(words), wide - _SWATCH - 4, SMALL)) for sign, words in signs]
    high = max(max(len(lines) * leading(SMALL), box[3] - box[1] + 4) for _, box, lines in row)
    middle = sheet.y + high / 2
    for place, (sign, box, lines) in enumerate(row):
        x = left + place * wide
        kept = [replace(part, role="sign") for part in sign]
        sheet.add(kept, x + _SWATCH / 2, middle - (box[1] + box[3]) / 2)
        for number, line in enumerate(lines):
            y = middle + (number - len(lines) / 2 + 0.76) * leading(SMALL)
            sheet.write(x + _SWATCH, y, line, SMALL)
    sheet.y += high + 3


def marked(text: object, basis: str) -> str:
    """Return a label with the sign that no source document states it."""
    return printable(filled_in(text)) + BASIS_MARKS.get(basis, "")
