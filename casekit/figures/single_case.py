"""The series of one client, or of a few: values by session, phase by phase."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import ConnectionPatch
from matplotlib.ticker import MaxNLocator

from casekit.errors import OutcomeError
from casekit.figures.panel import basis_said, listed, names, nothing, number, picture, short, sized, ticks
from casekit.figures.picture import CaseFigure
from casekit.figures.style import BODY, INK, MUTED, TINTS, TONES, capital, printable
from casekit.stats.series import read
from casekit.stats.single_case import control_limits, phase_stats
from casekit.vocab import codes, isolated, label, say

_PANELS = 6  # on a page


@sized
def ab_chart(
    data: pd.DataFrame,
    *,
    goal: str | float | None = None,
    trend: bool = False,
    band: bool = False,
    unit: str = "",
    basis: str = "basis",
    **columns: Any,
) -> CaseFigure:
    """Return one client's series by session as an A-B chart, with phase lines and the median of each phase.

    A chart shows whether something changed when the intervention began, not why. Two points only are said to
    be a difference, not an effect.

    Parameters
    ----------
    data : DataFrame
        One row a point, of one case.
    goal : float or str, optional
        What the client aims at: a number or a column; drawn as a line.
    trend, band : bool
        Whether to carry on the trend, and mean and two standard deviations, of the first phase.
    unit : str
        What was measured, for the axis.
    basis : str
        The column that says where the numbers come from, or ``documented``, ``derived``, ``illustrative`` or
        ``synthetic`` for all of them.
    **columns
        `by`, `session`, `phase`, `outcome`, `improvement`, as in `stats.single_case.effect_sizes`.

    Returns
    -------
    CaseFigure
        16 cm wide; without rows, an invitation to record the first value.

    Raises
    ------
    OutcomeError
        As in `stats.single_case.effect_sizes`, or if the table holds more than one case.

    Examples
    --------
    >>> data = pd.DataFrame({"case": "Klien D", "session": range(1, 7), "phase": [*"AAABBB"],
    ...                      "outcome": [2, 3, 3, 5, 6, 5]})
    >>> "garis dasar (A): 3 nilai, median 3;" in ab_chart(data, basis="illustrative").alt
    True
    """
    said = basis_said(data, basis)
    if nothing(data) or (points := _points(data, goal, columns))[0].empty:
        return picture("ab_chart")
    rows, notes = points
    if len(cases := rows["case"].unique()) > 1:
        raise OutcomeError(say("chart.one_case", count=len(cases)))
    data = data[names(data, columns.get("by", "case")) == cases[0]]  # others have no value to draw
    stats = phase_stats(data, **columns)
    stats["case"] = cases[0]
    first, *later = rows["phase"].unique()
    aim, lines = rows["goal"].iloc[0], [_told(rows, stats)]
    limits = control_limits(data, phases=(first, later[0]), **columns).iloc[0] if band and later else None
    if np.isinf(aim):
        notes.append(say("stats.note.two_goals"))
    elif not np.isnan(aim):
        lines.append(say("chart.goal_is", goal=number(aim)))
    if limits is not None and pd.notna(limits["centre"]):
        ends = {key: number(limits[key]) for key in ("lower", "upper", "above", "below")}
        lines.append(say("chart.band_is", phase=_phase(first), **ends))
    notes += dict.fromkeys(stats.loc[stats["median"].isna(), "note"])
    notes += [limits["note"]] if limits is not None and limits["note"] else []
    if len(rows) == 2 and later:  # noqa: PLR2004 - a value before, a value after
        notes = [say("stats.note.two_points")]

    def draw(axes: Sequence[Axes]) -> None:
        ax, x = axes[0], np.array([rows["session"].min(), rows["session"].max()])
        _series(ax, rows, stats)
        if np.isfinite(aim):
            ax.axhline(aim, color=TONES["bad"], dashes=(6, 2), linewidth=1.2, label=say("chart.goal"))
        start = stats[stats["phase"] == first].iloc[0]
        if trend and pd.notna(start["slope"]):
            middle = rows.loc[rows["phase"] == first, "session"].mean()
            carried = start["mean"] + start["slope"] * (x - middle)
            ax.plot(x, carried, color=MUTED, linestyle=":", label=say("chart.trend", phase=_phase(first)))
        if limits is not None and pd.notna(limits["centre"]):
            ax.fill_between(
                x,
                limits["lower"],
                limits["upper"],
                color=TINTS["good"],
                zorder=0,
                label=say("chart.band", phase=_phase(first)),
            )
        ax.set_ylabel(printable(str(unit)) or say("chart.value"))
        ax.set_xlabel(_sessions(data, columns))
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=2)

    return picture("ab_chart", said, 270, draw, lines, notes, subtitle=cases[0])


@sized
def multiple_baseline(
    data: pd.DataFrame, *, unit: str = "", basis: str = "basis", **columns: Any
) -> CaseFigure:
    """Return the series of several cases below each other, with the stepped line where the phases change.

    The cases whose second phase begins first stand on top. Each that changes when its own phase does, and not
    before, makes other explanations less likely. Six cases fit a page; the figure says how many it leaves
    out.

    Parameters
    ----------
    data, unit, basis, **columns
        As in `ab_chart`, with any number of cases.

    Returns
    -------
    CaseFigure
        16 cm wide and at most a page tall.

    Examples
    --------
    >>> data = pd.DataFrame({"case": [*"DDDDEEEE"], "session": [1, 2, 3, 4] * 2, "phase": [*"ABBBAAAB"],
    ...                      "outcome": [1, 4, 5, 5, 2, 1, 2, 6]})
    >>> multiple_baseline(data, basis="illustrative").alt.count("intervensi (B)")
    2
    """
    said = basis_said(data, basis)
    if nothing(data) or (points := _points(data, None, columns))[0].empty:
        return picture("multiple_baseline")
    rows, notes = points
    stats = phase_stats(data, **columns)
    stats["case"] = names(stats, columns.get("by", "case"))
    cases = [case for _, case in rows.groupby("case", sort=False)]
    cases.sort(key=lambda case: min(_changes(case), default=np.inf))
    shown = cases[:_PANELS]
    if len(cases) > _PANELS:
        notes.append(say("chart.more", shown=_PANELS, total=len(cases)))
    unclear = stats[stats["median"].isna() & stats["case"].isin(map(_name, shown)) & stats["note"].ne("")]
    notes += dict.fromkeys(unclear["case"] + ": " + unclear["note"])
    if two := [_name(case) for case in shown if len(case) == 2 and _changes(case)]:  # noqa: PLR2004
        notes.append(f"{listed(two)}: {say('stats.note.two_points')}")

    def draw(axes: Sequence[Axes]) -> None:
        for ax, case in zip(axes, shown, strict=True):
            _series(ax, case, stats)
            ax.set_ylabel(short(_name(case), 76), fontweight="bold", fontsize=BODY)
        axes[-1].set_xlabel(_sessions(data, columns))
        for (ax, case), (below, following) in pairwise(zip(axes, shown, strict=True)):
            for x, y in zip(_changes(case)[:1], _changes(following)[:1], strict=False):
                upper, lower = ax.get_xaxis_transform(), below.get_xaxis_transform()
                ax.plot([x, y], [0, 0], transform=upper, color=INK, linewidth=1.2, clip_on=False)
                step = ConnectionPatch((y, 0), (y, 1), upper, lower, color=INK, linewidth=1.2)
                below.figure.add_artist(step)

    height = 44 + min(110 * len(shown), 500)
    told = [_told(case, stats) for case in shown]
    size: Any = {"subtitle": printable(str(unit)), "panels": len(shown)}
    return picture("multiple_baseline", said, height, draw, told, notes, **size)


def _points(
    data: pd.DataFrame, goal: str | float | None, columns: dict[str, Any]
) -> tuple[pd.DataFrame, list[str]]:
    """Return the points that can be drawn, sorted, and how many cannot."""
    series = read(data, goal=goal, **columns)
    data = data.reset_index(drop=True)
    by, session = columns.get("by", "case"), columns.get("session", "session")
    rows = pd.DataFrame({"session": series.session, "outcome": series.outcome})
    rows["case"], rows["goal"] = names(series.keys, by)[series.case], series.goal[series.case]
    rows["phase"] = series.phase.astype(object).to_numpy()
    numbered = data.groupby([*series.keys], sort=False, observed=True)[session].count().to_numpy()
    bare = numbered[series.case] == 0
    rows.loc[bare, "session"] = rows.groupby("case").cumcount()[bare] + 1.0
    whole = rows["phase"].notna() & np.isfinite(rows["session"]) & np.isfinite(rows["outcome"])
    notes = [] if whole.all() else [say("chart.missing", count=(~whole).sum())]
    return rows[whole].reset_index(drop=True), notes


def _name(case: pd.DataFrame) -> str:
    return str(case["case"].iloc[0])


def _runs(case: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the stretches of one case that belong to one phase."""
    return [run for _, run in case.groupby((case["phase"] != case["phase"].shift()).cumsum())]


