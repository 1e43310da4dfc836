"""Effect sizes with their intervals, sorted, and what they come to together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from casekit.errors import OutcomeError
from casekit.figures.panel import (
    NAMED,
    basis_said,
    listed,
    names,
    nothing,
    number,
    picture,
    room_for,
    shortened,
    sized,
    tallest,
    ticks,
)
from casekit.figures.picture import CaseFigure
from casekit.figures.style import INK, SMALL, TONES
from casekit.stats.cohort import pool
from casekit.stats.columns import case_keys, numbers
from casekit.stats.measures import KNOWN
from casekit.stats.options import no_choice
from casekit.vocab import say

_ROW = 14.0  # points for a row
_BESIDE = 30.0  # points that rows and notes leave free
_LABEL = 150.0
_FAR = 8.0  # standard deviations (robust) from the median beyond which an estimate is folded in
_ENDS = ("est", "ci_low", "ci_high")
_PARTS = ("phases", "method")
_APART = 2 * "\N{NO-BREAK SPACE}"  # usual spaces at an end of a text are dropped in a browser


@sized
def caterpillar(
    effects: pd.DataFrame,
    measure: str | None = None,
    *,
    by: str | Sequence[str] = "case",
    pooled: bool | pd.DataFrame = False,
    basis: str = "basis",
) -> CaseFigure:
    """Return effect sizes with their intervals, sorted, one row a case; those without estimate are listed.

    Where cases have several pairs of phases, or several methods, each row names its own. An estimate so far
    away that it would flatten all others stands at the edge, with its number.

    Parameters
    ----------
    effects : DataFrame
        As `stats.single_case.effect_sizes` returns it.
    measure : str, optional
        Which effect size, where the table holds several.
    pooled : bool or DataFrame
        Whether to draw the random-effects mean of the rows as a diamond (`stats.cohort.pool`); or such a mean
        as a table of one row.
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
    keys = case_keys(effects, by, "effect_size", *_ENDS)
    kinds = [*effects["effect_size"].astype(str).unique()]
    measure = kinds[0] if measure is None and len(kinds) == 1 else measure
    if measure is None or measure not in kinds:
        raise no_choice("measure", measure, kinds)
    chosen = effects[effects["effect_size"].astype(str) == measure]
    parts = [part for part in _PARTS if part in chosen and chosen[part].astype(str).nunique() > 1]
    table = pd.DataFrame({key: numbers(chosen, key) for key in _ENDS})
    table.insert(0, "case", names(chosen, [*keys, *parts]))
    known = np.isfinite(table["est"]).to_numpy()
    empty, table = (
        table.loc[~known, "case"],
        table[known].sort_values("est", kind="stable", ignore_index=True),
    )
    notes = [say("chart.no_estimate", cases=listed([*empty]))] if len(empty) else []
    lines = [say("chart.effects", measure=measure, count=len(table)), *_told(table)]
    if table.empty:
        return picture("caterpillar", said, lines=lines, notes=notes)
    mean, more = _pooled(pooled, chosen, keys, len(table))
    none = KNOWN[measure].no_effect if measure in KNOWN else None
    axis = _axis(table, [] if none is None else [none], mean)
    notes = [*_said(axis, none), *more, *notes]
    most = tallest() - _BESIDE - room_for(notes)
    step = min(_ROW, most / (len(table) + bool(mean)))

    def draw(axes: Sequence[Axes]) -> None:
        ax = axes[0]
        _rows(ax, axis, step)
        if mean:
            _diamond(ax, mean, axis)
        if none is not None:
            ax.axvline(none, color=TONES["bad"], dashes=(5, 2), linewidth=1.0, zorder=0)
        rows = [*range(len(table))] if step >= SMALL + 1 else []
        labels = shortened(table["case"], _LABEL) if rows else []
        if mean:
            rows, labels = [-1, *rows], [say("chart.pooled"), *labels]
        ax.set_yticks(rows, labels)
        ax.set_xlim(axis.low, axis.high)
        ax.set_ylim(-1.8 if mean else -0.8, len(table) - 0.2)
        ax.set_xlabel(measure)
        ax.xaxis.set_major_formatter(ticks())

    height = 40 + step * (len(table) + bool(mean))
    return picture("caterpillar", said, height, draw, lines, notes, subtitle=measure)


@dataclass(frozen=True)
class _Axis:
    """Estimates, and how far the axis goes that shows them; `far` are those that it does not reach."""

    table: pd.DataFrame
    low: float
    high: float
    far: Any


def _axis(table: pd.DataFrame, others: Sequence[float], mean: Sequence[float]) -> _Axis:
    """Return how far the axis goes: as far as the estimates but for outliers, and so their intervals."""
    est = table["est"].to_numpy()
    away = np.abs(est - np.median(est))
    half = (table["ci_high"] - table["ci_low"]).to_numpy() / 2
    known = half[np.isfinite(half)]
    scale = max(1.4826 * float(np.median(away)), float(np.median(known)) if len(known) else 0.0)
    far = away > _FAR * scale if scale > 0 and len(est) > 2 else np.zeros(len(est), bool)  # noqa: PLR2004
    near = table[~far]
    reach = near["est"].min() - _FAR / 2 * scale, near["est"].max() + _FAR / 2 * scale
    ends = np.concatenate([near[["ci_low", "ci_high"]].to_numpy().ravel(), near["est"], others, mean])
    ends = ends[np.isfinite(ends)]
    if scale > 0:
        ends = np.concatenate([np.clip(ends, *reach), others])
    low, high = float(ends.min()), float(ends.max())
    beside = 0.04 * (high - low) or 0.1 * abs(high) or 1.0
    return _Axis(table, low - beside, high + beside, far)


