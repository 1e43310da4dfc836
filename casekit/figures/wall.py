"""Slides for the wall of a seminar room: how a class decided, to be read from ten metres.

A slide is 16:9; on a screen of two metres, letters of 20 points are as tall as a thumb is wide.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil, isnan
from typing import TypeVar

from casekit.figures import style
from casekit.figures.picture import write_pdf
from casekit.figures.scene import SceneFigure
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
)
from casekit.stats.agreement import Difference
from casekit.stats.decisions import Board, Contrast, Row, Split, of_ten
from casekit.vocab import numerals, say

_EDGE = 36.0
_ROOM = WALL_WIDTH - 2 * _EDGE
_TITLE, _TEXT, _SMALL = 28.0, 22.0, 20.0
_TITLE_LINES, _ROW_LINES, _HEAD_LINES, _FOOT_LINES = 2, 2, 2, 2
_FIRST, _GAP = 330.0, 6.0  # width of the things decided on, space between cells
_MOST_COLUMNS = 6  # with words above them; more are called A, B, C
_BAR, _AMOUNT, _VALUES = 26.0, 150.0, 250.0
_DARK = 0.7  # the share from which white is easier to read than black
_SIGNS = {"kappa": "κ", "alpha": "α"}
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
    sheet.paragraph(heading, _EDGE, _ROOM, 32)
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
    title, names = say("mirror.versions"), dict.fromkeys(_names(split) for split in splits)
    sheet.paragraph(title, _EDGE, _ROOM, 44, bold=True)
    sheet.paragraph(heading, _EDGE, _ROOM, 32)
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
    """Return what stands below, in at most two lines."""
    return fitted(printable(" · ".join(filter(None, notes))), _ROOM, _FOOT_LINES, _SMALL)


def _pages(board: Board) -> Iterator[_Page]:
    """Yield the slides of how all decided in a question."""
    subtitle = " · ".join(filter(None, (say("mirror.people", count=board.people), _agreement(board))))
    most = _rows_on(board.title, 0 if board.kind == "choice" else _heads(board)[2])
    draw = _bars if board.kind == "choice" else _heat
    for rows in _parted(board.rows, most):
        own = any(row.own for row in rows)
        blank = any(None in row.counts for row in rows)
        notes = [
            *_lettered(board),
            say("mirror.own") if own else "",
            say("mirror.middle") if board.kind == "scores" else "",
            say("mirror.blank") if blank and board.kind != "choice" else "",
            say("mirror.rest_about") if board.kind != "choice" else "",
        ]
        told = [_told(row, board) for row in rows]
        yield _Page(subtitle, partial(draw, board=board, rows=rows), notes, told)


def _split_pages(board: Board) -> Iterator[_Page]:
    """Yield the slides of how groups decided in a question, side by side."""
    for split in board.splits:
        for contrasts in _parted(split.contrasts, _rows_on(board.title, 1, board.kind == "places")):
            note = _smallness(board, split)
            told = [_told_contrast(own, board, split) for own in contrasts]
            yield _Page(
                _names(split),
                partial(_beside, board=board, split=split, contrasts=contrasts),
                [note],
                [*told, note],
            )


def _rows_on(title: str, head: int, more: int = 0) -> int:
    """Return how many rows there is room for, so many lines below the title, and above the foot."""
    lines = fitted(printable(title), _ROOM - 60, _TITLE_LINES, _TITLE, True)
    top = _EDGE - 14 + len(lines) * leading(_TITLE) + leading(_SMALL) + 8 + head * leading(_SMALL)
    bottom = WALL_HEIGHT - 20 - _FOOT_LINES * leading(_SMALL)
    return max(1, int((bottom - top) / _row_height(more)))


def _row_height(more: int = 0) -> float:
    """Return how tall a row is: two lines, and more where something stands below."""
    return (_ROW_LINES + more) * leading(_TEXT) + _GAP


def _parted(rows: Sequence[_T], most: int) -> Iterator[Sequence[_T]]:
    """Yield rows in parts of about the same size."""
    size = ceil(len(rows) / ceil(len(rows) / most)) if rows else 1
    for first in range(0, len(rows), size):
        yield rows[first : first + size]


def _agreement(board: Board) -> str:
    found = board.agreement
    if found is None:
        return ""
    name = _SIGNS[board.measure]
    if isnan(found.value):
        return say("mirror.no_agreement", name=name)
    value, low, high = (_number(own, 2) for own in (found.value, found.low, found.high))
    return say("mirror.agreement", name=name, value=value, low=low, high=high)


def _number(value: float, places: int) -> str:
    """Return a number as it is read, with a minus sign and no negative zero."""
    return numerals(f"{round(value, places) + 0.0:.{places}f}").replace("-", "−")


def _lettered(board: Board) -> list[str]:
    """Return which letter stands for which cell, where there is no room for words above the columns."""
    if len(board.cells) <= _MOST_COLUMNS:
        return []
    return ["  ".join(f"{letter} {cell}" for letter, cell in zip(_LETTERS, board.cells, strict=False))]


def _thing(
    sheet: Sheet, text: str, width: float, middle: float, *, below: str = "", bold: bool = False
) -> None:
    """Put what was decided on in the middle of its row, with a last line below it where there is one."""
    lines = [*fitted(printable(text), width, _ROW_LINES, _TEXT, bold)]
    lines += [clip(below, width, _TEXT) if measure(below, _TEXT) > width else below] if below else []
    for number, line in enumerate(lines):
        y = middle + (number - len(lines) / 2 + 0.76) * leading(_TEXT)
        sheet.write(_EDGE, y, line, _TEXT, bold=bold)


def _heat(sheet: Sheet, board: Board, rows: Sequence[Row]) -> None:
    """Put a table of cells: the more people, the darker."""
    heads, wide, high = _heads(board)
    for number, lines in enumerate(heads):
        for line, text in enumerate(reversed(lines)):
            y = sheet.y + (high - line - 0.3) * leading(_SMALL)
            sheet.write(_left(number, wide) + wide / 2, y, text, _SMALL, colour=MUTED, align="center")
    sheet.y += high * leading(_SMALL) + 2
    for row in rows:
        _thing(sheet, row.text, _FIRST - 16, sheet.y + _row_height() / 2)
        for number, count in enumerate(row.counts):
            _cell(sheet, number, wide, count, board.people, number in row.own)
        rest = str(row.rest) if row.rest >= 3 else ""  # noqa: PLR2004 - as of every cell
        middle = sheet.y + _row_height() / 2 + 8
        sheet.write(
            _left(len(row.counts), wide) + wide / 2, middle, rest, _TEXT, colour=MUTED, align="center"
        )
        if row.middle is not None:
            x = _left(0, wide) + (row.middle + 0.5) * wide
            sheet.write(x, sheet.y + 13, "▼", 15, colour=TONES["plain"], align="center")
        sheet.y += _row_height()


def _heads(board: Board) -> tuple[list[tuple[str, ...]], float, int]:
    """Return what stands above the columns, how wide these are, and how many lines that takes."""
    cells = [*board.cells] if len(board.cells) <= _MOST_COLUMNS else [*_LETTERS[: len(board.cells)]]
    wide = (_ROOM - _FIRST) / (len(cells) + 1)
    named = (*cells, say("mirror.rest"))
    heads = [fitted(printable(head), wide - _GAP, _HEAD_LINES, _SMALL) for head in named]
    return heads, wide, max(map(len, heads))


def _left(number: int, wide: float) -> float:
    return _EDGE + _FIRST + number * wide


def _cell(sheet: Sheet, number: int, wide: float, count: int | None, people: int, own: bool) -> None:
    """Put one cell: its count on a ground as dark as its share, framed where the case reads itself so."""
    share = (count or 0) / people
    left, high = _left(number, wide) + _GAP / 2, _row_height() - _GAP
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
        sheet.write(left + 8, sheet.y + 21, "◆", 16, colour="white" if is_dark else TONES["bad"])


def _ground(share: float) -> str:
    """Return the ground of a share, from white to blue."""
    full = (0, 90, 145)
    return "#" + "".join(f"{round(255 + (one - 255) * min(1.0, share)):02x}" for one in full)


def _bars(sheet: Sheet, board: Board, rows: Sequence[Row]) -> None:
    """Put a bar for each option."""
    first = _FIRST + 70
    room = _ROOM - first - _AMOUNT
    for row in rows:
        (count,), middle = row.counts, sheet.y + _row_height() / 2
        mark = "◆ " if row.own else ""
        _thing(sheet, f"{mark}{row.text}", first - 16, middle, bold=bool(row.own))
        left, long = _EDGE + first, room * (count or 0) / board.people
        sheet.box(left, middle - 16, room, 32, fill="#f2f2f2", round=3)
        if count:
            sheet.box(left, middle - 16, long, 32, fill=TONES["good"], round=3, layer=2)
        said = _amount(row, board.people)
        sheet.write(left + room + 12, middle + 8, said, _SMALL, colour=INK if count else MUTED)
        sheet.y += _row_height()


def _names(split: Split) -> str:
    """Return the two groups with their marks."""
    pairs = zip("●■", split.names, split.sizes, strict=True)
    return "     ".join(f"{mark} {name} ({size})" for mark, name, size in pairs)


def _beside(sheet: Sheet, board: Board, split: Split, contrasts: Sequence[Contrast]) -> None:
    """Put two groups side by side, thing by thing, with their difference."""
    right = WALL_WIDTH - _EDGE
    sheet.write(
        right, sheet.y + leading(_SMALL) - 6, say("mirror.difference"), _SMALL, colour=MUTED, align="right"
    )
    sheet.y += leading(_SMALL)
    top = max(1, len(board.cells) - 1) if board.kind == "scores" else 1.0
    least = 1.0 if board.kind == "scores" else 0.0
    room = right - _EDGE - _FIRST - _VALUES - 110
    high = _row_height(board.kind == "places")
    for own in contrasts:
        middle = sheet.y + high / 2
        _thing(sheet, own.text, _FIRST - 16, middle, below=f"→ {own.cell}" if own.cell else "")
        values = (own.difference.first, own.difference.second)
        for number, (value, tone, mark) in enumerate(zip(values, ("good", "bad"), "●■", strict=True)):
            y = middle - _BAR + number * _BAR
            share = (value - least) / top
            shown = share if board.kind == "scores" else of_ten(share) / 10
            left = _EDGE + _FIRST
            sheet.write(left, y + 19, mark, 16, colour=TONES[tone])
            sheet.box(left + 20, y + 4, max(2.0, room * shown), _BAR - 6, fill=TONES[tone], round=2)
            said = _number(value, 1) if board.kind == "scores" else say("mirror.of_ten", count=of_ten(share))
            sheet.write(left + 28 + max(2.0, room * shown), y + 20, said, _SMALL)
        clear = own.difference.low > 0 or own.difference.high < 0
        said = _ranged(own.difference, board.kind)
        sheet.write(right, middle + 8, said, _SMALL, bold=clear, align="right")
        sheet.y += high


def _called(own: Contrast) -> str:
    return f"{own.text} → {own.cell}" if own.cell else own.text


def _ranged(found: Difference, kind: str) -> str:
    """Return a difference with its interval, coarse where it is one of shares."""
    if kind == "scores":
        value, low, high = (_signed(own, 1) for own in (found.value, found.low, found.high))
    else:
        low, high = (_signed(10 * own, 0) for own in (found.low, found.high))
        value = _signed(of_ten(found.second) - of_ten(found.first), 0)  # of what stands beside it
    return say("mirror.range", value=value, low=low, high=high)


def _signed(value: float, places: int) -> str:
    said = _number(value, places)
    return f"+{said}" if round(value, places) > 0 else said


def _smallness(board: Board, split: Split) -> str:
    """Return how little can be told from so few."""
    first, second = split.sizes
    if board.kind == "scores":
        return say("mirror.small_class_scores", first=first, second=second)
    reach = 10 * 1.96 * (0.25 / first + 0.25 / second) ** 0.5
    return say("mirror.small_class", first=first, second=second, reach=_number(reach, 0))


def _told(row: Row, board: Board) -> str:
    """Return a row in words."""
    if board.kind == "choice":
        said = [_amount(row, board.people)]
        own = say("mirror.own").lstrip("◆ ")
    else:
        named = zip(board.cells, row.counts, strict=True)
        said = [say("mirror.alt_count", cell=cell, count=count) for cell, count in named if count is not None]
        said = said or [say("mirror.alt_nothing")]
        own = say("mirror.alt_own", cells=", ".join(board.cells[cell] for cell in row.own))
    return say("mirror.alt_row", text=row.text, counts="; ".join([*said, *([own] if row.own else [])]))


def _amount(row: Row, people: int) -> str:
    """Return how many chose an option, or that hardly anybody did."""
    count = row.counts[0]
    return say("mirror.of", count=count, people=people) if count else say("mirror.few")


def _told_contrast(own: Contrast, board: Board, split: Split) -> str:
    values = [
        _number(value, 1) if board.kind == "scores" else say("mirror.of_ten", count=of_ten(value))
        for value in (own.difference.first, own.difference.second)
    ]
    return say(
        "mirror.alt_split",
        text=_called(own),
        first_name=split.names[0],
        first=values[0],
        second_name=split.names[1],
        second=values[1],
        difference=_ranged(own.difference, board.kind),
    )
