"""What an export may take of time and memory: it is made in a process of its own, which can be ended."""

import atexit
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn, cast

from nbformat import NotebookNode

from casekit.errors import ExportError
from casekit.export.editions import WORKING, checked_edition
from casekit.export.notebook import about
from casekit.export.room import own_room
from casekit.vocab import language, say

__all__ = ["PANDOC_MEGABYTES", "SECONDS", "WORKER_BYTES", "end_exports", "fork", "start", "within_limits"]

SECONDS = 120
PANDOC_MEGABYTES = 1200
WORKER_BYTES = 2 << 30

_IDLE_WORKERS = 4
_POSIX = os.name == "posix"
# `-I`, and the places that the parent imports from but the current folder: no module beside a notebook gets
# in. The first place is that of this very casekit; what it consists of is found without it from then on.
_BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); import casekit; del sys.path[0]; "
    "from casekit.export.worker import work; work()"
)


def within_limits(
    kind: str,
    notebook: NotebookNode,
    name: str,
    folder: Path | None,
    options: Mapping[str, Any],
    *,
    seconds: float | None,
) -> tuple[bytes, list[str]]:
    """Return what `casekit.export.worker` makes of a notebook, as ``"pdf"`` or another kind; see `to_pdf`."""
    words = about(notebook, name).words
    checked_edition(options.get("edition", WORKING), words)
    if seconds is not None and not seconds > 0:
        raise ExportError(say("export.error.seconds", words, seconds=seconds))
    # The room is ours and not the worker's, so that it is removed even when the worker is ended.
    with own_room() as room:
        job = {
            "kind": kind,
            "notebook": notebook,
            "name": name,
            "folder": folder and folder.absolute(),  # the worker is elsewhere
            "room": room,
            **options,
        }
        try:
            packed = pickle.dumps((job, seconds, words, language()))
        except RecursionError:
            raise ExportError(say("export.error.deep", words)) from None
        reply = _answered(packed, words, seconds)
    if "refused" in reply:
        raise ExportError(reply["refused"])
    if "failed" in reply:
        raise reply["failed"]
    return reply["made"], reply["remarks"]


def _answered(packed: bytes, words: str, seconds: float | None) -> dict[str, Any]:
    """Return a worker's answer; one that had ended before it began is replaced."""
    while True:
        worker = _taken() or _Worker(words)
        worked = worker.jobs
        try:
            reply = worker.ask(packed, seconds)
        except BaseException:
            worker.end()
            raise
        if reply is not None:
            _put_back(worker, worn=reply.pop("worn"))
            return reply
        code = worker.end()
        if worker.is_late:
            raise ExportError(say("export.error.time", words, seconds=f"{seconds:g}"))
        if worker.has_begun:
            raise ExportError(say("export.error.memory", words))
        if not worked:
            raise ExportError(say("export.error.worker", words, reason=code))


class _Fork:
    """A worker that is this process once more: what it has imported need not be imported again."""

    def __init__(self) -> None:
        asked, to = os.pipe()
        back, answers = os.pipe()
        self.returncode: int | None = None
        self.pid = os.fork()
        if not self.pid:
            self._work(asked, answers)
        os.close(asked)
        os.close(answers)
        self.stdin, self.stdout = os.fdopen(to, "wb"), os.fdopen(back, "rb")

    def _work(self, asked: int, answers: int) -> NoReturn:
        """Be a worker to the end, as one that is started."""
        try:
            os.setsid()
            nowhere = os.open(os.devnull, os.O_WRONLY)
            for own, given in enumerate((asked, answers, nowhere)):
                os.dup2(given, own)
            os.closerange(3, max(asked, answers, nowhere) + 3)
            os.chdir(sys.prefix)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
            sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w"), os.fdopen(2, "w")
            from casekit.export.worker import work  # noqa: PLC0415 - which imports this module

            work()
        finally:
            os._exit(1)

    def poll(self) -> int | None:
        """Return how it ended, None as long as it runs."""
        if self.returncode is None:
            self._ended(os.WNOHANG)
        return self.returncode

    def wait(self) -> int:
        """Return how it ended, once it has."""
        while self.returncode is None:
            self._ended(0)
        return self.returncode

    def _ended(self, how: int) -> None:
        try:
            pid, status = os.waitpid(self.pid, how)
        except ChildProcessError:  # somebody else was told
            pid, status = self.pid, signal.SIGKILL
        if pid:
            self.returncode = os.waitstatus_to_exitcode(status)


