"""A formula from LaTeX, as MathJax takes it, to Typst; what each command becomes stands in ``maths.yaml``."""

import re
import unicodedata
from collections.abc import Sequence

from casekit.export.commands import SPECIAL, WORD, Reading, body_of, columns_of
from casekit.export.grids import Environment, grid, lines, split
from casekit.export.macros import Rest, UnknownError
from casekit.export.signs import DEEPEST, NOTHING, delimiter, environment_named, letter, maths, sign
from casekit.export.texts import string

__all__ = ["equation"]

_LONGEST_CALL = 400  # letters of an argument that is looked at as a word
_ARGUMENT = re.compile(r"#(\d)")
_BIG = re.compile(r"(?:big|Big|bigg|Bigg)([lrm]?)")
_BIG_EM = {"big": 1.2, "Big": 1.8, "bigg": 2.4, "Bigg": 3.0}
_CLASSES = {"l": "opening", "r": "closing", "m": "relation"}
_UPRIGHT = {"mathrm", "mathbf", "mathsf", "mathtt", "mathit", "mathup"}
_WORDS = re.compile(r'(?:#math\.[\w.(]*)?"(?:[^"\\]|\\.)*"\)*')
_CALL = re.compile(r"\b([a-z]+)\(")
_SCRIPTS = {"^", "_", "'", r"\limits", r"\nolimits"}


def equation(formula: Sequence[str]) -> str:
    r"""Return a formula without macros as Typst sets it, without the dollars around it.

    Raises
    ------
    UnknownError
        If it holds a command that is not known, or is not finished.

    Examples
    --------
    >>> from casekit.export.macros import tokens
    >>> equation(tokens(r"\frac{a}{2} \cap B_1"))
    'frac(a, 2) ∩ attach(B, b: 1)'
    """
    rest = Rest(formula)
    if rest.peek() == r"\begin":
        rest.next()
        name = "".join(rest.argument())
        environment = environment_named(name)
        body = body_of(name, rest)
        if not rest.peek() and environment.on_lines:
            columns_of(environment, body)
            return equation(body.all()) if environment.bare else _on_lines(body.all(), name)
    return _on_lines(formula, "")


def _on_lines(formula: Sequence[str], name: str) -> str:
    """Return rows as lines of a formula that stands by itself."""
    rows = [[_row(cell, 0) for cell in row.cells] for row in split(formula)]
    return lines(rows, three=name.startswith("eqnarray"))


def _whole(formula: Sequence[str], depth: int) -> str:
    """Return what stands inside of something else."""
    if depth > DEEPEST:
        raise UnknownError
    rows = split(formula)
    if len(rows) == 1 and len(rows[0].cells) == 1:
        return _row(formula, depth)
    return grid(rows, Environment(pairs=True), "", lambda cell: _row(cell, depth + 1))


def _row(formula: Sequence[str], depth: int) -> str:
    """Return the signs of a row one after another."""
    rest, items = Rest(formula), list[str]()
    if depth > DEEPEST:
        raise UnknownError
    while one := rest.peek():
        rest.next()
        name = one[1:]
        if name in maths()["between"] and one[0] == "\\":
            return _filled(maths()["between"][name], ["", _joined(items), _row(rest.all(), depth + 1)])
        if name in maths()["switches"] and one[0] == "\\":
            items.append(_filled(maths()["switches"][name], ["", _row(rest.all(), depth + 1)]))
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
    given = ", ".join(f"{place}: {' '.join(parts) or NOTHING}" for place, parts in sorted(places.items()))
    return f"attach({base or NOTHING}, {given})"


def _argument(rest: Rest, depth: int) -> str:
    """Return an argument: a group or one sign with what belongs to it."""
    if not rest.peek():
        raise UnknownError
    one = rest.next()
    if one.isdigit():
        return one
    if one != "{":
        return _atom(one, rest, depth + 1) or NOTHING
    return _whole(rest.inside("{", "}"), depth + 1) or NOTHING


def _atom(one: str, rest: Rest, depth: int) -> str:
    """Return one sign."""
    if depth > DEEPEST:
        raise UnknownError
    if one == "{":
        shown = _whole(rest.inside("{", "}"), depth + 1)
        return f'class("normal", {shown})' if shown in (r"\,", r"\;", "=", "+", "−", "<", ">") else shown
    if one == "}":
        raise UnknownError
    if one[0] != "\\" or len(one) == 1:
        return _number(one, rest) if one.isdigit() else sign(one)
    return _command(one[1:], rest, depth)


def _number(one: str, rest: Rest) -> str:
    """Return a number whose first digit has been read."""
    while rest.left and rest.left[-1].isascii() and (rest.left[-1].isdigit() or _is_point(rest.left)):
        one += rest.next()
    return one


def _is_point(left: Sequence[str]) -> bool:
    """Tell whether a point with a digit behind it comes next."""
    return left[-1] == "." and left[-2:-1] != [] and left[-2].isdigit()


def _command(name: str, rest: Rest, depth: int) -> str:
    """Return what a command shows."""
    data = maths()
    if name in SPECIAL:
        return SPECIAL[name](rest, depth, _READING)
    if big := _BIG.fullmatch(name):
        shown = f"lr(size: #{_BIG_EM[name.removesuffix(big[1]) if big[1] else name]}em, {delimiter(rest)})"
        return f'class("{_CLASSES[big[1]]}", {shown})' if big[1] else shown
    if name in data["symbols"]:
        return sign(data["symbols"][name])
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
    template, option = maths()["commands"][name], ""
    if (given := maths()["commands_with_option"].get(name)) and (found := rest.optional()) is not None:
        template, option = given, _whole(found, depth + 1) or NOTHING
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
    if len(text) <= _LONGEST_CALL and WORD.fullmatch(text):
        return string(text.replace(" ", ""))
    rest.left = before
    return ""


def _of_word(template: str, word: str) -> str:
    """Return a word in a style, written so that it needs no blank beside it."""
    styled = _CALL.sub(r"math.\1(", template)
    return _filled(f"#{styled}" if styled != "#1" else styled, ["", word])


def _filled(template: str, arguments: Sequence[str]) -> str:
    """Return a template with its arguments."""
    return _ARGUMENT.sub(lambda match: arguments[int(match[1])] or NOTHING, template)


def _text(parts: Sequence[str], depth: int) -> str:
    """Return text inside a formula, with the formulas in it."""
    rest, shown, letters = Rest(parts), list[str](), ""
    data = maths()
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
            letters += letter(one)
    shown.append(string(re.sub(r"(?:``|“)(.*?)''", "“\\1”", letters)))
    return _joined([one for one in shown if one != NOTHING]) or NOTHING


_READING = Reading(_whole, _row, _argument)
