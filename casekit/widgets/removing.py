"""Taking a case out of the list of one's own: asked once more, and brought back with a button."""

import html
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipywidgets

from casekit import vocab
from casekit.course.casebook import cases, own_cases
from casekit.errors import CasekitError
from casekit.store import load
from casekit.store.removal import Removed, bring_back, remove_case, removed_cases
from casekit.widgets import plain
from casekit.widgets.desk import Desk
from casekit.widgets.pieces import box, button, caption, folded, problem_line, tell


class Removing:
    """What removes a case from the list, and brings the last one back.

    Parameters
    ----------
    say : callable
        Returns a sentence of the form around it.
    watched : callable
        Lets the guard of that form watch over a control.
    changed : callable
        Shows the list of cases anew.
    """

    def __init__(
        self, say: Callable[..., str], watched: Callable[..., Any], changed: Callable[[], None]
    ) -> None:
        self._say, self._changed = say, changed
        self._last: tuple[str, Path] | None = None
        self._which = watched(plain.Dropdown(description=say("remove_which")), "casekit-removable")
        self._sure = caption("", "casekit-about", "casekit-role-alert")
        self._said = caption("", "casekit-status", "casekit-role-status")
        self._problem = problem_line("casekit-role-alert")
        self._undo = button(say("undo"), self.undo, "casekit-undo-removal")
        yes = button(say("remove_yes"), self.remove, "casekit-remove-yes")
        no = button(say("remove_no"), self.keep, "casekit-remove-no")
        self._question = plain.VBox([self._sure, box("casekit-aside", yes, no)])
        ask = button(say("remove_now"), self.ask, "casekit-remove")
        about = caption(say("remove_case_about"), "casekit-about")
        inside = [about, box("casekit-offer", self._which, ask), self._question]
        name = say("remove_case")
        self._open = plain.VBox([*folded(name, name, inside, is_open=False)])
        self._gone = watched(plain.Dropdown(description=say("removed_which")), "casekit-removed")
        back = button(say("bring_back"), self.bring_back, "casekit-bring-back")
        name, about = say("removed_cases"), caption(say("removed_cases_about"), "casekit-about")
        inside = [about, box("casekit-offer", self._gone, back)]
        self._removed = plain.VBox([*folded(name, name, inside, is_open=False)])
        for hidden in (self._question, self._undo):
            plain.hide(hidden)

    def widget(self) -> ipywidgets.VBox:
        """Return what opens the cases and the removed ones, and what became of the last one."""
        said = box("casekit-aside", self._said, self._undo)
        return plain.VBox([self._open, self._removed, said, self._problem])

    def offer(self) -> None:
        """Offer the cases that there are now, and those that were removed, on whatever day."""
        found, gone = cases(), removed_cases(own_cases())
        self._which.options = [(called(path), path) for path in found]
        self._which.value = found[0] if found else None
        plain.hide(self._open, not found)
        self._gone.options = [(_told(one), one) for one in gone]
        self._gone.value = gone[0] if gone else None
        plain.hide(self._removed, not gone)
        self.keep()

    def ask(self) -> None:
        """Ask once more."""
        if self._which.value is not None:
            self._sure.value = html.escape(self._say("remove_sure", case=self._which.label))
            plain.hide(self._question, False)

    def keep(self) -> None:
        """Leave everything as it is."""
        plain.hide(self._question)

    def remove(self) -> None:
        """Remove the case, and say where it is now."""
        name, path = self._which.label, self._which.value
        if path is None:
            return
        try:
            Desk.settle_file(path)
            folder = remove_case(path)
        except CasekitError as problem:
            tell(self._problem, str(problem))
            return
        self._last = name, folder
        self._tell(self._say("removed", case=name, folder=folder))

    def undo(self) -> None:
        """Bring the case back that was removed last."""
        if self._last is not None:
            self._bring_back(*self._last)

    def bring_back(self) -> None:
        """Bring the case back that is chosen among those that were removed."""
        chosen = self._gone.value
        if chosen is not None:
            self._bring_back(called(chosen.case_file), chosen.folder)

    def _bring_back(self, name: str, folder: Path) -> None:
        try:
            bring_back(folder)
        except CasekitError as problem:
            tell(self._problem, str(problem))
            return
        if self._last and self._last[1] == folder:
            self._last = None
        self._tell(self._say("brought_back", case=name))

    def _tell(self, text: str) -> None:
        tell(self._problem, "")
        self._said.value = html.escape(text)
        plain.hide(self._undo, self._last is None)
        self.offer()
        self._changed()


def _told(removed: Removed) -> str:
    """Return what a removed case is called in the list, and when it was removed."""
    when = f"{vocab.date(removed.when.date())}, {removed.when:%H:%M}"
    return f"{called(removed.case_file)} ({when})"


def called(case_file: Path) -> str:
    """Return what a case is called in the list; one that cannot be read goes by its file."""
    try:
        case = load(case_file)
    except CasekitError:
        return case_file.stem
    return f"{vocab.isolated(case.person(case.client).label)}: {case_file.stem}"
