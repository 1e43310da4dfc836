"""Which notebooks may be run unasked, by their code: bundled lessons and what casekit wrote for this user.

Where a notebook lies, what it is called and what Jupyter has signed count for nothing: opening and saving
somebody's notebook is enough for a signature.
"""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path

from nbformat import NotebookNode

from casekit.export.editions import READING, WORKING
from casekit.export.notebook import read_notebook
from casekit.store import made

__all__ = [
    "code_of",
    "edition_of",
    "has_code",
    "is_lesson",
    "is_trusted",
    "lessons",
    "list_lessons",
    "remember",
]

_STEERING = ("raises-exception", "skip-execution")  # tags that change what is run
_FOLDERS = ("notebooks", "exercises")
_LIST = "lessons.txt"


def code_of(notebook: NotebookNode) -> str:
    """Return a fingerprint of what running a notebook would run, and of nothing else in it.

    Outputs, texts and empty cells may change. So may the kernel that the notebook names, since what is
    trusted is always run by our own.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
    >>> one = new_notebook(cells=[new_code_cell("1")])
    >>> other = new_notebook(cells=[new_markdown_cell("Mine"), new_code_cell("1"), new_code_cell("")])
    >>> code_of(one) == code_of(other)
    True
    """
    run = [[cell.source, _steering(cell)] for cell in notebook.cells if _is_code(cell)]
    return made.fingerprint(json.dumps(run).encode(), "code")


def has_code(notebook: NotebookNode) -> bool:
    """Tell whether there is anything to run."""
    return any(_is_code(cell) for cell in notebook.cells)


def is_trusted(notebook: NotebookNode) -> bool:
    """Tell whether a notebook may be run unasked."""
    code = code_of(notebook)
    return code in _bundled()[0] or made.known(code)


def is_lesson(notebook: NotebookNode) -> bool:
    """Tell whether the texts and the code of a notebook are those of a lesson, with nothing of anybody's."""
    return _all_of(notebook) in _bundled()[1]


def edition_of(notebook: NotebookNode) -> str:
    """Return the edition in which a notebook is printed unless asked otherwise: lessons are for reading."""
    return READING if is_lesson(notebook) else WORKING


def remember(notebook: NotebookNode) -> None:
    """Record that casekit wrote a notebook for this user."""
    made.remember(code_of(notebook))


def lessons(root: Path) -> str:
    """Return the list of the lessons in a working copy of casekit: fingerprints and a path a line."""
    paths = sorted(path for folder in _FOLDERS for path in (root / folder).rglob("*.ipynb"))
    named = [(path, path.relative_to(root)) for path in paths]
    shown = [(path, name) for path, name in named if not any(part.startswith(".") for part in name.parts)]
    read = [(read_notebook(path), name.as_posix()) for path, name in shown]
    return "".join(f"{code_of(lesson)} {_all_of(lesson)} {name}\n" for lesson, name in read)


def list_lessons(root: Path = Path()) -> None:
    """Write the list of lessons that `is_trusted` goes by; for those who change lessons.

    ``python -c "from casekit.export import trust; trust.list_lessons()"`` in the folder of the project.
    """
    (root / "casekit" / "data" / _LIST).write_text(lessons(root), "utf-8", newline="\n")


@cache
def _bundled() -> tuple[frozenset[str], frozenset[str]]:
    """Return the fingerprints of the bundled lessons: of their code, and of their code and texts."""
    listed = (files("casekit") / "data" / _LIST).read_text("utf-8")
    columns = [line.split()[:2] for line in listed.splitlines()]
    return frozenset(code for code, _ in columns), frozenset(both for _, both in columns)


def _all_of(notebook: NotebookNode) -> str:
    """Return a fingerprint of what people wrote into a notebook."""
    cells = [[cell.cell_type, cell.source] for cell in notebook.cells if cell.source.strip()]
    return made.fingerprint(json.dumps(cells).encode(), "lesson")


def _is_code(cell: NotebookNode) -> bool:
    """Return whether there is something to run in a cell."""
    return cell.cell_type == "code" and bool(cell.source.strip())


def _steering(cell: NotebookNode) -> list[str]:
    """Return the tags that change what is run, read as nbclient reads them."""
    tags = cell.metadata.get("tags")
    return [tag for tag in _STEERING if isinstance(tags, list | str | dict) and tag in tags]
