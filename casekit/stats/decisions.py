"""How a class decided, in counts that single nobody out, and how two groups of it differ.

Nothing is told of fewer than `FEWEST` people. What only one or two of them chose is not told either: it is
counted with those who left the question out, so nobody sees who stood alone, or with what.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from casekit.stats.agreement import Agreement, Difference, mean_difference, share_difference

FEWEST = 5
SMALL = 3
_TENTH = 10


@dataclass(frozen=True)
class Row:
    """One thing that was decided on.

    Attributes
    ----------
    text : str
        What it is.
    counts : tuple of int or None
        How many chose each cell; None where it is fewer than three.
    rest : int
        How many chose a cell of those, or none.
    own : tuple of int
        The cells of the case's own reading, the best one first.
    middle : float or None
        Of scores the median.
    """

    text: str
    counts: tuple[int | None, ...]
    rest: int
    own: tuple[int, ...] = ()
    middle: float | None = None


@dataclass(frozen=True)
class Contrast:
    """How two groups differ in one thing that was decided on.

    Attributes
    ----------
    text : str
        What it is.
    cell : str
        The cell in which they differ most; empty where there is only one, or scores are compared.
    difference : Difference
        The second group less the first; a share, or of scores a mean. Shares of fewer than three people count
        as if it were two, so differences are told rather too small than too large.
    """

    text: str
    cell: str
    difference: Difference


@dataclass(frozen=True)
class Split:
    """Two groups side by side: who they are, how many, and how they differ."""

    names: tuple[str, str]
    sizes: tuple[int, int]
    contrasts: tuple[Contrast, ...]


@dataclass(frozen=True)
class Board:
    """How a class decided in one question.

    Attributes
    ----------
    title : str
        The question.
    kind : str
        ``places`` (things put into cells), ``scores`` (things put on the steps of a scale), or ``choice``
        (options chosen).
    cells : tuple of str
        What the cells are called; of a choice there is one.
    rows : tuple of Row
        What was decided on.
    people : int
        How many answered.
    agreement : Agreement or None
        How far they agree; None where it makes no sense.
    measure : str
        ``kappa`` (Fleiss) or ``alpha`` (Krippendorff).
    splits : tuple of Split
        Groups side by side; none where one has fewer than five people.
    """

    title: str
    kind: str
    cells: tuple[str, ...]
    rows: tuple[Row, ...]
    people: int
    agreement: Agreement | None = None
    measure: str = ""
    splits: tuple[Split, ...] = ()


@dataclass(frozen=True)
class Asked:
    """What people decided on: the texts of things and cells by their ids, and the case's own reading."""

    title: str
    things: Mapping[str, str]
    cells: Mapping[str, str]
    own: Mapping[str, Sequence[str]]


Coefficient = Callable[[pd.DataFrame], Agreement]


def placed(
    judged: pd.DataFrame,
    asked: Asked,
    kind: str = "places",
    groups: pd.Series | None = None,
    agreement: Coefficient | None = None,
) -> Board | None:
    """Return how people put things into cells, or on the steps of a scale; None if fewer than five did.

    Parameters
    ----------
    judged : DataFrame
        A row for each person, a column for each thing, with the id of its cell; missing where left out.
    asked : Asked
        What the things and cells are.
    kind : {"places", "scores"}
        Whether the cells are the steps of a scale, from the lowest to the highest.
    groups : Series, optional
        For each person the name of the group, such as the version of the case.
    agreement : function, optional
        Which coefficient of agreement is told; of scores it is given the numbers of the steps.

    Examples
    --------
    >>> judged = pd.DataFrame({"food": ["social"] * 6 + ["biological"]})
    >>> asked = Asked("Sort.", {"food": "Food"}, {"social": "social", "biological": "biological"}, {})
    >>> row = placed(judged, asked).rows[0]
    >>> row.counts, row.rest
    ((6, None), 1)
    """
    judged = judged.reindex(columns=[*asked.things]).dropna(how="all")
    if len(judged) < FEWEST:
        return None
    places = {name: number for number, name in enumerate(asked.cells)}
    numbers = judged.apply(lambda column: column.map(places)).astype(float)
    rows = [_row(numbers[thing], text, asked, thing, kind) for thing, text in asked.things.items()]
    found = agreement(numbers) if agreement else None
    compare = _compared_scores if kind == "scores" else _compared_places
    splits = _splits(numbers, groups, lambda first, second: compare(first, second, asked))
    cells = tuple(asked.cells.values())
    measure = "alpha" if kind == "scores" else "kappa"
    return Board(asked.title, kind, cells, tuple(rows), len(judged), found, measure, splits)


