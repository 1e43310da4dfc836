"""Rules for the boards: SWOT with its strategies, and the strengths quadrant."""

from collections.abc import Iterator

from casekit.check.look import Look
from casekit.check.rules import Hit, hit, rule
from casekit.model import Finding, Part, QuadrantItem
from casekit.vocab import codes, label

_CELLS = {"s": "strength", "w": "weakness", "o": "opportunity", "t": "threat"}
_GOOD = {"strength": True, "weakness": False, "threat": False}
_ENOUGH = 4  # items on a board from which strategies can be drawn


@rule("A216")
def item_from_nowhere(look: Look) -> Iterator[Hit]:
    """Find a SWOT item that rests on no finding."""
    for one in look.case.assessment.swot:
        if not one.findings and one.basis != "illustrative":
            yield hit(one, "findings")
        elif one.findings and one.cell in _GOOD:
            sides = {_is_good(look.by_id[own]) for own in one.findings}
            if sides == {not _GOOD[one.cell]}:
                yield hit(one, "cell", "other_side", cell=label("swot", one.cell))


def _is_good(part: Part) -> bool | None:
    """Tell whether a part is a strength; a symptom is none, and of a neutral finding nobody can say."""
    if isinstance(part, QuadrantItem):
        return part.side == "strength"
    if isinstance(part, Finding) and part.valence not in ("strength", "concern"):
        return None
    return isinstance(part, Finding) and part.valence == "strength"


@rule("A217")
def strategy_of_other_cells(look: Look) -> Iterator[Hit]:
    """Find a strategy whose items do not lie in the two cells that it joins."""
    for one in look.case.assessment.strategies:
        wanted = {_CELLS[letter] for letter in one.tows}
        joined = {look.by_id[item].cell for item in one.items}
        if joined != wanted:
            missing = ", ".join(label("swot", cell) for cell in codes("swot") if cell in wanted - joined)
            variant = "" if joined - wanted else "half"
            strange = ", ".join(label("swot", cell) for cell in codes("swot") if cell in joined - wanted)
            yield hit(one, "items", variant, tows=label("tows", one.tows), missing=missing, strange=strange)


@rule("A219", since="intervention")
def whose_view(look: Look) -> Iterator[Hit]:
    """Find a strengths quadrant that does not say who filled it in, or that the worker filled in alone."""
    quadrant = look.case.assessment.quadrant
    if quadrant.items and quadrant.filled_by is None:
        yield hit(quadrant, "filled_by")
    elif quadrant.items and quadrant.filled_by == "worker" and look.case.intervention.sessions:
        yield hit(quadrant, "filled_by", "worker")


@rule("A222", since="planning")
def empty_cell(look: Look) -> Iterator[Hit]:
    """Find a SWOT board that was begun and has an empty cell."""
    filled = {one.cell for one in look.case.assessment.swot}
    empty = [cell for cell in codes("swot") if cell not in filled]
    if filled and empty:
        one = hit(look.case.assessment, "swot", cells=", ".join(label("swot", cell) for cell in empty))
        yield one.leading(("assessment", "swot", empty[0]))


@rule("A223", since="planning")
def board_without_strategy(look: Look) -> Iterator[Hit]:
    """Find a SWOT board from which no strategy was drawn."""
    assessment = look.case.assessment
    if len(assessment.swot) >= _ENOUGH and not assessment.strategies:
        yield hit(assessment, "strategies", count=len(assessment.swot))
