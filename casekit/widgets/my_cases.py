"""A learner's own cases: begin one under a pseudonym, or go on with one, without a line of code."""

import html
import os
from pathlib import Path
from secrets import token_hex
from typing import Any, ClassVar
from urllib.parse import quote

import ipywidgets
from IPython.display import publish_display_data

from casekit import vocab
from casekit.course.casebook import begin_case, cases, write_casebook
from casekit.errors import CasekitError
from casekit.store import load
from casekit.widgets import plain
from casekit.widgets.guard import Guard, style
from casekit.widgets.held import Held
from casekit.widgets.pieces import box, button, caption, in_order, problem_line, tell


class MyCases(ipywidgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """The learner's own cases in the `casekit.workplace`: begin a case, or go on with one.

    A new case gets its file and a notebook with the six stages; links below the form lead to the notebooks.

    Parameters
    ----------
    language : {"id", "en"}, optional
        The language; the current one if not given.

    Examples
    --------
    >>> MyCases("en")
    <MyCases>
    """

    tool: ClassVar[str] = "my_cases"

    def __init__(self, language: str | None = None) -> None:
        super().__init__(_dom_classes=["casekit-form", f"casekit-{self.tool}"])
        self._language = language or vocab.language()
        self._held, self._token = Held(), token_hex(4)
        self._guard = Guard(label=self._say(self.tool))
        self._guard.on_msg(self._hear)
        self._name = in_order(plain.Text(description=self._say("pseudonym")))
        self._name._dom_classes = ("casekit-field", "casekit-pseudonym", self._held.keep(self._name))
        self._problem = problem_line("casekit-role-alert")
        with vocab.in_language(self._language):
            begin = button(self._say("begin_case"), self.begin, "casekit-begin")
        ask = [
            caption(self._say("begin_case_about"), "casekit-about"),
            box("casekit-offer", self._name, begin),
            self._problem,
        ]
        head, looks = caption(self._say(self.tool), "casekit-title"), plain.HTML(f"<style>{style()}</style>")
        self.children = (self._guard, looks, head, plain.VBox(ask, _dom_classes=["casekit-ask"]))

    def begin(self) -> None:
        """Begin a case under the pseudonym that stands in the form."""
        with vocab.in_language(self._language):
            try:
                begin_case(self._name.value)
            except CasekitError as problem:
                tell(self._problem, str(problem))
                return
        tell(self._problem, "")
        self._name.value = ""
        self._show_links(update=True)

    def _say(self, key: str, **values: Any) -> str:
        return vocab.say(f"widgets.{key}", self._language, **values)

    def _hear(self, guard: Guard, told: Any, buffers: Any) -> None:
        """Take what was typed, and answer the guard: then it knows that the kernel is there."""
        number = int(told.get("number", 0))
        try:
            self._held.arrive(told.get("texts", {}), number)
        finally:
            guard.send({"heard": number, "saved": number})

    # The links, which JupyterLab opens beside this notebook if they are no part of a widget.

    def _ipython_display_(self) -> None:
        """Show the form, and below it a link to the notebook of each case."""
        live = {"application/vnd.jupyter.widget-view+json": self._view(), "text/plain": self._say("asleep")}
        publish_display_data(live, {"casekit": {"live": True}})  # type: ignore[no-untyped-call]
        self._show_links(update=False)

    def _view(self) -> dict[str, Any]:
        return {"version_major": 2, "version_minor": 0, "model_id": self.model_id}

    def _show_links(self, *, update: bool) -> None:
        with vocab.in_language(self._language):
            links = [_link(path) for path in cases()]
        about = self._say("own_cases" if links else "no_cases")
        listed = "".join(f"<li>{link}</li>" for link in links)
        publish_display_data(  # type: ignore[no-untyped-call]
            {"text/html": f"<p>{html.escape(about)}</p><ul>{listed}</ul>", "text/plain": about},
            transient={"display_id": f"casekit-{self._token}"},
            update=update,
        )

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


def _link(case_file: Path) -> str:
    """Return the link to the notebook of a case, or a sentence where the case cannot be read."""
    try:
        case = load(case_file)
        notebook = case_file.with_suffix(".ipynb")
        write_casebook(case)
    except CasekitError as problem:
        return html.escape(str(problem))
    way = Path(os.path.relpath(notebook)).as_posix()
    told = html.escape(f"{case.person(case.client).label}: {case_file.stem}")
    return f'<a href="{html.escape(quote(way))}">{told}</a>'
