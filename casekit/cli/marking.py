"""The commands with which a lecturer releases an exercise, grades a class, and tells everybody."""

from pathlib import Path
from typing import Annotated

import typer

from casekit import vocab
from casekit.cli import exercises, options
from casekit.vocab import say


def add_marking(made: typer.Typer) -> None:
    """Add the commands, with their help in the current language."""

    @made.command("grade", help=say("cli.grade"))
    def _grade(
        path: Annotated[Path, options.handed_in()],
        *,
        exercise: Annotated[Path, options.exercise()],
        to: Annotated[Path | None, options.results()] = None,
        about: Annotated[Path | None, options.class_file()] = None,
        blind: Annotated[bool, options.blind()] = False,
        force: Annotated[bool, options.force()] = False,
        lang: Annotated[str, options.language()] = vocab.language(),
    ) -> int:
        return exercises.grade(path, exercise, to, about, blind=blind, force=force)

    @made.command("gradebook", help=say("cli.gradebook"))
    def _gradebook(
        path: Annotated[Path, options.handed_in()],
        *,
        exercise: Annotated[Path, options.exercise()],
        to: Annotated[Path | None, options.results()] = None,
        about: Annotated[Path | None, options.class_file()] = None,
        blind: Annotated[bool, options.blind()] = False,
        force: Annotated[bool, options.force()] = False,
        lang: Annotated[str, options.language()] = vocab.language(),
    ) -> int:
        return exercises.gradebook(path, exercise, to, about, blind=blind, force=force)

    @made.command("feedback", help=say("cli.feedback"))
    def _feedback(
        path: Annotated[Path, options.handed_in()],
        *,
        exercise: Annotated[Path, options.exercise()],
        to: Annotated[Path | None, options.results()] = None,
        about: Annotated[Path | None, options.class_file()] = None,
        kind: Annotated[
            str,
            typer.Option("--format", help=say("cli.feedback_format"), metavar="|".join(exercises.FORMATS)),
        ] = exercises.FORMATS[-1],
        blind: Annotated[bool, options.blind()] = False,
        force: Annotated[bool, options.force()] = False,
        lang: Annotated[str, options.language()] = vocab.language(),
    ) -> int:
        return exercises.feedback(path, exercise, to, about, blind=blind, kind=kind.lower(), force=force)

    @made.command("second-look", help=say("cli.look"))
    def _second_look(
        path: Annotated[Path, options.handed_in()],
        *,
        exercise: Annotated[Path, options.exercise()],
        who: Annotated[str, typer.Option("--who", help=say("cli.look_who"))],
        item: Annotated[str, typer.Option("--item", help=say("cli.look_item"))],
        asks: Annotated[str, typer.Option("--asks", help=say("cli.look_asks"))] = "",
        reply: Annotated[str, typer.Option("--reply", help=say("cli.look_reply"))] = "",
        points: Annotated[float | None, typer.Option("--points", min=0, help=say("cli.look_points"))] = None,
        by: Annotated[str, typer.Option("--by", help=say("cli.look_by"))] = "",
        why: Annotated[str, typer.Option("--why", help=say("cli.look_why"))] = "",
        to: Annotated[Path | None, options.results()] = None,
        about: Annotated[Path | None, options.class_file()] = None,
        lang: Annotated[str, options.language()] = vocab.language(),
    ) -> int:
        look = exercises.Look(who, item, asks, reply, points, by, why)
        return exercises.second_look(path, exercise, to, about, look)

    @made.command("similar", help=say("cli.similar"))
    def _similar(
        path: Annotated[Path, options.handed_in()],
        *,
        exercise: Annotated[Path, options.exercise()],
        names: Annotated[bool, typer.Option("--names", help=say("cli.similar_names"))] = False,
        about: Annotated[Path | None, options.class_file()] = None,
        lang: Annotated[str, options.language()] = vocab.language(),
    ) -> int:
        return exercises.similar(path, exercise, about, names=names)

    @made.command("peers", help=say("cli.peers"))
    def _peers(
        path: Annotated[Path, options.handed_in()],
        *,
        exercise: Annotated[Path, options.exercise()],
        each: Annotated[int, typer.Option("--each", min=1, max=10, help=say("cli.peers_each"))] = 2,
        to: Annotated[Path | None, options.results()] = None,
        about: Annotated[Path | None, options.class_file()] = None,
        force: Annotated[bool, options.force()] = False,
        lang: Annotated[str, options.language()] = vocab.language(),
    ) -> int:
        return exercises.peers(path, exercise, to, about, each=each, force=force)

    @made.command("release", help=say("cli.release"))
    def _release(
        folder: Annotated[Path, typer.Argument(help=say("cli.grade_exercise"))],
        *,
        to: Annotated[Path, typer.Option("--to", help=say("cli.release_to"))],
        force: Annotated[bool, options.force()] = False,
        lang: Annotated[str, options.language()] = vocab.language(),
    ) -> int:
        return exercises.release(folder, to, force=force)

    @made.command("forget", help=say("cli.forget"))
    def _forget(
        folder: Annotated[Path, typer.Argument(help=say("cli.forget_folder"))] = Path(),
        *,
        now: Annotated[bool, typer.Option("--now", help=say("cli.forget_now"))] = False,
        lang: Annotated[str, options.language()] = vocab.language(),
    ) -> int:
        return exercises.forget(folder, at_once=now)
