"""The marks of a class as a long table: a row for each criterion of each item of each person."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from casekit.exercises.classes import ClassFile
from casekit.exercises.grades import Graded, Judged
from casekit.exercises.submissions import Submission
from casekit.store.spreadsheet import csv_of


@dataclass(frozen=True)
class Row:
    """One row: who, which attempt, which item and criterion, and what it earned.

    The row of a whole submission has neither item nor criterion, that of a whole item no criterion.
    """

    person: str
    number: str
    idnumber: str
    email: str
    code: str
    exercise: str
    version: int
    attempt: int
    when: str
    item: str
    criterion: str
    state: str
    points: float | None
    of: float | None
    hidden: bool | None
    by: str
    remark: str


NAMES = tuple(field.name for field in fields(Row))


def table(graded: Iterable[Graded], about: ClassFile | None = None, *, blind: bool = False) -> list[Row]:
    """Return the marks of a class as rows.

    Parameters
    ----------
    graded : iterable of Graded
        What `grade_class` found.
    about : ClassFile, optional
        What is known of the people: numbers and addresses.
    blind : bool
        Whether nothing but the code says who somebody is.

    Returns
    -------
    list of Row
        For each person a row of the whole, with the points after what lateness took away, and those of items
        and criteria below it.
    """
    people = in_order(graded, blind=blind)
    return [row for own in people for row in _rows(own, about or ClassFile(), blind)]


def in_order(graded: Iterable[Graded], *, blind: bool) -> list[Graded]:
    """Return a class in its order, blind in that of the codes: the order of names would give them away."""
    return sorted(graded, key=lambda own: own.submission.code) if blind else [*graded]


def _rows(own: Graded, about: ClassFile, blind: bool) -> Iterator[Row]:
    submission, member = own.submission, about.member(own.submission)
    who: dict[str, Any] = {
        "person": "" if blind else submission.person,
        "number": "" if blind else submission.number,
        "idnumber": "" if blind or member is None else member.idnumber,
        "email": "" if blind or member is None else member.email,
        "code": submission.code,
        "exercise": own.exercise,
        "version": own.version,
        "attempt": submission.attempt,
        "when": submission.when.isoformat(timespec="seconds") if submission.when else "",
    }
    nothing: dict[str, Any] = {"item": "", "criterion": "", "hidden": None, "by": ""}
    yield Row(**who, **nothing, state=own.state, points=own.total, of=own.of, remark=own.remark(blind=blind))
    for judged in own.items:
        yield from _rows_of_item(judged, who)


def _rows_of_item(judged: Judged, who: dict[str, Any]) -> Iterator[Row]:
    mark = judged.mark
    shared: dict[str, Any] = {**who, "item": judged.item, "hidden": judged.hidden, "by": judged.by}
    yield Row(**shared, criterion="", state=mark.state, points=mark.points, of=mark.of, remark=judged.comment)
    for name, points in judged.levels.items():
        yield Row(**shared, criterion=name, state="", points=points, of=None, remark="")
    for remark in mark.remarks:
        if remark.about:
            state = "right" if remark.right else "wrong"
            yield Row(**shared, criterion=remark.about, state=state, points=None, of=None, remark="")


def as_csv(rows: Iterable[Row]) -> str:
    """Return rows as CSV that Excel reads as UTF-8, and in which nothing is a formula.

    Examples
    --------
    >>> as_csv([]).removeprefix("\ufeff").split(",")[:2]
    ['person', 'number']
    """
    return csv_of(NAMES, (asdict(row).values() for row in rows))


def codes_csv(people: Iterable[Submission]) -> str:
    """Return the list that says whose the blind codes are; it is kept apart from marks.

    Examples
    --------
    >>> codes_csv([Submission("Budi", "07")]).splitlines()[1].split(",")[1:]
    ['07', 'Budi']
    """
    return csv_of(("code", "number", "person"), ((own.code, own.number, own.person) for own in people))


def dealt_csv(dealt: Mapping[str, Sequence[str]]) -> str:
    """Return who reads whom, by code.

    Examples
    --------
    >>> dealt_csv({"K1": ["K2"]}).splitlines()[1]
    'K1,K2'
    """
    return csv_of(("reader", "reads"), ((reader, own) for reader, read in dealt.items() for own in read))


def read_csv(raw: bytes) -> list[dict[str, str]]:
    """Return the rows of a table that casekit wrote; nothing if it is none."""
    text = raw.decode("utf-8-sig", "replace")
    reader = csv.DictReader(io.StringIO(text))
    return [*reader] if tuple(reader.fieldnames or ()) == NAMES else []
