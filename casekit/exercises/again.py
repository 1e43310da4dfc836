"""Grading again after a key was corrected: whose points are others now, and for which items."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields

from casekit.exercises.results import Row
from casekit.store.spreadsheet import csv_of
from casekit.vocab import numerals


@dataclass(frozen=True)
class Difference:
    """What another key changed: the points of one item of one person; of the whole if ``item`` is empty."""

    person: str
    number: str
    code: str
    item: str
    before: float | None
    now: float | None


def differences(before: Iterable[Mapping[str, str]], now: Iterable[Row]) -> list[Difference]:
    """Return whose points are not what they were.

    Parameters
    ----------
    before : iterable of dict
        The rows of the table as it was written last, from `results.read_csv`.
    now : iterable of Row
        The rows of today.

    Returns
    -------
    list of Difference
        Sorted as today's table; those who are new there are not named, since nothing of theirs has changed.
    """
    known = {(row["code"], row["item"]): _number(row["points"]) for row in before if not row["criterion"]}
    return [*_changed(known, now)]


def _changed(known: Mapping[tuple[str, str], float | None], now: Iterable[Row]) -> Iterator[Difference]:
    for row in now:
        place = (row.code, row.item)
        if not row.criterion and place in known and known[place] != row.points:
            yield Difference(row.person, row.number, row.code, row.item, known[place], row.points)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def told(one: Difference) -> dict[str, str]:
    """Return what a sentence says about a difference."""
    shown = {
        name: "–" if value is None else numerals(f"{value:g}")
        for name, value in (("before", one.before), ("now", one.now))
    }
    return {"name": one.person or one.code, **shown}


def as_csv(found: Iterable[Difference]) -> str:
    r"""Return differences as CSV in which nothing is a formula.

    Examples
    --------
    >>> as_csv([]).strip("\ufeff\r\n")
    'person,number,code,item,before,now'
    """
    names = [field.name for field in fields(Difference)]
    return csv_of(names, (asdict(one).values() for one in found))
