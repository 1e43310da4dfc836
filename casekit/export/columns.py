"""The cells of a table, and how wide its columns are: shared by all their text, so that a table is short."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from casekit.export.colours import Tint, tint

__all__ = [
    "BOLD",
    "MOST_COLUMNS",
    "Cell",
    "Grid",
    "are_numbers",
    "grid_of",
    "in_letters",
    "is_to_write_on",
    "points",
    "shared_out",
]

MOST_COLUMNS = 200
_NUMBER = re.compile(
    r"[(+\-−–]?\s*(?:Rp\.?\s?|IDR\s?|[$€£]\s?)?[+\-−]?\d[\d.,\u00a0 ]*(?:e[+-]?\d+)?\s?[%)]?", re.I
)
_EMPTY = {"", "nan", "none", "<na>", "nat", "-", "–", "—", "…", "...", "inf", "-inf"}
_EM_PER_LETTER = 0.46
_PADDING = 0.4  # on each side of a text, as in the template
BOLD = 1.12  # how much wider letters of the head are
# What some letters take more or less than one of the usual width.
_UNLIKE = {
    "mwMW%@—…": 0.75,
    "ABCDEFGHKLNOPQRSTUVXYZ": 0.5,
    "bdghknopquvxy0123456789": 0.1,
    "fijlt,;:'!|()[]/- ": -0.3,
    ".": -0.45,
    "\u200b\u00ad\u2060": -1.0,
}
_TAKEN_OUT = [(dict.fromkeys(map(ord, letters)), more) for letters, more in _UNLIKE.items()]
_CODE, _TYPED = re.compile("`([^`]+)`"), 1.3  # code, and how much wider its letters are
_WIDEST_WORD = 24
_LONG_WORD, _HALF = 12, 10  # a word of so many letters may be broken, and its longer half
_SHORTEST_LINE = 8  # to write on
_MOST_MEASURED = 40  # rows that decide about the widths of columns
_STEPS = 40  # between half a page and a whole one, in which the widths of parts are tried
_STEP = 2.0  # letters by which a column is widened
_A_LITTLE = 0.02  # of a line: what a column gains that does not make its rows shorter


@dataclass(frozen=True)
class Cell:
    """A cell: where it begins, how many rows and columns it takes, what stands in it and how."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    typst: str
    align: str
    tint: Tint = field(default_factory=Tint)


