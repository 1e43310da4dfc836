"""Kernels of trusted notebooks are forked: nobody can tell them from new ones, and none knows another."""

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from casekit.errors import ExportError
from casekit.export import execute, forking, kernel, run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")

STATE = """
import json, os, random, signal, sys, warnings
import numpy, pandas, matplotlib, casekit
import casekit.figures.single_case, casekit.stats.single_case
print("STATE", json.dumps({
    "environment": {
        k: v for k, v in os.environ.items() if not k.startswith(("CASEKIT_ROOM", "CASEKIT_WORK", "JPY_"))
    },
    "files": len(os.listdir("/proc/self/fd")),
    "folder": os.path.basename(os.getcwd()),
    "path": sys.path,
    "argv": sys.argv[:2],
    "session": os.getsid(0) == os.getpid(),
    "signals": {str(number): str(signal.getsignal(number)) for number in (2, 13, 15, 17)},
    "blocked": len(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
    "main": __name__,
    "columns": [pandas.get_option(name) for name in ("display.max_columns", "display.width")],
    "matplotlib": {key: str(value) for key, value in matplotlib.rcParams.items()},
    "warnings": sorted(map(str, warnings.filters)),
    "streams": [sys.stdout.encoding, type(sys.stdout).__name__],
    "language": casekit.vocab.language(),
}))
"""
_CHANGES = "PYTEST_CURRENT_TEST"  # a variable that is another one in each test: modules might have read it
WHO = "import os, random, numpy; print(os.getpid(), os.getppid(), random.random(), numpy.random.rand())"


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory):
    os.environ.pop(_CHANGES, None)
    with kernel.prepared([tmp_path_factory.getbasetemp()] * 2):
        forking.wait()
        [made] = forking._nurseries
        yield made


@pytest.fixture(scope="module")
def state_of_a_new_kernel(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return state(tmp_path_factory.mktemp("new"))  # before the fixture above is asked for


def said(code: str, folder: Path) -> str:
    """Return what a trusted notebook of one cell prints."""
    os.environ.pop(_CHANGES, None)
    notebook = execute(new_notebook(cells=[new_code_cell(code)]), folder, trusted=True)
    return "".join(output.get("text", "") for output in notebook.cells[0].outputs)


def state(folder: Path) -> Any:
    (folder / "n").mkdir()
    return json.loads(said(STATE, folder / "n").partition("STATE ")[2])


def test_a_forked_kernel_is_set_up_like_a_new_one(state_of_a_new_kernel, nursery, tmp_path):
    forked = state(tmp_path)
    assert forked == state_of_a_new_kernel
    assert forked["environment"].get("OMP_NUM_THREADS") == os.environ.get("OMP_NUM_THREADS")


def test_each_notebook_has_a_process_and_random_numbers_of_its_own(nursery, tmp_path):
    one, other = (said(WHO, tmp_path).split() for _ in range(2))
    assert one[1] == other[1] == str(nursery.process.pid)
    assert all(mine != yours for mine, yours in zip(one[::2], other[::2], strict=True))
    assert one[3] != other[3]


def test_what_a_notebook_does_to_modules_is_gone_with_it(nursery, tmp_path):
    said("import pandas, os; pandas.left = 1; os.environ['LEFT'] = '1'", tmp_path)
    assert said("import pandas, os; print(hasattr(pandas, 'left'), 'LEFT' in os.environ)", tmp_path) == (
        "False False\n"
    )


def test_the_process_that_is_forked_has_one_thread_and_three_streams(nursery):
    process = psutil.Process(nursery.process.pid)
    assert process.num_threads() == 1
    assert process.num_fds() == 4  # the last is where its answers go


@pytest.mark.parametrize("death", ["os._exit(3)", "os.kill(os.getpid(), 9)"])
def test_a_notebook_that_dies_dies_alone(nursery, tmp_path, death):
    with pytest.raises(ExportError, match="1"):
        said(f"import os\n{death}", tmp_path)
    assert said(WHO, tmp_path).split()[1] == str(nursery.process.pid)


def test_a_notebook_that_hangs_is_ended_with_what_it_started(nursery, tmp_path, monkeypatch):
    monkeypatch.setattr(run, "_SECONDS_PER_CELL", 1)
    code = (
        "import multiprocessing, os, time\n"
        "multiprocessing.get_context('fork').Process(target=time.sleep, args=(600,)).start()\n"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\n"
        "time.sleep(600)"
    )
    with pytest.raises(ExportError):
        said(code, tmp_path)
    assert not psutil.pid_exists(int((tmp_path / "pid").read_text()))
    ours = psutil.Process(nursery.process.pid).children(recursive=True)
    assert [child for child in ours if child.status() != psutil.STATUS_ZOMBIE] == []


def test_where_nothing_can_be_forked_a_new_kernel_starts(nursery, tmp_path, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "3")  # what modules have read already holds for none who sets it
    assert said(WHO, tmp_path).split()[1] != str(nursery.process.pid)
    monkeypatch.undo()
    os.kill(nursery.process.pid, signal.SIGKILL)
    assert said("print(1 + 1)", tmp_path) == "2\n"
