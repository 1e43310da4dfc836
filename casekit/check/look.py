"""What rules ask about a case: where its parts stand, what links to what, which stages it has reached."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from casekit.model import (
    Activity,
    Bilingual,
    Case,
    Goal,
    NetworkTie,
    Part,
    Person,
    Referral,
    Risk,
    Session,
    Text,
    walk,
)
from casekit.model.part import link_fields
from casekit.model.problems import Location
from casekit.vocab import blank, codes, filled_in, label, language, say

_NUMBERED = re.compile(
    r"[@\d]|\b(?:IG|FB|instagram|facebook|tiktok|twitter|linkedin|(?:wa|t)\.me)\b", re.IGNORECASE
)
ADULT = 18
_HANDOVER, _NO_END = 2, 10**6  # weeks before the ending in which a case is handed on
VIOLENT = {"physical_violence", "emotional_violence", "sexual_violence", "neglect"}
_FIELDS = {"plan": "planning"}  # whose stage has another name
_NO_WORK = {"gaps"}  # remarks on a case, which say nothing about how far it has come


class Look:
    """A case with what rules ask of it, each counted out once.

    Parameters
    ----------
    case : Case
        The case.
    strict : bool
        Whether every stage counts as reached.
    """

    def __init__(self, case: Case, strict: bool = False) -> None:
        self.case = case
        self.strict = strict
        self.parts: list[tuple[Location, Part]] = [*walk(case)]
        self._places = {id(part): at for at, part in reversed(self.parts)}
        self._owners = {at: part.id for at, part in self.parts if part.kind}  # type: ignore[attr-defined]
        self.by_id: Mapping[str, Any] = case.by_id()

    def place(self, part: Part) -> Location:
        """Return where a part stands in the case file."""
        return self._places[id(part)]

    def owners(self, at: Location) -> Iterator[str]:
        """Yield the ids of the parts inside which a place lies, the innermost first."""
        for end in range(len(at), 0, -1):
            if own := self._owners.get(at[:end]):
                yield own

    def person(self, id: str) -> Person:
        """Return the person with an id."""
        found: Person = self.by_id[id]
        return found

    def reached(self, stage: str) -> bool:
        """Return whether a case has come as far as a stage, or farther."""
        return self.strict or (stage in codes("stage") and codes("stage").index(stage) <= self._farthest)

    @cached_property
    def _farthest(self) -> int:
        order = codes("stage")
        begun = [-1]
        for field in ("engagement", "assessment", "plan", "intervention", "evaluation", "termination"):
            if _has_content(getattr(self.case, field)):
                begun.append(order.index(_FIELDS.get(field, field)))
        return max(begun)

    @cached_property
    def linking(self) -> Mapping[str, list[Part]]:
        """The parts that link to each id, without gaps and reviews, which are about the record."""
        found: dict[str, list[Part]] = {}
        for at, part in self.parts:
            if at[:1] == ("review",) or part.kind == "gap":
                continue
            for field in link_fields(type(part)):
                value = getattr(part, field)
                for target in [value] if isinstance(value, str) else value or ():
                    found.setdefault(target, []).append(part)
        return found

    @cached_property
    def answered(self) -> frozenset[str]:
        """The ids that a goal or a referral answers, also by way of a SWOT item or a strategy.

        What was dropped or declined answers nothing any more.
        """
        referrals = (one for one in self.case.termination.referrals if one.status != "declined")
        answering: list[Goal | Referral] = [*self.active_goals(), *referrals]
        wanted = [target for part in answering for target in part.answers]
        found: set[str] = set()
        while wanted:
            own = wanted.pop()
            if own not in found:
                found.add(own)
                part = self.by_id[own]
                wanted += [*getattr(part, "findings", ()), *getattr(part, "items", ())]
        return frozenset(found)

    @cached_property
    def served(self) -> frozenset[str]:
        """The goals for which there is an activity or a session."""
        work: list[Activity | Session] = [*self.case.plan.activities, *self.case.intervention.sessions]
        direct = {goal for part in work for goal in part.goals}
        return frozenset(direct)

    @cached_property
    def unlinked(self) -> bool:
        """Whether there is work of which nobody knows which goals it serves."""
        work: list[Activity | Session] = [*self.case.plan.activities, *self.case.intervention.sessions]
        dropped = ("dropped",)
        return any(
            not part.goals and getattr(part, "status", None) not in dropped for part in work
        ) and not any(part.goals for part in work)

    @cached_property
    def measured(self) -> frozenset[str]:
        """The goals for which something was counted, rated or scaled."""
        evaluation = self.case.evaluation
        counted = {goal for one in evaluation.measures if one.observations for goal in one.goals}
        return frozenset(counted | {one.goal for one in evaluation.attainment if one.attained})

    @cached_property
    def held(self) -> frozenset[str]:
        """The activities that a session carried out."""
        return frozenset(one for session in self.case.intervention.sessions for one in session.activities)

    @cached_property
    def session_weeks(self) -> list[int]:
        """The weeks of the sessions, as far as they are recorded, from the first."""
        return sorted(one.week for one in self.case.intervention.sessions if one.week)

    @cached_property
    def handed_on(self) -> bool:
        """Whether somebody else has taken the case over, so that the work goes on after the ending."""
        ending = self.case.termination
        last = [one for one in ending.referrals if (one.week or _NO_END) + _HANDOVER >= (ending.week or 0)]
        taken = any(one.status in ("accepted", "linked", "closed") for one in last)
        return taken and bool({"referral", "transfer"} & {*ending.reasons})

    @property
    def client(self) -> Person:
        """The client."""
        return self.person(self.case.client)

    def age(self, person: Person) -> int | None:
        """Return how old a person is, as far as the record tells."""
        year = self.case.setting.year if self.case.setting else None
        if person.age_years is None and person.birth_year and year:
            return year - person.birth_year
        return person.age_years

    def is_child(self, person: Person) -> bool:
        """Return whether a living person is known to be under age."""
        age = self.age(person)
        return age is not None and age < ADULT and person.life == "living"

    def risks_about(self, people: Iterable[str]) -> list[Risk]:
        """Return the risks that are recorded for one of these people."""
        about = {*people}
        return [risk for risk in self.case.assessment.risks if about & {*risk.people}]

    def active_goals(self) -> Iterator[Goal]:
        """Yield the goals that nobody has dropped."""
        yield from (goal for goal in self.case.plan.goals if goal.status != "dropped")

    @cached_property
    def texts(self) -> list[tuple[Part, str, Text]]:
        """Every text that a person wrote, with its part and field."""
        return [*self._texts()]

    @cached_property
    def read(self) -> list[tuple[Part, str, tuple[str, ...]]]:
        """Every text as it reads in each language in which it was written."""
        return [(part, field, both(text)) for part, field, text in self.texts]

    @cached_property
    def numbered(self) -> list[tuple[Part, str, tuple[str, ...]]]:
        """The texts with a digit, an @ sign or a network's name; no other holds an identifier or a date."""
        return [one for one in self.read if any(map(_NUMBERED.search, one[2]))]

    def _texts(self) -> Iterator[tuple[Part, str, Text]]:
        for _, part in self.parts:
            for field in _text_fields(type(part)):
                value = getattr(part, field)
                for text in value if isinstance(value, list) else (value,):
                    if text is not None:
                        yield part, field, text


