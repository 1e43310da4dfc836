"""In how many of a hundred series an interval covers the truth, and a sentence where that is too rarely.

The shares were counted over simulated series (`tests/stats/covering.py`, which says how) and stand in
`data/stats/coverage.csv`: for each statistic, three lengths of series and three autocorrelations.
"""

import csv
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from casekit.stats.series import Counts
from casekit.vocab import say

_FILE = Path(__file__).resolve().parents[1] / "data" / "stats" / "coverage.csv"
_LENGTHS = (18, 35)  # between those of 13, 25 and 50 points that were simulated
_ENOUGH = 92
LENGTHS = len(_LENGTHS) + 1


def length(points: Any) -> Counts:
    """Return to which of the simulated lengths series of so many points come closest."""
    return np.asarray(np.searchsorted(_LENGTHS, points, side="right"), dtype=np.int64)


def warning(statistic: str, which: int) -> str:
    """Return what the interval of a statistic covers in series of a length; nothing where that is enough.

    A method that was not counted by itself, such as ``NAP:Hanley``, has the interval of the usual one.
    """
    shares = _shares().get(statistic, _shares().get(statistic.partition(":")[0]))
    if shares is None or min(shares[which]) >= _ENOUGH:
        return ""
    none, some, much = (f"{share:.0f}" for share in shares[which])
    return say("stats.note.coverage", none=none, some=some, much=much)


@cache
def _shares() -> dict[str, list[list[float]]]:
    """Return percentages by statistic, length and autocorrelation, each in rising order."""
    found: dict[str, list[list[float]]] = {}
    with _FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            lengths = found.setdefault(row["statistic"], [[] for _ in range(LENGTHS)])
            share = 100 * int(row["covered"]) / int(row["intervals"])
            lengths[int(length(int(row["n_a"]) + int(row["n_b"])))].append(share)
    return found
