"""The ecomap: the systems around a client or household and the ties to them, after Hartman."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from casekit.figures import style
from casekit.figures.kinship import clans
from casekit.figures.page import SMALLER, Room, Sign, as_a_diagram, diagram, marked
from casekit.figures.pedigree import Pedigree, View
from casekit.figures.rings import ONE_RING, Spot, grown, places, way
from casekit.figures.scene import Part, Path, Point, SceneFigure, Words, around, ring
from casekit.figures.style import INK, MUTED, SMALL, TINTS, Size, leading, measure, printable
from casekit.figures.symbols import NETWORK, Stroke, draw, home_line
from casekit.model import Case
from casekit.model.people import Household, NetworkSystem, NetworkTie
from casekit.told import network_told
from casekit.vocab import codes, filled_in, label, say

_RADII, _SMALL_RADII = (*range(28, 59, 3),), (*range(28, 41, 2),)
_BESIDE, _RING, _SIGN = 12.0, 13.0, 70.0  # between ties to one system; between rings; words on a tie
_LEGEND = 100.0, 150.0  # of a page, for the legend below; where there are many systems
_MOST = 25  # systems on an upright page
_MOSTLY = 0.7  # of names stand whole in their circles: the others are told below
_WIDTHS = {"strong": 4.2, "moderate": 2.4, "tenuous": 1.2}
_ZIGZAGS = {"strong": (5.0, 2.4), "moderate": (4.6, 1.5), "tenuous": (4.2, 0.9)}  # of both: height, width
_ARROWS = {"both": "both", "to_client": "start", "from_client": "end"}
_WAY = [(-19.0, 0.0), (19.0, 0.0)]


@as_a_diagram
def ecomap(case: Case, *, household: bool = False, size: Size | None = None) -> SceneFigure:
    """Return the ecomap of a case as a figure: the systems around the client, and the ties to them.

    A tie of the client begins at the circle in the middle, one of a household at the ring around it. Several
    ties to one system run side by side. A resource that exists but is not used is a dashed circle without a
    line. More than twelve systems stand on two rings, with those that have the most ties on the inner one.
    Neither the size of a circle nor its distance has a meaning.

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
    home = _home(case) if household else None
    return diagram(
        "ecomap",
        case,
        lambda room: _drawings(case, home, room),
        lambda: _signs(case, home),
        network_told(case),
        say("figures.no_size"),
        size=size,
        later=lambda shown: [*_in_full(case, shown), *_unnamed(case, home)],
    )


def _unnamed(case: Case, home: Household | None) -> list[str]:
    """Return a note of whose ties are not named."""
    if home is None or not case.network.ties:
        return []
    own = home if _owner(case, home) == home.id else case.person(case.client)
    return [say("figures.own_ties", who=filled_in(own.label))]


def _in_full(case: Case, shown: Sequence[Part]) -> list[str]:
    """Return a note of the names that are clipped in their circles."""
    clipped = {
        owner
        for part in shown
        if isinstance(part, Words) and part.text.endswith(style.CLIPPED)
        for owner in part.owners
    }
    names = [printable(filled_in(system.label)) for system in case.network.systems if system.id in clipped]
    return [say("figures.in_full", names="; ".join(names))] if names else []


def _home(case: Case) -> Household | None:
    """Return the household in which the client lives, if the case has one."""
    return next((home for home in case.households if case.client in home.members), None)


@dataclass(frozen=True)
class _Middle:
    """What stands in the middle: its parts, its half axes, and whom the ties belong to if nothing is said."""

    parts: Sequence[Part]
    axes: Point
    own: str
    homes: Sequence[str]
    line: float

    def start(self, person: str) -> Point:
        """Return the half axes of the line at which ties of somebody begin."""
        number = self.homes.index(person) + 1 if person in self.homes else 0
        return self.axes[0] + _RING * number, self.axes[1] + _RING * number

    @property
    def outer(self) -> Point:
        """The half axes of all that stands in the middle."""
        return self.axes[0] + _RING * len(self.homes), self.axes[1] + _RING * len(self.homes)


