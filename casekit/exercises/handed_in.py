"""What lies in a folder or zip of submissions: read within limits, nothing unpacked, nothing executed.

Whose a file is says its folder, or Moodle's name for that folder, never the file itself.
"""

import datetime as dt
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path, PurePosixPath

from casekit.course.answers import Answers, understood
from casekit.course.items import Lesson
from casekit.errors import CasekitError, CourseError
from casekit.exercises.classes import CLASS
from casekit.exercises.keeping import LIST
from casekit.exercises.moodle.names import place_of
from casekit.exercises.own import MOST_BYTES
from casekit.exercises.submissions import Submission, one_line
from casekit.store.files import digest, read
from casekit.store.names import located, what
from casekit.store.outputs import is_made
from casekit.vocab import say

MOST_FILES = 50_000  # in all
MOST_TO_READ = 20  # of one person
_MOST_LISTING = 20_000_000  # bytes in which a zip lists what it holds
_ENDINGS = (".yaml", ".yml")
_DEEPEST = 12
_END_OF_ZIP, _END_SIZE, _LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
_NO_ZIP = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)


@dataclass(frozen=True)
class File:
    """A file that somebody handed in: where it lay, when it was last changed, and how it is read."""

    path: str
    when: dt.datetime | None
    read: Callable[[], bytes]


@dataclass(frozen=True)
class _Whose:
    person: str
    number: str


def submissions(source: str | PathLike[str], lesson: Lesson, secret: str = "") -> list[Submission]:
    """Return what was handed in for an exercise, by person and attempt.

    Parameters
    ----------
    source : path
        A folder with a folder for each person (or a file each, called after the person), or a zip of such,
        as Moodle's *Download all submissions* gives it.
    lesson : Lesson
        The exercise.
    secret : str
        What blind codes are made with.

    Returns
    -------
    list of Submission
        At least one for each person who has a folder or file; where it cannot be read it says why. Several
        files of one person are several attempts, the oldest first.

    Raises
    ------
    CasekitError
        If there is no such folder or zip, or it is larger than any class.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from casekit.course import lesson
    >>> with TemporaryDirectory() as folder:
    ...     Path(folder, "Budi").mkdir()
    ...     _ = Path(folder, "Budi", "answers.yaml").write_text("lesson: [")
    ...     [(one.person, bool(one.reason)) for one in submissions(folder, lesson("example"))]
    [('Budi', True)]
    """
    place = located(source)
    kind = what(place)
    if kind == "folder":
        return _by_person(_in_folder(place), lesson, secret)
    if kind != "file":
        raise CourseError(say("exercises.no_source", source=place))
    _refuse_odd_zip(place)
    try:
        with zipfile.ZipFile(place) as archive:
            return _by_person(_in_zip(archive), lesson, secret)
    except _NO_ZIP:
        raise CourseError(say("exercises.no_zip", source=place.name)) from None


# Where the files are.


def _in_folder(place: Path) -> Iterator[File]:
    """Yield the files below a folder; an empty folder counts as one without a file."""
    count = 0
    for at, folders, names in os.walk(place):
        folders.sort()
        within = Path(at).relative_to(place)
        folders[:] = [name for name in folders if not name.startswith(".") and len(within.parts) < _DEEPEST]
        folders[:] = [name for name in folders if not _holds_results(Path(at, name))]
        if not folders and not names:
            yield File(f"{within.as_posix()}/", None, bytes)
        for name in sorted([*names, *(name for name in folders if what(Path(at, name)) == "link")]):
            count += 1
            _refuse_too_many(count, place)
            if not name.startswith(".") and not (at == str(place) and name == CLASS):
                yield _on_disk(Path(at, name), (within / name).as_posix())


def _holds_results(folder: Path) -> bool:
    """Tell whether marks that casekit wrote lie in a folder: they are nobody's work."""
    return what(folder / LIST) == "file" and is_made(folder / LIST)


def _on_disk(path: Path, within: str) -> File:
    def content() -> bytes:
        if what(path) != "file":
            raise CourseError(say("exercises.no_file", file=path.name))
        return read(path, MOST_BYTES)

    try:
        when = dt.datetime.fromtimestamp(path.lstat().st_mtime).astimezone()
    except (OSError, OverflowError, ValueError):
        when = None
    return File(within, when, content)


def _refuse_odd_zip(place: Path) -> None:
    """Refuse a zip whose list of contents alone is larger than any class, before it is read."""
    try:
        with place.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT))
            tail = file.read()
    except OSError as error:
        raise CourseError(say("exercises.no_zip", source=place.name)) from error
    at = tail.rfind(_END_OF_ZIP)
    if at < 0 or len(tail) < at + _END_SIZE:
        raise CourseError(say("exercises.no_zip", source=place.name))
    count, listing = struct.unpack("<HI", tail[at + 10 : at + 16])
    if count > MOST_FILES or listing > _MOST_LISTING:
        raise CourseError(say("exercises.too_many_files", source=place.name, most=MOST_FILES))


