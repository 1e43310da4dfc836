"""Forms on paper, to be filled in with a pen: for a class without laptops."""

import base64
import tempfile
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from casekit import vocab, widgets
from casekit.course.board import EMPTY
from casekit.course.casebook import FORMS
from casekit.model import Part
from casekit.model.part import link_fields, scheme
from casekit.store import new_case
from casekit.vocab import say
from casekit.widgets._base import Form
from casekit.widgets.fields import STEPS
from casekit.widgets.grid import Board
from casekit.widgets.listing import Card

_LINE, _LETTERS = "_", 88  # what lines are made of, and how much of it a page is wide
_DRAWN = ("genogram", "ecomap")
_LINES_OF_A_CELL = 7
_MOST_TICKED = 7  # codes that are printed to be ticked
_SHORT = 5  # fields; a part that has no more is a row of a table
_ROWS = {"intervention.cash_book.entries": 16}  # of tables; of all others:
_ROWS_OF_A_TABLE = 5
_LONG_FORM = 9  # fields; a part that has more stands there once
_SIDE, _HIGH = 460, 400  # of a drawing, in points
_CIRCLES = ((80, 75), (230, 55), (380, 75), (55, 200), (405, 200), (80, 325), (230, 345), (380, 325))


def worksheets(language: str | None = None) -> NotebookNode:
    """Return all forms of a case as a notebook of blank pages, and the stages as cards to cut out.

    Parameters
    ----------
    language : {"id", "en"}, optional
        The language; the current one if not given.

    Examples
    --------
    >>> worksheets("en").cells[1].source.splitlines()[0]
    '# Identity'
    """
    with vocab.in_language(language), tempfile.TemporaryDirectory() as folder:
        case = new_case(Path(folder) / "blank.yaml")
        cells = [_text(say("worksheets.about"))]
        for names in FORMS.values():
            for name in names:
                form = getattr(widgets, name)(case)
                cells += _sheet(form)
                form.close()
        cells += [_text(f"# {say('worksheets.stages')}", "new-page"), _shown(_stages())]
        metadata = {
            "title": say("worksheets.title"),
            "lang": vocab.language(),
            "casekit": {"contents": True},
        }
        made: NotebookNode = new_notebook(cells=cells, metadata=metadata)  # type: ignore[no-untyped-call]
        return made


def _sheet(form: Form) -> Iterator[Any]:
    """Yield the pages of a form."""
    head = [f"# {say(f'widgets.{form.tool}')}", say("worksheets.who")]
    if form.tool in _DRAWN:
        head.append(_drawing(form.tool))
    yield _text("\n\n".join(head), "new-page")
    boards = (_board(board) if len(board.cells) > 1 else _of_a_part(board) for board in form.boards)
    yield _shown("".join(boards))


