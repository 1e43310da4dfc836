"""The points of several cases under each other, as models of many cases take them."""

from dataclasses import dataclass

import numpy as np

from casekit.stats.columns import Array
from casekit.stats.series import Counts, Phase


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
