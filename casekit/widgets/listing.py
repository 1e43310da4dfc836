"""The table: lists and cards of a case file, whose editors follow the model."""

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import ipywidgets

from casekit import vocab
from casekit.model import Part, made
from casekit.model.part import known
from casekit.widgets._base import Form
from casekit.widgets.fields import Fields, Frame, named
from casekit.widgets.grid import Board, Cell
from casekit.widgets.pieces import button, close, key, words

__all__ = ["Card", "Listing", "Lists"]


class Listing(Board):
    """A board with one cell.

    Parameters
    ----------
    frame : Frame
        The form around it.
    owner : callable
        Returns the part that has the list.
    attribute : str
        The name of the list.
    part : type of Part
        What the list holds.
    spec : str
        The fields of the editor, line by line; a name that the part does not have is refused.
    brief : callable
        Returns an item on one line.
    new : callable, optional
        Returns the fields of a new item that have no default.
    more : callable, optional
        Returns further controls of an item.
    name : str, optional
        The name of its title in the messages; that of the list if not given.
    **options
        As of `Board`.
    """

    def __init__(
        self,
        frame: Frame,
        owner: Callable[[], Part],
        attribute: str,
        part: type[Part],
        spec: str,
        brief: Callable[[Any], str],
        *,
        new: Callable[[], Mapping[str, Any]] = dict,
        more: Callable[[Any, Fields], Sequence[ipywidgets.Widget]] = lambda item, fields: (),
        name: str = "",
        **options: Any,
    ) -> None:
        def edit(item: Any, fields: Fields) -> Sequence[ipywidgets.Widget]:
            return [*fields.rows(item, spec), *more(item, fields)]

        known(part, *named(spec))
        name = name or attribute
        cell = Cell(name, frame.say(name), frame.say(f"{name}_about"), {})
        super().__init__(
            frame, owner, attribute, [cell], lambda cell: made(part, **new()), brief, edit,
            frame.say(f"{name}_add"), **options,
        )  # fmt: skip


class Card:
    """One part of a case file, such as the contract; if it need not be there, a button makes it.

    Parameters
    ----------
    frame, owner, attribute, part, spec
        As of `Listing`.
    name : str, optional
        The name of its title in the messages; that of the attribute if not given.
    """

    def __init__(
        self,
        frame: Frame,
        owner: Callable[[], Part],
        attribute: str,
        part: type[Part],
        spec: str,
        *,
        name: str = "",
    ) -> None:
        known(part, *named(spec))
        self._frame, self._owner, self._attribute, self._part, self._spec = (
            frame, owner, attribute, part, spec,
        )  # fmt: skip
        self._name = name or attribute
        self._fields = Fields(frame)
        self._body = ipywidgets.VBox()
        self.renew()

    def widget(self) -> ipywidgets.VBox:
        """Return the card."""
        say = self._frame.say
        title = words(say(self._name), "casekit-name", "casekit-cell-title")
        card = ipywidgets.VBox([title, words(say(f"{self._name}_about"), "casekit-about"), self._body])
        for name in ("casekit-cell", "casekit-group", "casekit-card", f"casekit-cell-{self._name}"):
            card.add_class(name)
        return card

    def is_of(self, owner: Part | None, attribute: str) -> bool:
        """Return whether a change makes or removes the part, or may do so."""
        return owner is None or (owner is self._owner() and attribute == self._attribute)

    def refresh(self, owner: Part | None, attribute: str) -> None:
        """Show a change of the case."""
        self._fields.show(owner, attribute)

    def relabel(self) -> None:
        """Do nothing: a card speaks only of itself."""

    def renew(self) -> None:
        """Build the controls anew."""
        desk, part = self._frame.desk, getattr(self._owner(), self._attribute)
        before, self._fields = self._body.children, Fields(self._frame)
        optional = type(self._owner()).model_fields[self._attribute].default is None
        if part is None:
            act = button(self._frame.say(f"{self._name}_add"), self._make, "casekit-add")
            for css in ("casekit-fill", f"casekit-add-{self._name}"):
                act.add_class(css)
        else:
            out = lambda: desk.set(self._owner(), self._attribute, None)  # noqa: E731
            act = button(self._frame.say("delete"), out, "casekit-delete")
        act.disabled = desk.read_only
        rows = [] if part is None else self._fields.rows(part, self._spec)
        self._body.children = [*rows, *([act] if optional else [])]
        if not optional:
            close(act)
        for old in before:
            close(old)

    def _make(self) -> None:
        part = made(self._part, **({"text": ""} if "text" in self._part.model_fields else {}))
        self._frame.desk.set(self._owner(), self._attribute, part)
        self._frame.focus_on(f"casekit-text-{key(part)}")


class Lists(Form):
    """A form of lists and cards that speak of each other."""

    renewing: ClassVar[tuple[str, ...]] = ()
    """Fields on which the controls of an item depend."""

    _lists: Sequence[Listing | Card] = ()

    def refresh(self, owner: Part | None, attribute: str) -> None:
        """Show a change of the case; what is added or removed concerns every list."""
        anew = attribute in self.renewing or any(one.is_of(owner, attribute) for one in self._lists)
        for listing in self._lists:
            if anew:
                listing.renew()
            else:
                listing.refresh(owner, attribute)
                listing.relabel()

    def body(self) -> Sequence[ipywidgets.Widget]:
        """Return the lists, made anew in the form's language."""
        self._lists = self.lists()
        return [listing.widget() for listing in self._lists]

    def brief(self, part: Part, *facts: object) -> str:
        """Return facts on one line, after the week or date."""
        week, date = getattr(part, "week", None), getattr(part, "date", None)
        when = date.strftime("%d-%m-%Y") if date else self.say("in_week", week=week) if week else ""
        return " · ".join(vocab.isolated(fact) for fact in (when, *facts) if str(fact or ""))

    def _lacks(self, what: str, there: bool) -> str:
        """Return what must be there first, nothing if it is."""
        return "" if there else self.say(f"needs_{what}")

    @abstractmethod
    def lists(self) -> Sequence[Listing | Card]:
        """Return the lists of the form."""
