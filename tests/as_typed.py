"""Run the Python blocks of a page in order, as a newcomer types them:  python tests/as_typed.py README.md

A notebook in small: a block is a cell, and the first that fails ends it. Examples in docstrings come last.
Needs casekit and nothing else of this folder, so that it runs with an installed wheel too.
"""

import doctest
import re
import sys
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(text: str, *kinds: str) -> list[str]:
    """Return the blocks of a page that are written in one of these languages."""
    return [code for kind, code in BLOCK.findall(text) if kind in kinds]


def main() -> None:
    """Run the blocks of the page that is named."""
    shell = InteractiveShell.instance()
    cells = blocks(Path(sys.argv[1]).read_text(encoding="utf-8"), "python")
    for cell in cells:
        shell.run_cell(cell).raise_error()
    doctest.testmod(shell.user_module, raise_on_error=True)
    print(f"{Path(sys.argv[1]).name}: {len(cells)} blocks of Python ran")


if __name__ == "__main__":
    main()
