"""Engagement and assessment: contacts, consent and contract; BPSS, SWOT, strengths quadrant, gaps."""

from typing import Annotated, ClassVar

from pydantic import Field

from casekit.model.part import Basis, Code, Id, LinkTo, Part, Statement, Text, When
from casekit.model.people import PersonLink

__all__ = [
    "Assessment",
    "Consent",
    "Contact",
    "Contract",
    "Engagement",
    "Finding",
    "Gap",
    "Hope",
    "LifeEvent",
    "Quadrant",
    "QuadrantItem",
    "Resource",
    "Strategy",
    "SwotItem",
    "Symptom",
    "UnknownDimension",
]

Dimension = Annotated[str, Code("dimension")]
Gathering = Annotated[str, Code("gathering")]


class Contact(When):
    """One meeting or call before the intervention, as intake forms ask for it."""

    kind: ClassVar[str] = "contact"

    id: Id
    contact: Annotated[str, Code("contact_kind")]
    place: Text | None = None
    target: Text | None = None
    aim: Text | None = None
    process: Text | None = None
    result: Text | None = None
    basis: Basis


class Consent(When):
    """The informed consent to one purpose: who was asked, and the answer."""

    purpose: Annotated[str, Code("consent_purpose")]
    answer: Annotated[str, Code("consent_answer")]
    by: Annotated[str, Code("consenting_person")] = "client"
    note: Text | None = None
    basis: Basis


class Contract(When):
    """What client and worker agreed on."""

    agreements: list[Text] = []
    client_role: Text | None = None
    worker_role: Text | None = None
    until_week: int | None = Field(default=None, ge=1, le=520)
    signed: bool | None = None
    note: Text | None = None
    basis: Basis


class Engagement(Part):
    """Stage 1: how the working relationship began."""

    referred_by: Statement | None = None
    relationship: list[Statement] = []
    contacts: list[Contact] = []
    consents: list[Consent] = []
    contract: Contract | None = None


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
    and a rating goes with its reason.
    """

    kind: ClassVar[str] = "finding"

    id: Id
    dimension: Dimension
    valence: Annotated[str, Code("valence")]
    rating: int | None = Field(default=None, ge=0, le=4)
    reason: Text | None = None
    gathered_by: list[Gathering] = []


class UnknownDimension(Statement):
    """A dimension that was explored and stayed unknown, which is a finding too."""

    dimension: Dimension


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
    """Something that the case leaves out or contradicts; finding these is an exercise."""

    kind: ClassVar[str] = "gap"

    id: Id
    gap: Annotated[str, Code("gap_kind")]
    stage: Annotated[str, Code("stage")]


class Assessment(When):
    """Stage 2: what is known about the client, how it is read, and what is missing."""

    methods: list[Gathering] = []
    history: list[LifeEvent] = []
    economy: list[Statement] = []
    hopes: list[Hope] = []
    findings: list[Finding] = []
    unknown: list[UnknownDimension] = []
    symptoms: list[Symptom] = []
    focus_problem: Statement | None = None
    resources: list[Resource] = []
    swot: list[SwotItem] = []
    strategies: list[Strategy] = []
    quadrant: Quadrant = Field(default_factory=Quadrant)
    formulation: Statement | None = None
    gaps: list[Gap] = []
