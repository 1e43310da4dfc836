"""What a learner answered: one file for each learner and lesson, private, written whole or not at all.

The file holds codes and texts, never a score that anybody trusts: marks are computed anew by `marking`.
"""

import datetime as dt
import re
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from casekit import vocab
from casekit.course.dealing import dealt
from casekit.course.fields import LessonId, twice
from casekit.course.items import Lesson
from casekit.course.wording import plain
from casekit.errors import CaseFileError, CasekitError, CourseError
from casekit.model import Origin, Part, Record
from casekit.model.part import Id
from casekit.store.files import digest, not_begun, put, read
from casekit.store.names import located, what, writable_name
from casekit.store.records import put_record
from casekit.store.work import workplace
from casekit.store.yamltext import as_part, parse
from casekit.store.yamlwriter import written

FORMAT = 2
JOURNAL = "journal"
_LAST = "last.yaml"  # who answered last on this machine
LONGEST_NAME = 80
_LONGEST_FOLDER = 60


def _iso_time(value: object) -> object:
    """Read a time written as 2026-08-31T09:30:00+07:00, and nothing else that pydantic would take for one."""
    if not isinstance(value, str):
        return value
    try:
        return dt.datetime.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("time", "{value} is not a time", {"value": value}) from None


Time = Annotated[dt.datetime, BeforeValidator(_iso_time)]
Language = Annotated[str, StringConstraints(pattern="^(id|en)$")]
Learner = Annotated[str, StringConstraints(max_length=LONGEST_NAME)]
Codes = Annotated[list[Id], Field(max_length=60)]
Cases = Annotated[dict[Id, str], Field(max_length=20)]
Places = Annotated[dict[Id, Id], Field(max_length=60)]


class Answer(Part):
    """What was answered to one item; a field that is not there was never touched.

    Attributes
    ----------
    id : str
        The id of the item.
    chosen : list of str, optional
        Options that are chosen, or steps in the order given.
    placed : dict, optional
        For each card its cell, for each pair the id of its match.
    text : str, optional
        What was written; a number with a decimal point and no other sign.
    tries, hints : int
        How often it was checked, and how many hints were asked for.
    checked, shown : bool
        Whether the feedback stands below the answer as it is, and whether the key was shown.
    begun, changed : datetime, optional
        When it was first and last touched.
    """

    id: Id
    chosen: Codes | None = None
    placed: Places | None = None
    text: str | None = None
    tries: int = Field(default=0, ge=0, le=100_000)
    hints: int = Field(default=0, ge=0, le=100)
    checked: bool = False
    shown: bool = False
    begun: Time | None = None
    changed: Time | None = None

    @property
    def is_missing(self) -> bool:
        """Whether nothing was ever answered."""
        return self.chosen is None and self.placed is None and self.text is None

    @property
    def is_empty(self) -> bool:
        """Whether what was answered is taken back, or says nothing."""
        return not (self.chosen or self.placed or (self.text or "").strip())


class Answers(Record):
    """What one learner answered in one lesson or exercise.

    Attributes
    ----------
    format : int
        The format of the file.
    lesson : str
        The lesson.
    version : int
        The version of its items when they were last answered.
    student : str
        The name or code under which the learner works.
    language : str
        The language in which it was last answered.
    attempt : int
        Which attempt it is.
    variant : str, optional
        The version of the case that the learner was dealt, where the exercise has several.
    items : list of Answer
        The answers.
    cases : dict
        For each task the learner's case file, by content.

    Examples
    --------
    >>> answers = Answers(lesson="02-assessment", student="K-07", language="id")
    >>> answers.answer("why-first").is_missing
    True
    """

    format: int = Field(default=FORMAT, ge=1, le=FORMAT)
    lesson: LessonId
    version: int = Field(default=1, ge=1)
    student: Learner
    language: Language
    attempt: int = Field(default=1, ge=1, le=1000)
    variant: Id | None = None
    items: list[Answer] = Field(default=[], max_length=1000)
    cases: Cases = {}

    @model_validator(mode="after")
    def _ids_are_unique(self) -> "Answers":
        if problems := [*twice(self.items, "items")]:
            raise ValidationError.from_exception_data("Answers", problems)
        return self

    def by_id(self) -> dict[str, Any]:
        """Return the answers by the ids of their items."""
        return {answer.id: answer for answer in self.items}

    def answer(self, item: str) -> Answer:
        """Return the answer to an item; where there is none yet, one that says nothing is added."""
        found = self.by_id().get(item)
        if found is None:
            found = Answer(id=item)
            self.items.append(found)
        return found


def load(path: str | PathLike[str]) -> Answers:
    """Return the answers that a file holds.

    Nothing in it is executed, and no score in it is read.

    Raises
    ------
    CaseFileError
        If the file cannot be read, or is no file of answers; the message names file, line and field.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     made = Answers(lesson="02-assessment", student="K-07", language="id")
    ...     load(save(made, f"{folder}/02-assessment.yaml")).student
    'K-07'
    """
    path = located(path)
    raw = read(path)
    answers = understood(raw, path)
    answers._origin = Origin(path, digest(raw))
    return answers


