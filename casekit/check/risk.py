"""Rules for danger: violence that is drawn, and risks that are named."""

from collections.abc import Iterator

from casekit.check.look import VIOLENT, Look, written
from casekit.check.rules import Hit, hit, rule
from casekit.vocab import label, say


@rule("F303")
def violence_unanswered(look: Look) -> Iterator[Hit]:
    """Find violence or neglect in the family, with no assessed risk and safety plan for anybody concerned.

    One plan may do for several ties, which is asked where it does not name both people of each.
    """
    used: set[str] = set()
    for tie in look.case.emotional_ties:
        if tie.tie not in VIOLENT:
            continue
        people = [look.person(one) for one in tie.between]
        risks = look.risks_about(tie.between)
        assessed = [one for one in risks if one.level and written(one.safety_plan)]
        free = [one for one in assessed if one.id not in used or {*tie.between} <= {*one.people}]
        used |= {one.id for one in free[:1]}
        if free:
            continue
        variant = "child" if any(map(look.is_child, people)) else ""
        variant = "shared" if assessed else variant
        facts = {"names": " – ".join(str(one.label) for one in people)}
        facts["tie"] = (kind := label("emotional_tie", tie.tie))[:1].upper() + kind[1:]
        yield hit(tie, "tie", variant, *people, *risks, **facts)


@rule("R901")
def risk_incomplete(look: Look) -> Iterator[Hit]:
    """Find a risk without level, safety plan or review."""
    later = look.reached("intervention")
    for risk in look.case.assessment.risks:
        if risk.level == "high" and not written(risk.safety_plan):
            yield hit(risk, "safety_plan", "high")
            continue
        lacking = [] if risk.level else ["level"]
        lacking += [] if written(risk.safety_plan) else ["safety_plan"]
        lacking += [] if risk.reviewed_week or not later else ["reviewed_week"]
        if lacking:
            names = ", ".join(say(f"check.{name}") for name in lacking)
            yield hit(risk, lacking[0], lacking=names)


@rule("R902")
def risk_of_whom(look: Look) -> Iterator[Hit]:
    """Find a risk that names nobody who is at risk."""
    yield from (hit(risk, "people") for risk in look.case.assessment.risks if not risk.people)


@rule("R903", since="planning")
def high_risk_without_goal(look: Look) -> Iterator[Hit]:
    """Find a high risk that no goal or referral answers."""
    for risk in look.case.assessment.risks:
        if risk.level == "high" and risk.id not in look.answered:
            yield hit(risk, "level")
