"""Goal attainment scaling: where each goal began and what was reached, from -2 to +2."""

from collections.abc import Mapping, Sequence
from functools import partial

from casekit.figures import style
from casekit.figures.paper import MARGIN, Block
from casekit.figures.scene import SceneFigure
from casekit.figures.sheet import Sheet, compose, on_pages
from casekit.figures.style import MUTED, SMALL, TONES, Size, leading, printable, wrap
from casekit.figures.words import Entry, Group, shortened
from casekit.model import Case, GoalAttainment
from casekit.vocab import label, numerals, phrase, say

_LEVELS = ("-2", "-1", "0", "1", "2")
_MARKS = (("○", "bad", "baseline"), ("●", "good", "attained"), ("◉", "good", "same"))
_WHOLE = 0.4  # of a page, that the described levels of a goal may take without being parted


@on_pages
def goal_attainment(case: Case, *, size: Size | None = None) -> SceneFigure:
    """Return goal attainment scaling as a figure: each goal from its baseline to what was attained.

    The levels run from -2 to +2, and 0 is what was expected when the goal was agreed. What a level looks like
    for this client stands below it; goals without a scale are named at the end.

    References
    ----------
    Kiresuk, T. J., & Sherman, R. E. (1968). Goal attainment scaling. Community Mental Health Journal, 4(6).

    Examples
    --------
    >>> client = {"id": "client", "label": "Klien A", "relation": "client", "basis": "documented"}
    >>> goal = {"id": "g1", "text": "berani bertanya", "basis": "documented"}
    >>> scale = {"goal": "g1", "baseline": "-2", "attained": "1", "basis": "documented"}
    >>> case = Case(id="a", title="Klien A", client="client", people=[client], plan={"goals": [goal]},
    ...             evaluation={"attainment": [scale]})
    >>> "berani bertanya (kondisi awal: -2 jauh di bawah harapan" in goal_attainment(case).alt
    True
    """
    goals = {goal.id: goal for goal in case.plan.goals}
    scales = case.evaluation.attainment
    named = [Entry(_named(phrase(goals[scale.goal].text), scale), scale.basis) for scale in scales]
    told = [
        Entry(f"{one.text} ({_told(scale)})", one.basis) for one, scale in zip(named, scales, strict=True)
    ]
    groups = [Group(say("figures.goal_attainment"), told)] if scales else []
    without = [goal for goal in goals.values() if goal.id not in {scale.goal for scale in scales}]
    rest = "; ".join(phrase(goal.text) for goal in without)
    unscaled = [f"{style.capital(say('figures.scale_none'))}: {rest}."] if rest else []

    def draw(sheet: Sheet) -> None:
        blocks = [
            block for scale, entry in zip(scales, named, strict=True) for block in _scale(sheet, scale, entry)
        ]
        sheet.section(partial(_levels, sheet), blocks)
        sheet.rule(sheet.y)
        for text in unscaled:
            sheet.y += 4
            sheet.prose(text)
        sheet.legend(groups)

    used = {mark for scale in scales for mark, _, _ in _marked(scale)}
    marks = [(mark, tone, say(f"figures.scale_{name}")) for mark, tone, name in _MARKS if mark in used]
    marks += [(_signed(level), "plain", label("attainment", level)) for level in _LEVELS]
    told_too = [shortened(text, 600) for text in unscaled]
    return compose("goal_attainment", case, groups, draw, *told_too, size=size, marks=marks)


def _levels(sheet: Sheet) -> None:
    """Put the numbers of the levels above their places."""
    sheet.y += leading(SMALL)
    for level, x in _centres(sheet).items():
        sheet.write(x, sheet.y - 0.3 * SMALL, _signed(level), SMALL, bold=True, align="center")


