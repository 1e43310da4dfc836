"""A student does exercise 9 in the released folder, hands in, and the lecturer grades what was handed in."""

import csv
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from form_page import MILLISECONDS_TO_OPEN, run_all, say
from playwright.sync_api import Locator, Page, expect

from casekit.course import answers as files
from casekit.exercises.release import release

EXERCISE = Path(__file__).parents[2] / "exercises" / "09-goal"
COMMAND = "from casekit.cli import main; main()"
PLACED = {
    "berapa kali sehari": "indikator",
    "dua kali sehari": "target",
    "mengajaknya berjalan pagi": "bukan bagian tujuan",
    "nol, dalam minggu": "kondisi awal",
    "minggu ke-6": "minggu tenggat",
    "ia menjadi lebih ceria": "bukan bagian tujuan",
}
GOAL = {
    "indicator": "berapa kali seminggu klien memulai percakapan, dihitung pembimbing vokasional",
    "baseline": "0 kali dalam minggu ke-3 (rekaan)",
    "goal_target": "2 kali seminggu",
    "due_week": "5",
}
LATER = "dinilai setelah dikumpulkan"
OWN_WORDS = "Pembimbing vokasional menghitung dari mejanya, dan Klien D mengetahuinya sejak awal."


@pytest.fixture
def released(lab) -> Path:
    """Return the folder that students get, in which a notebook works in a workplace of its own."""
    room = lab.room("exercise")
    release(EXERCISE, room)
    path = room / EXERCISE.name / "exercise.id.ipynb"
    notebook = nbformat.read(path, as_version=4)
    place = f"import os\nos.environ['CASEKIT_WORK'] = {str(room / 'kerja')!r}\n"
    notebook.cells[0].source = place + notebook.cells[0].source
    nbformat.write(notebook, path)
    return path.parent


class Student:
    """Does an exercise from its first question to the file that is handed in."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        run_all(page, address.replace("/lab/tree/", "/doc/tree/"))
        self.task = page.locator(".casekit-task")
        expect(page.locator(".casekit-hand_in")).to_be_visible(timeout=MILLISECONDS_TO_OPEN)

    def begin(self, name: str) -> None:
        """Give a name once, and be known in all forms."""
        asked = self.page.locator(".casekit-ask")
        asked.first.locator(".casekit-student input").fill(name)
        asked.first.locator(".casekit-begin").click()
        expect(asked).to_have_count(0)
        expect(self.page.locator(".casekit-other-student")).to_have_count(5)

    def question(self, item: str) -> Locator:
        return self.page.locator(f".casekit-question-{item}")

    def place(self, cell: str, card: str) -> None:
        control = self.question("pieces").locator(".casekit-placed", has_text=card).first.locator("select")
        control.select_option(label=cell)

    def choose(self, item: str, option: str) -> None:
        self.question(item).locator(".casekit-option", has_text=option).click()
        expect(self.question(item).locator(".casekit-feedback")).to_contain_text(LATER)

    def mend_goal(self) -> None:
        """Add to goal 4 what it lacks."""
        goals = self.page.locator(".casekit-plan .casekit-cell-goals")
        goals.locator("button.casekit-of-goal_conversation").click()
        editor = goals.locator(".casekit-editor")
        for name, value in GOAL.items():
            control = editor.get_by_label(say(name), exact=True)
            control.fill(value)
            control.press("Tab")

    def check_task(self) -> Locator:
        self.task.locator(".casekit-check-task").click()
        return self.task.locator(".casekit-feedback")


def test_a_student_does_an_exercise_and_the_lecturer_grades_it(released, lab, page, tmp_path):
    student = Student(page, lab.page_of(released / "exercise.id.ipynb"))
    student.begin("Sari 07")
    answer_with_feedback(student)
    answer_without(student)
    handed = hand_in(student, released)
    folder = tmp_path / "kelas"
    (folder / "Sari Dewi").mkdir(parents=True)
    handed.rename(folder / "Sari Dewi" / "answers.yaml")
    states, points = graded(folder)
    assert states["defended"] == "unmarked"
    assert {item for item, state in states.items() if state == "right"} == {
        "pieces", "countable", "goal", "embarrassing", "whose-wish",
    }  # fmt: skip
    assert points == 21


def answer_with_feedback(student: Student) -> None:
    """Answer what is told at once: one card is wrong at first, and the task is looked at too early."""
    for card, cell in PLACED.items():
        student.place(cell, card)
    student.place("indikator", "ia menjadi lebih ceria")
    pieces = student.question("pieces")
    pieces.locator(".casekit-check-pieces").click()
    expect(pieces.locator(".casekit-feedback")).to_contain_text("Ceria tidak dapat dihitung dua orang")
    student.place("bukan bagian tujuan", "ia menjadi lebih ceria")
    pieces.locator(".casekit-check-pieces").click()
    expect(pieces.locator(".casekit-feedback")).to_contain_text("✓ Benar. Percobaan ke-2.")
    countable = student.question("countable")
    for option in ("percakapan yang ia mulai", "orang baru yang ia sapa"):
        countable.get_by_label(option).check()
    countable.locator(".casekit-check-countable").click()
    expect(countable.locator(".casekit-feedback")).to_contain_text("✓ Benar.")
    expect(student.check_task()).to_contain_text("masih seperti semula")
    student.mend_goal()
    expect(student.check_task()).to_contain_text("6 dari 6 sudah terpenuhi")


def answer_without(student: Student) -> None:
    """Answer what is marked only after it was handed in."""
    student.choose("embarrassing", "Teman seasrama menulis")
    student.choose("whose-wish", "Tidak tercatat")
    defended = student.question("defended")
    expect(defended.locator(".casekit-rubric-shown")).to_contain_text("Target yang wajar")
    defended.locator("textarea").fill(OWN_WORDS)
    expect(defended.locator(".casekit-feedback")).to_contain_text(LATER)


def hand_in(student: Student, released: Path) -> Path:
    """Make the file to hand in, and return it: it lies where it is said to lie."""
    form = student.page.locator(".casekit-hand_in")
    form.locator(".casekit-give").click()
    expect(form.locator(".casekit-hand-in-state")).to_contain_text("Semua soal sudah dijawab (6 dari 6).")
    handed = released / "answers-sari-07.yaml"
    expect(form.locator(".casekit-feedback")).to_contain_text(str(handed))
    held = files.load(handed)
    assert held.by_id()["defended"].text == OWN_WORDS
    assert GOAL["indicator"] in " ".join(held.cases["goal"].split())
    return handed


def graded(folder: Path) -> tuple[dict[str, str], float]:
    """Grade a class of one as the command does, and return the states of the items, and the points."""
    command = [sys.executable, "-c", COMMAND, "grade", str(folder), "--exercise", str(EXERCISE)]
    subprocess.run(command, check=True, capture_output=True)
    with (folder.parent / "kelas-marks" / "marks.csv").open(encoding="utf-8-sig", newline="") as table:
        rows = [row for row in csv.DictReader(table) if not row["criterion"]]
    [whole] = [row for row in rows if not row["item"]]
    return {row["item"]: row["state"] for row in rows if row["item"]}, float(whole["points"])
