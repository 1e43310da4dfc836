"""All lessons as web pages, for everybody: axe finds nothing, no page is too wide, nothing is fetched."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from casekit import vocab

pytestmark = pytest.mark.flaky(reruns=0)

COMMAND = (
    "from casekit.cli import main; main()"  # apart: kernels are forked, which the browser does not outlive
)
WIDTHS = (1280, 390)
HEADINGS = "() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map((own) => +own.tagName[1])"
NAMELESS = "() => [...document.images].filter((own) => !own.alt.trim()).map((own) => own.outerHTML)"
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("language", vocab.LANGUAGES)
def test_the_pages_of_all_lessons_are_for_everybody(browser: Browser, tmp_path: Path, language: str) -> None:
    words = ["book", "--html", "--lang", language, "--to", str(tmp_path)]
    subprocess.run([sys.executable, "-c", COMMAND, *words], check=True, capture_output=True)
    files = sorted(tmp_path.rglob("*.html"))
    assert len(files) > 20
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        page, fetched = context.new_page(), []
        page.on("request", lambda request, fetched=fetched: fetched.append(request.url))
        for file in files:
            page.goto(file.as_uri())
            assert page.locator("html").get_attribute("lang") == language
            _expect_for_everybody(page, file.name)
        assert [url for url in fetched if not url.startswith(("file:", "data:"))] == []
        context.close()


def _expect_for_everybody(page: Page, name: str) -> None:
    levels = page.evaluate(HEADINGS)
    assert levels[0] == 1 and levels.count(1) == 1, name
    assert all(after <= before + 1 for before, after in pairwise(levels)), name
    assert page.evaluate(NAMELESS) == [], name
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(WIDER) <= 0, f"{name} is wider than {width}"
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}, {width}: {found.generate_report()}"
