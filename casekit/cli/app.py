"""The commands and options of casekit, with their help in the current language."""

import sys
from pathlib import Path
from typing import Annotated

import typer

import casekit
from casekit import vocab
from casekit.cli import options
from casekit.cli.check import FORMATS, Asked, check_files, explain_rule
from casekit.cli.lab import open_lab
from casekit.cli.lecturing import add_lecturing
from casekit.cli.lessons import make_lessons
from casekit.cli.making import targets
from casekit.cli.marking import add_marking
from casekit.cli.new import make_case
from casekit.cli.options import JOBS, SECONDS
from casekit.cli.output import with_ending
from casekit.cli.pdf import make_pdfs
from casekit.cli.presenting import add_presenting
from casekit.cli.report import make_report
from casekit.cli.running import Running
from casekit.cli.stopping import attended
from casekit.store.names import expanded
from casekit.vocab import say


def app() -> typer.Typer:
    """Return the command with its help in the current language."""
    made = typer.Typer(
        help=say("cli.about"), add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
    )

    @made.callback(invoke_without_command=True)
    def _casekit(
        context: typer.Context,
        lang: Annotated[str, options.language()] = vocab.language(),
        version: Annotated[bool, typer.Option("--version", help=say("cli.version"))] = False,
    ) -> None:
        if version:
            print(f"casekit {casekit.__version__}")
        elif context.invoked_subcommand is None:
            print(context.get_help())

    @made.command("pdf", help=say("cli.pdf"))
    def _pdf(
        paths: Annotated[list[Path] | None, typer.Argument(help=say("cli.pdf_paths"))] = None,
        *,
        to: Annotated[Path | None, options.folder_of_pdfs()] = None,
        execute: Annotated[bool | None, options.execute()] = None,
        timeout: Annotated[float, options.timeout()] = SECONDS,
        in_place: Annotated[bool, options.in_place()] = False,
        show_input: Annotated[bool, options.show_input()] = True,
        edition: Annotated[
            str | None, typer.Option(help=say("cli.pdf_edition"), metavar="reading|working")
        ] = None,
        force: Annotated[bool, options.force()] = False,
        jobs: Annotated[int, options.jobs()] = JOBS,
        lang: Annotated[str, options.language()] = vocab.language(),
    ) -> int:
        how = Running(execute, in_place)
        found = targets(paths or [Path()], to)
        return attended(
            lambda: make_pdfs(
                found,
                running=how,
                no_input=not show_input,
                edition=edition and edition.lower(),
                jobs=jobs,
                seconds=timeout,
                force=force,
            )
        )

    @made.command(
        "lab",
        help=say("cli.lab"),
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    )
    def _lab(context: typer.Context, lang: Annotated[str, options.language()] = vocab.language()) -> int:
        return open_lab(context.args)

    @made.command("lessons", help=say("cli.lessons"))
    def _lessons(
        folder: Annotated[Path, typer.Argument(help=say("cli.lessons_folder"))] = Path("lessons"),
        *,
        instructor: Annotated[bool, typer.Option("--instructor", help=say("cli.lessons_instructor"))] = False,
        lang: Annotated[str, options.language()] = vocab.language(),
    ) -> None:
        make_lessons(expanded(folder), instructor=instructor)

    @made.command("report", help=say("cli.report"))
    def _report(
        file: Annotated[Path, typer.Argument(help=say("cli.report_file"))],
        *,
        kind: Annotated[str, typer.Option(help=say("cli.report_kind"))] = "practicum",
        to: Annotated[str, typer.Option(help=say("cli.report_to"), metavar="pdf|docx|ipynb")] = "pdf",
        output: Annotated[Path | None, typer.Option(help=say("cli.report_output"))] = None,
        template: Annotated[Path | None, typer.Option(help=say("cli.report_template"))] = None,
        execute: Annotated[bool | None, options.execute()] = None,
        timeout: Annotated[float, options.timeout()] = SECONDS,
        in_place: Annotated[bool, options.in_place()] = False,
        force: Annotated[bool, options.force()] = False,
        lang: Annotated[str, options.language()] = vocab.language(),
    ) -> None:
        how = Running(execute, in_place)
        attended(
            lambda: make_report(
                file, kind, to.lower(), output, template, running=how, seconds=timeout, force=force
            )
        )

    @made.command("check", help=say("cli.check"))
    def _check(
        paths: Annotated[list[Path] | None, typer.Argument(help=say("cli.check_paths"))] = None,
        *,
        to: Annotated[
            str, typer.Option("--format", help=say("cli.check_format"), metavar="|".join(FORMATS))
        ] = FORMATS[0],
        output: Annotated[Path | None, typer.Option(help=say("cli.check_output"))] = None,
        select: Annotated[list[str] | None, typer.Option(help=say("cli.check_select"))] = None,
        ignore: Annotated[list[str] | None, typer.Option(help=say("cli.check_ignore"))] = None,
        stage: Annotated[str | None, typer.Option(help=say("cli.check_stage"))] = None,
        strict: Annotated[bool, typer.Option("--strict", help=say("cli.check_strict"))] = False,
        hook: Annotated[bool, typer.Option("--hook", help=say("cli.check_hook"))] = False,
        explain: Annotated[str | None, typer.Option(help=say("cli.check_explain_help"))] = None,
        force: Annotated[bool, options.force()] = False,
        lang: Annotated[str, options.language()] = vocab.language(),
    ) -> int:
        if explain is not None:
            return explain_rule(explain, output, force=force)
        asked = Asked(_codes(select), _codes(ignore), strict, stage, to.lower(), output, hook)
        return check_files(paths or [Path()], asked, force=force)

    @made.command("new", help=say("cli.new"))
    def _new(
        file: Annotated[Path, typer.Argument(help=say("cli.new_file"))],
        *,
        label: Annotated[str | None, typer.Option(help=say("cli.new_label"))] = None,
        lang: Annotated[str, options.language()] = vocab.language(),
    ) -> None:
        path = with_ending(file, ".yaml", ".yml")
        if label is None and sys.stdin is not None and sys.stdin.isatty():
            label = typer.prompt(say("cli.new_ask"), default=say("cli.new_usual"))
        make_case(path, label)

    add_marking(made)
    add_lecturing(made)
    add_presenting(made)
    return made


def _codes(given: list[str] | None) -> list[str]:
    """Return codes that were given one by one or joined by commas."""
    return [code for own in given or () for code in own.split(",")]
