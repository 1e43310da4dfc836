"""The tables of a case: how they are made of rows, and how they show themselves in a notebook."""

import datetime as dt
import html
import re
from collections.abc import Callable, Iterable
from numbers import Integral
from typing import Any

import pandas as pd

from casekit.tables.brief import brief, is_card
from casekit.vocab import date, isolated, label, number, say

Record = dict[str, Any]

_PRINTED = 30  # letters of a text in print; with all that may have to be closed well below pandas' own 50
_LINE = "\u2028"  # stands for a line break while pandas writes the table

_COUNTED = ("value", "target")  # of a measure

# JupyterLab aligns tables to the right, as numbers want it; a case is mostly text.
# It takes both classes to outweigh its rule.
_CELLS = "table.casekit.dataframe th, table.casekit.dataframe td"
_STYLE = f"<style>{_CELLS} {{text-align: left; vertical-align: top}}</style>"


class Table(pd.DataFrame):
    """A table of a case: a DataFrame that shows its texts in full and says on what they are based.

    What the case file does not record is missing (``NA``) in the data. In a notebook it is a dash, or words
    on a card, and a column that no row fills is named below the table. The basis is a column of the notebook
    as soon as one row is derived or illustrative; a table that is documented throughout says so below.

    Examples
    --------
    >>> Table({"week": [4, 5], "place": ["hall", "garden"]}).query("week > 4").shape
    (1, 2)
    """

    @property
    def _constructor(self) -> Callable[..., "Table"]:
        return Table

    def __repr__(self) -> str:
        """Return the table as pandas prints it; no text of the case turns round the words beside it."""
        printed = pd.DataFrame(self)
        if any(isolated(cell) != str(cell) for cell in printed.to_numpy().ravel()):
            printed = printed.astype(object).map(lambda cell: _isolated_within(cell, _PRINTED))
        return repr(printed)

    def brief(self) -> "Table":
        """Return the table as a report prints it.

        Without columns, and rows of a card, that nobody filled in; with a basis only where it is not
        documented. What was left out is told by `casekit.tables.unrecorded`. The data stay as they are.

        Examples
        --------
        >>> made = Table({"week": [4], "place": [None]}).brief()
        >>> print(made._repr_markdown_().splitlines()[0], made.shape)
        | Week | (1, 2)
        """
        made = self.copy()
        made.attrs["brief"] = True
        return made

    def lines(self) -> list[str]:
        """Return the rows as plain text, a dash where nothing is recorded."""
        rows = _as_written(self).itertuples(index=False, name=None)
        return ["; ".join("–" if pd.isna(cell) else isolated(cell) for cell in row) for row in rows]

    def _repr_html_(self) -> str:
        """Return the table as HTML in which every text of the case is escaped."""
        if self.columns.nlevels > 1:
            return str(super()._repr_html_())  # type: ignore[misc]  # pandas-stubs do not know it
        if self.empty:
            return _paragraph(say(self.attrs.get("empty", "tables.empty")))
        shown, below, nothing = self._shown()
        return _html(shown, nothing, headed=not self._is_brief_card()) + (
            _paragraph(" ".join(below), "small") if below else ""
        )

    def _repr_markdown_(self) -> str:
        """Return the table as Markdown, which the stock PDF export takes, with every text escaped."""
        if self.columns.nlevels > 1:
            return ""
        if self.empty:
            return f"*{markdown(say(self.attrs.get('empty', 'tables.empty')))}*"
        shown, below, nothing = self._shown()
        heads = [str(name) for name in shown.columns]
        cells = [
            [nothing if pd.isna(cell) else isolated(cell) for cell in row]
            for row in shown.itertuples(index=False)
        ]
        # Pandoc takes the widths of columns from these dashes where a row is long.
        longest = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
        rule = ["-" * max(3, min(40, length)) for length in longest]
        rows = [_row(heads), f"|{'|'.join(rule)}|", *map(_row, cells)] if heads else []
        return "\n".join([*rows, "", markdown(" ".join(below))]).strip()

    def _is_brief_card(self) -> bool:
        """Tell whether the rows of a card need no heads."""
        return bool(self.attrs.get("brief")) and is_card(self)

    def _shown(self) -> tuple[pd.DataFrame, list[str], str]:
        """Return the columns to show, the sentences below, and the words for nothing."""
        shown: pd.DataFrame = self
        if self.attrs.get("brief"):
            return *brief(_as_written(shown), self.attrs.get("remark")), "–"
        below = []
        basis, documented = say("tables.basis"), label("basis", "documented")
        if basis in shown and [*shown[basis].dropna().unique()] == [documented]:
            shown = shown.drop(columns=basis)
            below.append(say("tables.all_documented"))
        if "remark" in self.attrs:
            below.append(say(self.attrs["remark"]))
        if unfilled := [str(name) for name in shown.columns if shown[name].isna().all()]:
            shown = shown.drop(columns=unfilled)
            below.append(say("tables.unfilled", columns=", ".join(unfilled)))
        on_card = say("tables.field") in shown
        if shown.isna().any(axis=None) and not on_card:
            below.append(say("tables.dash"))
        if basis in shown:
            shown = shown.assign(**{basis: shown[basis].fillna("–")})
        return _as_written(shown), below, say("tables.not_recorded") if on_card else "–"


