"""One case drawn into a panel: points, phase lines, medians, goal, band and events, and the same in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle, groupby
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import ScaledTranslation

from casekit.errors import OutcomeError
from casekit.figures import headings
from casekit.figures.headings import Heading
from casekit.figures.panel import number, short, shortened, ticks
from casekit.figures.series import Drawn, Points, Stretch, day_of, unnamed
from casekit.figures.style import (
    INK,
    MUTED,
    SMALL,
    TINTS,
    TONES,
    capital,
    fitted,
    leading,
    measure,
    printable,
    wrap,
)
from casekit.stats.columns import Array
from casekit.vocab import date, isolated, numerals, say

Range = tuple[float, float]

_LOOKS = ((TONES["bad"], "s"), (TONES["good"], "^"), (MUTED, "D"), (INK, "v"))
_EVENT: Any = {"color": MUTED, "linestyle": (0, (1, 2)), "linewidth": 1.2, "zorder": 1}
_NARROW = 44.0  # points, below which no name is set into a phase
_LINES = 3
_LEGEND = 32  # points below the axis
_ALTERNATING = "⇄"
_EVENT_WIDTH, _CODE_WIDTH, _LEGEND_WIDTH = 120.0, 64.0, 120.0
_FROM_ZERO = 0.5  # an axis begins at 0 where the lowest value is no more than this share of the highest


@dataclass(frozen=True)
class Wanted:
    """What is asked of a chart beside the points."""

    trend: bool = False
    band: bool = False
    join: bool = False
    events: Mapping[float, str] = field(default_factory=dict)


def x_limits(found: Points) -> Range:
    """Return where the axis of sessions begins and ends: at the first and the last session of all."""
    x = np.concatenate([case.x for case in found.cases])
    beside = 0.6 * min((case.step for case in found.cases if case.step > 0), default=1.0)
    return float(x.min()) - beside, float(x.max()) + beside


def y_limits(cases: Sequence[Drawn], *, band: bool) -> Range:
    """Return where the axis of values begins and ends; at 0 where values are not far from it."""
    values = [np.concatenate([case.y, case.goal]) for case in cases]
    values += [np.array(_band(case)[:2]) for case in cases if band]
    known = np.concatenate(values)
    known = known[np.isfinite(known)]
    low, high = float(known.min()), float(known.max())
    if 0 <= low <= _FROM_ZERO * high:
        low = 0.0
    room = 0.07 * (high - low) or abs(high) * 0.1 or 1.0
    return low - (room if low else 0.35 * room), high + room


def draw(ax: Axes, case: Drawn, wanted: Wanted) -> None:
    """Draw a case: its points are joined within a phase, and not across a missing value."""
    for part in case.stretches:
        if part.alternating:
            _conditions(ax, case, part)
            continue
        name = say("chart.value") if part is case.stretches[0] else "_"
        pieces = [_known(case.x, case.y)] if wanted.join else case.joined(part)
        for place, (x, y) in enumerate(pieces):
            ax.plot(x, y, "-o", color=INK, markersize=4, linewidth=1, label="_" if place else name)
        if wanted.join:
            break
    for change in case.changes:
        ax.axvline(change, color=INK, linewidth=1.2)
    _levels(ax, case)
    if wanted.trend:
        _carry_on(ax, case)
    if wanted.band and np.isfinite(limits := _band(case)).all():
        look: Any = {
            "color": TINTS["good"],
            "zorder": 0,
            "label": say("chart.band", phase=short(case.stretches[0].name, _LEGEND_WIDTH)),
        }
        ax.fill_between(_ends(case), limits[0], limits[1], **look)
    for when in wanted.events:
        ax.axvline(when, **_EVENT)


def _known(x: Array, y: Array) -> tuple[Array, Array]:
    there = np.isfinite(y)
    return x[there], y[there]


def _ends(case: Drawn) -> Array:
    return np.array([case.x.min(), case.x.max()])


def _conditions(ax: Axes, case: Drawn, part: Stretch) -> None:
    """Draw conditions that alternate, each with a line of its own."""
    for (colour, marker), own in zip(cycle(_LOOKS), part.conditions(), strict=False):
        for place, (x, y) in enumerate(case.joined(own)):
            name = "_" if place else capital(short(own.name, _LEGEND_WIDTH))
            ax.plot(x, y, "-", marker=marker, color=colour, markersize=4, linewidth=1, label=name)


def _levels(ax: Axes, case: Drawn) -> None:
    """Draw the goal, step by step where it changes; else the median of each phase as well."""
    beside, goals = 0.3 * case.step, case.goals
    look: Any = {"color": TONES["bad"], "linewidth": 1.6, "label": say("chart.goal")}
    if len(set(goals)) == 1:
        ax.axhline(goals[0], **look, dashes=(6, 2))
    elif goals:
        look["label"] = say("chart.criterion")
        for x, _, goal in criteria(case):
            ax.hlines(goal, x[0] - beside, x[-1] + beside, **look)
            look["label"] = "_"
        for (before, *_), (after, *_) in zip(criteria(case), criteria(case)[1:], strict=False):
            ax.axvline((before[-1] + after[0]) / 2, color=MUTED, linewidth=0.8, dashes=(4, 2), zorder=1)
        return
    name = say("chart.median")
    for part in case.stretches:
        if np.isfinite(part.median):
            ends = part.x.min() - beside, part.x.max() + beside
            ax.hlines(part.median, *ends, color=TONES["good"], linewidth=1.8, label=name)
            name = "_"


def criteria(case: Drawn) -> list[tuple[Array, Array, float]]:
    """Return sessions and values of each part that has one criterion, and the criterion."""
    found, at = [], 0
    for goal, same in groupby(case.goal.tolist(), key=lambda goal: goal if np.isfinite(goal) else None):
        rows = slice(at, at := at + len([*same]))
        if goal is not None:
            found.append((case.x[rows], case.y[rows], goal))
    return found


def _carry_on(ax: Axes, case: Drawn) -> None:
    """Draw the least-squares line of the first phase, as far as it stays near the values."""
    first = case.stretches[0]
    x, y = _known(first.x, first.y)
    if len(np.unique(x)) > 1:
        slope = np.polyfit(x - x.mean(), y, 1)[0]
        ends = _ends(case)
        name = say("chart.trend", phase=short(first.name, _LEGEND_WIDTH))
        ax.plot(ends, y.mean() + slope * (ends - x.mean()), color=MUTED, linestyle=":", label=name)


def _band(case: Drawn) -> tuple[float, float, int, int]:
    """Return the band of two standard deviations of the first phase, and how many later values leave it."""
    first = case.stretches[0]
    y = first.y[np.isfinite(first.y)]
    if len(case.stretches) < 2 or len(y) < 2 or np.ptp(y) == 0:  # noqa: PLR2004
        return np.nan, np.nan, 0, 0
    low, high = y.mean() - 2 * y.std(ddof=1), y.mean() + 2 * y.std(ddof=1)
    later = np.concatenate([part.y for part in case.stretches[1:]])
    return low, high, int((later > high).sum()), int((later < low).sum())


def legend(ax: Axes) -> None:
    """Say below a panel and its sessions what lines and marks mean."""
    down = ScaledTranslation(0, -_LEGEND / 72, ax.figure.dpi_scale_trans)
    below: Any = {"bbox_to_anchor": (0.5, 0), "bbox_transform": ax.transAxes + down}
    ax.legend(loc="upper center", borderaxespad=0, ncols=2, **below)


def axes(ax: Axes, found: Points, x: Range, y: Range) -> None:
    """Set the axes of a panel, which begin at the first session; dates stand on an axis of dates."""
    ax.set_xlim(*x)
    ax.set_ylim(*y)
    every = np.concatenate([case.x for case in found.cases])
    (headings.days if found.sessions == "date" else headings.sessions)(ax, every.min(), every.max())
    ax.yaxis.set_major_formatter(ticks())
    scale(ax)


def scale(ax: Axes, high: float = np.inf) -> None:
    """Put as many numbers along the axis of values as stand apart on a panel so high, five at most."""
    most = max(1, min(5, int(min(high, 99) / leading(SMALL)) - 1))
    ax.yaxis.set_major_locator(MaxNLocator(nbins=most, steps=[1, 2, 5, 10]))


@dataclass(frozen=True)
class Named:
    """What stands above the phases of a panel, and what codes there stand for if there was little room."""

    headings: Sequence[Heading]
    codes: Mapping[str, str] = field(default_factory=dict)
    bare: bool = False  # whether medians are numbers without a word


def phase_headings(case: Drawn, x: Range) -> Named:
    """Return name and median of each phase, in short if there is little room."""
    medians = [_median(case, part) for part in case.stretches]
    names = [capital(printable(part.name)) for part in case.stretches]
    wide = headings.ROOM / (x[1] - x[0])
    rooms = [max(_NARROW, wide * (np.ptp(part.x) + case.step)) for part in case.stretches]
    wrapped = [wrap(name, room, SMALL) for name, room in zip(names, rooms, strict=True)]
    whole = all(
        len(lines) <= _LINES and max(measure(word, SMALL) for word in name.split()) <= room
        for name, lines, room in zip(names, wrapped, rooms, strict=True)
    )
    for set_out in ([(name,) for name in names], wrapped if whole else None):
        if set_out is not None:
            found = _over(case, set_out, medians)
            if headings.fits(found, x):
                return Named(found)
    return _in_short(case, medians)


def _in_short(case: Drawn, medians: Sequence[Sequence[str]]) -> Named:
    """Return the codes of phases with their medians."""
    parts = case.stretches
    brief = shortened([_ALTERNATING if part.alternating else part.code for part in parts], _CODE_WIDTH)
    bare = [
        (number(part.median, like=case.y),) if known else ()
        for part, known in zip(parts, medians, strict=True)
    ]
    named = {code: part.name for code, part in zip(brief, parts, strict=True) if part.name != unnamed(code)}
    return Named(_over(case, [(code,) for code in brief], bare), named, any(bare))


def explained(panels: Iterable[tuple[Drawn, Named]]) -> list[str]:
    """Return what the codes above panels stand for, each said once, and what the numbers below them are."""
    panels, meant = [*panels], dict[str, str]()
    keys: dict[str, None] = {}
    for case, named in panels:
        for code, name in named.codes.items():
            is_new = meant.setdefault(code, name) != name
            whose = f"{isolated(case.name)}: " if is_new else ""
            keys[f"{whose}{code} = {name}"] = None
    told = [say("chart.codes", codes="; ".join(keys))] if keys else []
    return [*told, *([say("chart.code_medians")] if any(named.bare for _, named in panels) else [])]


def medians_only(case: Drawn, x: Range) -> Named:
    """Return the medians of phases whose names stand further up, as far as there is room for them."""
    wide = headings.ROOM / (x[1] - x[0])
    found, bare = [], False
    for part in case.stretches:
        room = wide * (np.ptp(part.x) + case.step)
        for text in _median(case, part):
            is_short = bool(measure(text, SMALL) >= room)
            shown = number(part.median, like=case.y) if is_short else text
            if measure(shown, SMALL) < room:
                found.append(Heading(_centre(part), (shown,)))
                bare |= is_short
    return Named(found, bare=bare)


def _over(case: Drawn, names: Sequence[Sequence[str]], medians: Sequence[Sequence[str]]) -> list[Heading]:
    return [
        Heading(_centre(part), (*name, *median))
        for part, name, median in zip(case.stretches, names, medians, strict=True)
    ]


def _centre(part: Stretch) -> float:
    return float(part.x.min() + part.x.max()) / 2


def _median(case: Drawn, part: Stretch) -> tuple[str, ...]:
    if np.isnan(part.median) or len(set(case.goals)) > 1:
        return ()
    return (say("chart.middle", median=number(part.median, like=case.y)),)


def marks(case: Drawn | None, events: Mapping[float, str]) -> list[Heading]:
    """Return what stands right above a panel: what happened, and the criteria of a changing one."""
    found = [
        Heading(when, fitted(printable(text), _EVENT_WIDTH, 2, SMALL), MUTED) for when, text in events.items()
    ]
    if case and len(set(case.goals)) > 1:
        steps = [(float(x.min() + x.max()) / 2, goal) for x, _, goal in criteria(case)]
        found += [Heading(at, (number(goal),), TONES["bad"]) for at, goal in steps]
    return found


def told(case: Drawn) -> str:
    """Return a case in words: values and median of each phase or condition."""
    parts = []
    for part in case.stretches:
        for own in part.conditions() if part.alternating else [part]:
            key = "bare" if np.isnan(own.median) else "one" if own.count == 1 else ""
            key = f"chart.phase_{key}".rstrip("_")
            median = number(own.median, like=case.y)
            parts.append(say(key, phase=own.name, count=own.count, median=median))
    return f"{isolated(case.name)} – " + "; ".join(parts) + "."


def remarks(case: Drawn, wanted: Wanted) -> tuple[list[str], list[str]]:
    """Return what is told of goal and band, and notes: what was asked for and cannot be drawn, and why."""
    lines, goals = [], [number(goal) for goal in case.goals]
    if len(set(goals)) > 1:
        lines.append(say("chart.criteria", criteria="; ".join(goals)))
    elif goals:
        lines.append(say("chart.goal_is", goal=goals[0]))
    if case.two_points:
        return lines, [say("stats.note.two_points")]
    notes = [case.note] if case.note else []
    if wanted.band:
        low, high, above, below = _band(case)
        if np.isfinite(low):
            ends: Any = {key: number(end, like=case.y) for key, end in (("lower", low), ("upper", high))}
            lines.append(say("chart.band_is", phase=case.stretches[0].name, above=above, below=below, **ends))
        else:
            notes.append(say(_no_band(case)))
    if wanted.trend and case.stretches[0].count < 2:  # noqa: PLR2004
        notes.append(say("chart.no_trend"))
    return lines, notes


def _no_band(case: Drawn) -> str:
    """Return the sentence that says why there is no band."""
    if len(case.stretches) < 2:  # noqa: PLR2004
        return "chart.no_band_one_phase"
    return "chart.no_band_few" if case.stretches[0].count < 2 else "chart.no_band_equal"  # noqa: PLR2004


def events_of(found: Points, events: Any) -> tuple[dict[float, str], list[str]]:
    """Return events by their place on the axis, and in words."""
    if events is None:
        return {}, []
    if not isinstance(events, Mapping):
        raise OutcomeError(say("chart.no_events", value=str(events)[:40]))
    placed = {_when(found, session): str(text) for session, text in events.items()}
    placed = dict(sorted(placed.items()))
    return placed, [say("chart.event", when=_said_when(found, x), event=text) for x, text in placed.items()]


def _when(found: Points, session: Any) -> float:
    try:
        when = day_of(session) if found.sessions == "date" else float(session)
    except (TypeError, ValueError):
        when = np.nan
    x = np.concatenate([case.x for case in found.cases])
    if not x.min() - 1 <= when <= x.max() + 1:
        ends = [_said_when(found, end) for end in (x.min(), x.max())]
        raise OutcomeError(say("chart.no_event", session=str(session)[:40], first=ends[0], last=ends[1]))
    return float(when)


def _said_when(found: Points, x: float) -> str:
    if found.sessions == "date":
        return date(headings.day(x))
    return say("chart.session_is", session=numerals(f"{x:g}"))
