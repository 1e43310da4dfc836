"""The forms from engagement to conference, for everyone: axe finds nothing, and every control has a name."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from form_page import form_cell, run_all, write_notebook
from playwright.sync_api import expect

import casekit
from casekit import widgets

STAGES = ["Identity", "History", "Engagement", "Plan", "Sessions", "CashBook", "Goals", "Closing"]
STAGES += ["Conference", "Reflection"]
NAMES = """form => [...form.querySelectorAll("button, input, select, textarea")]
  .filter((control) => control.getClientRects().length)
  .map((control) => control.getAttribute("aria-label") || control.labels?.[0]?.textContent
    || control.textContent)"""
WIDER = """form => [...form.querySelectorAll("*")]
  .filter((part) => part.getClientRects().length)
  .filter((part) => part.getBoundingClientRect().right > form.getBoundingClientRect().right + 1)
  .map((part) => part.className)"""


def _unfold(places):
    """Show the fields that are folded away."""
    for turn in places.locator("button.casekit-turn").all():
        if "casekit-open" not in turn.get_attribute("class"):
            turn.click()
        expect(turn).to_have_class(re.compile("casekit-open"))


@pytest.mark.parametrize("name", STAGES)
def test_a_form_of_a_stage_is_for_everyone(lab, page, name):
    folder = lab.room(name)
    for case in ("b-bookkeeper", "d-trainee"):
        casekit.work_copy(casekit.case_study(case), folder)
    case_file = "b-bookkeeper.yaml" if name in ("CashBook", "Goals") else "d-trainee.yaml"
    write_notebook(folder / "form.ipynb", form_cell(name, case_file))
    run_all(page, lab.page_of(folder / "form.ipynb").replace("/lab/tree/", "/doc/tree/"))
    css = f".casekit-{getattr(widgets, name).tool}"
    form = page.locator(css)
    form.locator(".casekit-foot").wait_for()
    _unfold(form.locator(".casekit-card"))
    for board in form.locator(".casekit-board:has(.casekit-item)").all():
        board.locator(".casekit-item").first.click()
        expect(board.locator(".casekit-editor")).to_be_visible()
        _unfold(board.locator(".casekit-editor"))
        for adder in board.locator(".casekit-several .casekit-add").all():
            adder.click()
            page.wait_for_timeout(300)
    for theme, light in (("Dark", "false"), ("Light", "true")):
        page.get_by_role("menuitem", name="Settings", exact=True).click()
        page.locator(".lm-Menu-item", has_text="Theme").first.hover()
        page.locator(".lm-Menu-item", has_text=re.compile(f"^JupyterLab {theme}$")).click()
        expect(page.locator("body")).to_have_attribute("data-jp-theme-light", light)
        found = Axe().run(page, context=css)
        assert found.violations_count == 0, found.generate_report()
    assert [said for said in form.evaluate(NAMES) if not re.search(r"\w", said)] == []
    page.set_viewport_size({"width": 360, "height": 740})
    page.wait_for_timeout(500)
    assert form.evaluate(WIDER) == []
