"""What is looked at in the case file of a task: a fact, or what the rules of the check would ask."""

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from casekit.check.rules import rules
from casekit.course.casebook import FORMS
from casekit.course.facts import steps_of
from casekit.course.fields import fault, one_of
from casekit.model import Part, Text
from casekit.model.part import Id, RuleCode

CONDITIONS = ("is", "in", "at_least", "at_most", "equals", "about", "without", "exists", "none")
FORM_NAMES = (*(form for forms in FORMS.values() for form in forms), "Check")
_SHOWN = 3  # rules that are named where none is near


def _known_path(path: str) -> str:
    if steps_of(path) is None:
        raise PydanticCustomError("no_path", "{value} leads nowhere", {"value": path})
    return path


def _known_rule(code: str) -> str:
    return one_of(code, [*rules()], _SHOWN)


def _known_beginning(code: str) -> str:
    return code if any(own.startswith(code) for own in rules()) else _known_rule(code)


FactPath = Annotated[str, AfterValidator(_known_path)]
"""A path of `casekit.course.facts` that leads to a field of a case."""

Prefix = Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{0,3}$"), AfterValidator(_known_beginning)]
"""The code of a rule, or its beginning."""

FormName = Annotated[str, AfterValidator(lambda name: one_of(name, FORM_NAMES, len(FORM_NAMES)))]
"""The name of a form for case files, such as ``Engagement``."""

CaseFileName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}\.yaml$")]
"""The name of a case file in the folder ``data`` of an exercise."""

DataName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,79}$")]
"""The name of a file in the folder ``data`` of an exercise."""

Words = Annotated[
    list[str], BeforeValidator(lambda own: [own] if isinstance(own, str) else own), Field(max_length=40)
]


class Check(Part):
    """One thing that is looked at in the case file of a task.

    It looks at a `fact`, at rules, or at both; then both must hold.

    Attributes
    ----------
    id : str
        A stable name, unique in its task.
    text : Text
        What is looked at, shown as a line.
    feedback : Text, optional
        What is said if it is not met.
    points : float
        What it earns.
    fact : str, optional
        A path to fields of the case; exactly one of the conditions below says what must stand there.
    is, in : list of str
        One of these values.
    at_least, at_most : int
        How many values there are; both may be given.
    equals, tolerance : float
        A number.
    about, without : list of str
        Words of which one occurs, or of which none does.
    exists, none : bool
        That something stands there, or nothing.
    every : bool
        Whether all that the path leads to must meet the condition, and not only one of them.
    new : bool
        Whether only what the learner added or changed counts.
    rule : str, optional
        A rule of the check that must not ask.
    at : str, optional
        The part, or the field, about which the rule must not ask; all if not given.
    rules : list of str
        Codes of rules, or their beginnings, that must not ask.
    """

    id: Id
    text: Text
    feedback: Text | None = None
    points: float = Field(default=1.0, ge=0, le=100)
    fact: FactPath | None = None
    is_: Words = Field(default=[], alias="is")
    in_: Words = Field(default=[], alias="in")
    at_least: int | None = Field(default=None, ge=1, le=1000)
    at_most: int | None = Field(default=None, ge=0, le=1000)
    equals: float | None = None
    tolerance: float = Field(default=0, ge=0)
    about: Words = []
    without: Words = []
    exists: bool = False
    none: bool = False
    every: bool = False
    new: bool = False
    rule: Annotated[RuleCode, AfterValidator(_known_rule)] | None = None
    at: str | None = Field(default=None, max_length=200)
    rules: list[Prefix] = Field(default=[], max_length=40)

    @property
    def prefixes(self) -> tuple[str, ...]:
        """The rules that must not ask."""
        return (*((self.rule,) if self.rule else ()), *self.rules)

    @property
    def conditions(self) -> tuple[str, ...]:
        """The names of the conditions that are given."""
        given = {name: getattr(self, _FIELDS.get(name, name)) for name in CONDITIONS}
        return tuple(name for name, value in given.items() if value not in (None, [], False))

    @model_validator(mode="after")
    def _says_what_it_looks_at(self) -> Self:
        if problems := [*self._faults()]:
            raise ValidationError.from_exception_data("Check", problems)
        return self

    def _faults(self) -> Iterator[InitErrorDetails]:
        """Yield what is wrong with it."""
        given = {"count" if name in ("at_least", "at_most") else name for name in self.conditions}
        if not (self.fact or self.prefixes):
            yield fault("no_check", (), name=self.id)
        if (len(given) != 1) if self.fact else given:
            yield fault("one_condition", (), name=self.id, conditions=", ".join(CONDITIONS))


_FIELDS = {"is": "is_", "in": "in_"}
