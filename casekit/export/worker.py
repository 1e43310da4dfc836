"""The process in which exports are made, one after the other (see `casekit.export.limits`)."""

import contextlib
import faulthandler
import importlib
import os
import pickle
import shutil
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO, cast

import casekit.export.document  # noqa: F401 - loaded before anybody asks
from casekit import vocab
from casekit.errors import ExportError
from casekit.export.limits import WORKER_BYTES, kill_tree
from casekit.vocab import say

__all__ = ["work"]

# Where each kind is made: slides and web pages load much that a PDF does not need.
_MAKERS = {
    "pdf": ("casekit.export.document", "pdf_of"),
    "docx": ("casekit.export.word", "docx_of"),
    "slides": ("casekit.export.slides", "made_slides"),
    "notes": ("casekit.export.slides", "made_notes"),
    "page": ("casekit.export.web", "made_page"),
}
_IDLE_SECONDS = 600
_MOST_JOBS = 100
_GRACE = 5


def work() -> None:
    """Make what is asked for on standard input until it is closed."""
    # What anything prints must not get between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    warnings.simplefilter("ignore")
    _limit_memory()
    asked: SimpleQueue[bytes] = SimpleQueue()
    room: list[Path] = []
    threading.Thread(target=_listen, args=(sys.stdin.buffer, answers, asked, room), daemon=True).start()
    for number in range(1, _MOST_JOBS + 1):
        reply = _reply(asked.get(), room)
        worn = number == _MOST_JOBS or "worn" in reply or _peak() > WORKER_BYTES // 2
        pickle.dump({**reply, "worn": worn}, answers)
        answers.flush()


def _limit_memory() -> None:
    """Take no more memory than one export may, where the system can see to that."""
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    with contextlib.suppress(OSError, ValueError):
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        most = WORKER_BYTES if hard == resource.RLIM_INFINITY else min(WORKER_BYTES, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _peak() -> int:
    """Return roughly the most memory that this process has had, 0 where the system does not tell."""
    try:
        import resource  # noqa: PLC0415
    except ImportError:
        return 0
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used * 1024


def _listen(source: BinaryIO, answers: BinaryIO, asked: "SimpleQueue[bytes]", room: list[Path]) -> None:
    """Pass on each job; end everything when whoever asked is gone, or has nothing to ask for long."""
    try:
        while head := _head(source, room):
            answers.write(b"+")
            answers.flush()
            asked.put(source.read(int.from_bytes(head, "big")))
    finally:
        _end(room)


def _head(source: BinaryIO, room: list[Path]) -> bytes:
    """Return the length of the next job, empty if none will come."""
    idle = threading.Timer(_IDLE_SECONDS, _end, [room])
    idle.daemon = True
    idle.start()
    try:
        return source.read(8)
    finally:
        idle.cancel()


def _end(room: list[Path]) -> None:
    """End this process and what it has started, and leave no folder behind."""
    for folder in room:
        shutil.rmtree(folder, ignore_errors=True)
    if os.name == "posix":
        os.killpg(0, signal.SIGKILL)
    kill_tree(os.getpid())


def _reply(packed: bytes, room: list[Path]) -> dict[str, Any]:
    """Return the answer to a job."""
    words = None
    try:
        job, seconds, words, language = pickle.loads(packed)  # noqa: S301 - from the process that started us
        room[:] = [job["room"]]
        with _ending(seconds), vocab.in_language(language):
            made, remarks = _maker(job.pop("kind"))(**job)
    except ExportError as error:
        return {"refused": str(error)}
    except MemoryError:
        return {"refused": say("export.error.memory", words), "worn": True}
    except RecursionError:  # how deep a notebook is nested is its author's doing
        return {"refused": say("export.error.deep", words)}
    except Exception as error:  # noqa: BLE001 - raised anew by the process that asked
        return {"failed": _sendable(error), "worn": True}
    finally:
        room.clear()
    return {"made": made, "remarks": remarks}


def _maker(kind: str) -> Callable[..., Any]:
    """Return what makes a kind of export."""
    module, name = _MAKERS[kind]
    return cast(Callable[..., Any], getattr(importlib.import_module(module), name))


@contextlib.contextmanager
def _ending(seconds: float | None) -> Iterator[None]:
    """End this process after a time even if whoever asked was killed and nothing else gets a turn."""
    with Path(os.devnull).open("wb") as nowhere:
        if seconds is not None:
            faulthandler.dump_traceback_later(min(seconds + _GRACE, 10**6), exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


def _sendable(error: Exception) -> Exception:
    """Return an exception, or its words if it cannot be sent."""
    try:
        return pickle.loads(pickle.dumps(error)) and error  # noqa: S301 - our own
    except Exception:  # noqa: BLE001
        return RuntimeError(f"{type(error).__name__}: {error}")
