"""Slides for the wall of a seminar room: how a class decided, to be read from ten metres.

A slide is 16:9; on a screen of two metres, letters of 20 points are as tall as a thumb is wide.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import TypeVar

from casekit.figures import decided, style
from casekit.figures.picture import write_pdf
from casekit.figures.scene import Point, SceneFigure
from casekit.figures.sheet import Sheet
from casekit.figures.style import (
    INK,
    MUTED,
    TONES,
    WALL_HEIGHT,
    WALL_WIDTH,
    clip,
    fitted,
    leading,
    measure,
    printable,
    wrap,
)
from casekit.stats.decisions import Board, Contrast, Row, Split, of_ten
from casekit.vocab import say

_EDGE = 36.0
_ROOM = WALL_WIDTH - 2 * _EDGE
_TITLE, _TEXT, _SMALL = 28.0, 22.0, 20.0
_TITLE_LINES, _ROW_LINES, _HEAD_LINES, _FOOT_LINES = 2, 4, 2, 6  # at most
_FIRST, _GAP = 330.0, 6.0  # width of the things decided on, space between cells
_MOST_COLUMNS = 6  # with words above them; more are called A, B, C
_BAR, _AMOUNT, _VALUES = 26.0, 150.0, 250.0
_DARK = 0.7  # the share from which white is easier to read than black
_T = TypeVar("_T")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class _Page:
    """What stands on one slide: how its body is drawn, what stands below it, and both in words."""

    subtitle: str
    draw: Callable[[Sheet], None]
    foot: Sequence[str]
    told: Sequence[str]


def slides(boards: Sequence[Board], heading: str, people: int) -> list[SceneFigure]:
    """Return slides of how a class decided: a cover, then one or more for each question.

    Versions of a case come last, behind a cover of their own: the class talks first, and learns of them then.

    Parameters
    ----------
    boards : sequence of Board
        What `casekit.exercises.mirror` returns.
    heading : str
        The exercise.
    people : int
        How many handed in something.

    Returns
    -------
    list of SceneFigure
        16:9, in the current language; their words are in `sentences`.

    Examples
    --------
    >>> rows = Row("Kehamilan", (6,), 2), Row("Upah", (None,), 6)
    >>> board = Board("Mana dahulu?", "choice", ("",), rows, 8)
    >>> [slide.size for slide in slides([board], "Dua versi", 8)]
    [(960.0, 540.0), (960.0, 540.0)]
    """
    with style.applied():
        made = [_cover(heading, people), *_numbered(boards, _pages)]
        if splits := [split for board in boards for split in board.splits]:
            made += [_cover_of_versions(heading, splits), *_numbered(boards, _split_pages)]
        return made


def _numbered(boards: Sequence[Board], pages_of: Callable[[Board], Iterator[_Page]]) -> Iterator[SceneFigure]:
    """Yield the slides of all questions, numbered within each."""
    for board in boards:
        pages = [*pages_of(board)]
        for number, page in enumerate(pages, 1):
            mark = say("mirror.page", number=number, pages=len(pages)) if len(pages) > 1 else ""
            yield _slide(board.title, mark, page)


def as_pdf(made: Sequence[SceneFigure]) -> bytes:
    """Return slides as one PDF, a page each, with embedded fonts; equal slides make equal files.

    Examples
    --------
    >>> as_pdf(slides([], "Dua versi", 8))[:5]
    b'%PDF-'
    """
    written = io.BytesIO()
    title, told = made[0].sentences[1], " ".join(own.alt for own in made)
    with style.applied():
        write_pdf(made, written, {"Title": title, "Subject": told, "CreationDate": None}, format="pdf")
    return written.getvalue()


def _cover(heading: str, people: int) -> SceneFigure:
    sheet = Sheet(width=WALL_WIDTH, y=110)
    title, count = say("mirror.title"), say("mirror.people", count=people)
    sheet.paragraph(title, _EDGE, _ROOM, 44, bold=True)
    sheet.paragraph(heading, _EDGE, _ROOM, 32, lines=_TITLE_LINES)
    sheet.y += 10
    sheet.paragraph(count, _EDGE, _ROOM, 32, colour=TONES["good"], bold=True)
    sheet.y += 24
    notes = [say(f"mirror.{key}") for key in ("cover", "cover_small", "cover_agreement")]
    for note in notes:
        sheet.paragraph(note, _EDGE, _ROOM, _TEXT, colour=MUTED)
        sheet.y += 6
    return SceneFigure(
        (WALL_WIDTH, WALL_HEIGHT), title, [f"{title}.", f"{heading}.", f"{count}.", *notes], sheet.parts
    )


def _cover_of_versions(heading: str, splits: Sequence[Split]) -> SceneFigure:
    """Return the slide that tells of the versions, before they are laid side by side."""
    sheet = Sheet(width=WALL_WIDTH, y=110)
    title, names = say("mirror.versions"), dict.fromkeys(decided.groups(split) for split in splits)
    sheet.paragraph(title, _EDGE, _ROOM, 44, bold=True)
    sheet.paragraph(heading, _EDGE, _ROOM, 32, lines=_TITLE_LINES)
    sheet.y += 24
    notes = [*names, say("mirror.versions_about")]
    for note in notes:
        sheet.paragraph(note, _EDGE, _ROOM, 26)
        sheet.y += 10
    return SceneFigure((WALL_WIDTH, WALL_HEIGHT), title, [f"{title}.", f"{heading}.", *notes], sheet.parts)


def _slide(title: str, mark: str, page: _Page) -> SceneFigure:
    sheet = Sheet(width=WALL_WIDTH, y=_EDGE - 14)
    room = _ROOM - measure(mark, _SMALL)
    sheet.write(WALL_WIDTH - _EDGE, _EDGE + 10, mark, _SMALL, colour=MUTED, align="right")
    sheet.paragraph(title, _EDGE, room - 12, _TITLE, bold=True, lines=_TITLE_LINES)
    sheet.paragraph(page.subtitle, _EDGE, _ROOM, _SMALL, colour=MUTED, lines=1)
    sheet.y += 8
    page.draw(sheet)
    foot = _foot(page.foot)
    sheet.y = WALL_HEIGHT - 14 - len(foot) * leading(_SMALL)
    for line in foot:
        sheet.y += leading(_SMALL)
        sheet.write(_EDGE, sheet.y - 0.3 * _SMALL, line, _SMALL, colour=MUTED)
    told = [title if title.endswith(("?", ".", "!")) else f"{title}.", f"{page.subtitle}.", *page.told]
    return SceneFigure((WALL_WIDTH, WALL_HEIGHT), title, told, sheet.parts)


def _foot(notes: Sequence[str]) -> Sequence[str]:
    """Return what stands below, in lines."""
    return fitted(printable(" · ".join(filter(None, notes))), _ROOM, _FOOT_LINES, _SMALL)


def _pages(board: Board) -> Iterator[_Page]:
    """Yield the slides of how all decided in a question."""
    subtitle = " · ".join(filter(None, (say("mirror.people", count=board.people), decided.agreement(board))))
    is_choice = board.kind == "choice"
    width = _FIRST + (70 if is_choice else 0) - 16
    lines = _lines([decided.named(row, board.kind) for row in board.rows], width, bold=is_choice)
    below = len(_foot(_notes(board, board.rows, lines, width)))
    most = _rows_on(board.title, 0 if is_choice else _heads(board)[2], _row_height(lines), below)
    draw = _bars if is_choice else _heat
    for rows in _parted(board.rows, most):
        told = [decided.told(row, board) for row in rows]
        notes = _notes(board, rows, lines, width)
        yield _Page(subtitle, partial(draw, board=board, rows=rows, lines=lines), notes, told)


def _notes(board: Board, rows: Sequence[Row], lines: int, width: float) -> list[str]:
    """Return what is said below some rows of a board."""
    is_choice = board.kind == "choice"
    return [
        *_lettered(board),
        say("mirror.own") if any(row.own for row in rows) else "",
        say("mirror.middle") if board.kind == "scores" else "",
        say("mirror.blank") if any(None in row.counts for row in rows) and not is_choice else "",
        say("mirror.rest_about") if not is_choice else "",
        *_lacks([decided.named(row, board.kind) for row in rows], lines, width, board.title, bold=is_choice),
    ]


def _lacks(texts: Sequence[str], lines: int, width: float, title: str, *, bold: bool = False) -> list[str]:
    """Return the sentences that say what was shortened or could not be shown."""
    is_short = any(len(wrap(printable(text), width, _TEXT, bold=bold)) > lines for text in texts)
    is_short |= len(wrap(printable(title), _ROOM - 60, _TITLE, bold=True)) > _TITLE_LINES
    is_replaced = any(style.UNPRINTABLE in printable(text) for text in (*texts, title))
    return [
        *([say("mirror.shortened")] if is_short else []),
        *([say("figures.unprintable")] if is_replaced else []),
    ]


def _split_pages(board: Board) -> Iterator[_Page]:
    """Yield the slides of how groups decided in a question, side by side."""
    width = _FIRST - 16
    for split in board.splits:
        texts = [own.text for own in split.contrasts]
        lines = _lines(texts, width)
        note, lacks = decided.smallness(board, split), _lacks(texts, lines, width, board.title)
        high = _row_height(lines + (board.kind == "places"))
        most = _rows_on(board.title, 1, high, len(_foot([note, *lacks])))
        for contrasts in _parted(split.contrasts, most):
            told = [decided.told_contrast(own, board, split) for own in contrasts]
            draw = partial(_beside, board=board, split=split, contrasts=contrasts, lines=lines)
            yield _Page(decided.groups(split), draw, [note, *lacks], [*told, note])


def _lines(texts: Sequence[str], width: float, *, bold: bool = False) -> int:
    """Return how many lines rows have for what was decided on: two, or as many as the longest text needs."""
    needed = (len(wrap(printable(text), width, _TEXT, bold=bold)) for text in texts)
    return min(_ROW_LINES, max([2, *needed]))


def _rows_on(title: str, head: int, high: float, below: int) -> int:
    """Return how many rows so high there is room for, with lines of a head above and of a foot below them."""
    lines = fitted(printable(title), _ROOM - 60, _TITLE_LINES, _TITLE, True)
    top = _EDGE - 14 + len(lines) * leading(_TITLE) + leading(_SMALL) + 8 + head * leading(_SMALL)
    bottom = WALL_HEIGHT - 20 - max(2, below) * leading(_SMALL)
    return max(1, int((bottom - top) / high))


def _row_height(lines: int) -> float:
    """Return how tall a row of so many lines is."""
    return lines * leading(_TEXT) + _GAP


def _parted(rows: Sequence[_T], most: int) -> Iterator[Sequence[_T]]:
    """Yield rows in parts of about the same size."""
    size = ceil(len(rows) / ceil(len(rows) / most)) if rows else 1
    for first in range(0, len(rows), size):
        yield rows[first : first + size]


def _lettered(board: Board) -> list[str]:
    """Return which letter stands for which cell, where there is no room for words above the columns."""
    if len(board.cells) <= _MOST_COLUMNS:
        return []
    return ["; ".join(f"{letter} = {cell}" for letter, cell in zip(_LETTERS, board.cells, strict=False))]


def _thing(
    sheet: Sheet, text: str, width: float, middle: float, most: int, *, below: str = "", bold: bool = False
) -> None:
    """Put what was decided on in the middle of its row, with a last line below it where there is one."""
    lines = [*fitted(printable(text), width, most, _TEXT, bold)]
    lines += [clip(below, width, _TEXT) if measure(below, _TEXT) > width else below] if below else []
    for number, line in enumerate(lines):
        y = middle + (number - len(lines) / 2 + 0.76) * leading(_TEXT)
        sheet.write(_EDGE, y, line, _TEXT, bold=bold)


def _heat(sheet: Sheet, board: Board, rows: Sequence[Row], lines: int) -> None:
    """Put a table of cells: the more people, the darker."""
    heads, wide, high = _heads(board)
    for number, head in enumerate(heads):
        for line, text in enumerate(reversed(head)):
            y = sheet.y + (high - line - 0.3) * leading(_SMALL)
            sheet.write(_left(number, wide) + wide / 2, y, text, _SMALL, colour=MUTED, align="center")
    sheet.y += high * leading(_SMALL) + 2
    tall = _row_height(lines)
    for row in rows:
        _thing(sheet, row.text, _FIRST - 16, sheet.y + tall / 2, lines)
        for number, count in enumerate(row.counts):
            _cell(sheet, number, (wide, tall), count, board.people, number in row.own)
        rest = str(row.rest) if row.rest >= 3 else ""  # noqa: PLR2004 - as of every cell
        middle = sheet.y + tall / 2 + 8
        sheet.write(
            _left(len(row.counts), wide) + wide / 2, middle, rest, _TEXT, colour=MUTED, align="center"
        )
        if row.middle is not None:
            x = _left(0, wide) + (row.middle + 0.5) * wide
            sheet.write(x, sheet.y + 13, "▼", 15, colour=TONES["plain"], align="center")
        sheet.y += tall


def _heads(board: Board) -> tuple[list[tuple[str, ...]], float, int]:
    """Return what stands above the columns, how wide these are, and how many lines that takes."""
    cells = [*board.cells] if len(board.cells) <= _MOST_COLUMNS else [*_LETTERS[: len(board.cells)]]
    wide = (_ROOM - _FIRST) / (len(cells) + 1)
    named = (*cells, say("mirror.rest"))
    heads = [fitted(printable(head), wide - _GAP, _HEAD_LINES, _SMALL) for head in named]
    return heads, wide, max(map(len, heads))


def _left(number: int, wide: float) -> float:
    return _EDGE + _FIRST + number * wide


def _cell(sheet: Sheet, number: int, size: Point, count: int | None, people: int, own: bool) -> None:
    """Put one cell: its count on a ground as dark as its share, framed where the case reads itself so."""
    share, (wide, tall) = (count or 0) / people, size
    left, high = _left(number, wide) + _GAP / 2, tall - _GAP
    edge = TONES["bad"] if own else "#c8c8c8"
    sheet.box(
        left, sheet.y, wide - _GAP, high, fill=_ground(share), edge=edge, line=4 if own else 0.8, round=4
    )
    is_dark = share > _DARK
    colour = "white" if is_dark else INK
    said = "" if count is None else str(count)
    middle = left + (wide - _GAP) / 2
    sheet.write(middle, sheet.y + high / 2 + 9, said, 26, colour=colour, bold=True, align="center")
    if own:
        sheet.write(left + 6, sheet.y + 16, "◆", 14, colour="white" if is_dark else TONES["bad"])


def _ground(share: float) -> str:
    """Return the ground of a share, from white to blue."""
    full = (0, 90, 145)
    return "#" + "".join(f"{round(255 + (one - 255) * min(1.0, share)):02x}" for one in full)


def _bars(sheet: Sheet, board: Board, rows: Sequence[Row], lines: int) -> None:
    """Put a bar for each option."""
    first = _FIRST + 70
    room = _ROOM - first - _AMOUNT
    for row in rows:
        (count,), middle = row.counts, sheet.y + _row_height(lines) / 2
        _thing(sheet, decided.named(row, board.kind), first - 16, middle, lines, bold=bool(row.own))
        left, long = _EDGE + first, room * (count or 0) / board.people
        sheet.box(left, middle - 16, room, 32, fill="#f2f2f2", round=3)
        if count:
            sheet.box(left, middle - 16, long, 32, fill=TONES["good"], round=3, layer=2)
        said = decided.amount(row, board.people)
        sheet.write(left + room + 12, middle + 8, said, _SMALL, colour=INK if count else MUTED)
        sheet.y += _row_height(lines)


def _beside(sheet: Sheet, board: Board, split: Split, contrasts: Sequence[Contrast], lines: int) -> None:
    """Put two groups side by side, thing by thing, with their difference."""
    right = WALL_WIDTH - _EDGE
    sheet.write(
        right, sheet.y + leading(_SMALL) - 6, say("mirror.difference"), _SMALL, colour=MUTED, align="right"
    )
    sheet.y += leading(_SMALL)
    top = max(1, len(board.cells) - 1) if board.kind == "scores" else 1.0
    least = 1.0 if board.kind == "scores" else 0.0
    room = right - _EDGE - _FIRST - _VALUES - 110
    high = _row_height(lines + (board.kind == "places"))
    for own in contrasts:
        middle = sheet.y + high / 2
        _thing(sheet, own.text, _FIRST - 16, middle, lines, below=f"→ {own.cell}" if own.cell else "")
        values = (own.difference.first, own.difference.second)
        for number, (value, tone, mark) in enumerate(zip(values, ("good", "bad"), "●■", strict=True)):
            y = middle - _BAR + number * _BAR
            share = (value - least) / top
            shown = share if board.kind == "scores" else of_ten(share) / 10
            left = _EDGE + _FIRST
            sheet.write(left, y + 19, mark, 16, colour=TONES[tone])
            sheet.box(left + 20, y + 4, max(2.0, room * shown), _BAR - 6, fill=TONES[tone], round=2)
            said = decided.valued(value, board.kind)
            sheet.write(left + 28 + max(2.0, room * shown), y + 20, said, _SMALL)
        clear = own.difference.low > 0 or own.difference.high < 0
        said = decided.ranged(own.difference, board.kind)
        sheet.write(right, middle + 8, said, _SMALL, bold=clear, align="right")
        sheet.y += high
