"""Taking a learner's own case out of the list, so that it can be brought back: nothing is ever deleted."""

import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, count
from pathlib import Path

from casekit.errors import CaseFileError
from casekit.store.files import locked, os_sentence
from casekit.store.names import is_beside, what
from casekit.vocab import say

REMOVED = "removed"
"""The folder beside the case files in which removed cases lie, each in a folder of its own."""


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
    with locked(case_file):
        if what(case_file) != "file":
            raise CaseFileError(say("store.not_found", file=case_file), case_file)
        name = f"{case_file.stem}-{time.strftime('%Y%m%d-%H%M%S')}"
        folder = next(one for one in _numbered(case_file.parent / REMOVED / name) if not what(one))
        _move([*_belongings(case_file)], folder)
    return folder


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
    with locked(case_file):
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
    for path in sorted(case_file.parent.iterdir()):
        is_backup = path.name.startswith(f"{case_file.name}.bak")
        is_kept = is_beside(path.name) and path.name.startswith(f"{case_file.stem}.")
        if what(path) == "file" and (is_backup or is_kept or path == case_file.with_suffix(".ipynb")):
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
