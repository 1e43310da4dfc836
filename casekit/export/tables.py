"""Tables: the type made smaller, the page turned or the columns split until all can be read."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from casekit.export.columns import (
    MOST_COLUMNS,
    Cell,
    Grid,
    grid_of,
    is_to_write_on,
    points,
    shared_out,
)
from casekit.export.texts import string
from casekit.vocab import say

__all__ = ["PAGES", "SLIDES", "Fit", "table"]

_EM_PER_LINE = 1.4
_WIDEST_WORD = 24
_MOST_NAMING = 3  # columns that are in each part of a split table
_NARROWEST = 14
_MOST_CELLS = 24_000
_LINE = "#writing-line(height: 10mm);"
_LONG = 30  # lines; a longer table is set smaller, so that it takes fewer pages
_LONGEST_NOTE = 250  # letters; a longer note does not stay with the last rows


@dataclass(frozen=True)
class Fit:
    """How tables are fitted into pages.

    Attributes
    ----------
    sizes : tuple of float
        In points: the usual type of a table, a smaller one for long tables, and more for wide ones.
    split : float
        The type of a table whose columns are split.
    block : int
        How many letters of a column such a table keeps room for.
    rows : int
        How many rows are shown at most.
    whole : int
        Lines; a longer table may break over pages.
    whole_row : int
        Lines in the usual type; a longer row may break over pages.
    turns : bool
        Whether a page may be turned for a table.
    """

    sizes: tuple[float, ...] = (9.0, 8.2, 7.4)
    split: float = 8.2
    block: int = 40
    rows: int = 2000
    whole: int = 14
    whole_row: int = 14
    turns: bool = True


PAGES = Fit()
SLIDES = Fit(
    sizes=(24.0, 20.0, 18.0, 17.0, 16.0, 15.0, 14.0),
    split=18.0,
    block=20,
    rows=24,
    whole=8,
    whole_row=8,
    turns=False,
)


@dataclass(frozen=True)
class _Told:
    """What is said above and below a table; `first`: no part of it stands before."""

    caption: str = ""
    number: int = 0
    note: str = ""
    first: bool = True


def table(place: Mapping[str, Any], words: str, rooms: tuple[float, float], fit: Fit = PAGES) -> str:
    """Return the Typst source of a table.

    Parameters
    ----------
    place : mapping
        ``head`` and ``body`` (rows of cells with text, Typst source and spans), ``stub`` (how many
        columns name the rows), ``aligns``, ``caption``, ``number``, ``note`` (what is said below it), ``top``
        (it stands on the page, not in a list).
    words : {"id", "en"}
        The language of what the table says about itself.
    rooms : tuple of float
        How wide a table may be in points: on the page, and on one that is turned.
    fit : Fit
        How it is fitted into pages, or into slides.
    """
    portrait, landscape = rooms
    if not fit.turns:
        place = _without_counts(place)
    if not any(cell["text"].strip() for row in place["head"] for cell in row):
        place = {**place, "head": []}
    whole = [*place["head"], *place["body"]]
    columns = max((sum(int(cell["colspan"]) for cell in row) for row in whole), default=0)
    most = max(1, min(fit.rows, _MOST_CELLS // max(1, min(columns, MOST_COLUMNS))))
    place = {**place, "head": place["head"][:most], "body": place["body"][:most]}
    left_out = len(whole) - len(place["head"]) - len(place["body"])
    grid = grid_of(place)
    if not grid.cells:
        return ""
    told = _Told(place["caption"].strip(), place.get("number", 0), place.get("note") or "")
    every, size = range(len(grid.natural)), _size(grid, portrait, fit)
    if size is not None:
        typst = _typst(grid, every, size, portrait, told, fit)
    elif parts := _parts(grid, place, rooms, fit):
        if fit.turns:
            said = f"#{string(say('export.table_split', words, count=len(parts)))};"
            told = replace(told, note=f"{told.note} {said}".strip())
        typst = "\n".join(_split(grid, parts, portrait, told, fit))
    else:
        turned = _typst(grid, every, _size(grid, landscape, fit) or fit.sizes[-1], landscape, told, fit)
        typst = f"#landscape[\n{turned}\n];"
    if left_out > 0:
        key = "export.left_out" if fit is PAGES else "export.slides.rows"
        said = say(key, words, count=left_out, shown=len(place["body"]), rows=len(place["body"]) + left_out)
        typst += f"\n#note({string(said)});"
    if columns > MOST_COLUMNS:
        said = say("export.columns_left_out", words, count=columns - MOST_COLUMNS)
        typst += f"\n#note({string(said)});"
    return typst


def _without_counts(place: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a table without the columns of its index that do nothing but count the rows."""
    rows = [*place["head"], *place["body"]]
    stub = place["stub"]
    if any(int(cell[way]) != 1 for row in rows for cell in row[:stub] for way in ("rowspan", "colspan")):
        return place
    count = [str(at) for at in range(len(place["body"]))]
    kept = [*range(stub)]
    for at in range(stub):
        texts = [row[at]["text"].strip() for row in place["body"] if at < len(row)]
        is_named = any(row[at]["text"].strip() for row in place["head"] if at < len(row))
        if not is_named and texts and (texts == count or set(texts) == {"0"}):
            kept.remove(at)
    if len(kept) == stub or any(len(row) <= stub for row in rows):
        return place
    head, body = (
        [[*(row[at] for at in kept), *row[stub:]] for row in place[part]] for part in ("head", "body")
    )
    return {
        **place,
        "head": head,
        "body": body,
        "stub": len(kept),
        "aligns": place["aligns"][stub - len(kept) :],
    }


