"""``casekit lab``: JupyterLab on the start page."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from casekit import vocab
from casekit.vocab import say

__all__ = ["open_lab"]

# No question about news over a form, no look for updates on the internet; a dead kernel is noticed in 1 s.
QUIET = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--AsyncIOLoopKernelRestarter.time_to_dead=1.0",
)


def open_lab(words: Sequence[str]) -> int:
    """Open JupyterLab on the start page of the current language and return its exit code."""
    start = Path("notebooks") / vocab.language() / "00_start.ipynb"
    home = next(
        (home for home in (Path.cwd(), Path(__file__).resolve().parents[2]) if (home / start).is_file()), None
    )
    page = [str(start)] if home else []
    if not home:
        print(say("cli.no_lessons"), file=sys.stderr)
    command = [sys.executable, "-m", "jupyter", "lab", *QUIET, *words, *page]
    return subprocess.call(command, cwd=home)  # noqa: S603 - our own interpreter, and what the user typed
