"""Controls bound to fields of a case: what is typed goes to the desk, what changes elsewhere comes back."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol, get_args, get_origin

import ipywidgets

from casekit import tables, vocab
from casekit.errors import FieldError
from casekit.model import Bilingual, Part
from casekit.model.part import known, link_fields, scheme
from casekit.model.problems import inner
from casekit.widgets.desk import Desk
from casekit.widgets.held import Held
from casekit.widgets.pieces import box, button, close, in_order, key, problem_line, tell, words

__all__ = ["Fields", "Frame", "named", "read_rupiah"]


class Frame(Protocol):
    """What controls need of the form around them."""

    opened: dict[str, str]
    """The id of the item that is open, by list."""

    held: Held
    """What the browser may hold back of each control."""

    @property
    def desk(self) -> Desk:
        """The desk on which the case lies."""

    @property
    def language(self) -> str:
        """The language of the form."""

    def say(self, key: str, **values: Any) -> str:
        """Return a sentence of the form in its language."""

    def focus_on(self, css_class: str) -> None:
        """Put the focus on a control, as soon as it is there."""


@dataclass(frozen=True)
class _Bound:
    owner: Part
    attribute: str
    show: Callable[[], None]


class Fields:
    """The controls of one part of a form."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._bound: list[_Bound] = []
        self._showing = False

    def text(self, owner: Part, attribute: str, label: str, *css: str, rows: int = 2) -> ipywidgets.Textarea:
        """Return a control for a text; of a text in two languages it holds the form's half."""
        control = ipywidgets.Textarea(description=label, rows=rows)
        own, other = self._frame.language, "en" if self._frame.language == "id" else "id"

        def show() -> None:
            value = getattr(owner, attribute)
            both = isinstance(value, Bilingual)
            control.value = getattr(value, own) if both else str(value or "")
            control.placeholder = getattr(value, other) if both and not control.value else ""

        def take(text: str) -> None:
            self._frame.desk.write(owner, attribute, text, own)

        return self.bind(control, owner, attribute, show, take, css)

    def choice(
        self, owner: Part, attribute: str, label: str, options: Iterable[tuple[str, Any]], *css: str
    ) -> ipywidgets.Dropdown:
        """Return a control for one of several values, given as pairs of label and value."""
        # A Dropdown takes None for nothing chosen and then shows no label.
        named = [(name, "" if value is None else value) for name, value in options]
        control = ipywidgets.Dropdown(description=label, options=named)

        def show() -> None:
            value = getattr(owner, attribute)
            control.value = "" if value is None else value

        def take(value: Any) -> None:
            self._frame.desk.set(owner, attribute, None if value == "" else value)

        return self.bind(control, owner, attribute, show, take, css)

    def several(
        self, owner: Part, attribute: str, label: str, options: Sequence[tuple[str, str]], *css: str
    ) -> ipywidgets.VBox:
        """Return checkboxes for a list of codes or links, given as pairs of label and value."""
        checks = []
        for name, code in options:
            check = ipywidgets.Checkbox(description=name, indent=False)

            def show(check: ipywidgets.Checkbox = check, code: str = code) -> None:
                check.value = code in getattr(owner, attribute)

            def take(chosen: bool, code: str = code) -> None:
                kept = [other for other in getattr(owner, attribute) if other != code]
                self._frame.desk.set(owner, attribute, [*kept, code] if chosen else kept)

            checks.append(self.bind(check, owner, attribute, show, take, ("casekit-check",)))
        group = ipywidgets.VBox(
            [words(label, "casekit-name", "casekit-label"), box("casekit-checks", *checks)]
        )
        for word in ("casekit-group", "casekit-several", *css):
            group.add_class(word)
        return group

    def typed(
        self, owner: Part, attribute: str, label: str, read: Callable[[str], Any] = str, *css: str
    ) -> ipywidgets.VBox:
        """Return a line for a number or date; what the field cannot take stays in it, and it is said why."""
        control = ipywidgets.Text(description=label)
        problem = problem_line("casekit-role-status")

        def show() -> None:
            value = getattr(owner, attribute)
            if problem.layout.display == "none" and read(control.value) != value:
                control.value = (
                    "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
                )

        def take(text: str) -> None:
            try:
                value = read(text.strip()) if text.strip() else None
                unclear = read is read_rupiah and isinstance(value, str)
                said = self._frame.say("no_amount", text=value) if unclear else ""
                if not unclear:
                    self._frame.desk.set(owner, attribute, value)
            except FieldError as error:
                said = str(error)
            tell(problem, said)

        made = ipywidgets.VBox([self.bind(control, owner, attribute, show, take, css), problem])
        made.add_class("casekit-typed")
        return made

    def rows(self, owner: Part, spec: str) -> list[ipywidgets.Widget]:
        """Return controls for fields, as the model describes them; the fields of a line stand side by side.

        A field goes by the word that heads its column in tables, or by another: ``text:goal``. The first
        control is the one that gets the focus when an item is opened.
        """
        lines = [[self.field(owner, word) for word in line.split()] for line in spec.strip().splitlines()]
        lines[0][0].add_class(f"casekit-text-{key(owner)}")
        return [line[0] if len(line) == 1 else box("casekit-row", *line) for line in lines]

    def field(self, owner: Part, word: str) -> ipywidgets.Widget:
        """Return the control that fits a field: text, choice, checkboxes, number or date."""
        [name], head = named(word), word.partition(":")[2]
        kind, own = type(owner), self._frame.language
        field, codes, link = kind.model_fields[name], scheme(kind, name), link_fields(kind).get(name)
        label = vocab.say(f"tables.{head or name}", own)
        label = label[:1].upper() + label[1:]
        types = _types(field.annotation)
        options: list[tuple[str, Any]] | None = None
        if codes:
            options = self.codes(codes)
        elif link:
            options = self.links(link.kinds)
        elif bool in types:
            options = [(vocab.say("tables.yes", own), True), (vocab.say("tables.no", own), False)]
        if options is not None and list in types:
            return self.several(owner, name, label, options)
        if options is not None:
            nothing = [(self._frame.say("not_stated"), None)] if type(None) in types else []
            return self.choice(owner, name, label, [*nothing, *options])
        if list in types:
            return self.sentences(owner, name, label)
        if name.endswith("_idr"):
            return self.typed(owner, name, label, read_rupiah)
        for type_, read in _READ.items():
            if type_ in types:
                made = self.typed(owner, name, label, read)
                if type_ is dt.date:
                    made.children = [*made.children, self._too_early(owner, name)]
                return made
        return self.text(owner, name, label, rows=1 if name == "label" else 2)

    def _too_early(self, owner: Part, name: str) -> ipywidgets.HTML:
        """Return a line that says that something is dated before the first contact."""
        case = self._frame.desk.case
        contacts = [contact for contact in case.engagement.contacts if contact.date]
        first = min((contact.date for contact in contacts if contact.date), default=None)

        def when() -> bool:
            date = getattr(owner, name)
            return bool(date and first and date < first and owner not in contacts)

        said = self._frame.say("before_contact", date=first.strftime("%d-%m-%Y") if first else "")
        return self.problem(owner, name, when=when, said=said)

    def sentences(self, owner: Part, name: str, label: str) -> ipywidgets.Textarea:
        """Return a control for a list of texts, one on each line."""
        control = ipywidgets.Textarea(description=f"{label} ({self._frame.say('one_a_line')})", rows=3)
        own = self._frame.language

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
            self._frame.desk.set(owner, name, both)

        return self.bind(control, owner, name, show, take)

    def entries(
        self, owner: Part, attribute: str, spec: str, new: Callable[[], Part], add: str
    ) -> ipywidgets.VBox:
        """Return a list inside an item, with a line of controls for each entry."""
        kind = inner(type(owner), attribute)
        known(kind if kind and issubclass(kind, Part) else Part, *named(spec))
        desk = self._frame.desk
        shown: dict[int, tuple[Part, ipywidgets.Box]] = {}
        lines = ipywidgets.VBox()

        def line(entry: Part) -> ipywidgets.Box:
            out = button(self._frame.say("delete"), lambda: desk.remove(owner, attribute, entry))
            out.disabled = desk.read_only
            controls = [self.field(entry, word) for word in spec.split()]
            controls[0].add_class(f"casekit-text-{key(entry)}")
            made = box("casekit-row", words("", "casekit-name"), *controls, out)
            for name in ("casekit-group", "casekit-entry"):
                made.add_class(name)
            return made

        def show() -> None:
            before = {**shown}
            shown.clear()
            for number, entry in enumerate(getattr(owner, attribute), 1):
                known = id(entry) in before
                shown[id(entry)] = before.pop(id(entry)) if known else (entry, line(entry))
                shown[id(entry)][1].children[0].value = str(number)
            lines.children = [row for _, row in shown.values()]
            for _, row in before.values():
                close(row)

        def append() -> None:
            entry = new()
            desk.add(owner, attribute, entry)
            self._frame.focus_on(f"casekit-text-{key(entry)}")

        show()
        self._bound.append(_Bound(owner, attribute, show))
        adder = button(add, append, "casekit-add", f"casekit-add-{attribute}-{key(owner)}")
        adder.disabled = desk.read_only
        label = vocab.say(f"tables.{attribute}", self._frame.language)
        heading = words(label[:1].upper() + label[1:], "casekit-name", "casekit-label")
        made = ipywidgets.VBox([heading, lines, adder])
        for name in ("casekit-group", "casekit-several"):
            made.add_class(name)
        return made

    def links(self, kinds: Sequence[str]) -> list[tuple[str, str]]:
        """Return the parts to which a field can link, as pairs of name and id."""
        by_id, nameless = self._frame.desk.by_id(), self._frame.say("not_filled_in")
        named = ((tables.called(part, by_id), id_) for id_, part in by_id.items() if part.kind in kinds)
        return [(nameless if name == id_ else name, id_) for name, id_ in named]

    def codes(self, scheme: str) -> list[tuple[str, str]]:
        """Return the codes of a scheme as pairs of label and code, in the form's language."""
        return [(vocab.label(scheme, code, self._frame.language), code) for code in vocab.codes(scheme)]

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
        control.disabled = self._frame.desk.read_only

        def changed(change: Any) -> None:
            if not self._showing:
                take(change["new"])

        in_order(control).observe(changed, "value")
        self._bound.append(_Bound(owner, attribute, show))
        names = ["casekit-field", self._frame.held.keep(control, take), *css]
        if owner.kind:
            names.append(f"casekit-at-{key(owner)}-{attribute}")
        control._dom_classes = (*control._dom_classes, *names)  # all at once: each assignment is a message
        return control

    def problem(self, owner: Part, *attributes: str, when: Callable[[], bool], said: str) -> ipywidgets.HTML:
        """Return a line that says what is missing, as long as it is."""
        line = words(said, "casekit-problem", "casekit-role-status")

        def show() -> None:
            line.layout.display = "" if when() else "none"

        show()
        self._bound += [_Bound(owner, attribute, show) for attribute in attributes]
        return line


