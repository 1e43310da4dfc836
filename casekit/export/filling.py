"""How points fill slides: as few as hold them in letters for the last row, parted where a thought ends."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from casekit.export.blocks import Block, letters, points_of, words

__all__ = ["LARGEST", "LEAST", "LEAST_ASKED", "MOST_WORDS", "Point", "filled", "fits", "height", "joined"]

MOST_WORDS, _CROWDED = 75, 88  # of a slide; a few more spare a slide with one line on it
LARGEST, LEAST, LEAST_ASKED = 26.0, 22.0, 20.5  # points, of letters on a slide, of text and of questions
_LINES, _LETTERS = 10.2, 54  # of a slide, of a line, in the largest letters
_GAPS = {True: 0.1, False: 0.22}  # lines between two items of a list, between other points
_BOLD = 1.07  # how much wider it is
_SLIDE, _SMALLER, _EMPTY, _TORN, _ALONE, _LEFT = 100.0, 20.0, 30.0, 20.0, 25.0, 150.0  # what each costs
_WORD = 2.0  # what each word costs that is too many
_FEW_LINES = 2
_ITEM = re.compile(r"(?:-|\d+\.) ")
_LEAD = re.compile(r"(\*{1,3}|_{1,3})[^*_]+\1[.:]?")


@dataclass(frozen=True)
class Point:
    """What stays together on a slide.

    Attributes
    ----------
    text : str
        Its Markdown.
    opens : bool
        Whether it begins a paragraph or list; otherwise it goes on with what stands before.
    clings : bool
        Whether it makes no sense without what stands before.
    """

    text: str
    opens: bool = True
    clings: bool = False


def filled(points: Sequence[Point], least: float = LEAST) -> list[str]:
    r"""Return the texts of slides: as few as there is room for, parted where that harms least.

    Parameters
    ----------
    points : sequence of Point
        What is to be shown, in order.
    least : float
        How small letters may become, in points, to spare a slide.

    Examples
    --------
    >>> filled([Point("- one"), Point("- two", opens=False)])
    ['- one\n- two']
    """
    points = [piece for point in points for piece in _cut(point)]
    begins = _begins(points, least)
    return [joined(points[begin:end]) for begin, end in pairwise([*begins, len(points)])]


def fits(points: Sequence[Point], size: float, most: int | None = None) -> bool:
    """Tell whether points fit on a slide in letters of a size, with at most so many words."""
    if most is not None and sum(words(point.text) for point in points) > most:
        return False
    return height(points, size) <= _LINES * LARGEST / size


def height(points: Sequence[Point], size: float = LARGEST) -> float:
    """Return how many lines points take in letters of a size, roughly."""
    line = _LETTERS * LARGEST / size
    lines = sum(_lines(text, line) for point in points for text in point.text.split("\n"))
    return lines + sum(_GAPS[bool(_ITEM.match(point.text))] for point in points)


def joined(points: Sequence[Point]) -> str:
    """Return points as one text: items of a list go on, all else is a paragraph or list of its own."""
    text = before = ""
    for point in points:
        is_list = before.startswith("- ") and point.text.startswith("- ")
        between = "\n\n" if not is_list else "\n\n<!-- -->\n\n" if point.opens else "\n"
        text += (between if before else "") + point.text
        before = point.text
    return text


def _begins(points: Sequence[Point], least: float) -> list[int]:
    """Return at which points slides begin: the cheapest of all ways to part them."""
    most = _CROWDED if least >= LEAST else None
    cheapest: list[tuple[float, list[int]]] = [(0.0, [])]
    for end in range(1, len(points) + 1):
        ways: list[tuple[float, list[int]]] = []
        for begin in range(end - 1, -1, -1):
            own = points[begin:end]
            if ways and not fits(own, least, most):
                break
            cost, before = cheapest[begin]
            ways.append((cost + _cost(own) + _parting(points, begin), [*before, begin]))
        cheapest.append(min(ways))
    return cheapest[-1][1]


def _lines(text: str, line: float) -> int:
    bold = sum(map(len, re.findall(r"\*\*(.+?)\*\*", text)))
    return 1 + int((len(letters(text)) + bold * (_BOLD - 1)) / line)


def _cost(points: Sequence[Point]) -> float:
    """Return what a slide costs: itself, small letters, room left empty, a line or two alone."""
    full = height(points) / _LINES
    is_alone = len(points) == 1 and height(points) < _FEW_LINES + 1
    smaller = _SMALLER * ((LARGEST - _size(points)) / (LARGEST - LEAST_ASKED)) ** 2
    crowded = _WORD * max(0, sum(words(point.text) for point in points) - MOST_WORDS)
    return _SLIDE + smaller + crowded + _EMPTY * max(0.0, 1 - full) ** 2 + _ALONE * is_alone


def _size(points: Sequence[Point]) -> float:
    """Return the largest letters in which points fit on a slide, the least if none does."""
    size = LARGEST
    while size > LEAST_ASKED and not fits(points, size):
        size -= 0.5
    return size


def _parting(points: Sequence[Point], at: int) -> float:
    """Return what it costs to begin a slide with a point."""
    if not at:
        return 0.0
    before, point = points[at - 1].text.rstrip(), points[at]
    if point.clings or before.endswith(":") or _LEAD.fullmatch(before):
        return _LEFT
    return 0.0 if point.opens else _TORN


def _cut(point: Point) -> list[Point]:
    """Return a point as several where it has more words than a slide."""
    kind = "list" if point.text.startswith("- ") else "text"
    first, *rest = points_of(Block(kind, point.text), MOST_WORDS, MOST_WORDS)
    return [replace(point, text=first), *(Point(text, opens=False) for text in rest)]
