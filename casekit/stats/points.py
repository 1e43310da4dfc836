"""The points of several cases under each other, as models of many cases take them."""

from dataclasses import dataclass

import numpy as np

from casekit.errors import OutcomeError
from casekit.stats.columns import Array
from casekit.stats.series import Counts, Notes, Phase, Series, spread
from casekit.vocab import say

FEWEST = 3  # cases; fewer tell nothing of how cases differ, and give no standard error
ALL = np.array([True])  # of a model, whose notes are one row


@dataclass(frozen=True)
class Points:
    """Points sorted by case and session; of each the first session of its case and of its intervention."""

    outcome: Array
    session: Array
    later: Array  # 1 in the intervention, 0 in the baseline
    begin: Array  # first session of the case
    turn: Array  # first session of its intervention, infinite if it has none
    start: Counts  # where each case begins

    @property
    def since(self) -> Array:
        """Return the sessions since the intervention began, 0 before."""
        return np.where(self.later > 0, self.session - np.where(self.later > 0, self.turn, 0), 0.0)


def points(a: Phase, b: Phase, used: Counts) -> Points:
    """Return the points of these cases."""
    case = np.concatenate([np.repeat(np.arange(len(part.count)), part.count) for part in (a, b)])
    session, outcome = np.concatenate([a.session, b.session]), np.concatenate([a.outcome, b.outcome])
    later = np.repeat([0.0, 1.0], [len(a.session), len(b.session)])
    rows = np.lexsort((session, case))
    rows = rows[np.isin(case[rows], used)]
    case, session, later = case[rows], session[rows], later[rows]
    start = np.flatnonzero(np.diff(case, prepend=-1))
    size = np.diff(start, append=len(case))
    turn = np.minimum.reduceat(np.where(later > 0, session, np.inf), start) if len(start) else session
    return Points(
        outcome[rows], session, later, np.repeat(session[start], size), np.repeat(turn, size), start
    )


def gathered(series: Series, a: Phase, b: Phase, notes: Notes) -> tuple[Points, Notes, bool]:
    """Return the points of the cases that can be used, what to know of them, and whether they suffice."""
    used = np.flatnonzero(~notes.grave)
    if len(np.unique(series.sign[used])) > 1:
        raise OutcomeError(say("stats.two_directions"))
    found, enough = points(a, b, used), len(used) >= FEWEST
    differs = bool(spread(found.outcome) > 0)
    said = Notes(np.bitwise_or.reduce(notes.bits, keepdims=True))
    said.drop("short", ALL)
    said.add("left_out", ALL & (len(used) < len(series)))
    said.add("few_cases", ALL & (not enough))
    said.add("constant", ALL & (enough and not differs))
    return found, said, enough and differs
