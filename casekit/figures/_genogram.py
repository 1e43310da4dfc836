"""The genogram: a family over the generations, by the conventions of McGoldrick."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from casekit.figures import symbols
from casekit.figures.kinship import Clan, Family, clans
from casekit.figures.page import Sign, diagram
from casekit.figures.pedigree import MORE, Pedigree, View
from casekit.figures.portion import chosen
from casekit.figures.scene import Part, Point, SceneFigure, Words
from casekit.figures.style import MUTED, Size
from casekit.model import Case
from casekit.model.kin import birth_kind, births, blood_couples, hints
from casekit.model.people import Person
from casekit.told import born_together, details, family_told, meaning
from casekit.vocab import codes, filled_in, label, say

_COUPLE = [(-16.0, -6.0), (-16.0, 3.0), (16.0, 3.0), (16.0, -6.0)]  # where the signs of the legend run
_DOWN, _WAY = [(0.0, -8.0), (0.0, 8.0)], [(-19.0, 0.0), (19.0, 0.0)]
_FAR = 12.0  # how far a fork of twins reaches to either side


def genogram(
    case: Case,
    *,
    around: str | Person | None = None,
    generations: int = 2,
    show: Sequence[str] = (),
    size: Size | None = None,
) -> SceneFigure:
    """Return the genogram of a case as a figure: persons, unions, households and emotional ties.

    Persons go by the labels of the case file, a relation or a pseudonym. The legend explains every symbol
    that is used, for books differ. A person who belongs to two generations, such as a niece married to her
    uncle, is drawn twice and marked. Partners with a common ancestor in the file are joined by a double line.
    Unless a size is asked for, a large family stands on one large sheet; for a page or a wall it is cut into
    `pages` that are laid side by side.

    Parameters
    ----------
    case : Case
        The case; drawn in the current language.
    around : str or Person, optional
        Draw the family around this person only; who has more relatives than that is marked. The whole family
        if not given.
    generations : int
        With `around`, how many generations up, and from there how many down; partners belong to them.
    show : sequence of str
        What stands below the labels: ``occupation``, ``education`` and ``health``, as far as it is recorded.
        These are facts about people: ask for them only where whoever sees the picture may know them.
    size : {"page", "wide", "wall"}, optional
        For what it is drawn: a page, turned where an upright one is too narrow, a page on its side, or the
        wall of a classroom (16:9). Unless it is said, what the variable CASEKIT_SIZE says.

    Returns
    -------
    SceneFigure
        At least 16 cm wide; `svg` is for a live preview, `sentences` tell the same in words.

    Raises
    ------
    FieldError
        If the case knows no such person, the number of generations is none, or `show` names something else.

    References
    ----------
    McGoldrick, M., Gerson, R., and Petry, S. (2008), Genograms: assessment and intervention, 3rd edition.

    Examples
    --------
    >>> client = {"id": "client", "label": "Klien A", "relation": "client", "basis": "documented"}
    >>> case = Case(id="klien-a", title="Klien A", client="client", people=[client])
    >>> genogram(case).sentences[:2]
    ['Genogram: Klien A.', 'Klien A (klien).']
    """
    shown, view, notes = chosen(case, around, generations, show)
    families = clans(shown, hints(shown))
    room = 1.4 if shown.emotional_ties else 1.0
    return diagram(
        "genogram",
        shown,
        lambda space: [Pedigree(shown, families, space.spread * room, view).parts],
        lambda parts: _signs(_Seen(shown, families, parts), view),
        family_told(shown, view.show),
        *notes,
        *([say("figures.genogram_empty")] if len(case.people) == 1 else []),
        size=size,
        whole=True,
    )


class _Seen:
    """Of a family, what stands on a page: whom the signs of its legend are for."""

    def __init__(self, case: Case, families: Sequence[Clan], parts: Sequence[Part]) -> None:
        self.case = case
        here = {owner for part in parts if part.role == "symbol" for owner in part.owners}
        owners: dict[str, set[frozenset[str]]] = defaultdict(set)
        for part in parts:
            owners[part.role].add(part.owners)
        self.people = [one for one in case.people if one.id in here]
        self.ties = [tie for tie in case.emotional_ties if frozenset(tie.between) in owners["tie"]]
        self.homes = [
            (number, home)
            for number, home in enumerate(case.households)
            if home.members and frozenset(home.members) in owners["outline"]
        ]
        every = [family for clan in families for family in clan.families]
        couples = [family for family in every if _line_of(family) in owners["line"]]
        self.couples = couples
        self.children = [
            (child, birth)
            for family in every
            for birth in births(family.union)
            for child in birth
            if child.person in here
        ]
        self.is_twice = any(
            node.twice and node.person and node.person.id in here
            for clan in families
            for row in clan.rows
            for node in row
        )


def _line_of(family: Family) -> frozenset[str]:
    """Return whom the line of a couple belongs to; of one parent, the union is the other."""
    return family.owners | ({family.union.id} if len(family.owners) == 1 else frozenset())


def _signs(seen: _Seen, view: View) -> Iterator[Sign]:
    """Yield the signs that are used, with their meaning."""
    yield from _coded(seen)
    case, people, ties = seen.case, seen.people, seen.ties
    if client := next((one for one in people if one.id == case.client), None):
        who = "figures.centre_person" if view.without_client else "figures.index_person"
        yield _sample(client.sex, index=True), say(who)
    for conditions in symbols.alike(_used("condition", (code for one in people for code in one.conditions))):
        yield symbols.condition(conditions), " / ".join(label("condition", code) for code in conditions)
    if any(symbols.age(one) not in ([], ["?"]) for one in people):
        yield [Words(0, 3, "30")], say("figures.age_inside")
    if any(one.birth_year or one.death_year for one in people):
        years = [Words(-4, 3, "1950", align="right"), Words(-2, 3, "2020", align="left")]
        yield years, say("figures.years")
    yield from _of_unions(seen)
    if any(one.direction != "both" for one in ties):
        yield symbols.draw(symbols.Stroke(colour=MUTED), _WAY, to="end"), say("figures.arrow")
    if seen.is_twice:
        yield [Words(0, 3, "=", 10, bold=True)], say("figures.drawn_twice")
    if any(one.id in view.cut for one in people):
        yield [Words(0, 3, MORE, 10, bold=True)], say("figures.more_family")
    if told := [name for name in view.show if any(details(one, [name]) for one in people)]:
        names = ", ".join(say(f"tables.{name}") for name in told)
        yield [Words(0, 3, "abc", colour=MUTED)], say("figures.below_label", names=names)
    for number, home in seen.homes:
        box = [(-17.0, -6.0), (17.0, -6.0), (17.0, 6.0), (-17.0, 6.0)]
        yield [symbols.home_line(box, number)], filled_in(home.label)


def _of_unions(seen: _Seen) -> Iterator[Sign]:
    """Yield the signs of unions that are no codes: blood relatives, years apart, a partner not recorded."""
    case, unions = seen.case, [family.union for family in seen.couples]
    if blood_couples(case) & {union.id for union in unions}:
        yield symbols.union_line("married", _COUPLE, 0, related=True), say("figures.related")
    if any(union.status == "separated" and union.end_year for union in unions):
        yield [Words(0, 3, say("figures.separated_in", year=2020))], say("figures.separated_since")
    alone = [case.person(union.partners[0]) for union in unions if len({*union.partners}) == 1]
    for sex in _used("sex", map(symbols.other_sex, alone))[:1]:
        yield symbols.nobody(sex, 0, 0, ""), say("figures.single_parent")


def _used(scheme: str, found: Iterable[str]) -> list[str]:
    """Return the codes that were found, in the order of their list."""
    return [*filter({*found}.__contains__, codes(scheme))]


def _coded(seen: _Seen) -> Iterator[Sign]:
    """Yield the signs of the codes that are used: persons, couples, children, twins and ties."""
    people, ties = seen.people, seen.ties
    lives = {one.known_life: one.sex for one in reversed(people) if one.known_life != "living"}
    couples = {
        family.union.status
        for family in seen.couples
        if len(family.owners) > 1 or family.union.status != "unknown"
    }
    if "widowed" in couples:  # drawn as a marriage: the cross tells who died
        couples = couples - {"widowed"} | {"married"}
    links = {child.link for child, _ in seen.children} - {"biological"}

    def tie(kind: str) -> list[Part]:
        return symbols.draw(symbols.EMOTIONAL[kind], _WAY, to="end" if symbols.EMOTIONAL[kind].arrow else "")

    tables: list[tuple[str, Iterable[str], Callable[[str], Sequence[Part]]]] = [
        ("sex", (one.sex for one in people if symbols.size(one) == symbols.HALF), _sample),
        ("life", lives, lambda life: _sample(lives[life], life)),
        ("union_status", couples, lambda status: symbols.union_line(status, _COUPLE, 0)),
        ("child_link", links, lambda link: symbols.descent(link, _DOWN)),
    ]
    for scheme, used, sample in tables:
        yield from ((sample(code), meaning(scheme, code)) for code in _used(scheme, used))
    born = {(birth_kind(birth), len(birth)) for _, birth in seen.children if len(birth) > 1}
    for kind in codes("twin"):
        for count in sorted(count for own, count in born if own == kind):
            yield symbols.twin_lines(kind, (0, -9), _fork(count)), born_together(kind, count)
    yield from (
        (tie(code), meaning("emotional_tie", code))
        for code in _used("emotional_tie", (one.tie for one in ties))
    )


def _fork(count: int) -> list[Point]:
    """Return where the lines to children who were born together end in the legend."""
    return [(_FAR * (2 * number / (count - 1) - 1), 8.0) for number in range(count)]


def _sample(sex: str, life: str = "living", index: bool = False) -> list[Part]:
    """Return the symbol of a person as the legend shows it."""
    one = Person(id="x", label="", relation="other", sex=sex, life=life, basis="documented")
    if life == "unknown":
        return [Words(0, 3, "?")]
    return symbols.symbol(one, 0, 0, min(8.0, symbols.size(one)), index)
