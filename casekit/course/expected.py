"""What lecturers expect to hear: the key of an item, what is right besides, and why."""

from collections.abc import Iterator
from dataclasses import dataclass

from casekit.course.items import Item, Matching, Multiple, Numeric, Prose, Single, Sorting
from casekit.course.mixing import laid_out
from casekit.course.shown import key_of, number_shown
from casekit.vocab import say


@dataclass(frozen=True)
class Expected:
    """What is right, for whoever discusses or marks the answers.

    Attributes
    ----------
    answer : list of str
        The right answer, or the model answer, line by line.
    also : list of str
        What counts as right besides.
    why : list of str
        What is said of the right answer, and the explanation that ends the matter.
    rubric : list of str
        By what prose is marked: a line a criterion; empty if the lecturer does not mark it.
    """

    answer: list[str]
    also: list[str]
    why: list[str]
    rubric: list[str]


def expected(item: Item) -> Expected:
    """Return what is expected to an item, in the current language.

    Unlike `key_of` it also tells what is accepted besides, and why. Not for a page that learners are given.

    Examples
    --------
    >>> from casekit.course import lesson
    >>> found = expected(lesson("example").items[3])
    >>> found.answer[0], found.also
    ('Mahir menganyam → psikologis', ['Mahir menganyam → sosial'])
    """
    return Expected(key_of(item), [*_also(item)], [*_why(item)], [*_rubric(item)])


def _also(item: Item) -> Iterator[str]:
    """Yield what is right besides the key."""
    match item:
        case Sorting():
            for card in laid_out(item.cards, item.id):
                yield from (f"{card.text} → {item.places[cell]}" for cell in card.cell[1:])
        case Matching():
            for pair in laid_out(item.pairs, item.id):
                yield from (f"{pair.text} → {item.matches[other]}" for other in pair.fitting[1:])
        case Numeric():
            right = [number for number in item.numbers if number.right]
            yield from (number_shown(f"{number.value:.15g}") for number in right[1:])
            yield from (
                f"{number_shown(f'{number.value:.15g}')} ± {number_shown(f'{number.tolerance:.15g}')}"
                for number in right
                if number.tolerance
            )


def _why(item: Item) -> Iterator[str]:
    """Yield what is said of the right answer."""
    if isinstance(item, Single | Multiple):
        yield from (str(option.feedback) for option in item.options if option.right and option.feedback)
    if item.why is not None:
        yield str(item.why)


def _rubric(item: Item) -> Iterator[str]:
    for name, degrees in criteria(item):
        yield say("course.criterion", name=name, degrees=degrees)


def criteria(item: Item) -> Iterator[tuple[str, str]]:
    """Yield by what people mark an answer in sentences: each criterion with its degrees, in words.

    Examples
    --------
    >>> from casekit.course import lesson
    >>> [*criteria(lesson("example").items[0])]
    []
    """
    if isinstance(item, Prose):
        for criterion in item.rubric:
            degrees = (f"{number_shown(f'{own.points:g}')} = {own.text}" for own in criterion.levels)
            yield str(criterion.text), "; ".join(degrees)
