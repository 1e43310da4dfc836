"""Rules for what was found out: every dimension, how it is known, what answers it."""

import itertools
from collections import Counter
from collections.abc import Iterator

from casekit.check.look import Look, both, written
from casekit.check.rules import Hit, hit, rule
from casekit.check.words import says
from casekit.model import Activity, Bilingual, Finding, Part, Session, Text
from casekit.vocab import LANGUAGES, codes, label, say

_GRAVE, _GRAVEST = 3, 4  # how much a finding weighs, at most 4
_ONE_SIDED = 3  # concerns in one dimension
_LONG_WEEKS, _MANY_SESSIONS = 8, 6
_EXAMINED = {"psychological_examination", "medical_examination"}
_NO_METHODS = {*_EXAMINED, "worker_judgement", "self_assessment"}  # others examine; to judge is no method
_CONFLICTS = {"conflict", "fused_conflict", "cutoff"}


@rule("A201", since="planning")
def dimension_left_out(look: Look) -> Iterator[Hit]:
    """Find a dimension of which nothing is recorded, not even that it stayed unknown."""
    assessment = look.case.assessment
    looked_at = {one.dimension for one in assessment.findings}
    looked_at |= {one.dimension for one in assessment.unknown}
    for dimension in codes("dimension"):
        if dimension not in looked_at:
            one = hit(assessment, "findings", dimension=label("dimension", dimension))
            yield one.leading(("assessment", "findings", dimension))


@rule("A202", since="planning")
def unknown_for_good(look: Look) -> Iterator[Hit]:
    """Find a dimension that stayed unknown, and nobody plans to ask again."""
    plan = look.case.plan
    texts = [one.text for one in (*plan.goals, *plan.activities)]
    texts += [text for one in look.case.intervention.sessions for text in (one.theme, one.aim) if text]
    said = " ".join(own for text in texts for own in both(text)).casefold()
    for one in look.case.assessment.unknown:
        names = [label("dimension", one.dimension, language) for language in LANGUAGES]
        if one.why in (None, "not_known") and not any(name.casefold() in said for name in names):
            yield hit(one, "why", dimension=label("dimension", one.dimension))


@rule("A203")
def source_of_finding(look: Look) -> Iterator[Hit]:
    """Find a finding that does not say how it was found out."""
    yield from (hit(one, "gathered_by") for one in look.case.assessment.findings if not one.gathered_by)


@rule("A204")
def rating_and_reason(look: Look) -> Iterator[Hit]:
    """Find a rating without its reason, or a reason without a rating."""
    for one in look.case.assessment.findings:
        if one.rating is not None and not written(one.reason):
            yield hit(one, "reason", rating=one.rating)
        elif one.rating is None and written(one.reason):
            yield hit(one, "rating", "no_rating")


@rule("A205", since="planning")
def grave_and_unanswered(look: Look) -> Iterator[Hit]:
    """Find a grave concern that no goal, referral or other response answers."""
    for one in look.case.assessment.findings:
        grave = one.valence == "concern" and (one.rating or 0) >= _GRAVE
        if grave and (other := _answered_otherwise(look, one)):
            yield hit(
                one, "response", "otherwise", response=label("response", one.response or ""), other=other
            )
        if grave and one.id not in look.answered and one.response not in ("monitored", "accepted"):
            if one.response == "referral" and not look.reached("termination"):
                continue  # referrals are recorded with the ending
            if one.response:
                yield hit(one, "response", "promised", response=label("response", one.response))
            else:
                variant = "gravest" if one.rating == _GRAVEST else ""
                yield hit(one, "response", variant, rating=one.rating)


def _answered_otherwise(look: Look, finding: Finding) -> str:
    """Return what answers a finding, if it is the other of goal and referral than the response says."""
    if finding.response not in ("goal", "referral") or not look.reached("termination"):
        return ""
    kinds = {
        part.kind for part in look.linking.get(finding.id, ()) if finding.id in getattr(part, "answers", ())
    }
    [other] = {"goal", "referral"} - {finding.response}
    return label("kind", other) if kinds == {other} else ""


@rule("A206")
def only_problems(look: Look) -> Iterator[Hit]:
    """Find a dimension in which only concerns were seen."""
    seen = Counter((one.dimension, one.valence) for one in look.case.assessment.findings)
    for dimension in codes("dimension"):
        concerns = seen[dimension, "concern"]
        if concerns >= _ONE_SIDED and not seen[dimension, "strength"]:
            facts = {"count": concerns, "dimension": label("dimension", dimension)}
            one = hit(look.case.assessment, "findings", **facts)
            yield one.leading(("assessment", "findings", dimension))


