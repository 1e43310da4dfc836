"""Rules for the beginning: who agreed to what, from when and until when, and on which contract."""

from collections.abc import Iterator

from casekit.check.look import ADULT, VIOLENT, Look, both, written
from casekit.check.rules import Hit, hit, rule
from casekit.check.words import says
from casekit.model import Consent, Contract, Part
from casekit.vocab import label

_SENT = {"sent", "accepted", "linked", "closed"}
_SCHOOLED_LITTLE = {"none", "primary_not_finished"}
_HARD_TO_READ = {"disability", "mental_illness"}


def _consents(look: Look, purpose: str) -> list[Consent]:
    """Return the answers for a purpose in the order of the weeks, as written where no week is known."""
    own = [one for one in look.case.engagement.consents if one.purpose == purpose]
    return sorted(own, key=lambda one: one.week or 0)


def _agreed(contract: Contract | None) -> bool:
    return contract is not None and (any(map(written, contract.agreements)) or written(contract.note))


@rule("E101")
def no_consent_for_a_child(look: Look) -> Iterator[Hit]:
    """Find a client under age, for whom nobody who may has agreed."""
    consents = look.case.engagement.consents
    if not look.is_child(look.client):
        return
    if not any(one.by == "guardian" and one.answer == "given" for one in consents):
        yield hit(look.case.engagement, "consents", age=look.age(look.client))
    elif _harmed_at_home(look):
        yield hit(look.case.engagement, "consents", "guardian_is_risk")


def _harmed_at_home(look: Look) -> bool:
    """Tell whether violence of a parent, or of who stands in for one, is drawn in the family."""
    parents = {one for union in look.case.unions for one in union.partners}
    return any(
        tie.tie in VIOLENT and look.case.client in tie.between and parents & {*tie.between}
        for tie in look.case.emotional_ties
    )


@rule("E102")
def child_not_asked(look: Look) -> Iterator[Hit]:
    """Find a guardian agreed, and nobody recorded whether the child was asked."""
    consents = look.case.engagement.consents
    agreed = any(one.by == "guardian" and one.answer == "given" for one in consents)
    asked = any(one.by == "client" and one.purpose in ("service", "assessment") for one in consents)
    if look.is_child(look.client) and agreed and not asked:
        yield hit(look.case.engagement, "consents", age=look.age(look.client))


@rule("E103", since="planning")
def service_before_consent(look: Look) -> Iterator[Hit]:
    """Find sessions before the consent to the service, or no such consent."""
    consents = _consents(look, "service")
    weeks = [one.week for one in consents if one.answer == "given"]
    if not consents:
        yield hit(look.case.engagement, "consents")
    known = [week for week in weeks if week]
    if weeks and len(known) == len(weeks):
        for session in look.case.intervention.sessions:
            if session.week and session.week < min(known):
                yield hit(session, "week", "order", week=session.week, consent=min(known))


@rule("E104")
def against_a_refusal(look: Look) -> Iterator[Hit]:
    """Find work that somebody refused, or took back their consent to."""
    matter: dict[str, list[Part]] = {
        "service": [*look.case.intervention.sessions],
        "assessment": [*look.case.assessment.findings],
        "information_sharing": [one for one in look.case.termination.referrals if one.status in _SENT],
    }
    for purpose, parts in matter.items():
        answers = _consents(look, purpose)
        if not answers or answers[-1].answer not in ("refused", "withdrawn"):
            continue
        last = answers[-1]
        after = [one for one in parts if _is_after(one, last)]
        if after:
            facts = {"purpose": label("consent_purpose", purpose), "count": len(after)}
            yield hit(last, "answer", "", *after, answer=label("consent_answer", last.answer), **facts)


def _is_after(part: Part, refusal: Consent) -> bool:
    """Tell whether something happened after a refusal, or cannot have a week."""
    week = getattr(part, "week", None)
    if refusal.answer == "withdrawn" and not hasattr(part, "week"):
        return False  # it was found out while there was consent
    return not (week and refusal.week) or week > refusal.week


@rule("E105", since="planning")
def no_contract(look: Look) -> Iterator[Hit]:
    """Find a plan, or sessions, and nothing that client and worker agreed on, or only afterwards."""
    contract = look.case.engagement.contract
    if contract is None or not _agreed(contract):
        yield hit(look.case.engagement, "contract")
    elif contract.week and look.session_weeks and contract.week > look.session_weeks[0]:
        yield hit(contract, "week", "late", week=contract.week, first=look.session_weeks[0])


