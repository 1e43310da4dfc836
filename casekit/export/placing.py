"""Where pictures stand: in the text, a little smaller if need be, or at the top of the next page.

The same question tells where the text ends. If its last page holds a few lines only, or a picture that moves
on may leave white behind, the text is set closer, provided that this saves a page.

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

Asked = Callable[[Mapping[str, str]], Sequence[tuple[int, float]]]
_CLOSER = ("1", "2")  # how much closer lines are set, if that saves a page


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
    >>> arranged(lambda inputs: [(1, 0.0), (0, 2.98 if "snug" in inputs else 3.5)])
    {'placing': '{}', 'snug': '1'}
    """
    usual, filled, moves = _laid_out(ask, {})
    if filled >= 1 and (moves or filled % 1 <= _FEW_LINES):
        for much in _CLOSER:
            closer, then, _ = _laid_out(ask, {"snug": much})
            if then <= int(filled):
                return closer
    return usual


def _laid_out(ask: Asked, more: Mapping[str, str]) -> tuple[dict[str, str], float, bool]:
    """Return the input that places pictures, beside what else holds.

    Also how many pages are then filled, and whether a picture moves on to the next page.
    """
    answers: dict[str, dict[int, float]] = {}

    def told(inputs: Mapping[str, str]) -> Sequence[tuple[int, float]]:
        said = ask({**inputs, **more})
        answers[inputs["placing"]] = dict(said)
        return said

    found = placed(told)
    if found["placing"] not in answers:
        told(found)
    said = answers[found["placing"]]
    moves = any(not share for number, share in said.items() if number != _END)
    return {**found, **more}, said.get(_END, 0.0), moves


def placed(ask: Asked) -> dict[str, str]:
    """Return the input that tells the template how each picture of a document is placed.

    Parameters
    ----------
    ask : callable
        Takes such an input and returns for each picture its number and the share of its size that has room
        on the page where the text before it ends; 0 if its letters would be too small to read.

    Examples
    --------
    >>> placed(lambda inputs: [(1, 0.906), (2, 0.0)])
    {'placing': '{"1": 0.905}'}
    """
    shares: dict[int, float] = {}
    for _ in range(_MOST_ROUNDS):
        inputs = {"placing": json.dumps(shares)}
        room = {number: int(share * _STEPS) / _STEPS for number, share in ask(inputs) if number != _END}
        if all(_agrees(shares.get(number), share) for number, share in room.items()):
            break
        shares = {number: share for number, share in room.items() if share}
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
        early = {number: room[number] for number in numbers if number not in shares and room[number]}
        if not early:
            return dict(shares)
        shares = {**shares, **early}
    return {**dict.fromkeys(numbers, 1.0), **shares}


def _agrees(used: float | None, room: float) -> bool:
    """Tell whether a picture fits as it is placed, and could not stand in the text if it does not."""
    return not room if used is None else room >= used
