"""How persons, unions, children and ties are drawn: the symbols of McGoldrick, the lines of Hartman."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from casekit.figures.scene import Part, Path, Point, Words, as_points, ring
from casekit.figures.style import INK, MUTED, SMALL, TONES, measure
from casekit.model.people import Person
from casekit.vocab import say

HALF, NOBODY = 15.0, 9.0
_HOMES = (
    ("#00735c", (7.0, 3.0)),
    ("#7a3b69", (2.5, 2.5)),
    ("#8a5a00", (9.0, 3.0, 2.0, 3.0)),
    ("#2f5d9b", (1.2, 3.6)),
    ("#5f6b00", (9.0, 2.5, 2.0, 2.5, 2.0, 2.5)),
    ("#9c3d2e", (14.0, 4.0)),
)

_PALE = 0.13  # of a colour, in the area of a household

_HALVES = {"miscarriage": 4.5, "abortion": 5.5, "stillbirth": 8.0, "pregnancy": 12.0}
_TIP = 1.22  # a diamond is taller than a square
_SHADE = "#b9b9b9"  # dark enough to be seen in print, light enough for the age upon it
_SIDES = {"left": (12, 36), "lower": (0, 24), "quarter": (12, 24)}  # in steps clockwise from the right
_FILLED = {  # after the key of McGoldrick, Gerson and Petry (2008)
    "physical_illness": "left",
    "mental_illness": "left",
    "substance_use": "lower",
    "recovery": "quarter",
}
_LETTERS = {"disability": "D"}  # for which that key has no sign; its own letters stand beside symbols too
_GOOD, _BAD, _VIOLET = TONES["good"], TONES["bad"], "#7a3b69"
_HALF_TURN, _BESIDE = 24, 3.0  # the second line of a couple
_HEAD, _STEP = 7.0, 2.0  # the length of an arrow head, and from point to point of a way
_SPARED = 2.5  # around words on a zigzag
_BARS, _SEEN = 5.5, 40.0  # how far the bars of a break reach aside; what is seen of a line with words


@dataclass(frozen=True)
class Stroke:
    """Parallel lines by their distance from the way, a zigzag by its height, or both."""

    lines: tuple[float, ...] = (0.0,)
    zigzag: float = 0.0
    dash: tuple[float, ...] = ()
    width: float = 1.3
    colour: str = INK
    broken: bool = False
    hollow: bool = False  # the head of the arrow
    arrow: bool = False  # always
    sign: str = ""  # in the middle
    whose: str = ""  # on the line too, or beside it where it breaks


EMOTIONAL = {
    "close": Stroke((-1.7, 1.7), colour=_GOOD),
    "fused": Stroke((-3.0, 0.0, 3.0), colour=_GOOD),
    "distant": Stroke(dash=(1.4, 3.2), width=1.6, colour=MUTED),
    "conflict": Stroke((), 3.6, colour=_BAD),
    "fused_conflict": Stroke((-3.0, 0.0, 3.0), 5.6, colour=_BAD, width=1.0),
    "cutoff": Stroke(colour=_BAD, broken=True),
    "cutoff_repaired": Stroke(colour=_GOOD, broken=True, sign="○"),
    "caretaker": Stroke(width=2.4, colour=_GOOD, arrow=True),
    "physical_violence": Stroke((), 3.6, width=2.0, colour=_VIOLET, arrow=True),
    "emotional_violence": Stroke((), 3.6, colour=_VIOLET, hollow=True, arrow=True),
    "sexual_violence": Stroke((-4.6, 4.6), 3.2, colour=_VIOLET, arrow=True),
    "neglect": Stroke(dash=(6, 3), colour=_VIOLET, hollow=True, arrow=True),
}
NETWORK = {
    "supportive": Stroke(colour=_GOOD),
    "stressful": Stroke((), 4.0, colour=_BAD),
    "ambivalent": Stroke((0.0,), 4.0, colour=_VIOLET),
    "broken": Stroke(colour=_BAD, broken=True),
    "unknown": Stroke(colour=MUTED, sign="?"),
}


def size(person: Person, client: str = "") -> float:
    """Return half the size of a symbol."""
    return _HALVES.get(person.life, HALF) + 3 * (person.id == client)


def age(person: Person) -> list[str]:
    """Return what stands inside a symbol."""
    years, months = person.age_years, person.age_months
    if person.life in _HALVES or (years is None and months is None):
        return ["?"] if person.known_life == "unknown" else []
    if not months:
        return [str(years)]
    short = say("figures.months_short", months=months)
    return [say("figures.years_short", years=years), short] if years else [short]


def border(person: Person, angle: float, size: float) -> Point:
    """Return the point of a symbol's border in a direction, seen from its middle."""
    across, down = math.cos(angle), math.sin(angle)
    if person.life == "miscarriage" or person.sex == "female":
        reach = size
    elif person.life in ("abortion", "pregnancy") or person.sex == "male":
        reach = size / max(abs(across), abs(down))
    else:
        reach = size * _TIP / (abs(across) + abs(down))
    return across * reach, down * reach


