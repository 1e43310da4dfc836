"""Planning and intervention: goals, activities and systems; sessions, home visits and the cash book."""

from typing import Annotated, ClassVar

from pydantic import Field

from casekit.model.part import Basis, Code, Event, Id, LinkTo, Part, Statement, Text, Week, When

Method = Annotated[str, Code("method")]
Technique = Annotated[str, Code("technique")]
GoalLink = Annotated[Id, LinkTo("goal")]
AnswerLink = Annotated[
    Id,
    LinkTo(
        *(
            "finding",
            "symptom",
            "hope",
            "gap",
            "quadrant_item",
            "swot_item",
            "strategy",
            "network_tie",
            "risk",
        )
    ),
]
ActivityLink = Annotated[Id, LinkTo("activity")]


class Goal(Statement):
    """A specific goal: what shall be different, how that shows, by when, and which findings it answers."""

    kind: ClassVar[str] = "goal"

    id: Id
    indicator: Text | None = None
    baseline: Text | None = None
    target: Text | None = None
    due_week: Week | None = None
    priority: Annotated[str, Code("priority")] | None = None
    status: Annotated[str, Code("goal_status")] | None = None
    answers: list[AnswerLink] = []


class Activity(Statement):
    """A planned activity, as the activity table of a report shows it, and who is responsible for it."""

    kind: ClassVar[str] = "activity"

    id: Id
    week: Week | None = None
    until_week: Week | None = None
    methods: list[Method] = []
    techniques: list[Technique] = []
    goals: list[GoalLink] = []
    responsible: Text | None = None
    status: Annotated[str, Code("activity_status")] | None = None
    result: Text | None = None


class PracticeSystem(Statement):
    """One of the four systems of practice: client, target, action, change agent."""

    system: Annotated[str, Code("practice_system")]


class Target(Statement):
    """Whom the plan works with: the client, the client among peers, the family."""


class Plan(Part):
    """Stage 3: what is to be reached, and how."""

    general_goal: Statement | None = None
    goals: list[Goal] = []
    activities: list[Activity] = []
    targets: list[Target] = []
    systems: list[PracticeSystem] = []
    roles: list[Annotated[str, Code("role")]] = []
    theories: list[Annotated[str, Code("theory")]] = []
    approved_by: Statement | None = None


class GroupStage(Part):
    """What happened in one stage of a group session."""

    stage: Annotated[str, Code("group_stage")]
    text: Text


class Session(Event):
    """One session as it was held: with the client, the family, a group, or at home."""

    kind: ClassVar[str] = "session"

    id: Id
    session: Annotated[str, Code("session_kind")]
    place: Text | None = None
    theme: Text | None = None
    aim: Text | None = None
    participants: Text | None = None
    methods: list[Method] = []
    techniques: list[Technique] = []
    preparation: Text | None = None
    process: Text | None = None
    stages: list[GroupStage] = []
    result: Text | None = None
    activities: list[ActivityLink] = []
    goals: list[GoalLink] = []
    basis: Basis


class CashEntry(When):
    """One line of the cash book; amounts are whole rupiah."""

    kind: ClassVar[str] = "cash_entry"

    id: Id
    text: Text
    direction: Annotated[str, Code("money_direction")]
    amount_idr: int = Field(ge=0, le=1_000_000_000_000)
    need: Annotated[str, Code("money_need")] | None = None
    basis: Basis


class CashBook(Part):
    """The client's daily record of income and spending."""

    opening_balance_idr: int = 0
    weekly_target_idr: int | None = Field(default=None, ge=0)
    entries: list[CashEntry] = []


class Intervention(Part):
    """Stage 4: what was done."""

    notes: list[Statement] = []
    sessions: list[Session] = []
    cash_book: CashBook = Field(default_factory=CashBook)