def _rows(ax: Axes, axis: _Axis, step: float) -> None:
    """Draw estimates and intervals; what the axis does not reach becomes an arrow at its edge."""
    table, rows = axis.table, np.arange(len(axis.table))
    near, size = ~axis.far, min(4.5, step / 2)
    ax.plot(table["est"][near], rows[near], "o", color=INK, markersize=size)
    low, high = (table[key].to_numpy() for key in ("ci_low", "ci_high"))
    look: Any = {"color": TONES["good"], "linewidth": min(1.4, step / 3), "zorder": 1}
    ax.hlines(rows[near], np.maximum(low, axis.low)[near], np.minimum(high, axis.high)[near], **look)
    arrow: Any = {"linestyle": "", "color": TONES["good"], "markersize": size, "clip_on": False}
    for cut, edge, marker in (
        (near & (high > axis.high), axis.high, ">"),
        (near & (low < axis.low), axis.low, "<"),
    ):
        if cut.any():
            ax.plot(np.full(cut.sum(), edge), rows[cut], marker=marker, **arrow)
    for row in rows[axis.far]:
        beyond = table["est"][row] > axis.high
        edge, marker, side = (axis.high, ">", "right") if beyond else (axis.low, "<", "left")
        ax.plot([edge], [row], **(arrow | {"color": INK}), marker=marker)
        if step >= SMALL + 1:
            shown = number(table["est"][row])
            text = f"{shown}{_APART}" if beyond else f"{_APART}{shown}"
            ax.text(edge, row, text, ha=side, va="center")


def _diamond(ax: Axes, mean: Sequence[float], axis: _Axis) -> None:
    """Draw the pooled effect; where its interval leaves the axis, an arrow at the edge says so."""
    est, low, high = mean
    for beyond, edge, marker in ((low < axis.low, axis.low, "<"), (high > axis.high, axis.high, ">")):
        if beyond:
            ax.plot([edge], [-1], color=INK, marker=marker, markersize=4.5, clip_on=False)
    corners = [(low, -1), (est, -0.68), (high, -1), (est, -1.32)]
    ax.add_patch(Polygon(corners, closed=True, facecolor=TONES["good"], edgecolor=INK, linewidth=0.8))


def _pooled(
    pooled: bool | pd.DataFrame, chosen: pd.DataFrame, keys: Sequence[str], count: int
) -> tuple[list[float], list[str]]:
    """Return the pooled effect with its interval, and a note that names it or says why there is none."""
    if pooled is False:
        return [], []
    if pooled is True:
        if chosen[[*keys]].duplicated().any():
            return [], [say("chart.not_pooled_twice")]
        if "se" not in chosen:
            return [], [say("chart.not_pooled")]
        pooled = pool(chosen, "est", "se")
    if not isinstance(pooled, pd.DataFrame) or len(pooled) != 1 or not {*_ENDS} <= {*pooled.columns}:
        raise OutcomeError(say("chart.no_pooled"))
    mean = [float(numbers(pooled, key)[0]) for key in _ENDS]
    if not np.isfinite(mean).all():
        return [], [say("chart.not_pooled")]
    given = {name: pooled[name].iloc[0] for name in ("k", "note") if name in pooled}
    known = {name: value for name, value in given.items() if pd.notna(value)}
    notes = [say("chart.pooled_is", effect=_interval(*mean), count=int(known.get("k", count)))]
    return mean, notes + ([str(known["note"])] if "note" in known else [])


def _said(axis: _Axis, none: float | None) -> list[str]:
    """Return what the line and the arrows at the edge mean."""
    notes = [] if none is None else [say("chart.no_effect", value=number(none))]
    far = axis.table[axis.far]
    if len(far):
        cases = listed([f"{row.case}: {number(row.est)}" for row in far.itertuples()])
        notes.append(say("chart.folded", count=len(far), cases=cases))
    return notes


def _told(table: pd.DataFrame) -> list[str]:
    """Return estimates in words: each if they are few, else the lowest, the median and the highest."""
    each = [f"{case} {_interval(*ends)}" for case, *ends in table[["case", *_ENDS]].itertuples(index=False)]
    if len(table) > NAMED:
        middle = number(table["est"].median())
        return [say("chart.effects_range", low=each[0], high=each[-1], median=middle)]
    return [
        f"{case}: {_interval(*ends)}."
        for case, *ends in table[["case", *_ENDS]].iloc[::-1].itertuples(index=False)
    ]


def _interval(est: float, low: float, high: float) -> str:
    return number(est) + (f" [{number(low)}; {number(high)}]" if np.isfinite([low, high]).all() else "")
