"""What stands above a chart and along its axis: phases, events and sessions, set so that nothing overlaps."""

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator
from matplotlib.ticker import FixedFormatter, FixedLocator

from casekit.figures.style import PAGE_WIDTH, SMALL, leading, measure
from casekit.vocab import numerals, short_date

_EPOCH = dt.date(1970, 1, 1)  # from which dates are counted along an axis
_GAP = 6.0  # between two texts of a row
ROOM = PAGE_WIDTH - 62.0  # what the axis of values leaves of a page's width, at least as a rule
_LEAST = (1, 2, 5)


@dataclass(frozen=True)
class Heading:
    """Lines of text in the middle above a part of the axis."""

    x: float
    lines: Sequence[str]
    colour: str = "black"

    @property
    def width(self) -> float:
        """How wide the longest line is."""
        return max(measure(line, SMALL) for line in self.lines)


def fits(headings: Sequence[Heading], limits: tuple[float, float], width: float = ROOM) -> bool:
    """Return whether all headings stand in one row of a chart with these limits."""
    return len(_rows(headings, _places(headings, limits, width))) <= 1


def high(headings: Sequence[Heading], limits: tuple[float, float]) -> float:
    """Return how high headings are above a chart with these limits."""
    rows = _rows(headings, _places(headings, limits, ROOM))
    return sum(_row_height(headings, row) for row in rows)


def _row_height(headings: Sequence[Heading], row: Sequence[int]) -> float:
    return max(len(headings[at].lines) for at in row) * leading(SMALL) + 1


def put(ax: Axes, headings: Sequence[Heading], up: float = 3.0, walls: Sequence[float] = ()) -> float:
    """Put headings above a chart that has its width, in as many rows as they need; return where these end.

    `up` is the distance from the chart in points; at `walls` a line comes down, which no heading crosses.
    """
    width = ax.get_window_extent().width * 72 / ax.figure.dpi
    limits = ax.get_xlim()
    places = _places(headings, limits, width, [_point(wall, limits, width) for wall in walls])
    for row in _rows(headings, places):
        for at in row:
            _write(ax, headings[at], (sum(places[at]) / 2, up), limits, width)
        up += _row_height(headings, row)
    return up


def _write(
    ax: Axes, heading: Heading, at: tuple[float, float], limits: tuple[float, float], width: float
) -> None:
    aside = at[0] - _point(heading.x, limits, width)
    ax.annotate(
        "\n".join(heading.lines),
        (heading.x, 1),
        (aside, at[1]),
        xycoords=ax.get_xaxis_transform(),
        textcoords="offset points",
        ha="center",
        va="bottom",
        color=heading.colour,
        fontsize=SMALL,
        linespacing=1.2,
        annotation_clip=False,
    )


def _point(x: float, limits: tuple[float, float], width: float) -> float:
    """Return how far from the left end of an axis something stands, in points."""
    return (x - limits[0]) / (limits[1] - limits[0]) * width


def _places(
    headings: Sequence[Heading], limits: tuple[float, float], width: float, walls: Sequence[float] = ()
) -> list[tuple[float, float]]:
    """Return where headings begin and end, in points; those at an edge or a wall are moved aside."""
    found = []
    for heading in headings:
        middle, half = _point(heading.x, limits, width), heading.width / 2
        middle = float(np.clip(middle, half - 20, max(width - half, half - 20)))
        for wall in walls:
            if abs(middle - wall) < half + _GAP / 2:
                middle = wall + (half + _GAP / 2) * (1 if middle >= wall else -1)
        found.append((middle - half, middle + half))
    return found


def _rows(headings: Sequence[Heading], places: Sequence[tuple[float, float]]) -> list[list[int]]:
    """Return which headings stand in which row, the lowest first: each as low as it can."""
    ends: list[float] = []
    rows: list[list[int]] = []
    for at in sorted(range(len(headings)), key=lambda at: places[at]):
        begin, end = places[at]
        row = next((row for row, last in enumerate(ends) if last + _GAP <= begin), len(ends))
        if row == len(ends):
            ends.append(end)
            rows.append([])
        ends[row] = end
        rows[row].append(at)
    return rows


def sessions(ax: Axes, first: float, last: float) -> None:
    """Put numbers along an axis, from its first session on, in steps of 1, 2, 5, 10 and so on."""
    span = max(last - first, 1)
    step = next(
        size
        for power in itertools.count()
        for least in _LEAST
        if span / (size := least * 10**power) <= 12  # noqa: PLR2004
    )
    begin = first if step < _LEAST[-1] else step * np.ceil(first / step + 0.6)
    marks = np.unique([first, *np.arange(begin, last + 1e-6, step)])
    _mark(ax, marks, [numerals(f"{mark:g}").replace("-", "−") for mark in marks])


def days(ax: Axes, first: float, last: float) -> None:
    """Write dates along an axis, from the first one on, as few as stand apart."""
    locator: Any = AutoDateLocator
    ends = (dt.datetime.combine(day(end), dt.time()) for end in (first, last))
    dates = locator(minticks=3, maxticks=7).tick_values(*ends)
    marks = np.array([first, *np.unique([np.floor(mark) for mark in dates if first + 1 <= mark <= last])])
    words = _dated(marks)
    room = (last - first) / ROOM * max(measure(word, SMALL) + _GAP for word in words)
    kept = [0]
    for at in range(1, len(marks)):
        if marks[at] >= marks[kept[-1]] + room:
            kept.append(at)
    _mark(ax, marks[kept], [words[at] for at in kept])


def _dated(marks: Any) -> list[str]:
    """Return dates, each with its year where that is not the year of the one before."""
    days = [day(mark) for mark in marks]
    years = [None, *(each.year for each in days[:-1])]
    return [short_date(each, with_year=each.year != year) for each, year in zip(days, years, strict=True)]


def day(x: float) -> dt.date:
    """Return the day that stands at a place of an axis of dates."""
    return _EPOCH + dt.timedelta(days=int(np.floor(x)))


def _mark(ax: Axes, marks: Any, words: Sequence[str]) -> None:
    ax.xaxis.set_major_locator(FixedLocator(marks))
    ax.xaxis.set_major_formatter(FixedFormatter([*words]))
