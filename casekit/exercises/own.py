"""A learner's own files of an exercise: the case file of each task, and what is handed in."""

import os
from pathlib import Path

from casekit.course.answers import Answers, dump, file_of, understood
from casekit.course.items import Item, Lesson, Task
from casekit.course.reading import EXERCISE
from casekit.errors import CasekitError, CourseError
from casekit.exercises.folder import DATA, INSTRUCTOR, case_text
from casekit.store import own_copy, workplace
from casekit.store.files import put, read
from casekit.store.names import located, what
from casekit.vocab import say

HANDED_IN = "hand-in"
MOST_BYTES = 2_000_000  # of what is handed in
_PACKAGE = Path(__file__).resolve().parents[1]


def folder_of(exercise: str) -> Path:
    """Return the folder of an exercise whose file is given, as notebooks name it; raises CourseError."""
    place = located(exercise)
    if place.name != EXERCISE or what(place) != "file":
        raise CourseError(say("exercises.no_folder", folder=place.parent))
    return place.parent


def own_case(lesson: Lesson, folder: Path, item: Task, student: str) -> Path:
    """Return the path of a learner's own case file for a task, made the first time it is asked for.

    Parameters
    ----------
    lesson : Lesson
        The exercise.
    folder : Path
        Its folder, in which ``data`` lies.
    item : Task
        The task, as it was dealt to the learner.
    student : str
        The name or code under which the learner works.

    Raises
    ------
    CourseError
        If the case file of the task is missing.
    CaseFileError
        If it cannot be read, or the copy cannot be written.
    """
    source = folder / DATA / item.file
    if what(source) != "file":
        raise CourseError(say("exercises.no_data", folder=folder.name, item=item.id, file=item.file))
    return own_copy(source, _copy(lesson, item, student))


def is_begun(lesson: Lesson, folder: Path, item: Task, student: str) -> bool:
    """Tell whether a learner has changed anything in the case file of a task.

    Parameters
    ----------
    lesson, folder, item, student
        As for `own_case`; nothing is written.
    """
    copy = _copy(lesson, item, student)
    return what(copy) == "file" and read(copy) != case_text(folder, item.file)


def cases_of(lesson: Lesson, student: str) -> Path:
    """Return the folder of a learner's own case files of an exercise."""
    return file_of(lesson.id, student).parent / lesson.id


def _copy(lesson: Lesson, item: Item, student: str) -> Path:
    """Return where a learner's own case file for a task lies."""
    return cases_of(lesson, student) / f"{item.id}.yaml"


def hand_in(lesson: Lesson, folder: Path, answers: Answers) -> Path:
    """Write what a learner hands in, and return the path of the file to upload.

    It lies beside the exercise, or in the `workplace` where nothing may be written there, and holds the
    answers and each task's case file as they are now. A file of the same learner that lies there is replaced.

    Parameters
    ----------
    lesson : Lesson
        The exercise.
    folder : Path
        Its folder.
    answers : Answers
        What was answered.

    Raises
    ------
    CasekitError
        If a file of somebody else's lies there, or nothing can be written.
    """
    own = file_of(lesson.id, answers.student)  # also says whether anybody can be called so
    target = _place(folder, lesson) / f"answers-{own.parent.name}.yaml"
    attempt = _attempt(target, lesson, answers)
    known = {item.id for item in lesson.items}
    made = answers.model_copy(
        update={
            "cases": _cases(lesson, answers),
            "version": lesson.version,
            "attempt": attempt,
            "items": [answer for answer in answers.items if answer.id in known],
        }
    )
    raw = dump(made).encode()
    if len(raw) > MOST_BYTES:  # whoever grades would not read it
        raise CourseError(say("exercises.hand_in_large", megabytes=MOST_BYTES // 1_000_000))
    put(target, raw, private=True)
    return target


def _place(folder: Path, lesson: Lesson) -> Path:
    """Return where a learner finds again what was handed in: beside the exercise, if that is their own."""
    is_ours = folder.is_relative_to(_PACKAGE) or (folder.parent / INSTRUCTOR).exists()
    if not is_ours and not (folder / INSTRUCTOR).exists() and os.access(folder, os.W_OK):
        return folder
    return workplace() / HANDED_IN / lesson.id


def _attempt(target: Path, lesson: Lesson, answers: Answers) -> int:
    """Return which attempt this is; refuses to replace what is no file of this learner and exercise."""
    if not what(target):
        return 1
    try:
        before = understood(read(target), target)
    except CasekitError:
        before = None
    if before is None or (before.lesson, before.student) != (lesson.id, answers.student):
        raise CourseError(say("exercises.in_the_way", file=target))
    return min(1000, before.attempt + 1)


def _cases(lesson: Lesson, answers: Answers) -> dict[str, str]:
    """Return the content of the case file of each task that the learner has opened."""
    found = {}
    for item in lesson.in_variant(answers.variant).items:
        path = _copy(lesson, item, answers.student)
        if isinstance(item, Task) and what(path) == "file":
            found[item.id] = read(path).decode("utf-8")
    return found
