"""What forms share that keep nothing: a guard, a language, and what they leave in the notebook."""

import html
import os
from collections.abc import Sequence
from pathlib import Path
from secrets import token_hex
from typing import Any, ClassVar
from urllib.parse import quote

import ipywidgets
from IPython.display import publish_display_data

from casekit import vocab
from casekit.widgets import plain
from casekit.widgets.guard import Guard, asleep_style, style
from casekit.widgets.held import Held
from casekit.widgets.pieces import caption, in_order


class Light(ipywidgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """A form without a file of its own.

    Parameters
    ----------
    language : {"id", "en"}, optional
        The language; the current one if not given.
    """

    tool: ClassVar[str]
    """The word for the form, which is also the message that names it."""

    def __init__(self, language: str | None = None) -> None:
        super().__init__(_dom_classes=["casekit-form", f"casekit-{self.tool}"])
        with vocab.in_language(language):
            self._language = vocab.language()
        self._held, self._token = Held(), token_hex(4)
        self._guard = Guard(label=self._say(self.tool))
        self._guard.on_msg(self._hear)

    def _fill(self, *inside: ipywidgets.Widget) -> None:
        """Show the controls below the title; what is kept in the notebook is hidden meanwhile."""
        looks = plain.HTML(f"<style>{style()}.casekit-kept-{self._token}{{display:none}}</style>")
        head = caption(self._say(self.tool), "casekit-title")
        self.children = (self._guard, looks, head, *inside)

    def _line(self, label: str, css: str) -> Any:
        """Return a line to type in, which the guard watches over."""
        return self._watched(plain.Text(description=self._say(label)), css)

    def _watched(self, control: Any, *css: str) -> Any:
        """Return a control over which the guard watches."""
        control._dom_classes = ("casekit-field", *css, self._held.keep(control))
        return in_order(control)

    def _say(self, key: str, **values: Any) -> str:
        return vocab.say(f"widgets.{key}", self._language, **values)

    def _hear(self, guard: Guard, told: Any, buffers: Any) -> None:
        """Take what was typed, and answer the guard: then it knows that the kernel is there."""
        number = int(told.get("number", 0))
        try:
            self._held.arrive(told.get("texts", {}), number)
            self._take(told, number)
        finally:
            guard.send({"heard": number} | ({"saved": number} if self._all_saved() else {}))

    def _take(self, told: Any, number: int) -> None:
        """Take what else the guard tells; most such forms need nothing."""

    def _all_saved(self) -> bool:
        """Tell whether all that was typed is where it belongs; most such forms keep nothing."""
        return True

    def _view(self) -> dict[str, Any]:
        return {"version_major": 2, "version_minor": 0, "model_id": self.model_id}

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class Linking(Light):
    """A form with links to files below it: inside a widget, JupyterLab would not open them."""

    printed: ClassVar[bool] = True
    """Whether the links stand in what is printed of the notebook."""

    def _links(self) -> tuple[str, Sequence[str]]:
        """Return the sentence above the links, and the links."""
        raise NotImplementedError

    def _ipython_display_(self) -> None:
        """Show the form, and below it the links."""
        live = {"application/vnd.jupyter.widget-view+json": self._view(), "text/plain": self._say("asleep")}
        publish_display_data(live, {"casekit": {"live": True}})  # type: ignore[no-untyped-call]
        self._show_links(update=False)

    def _show_links(self, *, update: bool) -> None:
        publish_display_data(  # type: ignore[no-untyped-call]
            self._in_words(),
            {} if self.printed else {"casekit": {"live": True}},
            transient={"display_id": f"casekit-{self._token}"},
            update=update,
        )

    def _in_words(self) -> dict[str, str]:
        """Return the links, which also say so if the form above them does not run."""
        with vocab.in_language(self._language):
            about, links = self._links()
        below = f"casekit-links-{self._token}"
        listed = "".join(f"<li>{link}</li>" for link in links)
        told = f"{asleep_style(below, self._say)}<p>{html.escape(about)}</p><ul>{listed}</ul>"
        return {"text/html": f'<div class="{below}">{told}</div>', "text/plain": about}


def link_to(path: Path, shown: str, *, download: bool = False) -> str:
    """Return the link to a file, from the folder of the notebook."""
    way = quote(Path(os.path.relpath(path)).as_posix())
    how = " download" if download else ""
    return f'<a href="{html.escape(way)}"{how}>{html.escape(shown)}</a>'
