"""Files on disk: one writer at a time, whole files only, older versions of case files kept.

Whatever casekit writes goes through here: case files by `write` and `keep_beside`, what is made from them
by `put`. Not so: what JupyterLab and nbconvert write themselves (notebooks that are saved, what
``jupyter nbconvert`` makes), and the temporary folders in which pandoc, Typst and kernels work.
"""

import contextlib
import errno
import glob
import hashlib
import os
import secrets
import stat
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from filelock import FileLock, Timeout

from casekit import vocab
from casekit.errors import CaseFileError, CasekitError
from casekit.store.made import alone
from casekit.store.names import what
from casekit.store.work import is_in_workplace

LARGEST = 10_000_000
LOCK_SECONDS = 10
REPLACE_SECONDS = 2
# How old the versions behind the last one are: at least ten minutes, and at least a day.
BACKUP_AGES = (600, 86_400)
_PRIVATE, _ORDINARY = 0o600, 0o666  # the system takes away what the user's umask says
_OWN_FOLDER, _ANY_FOLDER = 0o700, 0o777
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
for _name in ("O_NOFOLLOW", "O_CLOEXEC", "O_BINARY", "O_NOINHERIT"):  # each where there is one
    _NEW |= getattr(os, _name, 0)
_LOOKED_AT = 1000  # files of a folder, in search of a like name
# A pipe that nobody writes to must not hold us up; Windows would otherwise translate the ends of lines.
_READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def digest(raw: bytes) -> str:
    """Return the fingerprint by which a changed file is noticed."""
    return hashlib.sha256(raw).hexdigest()


def read(path: Path, most: int = LARGEST) -> bytes:
    """Return what a file holds.

    Raises
    ------
    CaseFileError
        If it cannot be read. A device, pipe or folder, a file of more than `most` bytes or one with gaps is
        refused before anything of it is read.
    """
    try:
        _refuse_unreadable(path.stat(), path, most)  # opening a device may set it going
        with os.fdopen(os.open(path, _READING), "rb") as file:
            _refuse_unreadable(os.fstat(file.fileno()), path, most)  # it may be another by now
            if _has_gap(file.fileno()):
                raise CaseFileError(vocab.say("store.gaps", file=path.name), path)
            raw = file.read(most + 1)
    except (FileNotFoundError, ValueError):  # ValueError: a name that no file can have
        raise _not_found(path) from None
    except OSError as error:
        raise CaseFileError(os_sentence("unread", path, error), path) from None
    if len(raw) > most:  # it is being written to, or the system does not know its size
        raise too_large(path, most)
    return raw