def _changes(case: pd.DataFrame) -> list[float]:
    """Return where the phase lines stand: midway between two phases."""
    runs = _runs(case)
    return [(a["session"].iloc[-1] + b["session"].iloc[0]) / 2 for a, b in pairwise(runs)]


def _series(ax: Axes, case: pd.DataFrame, stats: pd.DataFrame) -> None:
    """Draw the points of a case, joined within a phase, with phase lines, names and medians."""
    medians = stats[stats["case"] == _name(case)].set_index("phase")["median"]
    for place, run in enumerate(_runs(case)):
        middle, phase = medians[run["phase"].iloc[0]], capital(printable(_phase(run["phase"].iloc[0])))
        x = run["session"]
        seen, line = ("_", "_") if place else (say("chart.value"), say("chart.median"))
        ax.plot(x, run["outcome"], "-o", color=INK, markersize=4, linewidth=1, label=seen)
        head = f"{phase}\n{say('chart.middle', median=number(middle))}" if pd.notna(middle) else phase
        ax.text(x.mean(), 1.02, head, transform=ax.get_xaxis_transform(), ha="center")
        if pd.notna(middle):
            ax.hlines(middle, x.min() - 0.3, x.max() + 0.3, color=TONES["good"], linewidth=1.8, label=line)
    for change in _changes(case):
        ax.axvline(change, color=INK, linewidth=1.2)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=12))
    ax.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_formatter(ticks())


def _told(case: pd.DataFrame, stats: pd.DataFrame) -> str:
    """Return a case in words: values and median of each phase."""
    name = _name(case)
    medians = stats[stats["case"] == name].set_index("phase")["median"]
    parts = []
    for run in _runs(case):
        phase = run["phase"].iloc[0]
        middle = medians[phase]
        key = "bare" if pd.isna(middle) else "one" if len(run) == 1 else ""
        key = f"chart.phase_{key}".rstrip("_")
        parts.append(say(key, phase=_phase(phase), count=len(run), median=number(middle)))
    return f"{isolated(name)} – " + "; ".join(parts) + "."


def _phase(code: object) -> str:
    return label("phase", str(code)) if code in codes("phase") else say("chart.a_phase", phase=code)


def _sessions(data: pd.DataFrame, columns: dict[str, Any]) -> str:
    session = data[columns.get("session", "session")]
    if session.isna().all():
        return say("chart.order")
    return say("chart.days" if pd.api.types.is_datetime64_any_dtype(session) else "chart.session")
