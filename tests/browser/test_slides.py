"""A lecturer opens the slides of a lesson in a browser, and pages through them."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Locator, Page, expect
from pypdf import PdfReader

LESSON = Path(__file__).parents[2] / "notebooks" / "id" / "stages" / "02_assessment.ipynb"
COMMAND = "from casekit.cli import main; main()"
FEWEST = {"catatan": 3, "slide": 20}


def opened(page: Page, path: Path) -> Locator:
    """Open a PDF in the browser's own viewer, and return where it says which page is shown."""
    try:
        page.goto(path.as_uri())
    except Error as error:
        if "Download" in str(error):
            pytest.skip("this Chromium has no viewer for PDFs")
        raise
    for _ in range(100):
        for frame in page.frames:
            number = frame.locator("viewer-page-selector input")
            if frame.url.startswith("chrome-extension:") and number.count():
                return number
        page.wait_for_timeout(100)
    raise AssertionError("no viewer has come")


def test_slides_and_notes_are_opened_and_paged(browser: Browser, tmp_path: Path) -> None:
    words = ["slides", str(LESSON), "--notes", "--lang", "id", "--to", str(tmp_path)]
    subprocess.run([sys.executable, "-c", COMMAND, *words], check=True, capture_output=True)
    made = sorted(tmp_path.glob("*.pdf"))
    assert [path.stem.rpartition("-")[2] for path in made] == [*FEWEST]
    for path, fewest in zip(made, FEWEST.values(), strict=True):
        pages = PdfReader(path).pages
        assert len(pages) >= fewest
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        number = opened(page, path)
        expect(number).to_have_value("1")
        before = page.screenshot()
        page.mouse.click(640, 400)
        page.keyboard.press("PageDown")
        page.keyboard.press("PageDown")
        expect(number).not_to_have_value("1")
        assert page.screenshot() != before
        number.fill(str(len(pages)))
        number.press("Enter")
        expect(number).to_have_value(str(len(pages)))
        page.close()
