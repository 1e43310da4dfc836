"""The tables of looking at the work together, made as those of `casekit.tables.client` are."""

from collections.abc import Iterable, Mapping

from casekit.model import (
    Attendee,
    Case,
    Conference,
    Dilemma,
    Recommendation,
    Review,
    Statement,
    Supervision,
)
from casekit.tables.brief import is_card
from casekit.tables.columns import WHEN, Columns
from casekit.tables.table import Record, Table, table
from casekit.vocab import say

_CONFERENCES = Columns(
    Conference,
    f"occasion {WHEN} place agenda attendance attendance_listed minutes minutes_kept decisions basis",
)
_ATTENDEE = Columns(Attendee, "role person present")
_SUPERVISION = Columns(
    Supervision,
    "week date? weekday? time? duration_min other_dates? supervisor topics agreements? basis",
)
_REVIEW = Columns(
    Review,
    "review rule? about? at? text by? week? date? weekday? time? duration_min? answer?",
    text="reviewed",
)
_REFLECTED = Columns(Statement, "text basis")
_DILEMMA = Columns(Dilemma, "text solution basis")
_RECOMMENDATIONS = Columns(Recommendation, "to text basis", text="recommendation")


def conferences(case: Case) -> Table:
    """Return the case conferences with their participants, and whether attendance and minutes were kept."""
    rows = _CONFERENCES.records(case, case.conferences)
    for row, conference in zip(rows, case.conferences, strict=True):
        attending = _ATTENDEE.records(case, conference.attendance)
        row["attendance"] = "\n".join(_attending(**one) for one in attending) or None
    return table(rows, _CONFERENCES.columns)


def _attending(role: str, person: str | None, present: str | None) -> str:
    """Return the role of a participant, who that is where it is a member of the family, and absence."""
    facts = [person] if person and person != role else []
    facts += [say("tables.absent")] if present == say("tables.no") else []
    return f"{role} ({', '.join(facts)})" if facts else role


def supervision(case: Case) -> Table:
    """Return the supervision of the worker, with the hours that it adds up to so far.

    Examples
    --------
    >>> client = {"id": "client", "label": "Klien A", "relation": "client", "basis": "documented"}
    >>> held = [{"id": f"s{week}", "week": week, "duration_min": 90, "supervisor": "school",
    ...          "basis": "documented"} for week in (1, 2)]
    >>> case = Case(id="a", title="Klien A", client="client", people=[client], supervision=held)
    >>> supervision(case)["jam seluruhnya"].tolist()
    [1.5, 3.0]
    """
    rows, minutes = _SUPERVISION.records(case, case.supervision), 0
    for row in rows:
        minutes += row["duration_min"] or 0
        row["hours"] = minutes / 60
    return table(rows, _SUPERVISION.columns.replace("duration_min", "duration_min hours"))


def review(case: Case) -> Table:
    """Return the exceptions that are explained, and the supervisor's remarks with the answers to them."""
    return _REVIEW.table(case, case.review)


def reflection(case: Case) -> Table:
    """Return what the worker learned: growth, dilemmas and their solutions, challenges, good practice."""
    rows: list[Record] = []
    for part in ("growth", "dilemmas", "challenges", "good_practice"):
        columns = _DILEMMA if part == "dilemmas" else _REFLECTED
        held = columns.records(case, getattr(case.reflection, part))
        rows += [{"reflected": say(f"tables.{part}"), **row} for row in held]
    return table(rows, "reflected text solution basis")


def recommendations(case: Case) -> Table:
    """Return the recommendations and to whom they go."""
    return _RECOMMENDATIONS.table(case, [*case.termination.recommendations, *case.reflection.recommendations])


def unrecorded(shown: Mapping[str, Table]) -> Table:
    """Return what tables leave empty: columns that no row fills, and what is not recorded on a card.

    Use it below the tables of a report, which are printed in brief. What some row fills is not named.

    Parameters
    ----------
    shown : mapping
        The tables by their titles.

    Examples
    --------
    >>> unrecorded({"Sesi 1": Table({"tema": ["salam"], "hasil": [None]})}).lines()
    ['Sesi 1; hasil']
    """
    lacking: dict[str, list[str]] = {}
    for title, made in shown.items():
        if empty := ", ".join(_empty(made)):
            lacking.setdefault(empty, []).append(title)
    rows = [{"shown_in": ", ".join(titles), "unrecorded": empty} for empty, titles in lacking.items()]
    return table(rows, "shown_in unrecorded")


def _empty(made: Table) -> Iterable[str]:
    """Return what a table leaves empty, without its basis."""
    if made.empty:
        return ()
    if is_card(made):
        return [str(name) for name in made[say("tables.field")][made[say("tables.content")].isna()]]
    return [str(name) for name in made.columns if name != say("tables.basis") and made[name].isna().all()]
