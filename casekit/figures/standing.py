"""Who stands beside whom in a genogram, and what moves somebody to the left or right by hand."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, zip_longest

from casekit.figures.kinship import clans
from casekit.model import Case
from casekit.model.kin import hints


def rows(case: Case) -> list[list[str]]:
    """Return the people of each row of the genogram from left to right, by id.

    Examples
    --------
    >>> from casekit.store import case_study, load
    >>> sorted(map(len, rows(load(case_study("b-bookkeeper")))))
    [1, 2]
    """
    return [
        [node.person.id for node in row if node.person]
        for clan in clans(case, hints(case))
        for row in clan.rows
    ]


def moved(case: Case, who: str, *, left: bool) -> tuple[str, Mapping[str, str | None]] | None:
    """Return whom somebody passes when moved to the left or right, and each `left_of` that this changes.

    Couples stay together: who would come to stand between them passes both. None if nobody can be passed.
    """
    row = next(row for row in rows(case) if who in row)
    at = row.index(who)
    ahead = row[:at][::-1] if left else row[at + 1 :]
    passed: list[str] = []
    for other, beyond in zip_longest(ahead, ahead[1:]):
        passed.append(other)
        if _are_partners(case, other, beyond) and not _are_partners(case, other, who):
            continue
        order = [who, *passed[::-1]] if left else [*passed, who]
        first = at - len(passed) if left else at
        whole = [*row[:first], *order, *row[first + len(order) :]]
        for changes in (_with(case, order, who), _pinned(case, whole)):
            if _has_moved(row, rows(_changed(case, changes)), who, other, left=left):
                return other, changes
    return None


def _are_partners(case: Case, *couple: str | None) -> bool:
    return any({*couple} <= {*union.partners} for union in case.unions)


def placed(case: Case, who: str) -> dict[str, str | None]:
    """Return what lets casekit place somebody again: each `left_of` that spoke of them, and is given up."""
    return {one.id: None for one in case.people if one.left_of and who in (one.id, one.left_of)}


def _with(case: Case, order: Sequence[str], who: str) -> dict[str, str | None]:
    """Return what makes people stand in an order, one of whom a hand has moved.

    Who said the contrary says nothing any more. Where somebody stood left of a third, the last in the order
    does now, so that nobody who was placed by hand falls back; a partner comes along unasked.
    """
    before = {person.id: person.left_of for person in case.people}
    changes: dict[str, str | None] = {
        one: other for one, other in pairwise(order) if who in (one, other) or not before[one]
    }
    for at, start in enumerate(order):
        for last, first in _chain(before | changes, start):
            if first in order[:at]:
                changes[last] = None
    third = next(before[one] for one, other in pairwise(order) if who in (one, other))
    free = not (before | changes)[order[-1]] and not _are_partners(case, who, third)
    if third and third not in order and free:
        changes[order[-1]] = third
    return changes


def _chain(beside: Mapping[str, str | None], start: str) -> Iterator[tuple[str, str]]:
    """Yield who stands left of whom, from somebody on to the right."""
    seen = {start}
    while (to := beside.get(start)) is not None:
        yield start, to
        if to in seen:
            return
        seen.add(to)
        start = to


def _changed(case: Case, changes: Mapping[str, str | None]) -> Case:
    people = [
        person.model_copy(update={"left_of": changes[person.id]}) if person.id in changes else person
        for person in case.people
    ]
    return case.model_copy(update={"people": people})


def _pinned(case: Case, row: Sequence[str]) -> dict[str, str | None]:
    """Return what keeps a whole row in an order, for where less is not enough."""
    before = {person.id: person.left_of for person in case.people}
    last = None if before[row[-1]] in row else before[row[-1]]
    wanted = {**dict(pairwise(row)), row[-1]: last}
    return {one: left_of for one, left_of in wanted.items() if left_of != before[one]}


def _has_moved(row: Sequence[str], now: Sequence[Sequence[str]], who: str, other: str, *, left: bool) -> bool:
    """Return whether somebody has passed another in a row, and stands further on that side than before."""
    after = next(one for one in now if who in one)
    at, before = after.index(who), row.index(who)
    passed = other in after and (at < after.index(other)) == left
    return passed and (at < before if left else at > before)
