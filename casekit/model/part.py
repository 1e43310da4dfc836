"""What every part of a case file shares: text in one or two languages, codes, ids and links between parts."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from secrets import token_hex
from typing import Annotated, Any, ClassVar, TypeVar, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    StringConstraints,
    ValidationError,
)
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from casekit import vocab
from casekit.errors import FieldError
from casekit.model.problems import UNKNOWN_CODE, Location, place, problems

_M = TypeVar("_M")


class Part(BaseModel):
    """A part of a case file: no unknown fields, and every assignment is checked.

    A part that others can link to has an `id` and a `kind`, a code of the scheme ``kind``.
    """

    model_config = ConfigDict(extra="forbid", validate_assignment=True, allow_inf_nan=False, defer_build=True)

    kind: ClassVar[str] = ""

    def __setattr__(self, name: str, value: Any) -> None:
        before = {**self.__dict__}
        try:
            super().__setattr__(name, value)
        except ValidationError as error:
            self.__dict__.update(before)  # pydantic has set it already when a check of the whole part fails
            raise refused(error, type(self)) from None


def refused(error: ValidationError, part: type[Part], key: str = "refused") -> FieldError:
    """Return the error for a field that stays as it was."""
    found, more = problems(error, part)
    sentences = [vocab.say(f"model.{key}", field=place(at), problem=problem) for at, problem in found]
    if more:
        sentences.append(vocab.say("model.more", count=more))
    return FieldError("\n".join(sentences))


def _whole_characters(text: str) -> str:
    """Join the halves of a character that another program cut in two, and replace a half that is alone.

    No file takes half a character. To refuse the text would lose all that is typed after it.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


class Bilingual(Part):
    """A text in Indonesian and English; ``str()`` gives it in the current language.

    Where one language is missing, the other stands in for it.

    Examples
    --------
    >>> from casekit import vocab
    >>> word = Bilingual(id="pendiam", en="tends to be silent")
    >>> with vocab.in_language("en"):
    ...     str(word)
    'tends to be silent'
    """

    id: Annotated[str, AfterValidator(_whole_characters)] = ""
    en: Annotated[str, AfterValidator(_whole_characters)] = ""

    def __str__(self) -> str:
        own, other = (self.id, self.en) if vocab.language() == "id" else (self.en, self.id)
        return own if own.strip() else other or own


def _whole_text(text: str | Bilingual) -> str | Bilingual:
    """Return a text of whole characters; a text in two languages may have been copied with a new half."""
    if isinstance(text, str):
        return _whole_characters(text)
    whole = {"id": _whole_characters(text.id), "en": _whole_characters(text.en)}
    return text if whole == {"id": text.id, "en": text.en} else text.model_copy(update=whole)


Text = Annotated[str | Bilingual, AfterValidator(_whole_text)]
"""What a person wrote: plain as written, or in both languages. Read it with ``str()``."""