def _drawing(tool: str) -> str:
    """Return the room in which a family or a network is drawn, as an image of Markdown."""
    circles = [(_SIDE // 2, _HIGH // 2, 52), *((x, y, 38) for x, y in _CIRCLES)] if tool == "ecomap" else []
    shapes = [f'<rect x="1" y="1" width="{_SIDE - 2}" height="{_HIGH - 2}"/>']
    shapes += [f'<circle cx="{x}" cy="{y}" r="{r}" stroke-dasharray="3 3"/>' for x, y, r in circles]
    inside = f'<g fill="none" stroke="#777">{"".join(shapes)}</g>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{_SIDE}" height="{_HIGH}">{inside}</svg>'
    about = say(f"worksheets.{tool}")
    return f"![{about}](data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()})\n\n*{about}.*"


def _board(board: Board | Card) -> str:
    """Return the cells of a board, two in a row, with lines to write on, and what to write beside."""
    lines = f"<br>&nbsp;<br>{_LINE * 38}" * _LINES_OF_A_CELL
    boxes = [f"<strong>{escape(cell.title)}</strong><br>{escape(cell.about)}{lines}" for cell in board.cells]
    codes = ((_label(word), _codes(board.where.kind, word)) for word in _words(board))
    beside = "; ".join(f"{label}: {', '.join(known)}" for label, known in codes if known)
    return _side_by_side(boxes) + (f"<p>{beside}.</p>" if beside else "")


def _of_a_part(board: Board | Card) -> str:
    """Return what is filled in of a kind of part: a table if it is short, else label and room by line."""
    place, cell = board.where, board.cells[0]
    words = _words(board)
    lead = f"<p><strong>{escape(cell.title)}.</strong> {escape(cell.about)}</p>"
    if isinstance(board, Board) and (len(words) <= _SHORT or place.path in _ROWS):
        blank = [f"&nbsp;<br>{_LINE * (_LETTERS // len(words))}" for _ in words]
        rows = [blank] * _ROWS.get(place.path, _ROWS_OF_A_TABLE)
        return lead + _table(rows, [_label(word) for word in words])
    rows = [[f"<strong>{_label(word)}</strong>", _room(place.kind, word)] for word in words]
    copies = 2 if isinstance(board, Board) and len(words) <= _LONG_FORM else 1
    return lead + "".join([_table(rows)] * copies)


def _words(board: Board | Card) -> list[str]:
    """Return the words of the fields that most people need."""
    return board.where.spec.partition("\n---\n")[0].split()


def _label(word: str) -> str:
    """Return what a field is called."""
    name, _, other = word.partition(":")
    head = say(f"tables.{other or name}")
    return escape(head[:1].upper() + head[1:])


def _room(kind: type[Part], word: str) -> str:
    """Return the room for a field: boxes to tick where there are few codes, else lines."""
    if known := _codes(kind, word):
        return " &nbsp; ".join(f"{EMPTY}&nbsp;{label}" for label in known)
    name = word.partition(":")[0]
    is_text = "Bilingual" in str(kind.model_fields[name].annotation) or name in link_fields(kind)
    lines = 2 if is_text and not scheme(kind, name) else 1
    return "<br>&nbsp;<br>".join(["&nbsp;" * (lines == 1) + _LINE * (_LETTERS - 30)] * lines)


def _codes(kind: type[Part], word: str) -> list[str]:
    """Return what can be ticked for a field, nothing if that is too much, or if it is written."""
    name = word.partition(":")[0]
    codes = scheme(kind, name) if name in kind.model_fields else None
    codes = codes or STEPS.get((kind.kind, name))
    known = vocab.codes(codes) if codes else ()
    return [escape(vocab.label(str(codes), code)) for code in known] if len(known) <= _MOST_TICKED else []


def _stages() -> str:
    """Return the stages as cards to cut out."""
    cards = [
        f"<br><strong>{escape(vocab.label('stage', code))}</strong><br>&nbsp;<br>"
        f"{escape(vocab.about('stage', code))}{'<br>&nbsp;' * 5}"
        for code in vocab.codes("stage")
    ]
    return _side_by_side(cards)


def _side_by_side(boxes: Sequence[str]) -> str:
    """Return boxes, two in a row."""
    return _table([[*boxes[first : first + 2]] for first in range(0, len(boxes), 2)])


def _table(rows: Sequence[Sequence[str]], heads: Sequence[str] = ()) -> str:
    """Return a table as HTML."""
    head = f"<thead><tr>{''.join(f'<th>{one}</th>' for one in heads)}</tr></thead>" if heads else ""
    body = "".join(f"<tr>{''.join(f'<td>{one}</td>' for one in row)}</tr>" for row in rows)
    return f"<table>{head}<tbody>{body}</tbody></table>"


def _shown(text: str) -> Any:
    """Return a cell that has put out some HTML."""
    output: Any = new_output("display_data", data={"text/html": text})  # type: ignore[no-untyped-call]
    return new_code_cell("", outputs=[output])  # type: ignore[no-untyped-call]


def _text(source: str, *tags: str) -> Any:
    return new_markdown_cell(source, metadata={"tags": [*tags]} if tags else {})  # type: ignore[no-untyped-call]
