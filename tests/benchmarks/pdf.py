"""One executed notebook through casepdf and through nbconvert's own PDF exporters, side by side.

Run it as ``python tests/benchmarks/pdf.py [NOTEBOOK] [--rounds N]``. The engines take turns, so that a
busy machine slows all of them down alike. An engine that is not installed is reported as such: stock
``pdf`` needs xelatex, ``webpdf`` needs playwright and a Chromium (playwright's own or the system's).
"""

import argparse
import base64
import contextlib
import copy
import io
import logging
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import nbformat
import pypandoc
from nbconvert.exporters import get_exporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from casekit.export import execute, read_notebook

ENGINES = ("casepdf", "pdf", "webpdf")
# Since pandoc 3.9 its tables need a counter that nbconvert's LaTeX template does not define: without this
# help stock pdf would fail on every Markdown table.
XELATEX = [
    "xelatex",
    "-interaction=batchmode",
    "-jobname=notebook",
    r"\newcounter{{none}}\input{{{filename}}}",
]
OPTIONS: dict[str, dict[str, object]] = {
    "pdf": {"latex_command": XELATEX},
    "webpdf": {"disable_sandbox": True},
}
FLAGS = {
    "pdf": [f"--PDFExporter.latex_command={XELATEX!r}"],
    "webpdf": ["--disable-chromium-sandbox"],
}
PROJECT = Path(__file__).parents[2]


def built() -> NotebookNode:
    """Return an executed notebook of 50 cells with 6 figures and 4 tables, built in code."""
    import matplotlib as mpl  # noqa: PLC0415 - only when there is no lesson to measure

    mpl.use("agg")
    import matplotlib.pyplot as plt  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    def figure(n: int) -> NotebookNode:
        drawn, axes = plt.subplots(figsize=(6, 3.2))
        axes.plot([(week * n) % 7 for week in range(20)])
        file = io.BytesIO()
        drawn.savefig(file, dpi=144)
        plt.close(drawn)
        data = {"image/png": base64.b64encode(file.getvalue()).decode(), "text/plain": "<Figure>"}
        return new_output("display_data", data=data, metadata={"image/png": {"alt": f"Grafik {n}"}})

    def table(n: int) -> NotebookNode:
        frame = pd.DataFrame({"minggu": range(12), "kegiatan": ["konseling individu"] * 12, "nilai": n / 3})
        return new_output("display_data", data={"text/html": frame.to_html(), "text/plain": str(frame)})

    prose = "Pekerja sosial mencatat temuan asesmen bersama klien dan keluarganya. " * 6
    cells = [new_markdown_cell("# Klien D\n\nPelajaran 50 menit.")]
    for n in range(1, 50):
        if n % 2:
            formula = f"\n\n$$\\bar x_{{{n}}} = \\frac{{1}}{{n}}\\sum_i x_i$$" if n % 10 == 1 else ""
            cells.append(
                new_markdown_cell(f"## Bagian {n}\n\n{prose}\n\n- **kekuatan**\n- keprihatinan{formula}")
            )
        else:
            outputs = [figure(n)] if n % 8 == 0 else [table(n)] if n % 12 == 2 else []
            cells.append(new_code_cell(f"hasil = hitung(kasus, minggu={n})\nhasil", outputs=outputs))
    return new_notebook(cells=cells, metadata={"lang": "id", "language_info": {"name": "python"}})


def chosen(path: Path | None) -> tuple[NotebookNode, str, Path]:
    """Return the notebook to measure, executed, with its name and folder."""
    lessons = sorted((PROJECT / "notebooks" / "id" / "cases").glob("*d*.ipynb"))
    path = path or (lessons[0] if lessons else None)
    if path is None:
        return built(), "built in code", PROJECT
    notebook = read_notebook(path)
    done = any(cell.get("outputs") for cell in notebook.cells)
    return (notebook if done else execute(notebook, path.parent)), path.name, path.parent


def missing(engine: str, room: Path) -> str:
    """Return what an engine lacks on this machine, empty if it can run."""
    if engine == "pdf" and not shutil.which("xelatex"):
        return "no xelatex"
    if engine == "webpdf":
        return _browser(room)
    return ""


