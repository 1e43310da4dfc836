"""Controls for one field: what is typed goes to the desk, what changes elsewhere comes back."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ipywidgets

from casekit import vocab
from casekit.errors import FieldError
from casekit.model import Bilingual, Part
from casekit.widgets import plain
from casekit.widgets.entry import Entry
from casekit.widgets.pieces import box, caption, field_css, group, in_order, problem_line, tell

if TYPE_CHECKING:
    from casekit.widgets.shell import Shell


@dataclass(frozen=True)
class Bound:
    """A field of a part, and what brings its control up to date."""

    owner: Part
    attribute: str
    show: Callable[[], None]


class Controls:
    """The controls of one part of a form."""

    def __init__(self, form: "Shell") -> None:
        self._form = form
        self._bound: list[Bound] = []
        self._showing = False

    def text(self, owner: Part, attribute: str, label: str, *css: str, rows: int = 2) -> ipywidgets.Textarea:
        """Return a control for a text; of a text in two languages it holds the form's half."""
        control = plain.Textarea(description=label, rows=rows)
        own, other = self._form.language, "en" if self._form.language == "id" else "id"

        def show() -> None:
            value = getattr(owner, attribute)
            both = isinstance(value, Bilingual)
            control.value = getattr(value, own) if both else str(value or "")
            control.placeholder = getattr(value, other) if both and not control.value else ""

        def take(text: str) -> None:
            self._form.desk.write(owner, attribute, text, own)

        return self.bind(control, owner, attribute, show, take, css)

    def choice(
        self, owner: Part, attribute: str, label: str, options: Iterable[tuple[str, Any]], *css: str
    ) -> ipywidgets.Dropdown:
        """Return a control for one of several values, given as pairs of label and value."""
        # A Dropdown takes None for nothing chosen and then shows no label.
        named = [(name, "" if value is None else value) for name, value in options]
        control = plain.Dropdown(description=label, options=named)

        def show() -> None:
            value = getattr(owner, attribute)
            control.value = "" if value is None else value

        def take(value: Any) -> None:
            self._form.desk.set(owner, attribute, None if value == "" else value)

        return self.bind(control, owner, attribute, show, take, css)

    def several(
        self, owner: Part, attribute: str, label: str, options: Sequence[tuple[str, str]], *css: str
    ) -> ipywidgets.VBox:
        """Return checkboxes for a list of codes or links, given as pairs of label and value."""
        checks = []
        for name, code in options:
            check = plain.Checkbox(description=name, indent=False)

            def show(check: ipywidgets.Checkbox = check, code: str = code) -> None:
                check.value = code in getattr(owner, attribute)

            def take(chosen: bool, code: str = code) -> None:
                kept = [other for other in getattr(owner, attribute) if other != code]
                self._form.desk.set(owner, attribute, [*kept, code] if chosen else kept)

            checks.append(self.bind(check, owner, attribute, show, take, ("casekit-check",)))
        made = group(label, box("casekit-checks", *checks), css=["casekit-several", *css])
        plain.hide(made, not options)
        return made

    def typed(self, owner: Part, attribute: str, label: str, entry: Entry, *css: str) -> ipywidgets.VBox:
        """Return a line for a number, an amount or a date.

        What the field cannot take stays in it, and it is said why. What it took stays as typed until the line
        is left, and is then shown as the language writes it.
        """
        control = plain.Text(description=label)
        problem = problem_line("casekit-role-status")
        own = self._form.language

        def read(text: str) -> Any:
            return entry.read(text.strip(), own) if text.strip() else None

        def show() -> None:
            if not plain.hidden(problem):
                return
            value = getattr(owner, attribute)
            if read(control.value) != value:
                control.value = "" if value is None else entry.show(value, own)

        def take(text: str) -> None:
            try:
                self._form.desk.set(owner, attribute, read(text))
            except FieldError as error:
                tell(problem, str(error))
            else:
                tell(problem, "")

        line = self.bind(control, owner, attribute, show, take, css)
        self._form.held.tidy(control, lambda text: entry.tidied(text, own))
        return plain.VBox([line, problem], _dom_classes=["casekit-typed"])

    def sentences(self, owner: Part, name: str, label: str) -> ipywidgets.Textarea:
        """Return a control for a list of texts, one on each line."""
        control = plain.Textarea(description=f"{label} ({self._form.say('one_a_line')})", rows=3)
        own = self._form.language

        def show() -> None:
            with vocab.in_language(own):
                lines = [str(text) for text in getattr(owner, name)]
            if _lines(control.value) != lines:  # somebody may be about to begin a line
                control.value = "\n".join(lines)

        def take(text: str) -> None:
            lines = _lines(text)
            before = getattr(owner, name)
            if len(before) != len(lines):  # which line is a translation of which is no longer known
                before = lines
            both = [
                old.model_copy(update={own: line}) if isinstance(old, Bilingual) else line
                for old, line in zip(before, lines, strict=True)
            ]
            self._form.desk.set(owner, name, both)

        return self.bind(control, owner, name, show, take)

    def problem(self, owner: Part, *attributes: str, when: Callable[[], bool], said: str) -> ipywidgets.HTML:
        """Return a line that says what is missing, as long as it is."""
        line = caption(said, "casekit-problem", "casekit-role-status")

        def show() -> None:
            plain.hide(line, not when())

        show()
        self._bound += [Bound(owner, attribute, show) for attribute in attributes]
        return line

    def show(self, owner: Part | None, attribute: str) -> None:
        """Bring the controls of a field up to date; owner None means all of them."""
        self._showing = True
        try:
            for bound in [*self._bound]:
                if owner is None or (bound.owner is owner and bound.attribute == attribute):
                    bound.show()
        finally:
            self._showing = False

    def bind(
        self,
        control: Any,
        owner: Part,
        attribute: str,
        show: Callable[[], None],
        take: Callable[[Any], None],
        css: Sequence[str] = (),
    ) -> Any:
        """Return a control that shows a field, and hands on what is chosen or typed in it."""
        show()
        control.disabled = self._form.desk.read_only

        def taken(value: Any) -> None:
            with vocab.in_language(self._form.language):  # a message comes in no language
                take(value)

        def changed(change: Any) -> None:
            if not self._showing:
                taken(change["new"])

        in_order(control).observe(changed, "value")
        self._bound.append(Bound(owner, attribute, show))
        names = ["casekit-field", self._form.held.keep(control, taken), *css, field_css(owner, attribute)]
        control._dom_classes = (*control._dom_classes, *names)  # all at once: each assignment is a message
        return control


def _lines(text: str) -> list[str]:
    """Return the lines that hold something."""
    return [line for line in text.splitlines() if line.strip()]