@rule("A207")
def examination_without_trace(look: Look) -> Iterator[Hit]:
    """Find an examination that no health service, referral or text of the record knows of."""
    case = look.case
    known = any(one.system == "health" for one in case.network.systems)
    known = known or any(one.source == "professional" for one in case.assessment.resources)
    for one in case.assessment.findings:
        method = next((own for own in one.gathered_by if own in _EXAMINED), "")
        if method and not known and not says("examiners", (*both(one.text), *both(one.reason))):
            yield hit(one, "gathered_by", method=label("gathering", method))


@rule("A210", since="planning")
def problem_without_sign(look: Look) -> Iterator[Hit]:
    """Find a focus problem with no symptom by which it shows."""
    assessment = look.case.assessment
    if assessment.focus_problem and not assessment.symptoms:
        concerns = any(one.valence == "concern" for one in assessment.findings)
        yield hit(assessment.focus_problem, "text", "findings_only" if concerns else "")


@rule("A211", since="planning")
def symptom_without_goal(look: Look) -> Iterator[Hit]:
    """Find a symptom that no goal answers."""
    yield from (hit(one) for one in look.case.assessment.symptoms if one.id not in look.answered)


@rule("A213", since="planning")
def own_wish_without_goal(look: Look) -> Iterator[Hit]:
    """Find what the client hopes for, and no goal takes up."""
    for hope in look.case.assessment.hopes:
        if look.case.client in hope.whose and hope.id not in look.answered:
            yield hit(hope, "text")


@rule("A214", since="planning")
def conflict_without_work(look: Look) -> Iterator[Hit]:
    """Find a conflict of the client in the family, and no goal or work with the family."""
    case = look.case
    others = {
        one
        for tie in case.emotional_ties
        if tie.tie in _CONFLICTS and case.client in tie.between
        for one in tie.between
        if one != case.client
    }
    work: list[Activity | Session] = [*case.plan.activities, *case.intervention.sessions]
    with_family = any({"family_casework", "family_therapy"} & {*one.methods} for one in work)
    with_family = with_family or any(one.session == "family" for one in case.intervention.sessions)
    if others and not with_family and not _family_answered(look, others):
        hopes = [one for one in case.assessment.hopes if others & {*one.whose}]
        names = say("told.and").join(str(look.person(one).label) for one in sorted(others))
        tie = next(one for one in case.emotional_ties if one.tie in _CONFLICTS and others & {*one.between})
        yield hit(tie, "tie", "", *hopes, names=names)


def _family_answered(look: Look, others: set[str]) -> bool:
    """Tell whether a goal or referral answers a hope of these people or a tie to the family."""
    family = {one.id for one in look.case.network.systems if one.system in ("family", "relatives")}
    hopes = {one.id for one in look.case.assessment.hopes if others & {*one.whose}}
    ties = {one.id for one in look.case.network.ties if one.system in family}
    return bool(look.answered & (hopes | ties))


@rule("A215", since="planning")
def unused_resource(look: Look) -> Iterator[Hit]:
    """Find a resource that is there and not used, which no goal or referral takes up."""
    case = look.case
    boarded = {
        one for item in case.assessment.quadrant.items if item.id in look.answered for one in item.resources
    }
    drawn = {_folded(system.label) for system in case.network.systems}
    for resource in case.assessment.resources:
        if resource.used is False and resource.id not in boarded and _folded(resource.text) not in drawn:
            yield hit(resource, "used")
    for tie in case.network.ties:
        if tie.tie == "unused" and tie.id not in look.answered and tie.system not in boarded:
            yield hit(tie, "tie", "", look.by_id[tie.system])


@rule("A218")
def strength_and_concern(look: Look) -> Iterator[Hit]:
    """Find the same words twice among the findings, or on opposite sides of a board."""
    assessment = look.case.assessment
    findings = {(both(one.text), one.dimension): one for one in reversed(assessment.findings)}
    for one in assessment.findings:
        first = findings[both(one.text), one.dimension]
        if first is not one and written(one.text):
            yield hit(one, "text", "twice", first)
    sides: list[tuple[Text, str, Part]] = [(one.text, one.side, one) for one in assessment.quadrant.items]
    swot = {"strength": "strength", "weakness": "deficit"}
    sides += [(one.text, swot[one.cell], one) for one in assessment.swot if one.cell in swot]
    strong = {_folded(text): part for text, side, part in sides if side == "strength" and written(text)}
    for text, side, part in sides:
        if side == "deficit" and _folded(text) in strong:
            yield hit(part, "text", "", strong[_folded(text)])


