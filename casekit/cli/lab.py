"""``casekit lab``: JupyterLab on the start page."""

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from casekit import vocab
from casekit.vocab import say


def open_lab(words: Sequence[str]) -> int:
    """Open JupyterLab on the start page of the current language and return its exit code."""
    start = Path("notebooks") / vocab.language() / "00_start.ipynb"
    home = next(
        (home for home in (Path.cwd(), Path(__file__).resolve().parents[2]) if (home / start).is_file()), None
    )
    page = [str(start)] if home else []
    if not home:
        print(say("cli.no_lessons"), file=sys.stderr)
    # A kernel that died is noticed within a second, so that its forms say so before anybody types on.
    watchful = "--AsyncIOLoopKernelRestarter.time_to_dead=1.0"
    command = [sys.executable, "-m", "jupyter", "lab", watchful, *words, *page]
    return subprocess.call(command, cwd=home, env=environment())  # noqa: S603 - our own interpreter, and what the user typed


def environment() -> dict[str, str]:
    """Return the environment for JupyterLab, in which no question about its news covers a form."""
    settings = str(files("casekit") / "data" / "lab")
    path = os.pathsep.join(filter(None, (settings, os.environ.get("JUPYTER_CONFIG_PATH"))))
    return {**os.environ, "JUPYTER_CONFIG_PATH": path}
