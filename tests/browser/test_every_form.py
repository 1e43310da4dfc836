"""Each of the fifteen forms is opened in JupyterLab, typed into, saved, and printed by its export menu."""

import io
import time
from pathlib import Path

import yaml
from playwright.sync_api import expect
from pypdf import PdfReader
from student import Student
from test_export_menu import casepdf_by_menu
from trial import ALL_FORMS, Bench

import casekit
from casekit import vocab

WHOLE = yaml.safe_load(Path(__file__).with_name("whole_case.yaml").read_text("utf-8"))

# One place of each form that can be filled in before the others, with a sentence that stands nowhere else.
SECTIONS = [
    ("identity", "setting", {"agency": "Sekolah menengah kejuruan"}),
    ("engagement", "engagement.referred_by", {"text": "Guru BK melihat klien tertidur."}),
    ("history", "assessment.economy", {"text": "Upah ayah habis untuk kontrakan."}),
    ("bpss", "assessment.findings", {"dimension": "social", "text": "Bekerja di warung sampai malam."}),
    ("swot", "assessment.swot", {"cell": "strength", "text": "Tekun menyelesaikan tugas."}),
    (
        "strengths",
        "assessment.quadrant.items",
        {"domain": "personal", "side": "strength", "text": "Mau bertanya."},
    ),
    ("plan", "plan.general_goal", {"text": "Klien tetap bersekolah dan cukup istirahat."}),
    ("sessions", "intervention.sessions", {"theme": "Jam tidur dan jam kerja."}),
    ("goal_attainment", "evaluation.process", {"text": "Kegiatan berjalan menurut jadwal."}),
    ("conference", "conferences", {"agenda": "Membahas hasil asesmen keluarga."}),
    ("closing", "termination.exit_plan", {"text": "Guru BK menengok setiap bulan."}),
    ("reflection", "reflection.challenges", {"text": "Waktu klien hanya hari Rabu."}),
]
CELLS = {"bpss": ["dimension"], "swot": ["cell"], "strengths": ["domain", "side"]}
NAMES = {"evaluation.process": "process_notes", "termination.exit_plan": "ending_exit_plan"}


def _section(form, path, item):
    section = {"form": form, "path": path, "items": [item]}
    section |= {"cell": CELLS[form]} if form in CELLS else {}
    return section | ({"name": NAMES[path]} if path in NAMES else {})


def _sentences():
    """Return what was typed and must stand in the file and in the PDF."""
    typed = [list(item.values())[-1] for _, _, item in SECTIONS]
    return [*typed, "Ibu", "Ibu dan nenek", "Upah warung"]


def _until(claim, seconds=20):
    until = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < until, f"not after {seconds} seconds"
        time.sleep(0.2)


def test_every_form_is_filled_in_saved_and_printed(lab, page):
    bench = Bench(lab, page, ALL_FORMS)
    bench.open(label="Klien X")
    student = Student(bench)
    student.grow_family([{**WHOLE["family"][0], "person": {"label": "Ibu"}}])
    first = WHOLE["systems"][0]
    student.draw_systems(
        [{"system": {"label": first["system"]["label"]}, "tie": {"tie": first["tie"]["tie"]}}]
    )
    for section in SECTIONS:
        student.fill_section(_section(*section))
    student.keep_cash_book(WHOLE["cash"][:1])
    bench.settle()

    assert {"genogram", "ecomap", "cash_book", *(form for form, *_ in SECTIONS)} == {*ALL_FORMS}
    saved = bench.case_file.read_text("utf-8")
    assert [text for text in _sentences() if text not in saved] == []
    with vocab.in_language("id"):
        casekit.load(bench.case_file)

    # All forms were changed: the notebook is saved once more as soon as it holds what each of them says now.
    notebook = bench.case_file.with_name("form.ipynb")
    page.keyboard.press("Control+s")
    _until(lambda: all(text in notebook.read_text("utf-8") for text in _sentences()))
    printed = PdfReader(io.BytesIO(casepdf_by_menu(page, "form.pdf")))
    told = " ".join(" ".join(sheet.extract_text() for sheet in printed.pages).split())
    assert [text for text in _sentences() if text not in told] == []
    expect(page.locator(".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']")).to_have_count(0)
