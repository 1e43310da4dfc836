"""The forms of the last stages: goals and measures, closing, case conferences."""

from collections.abc import Sequence
from functools import partial

import ipywidgets

from casekit import tables
from casekit.model import (
    Attendee,
    Domain,
    GoalAttainment,
    Instrument,
    Level,
    Measure,
    Observation,
    Part,
    Round,
    ScaleLevel,
    Score,
    made,
)
from casekit.model import Conference as Meeting
from casekit.model.part import link_fields
from casekit.vocab import blank, codes, filled_in, isolated, label
from casekit.widgets.fields import Fields
from casekit.widgets.listing import Card, Listing, Lists
from casekit.widgets.pieces import caption
from casekit.widgets.place import fresh


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
                brief=self._attained,
                new=lambda: {"goal": self._unscaled()},
                more=self._levels,
                needs=lambda: self._lacks("a_goal", bool(self.case.plan.goals)),
            ),
            Listing(
                self,
                "evaluation.measures",
                brief=self._measured,
                new={"improvement": "increase"},
                more=self._observations,
            ),
            *(Listing(self, f"evaluation.{name}", name=f"{name}_notes") for name in ("process", "outcome")),
            Listing(self, "assessment.rounds", brief="round", new={"round": "baseline"}, more=self._scores),
            Listing(
                self,
                "assessment.instruments",
                brief="label",
                new=lambda: {"levels": [self._level(0), self._level(1)]},
                more=self._scale,
            ),
        ]

    def _scores(self, own: Round, fields: Fields) -> Sequence[ipywidgets.Widget]:
        """Return a line for each thing that is scored in a round, or what there must be first."""
        scored = {score.scored for score in own.scores}
        things = [id_ for _, id_ in fields.links(link_fields(Score)["scored"].kinds)]
        left = [id_ for id_ in things if id_ not in scored]
        if not things:
            return [caption(self.say("needs_scored"), "casekit-about")]

        def following() -> Part:
            return made(Score, scored=(left or things)[0], score=0)

        return [fields.entries(own, "scores", following, self.say("scores_add"))]

    def _scale(self, own: Instrument, fields: Fields) -> Sequence[ipywidgets.Widget]:
        """Return the levels of an instrument, from lowest to highest, and its domains."""

        def following() -> Part:
            return self._level(max(level.level for level in own.levels) + 1)

        levels = fields.entries(own, "levels", following, self.say("scale_levels_add"))
        domains = fields.entries(own, "domains", partial(fresh, Domain), self.say("domains_add"))
        return [levels, domains]

    def _level(self, number: int) -> ScaleLevel:
        return made(ScaleLevel, level=number, text="")

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

        return [fields.entries(own, "levels", following, self.say("levels_add"))]

    def _observations(self, own: Measure, fields: Fields) -> Sequence[ipywidgets.Widget]:
        def following() -> Part:
            last = own.observations[-1] if own.observations else made(Observation, phase="A")
            week, session = ((one + 1) if one else None for one in (last.week, last.session))
            return made(Observation, phase=last.phase, week=week, session=session)

        return [fields.entries(own, "observations", following, self.say("observations_add"))]


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
            Card(self, "termination"),
            Card(self, "termination.client_condition"),
            Listing(self, "termination.process", name="ending_process"),
            Listing(self, "termination.exit_plan", name="ending_exit_plan"),
            Listing(self, "termination.referrals", brief="to status"),
            Listing(self, "termination.forms", brief="form", new={"form": "termination_form"}),
            Listing(self, "termination.recommendations", brief="to text", new={"to": "client"}),
            Listing(self, "termination.follow_up"),
            Listing(self, "termination.reopenings", brief="reason"),
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
            brief="occasion",
            new={"occasion": "before_intervention"},
            more=self._attendance,
        )
        return [meetings]

    def _attendance(self, own: Meeting, fields: Fields) -> Sequence[ipywidgets.Widget]:
        new = partial(made, Attendee, role="", present=True)
        return [fields.entries(own, "attendance", new, self.say("attendance_add"))]
