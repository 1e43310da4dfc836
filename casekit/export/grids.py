"""Rows and columns inside formulas: matrices, cases, equations one below the other."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from casekit.export.texts import string

__all__ = ["Environment", "Row", "grid", "lines", "split"]

_ROW_ENDS = {r"\\", r"\cr"}
_INNER = {"{": 1, "}": -1, r"\begin": 1, r"\end": -1, r"\left": 1, r"\right": -1}
_DISTANCE = re.compile(r"\*?\s*(?:\[\s*[-+]?[\d.]+\s*[a-z]{2}\s*\])?")
_LONGEST_DISTANCE = 20
_REPEATED = re.compile(r"\*\{?(\d{1,2})\}?\{([^{}]*)\}")
_ALIGNS = {"l": "left", "c": "center", "r": "right"}


@dataclass(frozen=True)
class Environment:
    """How an environment shows its rows; the fields are those of ``maths.yaml``."""

    delim: str = ""
    cases: str = ""
    size: str = ""
    pairs: bool = False
    spec: bool = False
    bare: bool = False

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Environment":
        """Return an environment as the table describes it."""
        flags = {name: given.get(name) == "yes" for name in ("pairs", "spec", "bare")}
        return cls(given.get("delim", ""), given.get("cases", ""), given.get("size", ""), **flags)

    @property
    def on_lines(self) -> bool:
        """Tell whether its rows are lines of their own if nothing stands around it."""
        return self.bare or (self.size == "display" and not self.cases)


@dataclass(frozen=True)
class Row:
    """The cells of a row in tokens, and how many rules stand above it."""

    cells: Sequence[Sequence[str]]
    rules: int = 0


def split(formula: Sequence[str]) -> list[Row]:
    """Return the rows of a formula; a last one without anything in it is none."""
    rows, cells, cell = list[Row](), list[list[str]](), list[str]()
    depth, at = 0, 0
    while at < len(formula):
        one = formula[at]
        at += 1
        depth += _INNER.get(one, 0)
        if depth == 0 and one == "&":
            cells.append(cell)
            cell = []
        elif depth == 0 and one in _ROW_ENDS:
            rows.append(_row([*cells, cell]))
            cells, cell = [], []
            at += _distance(formula[at : at + _LONGEST_DISTANCE])
        else:
            cell.append(one)
    last = _row([*cells, cell])
    if any(one != " " for part in last.cells for one in part) or not rows or last.rules:
        rows.append(last)
    return rows


def _row(cells: Sequence[Sequence[str]]) -> Row:
    """Return a row, the rules above it counted and taken away."""
    first = [one for one in cells[0] if one != r"\hline"]
    return Row([first, *cells[1:]], len(cells[0]) - len(first))


def _distance(following: Sequence[str]) -> int:
    """Return how many tokens after the end of a row say how far the next one stands off."""
    found = _DISTANCE.match("".join(one if len(one) == 1 else "\\" for one in following))
    return len(found[0].rstrip()) if found else 0


def lines(rows: Sequence[Sequence[str]], *, three: bool = False) -> str:
    """Return rows, set already, as lines of a formula; of `three` columns the last two belong together."""
    if three:
        rows = [[row[0], " ".join(row[1:])] if len(row) > 1 else row for row in rows]
    return r" \ ".join(
        " & ".join(cell if at % 2 or not at else f"quad quad {cell}" for at, cell in enumerate(row))
        for row in rows
    )


def grid(
    rows: Sequence[Row], environment: Environment, columns: str, shown: Callable[[Sequence[str]], str]
) -> str:
    """Return rows as a matrix, cases or lines inside of something else.

    Parameters
    ----------
    rows : sequence of Row
        The cells in tokens.
    environment : Environment
        How they are shown.
    columns : str
        What the author says about the columns, such as ``c|cc``.
    shown : callable
        How a cell is set.
    """
    below = 0
    if len(rows) > 1 and not any(one != " " for cell in rows[-1].cells for one in cell):
        below = rows[-1].rules
        rows = rows[:-1]
    cells = [[_sized(shown(cell), environment.size) for cell in row.cells] for row in rows]
    if environment.cases:
        reverse = ", reverse: #true" if environment.cases == "}" else ""
        cases = ", ".join(" & quad ".join(row) or '""' for row in cells)
        return f'cases(delim: "{{"{reverse}, {cases})'
    aligns, rules = _columns(columns)
    widest = max(map(len, cells))
    rules = [at for at in rules if at <= widest]
    if environment.pairs:
        aligns = ["right", "left"] * ((widest + 1) // 2)
    options = [f"delim: {string(environment.delim) if environment.delim else '#none'}"]
    options.append(f"column-gap: #{'0' if environment.pairs else '1'}em")
    across = [at for at, row in enumerate(rows) if row.rules] + ([len(rows)] if below else [])
    if across or rules:
        options.append(f"augment: #(hline: {_tuple(across)}, vline: {_tuple(rules)}, stroke: 0.5pt)")
    if aligns and len(set(aligns)) == 1:
        options.append(f"align: #{aligns[0]}")
        aligns = []
    body = "; ".join(", ".join(_aligned(cell, aligns, at) for at, cell in enumerate(row)) for row in cells)
    return f"mat({', '.join(options)}, {body})"


def _sized(cell: str, size: str) -> str:
    """Return a cell in a size; what is empty stays so."""
    return f"{size}({cell})" if size and cell else cell


def _aligned(cell: str, aligns: Sequence[str], at: int) -> str:
    """Return a cell with the point by which its column is aligned."""
    side = aligns[at] if at < len(aligns) else "center"
    if side == "right":
        return f"{cell} &"
    return f'& "" {cell}' if side == "left" else cell


def _columns(spec: str) -> tuple[list[str], list[int]]:
    """Return how columns are aligned, and in front of which of them a rule stands."""
    spec = _REPEATED.sub(lambda found: found[2] * int(found[1]), spec)
    spec = re.sub(r"[@!>pmb<]\{[^{}]*\}", lambda found: "l" if found[0][0] in "pmb" else "", spec)
    aligns, rules = list[str](), list[int]()
    for one in spec:
        if one == "|" and len(aligns) not in rules:
            rules.append(len(aligns))
        elif one in _ALIGNS:
            aligns.append(_ALIGNS[one])
    return aligns, rules


def _tuple(numbers: Sequence[int]) -> str:
    """Return numbers as Typst writes them."""
    return f"({''.join(f'{number}, ' for number in numbers)})" if numbers else "()"
