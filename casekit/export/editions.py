"""Editions of a notebook: one to work with, with all code, and one to read, without code that only shows."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nbformat import NotebookNode

from casekit.errors import ExportError
from casekit.export.notebook import tagged
from casekit.export.texts import clean
from casekit.vocab import say

if TYPE_CHECKING:
    from casekit.export.pieces import Piece

__all__ = ["EDITIONS", "READING", "WORKING", "checked_edition", "shows_code", "without_repetitions"]

WORKING, READING = "working", "reading"
EDITIONS = (WORKING, READING)

_KEPT, _HIDDEN = "show-code", "hide-code"
_SHOWING = {"tables", "figures", "widgets"}  # the rooms of casekit that show a case
_OPTIONS = {"use_language", "set_option"}
_LOADING = {"load", "case_study", "work_copy"}


def checked_edition(edition: str, words: str | None = None) -> str:
    """Return the name of an edition; raises ExportError if there is none of that name."""
    if edition not in EDITIONS:
        raise ExportError(say("export.error.edition", words, edition=edition, editions=", ".join(EDITIONS)))
    return edition


def shows_code(notebook: NotebookNode, edition: str) -> list[bool]:
    """Return for each cell whether its code is shown.

    The reading edition leaves out cells that only set up or show something: a call of `tables`, `figures` or
    `widgets` with nothing but names and values in its brackets. Imports, settings and loading a case are
    shown only if other code of the notebook is, for which a reader needs them. The tag ``show-code`` keeps
    the code of a cell, ``hide-code`` leaves it out.

    Parameters
    ----------
    notebook : NotebookNode
        A notebook of format 4.
    edition : {"working", "reading"}
        The working edition shows all code.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> cells = [new_code_cell("import casekit"), new_code_cell("tables.goals(case).head(3)")]
    >>> shows_code(new_notebook(cells=cells), "reading")
    [False, False]
    >>> shows_code(new_notebook(cells=[*cells, new_code_cell("case.age = 26")]), "reading")
    [True, False, True]
    """
    if edition == WORKING:
        return [True] * len(notebook.cells)
    kinds = [_kind(cell) if cell.cell_type == "code" else "text" for cell in notebook.cells]
    teaches = "taught" in kinds
    return [kind == "taught" or (kind == "set-up" and teaches) for kind in kinds]


def _kind(cell: NotebookNode) -> str:
    """Return what the code of a cell is: ``"taught"``, ``"set-up"``, or ``"shown"`` for its output alone."""
    if tagged(cell, _KEPT) or tagged(cell, _HIDDEN):
        return "taught" if tagged(cell, _KEPT) else "shown"
    try:
        statements = ast.parse(clean(cell.source)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # a magic, or another language
        return "taught"
    rest = [statement for statement in statements if not _sets_up(statement)]
    if len(rest) > 1 or any(not _is_bare(statement) for statement in rest):
        return "taught"
    return "set-up" if len(rest) < len(statements) else "shown"


def _sets_up(statement: ast.stmt) -> bool:
    """Tell whether a statement imports, sets an option or loads a case."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return True
    if isinstance(statement, ast.Assign):
        return all(isinstance(target, ast.Name) for target in statement.targets) and _loads(statement.value)
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in _OPTIONS


def _loads(value: ast.expr) -> bool:
    """Tell whether an expression loads a case."""
    if not isinstance(value, ast.Call):
        return False
    name = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")
    return name in _LOADING and all(_is_plain(one) or _loads(one) for one in value.args)


def _is_bare(statement: ast.stmt) -> bool:
    """Tell whether a statement does nothing but show a part of a case, or some rows of it."""
    node = statement.value if isinstance(statement, ast.Expr) else None
    while isinstance(node, ast.Call | ast.Attribute | ast.Subscript):
        if isinstance(node, ast.Call):
            if node.keywords or not all(map(_is_plain, node.args)):
                return False
            node = node.func
        elif isinstance(node.value, ast.Name):
            return isinstance(node, ast.Attribute) and node.value.id in _SHOWING
        else:
            node = node.value
    return False


def _is_plain(node: ast.expr) -> bool:
    """Tell whether an argument is a name, a value or a field of something."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name | ast.Constant)


def without_repetitions(pieces: Sequence["Piece"], words: str) -> list["Piece"]:
    """Return pieces in which forms do not print again what stands above them.

    In a lesson a form holds the case that the lesson has just told. Rows and pictures that are the same as
    before are left out, and a sentence says so; what is new, or was changed, is printed.
    """
    told: set[object] = set()
    kept: list[Piece] = []
    for piece in pieces:
        kept += _without_told(piece, told, words) if piece.form else [piece]
        told.update(_rows(piece.frames) if piece.frames else [_bare(piece.text)])
    return kept


def _without_told(piece: "Piece", told: set[object], words: str) -> list["Piece"]:
    """Return what a form holds that was not told before, and a sentence for the rest."""
    new = [*_new(piece.frames, told)] if piece.frames else []
    left = len(_rows(new))
    if piece.frames and left == len(_rows(piece.frames)):
        return [piece]
    if not piece.frames and _bare(piece.text) not in told:
        return [piece]
    said = say(f"export.form.{'rest' if left else 'told'}", words, form=_title(piece.form, words))
    note = replace(piece, kind="note", text=said, frames=None, picture=None, caption="")
    return [note, replace(piece, frames=new)] if left else [note]


def _title(form: str, words: str) -> str:
    """Return what a form is called; a notebook may name one that casekit does not have."""
    try:
        return say(f"widgets.{form}", words)
    except KeyError:
        return form


def _new(frames: Sequence[Mapping[str, Any]], told: set[object]) -> Iterator[Mapping[str, Any]]:
    """Yield the tables with rows that were not told, these rows only, and the lines that belong to them."""
    leading: list[Mapping[str, Any]] = []
    is_new = True
    for one in frames:
        if "note" not in one:
            rows = [row for row in one["body"] if _row(row) not in told]
            is_new = bool(rows)
            yield from [*leading, {**one, "body": rows}] if is_new else []
            leading = []
        elif one["note"].startswith("#strong["):
            leading = [one]
        elif is_new:
            yield one


def _rows(frames: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """Return what the rows of tables say."""
    return [_row(row) for one in frames if "note" not in one for row in one["body"]]


def _row(cells: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(_bare(cell["text"]) for cell in cells)


def _bare(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())
