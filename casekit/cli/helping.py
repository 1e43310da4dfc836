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
ARGUMENTS = ("file", "folder", "path", "paths", "source")
_KIND = re.compile(r"<(?:list\[)?([a-z]+)(?: range)?\]?>", re.IGNORECASE)
_DEFAULT = re.compile(r"\[default: ")
_LEAST = re.compile(r"\bx>=([0-9.]+)\]$")
_ARGUMENT = re.compile(r"(?<=[\[{])[a-z_]+(?=[\]}])", re.IGNORECASE)
_FIRST_WORD = re.compile(r"[a-z_]+", re.IGNORECASE)
_EITHER = " / --"  # between the two names of an option that is on or off


def in_own_words(command: Any) -> Any:
    """Return a command of Typer that tells its help, and that of the commands in it, in our words."""
    kind = command.context_class
    formatter = type("Help", (_Words, kind.formatter_class), {})
    command.context_class = type("Context", (kind,), {"formatter_class": formatter})
    for inner in getattr(command, "commands", {}).values():
        in_own_words(inner)
    return command


def argument(name: str) -> str:
    """Return what an argument is called in the current language; options keep their names.

    Examples
    --------
    >>> from casekit import vocab
    >>> with vocab.in_language("id"):
    ...     argument("file"), argument("--to")
    ('berkas', '--to')
    """
    return say(f"cli.argument_{name.lower()}") if name.lower() in ARGUMENTS else name


class _Words:
    """What stands in front of the formatter of Typer, which sets the lines."""

    _is_about_arguments = False

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        said = _ARGUMENT.sub(lambda found: argument(found[0]), _said(args, _USAGE))
        super().write_usage(prog, said, f"{say('cli.help_usage')} ")  # type: ignore[misc]

    def section(self, name: str) -> Any:
        self._is_about_arguments = name == "Arguments"
        return super().section(say(f"cli.help_{_HEADS[name]}") if name in _HEADS else name)  # type: ignore[misc]

    def write_dl(self, rows: Sequence[tuple[str, str]], *args: Any, **options: Any) -> None:
        said = [(self._named(name), _about(text, name)) for name, text in rows]
        super().write_dl(said, *args, **options)  # type: ignore[misc]

    def _named(self, name: str) -> str:
        """Return an option with the kind of its values, an argument in our word, a command as it is."""
        if self._is_about_arguments:
            return _FIRST_WORD.sub(lambda found: argument(found[0]), _KIND.sub("", name).strip(), count=1)
        return _KIND.sub(_kind, name)


def _said(text: str, words: dict[str, str]) -> str:
    for theirs, own in words.items():
        text = text.replace(theirs, say(f"cli.help_{own}"))
    return text


def _about(text: str, name: str) -> str:
    """Return what is said of an option, with what holds unless it is given."""
    default = f"[{say('cli.help_default')}: {'--' if _EITHER in name else ''}"
    text = _LEAST.sub(lambda found: f"{say('cli.help_least', least=found[1])}]", text)
    return _DEFAULT.sub(lambda _: default, _said(text, _ABOUT))


def _kind(named: re.Match[str]) -> str:
    own = _KINDS.get(named[1].lower())
    return say(f"cli.help_{own}") if own else named[0]
