"""Pandoc's tree of a document: making its parts, and laying out its tables for Word."""

import copy
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import ceil
from typing import Any

from casekit.export.colours import tint
from casekit.export.columns import BOLD, Cell, Grid, are_numbers, in_letters, points, shared_out
from casekit.export.wordcolours import in_colours

__all__ = [
    "Node",
    "header",
    "laid_out",
    "letters_of",
    "para",
    "parts_of",
    "plain",
    "raw",
    "said_head",
    "string",
    "styled",
]

Node = dict[str, Any]

_SIZES = {9.5: "Table Text", 8: "Table Text Small"}  # points, and the style of word-styles.xml
_EM_PER_LETTER = 0.5
_PADDING = 10
_WIDEST_WORD = 24
_FILLED_BY_WORDS = 0.8
_MOST_COLUMNS = 1000


def laid_out(table: Node, room: float) -> Node:
    """Return a table whose columns are as wide as what they say, in letters small enough for a page.

    `room` is how wide it may be in points. Numbers stand to the right.
    """
    attributes, caption, _, head, bodies, foot = table["c"]
    rows = _rows(table)
    longest, word = letters_of(table)
    head = said_head(head)
    size = next((size for size in _SIZES if _is_readable(longest, word, size, room)), min(_SIZES))
    wide = [_points(letters, size) for letters in longest]
    if sum(wide) > room:
        wide = [_points(letters, size) for letters in _shared(table, longest, word, size, room)]
    shares = [width / max(room, sum(wide)) for width in wide]
    for row in rows:
        for cell in row[1]:
            # Pandoc keeps a style of its own for the paragraphs that it calls plain.
            loose = [{**block, "t": "Para"} if block["t"] == "Plain" else block for block in cell[4]]
            if style := dict(cell[0][2]).get("style"):
                loose = [in_colours(block, tint(style)) for block in loose]
            cell[4] = [styled(_SIZES[size], *loose)]
    for row in head[1]:
        for cell in row[1]:
            cell[4] = [_bold(block) for block in cell[4]]
    aligns = _aligns(table)
    widths = [[align, {"t": "ColWidth", "c": share}] for align, share in zip(aligns, shares, strict=True)]
    return {"t": "Table", "c": [attributes, caption, widths, head, bodies, foot]}


def said_head(head: list[Any]) -> list[Any]:
    """Return the head of a table, without its rows if these say nothing."""
    says = any(plain(cell[4]).strip() for row in head[1] for cell in row[1])
    return head if says else [head[0], []]


def parts_of(table: Node, room: float) -> list[Node]:
    """Return a table, in parts with some of its columns if they are too many for a page."""
    size = min(_SIZES)
    wide = [_points(letters, size) for letters in letters_of(table)[1]]
    if sum(wide) <= room * _FILLED_BY_WORDS:
        return [table]
    names = range(min(len(wide) - 1, max(1, *(body[1] for body in table["c"][4]), 0)))
    parts = shared_out(names, range(len(names), len(wide)), wide, room)
    return [_part(copy.deepcopy(table), part) for part in parts]


def _part(table: Node, columns: Sequence[int]) -> Node:
    """Return a table with some of its columns only; a cell over several takes as many as are left."""
    table["c"][2] = [table["c"][2][column] for column in columns]
    for section in _sections(table):
        open_rows = [0] * _MOST_COLUMNS  # how many rows below the one before a cell of it still takes
        for row in section:
            kept, at = [], 0
            for cell in row[1]:
                while at < _MOST_COLUMNS and open_rows[at]:
                    open_rows[at] -= 1
                    at += 1
                tall, wide = cell[2], cell[3]
                open_rows[at : at + wide] = [tall - 1] * wide
                across = bisect_left(columns, at + wide) - bisect_left(columns, at)
                if across:
                    cell[3] = across
                    kept.append(cell)
                at += wide
            row[1] = kept
    return table


def _sections(table: Node) -> Iterator[list[Any]]:
    """Yield the rows of each section of a table: cells over several rows end with it."""
    _, _, _, head, bodies, foot = table["c"]
    yield head[1]
    for body in bodies:
        yield from body[2:]
    yield foot[1]


def _rows(table: Node) -> list[Any]:
    """Return all rows of a table."""
    return [row for section in _sections(table) for row in section]


