"""A student does the lesson of stage 2 from the first cell to the last, and finds all of it another day."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from form_page import on_disk, run_all, say
from playwright.sync_api import Browser, Locator, Page, expect
from serving import Lab, serve
from test_quiz import PHONE, SMALL, WIDER_THAN_FORM, use_theme

import casekit
from casekit import course, vocab
from casekit.cli.lessons import copy_lessons
from casekit.course import answers as files
from casekit.course.items import Item, Matching, Multiple, Prose, Single, Sorting

CODE = "K07 dan K12"
NOTEBOOK = "lessons/id/stages/02_assessment.ipynb"
MILLISECONDS_TO_WAIT = 20_000
RIGHT = "✓ Benar. Percobaan ke-1."
RISK = "Anak kedua belum diperiksa tenaga kesehatan."
REASON = "Setiap hari digendong; belum diperiksa, jadi sebabnya belum diketahui."
TO_FIND_OUT = "Tanyakan kepada Klien C siapa yang pernah dihubungi, dan kapan."
SHOWN_CODE = """() => [...document.querySelectorAll(".jp-CodeCell .jp-InputArea-editor")]
  .filter((code) => code.getClientRects().length).map((code) => code.innerText)"""


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    """Run a server with a workplace of its own, in which no lesson has touched a case yet."""
    with serve(tmp_path) as lab, vocab.in_language("id"):
        copy_lessons(lab.folder / "lessons")
        monkeypatch.setenv("CASEKIT_WORK", str(lab.folder))
        yield lab


def written(item: Prose) -> str:
    """Return an own answer that is long enough for the model answer to open."""
    return f"Menurut kami ({item.id}): kami bertanya lebih dahulu, lalu mencatat apa yang belum kami ketahui."


class Day:
    """A day on which the lesson is opened in a new browser and all its cells are run."""

    def __init__(self, page: Page, lab: Lab) -> None:
        self.page = page
        page.set_default_timeout(MILLISECONDS_TO_WAIT)
        expect.set_options(timeout=MILLISECONDS_TO_WAIT)
        run_all(page, lab.page_of(NOTEBOOK), until=".casekit-journal")
        for item in course.lesson("02-assessment").items:
            expect(self.question(item)).to_have_count(1)
        self.client_a, self.client_c = (page.locator(".casekit-bpss").nth(at) for at in (0, 1))
        expect(self.client_c).to_be_visible()

    def question(self, item: Item) -> Locator:
        return self.page.locator(f".casekit-question-{item.id}")

    def begin(self) -> None:
        """Give the code once; all quizzes and journals of the lesson go on under it."""
        name = self.page.locator(".casekit-journal .casekit-student input").first
        name.click()
        self.page.keyboard.type(CODE)
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_text(f"Jawaban {CODE}", exact=True)).to_have_count(
            self.page.locator(".casekit-quiz, .casekit-journal").count()
        )

    def answer(self, item: Item) -> None:
        """Answer an item right, and see that it is said so."""
        question = self.question(item)
        match item:
            case Prose():
                question.locator("textarea").click()
                self.page.keyboard.type(written(item))
                question.locator(f".casekit-turn-{item.id}").click()
                expect(question.locator(".casekit-key")).to_contain_text(str(item.model)[:60])
                return
            case Single():
                right = next(option for option in item.options if option.right)
                question.get_by_role("button", name=str(right.text), exact=True).click()
            case Multiple():
                for option in item.options:
                    if option.right:
                        question.get_by_role("checkbox", name=str(option.text), exact=True).check()
            case Sorting() | Matching():
                for text, place in places(item).items():
                    choose(question.get_by_label(text, exact=True), place)
            case _:
                raise AssertionError(f"{item.id}: nobody taught the student to answer that")
        question.locator(f".casekit-check-{item.id}").click()
        expect(question.locator(".casekit-feedback")).to_contain_text(RIGHT)

    def expect_answer(self, item: Item) -> None:
        """Expect what `answer` left."""
        question = self.question(item)
        if isinstance(item, Prose):
            expect(question.locator("textarea")).to_have_value(written(item))
            return
        expect(question.locator(".casekit-feedback")).to_contain_text(RIGHT)
        match item:
            case Single():
                right = next(option for option in item.options if option.right)
                expect(question.locator(".casekit-chosen")).to_have_text(f"● {right.text}")
            case Multiple():
                rights = sum(option.right for option in item.options)
                expect(question.locator("input:checked")).to_have_count(rights)
            case Sorting() | Matching():
                for text, place in places(item).items():
                    expect(question.get_by_label(text, exact=True).locator("option:checked")).to_have_text(
                        place
                    )

    def write_reason(self, form: Locator, finding: str, reason: str) -> None:
        """Open a finding and write the reason of its rating anew."""
        form.locator("button.casekit-item", has_text=finding).click()
        field = reason_of(form)
        field.click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(reason)

    def add_risk(self) -> None:
        self.client_a.locator("button.casekit-add-risks").click()
        expect(self.client_a.locator(".casekit-cell-risks textarea").first).to_be_focused()
        self.page.keyboard.type(RISK)
        choose(
            self.client_a.locator(".casekit-cell-risks").get_by_label(say("risk_level"), exact=True),
            vocab.label("risk_level", "high"),
        )


def reason_of(form: Locator) -> Locator:
    """Return the reason of the rating of the finding that is open."""
    return form.locator(".casekit-editor").get_by_label(say("reason"), exact=True)


def places(item: Sorting | Matching) -> dict[str, str]:
    """Return for the text of each card or pair the place where it belongs."""
    if isinstance(item, Sorting):
        return {str(card.text): str(item.places[card.cell[0]]) for card in item.cards}
    return {str(pair.text): str(item.matches[pair.id]) for pair in item.pairs}


def choose(control: Locator, place: str) -> None:
    """Go to an entry of a list with the arrow key."""
    control.focus()
    offered = control.evaluate("own => [...own.options].map((option) => option.text.replace(/\\s/g, ' '))")
    for _ in range(offered.index(place)):
        control.press("ArrowDown")
    expect(control.locator("option:checked")).to_have_text(place)


def test_a_student_does_the_lesson_and_finds_all_of_it_another_day(lab: Lab, browser: Browser) -> None:
    lesson = course.lesson("02-assessment")
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    day = Day(context.new_page(), lab)
    assert day.page.evaluate(SHOWN_CODE) == []
    day.begin()
    for item in lesson.items:
        day.answer(item)
        if item.id == "scolding":  # where the lesson turns to the forms
            day.write_reason(day.client_a, "digendong", REASON)
            day.add_risk()
        if item.id == "three-silences":
            day.write_reason(day.client_c, "Keluarga inti", TO_FIND_OUT)
    own = [casekit.work_copy(casekit.case_study(name)) for name in ("a-weaver", "c-street-youth")]
    on_disk(own[0], lambda case: [str(risk.text) for risk in case.assessment.risks] == [RISK])
    on_disk(own[1], lambda case: TO_FIND_OUT in [str(one.reason) for one in case.assessment.findings])
    context.close()
    lab.stop_kernels()

    held = files.load(course.file_of(lesson.id, CODE)).by_id()
    for item, mark in course.marks(lesson.items, held).items():
        assert mark.points in (None, course.worth(next(own for own in lesson.items if own.id == item))), item

    context = browser.new_context(viewport={"width": 1440, "height": 900})
    another = Day(context.new_page(), lab)
    for item in lesson.items:
        another.expect_answer(item)
    another.client_a.locator("button.casekit-item", has_text="digendong").click()
    expect(reason_of(another.client_a)).to_have_value(REASON)
    risk = another.client_a.locator(".casekit-cell-risks button.casekit-item")
    expect(risk).to_contain_text(RISK)
    risk.click()
    expect(
        another.client_a.locator(".casekit-cell-risks")
        .get_by_label(say("risk_level"), exact=True)
        .locator("option:checked")
    ).to_have_text(vocab.label("risk_level", "high"))
    another.client_c.locator("button.casekit-item", has_text="Keluarga inti").click()
    expect(reason_of(another.client_c)).to_have_value(TO_FIND_OUT)
    _expect_for_everybody(another.page)
    context.close()


def _expect_for_everybody(page: Page) -> None:
    """Expect that nothing bars anybody in the lesson: light, dark, and on a phone."""
    for theme in ("Dark", "Light"):
        use_theme(page, theme)
        for tool in ("quiz", "journal", "bpss"):
            found = Axe().run(page, context=f".casekit-{tool}")
            assert found.violations_count == 0, found.generate_report()
    page.keyboard.press("Control+b")  # the list of files takes half of a phone
    expect(page.locator(".jp-FileBrowser")).to_be_hidden()
    page.set_viewport_size(PHONE)
    for form in page.locator(".casekit-quiz, .casekit-journal, .casekit-bpss").all():
        assert form.evaluate("form => form.clientWidth") < PHONE["width"]
        assert form.evaluate(WIDER_THAN_FORM) == []
        assert form.evaluate(SMALL) == []
