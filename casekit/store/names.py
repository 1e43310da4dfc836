"""Names of files: where a path leads, and whether a file may have that name on every system."""

import os
import re
import stat
import unicodedata
from os import PathLike
from pathlib import Path

from casekit import vocab
from casekit.errors import CaseFileError

# Bytes of UTF-8; file systems take 255, and what lies beside a case file has longer names than the file.
LONGEST = 200
_LONGEST_PATH = 4000
_SHOWN = 100
_BESIDE = (".conflict-", ".draft-")  # in the names of what casekit keeps beside a case file
_FORBIDDEN = set('<>:"/\\|?*')
_UNSEEN = {"Cc", "Cs", "Zl", "Zp"}  # control characters, halves of characters, separators of lines
_DEVICES = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³]) *", re.IGNORECASE)


def expanded(path: str | PathLike[str]) -> Path:
    """Return a path with the home folder in place of ``~``; raises CaseFileError if there is no such path."""
    try:
        return Path(path).expanduser()
    except TypeError:
        raise CaseFileError(vocab.say("store.no_name", given=vocab.shortened(path))) from None
    except RuntimeError:
        raise CaseFileError(vocab.say("store.no_home", file=_shown(path)), Path(path)) from None


def located(path: str | PathLike[str]) -> Path:
    """Return where a path leads, links followed; raises CaseFileError if that is nowhere."""
    own = expanded(path)
    try:
        return own.resolve()
    except (OSError, RuntimeError, ValueError):  # links in a circle, characters that no path may hold
        raise CaseFileError(vocab.say("store.leads_nowhere", file=_shown(path)), own) from None


def what(path: Path) -> str:
    """Return what has this name, links not followed: file, folder, link or device, or nothing as ``""``.

    Where one may not look, there is nothing.
    """
    try:
        mode = path.lstat().st_mode
    except (OSError, ValueError):
        return ""
    kinds = {stat.S_IFREG: "file", stat.S_IFDIR: "folder", stat.S_IFLNK: "link"}
    return kinds.get(stat.S_IFMT(mode), "device")


def writable_name(path: str | PathLike[str]) -> Path:
    """Return a path at which a file may be made, ``~`` expanded.

    The name must be one that Windows, macOS and Linux all take, and so must the folders that have to be made
    for it, because case files and reports are handed on. Folders that are there already may be called as
    they like.

    Raises
    ------
    CaseFileError
        If the path names no file, or has a name that some system refuses or changes.
    """
    own = expanded(path)
    if own.drive and not own.root:  # on Windows a:b names a place on the drive a
        raise _refused("characters", path)
    _check(own.name, path)
    if len(str(own).encode(errors="replace")) > _LONGEST_PATH:
        raise _refused("long", path)
    located(own.parent)
    for folder in own.parents:
        if what(folder):
            break
        if folder.name not in ("", ".."):
            _check(folder.name, path)
    if what(own) == "link" and what(Path(os.path.realpath(own))) in ("", "link"):  # to nothing, or to itself
        raise _refused("link", path)
    return own


def _check(name: str, path: str | PathLike[str]) -> None:
    """Refuse a name that not every system takes as it is."""
    if name in ("", ".", ".."):
        raise _refused("missing", path)
    if any(letter in _FORBIDDEN or unicodedata.category(letter) in _UNSEEN for letter in name):
        raise _refused("characters", path)
    if name.endswith((".", " ")):
        raise _refused("end", path)
    if _DEVICES.fullmatch(name.partition(".")[0]):
        raise _refused("device", path)
    if len(name.encode()) > LONGEST:
        raise _refused("long", path)


def _refused(why: str, path: str | PathLike[str]) -> CaseFileError:
    reason = vocab.say(f"store.name_{why}")
    return CaseFileError(vocab.say("store.bad_name", file=_shown(path), reason=reason), Path(path))


def _shown(path: str | PathLike[str]) -> str:
    """Return a path as it can be printed: what cannot be seen is marked, of a long one the end is shown."""
    text = "".join(letter if letter.isprintable() else "�" for letter in str(path))
    return text if len(text) <= _SHOWN else f"…{text[-_SHOWN:]}"


def is_beside(name: str) -> bool:
    """Tell whether a file is work that casekit kept beside a case file.

    Examples
    --------
    >>> is_beside("klien-x.conflict-1.yaml"), is_beside("klien-x.yaml")
    (True, False)
    """
    return any(mark in name for mark in _BESIDE)
