"""The one piece of JavaScript in a form: it keeps keys and texts, names controls, and knows the kernel."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import anywidget
import traitlets

from casekit.widgets.pieces import in_order

_SAID_ALONE = ("waiting", "offline", "lost", "lost_texts", "offer", "put_back", "copy", "discard")
LATE_AFTER_SECONDS = 20
_FOLDER = files("casekit") / "data" / "widgets"
_FILES = ("ahead.js", "held.js", "guard.js")


def _script() -> str:
    """Return the JavaScript of the guard: one module, of three files."""
    return "\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in _FILES)


class Guard(anywidget.AnyWidget):
    """Watches over one form; invisible as long as all is well.

    Attributes
    ----------
    label : str
        What a screen reader calls the form.
    focus : str
        The class of the control that gets the focus next, and a number that makes each wish a new one.
    marks : dict
        The signs on items, such as ▲, and the words that a screen reader says for them.
    words : dict
        The sentences that must be said without the kernel, since they tell that it is busy or gone.
    key : str
        What tells one form of a case file from others: under it is offered what a lost kernel left behind.
    """

    _esm = _script()
    label = traitlets.Unicode("").tag(sync=True)
    focus = traitlets.Unicode("").tag(sync=True)
    marks = traitlets.Dict().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    key = traitlets.Unicode("").tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        in_order(self)


def said_alone(say: Callable[[str], str], saving: str) -> dict[str, str]:
    """Return what the guard says on its own: `saving` as a rule, the rest if the kernel is busy or gone."""
    return {key: say(f"guard_{key}") for key in _SAID_ALONE} | {"saving": saving}


def style() -> str:
    """Return the style of all forms; its colours are JupyterLab's, so that dark mode stays legible."""
    return (_FOLDER / "form.css").read_text(encoding="utf-8")


def asleep_style(kept: str, say: Callable[[str], str]) -> str:
    """Return the style by which the kept table of a form that does not run, or opens only, says so.

    Jupyter would say "Loading widget..." and then "model not found" above it. A form that runs has elements
    inside, and hides its table. Some never open before the page is loaded anew: where cells are run before
    JupyterLab has looked for the kernel of a notebook, it connects twice and hears of no form any more. What
    is left of a form that was closed, since its cell ran again in another window, JupyterLab hides.
    """
    above = f".jp-OutputArea-child:has(+ .jp-OutputArea-child .{kept}) > .jp-OutputArea-output:not(:has(*))"
    opening, asleep = f"{above}:not(.jupyter-widgets)", f"{above}.jupyter-widgets"
    closed = f"{above}.lm-mod-hidden"
    shown = "visibility:visible;font-size:var(--jp-content-font-size1,14px)"
    return (
        f"<style>{above}{{visibility:hidden;font-size:0}}"
        f"{above}::before{{{shown}}}@keyframes casekit-late{{to{{{shown}}}}}"
        f'{opening}::before{{content:"{_quoted(say("opening"))}"}}'
        f"{opening}::after{{display:block;animation:casekit-late 0s {LATE_AFTER_SECONDS}s forwards;"
        f'content:"{_quoted(say("opening_late"))}"}}'
        f'{asleep}::before{{content:"{_quoted(say("asleep"))}"}}'
        f"{closed}{{display:block!important}}{closed}::after{{display:none}}"
        f'{closed}::before{{content:"{_quoted(say("elsewhere"))}"}}</style>'
    )


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
