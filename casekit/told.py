"""A case in words: the text equivalents of genogram and ecomap, sentence by sentence."""

from collections.abc import Iterator

from casekit.model import Case
from casekit.model.people import Child, Person
from casekit.vocab import label, say

__all__ = ["family_told", "meaning", "network_told", "phrase", "plain"]


def plain(text: object) -> str:
    """Return a text as one line without control characters."""
    kept = (" " if mark.isspace() else mark for mark in str(text) if mark.isspace() or mark.isprintable())
    return " ".join("".join(kept).split())


def phrase(text: object) -> str:
    """Return a text as an entry of a list: in one line, a single sentence without its full stop."""
    said = plain(text)
    return said if ". " in said or said.endswith("..") else said.removesuffix(".")


def family_told(case: Case) -> list[str]:
    """Return persons, unions, households and emotional ties as sentences, in the current language.

    Examples
    --------
    >>> client = {"id": "client", "label": "Klien A", "relation": "client", "sex": "male", "basis": "derived"}
    >>> family_told(Case(id="klien-a", title="Klien A", client="client", people=[client]))
    ['Klien A (klien, laki-laki, hasil penalaran).']
    """
    name = {person.id: phrase(person.label) for person in case.people}
    told = [_sentence(name[person.id], person.basis, *_facts(person)) for person in case.people]
    for union in case.unions:
        couple = say("told.and").join(dict.fromkeys(name[one] for one in union.partners))
        children = ", ".join(_listed(name[child.person], _link(child)) for child in union.children)
        facts = [meaning("union_status", union.status)] if len(union.partners) > 1 else []
        facts += [str(year) for year in (union.start_year, union.end_year) if year]
        facts += [say("told.children", children=children)] if children else []
        told.append(_sentence(f"{couple}: {'; '.join(facts)}", union.basis))
    for home in case.households:
        members = ", ".join(name[one] for one in home.members)
        if members:
            said = say("told.home", home=phrase(home.label), members=members)
            told.append(_sentence(said, home.basis))
    for tie in case.emotional_ties:
        one, other = (name[end] for end in tie.between[:: -1 if tie.direction == "backward" else 1])
        joint = say("told.and" if tie.direction == "both" else "told.towards")
        told.append(_sentence(f"{one}{joint}{other}: {label('emotional_tie', tie.tie)}", tie.basis))
    return told


def network_told(case: Case) -> list[str]:
    """Return the systems around a client, each with its ties, as sentences in the current language."""
    name = {one.id: phrase(one.label) for one in case.people}
    name |= {home.id: phrase(home.label) for home in case.households}
    told = []
    for system in case.network.systems:
        ties = []
        for tie in case.network.ties:
            if tie.system == system.id:
                facts = [label("tie_strength", tie.strength)] if tie.strength else []
                facts += [label("tie_direction", tie.direction)] if tie.direction else []
                facts += [name[tie.person]] if tie.person != case.client else []
                ties.append(_listed(label("tie_kind", tie.tie), [*facts, *_basis(tie.basis)]))
        kinds = [label("network_kind", system.system), say(f"told.{system.resource}_system")]
        who = _listed(phrase(system.label), [*kinds, *_basis(system.basis)])
        told.append(f"{who}: {'; '.join(ties) or say('told.no_tie')}.")
    return told


def meaning(scheme: str, code: str) -> str:
    """Return the label of a code, with what is unknown said in full."""
    special = code == "unknown" and scheme in ("sex", "life", "union_status")
    return say(f"told.{scheme}_unknown") if special else label(scheme, code)


def _facts(person: Person) -> Iterator[str]:
    """Yield what is known about a person, as far as the label does not say it."""
    facts = [label("relation", person.relation)] if person.relation != "other" else []
    facts += [label("sex", person.sex)] if person.sex != "unknown" else []
    facts += [say("told.years", years=person.age_years)] if person.age_years is not None else []
    facts += [say("told.months", months=person.age_months)] if person.age_months else []
    facts += [say("told.born", year=person.birth_year)] if person.birth_year else []
    facts += [meaning("life", person.life)] if person.life != "living" else []
    facts += [say("told.died", year=person.death_year)] if person.death_year else []
    yield from (fact for fact in facts if fact.casefold() != phrase(person.label).casefold())


def _link(child: Child) -> list[str]:
    """Return how a child belongs to its parents where it was not born to them, or has a twin."""
    facts = [label("child_link", child.link)] if child.link != "biological" else []
    return [*facts, label("twin", child.twin or "unknown")] if child.twin_of else facts


def _basis(basis: str) -> list[str]:
    return [label("basis", basis)] if basis != "documented" else []


def _listed(text: str, facts: list[str]) -> str:
    return f"{text} ({', '.join(facts)})" if facts else text


def _sentence(text: str, basis: str, *facts: str) -> str:
    return _listed(text, [*facts, *_basis(basis)]) + "."
