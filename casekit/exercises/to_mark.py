"""What people have to mark: the answers in prose of a class, blind by code."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from casekit.course.items import Prose
from casekit.exercises.grading import print_of
from casekit.exercises.people_marks import MARKS, Entry, PeopleMarks
from casekit.exercises.whole import GradedClass


@dataclass(frozen=True)
class ToMark:
    """One answer in prose that is marked by its rubric.

    Attributes
    ----------
    code : str
        Whose it is, as a blind code.
    item : Prose
        What was asked, with rubric and model answer.
    text : str
        What was written.
    """

    code: str
    item: Prose
    text: str

    @property
    def print(self) -> str:
        """The fingerprint of the answer."""
        return print_of(self.text)

    def last(self, marks: PeopleMarks) -> Entry | None:
        """Return the mark that counts, if the answer is still the one that was read."""
        return marks.last(self.code, self.item.id, self.print)

    def is_marked(self, marks: PeopleMarks) -> bool:
        """Tell whether every criterion has its points."""
        entry = self.last(marks)
        return entry is not None and {one.id for one in self.item.rubric} <= {*entry.levels}


def to_mark(found: GradedClass, items: Sequence[str] = ()) -> list[ToMark]:
    """Return the answers in prose of a class, item by item, in the order of their codes.

    So all answers to one question are read one after the other, and never in the order of names.

    Parameters
    ----------
    found : GradedClass
        The class.
    items : sequence of str
        The ids of the items; all prose items with a rubric if not given.
    """
    asked = [
        item
        for item in found.exercise.lesson.items
        if isinstance(item, Prose) and item.rubric and (not items or item.id in items)
    ]
    made = []
    for item in asked:
        for own in sorted(found.graded, key=lambda own: own.submission.code):
            answers = own.submission.answers
            answer = answers.by_id().get(item.id) if answers else None
            if answers and answer and (text := (answer.text or "").strip()):
                varied = found.exercise.lesson.in_variant(answers.variant)
                [dealt] = [one for one in varied.items if one.id == item.id]
                assert isinstance(dealt, Prose)  # noqa: S101 - a variant changes no kind
                made.append(ToMark(own.submission.code, dealt, text))
    return made


def marks_file(found: GradedClass) -> Path:
    """Return the file in which what people decide is kept."""
    return found.to / MARKS
