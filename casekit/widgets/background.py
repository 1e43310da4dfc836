"""The forms of who the client is and where they come from: identity and agency, history and hopes."""

from collections.abc import Sequence

from casekit.widgets.listing import Card, Listing, Lists


class Identity(Lists):
    """The form for the face of a case file: its title and category, the client, agency and setting.

    Nothing here may narrow a client down to one person: an island, not a province; a kind of agency, not its
    name.

    Examples
    --------
    >>> import casekit
    >>> form = Identity(casekit.load(casekit.case_study("d-trainee")), language="en")
    >>> form.case.person(form.case.client).relation
    'client'
    """

    tool = "identity"
    drawing = ""
    shows = frozenset(
        {
            "people",
            "engagement",
            "setting",
            "summary",
            "category",
            "cluster",
            "methods",
            "tools",
            "provenance",
        }
    )

    def lists(self) -> Sequence[Listing | Card]:
        """Return the cards of the form."""
        case = self.case
        return [
            Card(self, "case", name="case_card", part=lambda: self.case),
            Card(
                self,
                "people/client",
                name="client_card",
                part=lambda: case.person(case.client),
            ),
            Card(self, "setting"),
        ]


class History(Lists):
    """The form for what lies behind the case: history, livelihood, hopes, resources, and how it is read.

    What nobody knows, or what contradicts itself, is recorded as a gap, which is an answer too.

    Examples
    --------
    >>> import casekit
    >>> form = History(casekit.load(casekit.case_study("d-trainee")), language="en")
    >>> len(form.case.assessment.gaps) > 0
    True
    """

    tool = "history"
    drawing = ""

    def lists(self) -> Sequence[Listing | Card]:
        """Return the lists of the form."""
        return [
            Card(self, "assessment", name="gathering_card"),
            Listing(self, "assessment.history", name="life_events"),
            Listing(self, "assessment.economy"),
            Listing(self, "assessment.hopes"),
            Listing(
                self,
                "assessment.resources",
                brief="text resource",
                new={"resource": "informal", "source": "family"},
            ),
            Card(self, "assessment.formulation"),
            Listing(self, "assessment.gaps", brief="text gap", new={"gap": "missing", "stage": "assessment"}),
        ]
