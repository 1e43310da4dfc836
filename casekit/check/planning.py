"""Rules for the plan: goals that answer something and can be seen, activities that serve them."""

from collections import defaultdict
from collections.abc import Iterator

from casekit.check.look import Look, both, named, written
from casekit.check.rules import Hit, hit, rule
from casekit.check.words import content, says
from casekit.model import Activity, Bilingual, Goal, Text
from casekit.vocab import label, language, say

_MANY = 5
_ALIKE = 0.5  # of the words of the shorter goal that the other has too
_GROUP, _FAMILY = {"group_work"}, {"family_casework", "family_therapy"}


@rule("P401")
def no_indicator(look: Look) -> Iterator[Hit]:
    """Find a goal of which nobody says how its success would show."""
    evaluation = look.case.evaluation
    measured = {goal for one in evaluation.measures for goal in one.goals}
    measured |= {one.goal for one in evaluation.attainment if one.levels}
    for goal in look.active_goals():
        if not written(goal.indicator) and goal.id not in measured:
            yield hit(goal, "indicator")


@rule("P402")
def indicator_incomplete(look: Look) -> Iterator[Hit]:
    """Find a goal with an indicator that says not where it begins, where it shall lead, or by when."""
    for goal in look.active_goals():
        if not written(goal.indicator):
            continue
        lacking = [name for name in ("baseline", "target") if not written(getattr(goal, name))]
        lacking += [] if goal.due_week else ["due_week"]
        if not lacking and both(goal.baseline) == both(goal.target):
            yield hit(goal, "target", "same")
        if lacking:
            yield hit(goal, lacking[0], lacking=", ".join(say(f"check.{name}") for name in lacking))


@rule("P403")
def answers_nothing(look: Look) -> Iterator[Hit]:
    """Find a goal that answers nothing that was found."""
    yield from (hit(goal, "answers") for goal in look.active_goals() if not goal.answers)


@rule("P404")
def goals_alike(look: Look) -> Iterator[Hit]:
    """Find two goals that say nearly the same."""
    sharing: dict[tuple[str, str], list[Goal]] = defaultdict(list)
    for goal in look.active_goals():
        for name, text in _by_language(goal.text):
            for word in content(text):
                sharing[name, word].append(goal)
    told: set[tuple[str, str]] = set()
    for goals in sharing.values():
        for index, first in enumerate(goals[: 2 * _MANY]):
            for second in goals[index + 1 : 2 * _MANY]:
                if (first.id, second.id) not in told and (common := _common(first, second)):
                    told.add((first.id, second.id))
                    yield hit(second, "text", "", first, other=named(look, first), common=common)


def _by_language(text: Text) -> list[tuple[str, str]]:
    if isinstance(text, Bilingual):
        return [(name, own) for name, own in (("id", text.id), ("en", text.en)) if own.strip()]
    return [("", text)]


def _common(first: Goal, second: Goal) -> str:
    """Return the words that two goals share, if they share enough, and something in each language."""
    one, other = dict(_by_language(first.text)), dict(_by_language(second.text))
    pairs = [(content(one[name]), content(other[name])) for name in one if name in other]
    shared = [own.keys() & others.keys() for own, others in pairs]
    shortest = [min(len(own), len(others)) for own, others in pairs]
    near = any(same and len(same) >= _ALIKE * least for same, least in zip(shared, shortest, strict=True))
    if not near or not all(shared):
        return ""
    told = pairs[-1 if language() == "en" else 0][0]
    return ", ".join(sorted(told[stem] for stem in shared[-1 if language() == "en" else 0]))


@rule("P405")
def nobody_does_anything(look: Look) -> Iterator[Hit]:
    """Find a goal for which there is neither an activity nor a session; corrected where these are."""
    activities = look.case.plan.activities
    if activities or look.reached("intervention"):
        variant = "unlinked" if look.unlinked else ""
        free = next((look.place(one) for one in activities if not one.goals), None)
        way = (*free, "goals") if free else ("plan", "activities")
        idle = (goal for goal in look.active_goals() if goal.id not in look.served)
        yield from (hit(goal, "", variant).leading(way) for goal in idle)


@rule("P406")
def activity_for_nothing(look: Look) -> Iterator[Hit]:
    """Find an activity that serves no goal."""
    for one in look.case.plan.activities:
        if not one.goals and one.status != "dropped":
            yield hit(one, "goals")


@rule("P408")
def due_when(look: Look) -> Iterator[Hit]:
    """Find a goal due after the contract or the work has ended, or before anything is done for it."""
    contract = look.case.engagement.contract
    ends = {"": contract.until_week if contract else None, "ended": look.case.termination.week}
    for goal in look.active_goals():
        for variant, end in ends.items():
            if goal.due_week and end and goal.due_week > end and not look.handed_on:
                yield hit(goal, "due_week", variant, due=goal.due_week, end=end)
                break
        first = min((one.week or 0 for one in _activities(look, goal) if not _is_backwards(one)), default=0)
        if goal.due_week and goal.due_week < first:
            yield hit(goal, "due_week", "before", due=goal.due_week, first=first)


def _activities(look: Look, goal: Goal) -> list[Activity]:
    return [one for one in look.case.plan.activities if goal.id in one.goals]


