"""The drawing of a family: symbols in their generations, with couples, children, households and ties."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casekit.figures import symbols
from casekit.figures.geometry import enclose, route
from casekit.figures.kinship import Clan, Family, Node
from casekit.figures.page import marked
from casekit.figures.scene import Box, Part, Path, Words, around
from casekit.figures.style import INK, MUTED, PAGE_WIDTH, SMALL, fitted, leading, measure, printable, wrap
from casekit.model import Case
from casekit.model.kin import birth_kind, births, blood_couples
from casekit.model.people import EmotionalTie, Person
from casekit.told import details
from casekit.vocab import say

_DEEP, _LOWER, _GAP = 10.0, 13.0, 14.0  # below symbols, between parallel lines, between clans
_MOST = 4  # lines of a label
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
        self.lines: list[Part] = []
        self.parts: list[Part] = []
        self.boxes: dict[Node, Box] = {}
        self._side_by_side(families)
        self.at = {node.person.id: node for node in reversed(self.boxes) if node.person}
        self.parts = [*self._households(), *self.lines, *self.parts]
        for tie in case.emotional_ties:
            if tie.between[0] != tie.between[1]:
                self._tie(tie)

    def _side_by_side(self, families: Sequence[Clan]) -> None:
        """Draw the clans beside each other as far as the page is wide, then below."""
        start, top, bottom = 0.0, 0.0, 0.0
        for clan in families:
            nodes = [node for row in clan.rows for node in row]
            for node in nodes:
                node.left = node.right = self._room(node)
            clan.place()
            left = min(node.x - node.left for node in nodes)
            wide = max(node.x + node.right for node in nodes) - left
            if start and start + wide > PAGE_WIDTH - _GAP:
                start, top = 0.0, bottom + _GAP
            for node in nodes:
                node.x += start - left
            start, bottom = start + wide, max(bottom, self._clan(clan, top))

    def _room(self, node: Node) -> float:
        """Return how much room a node needs on either side."""
        if not node.person:
            return 9.0
        half = symbols.size(node.person, self.case.client)
        need = [half + 4, 25.0 if node.person.birth_year or node.person.death_year else 0.0]
        need += [measure(line, SMALL) / 2 for line in (*_label(node.person), *self.view.below(node.person))]
        beside = (
            measure(symbols.letters(node.person), SMALL, bold=True),
            10.0 * (node.person.id in self.view.cut),
        )
        need.append(half + 4 + max(beside))
        for family in node.wed:
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
        tracks = _tiers({one: [one.drop(), *(node.x for node in one.children)] for one in parents})
        if parents:
            twins = any(child.twin_of for family in parents for child in family.union.children)
            y = bus + max(tracks.values()) * _LOWER + (26 if twins else 10) * self.spread
        dated = any(node.person and (node.person.birth_year or node.person.death_year) for node in row)
        y += symbols.HALF + 3 + (11 if dated else 2)
        for node in row:
            node.y = y
        for family, depth in parents.items():
            self._children(family, depth, bus + tracks[family] * _LOWER)
        return y

    def _couples(
        self, row: Sequence[Node], couples: Sequence[Family], y: float
    ) -> tuple[Mapping[Family, float], float]:
        """Draw the couples of a row and its persons; return how deep each line is, and where the row ends."""
        spans = {one: [_port(node, one) for node in one.partners] for one in couples}
        first = y + symbols.HALF + _DEEP
        depths = {family: first + tier * _LOWER for family, tier in _tiers(spans).items()}
        for family in couples:
            self._couple(family, spans[family], depths[family], y)
        lines = [(spans[family], depths[family]) for family in couples]
        return depths, max(self._person(node, lines) for node in row)

    def _couple(self, family: Family, ports: Sequence[float], depth: float, y: float) -> None:
        """Draw the line of a couple, with the years and the sign of its status."""
        left, right, drop, text = min(ports), max(ports), family.drop(), _years(family)
        if len(family.owners) == 1:
            way = [(ports[0], y), (ports[0], depth), (ports[1], depth)]
            self.lines.append(Path(way, "line", family.owners))
            return
        at = (left + right) / 2
        if text or family.children:
            away = max(9.0, measure(text, SMALL) / 2 + 7)
            at = drop - away if drop - left > right - drop - 1 else drop + away
        way = [(left, y), (left, depth), (right, depth), (right, y)]
        related = family.union.id in self.related
        self.lines += symbols.union_line(family.union.status, way, at, family.owners, related)
        if text:
            rise = 3.5 + 4 * ((family.union.status == "religious_only") + related)
            self.lines.append(Words(drop, depth - rise, text, owners=family.owners, ground=True))

    def _children(self, family: Family, depth: float, bus: float) -> None:
        """Draw the lines from a couple to their children, twins from one point."""
        owners = family.owners.union(child.person for child in family.union.children)
        drop, hooks = family.drop(), [family.drop()]
        at = {child.person: node for child, node in zip(family.union.children, family.children, strict=True)}
        for born in births(family.union):
            places = ((child, at[child.person]) for child in born)
            group = [(child, _head(node, family), node.y) for child, node in places]
            hook = sum(x for _, x, _ in group) / len(group)
            hooks.append(drop if abs(hook - drop) < 1 else hook)
            bend = bus
            if len(group) > 1:
                bend = group[0][2] - symbols.HALF - 15
                ends = [(x, bend) for _, x, _ in group]
                self.lines += symbols.twin_lines(birth_kind(born), (hooks[-1], bus), ends, owners)
            for child, x, y in group:
                self.lines += symbols.descent(child.link, [(x, bend), (x, y)], owners)
        self.lines.append(Path([(drop, depth), (drop, bus)], "line", owners))
        self.lines.append(Path([(min(hooks), bus), (max(hooks), bus)], "line", owners))

    def _person(self, node: Node, couples: Sequence[tuple[Sequence[float], float]]) -> float:
        """Draw a symbol with its words, below the lines of couples; return where it ends."""
        person, x, y = node.person, node.x, node.y
        if not person:
            return y
        half = symbols.size(person, self.case.client)
        drawn = symbols.symbol(person, x, y, half, person.id == self.case.client)
        top, inside = y - half - 3, symbols.age(person)
        crossed = person.known_life == "deceased" or "recovery" in person.conditions

        def write(x: float, y: float, text: object, **how: Any) -> None:
            drawn.append(Words(x, y, str(text), owners=frozenset((person.id,)), **how))

        for number, line in enumerate(inside):
            write(x, y + 2.9 + (number - (len(inside) - 1) / 2) * 8.6, line, role="sign", ground=crossed)
        write(x - 3, top, person.birth_year or "", align="right")
        write(x + 3, top, person.death_year or "", align="left")
        if person.known_life == "unknown" and inside != ["?"]:
            write(x + half + 2, y - 7, "?", align="left")
        if node.twice:
            write(x - half - 2, y - 5, "=", size=10, bold=True, align="right")
        if person.id in self.view.cut:
            write(x + half + 2, y + 9, MORE, size=10, bold=True, align="left")
        write(x - half - 2, y + 8, symbols.letters(person), bold=True, align="right")
        lines, below = _label(person), self.view.below(person)
        wide = max((measure(line, SMALL) for line in (*lines, *below)), default=0.0) / 2 + 3
        over = [depth + 2 for ports, depth in couples if min(ports) < x + wide and x - wide < max(ports)]
        y = max([*over, y + symbols.border(person, math.pi / 2, half)[1] + 3])
        for number, line in enumerate((*lines, *below)):
            y += leading(SMALL)
            write(x, y - 0.3 * SMALL, line, colour=INK if number < len(lines) else MUTED)
        drawn = [part for part in drawn if not isinstance(part, Words) or part.text]
        self.boxes[node] = around(drawn)
        self.parts += drawn
        return y

    def _households(self) -> Iterator[Part]:
        """Yield the outlines of the households."""
        for number, home in enumerate(self.case.households):
            if members := [self.at[who] for who in home.members]:
                others = [box for node, box in self.boxes.items() if node not in members]
                loop = enclose([self.boxes[node] for node in members], others, 8.0 + 2.5 * (number % 3))
                yield symbols.home_line(loop, number, "outline", frozenset(home.members))

    def _tie(self, tie: EmotionalTie) -> None:
        """Draw an emotional tie on a way of its own."""
        look, owners, ends = symbols.EMOTIONAL[tie.tie], frozenset(tie.between), []
        for who in tie.between:
            node, person, ports = self.at[who], self.case.person(who), []
            for angle in (turn * math.pi / 6 for turn in range(12)):
                x, y = symbols.border(person, angle, symbols.size(person, self.case.client) + 1.5)
                ports.append(((node.x + x, node.y + y), (math.cos(angle), math.sin(angle))))
            ends.append(ports)
        to = {"forward": "end", "backward": "start"}.get(tie.direction, "both" if look.arrow else "")
        self.parts += symbols.draw(look, route(ends, owners, [*self.lines, *self.parts]), owners, to)


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


def _port(node: Node, family: Family) -> float:
    """Return where the line of a union leaves a symbol, beside those of other unions."""
    if not node.person:
        return family.drop()
    unions = sorted(node.wed, key=lambda one: sum(mate.x for mate in one.partners if mate is not node))
    return node.x + (unions.index(family) - (len(unions) - 1) / 2) * min(8.0, 20.0 / len(unions))


def _head(node: Node, family: Family) -> float:
    """Return where the line from a family reaches a child, beside that from another family."""
    families = sorted(node.born, key=Family.drop)
    return node.x + (families.index(family) - (len(families) - 1) / 2) * 9


def _tiers(spans: Mapping[Family, Sequence[float]]) -> dict[Family, int]:
    """Return how far below the first each line must run, so that a longer one passes below a shorter."""
    tiers: dict[Family, int] = {}
    for family, span in sorted(spans.items(), key=lambda item: max(item[1]) - min(item[1])):
        left, right = min(span) - 5, max(span) + 5
        under = [tier for one, tier in tiers.items() if min(spans[one]) < right and left < max(spans[one])]
        tiers[family] = max(under, default=-1) + 1
    return tiers