def letters_of(table: Node) -> tuple[list[float], list[float]]:
    """Return the longest line and the longest word of each column, in letters."""
    columns = len(table["c"][2])
    longest, word = [2.0] * columns, [2.0] * columns
    heads = len(table["c"][3][1])
    for number, row in enumerate(_rows(table)):
        wide = BOLD if number < heads else 1.0
        for at, cell in enumerate(row[1][:columns]):
            if cell[3] == 1:
                text = plain(cell[4])
                longest[at] = max(longest[at], *(wide * in_letters(line) for line in text.split("\n")))
                words = (min(wide * in_letters(one), _WIDEST_WORD) for one in text.split() or [""])
                word[at] = max(word[at], *words)
    return longest, word


def _shared(
    table: Node, longest: list[float], word: list[float], size: float, room: float
) -> Sequence[float]:
    """Return how many letters wide the columns are set in a room that their longest lines do not have."""
    cells = [
        Cell(number, at, cell[2], cell[3], plain(cell[4]).strip(), "", "")
        for number, row in enumerate(_rows(table))
        for at, cell in zip(accumulate((one[3] for one in row[1]), initial=0), row[1], strict=False)
    ]
    heads, count = len(table["c"][3][1]), len(longest)
    grid = Grid(cells, heads, (), *([ceil(letters) for letters in of] for of in (longest, word)))
    # Room for as many letters in the measure of the PDF.
    letters = (room - count * _PADDING) / _EM_PER_LETTER
    measured = letters * (points(1, 1) - points(0, 1)) + count * points(0, size)
    wide = grid.widths(range(count), size, measured)
    return [wide[at] for at in range(count)]


def _aligns(table: Node) -> list[Node]:
    """Return how each column is aligned: as the author says, otherwise numbers to the right."""
    given = [align for align, _ in table["c"][2]]
    below = [row[1] for row in _rows(table)[len(table["c"][3][1]) :]]
    single = [row for row in below if len(row) == len(given)]
    return [
        {"t": "AlignRight"}
        if align["t"] == "AlignDefault" and are_numbers([plain(row[at][4]).strip() for row in single])
        else align
        for at, align in enumerate(given)
    ]


def _is_readable(longest: list[float], word: list[float], size: float, room: float) -> bool:
    """Tell whether columns take no more than their longest lines, or have room for more than single words."""
    whole, least = (sum(_points(letters, size) for letters in of) for of in (longest, word))
    return whole <= room or least <= room * _FILLED_BY_WORDS


def _points(letters: float, size: float) -> float:
    """Return the width of a column in points, with the space around its text."""
    return letters * size * _EM_PER_LETTER + _PADDING


def _bold(block: Node) -> Node:
    """Return a cell of a table's head in bold."""
    if block["t"] in ("Plain", "Para"):
        return {"t": block["t"], "c": [{"t": "Strong", "c": block["c"]}]}
    if block["t"] == "Div":
        return {"t": "Div", "c": [block["c"][0], [_bold(one) for one in block["c"][1]]]}
    return block


def plain(node: Any) -> str:
    """Return the text of a piece of pandoc's tree."""
    if isinstance(node, list):
        return "".join(map(plain, node))
    if not isinstance(node, dict):
        return ""
    kind, content = node.get("t"), node.get("c")
    if kind in ("Space", "SoftBreak"):
        return " "
    if kind == "LineBreak":
        return "\n"
    if kind in ("Str", "Code", "Math", "CodeBlock"):
        return str(content if isinstance(content, str) else content[-1]) if content else ""
    return plain(content) + ("\n" if kind in ("Plain", "Para") else "")


def string(text: str) -> Node:
    """Return a text inside a line."""
    return {"t": "Str", "c": text}


def para(*inlines: Node) -> Node:
    """Return a paragraph."""
    return {"t": "Para", "c": [*inlines]}


def header(text: str) -> Node:
    """Return a heading of level 1."""
    return {"t": "Header", "c": [1, ["", [], []], [string(text)]]}


def styled(style: str, *blocks: Node) -> Node:
    """Return blocks in a style of Word."""
    return {"t": "Div", "c": [["", [], [["custom-style", style]]], [*blocks]]}


def raw(xml: str) -> Node:
    """Return XML of Word that is ours."""
    return {"t": "RawBlock", "c": ["openxml", xml]}
