"""Options that several commands have, each declared once, with its help in the current language."""

import os
from typing import Any

import typer

from casekit.vocab import say

SECONDS: float = 120  # as of `casekit.export.to_pdf`, for which `--help` need not wait
JOBS = min(2, os.cpu_count() or 1)


def language() -> Any:
    """Return the option for the language in which a command speaks."""
    return typer.Option("--lang", help=say("cli.lang"), metavar="id|en")


def timeout() -> Any:
    """Return the option for how long anything may take."""
    return typer.Option(help=say("cli.timeout"), metavar=say("cli.seconds"))


def jobs() -> Any:
    """Return the option for how many notebooks are made at a time."""
    return typer.Option(min=1, help=say("cli.pdf_jobs"))


def force() -> Any:
    """Return the option to replace what lies there."""
    return typer.Option("--force", help=say("cli.force"))


# Of notebooks.


def execute() -> Any:
    """Return the option for which notebooks are run."""
    return typer.Option("--execute/--no-execute", help=say("cli.execute"), show_default=False)


def in_place() -> Any:
    """Return the option to run notebooks in their own folder."""
    return typer.Option("--in-place", help=say("cli.in_place"))


def show_input() -> Any:
    """Return the option to print the code of notebooks."""
    return typer.Option("--input/--no-input", help=say("cli.pdf_input"))


def folder_of_pdfs() -> Any:
    """Return the option for the folder into which PDFs are written."""
    return typer.Option("--to", help=say("cli.pdf_to"))


# Of a class.


def handed_in() -> Any:
    """Return the argument for what a class handed in."""
    return typer.Argument(help=say("cli.grade_source"))


def exercise() -> Any:
    """Return the option for the exercise with its key."""
    return typer.Option("--exercise", help=say("cli.grade_exercise"))


def results() -> Any:
    """Return the option for the folder of marks and feedback."""
    return typer.Option("--to", help=say("cli.grade_to"))


def class_file() -> Any:
    """Return the option for the file about the class."""
    return typer.Option("--class", help=say("cli.grade_class"))


def blind() -> Any:
    """Return the option to name people by their codes only."""
    return typer.Option("--blind", help=say("cli.grade_blind"))