def _corners(sex: str) -> range:
    """Return at which forty-eighths of a turn the edge of a symbol has a corner; a circle has them all."""
    return {"male": range(6, 48, 12), "female": range(48)}.get(sex, range(0, 48, 12))


def symbol(person: Person, x: float, y: float, size: float, index: bool = False) -> list[Part]:
    """Return the symbol of a person: square, circle or diamond; doubled for the index person."""
    owners = frozenset((person.id,))
    if person.life == "pregnancy":
        triangle = [(x, y - size), (x + size, y + size * 0.8), (x - size, y + size * 0.8)]
        return [Path(triangle, "symbol", owners, fill="white", closed=True)]
    dash = (3.0, 2.0) if person.sex == "unknown" and person.life not in _HALVES else ()
    fill = {"miscarriage": INK}.get(person.life, "white")
    width = 0.0 if person.life == "abortion" else 1.5
    corners = _corners(person.sex)
    turns = range(48) if person.life == "miscarriage" else corners
    parts: list[Part] = []
    for role, inset in (("symbol", 0.0), ("mark", 3.0)) if index else (("symbol", 0.0),):
        points = _edge(person, x, y, size - inset, turns)
        parts.append(Path(points, role, owners, width, INK, dash, "none" if inset else fill, closed=True))
    parts[1:1] = _shading(person, x, y, size - 0.75)
    if person.known_life in ("deceased", "stillbirth", "abortion"):
        for turn in (math.pi / 4, -math.pi / 4):
            dx, dy = border(person, turn, size)
            parts.append(Path([(x - dx, y - dy), (x + dx, y + dy)], owners=owners, width=1.1))
    return parts


def nobody(sex: str, x: float, y: float, owner: str) -> list[Part]:
    """Return the sign of a partner who is not recorded: small, broken, with a question mark."""
    one = Person(id="x", label="", relation="other", sex=sex, basis="documented")
    points, owners = _edge(one, x, y, NOBODY, _corners(sex)), frozenset((owner,))
    return [
        Path(points, "nobody", owners, 1.1, MUTED, (3.0, 2.0), "white", closed=True),
        Words(x, y + 2.9, "?", owners=owners, colour=MUTED, role="sign"),
    ]


def other_sex(person: Person | None) -> str:
    """Return the sex that the partner of somebody most often has, or that it is not known."""
    return {"male": "female", "female": "male"}.get(person.sex if person else "", "unknown")


def _edge(person: Person, x: float, y: float, size: float, turns: Iterable[int]) -> list[Point]:
    """Return points of the border of a symbol, in steps of a 48th of a turn."""
    edge = (border(person, turn * math.pi / 24, size) for turn in turns)
    return [(x + dx, y + dy) for dx, dy in edge]


def _shading(person: Person, x: float, y: float, size: float) -> list[Part]:
    """Return what fills a symbol by the conditions of a person; for recovery also the line across it."""
    owners = frozenset((person.id,))
    sides = dict.fromkeys(_FILLED[one] for one in person.conditions if one in _FILLED)
    parts: list[Part] = []
    for first, last in map(_SIDES.__getitem__, sides if person.life not in _HALVES else ()):
        corner = [(x, y)] if last - first < _HALF_TURN else []
        points = [*corner, *_edge(person, x, y, size, range(first, last + 1))]
        parts.append(Path(points, "mark", owners, 0.0, fill=_SHADE, closed=True))
    if parts and "quarter" in sides:
        parts.append(Path(_edge(person, x, y, size, (0, 24)), "mark", owners, 0.9))
    return parts


