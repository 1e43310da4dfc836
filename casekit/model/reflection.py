"""Looking at the work together: case conferences, supervision, review, and what the worker learned."""

from typing import Annotated, ClassVar

from casekit.model.outcome import Recommendation
from casekit.model.part import Basis, Code, Event, Id, Part, PartLink, RuleCode, Statement, Text, When
from casekit.model.people import PersonLink


class Attendee(Part):
    """Who took part in a case conference, by role."""

    role: Text
    person: PersonLink | None = None
    present: bool | None = None


class Conference(Event):
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


class Supervision(Event):
    """One supervision of the worker; its hours are those of ``duration_min``."""

    kind: ClassVar[str] = "supervision"

    id: Id
    supervisor: Annotated[str, Code("supervisor")]
    topics: Text | None = None
    agreements: Text | None = None
    basis: Basis


class Review(When):
    """An exception that is explained, or a remark of the supervisor with its answer.

    It is `about` parts of the case, or stands `at` a field: of those parts, or else of the case, such as
    ``termination.reasons``. An exception names the `rule` that it is made from.

    Examples
    --------
    >>> Review(review="explained", rule="E105", at="engagement.contract", text="kontrak lisan").rule
    'E105'
    """

    review: Annotated[str, Code("review_kind")]
    rule: RuleCode | None = None
    about: list[PartLink] = []
    at: str | None = None
    text: Text
    by: Text | None = None
    answer: Text | None = None


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
