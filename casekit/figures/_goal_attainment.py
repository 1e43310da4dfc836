"""Goal attainment scaling: where each goal began and what was reached, from -2 to +2."""

from casekit.figures import style
from casekit.figures.scene import SceneFigure
from casekit.figures.sheet import INNER, MARGIN, Sheet, compose, on_a_page
from casekit.figures.style import MUTED, SMALL, TONES, fitted, leading, printable
from casekit.figures.words import Entry, Group
from casekit.model import Case, GoalAttainment
from casekit.vocab import label, phrase, say

_LEVELS = ("-2", "-1", "0", "1", "2")
_MARKS = (("○", "bad", "baseline"), ("●", "good", "attained"), ("◉", "good", "same"))
_LINES = 4  # of a described level
_SHORT = 0.5  # the share of the goal's text where a page holds many


@on_a_page
def goal_attainment(case: Case) -> SceneFigure:
    """Return goal attainment scaling as a figure: each goal from its baseline to what was attained.

    The levels run from -2 to +2, and 0 is what was expected when the goal was agreed. What a level looks like
    for this client stands below it, as far as there is room; goals without a scale are named at the end.

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
        sheet.y += leading(SMALL)
        for level, x in _centres(sheet).items():
            sheet.write(x, sheet.y - 0.3 * SMALL, _signed(level), SMALL, bold=True, align="center")
        for scale, entry in zip(scales, sheet.admitted(named), strict=False):
            sheet.rule(sheet.y)
            sheet.y += 1 if _crowded(sheet) else 3
            _scale(sheet, scale, entry)
        sheet.rule(sheet.y)
        sheet.rest(named, MARGIN, INNER)
        for text in unscaled:
            sheet.y += 4
            sheet.paragraph(text, size=SMALL, colour=MUTED, lines=3)
        marks = [(mark, tone, say(f"figures.scale_{name}")) for mark, tone, name in _MARKS]
        levels = [(_signed(level), "plain", label("attainment", level)) for level in _LEVELS]
        sheet.legend([*marks, *levels], groups)

    return compose("goal_attainment", case, groups, draw, *(text[:600] for text in unscaled))


def _scale(sheet: Sheet, scale: GoalAttainment, entry: Entry) -> None:
    """Put a goal with its track and the described levels; on a crowded page side by side and without them."""
    crowded, centre = _crowded(sheet), _centres(sheet)
    sheet.text_with_tag(entry.text, entry.basis, MARGIN, INNER * _SHORT - 8 if crowded else INNER)
    sheet.y += 0 if crowded else 14
    y = sheet.y - 4
    sheet.path([(centre["-2"], y), (centre["2"], y)], "#a8a8a8")
    for level, x in centre.items():
        sheet.path([(x, y - 3), (x, y + 3)], "#a8a8a8", 2.5 if level == "0" else 1)
    begun, reached = scale.baseline, scale.attained
    if begun and reached and begun != reached:
        sheet.path([(centre[begun], y), (centre[reached], y)], TONES["good"], 2.5)
    marks = [("◉", "good", begun)] if begun == reached else [("○", "bad", begun), ("●", "good", reached)]
    for mark, tone, at in marks:
        if at:
            sheet.mark(centre[at], y, mark, TONES[tone])
    sheet.y += 2.5 if crowded else 4
    if not crowded:
        cell = INNER / len(_LEVELS)
        top = bottom = sheet.y
        for described in scale.levels:
            sheet.y = top
            limit = min(sheet.limits.lines or _LINES, _LINES)
            lines = fitted(printable(phrase(described.text)), cell - 8, limit, SMALL)
            sheet.shortened |= any(line.endswith(style.CLIPPED) for line in lines)
            for line in lines:
                sheet.y += leading(SMALL)
                x, y = centre[described.level], sheet.y - 0.3 * SMALL
                sheet.write(x, y, line, SMALL, colour=MUTED, align="center")
            bottom = max(bottom, sheet.y)
        sheet.y = bottom + 5
    elif scale.levels:
        sheet.shortened = True


def _crowded(sheet: Sheet) -> bool:
    return sheet.limits.lines == 1


def _centres(sheet: Sheet) -> dict[str, float]:
    """Return where the levels stand: across the page, or beside the goals where it is crowded."""
    left = MARGIN + (INNER * _SHORT if _crowded(sheet) else 0)
    cell = (MARGIN + INNER - left) / len(_LEVELS)
    return {level: left + (number + 0.5) * cell for number, level in enumerate(_LEVELS)}


def _signed(level: str) -> str:
    return f"+{level}" if level in ("1", "2") else level


def _named(goal: str, scale: GoalAttainment) -> str:
    """Return a goal with week and weight of its scale, and what is still open."""
    facts = [say("figures.alt_week", week=scale.week)] if scale.week else []
    facts += [say("figures.scale_weight", weight=f"{scale.weight:g}")] if scale.weight != 1 else []
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