def _folded(text: Text) -> str:
    own = text.id or text.en if isinstance(text, Bilingual) else text
    return " ".join(own.casefold().replace(".", " ").split())


@rule("A220", since="planning")
def named_and_not_used(look: Look) -> Iterator[Hit]:
    """Find a tool or method that is named, and of which the record holds nothing."""
    case, assessment = look.case, look.case.assessment
    parts = {
        "bpss": assessment.findings or assessment.unknown,
        "swot": assessment.swot,
        "strengths_quadrant": assessment.quadrant.items,
        "genogram": case.unions or len(case.people) > 1,
        "ecomap": case.network.systems,
    }
    for tool in case.tools:
        if tool in parts and not parts[tool]:
            yield hit(case, "tools", tool=label("tool", tool))
    used = {one for finding in assessment.findings for one in finding.gathered_by}
    for method in assessment.methods if used else ():
        if method not in used:
            yield hit(assessment, "methods", "method", tool=label("gathering", method))
    named = {*assessment.methods, *_NO_METHODS}
    for finding in assessment.findings if assessment.methods else ():
        if unnamed := [method for method in finding.gathered_by if method not in named]:
            named |= {*unnamed}
            yield hit(finding, "gathered_by", "unnamed", tool=label("gathering", unnamed[0]))


@rule("A221", since="intervention")
def never_assessed_again(look: Look) -> Iterator[Hit]:
    """Find long work, and nothing that was looked at again."""
    weeks = look.session_weeks
    long = len(look.case.intervention.sessions) >= _MANY_SESSIONS
    long = long or (len(weeks) > 1 and weeks[-1] - weeks[0] >= _LONG_WEEKS)
    again = any(one.round != "baseline" for one in look.case.assessment.rounds)
    if long and not again:
        yield hit(look.case.assessment, "rounds", sessions=len(look.case.intervention.sessions))


@rule("A224")
def rounds_in_order(look: Look) -> Iterator[Hit]:
    """Find rounds of scores whose weeks run against their names."""
    order = codes("assessment_round")
    for index, one in enumerate(look.case.assessment.rounds):
        same = [own for own in look.case.assessment.rounds[:index] if own.round == one.round != "midway"]
        if same:
            yield hit(one, "round", "twice", same[0], round=label("assessment_round", one.round))
    dated = [one for one in look.case.assessment.rounds if one.week]
    dated.sort(key=lambda one: order.index(one.round))
    for earlier, later in itertools.pairwise(dated):
        if (later.week or 0) < (earlier.week or 0):
            names = {"later": label("assessment_round", later.round), "week": later.week}
            names |= {"earlier": label("assessment_round", earlier.round), "before": earlier.week}
            yield hit(later, "week", "", earlier, **names)


@rule("A225", since="planning")
def rated_differently(look: Look) -> Iterator[Hit]:
    """Find a finding rated otherwise than the baseline round scores it."""
    scores = {
        score.scored: score
        for one in look.case.assessment.rounds
        if one.round == "baseline"
        for score in one.scores
    }
    for finding in look.case.assessment.findings:
        score = scores.get(finding.id)
        if score and finding.rating is not None and finding.rating != score.score:
            yield hit(finding, "rating", "", score, rating=finding.rating, score=score.score)


@rule("A226", since="planning")
def no_focus(look: Look) -> Iterator[Hit]:
    """Find goals without a focus problem."""
    if look.case.plan.goals and look.case.assessment.focus_problem is None:
        yield hit(look.case.assessment, "focus_problem")


@rule("A227", since="intervention")
def nothing_to_compare(look: Look) -> Iterator[Hit]:
    """Find later rounds without a baseline, or rounds without scores."""
    rounds = look.case.assessment.rounds
    yield from (
        hit(one, "scores", "empty", round=label("assessment_round", one.round))
        for one in rounds
        if not one.scores
    )
    undated = (one for one in rounds if not (one.week or one.date))
    yield from (hit(one, "week", "undated", round=label("assessment_round", one.round)) for one in undated)
    rated = any(one.rating is not None for one in look.case.assessment.findings)
    if rounds and not rated and not any(one.round == "baseline" for one in rounds):
        yield hit(rounds[0], "round")


@rule("A228", since="planning")
def no_hope(look: Look) -> Iterator[Hit]:
    """Find a plan for a client of whom no hope is recorded."""
    if look.case.plan.goals and not any(look.case.client in one.whose for one in look.case.assessment.hopes):
        yield hit(look.case.assessment, "hopes")


@rule("A229")
def hope_of_nobody(look: Look) -> Iterator[Hit]:
    """Find a hope that does not say whose it is."""
    yield from (hit(one, "whose") for one in look.case.assessment.hopes if not one.whose)