def _drawings(case: Case, home: Household | None, room: Room) -> list[list[Part]]:
    """Return the systems around the middle; on several drawings where they have no room on one."""
    systems = sorted(case.network.systems, key=lambda system: system.resource == "formal")
    count = len(systems)
    names = [marked(system.label, system.basis) for system in systems]
    rooms = [*_rooms(room, count, has_home=home is not None)]
    found = None
    for own, most in rooms:
        fitting = _sizes(case, home, names, most, own)
        if fitting and (found is None or fitting.whole > found.whole):
            found = fitting
        if found and found.whole >= (1 if room.is_wall else _MOSTLY):
            break
    if found is None:
        own, most = rooms[0]
        radius = _radii(most)[0]
        found = _Fitting(radius, _middle(case, home, _hub(radius, most), own), own, most)
    pages = -(-count // found.most)
    parts = [systems[page * count // pages : (page + 1) * count // pages] for page in range(pages)]
    return [_drawing(case, found, own) for own in parts]


def _rooms(room: Room, count: int, *, has_home: bool) -> Iterator[tuple[Point, int]]:
    """Yield rooms to try, and how many systems stand in each: all, or some on each of several pages."""
    width, height = room.width * room.spread, room.height * room.spread
    legend = 0.0 if room.is_wall else _LEGEND[count > ONE_RING]
    is_flat = width > height
    limit = ONE_RING if room.is_wall or has_home else _MOST
    if count <= limit:
        yield (width, height - legend), count
        if is_flat and legend:
            yield (width, height), count
        elif not is_flat:
            yield (width * SMALLER, height * SMALLER - legend), count
    least = 4 if is_flat or has_home else ONE_RING  # that are worth a page
    for pages in range(2, count + 1):
        most = -(-count // pages)
        if count > least * (pages - 1) and most <= limit:
            yield (width, height - (0 if is_flat else legend)), most


@dataclass(frozen=True)
class _Fitting:
    """How large circles are, and how many of them stand around what in which room."""

    radius: float
    middle: "_Middle"
    room: Point
    most: int
    whole: float = 0
    """The share of the names that stand whole."""


def _lines_from(home: Household | None) -> float:
    """Return how long a tie is at least: one from a household may say whose it is."""
    return 36.0 if home else 26.0


def _hub(radius: float, most: int) -> float:
    """Return the radius of the client's circle: where many ties begin, they need room."""
    return radius + (12 if most > ONE_RING else 0)


def _radii(most: int) -> Sequence[int]:
    return _RADII if most <= ONE_RING else _SMALL_RADII


def _sizes(
    case: Case, home: Household | None, names: Sequence[str], most: int, room: Point
) -> _Fitting | None:
    """Return the smallest circles in which all names stand whole, or else most; none if none have room."""
    names = [*names, *([] if home else [marked(case.person(case.client).label, "documented")])]
    best = None
    for radius in _radii(most):
        middle = _middle(case, home, _hub(radius, most), room)
        line = _lines_from(home)
        if not all(places(own, radius, middle.outer, *room, line) for own in {most, max(1, most - 1)}):
            break
        whole = sum(_whole(name, radius) for name in names) / len(names)
        if best is None or whole > best.whole:
            best = _Fitting(radius, middle, room, most, whole)
        if whole == 1:
            break
    return best


def _middle(case: Case, home: Household | None, radius: float, room: Point) -> _Middle:
    """Return the client's circle, or the household as a small genogram, with the lines around it."""
    homes = [own for own in _homes(case) if own != (home.id if home else "")]
    if home is None:
        name = marked(case.person(case.client).label, "documented")
        parts = _circle(case.client, (0, 0), radius, name, fill=TINTS["plain"], width=2.2)
        axes = (radius, radius)
        own = case.client
    else:
        parts, axes = _family(case, home, is_flat=room[0] > room[1])
        own = _owner(case, home)
    middle = _Middle(parts, axes, own, homes, _lines_from(home))
    rings = [
        home_line(_oval(middle.start(one)), number, "ring", frozenset((one,)))
        for number, one in enumerate(homes, start=bool(home))
    ]
    return replace(middle, parts=[*rings, *parts])


def _owner(case: Case, home: Household) -> str:
    """Return whose ties are not named: those of the household or of the client, whoever has more."""
    own = [tie.person for tie in case.network.ties]
    return home.id if own.count(home.id) >= own.count(case.client) else case.client


def _family(case: Case, home: Household, *, is_flat: bool) -> tuple[list[Part], Point]:
    """Return the members of a household as a genogram around the origin, inside a line; and its half axes."""
    members = {*home.members}
    unions = [
        union.model_copy(update={"children": [one for one in union.children if one.person in members]})
        for union in case.unions
        if members.issuperset(union.partners)
    ]
    people = [person for person in case.people if person.id in members]
    own = case.model_copy(update={"people": people, "unions": unions, "households": [], "emotional_ties": []})
    drawn = Pedigree(own, clans(own), 0.8, View()).parts
    left, top, right, bottom = around(drawn)
    stretched = (1.9, 1.18) if is_flat else (math.sqrt(2), math.sqrt(2))  # of an oval around a rectangle
    axes = (right - left) / 2 * stretched[0] + 5, (bottom - top) / 2 * stretched[1] + 5
    moved = [part.moved(-(left + right) / 2, -(top + bottom) / 2) for part in drawn]
    line = home_line(_oval(axes), 0, "symbol", frozenset((home.id, *members)))
    return [replace(line, fill="white"), *moved], axes


def _oval(axes: Point) -> list[Point]:
    return [(x * axes[0], y * axes[1]) for x, y in ring(0, 0, 1, 96)]


def _homes(case: Case) -> list[str]:
    """Return the households that have ties of their own."""
    return [home.id for home in case.households if any(tie.person == home.id for tie in case.network.ties)]


def _drawing(case: Case, fitting: _Fitting, systems: Sequence[NetworkSystem]) -> list[Part]:
    """Return the middle, circles and ties."""
    middle, radius, room = fitting.middle, fitting.radius, fitting.room
    drawn = {system.id: _drawn(case, system) for system in systems}
    spots = grown(len(systems), radius, middle.outer, *room, middle.line)
    if within := sum(spot.by is None for spot in spots) % len(spots):
        by_ties = sorted(systems, key=lambda system: -len(drawn[system.id]))
        inner = {system.id for system in by_ties[:within]}
        systems = sorted(systems, key=lambda system: system.id not in inner)
    lines: list[Part] = []
    circles: list[Part] = []
    for system, spot in zip(systems, spots, strict=True):
        ties = drawn[system.id]
        for number, tie in enumerate(ties):
            beside = (number - (len(ties) - 1) / 2) * _BESIDE
            lines += _tie(case, middle, tie, spot, radius, beside)
        is_idle = any(tie.system == system.id for tie in case.network.ties) and not ties
        name = marked(system.label, system.basis)
        circles += _circle(system.id, spot.at, radius, name, system.resource == "formal", is_idle)
    return [*lines, *middle.parts, *circles]


def _drawn(case: Case, system: NetworkSystem) -> list[NetworkTie]:
    """Return the ties to a system that are lines."""
    return [tie for tie in case.network.ties if tie.system == system.id and tie.tie != "unused"]


def _lines(text: str, radius: float) -> Sequence[str]:
    """Return a text as the lines that fit a circle, which is wider in its middle; clipped if it must be."""
    words, tried = text.split(), list[list[str]]()
    for count in range(1, max(1, int(1.6 * radius / leading(SMALL))) + 1):
        lines, is_whole = _in_circle(words, radius - 3, count)
        if is_whole:
            return lines
        tried.append(lines)
    return max(tried, key=lambda lines: len("".join(lines)))


def _in_circle(words: Sequence[str], radius: float, count: int) -> tuple[list[str], bool]:
    """Return words on so many lines of a circle, and whether all stand there; what is too long is clipped."""
    lines: list[str] = []
    rest = [*words]
    for number in range(count):
        away = abs(number - (count - 1) / 2) * leading(SMALL) + 0.42 * SMALL
        room = 2 * math.sqrt(max(0.0, radius**2 - away**2))
        line = ""
        while rest and measure(f"{line} {rest[0]}".strip(), SMALL) <= room:
            line = f"{line} {rest.pop(0)}".strip()
        if rest and (not line or number == count - 1):
            return [*lines, style.clip(f"{line} {rest[0]}".strip(), room, SMALL)], False
        lines.append(line)
    return [line for line in lines if line], True


def _whole(text: str, radius: float) -> bool:
    """Tell whether no word is broken and nothing left out."""
    return " ".join(_lines(text, radius)) == " ".join(text.split())


def _circle(
    key: str,
    at: Point,
    radius: float,
    text: str = "",
    double: bool = False,
    idle: bool = False,
    fill: str = "white",
    width: float = 1.3,
) -> list[Part]:
    """Return a circle with its label: double if formal, dashed if it is not used."""
    owners, fill, dash = frozenset((key,)), TINTS["bad"] if idle else fill, (4.0, 3.0) if idle else ()
    parts: list[Part] = [Path(ring(*at, radius), "symbol", owners, width, INK, dash, fill, closed=True)]
    if double:
        parts.append(Path(ring(*at, radius - 2.8), "mark", owners, 0.9, closed=True))
    lines = _lines(text, radius)
    for number, line in enumerate(lines):
        y = at[1] + (number - len(lines) / 2 + 0.76) * leading(SMALL)
        parts.append(Words(at[0], y, line, owners=owners))
    return parts


def _tie(
    case: Case, middle: _Middle, tie: NetworkTie, spot: Spot, radius: float, beside: float
) -> list[Part]:
    """Return a tie from the middle to a system, moved sideways where there are several."""
    far, (across, down) = math.hypot(*spot.at), _unit(spot.leave)
    aside = (-spot.at[1] / far * beside, spot.at[0] / far * beside)
    start = _leaving(middle.start(tie.person), (across, down), aside)
    back = (across, down) if spot.by is None else _unit((spot.at[0] - spot.by[0], spot.at[1] - spot.by[1]))
    reach = math.sqrt(max(0.0, radius**2 - beside**2)) + 1.5
    end = (spot.at[0] - back[0] * reach + aside[0], spot.at[1] - back[1] * reach + aside[1])
    by = None if spot.by is None else (spot.by[0] + aside[0], spot.by[1] + aside[1])
    owners, look = frozenset((case.client, middle.own, tie.system)), _look(tie.tie, tie.strength)
    if tie.person not in (middle.own, *middle.homes):
        names = {one.id: one.label for one in case.people} | {one.id: one.label for one in case.households}
        who = " ".join([look.sign, marked(names[tie.person], "documented")]).strip()
        room = max(24.0, min(_SIGN, math.dist(start, end)))
        look = replace(look, sign=style.clip(who, room, SMALL) if measure(who, SMALL) > room else who)
    return _strokes(look, way(start, by, end), owners, _ARROWS.get(tie.direction or "", ""))


def _unit(vector: Point) -> Point:
    far = math.hypot(*vector)
    return vector[0] / far, vector[1] / far


def _leaving(axes: Point, direction: Point, aside: Point) -> Point:
    """Return where a line in a direction, moved aside, leaves an oval around the origin."""
    (across, down), (dx, dy), (wide, high) = direction, aside, axes
    a = (across / wide) ** 2 + (down / high) ** 2
    b = across * dx / wide**2 + down * dy / high**2
    c = (dx / wide) ** 2 + (dy / high) ** 2 - 1
    at = (-b + math.sqrt(max(0.0, b * b - a * c))) / a + 1.5
    return across * at + dx, down * at + dy


def _look(tie: str, strength: str | None) -> Stroke:
    """Return how a tie is drawn: its kind by the form, its strength by the width."""
    look = NETWORK[tie]
    if strength is None:
        return look
    width = _WIDTHS[strength] if look.lines else min(2.4, _WIDTHS[strength])
    dash = (5.0, 3.0) if strength == "tenuous" else ()
    if look.lines and look.zigzag:  # a thick line in a zigzag would fill it
        height, width = _ZIGZAGS[strength]
        return replace(look, width=width, zigzag=height, dash=dash)
    return replace(look, width=width, dash=dash)


def _strokes(look: Stroke, line: Sequence[Point], owners: frozenset[str], to: str) -> list[Part]:
    """Return a tie as parts; of a line in a zigzag, the zigzag is thin."""
    if not (look.lines and look.zigzag):
        return draw(look, line, owners, to)
    thin = replace(look, lines=(), width=min(look.width, 1.1), sign="")
    return [*draw(thin, line, owners, to), *draw(replace(look, zigzag=0.0), line, owners, to)]


def _signs(case: Case, home: Household | None) -> Iterator[Sign]:
    """Yield the signs that are used, with their meaning."""
    systems, ties = case.network.systems, case.network.ties
    drawn = [tie for tie in ties if tie.tie != "unused"]
    for resource in codes("resource_kind"):
        if any(system.resource == resource for system in systems):
            yield _circle("", (0, 0), 8, double=resource == "formal"), say(f"told.{resource}_system")
    if {tie.system for tie in ties} - {tie.system for tie in drawn}:
        yield _circle("", (0, 0), 8, idle=True), say("figures.unused")
    if {system.id for system in systems} - {tie.system for tie in ties}:
        yield _circle("", (0, 0), 8), say("figures.no_tie")
    for kind, look in NETWORK.items():
        if any(tie.tie == kind for tie in drawn):
            yield _strokes(look, _WAY, frozenset(), ""), label("tie_kind", kind)
    for strength in codes("tie_strength"):
        if any(tie.strength == strength for tie in drawn):
            look = replace(_look("supportive", strength), colour=MUTED)
            yield draw(look, _WAY), say("figures.tie_strength", strength=label("tie_strength", strength))
    if any(tie.direction for tie in drawn):
        yield draw(Stroke(colour=MUTED), _WAY, to="end"), say("figures.energy")
    names = {own.id: filled_in(own.label) for own in case.households}
    shown = [home.id] if home else []
    for number, own in enumerate([*shown, *(one for one in _homes(case) if one not in shown)]):
        yield [home_line(ring(0, 0, 8), number)], names[own]
