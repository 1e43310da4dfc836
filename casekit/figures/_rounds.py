"""Rounds of the assessment: what was scored again, from the baseline to the end."""

from collections.abc import Sequence
from functools import partial
from itertools import groupby

from casekit.figures.paper import MARGIN, Block
from casekit.figures.scene import SceneFigure
from casekit.figures.sheet import Sheet, compose, on_pages
from casekit.figures.style import MUTED, SMALL, TONES, Size, leading
from casekit.figures.words import Entry, Group
from casekit.model import Case, Round
from casekit.told import Scored, scored
from casekit.vocab import filled_in, label, phrase, say

_MARKS = {"baseline": "○", "midway": "◐", "end": "●", "follow_up": "◆"}
_WAYS = {"better": ("━", "good"), "worse": ("┅", "bad"), "changed": ("━", "plain")}
_TEXT = 0.49  # the share of the width for what was scored, beside its track
_APART = 9.0  # between marks on one level
_TRACK = 26.0  # the height of a track with its numbers


@on_pages
def rounds(case: Case, *, size: Size | None = None) -> SceneFigure:
    """Return the rounds of the assessment as a figure: each finding or domain on the levels of its scale.

    A line leads from the first score to the last; it is broken where that is worse. A
    finding that no baseline round scored begins with its rating in the assessment.

    Examples
    --------
    >>> client = {"id": "client", "label": "Klien A", "relation": "client", "basis": "documented"}
    >>> levels = [{"level": 1, "text": "perlu bantuan"}, {"level": 2, "text": "mandiri"}]
    >>> scale = {"id": "s", "label": "Kemandirian", "levels": levels}
    >>> held = [{"id": f"r{level}", "round": name, "basis": "documented", "scores": [{"scored": "s",
    ...         "score": level}]} for level, name in ((1, "baseline"), (2, "end"))]
    >>> case = Case(id="a", title="Klien A", client="client", people=[client],
    ...             assessment={"instruments": [scale], "rounds": held})
    >>> "Kemandirian (awal: 1 perlu bantuan; akhir: 2 mandiri)" in rounds(case).alt
    True
    """
    order = ["", *(filled_in(scale.label) for scale in case.assessment.instruments)]
    things = sorted(scored(case), key=lambda one: order.index(one.scale or ""))
    by_scale = [
        (scale or say("figures.rounds_findings"), [*held])
        for scale, held in groupby(things, lambda one: one.scale)
    ]
    groups = [
        Group(scale, [Entry(f"{phrase(one.text)} ({_told(one)})", one.basis) for one in held])
        for scale, held in by_scale
    ]

    def draw(sheet: Sheet) -> None:
        for scale, held in by_scale:
            blocks = [block for one in held for block in _tracked(sheet, one)]
            sheet.section(partial(_scale, sheet, scale, _shared(held)), blocks)
            sheet.y += 6
        sheet.legend(groups)

    used = dict.fromkeys(_round(own) for one in things for own, _ in one.scores)
    kept = [(_MARKS[own], "plain", label("assessment_round", own)) for own in _MARKS if own in used]
    taken = {_way(one) for one in things}
    ways = [(mark, tone, say(f"figures.rounds_{way}")) for way, (mark, tone) in _WAYS.items() if way in taken]
    return compose("rounds", case, groups, draw, size=size, marks=[*kept, *ways])


def _way(thing: Scored) -> str:
    """Return whether the last score is better, worse or another than the first; empty if the same."""
    first, last = thing.scores[0][1].score, thing.scores[-1][1].score
    if first == last or not thing.improvement:
        return "changed" if first != last else ""
    return "better" if (last > first) == (thing.improvement == "increase") else "worse"


def _scale(sheet: Sheet, name: str, levels: str) -> None:
    """Put the name of a scale and its levels."""
    sheet.paragraph(name, bold=True)
    if levels:
        sheet.paragraph(levels, size=SMALL, colour=MUTED, lines=3)
    sheet.y += 4


def _round(own: Round | None) -> str:
    return own.round if own else "baseline"


def _told(thing: Scored) -> str:
    """Return the scores in words, with the week of each round and what the level means."""
    told = []
    for own, score in thing.scores:
        name = label("assessment_round", own.round) if own else say("tables.in_assessment")
        when = f", {say('figures.alt_week', week=own.week)}" if own and own.week else ""
        told.append(f"{name}{when}: {score.score} {phrase(thing.levels.get(score.score, ''))}")
    return "; ".join(told)


def _shared(things: Sequence[Scored]) -> str:
    """Return the levels of a scale in words, if all that is scored on it has the same."""
    levels = things[0].levels
    same = all(one.levels == levels for one in things)
    return " · ".join(f"{level} {phrase(text)}" for level, text in sorted(levels.items())) if same else ""


def _tracked(sheet: Sheet, thing: Scored) -> list[Block]:
    """Return what was scored, with its track beside the first lines, as blocks."""
    pieces = sheet.pieces(phrase(thing.text), thing.basis, _TEXT * sheet.inner)

    def put(number: int) -> None:
        top = sheet.y
        sheet.piece(pieces[number], thing.basis, MARGIN)
        if not number:
            _track(sheet, thing, top + 9)
            sheet.y = max(sheet.y, top + _TRACK)
        sheet.y += 5 if pieces[number].is_last else 0

    return [partial(put, number) for number in range(len(pieces))]


def _track(sheet: Sheet, thing: Scored, y: float) -> None:
    """Put the track of a scale with its levels, and a mark for each round."""
    left, right = MARGIN + _TEXT * sheet.inner + 24, sheet.right - 12
    low, high = min(thing.levels), max(thing.levels)
    place = {level: left + (right - left) * (level - low) / (high - low) for level in range(low, high + 1)}
    sheet.path([(left, y), (right, y)], "#a8a8a8")
    for level, x in place.items():
        sheet.path([(x, y - 3), (x, y + 3)], "#a8a8a8")
        sheet.write(x, y + 6 + leading(SMALL), str(level), SMALL, colour=MUTED, align="center")
    if way := _way(thing):
        ends = [(place[score.score], y) for _, score in (thing.scores[0], thing.scores[-1])]
        sheet.path(ends, TONES[_WAYS[way][1]], 2.5, dashed=way == "worse")
    at: dict[int, list[str]] = {}
    for own, score in thing.scores:
        at.setdefault(score.score, []).append(_MARKS[_round(own)])
    for level, marks in at.items():
        wide = (len(marks) - 1) * _APART
        first = min(place[level] - wide / 2, sheet.right - _APART - wide)
        for number, mark in enumerate(marks):
            sheet.mark(first + number * _APART, y, mark)
