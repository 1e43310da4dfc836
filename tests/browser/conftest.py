"""A real Jupyter server and a real browser. Without Chromium these tests skip, and say so."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from serving import CHROMIUM, QUIET, Lab, serve

MILLISECONDS_TO_WAIT = 10_000
SMOKE = (
    "test_every_form.py",
    "test_export_menu.py",
    "test_first_hour.py::test_from_the_start_page_to_a_pdf_without_code[id]",
    "test_held_text.py::test_a_key_after_add_adds_nothing_more",
    "test_held_text.py::test_a_page_that_is_left",
    "test_held_text.py::test_a_sentence_typed_before",
    "test_injection.py",
    "test_kernel_state.py::test_a_kernel_that_ends_is_noticed_and_nothing_is_said_to_be_saved[lab-killed]",
    "test_kernel_state.py::test_a_lost_connection_is_said[lab]",
)
"""What runs with every change, in some five minutes; all else is for ``make test-browser``."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a test in a browser run again, and leave the long ones to ``make test-browser``.

    On a busy machine a click may come before there is what to click. A file that says itself how often its
    tests may run keeps to that.
    """
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            if item.get_closest_marker("flaky") is None:
                item.add_marker(pytest.mark.flaky(reruns=2))
            if not os.environ.get("CASEKIT_BROWSER_TESTS") and not _is_smoke(item):
                item.add_marker(
                    pytest.mark.skip(reason="needs minutes on a quiet machine: make test-browser")
                )


def _is_smoke(item: pytest.Item) -> bool:
    return item.nodeid.rpartition("browser/")[2].startswith(SMOKE)


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
    assert not lab.has_dropped


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with serve(tmp_path_factory.mktemp("lab")) as lab:
        yield lab
