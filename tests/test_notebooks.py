"""Every lesson runs from top to bottom, offline, and leaves the repository as it was."""

import os
import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from casekit.export import execute, read_notebook

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ROOT / "notebooks"
LESSONS = sorted(
    path.relative_to(NOTEBOOKS).as_posix()
    for path in NOTEBOOKS.rglob("*.ipynb")
    if ".ipynb_checkpoints" not in path.parts
)

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


@pytest.fixture
def offline(tmp_path, monkeypatch):
    """Let the kernels of a test reach nothing but the machine itself."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(SITECUSTOMIZE, encoding="utf-8")
    path = os.pathsep.join(part for part in (str(site), os.environ.get("PYTHONPATH")) if part)
    monkeypatch.setenv("PYTHONPATH", path)


def contents(*folders: Path) -> dict[Path, bytes]:
    """Return every file of the folders with what it holds."""
    return {path: path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize("lesson", LESSONS)
def test_lesson_runs_and_leaves_the_repository_as_it_was(lesson, tmp_path):
    before = contents(NOTEBOOKS, ROOT / "datasets")
    language = lesson.split("/", maxsplit=1)[0]
    shutil.copytree(NOTEBOOKS / language, tmp_path / language)
    path = tmp_path / lesson

    executed = execute(read_notebook(path), path.parent, trusted=True)

    code = [cell for cell in executed.cells if cell.cell_type == "code" and cell.source.strip()]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert contents(NOTEBOOKS, ROOT / "datasets") == before


@pytest.mark.usefixtures("offline")
def test_a_lesson_that_asks_the_internet_is_refused(tmp_path):
    asks = "import socket\ntry:\n    socket.create_connection(('192.0.2.1', 80), timeout=1)\n"
    answer = "except PermissionError:\n    print('refused')"
    path = tmp_path / "asks.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell(asks + answer)]), path)

    executed = execute(read_notebook(path), tmp_path)

    assert executed.cells[0].outputs[0].text == "refused\n"
