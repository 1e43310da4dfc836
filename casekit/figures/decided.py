"""How a class decided, in words: what stands on the slides of the mirror, and their text equivalents."""

from math import isnan

from casekit.stats.agreement import Difference
from casekit.stats.decisions import Board, Contrast, Row, Split, of_ten
from casekit.vocab import numerals, say

_SIGNS = {"kappa": "κ", "alpha": "α"}


def agreement(board: Board) -> str:
    """Return how far a class agrees, with its interval; empty where nobody asks."""
    found = board.agreement
    if found is None:
        return ""
    name = _SIGNS[board.measure]
    if isnan(found.value):
        return say("mirror.no_agreement", name=name)
    value, low, high = (number(own, 2) for own in (found.value, found.low, found.high))
    return say("mirror.agreement", name=name, value=value, low=low, high=high)


def number(value: float, places: int) -> str:
    """Return a number as it is read, with a minus sign and no negative zero."""
    return numerals(f"{round(value, places) + 0.0:.{places}f}").replace("-", "−")


def groups(split: Split) -> str:
    """Return the two groups with their marks."""
    pairs = zip("●■", split.names, split.sizes, strict=True)
    return "     ".join(f"{mark} {name} ({size})" for mark, name, size in pairs)


def _called(own: Contrast) -> str:
    return f"{own.text} → {own.cell}" if own.cell else own.text


def ranged(found: Difference, kind: str) -> str:
    """Return a difference with its interval, coarse where it is one of shares."""
    if kind == "scores":
        value, low, high = (_signed(own, 1) for own in (found.value, found.low, found.high))
    else:
        low, high = (_signed(10 * own, 0) for own in (found.low, found.high))
        value = _signed(of_ten(found.second) - of_ten(found.first), 0)  # of what stands beside it
    return say("mirror.range", value=value, low=low, high=high)


def _signed(value: float, places: int) -> str:
    said = number(value, places)
    return f"+{said}" if round(value, places) > 0 else said


def smallness(board: Board, split: Split) -> str:
    """Return how little can be told from so few."""
    first, second = split.sizes
    if board.kind == "scores":
        return say("mirror.small_class_scores", first=first, second=second)
    reach = 10 * 1.96 * (0.25 / first + 0.25 / second) ** 0.5
    return say("mirror.small_class", first=first, second=second, reach=number(reach, 0))


def told(row: Row, board: Board) -> str:
    """Return a row in words."""
    if board.kind == "choice":
        said = [amount(row, board.people)]
        own = say("mirror.own").lstrip("◆ ")
    else:
        named = zip(board.cells, row.counts, strict=True)
        said = [say("mirror.alt_count", cell=cell, count=count) for cell, count in named if count is not None]
        said = said or [say("mirror.alt_nothing")]
        own = say("mirror.alt_own", cells=", ".join(board.cells[cell] for cell in row.own))
    return say("mirror.alt_row", text=row.text, counts="; ".join([*said, *([own] if row.own else [])]))


def amount(row: Row, people: int) -> str:
    """Return how many chose an option, or that hardly anybody did."""
    count = row.counts[0]
    return say("mirror.of", count=count, people=people) if count else say("mirror.few")


def valued(value: float, kind: str) -> str:
    """Return the mean score of a group, or how many of ten chose a cell."""
    return number(value, 1) if kind == "scores" else say("mirror.of_ten", count=of_ten(value))


def told_contrast(own: Contrast, board: Board, split: Split) -> str:
    """Return how two groups differ in words."""
    values = [valued(value, board.kind) for value in (own.difference.first, own.difference.second)]
    return say(
        "mirror.alt_split",
        text=_called(own),
        first_name=split.names[0],
        first=values[0],
        second_name=split.names[1],
        second=values[1],
        difference=ranged(own.difference, board.kind),
    )


def named(row: Row, kind: str) -> str:
    """Return what was decided on; an option has a mark if the case reads itself so."""
    return f"◆ {row.text}" if row.own and kind == "choice" else row.text
