"""Charts of outcomes: one client's series, several baselines, effect sizes, before and after, a cohort.

The tables are those that `casekit.stats` takes and returns, and so are the errors. Where the numbers come
from (documented, derived, illustrative, synthetic) stands in every figure and in its alt text.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.patches import ConnectionPatch, Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from casekit.errors import OutcomeError
from casekit.figures import style
from casekit.figures.picture import CaseFigure
from casekit.figures.sheet import MARGIN, Sheet
from casekit.figures.style import BODY, INK, MUTED, PAGE_WIDTH, SMALL, TINTS, TONES, capital, printable
from casekit.stats.series import case_keys, no_choice, numbers, read
from casekit.stats.single_case import control_limits, phase_stats
from casekit.vocab import about, codes, label, language, say

__all__ = ["ab_chart", "before_after", "caterpillar", "cohort_heatmap", "multiple_baseline"]

_LOOK: Any = {
    "font.size": SMALL, "axes.titlesize": BODY, "axes.labelsize": SMALL, "axes.edgecolor": MUTED,
    "xtick.labelsize": SMALL, "ytick.labelsize": SMALL, "axes.spines.top": False, "axes.spines.right": False,
    "legend.frameon": False, "legend.fontsize": SMALL, "text.parse_math": False,
}  # fmt: skip
_PANELS, _NAMED = 6, 12  # panels on a page; cases that are named one by one
_NO_EFFECT = {"NAP": 0.5, "PEM": 0.5} | dict.fromkeys(
    ("Tau", "Tau_U", "Tau_BC", "SMD", "LRRi", "LRRd", "LOR", "LRM", "PoGO", "percent_change"), 0.0
)


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
    said = _basis(data, basis)
    if _nothing(data) or (points := _points(data, goal, columns))[0].empty:
        return _picture("ab_chart", [], 0, None)
    rows, notes = points
    if len(names := rows["case"].unique()) > 1:
        raise OutcomeError(say("chart.one_case", count=len(names)))
    stats = phase_stats(data, **columns)
    stats["case"] = names[0]
    first, *later = rows["phase"].unique()
    aim, lines = rows["goal"].iloc[0], [_told(rows, stats)]
    limits = control_limits(data, phases=(first, later[0]), **columns).iloc[0] if band and later else None
    if np.isinf(aim):
        notes.append(say("stats.note.two_goals"))
    elif not np.isnan(aim):
        lines.append(say("chart.goal_is", goal=_number(aim)))
    if limits is not None and pd.notna(limits["centre"]):
        ends = {key: _number(limits[key]) for key in ("lower", "upper", "above", "below")}
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
            ax.fill_between(x, limits["lower"], limits["upper"], color=TINTS["good"], zorder=0,
                            label=say("chart.band", phase=_phase(first)))  # fmt: skip
        ax.set_ylabel(printable(unit) or say("chart.value"))
        ax.set_xlabel(_sessions(data, columns))
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=2)

    return _picture("ab_chart", said, 270, draw, lines, notes, subtitle=names[0])


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
    said = _basis(data, basis)
    if _nothing(data) or (points := _points(data, None, columns))[0].empty:
        return _picture("multiple_baseline", [], 0, None)
    rows, notes = points
    stats = phase_stats(data, **columns)
    stats["case"] = _names(stats, columns.get("by", "case"))
    cases = [case for _, case in rows.groupby("case", sort=False)]
    cases.sort(key=lambda case: min(_changes(case), default=np.inf))
    if more := len(cases) - _PANELS:
        notes += [say("chart.more", shown=_PANELS, total=len(cases))] if more > 0 else []
    shown = cases[:_PANELS]
    if two := [_name(case) for case in shown if len(case) == 2 and _changes(case)]:  # noqa: PLR2004
        notes.append(f"{_listed(two)}: {say('stats.note.two_points')}")

    def draw(axes: Sequence[Axes]) -> None:
        for ax, case in zip(axes, shown, strict=True):
            _series(ax, case, stats)
            ax.set_ylabel(_short(_name(case), 76), fontweight="bold", fontsize=BODY)
        axes[-1].set_xlabel(_sessions(data, columns))
        for (ax, case), (below, following) in pairwise(zip(axes, shown, strict=True)):
            for x, y in zip(_changes(case)[:1], _changes(following)[:1], strict=False):
                upper, lower = ax.get_xaxis_transform(), below.get_xaxis_transform()
                ax.plot([x, y], [0, 0], transform=upper, color=INK, linewidth=1.2, clip_on=False)
                step = ConnectionPatch((y, 0), (y, 1), upper, lower, color=INK, linewidth=1.2)
                below.figure.add_artist(step)

    height = 44 + min(110 * len(shown), 500)
    return _picture(
        "multiple_baseline",
        said,
        height,
        draw,
        [_told(case, stats) for case in shown],
        notes,
        subtitle=printable(unit),
        panels=len(shown),
    )


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
    by : str or sequence of str
        The columns that name a case.
    basis : str
        As in `ab_chart`.

    Returns
    -------
    CaseFigure
        16 cm wide and at most a page tall; many cases stand without names.

    Raises
    ------
    OutcomeError
        If a column is missing, or the table holds several effect sizes and `measure` names none of them.

    Examples
    --------
    >>> effects = pd.DataFrame({"case": ["D", "E"], "effect_size": "NAP", "est": [0.9, None],
    ...                         "ci_low": [0.6, None], "ci_high": [0.98, None]})
    >>> "Tanpa taksiran: E." in caterpillar(effects, basis="illustrative").alt
    True
    """
    said = _basis(effects, basis)
    if _nothing(effects):
        return _picture("caterpillar", [], 0, None)
    case_keys(effects, by, "effect_size", "est", "ci_low", "ci_high")
    kinds = [*effects["effect_size"].astype(str).unique()]
    measure = kinds[0] if measure is None and len(kinds) == 1 else measure
    if measure is None or measure not in kinds:
        raise no_choice("measure", measure, kinds)
    chosen = effects[effects["effect_size"] == measure]
    table = pd.DataFrame({key: numbers(chosen, key) for key in ("est", "ci_low", "ci_high")})
    table.insert(0, "case", _names(chosen, by))
    known = np.isfinite(table["est"])
    empty, table = table.loc[~known, "case"], table[known].sort_values("est", ignore_index=True)
    notes = [say("chart.no_estimate", cases=_listed([*empty]))] if len(empty) else []
    lines = [say("chart.effects", measure=measure, count=len(table))]
    if len(table) <= _NAMED:
        lines += [f"{row.case}: {_interval(row)}." for row in table.iloc[::-1].itertuples()]
    else:
        low, high = (f"{table['case'].iloc[at]} {_interval(table.iloc[at])}" for at in (0, -1))
        middle = _number(table["est"].median())
        lines.append(say("chart.effects_range", low=low, high=high, median=middle))
    none = _NO_EFFECT.get(measure)
    if none is not None:
        notes.insert(0, say("chart.no_effect", value=_number(none)))
    step = min(14.0, 500 / max(len(table), 1))

    def draw(axes: Sequence[Axes]) -> None:
        ax, rows = axes[0], np.arange(len(table))
        ax.hlines(rows, table["ci_low"], table["ci_high"], color=TONES["good"], linewidth=min(1.4, step / 3))
        ax.plot(table["est"], rows, "o", color=INK, markersize=min(4.5, step / 2))
        if none is not None:
            ax.axvline(none, color=TONES["bad"], dashes=(5, 2), linewidth=1.0, zorder=0)
        many = step < SMALL + 1
        ax.set_yticks([] if many else rows, [] if many else [*map(_short, table["case"])])
        ax.set_ylim(-0.8, len(table) - 0.2)
        ax.set_xlabel(measure)
        ax.xaxis.set_major_formatter(FuncFormatter(_tick))

    if table.empty:
        return _picture("caterpillar", said, 0, None, lines, notes)
    return _picture("caterpillar", said, 40 + step * len(table), draw, lines, notes, subtitle=measure)


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

    Raises
    ------
    OutcomeError
        If a column is missing, a number is written as text or the direction is not known.

    Examples
    --------
    >>> data = pd.DataFrame({"case": ["D", "E"], "pre": [10, 12], "post": [13, 11]})
    >>> "Membaik: 1, tetap: 0, memburuk: 1." in before_after(data, basis="illustrative").alt
    True
    """
    said = _basis(data, basis)
    if improvement not in codes("improvement"):
        raise no_choice("improvement", improvement, codes("improvement"))
    if _nothing(data):
        return _picture("before_after", [], 0, None)
    case_keys(data, by, pre, post)
    table = pd.DataFrame({"case": _names(data, by), "pre": numbers(data, pre), "post": numbers(data, post)})
    whole = np.isfinite(table["pre"]) & np.isfinite(table["post"])
    notes = [] if whole.all() else [say("chart.missing", count=(~whole).sum())]
    table = table.loc[whole]
    if table.empty:
        return _picture("before_after", said, 0, None, [], notes)
    change = (table["post"] - table["pre"]) * (1 if improvement == "increase" else -1)
    counts: dict[str, Any] = {
        "better": (change > 0).sum(),
        "same": (change == 0).sum(),
        "worse": (change < 0).sum(),
    }
    middle = {key: _number(table[key].median()) for key in ("pre", "post")}
    lines = [say("chart.changed", count=len(table), **middle, **counts)]
    few, pairs = len(table) <= _NAMED, table.to_numpy().tolist()
    if few:
        lines += [f"{name}: {_number(before)} → {_number(after)}." for name, before, after in pairs]

    def draw(axes: Sequence[Axes]) -> None:
        ax = axes[0]
        for (_, before, after), gain in zip(pairs, change, strict=True):
            look: Any = {"color": TONES["good"]} if gain > 0 else {"color": TONES["bad"], "linestyle": "--"}
            if gain == 0:
                look = {"color": TONES["plain"], "linestyle": ":"}
            ax.plot(
                [0, 1],
                [before, after],
                marker="o",
                markersize=4,
                **look,
                linewidth=1.4 if few else 0.6,
                alpha=1 if few else 0.5,
            )
        if few:
            room = np.ptp(table[["pre", "post"]].to_numpy()) / 17 or 1
            for name, value, y in _apart(table, room):
                ax.annotate(f"{_short(name)} {_number(value)}", (1, value), (1.04, y), va="center")
        ax.set_xlim(-0.1, 1.5 if few else 1.1)
        ax.set_xticks([0, 1], [say("chart.before"), say("chart.after")])
        ax.set_ylabel(printable(unit) or say("chart.value"))
        ax.yaxis.set_major_formatter(FuncFormatter(_tick))

    return _picture("before_after", said, 280, draw, lines, [*notes, say("chart.slopes")])


def cohort_heatmap(
    table: pd.DataFrame, *, rows: str, columns: str, value: str = "median", basis: str = "basis"
) -> CaseFigure:
    """Return an outcome table as a heat map: a number in each cell, small groups marked but never shown.

    Parameters
    ----------
    table : DataFrame
        As `stats.cohort.outcome_table` returns it, with two columns in `by`.
    rows, columns : str
        The two columns that name the groups.
    value : str
        The number to show: ``median``, ``mean``, ``n`` and so on.
    basis : str
        As in `ab_chart`.

    Returns
    -------
    CaseFigure
        16 cm wide.

    Raises
    ------
    OutcomeError
        If a column is missing, or a group stands in the table twice.

    Examples
    --------
    >>> table = pd.DataFrame({"agency": [*"XY"], "year": 2026, "median": [3, 9], "suppressed": [False, True]})
    >>> alt = cohort_heatmap(table, rows="agency", columns="year", basis="synthetic").alt
    >>> "X, 2026: 3" in alt, "9" in alt
    (True, False)
    """
    said = _basis(table, basis)
    if _nothing(table):
        return _picture("cohort_heatmap", [], 0, None)
    case_keys(table, [rows, columns], value, "suppressed")
    hidden = table["suppressed"].ne(False)  # whatever is not surely publishable stays hidden
    cells = table.assign(_value=np.where(hidden, np.nan, numbers(table, value)), _hidden=hidden)
    if cells.duplicated([rows, columns]).any():
        raise OutcomeError(say("chart.cell_twice", rows=rows, columns=columns))
    grid = cells.pivot(index=rows, columns=columns, values="_value")
    small = cells.pivot(index=rows, columns=columns, values="_hidden").eq(True)
    shown: Any = grid.stack().dropna()
    lines = [say("chart.cells", value=value, rows=rows, columns=columns, count=len(shown))]
    lines += [f"{row}, {column}: {_number(number)}." for (row, column), number in shown.head(60).items()]
    notes = [say("chart.suppressed", count=small.to_numpy().sum())] if small.any(axis=None) else []
    words = grid.map(lambda number: "" if np.isnan(number) else _number(number))

    def draw(axes: Sequence[Axes]) -> None:
        ax = axes[0]
        sns.heatmap(
            grid, ax=ax, annot=words, fmt="", cmap="Blues", linewidths=1, cbar=False,
            xticklabels=[*map(_short, grid.columns)], yticklabels=[*map(_short, grid.index)],
        )  # fmt: skip
        for down, across in np.argwhere(small.to_numpy()):
            ax.add_patch(
                Rectangle((across, down), 1, 1, fill=False, hatch="////", edgecolor="#a8a8a8", linewidth=0)
            )
        ax.set(xlabel=printable(columns), ylabel=printable(rows))
        ax.tick_params(axis="y", rotation=0)

    return _picture("cohort_heatmap", said, 60 + min(26 * len(grid), 450), draw, lines, notes, subtitle=value)


def _picture(
    key: str, basis: Iterable[str], height: float, draw: Callable[[Sequence[Axes]], None] | None,
    lines: Sequence[str] = (), notes: Iterable[str] = (), *, subtitle: object = "", panels: int = 1,
) -> CaseFigure:  # fmt: skip
    """Return head, basis, panels and notes as a figure; an invitation where there is nothing to draw."""
    title, width = say(f"chart.{key}"), PAGE_WIDTH - 2 * MARGIN
    notes = [*notes]
    with style.applied(), mpl.rc_context(_LOOK):
        sheet = Sheet()
        sheet.head(title, printable(subtitle))
        boxed = [*basis, *([] if draw else [say(f"chart.{key}_empty")])]
        for text in boxed:
            top, sheet.y = sheet.y, sheet.y + 3
            sheet.paragraph(text, MARGIN + 6, width - 12)
            sheet.y += 5
            sheet.box(MARGIN, top, width, sheet.y - top, fill=TINTS["plain"], edge=MUTED, round=3)
            sheet.y += 6
        top, sheet.y = sheet.y, sheet.y + height
        for text in notes:
            sheet.paragraph(text, size=SMALL, colour=MUTED)
        alt = " ".join(
            filter(None, [f"{title}.", f"{subtitle}." if subtitle else "", *boxed, *lines, *notes])
        )
        figure = sheet.figure(title, alt)
        if draw:
            total = sheet.y + MARGIN
            room = (0.005, 1 - (top + height) / total, 0.99, height / total)
            figure.set_layout_engine("constrained", rect=room)
            draw([*figure.subplots(panels, 1, squeeze=False, sharex=True)[:, 0]])
    return figure


def _basis(data: object, basis: str) -> list[str]:
    """Return where the numbers come from, as a sentence."""
    known = {code: (label("basis", code), about("basis", code)) for code in codes("basis")}
    known["synthetic"] = say("chart.synthetic"), say("chart.synthetic_about")
    counts: Counter[str] = Counter()
    if isinstance(data, pd.DataFrame) and basis in data:
        counts.update(data[basis].dropna().astype(str))
    elif basis in known:
        counts[basis] = 1
    elif basis != "basis":
        raise no_choice("basis", basis, known)
    if len(counts) > 1:
        parts = (f"{known.get(code, [code])[0]} ({count})" for code, count in counts.items())
        return [say("chart.basis", basis=", ".join(parts), about="").strip()]
    for code in counts:
        word, meaning = known.get(code, (code, ""))
        return [say("chart.basis", basis=word, about=meaning).strip()]
    return [say("chart.no_basis")]


def _nothing(data: object) -> bool:
    return isinstance(data, pd.DataFrame) and data.empty


def _names(table: pd.DataFrame, by: str | Sequence[str]) -> Any:
    """Return what each row's case is called."""
    return table[[by] if isinstance(by, str) else [*by]].astype(str).agg(" – ".join, axis=1).to_numpy()


