"""Temporary folders of casekit's own: for one user's eyes, and gone whichever way the program ends."""

import os
import re
import secrets
import shutil
import stat
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from casekit.errors import ExportError
from casekit.export import processes
from casekit.vocab import say

__all__ = ["CASE_FILES", "close_all", "copy_into", "has_case_files", "own_room", "undisturbed"]

CASE_FILES = (".yaml", ".yml")
MOST_FILES = 2_000
MOST_BYTES = 200_000_000
_NAME = re.compile(r"casekit-[0-9a-f]{32}")
_OWNER = "owner.lock"  # held by the process that made the room for as long as it lives
_A_DAY = 86_400
_SECONDS = 1.5

_open: set[Path] = set()
_gate = threading.Lock()


@contextmanager
def own_room() -> Iterator[Path]:
    """Give an empty folder that only this user can enter, and that is gone afterwards.

    What processes killed earlier left behind is removed at the first one.
    """
    _sweep()
    room, lock = _made()
    try:
        yield room
    finally:
        # Windows deletes no file that is open.
        lock.release()
        _remove(room)
        _open.discard(room)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let a signal end the program before or after what is done here, but not in the middle of it."""
    with _gate:
        yield


def close_all() -> None:
    """Remove all rooms with the processes in them. The program must end now: nothing can be made any more."""
    _gate.acquire(timeout=_SECONDS)
    processes.end(_open)
    processes.end_descendants()
    for room in tuple(_open):
        _remove(room)


def copy_into(room: Path, folder: Path, endings: Sequence[str] = ()) -> Path:
    """Return a copy of a folder and of what lies below it, in which code can do no harm to the original.

    Parameters
    ----------
    room : Path
        Where the copy is made.
    folder : Path
        The folder of a notebook. Hidden files, environments, and links to folders or out of it are left out.
    endings : sequence of str, optional
        The endings of the files to copy, such as ``(".yaml",)``; all files if there are none.

    Raises
    ------
    ExportError
        If more than 2,000 files or 200 MB lie there, or the disk is full.
    """
    folder = folder.resolve()
    files, folders = _contents(folder, endings)
    copy = room / (folder.name or "notebook")
    try:
        for path in folders:
            with undisturbed():
                (copy / path.relative_to(folder)).mkdir()
        for path in files:
            with undisturbed(), suppress(FileNotFoundError):  # it may have been somebody's temporary file
                shutil.copy2(path, copy / path.relative_to(folder))
    except OSError as error:
        raise ExportError(
            say("export.error.uncopied", folder=folder, reason=error.strerror or error)
        ) from None
    return copy


def has_case_files(folder: Path) -> bool:
    """Tell whether a notebook may find a case file in its folder or below it."""
    try:
        return bool(_contents(folder.resolve(), CASE_FILES)[0])
    except ExportError:  # so much lies there that nobody looks
        return True


def _contents(top: Path, endings: Sequence[str]) -> tuple[list[Path], list[Path]]:
    """Return the files and the folders to copy."""
    files: list[Path] = []
    tops: list[Path] = []
    size = 0
    for place, folders, names in os.walk(top):
        left_out = _left_out(place, [*folders, *names])
        folders[:] = [name for name in folders if name not in left_out]
        tops.append(Path(place))
        for path in (Path(place) / name for name in names if name not in left_out):
            if (not endings or path.suffix.lower() in endings) and _is_inside(path, top):
                files.append(path)
                size += path.stat().st_size
        if max(len(files), len(tops)) > MOST_FILES or size > MOST_BYTES:
            raise ExportError(say("export.error.too_much", folder=top))
    return files, tops


def _left_out(place: str, names: Sequence[str]) -> set[str]:
    """Return the names that are not copied."""
    return {
        name
        for name in names
        if name.startswith(".")
        or name in ("__pycache__", "node_modules")
        or ((path := Path(place) / name).is_dir() and (path.is_symlink() or _is_environment(path)))
    }


def _is_environment(path: Path) -> bool:
    """Return whether a folder holds a Python of its own."""
    return (path / "pyvenv.cfg").exists() or (path / "conda-meta").is_dir()


def _is_inside(path: Path, top: Path) -> bool:
    """Return whether a path is a file that may be read and lies below a folder, also if it is a link."""
    try:
        inside = not path.is_symlink() or path.resolve().is_relative_to(top)
        return inside and path.is_file() and os.access(path, os.R_OK)
    except (OSError, RuntimeError):  # links that lead to each other
        return False


def _made() -> tuple[Path, FileLock]:
    """Return a new room and the lock that tells others that it is in use."""
    while True:
        room = Path(tempfile.gettempdir()) / f"casekit-{secrets.token_hex(16)}"
        with undisturbed():
            _open.add(room)
            room.mkdir(mode=0o700)
            lock = FileLock(room / _OWNER, mode=0o600)
            with suppress(Timeout, FileNotFoundError):  # somebody swept before the lock was held
                with suppress(NotImplementedError):  # no locks on this disk
                    lock.acquire(timeout=0)
                if room.is_dir() and (not lock.is_locked or (room / _OWNER).exists()):
                    return room, lock
            _open.discard(room)


def _sweep() -> None:
    """Remove the rooms of processes that were killed, with what still runs in them."""
    for room in Path(tempfile.gettempdir()).glob("casekit-*"):
        if _NAME.fullmatch(room.name) and room not in _open:
            with suppress(OSError):
                _remove_abandoned(room)


def _remove_abandoned(room: Path) -> None:
    """Remove a room if the process that made it is dead; after a day if that cannot be known."""
    about = room.lstat()
    if not stat.S_ISDIR(about.st_mode) or (hasattr(os, "getuid") and about.st_uid != os.getuid()):
        return
    owner = FileLock(room / _OWNER, timeout=0)
    is_known = (room / _OWNER).is_file()
    if is_known:
        try:
            owner.acquire()
        except Timeout:
            return
        except (NotImplementedError, OSError):
            is_known = False
    if is_known or time.time() - about.st_mtime > _A_DAY:
        processes.end([room])
        with suppress(OSError):  # so that whoever is about to take the lock sees that the room is lost
            (room / _OWNER).unlink()
        owner.release()  # Windows deletes no file that is open
        _remove(room)


def _remove(room: Path) -> None:
    """Remove a folder, also while a thread still writes in it or if code has closed parts of it."""
    deadline = time.monotonic() + _SECONDS
    shutil.rmtree(room, ignore_errors=True)
    while os.path.lexists(room) and time.monotonic() < deadline:
        for place, folders, files in os.walk(room):
            for path in (Path(place, name) for name in ("", *folders, *files)):
                with suppress(OSError):
                    if not path.is_symlink():
                        path.chmod(stat.S_IRWXU)
        shutil.rmtree(room, ignore_errors=True)
        time.sleep(0.02)
