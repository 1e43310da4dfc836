"""Rules for what was done: what was planned against what was held, and what came of each session."""

import itertools
from collections.abc import Iterator

from casekit.check.look import Look, written
from casekit.check.rules import Hit, hit, rule
from casekit.model import Activity, Event, OtherDate, Session
from casekit.vocab import codes, label

_APART = 1  # weeks that a session may lie outside those of its activity
_SILENT = 3  # weeks without contact that need no word
_UNSUPERVISED = 4


@rule("I500", since="evaluation")
def no_session(look: Look) -> Iterator[Hit]:
    """Find work that was evaluated or ended, and no session recorded."""
    if not look.case.intervention.sessions:
        yield hit(look.case.intervention, "sessions")


@rule("I501", since="intervention")
def done_unseen(look: Look) -> Iterator[Hit]:
    """Find an activity that is said to be done, or whose time is past, and no session shows it."""
    last = max(look.session_weeks, default=0)
    for one in look.case.plan.activities:
        if one.id in look.held:
            continue
        if one.status == "done":
            yield hit(one, "status")
        elif one.status is None and (end := one.until_week or one.week) and end < last:
            yield hit(one, "status", "past", end=end, last=last)


@rule("I502")
def nothing_came_of_it(look: Look) -> Iterator[Hit]:
    """Find a session of which nobody says what came of it."""
    for one in look.case.intervention.sessions:
        told = written(one.process) or any(written(stage.text) for stage in one.stages)
        if not written(one.result):
            yield hit(one, "result", "" if told else "empty")
        elif not told:
            yield hit(one, "process", "no_process")


@rule("I503")
def another_week(look: Look) -> Iterator[Hit]:
    """Find a session in another week than its activity, or recorded twice."""
    for one in look.case.intervention.sessions:
        for activity in (look.by_id[own] for own in one.activities):
            if one.week and _is_outside(one.week, activity):
                variant = "postponed" if activity.status == "postponed" else ""
                facts = {"week": one.week, "planned": activity.week}
                yield hit(one, "week", variant, activity, **facts)
    yield from _twice(look)


def _is_outside(week: int, activity: Activity) -> bool:
    if not activity.week:
        return False
    last = max(activity.until_week or activity.week, activity.week)
    return not activity.week - _APART <= week <= last + _APART


def _twice(look: Look) -> Iterator[Hit]:
    """Yield sessions of one kind that stand for the same time."""
    seen: dict[tuple[object, ...], Session] = {}
    for one in look.case.intervention.sessions:
        when = (one.session, one.week, one.weekday, one.date, str(one.time or ""))
        told = (str(one.process or ""), str(one.result or ""), tuple(str(own.text) for own in one.stages))
        same = seen.setdefault((*when, str(one.theme or ""), told), one)
        if same is not one and (any(told) or one.date or one.weekday or one.time):
            yield hit(one, "week", "twice", same)


@rule("I504")
def stages_of_a_group(look: Look) -> Iterator[Hit]:
    """Find a group session without one of its stages or out of order, and other sessions with stages."""
    order = codes("group_stage")
    for one in look.case.intervention.sessions:
        stages = [stage.stage for stage in one.stages]
        if one.session != "group":
            if stages:
                yield hit(one, "stages", "no_group")
            continue
        missing = [stage for stage in order if stage not in stages]
        if missing:
            names = ", ".join(label("group_stage", stage) for stage in missing)
            yield hit(one, "stages", missing=names)
        elif [*map(order.index, stages)] != sorted(map(order.index, stages)):
            yield hit(one, "stages", "order")


@rule("I505")
def long_silence(look: Look) -> Iterator[Hit]:
    """Find weeks without a session, and no word on them."""
    sessions = look.case.intervention.sessions
    waiting = any(one.status in ("postponed", "dropped") for one in look.case.plan.activities)
    if waiting or not all(one.week for one in sessions):  # one without a week may lie anywhere
        return
    for before, after in itertools.pairwise(sorted(sessions, key=lambda one: one.week or 0)):
        weeks = (after.week or 0) - (before.week or 0)
        if weeks > _SILENT:
            yield hit(after, "week", "", before, weeks=weeks - 1, first=before.week, last=after.week)


