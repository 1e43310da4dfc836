"""A student does an exercise in the released folder and hands in; it is graded, and feedback comes back.

What is answered is what the exercise itself calls right, and first an answer that it calls typically wrong.
"""

import csv
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from correcting import correct_record, mend_goal
from form_page import MILLISECONDS_TO_OPEN, run_all, say
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader
from test_quiz import PHONE, SMALL, WIDER_THAN_FORM, use_theme

from casekit import course, exercises, vocab
from casekit.course.items import Item, Matching, Multiple, Prose, Single, Sorting, Task
from casekit.exercises.release import release

EXERCISES = Path(__file__).parents[2] / "exercises"
COMMAND = "from casekit.cli import main; main()"
TASKS = {"09-goal": mend_goal, "16-audit": correct_record}
NAME = "Sari 07"


@pytest.fixture(params=vocab.LANGUAGES)
def language(request):
    with vocab.in_language(request.param):
        yield request.param


def released(lab, name: str, language: str) -> Path:
    """Return the notebook that students get, which works in a workplace of its own."""
    room = lab.room("exercise")
    release(EXERCISES / name, room)
    path = room / name / f"exercise.{language}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    place = f"import os\nos.environ['CASEKIT_WORK'] = {str(room / 'kerja')!r}\n"
    notebook.cells[0].source = place + notebook.cells[0].source
    nbformat.write(notebook, path)
    return path


class Student:
    """Does an exercise from its first question to the file that is handed in."""

    def __init__(self, page: Page, address: str, language: str) -> None:
        self.page, self.language = page, language
        run_all(page, address.replace("/lab/tree/", "/doc/tree/"), until=".casekit-hand_in")
        expect(page.locator(".casekit-hand_in")).to_be_visible(timeout=MILLISECONDS_TO_OPEN)

    def begin(self, name: str) -> None:
        """Give a name once, and be known in all forms."""
        asked = self.page.locator(".casekit-ask")
        forms = asked.count()
        asked.first.locator(".casekit-student input").fill(name)
        asked.first.locator(".casekit-begin").click()
        expect(asked).to_have_count(0)
        expect(self.page.locator(".casekit-other-student")).to_have_count(forms)

    def question(self, item: Item) -> Locator:
        return self.page.locator(f".casekit-question-{item.id}")

    def answer(self, item: Item, given: dict) -> None:
        """Answer an item."""
        question = self.question(item)
        match item:
            case Sorting() | Matching():
                for text, cell in _places(item, given["placed"]):
                    _select(question.get_by_label(text, exact=True), cell)
            case Single():
                [text] = (str(option.text) for option in item.options if option.id in given["chosen"])
                question.get_by_role("button", name=text, exact=True).click()
            case Multiple():
                for option in item.options:
                    box = question.get_by_role("checkbox", name=str(option.text), exact=True)
                    box.set_checked(option.id in given["chosen"])
            case Prose():
                for criterion in item.rubric:
                    expect(question.locator(".casekit-rubric-shown")).to_contain_text(str(criterion.text))
                question.locator("textarea").fill(given["text"])
            case _:
                raise AssertionError(f"{item.id}: nobody taught the student to answer that")

    def check(self, item: Item) -> Locator:
        """Ask for feedback."""
        self.question(item).locator(f".casekit-check-{item.id}").click()
        return self.question(item).locator(".casekit-feedback")

    def check_task(self) -> Locator:
        task = self.page.locator(".casekit-task")
        task.locator(".casekit-check-task").click()
        return task.locator(".casekit-feedback")

    def do(self, item: Item, right: dict, wrong: dict | None) -> None:
        """Answer an item right, if it may be told at once after a typical wrong answer."""
        if item.hidden:
            self.answer(item, right)
            later = say("marked_later", self.language)
            expect(self.question(item).locator(".casekit-feedback")).to_contain_text(later)
            return
        if wrong:
            self.answer(item, _all_but(right, wrong["answer"]))
            expect(self.check(item)).to_contain_text(wrong["says"][self.language])
        self.answer(item, right)
        tries = say("tries", self.language, tries=2 if wrong else 1)
        expect(self.check(item)).to_contain_text(f"✓ {vocab.say('course.right')} {tries}")

    def hand_in(self, number: int) -> Path:
        """Make the file to hand in, and return it: it lies where it is said to lie."""
        form = self.page.locator(".casekit-hand_in")
        form.locator(".casekit-give").click()
        said = say("all_answered", self.language, of=number)
        expect(form.locator(".casekit-hand-in-state")).to_contain_text(said)
        told = form.locator(".casekit-feedback")
        expect(told).to_contain_text(".yaml")
        return Path(re.search(r"/\S+?\.yaml", told.inner_text())[0])


