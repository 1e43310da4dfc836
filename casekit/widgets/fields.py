"""Controls bound to fields of a case: what is typed goes to the desk, what changes elsewhere comes back."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, get_args, get_origin

import ipywidgets

from casekit import tables, vocab
from casekit.errors import FieldError
from casekit.model import Bilingual, Part
from casekit.model.part import link_fields, scheme
from casekit.widgets.entry import AMOUNT, ENTRIES, PLAIN, Entry
from casekit.widgets.pieces import box, button, close, folded, in_order, key, problem_line, tell, words
from casekit.widgets.place import entries_of, fresh, part_in

if TYPE_CHECKING:
    from casekit.widgets._base import Form

__all__ = ["Fields"]


MANY = 20  # links that are still chosen among checkboxes
STEPS = {("finding", "rating"): "rating", ("swot_item", "weight"): "swot_item_weight"}
"""Numbers that go by words, and the schemes of these words."""


@dataclass(frozen=True)
class _Bound:
    owner: Part
    attribute: str
    show: Callable[[], None]


class Fields:
    """The controls of one part of a form."""

    def __init__(self, form: "Form") -> None:
        self._form = form
        self._bound: list[_Bound] = []
        self._showing = False

    def text(self, owner: Part, attribute: str, label: str, *css: str, rows: int = 2) -> ipywidgets.Textarea:
        """Return a control for a text; of a text in two languages it holds the form's half."""
        control = ipywidgets.Textarea(description=label, rows=rows)
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
        control = ipywidgets.Dropdown(description=label, options=named)

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
            check = ipywidgets.Checkbox(description=name, indent=False)

            def show(check: ipywidgets.Checkbox = check, code: str = code) -> None:
                check.value = code in getattr(owner, attribute)

            def take(chosen: bool, code: str = code) -> None:
                kept = [other for other in getattr(owner, attribute) if other != code]
                self._form.desk.set(owner, attribute, [*kept, code] if chosen else kept)

            checks.append(self.bind(check, owner, attribute, show, take, ("casekit-check",)))
        group = ipywidgets.VBox(
            [words(label, "casekit-name", "casekit-label"), box("casekit-checks", *checks)]
        )
        for word in ("casekit-group", "casekit-several", *css):
            group.add_class(word)
        group.layout.display = "" if options else "none"
        return group

    def typed(self, owner: Part, attribute: str, label: str, entry: Entry, *css: str) -> ipywidgets.VBox:
        """Return a line for a number, an amount or a date.

        What the field cannot take stays in it, and it is said why. What it took stays as typed until the line
        is left, and is then shown as the language writes it.
        """
        control = ipywidgets.Text(description=label)
        problem = problem_line("casekit-role-status")
        own = self._form.language

        def read(text: str) -> Any:
            return entry.read(text.strip(), own) if text.strip() else None

        def show() -> None:
            if problem.layout.display != "none":
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
        made = ipywidgets.VBox([line, problem])
        made.add_class("casekit-typed")
        return made

    def rows(self, owner: Part, spec: str) -> list[ipywidgets.Widget]:
        """Return controls for fields, as the model describes them; the fields of a line stand side by side.

        A field goes by the word that heads its column in tables, or by another: ``text:goal``. Fields below a
        line of dashes, which few people need, are folded away until one of them says something. The first
        control is the one that gets the focus when an item is opened.
        """
        usual, _, rare = spec.partition("\n---\n")
        lines = self._lines(owner, usual)
        first = lines[0].children[0] if "casekit-row" in lines[0]._dom_classes else lines[0]
        first.add_class(f"casekit-text-{key(owner)}")
        if not rare:
            return lines
        names = [word.partition(":")[0] for word in rare.split()]
        says = any(
            getattr(owner, name) != type(owner).model_fields[name].get_default(call_default_factory=True)
            for name in names
        )
        more = self._form.say("more_fields")
        return [*lines, *folded(more, more, self._lines(owner, rare), is_open=says)]

    def _lines(self, owner: Part, spec: str) -> list[ipywidgets.Widget]:
        lines = [[self.field(owner, word) for word in line.split()] for line in spec.strip().splitlines()]
        return [line[0] if len(line) == 1 else box("casekit-row", *line) for line in lines]

    def field(self, owner: Part, word: str) -> ipywidgets.Widget:
        """Return the control that fits a field: text, choice, checkboxes, number or date."""
        name, _, head = word.partition(":")
        title = _heading(head or name, self._form.language)
        types = _types(type(owner).model_fields[name].annotation)
        options = self._options(type(owner), name, types)
        if options is not None and list in types:
            many = len(options) > MANY and name in link_fields(type(owner))
            return (self.linked if many else self.several)(owner, name, title, options)
        if options is not None:
            nothing = [(self._form.say("not_stated"), None)] if type(None) in types else []
            return self.choice(owner, name, title, [*nothing, *options])
        if part := part_in(type(owner), name):
            return self.entries(owner, name, partial(fresh, part), self._form.say(f"{name}_add"))
        if list in types:
            return self.sentences(owner, name, title)
        return self._written(owner, name, title, types)

    def _options(self, kind: type[Part], name: str, types: set[Any]) -> list[tuple[str, Any]] | None:
        """Return what can be chosen for a field, None if it is written."""
        own = self._form.language
        if codes := scheme(kind, name):
            return [*self.codes(codes)]
        if link := link_fields(kind).get(name):
            return [*self.links(link.kinds)]
        if steps := STEPS.get((kind.kind, name)):
            return [(said, int(code)) for said, code in self.codes(steps)]
        if bool in types:
            return [(vocab.say("tables.yes", own), True), (vocab.say("tables.no", own), False)]
        return None

    def _written(self, owner: Part, name: str, title: str, types: set[Any]) -> ipywidgets.Widget:
        """Return the control for a text, number, date or code that is written."""
        if name.endswith("_idr"):
            return self.typed(owner, name, title, AMOUNT)
        for type_, entry in ENTRIES.items():
            if type_ in types:
                made = self.typed(owner, name, title, entry)
                if type_ is dt.date:
                    made.children = [*made.children, self._too_early(owner, name)]
                return made
        if Bilingual not in types:
            return self.typed(owner, name, title, PLAIN)
        return self.text(owner, name, title, rows=1 if name in ("label", "title") else 2)

    def _too_early(self, owner: Part, name: str) -> ipywidgets.HTML:
        """Return a line that says that something is dated before the first contact."""
        case = self._form.desk.case
        contacts = [contact for contact in case.engagement.contacts if contact.date]
        first = min((contact.date for contact in contacts if contact.date), default=None)

        def when() -> bool:
            date = getattr(owner, name)
            return bool(date and first and date < first and owner not in contacts)

        shown = vocab.date(first, self._form.language) if first else ""
        said = self._form.say("before_contact", date=shown)
        return self.problem(owner, name, when=when, said=said)

    def sentences(self, owner: Part, name: str, label: str) -> ipywidgets.Textarea:
        """Return a control for a list of texts, one on each line."""
        control = ipywidgets.Textarea(description=f"{label} ({self._form.say('one_a_line')})", rows=3)
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

    def linked(
        self, owner: Part, attribute: str, label: str, options: Sequence[tuple[str, str]]
    ) -> ipywidgets.VBox:
        """Return what a field links to, each with a button that lets go of it, and a way to link more."""
        desk, say, names = self._form.desk, self._form.say, {id_: name for name, id_ in options}
        held = ipywidgets.VBox()
        pick = in_order(ipywidgets.Dropdown(description=label))

        def put(links: list[str]) -> None:
            desk.set(owner, attribute, links)

        def release(link: str) -> ipywidgets.Button:
            let_go = lambda: put([other for other in getattr(owner, attribute) if other != link])  # noqa: E731
            named = names.get(link, link)
            return button(f"× {named}", let_go, "casekit-link", tooltip=say("unlink", name=named))

        def show() -> None:
            links, before = getattr(owner, attribute), held.children
            rest = [(name, id_) for name, id_ in options if id_ not in links]
            pick.options = [(say("choose_link"), ""), *rest]
            held.children = [release(link) for link in links]
            for shown in (*held.children, pick, link):
                shown.disabled = desk.read_only
            for old in before:
                close(old)

        def add() -> None:
            if pick.value:
                put([*getattr(owner, attribute), pick.value])

        link = button(say("link"), add, "casekit-link-add")
        for css in ("casekit-field", self._form.held.keep(pick)):
            pick.add_class(css)
        show()
        self._bound.append(_Bound(owner, attribute, show))
        return ipywidgets.VBox([held, box("casekit-offer", pick, link)], _dom_classes=["casekit-group"])

    def entries(self, owner: Part, attribute: str, new: Callable[[], Part], add: str) -> ipywidgets.VBox:
        """Return a list inside an item, with a line of controls for each entry."""
        spec = entries_of(type(owner), attribute)
        desk = self._form.desk
        shown: dict[int, tuple[Part, ipywidgets.Box]] = {}
        lines = ipywidgets.VBox()

        def line(entry: Part) -> ipywidgets.Box:
            out = button(self._form.say("delete"), lambda: desk.remove(owner, attribute, entry))
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
            self._form.focus_on(f"casekit-text-{key(entry)}")

        show()
        self._bound.append(_Bound(owner, attribute, show))
        adder = button(
            add, append, "casekit-add", "casekit-add-entry", f"casekit-add-{attribute}-{key(owner)}"
        )
        adder.disabled = desk.read_only
        heading = words(_heading(attribute, self._form.language), "casekit-name", "casekit-label")
        made = ipywidgets.VBox([heading, lines, adder])
        for name in ("casekit-group", "casekit-several"):
            made.add_class(name)
        return made

    def links(self, kinds: Sequence[str]) -> list[tuple[str, str]]:
        """Return the parts to which a field can link, kind by kind, as pairs of name and id."""
        by_id = self._form.desk.by_id()
        fitting = [(part, id_) for id_, part in by_id.items() if part.kind in kinds]
        fitting.sort(key=lambda pair: kinds.index(pair[0].kind))
        return [(tables.called(part, by_id), id_) for part, id_ in fitting]

    def codes(self, scheme: str) -> list[tuple[str, str]]:
        """Return the codes of a scheme as pairs of label and code, in the form's language."""
        return [(vocab.label(scheme, code, self._form.language), code) for code in vocab.codes(scheme)]

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

        def changed(change: Any) -> None:
            if not self._showing:
                take(change["new"])

        in_order(control).observe(changed, "value")
        self._bound.append(_Bound(owner, attribute, show))
        names = ["casekit-field", self._form.held.keep(control, take), *css]
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


def _heading(word: str, language: str) -> str:
    """Return the head of a column as the label of a control."""
    head = vocab.say(f"tables.{word}", language)
    return head[:1].upper() + head[1:]


def _types(annotation: Any) -> set[Any]:
    """Return the types that an annotation is made of, outside and inside."""
    inner = [types for part in get_args(annotation) for types in _types(part)]
    return {get_origin(annotation) or annotation, *inner} if isinstance(annotation, type) or inner else set()


def _lines(text: str) -> list[str]:
    """Return the lines that hold something."""
    return [line for line in text.splitlines() if line.strip()]
