"""How rules are declared: one small function each, registered by a code under which its words are data."""

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

import yaml

from casekit import vocab
from casekit.check.look import Look
from casekit.errors import UnknownCodeError
from casekit.model import Part
from casekit.model.problems import Location

SEVERITIES = ("error", "warning", "note")
_MODULES = (
    *(
        "engagement",
        "assessment",
        "board",
        "risk",
        "family",
        "planning",
        "intervention",
        "cash",
        "evaluation",
    ),
    *("measuring", "termination", "identities", "file", "words"),
)
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True)
class Hit:
    """What a rule found: the part and its field, which of its sentences says so, and with what facts.

    Its `way` is the place where it is corrected, if that is another than the field.
    """

    part: Part
    field: str = ""
    variant: str = ""
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    beside: tuple[Part, ...] = ()
    way: Location = ()

    def leading(self, way: Location) -> "Hit":
        """Return the same, to be corrected at another place."""
        return dataclasses.replace(self, way=way)


Check = Callable[[Look], Iterable[Hit]]


@dataclass(frozen=True)
class Rule:
    """A rule: its code, the stage from which on it is asked, and the function that looks."""

    code: str
    since: str
    find: Check


_RULES: dict[str, Rule] = {}


def rule(code: str, since: str = "") -> Callable[[Check], Check]:
    """Return what registers a function as the rule of a code.

    Parameters
    ----------
    code : str
        A letter and three digits; its words stand in ``casekit/data/check``.
    since : str, optional
        The stage that a case must have reached; that of the words if not given.
    """

    def registered(find: Check) -> Check:
        if code in _RULES:
            raise ValueError(f"{code} is the code of two rules")
        _RULES[code] = Rule(code, since or page(code)["stage"], find)
        return find

    return registered


def hit(part: Part, field: str = "", variant: str = "", /, *beside: Part, **facts: Any) -> Hit:
    """Return what a rule found at a field of a part, and the other parts that it concerns."""
    return Hit(part, field, variant, facts, beside)


@cache
def rules() -> Mapping[str, Rule]:
    """Return all rules by code."""
    for module in _MODULES:
        import_module(f"casekit.check.{module}")
    return dict(sorted(_RULES.items()))


def page(code: str) -> Mapping[str, Any]:
    """Return what is written about a rule, in both languages."""
    return _pages()[code]


def words(code: str, name: str) -> str:
    """Return one of the texts about a rule in the current language, empty where there is none."""
    return said(_pages()[code].get(name, ""))


def told_about(code: str) -> list[str]:
    """Return why a rule asks, by which source, how to correct it, and two examples, a sentence each.

    Examples
    --------
    >>> [line.partition(":")[0] for line in told_about("P401")]
    ['Mengapa', 'Sumber', 'Cara memperbaiki', 'Kurang baik', 'Lebih baik']
    """
    law = f" {vocab.say('check.law')}" if page(code).get("law") == "yes" else ""
    texts = {name: words(code, name) for name in ("why", "source", "mend", "bad", "good")}
    texts["source"] += law
    return [vocab.say(f"check.{name}", text=text) for name, text in texts.items()]


def said(text: str | Mapping[str, str]) -> str:
    """Return a text of a page in the current language."""
    return text if isinstance(text, str) else text[vocab.language()]


@cache
def _pages() -> Mapping[str, Mapping[str, Any]]:
    folder = files("casekit") / "data" / "check"
    pages: dict[str, Any] = {}
    for own in sorted(folder.iterdir(), key=lambda own: own.name):
        if own.name.endswith(".yaml") and own.name != "words.yaml":
            pages |= yaml.load(own.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - strings only
    return pages


def pattern(sentence: str | Mapping[str, str]) -> str:
    """Return a sentence of a rule in the current language, with dots where a case gives its facts."""
    return re.sub(r"\{\w+\}", "…", said(sentence)).replace("….", "…")


def chosen(select: Iterable[str] = (), ignore: Iterable[str] = ()) -> Iterator[Rule]:
    """Yield the rules that are asked for; a code may be shortened, ``P4`` for all of planning.

    Raises
    ------
    UnknownCodeError
        If no rule has such a code; the message names the nearest.
    """
    wanted, unwanted = _prefixes(select), _prefixes(ignore)
    for code, own in rules().items():
        if (not wanted or code.startswith(wanted)) and not (unwanted and code.startswith(unwanted)):
            yield own


def _prefixes(given: Iterable[str]) -> tuple[str, ...]:
    asked = tuple(code.strip().upper() for code in given)
    for code in asked:
        if not code or not any(own.startswith(code) for own in rules()):
            near = vocab.nearest(code, rules()) or [*rules()][:3]
            raise UnknownCodeError(vocab.say("check.unknown_rule", code=code, near=", ".join(near)))
    return asked
