"""Case files on disk: one writer at a time, whole files only, older versions kept."""

import contextlib
import errno
import glob
import hashlib
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from filelock import FileLock, Timeout

from casekit import vocab
from casekit.errors import CaseFileError

__all__ = ["LARGEST", "digest", "keep_beside", "locked", "read", "too_large", "write"]

LARGEST = 10_000_000
LOCK_SECONDS = 10
REPLACE_SECONDS = 2
# How far apart the versions lie: the last one, one of at least ten minutes ago, one of at least a day ago.
BACKUP_AGES = (0, 600, 86_400)
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
        raise CaseFileError(_os_sentence("unread", path, error), path) from None
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


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a case file for one writer; raises CaseFileError if another holds it for long."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=LOCK_SECONDS, mode=0o600)
        lock.acquire()
    except Timeout:
        raise CaseFileError(vocab.say("store.locked", file=path.name), path) from None
    except OSError as error:
        raise CaseFileError(_os_sentence("unsaved", path, error), path) from None
    try:
        yield
    finally:
        lock.release()


def write(path: Path, raw: bytes, before: bytes | None) -> None:
    """Put new content in place of a file at one stroke, with a backup of what was there; the lock is held."""
    try:
        for torn in path.parent.glob(f".{glob.escape(path.name)}.*.tmp"):
            torn.unlink()  # of a process that was killed in the middle
        if before is not None:
            _rotate(path, before)
        _replace(path, raw)
    except OSError as error:
        raise CaseFileError(_os_sentence("unsaved", path, error), path) from None


def keep_beside(path: Path, raw: bytes, word: str) -> Path:
    """Write work that must not overwrite a file beside it, as ``NAME.WORD-TIME.yaml``; the lock is held."""
    name = f"{path.stem}.{word}-{time.strftime('%Y%m%d-%H%M%S')}"
    number = 1
    while (kept := path.with_name(f"{name}{f'-{number}' if number > 1 else ''}{path.suffix}")).exists():
        number += 1
    try:
        _replace(kept, raw)
    except OSError as error:
        raise CaseFileError(_os_sentence("unsaved", kept, error), path) from None
    return kept


def _rotate(path: Path, before: bytes) -> None:
    """Move each backup one place on if the place is free or what lies there is old enough."""
    places = [path.with_name(f"{path.name}.bak{number}") for number in (1, 2, 3)]
    now = time.time()
    for newer, older, age in reversed([*zip(places, places[1:], BACKUP_AGES[1:], strict=False)]):
        if newer.exists() and (not older.exists() or now - older.stat().st_mtime >= age):
            newer.replace(older)
    _replace(places[0], before)


def _replace(path: Path, raw: bytes) -> None:
    """Write a whole file beside the old one, make sure it is on the disk, and swap the two."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)  # mode 0600
    fresh = Path(name)
    try:
        _write_through(handle, raw)
        _swap(fresh, path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


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
    """Make the new name of a file last through a power cut, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _os_sentence(what: str, path: Path, error: OSError) -> str:
    """Return the sentence for a file that the system refuses to read or write."""
    reasons = {
        errno.ENOSPC: "store.disk_full",
        errno.EDQUOT: "store.disk_full",
        errno.EACCES: "store.forbidden",
        errno.EPERM: "store.forbidden",
        errno.EROFS: "store.forbidden",
        errno.EISDIR: "store.is_folder",
        errno.ENOTDIR: "store.no_folder",
        errno.ENAMETOOLONG: "store.long_name",
    }
    reason = vocab.say(reasons.get(error.errno or 0, "store.os_error"), error=error.strerror or error)
    return vocab.say(f"store.{what}", file=path, reason=reason)
