"""Texts as a page can show them: no control codes, no word wider than a line."""

import re

from casekit.vocab import say

__all__ = ["clean", "compared", "cut", "shortened", "soft", "string", "terminal"]

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff\u2028\u2029\x0c\x85]"
)
_BREAKS = str.maketrans({"\u2028": "\n", "\u2029": "\n", "\x85": "\n", "\x0c": "\n"})
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CLEARED = re.compile(r"\r?\x1b\[[012]?K\r?")
_LONG_WORD = 30
_SOFT = "\u200b"
_POP, _POP_ISOLATE = "\u202c", "\u2069"
_LONGEST_LINE = 5_000  # letters
_LONGEST_TEXT = 60_000


def clean(text: str) -> str:
    r"""Return a text without control characters and lone surrogates, its line ends all ``\n``.

    A line that turns the direction of writing round turns it back at its end.

    Examples
    --------
    >>> clean("a\x00b\r\nc")
    'ab\nc'
    """
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROL.sub("", text.translate(_BREAKS))
    return "\n".join(map(_closed, text.split("\n"))) if _DIRECTIONS.search(text) else text


def compared(text: str) -> str:
    """Return a text as titles and terms are compared: in small letters, without signs around it.

    Examples
    --------
    >>> compared(" The Ecomap: ")
    'the ecomap'
    """
    return " ".join(text.casefold().split()).strip(" .:;,?!")


def _closed(line: str) -> str:
    """Return a line with the embeddings, overrides and isolates that it leaves open closed."""
    opened: list[str] = []
    for mark in _DIRECTIONS.findall(line):
        if mark == _POP_ISOLATE:
            # The end of an isolate also ends what was opened inside it.
            if _POP_ISOLATE in opened:
                while opened.pop() != _POP_ISOLATE:
                    pass
        elif mark == _POP:
            if opened and opened[-1] == _POP:
                opened.pop()
        else:
            opened.append(_POP_ISOLATE if mark >= "\u2066" else _POP)
    return line + "".join(reversed(opened))


def terminal(text: str) -> str:
    r"""Return what a terminal would show in the end: no colour codes, progress bars in their last state.

    Examples
    --------
    >>> terminal("10%\r50%\r100%\n\x1b[31mdone\x1b[0m")
    '100%\ndone'
    """
    text = _ANSI.sub("", _CLEARED.sub("\r\x00", text.replace("\r\n", "\n")))
    return clean(
        "\n".join(_last_state(line) if "\r" in line or "\b" in line else line for line in text.split("\n"))
    )


def _last_state(line: str) -> str:
    """Return a line after its carriage returns and backspaces have been obeyed."""
    # From the last state to the first: of an earlier one shows what is longer than all later ones.
    shown: list[str] = []
    length = 0
    for piece in reversed(line.split("\r")):
        clears = piece.startswith("\x00")
        state = _without_backspaces(piece.removeprefix("\x00"))
        shown.append(state[length:])
        length = max(length, len(state))
        if clears:
            break
    return "".join(shown).rstrip()


def _without_backspaces(text: str) -> str:
    """Return a text in which each backspace has taken the letter before it away."""
    if "\b" not in text:
        return text
    kept: list[str] = []
    for letter in text:
        if letter != "\b":
            kept.append(letter)
        elif kept:
            kept.pop()
    return "".join(kept)


def shortened(text: str, words: str, first: int = 150, last: int = 50) -> str:
    """Return a text of many or long lines with lines in the middle replaced by how much is left out."""
    lines = text.split("\n")
    left_out = len(lines) - first - last
    if left_out > 1:
        lines = [*lines[:first], say("export.left_out", words, count=left_out), *lines[-last:]]
    return cut("\n".join(cut(line, words, _LONGEST_LINE) for line in lines), words, _LONGEST_TEXT)


def cut(text: str, words: str, most: int) -> str:
    """Return a text of at most so many letters, its middle replaced by how many are left out."""
    left_out = len(text) - most
    if left_out <= 0:
        return text
    said = say("export.letters_left_out", words, count=left_out)
    return f"{text[: most // 2]}\n{said}\n{text[len(text) - most // 2 :]}"


def soft(text: str) -> str:
    """Return a text whose words longer than a line hold invisible points where they may break."""
    return re.sub(rf"\S{{{_LONG_WORD + 1},}}", lambda word: _SOFT.join(re.findall(r".{1,20}", word[0])), text)


def string(text: str) -> str:
    r"""Return a text as a Typst string literal, in which nothing is code.

    Examples
    --------
    >>> string('#read("x")')
    '"#read(\\"x\\")"'
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
