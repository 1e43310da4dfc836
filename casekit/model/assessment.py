"""Assessment: history, BPSS findings, risks, SWOT, strengths quadrant, rounds of scores, gaps."""

from typing import Annotated, ClassVar

from pydantic import Field

from casekit.model.instrument import Instrument, Round
from casekit.model.part import Code, Id, LinkTo, Part, PartLink, RuleCode, Statement, Text, Week, When
from casekit.model.people import PersonLink

Dimension = Annotated[str, Code("dimension")]
Gathering = Annotated[str, Code("gathering")]


class LifeEvent(Statement):
    """Something in the client's history that matters for the case."""

    kind: ClassVar[str] = "life_event"

    id: Id
    age_years: int | None = Field(default=None, ge=0, le=130)
    year: int | None = Field(default=None, ge=1850, le=2200)


class Hope(Statement):
    """What the client or somebody of the family hopes for."""

    kind: ClassVar[str] = "hope"

    id: Id
    whose: list[PersonLink] = []


class Finding(Statement):
    """A BPSS finding: one thing found out about one dimension of the client's life.

    The rating says how much it weighs in the client's functioning, from 0 (not at all) to 4 (decisive),
    and a rating goes with its reason. What is done about it is its `response`: a goal or a referral, or it
    is monitored, or accepted as something to live with; and by whom.
    """

    kind: ClassVar[str] = "finding"

    id: Id
    dimension: Dimension
    valence: Annotated[str, Code("valence")]
    rating: int | None = Field(default=None, ge=0, le=4)
    reason: Text | None = None
    gathered_by: list[Gathering] = []
    response: Annotated[str, Code("response")] | None = None
    response_by: Text | None = None


class UnknownDimension(Statement):
    """A dimension that was explored and stayed unknown, which is a finding too."""

    dimension: Dimension
    why: Annotated[str, Code("unknown_reason")] | None = None


class Risk(Statement):
    """Something that may harm the client or others: who is at risk, its signs, and the safety plan."""

    kind: ClassVar[str] = "risk"

    id: Id
    level: Annotated[str, Code("risk_level")] | None = None
    people: list[PersonLink] = []
    signs: list[Text] = []
    safety_plan: Text | None = None
    reviewed_week: Week | None = None


class Symptom(Statement):
    """A sign by which the focus problem shows."""

    kind: ClassVar[str] = "symptom"

    id: Id


class Resource(Statement):
    """Something or somebody that can help."""

    kind: ClassVar[str] = "resource"

    id: Id
    resource: Annotated[str, Code("resource_kind")]
    source: Annotated[str, Code("resource_source")]
    used: bool | None = None


class SwotItem(Statement):
    """One item of the SWOT board, with a weight from 1 to 3."""

    kind: ClassVar[str] = "swot_item"

    id: Id
    cell: Annotated[str, Code("swot")]
    weight: int = Field(default=1, ge=1, le=3)
    findings: list[Annotated[Id, LinkTo("finding", "symptom", "quadrant_item")]] = []


class Strategy(Statement):
    """A TOWS strategy that joins items of two SWOT cells."""

    kind: ClassVar[str] = "strategy"

    id: Id
    tows: Annotated[str, Code("tows")]
    items: list[Annotated[Id, LinkTo("swot_item")]] = []


class QuadrantItem(Statement):
    """One item of the strengths quadrant."""

    kind: ClassVar[str] = "quadrant_item"

    id: Id
    domain: Annotated[str, Code("quadrant_domain")]
    side: Annotated[str, Code("quadrant_side")]
    resources: list[Annotated[Id, LinkTo("resource", "network_system")]] = []


class Quadrant(Part):
    """The strengths quadrant: environment and personal by strengths and deficits, and who filled it in."""

    filled_by: Annotated[str, Code("filled_by")] | None = None
    items: list[QuadrantItem] = []


class Gap(Statement):
    """Something that the case leaves out or contradicts, and which parts it is about; an exercise."""

    kind: ClassVar[str] = "gap"

    id: Id
    gap: Annotated[str, Code("gap_kind")]
    stage: Annotated[str, Code("stage")]
    about: list[PartLink] = []
    rule: RuleCode | None = None


class Assessment(When):
    """Stage 2: what is known about the client, how it is read, and what is missing."""

    methods: list[Gathering] = []
    history: list[LifeEvent] = []
    economy: list[Statement] = []
    hopes: list[Hope] = []
    findings: list[Finding] = []
    unknown: list[UnknownDimension] = []
    risks: list[Risk] = []
    symptoms: list[Symptom] = []
    focus_problem: Statement | None = None
    resources: list[Resource] = []
    swot: list[SwotItem] = []
    strategies: list[Strategy] = []
    quadrant: Quadrant = Field(default_factory=Quadrant)
    formulation: Statement | None = None
    instruments: list[Instrument] = []
    rounds: list[Round] = []
    gaps: list[Gap] = []