def _parts(grid: Grid, place: Mapping[str, Any], rooms: tuple[float, float], fit: Fit) -> list[list[int]]:
    """Return the columns of each part of a table that is too wide for the page; none if the page is turned.

    A turned page pays if the table fits on it and fills it: otherwise it would leave half of two pages empty.
    """
    portrait, landscape = rooms
    size = _size(grid, landscape, fit)
    if fit.turns and place.get("top") and size is not None:
        lines = grid.lines(grid.widths(range(len(grid.natural)), size, landscape))
        if sum(lines.values()) * size * _EM_PER_LINE >= portrait:  # as high as a turned page, roughly
            return []
    return _blocks(grid, _naming(grid, place["stub"]), portrait, fit)


def _naming(grid: Grid, stub: int) -> list[int]:
    """Return the columns in each part: the first ones, and a further short one if it tells rows apart."""
    rows = range(grid.head_rows, grid.cells[-1].row + 1)
    texts = {(cell.row, cell.column): cell.text for cell in grid.cells}
    first = [*range(min(max(stub, 1), _MOST_NAMING))]
    short = [at for at in range(len(first), len(grid.natural)) if grid.natural[at] <= _WIDEST_WORD]
    for names in (first, *([*first, at] for at in short)):
        if len({tuple(texts.get((row, at), "") for at in names) for row in rows}) == len(rows):
            return names
    return first


def _split(grid: Grid, parts: Sequence[Sequence[int]], room: float, told: _Told, fit: Fit) -> Iterator[str]:
    """Yield the Typst source of each part of a table that is split into groups of columns."""
    for number, part in enumerate(parts, start=1):
        which = f"#[#text({string(f'({number}/{len(parts)})')}) <part>]"
        caption = f"{told.caption} {which}" if told.caption else which
        note = told.note if number == len(parts) else ""
        first = number == 1 and bool(told.caption)  # without one it has no number
        yield _typst(grid, part, fit.split, room, _Told(caption, told.number, note, first), fit)


def _size(grid: Grid, room: float, fit: Fit) -> float | None:
    """Return the type in which a table can be read and is not too long, None if it is too wide."""
    widths = zip(grid.natural, grid.least, strict=True)
    needed = [min(whole, max(word, _NARROWEST)) for whole, word in widths]
    fitting = [size for size in fit.sizes if sum(points(letters, size) for letters in needed) <= room]
    if len(fitting) < len(fit.sizes):
        return fitting[0] if fitting else None
    usual, smaller = fit.sizes[:2]
    lines = grid.lines(grid.widths(range(len(needed)), usual, room))
    return smaller if sum(lines.values()) > _LONG else usual


