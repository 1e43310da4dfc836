"""Older case files brought up to the present schema, newer ones read as far as they are understood."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from casekit import vocab
from casekit.errors import CaseFileError, NewerCaseError
from casekit.model import SCHEMA_VERSION, Case
from casekit.model.problems import UNKNOWN_CODE, Location, place_of

Data = dict[str, Any]

# Each round drops all that is wrong: a code, then what cannot do without it, then what led there.
_ROUNDS = 30

MIGRATIONS: Mapping[int, Callable[[Data], Data]] = {
    1: lambda data: data,  # version 2 only adds fields that need not be there
}
"""From each older schema version the pure function to the next; version 1 is the first."""


def version_of(data: object, path: Path) -> int:
    """Return the schema version that a case file names; raises CaseFileError if it is no case file."""
    if not isinstance(data, dict) or "schema_version" not in data:
        raise CaseFileError(vocab.say("store.no_case", file=path.name, version=SCHEMA_VERSION), path)
    named = data["schema_version"]
    if not (isinstance(named, str) and named.isascii() and named.isdigit() and 0 < len(named) < 10):  # noqa: PLR2004
        raise CaseFileError(vocab.say("store.version", file=path.name, version=SCHEMA_VERSION), path)
    return int(named)


def migrate(
    data: Data,
    version: int,
    migrations: Mapping[int, Callable[[Data], Data]] = MIGRATIONS,
    to: int = SCHEMA_VERSION,
) -> Data:
    """Return the data of an older case file as the present schema has it; the data given stay as they were.

    Raises
    ------
    KeyError
        If no function leads on from a version.
    """
    for step in range(version, to):
        data = migrations[step](data)
    return {**data, "schema_version": to}


def what_is_understood(data: Data, path: Path) -> tuple[Case, bool]:
    """Return a case without what this casekit does not know, and whether whole parts are missing.

    Without a code that need not be there a case is whole; without one that a finding cannot do without, the
    finding is missing too. The data are changed.
    """
    data["schema_version"] = SCHEMA_VERSION
    partial = False
    for _ in range(_ROUNDS):
        try:
            return Case.model_validate(data), partial
        except ValidationError as error:
            details = error.errors(include_url=False)
            partial |= any(detail["type"] != UNKNOWN_CODE for detail in details)
            for at in sorted({place_of(detail) for detail in details}, key=_last_first, reverse=True):
                _drop(data, at)
    raise NewerCaseError(vocab.say("store.newer_unreadable", file=path.name), path)


def _last_first(at: Location) -> list[tuple[int, str]]:
    """Order places so that dropping one moves no other."""
    return [(step, "") if isinstance(step, int) else (0, step) for step in at]


def _drop(data: Any, at: Location) -> None:
    """Take away what stands at a place, or what lacks it."""
    holders = [data]
    for step in at[:-1]:
        try:
            holders.append(holders[-1][step])
        except (LookupError, TypeError):
            return
    for step, holder in zip(reversed(at), reversed(holders), strict=False):
        if isinstance(holder, dict) and step in holder:
            del holder[step]
            return
        if isinstance(holder, list) and isinstance(step, int) and step < len(holder):
            del holder[step]
            return
