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

from casekit.errors import OutcomeError
from casekit.figures.panel import (
    NAMED,
    basis_said,
    listed,
    names,
    nothing,
    number,
    picture,
    short,
    sized,
    tallest,
    ticks,
)
from casekit.figures.picture import CaseFigure
from casekit.figures.single_case import ab_chart, multiple_baseline
from casekit.figures.style import INK, SMALL, TONES, printable
from casekit.stats.columns import case_keys, numbers
from casekit.stats.measures import KNOWN
from casekit.stats.options import check_choice, no_choice
from casekit.vocab import codes, say

__all__ = ["ab_chart", "before_after", "caterpillar", "cohort_heatmap", "multiple_baseline"]

_LOOKS = ((1, "good", "-"), (0, "plain", ":"), (-1, "bad", "--"))


@sized
def caterpillar(
    effects: pd.DataFrame,
    measure: str | None = None,
    *,
    by: str | Sequence[str] = "case",
    basis: str = "basis",
) -> CaseFigure:
    """Return effect sizes with their intervals, sorted, one row a case; those without estimate are listed.

    Parameters
    ----------
    effects : DataFrame
        As `stats.single_case.effect_sizes` returns it.
    measure : str, optional
        Which effect size, where the table holds several.
    by, basis : str
        As in `ab_chart`.

    Returns
    -------
    CaseFigure
        16 cm wide and at most a page tall; many cases stand without names.

    Examples
    --------
    >>> effects = pd.DataFrame({"case": ["D", "E"], "effect_size": "NAP", "est": [0.9, None],
    ...                         "ci_low": [0.6, None], "ci_high": [0.98, None]})
    >>> "Tanpa taksiran: E." in caterpillar(effects, basis="illustrative").alt
    True
    """
    said = basis_said(effects, basis)
    if nothing(effects):
        return picture("caterpillar")
    case_keys(effects, by, "effect_size", "est", "ci_low", "ci_high")
    kinds = [*effects["effect_size"].astype(str).unique()]
    measure = kinds[0] if measure is None and len(kinds) == 1 else measure
    if measure is None or measure not in kinds:
        raise no_choice("measure", measure, kinds)
    chosen = effects[effects["effect_size"] == measure]
    table = pd.DataFrame({key: numbers(chosen, key) for key in ("est", "ci_low", "ci_high")})
    table.insert(0, "case", names(chosen, by))
    known = np.isfinite(table["est"])
    empty, table = table.loc[~known, "case"], table[known].sort_values("est", ignore_index=True)
    notes = [say("chart.no_estimate", cases=listed([*empty]))] if len(empty) else []
    lines = [say("chart.effects", measure=measure, count=len(table))]
    if len(table) <= NAMED:
        lines += [f"{row.case}: {_interval(row)}." for row in table.iloc[::-1].itertuples()]
    else:
        low, high = (f"{table['case'].iloc[at]} {_interval(table.iloc[at])}" for at in (0, -1))
        middle = number(table["est"].median())
        lines.append(say("chart.effects_range", low=low, high=high, median=middle))
    none = KNOWN[measure].no_effect if measure in KNOWN else None
    if none is not None:
        notes.insert(0, say("chart.no_effect", value=number(none)))
    step = min(14.0, tallest() / max(len(table), 1))

    def draw(axes: Sequence[Axes]) -> None:
        ax, rows = axes[0], np.arange(len(table))
        ax.hlines(rows, table["ci_low"], table["ci_high"], color=TONES["good"], linewidth=min(1.4, step / 3))
        ax.plot(table["est"], rows, "o", color=INK, markersize=min(4.5, step / 2))
        if none is not None:
            ax.axvline(none, color=TONES["bad"], dashes=(5, 2), linewidth=1.0, zorder=0)
        many = step < SMALL + 1
        ax.set_yticks([] if many else rows, [] if many else [*map(short, table["case"])])
        ax.set_ylim(-0.8, len(table) - 0.2)
        ax.set_xlabel(measure)
        ax.xaxis.set_major_formatter(ticks())

    if table.empty:
        return picture("caterpillar", said, lines=lines, notes=notes)
    return picture("caterpillar", said, 40 + step * len(table), draw, lines, notes, subtitle=measure)


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
            room = np.ptp(table[["pre", "post"]].to_numpy()) / 17 or 1
            for name, value, y in _apart(table, room):
                ax.annotate(f"{short(name)} {number(value)}", (1, value), (1.04, y), va="center")
        ax.set_xlim(-0.1, 1.5 if few else 1.1)
        ax.set_xticks([0, 1], [say("chart.before"), say("chart.after")])
        ax.set_ylabel(printable(str(unit)) or say("chart.value"))
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
    case_keys(table, [rows, columns], value, "suppressed")
    hidden = table["suppressed"].ne(False)  # whatever is not surely publishable stays hidden
    cells = table.assign(_value=np.where(hidden, np.nan, numbers(table, value)), _hidden=hidden)
    if cells.duplicated([rows, columns]).any():
        raise OutcomeError(say("chart.cell_twice", rows=rows, columns=columns))
    grid = cells.pivot(index=rows, columns=columns, values="_value")
    small = cells.pivot(index=rows, columns=columns, values="_hidden").eq(True)
    shown: Any = grid.stack().dropna()
    lines = [say("chart.cells", value=value, rows=rows, columns=columns, count=len(shown))]
    lines += [f"{row}, {column}: {number(shows)}." for (row, column), shows in shown.head(60).items()]
    notes = [say("chart.suppressed", count=small.to_numpy().sum())] if small.any(axis=None) else []
    if shown.nunique() > 1:  # a scale without ends makes small differences look large
        notes.insert(0, say("chart.colours", low=number(shown.min()), high=number(shown.max())))
    words = grid.map(lambda shows: "" if np.isnan(shows) else number(shows))

    scale: Any = {} if len(shown) else {"vmin": 0, "vmax": 1}

    def draw(axes: Sequence[Axes]) -> None:
        ax = axes[0]
        sns.heatmap(
            grid,
            ax=ax,
            **scale,
            annot=words,
            fmt="",
            cmap="Blues",
            linewidths=1,
            cbar=False,
            xticklabels=[*map(short, grid.columns)],
            yticklabels=[*map(short, grid.index)],
        )
        for down, across in np.argwhere(small.to_numpy()):
            look: Any = {"fill": False, "hatch": "////", "edgecolor": "#a8a8a8", "linewidth": 0}
            ax.add_patch(Rectangle((across, down), 1, 1, **look))
        ax.set(xlabel=printable(columns), ylabel=printable(rows))
        ax.tick_params(axis="y", rotation=0)

    return picture("cohort_heatmap", said, 60 + min(26 * len(grid), 450), draw, lines, notes, subtitle=value)


def _interval(row: Any) -> str:
    ends = (
        f" [{number(row.ci_low)}; {number(row.ci_high)}]"
        if np.isfinite([row.ci_low, row.ci_high]).all()
        else ""
    )
    return number(row.est) + ends


def _apart(table: pd.DataFrame, room: float) -> list[tuple[str, float, float]]:
    """Return names and last values with heights at which they do not touch."""
    placed: list[tuple[str, float, float]] = []
    for name, value in table.sort_values("post")[["case", "post"]].itertuples(index=False):
        placed.append((name, value, max(value, placed[-1][2] + room) if placed else value))
    return placed
