"""In a real browser: hostile text in the live forms and in exported HTML is shown, and nothing runs."""

import json
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Page, expect

import casekit
from casekit import vocab
from casekit.export import execute
from casekit.model import Case, Finding, QuadrantItem, Statement, SwotItem

INJECTIONS = json.loads((Path(__file__).parents[1] / "widgets" / "injections.json").read_text())
FORMS = "BPSS", "SWOT", "Strengths"


def hostile_case(folder: Path) -> Case:
    case = casekit.new_case(folder / "hostile.yaml")
    own, known = case.assessment, {"basis": "documented"}
    case.title = INJECTIONS[0]
    for n, text in enumerate(INJECTIONS):
        dimension, cell = vocab.codes("dimension")[n % 4], vocab.codes("swot")[n % 4]
        own.findings.append(
            Finding(id=f"f{n}", dimension=dimension, text=text, reason=text, valence="concern", **known)
        )
        own.swot.append(SwotItem(id=f"w{n}", cell=cell, text=text, findings=[f"f{n}"], **known))
        own.quadrant.items.append(
            QuadrantItem(id=f"q{n}", domain="personal", side="strength", text=text, **known)
        )
    own.focus_problem = Statement(text=INJECTIONS[1], **known)
    casekit.save(case)
    return case


def notebook() -> nbformat.NotebookNode:
    start = (
        f"import casekit\nfrom casekit.widgets import {', '.join(FORMS)}\ncase = casekit.load('hostile.yaml')"
    )
    cells = [new_code_cell(start), *(new_code_cell(f"{form}(case)") for form in FORMS)]
    return new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})


def watched(page: Page) -> list[str]:
    """Note whatever a page does that text cannot do."""
    noted: list[str] = []
    page.on("dialog", lambda dialog: (noted.append(dialog.message), dialog.dismiss()))
    page.on("popup", lambda popup: noted.append(popup.url))
    page.on("request", lambda asked: noted.append(asked.url) if "example.invalid" in asked.url else None)
    return noted


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_live_forms_in_jupyterlab(lab, page):
    room = lab.room("hostile")
    hostile_case(room)
    nbformat.write(notebook(), room / "hostile.ipynb")
    noted = watched(page)
    page.goto(lab.page_of(room / "hostile.ipynb"))
    expect(page.locator(".jp-CodeCell")).to_have_count(4, timeout=60_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    forms = page.locator(".casekit-form")
    expect(forms).to_have_count(3, timeout=90_000)
    page.wait_for_timeout(3_000)  # pictures are drawn after a pause
    for at, name in enumerate(FORMS):
        form = forms.nth(at)
        form.scroll_into_view_if_needed()
        items = form.locator(".casekit-item")
        shown = squeezed("\n".join(items.all_text_contents()))
        assert [text for text in INJECTIONS if squeezed(text) not in shown] == [], name
        for number in (0, 10, 50):
            items.nth(number).click()
            expect(form.locator(".casekit-editor textarea").first).to_be_visible()
    expect(forms.first.locator(".casekit-picture img").first).to_be_visible(timeout=30_000)
    assert page.evaluate("window.hacked") is None
    assert noted == []


def test_exported_html(tmp_path, page):
    case = hostile_case(tmp_path)
    executed = execute(notebook(), tmp_path)
    exported, _ = HTMLExporter().from_notebook_node(executed)
    (tmp_path / "hostile.html").write_text(exported, encoding="utf-8")
    noted = watched(page)
    page.goto((tmp_path / "hostile.html").as_uri())
    page.wait_for_timeout(2_000)
    shown = squeezed(page.locator("main, body").first.text_content() or "")
    assert [text for text in INJECTIONS if shown.count(squeezed(text)) < len(FORMS)] == []
    assert page.evaluate("window.hacked") is None
    assert noted == []
    assert squeezed(str(case.title)) in shown
