"""Notebooks run before they are exported, in memory: the file is never written to."""

import atexit
import copy
import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from casekit.errors import ExportError
from casekit.export.forms import with_current_forms, without_names
from casekit.export.notebook import about
from casekit.export.room import CASE_FILES, copy_into, own_room
from casekit.export.texts import clean, terminal
from casekit.vocab import say

if TYPE_CHECKING:
    from nbclient import NotebookClient


__all__ = ["execute", "marked_as_not_run"]

_SECONDS_PER_CELL = 600
_LONGEST = 160

_quiet = logging.getLogger("casekit.export.run")  # what nbclient logs, our error says in one sentence
_quiet.addHandler(logging.NullHandler())
_quiet.propagate = False


def execute(
    notebook: NotebookNode,
    folder: Path,
    *,
    trusted: bool = False,
    in_place: bool = False,
    size: str = "page",
) -> NotebookNode:
    """Return a copy of a notebook with all its cells run, in a temporary copy of its folder.

    What the code writes is gone afterwards, and what it started is ended; the files of whoever made the
    notebook stay as they are.

    Parameters
    ----------
    notebook : NotebookNode
        A notebook of format 4; it is not changed.
    folder : Path
        The folder of the notebook; the code runs in a copy of it and of what lies below it.
    trusted : bool
        Nobody was asked, because `casekit.export.trust` knows the code: nothing but case files is copied,
        and no code that lies in the folder is run.
    in_place : bool
        Run in the folder itself. What the code does to it is done.
    size : {"page", "wide", "wall"}
        For what figures are drawn that do not say it themselves, unless the variable CASEKIT_SIZE is set.

    Raises
    ------
    ExportError
        If a cell fails, takes longer than ten minutes, no Python kernel starts, or the folder is too large
        to be copied. The message names the cell by its number and its first line.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     run = execute(new_notebook(cells=[new_code_cell("print(1 + 1)")]), Path(folder))
    >>> run.cells[0].outputs[0].text.strip()
    '2'
    """
    words = about(notebook, "").words
    copied = without_names(copy.deepcopy(notebook))
    with own_room() as room:
        place = folder.resolve() if in_place else copy_into(room, folder, CASE_FILES if trusted else ())
        _run(copied, room, folder, place, words, trusted=trusted, size=size)
        return with_current_forms(copied, place)


def marked_as_not_run(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook that says at its end why there are no outputs in it.

    Examples
    --------
    >>> from nbformat.v4 import new_notebook
    >>> marked_as_not_run(new_notebook()).cells[-1].source
    '*Notebook ini dicetak tanpa dijalankan dan tidak menyimpan keluaran; ...
    """
    said: Any = new_markdown_cell(f"*{say('export.not_run', about(notebook, '').words)}*")  # type: ignore[no-untyped-call]
    marked = copy.deepcopy(notebook)
    marked.cells.append(said)
    return marked


def _run(
    notebook: NotebookNode, room: Path, folder: Path, place: Path, words: str, *, trusted: bool, size: str
) -> None:
    """Run all cells of a notebook."""
    from nbclient import NotebookClient  # noqa: PLC0415 - nobody who only prints should wait for these
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError  # noqa: PLC0415

    from casekit.export.kernel import kernel_for  # noqa: PLC0415

    kernel = kernel_for(notebook.metadata.get("kernelspec"), room, folder, words, trusted=trusted, size=size)
    client = NotebookClient(
        notebook,
        km=kernel,
        timeout=_SECONDS_PER_CELL,
        store_widget_state=False,
        log=_quiet,
        # What ipykernel warns of on standard error concerns its makers, not the reader of a PDF.
        extra_arguments=["--log-level=ERROR"] if "ipykernel" in " ".join(kernel.spec.argv) else [],
        record_timing=False,
        resources={"metadata": {"path": str(place)}},
    )
    running = _Progress()
    client.on_cell_start = running.started
    try:
        # A thread and a loop of our own: the caller may be inside a loop, and this one is closed at the end.
        with ThreadPoolExecutor(1) as alone:
            try:
                alone.submit(_finished, client).result()
            finally:
                kernel.end()
    except CellExecutionError as error:
        reason = f"{error.ename}: {clean(terminal(str(error.evalue)))}".strip(": \n").splitlines()[0]
        raise ExportError(_sentence("failed", words, notebook, running.cell, reason)) from None
    except CellTimeoutError:
        reason = str(_SECONDS_PER_CELL // 60)
        raise ExportError(_sentence("slow", words, notebook, running.cell, reason)) from None
    except DeadKernelError:
        raise ExportError(_sentence("dead", words, notebook, running.cell, "")) from None
    except (OSError, RuntimeError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ExportError(say("export.error.kernel", words, reason=reason)) from None


def _finished(client: "NotebookClient") -> None:
    """Run a client to its end."""
    import asyncio  # noqa: PLC0415 - only who runs a notebook needs it

    # The selector loop is the one that the kernel's sockets need, also on Windows.
    try:
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(client.async_execute(cleanup_kc=True))
    finally:
        # Where no kernel started, nbclient leaves this behind, and it fails when the program ends.
        atexit.unregister(client._cleanup_kernel)


class _Progress:
    """Remembers which cell runs."""

    def __init__(self) -> None:
        self.cell = 0

    def started(self, cell: NotebookNode, cell_index: int) -> None:
        self.cell = cell_index


def _sentence(key: str, words: str, notebook: NotebookNode, cell: int, reason: str) -> str:
    """Return the sentence that names a cell by its number and first line."""
    source = clean(notebook.cells[cell].source)
    lines = [line for line in source.splitlines() if line.strip()]
    line = lines[0].strip() if lines else ""
    told = say(f"export.error.{key}", words, cell=cell + 1, line=line[:_LONGEST], reason=reason[:_LONGEST])
    # The copy ends at the notebook's folder.
    return f"{told} {say('export.error.outside', words)}" if key == "failed" and "../" in source else told
