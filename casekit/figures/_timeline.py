"""The course of the work: what was planned and done in which week, stage by stage."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from casekit.figures.scene import SceneFigure
from casekit.figures.sheet import INNER, MARGIN, Sheet, compose, on_a_page
from casekit.figures.style import (
    BODY,
    MUTED,
    PAGE_WIDTH,
    SMALL,
    TINTS,
    TONES,
    capital,
    leading,
    measure,
)
from casekit.figures.words import Entry, Group
from casekit.model import Case, Termination
from casekit.vocab import codes, label, phrase, say

_MARKS = {"held": "●", "planned": "○", "agreed": "◆", "conference": "▲", "referral": "▶"}
_TONES = {"held": "good", "planned": "good", "agreed": "plain", "conference": "plain", "referral": "plain"}
_CONFERENCE_STAGE = {
    "before_intervention": "planning",
    "during_intervention": "intervention",
    "after_intervention": "evaluation",
}
_AXIS_LEFT = MARGIN + 256.0
_AXIS_WIDTH = PAGE_WIDTH - MARGIN - _AXIS_LEFT


@dataclass(frozen=True)
class _Event:
    """Something that happened or was planned, in a week or from one week until another."""

    stage: str
    week: int | None
    kind: str
    text: str
    basis: str = "documented"
    until: int | None = None

    @property
    def last(self) -> int:
        return max(self.week or 0, self.until or 0)

    def entry(self) -> Entry:
        """Return the event in words."""
        if self.week is None:
            spoken = ""
        elif self.last > self.week:
            spoken = say("figures.alt_weeks", first=self.week, last=self.last)
        else:
            spoken = say("figures.alt_week", week=self.week)
        return Entry(capital(phrase(self.text)), self.basis, spoken=spoken)


@on_a_page
def timeline(case: Case) -> SceneFigure:
    """Return the course of the work as a figure: a row for each event, by stage, on an axis of weeks.

    Contacts, contract, planned activities, sessions, case conferences, the ending and referrals. Week 1 is
    the week of the first contact. Hollow marks are plans and filled ones are what was done, so that the
    distance between the two can be seen. Events whose week nobody recorded stand at the end, unmarked.

    Examples
    --------
    >>> client = {"id": "client", "label": "Klien A", "relation": "client", "basis": "documented"}
    >>> contact = {"id": "c1", "contact": "telephone", "week": 1, "basis": "documented"}
    >>> case = Case(id="klien-a", title="Klien A", client="client", people=[client],
    ...             engagement={"contacts": [contact]})
    >>> "minggu 1: Telepon" in timeline(case).alt
    True
    """
    events = [*_events(case)]
    bands = [
        (
            capital(label("stage", stage)),
            sorted(
                (event for event in events if event.stage == stage and event.week),
                key=lambda event: (event.week or 0, event.last),
            ),
        )
        for stage in codes("stage")
    ]
    undated = [event for event in events if event.week is None]
    bands = [(name, found) for name, found in [*bands, (capital(say("figures.no_week")), undated)] if found]
    weeks = max((event.last for event in events), default=0)
    groups = [Group(name, [event.entry() for event in found]) for name, found in bands]

    def draw(sheet: Sheet) -> None:
        if weeks:
            _axis(sheet, weeks)
        for (_, found), group in zip(bands, groups, strict=True):
            _band(sheet, group, found, weeks)
        sheet.legend(_legend(events), groups)

    span = [say("figures.alt_span", last=weeks)] if weeks else []
    return compose("timeline", case, groups, draw, *span)


def _axis(sheet: Sheet, weeks: int) -> None:
    """Put the numbers of the weeks above their columns."""
    sheet.y += leading(SMALL)
    sheet.write(_AXIS_LEFT - 6, sheet.y, capital(say("figures.week")), SMALL, colour=MUTED, align="right")
    for week in _ticks(weeks):
        sheet.write(_centre(week, weeks), sheet.y, str(week), SMALL, colour=MUTED, align="center")
    sheet.y += 5


def _band(sheet: Sheet, group: Group, events: Sequence[_Event], weeks: int) -> None:
    """Put the events of a stage under its name, each in a row with its mark in its week."""
    sheet.box(MARGIN, sheet.y, INNER, leading(BODY) + 5, fill=TINTS["plain"])
    sheet.y += 2
    sheet.paragraph(group.heading, MARGIN + 5, size=BODY, bold=True)
    sheet.y += 5
    top = sheet.y
    for event, entry in zip(events, sheet.admitted(group.entries), strict=False):
        baseline = sheet.y + leading(BODY) - 0.3 * BODY
        width = (_AXIS_LEFT if event.week else PAGE_WIDTH) - MARGIN - 16
        sheet.text_with_tag(entry.text, entry.basis, MARGIN + 5, width)
        sheet.y += 3.5
        if event.week:
            _mark(sheet, event, weeks, baseline)
    sheet.rest(group.entries, MARGIN + 5, _AXIS_LEFT - MARGIN - 16)
    if any(event.week for event in events):
        edges = [_centre(week, weeks) - _AXIS_WIDTH / weeks / 2 for week in _ticks(weeks)]
        for x in [*edges, PAGE_WIDTH - MARGIN - 0.5]:
            sheet.box(x, top - 3, 0.5, sheet.y - top + 3, fill="#d8d8d8", layer=0)
    sheet.y += 3


def _mark(sheet: Sheet, event: _Event, weeks: int, baseline: float) -> None:
    """Put the mark of an event in its week, with a line to its last week if it has one."""
    tone = TONES[_TONES[event.kind]]
    x = _centre(event.week or 1, weeks)
    if event.last > (event.week or 0):
        end = _centre(event.last, weeks)
        sheet.box(x, baseline - 3.8, end - x, 1.2, fill=tone)
        sheet.box(end - 0.6, baseline - 6.2, 1.2, 6, fill=tone)
        sheet.box(x - 4, baseline - 7, 8, 8, fill="white")
    sheet.write(x, baseline, _MARKS[event.kind], 9, colour=tone, align="center")


def _centre(week: int, weeks: int) -> float:
    return _AXIS_LEFT + (week - 0.5) * _AXIS_WIDTH / weeks


def _ticks(weeks: int) -> range:
    """Return the weeks that get a number: all, or every so many where they would touch."""
    widest = measure(str(weeks), SMALL) + 6
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if step * _AXIS_WIDTH / weeks >= widest)
    return range(1, weeks + 1) if step == 1 else range(step, weeks + 1, step)


def _legend(events: Sequence[_Event]) -> list[tuple[str, str, str]]:
    """Return the marks that are used, in words."""
    used = {event.kind for event in events if event.week}
    marks = [
        (mark, _TONES[kind], say(f"figures.mark_{kind}")) for kind, mark in _MARKS.items() if kind in used
    ]
    lasting = any(event.week and event.last > event.week for event in events)
    return [*marks, *([("─┤", "plain", say("figures.mark_until"))] if lasting else [])]


def _events(case: Case) -> Iterator[_Event]:
    """Yield what happened and what was planned, stage by stage."""
    started = case.engagement
    for contact in started.contacts:
        text = _told(label("contact_kind", contact.contact), contact.aim or contact.target or contact.place)
        yield _Event("engagement", contact.week, "held", text, contact.basis)
    if contract := started.contract:
        yield _Event(
            "engagement",
            contract.week,
            "agreed",
            say("figures.contract"),
            contract.basis,
            contract.until_week,
        )
    assessment = case.assessment
    if assessment.week or assessment.methods:
        ways = ", ".join(label("gathering", way) for way in assessment.methods)
        yield _Event("assessment", assessment.week, "held", _told(say("figures.assessment"), ways))
    for activity in case.plan.activities:
        text = phrase(activity.text)
        if activity.status and activity.status != "planned":
            text += f" ({label('activity_status', activity.status)})"
        yield _Event("planning", activity.week, "planned", text, activity.basis, activity.until_week)
    for session in case.intervention.sessions:
        ways = ", ".join(label("technique", way) for way in session.techniques)
        text = _told(label("session_kind", session.session), session.theme or session.aim or ways)
        yield _Event("intervention", session.week, "held", text, session.basis)
    for meeting in case.conferences:
        text = say("figures.conference", occasion=label("conference_occasion", meeting.occasion))
        yield _Event(_CONFERENCE_STAGE[meeting.occasion], meeting.week, "conference", text, meeting.basis)
    yield from _ending(case.termination)


def _ending(ending: Termination) -> Iterator[_Event]:
    """Yield the formal ending and what came after it."""
    if ending.week or ending.reasons:
        reasons = ", ".join(label("termination_reason", reason) for reason in ending.reasons)
        yield _Event("termination", ending.week, "agreed", _told(say("figures.termination"), reasons))
    for referral in ending.referrals:
        text = say("figures.referral", to=phrase(referral.to))
        if referral.status:
            text += f" ({label('referral_status', referral.status)})"
        yield _Event("termination", referral.week, "referral", text, referral.basis)
    for look in ending.follow_up:
        text = _told(say("figures.follow_up"), phrase(look.text))
        yield _Event("termination", look.week, "held", text, look.basis)
    for reopening in ending.reopenings:
        text = _told(say("figures.reopening"), phrase(reopening.reason))
        yield _Event("termination", reopening.week, "agreed", text, reopening.basis)


def _told(what: str, more: object) -> str:
    """Return what an event was, with what is known about it."""
    return f"{what}: {phrase(more)}" if more else what
