"""``casekit lab``: JupyterLab on the start page."""

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from casekit import vocab
from casekit.cli.lessons import copy_lessons
from casekit.store.work import workplace

_LESSONS = "lessons"  # in the workplace
_OWN_WORK = "work"  # beside the lessons of a working copy


def open_lab(words: Sequence[str]) -> int:
    """Open JupyterLab on the start page of the current language and return its exit code.

    In a folder with lessons they are what opens, and the learner's own work lies in its folder ``work``.
    Anywhere else it is the workplace that opens, with a copy of the lessons in it.
    """
    home, start, work = _beside() or _in_the_workplace()
    # A kernel that died is noticed within a second, so that its forms say so before anybody types on.
    watchful = "--AsyncIOLoopKernelRestarter.time_to_dead=1.0"
    # Jupyter drops what a kernel sends faster than a page of text: forms would stand there half built.
    patient = "--ZMQChannelsWebsocketConnection.limit_rate=False"
    # Without it only the folder of the start page could be seen.
    root = f"--ServerApp.root_dir={home}"
    # `-P`: no `jupyter.py` that lies among the lessons is run in place of Jupyter.
    command = [sys.executable, "-P", "-m", "jupyter", "lab", watchful, patient, root, *words]
    command.append(str(home / start))
    own = {"CASEKIT_WORK": str(work), "CASEKIT_UNLIMITED": "1", **environment()}
    return subprocess.call(command, cwd=home, env=own)  # noqa: S603 - our own interpreter, and what the user typed


def _beside() -> tuple[Path, Path, Path] | None:
    """Return the current folder, the start page in it and where work lies; None if there is no start page."""
    start = Path("notebooks") / _start_page()
    if not (Path.cwd() / start).is_file():
        return None
    return Path.cwd(), start, Path.cwd() / _OWN_WORK


def _in_the_workplace() -> tuple[Path, Path, Path]:
    """Return the workplace, the start page in it, copied there if need be, and the workplace again."""
    home = workplace()
    copy_lessons(home / _LESSONS)
    return home, Path(_LESSONS) / _start_page(), home


def _start_page() -> Path:
    return Path(vocab.language()) / "00_start.ipynb"


def environment() -> dict[str, str]:
    """Return the environment for JupyterLab, in which no question about news or kernels covers a form."""
    settings = str(files("casekit") / "data" / "lab")
    path = os.pathsep.join(filter(None, (settings, os.environ.get("JUPYTER_CONFIG_PATH"))))
    return {**os.environ, "JUPYTER_CONFIG_PATH": path}