def is_amount(field: str) -> bool:
    """Return whether a field holds rupiah: units stand in names."""
    return field.endswith("_idr")


def in_thousands(field: str) -> bool:
    """Return whether whole numbers of a field are grouped: rupiah, or what a measure counts."""
    return is_amount(field) or field in _COUNTED


def written(value: Any, *, amount: bool) -> Any:
    """Return a date or an amount as the language writes it; else the value.

    Examples
    --------
    >>> written(120000, amount=True), written(7, amount=False), written(dt.date(2026, 12, 31), amount=False)
    ('120.000', 7, '31-12-2026')
    """
    if isinstance(value, dt.date) and not pd.isna(value):
        return date(value)
    whole = isinstance(value, Integral) and not isinstance(value, bool)
    return number(int(value)) if whole and amount else value


def _as_written(shown: pd.DataFrame) -> pd.DataFrame:
    """Return a table with dates and amounts as people write them; each row of a card has its own head."""
    heads, field = [*shown.columns], say("tables.field")
    on_card = heads.index(field) if field in heads else None
    amounts = shown.attrs.get("amounts", ())
    cells = []
    for row in shown.astype(object).itertuples(index=False, name=None):
        own = heads if on_card is None else [row[on_card]] * len(row)
        cells.append([written(cell, amount=head in amounts) for cell, head in zip(row, own, strict=True)])
    return pd.DataFrame(cells, index=shown.index, columns=shown.columns, dtype=object)


def fields_of(columns: str) -> list[tuple[str, bool]]:
    """Return the names of columns, each with whether it appears only where some row fills it.

    Examples
    --------
    >>> fields_of("text note?")
    [('text', False), ('note', True)]
    """
    return [(name.removesuffix("?"), name.endswith("?")) for name in columns.split()]


def table(rows: Iterable[Record], columns: str, remark: str | None = None, **heads: str) -> Table:
    """Return a table of records, a column for each field.

    Parameters
    ----------
    rows : iterable of dict
        The rows, as `Columns.records` makes them.
    columns : str
        The names of the columns in order, separated by spaces; ``note?`` appears only if some row has one.
        One that ends in ``_idr`` holds amounts.
    remark : str, optional
        The message to show below the table.
    **heads : str
        The message that heads a column, where it is not the one of the field's name: ``text="goal"``.
    """
    rows = [*rows]
    names = [
        name
        for name, optional in fields_of(columns)
        if not optional or any(row.get(name) is not None for row in rows)
    ]
    said = {name: say(f"tables.{heads.get(name, name)}") for name in names}
    filled = {head: [row.get(name) for row in rows] for name, head in said.items()}
    made = Table(Table(filled).convert_dtypes())
    made.attrs["amounts"] = [head for name, head in said.items() if in_thousands(name)]
    if remark:
        made.attrs["remark"] = f"tables.{remark}"
    return made


def card(rows: Iterable[Record]) -> Table:
    """Return a table of two columns, empty if none of the rows has a content."""
    rows = [*rows]
    made = table(rows if any(row["content"] is not None for row in rows) else [], "field content basis")
    made.attrs["amounts"] = [row["field"] for row in rows if row.get("amount")]
    return made


def _isolated_within(cell: Any, length: int) -> Any:
    """Return an isolated text of some length, before pandas cuts off what closes it."""
    if not isinstance(cell, str):
        return cell
    return isolated(cell if len(cell) <= length else f"{cell[:length]}…")


def _html(shown: pd.DataFrame, nothing: str, *, headed: bool = True) -> str:
    """Return the columns that have something to show, with their heads, without the numbers of the rows."""
    if shown.columns.empty:
        return ""

    def cell(value: Any) -> str:
        return nothing if pd.isna(value) else isolated(value).replace("\t", " ").replace("\n", _LINE)

    plain_numbers = shown.index.name is None and pd.api.types.is_integer_dtype(shown.index)
    with pd.option_context("display.html.use_mathjax", False, "display.max_colwidth", None):
        written = (
            shown.astype(object)
            .map(cell)
            .to_html(
                index=not plain_numbers,
                header=headed,
                border=0,
                classes="casekit",
                escape=True,
                justify="left",
            )
        )
    return _STYLE + written.replace(_LINE, "<br>")


def _paragraph(text: str, tag: str = "span") -> str:
    return f"<p><{tag}>{html.escape(text)}</{tag}></p>"


def _row(cells: Iterable[str]) -> str:
    """Return a row of a Markdown table."""
    return f"| {' | '.join(map(markdown, cells))} |"


def markdown(text: str) -> str:
    """Return a text on one line in which no sign means anything to Markdown, HTML or mathematics."""
    signs = r"[\\`*_\[\]{}<>&|$~^#@!]|:(?=//)|-(?=-)|\.(?=\.)"
    return re.sub(signs, lambda sign: f"&#{ord(sign[0])};", " ".join(text.split()))
