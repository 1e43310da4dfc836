"""The grid: a board of cells, each a list of items that open for editing where they stand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import ipywidgets

from casekit import vocab
from casekit.model import Part
from casekit.model.problems import Location
from casekit.vocab import isolated
from casekit.widgets import plain
from casekit.widgets.fields import Fields
from casekit.widgets.pieces import box, button, caption, close, folded, key, tell
from casekit.widgets.place import Place

if TYPE_CHECKING:
    from casekit.widgets._base import Form

LONGEST = 160


@dataclass(frozen=True)
class Cell:
    """One cell of a board.

    Attributes
    ----------
    name : str
        The word by which scripts and styles call it.
    title, about : str
        What stands above it.
    values : mapping
        The fields, and their values, by which an item belongs to this cell.
    prompts : sequence of str
        What a worker may ask, shown as help.
    """

    name: str
    title: str
    about: str
    values: Mapping[str, str]
    prompts: Sequence[str] = field(default=())

    def holds(self, item: Any) -> bool:
        """Return whether an item belongs to this cell."""
        return all(getattr(item, name) == value for name, value in self.values.items())


class Board:
    """The cells of one list of a case file, and the editor of the item that is open.

    Parameters
    ----------
    form : Form
        The form around it.
    place : str
        Where the list stands in the case, such as ``"assessment.findings"``.
    cells : sequence of Cell
        The cells; every item belongs to one of them.
    add : str
        The words on the button that adds an item.
    brief : str or callable, optional
        The fields that tell an item on one line, or what returns that line.
    new : mapping or callable, optional
        The fields of a new item that have no default and are no text, or what returns them.
    more : callable, optional
        Returns further controls of an item.
    stays : callable, optional
        Whether an item cannot be deleted.
    needs : callable, optional
        Returns what must be there before an item can be added, in a sentence; nothing if one can.
    remove : callable, optional
        Removes an item, with more than the links that lead to it.
    """

    def __init__(
        self,
        form: "Form",
        place: str,
        cells: Sequence[Cell],
        add: str,
        *,
        brief: str | Callable[[Any], str] = "text",
        new: Mapping[str, Any] | Callable[[], Mapping[str, Any]] = MappingProxyType({}),
        more: Callable[[Any, Fields], Sequence[ipywidgets.Widget]] = lambda item, fields: (),
        stays: Callable[[Any], bool] = lambda item: False,
        needs: Callable[[], str] = str,
        remove: Callable[[Any], None] | None = None,
    ) -> None:
        self._form, self._place = form, Place(form, place)
        self._more, self._new = more, new
        self._brief = partial(form.told, names=brief) if isinstance(brief, str) else brief
        self._stays, self._needs, self._take_out = stays, needs, remove
        self._hint = caption("", "casekit-about", "casekit-role-status")
        self.cells = cells
        # A form that is built anew, in another language, shows the item that was open before.
        before = form.opened.get(place)
        self._open: Any = next((item for item in self.items() if key(item) == before), None)
        self._fields = Fields(form)
        self._panel: ipywidgets.VBox | None = None
        self._buttons: dict[int, tuple[Any, ipywidgets.Button]] = {}
        self._lists = {cell.name: plain.VBox(_dom_classes=["casekit-items"]) for cell in cells}
        self._adders = {
            cell.name: button(add, partial(self.add, cell), "casekit-add", f"casekit-add-{cell.name}")
            for cell in cells
        }
        self._sync()
        form.boards.append(self)

    @property
    def where(self) -> Place:
        """Where the list stands, and the fields of its items."""
        return self._place

    @property
    def at(self) -> Location:
        """The place of the list in the case."""
        return self._place.at

    def begin(self, way: Location = ()) -> Sequence[str]:
        """Return the class of the button with which a list begins, in the cell that a way names."""
        named = [cell.name for cell in self.cells if cell.name in way[:1]]
        return (f"casekit-add-{(named or [self.cells[0].name])[0]}",)

    def widget(self, extras: Mapping[str, Sequence[ipywidgets.Widget]] | None = None) -> ipywidgets.Box:
        """Return the board; extras are further controls of a cell."""
        return box(
            "casekit-board",
            *(self._cell(cell, (extras or {}).get(cell.name, ())) for cell in self.cells),
        )

    def items(self) -> list[Any]:
        """Return the items of all cells, in the order of the case file."""
        return list(self._place.value)

    def add(self, cell: Cell, item: Any = None) -> None:
        """Add an item to a cell and open it."""
        fresh: Any = item or self._fresh(cell)
        self._close_panel()
        self._open = fresh
        self._form.desk.add(self._place.owner, self._place.attribute, fresh)
        self._form.focus_on(f"casekit-text-{key(fresh)}")

    def _fresh(self, cell: Cell) -> Part:
        fields = self._new() if callable(self._new) else self._new
        return self._place.new(**fields, **cell.values)

    def open(self, item: Any) -> None:
        """Open an item, and put the focus into it."""
        self._show_open(item)
        self._form.focus_on(f"casekit-text-{key(item)}")

    def unfold(self, way: Location) -> None:
        """Open the item at which a way inside the list begins."""
        items = self.items()
        if way and isinstance(way[0], int) and way[0] < len(items) and self._open is not items[way[0]]:
            self._show_open(items[way[0]])

    def _show_open(self, item: Any) -> None:
        self._close_panel()
        self._open = item
        self._sync()

    def is_of(self, owner: Part | None, attribute: str) -> bool:
        """Return whether a change is one of this list, or may be."""
        return self._place.is_of(owner, attribute)

    def relabel(self) -> None:
        """Show anew what items say of other parts."""
        for item, shown in self._buttons.values():
            self._label(item, shown)
        self._offer()

    def renew(self) -> None:
        """Show anew what items and their editor say of other parts."""
        self._close_panel()
        self._sync()

    def remove(self, item: Any) -> None:
        """Remove an item; the focus goes to its neighbour."""
        beside = [other for other in self.items() if self._cell_of(other) is self._cell_of(item)]
        at = next(index for index, other in enumerate(beside) if other is item)
        cell = self._cell_of(item)
        neighbour = next(iter(beside[at + 1 :] or beside[:at][::-1]), None)
        if self._take_out:
            self._take_out(item)
        else:
            self._form.desk.remove(self._place.owner, self._place.attribute, item)
        self._form.focus_on(f"casekit-of-{key(neighbour)}" if neighbour else f"casekit-add-{cell.name}")

    def shift(self, item: Any, by: int) -> None:
        """Move an item up (-1) or down (1) inside its cell."""
        everything = self.items()
        beside = [other for other in everything if self._cell_of(other) is self._cell_of(item)]
        at = next(index for index, other in enumerate(beside) if other is item)
        if 0 <= at + by < len(beside):
            to = next(index for index, other in enumerate(everything) if other is beside[at + by])
            self._form.desk.move(self._place.owner, self._place.attribute, item, to)
        self._form.focus_on(f"casekit-{'up' if by < 0 else 'down'}-{key(item)}")

    def place(self, item: Any, cell: Cell) -> None:
        """Move an item to another cell."""
        with self._form.desk.one_step():
            for name, value in cell.values.items():
                self._form.desk.set(item, name, value)
        self._form.focus_on(f"casekit-place-{key(item)}")

    def refresh(self, owner: Part | None, attribute: str) -> None:
        """Show a change of the case."""
        if self.is_of(owner, attribute):
            self._sync()
            self._fields.show(None, "")
            return
        if id(owner) in self._buttons:
            item, shown = self._buttons[id(owner)]
            self._label(item, shown)
            if any(attribute in cell.values for cell in self.cells):
                self._sync()
        self._fields.show(owner, attribute)

    def _cell_of(self, item: Any) -> Cell:
        return next(cell for cell in self.cells if cell.holds(item))

    def _cell(self, cell: Cell, extras: Sequence[ipywidgets.Widget]) -> ipywidgets.VBox:
        head: list[ipywidgets.Widget] = [
            caption(cell.title, "casekit-name", "casekit-cell-title"),
            caption(cell.about, "casekit-about"),
        ]
        if cell.prompts:
            name = self._form.say("help")
            questions = [caption(prompt, "casekit-prompt") for prompt in cell.prompts]
            head += folded(name, f"{name}: {cell.title}", questions, is_open=False)
        hint = [self._hint] if cell is self.cells[-1] else []
        return plain.VBox(
            [*head, self._lists[cell.name], self._adders[cell.name], *hint, *extras],
            _dom_classes=["casekit-cell", "casekit-group", f"casekit-cell-{cell.name}"],
        )

    def _sync(self) -> None:
        """Bring the lists of items and the open editor in line with the case."""
        items = self.items()
        if self._open is not None and not any(item is self._open for item in items):
            self._open = next((item for item in items if key(item) == key(self._open)), None)
            self._close_panel()
        for gone in self._buttons.keys() - {id(item) for item in items}:
            close(self._buttons.pop(gone)[1])
        places: dict[str, list[ipywidgets.Widget]] = {cell.name: [] for cell in self.cells}
        for item in items:
            if id(item) not in self._buttons:
                css = ("casekit-item", f"casekit-of-{key(item)}")
                self._buttons[id(item)] = item, button("", partial(self._turn, item), *css)
            shown = self._buttons[id(item)][1]
            self._label(item, shown)
            row = places[self._cell_of(item).name]
            row.append(shown)
            if item is self._open:
                row.append(self._open_panel(item))
            (shown.add_class if item is self._open else shown.remove_class)("casekit-open")
        self._form.opened[self._place.path] = "" if self._open is None else key(self._open)
        for name, row in places.items():
            if tuple(row) != self._lists[name].children:
                self._lists[name].children = row
        self._offer()

    def _offer(self) -> None:
        """Let items be added, or say what must be there first."""
        needed = self._needs()
        for cell in self.cells:
            adder = self._adders[cell.name]
            adder.disabled = self._form.desk.read_only or bool(needed)
            adder.tooltip = needed or f"{adder.description}: {cell.title}"
        tell(self._hint, needed)

    def _label(self, item: Any, shown: ipywidgets.Button) -> None:
        with vocab.in_language(self._form.language):  # a click comes in no language
            text = " ".join(self._brief(item).split()) or self._form.say("not_filled_in")
        shown.description = isolated(text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…")

    def _turn(self, item: Any) -> None:
        """Open an item, or close it."""
        self._close_panel()
        if self._open is not item:
            self.open(item)
            return
        self._open = None
        self._sync()
        self._form.focus_on(f"casekit-of-{key(item)}")

    def _close_panel(self) -> None:
        if self._panel is not None:
            for shown in self._lists.values():
                shown.children = [child for child in shown.children if child is not self._panel]
            close(self._panel)
            self._panel = None

    def _open_panel(self, item: Any) -> ipywidgets.VBox:
        if self._panel is None:
            self._fields = Fields(self._form)
            place = [self._chooser(item)] if len(self.cells) > 1 else []
            with vocab.in_language(self._form.language):
                controls = [*self._fields.rows(item, self._place.spec), *self._more(item, self._fields)]
            inside = [*controls, *place, self._tools(item)]
            self._panel = plain.VBox(inside, _dom_classes=["casekit-editor"])
        return self._panel

    def _tools(self, item: Any) -> ipywidgets.Box:
        say, changes, id_ = self._form.say, self._form.changes, key(item)
        delete = changes(say("delete"), lambda: self.remove(item), "casekit-delete")
        delete.disabled |= self._stays(item)
        return box(
            "casekit-editor-tools",
            changes(say("up"), lambda: self.shift(item, -1), f"casekit-up-{id_}"),
            changes(say("down"), lambda: self.shift(item, 1), f"casekit-down-{id_}"),
            delete,
            button(say("done"), lambda: self._turn(item), "casekit-done"),
        )

    def _chooser(self, item: Any) -> ipywidgets.Dropdown:
        """Return the control that moves an item to another cell."""
        by_name = {cell.name: cell for cell in self.cells}
        options = [(cell.title, cell.name) for cell in self.cells]
        control = plain.Dropdown(description=self._form.say("place"), options=options)
        first = self.cells[0].values
        css = ("casekit-place", f"casekit-place-{key(item)}")

        def show() -> None:
            control.value = self._cell_of(item).name

        def take(name: str) -> None:
            if name in by_name and name != self._cell_of(item).name:
                self.place(item, by_name[name])

        return self._fields.bind(control, item, next(iter(first)), show, take, css)
