"""What stands in the middle of an ecomap: the client's circle, or the household as a small genogram."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import shapely

from casekit.figures._ecomap_lines import covered
from casekit.figures.circles import circle, edge, fitting
from casekit.figures.kinship import clans
from casekit.figures.page import marked
from casekit.figures.pedigree import Pedigree, View
from casekit.figures.rings import SQUARE, Hub, bulging
from casekit.figures.scene import Part, Path, Point, around, as_points, rounded
from casekit.figures.style import TINTS
from casekit.figures.symbols import home_line
from casekit.model import Case
from casekit.model.kin import within
from casekit.model.people import Household

_RING = 13.0  # between rings
_START = 12.5  # of the client's circle, for each tie that begins there
_LINE, _SIGNED = 24.0, 34.0  # the shortest tie, and where ties say whose they are
_AWAY = 5.0  # from a household to the line around it
_CORNERS = 96  # of a line around the middle


@dataclass(frozen=True)
class Middle:
    """What stands in the middle: its parts, its shape, and whom the ties belong to if nothing is said.

    `rings` lie behind the ties, of which some begin inside them; `line` is how long a tie is at least, and
    `homes` are the households around whom ties begin.
    """

    parts: Sequence[Part]
    inner: Hub
    own: str
    homes: Sequence[str]
    line: float
    rings: Sequence[Part] = ()

    def start(self, person: str) -> Any:
        """Return the shape at whose edge ties of somebody begin."""
        number = self.homes.index(person) + 1 if person in self.homes else 0
        return self.inner.shape.buffer(_RING * number)

    @property
    def outer(self) -> Hub:
        """All that stands in the middle."""
        return replace(self.inner, shape=self.inner.shape.buffer(_RING * len(self.homes)))

    @property
    def blocks(self) -> list[Part]:
        """Rectangles that cover it."""
        wide, high = self.outer.axes
        box = Path(rounded(-wide, -high, 2 * wide, 2 * high, 0), "symbol", frozenset(("",)), closed=True)
        return [box] if self.inner.is_square else covered((0, 0), (wide, high), "")


def home_of(case: Case) -> Household | None:
    """Return the household in which the client lives, if the case has one."""
    return next((home for home in case.households if case.client in home.members), None)


def with_ties(case: Case) -> list[str]:
    """Return the households of the client that have ties of their own."""
    having = {tie.person for tie in case.network.ties}
    return [home.id for home in case.households if home.id in having and case.client in home.members]


def owner(case: Case, home: Household) -> str:
    """Return whose ties are not named: those of the household or of the client, whoever has more."""
    own = [tie.person for tie in case.network.ties]
    return home.id if own.count(home.id) >= own.count(case.client) else case.client


def middle_of(case: Case, home: Household | None, oval: Point, room: Point, most: int) -> Middle:
    """Return the client's circle, or the household as a small genogram, with the lines around it."""
    homes = [own for own in with_ties(case) if own != (home.id if home else "")]
    if home is None:
        name = marked(case.person(case.client).label, "documented")
        axes = _hub(name, oval, most, is_flat=room[0] > room[1])
        parts = circle(case.client, (0, 0), axes, name, fill=TINTS["plain"], width=2.2)
        inner, own = Hub(shapely.Polygon(edge((0, 0), axes, _CORNERS))), case.client
    else:
        parts, inner = _family(case, home)
        own = owner(case, home)
    signed = any(tie.person not in (own, *homes) for tie in case.network.ties)
    found = Middle(parts, inner, own, homes, _SIGNED if signed else _LINE)
    rings = [
        home_line(as_points(found.start(one).exterior.coords)[:-1], number, "ring", frozenset((one,)))
        for number, one in enumerate(homes, start=bool(home))
    ]
    return replace(found, rings=rings[::-1])


def _hub(name: str, oval: Point, most: int, *, is_flat: bool) -> Point:
    """Return the half axes of the client's circle: where many ties begin they need room."""
    least = fitting([name], oval[0] / oval[1]) or oval
    wide, high = least if is_flat else max(least, oval)
    larger = max(1.0, _START * most / (math.tau * math.hypot(wide, high) / math.sqrt(2)))
    return wide * larger, high * larger


def _family(case: Case, home: Household) -> tuple[list[Part], Hub]:
    """Return the members of a household as a genogram around the origin, inside a line; and its shape."""
    own = within(case, home.members).model_copy(update={"households": [], "emotional_ties": []})
    drawn = Pedigree(own, clans(own), 0.6, View()).parts
    left, top, right, bottom = around(drawn)
    wider = 2 ** (1 / SQUARE) / 2  # so that the corners lie inside
    axes = (right - left) * wider + _AWAY, (bottom - top) * wider + _AWAY
    points = bulging(axes, SQUARE, _CORNERS)
    inside = frozenset((home.id, *home.members)).union(*(part.owners for part in drawn))
    moved = [part.moved(-(left + right) / 2, -(top + bottom) / 2) for part in drawn]
    return [home_line(points, 0, "symbol", inside), *moved], Hub(shapely.Polygon(points), is_square=True)
