"""A student answers every kind of item with the keyboard alone, closes, and finds all of it another day."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from form_page import MILLISECONDS_TO_OPEN, reach, run_all, saved_notebook, write_notebook
from playwright.sync_api import Locator, Page, expect

from casekit import course
from casekit.course import answers as files

PHONE = {"width": 360, "height": 740}
STEPS = ["assessment", "planning", "intervention", "evaluation"]
OWN_WORDS = "Kehamilan yang belum diperiksa, sebab taruhannya paling besar dan waktunya pendek."


@pytest.fixture
def notebook(lab, monkeypatch) -> Path:
    """Return a notebook with the quiz and the journal of the example, in a workplace of its own."""
    room = lab.room("quiz")
    monkeypatch.setenv("CASEKIT_WORK", str(room / "kerja"))
    setup = f"import os\nos.environ['CASEKIT_WORK'] = {str(room / 'kerja')!r}\nfrom casekit import widgets\n"
    return write_notebook(
        room / "quiz.ipynb", f"{setup}widgets.Quiz('example')", "widgets.Journal('example')"
    )


class Learner:
    """Works with Tab, arrow keys, the space bar and Enter."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        run_all(page, address.replace("/lab/tree/", "/doc/tree/"))
        self.quiz, self.journal = (page.locator(f".casekit-{tool}").first for tool in ("quiz", "journal"))
        expect(self.quiz).to_be_visible(timeout=MILLISECONDS_TO_OPEN)

    def press(self, css: str, key: str = "Enter") -> None:
        reach(self.quiz.locator(css))
        self.page.keyboard.press(key)

    def choose(self, label: str, option: str) -> None:
        control = self.quiz.get_by_label(label, exact=True)
        reach(control)
        self.page.keyboard.type(option[:4], delay=30)
        expect(control.locator("option:checked")).to_have_text(option)

    def said(self, item: str) -> Locator:
        return self.quiz.locator(f".casekit-question-{item} .casekit-feedback")

    def check(self, item: str) -> None:
        self.press(f".casekit-check-{item}")
        expect(self.said(item)).to_contain_text("✓ Benar. Percobaan ke-1.")

    def order(self) -> None:
        """Put the steps in order with the buttons, whose focus goes along with the step."""
        for place, step in enumerate(STEPS[:-1]):
            for _ in range(len(STEPS)):
                shown = self.quiz.locator(".casekit-order .casekit-movable")
                at = next(n for n, row in enumerate(shown.all()) if row.locator(f".{up(step)}").count())
                if at == place:
                    break
                self.press(f".{up(step)}")
                expect(shown.nth(at - 1).locator(f".{up(step)}")).to_have_count(1)


def up(step: str) -> str:
    return f"casekit-up-four-steps-{step}"


def begin(learner: Learner) -> None:
    """Say who answers."""
    page, quiz = learner.page, learner.quiz
    quiz.locator(".casekit-language-id").focus()
    learner.press(".casekit-student input", "S")
    page.keyboard.type("ari 07", delay=20)
    page.keyboard.press("Enter")
    expect(quiz.locator(".casekit-option")).to_have_count(3)
    expect(learner.journal.locator("textarea")).to_have_count(1)


def answer_all(learner: Learner) -> None:
    """Answer every item right, from one to the next."""
    page, quiz = learner.page, learner.quiz
    reach(quiz.get_by_role("button", name="Untuk memecah kekakuan", exact=True))
    page.keyboard.press("Enter")
    learner.check("small-talk")
    for name in ("Ibu itu", "Kakaknya"):
        reach(quiz.get_by_role("checkbox", name=name, exact=True))
        page.keyboard.press("Space")
    learner.check("who-partners")
    learner.order()
    learner.check("four-steps")
    learner.choose("Mahir menganyam", "psikologis")
    learner.choose("Belum pernah memeriksakan kehamilan", "biologis")
    learner.check("where-it-belongs")
    learner.choose("“Saya mampu mencatat uang saya sendiri.”", "afirmasi")
    learner.choose("“Ibu sudah bertahan sejauh ini, itu tidak mudah.”", "dukungan")
    learner.check("what-it-is")
    reach(quiz.get_by_label("Jawaban Anda (rupiah)", exact=True))
    page.keyboard.type("28rb", delay=20)
    learner.check("difference")
    expect(quiz.get_by_label("Jawaban Anda (rupiah)", exact=True)).to_have_value("28.000")
    reach(quiz.locator(".casekit-question-name-it input"))
    page.keyboard.type("ventilasi\n", delay=20)
    expect(learner.said("name-it")).to_contain_text("✓ Benar. Percobaan ke-1.")
    reach(learner.journal.locator("textarea"))
    page.keyboard.type(OWN_WORDS, delay=15)
    reach(learner.journal.locator(".casekit-turn-why-first"))
    page.keyboard.press("Enter")
    expect(learner.journal.locator(".casekit-key")).to_contain_text("Upah dapat menunggu seminggu.")


