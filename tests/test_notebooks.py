"""Every lesson runs from top to bottom, offline, and leaves the repository as it was."""

import os
import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from casekit.export import execute, read_notebook
from casekit.export.kernel import prepared
from casekit.export.notebook import hidden

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ROOT / "notebooks"
LONG = bool(os.environ.get("CASEKIT_LONG_TESTS"))
FOR_LECTURERS = "instructor/"  # these show keys only; tests/test_instructor.py runs the cells of all of them
SAMPLE = ("instructor/id/stages/05_evaluation.ipynb", "instructor/en/00_semester.ipynb")
LESSONS = sorted(
    path.relative_to(NOTEBOOKS).as_posix()
    for path in NOTEBOOKS.rglob("*.ipynb")
    if ".ipynb_checkpoints" not in path.parts
)
STUDENTS = [lesson for lesson in LESSONS if not lesson.startswith(FOR_LECTURERS)]
IN_TURN = [  # a lesson in one language, the next in the other: their cells are the same, as test_project says
    lesson
    for language, first in (("en", 0), ("id", 1))
    for lesson in [lesson for lesson in STUDENTS if lesson.startswith(f"{language}/")][first::2]
]
RUN = LESSONS if LONG else sorted([*IN_TURN, *SAMPLE])

# Python runs this at the start of a kernel: only the machine itself may be spoken to.
SITECUSTOMIZE = '''
import sys

HOME = {None, "", b"", "localhost", "127.0.0.1", "::1"}

def refuse(event, args):
    """Refuse whatever would leave the machine."""
    if event == "socket.getaddrinfo":
        host = args[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(args[1], tuple):
        host = args[1][0]
    else:
        return
    if host not in HOME:
        raise PermissionError(f"a lesson works offline, but asked for {host}")

sys.addaudithook(refuse)
'''


@pytest.fixture(scope="module")
def offline(tmp_path_factory):
    """Let all kernels reach nothing but the machine itself; they are forked, as `casekit pdf` does it."""
    site = tmp_path_factory.mktemp("site")
    (site / "sitecustomize.py").write_text(SITECUSTOMIZE, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(site), os.environ.get("PYTHONPATH")))))
        patch.delenv("PYTEST_CURRENT_TEST")
        with prepared([NOTEBOOKS, ROOT]):
            yield


def contents(*folders: Path) -> dict[Path, bytes]:
    """Return every file of the folders with what it holds."""
    return {path: path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}


def _executed(path: Path, *, trusted: bool):
    """Return a notebook that was run; a trusted one in a fork, which must have the same environment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTEST_CURRENT_TEST")
        return execute(read_notebook(path), path.parent, trusted=trusted)


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize("lesson", RUN)
def test_lesson_runs_and_leaves_the_repository_as_it_was(lesson, tmp_path):
    before = contents(NOTEBOOKS, ROOT / "datasets")
    language = lesson.split("/", maxsplit=1)[0]
    shutil.copytree(NOTEBOOKS / language, tmp_path / language)
    path = tmp_path / lesson

    executed = _executed(path, trusted=True)

    code = [cell for cell in executed.cells if cell.cell_type == "code" and cell.source.strip()]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert contents(NOTEBOOKS, ROOT / "datasets") == before


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize("trusted", [True, False])
def test_a_lesson_that_asks_the_internet_is_refused(trusted, tmp_path):
    asks = "import socket\ntry:\n    socket.create_connection(('192.0.2.1', 80), timeout=1)\n"
    answer = "except PermissionError:\n    print('refused')"
    path = tmp_path / "asks.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell(asks + answer)]), path)

    executed = _executed(path, trusted=trusted)

    assert executed.cells[0].outputs[0].text == "refused\n"


def test_what_only_says_where_to_click_is_not_printed():
    """Paper has no menu: neither a lesson as PDF nor the book tells anybody to run its cells."""
    for lesson in STUDENTS:
        cells = read_notebook(NOTEBOOKS / lesson).cells
        for cell in cells:
            if cell.cell_type == "markdown" and ("Run All Cells" in cell.source or "Shift+" in cell.source):
                assert hidden(cell, "cell"), (lesson, cell.id)
