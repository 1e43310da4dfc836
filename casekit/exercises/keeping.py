"""Where marks and feedback of a class lie, for how long, and how they are deleted when that time is over."""

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from casekit.course.fields import LessonId
from casekit.errors import CasekitError
from casekit.exercises.people_marks import MARKS
from casekit.model import Part
from casekit.model.part import Date
from casekit.store.files import read
from casekit.store.names import located, what
from casekit.store.outputs import free_for, is_made, publish
from casekit.store.yamltext import parse
from casekit.store.yamlwriter import written
from casekit.vocab import say

LIST = "results.yaml"
_MOST = 20_000
_Name = Annotated[str, Field(pattern=r"^[^\x00]{1,500}$")]


class Kept(Part):
    """What casekit wrote about a class into a folder, and until when it may be kept."""

    format: int = Field(default=1, ge=1, le=1)
    exercise: LessonId
    shared: bool | None = None  # whether files of another exercise are among these
    keep_until: Date | None = None
    files: list[_Name] = Field(default=[], max_length=_MOST)


@dataclass(frozen=True)
class Forgotten:
    """What was found in a folder of results: files that were deleted, or the day until which they stay.

    A list of results that casekit did not write here, such as one that somebody handed in, deletes nothing.
    """

    folder: Path
    deleted: tuple[Path, ...] = ()
    keep_until: dt.date | None = None
    is_ours: bool = True


def keep(
    folder: str | PathLike[str],
    files: Mapping[str, bytes],
    exercise: str,
    keep_until: dt.date | None = None,
    *,
    inputs: tuple[Path, ...] = (),
    force: bool = False,
) -> list[Path]:
    """Write results into a folder, each readable by its owner only, and take note of them for `forget`.

    Parameters
    ----------
    folder : path
        Where; made if it is not there.
    files : dict
        The content of each file by its name, with ``/`` for folders inside.
    exercise : str
        The exercise.
    keep_until : date, optional
        After which day they are to be deleted.
    inputs : tuple of Path
        What the results are made from, which is never replaced.
    force : bool
        Whether to replace files of these names that somebody else made.

    Raises
    ------
    CasekitError
        If a file of somebody's lies there, or nothing can be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     [path.name for path in keep(folder, {"a.csv": b"x"}, "04-bpss")]
    ['a.csv']
    """
    place = located(folder)
    before = _listed(place)
    for name, content in files.items():  # before the list is written: what is on it will be deleted one day
        free_for(content, place / name, inputs=inputs, force=force)
    names = [*dict.fromkeys([*(before.files if before else ()), *files])]
    until = keep_until or (before.keep_until if before else None)
    shared = before is not None and (before.shared or before.exercise != exercise)
    if before and shared:  # nothing goes before the last of them may
        until = max(until, before.keep_until) if until and before.keep_until else None
    about = Kept(exercise=exercise, shared=shared or None, keep_until=until, files=names)
    # First the list: what is not on it would never be deleted.
    data = {**about.model_dump(exclude_none=True), "format": 1}
    publish(written(data).encode(), place / LIST, inputs=inputs, force=force or before is not None)
    return [publish(content, place / name, inputs=inputs, force=force) for name, content in files.items()]


def forget(folder: str | PathLike[str], today: dt.date, *, at_once: bool = False) -> list[Forgotten]:
    """Delete the results below a folder whose time is over, with what people decided; nothing else.

    Parameters
    ----------
    folder : path
        Where to look.
    today : date
        The day that counts.
    at_once : bool
        Whether to delete all results, also those that may still be kept.

    Returns
    -------
    list of Forgotten
        For each folder of results what was deleted, or until when it stays.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     _ = keep(folder, {"a.csv": b"x"}, "04-bpss", dt.date(2026, 1, 1))
    ...     [own.name for one in forget(folder, dt.date(2026, 1, 2)) for own in one.deleted]
    ['a.csv', 'results.yaml']
    """
    place = located(folder)
    if what(place) != "folder":
        raise CasekitError(say("exercises.no_results", folder=place))
    found = []
    for at, folders, names in os.walk(place):
        folders.sort()
        if LIST in names and (about := _listed(Path(at))) is not None:
            own = Path(at)
            over = about.keep_until is not None and today > about.keep_until
            is_ours = is_made(own / LIST)
            deleted = tuple(_deleted(own, about)) if is_ours and (over or at_once) else ()
            found.append(Forgotten(own, deleted, about.keep_until, is_ours))
    return found


def _deleted(folder: Path, about: Kept) -> Iterator[Path]:
    """Delete the files on a list, and yield each that was there."""
    beside = sorted(own.name for own in folder.glob(f"{MARKS}*"))  # with the older versions of it
    hidden = sorted(own.name for own in folder.glob(f".{MARKS}.lock"))
    for name in (*about.files, *beside, *hidden, LIST):
        path = folder / name
        if ".." in Path(name).parts or not path.resolve().is_relative_to(folder.resolve()):
            continue
        if what(path) == "file":
            path.unlink()
            yield path
    for inside in sorted({(folder / name).parent for name in about.files} - {folder}, reverse=True):
        if not inside.resolve().is_relative_to(folder.resolve()):
            continue
        if inside.is_dir() and not any(inside.iterdir()):
            inside.rmdir()


def _listed(folder: Path) -> Kept | None:
    """Return what a list of results says; None if there is none, or it is none of ours."""
    path = folder / LIST
    if what(path) != "file":
        return None
    try:
        return Kept.model_validate(parse(read(path), path).data)
    except (CasekitError, ValidationError):
        return None
