"""The controls by which an item is answered: buttons, boxes to tick, lists and lines."""

import datetime as dt
import html
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import ipywidgets

from casekit.course.answers import Answer
from casekit.course.board import in_order, to_place
from casekit.course.items import Item, Matching, Multiple, Numeric, Ordering, Prose, Single, Sorting
from casekit.errors import FieldError
from casekit.widgets import plain
from casekit.widgets.controls import Bound, Controls
from casekit.widgets.entry import AMOUNT, ENTRIES, Entry
from casekit.widgets.pieces import box, button, caption, problem_line, tell

if TYPE_CHECKING:
    from casekit.widgets.quiz import Course

CHOSEN, OPEN = "●", "○"


class Answering(Controls):
    """The controls of one item.

    Parameters
    ----------
    form : Course
        The form around it.
    item : Item
        What is asked.
    answer : Answer
        What is answered.
    """

    def __init__(self, form: "Course", item: Item, answer: Answer) -> None:
        super().__init__(form)
        self._course, self._item, self._answer = form, item, answer

    def controls(self) -> Sequence[ipywidgets.Widget]:
        """Return the controls that fit the kind of the item."""
        match self._item:
            case Single():
                return self._buttons(self._item)
            case Multiple():
                return [self._check(option.id, str(option.text)) for option in self._item.options]
            case Ordering():
                return self._order(self._item)
            case Sorting() | Matching():
                return self._places(*to_place(self._item))
            case Numeric():
                return self._number(self._item)
        return [self._words(rows=5 if isinstance(self._item, Prose) else 1)]

    def settle(self) -> None:
        """Take an order that nobody has touched for an answer: it is what was seen."""
        if isinstance(self._item, Ordering) and self._answer.chosen is None:
            self._put("chosen", in_order(self._item, self._answer))

    def _put(self, name: str, value: Any) -> None:
        """Change the answer; what was said of it before is no longer true of it."""
        if getattr(self._answer, name) == value:
            return
        now = dt.datetime.now().astimezone().replace(microsecond=0)
        self._answer.begun = self._answer.begun or now
        self._answer.changed, self._answer.checked = now, False
        self._course.sign()
        self._course.desk.set(self._answer, name, value)

    def _watch(self, name: str, show: Any) -> None:
        show()
        self._bound.append(Bound(self._answer, name, show))

    def _buttons(self, item: Single) -> list[ipywidgets.Widget]:
        """Return a button for each option; the one that is chosen says so."""
        texts = {option.id: str(option.text) for option in item.options}

        def made(name: str) -> ipywidgets.Button:
            act = partial(self._put, "chosen", [name])
            return button("", act, "casekit-choice", "casekit-option", tooltip=texts[name])

        buttons = {name: made(name) for name in texts}

        def show() -> None:
            for name, shown in buttons.items():
                chosen = name in (self._answer.chosen or ())
                shown.description = f"{CHOSEN if chosen else OPEN} {texts[name]}"
                (shown.add_class if chosen else shown.remove_class)("casekit-chosen")

        self._watch("chosen", show)
        return [*buttons.values()]

    def _check(self, name: str, text: str) -> ipywidgets.Checkbox:
        """Return a box to tick for an option."""
        check = plain.Checkbox(description=text, indent=False)

        def show() -> None:
            check.value = name in (self._answer.chosen or ())

        def take(chosen: bool) -> None:
            others = [other for other in self._answer.chosen or () if other != name]
            self._put("chosen", [*others, name] if chosen else others)

        return self.bind(check, self._answer, "chosen", show, take, ("casekit-check",))

    def _order(self, item: Ordering) -> list[ipywidgets.Widget]:
        """Return the steps, each with buttons that move it up and down."""
        shown = plain.VBox(_dom_classes=["casekit-order"])

        def move(name: str, by: int) -> None:
            order = in_order(item, self._answer)
            at = order.index(name)
            to = min(max(0, at + by), len(order) - 1)
            order.insert(to, order.pop(at))
            self._put("chosen", order)
            is_last = to in (0, len(order) - 1)
            self._course.focus_on(rows[name].css(-by if is_last else by))

        rows = {
            step.id: _Row(self._course, step.id, f"{item.id}-{step.id}", str(step.text), move)
            for step in item.steps
        }

        def show() -> None:
            order = in_order(item, self._answer)
            for number, name in enumerate(order, 1):
                rows[name].place(number, len(order))
            if (children := tuple(rows[name].widget for name in order)) != shown.children:
                shown.children = children

        self._watch("chosen", show)
        return [shown]

    def _places(self, texts: Mapping[str, str], places: Mapping[str, str]) -> list[ipywidgets.Widget]:
        """Return a list for each card or pair, from which its place is chosen."""
        offered = [(self._course.say("choose_place"), ""), *((text, name) for name, text in places.items())]
        return [self._place(name, text, offered) for name, text in texts.items()]

    def _place(self, name: str, text: str, offered: Sequence[tuple[str, str]]) -> ipywidgets.Dropdown:
        control = plain.Dropdown(description=text, options=offered)
        known = {value for _, value in offered}

        def show() -> None:
            value = (self._answer.placed or {}).get(name, "")
            control.value = value if value in known else ""

        def take(value: str) -> None:
            others = {key: own for key, own in (self._answer.placed or {}).items() if key != name}
            self._put("placed", {**others, name: value} if value else others)

        return self.bind(control, self._answer, "placed", show, take, ("casekit-placed",))

    def _number(self, item: Numeric) -> list[ipywidgets.Widget]:
        """Return a line for a number; it is kept with a decimal point, and shown as the language writes it.

        What is no number stays as it was typed, and it is said why it is none.
        """
        entry = AMOUNT if item.is_amount else ENTRIES[float]
        label = self._course.say("number_in", unit=item.unit) if item.unit else self._course.say("own_words")
        control, problem = plain.Text(description=label), problem_line("casekit-role-status")
        own = self._course.language

        def read(text: str) -> str:
            value = entry.read(text.strip(), own) if text.strip() else ""
            if isinstance(value, str) and value:
                raise FieldError(self._course.say("no_number", text=value))
            return _kept(value) if value != "" else ""

        def understood(text: str) -> str:
            try:
                return read(text)
            except FieldError:
                return text

        def show() -> None:
            kept = self._answer.text or ""
            if understood(control.value) != kept:
                control.value = _typed(kept, entry, own)

        def take(text: str) -> None:
            try:
                self._put("text", read(text))
            except FieldError as error:
                self._put("text", text)
                tell(problem, str(error))
            else:
                tell(problem, "")

        line = self.bind(control, self._answer, "text", show, take, (self._address,))
        self._course.held.tidy(control, lambda text: entry.tidied(text, own))
        return [plain.VBox([line, problem], _dom_classes=["casekit-typed"])]

    def _words(self, rows: int) -> ipywidgets.Widget:
        """Return a box for words of one's own."""
        label = self._course.say("own_words")
        long = rows > 1
        control = plain.Textarea(description=label, rows=rows) if long else plain.Text(description=label)

        def show() -> None:
            if control.value != (self._answer.text or ""):
                control.value = self._answer.text or ""

        return self.bind(control, self._answer, "text", show, partial(self._put, "text"), (self._address,))

    @property
    def _address(self) -> str:
        """The class by which the guard knows where a text belongs."""
        return f"casekit-at-{self._answer.id}-text"


