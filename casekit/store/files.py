"""Case files on disk: one writer at a time, whole files only, older versions kept."""

import contextlib
import errno
import glob
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from casekit import vocab
from casekit.errors import CaseFileError

__all__ = ["digest", "keep_beside", "locked", "read", "write"]

LOCK_SECONDS = 10
REPLACE_SECONDS = 2
# How far apart the versions lie: the last one, one of at least ten minutes ago, one of at least a day ago.
BACKUP_AGES = (0, 600, 86_400)


def digest(raw: bytes) -> str:
    """Return the fingerprint by which a changed file is noticed."""
    return hashlib.sha256(raw).hexdigest()


def read(path: Path) -> bytes:
    """Return what a file holds; raises CaseFileError if it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        beside = [own.name for own in path.parent.glob("*.y*ml")] if path.parent.is_dir() else []
        if near := vocab.nearest(path.name, beside):
            message = vocab.say("store.not_found_near", file=path, near=", ".join(near))
        else:
            message = vocab.say("store.not_found", file=path)
        raise CaseFileError(message, path) from None
    except OSError as error:
        raise CaseFileError(_os_sentence("unread", path, error), path) from None


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
