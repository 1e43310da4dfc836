"""``casekit new``: a case file, and the notebook in which the case is kept."""

from pathlib import Path

import casekit
from casekit.vocab import say


def make_case(path: Path, label: str | None) -> None:
    """Make both, and say where they are."""
    from casekit.course import write_casebook  # noqa: PLC0415 - `--help` need not wait for it

    case = casekit.new_case(path, label)
    print(say("cli.made", path=path.absolute(), name=path.as_posix()))
    notebook = write_casebook(case)
    if notebook:
        print(say("cli.made_notebook", path=notebook.absolute()))
