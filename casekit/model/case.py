"""The case file as a whole: one client, from engagement to termination."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, PrivateAttr, ValidationError, model_validator

from casekit.errors import FieldError
from casekit.model.assessment import Assessment
from casekit.model.engagement import Engagement
from casekit.model.links import broken_links
from casekit.model.outcome import Evaluation, Termination
from casekit.model.part import Basis, Bilingual, Code, Id, LinkTo, Part, Statement, Text, walk
from casekit.model.people import EmotionalTie, Household, Network, Person, Union
from casekit.model.problems import SHOWN, inner, short
from casekit.model.reflection import Conference, Reflection, Review, Supervision
from casekit.model.work import Intervention, Plan
from casekit.vocab import isolated, label, nearest, say

Schema = Literal[2]
SCHEMA_VERSION: Schema = get_args(Schema)[0]


class Setting(Part):
    """Where and how the case was worked on: kinds and regions, never names of agencies or places."""

    agency: Text | None = None
    island: Text | None = None
    province: Text | None = None
    year: int | None = Field(default=None, ge=1900, le=2200)
    began: Text | None = None
    duration_days: int | None = Field(default=None, ge=1)
    duration_weeks: int | None = Field(default=None, ge=1)
    practice: Text | None = None
    basis: Basis


class Concept(Statement):
    """A concept, theory or regulation that the case needs, with its source."""

    term: Text
    source: Text | None = None


@dataclass(frozen=True)
class Origin:
    """Where a record was read from, and what the file held then.

    A case that is `partial` lacks what this casekit does not understand, and cannot be saved.
    """

    path: Path
    sha256: str
    schema: int = SCHEMA_VERSION
    partial: bool = False

    @property
    def newer(self) -> bool:
        """Whether the file was made with a newer casekit."""
        return self.schema > SCHEMA_VERSION


class Record(Part):
    """What one file holds, a case or a learner's answers; it knows the file, so that changes are noticed."""

    _origin: Origin | None = PrivateAttr(default=None)

    @property
    def origin(self) -> Origin | None:
        """Where it was read from or last saved to; None if it has no file yet."""
        return self._origin

    def by_id(self) -> dict[str, Part]:
        """Return all parts that have an id, by id."""
        return {}


class Case(Record):
    """A case file: everything that is recorded about one client, stage by stage.

    Two cases are equal when their content is, wherever they were read from.

    Examples
    --------
    >>> client = {"id": "client", "label": "Klien A", "relation": "client", "basis": "documented"}
    >>> case = Case(id="klien-a", title="Klien A", client="client", people=[client])
    >>> case.person("client").label
    'Klien A'
    """

    schema_version: Schema = SCHEMA_VERSION
    id: Id
    title: Text
    summary: Text | None = None
    provenance: Text | None = None
    category: Annotated[str, Code("ppks")] | None = None
    cluster: Annotated[str, Code("beneficiary_group")] | None = None
    methods: list[Annotated[str, Code("method")]] = []
    tools: list[Annotated[str, Code("tool")]] = []
    setting: Setting | None = None
    client: Annotated[Id, LinkTo("person")]
    people: list[Person]
    unions: list[Union] = []
    households: list[Household] = []
    emotional_ties: list[EmotionalTie] = []
    network: Network = Field(default_factory=Network)
    engagement: Engagement = Field(default_factory=Engagement)
    assessment: Assessment = Field(default_factory=Assessment)
    plan: Plan = Field(default_factory=Plan)
    intervention: Intervention = Field(default_factory=Intervention)
    evaluation: Evaluation = Field(default_factory=Evaluation)
    termination: Termination = Field(default_factory=Termination)
    conferences: list[Conference] = []
    supervision: list[Supervision] = []
    review: list[Review] = []
    reflection: Reflection = Field(default_factory=Reflection)
    concepts: list[Concept] = []

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Case) and self.model_dump() == other.model_dump()

    __hash__ = None  # type: ignore[assignment]  # a case can be edited

    def __repr__(self) -> str:
        return f"<Case {self.id}: {isolated(self.title)}>"

    def person(self, id: str) -> Person:
        """Return the person with this id; raises KeyError if there is none."""
        return {person.id: person for person in self.people}[id]

    def part(self, id: str, *kinds: str) -> Part:
        """Return the part of one of these kinds with this id.

        Parameters
        ----------
        id : str
            The id.
        *kinds : str
            Codes of the scheme ``kind``, such as ``"finding"``.

        Raises
        ------
        FieldError
            If there is none; the message names those that there are.
        """
        fitting = {name: part for name, part in self.by_id().items() if part.kind in kinds}
        if isinstance(id, str) and id in fitting:
            return fitting[id]
        named = " / ".join(label("kind", kind) for kind in kinds)
        near = nearest(str(id), fitting) or [*fitting][:SHOWN]
        key = "model.no_part" if near else "model.no_part_yet"
        raise FieldError(say(key, name=short(id), kinds=named, near=", ".join(near)))

    def by_id(self) -> dict[str, Part]:
        """Return all parts that have an id, by id."""
        return {part.id: part for _, part in walk(self) if part.kind}  # type: ignore[attr-defined]

    @model_validator(mode="after")
    def _ids_are_unique_and_links_lead_somewhere(self) -> Self:
        if problems := [*broken_links(self, self.unions)]:
            raise ValidationError.from_exception_data("Case", problems)
        return self


def part_in(kind: type[Part], *names: str) -> type[Part] | None:
    """Return the kind of part that fields hold, one inside the other; None if they hold none.

    A part may stand alone or in a list. A text in two languages is no part here.
    """
    found = inner(kind, *names)
    return found if found and issubclass(found, Part) and found is not Bilingual else None


def part_at(path: str) -> type[Part]:
    """Return the kind of part at a place of a case; an empty place is the case itself.

    Raises
    ------
    AttributeError
        If there are no parts.

    Examples
    --------
    >>> part_at("plan.goals").__name__
    'Goal'
    """
    found = part_in(Case, *filter(None, path.split(".")))
    if found is None:
        raise AttributeError(f"Case has no part {path}")
    return found
