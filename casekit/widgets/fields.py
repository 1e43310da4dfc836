"""The controls of a part: which one fits a field follows from the model."""

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, get_args, get_origin

import ipywidgets

from casekit import tables, vocab
from casekit.model import Bilingual, NetworkTie, Part
from casekit.model.case import part_in
from casekit.model.part import link_fields, scheme
from casekit.tables.table import is_amount
from casekit.told import flow
from casekit.widgets import plain
from casekit.widgets.controls import Bound, Controls
from casekit.widgets.entry import AMOUNT, ENTRIES, PLAIN
from casekit.widgets.pieces import box, button, caption, close, field_css, folded, group, key
from casekit.widgets.place import entries_of, fresh

MANY = 20  # links that are still chosen among checkboxes
STEPS = {("finding", "rating"): "rating", ("swot_item", "weight"): "swot_item_weight"}
"""Numbers that go by words, and the schemes of these words."""


class Fields(Controls):
    """The controls of one part of a form, as the model describes its fields."""

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
        if isinstance(owner, NetworkTie) and name == "direction":
            return self._direction(owner, title)
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

    def _direction(self, tie: NetworkTie, title: str) -> ipywidgets.Dropdown:
        """Return the choice of where energy flows along a tie, which goes by the names of its ends."""

        def options() -> list[tuple[str, str]]:
            with vocab.in_language(self._form.language):
                ways = [(flow(self._form.case, tie, code), code) for code in vocab.codes("tie_direction")]
            return [(self._form.say("not_stated"), ""), *ways]

        control = self.choice(tie, "direction", title, options())

        def rename() -> None:
            control.options = options()
            control.value = tie.direction or ""

        self._bound += [Bound(tie, end, rename) for end in ("person", "system")]
        return control

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
        if is_amount(name):
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

    def linked(
        self, owner: Part, attribute: str, label: str, options: Sequence[tuple[str, str]]
    ) -> ipywidgets.VBox:
        """Return what a field links to, each with a button that lets go of it, and a way to link more."""
        desk, say, names = self._form.desk, self._form.say, {id_: name for name, id_ in options}
        held = plain.VBox()
        pick = self._form.watched(plain.Dropdown(description=label), field_css(owner, attribute))

        def put(links: list[str]) -> None:
            desk.set(owner, attribute, links)

        def release(link: str) -> ipywidgets.Button:
            def let_go() -> None:
                put([other for other in getattr(owner, attribute) if other != link])

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
        show()
        self._bound.append(Bound(owner, attribute, show))
        return plain.VBox([held, box("casekit-offer", pick, link)], _dom_classes=["casekit-group"])

    def entries(self, owner: Part, attribute: str, new: Callable[[], Part], add: str) -> ipywidgets.VBox:
        """Return a list inside an item, with a line of controls for each entry."""
        spec = entries_of(type(owner), attribute)
        desk = self._form.desk
        shown: dict[int, tuple[Part, ipywidgets.Box]] = {}
        lines = plain.VBox()

        def line(entry: Part) -> ipywidgets.Box:
            out = self._form.changes(self._form.say("delete"), lambda: desk.remove(owner, attribute, entry))
            controls = [self.field(entry, word) for word in spec.split()]
            controls[0].add_class(f"casekit-text-{key(entry)}")
            return plain.Box(
                [caption("", "casekit-name"), *controls, out],
                _dom_classes=["casekit-row", "casekit-group", "casekit-entry"],
            )

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
        self._bound.append(Bound(owner, attribute, show))
        own = (f"casekit-add-{attribute}-{key(owner)}", field_css(owner, attribute))
        adder = self._form.changes(add, append, "casekit-add", "casekit-add-entry", *own)
        heading = _heading(attribute, self._form.language)
        return group(heading, lines, adder, css=["casekit-several"])

    def links(self, kinds: Sequence[str]) -> list[tuple[str, str]]:
        """Return the parts to which a field can link, kind by kind, as pairs of name and id."""
        by_id = self._form.desk.by_id()
        fitting = [(part, id_) for id_, part in by_id.items() if part.kind in kinds]
        fitting.sort(key=lambda pair: kinds.index(pair[0].kind))
        return [(tables.called(part, by_id), id_) for part, id_ in fitting]

    def codes(self, scheme: str) -> list[tuple[str, str]]:
        """Return the codes of a scheme as pairs of label and code, in the form's language."""
        return [(vocab.label(scheme, code, self._form.language), code) for code in vocab.codes(scheme)]


def _heading(word: str, language: str) -> str:
    """Return the head of a column as the label of a control."""
    head = vocab.say(f"tables.{word}", language)
    return head[:1].upper() + head[1:]


def _types(annotation: Any) -> set[Any]:
    """Return the types that an annotation is made of, outside and inside."""
    inner = [types for part in get_args(annotation) for types in _types(part)]
    return {get_origin(annotation) or annotation, *inner} if isinstance(annotation, type) or inner else set()
