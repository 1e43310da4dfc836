"""The SWOT form: four cells with weights, candidates from the BPSS findings, and TOWS strategies."""

from collections.abc import Sequence
from typing import Any

import ipywidgets

from casekit import vocab
from casekit.model import Bilingual, Finding, Goal, Part, Strategy, SwotItem, Text, made
from casekit.told import MARKS, dots
from casekit.vocab import about, codes, filled_in, label, say
from casekit.widgets import plain
from casekit.widgets._base import Form
from casekit.widgets.fields import Fields
from casekit.widgets.grid import Board, Cell
from casekit.widgets.pieces import box, button, caption

JOINS = {
    "so": ("strength", "opportunity"),
    "wo": ("weakness", "opportunity"),
    "st": ("strength", "threat"),
    "wt": ("weakness", "threat"),
}
_MOST = 3  # of a weight
CELL_OF = {"strength": "strength", "concern": "weakness", "neutral": "strength"}


class SWOT(Form):
    """The form for a SWOT board and the TOWS strategies that follow from it.

    Items have a weight from 1 to 3 and can be taken over from the BPSS findings. A strategy joins items of
    two cells, and can become a draft goal of the plan.

    Examples
    --------
    >>> import casekit
    >>> form = SWOT(casekit.load(casekit.case_study("d-trainee")), language="en")
    >>> len(form.candidates()) < len(form.case.assessment.findings)
    True
    """

    tool = "swot"
    shows = frozenset({"assessment"})

    def add(self, cell: str, text: str, **fields: Any) -> SwotItem:
        """Add an item to a cell, and return it.

        Parameters
        ----------
        cell : {"strength", "weakness", "opportunity", "threat"}
            Where it belongs.
        text : str
            What it says.
        **fields
            Further fields of `SwotItem`, such as ``weight=3`` or ``findings=["f1"]``.

        Raises
        ------
        FieldError
            If a field cannot take its value.
        """
        given = {"basis": "derived", **fields}
        item = made(SwotItem, self.case, cell=cell, text=text, **given)
        return self.desk.add(self.case.assessment, "swot", item)

    def add_strategy(self, tows: str, text: str, items: Sequence[str] = ()) -> Strategy:
        """Add a strategy (``"so"``, ``"wo"``, ``"st"`` or ``"wt"``) that joins items by their ids.

        Raises
        ------
        FieldError
            If there are no such cells or items.
        """
        strategy = made(Strategy, self.case, tows=tows, text=text, items=items, basis="derived")
        return self.desk.add(self.case.assessment, "strategies", strategy)

    def remove(self, id: str) -> None:
        """Remove an item or strategy, and the links that lead to it; raises FieldError if there is none."""
        part = self.case.part(id, "swot_item", "strategy")
        self.desk.remove(self.case.assessment, "swot" if isinstance(part, SwotItem) else "strategies", part)

    def candidates(self) -> list[Finding]:
        """Return the BPSS findings that no item rests on yet."""
        used = {link for item in self.case.assessment.swot for link in item.findings}
        return [finding for finding in self.case.assessment.findings if finding.id not in used]

    def draft_goal(self, strategy: Strategy | str) -> Goal:
        """Turn a strategy, or the one with this id, into a draft goal of the plan, and return the goal.

        Raises
        ------
        FieldError
            If the case has no such strategy.
        """
        id_ = strategy.id if isinstance(strategy, Strategy) else strategy
        own: Any = self.case.part(id_, "strategy")
        goal = made(Goal, text=_copied(own.text), basis="derived", answers=[own.id])
        return self.desk.add(self.case.plan, "goals", goal)

    def body(self) -> Sequence[ipywidgets.Widget]:
        """Return the controls of the form."""
        cells = [
            Cell(code, label("swot", code).capitalize(), about("swot", code), {"cell": code})
            for code in codes("swot")
        ]
        kinds = [
            Cell(code, label("tows", code), about("tows", code), {"tows": code}) for code in codes("tows")
        ]
        self._items = Board(
            self,
            "assessment.swot",
            cells,
            self.say("add_item"),
            brief=lambda item: self.brief(item, f"{filled_in(item.text)}  {dots(item.weight, _MOST)}"),
            new={"basis": "derived"},
        )
        self._strategies = Board(
            self,
            "assessment.strategies",
            kinds,
            self.say("add_strategy"),
            new={"basis": "derived"},
            more=self._joins,
        )
        self._candidate = self.watched(
            plain.Dropdown(description=self.say("candidates")), "casekit-candidate"
        )
        self._take = button(self.say("take_over"), self._take_over, "casekit-opens")
        self._show_candidates()
        return [
            box("casekit-offer", self._candidate, self._take),
            self._items.widget(),
            caption(self.say("strategies"), "casekit-section"),
            self._strategies.widget(),
        ]

    def refresh(self, owner: Part | None, attribute: str) -> None:
        """Show a change of the case."""
        self._items.refresh(owner, attribute)
        self._strategies.refresh(owner, attribute)
        if owner is None or attribute in ("swot", "findings"):
            self._show_candidates()
        elif isinstance(owner, Finding):
            self.in_a_pause(self._show_candidates)

    def marks(self) -> dict[str, str]:
        """Return the signs on items, and the words that a screen reader says for them."""
        weight, steps = say("tables.weight"), codes("swot_item_weight")
        return {dots(int(code), _MOST): f"({weight} {label('swot_item_weight', code)})" for code in steps}

    def _joins(self, strategy: Strategy, fields: Fields) -> Sequence[ipywidgets.Widget]:
        """Return the items that a strategy can join, and the way to a goal."""
        say = self.say
        items = [
            (f"{label('swot', item.cell).capitalize()}: {filled_in(item.text)}", item.id)
            for item in self.case.assessment.swot
            if item.cell in JOINS[strategy.tows] or item.id in strategy.items
        ]
        said = caption("", "casekit-said", "casekit-role-status")

        def draft() -> None:
            self.draft_goal(strategy)
            said.value = say("drafted")

        to_goal = self.changes(say("to_goal"), draft, "casekit-to-goal")
        return [
            fields.several(strategy, "items", say("joins"), items),
            box("casekit-offer", to_goal, said),
        ]

    def _show_candidates(self) -> None:
        found = self.candidates()
        chosen = self._candidate.value
        nothing = self.say("choose_finding" if found else "no_candidate")
        with vocab.in_language(self.language):
            named = [(f"{MARKS[one.valence]} {filled_in(one.text)}"[:120], one.id) for one in found]
        self._candidate.options = [(nothing, ""), *named]
        self._candidate.value = chosen if any(finding.id == chosen for finding in found) else ""
        self._candidate.disabled = self._take.disabled = self.desk.read_only or not found

    def _take_over(self) -> None:
        finding = next((own for own in self.candidates() if own.id == self._candidate.value), None)
        if finding is None:
            return
        cell = next(cell for cell in self._items.cells if cell.name == CELL_OF[finding.valence])
        item = made(
            SwotItem, cell=cell.name, text=_copied(finding.text), basis="derived", findings=[finding.id]
        )
        self._items.add(cell, item)


def _copied(text: Text) -> Text:
    """Return a text that can be changed without changing the one it was taken from."""
    return text.model_copy() if isinstance(text, Bilingual) else text
