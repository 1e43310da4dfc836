"""The casekit command, run as people run it."""

import json
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import nbformat
import pytest
import typer
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from pypdf import PdfReader

import casekit
from casekit import cli
from casekit.cli.app import app
from casekit.cli.helping import ARGUMENTS


def casekit_command(*words, cwd, **environment):
    command = [sys.executable, "-c", "from casekit.cli import main; main()", *map(str, words)]
    env = {**os.environ, "PYTHONIOENCODING": "utf-8", **environment}
    return subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, encoding="utf-8", timeout=300, check=False
    )


def write(path: Path, *cells, lang="id") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=[*cells], metadata={"lang": lang}), path)
    return path


def text(pdf: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(pdf).pages)


def test_a_folder_of_notebooks_becomes_pdfs_and_one_that_fails_stops_none(tmp_path):
    write(tmp_path / "nb" / "a.ipynb", new_markdown_cell("# Satu"), new_code_cell("print(6 * 7)"))
    write(tmp_path / "nb" / "sub" / "b.ipynb", new_code_cell("x = 1"), new_code_cell("1 / 0"))
    write(tmp_path / "nb" / "c.ipynb", new_markdown_cell("# Tiga"))
    write(tmp_path / "nb" / ".ipynb_checkpoints" / "a-checkpoint.ipynb")
    (tmp_path / "nb" / "d.ipynb").write_text("bukan JSON", encoding="utf-8")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.ipynb")}
    ran = casekit_command("pdf", "nb", "--to", "hasil", "--execute", cwd=tmp_path)
    assert ran.returncode == 1, ran.stderr
    assert "Traceback" not in ran.stderr + ran.stdout
    assert "ZeroDivisionError" in ran.stderr
    assert "b.ipynb" in ran.stderr
    assert "d.ipynb" in ran.stderr
    assert sorted(path.name for path in (tmp_path / "hasil").rglob("*")) == ["a.pdf", "c.pdf"]
    assert "42" in text(tmp_path / "hasil" / "a.pdf")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.ipynb")} == before
    assert "[4/4]" in ran.stdout + ran.stderr


