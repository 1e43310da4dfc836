"""Outcome series as they come in: a tidy table, sorted and cut into phases, and what to know of each case."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit.errors import OutcomeError
from casekit.stats.columns import (
    Array,
    Estimate,
    Mask,
    as_pandas,
    blank,
    case_keys,
    check_names,
    column_or_value,
    directions,
    first_row,
    numbered,
    numbers,
    repeated,
    scale_of,
    times,
)
from casekit.stats.options import check_options, checked_pair, is_one_of, listed
from casekit.vocab import say

Counts = NDArray[np.int64]

# What a note can say, the grave ones first: they leave a case without numbers.
_GRAVE = (
    "empty_phase", "none_left", "not_gas", "infinite", "no_session", "duplicated", "order", "two_points",
    "two_goals",
)  # fmt: skip
_NOTES = (
    *_GRAVE, "left_out", "control", "few_cases", "no_fit", "not_counts", "separated", "edge", "short_series",
    "undefined", "not_positive", "negative", "off_scale", "not_a_share", "no_goal", "constant",
    "no_arrangement", "too_few", "no_interval", "no_error", "sizes", "perfect", "missing", "no_cutoff",
    "short", "constant_baseline", "trend", "autocorrelation", "ties", "fitted_line", "least_count",
    "pairs_left_out", "no_weights",
)  # fmt: skip

_MORE = 48  # the bit from which on the number of a further sentence stands

_BLOCK = 10_000  # cases computed in one step
_AT_ONCE = 4_000_000  # pairs of points compared in one step: 4 MB a table of signs


class Notes:
    """What a careful reader should know of each of many rows, kept as bits until it is said."""

    def __init__(self, bits: Counts) -> None:
        self.bits = bits

    @classmethod
    def none(cls, count: int) -> Self:
        """Return so many rows without a note."""
        return cls(np.zeros(count, dtype=np.int64))

    def add(self, key: str, where: Mask | Counts) -> None:
        """Add a note to rows, given by a mask or by their numbers."""
        self.bits[where] |= 1 << _NOTES.index(key)

    def drop(self, key: str, where: Mask) -> None:
        """Take a note back from the rows where a mask is true."""
        self.bits[where] &= ~(1 << _NOTES.index(key))

    def has(self, *keys: str) -> Mask:
        """Return the rows that have one of these notes."""
        return np.asarray((self.bits & sum(1 << _NOTES.index(key) for key in keys)) > 0)

    @property
    def grave(self) -> Mask:
        """Return the rows that must stay without numbers."""
        return np.asarray((self.bits & ((1 << len(_GRAVE)) - 1)) > 0)

    def add_more(self, number: Counts | int, where: Mask) -> None:
        """Add a sentence of those that `said` is given, by its number, to the rows where a mask is true."""
        self.bits[where] |= (np.broadcast_to(number, where.shape)[where] + 1) << _MORE

    def said(self, more: Sequence[str] = ()) -> NDArray[np.object_]:
        """Return the notes as sentences in the current language; `more` are sentences made elsewhere."""
        return np.asarray(self.column(more), dtype=object)

    def column(self, more: Sequence[str] = ()) -> Any:
        """Return the same as a column of a table."""
        row, kinds = pd.factorize(self.bits)  # which does not sort
        sentences = []
        for bits in kinds.tolist():
            own = [say(f"stats.note.{key}") for place, key in enumerate(_NOTES) if bits >> place & 1]
            own += [more[(bits >> _MORE) - 1]] if bits >> _MORE else []
            sentences.append(" ".join(filter(None, own)))
        return repeated(sentences, row)


@dataclass
class Phase:
    """The points of one phase, sorted by case and session, and where those of each case begin."""

    outcome: Array
    session: Array
    count: Counts
    start: Counts = field(init=False)

    def __post_init__(self) -> None:
        self.start = np.cumsum(self.count) - self.count

    def of(self, case: np.integer[Any]) -> tuple[Array, Array]:
        """Return outcomes and sessions of one case."""
        rows = slice(self.start[case], self.start[case] + self.count[case])
        return self.outcome[rows], self.session[rows]

    def points(self, cases: Counts, size: int) -> tuple[Array, Array]:
        """Return outcomes and sessions of cases with `size` points each: points down, cases across."""
        rows = self.start[cases] + np.arange(size)[:, None]
        return self.outcome[rows], self.session[rows]

    def blocks(self) -> Iterator[tuple[Counts, Array, Array]]:
        """Yield the cases with equally many points together: their numbers, outcomes and sessions."""
        for size in np.unique(self.count[self.count > 0]):
            cases = np.flatnonzero(self.count == size)
            yield cases, *self.points(cases, int(size))


@dataclass
class Pair:
    """Two phases of cases with equally many points: points down, cases across."""

    cases: Counts
    a: Array
    b: Array
    session_a: Array
    session_b: Array
    sign: Array
    goal: Array
    scale: Counts
    known: dict[str, Estimate] = field(default_factory=dict)  # what several measures need

    @cached_property
    def signs(self) -> NDArray[np.int8]:
        """Return for each point of A and of B whether B is better (1), equal (0) or worse (-1)."""
        return self.compared(self.a, self.b)

    @cached_property
    def sums(self) -> tuple[Any, Any]:
        """Return for each point of A, and of B, the sum of its signs."""
        return self.signs.sum(axis=1, dtype=np.int32), self.signs.sum(axis=0, dtype=np.int32)

    @cached_property
    def balance(self) -> Array:
        """Return the share of pairs of points in which B is better, less that in which it is worse."""
        return np.asarray(self.sums[0].sum(axis=0) / (len(self.a) * len(self.b)))

    @cached_property
    def untied(self) -> Array:
        """Return the share of pairs of points that are not equal."""
        return np.asarray(np.abs(self.signs).sum(axis=(0, 1), dtype=np.int32) / (len(self.a) * len(self.b)))

    @cached_property
    def means(self) -> tuple[Array, Array]:
        """Return the means of A and of B."""
        return self.a.mean(axis=0), self.b.mean(axis=0)

    @cached_property
    def spreads(self) -> tuple[Array, Array]:
        """Return the variances of A and of B."""
        return spread(self.a), spread(self.b)

    @cached_property
    def smallest(self) -> Array:
        """Return the smallest value."""
        return np.asarray(np.minimum(self.a.min(axis=0), self.b.min(axis=0)))

    @cached_property
    def largest(self) -> Array:
        """Return the largest distance of a value from zero."""
        highest = np.maximum(self.a.max(axis=0), self.b.max(axis=0))
        return np.asarray(np.maximum(highest, -self.smallest))

    @cached_property
    def ordered(self) -> Array:
        """Return all values of each case, the smallest first."""
        return np.sort(np.concatenate([self.a, self.b]), axis=0)

    @cached_property
    def trend_a(self) -> Array:
        """Return Kendall's S of A."""
        return trend(self.a)

    @cached_property
    def trend_b(self) -> Array:
        """Return Kendall's S of B."""
        return trend(self.b)

    def compared(self, a: Array, b: Array, tolerance: Array | float = 0.0) -> NDArray[np.int8]:
        """Return the signs of all differences, in which better is positive."""
        a, b = (a * self.sign)[:, None, :], (b * self.sign)[None, :, :]
        if np.any(tolerance):
            better, worse = b > a + tolerance, b < a - tolerance
        else:
            better, worse = b > a, b < a
        return better.view(np.int8) - worse.view(np.int8)


