"""The ecomap form: the systems around a client or household, and the ties to them."""

from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets

from casekit.model import NetworkSystem, NetworkTie, made
from casekit.told import flow
from casekit.vocab import filled_in, label
from casekit.widgets.fields import Fields
from casekit.widgets.graph import Graph
from casekit.widgets.listing import Listing


class Ecomap(Graph):
    """The form for an ecomap: systems around the client, and whether their ties give or take energy.

    A resource that exists but is not used is a system whose tie is ``unused``.

    Examples
    --------
    >>> import casekit
    >>> form = Ecomap(casekit.load(casekit.case_study("d-trainee")), language="en")
    >>> form.case.network.ties[0].tie
    'supportive'
    """

    tool = "ecomap"
    shows = frozenset({"network", "people", "households"})

    def add(self, text: str, tie: str | None = None, **fields: Any) -> NetworkSystem:
        """Add a system, with a tie to the client if one is named, and return it.

        Parameters
        ----------
        text : str
            What the system is called, such as "Tetangga" or "Puskesmas".
        tie : str, optional
            A code of ``tie_kind``, such as "supportive", "stressful" or "unused".
        **fields
            Fields of `NetworkSystem`: ``system="health"``, ``resource="formal"``.

        Raises
        ------
        FieldError
            If a field cannot take its value, or there is no such tie.
        """
        given = {"label": text, "system": "other", "resource": "informal", **fields}
        system = made(NetworkSystem, self.case, **given)
        with self.desk.one_step():
            self.desk.add(self.case.network, "systems", system)
            if tie is not None:
                self._tie_to(system, tie)
        return system

    def remove(self, id: str) -> None:
        """Remove a system or a tie; with a system go its ties; raises FieldError if there is none."""
        part = self.case.part(id, "network_system", "network_tie")
        attribute = "systems" if isinstance(part, NetworkSystem) else "ties"
        self.desk.remove(self.case.network, attribute, part)

    def lists(self) -> Sequence[Listing]:
        """Return the lists of the form."""
        systems = Listing(
            self,
            "network.systems",
            brief="label",
            new={"system": "other", "resource": "informal"},
            more=self._draw_a_tie,
        )
        self._ties = Listing(
            self,
            "network.ties",
            brief=self._brief,
            new=self._new_tie,
            needs=lambda: self._lacks("a_system", bool(self.case.network.systems)),
        )
        return [systems, self._ties]

    def _brief(self, tie: NetworkTie) -> str:
        by_id: Mapping[str, Any] = self.desk.by_id()
        facts = [label("tie_kind", tie.tie)]
        facts += [label("tie_strength", tie.strength)] if tie.strength else []
        facts += [flow(self.case, tie)] if tie.direction else []
        ends = " – ".join(filled_in(by_id[end].label) for end in (tie.person, tie.system))
        return f"{ends}: {', '.join(facts)}"

    def _new_tie(self) -> dict[str, Any]:
        tied = {tie.system for tie in self.case.network.ties}
        systems = self.case.network.systems
        system = next((one for one in systems if one.id not in tied), systems[-1])
        return {"person": self.case.client, "system": system.id, "tie": "supportive"}

    def _tie_to(self, system: NetworkSystem, kind: str) -> NetworkTie:
        tie = made(NetworkTie, person=self.case.client, system=system.id, tie=kind)
        return self.desk.add(self.case.network, "ties", tie)

    def _draw_a_tie(self, system: NetworkSystem, _: Fields) -> list[ipywidgets.Widget]:
        def draw() -> None:
            self._ties.open(self._tie_to(system, "supportive"))

        return [self.changes(self.say("draw_tie"), draw, "casekit-opens", "casekit-draw-tie")]
