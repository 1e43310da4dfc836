"""The gradebook for Excel: everybody's points item by item, the long table, and how the class did."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from casekit.course.items import Lesson
from casekit.course.marking import worth
from casekit.exercises.classes import ClassFile
from casekit.exercises.grades import Graded
from casekit.exercises.hard import distractors, hardness
from casekit.exercises.results import NAMES, Row, table
from casekit.vocab import say

_WIDEST, _NARROWEST = 48, 8
_IDENTITY = ("idnumber", "number", "person", "email", "code")


def as_xlsx(
    lesson: Lesson, graded: Sequence[Graded], about: ClassFile | None = None, *, blind: bool = False
) -> bytes:
    """Return a gradebook as an Excel file.

    Texts are written as texts, so that a name that begins with ``=`` is no formula, and 0007 keeps its zeros.

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
    import xlsxwriter  # noqa: PLC0415 - only gradebooks need it

    made = io.BytesIO()
    rows = table(graded, about, blind=blind)
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for name, heads, lines in _sheets(lesson, graded, rows, blind):
            sheet = book.add_worksheet(say(f"exercises.sheet_{name}"))
            _fill(sheet, heads, lines, head)
    return made.getvalue()


def _sheets(
    lesson: Lesson, graded: Sequence[Graded], rows: Sequence[Row], blind: bool
) -> list[tuple[str, list[str], list[list[Any]]]]:
    """Return the sheets: name, headings, lines."""
    hard = hardness(graded)
    drawn = distractors(lesson, graded)
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


def _fill(sheet: Any, heads: Sequence[str], lines: Iterable[Sequence[Any]], bold: Any) -> None:
    """Write a sheet whose first row stays in sight, with columns as wide as what is in them."""
    lines = [heads, *lines]
    for at, line in enumerate(lines):
        for column, value in enumerate(line):
            if value is None or value == "":
                continue
            if isinstance(value, bool | str):
                sheet.write_string(at, column, str(value)[:32_000], bold if at == 0 else None)
            else:
                sheet.write_number(at, column, value)
    for column in range(len(heads)):
        longest = max(len(str(line[column])) for line in lines if column < len(line))
        sheet.set_column(column, column, min(_WIDEST, max(_NARROWEST, longest + 2)))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(lines) - 1), max(0, len(heads) - 1))
