"""A real Jupyter server and a real browser. Without Chromium these tests skip, and say so."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from serving import CHROMIUM, QUIET, Lab, serve

MILLISECONDS_TO_WAIT = 10_000
LONG = {f"test_forms_{name}.py" for name in ("access", "closing", "last", "stages", "together")}
LONG |= {"test_check_panel.py", "test_quiz.py", "test_whole_case.py"}
ALSO_IN = {"notebook", "voila"}  # where the forms are tried again, once they pass in JupyterLab


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a test in a browser run again, and leave the long ones to ``make test-browser``.

    On a busy machine a click may come before there is what to click. A file that says itself how often its
    tests may run keeps to that.
    """
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            if item.get_closest_marker("flaky") is None:
                item.add_marker(pytest.mark.flaky(reruns=2))
            if _is_long(item) and not os.environ.get("CASEKIT_BROWSER_TESTS"):
                item.add_marker(
                    pytest.mark.skip(reason="needs minutes on a quiet machine: make test-browser")
                )


def _is_long(item: pytest.Item) -> bool:
    drawn = getattr(item, "callspec", None)
    return item.path.name in LONG or (drawn is not None and drawn.params.get("app") in ALSO_IN)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine, so nothing was tested in a browser")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser, lab: Lab) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    context.set_default_timeout(MILLISECONDS_TO_WAIT)
    expect.set_options(timeout=MILLISECONDS_TO_WAIT)
    yield context
    context.close()
    lab.stop_kernels()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with serve(tmp_path_factory.mktemp("lab")) as lab:
        yield lab
