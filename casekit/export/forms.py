"""Forms in a notebook print what their case file holds now, not what it held when the cell ran."""

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from casekit.errors import CasekitError

__all__ = ["is_live", "with_current_forms"]

_MARK = "casekit"
_DRAWN = ("genogram", "ecomap")  # these print as pictures, with their words as the text equivalent


def is_live(metadata: Mapping[str, Any]) -> bool:
    """Return whether an output is a form as people use it; what it holds stands in the next output."""
    mark = metadata.get(_MARK)
    return isinstance(mark, Mapping) and mark.get("live") is True


def with_current_forms(notebook: NotebookNode, folder: Path | None) -> NotebookNode:
    """Return a notebook in which the content of forms is read anew from the case files beside it.

    Only case files in the notebook's own folder, or below it, are read.
    """
    if folder is None or not any(_forms(cell) for cell in notebook.cells):
        return notebook
    cells = [
        _node({**cell, "outputs": _current(cell, folder)}) if _forms(cell) else cell
        for cell in notebook.cells
    ]
    return _node({**notebook, "cells": cells})


def _forms(cell: NotebookNode) -> bool:
    return any(_about(output) for output in cell.get("outputs", ()))


def _about(output: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return what a form has left with its content, None for other outputs."""
    metadata = output.get("metadata")
    about = metadata.get(_MARK) if isinstance(metadata, Mapping) else None
    named = isinstance(about, Mapping) and all(
        isinstance(about.get(key), str) for key in ("form", "case", "language")
    )
    return about if named else None


def _current(cell: NotebookNode, folder: Path) -> list[Any]:
    return [
        _renewed(output, about, folder) if (about := _about(output)) else output for output in cell.outputs
    ]


def _renewed(output: NotebookNode, about: Mapping[str, Any], folder: Path) -> NotebookNode:
    from casekit import figures, store, tables, vocab  # noqa: PLC0415 - pandas is slow to load, and few notebooks have forms

    home = folder.resolve()
    try:
        path = (home / about["case"]).resolve()
        if not path.is_relative_to(home) or not path.is_file():
            return output
        with warnings.catch_warnings():
            # What a newer file holds is printed as far as known, and a figure says itself what is not clear.
            warnings.simplefilter("ignore")
            case = store.load(path)
            if about["form"] in _DRAWN:
                with vocab.in_language(about["language"]):
                    data, sizes = getattr(figures, about["form"])(case)._repr_mimebundle_()
                return _node({**output, "data": data, "metadata": {**output.metadata, **sizes}})
            told = tables.content(about["form"], case, about["language"])
    # No such form, no such name of a file, or (RuntimeError) links that lead round in a circle.
    except (CasekitError, KeyError, OSError, RuntimeError, ValueError):
        return output
    return _node({**output, "data": told})


def _node(fields: dict[str, Any]) -> NotebookNode:
    return NotebookNode(fields)  # type: ignore[no-untyped-call]