@dataclass(frozen=True)
class Grid:
    """All cells of a table, row by row, and what is known of its columns."""

    cells: Sequence[Cell]
    head_rows: int
    aligns: Sequence[str]
    natural: Sequence[int]  # the longest line of each column, in letters
    least: Sequence[int]  # its longest word

    def widths(self, columns: Sequence[int], size: float, room: float) -> dict[int, float]:
        """Return how many letters wide each of some columns is set: no wider than its lines, if that fits.

        Otherwise each has room for its longest word, and the rest goes where it saves most lines.
        """
        wide = {column: float(min(self.natural[column], self.least[column])) for column in columns}
        if sum(points(self.natural[column], size) for column in columns) <= room:
            return {column: float(self.natural[column]) for column in columns}
        free = room - sum(points(letters, size) for letters in wide.values())
        rows = self._longest_rows(columns)
        heights = {column: _heights(rows, column, wide[column]) for column in columns}
        wider = {column: _heights(rows, column, wide[column] + _STEP) for column in columns}
        while free > 0 and (narrow := [column for column in columns if wide[column] < self.natural[column]]):
            highest = _two_highest(heights, len(rows))
            best = max(narrow, key=lambda column: _saved(heights[column], wider[column], highest))
            wide[best] += _STEP
            heights[best], wider[best] = wider[best], _heights(rows, best, wide[best] + _STEP)
            free -= _STEP * size * _EM_PER_LETTER
        return wide

    def _longest_rows(self, columns: Sequence[int]) -> list[dict[int, list[int]]]:
        """Return the lengths of the lines in the cells of the rows that say most."""
        rows: dict[int, dict[int, list[int]]] = {}
        for cell in self.cells:
            if cell.columns == cell.rows == 1 and cell.column in columns and cell.text:
                rows.setdefault(cell.row, {})[cell.column] = [len(line) for line in cell.text.split("\n")]
        return sorted(rows.values(), key=lambda row: sum(map(sum, row.values())), reverse=True)[
            :_MOST_MEASURED
        ]

    def lines(self, wide: Mapping[int, float]) -> dict[int, int]:
        """Return how many lines each row takes, with columns that are so many letters wide."""
        rows: dict[int, int] = {}
        for cell in self.cells:
            width = sum(wide.get(cell.column + at, 0.0) for at in range(cell.columns))
            if width:
                lines = sum(1 + int(len(line) / (width + 1)) for line in cell.text.split("\n"))
                rows[cell.row] = max(rows.get(cell.row, 1), -(-lines // cell.rows))
        return rows


def grid_of(place: Mapping[str, Any]) -> Grid:
    """Return the cells with their places, spans cut where they would leave the head or the table."""
    head_rows = len(place["head"])
    rows = [*place["head"], *place["body"]]
    taken: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    for at, row in enumerate(rows):
        column = 0
        last = head_rows if at < head_rows else len(rows)
        for cell in row:
            while (at, column) in taken:
                column += 1
            if column >= MOST_COLUMNS:
                break
            tall = max(1, min(int(cell["rowspan"]), last - at))
            wide = max(1, min(int(cell["colspan"]), MOST_COLUMNS - column))
            taken |= {(at + y, column + x) for y in range(tall) for x in range(wide)}
            colours = tint(cell.get("style") or "")
            text = cell["text"].strip()
            cells.append(Cell(at, column, tall, wide, text, cell["typst"], cell["align"], colours))
            column += wide
    columns = max((column for _, column in taken), default=-1) + 1
    gaps = {(row, column) for row in range(len(rows)) for column in range(columns)} - taken
    cells += [Cell(row, column, 1, 1, "", "", "") for row, column in gaps]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    aligns = _aligns(cells, columns, head_rows, place["aligns"])
    return Grid(cells, head_rows, aligns, *_widths(cells, columns, head_rows))


def _aligns(cells: Sequence[Cell], columns: int, head_rows: int, given: Sequence[str]) -> list[str]:
    """Return how each column is aligned: as the author says, otherwise numbers to the right."""
    texts: list[list[str]] = [[] for _ in range(columns)]
    for cell in cells:
        if cell.row >= head_rows and cell.columns == 1:
            texts[cell.column].append(cell.text)
    numeric = ["right" if are_numbers(column) else "left" for column in texts]
    return [(given[at] if at < len(given) else "") or numeric[at] for at in range(columns)]


def are_numbers(texts: Sequence[str]) -> bool:
    """Tell whether cells hold numbers, as far as they hold something.

    Examples
    --------
    >>> are_numbers(["12.000", "–", "Rp5"]), are_numbers(["12", "dua"]), are_numbers(["–"])
    (True, False, False)
    """
    found = [text for text in texts if text.casefold() not in _EMPTY]
    return bool(found) and all(map(_NUMBER.fullmatch, found))


def _widths(cells: Sequence[Cell], columns: int, head_rows: int) -> tuple[list[int], list[int]]:
    """Return the longest line and the longest word of each column, in letters."""
    natural, least = [2] * columns, [2] * columns
    for cell in cells:
        if cell.columns == 1:
            wide = BOLD if cell.row < head_rows else 1.0
            line = ceil(wide * max(map(in_letters, cell.text.splitlines()), default=0))
            word = ceil(wide * max(map(_unbroken, cell.text.split()), default=0))
            typed = max((ceil(_TYPED * len(code)) for code in _CODE.findall(cell.typst)), default=0)
            natural[cell.column] = max(natural[cell.column], line, typed)
            least[cell.column] = max(least[cell.column], min(max(word, typed), _WIDEST_WORD))
    return natural, least


def _unbroken(word: str) -> float:
    """Return how many letters of a word stand on one line in any case."""
    return _HALF if word.isalpha() and len(word) >= _LONG_WORD else in_letters(word)


def in_letters(text: str) -> float:
    """Return the width of a text in letters of the usual width.

    Examples
    --------
    >>> [round(in_letters(word), 1) for word in ("sera", "mama", "lili")]
    [4.0, 5.5, 2.8]
    """
    size = len(text)
    return size + sum(more * (size - len(text.translate(letters))) for letters, more in _TAKEN_OUT)


def is_to_write_on(text: str) -> bool:
    """Tell whether a text is nothing but a line to write on.

    Examples
    --------
    >>> is_to_write_on("______________"), is_to_write_on("Nama: ________"), is_to_write_on("__")
    (True, False, False)
    """
    line = text.replace("\u200b", "")  # a long one may be broken
    return len(line) >= _SHORTEST_LINE and not line.strip("_")


def points(letters: float, size: float) -> float:
    """Return the width of a column in points, with the space around its text."""
    return (letters * _EM_PER_LETTER + 2 * _PADDING) * size


def shared_out(
    names: Sequence[int], columns: Sequence[int], wide: Sequence[float], room: float
) -> list[list[int]]:
    """Return the columns of each part of a table that is too wide; those that name the rows are in all.

    The parts are as few as the page allows and, among these, alike: not eight columns, eight and two.

    Examples
    --------
    >>> shared_out([0], range(1, 7), [10.0] * 7, 50)
    [[0, 1, 2, 3], [0, 4, 5, 6]]
    """
    limits = (room * share / _STEPS for share in range(_STEPS // 2, _STEPS + 1))
    return min((_filled(names, columns, wide, limit) for limit in limits), key=len)


def _filled(
    names: Sequence[int], columns: Sequence[int], wide: Sequence[float], room: float
) -> list[list[int]]:
    """Return parts that take as many columns as have room beside those that name the rows."""
    start = sum(wide[column] for column in names)
    parts: list[list[int]] = []
    used = room + 1
    for column in columns:
        if used + wide[column] > room:
            parts.append([*names])
            used = start
        parts[-1].append(column)
        used += wide[column]
    return parts


def _heights(rows: Sequence[Mapping[int, Sequence[int]]], column: int, wide: float) -> list[float]:
    """Return how many lines the cells of a column take that is so many letters wide."""
    return [sum(max(1.0, length / wide) for length in row.get(column, ())) for row in rows]


def _two_highest(heights: Mapping[int, Sequence[float]], count: int) -> list[tuple[float, float]]:
    """Return for each row how many lines its highest cell takes, and the next one."""
    highest = [(0.0, 0.0)] * count
    for rows in heights.values():
        for at, lines in enumerate(rows):
            first, second = highest[at]
            if lines > first:
                highest[at] = lines, first
            elif lines > second:
                highest[at] = first, lines
    return highest


def _saved(own: Sequence[float], wider: Sequence[float], highest: Sequence[tuple[float, float]]) -> float:
    """Return how many lines rows lose if a column is as much shorter as it is if it is wider."""
    saved = 0.0
    for lines, fewer, (first, second) in zip(own, wider, highest, strict=True):
        others = second if lines == first else first
        saved += first - max(fewer, others) + _A_LITTLE * (lines - fewer)
    return saved
