"""What the browser holds back while the kernel is late: it comes by the guard, ahead of every click."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import ipywidgets
import traitlets

MOST_CLOSED = 100


@dataclass
class _Control:
    widget: Any
    take: Callable[[Any], None]
    number: int = 0
    tidied: Callable[[str], str] | None = None


class Held:
    """The controls of a form, by the names under which the guard sends what is in them.

    ipywidgets sends a first letter and holds the rest until the kernel answers, so that a click overtakes it.
    The guard sends the whole text before the click. A control that was closed meanwhile still takes it.
    """

    def __init__(self) -> None:
        self._controls: dict[str, _Control] = {}
        self._most = 2 * MOST_CLOSED

    def keep(self, widget: Any, take: Callable[[Any], None] = lambda _: None) -> str:
        """Note a control, and return the CSS class by which the guard finds it.

        `take` takes the value when the control is closed by then; what is no field of the case needs none.
        """
        if len(self._controls) >= self._most:
            self._forget_closed()
        self._controls[widget.model_id] = _Control(widget, take)
        return f"casekit-held-{widget.model_id}"

    def arrive(self, values: Mapping[str, Any], number: int) -> None:
        """Take what the browser holds; what was sent before something that has come already is left aside."""
        for name, value in values.items():
            control = self._controls.get(name)
            if control is None or number < control.number:
                continue
            control.number = number
            with suppress(traitlets.TraitError, IndexError, TypeError):  # no value that this control can have
                _set(control, value)

    def tidy(self, widget: Any, tidied: Callable[[str], str]) -> None:
        """Note how a text is to be shown once its field is left."""
        self._controls[widget.model_id].tidied = tidied

    def left(self, name: str, number: int) -> dict[str, str]:
        """Return what the guard shows in a field that was left; nothing where that is there already."""
        control = self._controls.get(name)
        if control is None or control.tidied is None:
            return {}
        if control.widget.comm is None or number < control.number:
            return {}
        text = control.widget.value
        shown = control.tidied(text)
        return {} if shown == text else {"shown": name, "from": text, "to": shown}

    def _forget_closed(self) -> None:
        """Forget controls that were closed long ago."""
        closed = [name for name, control in self._controls.items() if control.widget.comm is None]
        for name in closed[:-MOST_CLOSED]:
            del self._controls[name]
        self._most = 2 * MOST_CLOSED + len(self._controls)


def _set(control: _Control, value: Any) -> None:
    """Give a control the value that the browser shows, as if it had come the usual way."""
    widget = control.widget
    trait = "index" if isinstance(widget, ipywidgets.Dropdown) else "value"
    if getattr(widget, trait) == value:
        return
    if widget.comm is not None:
        widget.set_state(
            {trait: value}
        )  # unlike an assignment, this sends nothing back over what is typed meanwhile
    else:
        control.take(widget.options[value][1] if trait == "index" else value)
