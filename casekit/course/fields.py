"""What the fields of items and answers may hold, and what is said of those that may not."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, StringConstraints
from pydantic_core import InitErrorDetails, PydanticCustomError

from casekit import vocab
from casekit.model.problems import UNKNOWN_CODE, Location
from casekit.store import case_studies

LessonId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")]
"""The name of a lesson or exercise, and of its file: small letters, digits, ``-`` and ``_``."""


def one_of(name: str, allowed: Sequence[str], most: int = 10) -> str:
    """Return a name that is allowed; for any other the nearest ones are told, or at most so many."""
    if name in allowed:
        return name
    near = ", ".join(vocab.nearest(name, allowed) or allowed[:most])
    raise PydanticCustomError("no_name", "{value} is unknown", {"value": name, "near": near})


def _known_term(term: str) -> str:
    scheme, _, code = term.partition(".")
    one_of(scheme, vocab.schemes())
    if code not in vocab.codes(scheme):
        raise PydanticCustomError(UNKNOWN_CODE, "{code} of {scheme}", {"code": code, "scheme": scheme})
    return term


Term = Annotated[str, AfterValidator(_known_term)]
"""A term of the vocabulary: scheme and code, such as ``technique.ventilation``."""

Scheme = Annotated[str, AfterValidator(lambda name: one_of(name, vocab.schemes()))]
"""A list of terms of the vocabulary."""

Study = Annotated[str, AfterValidator(lambda name: one_of(name, case_studies()))]
"""A case study that comes with casekit."""


def twice(parts: Sequence[Any], name: str) -> Iterator[InitErrorDetails]:
    """Yield the ids that two parts of a list have."""
    seen: set[str] = set()
    for number, part in enumerate(parts):
        if part.id in seen:
            yield fault("duplicate_id", (name, number), name=part.id)
        seen.add(part.id)


def fault(kind: str, at: Location, **facts: Any) -> InitErrorDetails:
    """Return what is wrong at a place, of a kind that `casekit.model.problems` has a sentence for."""
    return InitErrorDetails(type=PydanticCustomError(kind, kind, facts), loc=at, input=facts.get("value"))