def too_large(path: Path, most: int) -> CaseFileError:
    """Return the error for a file of more than so many bytes."""
    return CaseFileError(vocab.say("store.size", file=path.name, megabytes=most // 1_000_000), path)


def _refuse_unreadable(found: os.stat_result, path: Path, most: int) -> None:
    """Refuse what is no regular file, or too large."""
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(found.st_mode):
        raise CaseFileError(vocab.say("store.not_regular", file=path), path)
    if found.st_size > most:
        raise too_large(path, most)


def _has_gap(handle: int) -> bool:
    """Return whether a part of a file was never written, where the system can tell."""
    if not hasattr(os, "SEEK_HOLE"):
        return False
    with contextlib.suppress(OSError):
        gap = os.lseek(handle, 0, os.SEEK_HOLE)
        os.lseek(handle, 0, os.SEEK_SET)
        return os.pread(handle, 1, gap) == b"\0"  # some systems see gaps in what they have yet to write
    return False


def _not_found(path: Path) -> CaseFileError:
    """Return the error for a file that is not there; it names those of a like name."""
    beside = (own.name for own in path.parent.glob("*.y*ml")) if path.parent.is_dir() else iter(())
    if near := vocab.nearest(path.name, islice(beside, _LOOKED_AT)):
        return CaseFileError(vocab.say("store.not_found_near", file=path, near=", ".join(near)), path)
    return CaseFileError(vocab.say("store.not_found", file=path), path)


def _make_folder(folder: Path, mode: int) -> None:
    """Make a folder and those above it that are missing, all with one mode."""
    for place in reversed((folder, *folder.parents)):
        if not place.is_dir():
            place.mkdir(mode, exist_ok=True)


@contextlib.contextmanager
def locked(path: Path, failed: Callable[[OSError], str] | None = None) -> Iterator[None]:
    """Hold a case file for one writer; raises CaseFileError if another holds it for long.

    `failed` returns the sentence where the system refuses; that the work is not saved, if not given.
    """
    failed = failed or partial(os_sentence, "unsaved", path)
    name = path.with_name(f".{path.name}.lock")
    try:
        _make_folder(path.parent, _OWN_FOLDER)
        if what(name) not in ("", "file"):
            raise CaseFileError(vocab.say("store.lock_blocked", file=path.name, lock=name), path)
        lock = FileLock(name, timeout=LOCK_SECONDS, mode=_PRIVATE)
        lock.acquire()
    except Timeout:
        raise CaseFileError(vocab.say("store.locked", file=path.name), path) from None
    except OSError as error:
        raise CaseFileError(failed(error), path) from None
    try:
        yield
    finally:
        lock.release()


def write(
    path: Path, raw: bytes, before: bytes | None, failed: Callable[[OSError], str] | None = None
) -> None:
    """Put new content in place of a case file at one stroke, with a backup of the old; the lock is held.

    `failed` is that of `locked`.
    """
    failed = failed or partial(os_sentence, "unsaved", path)
    try:
        _sweep(path)
        with contextlib.ExitStack() as ready:
            # All of it is on the disk before anything moves, so that a full disk moves nothing.
            fresh = ready.enter_context(_fresh(path, raw, _PRIVATE))
            if before is not None and before != _newest(path):
                backup = ready.enter_context(_fresh(path, before, _PRIVATE))
                _swap(backup, _make_room(path))
            _swap(fresh, path)
        _sync_folder(path.parent)
    except OSError as error:
        raise CaseFileError(failed(error), path) from None


def keep_beside(path: Path, raw: bytes, word: str) -> Path:
    """Write work that must not overwrite a file beside it, as ``NAME.WORD-TIME.yaml``; the lock is held."""
    name = f"{path.stem}.{word}-{time.strftime('%Y%m%d-%H%M%S')}"
    number = 1
    while what(kept := path.with_name(f"{name}{f'-{number}' if number > 1 else ''}{path.suffix}")):
        number += 1
    try:
        with _fresh(path, raw, _PRIVATE) as fresh:
            _swap(fresh, kept)
        _sync_folder(path.parent)
    except OSError as error:
        raise CaseFileError(os_sentence("unsaved", kept, error), path) from None
    return kept


def keep_older(kept: Path, raw: bytes) -> None:
    """Keep a case file of an older schema for good, unless one is kept already; the lock is held."""
    try:
        if not what(kept):
            with _fresh(kept, raw, _PRIVATE) as fresh:
                _swap(fresh, kept)
    except OSError as error:
        raise CaseFileError(os_sentence("unsaved", kept, error), kept) from None


def put(path: Path, content: bytes, *, private: bool, failed: Callable[[OSError], str] | None = None) -> None:
    """Write a file that is no case file at one stroke, over whatever has its name.

    Callers ask `casekit.store.outputs` first whether anything may be replaced. A link is replaced, never
    followed, and after a failure everything is as it was.

    Parameters
    ----------
    path : Path
        The file; its folders are made. One that is made for a private file is private, too: names of files
        may be names of people.
    content : bytes
        What it shall hold.
    private : bool
        Whether only the owner may read it, as with everything made from a user's case; otherwise the
        user's umask decides.
    failed : callable, optional
        Returns the sentence where the system refuses; that the file cannot be written, if not given.

    Raises
    ------
    CasekitError
        If it cannot be written.
    """
    failed = failed or partial(os_sentence, "unwritable", path)
    try:
        _make_folder(path.parent, _OWN_FOLDER if private else _ANY_FOLDER)
        with alone() as held:
            if held:
                _sweep(path)
            with _fresh(path, content, _PRIVATE if private else _ORDINARY) as fresh:
                _swap(fresh, path)
        _sync_folder(path.parent)
    except OSError as error:
        raise CasekitError(failed(error)) from None


def backups(path: Path) -> list[Path]:
    """Return the backups of a file that there are, also those of an older schema, the newest first.

    Examples
    --------
    >>> backups(Path("no-such-case.yaml"))
    []
    """
    found = [one for one in path.parent.glob("*") if one.name.startswith(f"{path.name}.bak")]
    return sorted(found, key=lambda one: one.lstat().st_mtime, reverse=True)


def _places(path: Path) -> list[Path]:
    """Return where the backups of a file lie, the newest first."""
    return [path.with_name(f"{path.name}.bak{number}") for number in (1, 2, 3)]


def _newest(path: Path) -> bytes | None:
    """Return what the newest backup holds: after a save that failed it is the file itself."""
    place = _places(path)[0]
    return place.read_bytes() if what(place) == "file" else None


def _make_room(path: Path) -> Path:
    """Return the place of the newest backup; each moves on to a place that is free or held by an old one."""
    places = _places(path)
    for newer, older, age in reversed([*zip(places, places[1:], BACKUP_AGES, strict=False)]):
        if newer.exists() and (not older.exists() or _is_old(older, age)):
            if _age(newer) < 0:
                os.utime(newer)  # its time is told by another clock, and shall count from now
            newer.replace(older)
    return places[0]


def _is_old(backup: Path, age: float) -> bool:
    """Tell whether a backup is at least so old; one from the future is, or it would stay for ever."""
    return not 0 <= _age(backup) < age


def _age(file: Path) -> float:
    """Return how many seconds ago a file was written."""
    return time.time() - file.stat().st_mtime


def _sweep(path: Path) -> None:
    """Remove what a process that was killed in the middle left beside a file."""
    with contextlib.suppress(OSError):
        for torn in path.parent.glob(f".{glob.escape(path.name)}.{'[0-9a-f]' * 16}.tmp"):
            torn.unlink()


@contextlib.contextmanager
def _fresh(path: Path, raw: bytes, mode: int) -> Iterator[Path]:
    """Write content to the disk under a new name beside a file; nothing is left if it is not moved on."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    try:
        _write_through(os.open(fresh, _NEW, mode), raw)
        yield fresh
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)


def _write_through(handle: int, raw: bytes) -> None:
    """Write all of it, see it to the disk, and close."""
    with os.fdopen(handle, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())


def _swap(fresh: Path, path: Path) -> None:
    """Replace a file; on Windows a virus scanner may hold the old one for a moment."""
    until = time.monotonic() + REPLACE_SECONDS
    while True:
        try:
            fresh.replace(path)
        except PermissionError:
            if os.name != "nt" or time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


def _sync_folder(folder: Path) -> None:
    """Make the new name of a file last through a power cut, where the system can; it is there in any case."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def not_begun(path: Path, error: OSError) -> str:
    """Return the sentence for a new file that the system refuses: nothing was there to lose."""
    mine = is_in_workplace(path.parent)
    return os_sentence("not_begun_in_workplace" if mine else "not_begun", path, error)


def os_sentence(what: str, path: Path, error: OSError) -> str:
    """Return the sentence for a file that the system refuses to read or write."""
    reasons = {
        errno.ENOSPC: "store.disk_full",
        errno.EDQUOT: "store.disk_full",
        errno.EACCES: "store.forbidden",
        errno.EPERM: "store.forbidden",
        errno.EROFS: "store.forbidden",
        errno.EISDIR: "store.is_folder",
        errno.EEXIST: "store.file_in_the_way",
        errno.ENOTDIR: "store.file_in_the_way",
        errno.ENOENT: "store.no_folder",
        errno.ENAMETOOLONG: "store.name_long",
        errno.ELOOP: "store.links_in_a_circle",
    }
    reason = vocab.say(reasons.get(error.errno or 0, "store.os_error"), error=error.strerror or error)
    return vocab.say(f"store.{what}", file=path, name=path.name, folder=path.parent, reason=reason)
