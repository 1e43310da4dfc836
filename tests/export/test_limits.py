"""No notebook makes an export run for ever, take all memory or leave anything behind."""

import contextlib
import io
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from casekit.errors import ExportError
from casekit.export import convert, limits, read_notebook, to_docx, to_pdf, typeset
from casekit.export.formulas import Formulas
from casekit.export.frames import frames
from casekit.export.markdown import for_pandoc, html_for_pandoc, shallow
from casekit.export.outputs import output_pieces
from casekit.export.pieces import pieces_of
from casekit.export.remarks import Remarks
from casekit.export.texts import clean, terminal
from tests.report.reading import word_parts

from .reading import squeezed, text_of
from .torture import b64, book, printed, shown

LONG = os.environ.get("CASEKIT_LONG_TESTS")
needs_posix = pytest.mark.skipif(os.name != "posix", reason="Windows has neither pipes in folders nor limits")


def test_an_export_that_takes_too_long_is_stopped_with_a_sentence(language: str) -> None:
    slow = book("$x_1$ " * 3 + "".join(f"$x_{{{n}}}$ " for n in range(30_000)), lang=language)
    for made in (to_pdf, to_docx):
        began = time.monotonic()
        with pytest.raises(ExportError, match="--timeout"):
            made(slow, name="n", seconds=1)
        assert time.monotonic() - began < 4
        assert made(book("after"), name="n")


@pytest.mark.parametrize("seconds", [0, -1, float("nan")])
def test_a_limit_that_is_no_time_is_refused(seconds: float) -> None:
    with pytest.raises(ExportError, match="0"):
        to_pdf(book("x"), name="n", seconds=seconds)


def test_without_a_limit_an_export_is_finished() -> None:
    assert to_pdf(book("x"), name="n", seconds=None)[0].startswith(b"%PDF-")


def test_an_export_whose_process_is_killed_says_so_and_the_next_one_works() -> None:
    slow = book("".join(f"$x_{{{n}}}$ " for n in range(30_000)))
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(to_pdf, slow, name="n")
        time.sleep(1)
        limits.end_exports()
        with pytest.raises(ExportError):
            running.result(timeout=10)
    assert to_pdf(book("after"), name="n")[1] == []


def test_nothing_is_left_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(ExportError):
        to_pdf(book("".join(f"$x_{{{n}}}$ " for n in range(30_000))), name="n", seconds=1)
    to_docx(book("x"), name="n")
    assert list(tmp_path.iterdir()) == []


def _of_group(group: int) -> list[str]:
    """Return what runs in a group of processes, without what has ended and is not cleared away yet."""
    running = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, ProcessLookupError):
            if os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE:
                running.append(process.name())
    return running


@needs_posix
def test_a_program_that_is_killed_leaves_neither_a_process_nor_a_folder(tmp_path: Path) -> None:
    code = (
        "from casekit.export import convert, limits, to_pdf\n"
        "from nbformat.v4 import new_markdown_cell, new_notebook\n"
        "cell = new_markdown_cell(''.join(f'$x_{{{n}}}$ ' for n in range(60_000)))\n"
        "begun = limits._Worker.ask\n"
        "def ask(self, *job):\n"
        "    print(self.process.pid, flush=True)\n"
        "    return begun(self, *job)\n"
        "limits._Worker.ask = ask\n"
        "to_pdf(new_notebook(cells=[cell]), name='n')"
    )
    program = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, env={**os.environ, "TMPDIR": str(tmp_path)}
    )
    assert program.stdout
    group = int(program.stdout.readline())
    time.sleep(2)  # now pandoc is at work
    program.kill()
    program.wait()
    program.stdout.close()
    deadline = time.monotonic() + 5
    while alive := _of_group(group):
        assert time.monotonic() < deadline, alive
        time.sleep(0.1)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="forking is safe on Linux only")
def test_a_worker_that_is_this_process_once_more_works_and_ends_with_it(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys\n"
        "from casekit.export import limits, to_pdf\n"
        "from nbformat.v4 import new_markdown_cell, new_notebook\n"
        "limits.fork()\n"
        "pid = limits._idle[0].process.pid\n"
        "started, subprocess.Popen = subprocess.Popen, None\n"
        "print('for the worker alone')\n"
        "made = to_pdf(new_notebook(cells=[new_markdown_cell('# A')]), name='n')[0]\n"
        "subprocess.Popen = started\n"
        "limits.end_exports()\n"
        "assert to_pdf(new_notebook(cells=[new_markdown_cell('# A')]), name='n')[0] == made\n"
        "print(pid, made[:5])"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60, env=environment
    )
    assert ran.stderr == ""
    said = ran.stdout.splitlines()
    assert said[0] == "for the worker alone"
    assert said[1].endswith("b'%PDF-'")
    assert not psutil.pid_exists(int(said[1].split()[0]))
    assert list(tmp_path.iterdir()) == []


