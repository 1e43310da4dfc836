"""Charts of outcomes: one client's series, several baselines, effect sizes, before and after, a cohort.

The tables are those that `casekit.stats` takes and returns, and so are the errors. Where the numbers come
from (documented, derived, illustrative, synthetic) stands in every figure and in its alt text.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from scipy.optimize import isotonic_regression

from casekit.errors import OutcomeError
from casekit.figures._caterpillar import caterpillar
from casekit.figures.panel import (
    NAMED,
    basis_said,
    names,
    nothing,
    number,
    picture,
    short,
    shortened,
    sized,
    ticks,
)
from casekit.figures.picture import CaseFigure
from casekit.figures.single_case import ab_chart, multiple_baseline
from casekit.figures.style import MUTED, SMALL, TONES, measure, printable
from casekit.stats.columns import Array, case_keys, numbers
from casekit.stats.options import check_choice
from casekit.vocab import codes, say

__all__ = ["ab_chart", "before_after", "caterpillar", "cohort_heatmap", "multiple_baseline"]

_COLUMNS, _ROWS, _ACROSS = 80.0, 150.0, 330.0  # points for the name of a column, of a row, for all columns
_LABELS = 19  # that fit below each other
_LOOKS = ((1, "good", "-"), (0, "plain", ":"), (-1, "bad", "--"))


@sized
def before_after(
    data: pd.DataFrame,
    *,
    by: str | Sequence[str] = "case",
    pre: str = "pre",
    post: str = "post",
    improvement: str = "increase",
    unit: str = "",
    basis: str = "basis",
) -> CaseFigure:
    """Return a line for each client from before to after: better in blue, not better dashed in orange.

    Parameters
    ----------
    data : DataFrame
        One row a client, as in `stats.change.pre_post`; those without both values are counted and left out.
    by, pre, post : str
        The columns with the client's name and both values.
    improvement : {"increase", "decrease"}
        Which direction is better.
    unit, basis : str
        As in `ab_chart`.

    Returns
    -------
    CaseFigure
        16 cm wide.

    Examples
    --------
    >>> data = pd.DataFrame({"case": ["D", "E"], "pre": [10, 12], "post": [13, 11]})
    >>> "Membaik: 1, tetap: 0, memburuk: 1." in before_after(data, basis="illustrative").alt
    True
    """
    said = basis_said(data, basis)
    check_choice("improvement", improvement, *codes("improvement"))
    if nothing(data):
        return picture("before_after")
    case_keys(data, by, pre, post)
    table = pd.DataFrame({"case": names(data, by), "pre": numbers(data, pre), "post": numbers(data, post)})
    whole = np.isfinite(table["pre"]) & np.isfinite(table["post"])
    notes = [] if whole.all() else [say("chart.missing", count=(~whole).sum())]
    table = table.loc[whole]
    if table.empty:
        return picture("before_after", said, notes=notes)
    change = (table["post"] - table["pre"]) * (1 if improvement == "increase" else -1)
    counts: Any = {"better": (change > 0).sum(), "same": (change == 0).sum(), "worse": (change < 0).sum()}
    middle = {key: number(table[key].median()) for key in ("pre", "post")}
    lines = [say("chart.changed", count=len(table), **middle, **counts)]
    few, pairs = len(table) <= NAMED, table.to_numpy().tolist()
    both = table[["pre", "post"]].to_numpy()
    room = np.ptp(both) / _LABELS or 1
    heights = _apart(table["post"].to_list(), room) if few else both
    low, high = min(both.min(), heights.min()) - room, max(both.max(), heights.max()) + room
    notes += [say("chart.cut_axis")] if low > 0 else []
    if few:
        lines += [f"{name}: {number(before)} → {number(after)}." for name, before, after in pairs]

    def draw(axes: Sequence[Axes]) -> None:
        ax = axes[0]
        weight: Any = {"linewidth": 1.4 if few else 0.6, "alpha": 1 if few else 0.5}
        looks: Any = {sign: {"color": TONES[tone], "linestyle": line} for sign, tone, line in _LOOKS}
        for (_, before, after), gain in zip(pairs, change, strict=True):
            look = looks[int(np.sign(gain))]
            ax.plot([0, 1], [before, after], marker="o", markersize=4, **look, **weight)
        if few:
            _label(ax, table, heights)
        ax.set_ylim(low, high)
        ax.set_xlim(-0.1, 1.5 if few else 1.1)
        ax.set_xticks([0, 1], [say("chart.before"), say("chart.after")])
        ax.set_ylabel(short(unit, 220) or say("chart.value"))
        ax.yaxis.set_major_formatter(ticks())

    return picture("before_after", said, 280, draw, lines, [*notes, say("chart.slopes")])


@sized
def cohort_heatmap(
    table: pd.DataFrame, *, rows: str, columns: str, value: str = "median", basis: str = "basis"
) -> CaseFigure:
    """Return an outcome table as a heat map: a number in each cell, small groups marked but never shown.

    Parameters
    ----------
    table : DataFrame
        As `stats.cohort.outcome_table` returns it, with two columns in `by`.
    rows, columns, value : str
        The two columns that name the groups, and the column to show: ``median``, ``mean``, ``n`` and so on.
    basis : str
        As in `ab_chart`.

    Returns
    -------
    CaseFigure
        16 cm wide.

    Examples
    --------
    >>> table = pd.DataFrame({"agency": [*"XY"], "year": 2026, "median": [3, 9], "suppressed": [False, True]})
    >>> alt = cohort_heatmap(table, rows="agency", columns="year", basis="synthetic").alt
    >>> "X, 2026: 3" in alt, "9" in alt
    (True, False)
    """
    said = basis_said(table, basis)
    if nothing(table):
        return picture("cohort_heatmap")
    if rows == columns:
        raise OutcomeError(say("chart.cell_twice", rows=rows, columns=columns))
    case_keys(table, [rows, columns], value, "suppressed")
    hidden = table["suppressed"].ne(False)  # whatever is not surely publishable stays hidden
    cells = table.assign(_value=np.where(hidden, np.nan, numbers(table, value)), _hidden=hidden)
    if cells.duplicated([rows, columns]).any():
        raise OutcomeError(say("chart.cell_twice", rows=rows, columns=columns))
    grid = cells.pivot(index=rows, columns=columns, values="_value")
    small = cells.pivot(index=rows, columns=columns, values="_hidden").eq(True)
    grid, small = (_in_order(part, cells, rows, columns) for part in (grid, small))
    shown: Any = grid.stack().dropna()
    lines = [say("chart.cells", value=value, rows=rows, columns=columns, count=len(shown))]

    def written(shows: float) -> str:
        return number(shows, like=shown)

    lines += [f"{row}, {column}: {written(shows)}." for (row, column), shows in shown.head(60).items()]
    notes = [say("chart.suppressed", count=small.to_numpy().sum())] if small.any(axis=None) else []
    if shown.nunique() > 1:  # a scale without ends makes small differences look large
        notes.insert(0, say("chart.colours", low=written(shown.min()), high=written(shown.max())))
    words = grid.map(lambda shows: "" if np.isnan(shows) else written(shows))

    scale: Any = {} if len(shown) else {"vmin": 0, "vmax": 1}

    heads = shortened(grid.columns, _COLUMNS)
    apart, height = _ACROSS / len(heads) - 4, min(26 * len(grid), 450)
    upright = max(measure(name, SMALL) for name in heads) > apart
    widest = max((measure(word, SMALL) for word in words.to_numpy().ravel()), default=0)
    legible = widest <= apart and height >= (SMALL + 2) * len(grid)

    def draw(axes: Sequence[Axes]) -> None:
        ax = axes[0]
        sns.heatmap(
            grid,
            ax=ax,
            **scale,
            annot=words if legible else False,
            fmt="",
            cmap="Blues",
            linewidths=1,
            cbar=False,
            xticklabels=heads,
            yticklabels=shortened(grid.index, _ROWS),
        )
        for down, across in np.argwhere(small.to_numpy()):
            look: Any = {"fill": False, "hatch": "////", "edgecolor": "#a8a8a8", "linewidth": 0}
            ax.add_patch(Rectangle((across, down), 1, 1, **look))
        ax.set(xlabel=printable(columns), ylabel=printable(rows))
        ax.tick_params(axis="x", rotation=90 if upright else 0)
        ax.tick_params(axis="y", rotation=0)

    return picture("cohort_heatmap", said, 60 + height, draw, lines, notes, subtitle=value)


def _in_order(grid: pd.DataFrame, cells: pd.DataFrame, rows: str, columns: str) -> pd.DataFrame:
    """Return a grid in which names, such as those of months, keep the order of the table."""
    down, across = (
        cells[name].drop_duplicates() if pd.api.types.is_string_dtype(cells[name]) else place
        for name, place in ((rows, grid.index), (columns, grid.columns))
    )
    return grid.reindex(index=down, columns=across)


def _label(ax: Axes, table: pd.DataFrame, heights: Array) -> None:
    """Write each name beside its last value; a thin line leads to those that had to move."""
    both = table[["pre", "post"]].to_numpy()
    for name, value, y in zip(shortened(table["case"]), table["post"], heights, strict=True):
        ax.plot([1.015, 1.06, 1.085], [value, y, y], color=MUTED, linewidth=0.6)
        ax.text(1.1, y, f"{name} {number(value, like=both)}", va="center")


def _apart(values: Sequence[float], room: float) -> Array:
    """Return heights at which labels do not touch, each as near to its value as it can (least squares)."""
    order = np.argsort(values, kind="stable")
    steps = room * np.arange(len(values))
    heights = np.empty(len(values))
    heights[order] = isotonic_regression(np.asarray(values)[order] - steps).x + steps
    return heights
