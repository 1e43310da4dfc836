"""The banner of a form: what stands in the way of saving, and the choices that end it."""

import html
from collections.abc import Callable
from typing import TYPE_CHECKING

import ipywidgets

from casekit import vocab
from casekit.errors import CaseFileError
from casekit.widgets import plain
from casekit.widgets.pieces import box, button, caption, close

if TYPE_CHECKING:
    from casekit.widgets.shell import Shell

_Choices = list[tuple[str, Callable[[], None]]]


class Banner(plain.VBox):
    """Stands above the controls of a form as long as a decision is due.

    Parameters
    ----------
    form : Shell
        The form around it.
    """

    children: tuple[ipywidgets.Widget, ...]

    def __init__(self, form: "Shell") -> None:
        super().__init__(_dom_classes=["casekit-banner"])
        self._form = form
        self._told: object = None

    def show(self, said: str = "") -> None:
        """Bring the banner up to date; a sentence says what went wrong."""
        desk, origin = self._form.desk, self._form.desk.record.origin
        choices: _Choices = []
        if desk.read_only and origin and not origin.partial:
            said = said or self._form.say("read_only")
            choices = [("make_copy", self._make_copy)]
        elif desk.read_only and origin:
            said = self._form.say("newer" if origin.newer else "partial")
        elif desk.conflict and origin:
            name, kept = origin.path.name, desk.conflict.kept_at.name
            conflict = vocab.say("store.conflict", self._form.language, file=name, kept=kept)
            said = f"{said} {conflict}".strip()
            choices = [
                ("keep_mine", lambda: self._decide(desk.keep_mine)),
                ("take_theirs", lambda: self._decide(desk.take_theirs)),
                ("look_at_both", self._compare),
            ]
        told = (said, desk.conflict, self._form.language)
        if self._told != told:
            self._told = told
            self._fill(said, choices)

    def _fill(self, said: str, choices: _Choices) -> None:
        """Show a sentence and the buttons below it; without a sentence nothing."""
        old = self.children
        shown: tuple[ipywidgets.Widget, ...] = ()
        if said:
            buttons = [
                button(self._form.say(key), act, f"casekit-{key.replace('_', '-')}") for key, act in choices
            ]
            shown = (caption(said, "casekit-said", "casekit-role-alert"), box("casekit-choices", *buttons))
        self.children = shown
        plain.hide(self, not said)
        for child in old:
            close(child)

    def _make_copy(self) -> None:
        try:
            copy = self._form.desk.work_copy()
        except CaseFileError as problem:
            with vocab.in_language(self._form.language):
                self.show(str(problem))
            return
        told = self._form.say("copied", file=copy, study=copy.stem)
        self.children = (caption(told, "casekit-said", "casekit-role-alert"),)
        plain.hide(self, False)

    def _decide(self, act: Callable[[], CaseFileError | None]) -> None:
        """End a conflict, or say what stands in the way, above the choices that are left."""
        with vocab.in_language(self._form.language):
            if problem := act():
                self.show(str(problem))

    def _compare(self) -> None:
        """Show this work and what lies in the file side by side."""
        desk = self._form.desk
        with vocab.in_language(self._form.language):
            try:
                theirs = self._form.content_of(desk.in_file())
            except CaseFileError as problem:
                theirs = html.escape(str(problem))
            sides = [
                (self._form.say("mine"), self._form.content_of(desk.record)),
                (self._form.say("theirs"), theirs),
            ]
        both = "".join(
            f"<div><p><strong>{html.escape(name)}</strong></p>{told}</div>" for name, told in sides
        )
        before = self.children[2:]
        self.children = (*self.children[:2], plain.HTML(f"<div class='casekit-both'>{both}</div>"))
        for old in before:
            close(old)
