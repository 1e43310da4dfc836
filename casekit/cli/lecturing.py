"""The commands with which a lecturer takes items to Moodle, and holds a mirror up to a class."""

from pathlib import Path
from typing import Annotated

import typer

from casekit import vocab
from casekit.cli import options
from casekit.cli.mirror import make_mirror
from casekit.cli.moodle import take_back
from casekit.cli.questions import FORMATS, make_questions
from casekit.vocab import say

SEPARATORS = ("comma", "semicolon", "tab")


def add_lecturing(made: typer.Typer) -> None:
    """Add the commands, with their help in the current language."""

    @made.command("questions", help=say("cli.questions"))
    def _questions(
        source: Annotated[str, typer.Argument(help=say("cli.questions_source"))],
        *,
        to: Annotated[
            str, typer.Option("--format", help=say("cli.questions_format"), metavar="|".join(FORMATS))
        ] = "moodle",
        output: Annotated[Path | None, typer.Option("--to", help=say("cli.questions_to"))] = None,
        picture: Annotated[list[str] | None, typer.Option(help=say("cli.questions_picture"))] = None,
        force: Annotated[bool, options.force()] = False,
        lang: Annotated[str, options.language()] = vocab.language(),
    ) -> None:
        make_questions(source, to.lower(), output, picture or (), force=force)

    @made.command("moodle", help=say("cli.moodle"))
    def _moodle(
        source: Annotated[Path, options.handed_in()],
        *,
        exercise: Annotated[Path, options.exercise()],
        worksheet: Annotated[Path | None, typer.Option(help=say("cli.moodle_worksheet"))] = None,
        to: Annotated[Path | None, options.results()] = None,
        about: Annotated[Path | None, options.class_file()] = None,
        separator: Annotated[
            str, typer.Option(help=say("cli.moodle_separator"), metavar="|".join(SEPARATORS))
        ] = SEPARATORS[0],
        most: Annotated[float, typer.Option(min=1, help=say("cli.moodle_most"))] = 100,
        force: Annotated[bool, options.force()] = False,
        lang: Annotated[str, options.language()] = vocab.language(),
    ) -> int:
        return take_back(
            source, exercise, worksheet, to, about, separator=separator.lower(), most=most, force=force
        )

    @made.command("mirror", help=say("cli.mirror"))
    def _mirror(
        source: Annotated[Path, typer.Argument(help=say("cli.mirror_source"))],
        *,
        exercise: Annotated[str, typer.Option(help=say("cli.mirror_exercise"))],
        output: Annotated[Path | None, typer.Option("--to", help=say("cli.mirror_to"))] = None,
        force: Annotated[bool, options.force()] = False,
        lang: Annotated[str, options.language()] = vocab.language(),
    ) -> None:
        make_mirror(source, exercise, output, force=force)
