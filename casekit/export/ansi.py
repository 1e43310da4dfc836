"""Colours of terminals: what a program printed, line by line in runs of one colour."""

import re
from collections.abc import Sequence

from casekit.export.colours import Tint, readable
from casekit.export.texts import terminal

__all__ = ["Runs", "coloured"]

Runs = Sequence[Sequence[tuple[str, Tint]]]

_CODE = re.compile(r"\x1b\[([0-9;:]{0,60})m")
# As JupyterLab shows the eight colours.
_NAMED = ("#3e424d", "#e75c58", "#00a250", "#ddb62b", "#208ffb", "#d160c4", "#60c6c8", "#c5c1b4")
_LEVELS = (0, 95, 135, 175, 215, 255)  # of the cube of 216 colours
_BOLD, _NOT_BOLD, _COLOUR, _NO_COLOUR = 1, 22, 38, 39
_INDEXED, _DIRECT = 5, 2
_CUBE, _GREYS = 16, 232
_LAST = 255


def coloured(text: str, shown: str) -> Runs:
    r"""Return the lines of a printed text in runs of one colour; none if it has no colours.

    Parameters
    ----------
    text : str
        What was printed, with the codes of a terminal.
    shown : str
        What of it is shown, without them: some lines may be left out or cut.

    Examples
    --------
    >>> [[text for text, _ in line] for line in coloured("\x1b[31mred\x1b[0m or not\n", "red or not")]
    [['red', ' or not']]
    """
    if not _CODE.search(text) or "\r" in text.replace("\r\n", "") or "\b" in text:
        return []
    lines = _lines(text)
    wanted = shown.split("\n")
    plain = ["".join(part for part, _ in line) for line in lines]
    skipped = next((at for at, line in enumerate(plain) if line.strip() or line == wanted[0]), 0)
    plain, lines = plain[skipped:], lines[skipped:]
    while plain and not plain[-1].strip() and plain[-1] != wanted[-1]:
        plain.pop()
        lines.pop()
    from_end = len(lines) - len(wanted)
    found = []
    for at, line in enumerate(wanted):
        # Lines are left out in the middle, so each is where it was, from the start or from the end.
        places = [place for place in (at, at + from_end) if 0 <= place < len(plain) and plain[place] == line]
        found.append(lines[places[0]] if places else [(line, Tint())])
    return found if any(one != Tint() for line in found for _, one in line) else []


def _lines(text: str) -> list[list[tuple[str, Tint]]]:
    """Return all lines of a text in runs."""
    lines: list[list[tuple[str, Tint]]] = [[]]
    now = Tint()
    parts = _CODE.split(text)
    for at, part in enumerate(parts):
        if at % 2:
            now = _after(part, now)
            continue
        for number, piece in enumerate(terminal(part).split("\n")):
            if number:
                lines.append([])
            if piece:
                lines[-1].append((piece, now))
    return lines


def _after(code: str, now: Tint) -> Tint:
    """Return the colours after a code."""
    numbers = [int(number[:3] or "0") for number in re.split("[;:]", code)]
    fill, bold = now.fill, now.bold
    while numbers:
        number = numbers.pop(0)
        if number == 0:
            fill, bold = "", False
        elif number in (_BOLD, _NOT_BOLD):
            bold = number == _BOLD
        elif number == _NO_COLOUR:
            fill = ""
        elif number == _COLOUR:
            fill = _chosen(numbers)
        elif number == _COLOUR + 10:
            _chosen(numbers)  # behind the text, which stays as paper
        elif 30 <= number % 60 <= 37 and number < 100:  # noqa: PLR2004 - the eight colours, twice
            fill = readable(_NAMED[number % 10]) or ""
    return Tint(fill, "", bold)


def _chosen(numbers: list[int]) -> str:
    """Return the colour that the next numbers name, which are taken away."""
    kind = numbers.pop(0) if numbers else 0
    if kind == _DIRECT:
        parts, numbers[:] = numbers[:3], numbers[3:]
        return readable(f"rgb({','.join(str(min(part, _LAST)) for part in parts)})") or ""
    if kind != _INDEXED or not numbers:
        return ""
    index = min(numbers.pop(0), _LAST)
    if index < _CUBE:
        return readable(_NAMED[index % 8]) or ""
    if index >= _GREYS:
        grey = 8 + 10 * (index - _GREYS)
        return readable(f"rgb({grey},{grey},{grey})") or ""
    red, green, blue = (_LEVELS[(index - _CUBE) // step % 6] for step in (36, 6, 1))
    return readable(f"rgb({red},{green},{blue})") or ""
