"""What is run unasked: bundled lessons and what casekit wrote for this user, and nothing beside them."""

import json
import os
import shutil
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import casekit
from casekit import report
from casekit.export import execute, read_notebook, trust
from tests.test_cli import casekit_command, text, write

ROOT = Path(__file__).parents[2]
LESSON = ROOT / "notebooks" / "en" / "00_start.ipynb"
MODULES = (
    *("pandas", "casekit", "typst", "pypandoc", "sitecustomize", "usercustomize", "ipython_config"),
    *("ipykernel_launcher", "ipykernel", "matplotlib", "psutil", "jupyter_client", "nbclient", "yaml", "PIL"),
)


def changed(lesson, change):
    """Return a lesson with a change."""
    change(lesson)
    return lesson


def plant(folder: Path) -> None:
    """Put modules into a folder that leave a trace when they are run."""
    for name in MODULES:
        (folder / f"{name}.py").write_text(f"open({str(folder / 'ran')!r}, 'a').write({name!r})\n")


def tagged(lesson, tags):
    lesson.cells[next(at for at, cell in enumerate(lesson.cells) if cell.cell_type == "code")].metadata[
        "tags"
    ] = tags


def test_the_list_of_lessons_is_up_to_date():
    listed = (ROOT / "casekit" / "data" / "lessons.txt").read_text("utf-8")
    assert listed == trust.lessons(ROOT), (
        'write it anew: python -c "from casekit.export import trust; trust.list_lessons()"'
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda lesson: None,
        lambda lesson: lesson.cells.append(new_code_cell("  \n")),
        lambda lesson: lesson.cells.insert(0, new_markdown_cell("My notes")),
        lambda lesson: lesson.metadata.kernelspec.update(name="evil"),
        lambda lesson: lesson.cells[-1].update(outputs=[]),
        lambda lesson: tagged(lesson, ["hide-input"]),
    ],
)
def test_a_lesson_is_trusted_whatever_is_written_around_its_code(change):
    assert trust.is_trusted(changed(read_notebook(LESSON), change))


@pytest.mark.parametrize(
    "change",
    [
        lambda lesson: lesson.cells.append(new_code_cell("1")),
        lambda lesson: lesson.cells.insert(0, new_code_cell("%run evil.py")),
        lambda lesson: lesson.cells.reverse(),
        lambda lesson: lesson.cells[1].update(cell_type="code", source="import evil"),
        lambda lesson: tagged(lesson, ["skip-execution"]),
        lambda lesson: tagged(lesson, ["x", "raises-exception"]),
        lambda lesson: tagged(lesson, "skip-execution"),
        lambda lesson: lesson.update(cells=[new_code_cell("open('x', 'w')")]),
    ],
)
def test_a_lesson_whose_code_was_changed_is_not(change):
    assert not trust.is_trusted(changed(read_notebook(LESSON), change))


def test_a_lesson_with_texts_of_somebodys_own_is_not_for_everybodys_eyes():
    lesson = read_notebook(LESSON)
    assert trust.is_lesson(lesson)
    lesson.cells.append(new_markdown_cell("Siti"))
    assert not trust.is_lesson(lesson)


def test_a_foreign_notebook_among_the_lessons_is_printed_and_the_lesson_is_run(tmp_path):
    folder = tmp_path / "notebooks" / "en"
    folder.mkdir(parents=True)
    shutil.copy(LESSON, folder)
    plant(folder)
    plant(tmp_path)
    cell = new_code_cell(f"open({str(tmp_path / 'evil')!r}, 'w')")
    write(folder / "2_foreign.ipynb", cell, lang="en")
    cell.outputs = [new_output("stream", name="stdout", text="stored yesterday")]
    write(folder / "3_stored.ipynb", cell, lang="en")
    write(folder / "4_words.ipynb", new_markdown_cell("# Words"), lang="en")
    ran = casekit_command("pdf", "notebooks", "--to", "out", "--lang", "en", cwd=tmp_path, PYTHONSAFEPATH="1")
    assert ran.returncode == 0, ran.stderr
    assert "To be run: 1; only printed: 3" in ran.stdout
    assert ran.stderr.count("--execute") == 1
    assert not [*tmp_path.rglob("ran"), *tmp_path.rglob("evil")]
    assert "--execute" not in text(tmp_path / "out" / "en" / LESSON.with_suffix(".pdf").name)
    assert "--execute" in text(tmp_path / "out" / "en" / "2_foreign.pdf")
    stored = text(tmp_path / "out" / "en" / "3_stored.pdf")
    assert "stored yesterday" in stored
    assert "--execute" not in stored
    assert "--execute" not in text(tmp_path / "out" / "en" / "4_words.pdf")
    if os.name != "nt":
        modes = {
            path.name: stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (tmp_path / "out").rglob("*.pdf")
        }
        assert modes.pop(LESSON.with_suffix(".pdf").name) != 0
        assert set(modes.values()) == {0}


