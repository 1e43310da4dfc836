"""How long a key press in the browser takes to reach the case in the kernel.

Run it as ``python tests/benchmarks/keystrokes.py [--keys N] [--app lab|notebook|voila]``. Browser and kernel
run on one machine, so that their clocks are one. Each key is timed from its ``keydown`` in the page to the
change of the case that holds its letter.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))

from form_page import Form, on_disk, prepared_case, run_all, write_notebook
from serving import CHROMIUM, QUIET, serve

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


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--keys", type=int, default=200)
    options.add_argument("--app", choices=["lab", "notebook", "voila"], default="lab")
    given = options.parse_args()
    taken = sorted(measure(given.keys, given.app))
    slow = taken[int(len(taken) * 0.95)]
    print(
        f"{given.app}: {len(taken)} keys, median {statistics.median(taken):.1f} ms, "
        f"95 % within {slow:.1f} ms, slowest {taken[-1]:.1f} ms (aim: median at most 20 ms)"
    )


if __name__ == "__main__":
    main()