def _all_but(right: dict, wrong: dict) -> dict:
    """Return an answer that is wrong in one thing: of cards, only those that are said are put wrong."""
    return {"placed": right["placed"] | wrong["placed"]} if "placed" in wrong else wrong


def _places(item: Sorting | Matching, placed: dict) -> list[tuple[str, str]]:
    """Return the texts of cards or pairs, each with the text of the place where it is put."""
    if isinstance(item, Sorting):
        return [(str(card.text), str(item.places[placed[card.id]])) for card in item.cards]
    return [(str(pair.text), str(item.matches[placed[pair.id]])) for pair in item.pairs]


def _select(control: Locator, text: str) -> None:
    """Choose an entry of a list by what it says."""
    offered = control.evaluate("own => [...own.options].map((one) => one.text.replace(/\\s/g, ' '))")
    control.select_option(index=offered.index(text))


@pytest.mark.parametrize("name", ["04-bpss", "09-goal", "16-audit"])
def test_a_student_does_an_exercise_and_reads_the_feedback(name, language, lab, page, browser, tmp_path):
    whole = exercises.complete(EXERCISES / name)
    known = yaml.safe_load((EXERCISES / name / "instructor" / "typical.yaml").read_text("utf-8"))
    right = {answer["id"]: answer for answer in known["model"]}
    wrong = {one["item"]: one for one in known["wrong"] if "answer" in one}
    notebook = released(lab, name, language)
    student = Student(page, lab.page_of(notebook), language)
    student.begin(NAME)
    for item in exercises.read_exercise(EXERCISES / name).items:
        if isinstance(item, Task):
            TASKS[name](student, item)
        else:
            student.do(item, right[item.id], wrong.get(item.id))
    handed = student.hand_in(len(whole.items))
    if name == "09-goal":  # which has forms of every kind
        expect_for_everybody(page)
    assert handed.parent == notebook.parent
    folder = tmp_path / "kelas"
    (folder / "Sari Dewi").mkdir(parents=True)
    handed.rename(folder / "Sari Dewi" / "answers.yaml")

    states, points = graded(folder, EXERCISES / name)
    assert states == {item.id: "unmarked" if isinstance(item, Prose) else "right" for item in whole.items}
    assert points == sum(course.worth(item) for item in whole.items if not isinstance(item, Prose))
    read_feedback(browser, folder, EXERCISES / name, language, str(whole.title))


def expect_for_everybody(page: Page) -> None:
    """Expect that nothing bars anybody: light, dark, and on a phone."""
    for theme in ("Dark", "Light"):
        use_theme(page, theme)
        for tool in ("task", "around", "hand_in", "quiz", "journal"):
            found = Axe().run(page, context=f".casekit-{tool}")
            assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size(PHONE)
    for form in page.locator(".casekit-around, .casekit-hand_in, .casekit-quiz, .casekit-journal").all():
        assert form.evaluate("form => form.clientWidth") < PHONE["width"]
        assert form.evaluate(WIDER_THAN_FORM) == []
        assert form.evaluate(SMALL) == []


def graded(folder: Path, exercise: Path) -> tuple[dict[str, str], float]:
    """Grade a class of one as the command does, and return the states of the items, and the points."""
    command = [sys.executable, "-c", COMMAND, "grade", str(folder), "--exercise", str(exercise)]
    subprocess.run(command, check=True, capture_output=True)
    with (folder.parent / "kelas-marks" / "marks.csv").open(encoding="utf-8-sig", newline="") as table:
        rows = [row for row in csv.DictReader(table) if not row["criterion"]]
    [whole] = [row for row in rows if not row["item"]]
    return {row["item"]: row["state"] for row in rows if row["item"]}, float(whole["points"])


def read_feedback(browser: Browser, folder: Path, exercise: Path, language: str, title: str) -> None:
    """Write the feedback, and read it as a page on a phone, light and dark, and as a PDF."""
    command = [sys.executable, "-c", COMMAND, "feedback", str(folder), "--exercise", str(exercise)]
    subprocess.run(command, check=True, capture_output=True)
    [written] = (folder.parent / "kelas-marks").rglob("*.html")
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme, viewport=PHONE)
        page = context.new_page()
        page.goto(written.as_uri())
        assert page.locator("html").get_attribute("lang") == language
        expect(page.get_by_role("heading", level=1)).to_contain_text(title)
        assert Axe().run(page).violations_count == 0
        assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
        context.close()
    [printed] = (folder.parent / "kelas-marks").rglob("*.pdf")
    assert title in PdfReader(printed).pages[0].extract_text()
