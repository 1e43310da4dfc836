"""The order in which cards are shown: mixed, never the right one, the same for everybody and every day."""

import random
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

from casekit.course.items import Card, Pair

TRIES = 100
_Laid = TypeVar("_Laid", Card, Pair)


def mixed(names: Sequence[str], seed: str) -> list[str]:
    """Return names in another order, in which no name is followed by the one that follows it here.

    A class can talk of "the third card", and who leaves everything as it is earns nothing.

    Parameters
    ----------
    names : sequence of str
        The names, each once.
    seed : str
        What the order is for, such as the id of an item.

    Examples
    --------
    >>> mixed(["a", "b", "c", "d"], "x") == mixed(["a", "b", "c", "d"], "x")
    True
    """
    given, follows, backwards = [*names], {*pairwise(names)}, [*reversed(names)]
    chance = random.Random(f"{seed} {' '.join(names)}")  # noqa: S311 - nothing hangs on it but the order
    for _ in range(TRIES):
        chance.shuffle(given)
        if given != backwards and given[-1] != names[-1] and not follows & {*pairwise(given)}:
            return given
    return backwards


def laid_out(cards: Sequence[_Laid], seed: str) -> list[_Laid]:
    """Return cards, or what is to be matched, in the order in which a learner has them on screen and paper.

    Answers, feedback and keys tell of them in this order too, so that they can be read beside the question.

    Examples
    --------
    >>> from casekit.course import lesson
    >>> item = lesson("example").items[3]
    >>> [card.id for card in laid_out(item.cards, item.id)] == [card.id for card in item.cards]
    False
    """
    by_id: dict[str, _Laid] = {card.id: card for card in cards}
    return [by_id[name] for name in mixed([*by_id], seed)]


def out_of_step(names: Sequence[str], key: Sequence[str], seed: str) -> list[str]:
    """Return names in an order that does not tell the key: no 1A, 2B, 3C, nor the same backwards.

    Parameters
    ----------
    names : sequence of str
        The names, each once.
    key : sequence of str
        Which of them belongs to the first card, the second and so on, as the cards are shown.
    seed : str
        As of `mixed`.

    Examples
    --------
    >>> out_of_step(["a", "b", "c"], ["a", "b", "c"], "x")
    ['b', 'c', 'a']
    """

    def tells(order: Sequence[str]) -> bool:
        places = [order.index(name) for name in key]
        at_home = sum(1 for at, place in enumerate(places) if place == at)
        upwards, downwards = (sum(b - a == way for a, b in pairwise(places)) for way in (1, -1))
        return at_home > 1 or upwards > 1 or downwards > 1

    chance = random.Random(f"{seed} {' '.join(sorted(names))}")  # noqa: S311 - nothing hangs on it but the order
    orders = [chance.sample(names, len(names)) for _ in range(TRIES)]
    return min(orders, key=tells)  # the first that does not
