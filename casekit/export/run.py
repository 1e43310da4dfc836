"""Notebooks run before they are exported, in memory: the file is never written to."""

import asyncio
import copy
import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from nbformat import NotebookNode

from casekit.errors import ExportError
from casekit.export.forms import with_current_forms
from casekit.export.notebook import about
from casekit.export.room import copy_around
from casekit.export.texts import clean, terminal
from casekit.vocab import say

if TYPE_CHECKING:
    from nbclient import NotebookClient

__all__ = ["execute"]

_SECONDS_PER_CELL = 600
_KERNEL = "python3"
_LONGEST = 160

_quiet = logging.getLogger("casekit.export.run")  # what nbclient logs, our error says in one sentence
_quiet.addHandler(logging.NullHandler())
_quiet.propagate = False


def execute(notebook: NotebookNode, folder: Path, within: Path | None = None) -> NotebookNode:
    """Return a copy of a notebook with all its cells run, in a temporary copy of its folder.

    What the code writes is gone afterwards; the files of whoever made the notebook stay as they are.

    Parameters
    ----------
    notebook : NotebookNode
        A notebook of format 4; it is not changed.
    folder : Path
        The folder of the notebook; the code runs in a copy of it (see `copy_around`).
    within : Path, optional
        A folder above it that the code may need too.

    Raises
    ------
    ExportError
        If a cell fails, takes longer than ten minutes, or no Python kernel starts. The message names the
        cell by its number and its first line.
    """
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel  # noqa: PLC0415 - costs a quarter second
    from nbclient import NotebookClient  # noqa: PLC0415
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError  # noqa: PLC0415

    words = about(notebook, "").words
    copied = copy.deepcopy(notebook)
    kernel = str(copied.metadata.get("kernelspec", {}).get("name", _KERNEL))
    specs = KernelSpecManager()
    if kernel not in specs.find_kernel_specs():
        kernel = _KERNEL
    try:
        program = " ".join(specs.get_kernel_spec(kernel).argv)
    except NoSuchKernel as error:
        raise ExportError(say("export.error.kernel", words, reason=error)) from None
    client = NotebookClient(
        copied,
        kernel_name=kernel,
        timeout=_SECONDS_PER_CELL,
        store_widget_state=False,
        log=_quiet,
        # What ipykernel warns of on standard error concerns its makers, not the reader of a PDF.
        extra_arguments=["--log-level=ERROR"] if "ipykernel" in program else [],
        record_timing=False,
    )
    running = _Progress()
    client.on_cell_start = running.started
    try:
        # A thread and a loop of our own: the caller may be inside a loop, and this one is closed at the end.
        with copy_around(folder, within) as room, ThreadPoolExecutor(1) as alone:
            client.resources = {"metadata": {"path": str(room)}}
            alone.submit(_finished, client).result()
            return with_current_forms(copied, room)  # the case files that it wrote go with the room
    except CellExecutionError as error:
        reason = f"{error.ename}: {clean(terminal(str(error.evalue)))}".strip(": \n").splitlines()[0]
        raise ExportError(_sentence("failed", words, copied, running.cell, reason)) from None
    except CellTimeoutError:
        raise ExportError(
            _sentence("slow", words, copied, running.cell, str(_SECONDS_PER_CELL // 60))
        ) from None
    except DeadKernelError:
        raise ExportError(_sentence("dead", words, copied, running.cell, "")) from None
    except (OSError, RuntimeError) as error:
        raise ExportError(say("export.error.kernel", words, reason=str(error).splitlines()[0])) from None


def _finished(client: "NotebookClient") -> None:
    """Run a client to its end."""
    # The selector loop is the one that the kernel's sockets need, also on Windows.
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        runner.run(client.async_execute())


class _Progress:
    """Remembers which cell runs."""

    def __init__(self) -> None:
        self.cell = 0

    def started(self, cell: NotebookNode, cell_index: int) -> None:
        self.cell = cell_index


def _sentence(key: str, words: str, notebook: NotebookNode, cell: int, reason: str) -> str:
    """Return the sentence that names a cell by its number and first line."""
    lines = [line for line in clean(notebook.cells[cell].source).splitlines() if line.strip()]
    line = lines[0].strip() if lines else ""
    return say(f"export.error.{key}", words, cell=cell + 1, line=line[:_LONGEST], reason=reason[:_LONGEST])
