"""Who is whose kin: the part of a family around a person, blood relatives, and children born together."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from casekit.model.case import Case
from casekit.model.people import Child, Union

Parents = Mapping[str, Sequence[str]]  # of children, by id
Bond = tuple[Sequence[str], Sequence[str]]
"""The partners and the children of a union, by id."""


class Around(NamedTuple):
    """The part of a family around a person: who belongs to it, and of whom more kin were left out."""

    kept: frozenset[str]
    cut: frozenset[str]


def around(bonds: Iterable[Bond], who: str, generations: int) -> Around:
    """Return who stands around a person, and of whom there are more relatives than that.

    These are the ancestors up to so many generations, their descendants and the person's own down to as
    many, and the partners of all of them. Two generations hold grandparents, uncles, aunts and cousins,
    nephews, nieces and grandchildren.

    Parameters
    ----------
    bonds : iterable of (partners, children)
        The unions of the family, by ids of any kind.
    who : str
        The person in the middle.
    generations : int
        How far up, and from there how far down.

    Examples
    --------
    >>> family = [(["gran"], ["aunt", "mother"]), (["mother", "father"], ["me"]), (["me"], ["child"])]
    >>> kept, cut = around(family, "me", 1)
    >>> sorted(kept), sorted(cut)
    (['child', 'father', 'me', 'mother'], ['mother'])
    """
    up, down, beside = (
        defaultdict[str, set[str]](set),
        defaultdict[str, set[str]](set),
        defaultdict[str, set[str]](set),
    )
    for partners, children in bonds:
        for child in children:
            up[child].update(partners)
        for partner in partners:
            down[partner].update(children)
            beside[partner].update(partners)
    blood = _within(down, _within(up, [who], generations), generations)
    kept = blood.union(*(beside[one] for one in blood if one in beside))
    cut = {one for one in kept if any(not links.get(one, set()) <= kept for links in (up, down, beside))}
    return Around(frozenset(kept), frozenset(cut))


def _within(links: Mapping[str, set[str]], start: Iterable[str], steps: int) -> set[str]:
    """Return who is reached in so many steps."""
    found = {*start}
    edge = found
    for _ in range(steps):
        edge = {other for one in edge for other in links.get(one, ())} - found
        if not edge:
            break
        found = found | edge
    return found


def branch(case: Case, who: str, generations: int) -> tuple[Case, frozenset[str]]:
    """Return a case with the family around a person only, and of whom more kin were left out.

    A client who does not belong to that part gives the person's place at the centre to `who`.

    Examples
    --------
    >>> from casekit.store import case_study, load
    >>> small, cut = branch(load(case_study("b-bookkeeper")), "client", 1)
    >>> small.client
    'client'
    """
    kept, cut = around(
        [(one.partners, [child.person for child in one.children]) for one in case.unions], who, generations
    )
    shown = within(case, kept)
    return shown.model_copy(update={"client": case.client if case.client in kept else who}), cut


def within(case: Case, kept: Collection[str]) -> Case:
    """Return a case with some of its people only: their unions, households and emotional ties.

    Examples
    --------
    >>> from casekit.store import case_study, load
    >>> len(within(load(case_study("b-bookkeeper")), ["client"]).people)
    1
    """
    kept = frozenset(kept)
    homes = [
        home.model_copy(update={"members": [one for one in home.members if one in kept]})
        for home in case.households
    ]
    return case.model_copy(
        update={
            "people": [person for person in case.people if person.id in kept],
            "unions": [*filter(None, (_union_within(union, kept) for union in case.unions))],
            "households": [home for home in homes if home.members],
            "emotional_ties": [tie for tie in case.emotional_ties if kept.issuperset(tie.between)],
        }
    )


def _union_within(union: Union, kept: frozenset[str]) -> Union | None:
    """Return a union with the children who were kept; None where a partner is missing or nobody is joined."""
    children = [child for child in union.children if child.person in kept]
    joined = kept.issuperset(union.partners) and (len(union.partners) > 1 or children)
    return union.model_copy(update={"children": children}) if joined else None


def blood_couples(case: Case) -> frozenset[str]:
    """Return the unions, by id, whose partners are blood relatives.

    That is said of a union, or one partner is an ancestor of the other by birth or shares one with them.

    Examples
    --------
    >>> from casekit.store import case_study, load
    >>> blood_couples(load(case_study("b-bookkeeper")))
    frozenset()
    """
    parents = _born_to(case)
    found = (one.id for one in case.unions if one.consanguineous or _share_blood(parents, one.partners))
    return frozenset(found)


def _born_to(case: Case) -> Parents:
    """Return the parents to whom each person was born."""
    parents: dict[str, list[str]] = defaultdict(list)
    for union in case.unions:
        for child in union.children:
            if child.link == "biological":
                parents[child.person] += union.partners
    return parents


def _share_blood(parents: Parents, partners: Sequence[str]) -> bool:
    lines = [_ancestors(parents, one) for one in dict.fromkeys(partners)]
    return len(lines) > 1 and bool(lines[0] & lines[1])


def _ancestors(parents: Parents, who: str) -> set[str]:
    """Return a person and all ancestors."""
    found: set[str] = set()
    ahead = [who]
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead += parents.get(one, ())
    return found


def births(union: Union) -> list[list[Child]]:
    """Return the children of a union birth by birth: twins, triplets and more stand together.

    Examples
    --------
    >>> children = [{"person": "a"}, {"person": "b", "twin_of": "a"}, {"person": "c", "twin_of": "b"}]
    >>> pair = Union(id="u", partners=["m"], children=[*children, {"person": "d"}], basis="documented")
    >>> [[child.person for child in born] for born in births(pair)]
    [['a', 'b', 'c'], ['d']]
    """
    group = {child.person: [child] for child in union.children}
    for child in union.children:
        one, other = group.get(child.twin_of or ""), group[child.person]
        if one is not None and one is not other:
            one += other
            group |= {born.person: one for born in other}
    order = {id(child): number for number, child in enumerate(union.children)}
    return [
        sorted(born, key=lambda child: order[id(child)])
        for born in {id(born): born for born in group.values()}.values()
    ]


def birth_kind(born: Sequence[Child]) -> str:
    """Return the code of ``twin`` for children born together; of several, the first that is known."""
    return next((child.twin for child in born if child.twin), "unknown")


def hints(case: Case) -> list[tuple[str, str]]:
    """Return who shall stand left of whom in the genogram, as pairs of ids (left, right)."""
    return [(person.id, person.left_of) for person in case.people if person.left_of]
