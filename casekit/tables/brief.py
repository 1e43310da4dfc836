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
    if say("tables.field") in made:
        made = made[made[say("tables.content")].notna()]
    if (column := say("tables.basis")) in made:
        bases, made = made[column], made.drop(columns=column)
        others = bases.dropna()[bases.dropna() != label("basis", "documented")]
        if len(others) == len(made) and others.nunique() == 1:
            below.append(say("tables.all_on_basis", basis=others.iloc[0]))
        elif len(others):
            made = _marked(made, others)
    made = made.loc[:, made.notna().any()]
    if say("tables.field") in made:
        made = made.assign(**{say("tables.field"): made[say("tables.field")].map(_capital)})
    return made.rename(columns=lambda name: _capital(str(name))), below


def _marked(made: pd.DataFrame, bases: "pd.Series[str]") -> pd.DataFrame:
    """Return a table with a basis behind the longest text of each row that has one."""
    made = made.copy()
    for row, basis in bases.items():
        texts = {name: len(cell) for name, cell in made.loc[row].items() if isinstance(cell, str)}
        if texts:
            name = max(texts, key=lambda one: texts[one])
            made.loc[row, name] = f"{made.loc[row, name]} ({basis})"
    return made


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
