"""Tables: the type made smaller, the page turned or the columns split until all can be read."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from casekit.export.colours import Tint, tint
from casekit.export.texts import string
from casekit.vocab import say

__all__ = ["table"]

_NUMBER = re.compile(
    r"[(+\-−–]?\s*(?:Rp\.?\s?|IDR\s?|[$€£]\s?)?[+\-−]?\d[\d.,\u00a0 ]*(?:e[+-]?\d+)?\s?[%)]?", re.I
)
_EMPTY = {"", "nan", "none", "<na>", "nat", "-", "–", "—", "…", "...", "inf", "-inf"}
_SIZES = (9.0, 8.2, 7.4)
_SPLIT_SIZE = 8.2
_EM_PER_LETTER = 0.5
_WIDEST_WORD = 24
_WIDEST_LINE = 90
_NARROWEST = 14
_MOST_COLUMNS = 200
_MOST_ROWS = 2000
_MOST_CELLS = 24_000
_ROWS_WORTH_A_PAGE = 8
_LONGEST_WHOLE_CELL = 1500  # letters; a row with more may break over pages
_KEPT_WHOLE = 9  # lines; a longer table may break over pages


@dataclass(frozen=True)
class _Cell:
    row: int
    column: int
    rows: int
    columns: int
    text: str
    typst: str
    align: str
    tint: Tint = field(default_factory=Tint)


@dataclass(frozen=True)
class _Grid:
    cells: Sequence[_Cell]
    head_rows: int
    aligns: Sequence[str]
    natural: Sequence[int]  # the longest line of each column, in letters
    least: Sequence[int]  # its longest word


def table(place: Mapping[str, Any], words: str, rooms: tuple[float, float]) -> str:
    """Return the Typst source of a table.

    Parameters
    ----------
    place : mapping
        ``head`` and ``body`` (rows of cells with text, Typst source and spans), ``stub`` (how many
        columns name the rows), ``aligns``, ``caption``, ``top`` (it stands on the page, not in a list).
    words : {"id", "en"}
        The language of what the table says about itself.
    rooms : tuple of float
        How wide a table may be in points: on the page, and on one that is turned.
    """
    portrait, landscape = rooms
    if not any(cell["text"].strip() for row in place["head"] for cell in row):
        place = {**place, "head": []}
    whole = [*place["head"], *place["body"]]
    columns = max((sum(int(cell["colspan"]) for cell in row) for row in whole), default=0)
    most = max(1, min(_MOST_ROWS, _MOST_CELLS // max(1, min(columns, _MOST_COLUMNS))))
    place = {**place, "head": place["head"][:most], "body": place["body"][:most]}
    left_out = len(whole) - len(place["head"]) - len(place["body"])
    grid = _grid(place)
    if not grid.cells:
        return ""
    caption = place["caption"].strip()
    turnable = bool(place.get("top")) and len(place["body"]) >= _ROWS_WORTH_A_PAGE
    layout = _layout(grid, rooms if turnable else (portrait,))
    if layout is None:
        parts = _blocks(grid.natural, min(max(place["stub"], 1), 3), portrait)
        said = say("export.table_split", words, count=len(parts))
        typst = f"#note({string(said)});"
        for number, part in enumerate(parts, start=1):
            counted = f"({number}/{len(parts)})"
            typst += "\n" + _typst(grid, part, _SPLIT_SIZE, portrait, caption, counted)
    else:
        size, room = layout
        typst = _typst(grid, range(len(grid.natural)), size, room, caption)
        if room == landscape:
            typst = f"#landscape[\n{typst}\n];"
    if left_out > 0:
        typst += f"\n#note({string(say('export.left_out', words, count=left_out))});"
    if columns > _MOST_COLUMNS:
        said = say("export.columns_left_out", words, count=columns - _MOST_COLUMNS)
        typst += f"\n#note({string(said)});"
    return typst


def _grid(place: Mapping[str, Any]) -> _Grid:
    """Return the cells with their places, spans cut where they would leave the head or the table."""
    head_rows = len(place["head"])
    rows = [*place["head"], *place["body"]]
    taken: set[tuple[int, int]] = set()
    cells: list[_Cell] = []
    for at, row in enumerate(rows):
        column = 0
        last = head_rows if at < head_rows else len(rows)
        for cell in row:
            while (at, column) in taken:
                column += 1
            if column >= _MOST_COLUMNS:
                break
            tall = max(1, min(int(cell["rowspan"]), last - at))
            wide = max(1, min(int(cell["colspan"]), _MOST_COLUMNS - column))
            taken |= {(at + y, column + x) for y in range(tall) for x in range(wide)}
            colours = tint(cell.get("style") or "")
            text = cell["text"].strip()
            cells.append(_Cell(at, column, tall, wide, text, cell["typst"], cell["align"], colours))
            column += wide
    columns = max((column for _, column in taken), default=-1) + 1
    gaps = {(row, column) for row in range(len(rows)) for column in range(columns)} - taken
    cells += [_Cell(row, column, 1, 1, "", "", "") for row, column in gaps]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    aligns = _aligns(cells, columns, head_rows, place["aligns"])
    return _Grid(cells, head_rows, aligns, *_widths(cells, columns))


def _aligns(cells: Sequence[_Cell], columns: int, head_rows: int, given: Sequence[str]) -> list[str]:
    """Return how each column is aligned: as the author says, otherwise numbers to the right."""
    texts: list[list[str]] = [[] for _ in range(columns)]
    for cell in cells:
        if cell.row >= head_rows and cell.columns == 1 and cell.text.casefold() not in _EMPTY:
            texts[cell.column].append(cell.text)
    numeric = ["right" if column and all(map(_NUMBER.fullmatch, column)) else "left" for column in texts]
    return [(given[at] if at < len(given) else "") or numeric[at] for at in range(columns)]


def _widths(cells: Sequence[_Cell], columns: int) -> tuple[list[int], list[int]]:
    """Return the longest line and the longest word of each column, in letters."""
    natural, least = [2] * columns, [2] * columns
    for cell in cells:
        if cell.columns == 1:
            line = max((len(line) for line in cell.text.splitlines()), default=0)
            word = max((len(word) for word in cell.text.split()), default=0)
            natural[cell.column] = max(natural[cell.column], min(line, _WIDEST_LINE))
            least[cell.column] = max(least[cell.column], min(word, _WIDEST_WORD))
    return natural, least


def _points(letters: float, size: float) -> float:
    """Return the width of a column in points, with the space around its text."""
    return letters * size * _EM_PER_LETTER + 2 * min(5.0, size * 0.5)


def _layout(grid: _Grid, rooms: Sequence[float]) -> tuple[float, float] | None:
    """Return type size and page width with which a table can be read, None if it must be split."""
    widths = zip(grid.natural, grid.least, strict=True)
    needed = [min(whole, max(word, _NARROWEST)) for whole, word in widths]
    for room in rooms:
        for size in _SIZES:
            if sum(_points(letters, size) for letters in needed) <= room:
                return size, room
    return None


def _blocks(natural: Sequence[int], stub: int, room: float) -> list[list[int]]:
    """Return the columns of each part of a split table; the columns that name the rows are in all of them."""
    names = list(range(min(stub, len(natural) - 1)))
    capped = [min(letters, _WIDEST_WORD) for letters in natural]
    start = sum(_points(capped[column], _SPLIT_SIZE) for column in names)
    parts: list[list[int]] = []
    used = room + 1
    for column in range(len(names), len(natural)):
        wide = _points(capped[column], _SPLIT_SIZE)
        if used + wide > room:
            parts.append([*names])
            used = start
        parts[-1].append(column)
        used += wide
    return parts


def _typst(
    grid: _Grid, columns: Sequence[int], size: float, room: float, caption: str, part: str = ""
) -> str:
    """Return the Typst source of some columns of a table, and which part of it they are."""
    head: list[str] = []
    body: list[str] = []
    for cell in grid.cells:
        wide = bisect_left(columns, cell.column + cell.columns) - bisect_left(columns, cell.column)
        if wide:
            (head if cell.row < grid.head_rows else body).append(_typst_cell(cell, wide))
    widths = _column_widths([grid.natural[column] for column in columns], size, room)
    options = [
        f"columns: ({', '.join(widths)},)",
        f"aligns: ({', '.join(grid.aligns[column] for column in columns)},)",
        f"head-rows: {grid.head_rows}",
        f"size: {size}pt",
        f"whole: {str(_lines(grid, size, room) <= _KEPT_WHOLE).lower()}",
    ]
    if max(len(cell.text) for cell in grid.cells) > _LONGEST_WHOLE_CELL:
        options.append("rows-whole: false")
    if part:
        options.append(f"part: {string(part)}")
    if caption:
        options.append(f"caption: [{caption}]")
    if head:
        options.append(f"head: ({', '.join(head)},)")
    return "".join(["#grid-table(", ", ".join(options), ",\n", ",\n".join(body), ");"])


def _lines(grid: _Grid, size: float, room: float) -> int:
    """Return roughly how many lines a table takes."""
    share = min(1.0, room / sum(_points(letters, size) for letters in grid.natural))
    rows: dict[int, int] = {}
    for cell in grid.cells:
        width = int(max(8.0, grid.natural[cell.column] * share)) * cell.columns
        lines = sum(1 + len(line) // (width + 1) for line in cell.text.split("\n"))
        rows[cell.row] = max(rows.get(cell.row, 1), lines)
    return sum(rows.values())


def _typst_cell(cell: _Cell, wide: int) -> str:
    """Return one cell; bare content unless it spans rows or columns or has its own alignment."""
    options = [f"colspan: {wide}"] if wide > 1 else []
    options += [f"rowspan: {cell.rows}"] if cell.rows > 1 else []
    if wide > 1 and not cell.align:
        options.append("align: center")
    elif cell.align:
        options.append(f"align: {cell.align}")
    if cell.tint.back:
        options.append(f'fill: rgb("{cell.tint.back}")')
    typst = replace(cell.tint, back="").typst(cell.typst)
    content = f"[{typst}\n]" if typst.endswith("\\") else f"[{typst}]"
    return f"table.cell({', '.join(options)}){content}" if options else content


def _column_widths(natural: Sequence[int], size: float, room: float) -> list[str]:
    """Return the widths of columns: short ones as wide as they are, the rest shared by how much they say."""
    if sum(_points(letters, size) for letters in natural) <= room:
        return ["auto"] * len(natural)
    free, open_columns = room, set(range(len(natural)))
    while open_columns:
        fair = free / len(open_columns)
        short = {column for column in open_columns if _points(natural[column], size) <= fair}
        if not short:
            break
        free -= sum(_points(natural[column], size) for column in short)
        open_columns -= short
    return [
        f"{natural[column] ** 0.6:.2f}fr" if column in open_columns else "auto"
        for column in range(len(natural))
    ]
