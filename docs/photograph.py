"""Draw the picture of each form for the reference: ``python docs/photograph.py``, by hand when forms change.

The pictures are kept with the pages, so that ``make docs`` needs no browser. Run it in the environment of
``make test``, with Chromium.
"""

import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]

import casekit  # noqa: E402 - found by the line above
from casekit import widgets  # noqa: E402
from casekit.figures.picture import in_few_colours  # noqa: E402
from docs.pages.forms import EXERCISES, pictured  # noqa: E402
from docs.pages.outputs import ILLUSTRATION  # noqa: E402
from tests.browser.classroom import EXERCISE, synthetic_class  # noqa: E402
from tests.browser.form_page import form_cell, run_all, write_notebook  # noqa: E402
from tests.browser.serving import CHROMIUM, QUIET, serve  # noqa: E402

PICTURES = Path(__file__).with_name("forms")
CASES = {"CashBook": "b-bookkeeper", "Goals": "illustration", "Reflection": "illustration"}
IN_ENGLISH = 'from casekit import vocab\nvocab.use_language("en")\n'
TALLEST = 1100
SIGNED = f"{IN_ENGLISH}from casekit import course, widgets\ncourse.remember_student('Student 07')\n"
OF_AN_EXERCISE = {
    "Task": f"{SIGNED}widgets.Task('{EXERCISE}/exercise.yaml', 'goal')",
    "HandIn": f"{SIGNED}widgets.HandIn('{EXERCISE}/exercise.yaml')",
    "Rubric": f"{SIGNED}widgets.Rubric('class', '{EXERCISE}', by='Lecturer 1')",
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as lab, sync_playwright() as browsers:
        (lab.folder / ILLUSTRATION.name).write_bytes(ILLUSTRATION.read_bytes())
        for name in casekit.case_studies():
            casekit.work_copy(casekit.case_study(name), lab.folder)
        synthetic_class(lab.folder, "en")
        browser = browsers.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for name in sys.argv[1:] or pictured():
            notebook = lab.folder / f"{name}.ipynb"
            write_notebook(notebook, _cell(name))
            page = browser.new_page(viewport={"width": 1000, "height": 1400})
            run_all(page, lab.page_of(notebook.name).replace("/lab/tree/", "/doc/tree/"))
            (PICTURES / f"{name}.png").write_bytes(_picture(page, getattr(widgets, name).tool))
            page.close()
            lab.stop_kernels()
            print(name, flush=True)


def _cell(name: str) -> str:
    """Return the cell that shows a form."""
    if name in EXERCISES:
        return OF_AN_EXERCISE[name]
    return form_cell(name, f"{CASES.get(name, 'd-trainee')}.yaml", IN_ENGLISH)


def _picture(page: Page, tool: str) -> bytes:
    """Return a form with its first item open, in few colours; a task with the forms around it."""
    form = page.locator(f".casekit-around:has(.casekit-{tool}), .casekit-{tool}").first
    expect(form).to_be_visible(timeout=60_000)
    items = form.locator("button.casekit-item")
    if items.count():
        items.first.click()
    page.wait_for_timeout(2500)
    drawn = Image.open(BytesIO(form.screenshot(animations="disabled"))).convert("RGB")
    held = BytesIO()
    in_few_colours(drawn.crop((0, 0, drawn.width, min(drawn.height, TALLEST)))).save(
        held, "png", optimize=True
    )
    return held.getvalue()


if __name__ == "__main__":
    main()
