"""A learner's own cases: begin one under a pseudonym, or go on with one, without a line of code."""

import html
from collections.abc import Sequence
from pathlib import Path

from casekit import vocab
from casekit.course.casebook import begin_case, cases, older_version, write_casebook
from casekit.errors import CasekitError
from casekit.store import load
from casekit.widgets import plain
from casekit.widgets.light import Linking, link_to
from casekit.widgets.pieces import box, button, caption, problem_line, tell
from casekit.widgets.removing import Removing


class MyCases(Linking):
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

    def _links(self) -> tuple[str, Sequence[str]]:
        found = [_link(path) for path in cases()]
        return self._say("own_cases" if found else "no_cases"), found


def _link(case_file: Path) -> str:
    """Return the link to the notebook of a case, or a sentence where the case cannot be read."""
    try:
        case = load(case_file)
        write_casebook(case)
    except CasekitError as problem:
        older = older_version(case_file)
        kept = vocab.say("widgets.older_version", file=older) if older else ""
        return html.escape(f"{problem} {kept}".strip())
    return link_to(case_file.with_suffix(".ipynb"), f"{case.person(case.client).label}: {case_file.stem}")
