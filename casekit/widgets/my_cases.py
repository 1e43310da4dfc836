"""A learner's own cases: begin one under a pseudonym, or go on with one, without a line of code."""

import html
import os
from pathlib import Path
from urllib.parse import quote

from IPython.display import publish_display_data

from casekit import vocab
from casekit.course.casebook import begin_case, cases, write_casebook
from casekit.errors import CasekitError
from casekit.store import load
from casekit.widgets import plain
from casekit.widgets.guard import asleep_style
from casekit.widgets.light import Light
from casekit.widgets.pieces import box, button, caption, problem_line, tell
from casekit.widgets.removing import Removing


class MyCases(Light):
    """The learner's own cases in the `casekit.workplace`: begin a case, or go on with one.

    A new case gets its file and a notebook with the six stages; links below the form lead to the notebooks. A
    case that is removed goes to a folder of its own, and a button brings it back.

    Parameters
    ----------
    language : {"id", "en"}, optional
        The language; the current one if not given.

    Examples
    --------
    >>> MyCases("en")
    <MyCases>
    """

    tool = "my_cases"

    def __init__(self, language: str | None = None) -> None:
        super().__init__(language)
        self._name = self._line("pseudonym", "casekit-pseudonym")
        self._problem = problem_line("casekit-role-alert")
        with vocab.in_language(self._language):
            begin = button(self._say("begin_case"), self.begin, "casekit-begin")
            self._removing = Removing(self._say, self._watched, lambda: self._show_links(update=True))
            self._removing.offer()
        ask = [
            caption(self._say("begin_case_about"), "casekit-about"),
            box("casekit-offer", self._name, begin),
            self._problem,
        ]
        self._fill(plain.VBox(ask, _dom_classes=["casekit-ask"]), self._removing.widget())

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
        with vocab.in_language(self._language):
            self._removing.offer()
        self._show_links(update=True)

    # The links, which JupyterLab opens beside this notebook if they are no part of a widget.

    def _ipython_display_(self) -> None:
        """Show the form, and below it a link to the notebook of each case."""
        live = {"application/vnd.jupyter.widget-view+json": self._view(), "text/plain": self._say("asleep")}
        publish_display_data(live, {"casekit": {"live": True}})  # type: ignore[no-untyped-call]
        self._show_links(update=False)

    def _show_links(self, *, update: bool) -> None:
        publish_display_data(  # type: ignore[no-untyped-call]
            self._in_words(), transient={"display_id": f"casekit-{self._token}"}, update=update
        )

    def _in_words(self) -> dict[str, str]:
        """Return the links, which also say so if the form above them does not run."""
        with vocab.in_language(self._language):
            links = [_link(path) for path in cases()]
        about, below = self._say("own_cases" if links else "no_cases"), f"casekit-links-{self._token}"
        listed = "".join(f"<li>{link}</li>" for link in links)
        told = f"{asleep_style(below, self._say)}<p>{html.escape(about)}</p><ul>{listed}</ul>"
        return {"text/html": f'<div class="{below}">{told}</div>', "text/plain": about}


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
