"""The gradebook for Excel: everybody's points item by item, the long table, and how the class did."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from casekit.course.items import Lesson
from casekit.course.marking import worth
from casekit.exercises.classes import ClassFile
from casekit.exercises.grades import Graded
from casekit.exercises.hard import distractors, hardness
from casekit.exercises.results import NAMES, Row, table
from casekit.store.spreadsheet import xlsx_of
from casekit.vocab import say

_IDENTITY = ("idnumber", "number", "person", "email", "code")


def as_xlsx(
    lesson: Lesson, graded: Sequence[Graded], about: ClassFile | None = None, *, blind: bool = False
) -> bytes:
    """Return a gradebook as an Excel file, in which no name is a formula, and 0007 keeps its zeros.

    Parameters
    ----------
    lesson : Lesson
        The exercise with its key.
    graded : sequence of Graded
        What `grade_class` found.
    about : ClassFile, optional
        What is known of the people.
    blind : bool
        Whether only codes say who somebody is.
    """
    rows = table(graded, about, blind=blind)
    sheets = _sheets(lesson, graded, rows, blind)
    return xlsx_of((say(f"exercises.sheet_{name}"), heads, lines) for name, heads, lines in sheets)


def _sheets(
    lesson: Lesson, graded: Sequence[Graded], rows: Sequence[Row], blind: bool
) -> list[tuple[str, list[str], list[list[Any]]]]:
    """Return the sheets: name, headings, lines."""
    hard = hardness(graded)
    drawn = distractors(graded)
    return [
        ("marks", *_wide(lesson, rows, blind)),
        ("long", [*NAMES], [[*asdict(row).values()] for row in rows]),
        (
            "hard",
            [say(f"exercises.head_{name}") for name in ("item", "criterion", "answered", "met", "share")],
            [[one.item, one.criterion, one.answered, one.met, round(one.share, 3)] for one in hard],
        ),
        (
            "drawn",
            [say(f"exercises.head_{name}") for name in ("item", "criterion", "given", "count")],
            [[one.item, one.part, one.given, one.count] for one in drawn],
        ),
    ]


def _wide(lesson: Lesson, rows: Sequence[Row], blind: bool) -> tuple[list[str], list[list[Any]]]:
    """Return a line for each person, with a column for each item."""
    names = ("code",) if blind else _IDENTITY
    heads = [say(f"exercises.head_{name}") for name in (*names, "state", "total")]
    heads += [f"{item.id} ({worth(item):g})" for item in lesson.items]
    points = {(row.code, row.item): row.points for row in rows if row.item and not row.criterion}
    lines: list[list[Any]] = []
    for row in rows:
        if not row.item:
            who = [getattr(row, name) for name in names]
            items = [points.get((row.code, item.id)) for item in lesson.items]
            lines.append([*who, say(f"exercises.state_{row.state}"), row.points, *items, row.remark])
    return [*heads, say("exercises.head_remark")], lines