def chosen(judged: pd.DataFrame, asked: Asked, groups: pd.Series | None = None) -> Board | None:
    """Return how many people chose each option; None if fewer than five answered.

    Parameters
    ----------
    judged : DataFrame
        A row for each person, a column for each option, whether it was chosen; a row without any value is of
        somebody who did not answer.
    asked : Asked
        What the options are, as things; the case's own reading names its options with one cell of any name.
    groups : Series, optional
        As of `placed`.

    Examples
    --------
    >>> judged = pd.DataFrame({"rest": [True] * 4 + [False], "work": [False] * 4 + [True]})
    >>> [row.counts for row in chosen(judged, Asked("First?", {"rest": "Rest", "work": "Work"}, {}, {})).rows]
    [(4,), (None,)]
    """
    judged = judged.reindex(columns=[*asked.things]).dropna(how="all").astype(float).fillna(0)
    if len(judged) < FEWEST:
        return None
    rows = []
    for thing, text in asked.things.items():
        told = _told(int(judged[thing].sum()))
        rows.append(Row(text, (told,), len(judged) - (told or 0), (0,) if thing in asked.own else ()))
    splits = _splits(judged, groups, lambda first, second: _compared_choices(first, second, asked))
    return Board(asked.title, "choice", ("",), tuple(rows), len(judged), splits=splits)


def of_ten(share: float) -> int:
    """Return how many of ten a share is; coarse on purpose, or the two groups of a class could be told apart.

    Examples
    --------
    >>> of_ten(0.75), of_ten(0.1)
    (8, 1)
    """
    return int(np.floor(share * _TENTH + 0.5))


def _row(numbers: pd.Series, text: str, asked: Asked, thing: str, kind: str) -> Row:
    """Return one row, with the small cells merged."""
    every = [int((numbers == cell).sum()) for cell in range(len(asked.cells))]
    counts = tuple(map(_told, every))
    names = [*asked.cells]
    own = tuple(names.index(name) for name in asked.own.get(thing, ()) if name in names)
    middle = float(numbers.median()) if kind == "scores" and numbers.notna().sum() >= FEWEST else None
    return Row(text, counts, len(numbers) - sum(count or 0 for count in counts), own, middle)


def _told(count: int) -> int | None:
    """Return a count if enough people stand behind it to tell it."""
    return count if count >= SMALL else None


_Compare = Callable[[pd.DataFrame, pd.DataFrame], list[Contrast]]


def _splits(judged: pd.DataFrame, groups: pd.Series | None, compare: _Compare) -> tuple[Split, ...]:
    """Return the first group beside each other one, where each has enough people."""
    if groups is None:
        return ()
    own = groups.reindex(judged.index).dropna()
    parts = {str(name): judged.loc[people.index] for name, people in own.groupby(own, sort=True)}
    if len(parts) < 2 or min(map(len, parts.values())) < FEWEST:  # noqa: PLR2004
        return ()
    (name, first), *others = parts.items()
    return tuple(
        Split((name, other), (len(first), len(second)), tuple(compare(first, second)))
        for other, second in others
    )


def _compared_scores(first: pd.DataFrame, second: pd.DataFrame, asked: Asked) -> list[Contrast]:
    """Return how the means of scores differ, where enough of each group gave one."""
    found = []
    for thing, text in asked.things.items():
        one, other = (group[thing].dropna().to_numpy() + 1 for group in (first, second))
        if min(len(one), len(other)) >= FEWEST:
            found.append(Contrast(text, "", mean_difference(one, other)))
    return found


def _compared_places(first: pd.DataFrame, second: pd.DataFrame, asked: Asked) -> list[Contrast]:
    """Return for each thing the cell in which the groups differ most."""
    found = []
    for thing, text in asked.things.items():
        counts = [
            [(group[thing] == cell).sum() for group in (first, second)] for cell in range(len(asked.cells))
        ]
        pairs = {
            name: _difference(one, len(first), other, len(second))
            for name, (one, other) in zip(asked.cells.values(), counts, strict=True)
            if max(one, other) >= SMALL
        }
        if pairs:
            name = max(pairs, key=lambda name: abs(pairs[name].value))
            found.append(Contrast(text, name, pairs[name]))
    return found


def _compared_choices(first: pd.DataFrame, second: pd.DataFrame, asked: Asked) -> list[Contrast]:
    """Return for each option how the groups differ, unless hardly anybody chose it."""
    found = []
    for thing, text in asked.things.items():
        one, other = (int(group[thing].sum()) for group in (first, second))
        if max(one, other) >= SMALL:
            found.append(Contrast(text, "", _difference(one, len(first), other, len(second))))
    return found


def _difference(first: int, of_first: int, second: int, of_second: int) -> Difference:
    """Return how two shares differ; a small one counts as two people, so that one alone is never told."""
    least = SMALL - 1
    return share_difference(max(first, least), of_first, max(second, least), of_second)
