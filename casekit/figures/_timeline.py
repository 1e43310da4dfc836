"""The course of the work: what was planned and done in which week, stage by stage."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from casekit.figures.paper import MARGIN, Block
from casekit.figures.scene import SceneFigure
from casekit.figures.sheet import Sheet, compose, on_pages
from casekit.figures.style import BODY, MUTED, SMALL, TINTS, TONES, Size, capital, leading, measure
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
_MARK = 9.0
_TEXTS = 0.56  # the share of the width for what happened, beside the axis


@dataclass(frozen=True)
class _Event:
    """Something that happened or was planned, in a week or some weeks, or from one week until another."""

    stage: str
    week: int | None
    kind: str
    text: str
    basis: str = "documented"
    until: int | None = None
    again: tuple[int, ...] = ()
    """The weeks in which the same was done again, in order."""

    @property
    def last(self) -> int:
        return max(self.week or 0, self.until or 0, *self.again)

    @property
    def said(self) -> str:
        """What it was, and how often where it was done again."""
        if not (self.again and self.week):
            return capital(phrase(self.text))
        weeks = [self.week, *self.again]
        often = say("figures.often", count=len(weeks), weeks=rhythm(weeks))
        return f"{capital(phrase(self.text))} ({often})"

    def entry(self) -> Entry:
        """Return the event in words."""
        if self.week is None or self.again:
            spoken = ""
        elif self.last > self.week:
            spoken = say("figures.alt_weeks", first=self.week, last=self.last)
        else:
            spoken = say("figures.alt_week", week=self.week)
        return Entry(self.said, self.basis, spoken=spoken)


@dataclass(frozen=True)
class _Axis:
    """The weeks, from left to right."""

    left: float
    wide: float
    weeks: int

    def centre(self, week: int) -> float:
        """Return where a week has its middle."""
        return self.left + (week - 0.5) * self.wide / self.weeks

    @property
    def ticks(self) -> range:
        """The weeks that get a number: all, or every so many where they would touch."""
        widest = measure(str(self.weeks), SMALL) + 6
        steps = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
        step = next((step for step in steps if step * self.wide / self.weeks >= widest), self.weeks)
        return range(1, self.weeks + 1) if step == 1 else range(step, self.weeks + 1, step)

    @property
    def edges(self) -> list[float]:
        """Where thin lines stand between the weeks."""
        left = [self.centre(week) - self.wide / self.weeks / 2 for week in self.ticks]
        return [*left, self.left + self.wide - 0.5]


@on_pages
def timeline(case: Case, *, size: Size | None = None) -> SceneFigure:
    """Return the course of the work as a figure: a row for each event, by stage, on an axis of weeks.

    Contacts, contract, planned activities, sessions, case conferences, the ending and referrals. Week 1 is
    the week of the first contact. Hollow marks are plans and filled ones are what was done, so that the
    distance between the two can be seen. What was done again and again, such as a weekly session with the
    same theme, is one row with a mark in each of its weeks. Events whose week nobody recorded stand at the
    end, unmarked.

    Examples
    --------
    >>> client = {"id": "client", "label": "Klien A", "relation": "client", "basis": "documented"}
    >>> contact = {"id": "c1", "contact": "telephone", "week": 1, "basis": "documented"}
    >>> case = Case(id="klien-a", title="Klien A", client="client", people=[client],
    ...             engagement={"contacts": [contact]})
    >>> "minggu 1: Telepon" in timeline(case).alt
    True
    """
    events = [*_folded(_events(case))]
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
        left = MARGIN + _TEXTS * sheet.inner
        axis = _Axis(left, sheet.right - left - _MARK / 2, weeks)  # with room for a mark at its end
        if weeks:
            _numbers(sheet, axis)
            sheet.repeated.append(partial(_numbers, sheet, axis))
        for name, found in bands:
            if found is undated:
                sheet.repeated.clear()
            blocks = [block for event in found for block in _row(sheet, event, axis)]
            sheet.section(partial(_band, sheet, name), blocks)
            sheet.y += 3
        sheet.repeated.clear()
        sheet.legend(groups)

    span = [say("figures.alt_span", last=weeks)] if weeks else []
    marks = _legend(events)
    return compose("timeline", case, groups, draw, *span, size=size, marks=marks, is_list=True)


def _folded(events: Iterable[_Event]) -> list[_Event]:
    """Return the events, those that say the same as one: what was held, in all its weeks."""
    kept: dict[tuple[object, ...], _Event] = {}
    for number, event in enumerate(events):
        is_held = event.kind == "held" and event.week and not event.until
        key = (event.stage, capital(phrase(event.text)), event.basis) if is_held else (number,)
        first = kept.setdefault(key, event)
        if first is not event and first.week and event.week:
            week, *again = sorted([first.week, *first.again, event.week])
            kept[key] = replace(first, week=week, again=(*again,))
    return [*kept.values()]


def rhythm(weeks: Sequence[int]) -> str:
    """Return in which weeks something was done, and how regularly.

    Examples
    --------
    >>> rhythm([5, 6, 7, 8]), rhythm([2, 4, 6]), rhythm([1, 1, 3])
    ('minggu 5–8, tiap minggu', 'minggu 2–6, tiap 2 minggu', 'minggu 1, 1, 3')
    """
    apart = {later - week for week, later in pairwise(weeks)}
    first, last = weeks[0], weeks[-1]
    if len(weeks) > 2 and apart == {1}:  # noqa: PLR2004 - two make no rhythm
        return say("figures.weekly", first=first, last=last)
    if len(weeks) > 2 and len(apart) == 1 and apart != {0}:  # noqa: PLR2004
        return say("figures.every", first=first, last=last, every=apart.pop())
    return say("figures.in_weeks", weeks=", ".join(map(str, weeks)))


def _numbers(sheet: Sheet, axis: _Axis) -> None:
    """Put the numbers of the weeks above their columns."""
    sheet.y += leading(SMALL)
    sheet.write(axis.left - 6, sheet.y, capital(say("figures.week")), SMALL, colour=MUTED, align="right")
    for week in axis.ticks:
        sheet.write(axis.centre(week), sheet.y, str(week), SMALL, colour=MUTED, align="center")
    sheet.y += 5


def _band(sheet: Sheet, name: str) -> None:
    """Put the name of a stage above its events."""
    sheet.box(MARGIN, sheet.y, sheet.inner, leading(BODY) + 5, fill=TINTS["plain"])
    sheet.y += 2
    sheet.paragraph(name, MARGIN + 5, size=BODY, bold=True)
    sheet.y += 3


def _row(sheet: Sheet, event: _Event, axis: _Axis) -> list[Block]:
    """Return an event as blocks, with its mark beside the first."""
    pieces = sheet.pieces(event.said, event.basis, (axis.left if event.week else sheet.right) - MARGIN - 16)

    def put(number: int) -> None:
        top = sheet.y
        sheet.y += 0 if number else 2
        baseline = sheet.y + leading(BODY) - 0.3 * BODY
        sheet.piece(pieces[number], event.basis, MARGIN + 5)
        sheet.y += 2 if pieces[number].is_last else 0
        for x in axis.edges if event.week else ():
            sheet.box(x, top, 0.5, sheet.y - top, fill="#d8d8d8", layer=0)
        if event.week and not number:
            _mark(sheet, event, axis, baseline)

    return [partial(put, number) for number in range(len(pieces))]


def _mark(sheet: Sheet, event: _Event, axis: _Axis, baseline: float) -> None:
    """Put the mark of an event in each of its weeks, or with a line to its last week."""
    tone = TONES[_TONES[event.kind]]
    x = axis.centre(event.week or 1)
    if event.until and event.last > (event.week or 0):
        end = axis.centre(event.last)
        sheet.box(x, baseline - 3.8, end - x, 1.2, fill=tone)
        sheet.box(end - 0.6, baseline - 6.2, 1.2, 6, fill=tone)
        sheet.box(x - 4, baseline - 7, 8, 8, fill="white")
    pitch, mark = axis.wide / axis.weeks, _MARKS[event.kind]
    for week in dict.fromkeys((event.week or 1, *event.again)):
        if event.again and pitch < measure(mark, _MARK) + 1:  # or the marks would touch
            wide = 0.8 * pitch
            left, top = axis.centre(week) - wide / 2, baseline - 3 - wide / 2
            sheet.box(left, top, wide, wide, fill=tone, round=wide / 2)
        else:
            sheet.write(axis.centre(week), baseline, mark, _MARK, colour=tone, align="center")


def _legend(events: Sequence[_Event]) -> list[tuple[str, str, str]]:
    """Return the marks that are used, in words."""
    used = {event.kind for event in events if event.week}
    marks = [
        (mark, _TONES[kind], say(f"figures.mark_{kind}")) for kind, mark in _MARKS.items() if kind in used
    ]
    lasting = any(event.week and (event.until or 0) > event.week for event in events)
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
