"""The process that is forked for each lesson (see `casekit.export.forking`); it runs no code of a notebook.

It is started as a file, so that it imports nothing but what is listed here. It must have one thread only: a
child has none of the others, nor what they were about to do.
"""

import builtins
import contextlib
import ctypes
import gc
import importlib.util
import json
import os
import random
import signal
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, BinaryIO

__all__ = ["serve"]

# What lessons import, and what a kernel and its first outputs import on the way.
_IMPORTED = (
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_svg",
    "pandas.io.formats.style",
    "pyarrow.pandas_compat",
    "PIL.JpegImagePlugin",
    "babel.dates",
    "babel.numbers",
    "casekit.figures.chart",
    "casekit.figures.single_case",
    "casekit.tables",
    "casekit.stats.change",
    "casekit.stats.cohort",
    "casekit.stats.single_case",
    "casekit.widgets",
    "duckdb",
)
_MEANWHILE = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
_INLINE = "module://matplotlib_inline.backend_inline"
_SET_DEATH_SIGNAL, _SET_NAME = 1, 15  # of Linux's prctl
_LONGEST_JOB = 1 << 20


def serve() -> None:
    """Import what lessons need, then become a kernel in a child for each job on standard input."""
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    _import_all()
    if sum(1 for _ in Path("/proc/self/task").iterdir()) > 1:
        return
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children that have ended wait for nobody
    own = os.getpid()
    answers.write(b"\n")
    while job := _job(sys.stdin.buffer):
        gc.freeze()
        if child := os.fork():
            answers.write(f"{child}\n".encode())
            continue
        answers.close()
        _become(job, own)
        return


def _import_all() -> None:
    """Import what lessons need without starting threads, and with the settings of a kernel."""
    before = {**os.environ}
    os.environ.update(_MEANWHILE)
    os.environ.setdefault("MPLBACKEND", _INLINE)  # as ipykernel does before anything imports Matplotlib
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None)  # type: ignore[attr-defined] # pandas asks
    for name in _IMPORTED:
        with contextlib.suppress(ImportError):  # of an extra, or of a part that another version has not
            importlib.import_module(name)
    del builtins.get_ipython  # type: ignore[attr-defined]
    os.environ.clear()
    os.environ.update(before)


def _job(source: BinaryIO) -> dict[str, Any] | None:
    """Return the next job, None if there will be none."""
    line = source.readline(_LONGEST_JOB)
    job: dict[str, Any] | None = json.loads(line) if line else None
    return job


def _become(job: dict[str, Any], parent: int) -> None:
    """Be a kernel, with nothing of this process but what it has imported."""
    os.setsid()
    system = ctypes.CDLL(None)
    system.prctl(_SET_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        return
    system.prctl(_SET_NAME, job["name"].encode(), 0, 0, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    os.close(nowhere)
    os.environ.clear()
    os.environ.update(job["environment"], JPY_PARENT_PID=str(parent))
    os.chdir(job["folder"])
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    launcher = importlib.util.find_spec("ipykernel_launcher")
    sys.argv = [str(launcher and launcher.origin), *job["words"]]
    sys.modules["ipykernel.kernelapp"].launch_new_instance()


if __name__ == "__main__":
    serve()
