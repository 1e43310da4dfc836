"""What may be asked of the statistics: options are checked, and a slip gets a sentence."""

from collections.abc import Hashable, Iterable, Sequence
from itertools import islice
from math import inf
from numbers import Integral, Real
from typing import Any

from casekit.errors import OutcomeError
from casekit.vocab import say, shortened

_FARTHEST = 10**18  # as far as NumPy counts
_LARGEST = 1e300  # a number of more digits is none for a computer

_MOST = 20  # values of a list that a sentence names


def listed(values: Iterable[object]) -> str:
    """Return values as a sentence can hold them, the first of many."""
    some = [shortened(value) for value in islice(values, _MOST + 1)]
    return ", ".join([*some[:_MOST], *["…"] * (len(some) > _MOST)])


def no_choice(name: str, value: object, allowed: Iterable[object]) -> OutcomeError:
    """Return the error of an option that does not exist."""
    return OutcomeError(say("stats.no_choice", name=name, value=shortened(value), allowed=listed(allowed)))


def is_one_of(value: object, allowed: Iterable[object]) -> bool:
    """Return whether a value is among those allowed; lists and the like never are."""
    try:
        return isinstance(value, Hashable) and value in allowed
    except (TypeError, ValueError):  # what pandas holds for nothing is neither like another nor unlike it
        return False


def check_choice(name: str, value: object, *allowed: str) -> None:
    """Refuse an option that is none of those allowed."""
    if not is_one_of(value, allowed):
        raise no_choice(name, value, allowed)


def one_word(value: object, allowed: Sequence[str], columns: Iterable[object] = ()) -> str | None:
    """Return which of the words allowed was written, in whatever capitals; None for others and columns."""
    if not isinstance(value, str) or (value not in allowed and value in columns):
        return None
    word = value.strip().casefold()
    return word if word in allowed else None


def check_options(given: Iterable[str], *allowed: str) -> None:
    """Refuse options of names that there are not."""
    for name in given:
        if name not in allowed:
            raise OutcomeError(say("stats.no_option", name=name, allowed=", ".join(allowed)))


def check_number(
    name: str,
    value: Any,
    *,
    least: float = -inf,
    above: float = -inf,
    below: float = inf,
    most: float = inf,
) -> None:
    """Refuse what is no number, or lies outside a range."""
    number = isinstance(value, Real) and not isinstance(value, bool)
    if isinstance(value, int) and abs(value) > _LARGEST:
        value = inf
    if not (number and least <= value and above < value and value < below and value <= most):
        ends = {">=": least, ">": above, "<": below, "<=": most}
        allowed = ", ".join(f"{sign} {end:g}" for sign, end in ends.items() if abs(end) < inf)
        allowed = allowed or "-1, 0, 2.5, …"
        raise OutcomeError(say("stats.out_of_range", name=name, value=shortened(value), allowed=allowed))


def check_whole(name: str, value: Any, least: int, most: int = _FARTHEST) -> None:
    """Refuse what is no whole number, too small a one, or one with which nobody would see the end."""
    whole = isinstance(value, Integral) and not isinstance(value, bool)
    if not (whole and least <= int(value) <= most):
        few = ", ".join(str(least + more) for more in range(3))
        allowed = f"{few}, ..." if most == _FARTHEST else f"{few}, ..., {most}"
        raise OutcomeError(say("stats.out_of_range", name=name, value=shortened(value), allowed=allowed))


def check_level(confidence: object) -> None:
    """Refuse a level of confidence that is none, such as 95."""
    check_number("confidence", confidence, above=0, below=1)


def checked_pair(phases: Any) -> tuple[Any, Any]:
    """Return two different phases; refuse anything else."""
    match phases:
        case str():
            pass
        case [a, b] if isinstance(a, Hashable) and isinstance(b, Hashable) and a != b:
            return a, b
    raise no_choice("phases", phases, ['("A", "B")'])


def several(name: str, value: Any, allowed: Iterable[object]) -> list[Any]:
    """Return one name or several as a list; refuse none and what is no name."""
    if isinstance(value, str):
        return [value]
    if not isinstance(value, Sequence) or not value or not all(isinstance(each, Hashable) for each in value):
        raise no_choice(name, value, allowed)
    return [*value]


def key_columns(by: Any) -> list[str]:
    """Return the columns that name a case or group."""
    return [*dict.fromkeys(several("by", by, ['"case"', '["agency", "case"]']))]
