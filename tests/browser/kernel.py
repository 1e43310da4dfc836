"""The kernel of a notebook, made late or ended from outside, as a slow or crashing computer would."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["WRITE_PID", "Kernel", "busy_cores"]

WRITE_PID = "import os; open('pid', 'w').write(str(os.getpid()))\n"
TURN_SECONDS = 0.2


class Kernel:
    """The kernel of a notebook whose first cell begins with `WRITE_PID`.

    Parameters
    ----------
    folder : Path
        The folder of the notebook.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "pid"

    @property
    def pid(self) -> int:
        return int(self._file.read_text())

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    @contextmanager
    def paused(self, seconds: float = 2.0) -> Iterator[None]:
        """Let the kernel stand still inside a ``with`` block, and for so many seconds at least."""
        pid, until = self.pid, time.monotonic() + seconds
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
            time.sleep(max(0.0, until - time.monotonic()))
        finally:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

    @contextmanager
    def slowed(self, share: float = 0.75) -> Iterator[None]:
        """Let the kernel stand still for a share of every fifth of a second inside a ``with`` block."""
        done = threading.Event()

        def brake() -> None:
            while not done.is_set():
                with suppress(OSError, ValueError):  # a kernel that only just starts, or is gone
                    pid = self.pid
                    os.kill(pid, signal.SIGSTOP)
                    try:
                        time.sleep(TURN_SECONDS * share)
                    finally:
                        os.kill(pid, signal.SIGCONT)
                done.wait(TURN_SECONDS * (1 - share))

        thread = threading.Thread(target=brake)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()


@contextmanager
def busy_cores(number: int = 2) -> Iterator[None]:
    """Keep processors busy inside a ``with`` block."""
    burners = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(number)]
    try:
        yield
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()
