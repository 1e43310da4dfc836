"""Tables that objects give of themselves in LaTeX, as HTML."""

import html
import re
from collections.abc import Sequence

from casekit.export.grids import split
from casekit.export.macros import Rest, UnknownError, tokens, written

__all__ = ["tabular"]

_TABLE = re.compile(r"\\begin\{(tabular[*xy]?|longtable)\}")
_RULES = {r"\toprule", r"\midrule", r"\bottomrule", r"\hline", r"\centering", r"\endhead", r"\endfoot"}
_STYLES = {r"\textbf": "b", r"\textit": "i", r"\emph": "i", r"\underline": "u", r"\texttt": "code"}
_SIGNS = {r"\\": " ", "~": "\u00a0", r"\ ": " ", r"\,": "\u202f", r"\textbackslash": "\\", r"\ldots": "…"}
_LONGEST = 200_000  # letters
_DEEPEST = 20


def tabular(latex: str) -> str:
    r"""Return a LaTeX table as HTML, its formulas in dollars; empty if it is none.

    Examples
    --------
    >>> tabular(r"\begin{tabular}{lr} \textbf{a} & 1 \\ b & $x^2$ \\ \end{tabular}")
    '<table><tr><td><b>a</b></td><td>1</td></tr><tr><td>b</td><td>$x^2$</td></tr></table>'
    """
    found = _TABLE.search(latex)
    if not found or len(latex) > _LONGEST:
        return ""
    rest = Rest(tokens(latex[found.end() :]))
    try:
        body = Rest(rest.inside(r"\begin", r"\end"))
        if found[1] in ("tabular*", "tabularx"):
            body.argument()
        body.optional()
        body.argument()
        rows = [[_cell(cell) for cell in row.cells] for row in split(_without_rules(body.all()))]
    except UnknownError:
        return ""
    lines = (f"<tr>{''.join(row)}</tr>" for row in rows)
    return f"<table>{''.join(lines)}</table>"


def _without_rules(formula: Sequence[str]) -> list[str]:
    """Return a table without its rules, which the page draws itself."""
    rest, kept = Rest(formula), list[str]()
    while rest.left:
        one = rest.next()
        if one in (r"\cline", r"\cmidrule"):
            rest.argument()
        elif one not in _RULES:
            kept.append(one)
    return kept


def _cell(cell: Sequence[str]) -> str:
    """Return a cell as HTML."""
    rest = Rest(cell)
    if rest.peek() in (r"\multicolumn", r"\multirow"):
        way = "colspan" if rest.next() == r"\multicolumn" else "rowspan"
        count = "".join(rest.argument())
        rest.argument()
        return f'<td {way}="{html.escape(count)}">{_inline(rest.argument(), 0)}</td>'
    return f"<td>{_inline(rest.all(), 0).strip()}</td>"


def _inline(parts: Sequence[str], depth: int) -> str:
    """Return text as HTML."""
    if depth > _DEEPEST:
        raise UnknownError
    rest, shown = Rest(parts), ""
    while rest.left:
        one = rest.next()
        if one == "$":
            shown += html.escape(f"${written(rest.up_to('$'))}$", quote=False)
            if rest.left:
                rest.next()
        elif one in _STYLES:
            shown += f"<{_STYLES[one]}>{_inline(rest.argument(), depth + 1)}</{_STYLES[one]}>"
        elif one == "{":
            shown += _inline(rest.inside("{", "}"), depth + 1)
        elif one in _SIGNS:
            shown += _SIGNS[one]
        elif one[0] != "\\":
            shown += html.escape(one, quote=False)
        elif not one[1:].isalpha():
            shown += html.escape(one[1:], quote=False)
    return shown
