"""A drawing as a list of paths and words, painted by matplotlib or written as SVG: both show the same.

Lengths are points from the top left corner. A part belongs to the persons or systems that it stands for,
its `owners`, and has a `role`; with both, `casekit.figures.geometry` tells what lies in whose way.
"""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Literal, Self, TypeVar

from matplotlib.artist import Artist
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from casekit.figures import style
from casekit.figures.picture import CaseFigure
from casekit.figures.style import INK, SMALL, measure
from casekit.vocab import language

Point = tuple[float, float]
Box = tuple[float, float, float, float]

_SHARES = {"left": 0.0, "center": 0.5, "right": 1.0}


@dataclass(frozen=True)
class Path:
    """A line from point to point; closed, it may be filled."""

    points: Sequence[Point]
    role: str = "mark"
    owners: frozenset[str] = frozenset()
    width: float = 1.3
    colour: str = INK
    dash: tuple[float, ...] = ()
    fill: str = "none"
    closed: bool = False

    @property
    def box(self) -> Box:
        """Left, top, right and bottom."""
        across, down = zip(*self.points, strict=True)
        return min(across), min(down), max(across), max(down)

    def moved(self, dx: float, dy: float) -> Self:
        """Return the path at another place."""
        return replace(self, points=[(x + dx, y + dy) for x, y in self.points])

    def scaled(self, factor: float) -> Self:
        """Return the path so many times larger, seen from the corner."""
        points = [(x * factor, y * factor) for x, y in self.points]
        dash = tuple(length * factor for length in self.dash)
        return replace(self, points=points, width=self.width * factor, dash=dash)

    def artist(self) -> PathPatch:
        """Return the path for matplotlib."""
        return PathPatch(
            Outline([*self.points, *self.points[: self.closed]], closed=self.closed),
            facecolor=self.fill,
            edgecolor=self.colour if self.width else "none",
            linewidth=self.width,
            capstyle="butt",
            linestyle=(0, [length / self.width for length in self.dash]) if self.dash else "solid",
            snap=False,  # or thin lines would vanish where pixels are coarse
        )

    def svg(self) -> str:
        """Return the path for SVG."""
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in self.points)
        dash = f' stroke-dasharray="{" ".join(f"{length:g}" for length in self.dash)}"' if self.dash else ""
        stroke = f' stroke="{self.colour}" stroke-width="{self.width:.3g}"{dash}' if self.width else ""
        return f'<poly{"gon" if self.closed else "line"} points="{points}" fill="{self.fill}"{stroke}/>'


@dataclass(frozen=True)
class Words:
    """One line of text with its baseline at `y`, on a `ground` where lines run behind it."""

    x: float
    y: float
    text: str
    size: float = SMALL
    owners: frozenset[str] = frozenset()
    colour: str = INK
    bold: bool = False
    align: Literal["left", "center", "right"] = "center"
    role: str = "words"
    ground: str = ""

    @property
    def box(self) -> Box:
        """Left, top, right and bottom."""
        width = measure(self.text, self.size, self.bold)
        left = self.x - width * _SHARES[self.align]
        return left, self.y - 0.76 * self.size, left + width, self.y + 0.2 * self.size

    def moved(self, dx: float, dy: float) -> Self:
        """Return the words at another place."""
        return replace(self, x=self.x + dx, y=self.y + dy)

    def scaled(self, factor: float) -> Self:
        """Return the words so many times larger, seen from the corner."""
        return replace(self, x=self.x * factor, y=self.y * factor, size=self.size * factor)

    def artist(self) -> Text:
        """Return the words for matplotlib."""
        ground = {"facecolor": self.ground, "linewidth": 0, "pad": 1} if self.ground else None
        return Text(
            self.x,
            self.y,
            self.text,
            color=self.colour,
            fontproperties=style.font(self.size, self.bold),
            horizontalalignment=self.align,
            parse_math=False,
            usetex=False,
            bbox=ground,
        )

    def svg(self) -> str:
        """Return the words for SVG, as wide as they were measured whatever font a browser has."""
        left, top, right, bottom = self.box
        weight = ' font-weight="bold"' if self.bold else ""
        ground = f"M{left - 1:.1f},{top:.1f}H{right + 1:.1f}V{bottom:.1f}H{left - 1:.1f}Z"
        return (
            (f'<path d="{ground}" fill="{self.ground}"/>' if self.ground else "")
            + f'<text x="{left:.1f}" y="{self.y:.1f}" textLength="{right - left:.1f}" '
            f'lengthAdjust="spacingAndGlyphs" font-size="{self.size:.4g}" fill="{self.colour}"'
            f"{weight}>{escape(self.text)}</text>"
        )


Part = Path | Words


def as_points(rows: Iterable[Iterable[float]]) -> list[Point]:
    """Return rows of an array as points."""
    return [(float(x), float(y)) for x, y in rows]


def ring(x: float, y: float, radius: float, corners: int = 48) -> list[Point]:
    """Return the corners of a circle: more than an eye can tell from a round one."""
    angles = (2 * math.pi * corner / corners for corner in range(corners))
    return [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles]


