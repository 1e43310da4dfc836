"""Forms in a notebook that was run print what their case file holds then; stored outputs stay as they are."""

import ast
import io
import tokenize
import warnings
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

from nbformat import NotebookNode

from casekit.errors import CasekitError

__all__ = ["form_of", "is_live", "with_current_forms", "without_names"]

_MARK = "casekit"
_DRAWN = ("genogram", "ecomap")  # these print as pictures, with their words as the text equivalent


def is_live(metadata: Mapping[str, Any]) -> bool:
    """Return whether an output is a form as people use it; what it holds stands in the next output."""
    mark = metadata.get(_MARK)
    return isinstance(mark, Mapping) and mark.get("live") is True


def form_of(metadata: Mapping[str, Any]) -> str:
    """Return which form an output holds the content of, empty if none."""
    about = _about({"metadata": metadata})
    return str(about["form"]) if about else ""


def without_names(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook in which no stored output names a case file; those of a run may."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if _about(output):
                del output["metadata"][_MARK]
    return notebook


def with_current_forms(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """Return a notebook that was run, in which the forms hold what their case files hold now.

    A form may show its own notebook's case and no other: one that the code names, in the folder in which it
    was run or below it.

    Parameters
    ----------
    notebook : NotebookNode
        A notebook whose outputs come from running it; see `without_names`.
    folder : Path
        Where it was run.
    """
    named = _names(notebook)
    cells = [
        _node(
            {**cell, "outputs": [one for output in cell.outputs for one in _current(output, named, folder)]}
        )
        if any(_about(output) for output in cell.get("outputs", ()))
        else cell
        for cell in notebook.cells
    ]
    return _node({**notebook, "cells": cells})


def _names(notebook: NotebookNode) -> set[str]:
    """Return the names, with and without their endings, of all files that the code names in a text."""
    texts = (text for cell in notebook.cells if cell.cell_type == "code" for text in _texts(cell.source))
    return {text.replace("\\", "/").rpartition("/")[2] for text in texts} - {"", ".", ".."}


def _texts(source: str) -> Iterator[str]:
    """Yield the texts in quotation marks of some Python code, as far as it can be read; comments are none."""
    with suppress(tokenize.TokenError, SyntaxError):
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.STRING:
                with suppress(SyntaxError, ValueError):  # a text with names of variables in it
                    yield str(ast.literal_eval(token.string))


def _about(output: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return what a form has left with its content, None for other outputs."""
    metadata = output.get("metadata")
    about = metadata.get(_MARK) if isinstance(metadata, Mapping) else None
    named = isinstance(about, Mapping) and all(
        isinstance(about.get(key), str) for key in ("form", "case", "language")
    )
    return about if named else None


def _current(output: NotebookNode, named: set[str], folder: Path) -> list[NotebookNode]:
    """Return an output; if it is a form of a case that the code names, with what the case file holds now."""
    about = _about(output)
    name = PurePosixPath(about["case"] if about else "")
    if about is None or not named & {name.name, name.stem}:
        return [output]
    try:
        home = folder.resolve()
        path = (home / name).resolve()
        own = path.is_relative_to(home) and path.is_file()
        return _renewed(output, about, path) if own else [output]
    # No such form, no such name of a file, or (RuntimeError) links that lead round in a circle.
    except (CasekitError, KeyError, OSError, RuntimeError, ValueError):
        return [output]


def _renewed(output: NotebookNode, about: Mapping[str, Any], path: Path) -> list[NotebookNode]:
    """Return the output of a form with what a case file holds; a figure of several pages is as many."""
    from casekit import figures, store, tables, vocab  # noqa: PLC0415 - pandas is slow to load, and few notebooks have forms

    with warnings.catch_warnings():
        # What a newer file holds is printed as far as known, and a figure says itself what is not clear.
        warnings.simplefilter("ignore")
        case = store.load(path)
        if about["form"] in _DRAWN:
            with vocab.in_language(about["language"]):
                pages = getattr(figures, about["form"])(case, size="page").pages
                shown = [page._repr_mimebundle_() for page in pages]
            return [
                _node({**output, "data": data, "metadata": {**output.metadata, **sizes}})
                for data, sizes in shown
            ]
        return [_node({**output, "data": tables.content(about["form"], case, about["language"])})]


def _node(fields: dict[str, Any]) -> NotebookNode:
    return NotebookNode(fields)  # type: ignore[no-untyped-call]
