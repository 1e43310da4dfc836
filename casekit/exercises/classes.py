"""A class: who is in it, until when work is handed in, and what being late costs. One file, `class.yaml`."""

import datetime as dt
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from casekit.course.answers import Time
from casekit.course.fields import LessonId, fault
from casekit.course.reading import checked
from casekit.errors import CourseError
from casekit.exercises.submissions import Submission, one_line, same_name
from casekit.model import Part
from casekit.model.part import Date
from casekit.store.files import read
from casekit.store.names import located
from casekit.store.yamltext import parse
from casekit.vocab import say

FORMAT = 1
CLASS = "class.yaml"
_DAY = dt.timedelta(days=1)
_ALL = 100.0

Which = Literal["latest", "best", "mean"]
Spoken = Annotated[str, Field(max_length=200), BeforeValidator(str)]


class Late(Part):
    """What being late costs: up to so many days after the time, so many percent of the points."""

    days: float = Field(gt=0, le=1000)
    percent: float = Field(ge=0, le=_ALL)


class Member(Part):
    """A person of the class, as the course system knows them; `due` is an extension for this person."""

    name: Spoken = ""
    number: Spoken = ""
    idnumber: Spoken = ""
    email: Spoken = ""
    due: Time | None = None
    reason: str | None = None


class ClassFile(Part):
    """What a lecturer says about a class.

    Attributes
    ----------
    exercise : str, optional
        The exercise for which this file is meant; any if not given.
    due : datetime, optional
        Until when work is handed in; without a time zone, that of this computer.
    late : list of Late
        What lateness costs, by days; later than the last of them, all points. Without any, nothing.
    attempts : str
        Which of several attempts counts: ``latest``, ``best`` or ``mean``.
    secret : str
        Any words: with them, nobody can find out from a name which blind code belongs to it.
    keep_until : date, optional
        After which day marks are to be deleted.
    people : list of Member
        Who is in the class; whoever is listed and has handed in nothing gets a row that says so.
    """

    format: int = Field(default=FORMAT, ge=1, le=FORMAT)
    exercise: LessonId | None = None
    due: Time | None = None
    late: list[Late] = Field(default=[], max_length=20)
    attempts: Which = "latest"
    secret: Spoken = ""
    keep_until: Date | None = None
    people: list[Member] = Field(default=[], max_length=5000)

    @model_validator(mode="after")
    def _everybody_is_named(self) -> Self:
        unnamed = [number for number, one in enumerate(self.people) if not (one.name or one.number)]
        if unnamed:
            wrong = [fault("unnamed", ("people", number)) for number in unnamed]
            raise ValidationError.from_exception_data("ClassFile", wrong)
        return self

    def member(self, submission: Submission) -> Member | None:
        """Return who handed something in, by number or else by name; None if nobody of the class did.

        Examples
        --------
        >>> own = ClassFile(people=[{"name": "Sukarno", "number": "007"}])
        >>> own.member(Submission("sukarno")).number
        '007'
        """
        by_number = {one.number: one for one in self.people if one.number}
        by_name: dict[str, Any] = {}
        for one in self.people:
            name = same_name(one.name)
            by_name[name] = None if name in by_name else one  # two of one name cannot be told apart
        if submission.number:
            return by_number.get(submission.number) or by_name.get(same_name(submission.person))
        return by_name.get(same_name(submission.person))

    def called(self, submission: Submission) -> Submission:
        """Return a submission under the name that stands in the list of the class, found by its number.

        Moodle leaves signs out of the names of folders: Nur'aini is called Nuraini there.

        Examples
        --------
        >>> own = ClassFile(people=[{"name": "Qur'ani", "number": "7"}])
        >>> own.called(Submission("Qurani", "7")).person
        "Qur'ani"
        """
        own = self.member(submission) if submission.number else None
        is_known = own is not None and own.number == submission.number and own.name
        return replace(submission, person=one_line(own.name)) if own and is_known else submission

    def due_for(self, submission: Submission) -> dt.datetime | None:
        """Return until when a person may hand in: the own extension, or the time of the class."""
        own = self.member(submission)
        return aware((own.due if own and own.due else None) or self.due)

    def days_late(self, submission: Submission) -> float:
        """Return how many days too late something came; 0 if it was in time, or nobody can tell."""
        due, when = self.due_for(submission), aware(submission.when)
        return max(0.0, (when - due) / _DAY) if due and when else 0.0

    def percent_taken(self, days: float) -> float:
        """Return what so many days cost, in percent of the points.

        Examples
        --------
        >>> rules = ClassFile(late=[{"days": 1, "percent": 10}, {"days": 7, "percent": 50}])
        >>> [rules.percent_taken(days) for days in (0, 0.5, 3, 8)]
        [0.0, 10.0, 50.0, 100.0]
        """
        if days <= 0 or not self.late:
            return 0.0
        fitting = sorted((rule.days, rule.percent) for rule in self.late if days <= rule.days)
        return fitting[0][1] if fitting else _ALL


def aware(when: dt.datetime | None) -> dt.datetime | None:
    """Return a time with its zone, that of this computer where none is given."""
    if when is None or when.tzinfo is not None:
        return when
    try:
        return when.astimezone()
    except (OverflowError, ValueError):  # a year that no computer's clock has, by a slip of the pen
        return when.replace(tzinfo=dt.UTC)


def read_class(path: str | PathLike[str]) -> ClassFile:
    """Return what a file says about a class.

    Raises
    ------
    CourseError
        If something in it is wrong; the message names line and field.
    CaseFileError
        If it cannot be read.
    """
    place = located(path)
    document = parse(read(place), place)
    if not isinstance(document.data, dict):
        raise CourseError(say("exercises.no_class", file=place.name))
    return checked(ClassFile, document.data, document, place)


def class_beside(source: Path) -> Path | None:
    """Return the file about the class that lies in a folder of submissions, or beside it or its zip."""
    for folder in ([source] if source.is_dir() else []) + [source.parent]:
        if (found := folder / CLASS).is_file():
            return found
    return None
