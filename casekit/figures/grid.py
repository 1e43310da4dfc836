"""Assessment boards: BPSS findings by dimension, the strengths quadrant, the SWOT board."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from casekit.figures.paper import MARGIN, Block
from casekit.figures.scene import SceneFigure
from casekit.figures.sheet import Mark, Sheet, compose, on_pages
from casekit.figures.style import HEADING, MUTED, SMALL, TINTS, TONES, Size, capital, leading
from casekit.figures.words import Entry, Group
from casekit.model import Case
from casekit.told import MARKS, dots
from casekit.vocab import codes, label, phrase, say

_HOLLOW = {"strength": "△", "concern": "▽", "neutral": "○"}
_TONES = {"strength": "good", "concern": "bad", "neutral": "plain"}
_GUTTER = 10.0
_LEFT = 84.0  # the width of the names of dimensions
_PAD, _BELOW = 9.0, 4.0
_APART = 3 * "\N{NO-BREAK SPACE}"  # several usual spaces are one in a browser
_WHOLE = 0.6  # of a page: a row of cells, or strategies, that take less are not cut


@on_pages
def bpss(case: Case, *, size: Size | None = None) -> SceneFigure:
    """Return the BPSS assessment as a figure: the findings by dimension, with valence, weight and basis.

    Reads from left to right: whether a finding helps (▲) or hampers (▼) the client, the finding, and how much
    it weighs in the client's functioning. Hollow marks and tags show what no source document states. A
    dimension that was explored and stayed unknown is not the same as one nobody asked about: it is boxed.
    A picture of what was recorded; it judges neither the client nor the completeness of the assessment.

    Examples
    --------
    >>> client = {"id": "client", "label": "Klien A", "relation": "client", "basis": "documented"}
    >>> figure = bpss(Case(id="klien-a", title="Klien A", client="client", people=[client]))
    >>> figure.alt.split(". ")[0]
    'Asesmen BPSS: Klien A'
    """
    groups = [Group(capital(label("dimension", code)), _dimension(case, code)) for code in codes("dimension")]

    def draw(sheet: Sheet) -> None:
        for group in groups:
            blocks = sheet.items(group.entries, MARGIN + _LEFT + 6, sheet.inner - _LEFT - 6)
            sheet.section(partial(_beside, sheet, group), blocks)
            sheet.y = max(sheet.y, sheet.low) + 4
        sheet.rule(sheet.y)
        sheet.legend(groups)

    return compose("bpss", case, groups, draw, size=size, marks=_bpss_legend(groups), is_list=True)


@on_pages
def strengths(case: Case, *, size: Size | None = None) -> SceneFigure:
    """Return Saleebey's strengths quadrant as a figure: strengths and deficits, around and in the client.

    Who filled it in stands under the title, for a client's own quadrant is read differently from a worker's.

    References
    ----------
    Saleebey, D. (ed.), The strengths perspective in social work practice.

    Examples
    --------
    >>> client = {"id": "client", "label": "Klien A", "relation": "client", "basis": "documented"}
    >>> item = {"id": "q1", "domain": "personal", "side": "strength", "text": "tekun", "basis": "derived"}
    >>> case = Case(id="klien-a", title="Klien A", client="client", people=[client],
    ...             assessment={"quadrant": {"filled_by": "client", "items": [item]}})
    >>> "Kekuatan pribadi (1): tekun." in strengths(case).alt
    True
    """
    quadrant = case.assessment.quadrant
    who = capital(
        say("figures.filled_by", who=label("filled_by", quadrant.filled_by))
        if quadrant.filled_by
        else say("figures.filled_by_unknown")
    )
    cells = [(side, domain) for side in codes("quadrant_side") for domain in codes("quadrant_domain")]
    groups = [
        Group(
            say(f"figures.{domain}_{side}"),
            [
                _entry(item.text, item.basis, "strength" if side == "strength" else "concern", spoken=False)
                for item in quadrant.items
                if (item.side, item.domain) == (side, domain)
            ],
        )
        for side, domain in cells
    ]

    def draw(sheet: Sheet) -> None:
        tones = ["good" if side == "strength" else "bad" for side, _ in cells]
        _board(sheet, groups, tones)
        sheet.legend(groups)

    return compose("strengths", case, groups, draw, f"{who}.", size=size, note=who, marks=_hollow(groups))


@on_pages
def swot(case: Case, *, size: Size | None = None) -> SceneFigure:
    """Return the SWOT board as a figure, with weights from 1 to 3 and the TOWS strategies beneath it.

    Items are numbered by cell (S1, W1, O1, T1), and each strategy names the items that it joins.

    Examples
    --------
    >>> client = {"id": "client", "label": "Klien A", "relation": "client", "basis": "documented"}
    >>> item = {"id": "s1", "cell": "strength", "weight": 2, "text": "tekun", "basis": "derived"}
    >>> case = Case(id="klien-a", title="Klien A", client="client", people=[client],
    ...             assessment={"swot": [item]})
    >>> "Kekuatan (1): S1, bobot 2 dari 3: tekun." in swot(case).alt
    True
    """
    numbers: dict[str, str] = {}
    board = []
    for cell in codes("swot"):
        entries = []
        for number, item in enumerate((item for item in case.assessment.swot if item.cell == cell), start=1):
            numbers[item.id] = mark = f"{cell[0].upper()}{number}"
            spoken = f"{mark}, {say('figures.alt_weight', weight=item.weight)}"
            entries.append(
                Entry(
                    phrase(item.text), item.basis, mark, _swot_tone(cell), item.weight, scale=3, spoken=spoken
                )
            )
        board.append(Group(say(f"figures.{cell}"), entries))
    plans = [
        Entry(
            f"{phrase(plan.text)} ({', '.join(numbers[item] for item in plan.items)})"
            if plan.items
            else phrase(plan.text),
            plan.basis,
            plan.tows.upper(),
            spoken=plan.tows.upper(),
        )
        for plan in case.assessment.strategies
    ]
    groups = [*board, *([Group(say("figures.tows"), plans)] if plans else [])]

    def draw(sheet: Sheet) -> None:
        _board(
            sheet,
            board,
            [_swot_tone(cell) for cell in codes("swot")],
            [say(f"figures.swot_{cell}") for cell in codes("swot")],
        )
        if plans:
            blocks = sheet.items(plans, MARGIN, sheet.inner)
            needed = sheet.high(partial(_heading, sheet), *blocks)
            if sheet.y + needed > sheet.bottom and needed < _WHOLE * sheet.most:
                sheet.turn()
            sheet.section(partial(_heading, sheet), blocks)
        sheet.legend(groups)

    weights = [(dots(2, 3), "plain", say("figures.weight"))] if numbers else []
    return compose("swot", case, groups, draw, size=size, marks=weights, is_list=True)


def _heading(sheet: Sheet) -> None:
    sheet.y += 4
    sheet.paragraph(say("figures.tows"), size=HEADING, bold=True)
    sheet.y += 3


def _beside(sheet: Sheet, group: Group) -> None:
    """Put the name of a dimension, with how much there is or that it goes on, to the left of its findings."""
    sheet.rule(sheet.y)
    sheet.y += 6
    top = sheet.y
    sheet.paragraph(group.heading, width=_LEFT, size=HEADING, bold=True)
    if below := say("figures.continued") if sheet.goes_on else _tally(group.entries):
        sheet.y += leading(SMALL)
        sheet.write(MARGIN, sheet.y - 0.2 * SMALL, below, SMALL, colour=MUTED)
    sheet.low, sheet.y = sheet.y, top


def _dimension(case: Case, dimension: str) -> list[Entry]:
    """Return the findings of a dimension, and what was explored in it without an answer."""
    found = [item for item in case.assessment.findings if item.dimension == dimension]
    unknown = [item for item in case.assessment.unknown if item.dimension == dimension]
    return [
        *(_entry(item.text, item.basis, item.valence, rating=item.rating, scale=4) for item in found),
        *(
            Entry(say("figures.unknown", text=phrase(item.text)), item.basis, mark="?", scale=4, unknown=True)
            for item in unknown
        ),
    ]


def _entry(
    text: object, basis: str, valence: str, *, rating: int | None = None, scale: int = 0, spoken: bool = True
) -> Entry:
    """Return an entry marked by what it means for the client, hollow where no source states it."""
    words = [label("valence", valence)] if spoken else []
    if rating is not None:
        words.append(say("figures.alt_rating", rating=rating))
    mark = (MARKS if basis == "documented" else _HOLLOW)[valence]
    return Entry(phrase(text), basis, mark, _TONES[valence], rating, scale, spoken=", ".join(words))


def _valences(entries: Iterable[Entry]) -> Counter[str]:
    """Count strengths, concerns and neutral findings."""
    return Counter(
        valence for entry in entries for valence in MARKS if entry.mark in (MARKS[valence], _HOLLOW[valence])
    )


def _tally(entries: Sequence[Entry]) -> str:
    """Return how many findings of which kind there are, as marks and numbers."""
    found = _valences(entries)
    return _APART.join(f"{MARKS[valence]} {found[valence]}" for valence in MARKS if found[valence])


def _bpss_legend(groups: Sequence[Group]) -> list[Mark]:
    """Return the marks that are used, in words."""
    entries = [entry for group in groups for entry in group.entries]
    found = _valences(entries)
    marks = [
        (mark, _TONES[valence], label("valence", valence))
        for valence, mark in MARKS.items()
        if found[valence]
    ]
    marks += _hollow(groups)
    rated = any(entry.score is not None for entry in entries)
    return [*marks, *([(dots(3, 4), "plain", say("figures.rating"))] if rated else [])]


def _hollow(groups: Iterable[Group]) -> list[Mark]:
    """Return the hollow marks that are used, with what they say."""
    used = {entry.mark for group in groups for entry in group.entries}
    hollow = "".join(mark for mark in _HOLLOW.values() if mark in used)
    return [(hollow, "plain", say("figures.hollow"))] if hollow else []


def _board(sheet: Sheet, groups: Sequence[Group], tones: Sequence[str], notes: Sequence[str] = ()) -> None:
    """Put four groups on a board of two by two cells, which go on on further pages."""
    width = (sheet.inner - _GUTTER) / 2
    for row in (0, 2):
        cells = []
        for column, index in enumerate((row, row + 1)):
            x = MARGIN + column * (width + _GUTTER)
            about = notes[index] if notes else ""
            heading = partial(_cell_head, sheet, groups[index].heading, about, x, width, tones[index])
            blocks = sheet.items(groups[index].entries, x + _PAD, width - 2 * _PAD)
            cells.append(_Cell(x, width, tones[index], heading, blocks))
        _cells(sheet, cells)
    sheet.y -= 2


@dataclass
class _Cell:
    """A cell of a board: where it stands, and the blocks that are still to be put into it."""

    x: float
    width: float
    tone: str
    heading: Block
    rest: Sequence[Block]


def _cells(sheet: Sheet, cells: Sequence[_Cell]) -> None:
    """Put cells side by side, on as many pages as they take; one that is empty there has its heading."""
    while any(cell.rest for cell in cells):
        first, whole = (
            max(sheet.high(cell.heading, *cell.rest[:most]) for cell in cells) + _BELOW for most in (1, None)
        )
        # What is to be cut begins at once if it is long, else on a page on which it stays whole.
        needed = whole if whole < _WHOLE * sheet.most else first
        if sheet.y + needed > sheet.bottom and not sheet.is_fresh:
            sheet.turn()
        top, bottoms = sheet.y, []
        for cell in cells:
            sheet.y = top
            cell.heading()
            cell.rest = sheet.filled(cell.rest, _BELOW)
            bottoms.append(sheet.y + _BELOW)
        for cell in cells:
            sheet.box(cell.x, top, cell.width, max(bottoms) - top, fill=TINTS[cell.tone])
            sheet.box(cell.x, top, cell.width, 2.2, fill=TONES[cell.tone])
        sheet.y = max(bottoms)
        if any(cell.rest for cell in cells):
            sheet.turn()
    sheet.y += _GUTTER


def _cell_head(sheet: Sheet, heading: str, about: str, x: float, width: float, tone: str) -> None:
    """Put the name of a cell, and what belongs into it."""
    sheet.y += 5
    sheet.paragraph(heading, x + _PAD, width - 2 * _PAD, HEADING, colour=TONES[tone], bold=True)
    if about:
        sheet.paragraph(about, x + _PAD, width - 2 * _PAD, SMALL, colour=MUTED)
    sheet.y += 4


def _swot_tone(cell: str) -> str:
    return "good" if cell in ("strength", "opportunity") else "bad"
