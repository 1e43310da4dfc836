"""Letters that a page can show: what no font has is replaced by its code."""

import re
import unicodedata
from collections.abc import Container, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby

from casekit.export.remarks import Remarks
from casekit.export.scripts import script_of
from casekit.vocab import say

__all__ = ["is_joiner", "is_printable", "lacking", "printable"]

_JOINER = re.compile("[\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_ANY_FONT = "Noto Sans"
_BOX = "□"


def printable(
    typst: str, remarks: Remarks, cell: int = 0, found: Container[str] = (), *, box: bool = False
) -> str:
    """Return Typst source in which characters of no font are replaced by their codes, emoji by their names.

    Which characters the compiler's own fonts hold is written in ``data/templates/glyphs.txt``; other fonts
    are asked only for the rest, so that most documents are the same on every machine.

    Parameters
    ----------
    typst : str
        The source.
    remarks : Remarks
        Where to say what is replaced.
    cell : int
        The cell it comes from.
    found : container of str
        Characters that other fonts have; see `casekit.export.faces`.
    box : bool
        Put a box for each instead, as in a drawing, where there is no room.
    """
    if typst.isascii():
        return typst
    return _unprintable().sub(lambda match: _named(match[0], remarks, cell, found, box=box), typst)


def lacking(char: str) -> bool:
    """Tell whether the compiler's own fonts lack a character."""
    return _unprintable().fullmatch(char) is not None


def is_printable(text: str) -> bool:
    """Tell whether the compiler's own fonts hold all characters of a text."""
    return text.isascii() or not _unprintable().search(text)


def is_joiner(char: str) -> bool:
    """Tell whether a character shows nothing but changes or joins those beside it."""
    return _JOINER.match(char) is not None


def _named(text: str, remarks: Remarks, cell: int, found: Container[str], *, box: bool) -> str:
    """Return characters that no embedded font has, those that no other has either by their codes or names."""
    shown, lost = list[str](), list[str]()
    for char in [*text, ""]:
        is_found = not char or char in found or (is_joiner(char) and not lost)
        if is_found and lost:
            words = _in_words([one for one in lost if not is_joiner(one)], remarks, cell)
            shown.append(_BOX * len(lost) if box else words)
            lost.clear()
        if not is_joiner(char) or lost or shown:
            (shown if is_found else lost).append(char)
    return "".join(shown)


def _in_words(chars: Sequence[str], remarks: Remarks, cell: int) -> str:
    """Return characters that no font has by their codes, emoji by their names."""
    words = ""
    for is_picture, group in groupby(chars, lambda char: unicodedata.category(char) in ("So", "Sk")):
        some = [*group]
        if is_picture:
            remarks.add("export.remark.emoji", cell)
            names = [unicodedata.name(char, f"U+{ord(char):04X}").lower() for char in dict.fromkeys(some)]
            words += f"‹{say('export.emoji', remarks.language)}: {', '.join(names)}›"
        else:
            name, font = _script(some[0], remarks.language)
            remarks.add("export.remark.character", cell, script=name, font=font)
            words += f"‹{' '.join(f'U+{ord(char):04X}' for char in some)}›"
    return words


def _script(char: str, words: str) -> tuple[str, str]:
    """Return what the script of a character is called, and a font that has it."""
    if script := script_of(char):
        return say(f"export.script.{script.name}", words), script.fonts[0]
    name = unicodedata.name(char, "?").partition(" ")[0].capitalize()
    return name, f"{_ANY_FONT} {name}"


@cache
def _unprintable() -> re.Pattern[str]:
    """Return the pattern of one or more characters that no embedded font has."""
    table = (files("casekit") / "data" / "templates" / "glyphs.txt").read_text(encoding="ascii")
    ranges = [line.split("-") for line in table.split() if line[0] != "#"]
    known = "".join(rf"\U{int(low, 16):08x}-\U{int(high, 16):08x}" for low, high in ranges)
    return re.compile(rf"[^\n\t\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff{known}][^\n\t -~{known}]*")
