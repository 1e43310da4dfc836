"""The mirror of a class: how students decided in one exercise, beside the case's own reading, without names.

What was sorted, scored, matched, put in order, chosen or computed is counted by `casekit.stats.decisions`;
texts that somebody wrote are never shown, nor what was filled into the forms of a task. Where an exercise
deals versions of a case, those who had one stand beside those who had the other.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from casekit.course.answers import Answer, Answers
from casekit.course.items import Item, Lesson, Matching, Multiple, Numeric, Ordering, Single, Sorting, Task
from casekit.course.marking import number_in, number_meant
from casekit.course.shown import number_shown
from casekit.errors import CourseError
from casekit.exercises.submissions import Submission
from casekit.stats.agreement import Agreement, fleiss_kappa, krippendorff_alpha
from casekit.stats.decisions import FEWEST, Asked, Board, chosen, placed
from casekit.vocab import say

_CHOSEN = ("chosen",)  # the one cell of an option
_OTHER = "other"


def mirror(lesson: Lesson, answers: Sequence[Answers]) -> tuple[list[Board], list[str]]:
    """Return how a class decided, question by question, and what is left out, in sentences.

    Parameters
    ----------
    lesson : Lesson
        The exercise, with its key if the case's own reading shall be shown (`casekit.exercises.complete`).
    answers : sequence of Answers
        What was handed in, one for each student.

    Returns
    -------
    list of Board
        In the current language, for `casekit.figures.wall.slides`; of questions that at least five students
        answered. Two versions of a case are compared where each was dealt to at least five of them.
    list of str
        Which questions are not shown, and why.

    Raises
    ------
    CourseError
        If fewer than five students answered.
    """
    current = [own for own in answers if own.lesson == lesson.id and own.version == lesson.version]
    if len(current) < FEWEST:
        raise CourseError(say("mirror.too_few", least=FEWEST, count=len(current)))
    remarks = []
    if other := len(answers) - len(current):
        remarks.append(say("mirror.other_version", count=other))
    groups = _groups(lesson, current)
    if groups is not None and groups.value_counts().min() < FEWEST:
        remarks.append(say("mirror.no_split", least=FEWEST))
    boards = []
    for item in lesson.items:
        if isinstance(item, Task):
            remarks.append(say("mirror.task", item=item.id))
        if (make := _KINDS.get(type(item))) is None:
            continue
        given = [own.by_id().get(item.id) or Answer(id=item.id) for own in current]
        board = make(item, given, groups)
        if board is None:
            remarks.append(say("mirror.left_out", item=item.id, least=FEWEST))
        else:
            boards.append(board)
    return boards, remarks


def latest_answers(handed_in: Iterable[Submission]) -> tuple[list[Answers], list[str]]:
    """Return the latest answers of everybody, and in a sentence how many could not be read.

    Examples
    --------
    >>> latest_answers([Submission("Budi", reason="Rusak.")])[0]
    []
    """
    latest: dict[str, tuple[int, Answers]] = {}
    unread = []
    for one in handed_in:
        if one.reason:
            unread.append(one.reason)
        elif one.answers is not None and (one.key not in latest or latest[one.key][0] < one.attempt):
            latest[one.key] = (one.attempt, one.answers)
    remarks = [say("mirror.unread", count=len(unread), reason=unread[0])] if unread else []
    return [answers for _, answers in latest.values()], remarks


def _groups(lesson: Lesson, answers: Sequence[Answers]) -> pd.Series | None:
    """Return for each student what the version is called that they were dealt, in the exercise's order."""
    if not lesson.variants:
        return None
    names = {
        variant.id: str(variant.text) if variant.text is not None else say("mirror.version", name=variant.id)
        for variant in lesson.variants
    }
    own = [names.get(str(one.variant)) for one in answers]
    return pd.Series(pd.Categorical(own, categories=[*names.values()], ordered=True))


_Given = Sequence[Answer]


