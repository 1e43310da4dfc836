"""The pace at which forms are built: of more than a thousand messages a second Jupyter drops what follows."""

import os
import time
from collections import deque
from collections.abc import Iterable
from typing import Any

import ipywidgets
from IPython.core.getipython import get_ipython

MOST, SECONDS = 2400, 3.0
"""So many messages in so many seconds; the server lets 3,000 pass, and not all are counted here."""

UNLIMITED = "CASEKIT_UNLIMITED"
"""Set by `casekit lab`, whose server drops nothing."""

_BUILT, _CLOSED = 1.7, 1.0  # messages that a control costs, on average
_sent: deque[tuple[float, float]] = deque()


def breathe(built: Iterable[ipywidgets.Widget], closed: Iterable[ipywidgets.Widget]) -> None:
    """Wait after a form was built anew, if a browser listens and there were many just now."""
    shell: Any = get_ipython()
    if getattr(shell, "kernel", None) is None or UNLIMITED in os.environ:
        return
    messages = _BUILT * sum(map(_controls, built)) + _CLOSED * sum(map(_controls, closed))
    _sent.append((time.monotonic(), messages))
    while sum(count for _, count in _sent) > MOST:
        before, _ = _sent.popleft()
        time.sleep(max(0.0, before + SECONDS - time.monotonic()))


def _controls(widget: ipywidgets.Widget) -> int:
    return 1 + sum(map(_controls, getattr(widget, "children", ())))