@dataclass
class Series:
    """A checked table: one number a case, its rows sorted by case and session."""

    keys: pd.DataFrame
    case: Counts
    phase: "pd.Series[Any]"
    session: Array
    outcome: Array
    sign: Array
    goal: Array
    scale: Counts
    inside: dict[Any, Mask] = field(default_factory=dict)  # which rows are of a phase
    order: Any = field(default_factory=lambda: slice(None))  # which rows of the table these are

    def __len__(self) -> int:
        return len(self.keys)

    def blocks(self) -> Iterator["Series"]:
        """Yield the cases in blocks of a size that a processor caches: time then grows with their number."""
        for first in range(0, len(self), _BLOCK):
            cases = slice(first, first + _BLOCK)
            rows = slice(*np.searchsorted(self.case, [first, first + _BLOCK]))
            yield Series(
                self.keys.iloc[cases],
                self.case[rows] - first,
                self.phase.iloc[rows],
                self.session[rows],
                self.outcome[rows],
                self.sign[cases],
                self.goal[cases],
                self.scale[cases],
                {name: mask[rows] for name, mask in self.inside.items()},
            )

    def of(self, name: object) -> Mask:
        """Return which rows are of a phase."""
        if name not in self.inside:
            own = name.encode("utf-8", "replace").decode() if isinstance(name, str) else name
            self.inside[name] = (self.phase == own).fillna(False).to_numpy(bool)
        return self.inside[name]

    def along(self, data: pd.DataFrame, given: str | float) -> Array:
        """Return the numbers of a further column of the table, or one number, for each row of the series."""
        return np.asarray(column_or_value(data, given)[self.order])

    def check_phases(self, phases: Sequence[object]) -> None:
        """Refuse phases of which the table has none."""
        if not [name for name in phases if self.of(name).any()]:
            found = listed(sorted(map(str, self.phase.dropna().unique())))
            raise OutcomeError(say("stats.no_phase", phases=listed(phases), found=found or "–"))

    def cut(self, phases: Sequence[object]) -> tuple[list[Phase], Notes]:
        """Return the phases with the points that can be used, and what is wrong with which case."""
        inside = [self.of(name) for name in phases]
        notes, used = Notes.none(len(self)), np.logical_or.reduce(inside)
        case, session = self.case[used], self.session[used]
        same = (np.diff(case) == 0) & (np.diff(session) == 0)
        notes.add("duplicated", case[1:][same])
        notes.add("no_session", case[np.isnan(session)])
        notes.add("infinite", self.case[used & np.isinf(self.outcome)])
        notes.add("missing", self.case[(used & np.isnan(self.outcome)) | self.phase.isna().to_numpy()])
        notes.add("two_goals", np.isinf(self.goal))
        cut: list[Phase] = []
        last = np.full(len(self), -np.inf)
        for place in range(len(phases)):
            rows = inside[place] & np.isfinite(self.outcome)
            counts = np.bincount(self.case[rows], minlength=len(self))
            phase = Phase(self.outcome[rows], self.session[rows], counts)
            full = counts > 0
            notes.add("empty_phase", ~full)
            notes.add("order", full & (self._at(phase, phase.start) <= last))
            last = np.where(full, self._at(phase, phase.start + counts - 1), last)
            cut.append(phase)
        if len(phases) == 2:  # noqa: PLR2004 - a baseline and what follows it
            notes.add("short", (cut[0].count > 0) & (cut[0].count < 5))  # noqa: PLR2004 - What Works Clearinghouse
        return cut, notes

    def pairs(self, a: Phase, b: Phase) -> Iterator[Pair]:
        """Yield the cases that have both phases, those of one shape together."""
        cases = np.flatnonzero((a.count > 0) & (b.count > 0))
        shape = a.count[cases] * (b.count.max() + 1) + b.count[cases]
        order = np.argsort(shape, kind="stable")
        for alike in np.split(cases[order], np.flatnonzero(np.diff(shape[order])) + 1):
            if not len(alike):
                continue
            m, n = int(a.count[alike[0]]), int(b.count[alike[0]])
            step = max(1, _AT_ONCE // (m * max(m, n)))
            for some in np.split(alike, range(step, len(alike), step)):
                (y_a, t_a), (y_b, t_b) = a.points(some, m), b.points(some, n)
                of_case = self.sign[some], self.goal[some], self.scale[some]
                yield Pair(some, y_a, y_b, t_a, t_b, *of_case)

    def _at(self, phase: Phase, rows: Counts) -> Array:
        """Return the session in these rows of a phase, one row a case."""
        return phase.session[np.clip(rows, 0, len(phase.session) - 1)] if len(phase.session) else self.sign


def read(
    data: pd.DataFrame,
    by: str | Sequence[str] = "case",
    session: str = "session",
    phase: str = "phase",
    outcome: str = "outcome",
    improvement: str = "increase",
    goal: str | float | None = None,
    scale: str = "other",
    **others: Any,
) -> Series:
    """Return the series of a tidy table, one row a point; the table stays as it was.

    Sessions are numbers or dates (counted in days); a case that gives none is taken in the order of its rows.

    Raises
    ------
    OutcomeError
        If the table is none or empty, a column is missing, a number is written as text, or there is no option
        of a name.
    """
    check_options(others, "by", "session", "phase", "outcome", "improvement", "goal", "scale")
    data = as_pandas(data)
    keys = case_keys(data, by, session, phase, outcome)
    data = data.reset_index(drop=True)  # whose names may be those of columns
    check_names(data, phase)
    case, when = timed(data, keys, session)
    count = int(case.max()) + 1
    value = numbers(data, outcome)
    other = case[1:] != case[:-1]
    first = np.concatenate([[0], np.flatnonzero(other) + 1])
    if apart := (np.diff(case[first]) < 0).any():  # the rows of a case do not stand together
        first = first[np.unique(case[first], return_index=True)[1]]
    sign = np.where(_of_each(directions, data, improvement, case, first), 1.0, -1.0)
    scales = _of_each(scale_of, data, scale, case, first)
    aim = blank(count)
    if goal is not None:
        per_row = column_or_value(data, goal)
        given = ~np.isnan(per_row)
        aim[case[given]] = per_row[given]
        aim[case[given & (per_row != aim[case])]] = np.inf  # more than one goal
    rows: Any = slice(None)
    if apart or not (other | (when[1:] >= when[:-1])).all():
        rows = np.lexsort((when, case))
    names, phases = data[keys].take(first).reset_index(drop=True), data[phase].iloc[rows]
    return Series(names, case[rows], phases, when[rows], value[rows], sign, aim, scales, order=rows)


def timed(data: pd.DataFrame, keys: Sequence[str], session: str) -> tuple[Counts, Array]:
    """Return the number of the case of each row, and when it was; without sessions, in the order of rows."""
    case, when = numbered(data[[*keys]].reset_index(drop=True)), times(data, session)
    if (gone := ~np.isfinite(when)).any():
        unnumbered = np.bincount(case, ~gone) == 0
        when = np.where(unnumbered[case], np.arange(len(case)), np.where(gone, np.nan, when))
    return case, when


def _of_each(find: Callable[..., Any], data: pd.DataFrame, given: str, case: Counts, first: Counts) -> Any:
    """Return what is found for each case in a column; refuse a second value; a word says it of all."""
    if not is_one_of(given, data.columns):
        return np.repeat(find(data.head(1), given), len(first))
    values = find(data, given)
    own = values[first]
    if (row := first_row(own[case] != values)) is not None:
        raise OutcomeError(say("stats.two_values", row=row + 1, column=given))
    return own


def two_phases(
    data: pd.DataFrame, phases: Sequence[object], **columns: Any
) -> tuple[Series, Phase, Phase, Notes]:
    """Return the series of a table, the two phases to compare, and what to know of each case."""
    series = read(data, **columns)
    return series, *in_two(series, phases)


def in_two(series: Series, phases: Sequence[object]) -> tuple[Phase, Phase, Notes]:
    """Return the two phases to compare, and what to know of each case."""
    pair = checked_pair(phases)
    series.check_phases(pair)
    (a, b), notes = series.cut(pair)
    return a, b, notes


def trend(points: Array) -> Array:
    """Return Kendall's S of each column: pairs that rise less pairs that fall."""
    total = np.zeros(points.shape[1])
    for lag in range(1, len(points)):
        later, earlier = points[lag:], points[:-lag]
        total += (later > earlier).sum(axis=0) - (later < earlier).sum(axis=0)
    return total


def spread(points: Array) -> Array:
    """Return the variance of each column; empty for one point, exactly 0 where all points are equal."""
    if len(points) < 2:  # noqa: PLR2004 - a variance takes two
        return blank(*points.shape[1:])
    equal = np.ptp(points, axis=0) <= 1e-13 * np.abs(points).max(axis=0)
    return np.where(equal, 0.0, np.var(points, axis=0, ddof=1))
