"""Nothing typed is lost: not with the kernel, not with the tab, not with the file; and exports show it."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from form_page import (
    Form,
    form_cell,
    on_disk,
    prepared_case,
    run_again,
    run_all,
    saved_notebook,
    say,
    write_notebook,
)
from playwright.sync_api import expect
from pypdf import PdfReader

import casekit

COMMAND = "from casekit.cli import main; main()"
STATE = "application/vnd.jupyter.widget-state+json"
WRITE_PID = "import os; open('pid', 'w').write(str(os.getpid()))\n"


def _words(pdf: bytes) -> str:
    return " ".join("\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages).split())


def _outputs(notebook, mime):
    """Return what lies in the first cell of a notebook in one format."""
    return "".join(output.data.get(mime, "") for output in notebook.cells[0].outputs)


def _focus(case):
    problem = case.assessment.focus_problem
    return "" if problem is None else str(problem.text)


def test_a_kernel_killed_in_mid_typing_loses_the_last_second_only(lab, page):
    case_file = prepared_case(lab.room("killed") / "kasus.yaml")
    write_notebook(case_file.with_name("form.ipynb"), form_cell("BPSS", "kasus.yaml", WRITE_PID))
    run_all(page, lab.page_of(case_file.with_name("form.ipynb")))
    form = Form(page, "bpss")
    form.add("biological", "")
    typed = []
    until = time.monotonic() + 4
    while time.monotonic() < until:  # without a pause that an autosave could wait for
        word = f"kata{len(typed)} "
        page.keyboard.type(word, delay=30)
        typed.append((time.monotonic(), word))
    os.kill(int(case_file.with_name("pid").read_text()), signal.SIGKILL)
    killed = time.monotonic()
    safe = "".join(word for at, word in typed if at < killed - 1.2)
    assert len(safe.split()) > 5
    page.keyboard.type("yang ini hilang")

    def text(case):
        return str(case.assessment.findings[-1].text)

    assert text(casekit.load(case_file)).startswith(safe)
    page.reload()
    run_again(page)
    form = Form(page, "bpss")
    expect(form.items("biological")).to_contain_text(safe.strip())
    form.items("biological").click()
    form.field("finding").press("End")
    page.keyboard.type(" dan lanjut")
    on_disk(case_file, lambda case: text(case).startswith(safe) and text(case).endswith(" dan lanjut"))


def test_the_notebook_keeps_the_present_content_for_readers_and_exports(lab, context, page):
    folder = lab.room("kept")
    case_file = prepared_case(folder / "kasus.yaml")
    path = write_notebook(folder / "form.ipynb", form_cell("BPSS", "kasus.yaml"))
    run_all(page, lab.page_of(folder / "form.ipynb"))
    form = Form(page, "bpss")
    kept = page.locator("[class^=casekit-kept]")
    expect(kept).to_be_hidden()
    form.add("biological", "Batuk sejak Mei")
    on_disk(case_file, lambda case: len(case.assessment.findings) == 3)
    expect(kept).to_contain_text("Batuk sejak Mei")
    expect(kept).to_be_hidden()
    notebook = saved_notebook(page, path)
    for mime in ("text/html", "text/markdown", "text/plain"):
        assert "Batuk sejak Mei" in _outputs(notebook, mime)
    assert STATE not in json.dumps(notebook.metadata)

    page.get_by_role("menuitem", name="File", exact=True).click()
    page.get_by_text("Save and Export Notebook As").hover()
    with page.expect_download(timeout=60_000) as download:
        page.get_by_text("Casepdf", exact=True).click()
    assert "Batuk sejak Mei" in _words(Path(download.value.path()).read_bytes())

    page.close()  # the tab is closed, the kernel too, and somebody opens the notebook without running it
    lab.stop_kernels()
    page = context.new_page()
    page.goto(lab.page_of(folder / "form.ipynb"))
    expect(page.get_by_text("Batuk sejak Mei").first).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Error displaying widget")).to_be_hidden()
    run_again(page)
    form = Form(page, "bpss")
    form.expect_items("biological", "Batuk sejak Mei")

    case = casekit.load(case_file)
    case.assessment.findings[2].text = "Batuk sudah sembuh"
    casekit.save(case)
    # What was stored is printed as it was; who lets the code run gets what the case file holds now.
    for way, printed, gone in (
        ("--no-execute", "Batuk sejak Mei", "Batuk sudah sembuh"),
        ("--execute", "Batuk sudah sembuh", "Batuk sejak Mei"),
    ):
        to = folder / "pdf"
        command = [sys.executable, "-c", COMMAND, "pdf", way, str(path), "--to", str(to)]
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        assert made.returncode == 0, made.stderr
        words = _words((to / "form.pdf").read_bytes())
        assert printed in words
        assert gone not in words

    stock = [
        sys.executable,
        "-m",
        "nbconvert",
        "--to",
        "html",
        "--output-dir",
        str(folder / "html"),
        str(path),
    ]
    subprocess.run(stock, capture_output=True, check=True)
    page.goto(f"file://{folder / 'html' / 'form.html'}")
    expect(page.get_by_text("Batuk sejak Mei").first).to_be_visible()
    assert "Error" not in page.locator("body").inner_text()


def test_a_file_that_cannot_be_written_is_told_and_the_work_stays(lab, page):
    folder = lab.room("unwritable")
    case_file = prepared_case(folder / "kasus.yaml")
    write_notebook(folder / "form.ipynb", form_cell("BPSS", "kasus.yaml"))
    run_all(page, lab.page_of(folder / "form.ipynb"))
    form = Form(page, "bpss")

    case_file.unlink()
    form.add("biological", "Saat berkas terhapus")
    on_disk(case_file, lambda case: case.assessment.findings[-1].text == "Saat berkas terhapus")
    expect(form.status).to_contain_text("Tersimpan")

    aside = case_file.rename(folder / "kasus.aside")
    case_file.mkdir()
    form.add("psychological", "Saat ada folder")
    expect(form.status).to_contain_text("folder, bukan berkas")
    form.field("focus_problem").click()
    page.keyboard.type("Masih dapat diisi")
    form.expect_items("psychological", "Saat ada folder")
    expect(form.field("focus_problem")).to_have_value("Masih dapat diisi")
    page.wait_for_timeout(1500)  # the pause in which the form tries to save again
    expect(form.status).to_contain_text("folder, bukan berkas")
    case_file.rmdir()
    aside.rename(case_file)
    form.click("save_again")
    case = on_disk(case_file, lambda case: _focus(case) == "Masih dapat diisi")
    assert [str(finding.text) for finding in case.assessment.findings[2:]] == [
        "Saat berkas terhapus",
        "Saat ada folder",
    ]
    expect(form.status).to_contain_text("Tersimpan")
    expect(form.root.get_by_role("button", name=say("save_again"))).to_be_hidden()


def test_pasted_text_of_any_kind_is_kept_and_the_form_stays_quick(lab, context, page):
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=lab.address)

    def paste(text):
        page.evaluate("text => navigator.clipboard.writeText(text)", text)
        page.keyboard.press("Control+v")

    case_file = prepared_case(lab.room("pasted") / "kasus.yaml")
    write_notebook(case_file.with_name("form.ipynb"), form_cell("BPSS", "kasus.yaml"))
    run_all(page, lab.page_of(case_file.with_name("form.ipynb")))
    form = Form(page, "bpss")
    greeting = "salam السلام عليكم 😀👩‍👩‍👧 \u202eterbalik"
    odd = f"{greeting} <img src=x onerror=alert(1)> $x$ {{0}} 'a' \"b\"\tsatu\nbaris"
    form.add("biological", "")
    paste(odd)
    on_disk(case_file, lambda case: str(case.assessment.findings[-1].text) == odd)

    form.add("psychological", "")
    paste("awal\x07\x1b\x0b\x85\u2028akhir")
    case = on_disk(case_file, lambda case: "akhir" in str(case.assessment.findings[-1].text))
    assert str(case.assessment.findings[-1].text).startswith("awal")

    long = "Pekerja sosial mencatat. " * 4_000
    form.add("social", "")
    paste(long)
    on_disk(case_file, lambda case: str(case.assessment.findings[-1].text) == long, seconds=6)
    began = time.monotonic()
    page.keyboard.type("ya")
    form.field("focus_problem").click()
    page.keyboard.type("cepat")
    on_disk(case_file, lambda case: "cepat" in _focus(case), seconds=6)
    assert time.monotonic() - began < 6
    assert str(casekit.load(case_file).assessment.findings[-1].text) == f"{long}ya"
    expect(form.items("social").last).to_contain_text("Pekerja sosial mencatat.")