def test_in_its_own_folder_too_a_lesson_runs_no_module_that_lies_there(tmp_path, monkeypatch):
    plant(tmp_path)
    path = ["", ".", str(tmp_path), os.environ.get("PYTHONPATH", "")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(path))
    code = """
        import os, sys, pandas, matplotlib, casekit
        print([place for place in sys.path if place in ("", ".", os.getcwd())])
    """
    notebook = new_notebook(cells=[new_code_cell(textwrap.dedent(code))])
    done = execute(notebook, tmp_path, trusted=True, in_place=True)
    assert done.cells[0].outputs[0].text == "[]\n"
    assert not (tmp_path / "ran").exists()


def test_a_kernel_that_a_notebook_names_is_not_started_for_one_that_is_run_unasked(tmp_path, monkeypatch):
    for name in ("evil", "python3"):
        spec = tmp_path / "share" / "kernels" / name
        spec.mkdir(parents=True)
        command = [sys.executable, "-c", f"open({str(tmp_path / 'ran')!r}, 'w')"]
        about = {"argv": command, "display_name": name, "language": "python"}
        (spec / "kernel.json").write_text(json.dumps(about))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share"))
    notebook = new_notebook(
        cells=[new_code_cell("1 + 1")], metadata={"kernelspec": {"name": "evil", "display_name": ""}}
    )
    assert execute(notebook, tmp_path, trusted=True).cells[0].outputs
    assert not (tmp_path / "ran").exists()


