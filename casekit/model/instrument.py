"""An agency's own instrument, and rounds in which the same things are scored again."""

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from casekit.model.part import Basis, Code, Id, LinkTo, Part, Text, When
from casekit.model.problems import Location

LEAST = 2  # levels, or there is nothing to choose from
HIGHEST = 20
RATINGS = range(5)  # of a finding, which has no instrument


class ScaleLevel(Part):
    """One level of a scale, and what it means."""

    level: int = Field(ge=0, le=HIGHEST)
    text: Text


class Domain(Part):
    """One thing that an instrument scores; its levels may have words of their own."""

    kind: ClassVar[str] = "domain"

    id: Id
    label: Text
    levels: list[ScaleLevel] = []


class Instrument(Part):
    """A scale of the agency's own: its levels from lowest to highest, and the domains that are scored.

    Without domains the scale itself is scored.

    Examples
    --------
    >>> levels = [{"level": 1, "text": "perlu bantuan"}, {"level": 2, "text": "mandiri"}]
    >>> Instrument(id="mandiri", label="Skala kemandirian", levels=levels).numbers
    range(1, 3)
    """

    kind: ClassVar[str] = "instrument"

    id: Id
    label: Text
    source: Text | None = None
    improvement: Annotated[str, Code("improvement")] = "increase"
    levels: list[ScaleLevel] = Field(min_length=LEAST)
    domains: list[Domain] = []

    @property
    def numbers(self) -> range:
        """The numbers of the levels."""
        named = [level.level for level in self.levels]
        return range(min(named), max(named) + 1)

    @model_validator(mode="after")
    def _no_level_is_missing(self) -> Self:
        if problems := [*self._levels_lacking()]:
            raise ValidationError.from_exception_data("Instrument", problems)
        return self

    def _levels_lacking(self) -> Iterator[InitErrorDetails]:
        """Yield what is wrong with the levels of the instrument and of its domains."""
        yield from _lacking(self.levels, self.numbers, ("levels",))
        for number, domain in enumerate(self.domains):
            if domain.levels:
                yield from _lacking(domain.levels, self.numbers, ("domains", number, "levels"))


class Score(Part):
    """What a finding, a domain or a scale was scored in a round, and why."""

    scored: Annotated[Id, LinkTo("finding", "domain", "instrument")]
    score: int = Field(ge=0, le=HIGHEST)
    reason: Text | None = None


class Round(When):
    """One round of the assessment: the same findings or domains scored at the baseline, midway, or end."""

    kind: ClassVar[str] = "round"

    id: Id
    round: Annotated[str, Code("assessment_round")]
    filled_by: Annotated[str, Code("filled_by")] | None = None
    scores: list[Score] = []
    note: Text | None = None
    basis: Basis


def _lacking(levels: Sequence[ScaleLevel], numbers: range, at: Location) -> Iterator[InitErrorDetails]:
    """Yield the levels that are missing, stand twice, or belong to no scale."""
    named = [level.level for level in levels]
    for missing in (number for number in numbers if number not in named):
        facts = {"level": missing, "low": numbers[0], "high": numbers[-1]}
        yield _problem("level_missing", "level {level} is missing", at, missing, facts)
    for index, level in enumerate(named):
        if level in named[:index]:
            yield _problem("level_twice", "level {level} stands twice", (*at, index, "level"), level)
        elif level not in numbers:
            facts = {"level": level, "low": numbers[0], "high": numbers[-1]}
            yield _problem("level_unknown", "level {level} is unknown", (*at, index, "level"), level, facts)


def _problem(
    code: str, text: str, at: Location, level: int, facts: dict[str, int] | None = None
) -> InitErrorDetails:
    return InitErrorDetails(
        type=PydanticCustomError(code, text, facts or {"level": level}), loc=at, input=level
    )
