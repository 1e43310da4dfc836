"""A notebook with a form in a browser tab, and the case file behind it."""

import time
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Locator, Page, expect

import casekit
from casekit import Case, vocab
from casekit.model import Finding, Resource

MILLISECONDS_TO_OPEN = 60_000
MILLISECONDS_TO_LOAD = 20_000
TABS = 150  # to whatever can be reached
SECONDS_TO_DISK = 2.0
SECONDS_TO_START_A_CELL = 3.0
SECONDS_TO_TELL_LATE_FROM_NEVER = 4.0
KERNEL = {"name": "python3", "display_name": "Python 3"}
KERNEL_NAME = f"{KERNEL['display_name']} (ipykernel)"


def say(key: str, language: str = "id", **values: object) -> str:
    """Return the words of a form; a field of the case goes by the head of its column."""
    try:
        return vocab.say(f"widgets.{key}", language, **values)
    except KeyError:
        head = vocab.say(f"tables.{key}", language)
        return head[:1].upper() + head[1:]


def write_notebook(path: Path, *cells: str) -> Path:
    """Write a notebook that nobody has run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = new_notebook(cells=[new_code_cell(cell) for cell in cells], metadata={"kernelspec": KERNEL})
    nbformat.write(made, path)
    return path


def form_cell(tool: str, case: str, before: str = "") -> str:
    """Return the cell that shows a form of a case file."""
    return f'{before}import casekit\nfrom casekit.widgets import *\n{tool}(casekit.load("{case}"))'


def prepared_case(path: Path) -> Path:
    """Write a case with two findings and a resource, to which the forms can refer."""
    path.parent.mkdir(parents=True, exist_ok=True)
    case = casekit.new_case(path)
    found = [("f1", "strength", "Akrab dengan tetangga"), ("f2", "concern", "Jarang keluar rumah")]
    case.assessment.findings = [
        Finding(id=id_, dimension="social", valence=valence, text=text, basis="documented")
        for id_, valence, text in found
    ]
    case.assessment.resources = [
        Resource(id="r1", resource="informal", source="self", text="Tetangga", basis="documented")
    ]
    casekit.save(case)
    return path


def on_disk(case_file: Path, claim: Callable[[Case], object], seconds: float = SECONDS_TO_DISK) -> Case:
    """Return the case of a file as soon as a claim about it holds; fails if that takes too long."""
    began = time.monotonic()
    while (waited := time.monotonic() - began) < seconds + SECONDS_TO_TELL_LATE_FROM_NEVER:
        case = casekit.load(case_file) if case_file.is_file() else None
        if case is not None and claim(case):
            assert waited < seconds, f"in the case file only after {waited:.1f} s"
            return case
        time.sleep(0.05)
    raise AssertionError(
        f"not in the case file after {waited:.1f} s:\n{case_file.read_text('utf-8')[-3000:]}"
    )


def run_all(page: Page, address: str, until: str = "") -> None:
    """Open a notebook in JupyterLab or Notebook 7 and run all its cells; see `run_again`."""
    page.goto(address)
    expect(page.locator(".jp-CodeCell").first).to_be_visible(timeout=MILLISECONDS_TO_OPEN)
    run_again(page, until)


def run_again(page: Page, until: str = "") -> None:
    """Run all cells of the open notebook, as soon as there is a kernel to do so.

    Where code is folded away no number tells that it has run; then it is something that must come of it. Once
    more, on the page loaded anew, if JupyterLab has shown no widget after some seconds.
    """
    _run(page, until)
    try:
        expect(page.get_by_text("Loading widget...")).to_have_count(0, timeout=MILLISECONDS_TO_LOAD)
    except AssertionError:
        print("JupyterLab stays at “Loading widget...”: the page is loaded anew")
        page.reload()
        expect(page.locator(".jp-CodeCell").first).to_be_visible(timeout=MILLISECONDS_TO_OPEN)
        _run(page, until)


def wait_for_kernel(page: Page) -> None:
    """Wait until JupyterLab has found the kernel of the open notebook, as a new user is told to.

    Its sign of an idle kernel is there before. Cells that are run too early start a kernel while JupyterLab
    still looks for one; then it connects twice, and to run them again does not help (`test_kernel_state`).
    """
    name = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Toolbar-kernelName")
    expect(name.first).to_have_text(KERNEL_NAME, timeout=MILLISECONDS_TO_OPEN)


def _run(page: Page, until: str) -> None:
    if "/voila/" not in page.url and not page.locator("dialog.jp-Dialog").count():
        wait_for_kernel(page)
    idle = page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]')
    expect(idle.first).to_be_visible(timeout=MILLISECONDS_TO_OPEN)
    prompt = page.locator(".jp-CodeCell .jp-InputPrompt").first
    before = prompt.inner_text()
    for _ in range(6):
        answer_dialog(page)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_text("Run All Cells", exact=True).click()
        if _has_come(page, until) if until else _has_run(page, prompt, before):
            return
    raise AssertionError("no kernel runs the notebook")


def answer_dialog(page: Page) -> None:
    """Accept what JupyterLab asks in a dialog, such as which kernel a notebook shall have."""
    dialog = page.locator("dialog.jp-Dialog")
    if dialog.count():
        print("JupyterLab asks:", dialog.first.inner_text())
        kernels = dialog.locator("select")
        if kernels.count():  # on a slow machine JupyterLab itself proposes no kernel
            kernels.first.select_option(label=KERNEL_NAME)
        dialog.locator(".jp-Dialog-button.jp-mod-accept").last.click()
        expect(dialog).to_have_count(0)


def _has_run(page: Page, prompt: Locator, before: str) -> bool:
    """Wait until a cell has run; False if JupyterLab dropped the click, as while a kernel starts."""
    started, quiet_since = False, time.monotonic()
    while time.monotonic() - quiet_since < SECONDS_TO_START_A_CELL:
        now = prompt.inner_text()
        if now == "[*]:":
            started, quiet_since = True, time.monotonic()
        elif now != "[ ]:" and (started or now != before):
            return True
        page.wait_for_timeout(30)
    return False


def _has_come(page: Page, css: str) -> bool:
    """Wait for something as long as the kernel is busy; False if JupyterLab dropped the click."""
    busy = page.locator('.jp-Notebook-ExecutionIndicator[data-status="busy"]')
    wanted, quiet_since = page.locator(css), time.monotonic()
    while time.monotonic() - quiet_since < SECONDS_TO_START_A_CELL:
        if wanted.count():
            return True
        if busy.count():
            quiet_since = time.monotonic()
        page.wait_for_timeout(30)
    return False


def saved_notebook(page: Page, path: Path) -> NotebookNode:
    """Save the open notebook and return it as it is on disk."""
    before = path.stat().st_mtime_ns
    page.get_by_role("menuitem", name="File", exact=True).click()
    page.get_by_role("menuitem", name="Save Notebook", exact=False).first.click()
    until = time.monotonic() + 10
    while path.stat().st_mtime_ns == before or not path.read_text("utf-8").endswith("}\n"):  # half written
        assert time.monotonic() < until, "the notebook was not saved"
        page.wait_for_timeout(50)
    return nbformat.read(path, as_version=4)


def tab_to(page: Page, css: str, key: str = "Tab") -> None:
    """Go to a control of the form with the keyboard."""
    there = "css => document.activeElement.closest(css) !== null"
    for _ in range(TABS):
        if page.evaluate(there, css):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} never reaches {css}")


def reach(control: Locator) -> None:
    """Go on with Tab until a control has the focus."""
    expect(control).to_have_count(1)
    for _ in range(TABS):
        if control.evaluate("own => own === document.activeElement"):
            return
        control.page.keyboard.press("Tab")
        control.page.wait_for_timeout(20)
    raise AssertionError("Tab does not lead there")


class Form:
    """A form as people see it.

    Parameters
    ----------
    page : Page
        The tab.
    tool : {"bpss", "swot", "strengths"}
        Which form.
    """

    def __init__(self, page: Page, tool: str) -> None:
        self.page = page
        self.root = page.locator(f".casekit-{tool}").first
        expect(self.root).to_be_visible(timeout=MILLISECONDS_TO_OPEN)

    @property
    def status(self) -> Locator:
        return self.root.locator(".casekit-status")

    @property
    def banner(self) -> Locator:
        return self.root.locator(".casekit-banner")

    def cell(self, name: str) -> Locator:
        return self.root.locator(f".casekit-cell-{name}")

    def items(self, name: str) -> Locator:
        return self.cell(name).locator("button.casekit-item")

    def field(self, key: str, **values: object) -> Locator:
        return self.root.get_by_label(say(key, **values), exact=True)

    def click(self, key: str) -> None:
        self.root.get_by_role("button", name=say(key), exact=True).click()

    def add(self, cell: str, text: str) -> None:
        """Add an item and type into the field that has the focus then."""
        self.root.locator(f"button.casekit-add-{cell}").click()
        field = self.cell(cell).locator(".casekit-editor textarea").first
        expect(field).to_be_focused()
        expect(field).to_have_value("")
        self.page.keyboard.type(text)

    def expect_items(self, cell: str, *texts: str) -> None:
        """Expect that a cell shows these items in this order."""
        expect(self.items(cell)).to_have_count(len(texts))
        for item, text in zip(self.items(cell).all(), texts, strict=True):
            expect(item).to_contain_text(text)
