"""The scripts of which the compiler's own fonts have no letters, as ``scripts.yaml`` lists them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

__all__ = ["EAST_ASIAN", "Script", "direction", "east_asian", "first_direction", "script_of"]

_FROM_RIGHT = frozenset(("ar", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"))  # as Typst has them
_DIRECTIONS = {"L": "ltr", "R": "rtl", "AL": "rtl"}
EAST_ASIAN = {"ja": "japanese", "ko": "korean", "zh": "chinese"}


@dataclass(frozen=True)
class Script:
    """A script, its letters, and fonts that have them."""

    name: str
    letters: re.Pattern[str]
    fonts: Sequence[str]
    always: bool
    word: Sequence[str]


def direction(lang: str) -> str:
    """Return the direction in which a language is written, ``"ltr"`` or ``"rtl"``."""
    return "rtl" if lang in _FROM_RIGHT else "ltr"


def first_direction(text: str) -> str:
    """Return the direction of the first letter that has one, as browsers find it; empty if none has."""
    ways = (_DIRECTIONS.get(unicodedata.bidirectional(char)) for char in text)
    return next(filter(None, ways), "")


def script_of(char: str) -> Script | None:
    """Return the script of a character if its fonts are listed."""
    return next((script for script in _scripts().values() if script.letters.match(char)), None)


def east_asian(text: str, lang: str) -> Script | None:
    """Return the script of a text that uses ideographs or has letters beside them; None if it has neither."""
    scripts = _scripts()
    if (named := EAST_ASIAN.get(lang)) and any(
        scripts[name].letters.search(text) for name in EAST_ASIAN.values()
    ):
        return scripts[named]
    return next((scripts[name] for name in EAST_ASIAN.values() if scripts[name].letters.search(text)), None)


@cache
def _scripts() -> Mapping[str, Script]:
    """Return the scripts whose fonts are listed."""
    text = (files("casekit") / "data" / "templates" / "scripts.yaml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.load(text, yaml.CBaseLoader)  # noqa: S506 - texts only
    return {name: _script(name, given) for name, given in read.items()}


def _script(name: str, given: Mapping[str, str]) -> Script:
    """Return a script as the list describes it."""
    ranges = (part.split("-") for part in given["ranges"].split())
    letters = "".join(rf"\U{int(low, 16):08x}-\U{int(high, 16):08x}" for low, high in ranges)
    word = given.get("word", "").split(", ")
    return Script(name, re.compile(f"[{letters}]"), given["fonts"].split(", "), "always" in given, word)
