"""The series of one client, or of a few: values by session, phase by phase."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import ceil
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import ConnectionPatch

from casekit.errors import OutcomeError
from casekit.figures import headings, one_case, style
from casekit.figures.one_case import Named, Wanted
from casekit.figures.panel import basis_said, listed, nothing, picture, short, shortened, sized
from casekit.figures.picture import CaseFigure
from casekit.figures.series import Drawn, Points, points, title
from casekit.figures.style import BODY, INK, printable, wrap
from casekit.stats.columns import as_pandas
from casekit.stats.options import check_whole
from casekit.vocab import isolated, say

Events = Mapping[Any, str]
Goal = str | float | Mapping[Any, float]

_PANELS = 8  # on an upright page; fewer where it is less high
_FRAME, _LEAST = 130.0, 55.0  # points around the panels, and of each of them at least
_PANEL = 26.0  # of them, without what stands above the panel
_UNIT = 200.0  # points that the name of a unit may take
_HEIGHT, _LINE = 290.0, 12.0  # points of a chart, and of a line of its legend or above it
_LOWER = 130.0  # how much lower a chart may be on a wall
_ID = re.compile(r"(?=.*[0-9_-])[a-z0-9_-]+")  # a name for computers, which tells a reader nothing
_FLAT = 0.12  # of a common axis: less of it hides how a case moves


@sized
def ab_chart(
    data: pd.DataFrame,
    *,
    goal: Goal | None = None,
    trend: bool = False,
    band: bool = False,
    events: Events | None = None,
    join: bool = False,
    design: str | None = None,
    unit: str = "",
    basis: str = "basis",
    **columns: Any,
) -> CaseFigure:
    """Return one client's series by session as a chart of its design, with phase lines and phase medians.

    The design is read from the phases: A-B, A-B-A-B (phases that return are numbered), conditions that
    alternate quickly, or a criterion that changes. A chart shows whether something changed when the
    intervention began, not why. Two points only are said to be a difference, not an effect.

    Parameters
    ----------
    data : table
        One row a point, of one case, from pandas, Polars, Arrow, DuckDB or PySpark. A row without outcome
        leaves a gap in the line.
    goal : float, str or mapping, optional
        What the client aims at: a number, a column, or a number for each phase; drawn as a line. Where it
        changes along the series it is the criterion of that part.
    trend, band : bool
        Whether to carry on the trend, and mean and two standard deviations, of the first phase.
    events : mapping, optional
        What happened in which session: ``{7: "father died"}``; dates where sessions are dates.
    join : bool
        Whether to join points across missing values and phases too.
    design : {"phases", "alternating"}, optional
        How to draw phases of which each is short: as phases, or as conditions that alternate.
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

    Notes
    -----
    Every value is a point; a line joins points of one phase only, and none runs across a missing value or a
    session that was left out of a regular series; solid lines stand midway between phases, each of which is
    labelled; the axis of sessions begins at the first one, that of values at 0, or the figure says otherwise.

    References
    ----------
    Kratochwill et al. (2010), Single-case designs technical documentation (What Works Clearinghouse). Kubina
    et al. (2017), Educational Psychology Review 29. Tate et al. (2016), SCRIBE, J. of School Psychology 56.

    Examples
    --------
    >>> data = pd.DataFrame({"case": "Klien D", "session": range(1, 7), "phase": [*"AAABBB"],
    ...                      "outcome": [2, 3, 3, 5, 6, 5]})
    >>> "garis dasar (A): 3 nilai, median 3;" in ab_chart(data, basis="illustrative").alt
    True
    """
    data = as_pandas(data)
    said = basis_said(data, basis)
    if nothing(data) or not (found := points(data, goal, columns, design)).cases:
        return picture("ab_chart")
    if len(found.cases) > 1:
        raise OutcomeError(say("chart.one_case", count=len(found.cases)))
    case, limits = found.cases[0], one_case.x_limits(found)
    happened, events_told = one_case.events_of(found, events)
    wanted = Wanted(trend, band, join, happened)
    told, notes = one_case.remarks(case, wanted)
    values = one_case.y_limits([case], band=band)
    named = one_case.phase_headings(case, limits)
    keys = one_case.explained([(case, named)])

    def draw(axes: Sequence[Axes]) -> None:
        ax = axes[0]
        one_case.draw(ax, case, wanted)
        one_case.axes(ax, found, limits, values)
        ax.set_ylabel(short(unit, _UNIT) or say("chart.value"))
        ax.set_xlabel(say(f"chart.{found.sessions}"))
        one_case.legend(ax)

    def finish(axes: Sequence[Axes]) -> None:
        headings.put(axes[0], named.headings, headings.put(axes[0], one_case.marks(case, happened)))

    lines = [one_case.told(case), *told, *events_told]
    notes = [*_cut_axis(values), *_missing(found), *notes, *keys]
    height = _HEIGHT + _LINE * (ceil((bool(case.goals) + trend + band) / 2) + 2 * bool(happened))
    about: Any = {"title": title(case), "finish": [finish], "lower": _LOWER}
    if not _ID.fullmatch(case.name):
        about["subtitle"] = case.name
    return picture("ab_chart", said, height, draw, lines, notes, **about)


@sized
def multiple_baseline(
    data: pd.DataFrame,
    *,
    goal: Goal | None = None,
    trend: bool = False,
    band: bool = False,
    events: Events | Mapping[Any, Events] | None = None,
    join: bool = False,
    design: str | None = None,
    same_scale: bool = True,
    page: int = 1,
    unit: str = "",
    basis: str = "basis",
    **columns: Any,
) -> CaseFigure:
    """Return the series of several cases below each other, with the stepped line where the phases change.

    The cases whose second phase begins first stand on top. Each that changes when its own phase does, and not
    before, makes other explanations less likely. Eight cases fit an upright page, fewer a wide one or a wall;
    the figure says how many pages there are.

    Parameters
    ----------
    data, goal, trend, band, join, design, unit, basis, **columns
        As in `ab_chart`, with any number of cases.
    events : mapping, optional
        What happened to all in which session, or to whom: ``{"Klien D": {7: "father died"}}``.
    same_scale : bool
        Whether all cases share one axis of values, so that their heights can be compared.
    page : int
        Which page of cases to draw, 1 or more.

    Returns
    -------
    CaseFigure
        16 cm wide and at most a page tall.

    Raises
    ------
    OutcomeError
        As in `stats.single_case.effect_sizes`, or if there is no such page.

    Examples
    --------
    >>> data = pd.DataFrame({"case": [*"DDDDEEEE"], "session": [1, 2, 3, 4] * 2, "phase": [*"ABBBAAAB"],
    ...                      "outcome": [1, 4, 5, 5, 2, 1, 2, 6]})
    >>> multiple_baseline(data, basis="illustrative").alt.count("intervensi (B)")
    2
    """
    data = as_pandas(data)
    said = basis_said(data, basis)
    check_whole("page", page, 1)
    if nothing(data) or not (found := points(data, goal, columns, design)).cases:
        return picture("multiple_baseline")
    cases = sorted(found.cases, key=lambda case: min(case.changes, default=np.inf))
    limits, common = one_case.x_limits(found), one_case.y_limits(cases, band=band)
    happened, _ = _events_of_each(found, cases, events)
    named = [one_case.phase_headings(case, limits) for case in cases]
    part, notes = _on_page(len(cases), page, _heads(cases, named, happened, limits))
    shown = cases[part]
    happened, lines = _events_of_each(found, shown, events)
    each = [Wanted(trend, band, join, own) for own in happened]
    for case, wanted in zip(shown, each, strict=True):
        more, own = one_case.remarks(case, wanted)
        lines += [f"{isolated(case.name)}: {line}" for line in more]
        notes += [f"{isolated(case.name)}: {note}" for note in own if not case.two_points]
    values = [common if same_scale else one_case.y_limits([case], band=band) for case in shown]
    named = _headed(shown, named[part], limits)
    keys = one_case.explained(zip(shown, named, strict=True))
    height = 68 + min(110 * len(shown), 480)

    def draw(axes: Sequence[Axes]) -> None:
        for ax, case, wanted, range_ in zip(axes, shown, each, values, strict=True):
            one_case.draw(ax, case, wanted)
            one_case.axes(ax, found, limits, range_)
            ax.set_ylabel("\n", fontweight="bold", fontsize=BODY)
        axes[-1].set_xlabel(say(f"chart.{found.sessions}"))
        one_case.legend(axes[-1])
        _stairs(axes, shown)

    def name(axes: Sequence[Axes]) -> None:
        high = axes[0].get_window_extent().height * 72 / axes[0].figure.dpi
        for ax, lines in zip(axes, _in_two_lines([case.name for case in shown], high), strict=True):
            ax.set_ylabel("\n".join(lines))
            one_case.scale(ax, high)

    def head(axes: Sequence[Axes]) -> None:
        for ax, case, wanted, own in zip(axes, shown, each, named, strict=True):
            walls = () if case is shown[0] else case.changes[:1]
            up = headings.put(ax, one_case.marks(case, wanted.events), walls=walls)
            headings.put(ax, own.headings, up, walls=walls)

    told = [one_case.told(case) for case in shown]
    notes = [*_missing(found), *notes, *_of_all(cases, shown, common, same_scale), *keys]
    about: Any = {"subtitle": printable(str(unit)), "panels": len(shown), "finish": [head, name]}
    return picture(
        "multiple_baseline", said, height, draw, [*told, *lines], notes, title=_title(cases), **about
    )


def _in_two_lines(names: Sequence[str], width: float) -> list[tuple[str, ...]]:
    """Return names that stand beside panels, on two lines at most, so that different ones stay different."""
    found = [wrap(name, width, BODY, bold=True) for name in shortened(names, 1.8 * width)]
    if max(map(len, found)) > 2:  # noqa: PLR2004
        return [(name,) for name in shortened(names, width)]
    return found


def _headed(shown: Sequence[Drawn], named: Sequence[Named], limits: one_case.Range) -> list[Named]:
    """Return what stands above each panel: where the phases are those of the first, their medians only."""
    first = _codes(shown[0])
    return [
        one_case.medians_only(case, limits) if at and _codes(case) == first else own
        for at, (case, own) in enumerate(zip(shown, named, strict=True))
    ]


def _codes(case: Drawn) -> list[str]:
    return [part.code for part in case.stretches]


def _heads(
    cases: Sequence[Drawn], named: Sequence[Named], happened: Sequence[Events], limits: one_case.Range
) -> tuple[float, float]:
    """Return how high what stands above the first panel of a page is at most, and above the others."""
    marks = [
        headings.high(one_case.marks(case, events), limits)
        for case, events in zip(cases, happened, strict=True)
    ]

    def highest(named: Sequence[Named]) -> float:
        return max(headings.high(own.headings, limits) + up for own, up in zip(named, marks, strict=True))

    is_alike = all(_codes(case) == _codes(cases[0]) for case in cases)
    below = [one_case.medians_only(case, limits) for case in cases] if is_alike else named
    return highest(named), highest(below)


def _on_page(count: int, page: int, heads: tuple[float, float]) -> tuple[slice, list[str]]:
    """Return which of so many cases stand on a page, spread evenly, and how to come to the others."""
    room = style.format_of(None).height - _FRAME
    first, other = (max(_LEAST, high + _PANEL) for high in heads)
    most = min(_PANELS, 1 + max(0, int((room - first) / other)))
    pages = ceil(count / most)
    if page > pages:
        raise OutcomeError(say("stats.out_of_range", name="page", value=page, allowed=f"1 – {pages}"))
    if pages == 1:
        return slice(None), []
    size = ceil(count / pages)
    before, last = (page - 1) * size, min(page * size, count)
    place: Any = {"first": before + 1, "last": last, "total": count}
    return slice(before, last), [say("chart.page", page=page, pages=pages, other=page % pages + 1, **place)]


def _events_of_each(
    found: Points, shown: Sequence[Drawn], events: Any
) -> tuple[list[dict[float, str]], list[str]]:
    """Return what happened to each case that is shown, and in words."""
    if not (isinstance(events, Mapping) and any(isinstance(own, Mapping) for own in events.values())):
        happened, lines = one_case.events_of(found, events)
        return [happened] * len(shown), lines
    names = [str(name) for name in events]
    if unknown := [name for name in names if name not in {case.name for case in found.cases}]:
        raise OutcomeError(say("chart.no_such_case", case=unknown[0][:40]))
    by_name, every, lines = dict(zip(names, events.values(), strict=True)), [], []
    for case in shown:
        happened, told = one_case.events_of(found, by_name.get(case.name))
        every.append(happened)
        lines += [f"{isolated(case.name)}: {line}" for line in told]
    return every, lines


def _stairs(axes: Sequence[Axes], shown: Sequence[Drawn]) -> None:
    """Join the lines where the first intervention begins to stairs."""
    for (ax, case), (below, following) in pairwise(zip(axes, shown, strict=True)):
        for x, y in zip(case.changes[:1], following.changes[:1], strict=False):
            upper, lower = ax.get_xaxis_transform(), below.get_xaxis_transform()
            ax.plot([x, y], [0, 0], transform=upper, color=INK, linewidth=1.2, clip_on=False)
            step = ConnectionPatch((y, 0), (y, 1), upper, lower, color=INK, linewidth=1.2)
            below.figure.add_artist(step)


def _missing(found: Points) -> list[str]:
    return [say("chart.missing", count=found.missing)] if found.missing else []


def _cut_axis(values: tuple[float, float]) -> list[str]:
    return [say("chart.cut_axis")] if values[0] > 0 else []


def _title(cases: Sequence[Drawn]) -> str:
    """Return what the chart of several cases is called: a multiple baseline if they change one by one."""
    return say("chart.multiple_baseline" if _starts(cases) != 1 else "chart.several_cases")


def _starts(cases: Sequence[Drawn]) -> int:
    """Return in how many different sessions an intervention begins."""
    return len({case.changes[0] for case in cases if case.changes})


def _of_all(
    cases: Sequence[Drawn], shown: Sequence[Drawn], common: tuple[float, float], same_scale: bool
) -> list[str]:
    """Return notes about all cases together: their scale, and whether their baselines end one by one."""
    notes = []
    if two := [case.name for case in shown if case.two_points]:
        notes.append(f"{listed(two)}: {say('stats.note.two_points')}")
    if len(cases) > 1 and _starts(cases) == 1:
        notes.append(say("chart.same_start"))
    if not same_scale and len(shown) > 1:
        return [*notes, say("chart.own_scale")]
    flat = [case.name for case in shown if np.nanmax(case.y) - np.nanmin(case.y) < _FLAT * np.ptp(common)]
    if len(shown) > 1 and flat and len(flat) < len(shown):
        notes.append(say("chart.flat", cases=listed(flat)))
    return [*notes, *_cut_axis(common)]
