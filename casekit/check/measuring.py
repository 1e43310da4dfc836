"""Rules for measures and scales: enough values, in order, described before they are used, and real."""

from collections import Counter
from collections.abc import Iterator

from casekit.check.look import Look, both, named, written
from casekit.check.rules import Hit, hit, rule
from casekit.model import GoalAttainment, Measure, Part
from casekit.vocab import codes, label

_LEAST, _ENOUGH = 3, 5  # values in a phase
_LEVELS = 3  # of a scale that must be described
_WHOLE = 100  # per cent


@rule("M603")
def few_values(look: Look) -> Iterator[Hit]:
    """Find a change that is shown from too few values before the work began."""
    for one in look.case.evaluation.measures:
        seen = Counter(own.phase for own in one.observations if own.value is not None)
        if not seen and look.reached("termination"):
            yield hit(one, "observations", "never", *_goals(look, one))
        if not seen["B"]:
            continue
        if seen["A"] < _LEAST:
            yield hit(one, "observations", "", *_goals(look, one), count=seen["A"])
        elif min(seen["A"], seen["B"]) < _ENOUGH:
            yield hit(one, "observations", "enough", *_goals(look, one), count=min(seen["A"], seen["B"]))


def _goals(look: Look, measure: Measure) -> list[Part]:
    return [look.by_id[one] for one in measure.goals]


@rule("M604")
def values_out_of_order(look: Look) -> Iterator[Hit]:
    """Find values that run against their phases, stand twice, or lie where none can be."""
    ending = look.case.termination.week
    for measure in look.case.evaluation.measures:
        yield from _phases(measure)
        yield from _doubles(measure)
        for one in measure.observations:
            if ending and one.week and one.week > ending and one.phase != "follow_up":
                yield hit(
                    one, "week", "after", measure, week=one.week, end=ending, measure=str(measure.label)
                )
            if one.value is not None and _is_beyond(one.value, measure):
                yield hit(one, "value", "beyond", measure, value=f"{one.value:g}", measure=str(measure.label))


def _phases(measure: Measure) -> Iterator[Hit]:
    order = codes("phase")
    last: dict[str, int] = {}
    for one in measure.observations:
        last[one.phase] = max(last.get(one.phase, 0), one.week or 0)
    for one in measure.observations:
        before = [phase for phase in last if order.index(phase) < order.index(one.phase)]
        over = [phase for phase in before if one.week and one.week < last[phase]]
        if over:
            facts = {"phase": label("phase", one.phase), "before": label("phase", over[0])}
            yield hit(one, "week", "", measure, measure=str(measure.label), week=one.week, **facts)
            return


def _doubles(measure: Measure) -> Iterator[Hit]:
    seen: set[tuple[object, ...]] = set()
    for one in measure.observations:
        own = (one.phase, one.week, one.weekday, one.date, str(one.time or ""), one.session)
        if own in seen and any(own[1:]):
            yield hit(one, "value", "twice", measure, measure=str(measure.label))
        seen.add(own)


def _is_beyond(value: float, measure: Measure) -> bool:
    """Tell whether a share is less than nothing or more than the whole."""
    per_cent = any(
        unit in own.casefold() for own in both(measure.unit) for unit in ("%", "persen", "per cent")
    )
    return per_cent and not 0 <= value <= _WHOLE


@rule("M605")
def invented_as_result(look: Look) -> Iterator[Hit]:
    """Find a result that is said to be documented and rests on invented values alone."""
    evaluation = look.case.evaluation
    bases: dict[str, set[str]] = {}
    for measure in evaluation.measures:
        for goal in measure.goals:
            bases.setdefault(goal, set()).add(measure.basis)
    for one in evaluation.attainment:
        if one.attained and one.basis != "illustrative" and bases.get(one.goal) == {"illustrative"}:
            yield hit(one, "basis", "", look.by_id[one.goal], goal=named(look, look.by_id[one.goal]))


@rule("M606")
def scale_incomplete(look: Look) -> Iterator[Hit]:
    """Find a goal attainment scale that was not described, or begins where it should end."""
    for one in look.case.evaluation.attainment:
        goal = look.by_id[one.goal]
        unread = one.attained is None and look.reached("termination")
        for variant, field in (*_faults(one), *([("unread", "attained")] if unread else [])):
            yield hit(one, field, variant, goal, goal=named(look, goal))


def _faults(one: GoalAttainment) -> Iterator[tuple[str, str]]:
    texts = [both(level.text) for level in one.levels if written(level.text)]
    if len(texts) < _LEVELS:
        yield "", "levels"
    elif len({*texts}) < len(texts):
        yield "same", "levels"
    elif len({level.level for level in one.levels}) < len(one.levels):
        yield "double", "levels"
    elif {"0", one.attained or "0", one.baseline or "0"} - {level.level for level in one.levels}:
        yield "undescribed", "levels"
    if one.baseline is None:
        yield "baseline", "baseline"
    elif one.baseline in ("0", "1", "2"):
        yield "reached_before", "baseline"


@rule("M612")
def target_behind(look: Look) -> Iterator[Hit]:
    """Find a target that lies on the wrong side of where the values begin."""
    for one in look.case.evaluation.measures:
        first = [own.value for own in one.observations if own.phase == "A" and own.value is not None]
        if one.target is None or not first:
            continue
        rises, falls = one.target > max(first), one.target < min(first)
        met = one.target <= min(first) if one.improvement == "increase" else one.target >= max(first)
        if (one.improvement == "increase" and falls) or (one.improvement == "decrease" and rises):
            direction = label("improvement", one.improvement)
            yield hit(one, "target", direction=direction, target=f"{one.target:g}")
        elif met:
            yield hit(one, "target", "met", target=f"{one.target:g}")


@rule("M613")
def value_without_time(look: Look) -> Iterator[Hit]:
    """Find values of which nobody knows when they were taken."""
    for measure in look.case.evaluation.measures:
        timeless = [one for one in measure.observations if not (one.week or one.date or one.session)]
        if timeless:
            yield hit(timeless[0], "week", "", measure, measure=str(measure.label), count=len(timeless))
