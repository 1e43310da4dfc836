"""A lecturer marks prose of a class with the keyboard alone, and two who mark at once lose nothing.

The class is synthetic: twelve answers that nobody wrote.
"""

import re
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from classroom import CLASS_SIZE, EXERCISE, EXERCISES, synthetic_class
from form_page import MILLISECONDS_TO_OPEN, reach, run_again, run_all, say
from kernel import WRITE_PID, Kernel
from playwright.sync_api import Locator, Page, expect
from test_quiz import PHONE, SMALL, WIDER_THAN_FORM, use_theme

from casekit.exercises.people_marks import Entry, read_marks

CRITERIA = ("indicator", "baseline", "target", "week", "wish")
COMMENT = "Sebut siapa yang menghitung, dan di mana."


def marking_notebook(room: Path, language: str, folder: str = "", by: str = "") -> Path:
    """Write the notebook for marking as lecturers adapt it: only its last cell says something else."""
    made = nbformat.read(EXERCISES / f"marking.{language}.ipynb", as_version=4)
    of_class, exercise = room / "class", room / EXERCISE
    made.cells[1].source = f"{WRITE_PID}{made.cells[1].source}"
    made.cells[2].source = f"widgets.Rubric({str(of_class)!r}, {str(exercise)!r}, by={by!r})"
    path = room / folder / f"marking.{language}.ipynb"
    path.parent.mkdir(exist_ok=True)
    nbformat.write(made, path)
    return path


class Marker:
    """Somebody who marks with Tab, digits and Enter.

    Parameters
    ----------
    page : Page
        The tab.
    address : str
        The notebook in it.
    language : {"id", "en"}
        Its language.
    """

    def __init__(self, page: Page, address: str, language: str = "id") -> None:
        self.page, self.language = page, language
        run_all(page, address)
        expect(self.form).to_be_visible(timeout=MILLISECONDS_TO_OPEN)

    @property
    def form(self) -> Locator:
        return self.page.locator(".casekit-rubric").first

    @property
    def status(self) -> Locator:
        return self.form.locator(".casekit-status")

    @property
    def comment(self) -> Locator:
        return self.form.locator(".casekit-rubric-comment textarea")

    def mark(self, digits: str, shown: int | None = None) -> None:
        """Press a digit for each criterion, from the first one on; more are shown if somebody else marked."""
        first = self.form.locator(".casekit-levels").first.locator("button[tabindex='0']")
        reach(first)
        self.page.keyboard.type(digits, delay=30)
        expect(self.form.get_by_role("radio", checked=True)).to_have_count(shown or len(digits))

    def go_on(self) -> None:
        """Go to the next answer without a mark, which opens with the focus in its first criterion."""
        before = self.place()
        reach(self.form.locator("button.casekit-rubric-open"))
        self.page.keyboard.press("Enter")
        expect(self.form.locator(".casekit-subtitle")).not_to_have_text(before)
        expect(self.form.locator("button.casekit-level-first")).to_be_focused()

    def place(self) -> str:
        return self.form.locator(".casekit-subtitle").inner_text()

    def expect_saved(self) -> None:
        expect(self.status).to_contain_text(say("rubric_saved", self.language))
        expect(self.form).not_to_have_class(re.compile("casekit-unsent"))


def entries(room: Path) -> list[Entry]:
    return read_marks(room / "class-marks" / "marks.yaml", EXERCISE).entries


def points(entry: Entry) -> str:
    return "".join(f"{entry.levels[name]:g}" for name in CRITERIA)


@pytest.fixture
def room(lab) -> Path:
    return synthetic_class(lab.room("rubric"))


