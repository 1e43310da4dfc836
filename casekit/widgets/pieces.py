"""The small pieces that forms are made of, and how they are cleared away."""

import html
from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets
from ipykernel.kernelbase import Kernel

from casekit import vocab
from casekit.model import Part
from casekit.widgets import plain


def key(part: Part) -> str:
    """Return a name of a part that stays while it is shown: its id, or one of its own."""
    return part.id if part.kind else f"part-{id(part):x}"  # type: ignore[attr-defined]


def field_css(owner: Part, attribute: str) -> str:
    """Return the class of the control of a field: that by which a text is put back, if its part has an id."""
    return f"casekit-{'at' if owner.kind else 'in'}-{key(owner)}-{attribute}"


def caption(text: str, *css: str) -> ipywidgets.HTML:
    """Return a line of text, escaped."""
    return plain.HTML(html.escape(text), _dom_classes=css)


def group(title: str, *inside: ipywidgets.Widget, css: Sequence[str] = ()) -> ipywidgets.VBox:
    """Return controls below the name that they have in common."""
    name = caption(title, "casekit-name", "casekit-label")
    return plain.VBox([name, *inside], _dom_classes=["casekit-group", *css])


def in_order(control: Any) -> Any:
    """Let the messages of a control be taken in the order in which they were sent, and return it.

    JupyterLab addresses the messages of widgets to a thread beside the one that runs cells, and ipykernel
    would answer each control on the thread that spoke to it last: then a click could overtake what was typed
    before it. So all controls of all forms are answered on one thread.
    """
    control.comm._reply_subshell_for = _on_one_thread
    return control


def _on_one_thread(data: Any, addressed: str | None) -> str | None:
    """Return the thread for a message: the first one beside the cells, as long as there is one."""
    kernel = Kernel.instance() if Kernel.initialized() else None
    channel = getattr(kernel, "shell_channel_thread", None)
    return next(iter(channel.manager.list_subshell()), addressed) if channel else addressed


def problem_line(*css: str) -> ipywidgets.HTML:
    """Return a line for what is wrong, hidden until `tell` fills it."""
    line = caption("", "casekit-problem", *css)
    plain.hide(line)
    return line


def tell(line: ipywidgets.HTML, text: str) -> None:
    """Say what is wrong, or with an empty text that nothing is any more."""
    line.value = html.escape(text)
    plain.hide(line, not text)


def button(text: str, act: Callable[[], None], *css: str, tooltip: str = "") -> ipywidgets.Button:
    """Return a button that does one thing, in the language in which it was made."""
    own = vocab.language()

    def pressed(_: ipywidgets.Button) -> None:
        with vocab.in_language(own):
            act()

    made = plain.Button(description=text, tooltip=tooltip, _dom_classes=["casekit-button", *css])
    made.on_click(pressed)
    in_order(made)
    return made


def folded(
    text: str, about: str, inside: Sequence[ipywidgets.Widget], *, is_open: bool
) -> list[ipywidgets.Widget]:
    """Return a button, and what it shows and hides."""
    body = plain.VBox(inside, _dom_classes=["casekit-folded"])

    def turn() -> None:
        is_hidden = plain.hidden(body)
        plain.hide(body, not is_hidden)
        (turns.add_class if is_hidden else turns.remove_class)("casekit-open")

    turns = button(text, turn, "casekit-help", "casekit-turn", tooltip=about)
    plain.hide(body)
    if is_open:
        turn()
    return [turns, body]


def box(css: str, *children: ipywidgets.Widget) -> ipywidgets.Box:
    """Return widgets side by side, in a row that wraps."""
    return plain.Box(children, _dom_classes=[css])


def close(widget: ipywidgets.Widget, keep: Sequence[ipywidgets.Widget] = ()) -> None:
    """Close a widget and all inside it, so that neither kernel nor browser keeps them."""
    if widget in keep:
        return
    for inside in (*getattr(widget, "children", ()), *plain.own_looks(widget)):
        close(inside, keep)
    widget.close()
