"""Formulas for Word: LaTeX as pandoc takes it, which writes Word's own formulas from it."""

import contextlib
import re
from collections.abc import Sequence

from casekit.export.grids import split
from casekit.export.macros import Macros, Rest, UnknownError, written
from casekit.export.signs import short_forms

__all__ = ["latex_for_word"]

_ENVIRONMENT = re.compile(r"\\(begin|end)\{(dcases|d?rcases|subequations)\*?\}")
_BETWEEN = {r"\over": r"\frac", r"\choose": r"\binom"}
_SWITCHES = {
    r"\rm": r"\mathrm",
    r"\bf": r"\mathbf",
    r"\it": r"\mathit",
    r"\sf": r"\mathsf",
    r"\tt": r"\mathtt",
    r"\cal": r"\mathcal",
    r"\scr": r"\mathscr",
}
_DEEPEST = 25


def latex_for_word(formula: Sequence[str], number: str) -> str:
    r"""Return a formula without macros in LaTeX that pandoc knows, as far as there is any.

    Parameters
    ----------
    formula : sequence of str
        The formula in tokens.
    number : str
        The number of the equation as it is shown, empty if it has none.

    Examples
    --------
    >>> latex_for_word(["{", "a", r"\over", "2", "}"], "(1)")
    '{\\frac{a}{2}}\\qquad \\text{(1)}'
    """
    parts = [*formula]
    with contextlib.suppress(UnknownError):
        parts = _modern(Macros(short_forms(for_word=True)).expanded(formula), 0)
    latex = _ENVIRONMENT.sub(_known, written(parts).strip())
    if len(split(parts)) > 1:
        latex = rf"\begin{{gathered}}{latex}\end{{gathered}}"
    return latex + (rf"\qquad \text{{{number}}}" if number else "")


def _modern(formula: Sequence[str], depth: int) -> list[str]:
    """Return a formula whose commands stand in front of what they are about."""
    rest, done = Rest(formula), list[str]()
    if depth > _DEEPEST:
        return [*formula]
    while rest.left:
        one = rest.next()
        if one == "{":
            done += ["{", *_modern(rest.inside("{", "}"), depth + 1), "}"]
        elif one in _BETWEEN:
            return [_BETWEEN[one], "{", *done, "}", "{", *_modern(rest.all(), depth + 1), "}"]
        elif one in _SWITCHES:
            done += [_SWITCHES[one], "{", *_modern(rest.all(), depth + 1), "}"]
        else:
            done.append(one)
    return done


def _known(found: re.Match[str]) -> str:
    """Return the beginning or the end of an environment as pandoc knows it."""
    how, name = found.groups()
    if name == "subequations":
        return ""
    if name.endswith("rcases"):
        return r"\left.\begin{matrix}" if how == "begin" else r"\end{matrix}\right\}"
    return rf"\{how}{{cases}}"
