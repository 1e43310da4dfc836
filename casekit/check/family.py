"""Rules for family and network: ages that can be, homes, unions, ties and what the household lives on."""

import itertools
from collections.abc import Iterator

from casekit.check.look import Look, both, written
from casekit.check.rules import Hit, hit, rule
from casekit.check.words import says
from casekit.model import Person, Statement, Union
from casekit.model.cash import cash_weeks
from casekit.model.plausible import is_born_after_death
from casekit.vocab import label, rupiah

_YOUNGEST, _OLDEST = 12, 70  # a parent at the birth of a child
_PARTNER = 10  # years of age at the beginning of a union
_DAYS = 7
_SLIP = 10  # times as much: a unit was mistaken
_MARRIED = {"married", "religious_only"}
_PARTED = {"divorced", "separated", "widowed"}
_NOT_MARRIED = {"single"}
_SCHOOL_AGE = 7
_SEXES = {
    "male": {"father", "elder_brother", "younger_brother", "husband", "former_husband", "son"}
    | {"grandfather", "uncle", "nephew", "stepfather", "father_in_law"},
    "female": {"mother", "elder_sister", "younger_sister", "wife", "former_wife", "daughter"}
    | {"grandmother", "aunt", "niece", "stepmother", "mother_in_law"},
}


def _born(look: Look, person: Person) -> int | None:
    """Return the year of birth, counted back from the year of the setting where only the age is told."""
    if person.birth_year:
        return person.birth_year
    age = look.age(person)
    year = look.case.setting.year if look.case.setting else None
    return year - age if year and age is not None and person.known_life == "living" else None


def _years_between(look: Look, elder: Person, younger: Person) -> int | None:
    """Return how many years one person is older than another, as far as it can be told."""
    if elder.known_life == younger.known_life == "living":
        ages = look.age(elder), look.age(younger)
        if ages[0] is not None and ages[1] is not None:
            return ages[0] - ages[1]
    born = _born(look, elder), _born(look, younger)
    return born[1] - born[0] if born[0] and born[1] else None


@rule("F301")
def impossible_ages(look: Look) -> Iterator[Hit]:
    """Find ages that cannot be: of parents and children, of siblings, of the dead and of couples."""
    for person in look.case.people:
        yield from _life(look, person)
    for union in look.case.unions:
        yield from _parents(look, union)
        yield from _siblings(look, union)
        yield from _couple(look, union)


def _life(look: Look, person: Person) -> Iterator[Hit]:
    """Yield what cannot be of one person's years."""
    born, died = person.birth_year, person.death_year
    if born and died and died < born:
        yield hit(person, "death_year", "death", born=born, died=died)
    if died and person.life == "living":
        yield hit(person, "life", "alive", died=died)
    year = look.case.setting.year if look.case.setting else None
    if born and year and person.age_years is not None and abs(year - born - person.age_years) > 1:
        yield hit(person, "age_years", "age", age=person.age_years, born=born, year=year)


def _parents(look: Look, union: Union) -> Iterator[Hit]:
    for child in (look.person(one.person) for one in union.children if one.link == "biological"):
        for parent in map(look.person, union.partners):
            years = _years_between(look, parent, child)
            if years is not None and not _YOUNGEST <= years <= _OLDEST:
                facts = {"parent": str(parent.label), "child": str(child.label), "years": years}
                yield hit(parent, "age_years", "", child, **facts)
            if is_born_after_death(parent, child):
                facts = {"parent": str(parent.label), "child": str(child.label), "died": parent.death_year}
                yield hit(child, "birth_year", "posthumous", parent, born=child.birth_year, **facts)


def _siblings(look: Look, union: Union) -> Iterator[Hit]:
    """Yield brothers and sisters whose order is not that of their ages."""
    people = [look.person(one.person) for one in union.children if one.link == "biological"]
    for elder, younger in itertools.pairwise(people):
        years = _years_between(look, elder, younger)
        orders = elder.birth_order, younger.birth_order
        swapped = orders[0] is not None and orders[1] is not None and orders[0] >= orders[1]
        if swapped or (years is not None and years < 0):
            facts = {"elder": str(elder.label), "younger": str(younger.label)}
            yield hit(younger, "birth_order", "order", elder, union, **facts)


def _couple(look: Look, union: Union) -> Iterator[Hit]:
    start, end = union.start_year, union.end_year
    if start and end and end < start:
        yield hit(union, "end_year", "ended", start=start, end=end)
    partners = [*map(look.person, union.partners)]
    if (
        union.status == "widowed"
        and len(partners) > 1
        and all(one.known_life == "living" for one in partners)
    ):
        yield hit(union, "status", "nobody_died", names=" – ".join(str(one.label) for one in partners))
    for partner in partners:
        born = _born(look, partner)
        if start and born and start - born < _PARTNER:
            yield hit(union, "start_year", "young", partner, who=str(partner.label), start=start)
        died = partner.death_year
        if died and (last := max(start or 0, end or 0)) > died:
            yield hit(union, "end_year", "outlived", partner, who=str(partner.label), year=last, died=died)


@rule("F302")
def home_of_whom(look: Look) -> Iterator[Hit]:
    """Find a client or a child of whom nobody says where they live and who cares for them."""
    case = look.case
    living_in = {one for home in case.households for one in home.members}
    for person in case.people:
        is_client = person.id == case.client
        child = look.is_child(person) and person.relation not in ("friend", "other")
        asked = child or (is_client and case.households)
        if asked and person.id not in living_in and not written(person.residence):
            yield hit(person, "residence", "child" if child else "")
        elif person.id in living_in and person.known_life == "deceased":
            yield hit(person, "life", "dead")


