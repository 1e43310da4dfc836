"""What explains a point: an entry of the review with reason and person, or a gap that the case names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casekit.check.look import Look, written
from casekit.check.rules import Hit, hit, page, rules
from casekit.model import Case, Gap, Review, walk
from casekit.model.problems import Location
from casekit.vocab import nearest

if TYPE_CHECKING:
    from casekit.check.points import Point


def explaining(case: Case, point: "Point", *, text: str, by: str) -> Review:
    """Return the review entry that explains a point of a case; it is not added to the case yet.

    Parameters
    ----------
    case : Case
        The case, as it was when it was checked.
    point : Point
        What is explained.
    text : str
        The reason.
    by : str
        Who gives it.

    Returns
    -------
    Review
        About the innermost part with an id in which the point stands, at its field.

    Examples
    --------
    >>> from casekit.check import check
    >>> client = {"id": "client", "label": "Klien A", "relation": "client", "basis": "documented"}
    >>> goal = {"id": "g1", "text": "berani bertanya", "basis": "documented"}
    >>> case = Case(id="a", title="A", client="client", people=[client], plan={"goals": [goal]})
    >>> entry = explaining(case, check(case, select=["P401"])[0], text="disepakati lisan", by="pembimbing")
    >>> entry.about, entry.at
    (['g1'], 'indicator')
    """
    owners = {at: part.id for at, part in walk(case) if part.kind}  # type: ignore[attr-defined]
    ends = [end for end in range(len(point.at), 0, -1) if point.at[:end] in owners]
    end = ends[0] if ends else 0
    names = ".".join(step for step in point.at[end:] if isinstance(step, str))
    about = [owners[point.at[:end]]] if end else []
    return Review(review="explained", rule=point.code, about=about, at=names or None, text=text, by=by)


@dataclass(frozen=True)
class Explanation:
    """Why a point stands as it is, who says so, and where that is written."""

    text: str
    at: Location


class Explanations:
    """The review entries and gaps of a case, and which of them explained something.

    A review entry explains points of its rule, whatever their severity, if it says who gives the reason. A
    gap explains warnings and notes of its rule; if it names none, those about its parts for which its kind of
    gap stands. That an absence is known never answers an error.
    """

    def __init__(self, look: Look) -> None:
        self._look = look
        self._used: set[int] = set()
        self._reviews: dict[tuple[str, str], list[Review]] = {}  # by rule, and part or none
        for one in look.case.review:
            if one.review == "explained" and one.rule and written(one.by) and written(one.text):
                for own in one.about or [""]:
                    self._reviews.setdefault((one.rule, own), []).append(one)
        self._gaps_by_rule: dict[str, list[Gap]] = {}
        self._gaps_by_part: dict[str, list[Gap]] = {}
        for gap in look.case.assessment.gaps:
            if gap.rule and not gap.about:
                self._gaps_by_rule.setdefault(gap.rule, []).append(gap)
            for own in gap.about:
                self._gaps_by_part.setdefault(own, []).append(gap)

    def of(self, code: str, severity: str, one: Hit, at: Location) -> Explanation | None:
        """Return what explains a point, if anything does."""
        beside = [getattr(part, "id", "") for part in one.beside if part.kind]
        for own in ("", *self._look.owners(at), *beside):
            for review in self._reviews.get((code, own), ()):
                if own in beside or self._fits(review, own, at):
                    self._used.add(id(review))
                    return Explanation(f"{review.text} ({review.by})", self._look.place(review))
        if severity == "error" or page(code).get("gaps") == "no":
            return None
        return self._gap(code, one)

    def _gap(self, code: str, one: Hit) -> Explanation | None:
        own = [getattr(part, "id", "") for part in (one.part, *one.beside) if part.kind]
        kinds = page(code).get("gaps", ())
        candidates = [gap for id in own for gap in self._gaps_by_part.get(id, ())]
        for gap in (*self._gaps_by_rule.get(code, ()), *candidates):
            if gap.rule == code or (gap.rule is None and gap.gap in kinds):
                return Explanation(str(gap.text), self._look.place(gap))
        return None

    def _fits(self, review: Review, own: str, at: Location) -> bool:
        """Tell whether a point stands at the field that a review entry names, of a part or of the case."""
        within = self._look.place(self._look.by_id[own]) if own else ()
        return review.at is None or _begins(at[len(within) :], review.at)

    def unused(self, asked: Iterable[str]) -> Iterator[Hit]:
        """Yield the explanations that explain nothing, as far as their rules were asked."""
        asked = {*asked}
        for one in self._look.case.review:
            if one.review != "explained" or id(one) in self._used:
                continue
            if not one.rule:
                yield hit(one, "rule", "without_rule")
            elif one.rule not in rules():
                near = nearest(one.rule, rules()) or [*rules()][:3]
                yield hit(one, "rule", "unknown", code=one.rule, near=", ".join(near))
            elif not written(one.by):
                yield hit(one, "by", "nobody", code=one.rule)
            elif one.rule in asked:
                yield hit(one, "rule", code=one.rule)


def _begins(at: Location, path: str) -> bool:
    """Tell whether a place begins with names joined by dots, whatever positions in lists lie between."""
    names = [step for step in at if isinstance(step, str)]
    wanted = path.split(".")
    return names[: len(wanted)] == wanted