@rule("I507")
def who_was_there(look: Look) -> Iterator[Hit]:
    """Find a session with others of which nobody says who was there."""
    for one in look.case.intervention.sessions:
        if one.session != "individual" and not written(one.participants):
            yield hit(one, "participants")


@rule("I508")
def session_for_nothing(look: Look) -> Iterator[Hit]:
    """Find a session that belongs to no activity and no goal."""
    yield from (
        hit(one, "activities") for one in look.case.intervention.sessions if not (one.activities or one.goals)
    )


@rule("I509")
def when_was_it(look: Look) -> Iterator[Hit]:
    """Find a session without a week or date."""
    yield from (hit(one, "week") for one in look.case.intervention.sessions if not (one.week or one.date))


@rule("I510")
def postponed_for_good(look: Look) -> Iterator[Hit]:
    """Find an activity that was dropped or postponed, and yet a session carried it out."""
    for one in look.case.plan.activities:
        if one.status in ("planned", "dropped") and one.id in look.held:
            yield hit(one, "status", status=label("activity_status", one.status))


@rule("V951")
def no_supervision(look: Look) -> Iterator[Hit]:
    """Find four weeks and more of sessions without supervision."""
    weeks = look.session_weeks
    if len(weeks) < 2:  # noqa: PLR2004 - from one session to another
        return
    marks = sorted({weeks[0], weeks[-1], *(one.week for one in look.case.supervision if one.week)})
    inside = [week for week in marks if weeks[0] <= week <= weeks[-1]]
    longest = max(later - earlier for earlier, later in itertools.pairwise(inside)) if inside[1:] else 0
    if longest >= _UNSUPERVISED:
        yield hit(look.case, "supervision", weeks=longest)


@rule("I513")
def conference_when(look: Look) -> Iterator[Hit]:
    """Find a conference that is said to lie before or after the work, while sessions say otherwise."""
    weeks = look.session_weeks
    for one in look.case.conferences if weeks else ():
        early = one.occasion == "after_intervention" and one.week and one.week < weeks[-1]
        late = one.occasion == "before_intervention" and one.week and one.week > weeks[0]
        if early or late:
            occasion = label("conference_occasion", str(one.occasion))
            yield hit(one, "occasion", occasion=occasion, week=one.week, first=weeks[0], last=weeks[-1])


@rule("I515")
def longer_than_the_practice(look: Look) -> Iterator[Hit]:
    """Find sessions beyond the weeks that the practice is said to have taken."""
    setting, weeks = look.case.setting, look.session_weeks
    if setting and setting.duration_weeks and weeks and weeks[-1] > setting.duration_weeks + 1:
        yield hit(setting, "duration_weeks", duration=setting.duration_weeks, last=weeks[-1])


@rule("I514")
def conference_decided(look: Look) -> Iterator[Hit]:
    """Find a conference of which no decision is recorded."""
    yield from (
        hit(one, "decisions") for one in look.case.conferences if not any(map(written, one.decisions))
    )


@rule("V952")
def supervised_on_what(look: Look) -> Iterator[Hit]:
    """Find a supervision of which nobody says what was spoken of."""
    yield from (hit(one, "topics") for one in look.case.supervision if not written(one.topics))


@rule("I512")
def another_date(look: Look) -> Iterator[Hit]:
    """Find an event for which the sources give another time."""
    for _, part in look.parts:
        if isinstance(part, Event):
            for other in part.other_dates:
                if _differs(part, other):
                    links = [look.by_id[one] for one in getattr(part, "activities", ())]
                    yield hit(part, "other_dates", "", *links)
                    break


def _differs(event: Event, other: OtherDate) -> bool:
    pairs = ((event.week, other.week), (event.weekday, other.weekday), (event.date, other.date))
    return any(one and another and one != another for one, another in pairs)