def _sorted(item: Sorting, given: _Given, groups: pd.Series | None) -> Board | None:
    """Return into which cells cards were put, or which scores they were given."""
    things = {card.id: str(card.text) for card in item.cards}
    own = {card.id: card.cell for card in item.cards}
    asked = Asked(str(item.sorting), things, item.places, own)
    judged = _table([_known(one.placed or {}, item.places) for one in given])
    if item.scale:
        return placed(judged, asked, "scores", groups, krippendorff_alpha)
    return placed(judged, asked, "places", groups, _kappa_of(things))


def _matched(item: Matching, given: _Given, groups: pd.Series | None) -> Board | None:
    things = {pair.id: str(pair.text) for pair in item.pairs}
    matches = {name: str(text) for name, text in item.matches.items()}
    own = {pair.id: pair.fitting for pair in item.pairs}
    judged = _table([_known(one.placed or {}, matches) for one in given])
    return placed(
        judged, Asked(str(item.matching), things, matches, own), "places", groups, _kappa_of(things)
    )


def _ordered(item: Ordering, given: _Given, groups: pd.Series | None) -> Board | None:
    """Return to which place each step was put."""
    things = {step.id: str(step.text) for step in item.steps}
    places = {str(number): str(number) for number in range(1, len(things) + 1)}
    own = {name: [str(number)] for number, name in enumerate(things, 1)} if item.has_key else {}
    judged = [{name: str(number) for number, name in enumerate(_steps(one, things), 1)} for one in given]
    asked = Asked(str(item.ordering), things, places, own)
    return placed(_table(judged), asked, "scores", groups, krippendorff_alpha)


def _steps(answer: Answer, things: Mapping[str, str]) -> Iterator[str]:
    yield from dict.fromkeys(name for name in answer.chosen or () if name in things)


def _picked(item: Single | Multiple, given: _Given, groups: pd.Series | None) -> Board | None:
    things = {option.id: str(option.text) for option in item.options}
    own = {option.id: _CHOSEN for option in item.options if option.right}
    judged = [
        {name: name in one.chosen for name in things} if one.chosen and {*one.chosen} & {*things} else {}
        for one in given
    ]
    return chosen(_table(judged), Asked(str(item.question), things, {}, own), groups)


def _computed(item: Numeric, given: _Given, groups: pd.Series | None) -> Board | None:
    """Return how many gave each number that was foreseen, and another one."""
    unit = str(item.unit or "")
    things = {
        f"n{number}": f"{number_shown(f'{own.value:.15g}')} {unit}".strip()
        for number, own in enumerate(item.numbers)
    }
    own = {f"n{number}": _CHOSEN for number, known in enumerate(item.numbers) if known.right}
    judged = [_number_given(item, one) for one in given]
    asked = Asked(str(item.numeric), things | {_OTHER: say("mirror.other_number")}, {}, own)
    return chosen(_table(judged), asked, groups)


def _number_given(item: Numeric, answer: Answer) -> dict[str, bool]:
    """Return which of the foreseen numbers an answer is; nothing where it is none."""
    if number_in(answer) is None:
        return {}
    meant = number_meant(item, answer)
    return {_OTHER if meant is None else f"n{item.numbers.index(meant)}": True}


def _known(places: Mapping[str, str], cells: Mapping[str, Any]) -> dict[str, str]:
    """Return what was put into cells that there are."""
    return {thing: cell for thing, cell in places.items() if cell in cells}


def _table(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return a row for each student, also for those who did not answer."""
    return pd.DataFrame.from_records([*map(dict, rows)], index=range(len(rows)))


def _kappa_of(things: Mapping[str, str]) -> Callable[[pd.DataFrame], Agreement] | None:
    """Return the coefficient of agreement; one thing alone has none."""
    return fleiss_kappa if len(things) > 1 else None


_KINDS: dict[type[Item], Callable[[Any, _Given, pd.Series | None], Board | None]] = {
    Sorting: _sorted,
    Matching: _matched,
    Ordering: _ordered,
    Single: _picked,
    Multiple: _picked,
    Numeric: _computed,
}