def test_without_running_the_stored_outputs_are_printed(tmp_path):
    cell = new_code_cell("raise SystemExit('dijalankan')")
    cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text="tersimpan kemarin")]
    notebook = write(tmp_path / "a.ipynb", cell)
    ran = casekit_command("pdf", notebook, "--no-execute", "--no-input", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "tersimpan kemarin" in text(tmp_path / "a.pdf")
    assert "SystemExit" not in text(tmp_path / "a.pdf")


def test_the_code_finds_what_lies_around_it_and_leaves_it_as_it_was(tmp_path):
    casekit.new_case(tmp_path / "deep" / "er" / "saya.yaml")
    casekit.new_case(tmp_path / "deep" / "er" / "cases" / "lain.yaml")
    code = """
        import casekit
        case = casekit.load("saya.yaml")
        case.title = casekit.load("cases/lain.yaml").id + " diubah"
        casekit.save(case)
        open("baru.txt", "w").close()
        print(casekit.load("saya.yaml").title)
    """
    write(tmp_path / "deep" / "er" / "a.ipynb", new_code_cell(textwrap.dedent(code)))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    ran = casekit_command("pdf", "deep", "--to", "out", "--execute", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "klien-a diubah" in text(tmp_path / "out" / "er" / "a.pdf")
    (tmp_path / "out" / "er" / "a.pdf").unlink()
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("words", "told_id", "told_en"),
    [
        (["pdf", "tidak-ada.ipynb"], "tidak ditemukan", "was not found"),
        (["pdf", "kosong"], "Tidak ada notebook", "no notebook"),
        (["pdf", "x.txt"], "bukan notebook", "not a notebook"),
        (["pdf", "--jobs", "banyak"], "--jobs", "--jobs"),
        (["pdf", "--nope"], "--nope", "--nope"),
        (["new"], "berkas", "file"),
        (["new", "ada.yaml"], "sudah ada", "already exists"),
        (["fly"], "tidak dapat dipahami", "not understood"),
    ],
)
def test_a_mistake_gets_a_sentence_in_the_language_asked_for(words, told_id, told_en, tmp_path):
    (tmp_path / "kosong").mkdir()
    (tmp_path / "x.txt").touch()
    casekit.new_case(tmp_path / "ada.yaml")
    for lang, told in (("id", told_id), ("en", told_en)):
        ran = (
            casekit_command(*words, "--lang", lang, cwd=tmp_path)
            if words[0] != "fly"
            else casekit_command("--lang", lang, *words, cwd=tmp_path)
        )
        assert ran.returncode in (1, 2)
        assert told in ran.stderr
        assert "Traceback" not in ran.stderr


def test_an_unknown_language_names_the_two(tmp_path):
    ran = casekit_command("--lang", "jv", "new", "x.yaml", cwd=tmp_path)
    assert ran.returncode == 1
    assert "'id'" in ran.stderr
    assert "'en'" in ran.stderr
    assert not (tmp_path / "x.yaml").exists()
    ran = casekit_command("report", "x.yaml", cwd=tmp_path, CASEKIT_LANG="jv")  # which begins before that
    assert ran.returncode == 1
    assert "'jv'" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_what_nobody_foresaw_is_said_in_a_sentence_too(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "nbformat", None)  # an installation of which a part is missing
    assert cli.run(["report", "x.yaml", "--lang", "en"]) == 1
    told = capsys.readouterr().err
    assert len(told.splitlines()) == 1
    assert "nbformat" in told


def test_two_notebooks_that_would_become_one_pdf_are_refused(tmp_path):
    first, second = write(tmp_path / "p" / "a.ipynb"), write(tmp_path / "q" / "a.ipynb")
    ran = casekit_command("pdf", first, second, "--to", "out", cwd=tmp_path)
    assert ran.returncode == 1
    assert "a.pdf" in ran.stderr
    assert not (tmp_path / "out").exists()


def test_a_new_case_file_can_be_loaded_at_once(tmp_path):
    ran = casekit_command("new", "kasus-saya", "--lang", "en", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "casekit.load('kasus-saya.yaml')" in ran.stdout
    assert "confidential" in ran.stdout
    assert casekit.load(tmp_path / "kasus-saya.yaml").person("client")


def test_a_new_case_file_has_the_ending_of_one(tmp_path):
    for name in ("kasus.v1", "Dr. Budi", "kasus.yml", "Kasus.YAML"):
        assert casekit_command("new", name, cwd=tmp_path).returncode == 0
    names = {path.name for path in tmp_path.glob("*")} - {path.name for path in tmp_path.glob(".*")}
    assert names == {"kasus.v1.yaml", "Dr. Budi.yaml", "kasus.yml", "Kasus.YAML"} | {
        f"{name}.ipynb" for name in ("kasus.v1", "Dr. Budi", "kasus", "Kasus")
    }
    refused = casekit_command("new", "kasus.docx", cwd=tmp_path)
    assert refused.returncode == 1
    assert ".yaml" in refused.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("words", [("new", "k.yaml"), ("--help",), ("--version",)])
def test_an_output_that_cannot_be_printed_gets_a_sentence(tmp_path, words):
    command = [sys.executable, "-c", "from casekit.cli import main; main()", *words]
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            command, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60
        )
    assert ran.returncode == 1
    assert len(ran.stderr.splitlines()) == 1
    assert "Tidak selesai" in ran.stderr


def test_help_speaks_both_languages(tmp_path):
    assert "pekerjaan sosial" in casekit_command("--help", cwd=tmp_path).stdout
    assert "social work" in casekit_command("--lang=en", cwd=tmp_path).stdout
    assert "social work" in casekit_command("--help", cwd=tmp_path, CASEKIT_LANG="en").stdout
    assert casekit.__version__ in casekit_command("--version", cwd=tmp_path).stdout


@pytest.mark.parametrize("command", ["", *typer.main.get_command(app()).commands])
def test_help_is_indonesian_throughout(command, capsys):
    assert cli.run([*command.split(), "--lang", "id", "--help"]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"Penggunaan: casekit {command}".rstrip())
    assert "Tampilkan bantuan ini." in told
    english = r"Usage|OPTIONS|ARGS|Options|Arguments|Commands|Show|and exit|required|default|<[a-z]+|x>="
    arguments = r"(?<![-\w])(?:paths?|file|source)(?![-\w])|bawaan: (?:no-)?input"
    assert re.findall(f"{english}|{arguments}", told) == []


def test_every_argument_of_the_commands_has_a_word():
    for command in typer.main.get_command(app()).commands.values():
        names = {param.name for param in command.params if param.param_type_name == "argument"}
        assert names <= set(ARGUMENTS)


def test_a_missing_argument_is_called_as_the_help_calls_it(capsys):
    assert cli.run(["report", "--lang", "id"]) == 2
    assert "'berkas'" in capsys.readouterr().err


def test_lab_opens_the_start_page_of_the_language(tmp_path):
    (tmp_path / "notebooks" / "en").mkdir(parents=True)
    write(tmp_path / "notebooks" / "en" / "00_start.ipynb")
    (tmp_path / "told").mkdir()
    (tmp_path / "told" / "jupyter.py").write_text(
        "import json, os, sys\nprint(json.dumps([sys.argv[1:], os.getcwd()]))\n", encoding="utf-8"
    )
    # What lies among somebody's lessons is never run in place of Jupyter.
    (tmp_path / "jupyter.py").write_text("raise SystemExit('foreign code')\n", encoding="utf-8")
    ran = casekit_command(
        "lab",
        "--lang",
        "en",
        "--no-browser",
        cwd=tmp_path,
        PYTHONPATH=os.pathsep.join([str(tmp_path / "told"), *sys.path]),
    )
    words, folder = json.loads(ran.stdout)
    assert words[0] == "lab"
    assert words[-2:] == ["--no-browser", str(tmp_path / "notebooks" / "en" / "00_start.ipynb")]
    assert Path(folder) == tmp_path


@pytest.mark.parametrize(
    ("label", "id_"), [("Klien X", "klien-x"), ("Ibu Ñ 2", "ibu-n-2"), ("案主", "klien"), ("9A", "klien")]
)
def test_a_new_case_takes_its_pseudonym_and_title_from_the_label(tmp_path, label, id_):
    ran = casekit_command("new", "kasus", "--label", label, cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    case = casekit.load(tmp_path / "kasus.yaml")
    assert (case.id, case.title, case.person(case.client).label) == (id_, label, label)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal that a program can hold")
@pytest.mark.parametrize(("typed", "label"), [(b"Klien X\n", "Klien X"), (b"\n", "Klien A")])
def test_a_terminal_is_asked_for_the_pseudonym(tmp_path, typed, label):
    import pty  # noqa: PLC0415 - there is none on Windows

    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from casekit.cli import main; main()", "new", "kasus", "--lang", "id"]
    os.write(ours, typed)
    ran = subprocess.run(
        command, stdin=theirs, capture_output=True, text=True, cwd=tmp_path, timeout=60, check=False
    )
    os.close(ours)
    os.close(theirs)
    assert ran.returncode == 0, ran.stderr
    assert "Nama samaran klien" in ran.stdout
    assert str(casekit.load(tmp_path / "kasus.yaml").title) == label
