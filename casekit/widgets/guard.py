"""The one piece of JavaScript in a form: it keeps keys from JupyterLab, names controls, moves the focus."""

from importlib.resources import files

import anywidget
import traitlets

__all__ = ["Guard", "style"]

_FOLDER = files("casekit") / "data" / "widgets"


class Guard(anywidget.AnyWidget):
    """Watches over one form; invisible.

    Attributes
    ----------
    label : str
        What a screen reader calls the form.
    focus : str
        The class of the control that gets the focus next, and a number that makes each wish a new one.
    marks : dict
        The signs on items, such as ▲, and the words that a screen reader says for them.
    """

    _esm = (_FOLDER / "guard.js").read_text(encoding="utf-8")
    label = traitlets.Unicode("").tag(sync=True)
    focus = traitlets.Unicode("").tag(sync=True)
    marks = traitlets.Dict().tag(sync=True)


def style() -> str:
    """Return the style of all forms; its colours are JupyterLab's, so that dark mode stays legible."""
    return (_FOLDER / "form.css").read_text(encoding="utf-8")
