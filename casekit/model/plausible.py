"""What cannot be true of a family or a plan, though a source may say so: forms refuse it, files keep it."""

from collections.abc import Iterator
from itertools import chain

from casekit.model.case import Case
from casekit.model.part import Part
from casekit.model.people import Child, Person, Union
from casekit.vocab import label, say

YOUNGEST = 10
"""Years below which nobody has a child, whatever a source says."""


def implausible(case: Case, part: Part) -> frozenset[str]:
    """Return what cannot be true of a part and what it is tied to, in sentences in the current language.

    Parameters
    ----------
    case : Case
        The case.
    part : Part
        A part of it; people, unions and their children are looked at together.

    Examples
    --------
    >>> people = [
    ...     {"id": "client", "label": "Klien A", "relation": "client", "basis": "documented"},
    ...     {"id": "m", "label": "Ibu", "relation": "mother", "basis": "documented", "birth_year": 1980,
    ...      "death_year": 1975},
    ... ]
    >>> case = Case(id="a", title="Klien A", client="client", people=people)
    >>> implausible(case, case.person("m"))
    frozenset({'Ibu: tahun meninggal (1975) sebelum tahun lahir (1980). Periksa keduanya.'})
    """
    if isinstance(part, Person | Union | Child | Case):
        return frozenset(chain(_lives(case), _unions(case), _births(case)))
    return frozenset(_weeks(part))


def _lives(case: Case) -> Iterator[str]:
    for person in case.people:
        born, died = person.birth_year, person.death_year
        if born and died and died < born:
            name = _called(person)
            yield say("model.death_before_birth", name=name, birth=born, death=died)


def _unions(case: Case) -> Iterator[str]:
    for union in case.unions:
        if union.start_year and union.end_year and union.end_year < union.start_year:
            yield say("model.end_before_start", start=union.start_year, end=union.end_year)


def _births(case: Case) -> Iterator[str]:
    """Yield the parents who were too young, or no longer living, when their children were born."""
    people = {person.id: person for person in case.people}
    for union in case.unions:
        children = [people[child.person] for child in union.children if child.link == "biological"]
        for parent in (people[one] for one in union.partners):
            for child in children:
                names = {"parent": _called(parent), "child": _called(child)}
                years = _years_between(parent, child)
                if years is not None and years <= 0:
                    yield say("model.parent_too_young", **names)
                elif years is not None and years < YOUNGEST:
                    yield say("model.parent_a_child", years=years, **names)
                if is_born_after_death(parent, child):
                    yield say(
                        "model.born_after_death", died=parent.death_year, born=child.birth_year, **names
                    )


def _years_between(parent: Person, child: Person) -> int | None:
    """Return how much older a parent is, by years of birth or else by ages of the living."""
    if parent.birth_year and child.birth_year:
        return child.birth_year - parent.birth_year
    living = parent.known_life == child.known_life == "living"
    if living and parent.age_years is not None and child.age_years is not None:
        return parent.age_years - child.age_years
    return None


def is_born_after_death(parent: Person, child: Person) -> bool:
    """Return whether a child was born after the mother had died, or over a year after the father had."""
    if not parent.death_year or not child.birth_year:
        return False
    if parent.birth_year and parent.death_year < parent.birth_year:
        return False  # then the parent's own years are wrong
    return child.birth_year > parent.death_year + (parent.sex != "female")


def _called(person: Person) -> str:
    return str(person.label).strip() or label("relation", person.relation)


def _weeks(part: Part) -> Iterator[str]:
    """Yield what ends before it begins."""
    week, until = getattr(part, "week", None), getattr(part, "until_week", None)
    if week and until and until < week:
        yield say("model.until_before_week", week=week, until=until)