def test_a_module_in_the_current_folder_is_not_run(tmp_path: Path) -> None:
    for name in ("typst", "pypandoc", "nbformat", "PIL", "faulthandler", "pickle"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    code = (
        "import sys, nbformat\n"
        "from casekit.export import to_pdf\n"
        f"sys.path.insert(0, ''); sys.path.insert(0, {str(tmp_path)!r})\n"
        "to_pdf(nbformat.v4.new_notebook(), name='n')"
    )
    subprocess.run([sys.executable, "-P", "-c", code], cwd=tmp_path, check=True, timeout=60)
    assert not (tmp_path / "ran").exists()


def test_pandoc_gives_up_with_a_sentence_before_it_takes_all_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(convert, "_MEMORY", ["+RTS", "-M100m", "-RTS"])
    table = b"<table><tr><td colspan='9999999'>x</td></tr></table>"
    with pytest.raises(ExportError, match="memory"):
        convert.pandoc(["--from=html", "--to=json"], table, tmp_path, "en")


def test_huge_spans_are_cut_to_the_table() -> None:
    for digits in ("99999999", "9" * 5000):
        html = f"<table><tr><td colspan='{digits}' rowspan='{digits}'>a</td></tr><tr><td>b</td></tr></table>"
        pdf, _ = to_pdf(book(shown({"text/html": html}), f"Text\n\n{html}"), name="n")
        assert text_of(pdf).count("a") >= 2


def test_a_part_is_not_condemned_for_a_warning(tmp_path: Path) -> None:
    parts = [
        typeset.Part(1, '#set text(font: "Nowhere")\nkept', "one"),
        typeset.Part(2, "#unknown", "two"),
    ]
    remarks = Remarks("en")
    (tmp_path / "notebook.typ").write_text("#let unformatted(words, source) = source")
    head = '#import "notebook.typ": *\n#set document(title: "t")'
    made = typeset.typeset(head, parts, tmp_path, remarks, typeset.Refused())
    assert isinstance(made, bytes)
    assert "kept" in text_of(made)
    assert "two" in text_of(made)
    assert len([said for said in remarks.sentences() if "Cell 1" in said]) == 0


# What a pattern that looks for an end took hours for: many starts without one.
ENDLESS = [
    "$ ",
    "$$ ",
    "$1a",
    "$a\\$",
    "$ \\frac",
    "$\\text{",
    "\\ref{",
    "\\\\(",
    "\\\\[",
    "<pre>$",
    "<td>",
    "<table><tr><td>",
    "</td></table>",
    '<style>#T_a {x: y}</style><td id="T_a" ',
    "<span style='color: red'>",
    "> [!NOTE]\n",
    ":::{note}\n",
    "\x1b[31m",
    "\x1b[31m\n",
    "\x1b[1;1",
    'frames[0] = "data:image/png;base64,',
    "<table ",
    "<table>",
    "<!-- ",
    "‹!-- ",
    "<? ",
    "<!a ",
    "<![CDATA[",
    "\\begin{align}",
    "\\begin{align} $ <table ",
    "[",
    "[^",
    "![",
    "[a](",
    "*a_ ",
    "*",
    "`",
    "`` ` ",
    "~~~",
    "\n```",
    ">",
    "\n> ",
    "- ",
    "1. ",
    "&#",
    "<script ",
    "<style>",
    "<b>",
    "\x1b[0",
    "\x1b]",
    "\r",
    "x\b",
    "\b",
    "\n\n",
    " \n",
    "#| caption: ",
    "\u202e",
    "\u2066\u2069\u2069",
    "[^a]:\n ",
]


def _read(text: str) -> None:
    """Let everything in Python that reads the text of a notebook read it."""
    source = clean(text)
    for_pandoc(shallow(source), Formulas())
    html_for_pandoc(source, Formulas())
    frames(f"<table><tr><td>x</td></tr></table>{text}")
    terminal(f"x{text}")
    data = {"text/html": text, "text/latex": f"${text}", "text/plain": f"<a{text}"}
    output = new_output("display_data", data=data)
    stream = new_output("stream", text=text)
    list(output_pieces([output, stream], 1, Remarks("en")))
    formulas = Formulas()
    cells = [new_code_cell(f"#| caption:{text}", outputs=[output, stream]), new_markdown_cell(text)]
    pieces_of(new_notebook(cells=cells), Remarks("en"), formulas)
    for number in range(len(formulas.found)):
        formulas.typst(number)
        formulas.latex(number)


@pytest.mark.parametrize("unit", ENDLESS if LONG else ENDLESS[::6], ids=ascii)  # a clock: all in test-slow
def test_four_times_as_much_takes_about_four_times_as_long_to_read(unit: str) -> None:
    def cpu(count: int) -> float:
        text = unit * count
        began = time.process_time()
        _read(text)
        return time.process_time() - began

    # What is quadratic takes sixteen times as long; the least of three does not depend on what else runs.
    least = max(min(cpu(4_000) for _ in range(3)), 0.01)
    assert any(cpu(16_000) < 9 * least for _ in range(3))


def test_what_is_nested_without_end_is_cut_with_a_remark() -> None:
    html = "<div>" * 3000 + "inside" + "</div>" * 3000
    for cell in ("> " * 3000 + "inside", html, shown({"text/html": html})):
        for made in (to_pdf, to_docx):
            _, remarks = made(book(cell), name="n")
            assert len(remarks) == 1
            assert "nested too deeply" in remarks[0]


def test_outputs_without_end_are_cut_where_it_is_said() -> None:
    rows = "<tr><td>cell</td></tr>" * 5000
    wide = f"<tr>{'<td>w</td>' * 1000}</tr>"
    cells = [
        printed("y" * 2_000_000),
        printed("line\n" * 500_000),
        shown({"text/html": f"<table>{rows}</table>"}),
        shown({"text/html": f"<table>{wide * 9}</table>"}),
    ]
    pdf, _ = to_pdf(book(*cells), name="n")
    text = text_of(pdf)
    for said in (
        "characters left out",
        "499800 lines left out",
        "3000 lines left out",
        "800 columns left out",
    ):
        assert squeezed(said) in text


@needs_posix
def test_a_picture_beside_the_notebook_that_is_no_ordinary_file_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "loop.png").symlink_to("loop.png")
    (tmp_path / "device.png").symlink_to("/dev/zero")
    with (tmp_path / "sparse.png").open("wb") as file:
        file.truncate(3 << 30)
    names = ("pipe", "loop", "device", "sparse")
    for made in (to_pdf, to_docx):
        _, remarks = made(book(*(f"![{n}]({n}.png)" for n in names)), name="n", folder=tmp_path, seconds=30)
        assert len(remarks) == 4
        assert "too large" in remarks[3]


