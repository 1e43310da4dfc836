"""How a class did: which criterion was hard, and which wrong answers drew."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from casekit.course.answers import Answer
from casekit.course.items import Item, Lesson, Matching, Multiple, Single, Sorting
from casekit.exercises.grades import Graded

FEWEST = 5
"""Below so many people a figure would speak of single persons, and is not made."""


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
    count: int


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


def distractors(lesson: Lesson, graded: Sequence[Graded]) -> list[Drawn]:
    """Return which wrong answers were given how often, the most frequent first; nothing of fewer than five.

    Parameters
    ----------
    lesson : Lesson
        The exercise with its key.
    graded : sequence of Graded
        What `grade_class` found.
    """
    handed = [own.submission.answers for own in graded if own.submission.answers is not None]
    if len(handed) < FEWEST:
        return []
    counts: Counter[tuple[str, str, str]] = Counter()
    for answers in handed:
        given: Mapping[str, Answer] = answers.by_id()
        for item in lesson.items:
            if item.has_key and item.id in given:
                counts.update((item.id, *wrong) for wrong in _wrong(item, given[item.id]))
    return [Drawn(*place, count) for place, count in counts.most_common()]


def _wrong(item: Item, answer: Answer) -> Iterator[tuple[str, str]]:
    """Yield the wrong parts of an answer, each with what was given."""
    placed = answer.placed or {}
    match item:
        case Single() | Multiple():
            wrong = {option.id for option in item.options if not option.right}
            yield from ((name, name) for name in answer.chosen or () if name in wrong)
        case Sorting():
            for card in item.cards:
                if (cell := placed.get(card.id)) in item.names and cell not in card.cell:
                    yield card.id, str(cell)
        case Matching():
            for pair in item.pairs:
                other = placed.get(pair.id)
                if other in item.matches and other not in (pair.id, *pair.accept):
                    yield pair.id, str(other)
