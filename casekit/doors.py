"""What callers hand over at the doors of casekit: what a function cannot take is said in a sentence."""

import functools
import inspect
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import islice
from numbers import Integral, Real
from types import NoneType, SimpleNamespace, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from casekit.errors import CasekitError, FieldError
from casekit.vocab import say, shortened

_F = TypeVar("_F", bound=Callable[..., Any])

_LOOKED_AT = 1000  # values inside another
_TRUTHS = ("bool", "bool_")  # of Python and of NumPy, which need not be imported for it
_CALLED = {  # by which word a kind of value is called, the first that fits
    "Case": "case",
    "Record": "case",
    "DataFrame": "table",
    "Path": "path",
    "PathLike": "path",
    "str": "text",
    "bool": "truth",
    "int": "whole",
    "float": "number",
    "date": "date",
    "Mapping": "mapping",
    "dict": "mapping",
    "Sequence": "list",
    "Iterable": "list",
    "list": "list",
    "tuple": "list",
}


def at_the_door(room: dict[str, Any], names: Iterable[str], *, forms: bool = False) -> None:
    """Let the functions that a room offers say in a sentence what they cannot take.

    Parameters
    ----------
    room : dict
        The globals of the room.
    names : iterable of str
        What it offers.
    forms : bool
        Whether its classes are made by callers, too.
    """
    for name in names:
        own = room.get(name)
        if inspect.isfunction(own) and not inspect.isgeneratorfunction(inspect.unwrap(own)):
            room[name] = answering(own)
        elif forms and inspect.isclass(own):
            setattr(own, "__init__", answering(own.__init__, own.__name__))  # noqa: B010 - for mypy


def answering(function: _F, name: str = "") -> _F:
    """Return a function that answers what it cannot take in a sentence; whatever else goes wrong stays.

    It costs nothing as long as nothing goes wrong: only then is looked at what was handed over.

    Examples
    --------
    >>> def twice(number: int) -> int:
    ...     return number + number.real
    >>> answering(twice)("a")
    Traceback (most recent call last):
    ...
    casekit.errors.FieldError: twice: untuk 'number' diperlukan bilangan bulat, bukan 'a'.
    """

    @functools.wraps(function)
    def asked(*args: Any, **named: Any) -> Any:
        try:
            return function(*args, **named)
        except CasekitError:
            raise
        except Exception:
            if said := _misfit(function, name or function.__name__, args, named):
                raise FieldError(said) from None
            raise

    return asked  # type: ignore[return-value]


def _misfit(function: Any, name: str, args: tuple[Any, ...], named: Mapping[str, Any]) -> str:
    """Return what of the arguments a function cannot take, in a sentence; nothing if all of them fit."""
    signature = inspect.signature(function)
    takes = [own for own in signature.parameters.values() if own.name != "self"]
    try:
        given = signature.bind(*args, **named).arguments
    except TypeError:
        listed = ", ".join(f"{own.name}=" if own.kind is own.KEYWORD_ONLY else own.name for own in takes)
        return say("doors.arguments", function=name, takes=listed)
    for own in takes:
        hint = _hint(own, function)
        several = own.kind in (own.VAR_POSITIONAL, own.VAR_KEYWORD)
        if own.name in given and not several and not _fits(given[own.name], hint):
            wanted, value = " / ".join(dict.fromkeys(_wanted(hint))), _shown(given[own.name])
            return say("doors.misfit", function=name, name=own.name, wanted=wanted, given=value)
    return ""


def _hint(own: inspect.Parameter, function: Any) -> Any:
    """Return what a parameter takes; anything where that cannot be told."""
    if own.annotation is own.empty:
        return Any
    try:
        told: Any = SimpleNamespace(__annotations__={own.name: own.annotation})
        return get_type_hints(told, getattr(inspect.unwrap(function), "__globals__", {}))[own.name]
    except Exception:  # noqa: BLE001 - a name that is known to type checkers only
        return Any


def _fits(value: Any, hint: Any) -> bool:
    """Tell whether a value is of the kind that a parameter takes, as far as that can be told."""
    kind, inner = get_origin(hint) or hint, get_args(hint)
    if kind in (Union, UnionType, Annotated):
        return any(_fits(value, one) for one in (inner if kind is not Annotated else inner[:1]))
    if kind is Literal:
        return any(type(value) is type(one) and value == one for one in inner)
    is_truth = type(value).__name__ in _TRUTHS
    if kind in _KINDS:
        return is_truth if kind is bool else isinstance(value, _KINDS[kind]) and not is_truth
    of_kind = kind is Any or not isinstance(kind, type) or isinstance(value, kind)
    return of_kind and all(_fits(*pair) for pair in _inside(value, kind, inner))


_KINDS: dict[Any, Any] = {int: Integral, float: Real, bool: bool, None: NoneType}


def _inside(value: Any, kind: Any, inner: tuple[Any, ...]) -> Iterator[tuple[Any, Any]]:
    """Yield some of the values inside another, each with the kind that it should be of."""
    if not inner or isinstance(value, str | os.PathLike) or not isinstance(value, Collection):
        return
    if isinstance(value, Mapping):
        for key in islice(value, _LOOKED_AT):
            yield from zip((key, value[key]), inner, strict=False)
    elif kind is not tuple or inner[-1] is Ellipsis:
        yield from ((one, inner[0]) for one in islice(value, _LOOKED_AT))
    else:
        yield len(value) == len(inner), Literal[True]
        yield from zip(value, inner, strict=False)


def _wanted(hint: Any) -> Iterator[str]:
    """Yield what a parameter takes, in words."""
    kind, inner = get_origin(hint) or hint, get_args(hint)
    if kind in (Union, UnionType, Annotated):
        for one in inner if kind is not Annotated else inner[:1]:
            yield from _wanted(one)
    elif kind is Literal:
        yield from map(repr, inner)
    elif kind not in (None, NoneType):
        called = getattr(kind, "__name__", str(kind))
        yield say(f"doors.{_CALLED[called]}") if called in _CALLED else called


def _shown(value: Any) -> str:
    """Return a value as a sentence can show it: a text or number itself, of anything else its kind."""
    if isinstance(value, str):
        return repr(shortened(value))
    return shortened(value) if isinstance(value, NoneType | bool | int | float) else type(value).__name__