def named(spec: str) -> list[str]:
    """Return the names of the fields in the words of a form, without the words that head them."""
    return [word.partition(":")[0] for word in spec.split()]


def _types(annotation: Any) -> set[Any]:
    """Return the types that an annotation is made of, outside and inside."""
    inner = [types for part in get_args(annotation) for types in _types(part)]
    return {get_origin(annotation) or annotation, *inner} if isinstance(annotation, type) or inner else set()


def _lines(text: str) -> list[str]:
    """Return the lines that hold something."""
    return [line for line in text.splitlines() if line.strip()]


def _whole(text: str) -> Any:
    return int(text) if text.isdecimal() else text


def _number(text: str) -> Any:
    with suppress(ValueError):
        return float(text.replace(",", "."))
    return text


def _date(text: str) -> Any:
    """Read a date as people write it, day first, or as the case file does."""
    for pattern in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y"):
        with suppress(ValueError):
            return dt.datetime.strptime(text, pattern).date()
    return text


def read_rupiah(text: str) -> Any:
    """Return an amount as people type it (12.000, 12,000, Rp 12.000,00, 12rb, 1,5 jt), else the text."""
    found = _MONEY.fullmatch(text.casefold())
    if found is None:
        return text
    if unit := found["unit"]:
        return round(float(found["part"].replace(",", ".")) * _UNITS[unit])
    return int(re.sub("[.,]", "", found["whole"]))


_UNITS = {"rb": 1e3, "ribu": 1e3, "k": 1e3, "jt": 1e6, "juta": 1e6, "m": 1e9, "miliar": 1e9}
_MONEY = re.compile(
    r"(?:rp\.?\s*)?(?:"
    r"(?P<part>\d+(?:[.,]\d{1,2})?)\s*(?P<unit>rb|ribu|k|jt|juta|m|miliar)"
    r"|(?P<whole>-?(?:\d+(?=[.,]-|$)|\d{1,3}(?:\.\d{3})+(?=,00|,-|$)|\d{1,3}(?:,\d{3})+(?=\.00|\.-|$)))(?:[.,](?:00|-))?"
    r")"
)

# What is not understood goes on as text: the model refuses it, and says what it takes.
_READ: Mapping[type, Callable[[str], Any]] = {int: _whole, float: _number, dt.date: _date}