def test_a_kernel_that_ends_at_once_gets_a_sentence(tmp_path):
    spec = tmp_path / "share" / "kernels" / "dead"
    spec.mkdir(parents=True)
    about = {"argv": [sys.executable, "-c", ""], "display_name": "x", "language": "python"}
    (spec / "kernel.json").write_text(json.dumps(about))
    notebook = new_notebook(cells=[new_code_cell("1")])
    notebook.metadata["kernelspec"] = {"name": "dead", "display_name": "x"}
    nbformat.write(notebook, tmp_path / "a.ipynb")
    ran = casekit_command("pdf", "--execute", cwd=tmp_path, JUPYTER_PATH=str(tmp_path / "share"))
    assert ran.returncode == 1
    assert "ipykernel" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_no_execute_runs_not_even_a_lesson(tmp_path):
    shutil.copy(LESSON, tmp_path)
    ran = casekit_command("pdf", "--no-execute", "--lang", "en", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "To be run: 0; only printed: 1" in ran.stdout
    assert "--execute" in text(tmp_path / LESSON.with_suffix(".pdf").name)


def test_a_planted_notebook_changes_nothing_beside_its_folder_even_when_it_is_run(tmp_path):
    grades = tmp_path / "grades.csv"
    grades.write_text("siti,90")
    code = "open('own', 'w').close()\nopen('../grades.csv', 'w').write('siti,10')"
    write(tmp_path / "subs" / "planted.ipynb", new_code_cell(code))
    assert casekit_command("pdf", "subs", cwd=tmp_path).returncode == 0
    assert casekit_command("pdf", "subs", "--execute", cwd=tmp_path).returncode == 0
    assert grades.read_text() == "siti,90"
    assert sorted(path.name for path in (tmp_path / "subs").iterdir()) == ["planted.ipynb", "planted.pdf"]


def test_too_large_a_folder_is_refused_and_run_in_place_on_demand(tmp_path):
    write(tmp_path / "a.ipynb", new_code_cell("open('made', 'w').close()\nprint('ran' + 'here')"))
    for number in range(2_000):
        (tmp_path / f"{number}.csv").touch()
    ran = casekit_command("pdf", "a.ipynb", "--execute", cwd=tmp_path)
    assert ran.returncode == 1
    assert "--in-place" in ran.stderr
    assert not (tmp_path / "made").exists()
    assert not (tmp_path / "a.pdf").exists()
    assert casekit_command("pdf", "a.ipynb", "--execute", "--in-place", cwd=tmp_path).returncode == 0
    assert (tmp_path / "made").exists()
    assert "ranhere" in text(tmp_path / "a.pdf")


def test_code_that_looks_outside_its_folder_is_told_how_it_may(tmp_path):
    (tmp_path / "data.csv").touch()
    write(tmp_path / "sub" / "a.ipynb", new_code_cell("open('../data.csv')"), lang="en")
    ran = casekit_command("pdf", "sub", "--execute", cwd=tmp_path)
    assert ran.returncode == 1
    assert "--in-place" in ran.stderr


def test_a_report_that_casekit_wrote_is_run_here_and_only_printed_elsewhere(tmp_path):
    case = casekit.new_case(tmp_path / "k.yaml")
    assert casekit_command("report", "k.yaml", "--to", "ipynb", cwd=tmp_path).returncode == 0
    case.person("client").age_years = 47
    casekit.save(case)
    here = casekit_command("pdf", "k-practicum.ipynb", "--lang", "en", cwd=tmp_path)
    assert "To be run: 1" in here.stdout
    assert "47" in text(tmp_path / "k-practicum.pdf")
    words = ("pdf", "k-practicum.ipynb", "--to", "elsewhere", "--lang", "en")
    elsewhere = casekit_command(*words, cwd=tmp_path, CASEKIT_STATE=str(tmp_path / "other-user"))
    assert "To be run: 0" in elsewhere.stdout
    assert "47" not in text(tmp_path / "elsewhere" / "k-practicum.pdf")


def test_a_notebook_that_reads_like_a_report_is_not_run(tmp_path):
    case = casekit.new_case(tmp_path / "k.yaml")
    notebook = report.write(case, "practicum")
    notebook.cells.append(new_code_cell("open('evil', 'w')"))
    nbformat.write(notebook, tmp_path / "r.ipynb")
    ran = casekit_command("report", "r.ipynb", "--to", "docx", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert not (tmp_path / "evil").exists()


def test_one_strange_notebook_never_ends_a_batch(tmp_path):
    strange = [
        {"nbformat": 4, "cells": [{"cell_type": "code", "source": "1", "metadata": {"tags": 5}}]},
        {"nbformat": 4, "cells": [], "metadata": {"kernelspec": [1], "language_info": []}},
        {"nbformat": 4, "cells": [{"cell_type": "code", "source": "1", "outputs": [None]}]},
        {"nbformat": 4, "cells": [{"cell_type": "code", "source": "\ud800"}]},
    ]
    for number, content in enumerate(strange):
        (tmp_path / f"{number}.ipynb").write_text(json.dumps(content))
    (tmp_path / "loop.ipynb").symlink_to("loop.ipynb")
    (tmp_path / "folder.ipynb").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.ipynb")
    write(tmp_path / "zz.ipynb", new_markdown_cell("# Good"))
    for words in (("--execute",), ()):
        ran = casekit_command("pdf", ".", "--to", "out", *words, cwd=tmp_path)
        assert "Traceback" not in ran.stdout + ran.stderr
        assert (tmp_path / "out" / "zz.pdf").exists()
        assert ran.returncode == 1


def test_the_documented_nbconvert_command_runs_no_module_that_lies_beside_the_notebook(tmp_path):
    plant(tmp_path)
    case = casekit.new_case(tmp_path / "client.yaml")
    case.assessment.symptoms = [{"id": "s1", "text": "rahasia", "basis": "documented"}]
    casekit.save(case)
    about = {"form": "bpss", "case": "client.yaml", "language": "en"}
    output = new_output("display_data", {"text/plain": "stored"}, metadata={"casekit": about})
    write(tmp_path / "n.ipynb", new_markdown_cell("# T\n\n$x^2$"), new_code_cell("1", outputs=[output]))
    assert "stored" in nbconverted(tmp_path)
    assert not (tmp_path / "ran").exists()
    assert "rahasia" not in text(tmp_path / "n.pdf")


def test_nbconvert_with_execute_shows_the_case_that_the_code_names_and_imports_what_is_installed(tmp_path):
    case = casekit.new_case(tmp_path / "own.yaml")
    case.assessment.symptoms = [{"id": "s1", "text": "as it is now", "basis": "documented"}]
    casekit.save(case)
    for name in ("pandas", "seaborn", "yaml", "pydantic"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'a').write({name!r})\n")
    about = {"form": "bpss", "case": "own.yaml", "language": "en"}
    shows = f"display({{'text/plain': 'stored'}}, raw=True, metadata={{'casekit': {about!r}}})"
    write(tmp_path / "n.ipynb", new_code_cell(shows))
    assert "as it is now" in nbconverted(tmp_path, "--execute", "--no-input")
    assert not (tmp_path / "ran").exists()


def nbconverted(folder: Path, *words: str) -> str:
    """Return what the PDF says that the documented command makes of n.ipynb."""
    nbconvert = Path(sys.executable).with_name("jupyter-nbconvert")
    if not nbconvert.exists():
        pytest.skip("jupyter nbconvert is not installed as a command here")
    ran = subprocess.run(
        [nbconvert, "--to", "casepdf", *words, "n.ipynb"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return text(folder / "n.pdf")
