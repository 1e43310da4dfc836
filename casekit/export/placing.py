"""Where pictures stand: in the text, a little smaller if need be, or at the top of the next page.

The same question tells where the text ends: if its last page holds a few lines only, it is set closer.

The compiler could decide this while it lays out pages, but gives up after five rounds, and then numbers and
places do not fit together. So the layout is asked, and told what to do, until both agree.
"""

import json
from collections.abc import Callable, Mapping, Sequence

__all__ = ["LABEL", "arranged", "placed"]

LABEL = "<placed>"
_MOST_ROUNDS = 5
_END = 0  # in place of the number of a picture: how many pages the text fills
_FEW_LINES = 0.25  # of a page
_STEPS = 200  # in which sizes are chosen
_LEAST = 0.85  # of its size, that a picture keeps: its letters of 8 points are then of nearly 7

Asked = Callable[[Mapping[str, str]], Sequence[tuple[int, float]]]
_CLOSER = ("1", "2")  # how much closer lines are set, if that saves the last page


def arranged(ask: Asked) -> dict[str, str]:
    """Return the input that places the pictures of a document, and sets it closer if that saves a page.

    Parameters
    ----------
    ask : callable
        As for `placed`; number 0 stands for the end of the text, with the pages that it fills.

    Examples
    --------
    >>> arranged(lambda inputs: [(0, 1.98 if "snug" in inputs else 2.04)])
    {'placing': '{}', 'snug': '1'}
    >>> arranged(lambda inputs: [(0, 2.98 if "snug" in inputs else 3.5)])
    {'placing': '{}'}
    """
    usual, filled = _laid_out(ask, {})
    if filled >= 1 and filled % 1 <= _FEW_LINES:
        for much in _CLOSER:
            closer, then = _laid_out(ask, {"snug": much})
            if then <= int(filled):
                return closer
    return usual


def _laid_out(ask: Asked, more: Mapping[str, str]) -> tuple[dict[str, str], float]:
    """Return the input that places pictures, beside what else holds, and how many pages are filled."""
    filled: dict[str, float] = {}

    def told(inputs: Mapping[str, str]) -> Sequence[tuple[int, float]]:
        said = ask({**inputs, **more})
        filled[inputs["placing"]] = dict(said).get(_END, 0.0)
        return said

    found = placed(told)
    if found["placing"] not in filled:
        told(found)
    return {**found, **more}, filled[found["placing"]]


def placed(ask: Asked) -> dict[str, str]:
    """Return the input that tells the template how each picture of a document is placed.

    Parameters
    ----------
    ask : callable
        Takes such an input and returns for each picture its number and the share of its size that has room
        on the page where the text before it ends.

    Examples
    --------
    >>> placed(lambda inputs: [(1, 0.906), (2, 0.31)])
    {'placing': '{"1": 0.905}'}
    """
    shares: dict[int, float] = {}
    for _ in range(_MOST_ROUNDS):
        inputs = {"placing": json.dumps(shares)}
        room = {number: int(share * _STEPS) / _STEPS for number, share in ask(inputs) if number != _END}
        if all(_agrees(shares.get(number), share) for number, share in room.items()):
            break
        shares = {number: share for number, share in room.items() if share >= _LEAST}
    else:
        shares = _in_order(ask, shares)
    return {"placing": json.dumps(shares)}


def _in_order(ask: Asked, shares: Mapping[int, float]) -> dict[int, float]:
    """Return the shares with which no picture stands before what leads to it, if there is no agreement.

    A picture for the top of the next page that has room on its own one comes to stand at the top of that.
    """
    numbers = list[int]()
    for _ in range(_MOST_ROUNDS):
        room = dict(ask({"placing": json.dumps(shares)}))
        numbers = [number for number in room if number != _END]
        early = {
            number: room[number] for number in numbers if number not in shares and room[number] >= _LEAST
        }
        if not early:
            return dict(shares)
        shares = {**shares, **early}
    return {**dict.fromkeys(numbers, 1.0), **shares}


def _agrees(used: float | None, room: float) -> bool:
    """Tell whether a picture fits as it is placed, and could not stand in the text if it does not."""
    return room < _LEAST if used is None else room >= used