def _browser(room: Path) -> str:
    """Make the system's Chromium known to playwright if its own is not there; return what is lacking."""
    if not find_spec("playwright"):
        return "no playwright"
    from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415

    def problem() -> str:
        try:
            with sync_playwright() as playwright:
                playwright.chromium.launch(args=["--no-sandbox"]).close()
        except Error as error:
            return str(error)
        return ""

    lacking = problem()
    expected = re.search(r"Executable doesn't exist at (\S+)", lacking)
    system = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if expected and system:
        own = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
        os.environ["PLAYWRIGHT_BROWSERS_PATH"] = str(room / "browsers")
        place = room / "browsers" / Path(expected[1]).relative_to(own)
        place.parent.mkdir(parents=True)
        place.symlink_to(system)
        lacking = problem()
    return "no Chromium for playwright" if lacking else ""


def in_process(engine: str, notebook: NotebookNode, folder: Path) -> Callable[[], object]:
    """Return what exports the notebook once in this process, with other words each time.

    Typst remembers what it has laid out; no reader exports the same words twice.
    """
    rounds = count(1)

    def run() -> object:
        exporter = get_exporter(engine)(**OPTIONS.get(engine, {}))
        exporter.log = logging.getLogger("benchmark")
        changed = copy.deepcopy(notebook)
        at = next(rounds)
        for cell in changed.cells:
            if cell.cell_type == "markdown":
                cell.source += f"\n\nPutaran {at}."
        resources = {"metadata": {"name": "lesson", "path": str(folder)}}
        return exporter.from_notebook_node(changed, resources)

    return run


def as_command(command: list[str], room: Path) -> Callable[[], object]:
    """Return what runs a command once, from the start of Python to its end."""
    return lambda: subprocess.run(command, cwd=room, check=True, capture_output=True)


def measured(runs: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float] | str]:
    """Return the seconds of each run, taking turns: the first one, then as many as there are rounds."""
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    failed: dict[str, str] = {}
    for _ in range(rounds + 1):
        for name, run in runs.items():
            if name in failed:
                continue
            start = time.perf_counter()
            try:
                with contextlib.redirect_stderr(io.StringIO()):
                    run()
            except Exception as error:  # noqa: BLE001 - a stock engine may choke on any notebook
                said = getattr(error, "stderr", None) or str(error).encode()
                failed[name] = f"failed: {said.decode().strip().splitlines()[-1][:80]}"
            seconds[name].append(time.perf_counter() - start)
    return {**seconds, **failed}


def report(title: str, results: dict[str, list[float] | str], base: str) -> None:
    """Print the first run and the median of the others, and how many times slower than casepdf they are."""
    print(f"\n{title:24}   first    ratio   median    ratio")
    reference = results[base]
    for name, result in results.items():
        if isinstance(result, str) or isinstance(reference, str):
            print(f"  {name:22} {result}")
            continue
        columns = [
            (result[0], reference[0]),
            (statistics.median(result[1:]), statistics.median(reference[1:])),
        ]
        print(f"  {name:22}" + "".join(f"{own:7.2f} s {own / other:6.1f} x" for own, other in columns))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebook", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    os.environ["PATH"] = os.pathsep.join([str(Path(pypandoc.get_pandoc_path()).parent), os.environ["PATH"]])
    logging.getLogger("benchmark").addHandler(logging.NullHandler())
    logging.getLogger("benchmark").propagate = False
    with tempfile.TemporaryDirectory() as temporary:
        room = Path(temporary)
        notebook, name, folder = chosen(options.notebook)
        nbformat.write(notebook, room / "lesson.ipynb")
        print(f"{name}: {len(notebook.cells)} cells, {options.rounds} rounds after the first")
        lacks = {engine: missing(engine, room) for engine in ENGINES}
        here: dict[str, Callable[[], object]] = {}
        whole: dict[str, Callable[[], object]] = {}
        for engine in ENGINES:
            if lacks[engine]:
                continue
            here[engine] = in_process(engine, notebook, folder)
            flags = [*FLAGS.get(engine, []), "--to", engine, "lesson.ipynb"]
            whole[f"nbconvert {engine}"] = as_command([sys.executable, "-m", "nbconvert", *flags], room)
        if find_spec("casekit.cli"):
            call = "from casekit.cli import main; main()"
            command = [sys.executable, "-c", call, "pdf", "lesson.ipynb", "--no-execute", "--to", "out"]
            whole["casekit pdf"] = as_command(command, room)
        absent: dict[str, list[float] | str] = {
            engine: f"not installed ({lack})" for engine, lack in lacks.items() if lack
        }
        report("In process", {**measured(here, options.rounds), **absent}, "casepdf")
        report("Whole process", {**measured(whole, options.rounds), **absent}, "nbconvert casepdf")


if __name__ == "__main__":
    main()
