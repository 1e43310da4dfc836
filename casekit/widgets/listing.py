"""The listing: one list of a case file, whose editor follows the model."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets

from casekit.model import Part, new_id
from casekit.widgets.fields import Fields, Frame
from casekit.widgets.grid import Board, Cell

__all__ = ["Listing", "made"]


class Listing(Board):
    """A board with one cell.

    Parameters
    ----------
    frame : Frame
        The form around it.
    owner : callable
        Returns the part that has the list.
    attribute : str
        The name of the list, and of its title in the messages.
    part : type of Part
        What the list holds.
    spec : str
        The fields of the editor, line by line.
    brief : callable
        Returns an item on one line.
    new : callable, optional
        Returns the fields of a new item that have no default.
    more : callable, optional
        Returns further controls of an item.
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
        more: Callable[[Any], Sequence[ipywidgets.Widget]] = lambda item: (),
        **options: Any,
    ) -> None:
        def edit(item: Any, fields: Fields) -> Sequence[ipywidgets.Widget]:
            return [*fields.rows(item, spec), *more(item)]

        cell = Cell(attribute, frame.say(attribute), frame.say(f"{attribute}_about"), {})
        super().__init__(
            frame, owner, attribute, [cell], lambda cell: made(part, **new()), brief, edit,
            frame.say(f"{attribute}_add"), **options,
        )  # fmt: skip


def made(part: type[Part], **fields: Any) -> Any:
    """Return a new part, documented unless it says otherwise."""
    own = {"id": new_id(part.kind)} if part.kind else {}
    basis = {"basis": "documented"} if "basis" in part.model_fields else {}
    return part(**{**own, **basis, **fields})
