"""The signs of formulas: what ``maths.yaml`` says, and how Typst writes a character, bracket or length."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from casekit.export.grids import Environment
from casekit.export.macros import Rest, UnknownError
from casekit.export.texts import string

__all__ = [
    "DEEPEST",
    "NOTHING",
    "delimiter",
    "environment_named",
    "length",
    "letter",
    "maths",
    "short_forms",
    "sign",
]

NOTHING = '""'
DEEPEST = 25

_MEANS_MORE = frozenset("#$&_^\"'/\\()[]{}|.,;:~@⟨⟩⌊⌋⌈⌉‖⟮⟯⌜⌝⌞⌟√")
_BETTER = {
    "*": "∗",
    "-": "−",
    "`": "‘",
    "~": "#h(0.25em)",
    "|": r'class("normal", \|)',
    "‖": r'class("normal", \‖)',
}
_LENGTH = re.compile(r"\s*([-+]?\d*\.?\d+)\s*(em|ex|pt|mu|cm|mm|in|px|pc)\s*")
_UNITS = {"ex": (0.43, "em"), "mu": (1 / 18, "em"), "px": (0.75, "pt"), "pc": (12.0, "pt")}
_LETTERS = re.compile("[\u0370-\u03ff\u2100-\u214f\U0001d400-\U0001d7ff]")


@cache
def maths() -> dict[str, Any]:
    """Return what commands become."""
    text = (files("casekit") / "data" / "templates" / "maths.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, yaml.CBaseLoader)  # noqa: S506 - texts only
    pairs = data["symbols"].split()
    data["symbols"] = dict(zip(pairs[::2], pairs[1::2], strict=True))
    data["environments"] = {name: Environment.of(given) for name, given in data["environments"].items()}
    for kind in ("functions", "functions_with_limits"):
        data[kind] = set(data[kind].split())
    return data


def short_forms(*, for_word: bool = False) -> Mapping[str, str]:
    """Return the commands that are known without being defined, and the LaTeX that they stand for.

    Parameters
    ----------
    for_word : bool
        Those that pandoc does not know, instead of those that Jupyter does not know.
    """
    forms: Mapping[str, str] = maths()["for_word" if for_word else "short"]
    return forms


def sign(char: str) -> str:
    """Return a character as it stands in a formula of Typst."""
    if char in _BETTER:
        return _BETTER[char]
    if char in _MEANS_MORE:
        return f"\\{char}"
    if char.isascii() or _LETTERS.match(char):
        return char
    is_word = unicodedata.category(char)[0] in "LM" or unicodedata.category(char) in ("So", "No")
    return string(char) if is_word and char not in maths()["symbols"].values() else char


def letter(one: str) -> str:
    """Return a token of text as it reads."""
    if one in ("{", "}", r"\/", r"\-"):
        return ""
    if one in ("~", r"\ ", r"\,", r"\;", r"\quad", r"\\"):
        return " "
    if one[0] != "\\":
        return one
    symbol = maths()["symbols"].get(one[1:])
    if symbol is None:
        raise UnknownError(one)
    return str(symbol)


def delimiter(rest: Rest) -> str:
    """Return a bracket; empty for the point that stands for none."""
    if not rest.peek():
        raise UnknownError
    one = rest.next()
    if one == "{":
        [one] = [part for part in rest.inside("{", "}") if part != " "][:1] or ["."]
    if one == ".":
        return ""
    char = {"<": "⟨", ">": "⟩", r"\backslash": "\\"}.get(one, one)
    if len(char) > 1:
        char = maths()["symbols"].get(one[1:])
        if char is None:
            raise UnknownError(one)
    return f"\\{char}" if char in _MEANS_MORE else sign(char)


def length(rest: Rest) -> str:
    """Return a length, in braces or not."""
    text = ""
    if rest.peek() == "{":
        text = "".join(rest.argument())
    while rest.left and not _LENGTH.fullmatch(text) and len(text) < 20:  # noqa: PLR2004 - no length is longer
        text += rest.next()
    found = _LENGTH.fullmatch(text)
    if not found:
        raise UnknownError(text)
    factor, unit = _UNITS.get(found[2], (1.0, found[2]))
    return f"{float(found[1]) * factor:.3f}{unit}"


def environment_named(name: str) -> Environment:
    """Return an environment by its name, with or without star."""
    found = maths()["environments"].get(name.removesuffix("*"))
    if found is None:
        raise UnknownError(name)
    environment: Environment = found
    return environment