def letters(person: Person) -> str:
    """Return the letters beside a symbol that tell conditions which do not fill it."""
    return "".join(_LETTERS[one] for one in person.conditions if one in _LETTERS)


def condition(codes: Sequence[str]) -> list[Part]:
    """Return the sign of conditions that are drawn alike, for a legend."""
    one = Person(id="x", label="", relation="other", sex="male", conditions=[*codes], basis="documented")
    beside = letters(one)
    return [Words(0, 3, beside, bold=True)] if beside else symbol(one, 0, 0, 8.0)


def alike(conditions: Iterable[str]) -> list[list[str]]:
    """Return conditions in groups that are drawn alike."""
    groups: dict[str, list[str]] = {}
    for one in conditions:
        groups.setdefault(_FILLED.get(one, one), []).append(one)
    return [*groups.values()]


def home_line(
    points: Sequence[Point], number: int, role: str = "mark", owners: frozenset[str] = frozenset()
) -> Path:
    """Return the area of a household: tinted, with a thin broken edge that also tells it apart in grey."""
    colour, dash = _HOMES[number % len(_HOMES)]
    return Path(points, role, owners, 0.9, colour, dash, _tint(colour), closed=True)


def homes_mixed(points: Sequence[Point], one: int, other: int) -> Path:
    """Return what two households share."""
    colours = [_tint(_HOMES[number % len(_HOMES)][0]) for number in (one, other)]
    darkest = "".join(sorted(pair)[0] for pair in zip(*map(_channels, colours), strict=True))
    return Path(points, "area", width=0.0, fill=f"#{darkest}", closed=True)


def _channels(colour: str) -> list[str]:
    """Return red, green and blue of a colour, as it is written."""
    return [colour[start : start + 2] for start in (1, 3, 5)]


def _tint(colour: str) -> str:
    """Return a colour as a pale ground that black lines and words stand out from."""
    return "#" + "".join(f"{round(255 - _PALE * (255 - int(part, 16))):02x}" for part in _channels(colour))


_DASHES: dict[str, tuple[float, ...]] = {
    "cohabiting": (5.0, 3.0), "engaged": (5.0, 3.0), "casual": (1.4, 2.8), "affair": (8.0, 2.4, 1.4, 2.4),
}  # fmt: skip


def union_line(
    status: str, way: Sequence[Point], at: float, owners: frozenset[str] = frozenset(), related: bool = False
) -> list[Part]:
    """Return the line of a couple: dashes, a sign at `at`, a second line if married by rite or `related`."""
    (left, y), (right, _) = way[1:3]
    dash = _DASHES.get(status, ())
    parts: list[Part] = [Path(way, "line", owners, dash=dash)]
    if related:
        y -= _BESIDE
        parts.append(Path([(left, y), (right, y)], "line", owners, dash=dash))
    if status == "religious_only":
        above = [(left + 3, y - _BESIDE), (right - 3, y - _BESIDE)]
        parts.append(Path(above, "line", owners, 1.1, dash=(3.0, 2.0)))
    for away in {"separated": (0.0,), "divorced": (-2.2, 2.2)}.get(status, ()):
        parts.append(Path([(at + away - 2, y + 4), (at + away + 2.5, y - 6)], "line", owners, 1.6))
    if status == "engaged":
        parts.append(Path(ring(at, y, 3.2), "line", owners, fill="white", closed=True))
    if status == "unknown":
        parts.append(Words(at, y + 2.9, "?", owners=owners, role="sign", ground="white"))
    return parts


def descent(link: str, way: Sequence[Point], owners: frozenset[str] = frozenset()) -> list[Part]:
    """Return the line down to a child: dotted if foster, dashed if step, doubled if adopted."""
    if link in ("foster", "step"):
        return [Path(way, "line", owners, 1.5, dash=(1.4, 2.4) if link == "foster" else (6.0, 2.4))]
    beside = [(x + 3.2, y) for x, y in way]
    dashed = [Path(beside, "line", owners, dash=(3.0, 2.2))] if link == "adopted" else []
    return [Path(way, "line", owners), *dashed]


