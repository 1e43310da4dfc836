"""Small cases for the rules: what an example leaves out is filled in, so that what matters stands alone."""

from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

import yaml

from casekit.model import Case, Part
from casekit.model.problems import inner

EXAMPLES = Path(__file__).parent / "examples"
CLIENT = {"id": "client", "label": "Klien A", "relation": "client", "basis": "documented"}


def small(example: Mapping[str, Any]) -> Case:
    """Return a case of one client with what an example adds; `me` is added to the client."""
    given = dict(example)
    people = [CLIENT | given.pop("me", {}), *given.pop("people", [])]
    return Case(
        **_filled(Case, {"id": "a", "title": "A", "client": "client", "people": people} | given, count(1))
    )


def _filled(kind: type[Part], data: dict[str, Any], numbers: Any) -> dict[str, Any]:
    """Return the data of a part with an id and a basis, and so for the parts inside it."""
    own = dict(data)
    if "basis" in kind.model_fields:
        own.setdefault("basis", "documented")
    if kind.kind:
        own.setdefault("id", f"{kind.kind}-{next(numbers)}")
    for name, value in own.items():
        if (part := inner(kind, name)) and name in kind.model_fields:
            if isinstance(value, dict) and not ({"id", "en"} >= value.keys() and value):
                own[name] = _filled(part, value, numbers)
            elif isinstance(value, list):
                own[name] = [
                    _filled(part, one, numbers) if isinstance(one, dict) and "en" not in one else one
                    for one in value
                ]
    return own


def examples() -> dict[str, Any]:
    """Return the examples of each rule, by code."""
    found: dict[str, Any] = {}
    for page in sorted(EXAMPLES.glob("*.yaml")):
        found |= yaml.load(page.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return found
