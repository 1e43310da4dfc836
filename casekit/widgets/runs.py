"""The forms of a cell: when it runs again, those of its earlier run are closed."""

from typing import TYPE_CHECKING, Any

from IPython.core.getipython import get_ipython

from casekit.widgets.pieces import close

if TYPE_CHECKING:
    from casekit.widgets.shell import Shell

_runs: dict[str, tuple[int, list["Shell"]]] = {}


def forms_of_this_run() -> list["Shell"]:
    """Return the forms that the running cell has made so far; those of its earlier runs are closed."""
    shell: Any = get_ipython()
    parent = shell.get_parent() if hasattr(shell, "get_parent") else {}
    cell = str(parent.get("metadata", {}).get("cellId", ""))
    if not cell:
        return []
    count, forms = _runs.get(cell, (0, []))
    if count != shell.execution_count:
        for old in forms:
            old.desk.leave(old)
            close(old)
        _runs[cell] = (shell.execution_count, forms := [])
    return forms