class _Row:
    """A step of an order, with the buttons that move it."""

    def __init__(
        self, course: "Course", name: str, address: str, text: str, move: Callable[[str, int], None]
    ) -> None:
        self._address, self._text = address, text
        self._line = caption("", "casekit-step")
        say = course.say
        self._up = button("↑", partial(move, name, -1), self.css(-1), tooltip=say("move_up", text=text))
        self._down = button("↓", partial(move, name, 1), self.css(1), tooltip=say("move_down", text=text))
        self.widget = box("casekit-movable", self._line, self._up, self._down)

    def css(self, by: int) -> str:
        """Return the class of the button that moves the step up (-1) or down (1)."""
        return f"casekit-{'up' if by < 0 else 'down'}-{self._address}"

    def place(self, number: int, last: int) -> None:
        """Show where the step stands."""
        self._line.value = html.escape(f"{number}. {self._text}")
        self._up.disabled, self._down.disabled = number == 1, number == last


def _kept(value: float) -> str:
    """Return a number as answers keep it: a decimal point, no other sign."""
    return f"{value:.10f}".rstrip("0").rstrip(".")


def _typed(kept: str, entry: Entry, language: str) -> str:
    """Return a number that is kept as the language writes it; what is no number as it was typed."""
    try:
        value = float(kept)
    except ValueError:
        return kept
    return entry.show(int(value) if entry is AMOUNT else value, language)
