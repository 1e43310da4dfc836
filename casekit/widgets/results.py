"""The forms of the last stages: goals and measures, closing, case conferences."""

from collections.abc import Sequence

import ipywidgets

from casekit import tables
from casekit.model import (
    Attendee,
    FollowUp,
    GoalAttainment,
    Level,
    Measure,
    Note,
    Observation,
    Part,
    Recommendation,
    Referral,
    Reopening,
    SignedForm,
    Statement,
    Termination,
    made,
)
from casekit.model import (
    Conference as Meeting,
)
from casekit.told import blank, filled_in
from casekit.vocab import codes, isolated, label
from casekit.widgets.fields import Fields
from casekit.widgets.listing import Card, Listing, Lists

__all__ = ["Closing", "Conference", "Goals"]


class Goals(Lists):
    """The form for the evaluation: measures by week and phase, goal attainment, notes.

    Parameters
    ----------
    case : Case
        The case to edit; forms of the same file stay in step.
    language : {"id", "en"}, optional
        The language of the form; the current one if not given.

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
                self, lambda: self.case.evaluation, "attainment", GoalAttainment,
                "goal\nbaseline attained weight\nweek date\nbasis",
                lambda own: f"{isolated(self._goal(own))}: {self._reached(own)}",
                new=lambda: {"goal": self._unscaled()}, more=self._levels,
                needs=lambda: self._lacks("a_goal", bool(self.case.plan.goals)),
            ),
            Listing(
                self, lambda: self.case.evaluation, "measures", Measure,
                "label unit\nimprovement target:goal_target\ngoals\nnote\nbasis",
                lambda own: filled_in(own.label) + ("" if blank(own.unit) else f" ({isolated(own.unit)})"),
                new=lambda: {"label": "", "unit": "", "improvement": "increase"}, more=self._observations,
            ),
            *(
                Listing(
                    self, lambda: self.case.evaluation, name, Note, "text\ngoals\nactivities\nbasis",
                    lambda note: filled_in(note.text), new=lambda: {"text": ""}, name=f"{name}_notes",
                )
                for name in ("process", "outcome")
            ),
        ]  # fmt: skip

    def _unscaled(self) -> str:
        """Return the first goal that has no scale yet."""
        scaled = {own.goal for own in self.case.evaluation.attainment}
        goals = [goal.id for goal in self.case.plan.goals]
        return next((goal for goal in goals if goal not in scaled), goals[0])

    def _goal(self, own: GoalAttainment) -> str:
        by_id = self.desk.by_id()
        return tables.called(by_id[own.goal], by_id)

    def _reached(self, own: GoalAttainment) -> str:
        steps = [label("attainment", level) for level in (own.baseline, own.attained) if level]
        return " → ".join(steps) or self.say("not_filled_in")

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

    Parameters
    ----------
    case : Case
        The case to edit; forms of the same file stay in step.
    language : {"id", "en"}, optional
        The language of the form; the current one if not given.

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

        def ending() -> Part:
            return self.case.termination

        def told(name: str) -> Listing:
            return Listing(
                self, ending, name, Statement, "text\nbasis", lambda own: filled_in(own.text),
                new=lambda: {"text": ""}, name=f"ending_{name}",
            )  # fmt: skip

        return [
            Card(self, lambda: self.case, "termination", Termination, "week date\nreasons"),
            Card(self, ending, "client_condition", Statement, "text\nbasis"),
            told("process"),
            told("exit_plan"),
            Listing(
                self, ending, "referrals", Referral,
                "to\npurpose\nstatus week date\nanswers\nresult\nbasis",
                lambda own: f"{filled_in(own.to)}: {label('referral_status', own.status or 'planned')}",
                new=lambda: {"to": "", "purpose": ""},
            ),
            Listing(
                self, ending, "forms", SignedForm, "form signed_by\nweek date\nbasis",
                lambda own: self.brief(own, label("form", own.form)),
                new=lambda: {"form": "termination_form"},
            ),
            Listing(
                self, ending, "recommendations", Recommendation, "to text\nbasis",
                lambda own: f"{label('recommendation_to', own.to)}: {filled_in(own.text)}",
                new=lambda: {"to": "client", "text": ""},
            ),
            Listing(
                self, ending, "follow_up", FollowUp, "text\nweek date\nbasis",
                lambda own: self.brief(own, filled_in(own.text)), new=lambda: {"text": ""},
            ),
            Listing(
                self, ending, "reopenings", Reopening, "reason\nweek date\nbasis",
                lambda own: self.brief(own, filled_in(own.reason)), new=lambda: {"reason": ""},
            ),
        ]  # fmt: skip


class Conference(Lists):
    """The form for case conferences: minutes, decisions, and who attended in which role.

    Parameters
    ----------
    case : Case
        The case to edit; forms of the same file stay in step.
    language : {"id", "en"}, optional
        The language of the form; the current one if not given.

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
            self, lambda: self.case, "conferences", Meeting,
            "occasion\nweek weekday date time\nplace\nagenda\nminutes\ndecisions\nbasis",
            lambda own: self.brief(own, label("conference_occasion", own.occasion)),
            new=lambda: {"occasion": "before_intervention"}, more=self._attendance,
        )  # fmt: skip
        return [meetings]

    def _attendance(self, own: Meeting, fields: Fields) -> Sequence[ipywidgets.Widget]:
        new = lambda: made(Attendee, role="", present=True)  # noqa: E731
        return [fields.entries(own, "attendance", "role present", new, self.say("attendance_add"))]
