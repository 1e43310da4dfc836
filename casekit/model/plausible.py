"""What cannot be true of a family or a plan, though a source may say so: forms refuse it, files keep it."""

from collections.abc import Iterator
from itertools import chain

from casekit.model.case import Case
from casekit.model.part import Part
from casekit.model.people import Child, Person, Union
from casekit.vocab import label, say


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
    """Yield the parents who were born no earlier than their children."""
    people = {person.id: person for person in case.people}
    for union in case.unions:
        children = [people[child.person] for child in union.children if child.link == "biological"]
        for parent in (people[one] for one in union.partners):
            for child in children:
                if _is_no_older(parent, child):
                    yield say(
                        "model.parent_too_young",
                        parent=_called(parent),
                        child=_called(child),
                    )


def _is_no_older(parent: Person, child: Person) -> bool:
    """Return whether a parent is no older than a child, by years of birth or else by ages of the living."""
    if parent.birth_year and child.birth_year:
        return parent.birth_year >= child.birth_year
    living = parent.life == child.life == "living"
    if living and parent.age_years is not None and child.age_years is not None:
        return parent.age_years <= child.age_years
    return False


def _called(person: Person) -> str:
    return str(person.label).strip() or label("relation", person.relation)


def _weeks(part: Part) -> Iterator[str]:
    """Yield what ends before it begins."""
    week, until = getattr(part, "week", None), getattr(part, "until_week", None)
    if week and until and until < week:
        yield say("model.until_before_week", week=week, until=until)
