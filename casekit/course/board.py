"""What lies before the learner below the question: options, steps, cards and cells, on screen and paper."""

import math
from collections.abc import Iterator
from itertools import count
from string import ascii_uppercase

from casekit.course.answers import Answer
from casekit.course.items import Item, Matching, Multiple, Numeric, Ordering, Prose, Single, Sorting, Task
from casekit.course.mixing import laid_out, mixed, out_of_step
from casekit.course.shown import answered
from casekit.model import Text
from casekit.vocab import say

EMPTY, TICKED = "☐", "☒"
SHORT_LINE, LINE, LONG_LINE = ("_" * length for length in (4, 24, 80))
LEAST_LINES, WORDS_OF_A_LINE = 5, 10
"""To write on by hand: at least so many lines, more for an answer as long as the model answer."""


def in_order(item: Ordering, answer: Answer | None) -> list[str]:
    """Return the ids of the steps as they stand, at first mixed.

    Examples
    --------
    >>> from casekit.course import lesson
    >>> in_order(lesson("example").items[2], None)
    ['planning', 'evaluation', 'assessment', 'intervention']
    """
    names = [step.id for step in item.steps]
    chosen = answer.chosen or () if answer else ()
    given = [name for name in dict.fromkeys(chosen) if name in names]
    return given + [name for name in mixed(names, item.id) if name not in given]


def to_place(item: Sorting | Matching) -> tuple[dict[str, str], dict[str, str]]:
    """Return what is placed and where it can be placed, by their ids and in the order in which it is shown.

    Examples
    --------
    >>> from casekit.course import lesson
    >>> cards, cells = to_place(lesson("example").items[3])
    >>> [*cells]
    ['biological', 'psychological', 'social', 'spiritual']
    """
    if isinstance(item, Sorting):
        return {card.id: str(card.text) for card in laid_out(item.cards, item.id)}, item.places
    places = {name: str(item.matches[name]) for name in _matches(item)}
    return {pair.id: str(pair.text) for pair in laid_out(item.pairs, item.id)}, places


def _matches(item: Matching) -> list[str]:
    """Return the ids of what is matched, mixed otherwise than what it is matched with."""
    key = [name for pair in laid_out(item.pairs, item.id) for name in pair.fitting[:1]]
    return out_of_step([*item.matches], key, item.id)


def board(item: Item, answer: Answer | None) -> list[list[str]]:
    """Return what a printed page shows below a question: lists of lines, to be answered with a pen.

    What was answered is marked there. The key never is, nor in which order or place anything belongs.

    Examples
    --------
    >>> from casekit.course import lesson
    >>> board(lesson("example").items[0], Answer(id="small-talk", chosen=["silence"]))[0][1]
    '☒ B. Untuk memecah kekakuan (pilihan Anda)'
    """
    match item:
        case Single() | Multiple():
            return [[*_options(item, answer)]]
        case Ordering():
            return [[*_steps(item, answer)]]
        case Sorting() | Matching():
            return [*_places(item, answer)]
        case Task():
            return [[f"{EMPTY} {check.text}" for check in item.checks]] if item.checks else []
    return [_words(item, answer)]


def _words(item: Item, answer: Answer | None) -> list[str]:
    """Return what was written, or lines to write on."""
    if answer and (said := [*answered(item, answer)]):
        return said
    if isinstance(item, Numeric):
        return [f"{LINE} {item.unit or ''}".strip()]
    return [LONG_LINE] * (_lines_of(item.model) if isinstance(item, Prose) else 1)


def _lines_of(model: Text | None) -> int:
    """Return how many lines an answer takes that is as long as the model answer."""
    return max(LEAST_LINES, math.ceil(len(str(model or "").split()) / WORDS_OF_A_LINE))


def _options(item: Single | Multiple, answer: Answer | None) -> Iterator[str]:
    chosen = answer.chosen or () if answer else ()
    for letter, option in zip(ascii_uppercase, item.options, strict=False):
        line = f"{letter}. {option.text}"
        is_own = option.id in chosen
        yield f"{TICKED} {line} ({say('widgets.own_choice')})" if is_own else f"{EMPTY} {line}"


def _steps(item: Ordering, answer: Answer | None) -> Iterator[str]:
    """Yield the steps with room for a number, or with the number that they were given."""
    texts = {step.id: step.text for step in item.steps}
    is_answered = answer is not None and bool(answer.chosen)
    for number, name in enumerate(in_order(item, answer), 1):
        yield f"{number}. {texts[name]}" if is_answered else f"{SHORT_LINE} {texts[name]}"


def _places(item: Sorting | Matching, answer: Answer | None) -> Iterator[list[str]]:
    """Yield the places, each with its letter, and then what belongs there, with room for a letter."""
    texts, places = to_place(item)
    lettered = {name: f"{letter}. {text}" for letter, (name, text) in zip(_letters(), places.items())}  # noqa: B905 - without end
    placed = answer.placed or {} if answer else {}
    yield [*lettered.values()]
    given = {name: lettered.get(placed.get(name, ""), SHORT_LINE) for name in texts}
    yield [f"{number}. {texts[name]} → {own}" for number, (name, own) in enumerate(given.items(), 1)]


def _letters() -> Iterator[str]:
    """Yield A to Z, then A1 and so on."""
    yield from ascii_uppercase
    yield from (f"{letter}{turn}" for turn in count(1) for letter in ascii_uppercase)
