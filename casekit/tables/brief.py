"""Tables as a report prints them: without what nobody filled in, a basis only where it is not documented."""

import pandas as pd

from casekit.vocab import label, say


def brief(made: pd.DataFrame, remark: str | None) -> tuple[pd.DataFrame, list[str]]:
    """Return the columns and rows of a table that hold something, and the sentences below.

    A basis other than documented is written behind the longest text of its row, or said below if it is that
    of every row.

    Parameters
    ----------
    made : DataFrame
        The table with its values as people write them.
    remark : str or None
        The message of the table's own.
    """
    below = [say(remark)] if remark else []
    on_card = is_card(made)
    if on_card:
        made = made[made[say("tables.content")].notna()]
    if (column := say("tables.basis")) in made:
        bases, made = made[column], made.drop(columns=column)
        others = bases.dropna()[bases.dropna() != label("basis", "documented")]
        if len(others) == len(made) and others.nunique() == 1:
            below.append(say("tables.all_on_basis", basis=others.iloc[0]))
        elif len(others):
            made = _marked(made, others)
    made = made.loc[:, made.notna().any()]
    if on_card:
        made = made.assign(**{say("tables.field"): made[say("tables.field")].map(_capital)})
    return made.rename(columns=lambda name: _capital(str(name))), below


def is_card(made: pd.DataFrame) -> bool:
    """Tell whether each row of a table is a field with its content."""
    return say("tables.field") in made and say("tables.content") in made


def _marked(made: pd.DataFrame, bases: "pd.Series[str]") -> pd.DataFrame:
    """Return a table with a basis behind the longest text of each row that has one."""
    rows = made.to_dict("records")
    for row, at in zip(rows, made.index, strict=True):
        texts = [name for name, cell in row.items() if isinstance(cell, str)]
        if at in bases.index and texts:
            name = max(texts, key=lambda one: len(row[one]))
            row[name] += f" ({bases[at]})"
    return pd.DataFrame(rows, index=made.index, columns=made.columns, dtype=object)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
