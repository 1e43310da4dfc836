"""The table: lists and cards of a case file, whose editors follow the model."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import ipywidgets

from casekit.model import Part
from casekit.model.problems import Location
from casekit.widgets import plain
from casekit.widgets._base import Form
from casekit.widgets.fields import Fields
from casekit.widgets.grid import Board, Cell
from casekit.widgets.pieces import caption, close, key
from casekit.widgets.place import Place


class Listing(Board):
    """A board with one cell.

    Parameters
    ----------
    form : Form
        The form around it.
    place : str
        Where the list stands in the case, such as ``"plan.goals"``.
    name : str, optional
        The name of its title in the messages; that of the list if not given.
    **options
        As of `Board`.
    """

    def __init__(self, form: Form, place: str, *, name: str = "", **options: Any) -> None:
        name = name or place.rpartition(".")[2]
        cell = Cell(name, form.say(name), form.say(f"{name}_about"), {})
        super().__init__(form, place, [cell], form.say(f"{name}_add"), **options)


class Card:
    """One part of a case file, such as the contract; if it need not be there, a button makes it.

    Parameters
    ----------
    form, place, name
        As of `Listing`.
    part : callable, optional
        Returns the part, where it is one of a list or the case itself.
    """

    def __init__(
        self, form: Form, place: str, *, name: str = "", part: Callable[[], Part] | None = None
    ) -> None:
        self._form, self._place = form, Place(form, place)
        self._name = name or self._place.attribute
        self._part = part or (lambda: self._place.value)
        self._is_optional = part is None and self._place.is_optional
        self._fields = Fields(form)
        self._body = plain.VBox()
        self.renew()
        form.boards.append(self)

    @property
    def cells(self) -> Sequence[Cell]:
        """The card as the one cell of a board."""
        say = self._form.say
        return [Cell(self._name, say(self._name), say(f"{self._name}_about"), {})]

    @property
    def where(self) -> Place:
        """Where the part stands, and its fields."""
        return self._place

    @property
    def at(self) -> Location:
        """The place of the part in the case."""
        return self._place.at

    def begin(self, way: Location = ()) -> Sequence[str]:
        """Return the class of the control with which a card begins, or of the button that makes its part."""
        part = self._part()
        return (f"casekit-add-{self._name}" if part is None else f"casekit-text-{key(part)}",)

    def unfold(self, way: Location) -> None:
        """Do nothing: a card is open."""

    def widget(self) -> ipywidgets.VBox:
        """Return the card."""
        say = self._form.say
        title = caption(say(self._name), "casekit-name", "casekit-cell-title")
        return plain.VBox(
            [title, caption(say(f"{self._name}_about"), "casekit-about"), self._body],
            _dom_classes=["casekit-cell", "casekit-group", "casekit-card", f"casekit-cell-{self._name}"],
        )

    def is_of(self, owner: Part | None, attribute: str) -> bool:
        """Return whether a change makes or removes the part, or may do so."""
        return self._place.is_of(owner, attribute)

    def refresh(self, owner: Part | None, attribute: str) -> None:
        """Show a change of the case."""
        self._fields.show(owner, attribute)

    def relabel(self) -> None:
        """Do nothing: a card speaks only of itself."""

    def renew(self) -> None:
        """Build the controls anew."""
        part = self._part()
        before, self._fields = self._body.children, Fields(self._form)
        rows = [] if part is None else self._fields.rows(part, self._place.spec)
        self._body.children = [*rows, *([self._turn(part)] if self._is_optional else [])]
        for old in before:
            close(old)

    def _turn(self, part: Part | None) -> ipywidgets.Button:
        """Return the button that makes the part, or takes it away."""
        if part is None:
            css = ("casekit-add", "casekit-fill", f"casekit-add-{self._name}")
            return self._form.changes(self._form.say(f"{self._name}_add"), self._make, *css)
        return self._form.changes(self._form.say("delete"), lambda: self._set(None), "casekit-delete")

    def _make(self) -> None:
        part = self._place.new()
        self._set(part)
        self._form.focus_on(f"casekit-text-{key(part)}")

    def _set(self, part: Part | None) -> None:
        self._form.desk.set(self._place.owner, self._place.attribute, part)


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
        if not anew:
            self.in_a_pause(self._relabel)

    def _relabel(self) -> None:
        """Name the items anew: they may speak of what has changed elsewhere."""
        for listing in self._lists:
            listing.relabel()

    def body(self) -> Sequence[ipywidgets.Widget]:
        """Return the lists, made anew in the form's language."""
        self._lists = self.lists()
        return [listing.widget() for listing in self._lists]

    def _lacks(self, what: str, there: bool) -> str:
        """Return what must be there first, nothing if it is."""
        return "" if there else self.say(f"needs_{what}")

    @abstractmethod
    def lists(self) -> Sequence[Listing | Card]:
        """Return the lists of the form."""
