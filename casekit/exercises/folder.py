"""Folders of exercises: what a student may have, and the key that a lecturer lays over it."""

from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import Any

from casekit import vocab
from casekit.course.items import FORMAT, Lesson, Task
from casekit.course.reading import EXERCISE, checked, lesson, lessons, read_lesson
from casekit.errors import CourseError
from casekit.exercises.overlay import laid_over
from casekit.store.files import read
from casekit.store.names import located, what
from casekit.store.yamltext import Document, parse

DATA, INSTRUCTOR, KEY = "data", "instructor", "key.yaml"
_PACKAGE = Path(__file__).resolve().parents[1]
_SHELVES = (_PACKAGE.parent / "exercises", _PACKAGE / "data" / "exercises")


def exercises() -> list[str]:
    """Return the names of the exercises that come with casekit.

    Examples
    --------
    >>> isinstance(exercises(), list)
    True
    """
    return sorted({file.parent.name for shelf in _SHELVES for file in shelf.glob(f"*/{EXERCISE}")})


def exercise_folder(name: str | PathLike[str]) -> Path:
    """Return the folder of an exercise: one that comes with casekit by its name, or any by its path.

    Raises
    ------
    CourseError
        If there is no exercise.

    Examples
    --------
    >>> exercise_folder("99-nothing")
    Traceback (most recent call last):
    ...
    casekit.errors.CourseError: Latihan '99-nothing' tidak ada. Yang tersedia: ...
    """
    named = str(name)
    if (own := located(name)).is_dir():
        if (own / EXERCISE).is_file():
            return own
        raise CourseError(vocab.say("exercises.no_folder", folder=own))
    for shelf in _SHELVES:
        if (folder := shelf / named).parent == shelf and (folder / EXERCISE).is_file():
            return folder
    names = ", ".join(exercises()) or "-"
    raise CourseError(vocab.say("exercises.no_exercise", name=named, names=names))


def read_exercise(folder: str | PathLike[str]) -> Lesson:
    """Return an exercise as students have it.

    Parameters
    ----------
    folder : path
        Its folder, or the name of one that comes with casekit.

    Raises
    ------
    CourseError
        If there is none, or something in it is wrong; the message names file and line.
    CaseFileError
        If it cannot be read.
    """
    own = exercise_folder(folder)
    found = read_lesson(own / EXERCISE)
    _refuse_missing_data(found, own)
    return found


def complete(folder: str | PathLike[str]) -> Lesson:
    """Return an exercise with its key: what `instructor/key.yaml` adds is laid over what students have.

    Every item of it has a key, and every prose item a model answer. Items that were hidden stay so.

    Parameters
    ----------
    folder : path
        Its folder, or the name of one that comes with casekit.

    Raises
    ------
    CourseError
        If there is no key, or it does not fit; the message names file and line.
    CaseFileError
        If a file cannot be read.
    """
    own = exercise_folder(folder)
    without = read_exercise(own)
    path = own / INSTRUCTOR / KEY
    if not path.is_file():
        raise CourseError(vocab.say("exercises.no_key", folder=own))
    base, key = _parsed(own / EXERCISE), _parsed(path)
    _refuse_other_exercise(key, path, without)
    data = laid_over(base.data, key, path)
    hidden = {item.id for item in without.items if item.hidden}
    for item in data["items"]:
        item["hidden"] = "false"  # then all that a key must have is asked for
    found = checked(Lesson, data, base, own / EXERCISE)
    items = [item.model_copy(update={"hidden": item.id in hidden}) for item in found.items]
    return found.model_copy(update={"items": items})


def lesson_or_exercise(source: str) -> Lesson:
    """Return the items of a lesson, of a file of items, or of an exercise with its key if that is there.

    Raises
    ------
    CasekitError
        If there is none of that name, or something in it is wrong.

    Examples
    --------
    >>> lesson_or_exercise("example").id
    'example'
    """
    if source in lessons() or source.endswith((".yaml", ".yml")):
        return lesson(source)
    folder = exercise_folder(source)
    return complete(folder) if what(folder / INSTRUCTOR / KEY) == "file" else read_exercise(folder)


def case_text(folder: Path, file: str) -> bytes:
    """Return what a case file of an exercise holds, as every learner begins with it."""
    return read(folder / DATA / file)


def task_files(lesson: Lesson) -> Iterator[tuple[str, str]]:
    """Yield the case files that tasks use in any variant, each with the id of its task."""
    for item in lesson.items:
        if isinstance(item, Task):
            own = [variant.files[item.id] for variant in lesson.variants if item.id in variant.files]
            yield from ((item.id, file) for file in dict.fromkeys([item.file, *own]))


def _refuse_missing_data(lesson: Lesson, folder: Path) -> None:
    for item, file in task_files(lesson):
        if not (folder / DATA / file).is_file():
            raise CourseError(vocab.say("exercises.no_data", folder=folder.name, item=item, file=file))


def _parsed(path: Path) -> Document:
    return parse(read(path), path)


def _refuse_other_exercise(key: Document, path: Path, lesson: Lesson) -> None:
    """Refuse what is no key, or that of another exercise or version."""
    data: Any = key.data
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        raise CourseError(vocab.say("exercises.key_not_a_key", file=path.name, format=FORMAT))
    for field, own in (("id", lesson.id), ("version", str(lesson.version))):
        if (value := data.get(field)) != own:
            raise CourseError(
                vocab.say("exercises.other_key", file=path.name, field=field, value=value, own=own)
            )
