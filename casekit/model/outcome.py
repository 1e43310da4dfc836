"""Evaluation, termination, case conferences and reflection: what came of it."""

from typing import Annotated, ClassVar

from pydantic import Field

from casekit.model.part import Basis, Code, Id, LinkTo, Part, Statement, Text, When
from casekit.model.people import PersonLink
from casekit.model.work import ActivityLink, GoalLink

__all__ = [
    "Attendee",
    "Conference",
    "Dilemma",
    "Evaluation",
    "FollowUp",
    "GoalAttainment",
    "Level",
    "Measure",
    "Note",
    "Observation",
    "Recommendation",
    "Referral",
    "Reflection",
    "Reopening",
    "SignedForm",
    "Termination",
]


NeedLink = Annotated[Id, LinkTo("finding", "symptom", "hope", "gap", "goal", "quadrant_item", "network_tie")]


class Note(Statement):
    """A note of the evaluation, with the goals and activities it speaks of."""

    goals: list[GoalLink] = []
    activities: list[ActivityLink] = []


class Observation(When):
    """One value of a measure in a phase; a value that is missing stays empty."""

    phase: Annotated[str, Code("phase")]
    session: int | None = Field(default=None, ge=1)
    value: float | None = None
    note: Text | None = None


class Measure(Part):
    """Something counted or rated over time, and in which direction better lies."""

    kind: ClassVar[str] = "measure"

    id: Id
    label: Text
    unit: Text
    improvement: Annotated[str, Code("improvement")]
    goals: list[GoalLink] = []
    target: float | None = None
    observations: list[Observation] = []
    note: Text | None = None
    basis: Basis


class Level(Part):
    """What one level of goal attainment, from -2 to +2, looks like for this client."""

    level: Annotated[str, Code("attainment")]
    text: Text


class GoalAttainment(When):
    """Goal attainment scaling of one goal: described levels, where it began, what was reached."""

    goal: GoalLink
    weight: float = Field(default=1, gt=0)
    levels: list[Level] = []
    baseline: Annotated[str, Code("attainment")] | None = None
    attained: Annotated[str, Code("attainment")] | None = None
    basis: Basis


class Evaluation(Part):
    """Stage 5: whether the steps were carried out, and goals against results."""

    process: list[Note] = []
    outcome: list[Note] = []
    measures: list[Measure] = []
    attainment: list[GoalAttainment] = []


class Referral(When):
    """A client handed on to an agency or expert."""

    kind: ClassVar[str] = "referral"

    id: Id
    to: Text
    purpose: Text
    status: Annotated[str, Code("referral_status")] | None = None
    answers: list[NeedLink] = []
    result: Text | None = None
    basis: Basis


class FollowUp(When):
    """A look at how the client fares after the ending."""

    text: Text
    basis: Basis


class Reopening(When):
    """The case taken up again, and why."""

    reason: Text
    basis: Basis


class SignedForm(When):
    """A form that was signed, and by whom."""

    form: Annotated[str, Code("form")]
    signed_by: Text | None = None
    basis: Basis


class Recommendation(Statement):
    """What the worker recommends, and to whom."""

    to: Annotated[str, Code("recommendation_to")]


class Termination(When):
    """Stage 6: the formal ending, and what comes after it."""

    reasons: list[Annotated[str, Code("termination_reason")]] = []
    process: list[Statement] = []
    client_condition: Statement | None = None
    exit_plan: list[Statement] = []
    referrals: list[Referral] = []
    forms: list[SignedForm] = []
    recommendations: list[Recommendation] = []
    follow_up: list[FollowUp] = []
    reopenings: list[Reopening] = []


class Attendee(Part):
    """Who took part in a case conference, by role."""

    role: Text
    person: PersonLink | None = None
    present: bool | None = None


class Conference(When):
    """A case conference: when it was held, who attended, what was said and decided."""

    kind: ClassVar[str] = "conference"

    id: Id
    occasion: Annotated[str, Code("conference_occasion")]
    place: Text | None = None
    agenda: Text | None = None
    attendance: list[Attendee] = []
    attendance_listed: bool | None = None
    minutes: Text | None = None
    minutes_kept: bool | None = None
    decisions: list[Text] = []
    basis: Basis


class Dilemma(Statement):
    """An ethical or practical dilemma and how it was solved."""

    solution: Text | None = None


class Reflection(Part):
    """What the worker learned from the case."""

    growth: list[Statement] = []
    dilemmas: list[Dilemma] = []
    challenges: list[Statement] = []
    good_practice: list[Statement] = []
    recommendations: list[Recommendation] = []
