"""The ecomap: the systems around a client or household and the ties to them, after Hartman."""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress, count
from operator import not_

import shapely

from casekit.figures._ecomap_lines import covered, leaving, look_of, ports, strokes, unit
from casekit.figures._ecomap_middle import Middle, home_of, middle_of, owner, with_ties
from casekit.figures.circles import SHAPES, circle, edge, fitting, ovals, quality
from casekit.figures.geometry import faults, route
from casekit.figures.page import BESIDE, Room, Sign, as_a_diagram, diagram, marked
from casekit.figures.rings import ONE_RING, Spot, grown, places, way
from casekit.figures.scene import Part, Point, SceneFigure, Words, ring, rounded
from casekit.figures.style import MUTED, SMALL, Size, measure, printable
from casekit.figures.symbols import NETWORK, Stroke, draw, home_line
from casekit.model import Case
from casekit.model.people import Household, NetworkSystem, NetworkTie
from casekit.told import network_told
from casekit.vocab import codes, filled_in, label, say

_BESIDE = 12.0  # between ties to one system
_SIGN, _SHORT = 30.0, 16.0  # how wide words on a tie may be; on those to a household, which are short
_LEGEND = 100.0, 165.0  # of an upright page, for the legend below; where there are many systems
_MOST = 25  # systems on a page
_MOSTLY, _TRIED = 0.7, 4  # of names stand whole in their circles, the others are told below; drawings tried
_OUTSIDE = 14.0  # of the room around the circles, for ties between systems
_ARROWS = {"both": "both", "to_client": "start", "from_client": "end"}
_WAY, _SWATCH = [(-19.0, 0.0), (19.0, 0.0)], (8.0, 8.0)  # of the legend
_HOUSE = rounded(-14.0, -7.0, 28.0, 14.0, 5.0)


@as_a_diagram
def ecomap(case: Case, *, household: bool = False, size: Size | None = None) -> SceneFigure:
    """Return the ecomap of a case as a figure: the systems around the client, and the ties to them.

    A tie of the client begins at the circle in the middle, one of a household at the ring around it. Several
    ties to one system run side by side. A resource that exists but is not used is a dashed circle without a
    line. Systems that are tied to each other stand side by side as far as that goes, and are joined by a line
    of the same kinds. More than twelve systems stand on two rings, with those that have the most ties on the
    inner one. Circles become wider where that lets all names stand whole in them on one page. Neither the
    size of a circle nor its distance has a meaning.

    With `household`, the client's household stands in the middle as a small genogram, if the case file holds
    one; all ties begin at the line around it, and say whose they are, except for those of whoever has most.

    References
    ----------
    Hartman, A., Diagrammatic assessment of family relationships, Social Casework 59 (1978).

    Examples
    --------
    >>> client = {"id": "client", "label": "Klien A", "relation": "client", "basis": "documented"}
    >>> aid = {"id": "aid", "label": "PKH", "system": "social_assistance", "resource": "formal",
    ...        "basis": "documented"}
    >>> case = Case(id="klien-a", title="Klien A", client="client", people=[client],
    ...             network={"systems": [aid]})
    >>> ecomap(case).sentences[1]
    'PKH (bantuan sosial, sistem formal): belum ada hubungan yang dicatat.'
    """
    home = home_of(case) if household else None
    return diagram(
        "ecomap",
        case,
        lambda room: _drawings(case, home, room),
        lambda parts: _signs(case, home, parts),
        network_told(case),
        say("figures.no_size"),
        size=size,
        later=lambda shown: [*_in_full(case, shown), *_apart(case, shown), *_unnamed(case, home)],
    )


def _unnamed(case: Case, home: Household | None) -> list[str]:
    """Return a note of whose ties are not named."""
    people = {one.id: filled_in(one.label) for one in case.people}
    people |= {one.id: filled_in(one.label) for one in case.households}
    own = owner(case, home) if home else case.client
    told = [say("figures.own_ties", who=people[own])] if home and case.network.ties else []
    inside = {own, *with_ties(case)} - ({home.id} - {own} if home else set())  # their lines carry no sign
    signs = _signed(case, inside, _SHORT if home else _SIGN)
    numbers = [f"{sign} {people[one]}" for one, sign in signs.items() if sign.strip("()").isdigit()]
    return [*told, *([say("figures.numbered_ties", names="; ".join(numbers))] if numbers else [])]


