"""casepdf inside nbconvert: found by name, obeying its options, harmless to the other exporters."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from nbconvert.exporters import get_export_names, get_exporter
from nbformat.v4 import new_code_cell

from casekit.errors import ExportError

from .reading import opened, text_of
from .torture import book, printed


def nbconvert(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run `jupyter nbconvert` on lesson.ipynb as a command."""
    command = [sys.executable, "-m", "nbconvert", *options, "lesson.ipynb"]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=120, env=environment, check=False
    )


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    """Return a folder with one executed notebook."""
    cell = new_code_cell("secret_code()", outputs=printed("result").outputs)
    notebook = book(
        "# Lesson\n\n![x](gone.png)", cell, new_code_cell("dropped()", metadata={"tags": ["drop"]})
    )
    (tmp_path / "lesson.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return tmp_path


def test_the_exporter_is_known_by_its_name_and_label() -> None:
    assert "casepdf" in get_export_names()
    exporter = get_exporter("casepdf")
    assert exporter.export_from_notebook == "Casepdf"
    assert exporter().output_mimetype == "application/pdf"
    assert exporter().file_extension == ".pdf"


def test_the_command_writes_a_pdf_and_says_its_remarks(lesson: Path) -> None:
    done = nbconvert(lesson, "--to", "casepdf")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("gone.png") == 1
    assert "result" in text_of((lesson / "lesson.pdf").read_bytes())
    assert sorted(path.name for path in lesson.iterdir()) == ["lesson.ipynb", "lesson.pdf"]


def test_options_of_nbconvert_hold(lesson: Path) -> None:
    done = nbconvert(lesson, "--to", "casepdf", "--no-input", "--output", "other")
    assert done.returncode == 0, done.stderr
    text = text_of((lesson / "other.pdf").read_bytes())
    assert "secret_code" not in text
    assert "result" in text
    tags = "--TagRemovePreprocessor.remove_cell_tags=drop"
    done = nbconvert(lesson, "--to", "casepdf", tags, "--output", "tags")
    assert done.returncode == 0, done.stderr
    text = text_of((lesson / "tags.pdf").read_bytes())
    assert "dropped" not in text
    assert "secret_code" in text


def test_a_broken_file_ends_the_command_with_one_sentence(lesson: Path) -> None:
    (lesson / "lesson.ipynb").write_text("nothing", encoding="utf-8")
    done = nbconvert(lesson, "--to", "casepdf")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "lesson.ipynb" in done.stderr.splitlines()[-1]


def test_in_process_a_broken_file_is_an_export_error(lesson: Path) -> None:
    (lesson / "lesson.ipynb").write_text("{}", encoding="utf-8")
    with pytest.raises(ExportError, match=r"lesson\.ipynb"):
        get_exporter("casepdf")().from_filename(str(lesson / "lesson.ipynb"))


def test_in_process_it_returns_bytes_and_no_other_files(lesson: Path) -> None:
    pdf, resources = get_exporter("casepdf")().from_filename(str(lesson / "lesson.ipynb"))
    assert opened(pdf).metadata.title == "Lesson"
    assert resources["output_extension"] == ".pdf"
    assert "outputs" not in resources


@pytest.mark.parametrize("to", ["html", "slides", "markdown"])
def test_stock_exporters_still_work(lesson: Path, to: str) -> None:
    body, _ = get_exporter(to)().from_filename(str(lesson / "lesson.ipynb"))
    assert "secret" in body


def test_the_room_is_cheap_to_enter_and_needs_neither_typst_nor_pandoc(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules.update(typst=None, pypandoc=None)\n"
        "import casekit.export\n"
        "print(*(name for name in ('nbconvert', 'nbclient', 'jupyter_client') if name in sys.modules))\n"
        "print(casekit.export.CasePDFExporter.__name__)\n"
        "from nbformat.v4 import new_notebook\n"
        "from pathlib import Path\n"
        "options = {'folder': None, 'no_input': False, 'room': Path(sys.argv[1])}\n"
        "try: casekit.export.document.pdf_of(new_notebook(), 'n', **options)\n"
        "except casekit.errors.ExportError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    loaded, name, error = done.stdout.splitlines()
    assert loaded == ""
    assert name == "CasePDFExporter"
    assert "pip install" in error
