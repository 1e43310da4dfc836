"""The genogram: a family over the generations, by the conventions of McGoldrick."""

from collections.abc import Callable, Container, Iterator, Sequence

from casekit.figures import symbols
from casekit.figures.kinship import Clan, clans
from casekit.figures.page import Sign, as_a_diagram, diagram
from casekit.figures.pedigree import Pedigree
from casekit.figures.scene import Part, Path, SceneFigure, Words
from casekit.figures.style import MUTED, Size
from casekit.model import Case
from casekit.model.people import Person
from casekit.told import family_told, meaning
from casekit.vocab import codes, filled_in, say

_COUPLE = [(-16.0, -6.0), (-16.0, 3.0), (16.0, 3.0), (16.0, -6.0)]  # where the signs of the legend run
_DOWN, _FORK, _WAY = [(0.0, -8.0), (0.0, 8.0)], [(-12.0, 8.0), (12.0, 8.0)], [(-19.0, 0.0), (19.0, 0.0)]


@as_a_diagram
def genogram(case: Case, *, size: Size | None = None) -> SceneFigure:
    """Return the genogram of a case as a figure: persons, unions, households and emotional ties.

    Persons go by the labels of the case file, a relation or a pseudonym. The legend explains every symbol
    that is used, for books differ. A person who belongs to two generations, such as a niece married to her
    uncle, is drawn twice and marked. Unless a size is asked for, a large family stands on one large sheet;
    for a page or a wall it is cut into `pages` that are laid side by side.

    References
    ----------
    McGoldrick, M., Gerson, R., and Petry, S., Genograms: assessment and treatment.

    Examples
    --------
    >>> client = {"id": "client", "label": "Klien A", "relation": "client", "basis": "documented"}
    >>> case = Case(id="klien-a", title="Klien A", client="client", people=[client])
    >>> genogram(case).sentences[:2]
    ['Genogram: Klien A.', 'Klien A (klien).']
    """
    families = clans(case)
    room = 1.4 if case.emotional_ties else 1.0
    return diagram(
        "genogram",
        case,
        lambda space: [Pedigree(case, families, space.spread * room).parts],
        lambda: _signs(case, families),
        family_told(case),
        *([say("figures.genogram_empty")] if len(case.people) == 1 else []),
        size=size,
        whole=True,
    )


def _signs(case: Case, families: Sequence[Clan]) -> Iterator[Sign]:
    """Yield the signs that are used, with their meaning."""
    yield from _coded(case, families)
    people, ties = case.people, case.emotional_ties
    unions = [family for clan in families for family in clan.families]
    yield _sample(case.person(case.client).sex, index=True), say("figures.index_person")
    if any(symbols.age(one) not in ([], ["?"]) for one in people):
        yield [Words(0, 3, "30")], say("figures.age_inside")
    if any(one.birth_year or one.death_year for one in people):
        yield [Words(-3, 3, "1950", align="right"), Words(3, 3, "2020", align="left")], say("figures.years")
    if any(len(family.owners) == 1 for family in unions):
        yield [Path([(-8, -6), (-8, 2), (8, 2), (8, 9)])], say("figures.single_parent")
    if any(one.direction != "both" for one in ties):
        yield symbols.draw(symbols.Stroke(colour=MUTED), _WAY, to="end"), say("figures.arrow")
    if any(node.twice for clan in families for row in clan.rows for node in row):
        yield [Words(0, 3, "=", 10, bold=True)], say("figures.drawn_twice")
    for number, home in enumerate(case.households):
        if home.members:
            box = [(-17.0, -6.0), (17.0, -6.0), (17.0, 6.0), (-17.0, 6.0)]
            yield [symbols.home_line(box, number)], filled_in(home.label)


def _coded(case: Case, families: Sequence[Clan]) -> Iterator[Sign]:
    """Yield the signs of the codes that are used: persons, couples, children, twins and ties."""
    people, ties = case.people, case.emotional_ties
    unions = [family for clan in families for family in clan.families]
    children = [child for family in unions for child in family.union.children]
    lives = {one.life: one.sex for one in reversed(people) if one.life != "living"}
    couples = {family.union.status for family in unions if len(family.owners) > 1}
    if "widowed" in couples:  # drawn as a marriage: the cross tells who died
        couples = couples - {"widowed"} | {"married"}
    links = {child.link for child in children} - {"biological"}
    twins = {child.twin or "unknown" for child in children if child.twin_of}

    def tie(kind: str) -> list[Part]:
        return symbols.draw(symbols.EMOTIONAL[kind], _WAY, to="end" if symbols.EMOTIONAL[kind].arrow else "")

    tables: list[tuple[str, Container[str], Callable[[str], Sequence[Part]]]] = [
        ("sex", {one.sex for one in people if symbols.size(one) == symbols.HALF}, _sample),
        ("life", lives, lambda life: _sample(lives[life], life)),
        ("union_status", couples, lambda status: symbols.union_line(status, _COUPLE, 0)),
        ("child_link", links, lambda link: symbols.descent(link, _DOWN)),
        ("twin", twins, lambda kind: symbols.twin_lines(kind, (0, -9), _FORK)),
        ("emotional_tie", {one.tie for one in ties}, tie),
    ]
    for scheme, used, sample in tables:
        for code in filter(used.__contains__, codes(scheme)):
            yield sample(code), meaning(scheme, code)


def _sample(sex: str, life: str = "living", index: bool = False) -> list[Part]:
    """Return the symbol of a person as the legend shows it."""
    one = Person(id="x", label="", relation="other", sex=sex, life=life, basis="documented")
    if life == "unknown":
        return [Words(0, 3, "?")]
    return symbols.symbol(one, 0, 0, min(8.0, symbols.size(one)), index)
