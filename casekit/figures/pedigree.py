"""The drawing of a family: symbols in their generations, with couples, children, households and ties."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casekit.figures import symbols
from casekit.figures.homes import areas, grounded
from casekit.figures.kinship import Clan, Family, Node
from casekit.figures.page import marked
from casekit.figures.scene import Box, Part, Path, Words, around
from casekit.figures.style import INK, MUTED, PAGE_WIDTH, SMALL, fitted, leading, measure, printable, wrap
from casekit.figures.ties import ties
from casekit.figures.tracks import Track, bridged, tiers
from casekit.model import Case
from casekit.model.kin import birth_kind, births, blood_couples
from casekit.model.people import Person
from casekit.told import details
from casekit.vocab import say

_DEEP, _LOWER, _GAP = 10.0, 13.0, 14.0  # below symbols, between parallel lines, between clans
_MOST = 4  # lines of a label
_BETWEEN = 16.0  # half of the way between partners, where a tie is drawn
MORE = "⋯"
_BELOW, _DETAIL = 92.0, 2  # the width of what stands below a label, and its lines


@dataclass(frozen=True)
class View:
    """What is drawn of a family beside the people themselves.

    Attributes
    ----------
    show : sequence of str
        Fields of each person that stand below the label.
    cut : frozenset of str
        Of whom more relatives are not drawn.
    without_client : bool
        Whether somebody else stands at the centre.
    """

    show: Sequence[str] = ()
    cut: frozenset[str] = frozenset()
    without_client: bool = False

    def below(self, person: Person) -> Sequence[str]:
        """Return the lines that stand below a label."""
        said = (printable(text) for text in details(person, self.show))
        return [line for text in said for line in fitted(text, _BELOW, _DETAIL, SMALL)]


class Pedigree:
    """A family, drawn part by part: lines first, for symbols lie on top of them."""

    def __init__(self, case: Case, families: Sequence[Clan], spread: float, view: View) -> None:
        self.case, self.spread, self.view = case, spread, view
        self.related = blood_couples(case)
        self.couples: list[Part] = []
        self.descents: list[Part] = []
        self.parts: list[Part] = []
        self.boxes: dict[Node, Box] = {}
        self._side_by_side(families)
        self.at = {node.person.id: node for node in reversed(self.boxes) if node.person}
        self.lines = bridged([*self.couples, *self.descents], self.descents)
        bonds = ties(case, self.at, [*self.lines, *self.parts])
        homes = areas(case, self.at, self.boxes, self.lines, bonds)
        self.parts = [*homes, *grounded(self.lines, homes), *self.parts, *grounded(bonds, homes)]

    def _side_by_side(self, families: Sequence[Clan]) -> None:
        """Draw the clans beside each other as far as the page is wide, then below."""
        start, top, bottom = 0.0, 0.0, 0.0
        for clan in families:
            nodes = [node for row in clan.rows for node in row]
            for node in nodes:
                node.words = max((measure(line, SMALL) / 2 for line in self._words(node)), default=0.0)
                node.left = node.right = self._room(node)
            clan.place()
            left = min(node.x - node.left for node in nodes)
            wide = max(node.x + node.right for node in nodes) - left
            if start and start + wide > PAGE_WIDTH - _GAP:
                start, top = 0.0, bottom + _GAP
            clan.move(start - left)
            start, bottom = start + wide, max(bottom, self._clan(clan, top))

    def _words(self, node: Node) -> Sequence[str]:
        """Return the lines below a symbol."""
        return (*_label(node.person), *self.view.below(node.person)) if node.person else ()

    def _room(self, node: Node) -> float:
        """Return how much room a node needs on either side."""
        if not node.person:
            return symbols.NOBODY + 6 + 5 * self.spread
        half = symbols.size(node.person, self.case.client)
        dated = (
            22.0 + max(_beside_descents(node)) if node.person.birth_year or node.person.death_year else 0.0
        )
        need = [half + 4, dated, node.words]
        beside = (
            measure(symbols.letters(node.person), SMALL, bold=True),
            10.0 * (node.person.id in self.view.cut),
        )
        need.append(half + 4 + max(beside))
        for family in node.wed:
            if any(family.owners == {*tie.between} for tie in self.case.emotional_ties):
                need.append(half + _BETWEEN)
            signed = family.union.status in ("separated", "divorced", "engaged", "unknown")
            need.append(half + max(8, measure(_years(family), SMALL) / 2 + 12 * signed))
        return max(need) + 5 * self.spread

    def _clan(self, clan: Clan, y: float) -> float:
        """Draw row after row, couples below and children further down; return where it ends."""
        above: dict[Family, float] = {}  # couples with children, each with the depth of its line
        for level, row in enumerate(clan.rows):
            y = self._row(row, above, y)
            couples = [family for family in clan.families if family.level == level]
            depths, y = self._couples(row, couples, y)
            above = {family: depths[family] for family in couples if family.children}
        return y

    def _row(self, row: Sequence[Node], parents: Mapping[Family, float], y: float) -> float:
        """Set a row of persons below their parents, and draw the lines down to them; return its height."""
        bus = y + 7 * self.spread
        depths = tiers({one: Track([one.drop], one.heads()) for one in parents})
        if parents:
            twins = any(child.twin_of for family in parents for child in family.union.children)
            y = bus + max(depths.values()) * _LOWER + (26 if twins else 10) * self.spread
        dated = any(node.person and (node.person.birth_year or node.person.death_year) for node in row)
        y += symbols.HALF + 3 + (11 if dated else 2)
        for node in row:
            node.y = y
        for family, depth in parents.items():
            self._children(family, depth, bus + depths[family] * _LOWER)
        return y

    def _couples(
        self, row: Sequence[Node], couples: Sequence[Family], y: float
    ) -> tuple[Mapping[Family, float], float]:
        """Draw the couples of a row and its persons; return how deep each line is, and where the row ends."""
        spans = {one: [node.port(one) for node in one.partners] for one in couples}
        first = y + symbols.HALF + _DEEP
        lines = {one: Track(spans[one], [one.drop] if one.children else []) for one in couples}
        depths = {family: first + tier * _LOWER for family, tier in tiers(lines).items()}
        for family in couples:
            self._couple(family, spans[family], depths[family], y)
        below = [(spans[family], depths[family]) for family in couples]
        low = y + max(self._depth(node) for node in row) + 3
        return depths, max(self._person(node, below, low) for node in row)

    def _depth(self, node: Node) -> float:
        """Return how far below its middle a symbol reaches."""
        person = node.person
        half = symbols.size(person, self.case.client) if person else 0.0
        return symbols.border(person, math.pi / 2, half)[1] if person else symbols.NOBODY

    def _couple(self, family: Family, ports: Sequence[float], depth: float, y: float) -> None:
        """Draw the line of a couple, with the years and the sign of its status."""
        left, right, drop, text = min(ports), max(ports), family.drop, _years(family)
        status, owners = family.union.status, family.owners
        if len(owners) == 1:
            owners |= {family.union.id}
            status = "married" if status == "unknown" else status  # the partner is as little known
        at = (left + right) / 2
        if text or family.children:
            away = max(9.0, measure(text, SMALL) / 2 + 7)
            at = drop - away if drop - left > right - drop - 1 else drop + away
        way = [(left, y), (left, depth), (right, depth), (right, y)]
        related = family.union.id in self.related
        self.couples += symbols.union_line(status, way, at, owners, related)
        if text:
            rise = 3.5 + 4 * ((status == "religious_only") + related)
            self.couples.append(Words(drop, depth - rise, text, owners=owners, ground="white"))

    def _children(self, family: Family, depth: float, bus: float) -> None:
        """Draw the lines from a couple to their children, twins from one point."""
        owners = family.owners.union(child.person for child in family.union.children)
        drop, hooks = family.drop, [family.drop]
        at = {child.person: node for child, node in zip(family.union.children, family.children, strict=True)}
        for born in births(family.union):
            places = ((child, at[child.person]) for child in born)
            group = [(child, node.head(family), node.y) for child, node in places]
            hook = sum(x for _, x, _ in group) / len(group)
            hooks.append(drop if abs(hook - drop) < 1 else hook)
            bend = bus
            if len(group) > 1:
                bend = group[0][2] - symbols.HALF - 15
                ends = [(x, bend) for _, x, _ in group]
                self.couples += symbols.twin_lines(birth_kind(born), (hooks[-1], bus), ends, owners)
            for child, x, y in group:
                self.descents += symbols.descent(child.link, [(x, bend), (x, y)], owners)
        self.descents.append(Path([(drop, depth), (drop, bus)], "line", owners))
        self.descents.append(Path([(min(hooks), bus), (max(hooks), bus)], "line", owners))

    def _person(self, node: Node, couples: Sequence[tuple[Sequence[float], float]], low: float) -> float:
        """Draw a symbol with its words, below the row and the lines of couples; return where it ends."""
        person, x, y = node.person, node.x, node.y
        if not person:
            (family,) = node.wed
            drawn = symbols.nobody(symbols.other_sex(family.partners[0].person), x, y, family.union.id)
            self.boxes[node] = around(drawn)
            self.parts += drawn
            return y
        half = symbols.size(person, self.case.client)
        drawn = symbols.symbol(person, x, y, half, person.id == self.case.client)
        top, inside = y - half - 3, symbols.age(person)
        crossed = person.known_life == "deceased" or "recovery" in person.conditions
        ground = "white" if crossed else ""

        def write(x: float, y: float, text: object, **how: Any) -> None:
            drawn.append(Words(x, y, str(text), owners=frozenset((person.id,)), **how))

        for number, line in enumerate(inside):
            write(x, y + 2.9 + (number - (len(inside) - 1) / 2) * 8.6, line, role="sign", ground=ground)
        born, died = _beside_descents(node)
        write(x - born, top, person.birth_year or "", align="right")
        write(x + died, top, person.death_year or "", align="left")
        if person.known_life == "unknown" and inside != ["?"]:
            write(x + half + 2, y - 7, "?", align="left")
        if node.twice:
            write(x - half - 2, y - 5, "=", size=10, bold=True, align="right")
        if person.id in self.view.cut:
            write(x + half + 2, y + 9, MORE, size=10, bold=True, align="left")
        write(x - half - 1, y + half + 1, symbols.letters(person), bold=True, align="right")
        lines, below = _label(person), self.view.below(person)
        wide = max((measure(line, SMALL) for line in (*lines, *below)), default=0.0) / 2 + 3
        over = [depth + 2 for ports, depth in couples if min(ports) < x + wide and x - wide < max(ports)]
        y = max([*over, low])
        for number, line in enumerate((*lines, *below)):
            y += leading(SMALL)
            write(x, y - 0.3 * SMALL, line, colour=INK if number < len(lines) else MUTED)
        drawn = [part for part in drawn if not isinstance(part, Words) or part.text]
        self.boxes[node] = around(drawn)
        self.parts += drawn
        return y


def _label(person: Person) -> Sequence[str]:
    """Return the lines of a label, shortened if need be."""
    text = marked(person.label, person.basis)
    width = 64.0 if len(wrap(text, 64.0, SMALL)) < _MOST else 92.0
    return fitted(text, width, _MOST, SMALL)


def _years(family: Family) -> str:
    """Return from when to when a union lasted, or since when a couple lives apart, as far as it is known."""
    start, end = family.union.start_year, family.union.end_year
    if end and family.union.status == "separated":
        return ", ".join([*([str(start)] if start else []), say("figures.separated_in", year=end)])
    return f"{start or ''}–{end}" if end else str(start or "")


def _beside_descents(node: Node) -> tuple[float, float]:
    """Return how far left and right of a symbol's middle there is room for years beside the lines to it."""
    reach = (len(node.born) - 1) * 4.5 if node.born else 0.0
    links = [child.link for one in node.born for child in one.union.children if node.is_(child.person)]
    return 3 + reach, 3 + reach + (3.2 if "adopted" in links else 0.0)
