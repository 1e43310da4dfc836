"""Rules for judging: every goal, only goals, by something that was counted, and not too early."""

from collections.abc import Iterator

from casekit.check.look import Look, both, named
from casekit.check.rules import Hit, hit, rule
from casekit.check.words import says
from casekit.model import Measure, Note
from casekit.vocab import label

_JUDGED = {"reached", "partly_reached", "not_reached"}
_EARLY_SESSIONS, _EARLY_WEEKS = 3, 2


@rule("M601")
def judged_unmeasured(look: Look) -> Iterator[Hit]:
    """Find a note that judges a goal for which nothing was counted, rated or scaled, and does not say so."""
    for note in look.case.evaluation.outcome:
        texts = both(note.text)
        if not note.goals or look.measured & {*note.goals}:
            continue
        if not says("honest", texts) and not says("needed", texts):
            yield hit(note, "goals", "", *(look.by_id[one] for one in note.goals))


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
        if goal.id not in judged and goal.status not in _JUDGED:
            yield hit(goal, "status")


@rule("M608")
def only_good_news(look: Look) -> Iterator[Hit]:
    """Find results that tell only of what went well."""
    notes = look.case.evaluation.outcome
    others = any(one.attained in ("-2", "-1") for one in look.case.evaluation.attainment)
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
        short = one.attained in ("-2", "-1")
        if one.attained and (
            (goal.status == "reached" and short) or (goal.status == "not_reached" and not short)
        ):
            facts = {"goal": named(look, goal), "status": label("goal_status", goal.status)}
            yield hit(one, "attained", "", goal, level=label("attainment", one.attained), **facts)


@rule("M600", since="termination")
def ended_unjudged(look: Look) -> Iterator[Hit]:
    """Find an ending without any evaluation."""
    evaluation = look.case.evaluation
    if not (evaluation.outcome or evaluation.process or evaluation.measures or evaluation.attainment):
        yield hit(evaluation, "outcome")
