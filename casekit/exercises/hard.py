"""How a class did: which criterion was hard, and which wrong answers drew."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from casekit.course.answers import Answer
from casekit.exercises.grades import Graded, Judged

FEWEST = 5
"""Below so many people a figure would speak of single persons, and is not made."""

_CLOSED = ("single", "multiple", "sorting", "matching")  # kinds whose wrong answers can be counted


@dataclass(frozen=True)
class Hardness:
    """How many met a criterion, of those who answered the item; an item as a whole has no criterion."""

    item: str
    criterion: str
    answered: int
    met: int

    @property
    def share(self) -> float:
        """The share that met it, from 0 to 1; the lower, the harder."""
        return self.met / self.answered if self.answered else 0.0


@dataclass(frozen=True)
class Drawn:
    """How many gave a wrong answer: an option, or a card that was put into a cell that is not its own."""

    item: str
    part: str
    given: str
    count: int = 1


def hardness(graded: Iterable[Graded]) -> list[Hardness]:
    """Return how many met each criterion, the hardest first; nothing of a class of fewer than five.

    Parameters
    ----------
    graded : iterable of Graded
        What `grade_class` found.
    """
    answered: Counter[tuple[str, str]] = Counter()
    met: Counter[tuple[str, str]] = Counter()
    people = [own for own in graded if own.items]
    for own in people:
        for judged in own.items:
            if judged.mark.state in ("missing", "empty", "unmarked"):
                continue
            answered[judged.item, ""] += 1
            met[judged.item, ""] += judged.mark.state == "right"
            for remark in judged.mark.remarks:
                if remark.about:
                    answered[judged.item, remark.about] += 1
                    met[judged.item, remark.about] += remark.right
    found = [Hardness(*place, count, met[place]) for place, count in answered.items()]
    return sorted(found, key=lambda one: (one.share, -one.answered)) if len(people) >= FEWEST else []


def distractors(graded: Iterable[Graded]) -> list[Drawn]:
    """Return which wrong answers were given how often, the most frequent first; nothing of fewer than five.

    Parameters
    ----------
    graded : iterable of Graded
        What `grade_class` found.
    """
    handed = [(own, own.submission.answers) for own in graded if own.submission.answers is not None]
    counts: Counter[Drawn] = Counter()
    for own, answers in handed:
        given = answers.by_id()
        for judged in own.items:
            if judged.kind in _CLOSED and judged.item in given:
                counts.update(_wrong(judged, given[judged.item]))
    found = [replace(drawn, count=count) for drawn, count in counts.most_common()]
    return found if len(handed) >= FEWEST else []


def _wrong(judged: Judged, answer: Answer) -> Iterator[Drawn]:
    """Yield the wrong parts of an answer, each with what was given."""
    placed = answer.placed or {}
    for remark in judged.mark.remarks:
        if not remark.right:
            yield Drawn(judged.item, remark.about, placed.get(remark.about, remark.about))
