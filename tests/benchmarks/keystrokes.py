"""How long a key press in the browser takes to reach the case in the kernel, and what it costs there.

Run it as ``python tests/benchmarks/keystrokes.py [--keys N] [--app lab|notebook|voila]``. Browser and kernel
run on one machine, so that their clocks are one. Each key is timed from its ``keydown`` in the page to the
change of the case that holds its letter.

With ``--all`` it opens fifteen forms on case D in JupyterLab and types into the one in view. It prints how
long they took to open, and the processor time of the kernel: of a key, with the saving that goes on while
one types, and of the pause after it, until the kernel has come to rest.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psutil
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))

from form_page import MILLISECONDS_TO_OPEN, Form, on_disk, prepared_case, run_all, write_notebook
from kernel import Kernel
from serving import CHROMIUM, QUIET, serve
from trial import ALL_FORMS, Bench

CELL = """
import json, time, casekit
from casekit.widgets import BPSS
form = BPSS(casekit.load("kasus.yaml"))

changed, told = form.case_changed, form.status_changed
times = []

def clocked(owner, attribute):
    if attribute == "text":
        times.append((time.time() * 1000, len(str(owner.text))))
    changed(owner, attribute)

def kept():
    told()
    if not form.desk.unsaved:
        open("times.json", "w").write(json.dumps(times))

form.case_changed, form.status_changed = clocked, kept
form
"""
LISTEN = """() => {
    window.pressed = [];
    const note = () => pressed.push(performance.timeOrigin + performance.now());
    window.addEventListener("keydown", note, true);
}"""
KEY_EVERY_MS = 120  # a quick typist
REST_EVERY_MS, REST_MS, REST_STEPS = 500, 10, 4
LIMITS = {"open twelve, s": 4, "key, kernel ms": 15, "pause after typing, kernel ms": 150}
WATCH_OPENING = """forms => {
    const marked = new Set(document.querySelectorAll(".casekit-form"));
    window.opened = {since: 0, twelve: 0, until: 0, marked};
    const look = () => {
        const forms_there = [...document.querySelectorAll(".casekit-form")];
        const there = forms_there.filter((form) => !opened.marked.has(form));
        if (there.length >= 12) opened.twelve ||= performance.now();
        if (there.length >= forms) opened.until = performance.now();
        else setTimeout(look, 20);
    };
    look();
}"""


def measure(keys: int, app: str) -> list[float]:
    """Return the milliseconds from each key press to the case."""
    with tempfile.TemporaryDirectory() as home, serve(Path(home)) as lab, sync_playwright() as playwright:
        case_file = prepared_case(lab.folder / "kasus.yaml")
        write_notebook(lab.folder / "form.ipynb", CELL)
        page = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET).new_page()
        address = lab.page_of("form.ipynb", app)
        if app == "voila":
            page.goto(address)
        else:
            run_all(page, address)
        form = Form(page, "bpss")
        form.add("biological", "")
        time.sleep(3)  # until the picture is drawn
        page.evaluate(LISTEN)
        text = ("pekerja sosial mencatat " * keys)[:keys].replace(" ", "-")
        page.keyboard.type(text, delay=KEY_EVERY_MS)
        on_disk(case_file, lambda case: str(case.assessment.findings[-1].text) == text, seconds=30)
        time.sleep(1.5)
        pressed = page.evaluate("pressed")
        reached = json.loads((lab.folder / "times.json").read_text())
        lab.stop_kernels()
    return [
        next(at for at, letters in reached if letters >= number) - at_key
        for number, at_key in enumerate(pressed, start=1)
    ]


class Processor:
    """The processor time of a kernel and of all that it has started, in milliseconds."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = psutil.Process(kernel.pid)

    def spent(self) -> float:
        own = self._kernel.cpu_times()
        return 1000 * (own.user + own.system + own.children_user + own.children_system)

    def until_rest(self, page: Page) -> float:
        """Wait until the kernel has done next to nothing for two seconds, and return what it has spent."""
        before, still = self.spent(), 0
        while still < REST_STEPS:
            page.wait_for_timeout(REST_EVERY_MS)
            now = self.spent()
            still = still + 1 if now - before <= REST_MS else 0
            before = now
        return before


def cost(keys: int, pauses: int) -> dict[str, float]:
    """Return the seconds until all forms stand in the page, and what keys and pauses cost the kernel."""
    with tempfile.TemporaryDirectory() as home, serve(Path(home)) as lab, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        bench = Bench(lab, browser.new_page(viewport={"width": 1440, "height": 900}), ALL_FORMS, "d-trainee")
        bench.open()
        page, kernel = bench.page, Processor(bench.kernel)
        kernel.until_rest(page)
        page.evaluate(WATCH_OPENING, len(ALL_FORMS))
        spent = kernel.spent()
        rerun(page)
        wait_for_forms(page)
        told = {"open twelve, s": page.evaluate("(opened.twelve - opened.since) / 1000")}
        told["open all, s"] = page.evaluate("(opened.until - opened.since) / 1000")
        told["open all, kernel ms"] = kernel.until_rest(page) - spent

        form = Form(page, "bpss")
        form.add("biological", "")
        at_rest = kernel.until_rest(page)
        page.keyboard.type(("pekerja-sosial-mencatat-" * keys)[:keys], delay=KEY_EVERY_MS)
        page.wait_for_timeout(KEY_EVERY_MS)
        typed = kernel.spent()
        told["key, kernel ms"] = (typed - at_rest) / keys
        told["pause after typing, kernel ms"] = kernel.until_rest(page) - typed
        each = []
        for _ in range(pauses):
            before = kernel.spent()
            page.keyboard.type("a")
            each.append(kernel.until_rest(page) - before)
        told["one key and its pause, kernel ms"] = statistics.median(each)
        idle = kernel.spent()
        page.wait_for_timeout(5000)
        told["a second of rest, kernel ms"] = (kernel.spent() - idle) / 5
        browser.close()
        lab.stop_kernels()
    return told


def wait_for_forms(page: Page) -> None:
    """Wait until all forms stand in the page; what looks at each frame would keep JupyterLab from idling."""
    for _ in range(MILLISECONDS_TO_OPEN // 500):
        if page.evaluate("opened.until"):
            return
        page.wait_for_timeout(500)
    raise TimeoutError("not all forms have come")


def rerun(page: Page) -> None:
    """Run all cells again; the clock of the page runs from the click on."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.evaluate("opened.since = performance.now()")
    page.get_by_text("Run All Cells", exact=True).click()


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--keys", type=int, default=200)
    options.add_argument("--app", choices=["lab", "notebook", "voila"], default="lab")
    options.add_argument("--all", action="store_true", help="all all forms on case D")
    options.add_argument("--pauses", type=int, default=5)
    given = options.parse_args()
    if given.all:
        for name, value in cost(given.keys, given.pauses).items():
            most = f"   (aim: at most {LIMITS[name]:g})" if name in LIMITS else ""
            print(f"{name:36}{value:9.1f}{most}")
        return
    taken = sorted(measure(given.keys, given.app))
    slow = taken[int(len(taken) * 0.95)]
    print(
        f"{given.app}: {len(taken)} keys, median {statistics.median(taken):.1f} ms, "
        f"95 % within {slow:.1f} ms, slowest {taken[-1]:.1f} ms (aim: median at most 20 ms)"
    )


if __name__ == "__main__":
    main()
