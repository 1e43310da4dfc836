"""Files of items: found beside a lesson or with casekit, read safely, refused with file and line."""

from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar

from casekit import vocab
from casekit.course.items import FORMAT, Lesson
from casekit.errors import CaseFileError, CourseError
from casekit.model import Part
from casekit.store.files import read
from casekit.store.names import located
from casekit.store.yamltext import Document, as_part, parse

_P = TypeVar("_P", bound=Part)

FOLDER = "items"
EXERCISE = "exercise.yaml"  # whose folder students may call as they like
_PACKAGE = Path(__file__).resolve().parents[1]
_SHELVES = (_PACKAGE.parent / "notebooks" / FOLDER, _PACKAGE / "data" / FOLDER)
_LEVELS = 4  # folders above a notebook in which its items may lie


def lesson(name: str, folder: Path | None = None) -> Lesson:
    """Return the items of a lesson.

    Those in a folder ``items`` beside the notebook, or beside one of the folders around it, come first: a
    lecturer may have changed them. Else it is a lesson that comes with casekit.

    Parameters
    ----------
    name : str
        The name of the lesson, such as ``"02-assessment"``, or the path of a file that ends in ``.yaml``.
    folder : Path, optional
        The folder of the notebook; the current one if not given.

    Raises
    ------
    CourseError
        If there is no such lesson, or its file is not as it should be; the message names file and line.

    Examples
    --------
    >>> lesson("example").items[0].id
    'small-talk'
    """
    if name.endswith((".yaml", ".yml")):
        return read_lesson(folder / name if folder else name)
    for shelf in (*_around(folder or Path.cwd()), *_SHELVES):
        if (file := shelf / f"{name}.yaml").is_file() and file.parent == shelf:
            return read_lesson(file)
    raise CourseError(vocab.say("course.no_lesson", name=name, names=", ".join(lessons())))


def lessons() -> list[str]:
    """Return the names of the lessons that come with casekit and have items.

    Examples
    --------
    >>> "example" in lessons()
    True
    """
    return sorted({file.stem for shelf in _SHELVES for file in shelf.glob("*.yaml")})


def read_lesson(path: str | PathLike[str]) -> Lesson:
    r"""Return the items that a file holds.

    Parameters
    ----------
    path : path
        The file (YAML, UTF-8), called as the lesson is, or in a folder called so. Nothing in
        it is executed.

    Raises
    ------
    CourseError
        If something in it is wrong, such as a question without a right answer; the message names file, line
        and field.
    CaseFileError
        If the file cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "kuis.yaml"
    >>> _ = file.write_text("format: 1\nid: kuis\ntitle: Kuis\nitems:\n- id: a\n  singel: Mana?\n")
    >>> read_lesson(file)
    Traceback (most recent call last):
    ...
    casekit.errors.CourseError: kuis.yaml, baris 5, items[1]: ...
    """
    path = located(path)
    document = parse(read(path), path)
    if not isinstance(document.data, dict) or "items" not in document.data:
        raise CourseError(vocab.say("course.no_items", file=path.name, format=FORMAT))
    found = checked(Lesson, document.data, document, path)
    if found.id not in (path.stem, path.parent.name) and path.name != EXERCISE:
        raise CourseError(vocab.say("course.other_name", file=path.name, id=found.id))
    return found


def checked(part: type[_P], data: Any, document: Document, path: Path) -> _P:
    """Return data of a file of a course as the part that they should be.

    Raises
    ------
    CourseError
        If something in them is wrong; the message names file, line and field.
    """
    try:
        return as_part(part, data, document, path)
    except CaseFileError as error:
        raise CourseError(str(error)) from None


def _around(folder: Path) -> Iterator[Path]:
    """Yield where the items of a notebook in a folder may lie."""
    for place in (folder, *folder.parents[:_LEVELS]):
        yield place / FOLDER
