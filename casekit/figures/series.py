"""Series as charts draw them: cases cut into stretches of one phase, with the design that these make."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Any

import numpy as np
import pandas as pd

from casekit.figures.panel import names
from casekit.stats.columns import Array, column_or_value, numbers
from casekit.stats.options import check_choice, no_choice
from casekit.stats.series import Series, read
from casekit.vocab import codes, label, say

DESIGNS = ("phases", "alternating")
_QUICK = 1.5  # points a condition has in turn, on average, where conditions alternate quickly
_SHORT, _TURNS = 2, 4  # a turn of such conditions has at most so many points; so many turns make it one
_REGULAR = 0.75  # share of steps that are equal where sessions are held regularly
_PHASES_IN_TITLE = 6
_CODE = 3  # letters that a phase has at most if it is called by a code


@dataclass(frozen=True)
class Stretch:
    """Successive points of one phase, or of several conditions that alternate; `y` has gaps."""

    code: str
    name: str
    x: Array
    y: Array
    goal: Array
    condition: Sequence[str]
    median: float = np.nan
    alternating: bool = False

    @property
    def count(self) -> int:
        """How many values there are."""
        return int(np.isfinite(self.y).sum())

    def conditions(self) -> list["Stretch"]:
        """Return the conditions that alternate here, each as a stretch of its own."""
        found = []
        for name in dict.fromkeys(self.condition):
            own = np.array(self.condition) == name
            part = replace(self, x=self.x[own], y=self.y[own], goal=self.goal[own], name=name)
            found.append(replace(part, condition=[name] * own.sum(), median=middle(part.y)))
        return found


@dataclass(frozen=True)
class Drawn:
    """The series of one case, stretch by stretch."""

    name: str
    stretches: Sequence[Stretch]
    step: float  # between two sessions, as a rule
    regular: bool
    note: str

    @property
    def x(self) -> Array:
        """Sessions or dates."""
        return np.concatenate([each.x for each in self.stretches])

    @property
    def y(self) -> Array:
        """Values, with gaps."""
        return np.concatenate([each.y for each in self.stretches])

    @property
    def goal(self) -> Array:
        """What was aimed at in each session, as far as it is known."""
        return np.concatenate([each.goal for each in self.stretches])

    @property
    def goals(self) -> list[float]:
        """The goals that were aimed at, one after the other."""
        goal = self.goal[np.isfinite(self.goal)]
        return [value for value, _ in groupby(goal.tolist())]

    @property
    def changes(self) -> list[float]:
        """Where the phase lines stand: midway between two phases."""
        return [(a.x[-1] + b.x[0]) / 2 for a, b in pairwise(self.stretches)]

    @property
    def two_points(self) -> bool:
        """Whether there is nothing but one value before and one after."""
        return len(self.stretches) == 2 and len(self.y) == 2  # noqa: PLR2004

    def joined(self, part: Stretch) -> list[tuple[Array, Array]]:
        """Return the lines through a stretch: broken where a value, or a regular session, is missing."""
        known = np.isfinite(part.y)
        broken = ~known[:-1] | ~known[1:]
        if self.regular and not part.alternating:
            broken |= np.diff(part.x) > 1.5 * self.step
        cuts = np.flatnonzero(broken) + 1
        pieces = zip(np.split(part.x, cuts), np.split(part.y, cuts), strict=True)
        return [(x[np.isfinite(y)], y[np.isfinite(y)]) for x, y in pieces if np.isfinite(y).any()]


@dataclass(frozen=True)
class Points:
    """All cases of a table that can be drawn, and what their sessions are."""

    cases: Sequence[Drawn]
    missing: int
    sessions: str  # session, order or date


def points(data: pd.DataFrame, goal: Any, columns: dict[str, Any], design: str | None = None) -> Points:
    """Return the cases of a table as they are drawn."""
    if design is not None:
        check_choice("design", design, *DESIGNS)
    series = read(data, **columns)
    rows, sessions = _rows(data, series, goal, columns)
    placed = rows["phase"].notna() & np.isfinite(rows["session"])
    rows.loc[~np.isfinite(rows["outcome"]), "outcome"] = np.nan
    missing = int((~placed | rows["outcome"].isna()).sum())
    said = _notes(series)
    cases = [
        _case(own, design, *said[int(number)])
        for number, own in rows[placed].groupby("number", sort=True)
        if own["outcome"].notna().any()
    ]
    return Points(cases, missing, sessions)


def _rows(data: pd.DataFrame, series: Series, goal: Any, columns: dict[str, Any]) -> tuple[pd.DataFrame, str]:
    """Return the rows of a table in the order of cases and sessions, and what the sessions are."""
    session = columns.get("session", "session")
    order = series.phase.index.to_numpy()
    rows = pd.DataFrame({"number": series.case, "session": series.session, "outcome": series.outcome})
    rows["case"] = names(series.keys, columns.get("by", "case"))[series.case]
    rows["phase"] = series.phase.astype(object).to_numpy()
    if isinstance(goal, Mapping):
        phases = [*series.phase.dropna().unique()]
        if unknown := [key for key in goal if key not in phases]:
            raise no_choice("goal", unknown[0], phases)
        rows["goal"] = rows["phase"].map(goal)
        rows["goal"] = numbers(rows, "goal")
    else:
        rows["goal"] = np.nan if goal is None else column_or_value(data, goal)[order]
    given = data[session].notna().to_numpy()[order]
    bare = ~pd.Series(given).groupby(series.case).transform("any").to_numpy()
    rows.loc[bare, "session"] = rows.groupby("number").cumcount()[bare] + 1.0
    if not bare.any() and (first := _first_day(data[session])) is not None:
        rows["session"] += first
        return rows, "date"
    return rows, "order" if bare.all() else "session"


def _first_day(session: "pd.Series[Any]") -> float | None:
    """Return the first date of a column, in days as an axis counts them, or nothing if it holds no dates."""
    if pd.api.types.infer_dtype(session, skipna=True) not in ("date", "datetime", "datetime64"):
        return None
    return day_of(pd.to_datetime(session).min())


def day_of(when: Any) -> float:
    """Return a date as an axis counts it, by the clock of its own place."""
    at = pd.Timestamp(when)
    return float((at.tz_localize(None) - pd.Timestamp(0)) / pd.Timedelta(days=1))


def _notes(series: Series) -> list[tuple[str, bool]]:
    """Return what is wrong with the sessions of each case; that phases return is no fault in a chart."""
    phases = [*series.phase.dropna().unique()]
    if not phases:
        return [("", False)] * len(series)
    _, notes = series.cut(phases)
    for key in ("order", "empty_phase", "short", "missing", "two_goals", "infinite"):
        notes.drop(key, np.full(len(series), True))
    return [*zip(notes.said().tolist(), notes.grave.tolist(), strict=True)]


def _case(own: pd.DataFrame, design: str | None, said: str, grave: bool) -> Drawn:
    """Return one case, cut into stretches; without medians where its sessions are in doubt."""
    runs = [run for _, run in own.groupby((own["phase"] != own["phase"].shift()).cumsum())]
    twice = own.duplicated(["session", "phase"]).any()
    parts = _grouped(runs, design)
    alternating = any(quick for _, quick in parts)
    grave &= bool(twice) or not alternating  # two conditions may share a session
    named = _named([str(part["phase"].iloc[0]) if not quick else "" for part, quick in parts])
    stretches = []
    for (part, quick), (code, name) in zip(parts, named, strict=True):
        x, y, goal = (part[key].to_numpy(float) for key in ("session", "outcome", "goal"))
        condition = [phase_name(each) for each in part["phase"]]
        called = say("chart.alternating_phase") if quick else name
        level = np.nan if grave or quick else middle(y)
        stretches.append(Stretch(code, called, x, y, goal, condition, level, quick))
    steps = np.diff(np.unique(own["session"]))
    usual = float(np.median(steps)) if len(steps) else 1.0
    regular = len(steps) > 2 and bool((np.abs(steps - usual) < 1e-6).mean() >= _REGULAR)  # noqa: PLR2004
    return Drawn(str(own["case"].iloc[0]), stretches, usual, regular, said if grave else "")


def _grouped(runs: Sequence[pd.DataFrame], design: str | None) -> list[tuple[pd.DataFrame, bool]]:
    """Return phases, and conditions that alternate quickly put together, each with whether it is such."""
    asked = design == "alternating"

    def may_alternate(place: int) -> bool:
        """Return whether this may be the turn of a condition; a first phase of some length is a baseline."""
        return len(runs[place]) <= _SHORT or (asked and place > 0)

    found: list[tuple[pd.DataFrame, bool]] = []
    for quick, places in groupby(range(len(runs)), may_alternate):
        own = [runs[place] for place in places]
        dense = len(own) >= _TURNS and sum(map(len, own)) <= _QUICK * len(own)
        if quick and design != "phases" and (dense or (asked and len(own) > 1)):
            found.append((pd.concat(own), True))
        else:
            found += [(run, False) for run in own]
    return found


def _named(phases: Sequence[str]) -> list[tuple[str, str]]:
    """Return code and name of each phase; phases that return are numbered."""
    found, seen = [], dict.fromkeys(phases, 0)
    for phase in phases:
        seen[phase] += 1
        again = phases.count(phase) > 1
        apart = "" if len(phase) <= _CODE else " "
        code = f"{phase}{apart}{seen[phase]}" if again else phase
        found.append((code, _again(phase, code) if again else phase_name(phase)))
    return found


def _again(phase: str, code: str) -> str:
    """Return what a phase that occurs several times is called each time."""
    if code in codes("phase"):
        return label("phase", code)
    if phase not in codes("phase"):
        return unnamed(code)
    later = "A2" if phase == "A" and code != "A1" else phase
    return label("phase", later).replace(f"({later})", f"({code})")


def phase_name(code: object) -> str:
    """Return what a phase is called; A and B may have a number."""
    text = str(code)
    return label("phase", text) if text in codes("phase") else _again(text.rstrip("0123456789"), text)


def unnamed(code: str) -> str:
    """Return what a phase is called that the vocabulary does not have: a word as it stands."""
    return say("chart.a_phase", phase=code) if len(code) <= _CODE else code


def middle(y: Array) -> float:
    """Return the median of the values that there are."""
    known = y[np.isfinite(y)]
    return float(np.median(known)) if len(known) else np.nan


def title(case: Drawn) -> str:
    """Return what a chart of this case is called: its design."""
    if any(each.alternating for each in case.stretches):
        return say("chart.alternating")
    if len(set(case.goals)) > 1:
        return say("chart.changing_criterion")
    if len(case.stretches) == 1:
        return say("chart.one_phase")
    phases = [each.code for each in case.stretches]
    later = phases[-1] == "follow_up"
    letters = _letters(phases[:-1] if later else phases)
    if len(letters) > _PHASES_IN_TITLE:
        return say("chart.by_phase")
    return say("chart.letters_followed" if later else "chart.letters", letters="-".join(letters))


def _letters(phases: Sequence[str]) -> list[str]:
    """Return phases as letters: without numbers if these only tell repetitions, words in their order."""
    bare = [re.sub(r" ?\d+$", "", phase) for phase in phases]
    if all(re.fullmatch("[A-Z]+", letter) for letter in bare):
        return [*phases] if any(a == b for a, b in pairwise(bare)) else bare
    order = [*dict.fromkeys(bare)]
    return [chr(ord("A") + order.index(phase)) for phase in bare]
