"""Taking a learner's own case out of the list, so that it can be brought back: nothing is ever deleted."""

import datetime as dt
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from itertools import chain, count
from pathlib import Path
from typing import NamedTuple

from casekit.errors import CaseFileError
from casekit.store.files import backups, locked, os_sentence
from casekit.store.names import is_beside, what
from casekit.vocab import say

REMOVED = "removed"
"""The folder beside the case files in which removed cases lie, each in a folder of its own."""

_WHEN = re.compile(r"-(\d{8}-\d{6})(?:-\d+)?$")


class Removed(NamedTuple):
    """A case that was removed: the folder in which it lies, its case file there, and when that was."""

    folder: Path
    case_file: Path
    when: dt.datetime


def remove_case(case_file: Path) -> Path:
    """Move a case file with its notebook and backups to a dated folder, and return that folder.

    Reports and whatever else lies there under other names stays.

    Parameters
    ----------
    case_file : Path
        A case of the learner.

    Raises
    ------
    CaseFileError
        If it is not there or cannot be moved; then everything is where it was.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from casekit.store import new_case
    >>> with TemporaryDirectory() as folder:
    ...     case = new_case(f"{folder}/klien-b.yaml", "Klien B")
    ...     kept = remove_case(case.origin.path)
    ...     kept.parent.name, [path.name for path in kept.iterdir()]
    ('removed', ['klien-b.yaml'])
    """
    with locked(case_file, partial(os_sentence, "not_moved", case_file.parent / REMOVED)):
        if what(case_file) != "file":
            raise CaseFileError(say("store.not_found", file=case_file), case_file)
        name = f"{case_file.stem}-{time.strftime('%Y%m%d-%H%M%S')}"
        folder = next(one for one in _numbered(case_file.parent / REMOVED / name) if not what(one))
        _move([*_belongings(case_file)], folder)
    return folder


def removed_cases(home: Path) -> list[Removed]:
    """Return the cases that were removed from a folder, the last one first.

    Parameters
    ----------
    home : Path
        The folder in which the case files lie.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from casekit.store import new_case
    >>> with TemporaryDirectory() as folder:
    ...     _ = remove_case(new_case(f"{folder}/klien-b.yaml", "Klien B").origin.path)
    ...     [one.case_file.name for one in removed_cases(Path(folder))]
    ['klien-b.yaml']
    """
    found = []
    with suppress(OSError):  # a folder that nobody may look into has nothing to offer
        for folder in (home / REMOVED).glob("*/"):
            case_file = next((path for path in sorted(folder.iterdir()) if _is_case(path)), None)
            if case_file is not None:
                found.append(Removed(folder, case_file, _when(folder)))
    return sorted(found, key=lambda one: (one.when, one.folder.name), reverse=True)


def _when(folder: Path) -> dt.datetime:
    """Return when a case was removed, as the name of its folder says; of another name, when that changed."""
    named = _WHEN.search(folder.name)
    with suppress(ValueError):
        if named:
            return dt.datetime.strptime(named[1], "%Y%m%d-%H%M%S")
    return dt.datetime.fromtimestamp(folder.stat().st_mtime)


def bring_back(folder: Path) -> Path:
    """Move a case that was removed back to where it was, and return its case file.

    Raises
    ------
    CaseFileError
        If there is a case of that name again, or something cannot be moved; then everything stays.
    """
    home, found = folder.parent.parent, [*folder.iterdir()] if what(folder) == "folder" else []
    found.sort(key=lambda path: (not _is_case(path), path))
    case_file = next((home / path.name for path in found if _is_case(path)), None)
    if case_file is None:
        raise CaseFileError(say("store.not_found", file=folder), folder)
    with locked(case_file, partial(os_sentence, "not_moved", home)):
        if taken := next((path for path in found if what(home / path.name)), None):
            raise CaseFileError(say("store.name_taken", file=home / taken.name, folder=folder), case_file)
        _move(found, home)
        with suppress(OSError):  # somebody may have put something else there
            folder.rmdir()
            folder.parent.rmdir()
    return case_file


def _is_case(path: Path) -> bool:
    return path.suffix == ".yaml" and not is_beside(path.name)


def _belongings(case_file: Path) -> Iterator[Path]:
    """Yield a case file, its notebook, its backups, and what casekit kept beside it."""
    yield case_file
    known = {case_file.with_suffix(".ipynb"), *backups(case_file)}
    for path in sorted(case_file.parent.iterdir()):
        is_kept = is_beside(path.name) and path.name.startswith(f"{case_file.stem}.")
        if what(path) == "file" and (is_kept or path in known):
            yield path


def _move(paths: list[Path], folder: Path) -> None:
    """Move files to a folder: all of them, or none."""
    moved: list[tuple[Path, Path]] = []
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in paths:
            path.rename(folder / path.name)
            moved.append((path, folder / path.name))
    except OSError as error:
        for before, after in reversed(moved):
            with suppress(OSError):
                after.rename(before)
        raise CaseFileError(os_sentence("not_moved", folder, error), folder) from None


def _numbered(path: Path) -> Iterator[Path]:
    return chain([path], (path.with_name(f"{path.name}-{number}") for number in count(2)))