def _in_full(case: Case, shown: Sequence[Part]) -> list[str]:
    """Return a note of the names that do not stand whole in their circles."""
    lines: dict[str, list[str]] = {system.id: [] for system in case.network.systems}
    for part in shown:
        if isinstance(part, Words) and part.role == "words":
            for owner in part.owners & lines.keys():
                lines[owner].append(part.text)
    names = [printable(filled_in(system.label)) for system in case.network.systems]
    parted = [
        name
        for name, system in zip(names, case.network.systems, strict=True)
        if " ".join(lines[system.id]) != " ".join(marked(system.label, system.basis).split())
    ]
    return [say("figures.in_full", names="; ".join(parted))] if parted else []


def _apart(case: Case, shown: Sequence[Part]) -> list[str]:
    """Return a note of the ties between systems that stand on different pages."""
    drawn = {part.owners for part in shown if part.role == "tie"}
    names = {system.id: filled_in(system.label) for system in case.network.systems}
    lost = [tie for tie in _joining(case) if frozenset((tie.person, tie.system)) not in drawn]
    ties = [f"{names[tie.person]} – {names[tie.system]} ({label('tie_kind', tie.tie)})" for tie in lost]
    return [say("figures.apart", ties="; ".join(ties))] if ties else []


@dataclass(frozen=True)
class _Fitting:
    """How large circles are, and how many of them stand around what in which room."""

    oval: Point
    middle: Middle
    room: Point
    most: int
    good: float = 0
    """How well the names stand in them."""


def _drawings(case: Case, home: Household | None, room: Room) -> list[list[Part]]:
    """Return the systems around the middle; on several drawings where they have no room on one."""
    return _on_pages(case, _fitting(case, home, room))


