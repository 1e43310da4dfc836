"""One item in a form: the question, its controls, feedback, hints, and the model answer below an own one."""

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING

import ipywidgets

from casekit.course.expected import criteria
from casekit.course.items import Item, Prose
from casekit.course.marking import mark
from casekit.course.shown import feedback_on, key_of, situation_of
from casekit.widgets import plain
from casekit.widgets.answering import Answering
from casekit.widgets.pieces import box, button, caption

if TYPE_CHECKING:
    from casekit.widgets.quiz import Course

TRIES_BEFORE_KEY = 2


class Question:
    """An item, what was answered, and what is said of it.

    Parameters
    ----------
    form : Course
        The form around it.
    item : Item
        What is asked.
    asked : str
        The question as the form shows it.
    """

    def __init__(self, form: "Course", item: Item, asked: str) -> None:
        self._form, self._item, self._asked = form, item, asked
        self._answer = form.answers.answer(item.id)
        self._answering = Answering(form, item, self._answer)
        self._warns = self._open = False

    def widget(self) -> ipywidgets.Widget:
        """Return the question with all that belongs to it."""
        self._said, self._hints, self._key = (
            plain.HTML(_dom_classes=[f"casekit-{name}", "casekit-role-status"])
            for name in ("feedback", "hints", "key")
        )
        tools = self._tools()
        self._tell()
        own = [*self._answering.controls(), tools, self._hints, self._said, self._key]
        return self._group(*own)

    def read_only(self) -> ipywidgets.Widget:
        """Return the question alone."""
        return self._group()

    def refresh(self, attribute: str) -> None:
        """Show a change of the answer."""
        self._answering.show(self._answer if attribute else None, attribute)
        self._warns = False
        if isinstance(self._item, Prose):
            self._form.in_a_pause(self._tell)
        else:
            self._tell()

    @property
    def id(self) -> str:
        """The id of the item."""
        return self._item.id

    def _group(self, *inside: ipywidgets.Widget) -> ipywidgets.VBox:
        situation = situation_of(self._item)
        above = [caption(situation, "casekit-situation")] if situation else []
        asked = caption(self._asked, "casekit-name", "casekit-asked")
        css = ["casekit-group", "casekit-question", f"casekit-question-{self._item.id}"]
        return plain.VBox([*above, asked, *self._marked_by(), *inside], _dom_classes=css)

    def _marked_by(self) -> Sequence[ipywidgets.Widget]:
        """Return by what people mark the answer, which may be known before it is written."""
        told = [
            f"<p><strong>{html.escape(name)}</strong><br>{html.escape(degrees)}</p>"
            for name, degrees in criteria(self._item)
        ]
        above = lines_in_html([self._form.say("marked_by_these")])
        return [plain.HTML("".join([above, *told]), _dom_classes=["casekit-rubric-shown"])] if told else []

    def _tools(self) -> ipywidgets.Widget:
        """Return the buttons below the controls."""
        css = f"-{self._item.id}"
        self._check = button("", self._check_it, "casekit-done", "casekit-enter", f"casekit-check{css}")
        self._hint = button("", self._give_hint, f"casekit-hint{css}")
        name = "model_answer" if isinstance(self._item, Prose) else "show_key"
        self._turn = button(self._form.say(name), self._turn_key, "casekit-turn", f"casekit-turn{css}")
        return box("casekit-tools", self._check, self._hint, self._turn)

    # What the buttons do.

    def _check_it(self) -> None:
        self._answering.settle()
        answer = self._answer
        if answer.is_missing or answer.is_empty:
            self._warns = True
            self._tell()
            return
        with self._form.desk.one_step():
            if not answer.checked:
                self._form.desk.set(answer, "tries", answer.tries + 1)
            self._form.desk.set(answer, "checked", True)

    def _give_hint(self) -> None:
        self._form.desk.set(self._answer, "hints", self._answer.hints + 1)

    def _turn_key(self) -> None:
        self._open = not self._open
        if not self._answer.shown:
            self._form.desk.set(self._answer, "shown", True)
        self._tell()

    # What is told.

    def _tell(self) -> None:
        """Bring feedback, hints, key and buttons up to date."""
        self._said.value = lines_in_html(self._feedback())
        given = self._item.hints[: self._answer.hints]
        self._hints.value = lines_in_html(
            [f"{self._form.say('hint')} {n}: {text}" for n, text in enumerate(given, 1)]
        )
        self._key.value = self._key_html() if self._open and self._may_see_key() else ""
        self._show_buttons(len(given))

    def _feedback(self) -> Sequence[str]:
        say, answer, item = self._form.say, self._answer, self._item
        if self._warns:
            return [say("answer_first")]
        if item.hidden:
            return [] if answer.is_missing or answer.is_empty else [say("marked_later")]
        if isinstance(item, Prose):
            letters = len((answer.text or "").strip())
            return [] if self._may_see_key() else [say("model_later", least=item.least, letters=letters)]
        if not answer.checked:
            return []
        told = [*feedback_on(item, answer)]
        if told:
            told[0] = f"{told[0]} {say('tries', tries=answer.tries)}"
            if mark(item, answer).state != "right":
                told.append(say("try_again"))
        return told

    def _may_see_key(self) -> bool:
        """Tell whether the model answer or the key may be seen: after an own answer, or two tries."""
        if self._item.hidden:
            return False
        if self._answer.shown:
            return True
        if isinstance(self._item, Prose):
            return len((self._answer.text or "").strip()) >= self._item.least
        return self._answer.tries >= TRIES_BEFORE_KEY and mark(self._item, self._answer).state != "right"

    def _show_buttons(self, given: int) -> None:
        say, item = self._form.say, self._item
        self._check.description = say("check_again" if self._answer.tries else "check_answer")
        plain.hide(self._check, item.hidden or isinstance(item, Prose))
        self._hint.description = say("next_hint", number=given + 1, all=len(item.hints))
        plain.hide(self._hint, given >= len(item.hints))
        plain.hide(self._turn, not self._may_see_key())
        (self._turn.add_class if self._open else self._turn.remove_class)("casekit-open")

    def _key_html(self) -> str:
        name = self._form.say("model_answer" if isinstance(self._item, Prose) else "key")
        why = [str(self._item.why)] if self._item.why and not isinstance(self._item, Prose) else []
        return lines_in_html([f"{name}:", *key_of(self._item), *why])


def lines_in_html(texts: Sequence[str]) -> str:
    """Return texts as paragraphs, escaped."""
    return "".join(f"<p>{html.escape(text)}</p>" for text in texts)
