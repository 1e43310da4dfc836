"""How an answer is marked: points, what was right, and what is said to whoever gave it.

Nothing here trusts a score that stands in a file: every mark is computed anew from item and answer.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from casekit.course.answers import Answer
from casekit.course.item import Number
from casekit.course.items import (
    Item,
    Matching,
    Multiple,
    Numeric,
    Ordering,
    Prose,
    Short,
    Single,
    Sorting,
    Task,
)
from casekit.course.mixing import laid_out
from casekit.course.wording import occurs, plain
from casekit.model import Text

_CLOSE = 1e-9  # how far a number may be off, beside its tolerance, because computers count in halves
_NUMBER = re.compile(r"-?\d{1,300}(?:\.\d{1,300})?")


@dataclass(frozen=True)
class Remark:
    """What is said of one part of an answer: of an option, a card, a step, a pair, a word.

    Attributes
    ----------
    about : str
        The id of the part; empty where the remark is about the whole answer.
    right : bool
        Whether this part is right.
    text : Text or None
        The feedback.
    """

    about: str
    right: bool
    text: Text | None


@dataclass(frozen=True)
class Mark:
    """What an answer earns.

    Attributes
    ----------
    state : str
        ``missing`` (never answered), ``empty`` (answered with nothing), ``wrong``, ``partly``, ``right``, or
        ``unmarked`` where only a person can tell.
    points : float or None
        What it earns, to two places; None where only a person can tell.
    of : float
        What a right answer earns.
    right, parts : int
        How many parts of the answer are right, and of how many.
    remarks : tuple of Remark
        The feedback, part by part.
    """

    state: str
    points: float | None
    of: float
    right: int = 0
    parts: int = 0
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class _Found:
    """The share of the points, how many parts are right and of how many, and what is said of them."""

    share: Fraction
    right: int
    parts: int
    remarks: list[Remark]


def mark(item: Item, answer: Answer | None) -> Mark:
    """Return what an answer earns, and what is said of it.

    Each kind gives a share of the item's points:

    - *single*: all or nothing.
    - *multiple*: each right option that was chosen earns its share of the right ones, each wrong one takes
      away its share of the wrong ones; the sum is never negative. So choosing all options earns nothing.
    - *ordering*: each step earns its share that is followed directly by the step that should follow it; the
      last one if nothing follows. One step out of place costs little, the reverse order everything.
    - *sorting*, *matching*: each card, or pair, earns its share; what was left out earns nothing.
    - *numeric*: all or nothing, within the tolerance.
    - *short*: each key that occurs earns its share; a word that shows a typical mistake takes all away.
    - *prose*: marked by people only.
    - *task*: marked by `casekit.exercises`, from the learner's case file.

    Parameters
    ----------
    item : Item
        What was asked.
    answer : Answer or None
        What was answered; codes that the item does not have count as not given.

    Returns
    -------
    Mark
        Its points lie between 0 and the points of the item.

    Notes
    -----
    Multiple choice follows the rule of Moodle's question type, where right options add, wrong ones subtract,
    and a negative total counts as zero; ordering is what its ordering question type calls "relative to the
    next item (including last)", so that marks stay the same when items are taken there.

    Examples
    --------
    >>> from casekit.course import lesson
    >>> partners = lesson("example").items[1]
    >>> found = mark(partners, Answer(id="who-partners", chosen=["client"]))
    >>> found.state, found.points, found.right, found.parts
    ('partly', 0.5, 1, 2)
    """
    if answer is None or answer.is_missing:
        return Mark("missing", 0.0, worth(item))
    if answer.is_empty:
        return Mark("empty", 0.0, worth(item))
    if isinstance(item, Prose | Task) or not item.has_key:
        return Mark("unmarked", None, worth(item))
    found = _RULES[type(item)](item, answer)
    state = "right" if found.share == 1 else "partly" if found.share else "wrong"
    points = round(float(found.share) * item.points, 2)
    return Mark(state, points, item.points, found.right, found.parts, tuple(found.remarks))


def worth(item: Item) -> float:
    """Return what a right answer earns; for prose what its rubric gives at most, for tasks their checks.

    Examples
    --------
    >>> from casekit.course import lesson
    >>> worth(lesson("example").items[0]), worth(lesson("example").items[-1])
    (1.0, 2.0)
    """
    return item.worth if isinstance(item, Prose | Task) else item.points


def marks(items: Iterable[Item], answers: Mapping[str, Answer]) -> dict[str, Mark]:
    """Return what the answers to many items earn, by the ids of the items.

    Examples
    --------
    >>> from casekit.course import lesson
    >>> {mark.state for mark in marks(lesson("example").items, {}).values()}
    {'missing'}
    """
    return {item.id: mark(item, answers.get(item.id)) for item in items}


def _all_or_nothing(right: bool, remarks: list[Remark]) -> _Found:
    return _Found(Fraction(right), int(right), 1, remarks)


def _single(item: Single, answer: Answer) -> _Found:
    chosen = [option for option in item.options if option.id in (answer.chosen or ())]
    right = len(chosen) == 1 and chosen[0].right
    return _all_or_nothing(right, [Remark(own.id, own.right, own.feedback) for own in chosen])


def _multiple(item: Multiple, answer: Answer) -> _Found:
    chosen = [option for option in item.options if option.id in (answer.chosen or ())]
    hits = sum(option.right for option in chosen)
    of = sum(option.right for option in item.options)
    share = Fraction(hits, of) - Fraction(len(chosen) - hits, len(item.options) - of)
    remarks = [Remark(own.id, own.right, own.feedback) for own in chosen]
    return _Found(max(Fraction(0), share), hits, of, remarks)


def _ordering(item: Ordering, answer: Answer) -> _Found:
    steps = {step.id: step for step in item.steps}
    given = [name for name in dict.fromkeys(answer.chosen or ()) if name in steps]
    follows, after = dict(pairwise(steps)), dict(pairwise(given))
    right = [name in given and after.get(name) == follows.get(name) for name in steps]
    fits = dict(zip(steps, right, strict=True))
    remarks = [Remark(name, fits[name], steps[name].feedback) for name in given]
    return _Found(Fraction(sum(right), len(steps)), sum(right), len(steps), remarks)


def _sorting(item: Sorting, answer: Answer) -> _Found:
    placed = answer.placed or {}
    remarks = []
    for card in laid_out(item.cards, item.id):
        if (cell := placed.get(card.id)) in item.names:
            remarks.append(Remark(card.id, cell in card.cell, card.instead.get(str(cell), card.feedback)))
    return _shared(remarks, len(item.cards))


def _matching(item: Matching, answer: Answer) -> _Found:
    placed = answer.placed or {}
    remarks = []
    for pair in laid_out(item.pairs, item.id):
        if (other := placed.get(pair.id)) in item.matches:
            remarks.append(Remark(pair.id, other in pair.fitting, pair.feedback))
    return _shared(remarks, len(item.pairs))


def _shared(remarks: list[Remark], parts: int) -> _Found:
    right = sum(remark.right for remark in remarks)
    return _Found(Fraction(right, parts), right, parts, remarks)


def _numeric(item: Numeric, answer: Answer) -> _Found:
    number = number_meant(item, answer)
    if number is None:
        return _all_or_nothing(False, [Remark("", False, item.otherwise)])
    return _all_or_nothing(number.right, [Remark("", number.right, number.feedback)])


def number_in(answer: Answer) -> float | None:
    """Return the number that was answered; None where it is none.

    Examples
    --------
    >>> number_in(Answer(id="a", text="28000")), number_in(Answer(id="a", text="dua"))
    (28000.0, None)
    """
    text = (answer.text or "").strip()
    return float(text) if _NUMBER.fullmatch(text) else None


def number_meant(item: Numeric, answer: Answer) -> Number | None:
    """Return which of the numbers that an item foresees was answered; None for any other answer."""
    given = number_in(answer)
    if given is None:
        return None
    return next((own for own in item.numbers if is_near(given, own.value, own.tolerance)), None)


def is_near(given: float, wanted: float, tolerance: float) -> bool:
    """Tell whether a number is the one that is wanted, within its tolerance.

    Examples
    --------
    >>> is_near(0.1 + 0.2, 0.3, 0), is_near(0.31, 0.3, 0)
    (True, False)
    """
    return abs(given - wanted) <= tolerance + _CLOSE * max(1.0, abs(wanted))


def _short(item: Short, answer: Answer) -> _Found:
    said = plain(answer.text or "")
    slips = [slip for slip in item.slips if occurs(slip.words, said)]
    found = [occurs(key.words, said) for key in item.keys]
    remarks = [Remark("", False, slip.feedback) for slip in slips]
    remarks += [
        Remark("", False, key.feedback) for key, there in zip(item.keys, found, strict=True) if not there
    ]
    share = Fraction(0) if slips else Fraction(sum(found), len(found))
    return _Found(share, sum(found), len(found), remarks)


_RULES: dict[type[Item], Callable[[Any, Answer], _Found]] = {
    Single: _single,
    Multiple: _multiple,
    Ordering: _ordering,
    Sorting: _sorting,
    Matching: _matching,
    Numeric: _numeric,
    Short: _short,
}
