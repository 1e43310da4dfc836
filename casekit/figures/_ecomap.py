"""The ecomap: the systems around a client or household and the ties to them, after Hartman."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import shapely

from casekit.figures import style
from casekit.figures.page import Sign, as_a_diagram, diagram, marked
from casekit.figures.scene import Part, Path, Point, SceneFigure, Words, ring
from casekit.figures.style import INK, MUTED, PAGE_WIDTH, SMALL, TINTS, fitted, leading, measure
from casekit.figures.symbols import NETWORK, Stroke, draw, home_line
from casekit.model import Case
from casekit.model.people import NetworkTie
from casekit.told import network_told
from casekit.vocab import codes, filled_in, label, say

_RADII = range(30, 59, 4)
_BESIDE, _RING, _SIGN = 12.0, 13.0, 70.0  # between ties to one system; between rings; words on a tie
_WIDTHS = {"strong": 4.2, "moderate": 2.4, "tenuous": 1.2}
_ARROWS = {"both": "both", "to_client": "start", "from_client": "end"}
_WAY = [(-19.0, 0.0), (19.0, 0.0)]


@as_a_diagram
def ecomap(case: Case) -> SceneFigure:
    """Return the ecomap of a case as a figure: the systems around the client, and the ties to them.

    A tie of the client begins at the circle in the middle, one of a household at the ring around it. Several
    ties to one system run side by side. A resource that exists but is not used is a dashed circle without a
    line. Neither the size of a circle nor its distance has a meaning.

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
    return diagram(
        "ecomap",
        case,
        lambda wider: _drawing(case, wider),
        lambda: _signs(case),
        network_told(case),
        say("figures.no_size"),
    )


def _drawing(case: Case, wider: float) -> list[Part]:
    """Return the circles and ties."""
    systems = sorted(case.network.systems, key=lambda system: system.resource == "formal")
    names = [marked(system.label, system.basis) for system in systems]
    centre = marked(case.person(case.client).label, "documented")
    radius = next(
        (size for size in _RADII if all(_whole(name, size) for name in (*names, centre))), _RADII[-1]
    )
    homes = _homes(case)
    parts: list[Part] = []
    starts = {home: radius + _RING * (number + 1) for number, home in enumerate(homes)}
    for number, home in enumerate(homes):
        parts.append(home_line(ring(0, 0, starts[home]), number, "ring", frozenset((home,))))
    circles = _circle(case.client, (0, 0), radius, centre, fill=TINTS["plain"], width=2.2)
    spots = _around(len(systems), radius, radius + _RING * len(homes), wider)
    for system, name, spot in zip(systems, names, spots, strict=True):
        ties = [tie for tie in case.network.ties if tie.system == system.id]
        drawn = [tie for tie in ties if tie.tie != "unused"]
        for number, tie in enumerate(drawn):
            beside = (number - (len(drawn) - 1) / 2) * _BESIDE
            parts += _tie(case, tie, spot, (starts.get(tie.person, radius), radius), beside)
        circles += _circle(
            system.id, spot, radius, name, system.resource == "formal", bool(ties and not drawn)
        )
    return [*parts, *circles]


def _homes(case: Case) -> list[str]:
    """Return the households that have ties of their own."""
    return [home.id for home in case.households if any(tie.person == home.id for tie in case.network.ties)]


def _around(count: int, radius: float, hub: float, wider: float) -> list[Point]:
    """Return places on an oval around the middle, at equal distances and far enough from each other."""
    wide = (PAGE_WIDTH / 2 - radius - 8) * wider
    high = max(hub + radius + 48, 0.62 * wide)
    while True:
        oval = shapely.LineString([(-wide * x, -high * y) for y, x in ring(0, 0, 1, 180)] + [(0, -high)])
        spots = [oval.interpolate(at / count, normalized=True).coords[0] for at in range(count)]
        if all(math.dist(spots[at], spots[at - 1]) >= 2 * radius + 10 for at in range(count) if count > 1):
            return spots
        wide, high = (wide, high + 12) if high < wide else (wide + 8, high + 8)


def _lines(text: str, radius: float) -> Sequence[str]:
    """Return a text as the lines that fit a circle."""
    return fitted(text, 1.6 * radius, int(1.25 * radius / leading(SMALL)), SMALL)


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


def _tie(case: Case, tie: NetworkTie, spot: Point, reach: Point, beside: float) -> list[Part]:
    """Return a tie from the middle to a system, moved sideways where there are several."""
    far = math.hypot(*spot)
    across, down = spot[0] / far, spot[1] / far
    start, end = (math.sqrt(max(0.0, radius**2 - beside**2)) + 1.5 for radius in reach)
    way = [(across * at - down * beside, down * at + across * beside) for at in (start, far - end)]
    owners, look = frozenset((case.client, tie.system)), _look(tie.tie, tie.strength)
    if tie.person in {person.id for person in case.people} - {case.client}:
        who = " ".join([look.sign, marked(case.person(tie.person).label, "documented")]).strip()
        look = replace(look, sign=style.clip(who, _SIGN, SMALL) if measure(who, SMALL) > _SIGN else who)
    return draw(look, way, owners, _ARROWS.get(tie.direction or "", ""))


def _look(tie: str, strength: str | None) -> Stroke:
    """Return how a tie is drawn: its kind by the form, its strength by the width."""
    look = NETWORK[tie]
    if strength is None:
        return look
    width = _WIDTHS[strength] if look.lines else min(2.4, _WIDTHS[strength])
    return replace(look, width=width, dash=(5.0, 3.0) if strength == "tenuous" else ())


def _signs(case: Case) -> Iterator[Sign]:
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
            yield draw(look, _WAY), label("tie_kind", kind)
    for strength in codes("tie_strength"):
        if any(tie.strength == strength for tie in drawn):
            look = replace(_look("supportive", strength), colour=MUTED)
            yield draw(look, _WAY), say("figures.tie_strength", strength=label("tie_strength", strength))
    if any(tie.direction for tie in drawn):
        yield draw(Stroke(colour=MUTED), _WAY, to="end"), say("figures.energy")
    names = {home.id: filled_in(home.label) for home in case.households}
    for number, home in enumerate(_homes(case)):
        yield [home_line(ring(0, 0, 8), number)], names[home]
