"""How a part of a case becomes a row, and how a table shows itself in a notebook."""

import datetime as dt
import html
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

from casekit.model import Bilingual, Case, Part
from casekit.model.part import link_fields, scheme
from casekit.told import blank, filled_in
from casekit.vocab import isolated, label, say

__all__ = [
    "Record",
    "Table",
    "answers",
    "called",
    "card",
    "markdown",
    "numbered",
    "records",
    "table",
    "value_of",
]

Record = dict[str, Any]

# These columns appear only where some row fills them; nobody misses them elsewhere.
_OPTIONAL = {
    *("date", "weekday", "time", "duration_min", "until_week", "year"),
    *("note", "status", "residence", "health", "religion"),
}

_NAMES, _LEADS = ("text", "label", "theme", "role"), ("system", "person", "goal")
_PRINTED = 30  # letters of a text in print; with all that may have to be closed well below pandas' own 50
_LINE = "\u2028"  # stands for a line break while pandas writes the table

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

    def _repr_html_(self) -> str:
        """Return the table as HTML in which every text of the case is escaped."""
        if self.columns.nlevels > 1:
            return str(super()._repr_html_())  # type: ignore[misc]  # pandas-stubs do not know it
        if self.empty:
            return _paragraph(say("tables.empty"))
        shown, nothing, below = self._shown()
        return _html(shown, nothing) + (_paragraph(" ".join(below), "small") if below else "")

    def _repr_markdown_(self) -> str:
        """Return the table as Markdown, which the stock PDF export takes, with every text escaped."""
        if self.columns.nlevels > 1:
            return ""
        if self.empty:
            return f"*{markdown(say('tables.empty'))}*"
        shown, nothing, below = self._shown()
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

    def _shown(self) -> tuple[pd.DataFrame, str, list[str]]:
        """Return the columns to show, the words for nothing, and the sentences below."""
        shown: pd.DataFrame = self
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
        return shown, say("tables.not_recorded") if on_card else "–", below


def table(rows: Iterable[Record], fields: str, remark: str | None = None, **heads: str) -> Table:
    """Return a table of records, a column for each field.

    Parameters
    ----------
    rows : iterable of dict
        The rows, as `records` makes them.
    fields : str
        The names of the columns in order, separated by spaces.
    remark : str, optional
        The message to show below the table.
    **heads : str
        The message that heads a column, where it is not the one of the field's name: ``text="goal"``.
    """
    rows = [*rows]
    names = [
        name
        for name in fields.split()
        if name not in _OPTIONAL or any(row.get(name) is not None for row in rows)
    ]
    columns = {say(f"tables.{heads.get(name, name)}"): [row.get(name) for row in rows] for name in names}
    made = Table(Table(columns).convert_dtypes())
    if remark:
        made.attrs["remark"] = f"tables.{remark}"
    return made


def answers(case: Case, part: Part | None, fields: str, **heads: str) -> list[Record]:
    """Return the rows of a card for a part: what is asked, and what the case file says.

    Parameters
    ----------
    case : Case
        The case that the part belongs to.
    part : Part or None
        None makes rows with nothing in them.
    fields : str
        The names of the fields, separated by spaces; each makes a row.
    **heads : str
        The message that heads a row, where it is not the one of the field's name.
    """
    names = f"{fields} basis"
    said = dict.fromkeys(names.split()) if part is None else records(case, [part], names)[0]
    return [
        {"field": say(f"tables.{heads.get(name, name)}"), "content": said[name], "basis": said["basis"]}
        for name in fields.split()
        if said[name] is not None or name not in _OPTIONAL
    ]


def card(rows: Iterable[Record]) -> Table:
    """Return a table of two columns, empty if none of the rows has a content."""
    rows = [*rows]
    return table(rows if any(row["content"] is not None for row in rows) else [], "field content basis")


def records(case: Case, parts: Iterable[Part], fields: str, lacking: str = "basis") -> list[Record]:
    """Return the fields of parts as people read them: labels for codes, texts for links, None for nothing.

    A text without which a part says nothing, such as that of a goal, is told as not filled in.

    Parameters
    ----------
    case : Case
        The case that the parts belong to.
    parts : iterable of Part
        The parts; each makes a record.
    fields : str
        The names of the fields, separated by spaces.
    lacking : str, optional
        Which of them some parts may not have, so that they are None there.

    Raises
    ------
    AttributeError
        If a part has no field of such a name otherwise.
    """
    by_id, optional = case.by_id(), lacking.split()
    return [
        {
            name: None
            if name in optional and name not in type(part).model_fields
            else value_of(part, name, by_id)
            for name in fields.split()
        }
        for part in parts
    ]


def numbered(rows: list[Record]) -> list[Record]:
    """Return the rows with their numbers, from 1."""
    return [{"number": number, **row} for number, row in enumerate(rows, 1)]


def value_of(part: Part, name: str, by_id: Mapping[str, Part]) -> Any:
    """Return one field of a part as people read it; `by_id` are the parts to which it may link."""
    value = getattr(part, name)
    own_scheme, linked = scheme(type(part), name), name in link_fields(type(part))

    def said(one: Any) -> Any:
        if own_scheme:
            return label(own_scheme, one)
        if isinstance(one, bool):
            return say("tables.yes" if one else "tables.no")
        if isinstance(one, dt.date):
            return one.isoformat()
        if isinstance(one, int | float):
            return one
        return called(by_id[one] if linked else one, by_id)

    if isinstance(value, list):
        return (", " if own_scheme else "\n").join(str(said(one)) for one in value) or None
    if value is None or (isinstance(value, str | Bilingual) and blank(value)):
        required = type(part).model_fields[name].is_required()
        return filled_in("") if required else None
    return said(value)


def called(part: Any, by_id: Mapping[str, Part]) -> str:
    """Return what a part is called: its text, label, theme or role, else what it leads to, never its id."""
    if isinstance(part, str | Bilingual):
        return filled_in(part) if blank(part) else str(part)  # a table holds texts as they were written
    kind: type[Part] = type(part)
    fields, links = kind.model_fields, link_fields(kind)
    names = [name for name in _NAMES if name in fields]
    for name in names:
        if not blank(getattr(part, name) or ""):
            return str(getattr(part, name))
    for name in _LEADS:
        if name in links and (target := getattr(part, name)):
            return called(by_id[target], by_id)
    nameless = not part.kind or any(fields[name].is_required() for name in names)
    return filled_in("") if nameless else label("kind", part.kind)


def _isolated_within(cell: Any, length: int) -> Any:
    """Return an isolated text of some length, before pandas cuts off what closes it."""
    if not isinstance(cell, str):
        return cell
    return isolated(cell if len(cell) <= length else f"{cell[:length]}…")


def _html(shown: pd.DataFrame, nothing: str) -> str:
    """Return the columns that have something to show, without the numbers of the rows."""
    if shown.columns.empty:
        return ""

    def cell(value: Any) -> str:
        return nothing if pd.isna(value) else isolated(value).replace("\t", " ").replace("\n", _LINE)

    plain_numbers = shown.index.name is None and pd.api.types.is_integer_dtype(shown.index)
    with pd.option_context("display.html.use_mathjax", False, "display.max_colwidth", None):
        written = (
            shown.astype(object)
            .map(cell)
            .to_html(index=not plain_numbers, border=0, classes="casekit", escape=True, justify="left")
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
