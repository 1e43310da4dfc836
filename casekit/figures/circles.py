"""The circles of an ecomap, which may be wider than high: their size, and the lines of a name in them."""

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache

from casekit.figures import style
from casekit.figures.scene import Part, Path, Point, Words, ring
from casekit.figures.style import INK, SMALL, TINTS, leading, measure
from casekit.vocab import language

SHAPES = (1.0, 1.3, 1.6)  # how many times as wide as high
_RADII = range(24, 60, 2)
_INSET = 4.4  # from the edge of a circle, which may be double, to its name
_INNER = 1.9  # from the edge to the second one
_BROKEN = 0.3  # how good a name is whose words are broken; 1 is whole, 0 clipped


def ovals(shape: float) -> Iterable[Point]:
    """Yield the half axes of circles of a shape, from the smallest."""
    return ((radius * shape, float(radius)) for radius in _RADII)


def fitting(names: Sequence[str], shape: float) -> Point | None:
    """Return the half axes of the smallest circles of a shape in which all names stand whole."""
    return next((oval for oval in ovals(shape) if quality(names, oval) == 1), None)


def quality(names: Sequence[str], oval: Point) -> float:
    """Return how well names stand in circles: 1 if all are whole, 0 if all are clipped."""
    return sum(_set(name, oval, language())[1] for name in names) / len(names)


@lru_cache(maxsize=4096)
def _set(text: str, oval: Point, code: str) -> tuple[Sequence[str], float]:
    """Return a text as the lines that fit a circle, which is wider in its middle, and how good they are."""
    words = text.split()
    counts = range(1, max(1, int(1.6 * oval[1] / leading(SMALL))) + 1)
    tried = list[Sequence[str]]()
    for goodness in (1.0, _BROKEN):
        for count in counts:
            lines, is_all = _filled(words, oval, count, code if goodness < 1 else "")
            if is_all:
                return lines, goodness
            tried.append(lines)
    return max(tried, key=lambda lines: len("".join(lines))), 0.0


def _filled(words: Sequence[str], oval: Point, count: int, code: str) -> tuple[Sequence[str], bool]:
    """Return words on so many lines of a circle, and whether all stand there; what is too long is clipped.

    Words of a language are broken if its code is given.
    """
    lines: list[str] = []
    rest = [*words]
    for number in range(count):
        room = _room(oval, abs(number - (count - 1) / 2) * leading(SMALL))
        line = ""
        while rest and measure(f"{line} {rest[0]}".strip(), SMALL) <= room:
            line = f"{line} {rest.pop(0)}".strip()
        if rest and not line and code and room > 2 * SMALL:
            line, more = style.broken(rest.pop(0), room, SMALL, False, code)
            rest = [more, *rest]
        if rest and (not line or number == count - 1):
            return [*lines, style.clip(f"{line} {rest[0]}".strip(), room, SMALL)], False
        lines.append(line)
    return [line for line in lines if line], True


def _room(oval: Point, away: float) -> float:
    """Return how wide a line may be whose middle is so far above or below that of a circle."""
    wide, high = oval[0] - _INSET, oval[1] - _INSET
    return 2 * wide * math.sqrt(max(0.0, 1 - ((away + 0.5 * SMALL) / high) ** 2))


def edge(at: Point, oval: Point, corners: int = 48) -> list[Point]:
    """Return points around a circle."""
    return [(at[0] + x * oval[0], at[1] + y * oval[1]) for x, y in ring(0, 0, 1, corners)]


def circle(
    key: str,
    at: Point,
    oval: Point,
    text: str = "",
    double: bool = False,
    idle: bool = False,
    fill: str = "white",
    width: float = 1.3,
) -> list[Part]:
    """Return a circle with its label: double if formal, dashed if it is not used."""
    owners, fill, dash = frozenset((key,)), TINTS["bad"] if idle else fill, (4.0, 3.0) if idle else ()
    parts: list[Part] = [Path(edge(at, oval), "symbol", owners, width, INK, dash, fill, closed=True)]
    if double:
        inside = oval[0] - _INNER, oval[1] - _INNER
        parts.append(Path(edge(at, inside), "mark", owners, 0.9, closed=True))
    lines, _ = _set(text, oval, language())
    for number, line in enumerate(lines):
        y = at[1] + (number - len(lines) / 2 + 0.71) * leading(SMALL)
        parts.append(Words(at[0], y, line, owners=owners))
    return parts
