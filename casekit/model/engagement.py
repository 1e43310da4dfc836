"""Engagement: contacts, consent and contract."""

from typing import Annotated, ClassVar, Self

from pydantic import ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from casekit.model.part import Basis, Code, Event, Id, Part, Statement, Text, Week


class Contact(Event):
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


class Consent(Event):
    """The informed consent to one purpose: who was asked, the answer, what it covers and until when."""

    purpose: Annotated[str, Code("consent_purpose")]
    answer: Annotated[str, Code("consent_answer")]
    by: Annotated[str, Code("consenting_person")] = "client"
    covers: Text | None = None
    until_week: Week | None = None
    note: Text | None = None
    basis: Basis

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.week and self.until_week and self.until_week < self.week:
            facts = {"week": self.week, "until": self.until_week}
            error = PydanticCustomError("ends_before", "ends in week {until}, before week {week}", facts)
            details = InitErrorDetails(type=error, loc=("until_week",), input=self.until_week)
            raise ValidationError.from_exception_data("Consent", [details])
        return self


class Contract(Event):
    """What client and worker agreed on."""

    agreements: list[Text] = []
    client_role: Text | None = None
    worker_role: Text | None = None
    until_week: Week | None = None
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