def test_a_student_answers_all_by_keyboard_and_finds_it_another_day(notebook, lab, context):
    learner = Learner(context.new_page(), lab.page_of(notebook))
    page = learner.page
    begin(learner)
    answer_all(learner)
    stored = saved_notebook(page, notebook)
    printed = str([output.get("data") for cell in stored.cells for output in cell.get("outputs", ())])
    assert OWN_WORDS in printed
    assert "Upah dapat menunggu" not in printed
    page.close()
    lab.stop_kernels()

    held = files.load(course.file_of("example", "Sari 07")).by_id()
    found = course.marks(course.lesson("example").items, held)
    assert [mark.points for mark in found.values()] == [1, 1, 1, 1, 1, 1, 1, None]
    assert held["why-first"].text == OWN_WORDS

    another_day = Learner(context.new_page(), lab.page_of(notebook))
    expect(another_day.quiz.get_by_text("Jawaban Sari 07")).to_be_visible()
    for item in found:
        if item != "why-first":
            expect(another_day.said(item)).to_contain_text("✓ Benar. Percobaan ke-1.")
    expect(another_day.quiz.locator(".casekit-option.casekit-chosen")).to_have_text(
        "● Untuk memecah kekakuan"
    )
    expect(another_day.quiz.locator(".casekit-check input:checked")).to_have_count(2)
    expect(another_day.quiz.locator(".casekit-movable").first).to_contain_text("1. asesmen")
    expect(another_day.journal.locator("textarea")).to_have_value(OWN_WORDS)


def test_everybody_can_use_it_in_light_and_dark_and_on_a_phone(notebook, lab, context):
    course.remember_student("Sari 07")
    learner = Learner(context.new_page(), lab.page_of(notebook))
    page, quiz = learner.page, learner.quiz
    quiz.locator(".casekit-option").first.click()
    quiz.locator(".casekit-check-small-talk").click()
    quiz.locator(".casekit-hint-small-talk").click()
    learner.journal.locator("textarea").fill(OWN_WORDS)
    learner.journal.locator(".casekit-turn-why-first").click()
    expect(learner.journal.locator(".casekit-key p")).to_have_count(2)
    for theme in ("Dark", "Light"):
        use_theme(page, theme)
        for tool in ("quiz", "journal"):
            found = Axe().run(page, context=f".casekit-{tool}")
            assert found.violations_count == 0, found.generate_report()
    names = quiz.evaluate("""form => [...form.querySelectorAll("button, input, select, textarea")]
        .filter((own) => own.getClientRects().length)
        .map((own) => own.getAttribute("aria-label") || own.textContent || own.labels?.[0]?.textContent)""")
    assert all(name and name.strip() for name in names), names
    page.set_viewport_size(PHONE)
    for form in (quiz, learner.journal):
        assert form.evaluate("form => form.clientWidth") < PHONE["width"]
        assert form.evaluate(WIDER_THAN_FORM) == []
        assert form.evaluate(SMALL) == []


def use_theme(page: Page, theme: str) -> None:
    page.get_by_role("menuitem", name="Settings", exact=True).click()
    page.locator(".lm-Menu-item", has_text="Theme").first.hover()
    page.locator(".lm-Menu-item", has_text=re.compile(f"^JupyterLab {theme}$")).click()
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", str(theme == "Light").lower())
    page.keyboard.press("Escape")


WIDER_THAN_FORM = """form => {
  const edge = form.getBoundingClientRect();
  return [form, ...form.querySelectorAll("*")].filter((part) => {
    const box = part.getBoundingClientRect();
    return box.width > 0 && (box.right > edge.right + 1 || box.left < edge.left - 1);
  }).map((part) => part.className);
}"""
SMALL = """form => [...form.querySelectorAll("button, select, textarea, label:has(> input)")]
  .map((control) => [control.textContent.slice(0, 40), control.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 24)).map(([text]) => text)"""
