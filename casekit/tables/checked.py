"""The points of the check as tables: what a supervisor would ask, and how often at which stage."""

from collections import Counter
from collections.abc import Iterable, Sequence

import pandas as pd

from casekit.check import SEVERITIES, Point, check, heading, stages
from casekit.model import Case
from casekit.tables.table import Table
from casekit.vocab import say

_COLUMNS = ("code", "severity", "stage", "place", "message", "line", "explained")


def case_check(
    case: Case, *, select: Iterable[str] = (), ignore: Iterable[str] = (), strict: bool = False
) -> Table:
    """Return what a supervisor would ask about a case as a table, a row for each point.

    Parameters
    ----------
    case : Case
        The case.
    select, ignore, strict
        As of `casekit.check.check`.

    Returns
    -------
    Table
        Code, severity, stage, place, message, line in the file, and the explanation where there is one.

    Examples
    --------
    >>> client = {"id": "client", "label": "Klien A", "relation": "client", "basis": "documented"}
    >>> goal = {"id": "g1", "text": "berani bertanya", "basis": "documented"}
    >>> case = Case(id="a", title="A", client="client", people=[client], plan={"goals": [goal]})
    >>> case_check(case, select=["P4"])["kode"].tolist()
    ['P401', 'P403', 'P414']
    """
    return points_table(check(case, select=select, ignore=ignore, strict=strict), _COLUMNS)


def points_table(points: Iterable[Point], columns: Sequence[str]) -> Table:
    """Return points as a table with these columns, a row for each."""
    rows = [
        {
            "code": point.code,
            "severity": say(f"check.{point.severity}"),
            "stage": heading(point.stage),
            "place": point.place,
            "message": point.message,
            "line": point.line if "line" in columns else None,
            "explained": point.explained or None,
        }
        for point in points
    ]
    frame = pd.DataFrame(rows, columns=[*columns])
    frame = frame.astype({"line": "Int64"}) if "line" in columns else frame
    made = Table(frame.rename(columns={name: say(f"check.column_{name}") for name in columns}))
    made.attrs["empty"] = "tables.nothing_found"
    return made


def point_counts(points: Sequence[Point]) -> Table:
    """Return how many points there are at each stage, the open ones by severity; counts, never a mark."""
    counts = Counter((point.stage, "explained" if point.explained else point.severity) for point in points)
    names = {name: say(f"check.{name}s") for name in SEVERITIES} | {"explained": say("check.explained")}
    rows = [
        {say("check.column_stage"): heading(stage)}
        | {head: counts[stage, name] for name, head in names.items()}
        for stage in stages(points)
    ]
    return Table(pd.DataFrame(rows, columns=[say("check.column_stage"), *names.values()]))
