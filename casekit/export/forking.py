"""Kernels that need not be started: a process that has imported what lessons need is forked for each."""

import contextlib
import json
import os
import select
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import psutil
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from casekit.export import processes
from casekit.store.work import WORKPLACE

__all__ = ["Forking", "end", "prepare", "wait"]

_SECONDS_TO_IMPORT = 60
_SECONDS_TO_FORK = 10
SIZE = "CASEKIT_SIZE"  # for what figures are drawn, as `casekit.figures` reads it
_ITS_OWN = ("JPY_", processes.MARK, WORKPLACE, SIZE)  # variables that each kernel has of its own


class _Nursery:
    """The process that is forked."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.process = subprocess.Popen(  # noqa: S603 - our own Python, no shell
            [sys.executable, "-P", str(Path(__file__).with_name("forked.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=dict(environment),
            cwd=sys.prefix,
            start_new_session=True,
        )
        self.is_ready = False

    def line(self, seconds: float) -> bytes:
        """Return a line of what the process says; empty if it has ended or takes too long."""
        back, said = cast(Any, self.process.stdout), b""
        while not said.endswith(b"\n"):
            if not select.select([back], [], [], seconds)[0] or not (more := back.read(100)):
                return b""
            said += more
        return said

    def fork(self, job: Mapping[str, Any]) -> int:
        """Return the number of a new process that does a job; 0 if there is none."""
        with contextlib.suppress(OSError, ValueError):
            cast(Any, self.process.stdin).write(json.dumps(job).encode() + b"\n")
            return int(self.line(_SECONDS_TO_FORK))
        return 0

    def end(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            cast(Any, pipe).close()


_lock = threading.Lock()
_nurseries: list[_Nursery] = []


def prepare(environment: Mapping[str, str]) -> None:
    """Start the process that will be forked, on a system where that is safe, and do not wait for it.

    On Windows nothing can be forked; on macOS its own libraries do not outlive it.
    """
    with _lock:
        if sys.platform == "linux" and not _nurseries:
            with contextlib.suppress(OSError):  # then kernels are started
                _nurseries.append(_Nursery(environment))


def wait() -> None:
    """Wait until the process that will be forked is ready; if it does not get ready, there will be none."""
    with _lock:
        for nursery in _nurseries[:]:
            nursery.is_ready = nursery.is_ready or bool(nursery.line(_SECONDS_TO_IMPORT))
            if not nursery.is_ready:
                _nurseries.remove(nursery)
                nursery.end()


def end() -> None:
    """End the process that is forked; the kernels that it became are to be ended before."""
    with _lock:
        while _nurseries:
            _nurseries.pop().end()


class Forking(LocalProvisioner):
    """Gives a kernel its process: a forked one, or a new one where there is nothing to fork."""

    room: Path

    async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
        """Start the kernel, and return how to reach it."""
        if process := _forked(cmd, options, self.room):
            self.process = cast(Any, process)
            self.pid = self.pgid = process.pid  # a session of its own, as every kernel has
            return self.connection_info
        return await super().launch_kernel(cmd, **options)


def _forked(command: Sequence[str], options: Mapping[str, Any], room: Path) -> "_Forked | None":
    """Return a process that has become a kernel, None if none can."""
    job = {
        "words": command[command.index("ipykernel_launcher") + 1 :],
        "environment": options["env"],
        "folder": str(options["cwd"]),
        "name": processes.short_name(room),
    }
    with _lock:
        for nursery in _nurseries:
            if _own(options["env"]) == _own(nursery.environment) and (number := nursery.fork(job)):
                with contextlib.suppress(psutil.Error):
                    return _Forked(number)
    return None


def _own(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that modules may have read when they were imported."""
    return {name: value for name, value in environment.items() if not name.startswith(_ITS_OWN)}


class _Forked(psutil.Process):  # type: ignore[misc] # psutil has no types
    """A process that is nobody's child here, as far as jupyter_client asks for it."""

    stdin = stdout = stderr = None

    def poll(self) -> int | None:
        """Return None as long as it runs."""
        return None if processes.is_alive(self) else 1

    def wait(self, timeout: float | None = None) -> int:
        """Return when it has ended."""
        super().wait(timeout)
        return 1


def _forget() -> None:
    """Leave the process to the one that started it."""
    _nurseries.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