@dataclass(frozen=True)
class Code:
    """Marks a string as a code of a scheme of the vocabulary."""

    scheme: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let pydantic refuse codes that the scheme does not hold."""
        return core_schema.no_info_before_validator_function(self._known, handler(source))

    def _known(self, code: object) -> object:
        if code in vocab.codes(self.scheme):
            return code
        raise PydanticCustomError(
            UNKNOWN_CODE,
            "unknown code {code} of {scheme}",
            {"code": _whole_characters(str(code)), "scheme": self.scheme},
        )


@dataclass(frozen=True)
class LinkTo:
    """Marks an id as a link to a part of one of these kinds."""

    kinds: tuple[str, ...]

    def __init__(self, *kinds: str) -> None:
        object.__setattr__(self, "kinds", kinds)


Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,59}$")]
"""A stable name of a part, unique in its case file: small letters, digits, ``-`` and ``_``."""

Basis = Annotated[str, Code("basis")]
"""Where a statement comes from: ``documented``, ``derived`` or ``illustrative``."""

Week = Annotated[int, Field(ge=1, le=520)]
"""A week, counted from the first contact."""

KINDS = (
    *("person", "union", "household", "network_system", "network_tie", "contact", "life_event", "hope"),
    *("finding", "risk", "symptom", "resource", "swot_item", "strategy", "quadrant_item", "gap"),
    *("instrument", "domain", "round", "goal", "activity", "session", "cash_entry", "measure", "referral"),
    *("conference", "supervision"),
)
PartLink = Annotated[Id, LinkTo(*KINDS)]
"""A link to any part of the case that has an id."""


def _rule_code(code: str) -> str:
    if not re.fullmatch(r"[A-Z][0-9]{3}", code):
        raise PydanticCustomError("rule_code", "{value} is no code of a rule", {"value": code})
    return code


RuleCode = Annotated[str, AfterValidator(_rule_code)]
"""The code of a rule by which cases are checked, such as ``P402``; which there are is not known here."""


class Statement(Part):
    """Something that the case file says, and where it comes from."""

    text: Text
    basis: Basis


def _iso_date(value: object) -> object:
    """Read a date written as 2026-08-31, and nothing else that pydantic would take for one."""
    if not isinstance(value, str):
        return value
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("date", "{value} is not a date", {"value": value}) from None


Weekday = Annotated[str, Code("weekday")]
Date = Annotated[dt.date, BeforeValidator(_iso_date)]


class When(Part):
    """When something happened: the week counted from the first contact, and more where it is known.

    Week 1 is the calendar week of the first contact. De-identified cases keep weeks and no dates.
    """

    week: Week | None = None
    weekday: Weekday | None = None
    date: Date | None = None
    time: Text | None = None
    duration_min: int | None = Field(default=None, ge=0, le=100_000)


class OtherDate(Part):
    """Another time that the sources give for the same event, and where it stands in them.

    A contradiction is recorded, not repaired: the time that is taken for right stands in the event itself.
    """

    week: Week | None = None
    weekday: Weekday | None = None
    date: Date | None = None
    note: Text | None = None


class Event(When):
    """Something that happened once, for which the sources may give more than one time."""

    other_dates: list[OtherDate] = []


def new_id(kind: str) -> str:
    """Return a fresh id for a part of this kind, such as ``finding-3f9a1c``.

    Examples
    --------
    >>> new_id("goal")
    'goal-...'
    """
    return f"{kind}-{token_hex(3)}"


def walk(part: Part, at: Location = ()) -> Iterator[tuple[Location, Part]]:
    """Yield a part and all parts inside it, each with its place in the case file.

    Examples
    --------
    >>> event = Event(week=2, other_dates=[OtherDate(week=3)])
    >>> [(at, type(part).__name__) for at, part in walk(event)]
    [((), 'Event'), (('other_dates', 0), 'OtherDate')]
    """
    yield at, part
    for name in _inside(type(part)):
        value = getattr(part, name)
        if isinstance(value, Part):
            yield from walk(value, (*at, name))
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, Part):
                    yield from walk(item, (*at, name, index))


@cache
def _inside(part: type[Part]) -> tuple[str, ...]:
    """Return the fields that can hold other parts; most hold none."""

    def holds(annotation: Any) -> bool:
        own = isinstance(annotation, type) and issubclass(annotation, Part)
        return own or any(holds(inner) for inner in get_args(annotation))

    return tuple(name for name, field in part.model_fields.items() if holds(field.annotation))


def known(part: type[Part], *names: str) -> None:
    """Raise AttributeError for the first name that is no field of a kind of part.

    Examples
    --------
    >>> known(Statement, "text", "baiss")
    Traceback (most recent call last):
    ...
    AttributeError: Statement has no field baiss
    """
    for name in names:
        if name not in part.model_fields:
            raise AttributeError(f"{part.__name__} has no field {name}")


@cache
def link_fields(part: type[Part]) -> Mapping[str, LinkTo]:
    """Return the fields of a part that link to others, and to which kinds."""
    marked = {name: _marks(field, LinkTo) for name, field in part.model_fields.items()}
    return {name: marks[0] for name, marks in marked.items() if marks}


@cache
def scheme(part: type[Part], name: str) -> str | None:
    """Return the scheme of the codes that a field holds, None for a field without codes."""
    field = part.model_fields.get(name)
    marks = _marks(field, Code) if field else []
    return marks[0].scheme if marks else None


def _marks(field: FieldInfo, kind: type[_M]) -> list[_M]:
    """Find marks in an annotation such as ``list[Annotated[str, LinkTo("goal")]]``."""

    def within(annotation: Any) -> list[Any]:
        own = [*get_args(annotation)[1:]] if get_origin(annotation) is Annotated else []
        return own + [mark for inner in get_args(annotation) for mark in within(inner)]

    return [mark for mark in (*field.metadata, *within(field.annotation)) if isinstance(mark, kind)]
