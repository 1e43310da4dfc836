"""What a student is told of what they handed in, as plain sentences; pages and prints are made from it.

Of hidden items and checks it is said what fits and what does not, never what was expected.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from casekit.course.answers import Answer
from casekit.course.items import Criterion, Item, Lesson, Prose, Task
from casekit.course.marking import Mark
from casekit.course.shown import answered, names_of_parts, remarked, situation_of, verdict
from casekit.exercises.grades import Graded, Judged
from casekit.vocab import filled_in, numerals, say

_LONGEST = 6_000  # letters of one line that a student is shown again
_MOST_LINES = 200


@dataclass(frozen=True)
class Told:
    """What is told of one item.

    Attributes
    ----------
    number : int
        Its number in the exercise.
    situation, question : str
        What was asked.
    answer : tuple of str
        What was answered, line by line.
    points : str
        What it earned, and of how much.
    state : str
        As of `Mark`.
    lines : tuple of str
        The feedback, line by line, each after a sign.
    comment : str
        What the lecturer wrote.
    """

    number: int
    situation: str
    question: str
    answer: tuple[str, ...]
    points: str
    state: str
    lines: tuple[str, ...] = ()
    comment: str = ""


@dataclass(frozen=True)
class Sheet:
    """What is told of a submission: title, whose it is, the total, what is said of it, and each item."""

    title: str
    person: str
    total: str
    facts: tuple[str, ...]
    items: tuple[Told, ...]


def sheet(lesson: Lesson, own: Graded, *, blind: bool = False) -> Sheet:
    """Return what a student is told, in the current language.

    Parameters
    ----------
    lesson : Lesson
        The exercise with its key.
    own : Graded
        What the submission earned. What is said there to the lecturer, such as of copies, is left out.
    blind : bool
        Whether the student is called by the code.

    Examples
    --------
    >>> from casekit.course import lesson
    >>> from casekit.exercises import Submission
    >>> from casekit.exercises.grading import Exercise, grade
    >>> own = grade(Exercise(lesson("example")), Submission("Budi"))
    >>> sheet(lesson("example"), own).facts
    ('Tidak ada yang dikumpulkan.',)
    """
    answers = own.submission.answers
    dealt = lesson.in_variant(answers.variant if answers else None)
    given = answers.by_id() if answers else {}
    judged = {one.item: one for one in own.items}
    items = [
        _told(number, item, judged[item.id], given.get(item.id))
        for number, item in enumerate(dealt.items, 1)
        if item.id in judged
    ]
    who = own.submission.code if blind else own.submission.person
    return Sheet(filled_in(lesson.title), who, _total(own), tuple(_facts(own, blind)), tuple(items))


def _total(own: Graded) -> str:
    if own.total is None:
        return say(f"exercises.state_{own.state}")
    return of_points(own.total, own.of)


def of_points(points: float | None, of: float) -> str:
    """Return how many points of how many, in words.

    Examples
    --------
    >>> of_points(2.5, 4)
    '2,5 dari 4'
    """
    shown = "–" if points is None else numerals(f"{points:g}")
    return say("exercises.points_of", None, points=shown, of=numerals(f"{of:g}"))


def _facts(own: Graded, blind: bool) -> Iterator[str]:
    """Yield what is said of the submission as a whole."""
    if own.reason:
        yield own.remark(blind=True) if blind else own.reason
    if own.state == "part":
        yield say("exercises.part_waits")
    if own.state == "empty":
        yield say("exercises.empty")
    if own.taken:
        taken = numerals(f"{own.taken:g}")
        yield say("exercises.taken", None, points=numerals(f"{own.points:g}"), taken=taken)


def _told(number: int, item: Item, judged: Judged, answer: Answer | None) -> Told:
    lines = () if judged.mark.state in ("missing", "empty") else tuple(_feedback(item, judged))
    return Told(
        number,
        situation_of(item),
        str(item.question),
        tuple(_cut(line) for line in _answer(item, answer)),
        of_points(judged.mark.points, judged.mark.of) if judged.mark.of else "",
        judged.mark.state,
        lines or (say(f"exercises.item_{judged.mark.state}"),),
        judged.comment,
    )


def _cut(line: str) -> str:
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]} …"


def _answer(item: Item, answer: Answer | None) -> list[str]:
    if answer is None or isinstance(item, Task):
        return []
    return [*answered(item, answer)][:_MOST_LINES]


def _feedback(item: Item, judged: Judged) -> Iterator[str]:
    """Yield what is said of an answer."""
    mark = judged.mark
    if mark.state == "unmarked":
        if mark.of:
            yield say("exercises.item_unmarked")
        return
    yield verdict(mark)
    if isinstance(item, Prose):
        yield from (_degree(criterion, judged) for criterion in item.rubric)
        return
    yield from _remarks(item, mark)
    if item.why is not None and mark.state == "right":
        yield str(item.why)


def _remarks(item: Item, mark: Mark) -> Iterator[str]:
    """Yield a line for each part of an answer; of a check that is met, what it looked at."""
    names = names_of_parts(item)
    for remark in mark.remarks:
        name = names.get(remark.about, "")
        if name or remark.text:
            yield remarked(remark, name)


def _degree(criterion: Criterion, judged: Judged) -> str:
    """Return which degree of a criterion was reached, in the words of the rubric."""
    points = judged.levels.get(criterion.id, 0.0)
    reached = [level for level in criterion.levels if level.points <= points]
    degree = str(max(reached, key=lambda level: level.points).text) if reached else "–"
    return f"{criterion.text}: {degree} ({of_points(points, criterion.worth)})"