def _is_backwards(activity: Activity) -> bool:
    """Tell whether an activity ends before it begins."""
    return bool(activity.week and activity.until_week and activity.until_week < activity.week)


@rule("P409")
def activity_outside(look: Look) -> Iterator[Hit]:
    """Find an activity that ends before it begins, or is planned after the ending."""
    ending = look.case.termination
    later = [one.week for one in (*ending.follow_up, *ending.reopenings) if one.week]
    for one in look.case.plan.activities:
        last, is_open = one.until_week or one.week, one.status != "dropped" and not look.handed_on
        if _is_backwards(one):
            yield hit(one, "until_week", week=one.week, until=one.until_week)
        elif is_open and _is_after(last, ending.week, max(later, default=0)):
            field = "until_week" if one.until_week else "week"
            yield hit(one, field, "after", week=last, end=ending.week)


def _is_after(week: int | None, end: int | None, later: int) -> bool:
    """Tell whether a week lies after the ending, and after all that follows it."""
    return bool(week and end) and (week or 0) > max(end or 0, later)


@rule("P410", since="intervention")
def no_strength_used(look: Look) -> Iterator[Hit]:
    """Find a plan that builds on none of the client's strengths."""
    case, assessment = look.case, look.case.assessment
    strong = {one.id for one in assessment.findings if one.valence == "strength"}
    strong |= {one.id for one in assessment.quadrant.items if one.side == "strength"}
    strong |= {one.id for one in assessment.swot if one.cell == "strength"}
    drawn = {one.id for one in assessment.strategies if "s" in one.tows}
    if case.plan.goals and strong and not (look.answered & (strong | drawn) or drawn):
        yield hit(case.plan, "goals", count=len(strong))


@rule("P411")
def who_is_the_client(look: Look) -> Iterator[Hit]:
    """Find activities, and no word on the systems of practice or the worker's roles."""
    plan = look.case.plan
    if not plan.activities:
        return
    forced = any(one.contact == "brought_in" for one in look.case.engagement.contacts)
    if not plan.systems and not plan.targets and not forced:
        yield hit(plan, "systems")
    if plan.systems and all(one.system != "client" for one in plan.systems):
        yield hit(plan, "systems", "no_client")
    if not plan.roles:
        yield hit(plan, "roles", "roles")


@rule("P412")
def too_many_goals(look: Look) -> Iterator[Hit]:
    """Find more goals than can be worked on at a time."""
    goals, sessions = [*look.active_goals()], look.case.intervention.sessions
    if len(goals) > _MANY:
        yield hit(look.case.plan, "goals", count=len(goals))
    elif look.reached("evaluation") and sessions and len(goals) > len(sessions):
        yield hit(look.case.plan, "goals", "sessions", count=len(goals), sessions=len(sessions))


@rule("P413", since="evaluation")
def planned_otherwise(look: Look) -> Iterator[Hit]:
    """Find work with a group or family in the plan, and no such session."""
    sessions = look.case.intervention.sessions
    held = {one.session for one in sessions}
    used = {method for one in sessions for method in one.methods}
    for variant, kind, methods in (("", "group", _GROUP), ("family", "family", _FAMILY)):
        planned = [one for one in look.case.plan.activities if methods & {*one.methods}]
        active = [one for one in planned if one.status != "dropped"]
        if active and kind not in held and not methods & used:
            method = next(own for own in active[0].methods if own in methods)
            yield hit(active[0], "methods", variant, method=label("method", method))


@rule("P414")
def client_agreed(look: Look) -> Iterator[Hit]:
    """Find a plan of which nobody says that the client agreed to it."""
    plan = look.case.plan
    if not plan.goals:
        return
    if plan.approved_by is None or not written(plan.approved_by.text):
        yield hit(plan, "approved_by")
    elif not says("client", (*both(plan.approved_by.text),)):
        names = {own.casefold() for own in both(look.client.label)}
        if not any(name in own.casefold() for own in both(plan.approved_by.text) for name in names):
            yield hit(plan, "approved_by", "others", who=str(plan.approved_by.text))


@rule("P415")
def who_does_it(look: Look) -> Iterator[Hit]:
    """Find an activity for which nobody is responsible."""
    for one in look.case.plan.activities:
        if not written(one.responsible) and one.status != "dropped":
            yield hit(one, "responsible")


@rule("P416")
def when_is_it_done(look: Look) -> Iterator[Hit]:
    """Find an activity that is planned for no week."""
    for one in look.case.plan.activities:
        if one.week is None and one.status != "dropped":
            yield hit(one, "week")


@rule("P417")
def all_come_first(look: Look) -> Iterator[Hit]:
    """Find a plan of three goals or more, all of which come first."""
    goals = [*look.active_goals()]
    if len(goals) > 2 and all(one.priority == "high" for one in goals):  # noqa: PLR2004 - two may both be
        yield hit(look.case.plan, "goals", count=len(goals))


@rule("P418", since="intervention")
def no_activity(look: Look) -> Iterator[Hit]:
    """Find sessions that were held, and goals for which the plan names no activity."""
    plan = look.case.plan
    if plan.goals and not plan.activities:
        yield hit(plan, "activities", count=len(plan.goals))
