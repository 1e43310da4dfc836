"""Commands of formulas with ways of their own: environments, brackets, spaces, colours and kin."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from casekit.export.colours import readable
from casekit.export.grids import Environment, grid, split
from casekit.export.macros import Rest, UnknownError, tokens
from casekit.export.signs import DEEPEST, NOTHING, delimiter, environment_named, length
from casekit.export.texts import string

__all__ = ["SPECIAL", "WORD", "Reading", "body_of", "columns_of"]

WORD = re.compile(r"[A-Za-z][A-Za-z0-9 .-]+")


@dataclass(frozen=True)
class Reading:
    """How what stands inside of a command is read: a group, a row, or the next argument, each at a depth."""

    whole: Callable[[Sequence[str], int], str]
    row: Callable[[Sequence[str], int], str]
    argument: Callable[[Rest, int], str]


def body_of(name: str, rest: Rest) -> Rest:
    """Return what stands in an environment whose beginning has been read."""
    inner = rest.inside(r"\begin", r"\end")
    if "".join(rest.argument()) != name:
        raise UnknownError(name)
    return Rest(inner)


def columns_of(environment: Environment, body: Rest) -> str:
    """Return how the columns of an environment are aligned, as far as it says."""
    given = body.optional() if body.peek() == "[" else None
    if environment.spec:
        return "".join(body.argument())
    return "".join(given or [])


def _begin(rest: Rest, depth: int, read: Reading) -> str:
    name = "".join(rest.argument())
    environment = environment_named(name)
    body = body_of(name, rest)
    columns = columns_of(environment, body)
    if environment.bare:
        return read.whole(body.all(), depth + 1)
    if depth > DEEPEST:
        raise UnknownError
    return grid(split(body.all()), environment, columns, lambda cell: read.row(cell, depth + 1))


def _substack(rest: Rest, depth: int, read: Reading) -> str:
    return grid(
        split(rest.argument()), environment_named("substack"), "", lambda cell: read.row(cell, depth + 1)
    )


def _left(rest: Rest, depth: int, read: Reading) -> str:
    opening = delimiter(rest)
    inner = read.whole(rest.inside(r"\left", r"\right"), depth + 1)
    parts = [opening, inner, delimiter(rest)]
    return f"lr({' '.join(part for part in parts if part) or NOTHING})"


def _middle(rest: Rest, depth: int, read: Reading) -> str:
    return f"mid({delimiter(rest) or NOTHING})"


def _not(rest: Rest, depth: int, read: Reading) -> str:
    struck = read.argument(rest, depth)
    plain = struck.removeprefix("\\")
    return unicodedata.normalize("NFC", f"{plain}\u0338") if len(plain) == 1 else f"cancel({struck})"


def _operator(rest: Rest, depth: int, read: Reading) -> str:
    limits = ""
    if rest.peek() == "*":
        rest.next()
        limits = ", limits: #true"
    parts = rest.argument()
    text = "".join(" " if one in (r"\,", r"\ ", "~", r"\;", r"\:") else one for one in parts)
    shown = (
        string(text)
        if WORD.fullmatch(text) or text.isalnum()
        else f"upright({read.whole(parts, depth + 1) or NOTHING})"
    )
    return f"op({shown}{limits})"


def _space(rest: Rest, depth: int, read: Reading) -> str:
    if rest.peek() == "*":
        rest.next()
    return f"#h({length(rest)})"


def _raised(rest: Rest, depth: int, read: Reading) -> str:
    return f"#box(baseline: -{length(rest)})[${read.argument(rest, depth)}$]".replace("--", "")


def _lowered(rest: Rest, depth: int, read: Reading) -> str:
    return f"#box(baseline: {length(rest)})[${read.argument(rest, depth)}$]"


def _rule(rest: Rest, depth: int, read: Reading) -> str:
    rest.optional()
    return f"#box(width: {length(rest)}, height: {length(rest)}, fill: black)"


def _coloured(rest: Rest, depth: int, read: Reading) -> str:
    model = "".join(rest.optional() or [])
    colour = readable("".join(rest.argument()), model)
    return _in_colour(colour, read.argument(rest, depth))


def _colour(rest: Rest, depth: int, read: Reading) -> str:
    model = "".join(rest.optional() or [])
    colour = readable("".join(rest.argument()), model)
    return _in_colour(
        colour, read.argument(rest, depth) if rest.peek() == "{" else read.row(rest.all(), depth + 1)
    )


def _style(rest: Rest, depth: int, read: Reading) -> str:
    found = re.search(r"(?:^|;)\s*color\s*:([^;]*)", "".join(rest.argument()))
    return _in_colour(readable(found[1]) if found else None, read.argument(rest, depth))


def _in_colour(colour: str | None, shown: str) -> str:
    """Return a part of a formula in a colour; in that of the text if there is no such colour."""
    return f"text(fill: #rgb({string(colour)}), {shown or NOTHING})" if colour else shown


def _unicode(rest: Rest, depth: int, read: Reading) -> str:
    rest.optional()
    found = re.fullmatch(r"(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))", "".join(rest.argument()).strip())
    code = int(found[1], 16) if found and found[1] else int(found[2]) if found else 0
    if not 32 <= code < 0x110000 or 0xD800 <= code < 0xE000:  # noqa: PLR2004 - the bounds of Unicode
        raise UnknownError
    return string(chr(code))


def _verbatim(rest: Rest, depth: int, read: Reading) -> str:
    if not rest.left:
        raise UnknownError
    mark = rest.next()
    text = "".join(rest.up_to(mark))
    if not rest.left:
        raise UnknownError
    rest.next()
    return f"mono({string(text)})"


def _genfrac(rest: Rest, depth: int, read: Reading) -> str:
    opening, closing, bar, style = (rest.argument() for _ in range(4))
    above, below = read.argument(rest, depth), read.argument(rest, depth)
    has_bar = not re.match(r"0(?:\.0*)?(?:pt|em|mm)?$", "".join(bar).strip())
    shown = f"frac({above}, {below})" if has_bar else f"mat(delim: #none, {above}; {below})"
    given = [delimiter(Rest(one)) if one else "" for one in (opening, closing)]
    if any(given):
        shown = f"lr({given[0]} {shown} {given[1]})"
    sized = {"0": "display", "1": "inline", "2": "script", "3": "sscript"}.get("".join(style).strip())
    return f"{sized}({shown})" if sized else shown


def _sideset(rest: Rest, depth: int, read: Reading) -> str:
    """Return an operator with signs at its corners."""
    corners: list[str] = []
    for side in "lr":
        given = Rest(rest.argument())
        while (mark := given.peek()) in ("^", "_", "'"):
            given.next()
            shown = "′" if mark == "'" else read.argument(given, depth)
            corners.append(f"{'b' if mark == '_' else 't'}{side}: {shown}")
        if given.peek():
            raise UnknownError
    inner = read.argument(rest, depth)
    return f"attach({inner}, {', '.join(corners)})" if corners else inner


def _chemistry(rest: Rest, depth: int, read: Reading) -> str:
    """Return a chemical formula in the notation of mhchem, its simple part."""
    latex = "".join(rest.argument())
    latex = re.sub(r"(?<=[A-Za-z)\]])(\d+)", r"_{\1}", latex)
    latex = re.sub(r"\^(\d*[+-]|\d+)", r"^{\1}", latex)
    latex = re.sub(r"(?<=[A-Za-z)\]}])([+-])(?=\s|$)", r"^{\1}", latex)
    latex = latex.replace("<=>", r"\rightleftharpoons ").replace("->", r"\longrightarrow ")
    return f"upright({read.whole(tokens(latex), depth + 1)})"


def _without(rest: Rest, depth: int, read: Reading) -> str:
    rest.argument()
    return ""


SPECIAL: Mapping[str, Callable[[Rest, int, Reading], str]] = {
    "begin": _begin,
    "left": _left,
    "middle": _middle,
    "not": _not,
    "operatorname": _operator,
    "operatornamewithlimits": _operator,
    "substack": _substack,
    "hspace": _space,
    "hskip": _space,
    "kern": _space,
    "mkern": _space,
    "mskip": _space,
    "mspace": _space,
    "raise": _raised,
    "raisebox": _raised,
    "lower": _lowered,
    "rule": _rule,
    "textcolor": _coloured,
    "color": _colour,
    "style": _style,
    "unicode": _unicode,
    "char": _unicode,
    "verb": _verbatim,
    "genfrac": _genfrac,
    "sideset": _sideset,
    "ce": _chemistry,
    "require": _without,
}
