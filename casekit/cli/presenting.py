"""The commands with which a lecturer presents and prints lessons: slides, the book, worksheets."""

from pathlib import Path
from typing import Annotated

import typer

from casekit import vocab
from casekit.cli import options
from casekit.cli.book import make_book
from casekit.cli.options import JOBS, SECONDS
from casekit.cli.running import Running
from casekit.cli.slides import make_slides
from casekit.cli.stopping import attended
from casekit.cli.worksheets import make_worksheets
from casekit.vocab import say


def add_presenting(made: typer.Typer) -> None:
    """Add the commands, with their help in the current language."""

    @made.command("slides", help=say("cli.slides"))
    def _slides(
        paths: Annotated[list[Path], typer.Argument(help=say("cli.slides_paths"))],
        *,
        to: Annotated[Path | None, options.folder_of_pdfs()] = None,
        notes: Annotated[bool, typer.Option("--notes", help=say("cli.slides_notes"))] = False,
        execute: Annotated[bool | None, options.execute()] = None,
        timeout: Annotated[float, options.timeout()] = SECONDS,
        show_input: Annotated[bool, options.show_input()] = False,
        force: Annotated[bool, options.force()] = False,
        jobs: Annotated[int, options.jobs()] = JOBS,
        lang: Annotated[str, options.language()] = vocab.language(),
    ) -> int:
        return attended(
            lambda: make_slides(
                paths,
                to,
                running=Running(execute, size="wall"),
                notes=notes,
                no_input=not show_input,
                jobs=jobs,
                seconds=timeout,
                force=force,
            )
        )

    @made.command("book", help=say("cli.book"))
    def _book(
        to: Annotated[Path | None, typer.Option(help=say("cli.book_to"))] = None,
        *,
        as_pages: Annotated[bool, typer.Option("--html", help=say("cli.book_html"))] = False,
        timeout: Annotated[float, options.timeout()] = SECONDS,
        force: Annotated[bool, options.force()] = False,
        jobs: Annotated[int, options.jobs()] = JOBS,
        lang: Annotated[str, options.language()] = vocab.language(),
    ) -> int:
        return attended(lambda: make_book(to, as_pages=as_pages, jobs=jobs, seconds=timeout, force=force))

    @made.command("worksheets", help=say("cli.worksheets"))
    def _worksheets(
        to: Annotated[Path | None, typer.Option(help=say("cli.book_to"))] = None,
        *,
        timeout: Annotated[float, options.timeout()] = SECONDS,
        force: Annotated[bool, options.force()] = False,
        lang: Annotated[str, options.language()] = vocab.language(),
    ) -> int:
        return attended(lambda: make_worksheets(to, seconds=timeout, force=force))