def _on_pages(case: Case, fitting: _Fitting) -> list[list[Part]]:
    systems = _side_by_side(case)
    count = len(systems)
    pages = -(-count // fitting.most)
    parts = [systems[page * count // pages : (page + 1) * count // pages] for page in range(pages)]
    return [_drawing(case, fitting, own) for own in parts]


def _side_by_side(case: Case) -> list[NetworkSystem]:
    """Return the systems: tied ones next to each other as far as that goes, else informal ones first."""
    systems = sorted(case.network.systems, key=lambda system: system.resource == "formal")
    chain = {system.id: [system] for system in systems}
    for tie in case.network.between_systems:
        one, other = chain[tie.person], chain[tie.system]
        if one is other:
            continue
        one = one if one[-1].id == tie.person else one[::-1]
        other = other if other[0].id == tie.system else other[::-1]
        if (one[-1].id, other[0].id) == (tie.person, tie.system):
            joined = [*one, *other]
            chain |= {system.id: joined for system in joined}
    return [system for own in {id(own): own for own in chain.values()}.values() for system in own]


def _fitting(case: Case, home: Household | None, room: Room) -> _Fitting:
    """Return circles in which all names stand whole: on one page, else on several; or else the best."""
    count = len(case.network.systems)
    rooms = [*_rooms(room, count, has_home=home is not None, has_ties=bool(case.network.between_systems))]
    one, several = ([each for each in rooms if (each[1] == count) == is_one] for is_one in (True, False))
    beside = one[:-1]  # which leaves room for the legend on a wall
    tried = [(beside, 1.0), (beside, _MOSTLY), (one, 1.0)] if room.is_wall else [(one, 1.0), (one, _MOSTLY)]
    for some, least in (*tried, (several, 1.0), (rooms, 0.0)):
        if found := _best(case, home, some, least):
            return found
    own, most = rooms[0]
    oval = next(iter(ovals(1.0)))
    return _Fitting(oval, middle_of(case, home, oval, own, most), own, most)


def _rooms(room: Room, count: int, *, has_home: bool, has_ties: bool) -> Iterator[tuple[Point, int]]:
    """Yield rooms to try, and how many systems stand in each: all, or some on each of several pages."""
    less = 2 * _OUTSIDE if has_ties else 0.0
    sheets = [(width * room.spread - less, height * room.spread - less) for width, height in room.sheets]
    upright = [(width, height) for width, height in sheets if width < height]
    legend = _LEGEND[count > ONE_RING]
    limit = ONE_RING if has_home else _MOST
    free = [(width, height - legend) for width, height in upright] or [
        *((width - BESIDE, height) for width, height in sheets),
        sheets[-1],  # with the legend on a page of its own
    ]
    if count <= limit:
        yield from ((own, count) for own in free)
    least = ONE_RING if upright and not has_home else 4  # that are worth a page
    for pages in range(2, count + 1):
        most = -(-count // pages)
        if count > least * (pages - 1) and most <= limit:
            yield from ((own, most) for own in (free[-1:] if upright else free[-2:]))


def _best(
    case: Case, home: Household | None, rooms: Sequence[tuple[Point, int]], least: float
) -> _Fitting | None:
    """Return the first circles in rooms in which all names are whole; the best ones if not all need be."""
    found = (
        one
        for own, most in rooms
        for shape in SHAPES
        for one in _of_shape(case, home, own, most, shape, least)
    )
    if least == 1:
        return next((one for one in found if _is_clear(case, one)), None)
    good = sorted(found, key=lambda one: -one.good)
    clear = (one for one in good[:_TRIED] if _is_clear(case, one))
    return next(clear, good[0]) if good else None


def _is_clear(case: Case, fitting: _Fitting) -> bool:
    return not any(map(faults, _on_pages(case, fitting)))


def _of_shape(
    case: Case, home: Household | None, room: Point, most: int, shape: float, least: float
) -> Iterator[_Fitting]:
    """Yield circles that have room and in which names are so good; if all are to be whole, the smallest."""
    names = [marked(system.label, system.basis) for system in case.network.systems]
    sizes = filter(None, [fitting(names, shape)]) if least == 1 else ovals(shape)
    for oval in (oval for oval in sizes if quality(names, oval) >= least):
        middle = middle_of(case, home, oval, room, most)
        counts = {most, max(1, most - 1)}
        if not all(places(count, oval, middle.outer, *room, middle.line) for count in counts):
            return
        yield _Fitting(oval, middle, room, most, quality(names, oval))


def _drawing(case: Case, fitting: _Fitting, systems: Sequence[NetworkSystem]) -> list[Part]:
    """Return the middle, circles and ties."""
    middle, oval, room = fitting.middle, fitting.oval, fitting.room
    drawn = {system.id: _drawn(case, system) for system in systems}
    spots = grown(len(systems), oval, middle.outer, *room, middle.line)
    if inside := sum(spot.by is None for spot in spots) % len(spots):
        by_ties = sorted(systems, key=lambda system: -len(drawn[system.id]))
        inner = {system.id for system in by_ties[:inside]}
        systems = sorted(systems, key=lambda system: system.id not in inner)
    lines: list[Part] = []
    circles: list[Part] = []
    for system, spot in zip(systems, spots, strict=True):
        ties = drawn[system.id]
        for number, tie in enumerate(ties):
            beside = (number - (len(ties) - 1) / 2) * _BESIDE
            lines += _tie(case, middle, tie, spot, oval, beside)
        is_idle = not ties and any(tie.system == system.id for tie in _of_people(case))
        name = marked(system.label, system.basis)
        circles += circle(system.id, spot.at, oval, name, system.resource == "formal", is_idle)
    at = {system.id: spot.at for system, spot in zip(systems, spots, strict=True)}
    is_word = [isinstance(part, Words) for part in lines]
    parts = [*middle.rings, *compress(lines, map(not_, is_word)), *middle.parts, *circles]
    parts += compress(lines, is_word)
    for tie in _joining(case):
        if {tie.person, tie.system} <= at.keys():
            parts += _between(tie, at, fitting, parts)
    return parts


def _of_people(case: Case) -> list[NetworkTie]:
    """Return the ties of the client, the household and others, without those between systems."""
    return [tie for tie in case.network.ties if not case.network.is_between(tie)]


def _joining(case: Case) -> list[NetworkTie]:
    """Return the ties between two systems that are lines."""
    ties = case.network.between_systems
    return [tie for tie in ties if tie.tie != "unused" and tie.person != tie.system]


def _drawn(case: Case, system: NetworkSystem) -> list[NetworkTie]:
    """Return the ties of people to a system that are lines."""
    return [tie for tie in _of_people(case) if tie.system == system.id and tie.tie != "unused"]


def _between(
    tie: NetworkTie, at: Mapping[str, Point], fitting: _Fitting, parts: Sequence[Part]
) -> list[Part]:
    """Return a tie between two systems, past all others."""
    one, other = at[tie.person], at[tie.system]
    pair = frozenset((tie.person, tie.system))
    blocks = [part for part in parts if part.role in ("tie", "sign")]
    blocks += fitting.middle.blocks
    for system, spot in at.items():
        blocks += covered(spot, fitting.oval, system)
    line = route([ports(one, other, fitting.oval), ports(other, one, fitting.oval)], pair, blocks)
    return strokes(look_of(tie.tie, tie.strength), line, pair, _ARROWS.get(tie.direction or "", ""))


def _tie(case: Case, middle: Middle, tie: NetworkTie, spot: Spot, oval: Point, beside: float) -> list[Part]:
    """Return a tie from the middle to a system, moved sideways where there are several."""
    far, (across, down) = math.hypot(*spot.at), unit(spot.leave)
    aside = (-spot.at[1] / far * beside, spot.at[0] / far * beside)
    start = leaving(middle.start(tie.person), (across, down), aside)
    back = (across, down) if spot.by is None else unit((spot.at[0] - spot.by[0], spot.at[1] - spot.by[1]))
    border = leaving(shapely.Polygon(edge((0, 0), oval)), (-back[0], -back[1]), aside)
    end = (spot.at[0] + border[0], spot.at[1] + border[1])
    by = None if spot.by is None else (spot.by[0] + aside[0], spot.by[1] + aside[1])
    owners, look = frozenset((case.client, middle.own, tie.system)), look_of(tie.tie, tie.strength)
    inside = (middle.own, *middle.homes)
    if tie.person not in inside:
        room = _SHORT if middle.inner.is_square else _SIGN
        look = replace(look, whose=_signed(case, inside, room)[tie.person])
    return strokes(look, way(start, by, end), owners, _ARROWS.get(tie.direction or "", ""))


def _signed(case: Case, inside: Collection[str], room: float) -> dict[str, str]:
    """Return what stands on the ties of whoever else has some: a short name, or else a number."""
    people = {one.id: marked(one.label, "documented") for one in case.people}
    people |= {one.id: marked(one.label, "documented") for one in case.households}
    having = dict.fromkeys(tie.person for tie in _of_people(case) if tie.tie != "unused")
    numbers = count(1)
    return {
        one: people[one] if measure(people[one], SMALL) <= room else f"({next(numbers)})"
        for one in having
        if one not in inside
    }


def _signs(case: Case, home: Household | None, parts: Sequence[Part]) -> Iterator[Sign]:
    """Yield the signs that are used in what is shown, with their meaning."""
    here = {owner for part in parts if part.role == "symbol" for owner in part.owners}
    joined = {part.owners for part in parts if part.role == "tie"}
    systems = [system for system in case.network.systems if system.id in here]
    ties = [tie for tie in case.network.ties if tie.system in here or tie.person in here]
    drawn = [tie for tie in ties if tie.tie != "unused" and _is_shown(case, tie, joined)]
    for resource in codes("resource_kind"):
        if any(system.resource == resource for system in systems):
            yield circle("", (0, 0), _SWATCH, double=resource == "formal"), say(f"told.{resource}_system")
    of_people = [tie for tie in _of_people(case) if tie.system in here]
    if {tie.system for tie in of_people} - {tie.system for tie in of_people if tie.tie != "unused"}:
        yield circle("", (0, 0), _SWATCH, idle=True), say("figures.unused")
    if {system.id for system in systems} - {end for tie in ties for end in (tie.person, tie.system)}:
        yield circle("", (0, 0), _SWATCH), say("figures.no_tie")
    for kind, look in NETWORK.items():
        if any(tie.tie == kind for tie in drawn):
            yield strokes(look, _WAY, frozenset(), ""), label("tie_kind", kind)
    for strength in codes("tie_strength"):
        if any(tie.strength == strength for tie in drawn):
            look = replace(look_of("supportive", strength), colour=MUTED)
            yield draw(look, _WAY), say("figures.tie_strength", strength=label("tie_strength", strength))
    if any(tie.direction for tie in drawn):
        yield draw(Stroke(colour=MUTED), _WAY, to="end"), say("figures.energy")
    names = {own.id: filled_in(own.label) for own in case.households}
    shown = [home.id] if home else []
    for number, own in enumerate([*shown, *(one for one in with_ties(case) if one not in shown)]):
        shape = _HOUSE if own in shown else ring(0, 0, 8)
        yield [home_line(shape, number)], names[own]


def _is_shown(case: Case, tie: NetworkTie, joined: Collection[frozenset[str]]) -> bool:
    """Tell whether a tie is among those that are drawn, given whom these join."""
    return not case.network.is_between(tie) or frozenset((tie.person, tie.system)) in joined