def _points(
    data: pd.DataFrame, goal: str | float | None, columns: dict[str, Any]
) -> tuple[pd.DataFrame, list[str]]:
    """Return the points that can be drawn, sorted, and how many cannot."""
    series = read(data, goal=goal, **columns)
    by, session = columns.get("by", "case"), columns.get("session", "session")
    rows = pd.DataFrame(
        {
            "case": _names(series.keys, by)[series.case],
            "session": series.session,
            "phase": series.phase.astype(object).to_numpy(),
            "outcome": series.outcome,
            "goal": series.goal[series.case],
        }
    )
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
    for number, run in enumerate(_runs(case)):
        middle, phase = medians[run["phase"].iloc[0]], capital(printable(_phase(run["phase"].iloc[0])))
        x = run["session"]
        ax.plot(
            x,
            run["outcome"],
            "-o",
            color=INK,
            markersize=4,
            linewidth=1,
            label="_" if number else say("chart.value"),
        )
        head = f"{phase}\n{say('chart.middle', median=_number(middle))}" if pd.notna(middle) else phase
        ax.text(x.mean(), 1.02, head, transform=ax.get_xaxis_transform(), ha="center")
        if pd.notna(middle):
            ax.hlines(
                middle,
                x.min() - 0.3,
                x.max() + 0.3,
                color=TONES["good"],
                linewidth=1.8,
                label="_" if number else say("chart.median"),
            )
    for change in _changes(case):
        ax.axvline(change, color=INK, linewidth=1.2)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=12))
    ax.yaxis.set_major_locator(MaxNLocator(nbins=5))
    ax.yaxis.set_major_formatter(FuncFormatter(_tick))