def _scale(sheet: Sheet, scale: GoalAttainment, entry: Entry) -> list[Block]:
    """Return a goal with its track, and the described levels below it, as blocks."""
    names = sheet.pieces(entry.text, entry.basis, sheet.inner)
    columns = {
        level.level: wrap(printable(phrase(level.text)), sheet.inner / len(_LEVELS) - 8, SMALL)
        for level in scale.levels
    }
    most = max(1, int(_WHOLE * sheet.most / leading(SMALL)))
    starts = [*range(0, max(map(len, columns.values()), default=0), most)] or [0]

    def named(number: int) -> None:
        if not number:
            sheet.rule(sheet.y)
            sheet.y += 3
        sheet.piece(names[number], entry.basis, MARGIN)

    def described(start: int) -> None:
        _described(sheet, {code: lines[start : start + most] for code, lines in columns.items()})
        sheet.y += 5 if start == starts[-1] else 0

    def tracked() -> None:
        named(len(names) - 1)
        _track(sheet, scale)
        described(starts[0])

    return [
        *(partial(named, number) for number in range(len(names) - 1)),
        tracked,
        *(partial(described, start) for start in starts[1:]),
    ]


def _track(sheet: Sheet, scale: GoalAttainment) -> None:
    """Put the track of a goal, with its baseline and what was attained."""
    centre = _centres(sheet)
    sheet.y += 14
    y = sheet.y - 4
    sheet.path([(centre["-2"], y), (centre["2"], y)], "#a8a8a8")
    for level, x in centre.items():
        sheet.path([(x, y - 3), (x, y + 3)], "#a8a8a8", 2.5 if level == "0" else 1)
    marks = _marked(scale)
    if len(marks) > 1:
        is_worse = int(marks[1][2]) < int(marks[0][2])
        ends = [(centre[at], y) for _, _, at in marks]
        sheet.path(ends, TONES["bad" if is_worse else "good"], 2.5, dashed=is_worse)
    for mark, tone, at in marks:
        sheet.mark(centre[at], y, mark, TONES[tone])
    sheet.y += 4


def _marked(scale: GoalAttainment) -> list[tuple[str, str, str]]:
    """Return the marks on a track with their tones, and the levels at which they stand."""
    begun, reached = scale.baseline, scale.attained
    if begun == reached:
        return [("◉", "good", begun)] if begun else []
    return [(mark, tone, at) for mark, tone, at in (("○", "bad", begun), ("●", "good", reached)) if at]


def _described(sheet: Sheet, columns: Mapping[str, Sequence[str]]) -> None:
    """Put some lines of what the levels look like, each below its place."""
    centre, top = _centres(sheet), sheet.y
    for level, lines in columns.items():
        for number, line in enumerate(lines, start=1):
            y = top + number * leading(SMALL) - 0.3 * SMALL
            sheet.write(centre[level], y, line, SMALL, colour=MUTED, align="center")
    sheet.y += max(map(len, columns.values()), default=0) * leading(SMALL)


def _centres(sheet: Sheet) -> dict[str, float]:
    """Return where the levels stand."""
    cell = sheet.inner / len(_LEVELS)
    return {level: MARGIN + (number + 0.5) * cell for number, level in enumerate(_LEVELS)}


def _signed(level: str) -> str:
    return f"+{level}" if level in ("1", "2") else level


def _named(goal: str, scale: GoalAttainment) -> str:
    """Return a goal with week and weight of its scale, and what is still open."""
    facts = [say("figures.alt_week", week=scale.week)] if scale.week else []
    facts += [say("figures.scale_weight", weight=numerals(f"{scale.weight:g}"))] if scale.weight != 1 else []
    facts += [] if scale.attained else [say("figures.scale_unknown")]
    return f"{goal} ({', '.join(facts)})" if facts else goal


def _told(scale: GoalAttainment) -> str:
    """Return baseline and attained level in words, each as described for this client."""
    described = {level.level: phrase(level.text) for level in scale.levels}

    def told(level: str | None) -> str:
        if level is None:
            return say("figures.scale_unknown")
        name = f"{_signed(level)} {label('attainment', level)}"
        return f"{name}, “{described[level]}”" if level in described else name

    return say("figures.scale_told", baseline=told(scale.baseline), attained=told(scale.attained))