@rule("E106")
def contract_incomplete(look: Look) -> Iterator[Hit]:
    """Find a contract without the roles of both, or without an end or a day to look at it again."""
    contract = look.case.engagement.contract
    if contract is None or not _agreed(contract):
        return
    if not (written(contract.client_role) and written(contract.worker_role)):
        field = "worker_role" if written(contract.client_role) else "client_role"
        yield hit(contract, field, "roles")
    if contract.until_week is None and "case_management" not in look.case.methods:
        yield hit(contract, "until_week")


@rule("E107")
def beyond_the_contract(look: Look) -> Iterator[Hit]:
    """Find sessions after the contract had run out, and no conference that decided so."""
    contract, weeks = look.case.engagement.contract, look.session_weeks
    if contract is None or contract.until_week is None or not weeks or weeks[-1] <= contract.until_week:
        return
    renewed = any(one.decisions and (one.week or 0) >= contract.until_week for one in look.case.conferences)
    if not renewed:
        yield hit(contract, "until_week", last=weeks[-1], until=contract.until_week)


@rule("E108")
def how_they_came(look: Look) -> Iterator[Hit]:
    """Find nothing on how the client came to the service."""
    ways = {"outreach", "brought_in", "referral"}
    engagement = look.case.engagement
    if engagement.referred_by is None and not any(one.contact in ways for one in engagement.contacts):
        yield hit(engagement, "referred_by")


@rule("E109")
def brought_in(look: Look) -> Iterator[Hit]:
    """Find somebody who was brought in, and no word on whether they want to stay."""
    for contact in look.case.engagement.contacts:
        if contact.contact == "brought_in" and not _consents(look, "service"):
            yield hit(contact, "contact")


@rule("E110")
def permission_is_no_consent(look: Look) -> Iterator[Hit]:
    """Find the permission of a head of the neighbourhood or village, recorded as consent."""
    for consent in look.case.engagement.consents:
        for field in ("covers", "note"):
            if found := says("local_heads", both(getattr(consent, field))):
                yield hit(consent, field, word=found)
                break


@rule("E111")
def consent_in_what_form(look: Look) -> Iterator[Hit]:
    """Find a client for whom a written form may be of no use, and no word on how they were asked."""
    client = look.client
    hard = client.education in _SCHOOLED_LITTLE or _HARD_TO_READ & {*client.conditions}
    own = [one for one in look.case.engagement.consents if one.by == "client" and one.answer == "given"]
    if hard and own and not any(written(one.note) or written(one.covers) for one in own):
        yield hit(own[0], "note")


@rule("E112")
def consent_ran_out(look: Look) -> Iterator[Hit]:
    """Find sessions after the consent to the service had run out."""
    given = [one for one in _consents(look, "service") if one.answer == "given"]
    ends = [one.until_week for one in given]
    known = [end for end in ends if end]
    if not known or len(known) < len(ends):
        return
    for session in look.case.intervention.sessions:
        if session.week and session.week > max(known):
            yield hit(session, "week", "", *given, week=session.week, until=max(known))


@rule("E113")
def weeks_begin_at_one(look: Look) -> Iterator[Hit]:
    """Find the first contact in a later week than the first, from which all weeks are counted."""
    contacts = look.case.engagement.contacts
    weeks = [one.week for one in contacts if one.week]
    if weeks and len(weeks) == len(contacts) and min(weeks) > 1:
        first = min(contacts, key=lambda one: one.week or 0)
        yield hit(first, "week", week=min(weeks))


@rule("E114", since="assessment")
def no_contact(look: Look) -> Iterator[Hit]:
    """Find work of which the first contact is not recorded, or of which nobody knows when it was."""
    contacts = look.case.engagement.contacts
    if not contacts:
        yield hit(look.case.engagement, "contacts")
    yield from (hit(one, "week", "undated") for one in contacts if not (one.week or one.date))


@rule("E115", since="intervention")
def consent_without_week(look: Look) -> Iterator[Hit]:
    """Find a consent to the service of which nobody knows when it was given."""
    for one in _consents(look, "service"):
        if one.answer == "given" and not (one.week or one.date):
            yield hit(one, "week")


@rule("E116")
def age_not_known(look: Look) -> Iterator[Hit]:
    """Find a client whose age is not recorded, so that nobody knows whose consent is needed."""
    if look.client.age_years is None and look.client.birth_year is None:
        yield hit(look.client, "age_years")


@rule("E117")
def adult_not_asked(look: Look) -> Iterator[Hit]:
    """Find an adult for whom only somebody else agreed."""
    age = look.age(look.client)
    given = [one for one in look.case.engagement.consents if one.answer == "given"]
    own = {one.purpose for one in given if one.by == "client"}
    foreign = [one for one in given if one.purpose not in own]
    if foreign and age is not None and age >= ADULT:
        purposes = ", ".join(dict.fromkeys(label("consent_purpose", one.purpose) for one in foreign))
        yield hit(foreign[0], "by", age=age, purposes=purposes)
