"""Which notebooks a command runs: those it is told to, or those whose code casekit knows."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from casekit.errors import ExportError
from casekit.store.work import is_in_workplace
from casekit.vocab import say

if TYPE_CHECKING:
    from nbformat import NotebookNode


@dataclass(frozen=True)
class Running:
    """Which notebooks are run, and where.

    Attributes
    ----------
    execute : bool or None
        All, none, or (None) those that casekit knows by their code.
    in_place : bool
        In their own folder instead of in a copy of it.
    size : {"page", "wide", "wall"}
        For what their figures are drawn.
    """

    execute: bool | None = None
    in_place: bool = False
    size: str = "page"

    def runs(self, notebook: "NotebookNode") -> bool:
        """Tell whether a notebook is run; one without code is not."""
        from casekit.export import trust  # noqa: PLC0415 - `casekit new` and `--help` need not wait for it

        return trust.has_code(notebook) and (
            trust.is_trusted(notebook) if self.execute is None else self.execute
        )

    def plan(self, paths: Iterable[Path]) -> tuple[int, list[Path]]:
        """Return how many notebooks will be run, and the folders of those whose code casekit knows."""
        from casekit.export import trust  # noqa: PLC0415

        count, known = 0, []
        for path in paths:
            try:
                notebook = read(path)
                if self.runs(notebook):
                    count += 1
                    known += [path.absolute().parent] if trust.is_trusted(notebook) else []
            except Exception:  # noqa: BLE001, S112 - what is wrong with it is said when its turn comes
                continue
        return count, known

    def result(self, notebook: "NotebookNode", folder: Path) -> "tuple[NotebookNode, list[str], bool]":
        """Return a notebook as it is to be printed, what to say about that, and whether it is private."""
        from casekit import export  # noqa: PLC0415
        from casekit.export import room, trust  # noqa: PLC0415

        if self.runs(notebook):
            trusted = trust.is_trusted(notebook)
            private = not trust.is_lesson(notebook) or room.has_case_files(folder) or is_in_workplace(folder)
            run = export.execute(notebook, folder, trusted=trusted, in_place=self.in_place, size=self.size)
            return run, [], private
        if not trust.has_code(notebook) or any(cell.get("outputs") for cell in notebook.cells):
            return notebook, [], True
        return export.marked_as_not_run(notebook), [say("cli.not_run")], True


def read(path: Path) -> "NotebookNode":
    """Return the notebook of a file, which must be a file: reading a pipe would never end."""
    from casekit import export  # noqa: PLC0415

    if path.exists() and not path.is_file():
        raise ExportError(say("cli.no_notebook", path=path))
    return export.read_notebook(path)
