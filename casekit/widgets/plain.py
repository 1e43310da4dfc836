"""Controls whose looks come from the style sheet alone: they share one layout and one style of each kind.

ipywidgets gives every control a layout and a style of its own, each a model that travels to the browser; a
form would open with three times as many. So what is shown or not is said by `hide`, and by nothing else.
"""

from typing import Any

import ipywidgets
from traitlets import HasTraits, default

_looks: dict[object, Any] = {}


def _look(kind: type, **traits: str) -> Any:
    """Return the one look of a kind; a new one if somebody has closed all widgets of the kernel."""
    name = (kind, *traits.items())
    if name not in _looks or _looks[name].comm is None:
        _looks[name] = kind(**traits)
    return _looks[name]


class _Plain(HasTraits):
    """A control that has no looks of its own."""

    @default("layout")
    def _shared_layout(self) -> Any:
        return _look(ipywidgets.Layout)

    @default("style")
    def _shared_style(self) -> Any:
        return _look(self.traits()["style"].klass)  # type: ignore[attr-defined]  # it is an Instance


class Box(_Plain, ipywidgets.Box):  # type: ignore[misc]  # ipywidgets has no types
    """Controls side by side."""


class VBox(_Plain, ipywidgets.VBox):  # type: ignore[misc]
    """Controls below each other."""


class HTML(_Plain, ipywidgets.HTML):  # type: ignore[misc]
    """Text, escaped by whoever makes it."""


class Button(_Plain, ipywidgets.Button):  # type: ignore[misc]
    """A button."""


class Checkbox(_Plain, ipywidgets.Checkbox):  # type: ignore[misc]
    """A box to tick."""


class Dropdown(_Plain, ipywidgets.Dropdown):  # type: ignore[misc]
    """One of several."""


class Text(_Plain, ipywidgets.Text):  # type: ignore[misc]
    """A line of text."""


class Textarea(_Plain, ipywidgets.Textarea):  # type: ignore[misc]
    """Lines of text."""


def hide(control: ipywidgets.DOMWidget, is_hidden: bool = True) -> None:
    """Hide a control, or show it."""
    control.layout = _look(ipywidgets.Layout, display="none") if is_hidden else _look(ipywidgets.Layout)


def hidden(control: ipywidgets.DOMWidget) -> bool:
    """Return whether a control is hidden."""
    return bool(control.layout.display == "none")


def own_looks(widget: ipywidgets.Widget) -> list[Any]:
    """Return the layout and style of a widget that it shares with no other."""
    looks = (getattr(widget, name, None) for name in ("layout", "style"))
    return [look for look in looks if look and look not in _looks.values()]