@needs_posix
def test_a_notebook_that_is_no_ordinary_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ipynb")
    (tmp_path / "loop.ipynb").symlink_to("loop.ipynb")
    (tmp_path / "device.ipynb").symlink_to("/dev/zero")
    (tmp_path / "folder.ipynb").mkdir()
    with (tmp_path / "sparse.ipynb").open("wb") as file:
        file.truncate(3 << 30)
    for name in ("pipe", "loop", "device", "folder", "sparse", "\0"):
        with pytest.raises(ExportError, match=r"ipynb"):
            read_notebook(tmp_path / f"{name}.ipynb")


def test_a_small_file_with_a_picture_of_very_many_pixels_is_a_remark() -> None:
    file = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(file, "png")
    assert len(file.getvalue()) < 1_000_000
    for made in (to_pdf, to_docx):
        _, remarks = made(book(shown({"image/png": b64(file.getvalue())})), name="n")
        assert len(remarks) == 1
        assert "too large" in remarks[0]


def test_a_word_document_refers_to_no_address_of_a_picture() -> None:
    def svg(inside: str) -> str:
        begin = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        return f'{begin} width="90" height="40"><rect width="90" height="40"/>{inside}</svg>'

    address = "http://example.org/spy"
    linked = svg(f'<style>@import url("{address}");</style><a xlink:href="{address}"><circle r="9"/></a>')
    fetched = svg(f'<image xlink:href="{address}" width="9" height="9"/>')
    cells = [shown({"image/svg+xml": one}, **{"image/svg+xml": {"alt": "x"}}) for one in (linked, fetched)]
    docx, remarks = to_docx(book(*cells), name="n")
    parts = word_parts(docx)
    assert not any(b"example.org" in content for content in parts.values())
    assert [Path(name).suffix for name in parts if name.startswith("word/media/")] == [".png"]
    assert len(remarks) == 1
    assert "Cell 2" in remarks[0]


def test_text_turned_round_is_turned_back_at_the_end_of_its_line() -> None:
    assert clean("a\u202eb") == "a\u202eb\u202c"
    assert clean("a\u2067\u202eb\nc") == "a\u2067\u202eb\u202c\u2069\nc"
    assert clean("a\u202eb\u202c c") == "a\u202eb\u202c c"
    assert clean("\u2066\u202ea\u2069b") == "\u2066\u202ea\u2069b"
    pdf, _ = to_pdf(book("x", authors=["Ani \u202e", "Budi"], lang="en"), name="n")
    assert "Ani,Budi" in text_of(pdf).replace("\u202e", "").replace("\u202c", "")
