"""The processes that a notebook's code started: found again by a mark, and ended."""

import ctypes
import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import psutil

__all__ = ["MARK", "adopt_orphans", "end", "end_descendants", "is_alive", "marked", "short_name"]

MARK = "CASEKIT_ROOM"
_SECONDS = 1.5
_LONGEST_NAME = 15  # letters that Linux keeps of the name of a process
_SET_CHILD_SUBREAPER = 36  # of Linux's prctl


def marked(environment: Mapping[str, str], room: Path) -> dict[str, str]:
    """Return an environment whose processes, and all that they start, can be found again by their room."""
    return {**environment, MARK: str(room)}


def short_name(room: Path) -> str:
    """Return what a process of a room is called that was forked, and so has no environment to be found by."""
    return room.name[-_LONGEST_NAME:]


def end(rooms: Iterable[Path]) -> None:
    """End all processes of some rooms, whatever session they are in and whoever their parent is."""
    names = {name for room in rooms for name in (str(room), os.path.realpath(room))}
    _end_all(lambda: [process for process in psutil.process_iter() if _is_in(process, names)])


def end_descendants() -> None:
    """End all processes that this one started."""
    _end_all(psutil.Process().children)


def adopt_orphans() -> None:
    """Make the descendants of this process, whose own parents end, its children (Linux only)."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _end_all(seek: Callable[[], list[psutil.Process]]) -> None:
    """End what is found and its descendants, until nothing is found any more."""
    deadline = time.monotonic() + _SECONDS
    while (found := _with_descendants(seek())) and time.monotonic() < deadline:
        for process in found:
            with suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(found, timeout=0.2)


def _with_descendants(processes: Iterable[psutil.Process]) -> set[psutil.Process]:
    """Return the processes and all that they started, as far as that can be seen, without what has ended."""
    found = set(processes)
    for process in tuple(found):
        with suppress(psutil.Error):
            found.update(process.children(recursive=True))
    return {process for process in found if is_alive(process)}


def is_alive(process: psutil.Process) -> bool:
    """Return whether a process still does something: one that has ended may wait to be noticed."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def _is_in(process: psutil.Process, rooms: set[str]) -> bool:
    """Return whether a process belongs to a room: by its mark, its name, or by where it works."""
    if process.pid == os.getpid():
        return False
    names = {short_name(Path(room)) for room in rooms}
    with suppress(psutil.Error, OSError):  # other people's processes may not be asked
        if process.environ().get(MARK) in rooms or process.name() in names:
            return True
        return any(str(place) in rooms for place in Path(process.cwd()).parents)
    return False
