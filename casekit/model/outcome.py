"""Evaluation and termination: what came of it."""

from typing import Annotated, ClassVar

from pydantic import Field

from casekit.model.part import Basis, Code, Event, Id, LinkTo, Part, Statement, Text, When
from casekit.model.work import ActivityLink, GoalLink

NeedLink = Annotated[
    Id, LinkTo("finding", "symptom", "hope", "gap", "goal", "quadrant_item", "network_tie", "risk")
]


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


class Referral(Event):
    """A client handed on to an agency or expert, and who is responsible for it."""

    kind: ClassVar[str] = "referral"

    id: Id
    to: Text
    purpose: Text
    responsible: Text | None = None
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


class Termination(Event):
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
