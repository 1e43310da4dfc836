"""A notebook whose fields all hold what Jupyter's format says, whatever they held before."""

from collections.abc import Mapping
from typing import Any

from nbformat import NotebookNode

from casekit.errors import ExportError
from casekit.vocab import say

__all__ = ["integer", "sound", "values"]

_DEEPEST = 60
_LONGEST_INTEGER = 300  # digits
_CELLS = ("code", "markdown", "raw")


def integer(digits: str) -> int | float:
    """Return a number of JSON; infinity for one that is longer than Python likes to read.

    Examples
    --------
    >>> integer("4"), integer("9" * 5000)
    (4, inf)
    """
    return int(digits) if len(digits) <= _LONGEST_INTEGER else float("inf")


def values(given: Any, depth: int = 0) -> Any:
    """Return JSON values without lone surrogates, and without what is nested too deeply to be of use."""
    if isinstance(given, str):
        return given if given.isascii() else given.encode("utf-8", "replace").decode("utf-8")
    if depth > _DEEPEST:
        return None
    if isinstance(given, Mapping):
        fields = {values(str(key)): values(one, depth + 1) for key, one in given.items()}
        return NotebookNode(fields)  # type: ignore[no-untyped-call]
    if isinstance(given, list | tuple):
        return [values(one, depth + 1) for one in given]
    return given


def sound(notebook: Mapping[str, Any], file: object) -> NotebookNode:
    """Return a copy of a notebook of format 4 in which every field that is read holds its kind of value.

    What is of another kind becomes text where that says something, and nothing otherwise.

    Raises
    ------
    ExportError
        If a cell is no cell at all.
    """
    made: NotebookNode = values(notebook)
    made["metadata"] = _mapping(made.get("metadata"))
    for key in ("kernelspec", "language_info"):
        about = made.metadata.get(key)
        if not (isinstance(about, Mapping) and isinstance(about.get("name"), str)):
            made.metadata.pop(key, None)
    cells = _list(made.get("cells"))
    for number, cell in enumerate(cells, start=1):
        if not (isinstance(cell, NotebookNode) and {"cell_type", "source"} & cell.keys()):
            raise ExportError(say("export.error.malformed", file=file, reason=f"cells[{number - 1}]"))
    made["cells"] = [_cell(cell) for cell in cells]
    return made


def _cell(cell: NotebookNode) -> NotebookNode:
    """Return a cell; one of an unknown kind shows its text as a raw cell does."""
    kind = cell.get("cell_type")
    cell["cell_type"] = kind if kind in _CELLS else "raw"
    cell["source"] = _text(cell.get("source"))
    cell["metadata"] = _mapping(cell.get("metadata"))
    if "tags" in cell.metadata:
        tags = cell.metadata["tags"]
        tags = tags.split(",") if isinstance(tags, str) else _list(tags)
        cell.metadata["tags"] = [tag.strip() for tag in tags if isinstance(tag, str)]
    if not isinstance(cell.get("id", ""), str):
        del cell["id"]
    if "attachments" in cell:
        files = _mapping(cell["attachments"])
        cell["attachments"] = _mapping({name: _mapping(forms) for name, forms in files.items()})
    if cell["cell_type"] == "code":
        outputs = map(_output, _list(cell.get("outputs")))
        cell["outputs"] = [output for output in outputs if output is not None]
        cell.setdefault("execution_count", None)
    return cell


def _output(given: Any) -> NotebookNode | None:
    """Return an output of a code cell, None for what is none."""
    if isinstance(given, str):
        return _mapping({"output_type": "stream", "name": "stdout", "text": given})
    if not isinstance(given, Mapping):
        return None
    output = _mapping(given)
    kind = output["output_type"] = _text(output.get("output_type"))
    if kind == "stream":
        output["name"], output["text"] = _text(output.get("name")), _text(output.get("text"))
    elif kind == "error":
        output["ename"], output["evalue"] = _text(output.get("ename")), _text(output.get("evalue"))
        lines = output.get("traceback")
        output["traceback"] = [_text(line) for line in (lines if isinstance(lines, list) else [lines])]
    else:
        output["data"], output["metadata"] = _mapping(output.get("data")), _mapping(output.get("metadata"))
    return output


def _text(given: Any) -> str:
    """Return a text that may be given in lines."""
    if isinstance(given, list):
        return "".join(map(_text, given))
    return "" if given is None or isinstance(given, Mapping) else str(given)


def _mapping(given: Any) -> NotebookNode:
    return NotebookNode(given if isinstance(given, Mapping) else {})  # type: ignore[no-untyped-call]


def _list(given: Any) -> list[Any]:
    return given if isinstance(given, list) else []
