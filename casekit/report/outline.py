"""What reports and forms consist of: the outlines in ``casekit/data/report``."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from casekit.errors import UnknownCodeError
from casekit.vocab import language, say

__all__ = ["Outline", "kinds", "outline", "spoken"]

Outline = Mapping[str, Any]

_PAGES = ("practicum", "article", "forms")
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # all strings, as everywhere in casekit


def kinds() -> tuple[str, ...]:
    """Return the kinds of reports and forms that `write` knows.

    Examples
    --------
    >>> kinds()[:3]
    ('practicum', 'article', 'consent')
    """
    return tuple(_outlines())


def outline(kind: str) -> Outline:
    """Return the outline of a kind; raises UnknownCodeError with the kinds there are."""
    if kind not in _outlines():
        raise UnknownCodeError(say("report.no_kind", kind=kind, kinds=", ".join(kinds())))
    return _outlines()[kind]


def spoken(text: Mapping[str, str] | str) -> str:
    """Return a text of an outline in the current language."""
    return text if isinstance(text, str) else text[language()]


@cache
def _outlines() -> dict[str, Outline]:
    found: dict[str, Outline] = {}
    for page in _PAGES:
        text = (files("casekit") / "data" / "report" / f"{page}.yaml").read_text(encoding="utf-8")
        found |= yaml.load(text, Loader=_Loader)  # noqa: S506 - strings only
    return found