def test_a_lecturer_marks_three_answers_by_keyboard_and_goes_on_another_day(room, lab, context):
    marker = Marker(context.new_page(), lab.page_of(marking_notebook(room, "id")))
    page = marker.page
    marker.form.locator(".casekit-rubric-by input").focus()
    page.keyboard.type("Dosen 1", delay=20)
    marker.mark("32123")
    reach(marker.comment)
    page.keyboard.type(f"{COMMENT} 2 kali!", delay=15)
    expect(marker.comment).to_have_value(f"{COMMENT} 2 kali!")
    marker.go_on()
    marker.mark("1111")
    page.keyboard.type("0")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    reach(marker.comment)
    page.keyboard.type(COMMENT, delay=15)
    reach(marker.form.locator("button.casekit-rubric-keep"))
    page.keyboard.press("Enter")
    expect(marker.form.locator("button.casekit-kept-comment")).to_have_text(COMMENT)
    marker.go_on()
    marker.mark("00000")
    reach(marker.form.locator("button.casekit-kept-comment"))
    page.keyboard.press("Enter")
    expect(marker.comment).to_have_value(COMMENT)
    marker.expect_saved()
    expect(marker.status).to_contain_text(say("rubric_count", done=3, of=CLASS_SIZE))
    found = entries(room)
    assert [(points(one), one.text, one.by) for one in found] == [
        ("32123", f"{COMMENT} 2 kali!", "Dosen 1"),
        ("11111", COMMENT, "Dosen 1"),
        ("00000", COMMENT, "Dosen 1"),
    ]
    assert "Sintetis 0" not in marker.form.inner_text()
    page.close()
    lab.stop_kernels()

    another_day = Marker(context.new_page(), lab.page_of(marking_notebook(room, "en")), "en")
    expect(another_day.form.locator(".casekit-subtitle")).to_contain_text("4 of 12")
    expect(another_day.status).to_contain_text(say("rubric_count", "en", done=3, of=CLASS_SIZE))


@pytest.mark.parametrize("language", ["id", "en"])
def test_an_answer_fits_on_a_screen_in_light_and_dark_and_everybody_can_use_it(room, lab, page, language):
    address = lab.page_of(marking_notebook(room, language, by="Dosen 1"))
    marker = Marker(page, address.replace("/lab/tree/", "/doc/tree/"), language)
    form = marker.form
    marker.comment.fill(COMMENT)
    form.locator("button.casekit-rubric-keep").click()
    expect(form.locator("button.casekit-kept-comment")).to_have_count(1)
    marker.mark("321")
    marker.expect_saved()
    for theme in ("Dark", "Light"):
        use_theme(page, theme)
        found = Axe().run(page, context=".casekit-rubric")
        assert found.violations_count == 0, found.generate_report()
    visible = page.locator(".jp-WindowedPanel-outer, .jp-Notebook").first.bounding_box()
    assert form.bounding_box()["height"] <= visible["height"]
    page.set_viewport_size(PHONE)
    assert form.evaluate("form => form.clientWidth") < PHONE["width"]
    assert form.evaluate(WIDER_THAN_FORM) == []
    assert form.evaluate(SMALL) == []


def test_two_who_mark_at_once_lose_nothing_when_a_kernel_is_killed(room, lab, context):
    paths = [marking_notebook(room, "id", f"window-{by}", by) for by in ("1", "2")]
    one, other = (Marker(context.new_page(), lab.page_of(path)) for path in paths)
    one.mark("33333")
    one.go_on()
    other.form.locator("button.casekit-rubric-open").click()
    expect(other.form.locator(".casekit-subtitle")).to_contain_text("2 dari 12")
    other.mark("22222")
    one.mark("11", shown=5)
    one.comment.fill(COMMENT)
    one.expect_saved()
    one.comment.press_sequentially(" Lalu")
    assert say("rubric_saved") not in _read(one.status)
    Kernel(paths[0].parent).kill()
    expect(one.form).to_have_class(re.compile("casekit-lost"))
    expect(one.form.locator(".casekit-kernel")).to_have_text(say("guard_lost_texts"))
    other.go_on()
    other.mark("00000")
    other.expect_saved()

    found = entries(room)
    assert [(one.by, points(one)) for one in found if one.by == "2"] == [("2", "22222"), ("2", "00000")]
    assert [(one.by, points(one), one.text) for one in found if one.by == "1"] == [
        ("1", "33333", ""),
        ("1", "11222", COMMENT),
    ]

    one.page.wait_for_timeout(1000)
    dialog = one.page.get_by_role("dialog")
    if dialog.count():
        dialog.get_by_role("button", name=re.compile("^(OK|Ok)$")).click()
    run_again(one.page)
    offer = one.form.locator(".casekit-left")
    expect(offer).to_contain_text(f"{COMMENT} Lalu")
    offer.get_by_role("button", name=say("guard_put_back"), exact=True).click()
    expect(one.comment).to_have_value(f"{COMMENT} Lalu")
    one.expect_saved()
    expect(offer).to_have_count(0)
    newest = entries(room)[-1]
    assert (newest.by, points(newest), newest.text) == ("1", "11222", f"{COMMENT} Lalu")


def _read(part: Locator) -> str:
    """Return what can be read there, also where the style hides or adds it."""
    return str(part.evaluate("own => own.innerText + getComputedStyle(own, '::after').content"))
