"""What may wait for a pause, so that typing never has to wait for it."""

import asyncio
from collections.abc import Callable


class Pauses:
    """Puts work off until nobody types; asked twice for the same, it does it once.

    Parameters
    ----------
    busy : callable
        Whether somebody is typing.
    """

    def __init__(self, busy: Callable[[], bool]) -> None:
        self._busy = busy
        self._due: dict[Callable[[], object], asyncio.TimerHandle] = {}

    def soon(self, act: Callable[[], object], seconds: float, *, must: bool = False) -> None:
        """Do something once, so many seconds after it was last asked for, and not while somebody types.

        Where no event loop runs, nobody looks: then what must be done is done at once, and nothing else.
        """
        if waiting := self._due.pop(act, None):
            waiting.cancel()

        def idle() -> None:
            self._due.pop(act, None)
            if self._busy():
                self.soon(act, seconds, must=must)
            else:
                act()

        try:
            self._due[act] = asyncio.get_running_loop().call_later(seconds, idle)
        except RuntimeError:
            if must:
                act()
