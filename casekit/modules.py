"""Which modules casekit imports: those that are installed, not those that lie where somebody works."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

__all__ = ["installed_modules"]

_lock = threading.Lock()
_before: list[list[str]] = []  # one for each that is inside: JupyterLab may export two at once


@contextmanager
def installed_modules() -> Iterator[None]:
    """Look for no modules in the current folder meanwhile.

    Nbconvert puts the current folder in front of the path on which Python looks for modules, and so does
    Python itself with ``-m`` and ``-c``. A ``typst.py`` that came with somebody's notebook would be run.

    Examples
    --------
    >>> with installed_modules():
    ...     "" in sys.path
    False
    """
    with _lock:
        _before.append(sys.path[:])
        sys.path[:] = [place for place in sys.path if not _is_here(place)]
    try:
        yield
    finally:
        with _lock:
            first = _before.pop()
            if not _before:
                sys.path[:] = [*first, *(place for place in sys.path if place not in first)]


def _is_here(place: str) -> bool:
    """Return whether an entry of the path means the current folder, by whatever name."""
    with suppress(OSError, ValueError, TypeError):
        return not place or os.path.samefile(place, os.curdir)  # noqa: PTH121 - the entry may be no path
    return False
