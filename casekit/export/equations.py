"""A formula from LaTeX, as MathJax takes it, to Typst; what each command becomes stands in ``maths.yaml``."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from casekit.export.colours import readable
from casekit.export.grids import Environment, grid, lines, split
from casekit.export.macros import Rest, UnknownError, tokens
from casekit.export.texts import string

__all__ = ["equation", "short_forms"]

_DEEPEST = 25
_LONGEST_CALL = 400  # letters of an argument that is looked at as a word
_ARGUMENT = re.compile(r"#(\d)")
_BIG = re.compile(r"(?:big|Big|bigg|Bigg)([lrm]?)")
_BIG_EM = {"big": 1.2, "Big": 1.8, "bigg": 2.4, "Bigg": 3.0}
_CLASSES = {"l": "opening", "r": "closing", "m": "relation"}
_MEANS_MORE = frozenset("#$&_^\"'/\\()[]{}|.,;:~@⟨⟩⌊⌋⌈⌉‖⟮⟯⌜⌝⌞⌟√")
_BETTER = {
    "*": "∗",
    "-": "−",
    "`": "‘",
    "~": "#h(0.25em)",
    "|": r'class("normal", \|)',
    "‖": r'class("normal", \‖)',
}
_LENGTH = re.compile(r"\s*([-+]?\d*\.?\d+)\s*(em|ex|pt|mu|cm|mm|in|px|pc)\s*")
_UNITS = {"ex": (0.43, "em"), "mu": (1 / 18, "em"), "px": (0.75, "pt"), "pc": (12.0, "pt")}
_LETTERS = re.compile("[\u0370-\u03ff\u2100-\u214f\U0001d400-\U0001d7ff]")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9 .-]+")
_UPRIGHT = {"mathrm", "mathbf", "mathsf", "mathtt", "mathit", "mathup"}
_WORDS = re.compile(r'(?:#math\.[\w.(]*)?"(?:[^"\\]|\\.)*"\)*')
_CALL = re.compile(r"\b([a-z]+)\(")
_SCRIPTS = {"^", "_", "'", r"\limits", r"\nolimits"}


@cache
def _data() -> dict[str, Any]:
    """Return what commands become."""
    text = (files("casekit") / "data" / "templates" / "maths.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, yaml.CBaseLoader)  # noqa: S506 - texts only
    pairs = data["symbols"].split()
    data["symbols"] = dict(zip(pairs[::2], pairs[1::2], strict=True))
    data["environments"] = {name: Environment.of(given) for name, given in data["environments"].items()}
    for kind in ("functions", "functions_with_limits"):
        data[kind] = set(data[kind].split())
    return data


def short_forms(*, for_word: bool = False) -> Mapping[str, str]:
    """Return the commands that are known without being defined, and the LaTeX that they stand for.

    Parameters
    ----------
    for_word : bool
        Those that pandoc does not know, instead of those that Jupyter does not know.
    """
    forms: Mapping[str, str] = _data()["for_word" if for_word else "short"]
    return forms


def equation(formula: Sequence[str]) -> str:
    r"""Return a formula without macros as Typst sets it, without the dollars around it.

    Raises
    ------
    UnknownError
        If it holds a command that is not known, or is not finished.

    Examples
    --------
    >>> equation(tokens(r"\frac{a}{2} \cap B_1"))
    'frac(a, 2) ∩ attach(B, b: 1)'
    """
    rest = Rest(formula)
    if rest.peek() == r"\begin":
        rest.next()
        name = "".join(rest.argument())
        environment = _environment(name)
        body = _body(name, rest)
        if not rest.peek() and environment.on_lines:
            _options(environment, body)
            return equation(body.all()) if environment.bare else _on_lines(body.all(), name)
    return _on_lines(formula, "")


def _on_lines(formula: Sequence[str], name: str) -> str:
    """Return rows as lines of a formula that stands by itself."""
    rows = [[_row(cell, 0) for cell in row.cells] for row in split(formula)]
    return lines(rows, three=name.startswith("eqnarray"))


def _whole(formula: Sequence[str], depth: int) -> str:
    """Return what stands inside of something else."""
    if depth > _DEEPEST:
        raise UnknownError
    rows = split(formula)
    if len(rows) == 1 and len(rows[0].cells) == 1:
        return _row(formula, depth)
    return grid(rows, Environment(pairs=True), "", lambda cell: _row(cell, depth + 1))


def _row(formula: Sequence[str], depth: int) -> str:
    """Return the signs of a row one after another."""
    rest, items = Rest(formula), list[str]()
    if depth > _DEEPEST:
        raise UnknownError
    while one := rest.peek():
        rest.next()
        name = one[1:]
        if name in _data()["between"] and one[0] == "\\":
            return _filled(_data()["between"][name], ["", _joined(items), _row(rest.all(), depth + 1)])
        if name in _data()["switches"] and one[0] == "\\":
            items.append(_filled(_data()["switches"][name], ["", _row(rest.all(), depth + 1)]))
        elif unicodedata.combining(one[0]) and items:
            items.append(f"accent({items.pop()}, {one})")
        else:
            items.append(_scripted(one, rest, depth))
    return _joined(items)


def _joined(items: Sequence[str]) -> str:
    """Return signs in a row; Typst takes a blank beside a word for one that shows."""
    row, before = "", ""
    for item in filter(None, items):
        is_close = not row or _WORDS.fullmatch(item) or _WORDS.fullmatch(before)
        row += item if is_close else f" {item}"
        before = item
    return row


def _scripted(one: str, rest: Rest, depth: int) -> str:
    """Return a sign with what stands above and below it."""
    if one in _SCRIPTS:
        rest.put([one])
    base = "" if one in _SCRIPTS else _atom(one, rest, depth)
    places: dict[str, list[str]] = {}
    while (mark := rest.peek()) in _SCRIPTS:
        rest.next()
        if mark == "'":
            places.setdefault("t", []).append("′")
        elif mark in ("^", "_"):
            place = "t" if mark == "^" else "b"
            places.setdefault(place, []).append(_argument(rest, depth))
        elif base:
            base = f"{'limits' if mark[1:] == 'limits' else 'scripts'}({base})"
    if not places:
        return base
    given = ", ".join(f"{place}: {' '.join(parts) or _NOTHING}" for place, parts in sorted(places.items()))
    return f"attach({base or _NOTHING}, {given})"


_NOTHING = '""'


def _argument(rest: Rest, depth: int) -> str:
    """Return an argument: a group or one sign with what belongs to it."""
    if not rest.peek():
        raise UnknownError
    one = rest.next()
    if one.isdigit():
        return one
    if one != "{":
        return _atom(one, rest, depth + 1) or _NOTHING
    return _whole(rest.inside("{", "}"), depth + 1) or _NOTHING


def _atom(one: str, rest: Rest, depth: int) -> str:
    """Return one sign."""
    if depth > _DEEPEST:
        raise UnknownError
    if one == "{":
        shown = _whole(rest.inside("{", "}"), depth + 1)
        return f'class("normal", {shown})' if shown in (r"\,", r"\;", "=", "+", "−", "<", ">") else shown
    if one == "}":
        raise UnknownError
    if one[0] != "\\" or len(one) == 1:
        return _number(one, rest) if one.isdigit() else _sign(one)
    return _command(one[1:], rest, depth)


def _number(one: str, rest: Rest) -> str:
    """Return a number whose first digit has been read."""
    while rest.left and rest.left[-1].isascii() and (rest.left[-1].isdigit() or _is_point(rest.left)):
        one += rest.next()
    return one


def _is_point(left: Sequence[str]) -> bool:
    """Tell whether a point with a digit behind it comes next."""
    return left[-1] == "." and left[-2:-1] != [] and left[-2].isdigit()


def _sign(char: str) -> str:
    """Return a character as it stands in a formula of Typst."""
    if char in _BETTER:
        return _BETTER[char]
    if char in _MEANS_MORE:
        return f"\\{char}"
    if char.isascii() or _LETTERS.match(char):
        return char
    is_word = unicodedata.category(char)[0] in "LM" or unicodedata.category(char) in ("So", "No")
    return string(char) if is_word and char not in _data()["symbols"].values() else char


def _command(name: str, rest: Rest, depth: int) -> str:
    """Return what a command shows."""
    data = _data()
    if name in _SPECIAL:
        return _SPECIAL[name](rest, depth)
    if big := _BIG.fullmatch(name):
        shown = f"lr(size: #{_BIG_EM[name.removesuffix(big[1]) if big[1] else name]}em, {_delimiter(rest)})"
        return f'class("{_CLASSES[big[1]]}", {shown})' if big[1] else shown
    if name in data["symbols"]:
        return _sign(data["symbols"][name])
    if name in data["functions"] or name in data["functions_with_limits"]:
        limits = ", limits: #true" if name in data["functions_with_limits"] else ""
        return f"op({string(data['spelled'].get(name, name))}{limits})"
    if name in data["texts"]:
        shown = _text(rest.argument(), depth)
        template = data["texts"][name]
        return _of_word(template, shown) if _WORDS.fullmatch(shown) else _filled(template, ["", shown])
    if name not in data["commands"]:
        raise UnknownError(f"\\{name}")
    return _called(name, rest, depth)


def _called(name: str, rest: Rest, depth: int) -> str:
    """Return a command with its arguments."""
    template, option = _data()["commands"][name], ""
    if (given := _data()["commands_with_option"].get(name)) and (found := rest.optional()) is not None:
        template, option = given, _whole(found, depth + 1) or _NOTHING
    used = {int(number) for number in _ARGUMENT.findall(template)}
    arguments = [option]
    for number in range(1, max(used, default=0) + 1):
        if name in _UPRIGHT and (word := _word(rest)):
            return _of_word(template, word)
        if number in used:
            arguments.append(_argument(rest, depth))
        else:
            rest.argument()
            arguments.append("")
    return _filled(template, arguments)


def _word(rest: Rest) -> str:
    """Return an argument that is a word, as one; empty if it is none, and then it is not read."""
    before = [*rest.left]
    text = "".join(rest.argument())
    if len(text) <= _LONGEST_CALL and _WORD.fullmatch(text):
        return string(text.replace(" ", ""))
    rest.left = before
    return ""


def _of_word(template: str, word: str) -> str:
    """Return a word in a style, written so that it needs no blank beside it."""
    styled = _CALL.sub(r"math.\1(", template)
    return _filled(f"#{styled}" if styled != "#1" else styled, ["", word])


def _filled(template: str, arguments: Sequence[str]) -> str:
    """Return a template with its arguments."""
    return _ARGUMENT.sub(lambda match: arguments[int(match[1])] or _NOTHING, template)


def _text(parts: Sequence[str], depth: int) -> str:
    """Return text inside a formula, with the formulas in it."""
    rest, shown, letters = Rest(parts), list[str](), ""
    data = _data()
    while rest.left:
        one = rest.next()
        name = one[1:]
        if one == "$":
            shown += [string(letters), _whole(rest.up_to("$"), depth + 1)]
            letters = ""
            if rest.left:
                rest.next()
        elif one[0] == "\\" and name in data["texts"]:
            rest.put([one])
            shown += [string(letters), _atom(rest.next(), rest, depth + 1)]
            letters = ""
        else:
            letters += _letter(one)
    shown.append(string(re.sub(r"(?:``|“)(.*?)''", "“\\1”", letters)))
    return _joined([one for one in shown if one != _NOTHING]) or _NOTHING


def _letter(one: str) -> str:
    """Return a token of text as it reads."""
    if one in ("{", "}", r"\/", r"\-"):
        return ""
    if one in ("~", r"\ ", r"\,", r"\;", r"\quad", r"\\"):
        return " "
    if one[0] != "\\":
        return one
    symbol = _data()["symbols"].get(one[1:])
    if symbol is None:
        raise UnknownError(one)
    return str(symbol)


# ----------------------------------------------------------------------------- environments and brackets


def _environment(name: str) -> Environment:
    """Return an environment by its name, with or without star."""
    found = _data()["environments"].get(name.removesuffix("*"))
    if found is None:
        raise UnknownError(name)
    environment: Environment = found
    return environment


def _body(name: str, rest: Rest) -> Rest:
    """Return what stands in an environment whose beginning has been read."""
    inner = rest.inside(r"\begin", r"\end")
    if "".join(rest.argument()) != name:
        raise UnknownError(name)
    return Rest(inner)


def _options(environment: Environment, body: Rest) -> str:
    """Return how the columns of an environment are aligned, as far as it says."""
    given = body.optional() if body.peek() == "[" else None
    if environment.spec:
        return "".join(body.argument())
    return "".join(given or [])


def _begin(rest: Rest, depth: int) -> str:
    name = "".join(rest.argument())
    environment = _environment(name)
    body = _body(name, rest)
    columns = _options(environment, body)
    if environment.bare:
        return _whole(body.all(), depth + 1)
    if depth > _DEEPEST:
        raise UnknownError
    return grid(split(body.all()), environment, columns, lambda cell: _row(cell, depth + 1))


def _substack(rest: Rest, depth: int) -> str:
    return grid(split(rest.argument()), _environment("substack"), "", lambda cell: _row(cell, depth + 1))


def _delimiter(rest: Rest) -> str:
    """Return a bracket; empty for the point that stands for none."""
    if not rest.peek():
        raise UnknownError
    one = rest.next()
    if one == "{":
        [one] = [part for part in rest.inside("{", "}") if part != " "][:1] or ["."]
    if one == ".":
        return ""
    char = {"<": "⟨", ">": "⟩", r"\backslash": "\\"}.get(one, one)
    if len(char) > 1:
        char = _data()["symbols"].get(one[1:])
        if char is None:
            raise UnknownError(one)
    return f"\\{char}" if char in _MEANS_MORE else _sign(char)


def _left(rest: Rest, depth: int) -> str:
    opening = _delimiter(rest)
    inner = _whole(rest.inside(r"\left", r"\right"), depth + 1)
    parts = [opening, inner, _delimiter(rest)]
    return f"lr({' '.join(part for part in parts if part) or _NOTHING})"


def _middle(rest: Rest, depth: int) -> str:
    return f"mid({_delimiter(rest) or _NOTHING})"


# ------------------------------------------------------------------------------------ commands with ways


def _not(rest: Rest, depth: int) -> str:
    struck = _argument(rest, depth)
    plain = struck.removeprefix("\\")
    return unicodedata.normalize("NFC", f"{plain}\u0338") if len(plain) == 1 else f"cancel({struck})"


def _operator(rest: Rest, depth: int) -> str:
    limits = ""
    if rest.peek() == "*":
        rest.next()
        limits = ", limits: #true"
    parts = rest.argument()
    text = "".join(" " if one in (r"\,", r"\ ", "~", r"\;", r"\:") else one for one in parts)
    shown = (
        string(text)
        if _WORD.fullmatch(text) or text.isalnum()
        else f"upright({_whole(parts, depth + 1) or _NOTHING})"
    )
    return f"op({shown}{limits})"


def _length(rest: Rest) -> str:
    """Return a length, in braces or not."""
    text = ""
    if rest.peek() == "{":
        text = "".join(rest.argument())
    while rest.left and not _LENGTH.fullmatch(text) and len(text) < 20:  # noqa: PLR2004 - no length is longer
        text += rest.next()
    found = _LENGTH.fullmatch(text)
    if not found:
        raise UnknownError(text)
    factor, unit = _UNITS.get(found[2], (1.0, found[2]))
    return f"{float(found[1]) * factor:.3f}{unit}"


def _space(rest: Rest, depth: int) -> str:
    if rest.peek() == "*":
        rest.next()
    return f"#h({_length(rest)})"


def _raised(rest: Rest, depth: int) -> str:
    return f"#box(baseline: -{_length(rest)})[${_argument(rest, depth)}$]".replace("--", "")


def _lowered(rest: Rest, depth: int) -> str:
    return f"#box(baseline: {_length(rest)})[${_argument(rest, depth)}$]"


def _rule(rest: Rest, depth: int) -> str:
    rest.optional()
    return f"#box(width: {_length(rest)}, height: {_length(rest)}, fill: black)"


def _coloured(rest: Rest, depth: int) -> str:
    model = "".join(rest.optional() or [])
    colour = readable("".join(rest.argument()), model)
    return _in_colour(colour, _argument(rest, depth))


def _colour(rest: Rest, depth: int) -> str:
    model = "".join(rest.optional() or [])
    colour = readable("".join(rest.argument()), model)
    return _in_colour(colour, _argument(rest, depth) if rest.peek() == "{" else _row(rest.all(), depth + 1))


def _style(rest: Rest, depth: int) -> str:
    found = re.search(r"(?:^|;)\s*color\s*:([^;]*)", "".join(rest.argument()))
    return _in_colour(readable(found[1]) if found else None, _argument(rest, depth))


def _in_colour(colour: str | None, shown: str) -> str:
    """Return a part of a formula in a colour; in that of the text if there is no such colour."""
    return f"text(fill: #rgb({string(colour)}), {shown or _NOTHING})" if colour else shown


def _unicode(rest: Rest, depth: int) -> str:
    rest.optional()
    found = re.fullmatch(r"(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))", "".join(rest.argument()).strip())
    code = int(found[1], 16) if found and found[1] else int(found[2]) if found else 0
    if not 32 <= code < 0x110000 or 0xD800 <= code < 0xE000:  # noqa: PLR2004 - the bounds of Unicode
        raise UnknownError
    return string(chr(code))


def _verbatim(rest: Rest, depth: int) -> str:
    if not rest.left:
        raise UnknownError
    mark = rest.next()
    text = "".join(rest.up_to(mark))
    if not rest.left:
        raise UnknownError
    rest.next()
    return f"mono({string(text)})"


def _genfrac(rest: Rest, depth: int) -> str:
    opening, closing, bar, style = (rest.argument() for _ in range(4))
    above, below = _argument(rest, depth), _argument(rest, depth)
    has_bar = not re.match(r"0(?:\.0*)?(?:pt|em|mm)?$", "".join(bar).strip())
    shown = f"frac({above}, {below})" if has_bar else f"mat(delim: #none, {above}; {below})"
    given = [_delimiter(Rest(one)) if one else "" for one in (opening, closing)]
    if any(given):
        shown = f"lr({given[0]} {shown} {given[1]})"
    sized = {"0": "display", "1": "inline", "2": "script", "3": "sscript"}.get("".join(style).strip())
    return f"{sized}({shown})" if sized else shown


def _sideset(rest: Rest, depth: int) -> str:
    """Return an operator with signs at its corners."""
    corners: list[str] = []
    for side in "lr":
        given = Rest(rest.argument())
        while (mark := given.peek()) in ("^", "_", "'"):
            given.next()
            shown = "′" if mark == "'" else _argument(given, depth)
            corners.append(f"{'b' if mark == '_' else 't'}{side}: {shown}")
        if given.peek():
            raise UnknownError
    inner = _argument(rest, depth)
    return f"attach({inner}, {', '.join(corners)})" if corners else inner


def _chemistry(rest: Rest, depth: int) -> str:
    """Return a chemical formula in the notation of mhchem, its simple part."""
    latex = "".join(rest.argument())
    latex = re.sub(r"(?<=[A-Za-z)\]])(\d+)", r"_{\1}", latex)
    latex = re.sub(r"\^(\d*[+-]|\d+)", r"^{\1}", latex)
    latex = re.sub(r"(?<=[A-Za-z)\]}])([+-])(?=\s|$)", r"^{\1}", latex)
    latex = latex.replace("<=>", r"\rightleftharpoons ").replace("->", r"\longrightarrow ")
    return f"upright({_whole(tokens(latex), depth + 1)})"


def _without(rest: Rest, depth: int) -> str:
    rest.argument()
    return ""


_SPECIAL: dict[str, Callable[[Rest, int], str]] = {
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
