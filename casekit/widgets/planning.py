"""The forms of engagement and planning: contacts, consent, contract; goals, activities, systems."""

from collections.abc import Sequence

import ipywidgets

from casekit.model import Activity, Consent, Contact, Contract, Goal, PracticeSystem, Statement, Target
from casekit.told import filled_in
from casekit.vocab import label
from casekit.widgets.fields import Fields
from casekit.widgets.listing import Card, Listing, Lists

__all__ = ["Engagement", "Plan"]

WHEN = "week weekday date time duration_min"
OFFERED = ("symptom", "hope", "gap", "strategy")


class Engagement(Lists):
    """The form for engagement and intake: referral, contacts, informed consent, contract.

    Parameters
    ----------
    case : Case
        The case to edit; forms of the same file stay in step.
    language : {"id", "en"}, optional
        The language of the form; the current one if not given.

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
            Card(self, lambda: self.case.engagement, "referred_by", Statement, "text\nbasis"),
            Listing(
                self, lambda: self.case.engagement, "contacts", Contact,
                f"contact\n{WHEN}\nplace target\naim\nprocess\nresult\nbasis",
                lambda contact: self.brief(contact, label("contact_kind", contact.contact), contact.aim),
                new=lambda: {"contact": "office_visit"},
            ),
            Listing(
                self, lambda: self.case.engagement, "relationship", Statement, "text\nbasis",
                lambda note: filled_in(note.text), new=lambda: {"text": ""},
            ),
            Listing(
                self, lambda: self.case.engagement, "consents", Consent,
                "purpose answer by\nweek date\nnote\nbasis",
                lambda consent: f"{label('consent_purpose', consent.purpose)}: "
                f"{label('consent_answer', consent.answer)}",
                new=lambda: {"purpose": "service", "answer": "not_asked"},
            ),
            Card(
                self, lambda: self.case.engagement, "contract", Contract,
                "agreements\nclient_role worker_role\nweek date until_week\nsigned:is_signed basis\nnote",
            ),
        ]  # fmt: skip


class Plan(Lists):
    """The form for the plan: general and specific goals, activities, systems.

    A goal says by which indicator it shows, where it began, what shall be reached by when, and which
    findings it answers. The picture shows the thread from finding to result, and where it is cut.

    Parameters
    ----------
    case : Case
        The case to edit; forms of the same file stay in step.
    language : {"id", "en"}, optional
        The language of the form; the current one if not given.

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
            Card(self, lambda: self.case.plan, "general_goal", Statement, "text:goal\nbasis"),
            Listing(
                self, lambda: self.case.plan, "goals", Goal,
                "text:goal\nindicator\nbaseline target:goal_target\ndue_week basis",
                lambda goal: filled_in(goal.text), new=lambda: {"text": ""}, more=self._answers,
            ),
            Listing(
                self, lambda: self.case.plan, "activities", Activity,
                "text:activity\nweek until_week status\ngoals\nmethods\ntechniques\nresult\nbasis",
                lambda activity: self.brief(activity, filled_in(activity.text)), new=lambda: {"text": ""},
            ),
            Listing(
                self, lambda: self.case.plan, "targets", Target, "text:who_or_what\nbasis",
                lambda target: filled_in(target.text), new=lambda: {"text": ""},
            ),
            Listing(
                self, lambda: self.case.plan, "systems", PracticeSystem,
                "system:practice_system\ntext:who_or_what\nbasis",
                lambda system: f"{label('practice_system', system.system)}: {filled_in(system.text)}",
                new=lambda: {"system": "client", "text": ""}, name="practice_systems",
            ),
        ]  # fmt: skip

    def _answers(self, goal: Goal, fields: Fields) -> Sequence[ipywidgets.Widget]:
        """Return what a goal can answer: concerns, symptoms, hopes, gaps, strategies, and what it has."""
        concerns = {own.id for own in self.case.assessment.findings if own.valence == "concern"}
        all_of = fields.links(("finding", "quadrant_item", "swot_item", "network_tie", *OFFERED))
        by_id = self.desk.by_id()
        offered = [
            (name, id_) for name, id_ in all_of
            if id_ in concerns or id_ in goal.answers or by_id[id_].kind in OFFERED
        ]  # fmt: skip
        return [fields.several(goal, "answers", self.say("answers"), offered)] if offered else []
