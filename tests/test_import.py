"""Importing casekit is quick and brings in none of the heavy libraries."""

import json
import subprocess
import sys

BEST_OF = 20
LIMIT_S = 0.25
HEAVY = {"ipywidgets", "matplotlib", "nbconvert", "pandas", "seaborn"}

# The clock starts after the interpreter has: its own start is not counted.
PROBE = """
import json, sys, time
start = time.perf_counter()
import casekit
seconds = time.perf_counter() - start
print(json.dumps([seconds, sorted({name.partition(".")[0] for name in sys.modules})]))
"""


def import_once() -> tuple[float, set[str]]:
    """Return seconds and top-level modules of one import in a new process."""
    answer = subprocess.run([sys.executable, "-c", PROBE], check=True, capture_output=True, text=True).stdout
    seconds, modules = json.loads(answer)
    return seconds, set(modules)


def test_import_is_quick():
    # The best of several: a busy machine slows some runs down, nothing speeds one up.
    measured: list[float] = []
    while not measured or (min(measured) > LIMIT_S and len(measured) < BEST_OF):
        measured.append(import_once()[0])
    assert min(measured) <= LIMIT_S


def test_import_brings_in_no_heavy_library():
    _, modules = import_once()
    assert "casekit" in modules
    assert not modules & HEAVY


def test_the_help_of_the_command_waits_for_nothing_that_only_some_commands_need():
    probe = "import sys; from casekit.cli.app import app; app(); print(*sys.modules)"
    answer = subprocess.run([sys.executable, "-c", probe], check=True, capture_output=True, text=True).stdout
    loaded = {name.partition(".")[0] for name in answer.split()}
    assert "typer" in loaded
    assert not loaded & {*HEAVY, "IPython", "PIL", "jsonschema", "nbformat"}


def test_rooms_that_read_notebooks_load_no_parser_that_nobody_needs():
    probe = "import sys, casekit.{}, jsonschema; print('lark' in sys.modules)"
    for room in ("export", "report", "course", "widgets"):
        words = [sys.executable, "-c", probe.format(room)]
        answer = subprocess.run(words, check=True, capture_output=True, text=True).stdout
        assert answer == "False\n", room
