"""The people of a case: client, family and household for a genogram, systems and ties for an ecomap."""

from typing import Annotated, ClassVar

from pydantic import Field

from casekit.model.part import Basis, Code, Id, LinkTo, Part, Text

PersonLink = Annotated[Id, LinkTo("person")]


class Person(Part):
    """A member of the family, named by relation or pseudonym and never by name.

    Their `conditions` shade the symbol in a genogram, where they stand `left_of` somebody on request.
    """

    kind: ClassVar[str] = "person"

    id: Id
    label: Text
    relation: Annotated[str, Code("relation")]
    sex: Annotated[str, Code("sex")] = "unknown"
    life: Annotated[str, Code("life")] = "living"
    age_years: int | None = Field(default=None, ge=0, le=130)
    age_months: int | None = Field(default=None, ge=0, le=11)
    birth_year: int | None = Field(default=None, ge=1850, le=2200)
    death_year: int | None = Field(default=None, ge=1850, le=2200)
    birth_order: int | None = Field(default=None, ge=1, le=30)
    marital_status: Annotated[str, Code("marital_status")] | None = None
    education: Annotated[str, Code("education")] | None = None
    occupation: Text | None = None
    residence: Text | None = None
    religion: Text | None = None
    health: Text | None = None
    conditions: list[Annotated[str, Code("condition")]] = []
    left_of: PersonLink | None = None
    note: Text | None = None
    basis: Basis

    @property
    def known_life(self) -> str:
        """The code of ``life`` as far as years tell it too: who has a year of death is not living."""
        died = self.death_year is not None and self.life in ("living", "unknown")
        return "deceased" if died else self.life


class Child(Part):
    """A child of a union; the order of the list is the birth order."""

    person: PersonLink
    link: Annotated[str, Code("child_link")] = "biological"
    twin_of: PersonLink | None = None
    twin: Annotated[str, Code("twin")] | None = None


class Union(Part):
    """A couple, or one parent whose partner is not known, with their children."""

    kind: ClassVar[str] = "union"

    id: Id
    partners: list[PersonLink] = Field(min_length=1, max_length=2)
    status: Annotated[str, Code("union_status")] = "unknown"
    start_year: int | None = Field(default=None, ge=1850, le=2200)
    end_year: int | None = Field(default=None, ge=1850, le=2200)
    consanguineous: bool | None = None
    children: list[Child] = []
    note: Text | None = None
    basis: Basis


class EmotionalTie(Part):
    """How two members of the family stand to each other."""

    between: list[PersonLink] = Field(min_length=2, max_length=2)
    tie: Annotated[str, Code("emotional_tie")]
    direction: Annotated[str, Code("emotional_direction")] = "both"
    note: Text | None = None
    basis: Basis


class Household(Part):
    """Who lives and keeps house together, and what they live on."""

    kind: ClassVar[str] = "household"

    id: Id
    label: Text
    members: list[PersonLink] = []
    income_idr: int | None = Field(default=None, ge=0)
    income_days: int | None = Field(default=None, ge=1, le=366)
    income_note: Text | None = None
    housing: Text | None = None
    assets: Text | None = None
    note: Text | None = None
    basis: Basis


class NetworkSystem(Part):
    """A circle of the ecomap: people or an organisation around the client."""

    kind: ClassVar[str] = "network_system"

    id: Id
    label: Text
    system: Annotated[str, Code("network_kind")]
    resource: Annotated[str, Code("resource_kind")]
    basis: Basis


class NetworkTie(Part):
    """A line of the ecomap between a system and the client, the household or another system: the `person`.

    A resource that exists but is not used is a tie of the kind ``unused``. Between two systems the direction
    ``to_client`` leads to the `person`.
    """

    kind: ClassVar[str] = "network_tie"

    id: Id
    person: Annotated[Id, LinkTo("person", "household", "network_system")]
    system: Annotated[Id, LinkTo("network_system")]
    tie: Annotated[str, Code("tie_kind")]
    strength: Annotated[str, Code("tie_strength")] | None = None
    direction: Annotated[str, Code("tie_direction")] | None = None
    note: Text | None = None
    basis: Basis


class Network(Part):
    """The ecomap: the systems around the client and the ties to them."""

    systems: list[NetworkSystem] = []
    ties: list[NetworkTie] = []

    @property
    def between_systems(self) -> list[NetworkTie]:
        """The ties that join two systems, and not the client or the household with one."""
        return [tie for tie in self.ties if self.is_between(tie)]

    def is_between(self, tie: NetworkTie) -> bool:
        """Tell whether a tie joins two systems."""
        return any(system.id == tie.person for system in self.systems)