def _in_zip(archive: zipfile.ZipFile) -> Iterator[File]:
    """Yield the files of a zip, as they are named there."""
    members = archive.infolist()
    _refuse_too_many(len(members), Path(str(archive.filename)))
    for member in members:
        if member.is_dir():
            yield File(member.filename, None, bytes)
        elif not PurePosixPath(member.filename).name.startswith(".") and "__MACOSX/" not in member.filename:
            yield File(member.filename, _time_of(member), _reader(archive, member))


def _reader(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[], bytes]:
    def content() -> bytes:
        parts = member.filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or ":" in parts[0]:
            raise CourseError(say("exercises.climbs", file=member.filename))
        if stat.S_ISLNK(member.external_attr >> 16):
            raise CourseError(say("exercises.no_file", file=parts[-1]))
        if member.file_size > MOST_BYTES:
            raise _too_large(parts[-1])
        try:
            with archive.open(member) as file:
                raw = file.read(MOST_BYTES + 1)
        except _NO_ZIP:
            raise CourseError(say("exercises.damaged", file=parts[-1])) from None
        if len(raw) > MOST_BYTES:
            raise _too_large(parts[-1])
        return raw

    return content


def _too_large(name: str) -> CourseError:
    return CourseError(say("exercises.too_large", file=name, megabytes=MOST_BYTES // 1_000_000))


def _time_of(member: zipfile.ZipInfo) -> dt.datetime | None:
    try:
        return dt.datetime(*member.date_time).astimezone()
    except (OverflowError, ValueError, OSError):
        return None


def _refuse_too_many(count: int, place: Path) -> None:
    if count > MOST_FILES:
        raise CourseError(say("exercises.too_many_files", source=place.name, most=MOST_FILES))


# Whose they are.


def _whose(path: str) -> tuple[_Whose, bool]:
    """Return whose a file is, and whether it is one: of a folder there is only the name."""
    if moodle := place_of(path):
        return _Whose(moodle.person, moodle.number), bool(moodle.name) and not path.endswith("/")
    parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    if path.endswith("/") or len(parts) > 1:
        return _Whose(parts[0] if parts else "?", ""), not path.endswith("/")
    return _Whose(PurePosixPath(parts[0]).stem if parts else "?", ""), True


def _by_person(files: Iterable[File], lesson: Lesson, secret: str) -> list[Submission]:
    """Return the submissions of everybody."""
    groups: dict[_Whose, list[File]] = {}
    for file in files:
        whose, is_file = _whose(file.path)
        group = groups.setdefault(whose, [])
        if is_file:
            group.append(file)
    found = [one for whose, group in groups.items() for one in _of_person(whose, group, lesson)]
    return [replace(one, secret=secret) for one in found]


def _of_person(whose: _Whose, files: list[File], lesson: Lesson) -> list[Submission]:
    """Return the attempts of one person, or one submission that says why there is none."""
    source = files[0].path if files else whose.person
    nothing = Submission(one_line(whose.person), whose.number, source=source)
    if not files:
        return [nothing]
    fitting = [file for file in files if file.path.lower().endswith(_ENDINGS)]
    if not fitting:
        names = ", ".join(PurePosixPath(file.path).name for file in files[:3])
        return [replace(nothing, reason=say("exercises.no_answers_file", files=one_line(names)))]
    if len(fitting) > MOST_TO_READ:
        reason = say("exercises.too_many_of_one", count=len(fitting), most=MOST_TO_READ)
        return [replace(nothing, reason=reason)]
    found = [_understood(file, nothing, lesson) for file in fitting]
    good = {one.sha256: one for one in found if one.answers is not None}
    if not good:
        return found[:1]
    in_order = sorted(good.values(), key=lambda one: (one.when.timestamp() if one.when else 0.0, one.source))
    return [replace(one, attempt=number) for number, one in enumerate(in_order, 1)]


def _understood(file: File, nothing: Submission, lesson: Lesson) -> Submission:
    """Return what one file says, or why it cannot be read."""
    about = replace(nothing, source=file.path, when=file.when)
    try:
        raw = file.read()
        answers = understood(raw, Path(PurePosixPath(file.path).name))
    except CasekitError as error:
        return replace(about, reason=one_line(str(error)))
    except RecursionError:
        return replace(about, reason=say("exercises.damaged", file=one_line(file.path)))
    reason = _not_of(answers, lesson)
    if reason:
        return replace(about, reason=reason)
    return replace(about, answers=answers, sha256=digest(raw))


def _not_of(answers: Answers, lesson: Lesson) -> str:
    """Return why answers are not those to an exercise, empty if they are."""
    if answers.lesson == lesson.id:
        return ""
    return say("exercises.other_exercise", given=answers.lesson, own=lesson.id)
