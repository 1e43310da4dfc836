"""What was scored in rounds of the assessment, from the baseline to the follow-up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from casekit.model import Case, Domain, Finding, Instrument, Round, Score
from casekit.vocab import codes, filled_in, label


@dataclass(frozen=True)
class Scored:
    """Something that was scored in rounds: its levels in words, and each score with its round.

    The `scale` is the name of the instrument, None for a finding; a score without a round is the rating that
    a finding was given in the assessment, which is a judgement. The `basis` is that of the weakest score, and
    the `improvement` of a neutral finding is empty: nobody says which direction is better.
    """

    text: str
    basis: str
    scale: str | None
    improvement: str
    levels: Mapping[int, str]
    scores: list[tuple[Round | None, Score]]


def scored(case: Case) -> list[Scored]:
    """Return what was scored in rounds of the assessment, each with its scores from baseline to follow-up.

    Examples
    --------
    >>> from casekit.store import case_study, load
    >>> scored(load(case_study("d-trainee")))
    []
    """
    order = codes("assessment_round")
    rounds = sorted(case.assessment.rounds, key=lambda one: order.index(one.round))
    given: dict[str, list[tuple[Round | None, Score]]] = {}
    for one in rounds:
        for score in one.scores:
            given.setdefault(score.scored, []).append((one, score))
    scales: dict[str, tuple[Instrument, Instrument | Domain]] = {}
    for scale in case.assessment.instruments:
        scales |= {scale.id: (scale, scale)} | {domain.id: (scale, domain) for domain in scale.domains}
    findings = {finding.id: finding for finding in case.assessment.findings}
    told = []
    for own, scores in given.items():
        if own in findings:
            told.append(_rated(findings[own], scores))
            continue
        scale, thing = scales[own]
        levels = {level.level: filled_in(level.text) for level in thing.levels or scale.levels}
        what, name = filled_in(thing.label), filled_in(scale.label)
        told.append(Scored(what, _weakest(scores), name, scale.improvement, levels, scores))
    return told


def _weakest(scores: Iterable[tuple[Round | None, Score]]) -> str:
    """Return the basis of the scores that is farthest from documented."""
    return max((held.basis if held else "derived" for held, _ in scores), key=codes("basis").index)


def _rated(finding: Finding, scores: list[tuple[Round | None, Score]]) -> Scored:
    """Return a finding with its scores, which begin with its rating where no baseline round scored it."""
    begun = any(held and held.round == "baseline" for held, _ in scores)
    if finding.rating is not None and not begun:
        first = Score(scored=finding.id, score=finding.rating, reason=finding.reason)
        scores = [(None, first), *scores]
    improvement = "increase" if finding.valence == "strength" else ""
    if finding.valence == "concern":
        improvement = "decrease"
    levels = {int(code): label("rating", code) for code in codes("rating")}
    return Scored(filled_in(finding.text), _weakest(scores), None, improvement, levels, scores)