def rounded(x: float, y: float, width: float, height: float, radius: float) -> list[Point]:
    """Return the corners of a rectangle, rounded if there is a radius."""
    if not radius:
        return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    right, bottom = x + width - radius, y + height - radius
    centres = [(right, bottom), (x + radius, bottom), (x + radius, y + radius), (right, y + radius)]
    return [
        (across + radius * math.cos(angle), down + radius * math.sin(angle))
        for quarter, (across, down) in enumerate(centres)
        for angle in (math.pi * (quarter + step / 6) / 2 for step in range(7))
    ]


def around(parts: Iterable[Part]) -> Box:
    """Return left, top, right and bottom of parts taken together."""
    left, top, right, bottom = zip(*(part.box for part in parts), strict=True)
    return min(left), min(top), max(right), max(bottom)


def paint(figure: CaseFigure, parts: Iterable[Part]) -> None:
    """Put parts on a figure, one upon the other."""
    height = figure.get_size_inches()[1]
    down = Affine2D().scale(1 / 72, -1 / 72).translate(0, height) + figure.dpi_scale_trans
    for layer, part in enumerate(parts):
        artist = part.artist()
        artist.set(zorder=1 + layer * 1e-4, transform=down)
        figure.add_artist(artist)


_MARGIN = 4  # above what follows a title
_OTHERS = ("axes", "images", "legends", "lines", "patches", "subfigs", "texts")  # what may be drawn upon it


class SceneFigure(CaseFigure):
    """A figure of a case, with what it is drawn from.

    Attributes
    ----------
    sentences : list of str
        What the figure shows, in words; `alt` holds them one after the other.
    parts : list of Part
        The paths and words on the page, from back to front.
    """

    further: Sequence["SceneFigure"] = ()

    def __init__(
        self, size: Point, title: str, sentences: Sequence[str], parts: Sequence[Part], head: float = 0
    ) -> None:
        self._is_painted = False
        super().__init__(*size, title, " ".join(sentences))
        self.size, self.sentences, self.parts, self._head = size, [*sentences], [*parts], head
        self._language = language()

    @property
    def artists(self) -> list[Artist]:
        """What matplotlib draws: painted when it is first asked for, since SVG does without it."""
        if not self._is_painted:
            self._is_painted = True
            paint(self, self.parts)
        return self._artists

    @artists.setter
    def artists(self, artists: list[Artist]) -> None:
        self._artists = artists

    def untitled(self) -> "SceneFigure":
        """Return the figure without the title in it, for a page on which a caption or heading says it.

        Examples
        --------
        >>> from casekit import figures
        >>> from casekit.model import Case, Person
        >>> client = Person(id="client", label="Klien A", relation="client", basis="documented")
        >>> figure = figures.bpss(Case(id="a", title="Klien A", client="client", people=[client]))
        >>> figure.untitled().size[1] < figure.size[1], figure.untitled().alt == figure.alt
        (True, True)
        """
        up = max(0.0, self._head - _MARGIN)
        kept = [part.moved(0, -up) for part in self.parts if part.box[3] > self._head]
        size = self.size[0], self.size[1] - up
        made = SceneFigure(size, self.title, self.sentences, kept)
        made.source, made.caption = self.source, self.caption
        made.further = [page.untitled() for page in self.further]
        return made

    @property
    def svg(self) -> str:
        """The figure as SVG text on a white card; by matplotlib if somebody has drawn more upon it."""
        if len(self._artists) > len(self.parts) or any(getattr(self, kind) for kind in _OTHERS):
            return super().svg
        width, height = self.size
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" role="img" '
            f'aria-label="{escape(self.alt)}" lang="{self._language}" data-casekit="{self._head:.1f}" '
            f'width="{width:.0f}pt" height="{height:.0f}pt" '
            f'viewBox="0 0 {width:.1f} {height:.1f}" style="max-width: 100%; height: auto" '
            'font-family="DejaVu Sans, Verdana, sans-serif">\n'
            '<rect width="100%" height="100%" fill="white"/>\n'
            + "\n".join(part.svg() for part in self.parts)
            + "\n</svg>\n"
        )


_Drawn = TypeVar("_Drawn", bound=Callable[..., SceneFigure])
_SHARED = """
    Parameters
    ----------
    case : Case
        The case; drawn in the current language.
    size : {{"page", "wide", "wall"}}, optional
        For what it is drawn: an upright page, a page on its side, or the wall of a classroom (16:9, with
        letters of at least 1/40 of the height). Unless it is said, what the variable CASEKIT_SIZE says, or a
        page.

    Returns
    -------
    SceneFigure
        {size}

"""


def told_once(size: str) -> Callable[[_Drawn], _Drawn]:
    """Return what adds to a docstring the sections that figures of a case share: what they take and give."""

    def told(draw: _Drawn) -> _Drawn:
        shared = _SHARED.format(size=size)
        draw.__doc__ = re.sub(
            r"\n(?= +(See Also|References|Examples)\n)", shared, draw.__doc__ or "", count=1
        )
        return draw

    return told
