"""Options that several commands have, with their help in the current language."""

import os
from typing import Any

import typer

from casekit.vocab import say

SECONDS = 120.0  # as of `casekit.export.to_pdf`, for which `--help` need not wait
JOBS = min(2, os.cpu_count() or 1)


def options() -> tuple[Any, Any, Any, Any]:
    """Return the options for the language, the time, running notebooks, and how many at a time."""
    return (
        typer.Option("--lang", help=say("cli.lang"), metavar="id|en"),
        typer.Option(help=say("cli.timeout"), metavar=say("cli.seconds")),
        typer.Option("--execute/--no-execute", help=say("cli.execute"), show_default=False),
        typer.Option(min=1, help=say("cli.pdf_jobs")),
    )