@rule("F304")
def status_against_union(look: Look) -> Iterator[Hit]:
    """Find a marital status that none of the person's unions bears out."""
    for person in look.case.people:
        unions = [one for one in look.case.unions if person.id in one.partners and one.status != "unknown"]
        statuses = {one.status for one in unions}
        if statuses and _contradicts(person.marital_status, statuses):
            names = ", ".join(label("union_status", one.status) for one in unions)
            status = label("marital_status", str(person.marital_status))
            yield hit(person, "marital_status", "", *unions, status=status, unions=names)


def _contradicts(status: str | None, unions: set[str]) -> bool:
    """Tell whether a status cannot go with any union; informal separation and second marriages are real."""
    if status in _MARRIED:
        return unions <= {"divorced", "widowed"}
    if (status, *unions) in (("widowed", "divorced"), ("divorced", "widowed"), ("separated", "widowed")):
        return True
    if status in _PARTED:
        return unions <= {"married", "religious_only", "engaged"}
    return status in _NOT_MARRIED and bool(unions & (_MARRIED | {"divorced", "widowed"}))


@rule("F305")
def other_parent(look: Look) -> Iterator[Hit]:
    """Find children of whose other parent nothing is said, not even that it is not known.

    Where the case itself names that as a gap, the point stands, and the gap explains it.
    """
    gaps = {own for gap in look.case.assessment.gaps for own in gap.about}
    for union in look.case.unions:
        told = written(union.note) and union.id not in gaps
        if len(union.partners) == 1 and union.children and not told:
            yield hit(union, "partners", who=str(look.person(union.partners[0]).label))


@rule("F306")
def system_without_tie(look: Look) -> Iterator[Hit]:
    """Find a system of the ecomap to which no tie leads, or an ecomap without any informal support."""
    network = look.case.network
    tied = {end for one in network.ties for end in (one.system, one.person)}
    yield from (hit(one) for one in network.systems if one.id not in tied)
    yield from (hit(one, "person", "itself") for one in network.ties if one.person == one.system)
    if network.systems and all(one.resource == "formal" for one in network.systems):
        yield hit(network, "systems", "formal_only")


@rule("F307", since="planning")
def tie_not_asked(look: Look) -> Iterator[Hit]:
    """Find a tie whose quality stayed unknown, without a word on why."""
    for tie in look.case.network.ties:
        if tie.tie == "unknown" and not written(tie.note):
            yield hit(tie, "tie")


@rule("F308")
def income_for_how_long(look: Look) -> Iterator[Hit]:
    """Find an income that does not say for how many days it is, or that the cash book contradicts."""
    book = look.case.intervention.cash_book
    weekly = [one.income for one in cash_weeks(look.case) if one.week]
    invented = any(one.basis == "illustrative" for one in book.entries)
    for home in look.case.households:
        if home.income_idr is None:
            continue
        if home.income_days is None:
            yield hit(home, "income_days", "days", amount=rupiah(home.income_idr))
        elif weekly and not invented and look.case.client in home.members:
            said, counted = home.income_idr / home.income_days * _DAYS, sum(weekly) / len(weekly)
            if max(said, counted) > _SLIP * max(1, min(said, counted)):
                amounts = {"said": rupiah(round(said)), "counted": rupiah(round(counted))}
                yield hit(home, "income_idr", "", **amounts)


@rule("F309")
def standing_alone(look: Look) -> Iterator[Hit]:
    """Find relatives who are connected with nobody in a genogram that was begun."""
    unions = look.case.unions
    connected = {one for union in unions for one in union.partners}
    connected |= {child.person for union in unions for child in union.children}
    for person in look.case.people if unions else ():
        if person.id not in connected and person.relation not in ("friend", "other", "client"):
            yield hit(person, "relation")


@rule("F310")
def sex_against_relation(look: Look) -> Iterator[Hit]:
    """Find a person whose sex is another than the relation says."""
    for person in look.case.people:
        told = next((sex for sex, names in _SEXES.items() if person.relation in names), person.sex)
        if person.sex not in ("unknown", told) and person.sex in _SEXES:
            facts = {"sex": label("sex", person.sex), "relation": label("relation", person.relation)}
            yield hit(person, "sex", "", **facts)
        if (person.relation == "client") != (person.id == look.case.client):
            yield hit(person, "relation", "client", relation=label("relation", person.relation))


@rule("F311")
def married_as_a_child(look: Look) -> Iterator[Hit]:
    """Find somebody under age who is or was married, and no recorded risk that speaks of it."""
    for person in look.case.people:
        if person.marital_status not in _MARRIED | _PARTED or not look.is_child(person):
            continue
        if not any(says("marriage", both(risk.text)) for risk in look.risks_about([person.id])):
            status = label("marital_status", str(person.marital_status))
            yield hit(person, "marital_status", status=status, age=look.age(person))


@rule("F312")
def schooling(look: Look) -> Iterator[Hit]:
    """Find a client of school age, and not a word on school."""
    age, client = look.age(look.client), look.client
    if age is None or not look.is_child(client) or age < _SCHOOL_AGE or client.education:
        return
    at_school = any(one.system == "school" for one in look.case.network.systems)
    told = [*(one.text for one in _told(look)), client.occupation, client.residence]
    if not at_school and not says("school", (own for text in told for own in both(text))):
        yield hit(client, "education", age=age)


def _told(look: Look) -> list[Statement]:
    """Return what was found out and planned."""
    found = look.case.assessment
    return [*found.history, *found.findings, *found.symptoms, *found.unknown, *look.case.plan.goals]
