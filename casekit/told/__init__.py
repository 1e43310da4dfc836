"""A case in words: the text equivalents of genogram and ecomap, and the thread of the work with its ends."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from casekit.check import check
from casekit.doors import at_the_door
from casekit.errors import FieldError
from casekit.model import (
    Activity,
    Case,
    Measure,
    Part,
    Session,
    Statement,
    Text,
)
from casekit.model.kin import birth_kind, births, blood_couples
from casekit.model.people import Child, NetworkTie, Person
from casekit.model.problems import Location
from casekit.told.scores import Scored, scored
from casekit.vocab import blank, filled_in, isolated, label, phrase, say, shortened

__all__ = [
    "MARKS",
    "Scored",
    "Step",
    "dots",
    "family_told",
    "loose_ends",
    "meaning",
    "network_told",
    "scored",
    "thread",
]

MARKS = {"strength": "▲", "concern": "▼", "neutral": "●"}
"""The signs of what helps a client, of what hampers and of what does neither."""

DETAILS = ("occupation", "education", "health")
"""What a genogram tells of people where it is asked to."""

_PAIR, _NAMED_BIRTHS = 2, 5  # born together: twins, and those who have a name up to quintuplets


@dataclass(frozen=True)
class Step:
    """A step of the thread: what it is, the ids of the steps it follows from, and what it `lacks`, as codes.

    The `column` is one of ``finding``, ``goal``, ``activity``, ``session`` and ``result``.
    """

    id: str
    column: str
    text: str
    basis: str
    follows: frozenset[str] = frozenset()
    lacks: tuple[str, ...] = ()


def dots(score: int, most: int) -> str:
    """Return a score as filled dots out of so many.

    Examples
    --------
    >>> dots(3, 4)
    '●●●○'
    """
    return "●" * score + "○" * (most - score)


def family_told(case: Case, show: Sequence[str] = ()) -> list[str]:
    """Return persons, unions, households and emotional ties as sentences, in the current language.

    Of each person the sentences tell also what `show` names, such as ``occupation``.

    Examples
    --------
    >>> client = {"id": "client", "label": "Klien A", "relation": "client", "sex": "male", "basis": "derived"}
    >>> family_told(Case(id="klien-a", title="Klien A", client="client", people=[client]))
    ['Klien A (klien, laki-laki, disimpulkan penyusun).']
    """
    name = {person.id: phrase(person.label) for person in case.people}
    related = blood_couples(case)
    told = [
        _sentence(name[person.id], person.basis, *_facts(person), *details(person, show))
        for person in case.people
    ]
    for union in case.unions:
        couple = say("told.and").join(dict.fromkeys(name[one] for one in union.partners))
        born = [(child, together) for together in births(union) for child in together]
        children = ", ".join(_listed(name[child.person], _link(child, together)) for child, together in born)
        known = len(union.partners) > 1 or union.status != "unknown"
        facts = [meaning("union_status", union.status)] if known else []
        facts += [say("told.blood_relatives")] if union.id in related else []
        facts += [str(year) for year in (union.start_year, union.end_year) if year]
        facts += [say("told.children", children=children)] if children else []
        facts = facts or [say("told.no_partner")]
        told.append(_sentence(f"{couple}: {'; '.join(facts)}", union.basis))
    for home in case.households:
        members = ", ".join(name[one] for one in home.members) or say("told.no_member")
        said = say("told.home", home=phrase(home.label), members=members)
        told.append(_sentence(said, home.basis))
    for tie in case.emotional_ties:
        one, other = (name[end] for end in tie.between[:: -1 if tie.direction == "backward" else 1])
        joint = say("told.and" if tie.direction == "both" else "told.towards")
        told.append(_sentence(f"{one}{joint}{other}: {label('emotional_tie', tie.tie)}", tie.basis))
    return told


def network_told(case: Case) -> list[str]:
    """Return the systems around a client, each with its ties, as sentences in the current language.

    Examples
    --------
    >>> from casekit.store import case_study, load
    >>> network_told(load(case_study("d-trainee")))[0]
    'Keluarga (keluarga, sistem informal): mendukung; mendukung (kepada klien); menekan.'
    """
    told = []
    name = {one.id: phrase(one.label) for one in case.people}
    name |= {home.id: phrase(home.label) for home in case.households}
    name |= {system.id: phrase(system.label) for system in case.network.systems}
    for system in case.network.systems:
        ties = [
            _tie_told(case, tie, system.id, name)
            for tie in case.network.ties
            if system.id in (tie.system, tie.person)
        ]
        kinds = [label("network_kind", system.system), say(f"told.{system.resource}_system")]
        who = _listed(phrase(system.label), [*kinds, *_basis(system.basis)])
        told.append(f"{who}: {'; '.join(ties) or say('told.no_tie')}.")
    return told


def _tie_told(case: Case, tie: NetworkTie, system: str, name: Mapping[str, str]) -> str:
    """Return a tie of the ecomap as it is told with one of its systems."""
    facts = [label("tie_strength", tie.strength)] if tie.strength else []
    facts += [flow(case, tie)] if tie.direction else []
    is_between = case.network.is_between(tie)
    facts += [name[tie.person]] if tie.person != case.client and not is_between else []
    said = _listed(label("tie_kind", tie.tie), [*facts, *_basis(tie.basis)])
    other = tie.system if tie.person == system else tie.person
    return say("told.with_system", who=name[other], tie=said) if is_between else said


def flow(case: Case, tie: NetworkTie, direction: str | None = None) -> str:
    """Return which way energy flows along a tie of the ecomap, or would in another direction.

    Of a tie that is not the client's own, it says the name of whom or what it flows to.

    Examples
    --------
    >>> from casekit.store import case_study, load
    >>> case = load(case_study("d-trainee"))
    >>> flow(case, case.network.ties[1])
    'kepada klien'
    """
    direction = direction or tie.direction
    if direction is None:
        return ""
    if direction == "both" or tie.person == case.client:
        return label("tie_direction", direction)
    to = tie.person if direction == "to_client" else tie.system
    names = {one.id: one.label for one in case.people}
    names |= {home.id: home.label for home in case.households}
    names |= {system.id: system.label for system in case.network.systems}
    return say("told.to_system", who=phrase(names[to]))


def thread(case: Case) -> list[Step]:
    """Return the thread of a case, from the findings over goals, activities and sessions to the results.

    Findings are the concerns and symptoms, and whatever else a goal or a referral answers or should answer; a
    SWOT item or a strategy stands for the findings that it was drawn from. What a step lacks is what the
    check asks about it: a goal that answers it, a finding to answer, an activity, a session, a result, a
    measure. An exception that a review explains lacks nothing; a gap that is known lacks it all the same.

    See Also
    --------
    casekit.check.check : The rules, and why they ask.

    Examples
    --------
    >>> from casekit.store import case_study, load
    >>> [step.lacks for step in thread(load(case_study("d-trainee"))) if "hipertensi" in step.text]
    [('goal',)]
    """
    by_id: Mapping[str, Any] = case.by_id()
    asked = _Asked(case)
    results = [*_result_steps(case, by_id, asked)]
    answers = {goal.id: _roots(goal.answers, by_id) for goal in case.plan.goals}
    linked = frozenset[str]().union(*answers.values(), *(result.follows for result in results))
    return [
        *_finding_steps(case, by_id, linked, asked),
        *_work_steps(case, by_id, answers, asked),
        *results,
    ]


def loose_ends(case: Case) -> list[str]:
    """Return what is not linked in the thread of a case, a sentence for each step, in the current language.

    Examples
    --------
    >>> client = {"id": "client", "label": "Klien A", "relation": "client", "basis": "documented"}
    >>> goal = {"id": "g1", "text": "berani bertanya", "basis": "documented"}
    >>> loose_ends(Case(id="a", title="A", client="client", people=[client], plan={"goals": [goal]}))
    ['Tujuan “berani bertanya”: belum menjawab temuan.']
    """
    return ends_of(thread(case))


def ends_of(steps: Iterable[Step]) -> list[str]:
    """Return what is not linked among the steps of a thread, as `loose_ends` does for a case."""
    return [
        say(
            "told.loose_end",
            step=say(f"told.column_{step.column}"),
            text=shorten(phrase(step.text), 90, placeholder="…"),
            lacks=", ".join(say(f"told.no_{code}") for code in step.lacks),
        )
        for step in steps
        if step.lacks
    ]


def meaning(scheme: str, code: str) -> str:
    """Return the label of a code, with what is unknown said in full.

    Examples
    --------
    >>> meaning("life", "unknown"), meaning("life", "living")
    ('tidak diketahui apakah masih hidup', 'hidup')
    """
    special = code == "unknown" and scheme in ("sex", "life", "union_status")
    return say(f"told.{scheme}_unknown") if special else label(scheme, code)


_ASKED = {
    ("finding", "A205"): "goal",
    ("finding", "A211"): "goal",
    ("finding", "A213"): "goal",
    ("finding", "R903"): "goal",
    ("goal", "P403"): "finding",
    ("goal", "P405"): "activity",
    ("goal", "M602"): "activity",
    ("goal", "M607"): "result",
    ("goal", "M601"): "measure",
    ("activity", "P406"): "goal",
    ("activity", "I501"): "session",
    ("session", "I508"): "activity",
    ("session", "I502"): "result",
    ("result", "M602"): "goal",
    ("result", "T704"): "goal",
}
"""What a step lacks when the check asks about it, by its column and the rule."""

_FIELDS = {"I502": "result", "T704": "answers"}  # of rules that ask about other fields too


class _Asked:
    """What the check asks about the thread, unless it is explained by a review: by the id or place of a part.

    A gap explains nothing here: what is known to be missing is missing all the same.
    """

    def __init__(self, case: Case) -> None:
        self._codes: dict[object, set[str]] = {}
        for point in check(case, select={code for _, code in _ASKED}):
            field = _FIELDS.get(point.code)
            if point.explained_at[:1] == ("review",) or (field and point.at[-1] != field):
                continue
            self._note(point.code, point.part, point.at, point.at[:-1])
            if point.code == "M601":  # a note on goals, which are what is not measured
                self._note(point.code, *point.beside)

    def _note(self, code: str, *places: object) -> None:
        for place in filter(None, places):
            self._codes.setdefault(place, set()).add(code)

    def lacks(self, column: str, id: str, at: Location = ()) -> tuple[str, ...]:
        """Return what a step lacks, as codes, in the order of the thread."""
        codes = self._codes.get(id, set()) | self._codes.get(at, set())
        missing = {lack: None for (of, code), lack in _ASKED.items() if of == column and code in codes}
        return (*missing,)

    def ids(self, column: str) -> set[str]:
        """Return the ids of the parts that lack something in a column."""
        rules = {code for of, code in _ASKED if of == column}
        return {own for own, codes in self._codes.items() if isinstance(own, str) and codes & rules}


def _finding_steps(
    case: Case, by_id: Mapping[str, Any], linked: Collection[str], asked: _Asked
) -> Iterator[Step]:
    """Yield the concerns and symptoms, what else is linked to a goal or a result, and what should be."""
    sought = {one.id for one in case.assessment.findings if one.valence == "concern"}.union(
        linked, (one.id for one in case.assessment.symptoms), asked.ids("finding")
    )
    for id, part in by_id.items():
        if id in sought and part.kind not in ("goal", "activity", "session"):
            lacks = asked.lacks("finding", id)
            yield Step(id, "finding", _said(part, by_id), part.basis, lacks=lacks)


def _work_steps(
    case: Case, by_id: Mapping[str, Any], answers: Mapping[str, frozenset[str]], asked: _Asked
) -> Iterator[Step]:
    """Yield the goals, then the activities, then the sessions, which may follow straight from goals."""
    follows = {goal.id: answers[goal.id] for goal in case.plan.goals}
    follows |= {one.id: frozenset(one.goals) for one in case.plan.activities}
    follows |= {one.id: frozenset([*one.activities, *one.goals]) for one in case.intervention.sessions}
    for id, links in follows.items():
        part = by_id[id]
        lacks = asked.lacks(part.kind, id)
        yield Step(id, part.kind, _said(part, by_id), part.basis, links, lacks)


def _result_steps(case: Case, by_id: Mapping[str, Any], asked: _Asked) -> Iterator[Step]:
    """Yield what came of it."""
    for number, (at, text, basis, links) in enumerate(_results(case, by_id)):
        lacks = asked.lacks("result", "", at)
        yield Step(f"result {number}", "result", filled_in(text), basis, frozenset(links), lacks)


def _results(case: Case, by_id: Mapping[str, Any]) -> Iterator[tuple[Location, Text, str, Collection[str]]]:
    """Yield what came of it: where that stands, on what basis, and to which steps it belongs."""
    work: list[Activity | Session] = [*case.plan.activities, *case.intervention.sessions]
    for part in work:
        if part.result:
            yield (), part.result, part.basis, [part.id]
    for name in ("process", "outcome"):
        for number, note in enumerate(getattr(case.evaluation, name)):
            yield ("evaluation", name, number), note.text, note.basis, [*note.goals, *note.activities]
    for number, measure in enumerate(case.evaluation.measures):
        if _measured(measure):
            yield ("evaluation", "measures", number), measure.label, measure.basis, measure.goals
    for scale in case.evaluation.attainment:
        if scale.attained:
            level = label("attainment", scale.attained)
            yield (), say("told.attained", level=level), scale.basis, [scale.goal]
    for number, referral in enumerate(case.termination.referrals):
        text = f"{label('kind', 'referral')}: {filled_in(referral.to)}"
        links = _roots(referral.answers, by_id)
        yield ("termination", "referrals", number), text, referral.basis, links


def _measured(measure: Measure) -> bool:
    return any(one.value is not None for one in measure.observations)


def _roots(links: Iterable[str], by_id: Mapping[str, Part]) -> frozenset[str]:
    """Return what links lead to in the end: the findings behind SWOT items and strategies."""
    behind = {one: [*getattr(by_id[one], "findings", ()), *getattr(by_id[one], "items", ())] for one in links}
    return frozenset(
        root for one, more in behind.items() for root in (_roots(more, by_id) if more else [one])
    )


def theme_of(session: Session) -> str:
    """Return what a session is about: its theme, else its aim, else what kind of session it is.

    Examples
    --------
    >>> theme_of(Session(id="s1", session="individual", theme="Latihan bicara", basis="documented"))
    'Latihan bicara'
    """
    named = (one for one in (session.theme, session.aim) if not blank(one or ""))
    return isolated(next(named, label("session_kind", session.session)))


def _said(part: Any, by_id: Mapping[str, Any]) -> str:
    """Return what a step says; a session its week and theme, a tie its system."""
    if isinstance(part, Session):
        theme = theme_of(part)
        return f"{say('told.week', week=part.week)}: {theme}" if part.week else theme
    return filled_in(part.text if isinstance(part, Statement) else by_id[part.system].label)


def _facts(person: Person) -> Iterator[str]:
    """Yield what is known about a person, as far as the label does not say it."""
    facts = [label("relation", person.relation)] if person.relation != "other" else []
    facts += [label("sex", person.sex)] if person.sex != "unknown" else []
    facts += [say("told.years", years=person.age_years)] if person.age_years is not None else []
    facts += [say("told.months", months=person.age_months)] if person.age_months else []
    facts += [say("told.born", year=person.birth_year)] if person.birth_year else []
    facts += [meaning("life", person.known_life)] if person.known_life != "living" else []
    facts += [say("told.died", year=person.death_year)] if person.death_year else []
    facts += [label("condition", condition) for condition in person.conditions]
    yield from (fact for fact in facts if fact.casefold() != phrase(person.label).casefold())


def details(person: Person, show: Sequence[str]) -> list[str]:
    """Return what fields of a person say, one after the other; nothing of those that are empty."""
    if other := [name for name in show if name not in DETAILS]:
        allowed = ", ".join(DETAILS)
        raise FieldError(say("figures.no_detail", name=shortened(other[0]), allowed=allowed))
    held = {name: getattr(person, name) for name in show}
    said = [label(name, value) if name == "education" else value for name, value in held.items() if value]
    return [phrase(value) for value in said if not blank(value)]


def born_together(kind: str, count: int) -> str:
    """Return what children are called who were born together: twins, triplets and more.

    Parameters
    ----------
    kind : str
        A code of ``twin``.
    count : int
        How many they are.

    Examples
    --------
    >>> born_together("identical", 2), born_together("identical", 3), born_together("fraternal", 4)
    ('kembar identik', 'kembar tiga identik', 'kembar empat tidak identik')
    """
    if count <= _PAIR:
        return label("twin", kind)
    named = f"told.births_{count}"
    many = say(named) if count <= _NAMED_BIRTHS else say("told.births_more", count=count)
    return say(f"told.born_{kind}", many=many)


def _link(child: Child, together: Sequence[Child]) -> list[str]:
    """Return how a child belongs to its parents where it was not born to them, or was not born alone."""
    facts = [label("child_link", child.link)] if child.link != "biological" else []
    return [*facts, born_together(birth_kind(together), len(together))] if child.twin_of else facts


def _basis(basis: str) -> list[str]:
    return [label("basis", basis)] if basis != "documented" else []


def _listed(text: str, facts: list[str]) -> str:
    return f"{text} ({', '.join(facts)})" if facts else text


def _sentence(text: str, basis: str, *facts: str) -> str:
    return _listed(text, [*facts, *_basis(basis)]) + "."


at_the_door(globals(), __all__)