def twin_lines(
    kind: str | None, hook: Point, ends: Sequence[Point], owners: frozenset[str] = frozenset()
) -> list[Part]:
    """Return the lines that spread to twins, with a bar if identical and a question mark if not known."""
    parts: list[Part] = [Path([hook, end], "line", owners) for end in ends]
    bar = [(hook[0] + (x - hook[0]) * 0.6, hook[1] + (y - hook[1]) * 0.6) for x, y in (ends[0], ends[-1])]
    if kind == "identical":
        parts.append(Path(bar, "line", owners))
    elif kind != "fraternal":
        between = sum(x for x, _ in ends[len(ends) // 2 - 1 :][:2]) / 2 - hook[0]  # two lines in the middle
        at = hook[0] + 0.75 * between, bar[0][1] + 7
        parts.append(Words(*at, "?", owners=owners, role="sign"))
    return parts


def draw(
    look: Stroke,
    way: Sequence[Point],
    owners: frozenset[str] = frozenset(),
    to: str = "",
    marked_at: float = 0.5,
) -> list[Part]:
    """Return a tie as parts, with arrow heads where `to` is ``end``, ``start`` or ``both``.

    Its break or sign stands at a share of the way, in the middle unless something is there.
    """
    line = shapely.LineString(way)
    count = max(6, round(line.length / _STEP))
    points = shapely.get_coordinates(line.interpolate(np.linspace(0, 1, count + 1), normalized=True))
    slope = np.gradient(points, axis=0)
    beside = slope[:, ::-1] * (-1, 1) / np.hypot(*slope.T)[:, None]
    head = min(round(_HEAD / _STEP), count // 3)
    first, last = head * (to in ("start", "both")), count - head * (to in ("end", "both"))
    middle = first + int((last - first) * marked_at)
    before, after = (3, 3) if look.sign else (1, 2)  # where a line breaks, with room for a sign
    left, right = max(first + 1, middle - before), min(last - 1, middle + after)
    pieces = [range(first, left + 1), range(right, last + 1)] if look.broken else [range(first, last + 1)]
    drawn = [points[piece] + beside[piece] * away for away in look.lines for piece in pieces]
    if look.broken:
        drawn += [points[at] + beside[at] * [[-_BARS], [_BARS]] for at in (left, right)]
    if look.zigzag:
        turns = np.arange(first + 2, last - 1, 2)
        side = look.zigzag * (-1.0) ** np.arange(len(turns))
        drawn.append(np.vstack([points[first], points[turns] + beside[turns] * side[:, None], points[last]]))
    parts: list[Part] = [
        Path(as_points(one), "tie", owners, look.width, look.colour, look.dash) for one in drawn
    ]
    for wanted, tip, back in (("end", count, last), ("start", 0, first)):
        if to in (wanted, "both"):
            corners = np.vstack([points[tip], points[back] + beside[back] * [[-3.6], [3.6]]])
            fill = "white" if look.hollow else look.colour
            parts.append(Path(as_points(corners), "tie", owners, 1.2, look.colour, (), fill, closed=True))
    x, y = map(float, points[middle])
    across, down = map(float, beside[middle])
    wide = measure(look.whose, SMALL)
    is_tight = look.broken or line.length < abs(down) * wide + _SEEN
    if on_line := look.sign if is_tight else f"{look.sign} {look.whose}".strip():
        parts.append(Words(x, y + 3, on_line, owners=owners, role="sign", ground="white"))
    if is_tight and look.whose:
        away = _BARS + abs(across) * wide / 2 + abs(down) * SMALL * 0.6 + 1
        at = x + across * away, y + down * away + 3
        parts.append(Words(*at, look.whose, owners=owners, role="sign", ground="white"))
    return [*spared(parts)] if look.zigzag else parts


def spared(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield the parts of a tie; a zigzag, higher than words on it, ends before them and goes on behind."""
    boxes = [shapely.box(*part.box).buffer(_SPARED) for part in parts if isinstance(part, Words)]
    signs = shapely.union_all(boxes)
    for part in parts:
        if isinstance(part, Words) or part.closed:
            yield part
        else:
            seen = shapely.LineString(part.points).difference(signs)
            pieces = getattr(seen, "geoms", [seen])
            yield from (replace(part, points=as_points(one.coords)) for one in pieces if one.length)
