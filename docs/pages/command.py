"""The command: what ``casekit --help`` says of each part of it."""

from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import typer

from casekit.cli import run
from casekit.cli.app import app
from docs.pages import rst

__all__ = ["pages"]


def pages(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the page of the command."""
    about = "What the command says of itself; with ``--lang id`` it says so in Indonesian.\n\n"
    commands = typer.main.get_command(app()).commands  # type: ignore[attr-defined]
    yield (
        "command",
        rst.heading("The command casekit") + about + "".join(map(_help, [[], *([one] for one in commands)])),
    )


def _help(words: list[str]) -> str:
    said = StringIO()
    with redirect_stdout(said):
        run([*words, "--lang", "en", "--help"])
    return rst.heading(" ".join(["casekit", *words]), "-") + rst.block("code-block:: text", said.getvalue())