_TEXT_FIELDS: dict[type[Part], tuple[str, ...]] = {}


def _text_fields(part: type[Part]) -> tuple[str, ...]:
    """Return the fields that hold what people write, found by their annotation."""
    if part not in _TEXT_FIELDS:
        marked = [name for name, field in part.model_fields.items() if "Bilingual" in str(field.annotation)]
        _TEXT_FIELDS[part] = () if part is Bilingual else tuple(marked)
    return _TEXT_FIELDS[part]


def _has_content(stage: Part) -> bool:
    for name in type(stage).model_fields:
        value = getattr(stage, name)
        if name in _NO_WORK or value in (None, [], 0):
            continue
        if not isinstance(value, Part) or _has_content(value):
            return True
    return False


def both(text: Text | None) -> tuple[str, ...]:
    """Return a text in each language in which it was written, the current one first."""
    if isinstance(text, Bilingual):
        own = (text.id, text.en) if language() == "id" else (text.en, text.id)
        return tuple(one for one in own if one.strip())
    return (text,) if text and text.strip() else ()


def written(text: Text | None) -> bool:
    """Return whether there is anything to read."""
    return text is not None and not blank(text)


def named(look: Look, part: Part) -> str:
    """Return what people know a part by: its text, its label, or when and how it was."""
    if isinstance(part, NetworkTie):
        return filled_in(look.by_id[part.system].label)
    if isinstance(part, Session):
        return _session_named(part)
    for field in ("text", "label", "term", "to", "theme", "title"):
        if (text := getattr(part, field, None)) is not None:
            return filled_in(text)
    return label("kind", part.kind) if part.kind else ""


def _session_named(session: Session) -> str:
    theme = next((str(one) for one in (session.theme, session.aim) if written(one)), "")
    theme = theme or label("session_kind", session.session)
    return f"{say('told.week', week=session.week)}: {theme}" if session.week else theme