def _told(case: pd.DataFrame, stats: pd.DataFrame) -> str:
    """Return a case in words: values and median of each phase."""
    name = _name(case)
    medians = stats[stats["case"] == name].set_index("phase")["median"]
    parts = []
    for run in _runs(case):
        phase = run["phase"].iloc[0]
        middle = medians[phase]
        key = "chart.phase" if pd.notna(middle) else "chart.phase_bare"
        parts.append(say(key, phase=_phase(phase), count=len(run), median=_number(middle)))
    return f"{name} – " + "; ".join(parts) + "."


def _phase(code: object) -> str:
    return label("phase", str(code)) if code in codes("phase") else say("chart.a_phase", phase=code)


def _sessions(data: pd.DataFrame, columns: dict[str, Any]) -> str:
    dates = pd.api.types.is_datetime64_any_dtype(data[columns.get("session", "session")])
    return say("chart.days" if dates else "chart.session")


def _interval(row: Any) -> str:
    if not np.isfinite([row.ci_low, row.ci_high]).all():
        return _number(row.est)
    return f"{_number(row.est)} [{_number(row.ci_low)}; {_number(row.ci_high)}]"


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f", + {more}" if more > 0 else "")


def _short(name: object, width: float = 110) -> str:
    text = printable(str(name))
    return style.clip(text, width) if style.measure(text, BODY, bold=True) > width else text


def _apart(table: pd.DataFrame, room: float) -> list[tuple[str, float, float]]:
    """Return names and last values with heights at which they do not touch."""
    placed: list[tuple[str, float, float]] = []
    for name, value in table.sort_values("post")[["case", "post"]].itertuples(index=False):
        placed.append((name, value, max(value, placed[-1][2] + room) if placed else value))
    return placed


def _number(value: float) -> str:
    """Return a number as the language writes it, with no more digits than are read."""
    text = f"{value:.2g}" if 0 < abs(value) < 0.1 else f"{value:,.2f}".rstrip("0").rstrip(".")  # noqa: PLR2004
    return text.translate(str.maketrans(",.", ".,")) if language() == "id" else text


def _tick(value: float, _: object = None) -> str:
    return _number(round(value, 10)).replace("-", "−")
