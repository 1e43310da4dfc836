"""What all forms share, whatever they edit: head and status, language, saving, conflicts, the notebook."""

import hashlib
import html
import time
from abc import abstractmethod
from collections.abc import Callable, Sequence
from secrets import token_hex
from typing import Any, ClassVar

import ipywidgets
from IPython.display import publish_display_data

from casekit import vocab
from casekit.errors import CasekitError
from casekit.model import Bilingual, Part, Record
from casekit.widgets import plain
from casekit.widgets.banner import Banner
from casekit.widgets.desk import Desk
from casekit.widgets.guard import Guard, asleep_style, said_alone, style
from casekit.widgets.held import Held
from casekit.widgets.pace import breathe
from casekit.widgets.pauses import Pauses
from casekit.widgets.pieces import box, button, caption, close, in_order
from casekit.widgets.runs import forms_of_this_run
from casekit.widgets.saving import in_turn

DRAW_AFTER_SECONDS = 0.3
KEEP_AFTER_SECONDS = 5.0  # who leaves the form, or saves the notebook, need not wait


class Shell(ipywidgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """Controls for what one file holds, with all that keeps the work safe.

    Parameters
    ----------
    record : Record
        What to edit. Forms of the same file in one notebook edit the same record and stay in step.
    language : {"id", "en"}, optional
        The language of the form; the current one if not given.
    """

    tool: ClassVar[str]
    """The word that form, figure and messages share."""

    without_file: ClassVar[str] = "no_file"
    """The word for the status of a form whose work has no file yet."""

    children: tuple[ipywidgets.Widget, ...]

    def __init__(self, record: Record, language: str | None = None) -> None:
        forms = forms_of_this_run()  # closes those of earlier runs before they would be built again
        super().__init__(_dom_classes=["casekit-form", f"casekit-{self.tool}"])
        self._desk = Desk.of(record)
        self._language = language or vocab.language()
        self.opened: dict[str, str] = {}
        self.held = Held()
        self._token = token_hex(4)
        self._displayed = self._in_view = self.on_page = False
        self._wishes = self._heard = self._told_saved = 0
        self._kept_of = ""
        self._pauses = Pauses(lambda: self._desk.typing)
        self._guard = Guard()
        self._guard.on_msg(self._hear)
        self._style = plain.HTML(f"<style>{style()}.casekit-kept-{self._token}{{display:none}}</style>")
        self._status = caption("", "casekit-status", "casekit-role-status")
        self._banner = Banner(self)
        self._undo = button("", self.undo, "casekit-undo")
        self._redo = button("", self.redo, "casekit-redo")
        self._again = button("", self.save, "casekit-again")
        self._lasting: tuple[Any, ...] = (
            *(self._guard, self._style, self._status, self._banner),
            *(self._undo, self._redo, self._again),
        )
        self._build()
        self._desk.join(self)
        forms.append(self)

    # What lecturers who script can call.

    def undo(self) -> None:
        """Take back the last change."""
        self._desk.undo()

    def redo(self) -> None:
        """Bring back the last change that was undone."""
        self._desk.redo()

    def save(self) -> None:
        """Save now, without waiting for the pause after the last change."""
        self._desk.save()

    def speak(self, language: str) -> None:
        """Show the form in another language, ``"id"`` or ``"en"``."""
        with vocab.in_language(language):
            self._language = language
        self._build()
        self._renew()
        self.focus_on(f"casekit-language-{language}")

    # What each form fills in.

    @abstractmethod
    def body(self) -> Sequence[ipywidgets.Widget]:
        """Return the controls of the form, made anew in the form's language."""

    @abstractmethod
    def refresh(self, owner: Part | None, attribute: str) -> None:
        """Show a change of the case in the controls; owner None means that anything may have changed."""

    @abstractmethod
    def _subtitle(self) -> str:
        """Return what stands below the title, in the form's language."""

    @abstractmethod
    def _shown(self) -> str:
        """Return what tells one content of the form from another."""

    @abstractmethod
    def _content(self) -> dict[str, str]:
        """Return the content as HTML, Markdown and plain text, by MIME type: it stays in the notebook."""

    @abstractmethod
    def content_of(self, record: Record) -> str:
        """Return as HTML what another record of the same kind holds, to compare the two."""

    def _named(self) -> str:
        """Return what tells a form from others of the same kind and file."""
        return ""

    def _beside(self) -> Sequence[ipywidgets.Widget]:
        """Return what stands beside the controls, such as a picture."""
        return ()

    def _draw(self) -> None:
        """Bring what stands beside the controls up to date."""

    def _about(self) -> dict[str, str]:
        """Return what exports may know of the form."""
        return {"form": self.tool, "language": self._language}

    def marks(self) -> dict[str, str]:
        """Return the signs on items, and the words that a screen reader says for them."""
        return {}

    # What the desk calls.

    def case_changed(self, owner: Part | None, attribute: str) -> None:
        """Show a change of the case."""
        with vocab.in_language(self._language):
            self.refresh(owner, attribute)

    def case_replaced(self) -> None:
        """Show another case, or the same one with another content."""
        self._build()
        self._renew()

    def move_to(self, desk: Desk) -> None:
        """Show the case of another desk from now on."""
        self._desk = desk
        self.case_replaced()

    def keep(self) -> None:
        """Bring the content in the notebook up to date, without touching the form."""
        if self._displayed and self._shown() != self._kept_of:
            self._publish(update=True)

    def status_changed(self) -> None:
        """Show whether the work is saved, and what stands in its way."""
        with vocab.in_language(self._language):
            self._show_status()
            self._banner.show()
        if not self._desk.unsaved and self._told_saved < self._heard:
            self._told_saved = self._heard
            self._guard.send({"saved": self._heard})
        if not self._desk.typing:
            self._renew()

    # What the parts of a form call.

    def in_a_pause(self, act: Callable[[], None]) -> None:
        """Do something as soon as nobody types: what one control says of another can wait."""
        self._pauses.soon(act, DRAW_AFTER_SECONDS, must=True)

    def changes(self, text: str, act: Callable[[], None], *css: str, tooltip: str = "") -> ipywidgets.Button:
        """Return a button that changes the case, where the case can be changed."""
        made = button(text, act, *css, tooltip=tooltip)
        made.disabled = self._desk.read_only
        return made

    def watched(self, control: Any, *css: str) -> Any:
        """Return a control that is no field of the case, and let the guard watch over it."""
        names = ("casekit-field", self.held.keep(control), *css)
        control._dom_classes = (*control._dom_classes, *names)
        return in_order(control)

    @property
    def desk(self) -> Desk:
        """The desk on which the case lies."""
        return self._desk

    @property
    def language(self) -> str:
        """The language of the form."""
        return self._language

    def say(self, key: str, **values: Any) -> str:
        """Return a sentence of the form in its language."""
        return vocab.say(f"widgets.{key}", self._language, **values)

    def focus_on(self, css_class: str) -> None:
        """Put the focus on a control, as soon as it is there."""
        self._wishes += 1
        self._guard.focus = f"{css_class} {self._wishes}"

    # How a form is built.

    def _build(self) -> None:
        before = self.children
        self._desk.look_again()
        with vocab.in_language(self._language):
            with self._guard.hold_sync():
                self._guard.label, self._guard.marks = self.say(self.tool), self.marks()
                self._guard.words, self._guard.key = self._words_without_kernel(), self._key()
            for own, key in ((self._undo, "undo"), (self._redo, "redo"), (self._again, "save_again")):
                own.description = self.say(key)
            subtitle = caption(self._subtitle(), "casekit-subtitle")
            title = plain.VBox([caption(self.say(self.tool), "casekit-title"), subtitle])
            languages = [self._language_button(code) for code in vocab.LANGUAGES]
            head = box("casekit-head", title, box("casekit-tools", *languages))
            main = plain.VBox([*self.body()], _dom_classes=["casekit-main"])
            self._banner.show()
            self._show_status()
        columns = box("casekit-columns", main, *self._beside())
        foot = box("casekit-foot", self._status, self._again, self._undo, self._redo)
        self.children = (self._guard, self._style, head, self._banner, columns, foot)
        for old in before:
            close(old, self._lasting)
        breathe(self.children, before)

    def _language_button(self, code: str) -> ipywidgets.Button:
        chosen = "casekit-chosen" if code == self._language else "casekit-not-chosen"
        name = vocab.say(f"widgets.language_{code}", code)
        return button(name, lambda: self.speak(code), "casekit-choice", chosen, f"casekit-language-{code}")

    def _show_status(self) -> None:
        desk = self._desk
        self._undo.disabled, self._redo.disabled = not desk.can_undo, not desk.can_redo
        failed = desk.problem is not None and desk.conflict is None
        plain.hide(self._again, not failed)
        self._status.value = html.escape(self._status_words(failed))

    def _status_words(self, failed: bool) -> str:
        desk = self._desk
        if failed:
            return str(desk.problem)
        states = (
            (desk.read_only, "read_only"),
            (desk.conflict, "conflict"),
            (desk.record.origin is None, self.without_file),
            (desk.unsaved or desk.typing, "saving"),
            (desk.saved_at, "saved"),
        )
        state = next((name for holds, name in states if holds), "unchanged")
        return self.say(f"status_{state}", time=time.strftime("%H:%M", time.localtime(desk.saved_at)))

    # What the guard tells.

    def _hear(self, guard: Guard, told: Any, buffers: Any) -> None:
        """Take what the browser holds, and answer: then it knows that the kernel is there."""
        number = int(told.get("number", 0))
        try:
            with in_turn, vocab.in_language(self._language):
                self.held.arrive(told.get("texts", {}), number)
                self._heard = max(self._heard, number)
                for at, text in told.get("left", {}).items():
                    if self._written(at) == text:  # it was saved, only nobody could say so any more
                        guard.send({"taken": at})
                if "put" in told:
                    self._put_back(str(told["put"]), str(told["text"]))
                if "seen" in told:
                    self._seen(bool(told["seen"]))
                if "gone" in told:
                    self.on_page = self._in_view = False
                    guard.focus = ""
                if told.get("leaving"):
                    self._desk.settle()
                if shown := self.held.left(told.get("out", ""), number):
                    guard.send(shown)
        finally:
            guard.send({"heard": number} | ({} if self._desk.unsaved else {"saved": self._heard}))

    def _seen(self, in_view: bool) -> None:
        """Note whether the form is in view; one that has just come onto the page gets its focus now."""
        wish, is_new = self._guard.focus.partition(" ")[0], not self.on_page
        self.on_page, self._in_view = True, in_view
        if wish and is_new:
            self.focus_on(wish)
        self._renew()

    def _field(self, at: str) -> tuple[Part, str] | None:
        """Return the part and field of a control's address; None if they are not in the case."""
        name, _, attribute = at.rpartition("-")
        part = self._desk.by_id().get(name)
        return (part, attribute) if part is not None and attribute in type(part).model_fields else None

    def _written(self, at: str) -> str | None:
        """Return the text of a field as a control of this form shows it."""
        field = self._field(at)
        value = getattr(*field) if field else None
        return getattr(value, self._language) if isinstance(value, Bilingual) else value

    def _put_back(self, at: str, text: str) -> None:
        """Write a text that a lost kernel had not saved into its field."""
        field = self._field(at)
        if field is None:
            self._guard.send({"refused": self.say("put_back_where")})
            return
        try:
            self._desk.write(*field, text, self._language)
        except CasekitError as problem:
            self._guard.send({"refused": str(problem)})
        else:
            self._guard.send({"taken": at})

    def _words_without_kernel(self) -> dict[str, str]:
        """Return what the guard says on its own."""
        return said_alone(self.say, self.say("status_saving"))

    def _key(self) -> str:
        """Return a name of this form of this file that tells nothing of the file."""
        origin = self._desk.record.origin
        place = f"{self.tool} {self._named()} {origin.path if origin else ''}"
        return hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    # The picture, and what stays in the notebook: made anew in a pause, if the case has changed there.

    def _renew(self) -> None:
        """Draw what is in view soon, and bring its table in the notebook up to date when there is time.

        What is not in view waits until it is, or until somebody leaves the forms: they may save the notebook.
        """
        if self._in_view:
            self._pauses.soon(self._draw, DRAW_AFTER_SECONDS)
            self._pauses.soon(self.keep, KEEP_AFTER_SECONDS)

    # What stays in the notebook when the form is gone.

    def _ipython_display_(self) -> None:
        """Show the form, and beside it the content that exports take; the form hides that while it lives."""
        live = {"application/vnd.jupyter.widget-view+json": self._view(), "text/plain": self.say("asleep")}
        publish_display_data(live, {"casekit": {"live": True}})  # type: ignore[no-untyped-call]
        self._displayed = False
        self._publish(update=False)
        self._displayed = True

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form and its content, for those who place it inside something else."""
        return {"application/vnd.jupyter.widget-view+json": self._view(), **self._in_words()}

    def _view(self) -> dict[str, Any]:
        return {"version_major": 2, "version_minor": 0, "model_id": self.model_id}

    def _publish(self, *, update: bool) -> None:
        self._kept_of = self._shown()
        publish_display_data(  # type: ignore[no-untyped-call]
            self._in_words(),
            {"casekit": self._about()},
            transient={"display_id": f"casekit-{self._token}"},
            update=update,
        )

    def _in_words(self) -> dict[str, str]:
        """Return the content, marked so that the form can hide it while it lives."""
        told = self._content()
        kept = f"casekit-kept-{self._token}"
        asleep = asleep_style(kept, self.say)
        css = f"{kept} tex2jax_ignore mathjax_ignore"  # a dollar in a case is no formula
        return {**told, "text/html": f'<div class="{css}">{asleep}{told["text/html"]}</div>'}
