"""The order in which cards are shown: mixed, never the right one, the same for everybody and every day."""

import random
from collections.abc import Sequence
from itertools import pairwise

TRIES = 100


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
