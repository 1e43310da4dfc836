"""The forms of the last stages: goals and measures, closing, case conferences."""

from collections.abc import Sequence

import ipywidgets

from casekit import tables
from casekit.model import Attendee, GoalAttainment, Level, Measure, Observation, Part, made
from casekit.model import Conference as Meeting
from casekit.told import blank, filled_in
from casekit.vocab import codes, isolated, label
from casekit.widgets.fields import Fields
from casekit.widgets.listing import Card, Listing, Lists

__all__ = ["Closing", "Conference", "Goals"]


class Goals(Lists):
    """The form for the evaluation: measures by week and phase, goal attainment, notes.

    Examples
    --------
    >>> import casekit
    >>> form = Goals(casekit.load(casekit.case_study("b-bookkeeper")), language="en")
    >>> len(form.case.evaluation.measures) > 0
    True
    """

    tool = "goal_attainment"
    shows = frozenset({"evaluation", "plan", "assessment"})

    def lists(self) -> Sequence[Listing | Card]:
        """Return the lists of the form."""
        return [
            Listing(
                self,
                "evaluation.attainment",
                "goal\nbaseline attained weight\nweek date\nbasis",
                brief=self._attained,
                new=lambda: {"goal": self._unscaled()},
                more=self._levels,
                needs=lambda: self._lacks("a_goal", bool(self.case.plan.goals)),
            ),
            Listing(
                self,
                "evaluation.measures",
                "label unit\nimprovement target:goal_target\ngoals\nnote\nbasis",
                brief=self._measured,
                new={"improvement": "increase"},
                more=self._observations,
            ),
            *(
                Listing(self, f"evaluation.{name}", "text\ngoals\nactivities\nbasis", name=f"{name}_notes")
                for name in ("process", "outcome")
            ),
        ]

    def _unscaled(self) -> str:
        """Return the first goal that has no scale yet."""
        scaled = {own.goal for own in self.case.evaluation.attainment}
        goals = [goal.id for goal in self.case.plan.goals]
        return next((goal for goal in goals if goal not in scaled), goals[0])

    def _attained(self, own: GoalAttainment) -> str:
        """Return a goal and how far it was reached."""
        by_id = self.desk.by_id()
        steps = [label("attainment", level) for level in (own.baseline, own.attained) if level]
        reached = " → ".join(steps) or self.say("not_filled_in")
        return self.brief(own, f"{isolated(tables.called(by_id[own.goal], by_id))}: {reached}")

    def _measured(self, own: Measure) -> str:
        """Return what is measured, and in what."""
        unit = "" if blank(own.unit) else f" ({isolated(own.unit)})"
        return self.brief(own, f"{filled_in(own.label)}{unit}")

    def _levels(self, own: GoalAttainment, fields: Fields) -> Sequence[ipywidgets.Widget]:
        def following() -> Part:
            told = {level.level for level in own.levels}
            return made(
                Level, level=next((code for code in codes("attainment") if code not in told), "0"), text=""
            )

        return [fields.entries(own, "levels", "level text", following, self.say("levels_add"))]

    def _observations(self, own: Measure, fields: Fields) -> Sequence[ipywidgets.Widget]:
        def following() -> Part:
            last = own.observations[-1] if own.observations else made(Observation, phase="A")
            week, session = ((one + 1) if one else None for one in (last.week, last.session))
            return made(Observation, phase=last.phase, week=week, session=session)

        spec = "week session:session_number phase value"
        return [fields.entries(own, "observations", spec, following, self.say("observations_add"))]


class Closing(Lists):
    """The form for termination and what follows: reasons, exit plan, referrals, follow-up, reopening.

    Examples
    --------
    >>> import casekit
    >>> form = Closing(casekit.load(casekit.case_study("d-trainee")), language="en")
    >>> form.case.termination.reasons
    ['contract_ended']
    """

    tool = "closing"
    drawing = ""
    shows = frozenset({"termination", "assessment", "plan"})

    def lists(self) -> Sequence[Listing | Card]:
        """Return the lists of the form."""
        return [
            Card(self, "termination", "week date\nreasons"),
            Card(self, "termination.client_condition", "text\nbasis"),
            Listing(self, "termination.process", "text\nbasis", name="ending_process"),
            Listing(self, "termination.exit_plan", "text\nbasis", name="ending_exit_plan"),
            Listing(
                self,
                "termination.referrals",
                "to\npurpose\nstatus week date\nanswers\nresult\nbasis",
                brief="to status",
            ),
            Listing(
                self,
                "termination.forms",
                "form signed_by\nweek date\nbasis",
                brief="form",
                new={"form": "termination_form"},
            ),
            Listing(
                self, "termination.recommendations", "to text\nbasis", brief="to text", new={"to": "client"}
            ),
            Listing(self, "termination.follow_up", "text\nweek date\nbasis"),
            Listing(self, "termination.reopenings", "reason\nweek date\nbasis", brief="reason"),
        ]


class Conference(Lists):
    """The form for case conferences: minutes, decisions, and who attended in which role.

    Examples
    --------
    >>> import casekit
    >>> form = Conference(casekit.load(casekit.case_study("d-trainee")), language="en")
    >>> len(form.case.conferences)
    2
    """

    tool = "conference"
    drawing = ""
    shows = frozenset({"conferences", "people"})

    def lists(self) -> Sequence[Listing | Card]:
        """Return the lists of the form."""
        meetings = Listing(
            self,
            "conferences",
            "occasion\nweek weekday date time\nplace\nagenda\nminutes\ndecisions\nbasis",
            brief="occasion",
            new={"occasion": "before_intervention"},
            more=self._attendance,
        )
        return [meetings]

    def _attendance(self, own: Meeting, fields: Fields) -> Sequence[ipywidgets.Widget]:
        new = lambda: made(Attendee, role="", present=True)  # noqa: E731
        return [fields.entries(own, "attendance", "role present", new, self.say("attendance_add"))]
