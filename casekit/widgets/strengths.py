"""The strengths quadrant: environment and personal by strengths and deficits."""

from collections.abc import Sequence
from typing import Any

import ipywidgets

from casekit.model import Part, QuadrantItem, made
from casekit.vocab import about, codes, label
from casekit.widgets._base import Form
from casekit.widgets.fields import Fields
from casekit.widgets.grid import Board, Cell


class Strengths(Form):
    """The form for the strengths quadrant, in Saleebey's perspective; the grid goes back to Cowger.

    Items stand in four cells: strengths and deficits, of the environment and of the person. They can be
    linked to the informal and formal resources of the case, and the form says who filled it in.

    Examples
    --------
    >>> import casekit
    >>> form = Strengths(casekit.load(casekit.case_study("d-trainee")), language="en")
    >>> form.case.assessment.quadrant.filled_by
    'client'
    """

    tool = "strengths"
    shows = frozenset({"assessment", "network"})

    def add(self, domain: str, side: str, text: str, **fields: Any) -> QuadrantItem:
        """Add an item to a cell, and return it.

        Parameters
        ----------
        domain : {"environment", "personal"}
            Whose strength or deficit it is.
        side : {"strength", "deficit"}
            Which of the two.
        text : str
            What it says.
        **fields
            Further fields of `QuadrantItem`, such as ``resources=["r1"]``.

        Raises
        ------
        FieldError
            If a field cannot take its value.
        """
        item = made(QuadrantItem, self.case, domain=domain, side=side, text=text, **fields)
        return self.desk.add(self.case.assessment.quadrant, "items", item)

    def remove(self, id: str) -> None:
        """Remove an item, and the links that lead to it; raises FieldError if there is none."""
        part = self.case.part(id, "quadrant_item")
        self.desk.remove(self.case.assessment.quadrant, "items", part)

    def body(self) -> Sequence[ipywidgets.Widget]:
        """Return the controls of the form."""
        cells = [
            Cell(
                f"{domain}-{side}",
                f"{label('quadrant_side', side)} · {label('quadrant_domain', domain)}".capitalize(),
                f"{about('quadrant_side', side)} {about('quadrant_domain', domain)}",
                {"domain": domain, "side": side},
            )
            for side in codes("quadrant_side")
            for domain in codes("quadrant_domain")
        ]
        self._items = Board(self, "assessment.quadrant.items", cells, self.say("add_item"))
        self._filled = Fields(self)
        nobody = [(self.say("not_stated"), None)]
        options = [*nobody, *self._filled.codes("filled_by")]
        filled_by = self._filled.choice(
            self.case.assessment.quadrant, "filled_by", self.say("filled_by"), options, "casekit-filled-by"
        )
        return [filled_by, self._items.widget()]

    def refresh(self, owner: Part | None, attribute: str) -> None:
        """Show a change of the case."""
        self._items.refresh(owner, attribute)
        self._filled.show(owner, attribute)