def _blocks(grid: Grid, names: Sequence[int], room: float, fit: Fit) -> list[list[int]]:
    """Return the columns of each part of a split table; the columns that name the rows are in all of them."""
    names = names[: len(grid.natural) - 1]
    others = [column for column in range(len(grid.natural)) if column not in names]
    wide = [
        points(max(least, min(natural, fit.block if column not in names else _WIDEST_WORD)), fit.split)
        for column, (natural, least) in enumerate(zip(grid.natural, grid.least, strict=True))
    ]
    return [sorted(part) for part in shared_out(names, others, wide, room)]


def _typst(grid: Grid, columns: Sequence[int], size: float, room: float, told: _Told, fit: Fit) -> str:
    """Return the Typst source of some columns of a table."""
    wide = grid.widths(columns, size, room)
    lines = grid.lines(wide)
    whole_row = fit.whole_row if fit.turns else fit.whole_row * fit.sizes[0] / size  # slides are low
    head: list[str] = []
    body: list[str] = []
    counts: Counter[int] = Counter()
    for cell in grid.cells:
        across = bisect_left(columns, cell.column + cell.columns) - bisect_left(columns, cell.column)
        if across:
            breaks = lines.get(cell.row, 1) > whole_row
            counts[cell.row] += cell.row >= grid.head_rows
            (head if cell.row < grid.head_rows else body).append(_typst_cell(cell, across, breaks=breaks))
    fits = sum(points(letters, size) for letters in wide.values()) <= room and all(
        wide[column] >= grid.natural[column] for column in columns
    )
    lined = {cell.column for cell in grid.cells if is_to_write_on(cell.text)}  # these take what room is left
    widths = [
        "auto"
        if column not in lined and (fits or wide[column] >= grid.natural[column])
        else f"{points(wide[column], size):.0f}fr"
        for column in columns
    ]
    options = [
        f"columns: ({', '.join(widths)},)",
        f"aligns: ({', '.join(grid.aligns[column] for column in columns)},)",
        f"head-rows: {grid.head_rows}",
        f"size: {size}pt",
        f"whole: {str(sum(lines.values()) <= fit.whole).lower()}",
    ]
    if told.caption:
        options += [f"caption: [{told.caption}]", f"first: {str(told.first).lower()}"]
    if told.number:
        options.append(f'number: "{told.number}"')
    stays = 0 < len(told.note) <= _LONGEST_NOTE
    if stays:
        options.append(f"below: [{told.note}]")
    if not fit.turns and all(cell.rows == 1 for cell in grid.cells if cell.row >= grid.head_rows):
        options.append(f"cells-in: ({', '.join(str(count) for count in counts.values() if count)},)")
    if head:
        options.append(f"head: ({', '.join(head)},)")
    loose = f"\n#note[{told.note}];" if told.note and not stays else ""
    return "".join(["#grid-table(", ", ".join(options), ",\n", ",\n".join(body), ");", loose])


def _typst_cell(cell: Cell, wide: int, *, breaks: bool) -> str:
    """Return one cell; bare content unless it differs from others in span, alignment or colour, or breaks."""
    options = [f"colspan: {wide}"] if wide > 1 else []
    options += ["breakable: true"] if breaks else []
    options += [f"rowspan: {cell.rows}"] if cell.rows > 1 else []
    if wide > 1 and not cell.align:
        options.append("align: center")
    elif cell.align:
        options.append(f"align: {cell.align}")
    if cell.tint.back:
        options.append(f'fill: rgb("{cell.tint.back}")')
    written = _LINE if is_to_write_on(cell.text) else cell.typst
    typst = replace(cell.tint, back="").typst(written)
    content = f"[{typst}\n]" if typst.endswith("\\") else f"[{typst}]"
    return f"table.cell({', '.join(options)}){content}" if options else content