class _Worker:
    """A process that makes one export after the other."""

    def __init__(self, words: str, process: _Fork | None = None) -> None:
        self.jobs = 0
        self.is_late = self.has_begun = False
        self.process: Any = process or self._started(words)
        with _lock:
            _running.add(self)

    def _started(self, words: str) -> Any:
        """Return a new process."""
        try:
            return subprocess.Popen(  # noqa: S603 - our own Python, no shell
                [sys.executable, "-I", "-c", _BOOT, json.dumps(_path())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=sys.prefix,
                start_new_session=True,  # what it starts is ended together with it
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0)
                | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        except OSError as error:
            raise ExportError(say("export.error.worker", words, reason=error)) from None

    def ask(self, packed: bytes, seconds: float | None) -> dict[str, Any] | None:
        """Return the answer to a job, None if the process ended without one."""
        self.jobs += 1
        self.is_late = self.has_begun = False
        timer = threading.Timer(seconds, self._stop) if seconds is not None else None
        if timer:
            timer.daemon = True
            timer.start()
        try:
            to, back = cast(Any, self.process.stdin), cast(Any, self.process.stdout)
            to.write(len(packed).to_bytes(8, "big"))
            to.flush()
            self.has_begun = back.read(1) == b"+"
            if not self.has_begun:
                return None
            to.write(packed)
            to.flush()
            return cast(dict[str, Any], pickle.load(back))  # noqa: S301 - written by our own process
        except (OSError, EOFError, pickle.UnpicklingError):
            return None
        finally:
            if timer:
                timer.cancel()

    def _stop(self) -> None:
        self.is_late = True
        self.kill()

    def kill(self) -> None:
        """End the process and what it has started, whatever they are doing."""
        if self.process.poll() is not None:
            return
        if _POSIX:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                return
        else:
            kill_tree(self.process.pid)

    def end(self) -> int:
        """End the process, and return how it ended."""
        with _lock:
            _running.discard(self)
        self.kill()
        code: int = self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                if pipe:
                    pipe.close()
            except OSError:  # what it had not read yet
                pass
        return code


def kill_tree(process: int) -> None:
    """End a process of Windows and those below it."""
    subprocess.run(["taskkill", "/T", "/F", "/PID", str(process)], capture_output=True, check=False)  # noqa: S603, S607


_lock = threading.RLock()
_running: set[_Worker] = set()
_idle: list[_Worker] = []


def _path() -> list[str]:
    """Return where this casekit lies, and where a worker imports everything else from."""
    try:
        here = os.path.realpath(os.curdir)
    except FileNotFoundError:  # a folder that is gone shadows nothing
        here = ""
    places = [place for place in sys.path if Path(place).is_absolute() and os.path.realpath(place) != here]
    return [str(Path(__file__).parents[2]), *places]


def start() -> None:
    """Start a worker in advance, if there is none, so that the first document need not wait for it."""
    with _lock:
        if not _running:
            with suppress(ExportError):  # said when a document is made
                _idle.append(_Worker(language()))


def fork() -> None:
    """Become a worker in advance as well, where that is safe: on Linux, while there is only one thread.

    For a command that makes one document and ends: the worker is ready at once.
    """
    with _lock, suppress(OSError, ExportError):  # then a worker is started
        if sys.platform == "linux" and not _running and len(os.listdir("/proc/self/task")) == 1:  # noqa: PTH208
            import casekit.export.worker  # noqa: F401, PLC0415 - before there are two processes

            _idle.append(_Worker(language(), _Fork()))


def _taken() -> _Worker | None:
    """Return an idle worker, None if there is none."""
    with _lock:
        while _idle:
            worker = _idle.pop()
            if worker.process.poll() is None:
                return worker
            worker.end()  # ended by a command before this one, in the same process
        return None


def _put_back(worker: _Worker, *, worn: bool) -> None:
    """Keep a worker for the next export, unless it is worn or there are enough."""
    with _lock:
        if not worn and len(_idle) < _IDLE_WORKERS and worker in _running:
            _idle.append(worker)
            return
    worker.end()


def end_exports() -> None:
    """End all exports that are being made, in whatever thread; they end with an `ExportError`."""
    with _lock:
        _idle.clear()
        ended = [*_running]
    for worker in ended:
        worker.kill()


def _forget() -> None:
    """Leave the workers to the process that started them."""
    _running.clear()
    _idle.clear()


atexit.register(end_exports)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
