"""Rules for judging: every goal, only goals, by something that was counted, and not too early."""

from collections.abc import Iterator

from casekit.check.look import Look, both, named, written
from casekit.check.rules import Hit, hit, rule
from casekit.check.words import numbers, says
from casekit.model import Measure, Note
from casekit.vocab import label

_JUDGED = {"reached", "partly_reached", "not_reached"}
_SHORT = ("-2", "-1")
_EARLY_SESSIONS, _EARLY_WEEKS = 3, 2


@rule("M601")
def judged_unmeasured(look: Look) -> Iterator[Hit]:
    """Find a note that judges a goal for which nothing was counted, rated or scaled, and does not say so."""
    for note in look.case.evaluation.outcome:
        texts = both(note.text)
        if not note.goals or look.measured & {*note.goals} or _counts(look, note):
            continue
        if not says("honest", texts) and not says("needed", texts):
            yield hit(note, "goals", "", *(look.by_id[one] for one in note.goals))


def _counts(look: Look, note: Note) -> bool:
    """Tell whether a note counts what the indicator of its goal says is to be counted."""
    seen = any(written(look.by_id[one].indicator) for one in note.goals)
    return seen and any(numbers(text).digits or numbers(text).counted for text in both(note.text))


@rule("M602")
def judged_unplanned(look: Look) -> Iterator[Hit]:
    """Find a judgement of something that no goal names, or of a goal for which nothing was done."""
    evaluation = look.case.evaluation
    judging: list[Note | Measure] = [*evaluation.outcome, *evaluation.measures]
    yield from (hit(part, "goals") for part in judging if not part.goals)
    judged = {one for part in judging for one in part.goals}
    judged |= {one.goal for one in evaluation.attainment}
    for goal in look.case.plan.goals:
        if goal.id in judged and goal.id not in look.served and not look.unlinked:
            yield hit(goal, "", "idle")


@rule("M607")
def never_judged(look: Look) -> Iterator[Hit]:
    """Find a goal that the evaluation passes over."""
    evaluation = look.case.evaluation
    judged = {one for note in (*evaluation.outcome, *evaluation.process) for one in note.goals}
    judged |= {one for measure in evaluation.measures for one in measure.goals}
    judged |= {one.goal for one in evaluation.attainment}
    for goal in look.active_goals():
        if goal.id in judged:
            continue
        if goal.status not in _JUDGED:
            yield hit(goal, "status")
        elif judged:
            yield hit(goal, "status", "by_what", status=label("goal_status", str(goal.status)))


@rule("M608")
def only_good_news(look: Look) -> Iterator[Hit]:
    """Find results that tell only of what went well."""
    notes = look.case.evaluation.outcome
    others = any(one.attained in _SHORT for one in look.case.evaluation.attainment)
    others = others or any(one.status in ("partly_reached", "not_reached") for one in look.case.plan.goals)
    if len(notes) > 1 and not others and not any(says("limits", both(note.text)) for note in notes):
        yield hit(look.case.evaluation, "outcome", count=len(notes))


@rule("M609")
def judged_early(look: Look) -> Iterator[Hit]:
    """Find a judgement after very few sessions, or very few weeks."""
    sessions, weeks = look.case.intervention.sessions, look.session_weeks
    judged = look.case.evaluation.outcome or look.case.evaluation.attainment
    if not judged or not sessions:
        return
    for one in look.case.evaluation.attainment:
        if weeks and one.week and one.attained and one.week < weeks[0]:
            goal = look.by_id[one.goal]
            yield hit(one, "week", "before", goal, goal=named(look, goal), week=one.week, first=weeks[0])
    span = weeks[-1] - weeks[0] + 1 if weeks else None
    if len(sessions) < _EARLY_SESSIONS:
        yield hit(look.case.evaluation, "outcome", "sessions", sessions=len(sessions))
    elif span is not None and span <= _EARLY_WEEKS:
        goals = [look.by_id[one] for note in look.case.evaluation.outcome for one in note.goals]
        yield hit(look.case.evaluation, "outcome", "", *goals, sessions=len(sessions), weeks=span)


@rule("M610")
def status_against_scale(look: Look) -> Iterator[Hit]:
    """Find a goal whose status and whose scale say opposite things."""
    for one in look.case.evaluation.attainment:
        goal = look.by_id[one.goal]
        short = one.attained in _SHORT
        still = short and one.attained == one.baseline  # nothing has moved
        against = {"reached", *(["partly_reached"] if still else [])} if short else _JUDGED - {"reached"}
        if one.attained and goal.status in against:
            facts = {"goal": named(look, goal), "status": label("goal_status", goal.status)}
            yield hit(one, "attained", "", goal, level=label("attainment", one.attained), **facts)
    for measure in look.case.evaluation.measures:
        yield from _against_target(look, measure)


def _against_target(look: Look, measure: Measure) -> Iterator[Hit]:
    """Yield the goals whose status is not what the last value of the work says."""
    values = [one.value for one in measure.observations if one.phase == "B" and one.value is not None]
    if measure.target is None or not values:
        return
    last, target = values[-1], measure.target
    met = last >= target if measure.improvement == "increase" else last <= target
    for goal in (look.by_id[one] for one in measure.goals):
        if goal.status == ("not_reached" if met else "reached"):
            facts = {"goal": named(look, goal), "status": label("goal_status", goal.status)}
            numbers_told = {"last": f"{last:g}", "target": f"{target:g}"}
            yield hit(goal, "status", "measure", measure, **facts, **numbers_told)


@rule("M600", since="termination")
def ended_unjudged(look: Look) -> Iterator[Hit]:
    """Find an ending without any evaluation."""
    evaluation = look.case.evaluation
    if not (evaluation.outcome or evaluation.process or evaluation.measures or evaluation.attainment):
        yield hit(evaluation, "outcome")
