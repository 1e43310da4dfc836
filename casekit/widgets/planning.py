"""The forms of engagement and planning: contacts, consent, contract; goals, activities, systems."""

from collections.abc import Sequence

import ipywidgets

from casekit.model import Goal
from casekit.widgets.fields import Fields
from casekit.widgets.listing import Card, Listing, Lists

OFFERED = ("symptom", "hope", "gap", "strategy")


class Engagement(Lists):
    """The form for engagement and intake: referral, contacts, informed consent, contract.

    Examples
    --------
    >>> import casekit
    >>> form = Engagement(casekit.load(casekit.case_study("d-trainee")), language="en")
    >>> len(form.case.engagement.contacts) > 0
    True
    """

    tool = "engagement"
    drawing = "timeline"
    shows = frozenset({"engagement", "people", "intervention", "plan", "termination"})

    def lists(self) -> Sequence[Listing | Card]:
        """Return the lists of the form."""
        return [
            Card(self, "engagement.referred_by"),
            Listing(self, "engagement.contacts", brief="contact aim", new={"contact": "office_visit"}),
            Listing(self, "engagement.relationship"),
            Listing(
                self,
                "engagement.consents",
                brief="purpose answer",
                new={"purpose": "service", "answer": "not_asked"},
            ),
            Card(self, "engagement.contract"),
        ]


class Plan(Lists):
    """The form for the plan: general and specific goals, activities, systems.

    A goal says by which indicator it shows, where it began, what shall be reached by when, and which
    findings it answers. The picture shows the thread from finding to result, and where it is cut.

    Examples
    --------
    >>> import casekit
    >>> form = Plan(casekit.load(casekit.case_study("d-trainee")), language="en")
    >>> len(form.case.plan.goals)
    4
    """

    tool = "plan"
    drawing = "thread"

    def lists(self) -> Sequence[Listing | Card]:
        """Return the lists of the form."""
        return [
            Card(self, "plan.general_goal"),
            Listing(self, "plan.goals", more=self._answers),
            Listing(self, "plan.activities"),
            Listing(self, "plan.targets"),
            Listing(
                self, "plan.systems", brief="system text", new={"system": "client"}, name="practice_systems"
            ),
            Card(self, "plan", name="approach_card"),
            Card(self, "plan.approved_by"),
        ]

    def _answers(self, goal: Goal, fields: Fields) -> Sequence[ipywidgets.Widget]:
        """Return what a goal can answer: concerns, symptoms, hopes, gaps, strategies, and what it has."""
        concerns = {own.id for own in self.case.assessment.findings if own.valence == "concern"}
        all_of = fields.links(("finding", "quadrant_item", "swot_item", "network_tie", *OFFERED))
        by_id = self.desk.by_id()
        offered = [
            (name, id_)
            for name, id_ in all_of
            if id_ in concerns or id_ in goal.answers or by_id[id_].kind in OFFERED
        ]
        return [fields.several(goal, "answers", self.say("answers"), offered)] if offered else []