def save(answers: Answers, path: str | PathLike[str] | None = None) -> Path:
    """Write answers to their file, and return the path; only the owner may read it.

    Raises
    ------
    CaseConflictError
        If the file has changed meanwhile, say in another window: nothing is overwritten, and the work lies in
        ``NAME.conflict-TIME.yaml`` beside it.
    CaseFileError
        If the file cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     save(Answers(lesson="x", student="K-07", language="en"), f"{folder}/x.yaml").name
    'x.yaml'
    """
    if path is None and answers.origin is None:
        raise CaseFileError(vocab.say("store.no_path"))
    target = answers.origin.path if path is None else writable_name(located(path))  # type: ignore[union-attr]
    return put_record(answers, target, dump(answers), understood)


def dump(answers: Answers) -> str:
    """Return the text of a file of answers; an answer that was never touched is left out.

    Examples
    --------
    >>> answers = Answers(lesson="x", student="K-07", language="en", items=[Answer(id="a", text="Because.")])
    >>> print(dump(answers).partition("attempt: 1")[2].strip())
    items:
    - id: a
      text: Because.
    """
    data = answers.model_dump(exclude={"format", "items", "cases"}, exclude_none=True)
    kept = [answer.model_dump(exclude_defaults=True) for answer in answers.items]
    data["items"] = [answer for answer in kept if len(answer) > 1]
    if answers.cases:
        data["cases"] = answers.cases
    head = f"# {vocab.say('course.header', 'id')} / {vocab.say('course.header', 'en')}\n"
    return f"{head}format: {_oldest_format(answers)}\n{written(data)}"


def _oldest_format(answers: Answers) -> int:
    """Return the oldest format that can hold the answers: then an older casekit reads them, too."""
    return FORMAT if answers.cases or answers.variant else 1


def answers_of(lesson: Lesson, student: str) -> Answers:
    """Return what a learner has answered in a lesson so far; the file is made with the first answer.

    It lies in the learner's `casekit.workplace`, in ``journal``, in a folder of their own.

    Parameters
    ----------
    lesson : Lesson
        The lesson.
    student : str
        The name or code under which the learner works.

    Raises
    ------
    CourseError
        If nothing can be called so, or the file is of another lesson.
    CaseFileError
        If there is a file that cannot be read; it stays as it is.
    """
    path = file_of(lesson.id, student)
    variant = dealt(lesson, student)
    if not what(path):
        fresh = Answers(
            lesson=lesson.id,
            version=lesson.version,
            student=student,
            language=vocab.language(),
            variant=variant,
        )
        fresh._origin = Origin(path, "")
        return fresh
    answers = load(path)
    if answers.lesson != lesson.id:
        raise CourseError(vocab.say("course.other_lesson", file=path, lesson=answers.lesson, own=lesson.id))
    if plain(answers.student) != plain(student):  # long names may begin alike
        raise CourseError(vocab.say("course.other_learner", file=path))
    answers.variant = answers.variant or variant
    return answers


def file_of(lesson: str, student: str) -> Path:
    """Return where a learner's answers to a lesson lie.

    Examples
    --------
    >>> file_of("02-assessment", "Klas B 07").relative_to(workplace()).as_posix()
    'journal/klas-b-07/02-assessment.yaml'
    """
    folder = plain(student).replace(" ", "-")[:_LONGEST_FOLDER]
    if not folder or len(student) > LONGEST_NAME:
        raise CourseError(vocab.say("course.no_student"))
    return writable_name(located(workplace() / JOURNAL / folder / f"{lesson}.yaml"))


def has_answered(student: str) -> bool:
    """Return whether answers of this name or code lie on this machine, in any lesson.

    Examples
    --------
    >>> has_answered("nobody answered under this name")
    False
    """
    own = file_of("x", student).parent
    try:
        return any(own.glob("*.yaml"))
    except OSError:
        return False


def last_student() -> str:
    """Return who answered last on this machine; empty if nobody did, or nobody can tell.

    Examples
    --------
    >>> isinstance(last_student(), str)
    True
    """
    path = workplace() / JOURNAL / _LAST
    try:
        data = parse(read(path), path).data
    except CasekitError:
        return ""
    student = data.get("student") if isinstance(data, dict) else None
    return student if isinstance(student, str) and re.search(r"\w", student[:LONGEST_NAME]) else ""


def remember_student(student: str) -> None:
    """Take note of who answers now, for the next lesson; raises CasekitError if that cannot be written."""
    path = workplace() / JOURNAL / _LAST
    content = written({"student": student}).encode("utf-8")
    put(path, content, private=True, failed=partial(not_begun, path))


def understood(raw: bytes, path: Path) -> Answers:
    r"""Return the answers that content is, wherever it comes from; `path` is only what messages call it.

    Raises
    ------
    CaseFileError
        If it is no file of answers; the message names line and field.

    Examples
    --------
    >>> raw = b"lesson: 02-assessment\nstudent: K-07\nlanguage: id\n"
    >>> understood(raw, Path("answers.yaml")).student
    'K-07'
    """
    document = parse(raw, path)
    if not isinstance(document.data, dict) or "lesson" not in document.data:
        raise CaseFileError(vocab.say("course.no_answers", file=path.name), path)
    for name, nothing in (("items", []), ("cases", {})):
        if document.data.get(name) == "":
            document.data[name] = nothing
    return as_part(Answers, document.data, document, path)
