r"""LaTeX of a notebook in tokens, and its macros: what ``\newcommand`` says in one cell holds in the next."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Macros", "Rest", "UnknownError", "tokens", "written"]

# A comment ends with its line; a sign of per cent with nothing behind it was meant as one.
_TOKEN = re.compile(r"\\(?:[a-zA-Z]+|.)|%[^\n]*\n|\s+|.", re.DOTALL)
_MOST_EXPANSIONS = 2000
_MOST_TOKENS = 20_000
_DEFINING = {
    r"\newcommand",
    r"\renewcommand",
    r"\providecommand",
    r"\def",
    r"\gdef",
    r"\edef",
    r"\xdef",
    r"\let",
    r"\DeclareMathOperator",
}
_SPACE = " "
_BLANK, _LINE_END = "\\ ", "\\\n"  # commands for the same
_AS_IT_WAS = "\0"  # behind a command that keeps its meaning when it is defined anew


class UnknownError(Exception):
    """A formula that cannot be typeset."""


@dataclass(frozen=True)
class _Macro:
    """What a command stands for; `default` is what its first parameter is where it is left out."""

    body: Sequence[str]
    parameters: int = 0
    default: Sequence[str] | None = None


def tokens(latex: str) -> list[str]:
    r"""Return LaTeX in tokens: commands, single characters, white space as one blank.

    Examples
    --------
    >>> tokens(r"\frac a{b}  % half" + "\n")
    ['\\frac', ' ', 'a', '{', 'b', '}', ' ']
    """
    found = (_SPACE if one.isspace() else one for one in _TOKEN.findall(latex))
    found = (_BLANK if one == _LINE_END else one for one in found)
    return [one for one in found if not (len(one) > 1 and one.startswith("%"))]


def written(parts: Iterable[str]) -> str:
    """Return tokens as LaTeX again."""
    latex = ""
    for one in parts:
        is_letter_behind_command = one[:1].isalpha() and re.search(r"\\[a-zA-Z]+\Z", latex[-40:])
        latex += f" {one}" if is_letter_behind_command else one
    return latex


class Macros:
    r"""The macros of a notebook.

    Parameters
    ----------
    known : mapping of str to str, optional
        Commands and the LaTeX that they stand for, with ``#1`` for the first parameter.

    Examples
    --------
    >>> macros = Macros({"R": r"\mathbb{R}"})
    >>> written(macros.expanded(tokens(r"\newcommand{\abs}[1]{|#1|} \abs{x} \in \R")))
    ' |x| \\in \\mathbb{R}'
    """

    def __init__(self, known: Mapping[str, str] | None = None) -> None:
        self._known = {f"\\{name}": _of(latex) for name, latex in (known or {}).items()}

    def later(self, formulas: Iterable[Sequence[str]]) -> None:
        """Learn what formulas define, for those in front of them: so it is when Jupyter shows them again."""
        later = Macros()
        for formula in formulas:
            if not _DEFINING.isdisjoint(formula):
                try:
                    later.expanded(formula)
                except UnknownError:
                    continue
        self._known |= later._known

    def expanded(self, formula: Sequence[str]) -> list[str]:
        """Return a formula without macros, and remember those that it defines.

        Parameters
        ----------
        formula : sequence of str
            The formula in tokens.

        Raises
        ------
        UnknownError
            If the macros of the formula have no end, or a definition is none.
        """
        rest, done, count = Rest(formula), list[str](), 0
        while rest.left:
            one = rest.next()
            if one in _DEFINING:
                name, macro = _defined(one, rest, self._known)
                self._known[name] = macro
            elif one in self._known:
                count += 1
                rest.put(_filled(self._known[one], rest))
                if count > _MOST_EXPANSIONS or len(rest.left) > _MOST_TOKENS:
                    raise UnknownError(one)
            else:
                done.append(one.removesuffix(_AS_IT_WAS))
        return done


class Rest:
    """The tokens that are still to be read."""

    def __init__(self, formula: Sequence[str]) -> None:
        self.left = [*reversed(formula)]

    def put(self, formula: Sequence[str]) -> None:
        """Put tokens in front."""
        self.left.extend(reversed(formula))

    def peek(self) -> str:
        """Return the next token that is not white space, empty at the end."""
        while self.left and self.left[-1] == _SPACE:
            self.left.pop()
        return self.left[-1] if self.left else ""

    def next(self) -> str:
        """Return the next token and go on."""
        return self.left.pop()

    def argument(self) -> list[str]:
        """Return the tokens of a group without its braces, or a single token."""
        if not self.peek():
            raise UnknownError
        one = self.next()
        return self.inside("{", "}") if one == "{" else [one]

    def optional(self) -> list[str] | None:
        """Return the tokens between square brackets, None if there are none."""
        if self.peek() != "[" or "]" not in self.left:
            return None
        taken = list[str]()
        while (one := self.next()) != "]":
            taken.append(one)
        return taken[1:]

    def up_to(self, mark: str) -> list[str]:
        """Return the tokens in front of a mark, which is left; all that are left if there is none."""
        taken = list[str]()
        while self.left and self.left[-1] != mark:
            taken.append(self.next())
        return taken

    def all(self) -> list[str]:
        """Return all tokens that are left."""
        taken = self.left[::-1]
        self.left.clear()
        return taken

    def inside(self, opening: str, closing: str) -> list[str]:
        """Return the tokens up to what closes a pair whose beginning has been read, and go on behind it."""
        taken, depth = list[str](), 1
        while self.left:
            one = self.next()
            depth += (one == opening) - (one == closing)
            if not depth:
                return taken
            taken.append(one)
        raise UnknownError(opening)


def _defined(how: str, rest: Rest, known: Mapping[str, _Macro]) -> tuple[str, _Macro]:
    """Return the name and the body of a macro whose definition is read."""
    if how == r"\DeclareMathOperator":
        star = [rest.next()] if rest.peek() == "*" else []
        name = _name(rest)
        return name, _Macro([r"\operatorname", *star, "{", *rest.argument(), "}"])
    if rest.peek() == "*":
        rest.next()
    name = _name(rest)
    if how == r"\let":
        if rest.peek() == "=":
            rest.next()
        [target] = rest.argument()[:1] or [""]
        return name, known.get(target, _Macro([f"{target}{_AS_IT_WAS}"]))
    if how.endswith("def"):
        parameters = "".join(rest.up_to("{")).strip()
        if not re.fullmatch(r"(?:#\d)*", parameters):
            raise UnknownError(name)
        return name, _Macro(rest.argument(), len(parameters) // 2)
    count = "".join(rest.optional() or ["0"])
    default = rest.optional()
    if not re.fullmatch(r"[0-9]", count):
        raise UnknownError(name)
    return name, _Macro(rest.argument(), int(count), default)


def _name(rest: Rest) -> str:
    """Return the command that a definition is about."""
    [name] = [one for one in rest.argument() if one != _SPACE][:1] or [""]
    if not name.startswith("\\"):
        raise UnknownError(name)
    return name


def _filled(macro: _Macro, rest: Rest) -> list[str]:
    """Return the body of a macro with its arguments, which are read."""
    arguments = list[Sequence[str]]()
    if macro.default is not None:
        given = rest.optional()
        arguments.append(macro.default if given is None else given)
    while len(arguments) < macro.parameters:
        arguments.append(rest.argument())
    body, filled = iter(macro.body), list[str]()
    for one in body:
        if one != "#":
            filled.append(one)
            continue
        number = next(body, "")
        if not number.isdigit() or not 1 <= int(number) <= len(arguments):
            raise UnknownError
        filled += arguments[int(number) - 1]
    return filled


def _of(latex: str) -> _Macro:
    """Return a macro of ours."""
    numbers = [int(number) for number in re.findall(r"#(\d)", latex)]
    return _Macro(tokens(latex), max(numbers, default=0))
