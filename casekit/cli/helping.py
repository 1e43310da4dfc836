"""The help of the command in the current language throughout, also where Typer has words of its own."""

import re
from collections.abc import Sequence
from typing import Any

from casekit.vocab import say

# What Typer says, and what it calls kinds of values.
_HEADS = {"Arguments": "arguments", "Options": "options", "Commands": "commands"}
_USAGE = {"[OPTIONS]": "of_options", "COMMAND [ARGS]...": "of_commands"}
_ABOUT = {"Show this message and exit.": "help", "[required]": "required"}
_KINDS = {"path": "path", "str": "text", "int": "number", "float": "number"}
# What Typer calls arguments: by their names in our code.
_ARGUMENTS = {"path": "path", "paths": "path", "file": "file", "folder": "folder", "source": "path"}
_ARGUMENT = re.compile(r"(?<![\w-])(paths?|file|folder|source)(?![\w-])")
_KIND = re.compile(r"<(?:list\[)?([a-z]+)(?: range)?\]?>", re.IGNORECASE)
_DEFAULT = re.compile(r"\[default: ")


def in_own_words(command: Any) -> Any:
    """Return a command of Typer that tells its help, and that of the commands in it, in our words."""
    kind = command.context_class
    formatter = type("Help", (_Words, kind.formatter_class), {})
    command.context_class = type("Context", (kind,), {"formatter_class": formatter})
    for inner in getattr(command, "commands", {}).values():
        in_own_words(inner)
    return command


class _Words:
    """What stands in front of the formatter of Typer, which sets the lines."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, _said(_ARGUMENT.sub(_argument, args), _USAGE), f"{say('cli.help_usage')} ")  # type: ignore[misc]

    def section(self, name: str) -> Any:
        return super().section(say(f"cli.help_{_HEADS[name]}") if name in _HEADS else name)  # type: ignore[misc]

    def write_dl(self, rows: Sequence[tuple[str, str]], *args: Any, **options: Any) -> None:
        said = [(_KIND.sub(_kind, _named(name)), _about(text)) for name, text in rows]
        super().write_dl(said, *args, **options)  # type: ignore[misc]


def _said(text: str, words: dict[str, str]) -> str:
    for theirs, own in words.items():
        text = text.replace(theirs, say(f"cli.help_{own}"))
    return text


def _about(text: str) -> str:
    return _DEFAULT.sub(f"[{say('cli.help_default')}: ", _said(text, _ABOUT))


def _named(name: str) -> str:
    """Return what stands left of a line of help: of an argument its name in our words."""
    return name if name.startswith("-") else _ARGUMENT.sub(_argument, name, count=1)


def _argument(named: re.Match[str]) -> str:
    return argument(named[0])


def argument(name: str) -> str:
    """Return what an argument is called in the current language; the name of an option stays.

    Examples
    --------
    >>> argument("file"), argument("--to")
    ('berkas', '--to')
    """
    return say(f"cli.argument_{_ARGUMENTS[name]}") if name in _ARGUMENTS else name


def _kind(named: re.Match[str]) -> str:
    own = _KINDS.get(named[1].lower())
    return say(f"cli.help_{own}") if own else named[0]
