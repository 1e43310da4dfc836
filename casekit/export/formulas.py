"""The formulas of a notebook: taken out of its texts, numbered, and set once the whole notebook is known."""

import contextlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from casekit.export.equations import equation
from casekit.export.macros import Macros, UnknownError, tokens
from casekit.export.signs import short_forms
from casekit.export.texts import string
from casekit.export.wordmaths import latex_for_word

__all__ = ["Formula", "Formulas"]

_LONGEST = 5000  # tokens
_TOKEN = 8  # bytes
_NUMBERED = {r"\tag", r"\label"}
_REFERENCES = {r"\ref": "{}", r"\eqref": "({})"}
_UNKNOWN = "???"  # as MathJax says it
_ROW_ENDS = {r"\\", r"\cr"}
_PART_ENDS = {*_ROW_ENDS, r"\end"}
_SIZES = re.compile(r"\\[a-zA-Z]+|\\.|[{}^_&$]|\s+")


@dataclass(frozen=True)
class Formula:
    """A formula as it was written, the LaTeX in it, and whether it stands on lines of its own."""

    whole: str
    latex: str
    is_block: bool

    @property
    def plain(self) -> str:
        """Return about as many letters as the formula is wide."""
        return _SIZES.sub(lambda sign: "" if sign[0] in "{}^_&$" or sign[0].isspace() else "x", self.latex)


class Formulas:
    r"""The formulas of one notebook.

    Examples
    --------
    >>> formulas = Formulas()
    >>> text = formulas.taken(r"$\alpha$", r"\alpha", is_block=False)
    >>> formulas.restored(f"The {text}")
    'The $\\alpha$'
    >>> formulas.typst(0)
    '#math.equation(\nblock: false, alt: "\\\\alpha", $α$.body);'
    """

    def __init__(self) -> None:
        self.found: list[Formula] = []
        # A new one each time, so that no text can contain it.
        self.token = f"math{secrets.token_hex(_TOKEN)}x"
        self.mark = re.compile(rf"{self.token}(\d+)x")

    def taken(self, whole: str, latex: str, *, is_block: bool) -> str:
        """Return the word that stands for a formula until it is set."""
        self.found.append(Formula(whole, latex, is_block))
        return f"{self.token}{len(self.found) - 1}x"

    def restored(self, text: str) -> str:
        """Return a text with its formulas as they were written."""
        return self.mark.sub(lambda mark: self.found[int(mark[1])].whole, text)

    def plain(self, text: str) -> str:
        """Return a text with formulas about as long as they are wide."""
        return self.mark.sub(lambda mark: self.found[int(mark[1])].plain, text)

    def apart(self, text: str) -> list[str]:
        """Return a text in parts, each formula a part."""
        return [part for part in re.split(rf"({self.token}\d+x)", text) if part]

    def typst(self, number: int) -> str | None:
        """Return a formula in Typst, on a line of its own in the source; None if it cannot be typeset.

        Typst names the line of a fault, and so the formula.
        """
        formula, (parts, number_shown) = self.found[number], self._settled[number]
        if parts is None:
            return None
        try:
            shown = equation(parts)
        except UnknownError:
            return None
        options = [f"block: {str(formula.is_block).lower()}", f"alt: {string(formula.latex.strip())}"]
        if number_shown and formula.is_block:
            options.append(f"numbering: _ => {string(number_shown)}")
        elif number_shown:
            shown += f" quad {string(number_shown)}"
        return f"#math.equation(\n{', '.join(options)}, ${shown}$.body);"

    def latex(self, number: int) -> str:
        """Return a formula in LaTeX as pandoc takes it, as far as that can be told."""
        parts, number_shown = self._settled[number]
        if parts is None:
            return self.found[number].latex
        return latex_for_word(parts, number_shown)

    @cached_property
    def _settled(self) -> list[tuple[list[str] | None, str]]:
        """Return each formula in tokens, without macros and with references resolved, and its number."""
        given = [tokens(formula.latex) for formula in self.found]
        macros = Macros(short_forms())
        macros.later(given)
        settled: list[tuple[list[str] | None, str]] = []
        numbers = _Numbers()
        for formula in given:
            parts, shown = None, ""
            if len(formula) <= _LONGEST:
                with contextlib.suppress(UnknownError):
                    parts, shown = numbers.given(macros.expanded(formula))
            settled.append((parts, shown))
        return [(parts and numbers.resolved(parts), shown) for parts, shown in settled]


class _Numbers:
    """The numbers of equations: those that the author gave, and new ones for others that have a name."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self._last = 0

    def given(self, formula: Sequence[str]) -> tuple[list[str], str]:
        """Return a formula whose rows show their numbers, or without its only number, and that."""
        if _NUMBERED.isdisjoint(formula):
            return [*formula], ""
        rows, row, rest = list[list[str]](), list[str](), [*reversed(formula)]
        while rest:
            row.append(rest.pop())
            if row[-1] in _ROW_ENDS:
                rows.append(row)
                row = []
        found = [self._row(part) for part in [*rows, row]]
        shown = [number for _, number in found if number]
        if len(shown) == 1:
            return [one for parts, _ in found for one in parts], shown[0]
        parts = list[str]()
        for content, number in found:
            tag = [r"\qquad", r"\text", "{", *number, "}"] if number else []
            end = max((at for at, one in enumerate(content) if one in _PART_ENDS), default=len(content))
            parts += [*content[:end], *tag, *content[end:]]
        return parts, ""

    def _row(self, row: Sequence[str]) -> tuple[list[str], str]:
        """Return a row without number and names, and its number as it is shown."""
        content, shown, names = list[str](), "", list[str]()
        text = list(row)
        while text:
            one = text.pop(0)
            if one not in _NUMBERED:
                content.append(one)
                continue
            is_bare = text[:1] == ["*"]
            inner, text = _group(text[is_bare:])
            if one == r"\label":
                names.append(inner)
            else:
                shown = inner if is_bare else f"({inner})"
        if names and not shown:
            self._last += 1
            shown = f"({self._last})"
        self.names |= dict.fromkeys(names, shown.removeprefix("(").removesuffix(")"))
        return content, shown

    def resolved(self, formula: Sequence[str]) -> list[str]:
        """Return a formula in which references show the numbers that they mean."""
        if _REFERENCES.keys().isdisjoint(formula):
            return [*formula]
        done, rest = list[str](), [*formula]
        while rest:
            one = rest.pop(0)
            if one in _REFERENCES:
                name, rest = _group(rest)
                shown = _REFERENCES[one].format(self.names.get(name, _UNKNOWN))
                done += [r"\text", "{", *shown, "}"]
            else:
                done.append(one)
        return done


def _group(formula: Sequence[str]) -> tuple[str, list[str]]:
    """Return the text of the group at the start of a formula, and what follows it."""
    rest = [*formula]
    while rest and rest[0] == " ":
        rest.pop(0)
    if not rest or rest[0] != "{" or "}" not in rest:
        raise UnknownError
    end = rest.index("}")
    return "".join(rest[1:end]).strip(), rest[end + 1 :]
