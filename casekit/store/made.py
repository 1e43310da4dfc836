"""What casekit made for this user, known again by its fingerprint and by nothing else.

The record lies in the user's state folder and holds one SHA-256 a line: no paths, no names, no content. What
is in it may be replaced or run again; what is not belongs to somebody. So a record that cannot be read or
written only makes casekit more careful.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import platformdirs
from filelock import FileLock

LOCK_SECONDS = 2
# No home, no room, no permission, no locks: reasons to be more careful, never to fail.
_TROUBLE = (OSError, RuntimeError, NotImplementedError)
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)

_here: set[str] = set()  # of this process: it knows its own files even where nothing can be recorded


def fingerprint(content: bytes, kind: str) -> str:
    """Return what something of a kind is known by; things of two kinds are never taken for each other.

    Examples
    --------
    >>> fingerprint(b"x", "output") == fingerprint(b"x", "code")
    False
    """
    return hashlib.sha256(kind.encode() + b"\0" + content).hexdigest()


def remember(sha256: str) -> None:
    """Record that casekit made what has this fingerprint."""
    if known(sha256):
        return
    _here.add(sha256)
    with alone() as held, contextlib.suppress(*_TROUBLE):
        if held:
            _append(_folder() / "made", f"\n{sha256}\n".encode())


@contextlib.contextmanager
def alone() -> Iterator[bool]:
    """Be the only process of this user that records or writes an output; yields whether that is so."""
    lock = None
    try:
        folder = _folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(folder / "made.lock", timeout=LOCK_SECONDS, mode=0o600)
        lock.acquire()
    except _TROUBLE:
        lock = None
    try:
        yield lock is not None
    finally:
        if lock is not None:
            lock.release()


def known(sha256: str) -> bool:
    """Tell whether casekit made what has this fingerprint, for this user and on this machine."""
    if sha256 in _here:
        return True
    try:
        record = _folder() / "made"
        return record.is_file() and sha256.encode() in record.read_bytes().split()
    except _TROUBLE:
        return False


def _folder() -> Path:
    """Return the folder of the record; tests name their own."""
    named = os.environ.get("CASEKIT_STATE")
    return Path(named) if named else platformdirs.user_state_path("casekit", appauthor=False)


def _append(record: Path, line: bytes) -> None:
    """Add a line at one stroke; it begins with a line feed in case the one before it was torn."""
    handle = os.open(record, os.O_WRONLY | os.O_APPEND | os.O_CREAT | _NO_FOLLOW, 0o600)
    try:
        os.write(handle, line)
    finally:
        os.close(handle)
