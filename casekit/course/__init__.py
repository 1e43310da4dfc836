"""Lessons and exercises: what learners are asked, what they answered, and how it is marked."""

import casekit.lightly  # noqa: F401 - before anything loads nbformat
from casekit.course.answers import (
    Answer,
    Answers,
    answers_of,
    file_of,
    has_answered,
    last_student,
    remember_student,
)
from casekit.course.casebook import begin_case, casebook, cases, practice_case, write_casebook
from casekit.course.expected import Expected, expected
from casekit.course.items import Item, Lesson
from casekit.course.marking import Mark, Remark, mark, marks, worth
from casekit.course.reading import lesson, lessons, read_lesson
from casekit.course.shown import Shown, key_of, shown
from casekit.doors import at_the_door

__all__ = [
    "Answer",
    "Answers",
    "Expected",
    "Item",
    "Lesson",
    "Mark",
    "Remark",
    "Shown",
    "answers_of",
    "begin_case",
    "casebook",
    "cases",
    "expected",
    "file_of",
    "has_answered",
    "key_of",
    "last_student",
    "lesson",
    "lessons",
    "mark",
    "marks",
    "practice_case",
    "read_lesson",
    "remember_student",
    "shown",
    "worth",
    "write_casebook",
]

at_the_door(globals(), __all__)
