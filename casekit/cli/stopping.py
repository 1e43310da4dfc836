"""What Ctrl-C or a closed terminal does: everything ends at once, and nothing is left behind."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from types import FrameType
from typing import TypeVar

from casekit.vocab import say

_T = TypeVar("_T")
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # no system has all of them
_SECONDS_DEAF = 0.2  # Windows notices Ctrl-C between two waits, not during one
_BY_SIGNAL = 128


def attended(work: Callable[[], _T]) -> _T:
    """Return what some work returns; a signal meanwhile ends the program within seconds.

    The work is done in another thread, so that this one can answer at any time. Before the program ends,
    no file is half written, all that notebooks started is ended, and casekit's temporary folders are removed.
    """
    if threading.current_thread() is not threading.main_thread():
        return work()
    from casekit.export import processes  # noqa: PLC0415 - `casekit new` and `--help` need not wait for it

    processes.adopt_orphans()
    known = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    before = {number: signal.signal(number, _stop) for number in known if not _is_nohup(number)}
    try:
        with ThreadPoolExecutor(1) as other:
            done = other.submit(work)
            while wait([done], timeout=_SECONDS_DEAF).not_done:
                pass
        return done.result()
    finally:
        processes.end_descendants()
        for number, handler in before.items():
            signal.signal(number, handler)


def _is_nohup(number: int) -> bool:
    """Return whether somebody wants the program to outlive their terminal."""
    return number == getattr(signal, "SIGHUP", None) and signal.getsignal(number) == signal.SIG_IGN


def _stop(number: int, frame: FrameType | None) -> None:
    """End the program now; an exception would have to wait for the other threads."""
    from casekit.export import room  # noqa: PLC0415

    for name in _SIGNALS:
        with suppress(AttributeError):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    room.close_all()
    with suppress(OSError, ValueError):  # the terminal may be gone
        os.write(sys.stderr.fileno(), f"{say('cli.stopped')}\n".encode(errors="replace"))
    os._exit(_BY_SIGNAL + number)
