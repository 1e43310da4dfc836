"""A diagram on a sheet: title, drawing, legend, notes; laid out wider where the drawing is not clear."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from warnings import warn

from casekit.errors import FigureWarning
from casekit.figures import style
from casekit.figures.geometry import faults
from casekit.figures.paper import MARGIN, Block
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
_SWATCH, _CLOSE = 50.0, 43.0  # of a symbol in the legend; where columns are narrow
_COLUMN, _WIDEST = 148.0, 210.0  # of the legend, at least and at most
_NARROW, _MOST = 96.0, 3  # of one of several columns beside a drawing, at least; how many there may be
BESIDE, _SHORT = _COLUMN + 8, 50.0  # what a legend to the right of a drawing takes; a short one below it
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
    signs: Callable[[Sequence[Part]], Iterable[Sign]],
    sentences: Sequence[str],
    *notes: str,
    size: Size | None = None,
    whole: bool = False,
    later: Callable[[Sequence[Part]], Sequence[str]] = lambda shown: (),
) -> SceneFigure:
    """Return what `draw` makes of a case, with title and legend; without sentences, an invitation.

    `draw` returns one drawing or several, each for a page of its own. It is asked for more and more space
    until nothing overlaps. What stays unclear is said below the figure and in a `FigureWarning`. `signs` are
    those that are used in what a page shows. What `later` says of all that was drawn is a note as well.
    Unless a size is asked for, a drawing that is to stay `whole` is on one sheet, however large.
    """
    form = style.format_of(size)
    with style.applied():
        if not sentences:
            return invited(name, case, size)
        drawings, found = _clearest(case, draw, form)
        unclear = [say("figures.unclear", faults=" ".join(found[:_SAID]))] if found else []
        shown = [part for drawing in drawings for part in drawing]
        notes = (*notes, *later(shown))
        title = say(f"figures.{name}")

        def explained(parts: Sequence[Part]) -> list[Sign]:
            return [*signs(parts), *_bases(parts)]

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
    return min((_tiled(drawings, laid, own, room) for own in largest for room in _rooms(own)), key=_pages)


def _pages(sheet: Sheet) -> int:
    return len(sheet.pages)


def _tiled(
    drawings: Sequence[Sequence[Part]], laid: Callable[..., Sheet], form: Format, room: Point
) -> Sheet:
    """Return a sheet with pieces of drawings, none larger than that."""
    tiled = [tiles(drawing, *room) for drawing in drawings]
    grids = [(len(rows), max(map(len, rows))) for rows in tiled]
    notes = [say("figures.tiled", down=down, across=across) for down, across in grids if down * across > 1]
    return laid(form, [piece for rows in tiled for row in rows for piece in row], *dict.fromkeys(notes))


def _rooms(form: Format) -> Iterable[Point]:
    """Yield how wide and high pieces of a drawing may be: as the sheet, or with room for a short legend."""
    width, height = _room(form)
    yield width, height
    if form.width > form.height:
        yield from ((width - BESIDE, height), (width, height - _SHORT))


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
    signs: Callable[[Sequence[Part]], Sequence[Sign]],
    notes: Sequence[str],
    form: Format,
) -> Sheet:
    """Return a sheet with each drawing on a page, and its legend beside or below it; notes with the last.

    A page that has no room for its legend leaves it to the last one, or to one of its own.
    """
    sheet = Sheet(width=form.width, most=form.height)
    sheet.head(title, filled_in(case.title))
    *before, last = drawings
    left: list[Sign] = []
    for drawing in before:
        own = signs(drawing)
        if not _together(sheet, drawing, own, (), form):
            sheet.put(drawing)
            left += [sign for sign in own if sign not in left]
        sheet.turn()
    own = signs(last)
    every = [sign for sign in signs([part for one in drawings for part in one]) if sign in [*left, *own]]
    if _together(sheet, last, every, notes, form):
        return sheet
    if not (left and _together(sheet, last, own, (), form)):
        sheet.put(last)
        left = every
    sheet.is_fresh = False
    _below(sheet, left, [*notes, *sheet.lacks()])
    return sheet


def _together(
    sheet: Sheet, drawing: Sequence[Part], signs: Sequence[Sign], notes: Sequence[str], form: Format
) -> bool:
    """Put a drawing, legend and notes beside it on a flat page or else below, if there is room for all."""
    left, _, right, _ = around(drawing)
    wide = sheet.inner - (right - left) - 16
    most = min(_MOST, int(wide / _NARROW)) if form.width > form.height else 0
    beside = [
        partial(_beside, sheet, drawing, signs, notes, columns, wide)
        for columns in range(1, most + 1)
        if columns > 1 or wide >= _COLUMN - 8
    ]
    for block in beside:
        free = sheet.bottom - sheet.y - sheet.high(block)
        if free >= 0:
            sheet.y += free / 2 if form.is_wall else 0
            block()
            return True

    def below() -> None:
        sheet.put(drawing)
        for block in _rows(sheet, signs):
            block()
        for note in (*notes, *sheet.lacks()):
            sheet.paragraph(note, size=SMALL, colour=MUTED)

    has_room = sheet.y + sheet.high(below) <= sheet.bottom
    if has_room:
        below()
    return has_room


def _beside(
    sheet: Sheet,
    drawing: Sequence[Part],
    signs: Sequence[Sign],
    notes: Sequence[str],
    columns: int,
    room: float,
) -> None:
    """Put a drawing, and to the right of it legend and notes, each in the middle of the other."""
    _, top, _, bottom = around(drawing)
    wide = max(_COLUMN, min(columns * _WIDEST, room))
    x, start = sheet.right - wide, sheet.y

    def column() -> None:
        for first in range(0, len(signs), columns):
            _explained(sheet, signs[first : first + columns], x, wide / columns)
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
    """Explain symbols and put notes: all on the next page rather than some here, some there."""
    blocks = _rows(sheet, signs)
    lines = [line for note in notes for line in wrap(printable(note), sheet.inner, SMALL)]
    needed = sheet.high(*blocks) + len(lines) * leading(SMALL)
    if sheet.y + needed > sheet.bottom >= _HEAD + needed:
        sheet.turn()
    sheet.flow(*blocks)
    for note in notes:
        sheet.prose(note)


def _rows(sheet: Sheet, signs: Sequence[Sign]) -> list[Block]:
    """Return the rows of a legend below a line."""
    columns = int(sheet.inner / _COLUMN)
    rows = [signs[first : first + columns] for first in range(0, len(signs), columns)]
    blocks = [partial(_explained, sheet, row, MARGIN, sheet.inner / columns) for row in rows]

    def begun() -> None:
        sheet.path([(MARGIN, sheet.y), (sheet.right, sheet.y)], "#a8a8a8", 0.7)
        sheet.y += 5
        for block in blocks[:1]:
            block()

    return [begun, *blocks[1:]]


def _explained(sheet: Sheet, signs: Sequence[Sign], left: float, wide: float) -> None:
    """Put a row of symbols, each in the middle of the row with its meaning beside it."""
    swatch = _SWATCH if wide >= _COLUMN - 8 else _CLOSE
    row = [(sign, around(sign), wrap(printable(words), wide - swatch - 4, SMALL)) for sign, words in signs]
    high = max(max(len(lines) * leading(SMALL), box[3] - box[1] + 4) for _, box, lines in row)
    middle = sheet.y + high / 2
    for place, (sign, box, lines) in enumerate(row):
        x = left + place * wide
        kept = [replace(part, role="sign") for part in sign]
        sheet.add(kept, x + swatch / 2, middle - (box[1] + box[3]) / 2)
        for number, line in enumerate(lines):
            y = middle + (number - len(lines) / 2 + 0.76) * leading(SMALL)
            sheet.write(x + swatch, y, line, SMALL)
    sheet.y += high + 3


def marked(text: object, basis: str) -> str:
    """Return a label with the sign that no source document states it."""
    return printable(filled_in(text)) + BASIS_MARKS.get(basis, "")
