"""A student reads what the check asks, mends by the links, explains an exception; all of it by keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from form_page import form_cell, on_disk, run_all, say, write_notebook
from playwright.sync_api import expect
from test_forms_access import IN_FORM, NARROW, WIDER_THAN_FORM, Keyboard
from test_quiz import use_theme

import casekit

PANEL = "case_check"


@pytest.fixture
def opened(lab, page):
    """Open the check of case D above its plan, in English; return the page and the case file."""
    folder = lab.room("check")
    case_file = casekit.work_copy(casekit.case_study("d-trainee"), folder)
    english = "import casekit\ncasekit.use_language('en')\n"
    cells = [form_cell(name, case_file.name, english) for name in ("Check", "Plan")]
    notebook = write_notebook(folder / "check.ipynb", *cells, "1")
    run_all(page, lab.page_of(notebook).replace("/lab/tree/", "/doc/tree/"))
    expect(page.locator(f".casekit-{PANEL}").first).to_be_visible(timeout=60_000)
    page.locator(".jp-CodeCell").nth(1).scroll_into_view_if_needed()  # JupyterLab lays out what is in view
    expect(page.locator(".casekit-plan .casekit-item").first).to_be_attached(timeout=60_000)
    return page, case_file


def point(page, code):
    return page.locator(f".casekit-{PANEL} button.casekit-item", has_text=f" {code}: ")


def open_point(page, code):
    """Open the first point of a rule by keyboard; the focus goes to the button that leads to its field."""
    first = point(page, code).first
    first.focus()
    page.keyboard.press("Enter")
    expect(first).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".casekit-go")).to_be_focused()


def go(page, code):
    """Follow the link of the first point of a rule by keyboard."""
    open_point(page, code)
    page.keyboard.press("Enter")


def gone(page, code, left=0):
    """Expect that so many points of a rule are left, for somebody who looks at the panel again."""
    page.locator(f".casekit-{PANEL} .casekit-title").first.scroll_into_view_if_needed()
    expect(point(page, code)).to_have_count(left, timeout=20_000)


def arrives(page, css):
    page.wait_for_function(IN_FORM, arg=css, timeout=20_000)
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0


def test_three_points_are_mended_by_their_links_and_one_is_explained(opened):
    page, case_file = opened
    panel = page.locator(f".casekit-{PANEL}").first
    counted = panel.locator(".casekit-points-said")
    expect(counted).to_have_attribute("aria-live", "polite")
    before = counted.inner_text()

    go(page, "P406")  # in the form that stands on the page
    arrives(page, ".casekit-plan .casekit-editor")
    page.keyboard.press("Space")
    gone(page, "P406", left=2)
    on_disk(case_file, lambda case: case.plan.activities[0].goals or case.plan.activities[1].goals)
    expect(counted).not_to_have_text(before)

    go(page, "I502")  # in a form that is opened below
    arrives(page, ".casekit-sessions .casekit-editor")
    page.keyboard.type("They know each other by name now.")
    on_disk(case_file, lambda case: "by name" in str(case.intervention.sessions[-1].result), seconds=5)
    gone(page, "I502")

    go(page, "T703")  # in another, which takes its place
    arrives(page, ".casekit-closing")
    page.keyboard.press("Enter")
    arrives(page, ".casekit-closing .casekit-editor textarea")
    page.keyboard.type("A cousin goes with her to the first interview.")
    on_disk(case_file, lambda case: "cousin" in str(case.termination.exit_plan), seconds=5)
    expect(page.locator(".casekit-sessions")).to_have_count(0)
    gone(page, "T703")

    open_point(page, "P414")
    keys = Keyboard.__new__(Keyboard)
    keys.page, keys.form = page, f".casekit-{PANEL}"
    keys.to(".casekit-turn")
    keys.press("Enter")
    expect(panel.locator(".casekit-reason")).to_be_visible()
    keys.to(".casekit-reason")
    keys.type("She agreed in the second talk; it was not written down.")
    keys.press("Tab")
    keys.type("student")
    keys.to(".casekit-explain")
    keys.press("Enter")
    expect(point(page, "P414")).to_have_count(0, timeout=20_000)
    keys.leave_alone()  # the focus is in the panel
    case = on_disk(case_file, lambda case: any(one.rule == "P414" for one in case.review), seconds=5)
    [entry] = [one for one in case.review if one.rule == "P414"]
    assert (str(entry.text), str(entry.by)) == (
        "She agreed in the second talk; it was not written down.",
        "student",
    )
    more = panel.locator(".casekit-cell-explained .casekit-more")
    while more.is_visible() and not point(page, "P414").count():
        more.click()
        page.wait_for_timeout(500)
    expect(point(page, "P414")).to_have_count(1)
    panel.locator(".casekit-undo").focus()
    page.keyboard.press("Enter")
    on_disk(case_file, lambda case: not any(one.rule == "P414" for one in case.review), seconds=5)


def test_everyone_can_read_it_also_on_a_phone(opened):
    page, _ = opened
    panel = page.locator(f".casekit-{PANEL}").first
    point(page, "P414").focus()
    page.keyboard.press("Enter")
    panel.locator(".casekit-turn").first.click()
    panel.locator(".casekit-cell-explained .casekit-more").click()
    page.wait_for_timeout(1000)
    for theme in ("Dark", "Light"):
        use_theme(page, theme)
        found = Axe().run(page, context=f".casekit-{PANEL}")
        assert found.violations_count == 0, found.generate_report()
    names = panel.locator("button:visible").evaluate_all(
        "all => all.map((one) => (one.getAttribute('aria-label') || one.textContent).trim())"
    )
    assert all(names)
    assert say("explain", "en") in names
    page.set_viewport_size(NARROW)
    page.wait_for_timeout(500)
    assert panel.evaluate("form => form.clientWidth") < NARROW["width"]
    assert panel.evaluate(WIDER_THAN_FORM) == []
