"""Rules for the ending: why, how the client is, and what comes after it."""

from collections.abc import Iterator

from casekit.check.look import VIOLENT, Look, named, written
from casekit.check.rules import Hit, hit, rule
from casekit.model import When
from casekit.vocab import label

_WAITING = {"planned", "sent"}
_SHORT = {"-2", "-1"}


@rule("T701")
def why_ended(look: Look) -> Iterator[Hit]:
    """Find an ending without a reason."""
    if not look.case.termination.reasons:
        yield hit(look.case.termination, "reasons")


@rule("T702")
def reached_and_not(look: Look) -> Iterator[Hit]:
    """Find an ending because the goals were reached, and goals that were not."""
    termination, evaluation = look.case.termination, look.case.evaluation
    if "goals_reached" not in termination.reasons:
        return
    attained = {one.goal: one.attained for one in evaluation.attainment if one.attained}
    judged = {goal for note in evaluation.outcome for goal in note.goals} | {*attained}
    judged |= {goal for one in evaluation.measures for goal in one.goals}
    for goal in look.active_goals():
        missed = goal.status in ("not_reached", "partly_reached") or attained.get(goal.id) in _SHORT
        if missed or (goal.id not in judged and goal.status != "reached"):
            yield hit(goal, "status", "" if missed else "unknown")


@rule("T703")
def what_then(look: Look) -> Iterator[Hit]:
    """Find an ending without a plan for what comes after it."""
    termination = look.case.termination
    if termination.exit_plan or termination.follow_up or look.handed_on:
        return
    danger = any(one.tie in VIOLENT for one in look.case.emotional_ties)
    danger = danger or any(one.level == "high" for one in look.case.assessment.risks)
    yield hit(termination, "exit_plan", "danger" if danger or look.is_child(look.client) else "")


@rule("T704")
def sent_and_never_heard_of(look: Look) -> Iterator[Hit]:
    """Find a referral that answers nothing, or of which nobody knows what became of it."""
    termination = look.case.termination
    for one in termination.referrals:
        if not one.answers:
            yield hit(one, "answers")
        if one.status is None:
            yield hit(one, "status", "no_status")
        elif (
            one.status in _WAITING and termination.week and not (termination.follow_up or written(one.result))
        ):
            yield hit(one, "status", "open", status=label("referral_status", one.status))


@rule("T705")
def clients_own_view(look: Look) -> Iterator[Hit]:
    """Find an ending without a word on how the client is."""
    condition = look.case.termination.client_condition
    if condition is None or not written(condition.text):
        yield hit(look.case.termination, "client_condition")


@rule("T706")
def work_after_the_end(look: Look) -> Iterator[Hit]:
    """Find sessions after the ending, and nothing on the case having been taken up again."""
    termination = look.case.termination
    if termination.week is None or termination.reopenings:
        return
    followed = {one.week for one in termination.follow_up}
    for session in look.case.intervention.sessions:
        if session.week and session.week > termination.week and session.week not in followed:
            yield hit(session, "week", week=session.week, end=termination.week)


@rule("T707")
def form_without_matter(look: Look) -> Iterator[Hit]:
    """Find a signed form for something of which the record holds nothing."""
    case = look.case
    matter = {
        "informed_consent": case.engagement.consents,
        "contract": case.engagement.contract,
        "referral_letter": case.termination.referrals,
        "conference_minutes": [one for one in case.conferences if written(one.minutes) or one.minutes_kept],
        "conference_attendance": case.conferences,
        "session_record": case.intervention.sessions,
        "exit_plan": case.termination.exit_plan,
    }
    unsigned = case.engagement.contract is not None and case.engagement.contract.signed is False
    for one in case.termination.forms:
        if one.form in matter and not matter[one.form]:
            yield hit(one, "form", form=label("form", one.form))
        elif one.form == "contract" and unsigned:
            yield hit(one, "form", "unsigned")


@rule("T708")
def followed_up_before(look: Look) -> Iterator[Hit]:
    """Find a follow-up or a reopening before the ending that it follows."""
    termination = look.case.termination
    for one in (*termination.follow_up, *termination.reopenings):
        if one.week and termination.week and one.week < termination.week:
            variant = "" if one in termination.follow_up else "reopened"
            yield hit(one, "week", variant, week=one.week, end=termination.week)


@rule("T709")
def handed_on_to_nobody(look: Look) -> Iterator[Hit]:
    """Find an ending by referral or transfer, and no referral recorded."""
    termination = look.case.termination
    reasons = [one for one in termination.reasons if one in ("referral", "transfer")]
    if reasons and not termination.referrals:
        yield hit(termination, "referrals", reason=label("termination_reason", reasons[0]))


@rule("T710")
def ends_as_contracted(look: Look) -> Iterator[Hit]:
    """Find an ending as contracted in another week than the contract names."""
    contract, termination = look.case.engagement.contract, look.case.termination
    until = contract.until_week if contract else None
    if "contract_ended" in termination.reasons and termination.week and until and termination.week != until:
        variant = "later" if termination.week > until else ""
        yield hit(termination, "week", variant, week=termination.week, until=until)


@rule("T711")
def referral_after_refusal(look: Look) -> Iterator[Hit]:
    """Find a referral that was made without asking first whether matters may be passed on."""
    shared = [one for one in look.case.engagement.consents if one.purpose == "information_sharing"]
    sent = [one for one in look.case.termination.referrals if one.status not in (None, "planned")]
    if sent and not shared:
        yield hit(sent[0], "status", "", *sent[1:], to=named(look, sent[0]))
    first = min((one.week or 0 for one in shared if one.answer == "given"), default=0)
    early = (one for one in sent if one.week and one.week < first)
    yield from (hit(one, "week", "before", week=one.week, consent=first) for one in early)


@rule("T712")
def when_ended(look: Look) -> Iterator[Hit]:
    """Find an ending without a week."""
    if look.case.termination.week is None and look.case.termination.date is None:
        yield hit(look.case.termination, "week")


@rule("T713")
def dated_after_the_end(look: Look) -> Iterator[Hit]:
    """Find what is said to have happened after the ending, and is no follow-up."""
    case, ending = look.case, look.case.termination
    if ending.week is None or ending.reopenings:
        return
    contract = [case.engagement.contract] if case.engagement.contract else []
    dated: list[When] = [*case.engagement.contacts, *case.engagement.consents, *contract]
    dated += [one for one in case.assessment.rounds if one.round != "follow_up"]
    dated += [one for one in case.conferences if one.occasion != "after_intervention"]
    dated += [*case.evaluation.attainment, *ending.referrals, *ending.forms]
    for one in dated:
        if one.week and one.week > ending.week:
            yield hit(one, "week", week=one.week, end=ending.week)
    for risk in case.assessment.risks:
        if risk.reviewed_week and risk.reviewed_week > ending.week:
            yield hit(risk, "reviewed_week", week=risk.reviewed_week, end=ending.week)


@rule("T714")
def who_refers(look: Look) -> Iterator[Hit]:
    """Find a referral for which nobody is responsible."""
    referrals = look.case.termination.referrals
    yield from (
        hit(one, "responsible", to=named(look, one)) for one in referrals if not written(one.responsible)
    )


@rule("T715")
def status_left_behind(look: Look) -> Iterator[Hit]:
    """Find a goal that is still planned or in progress although the work has ended."""
    for goal in look.active_goals() if not look.handed_on else ():
        if goal.status in ("planned", "in_progress"):
            yield hit(goal, "status", status=label("goal_status", goal.status))
