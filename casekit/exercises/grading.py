"""Grading: every mark is computed anew from exercise, key and answers, and nothing handed in is executed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from os import PathLike

from casekit.course.answers import Answer, Answers
from casekit.course.items import Item, Lesson, Prose, Task
from casekit.course.marking import Mark, mark, worth
from casekit.exercises.classes import ClassFile
from casekit.exercises.copies import copies
from casekit.exercises.folder import case_text, complete, exercise_folder, read_exercise, task_files
from casekit.exercises.grades import Graded, Judged
from casekit.exercises.people_marks import POINTS, PeopleMarks
from casekit.exercises.submissions import Submission
from casekit.exercises.tasks import judge
from casekit.store.files import digest
from casekit.vocab import date, numerals, say

_WAITING = "unmarked"


@dataclass(frozen=True)
class Exercise:
    """An exercise with its key and the case files that were handed out.

    Attributes
    ----------
    lesson : Lesson
        The items with their keys.
    starts : dict
        The case files as they were handed out, by their names.
    visible : frozenset of str
        The items and checks (``item.check``) of which students are told at once.
    """

    lesson: Lesson
    starts: Mapping[str, bytes] = field(default_factory=dict)
    visible: frozenset[str] = frozenset()


def keyed(folder: str | PathLike[str]) -> Exercise:
    """Return an exercise with all that grading needs.

    Parameters
    ----------
    folder : path
        The folder of the exercise, or the name of one that comes with casekit.

    Raises
    ------
    CourseError
        If there is no key, or something in it is wrong; the message names file and line.
    """
    place = exercise_folder(folder)
    lesson = complete(place)
    starts = {file: case_text(place, file) for _, file in task_files(lesson)}
    return Exercise(lesson, starts, frozenset(_visible(read_exercise(place))))


def _visible(lesson: Lesson) -> Iterator[str]:
    for item in lesson.items:
        if not item.hidden:
            yield item.id
            if isinstance(item, Task):
                yield from (f"{item.id}.{check.id}" for check in item.checks)


def grade(
    exercise: Exercise,
    submission: Submission,
    about: ClassFile | None = None,
    people: PeopleMarks | None = None,
) -> Graded:
    """Return what one submission earns.

    Parameters
    ----------
    exercise : Exercise
        The exercise with its key, from `keyed`.
    submission : Submission
        What was handed in. No score in it is read; version, name and time in it are not believed.
    about : ClassFile, optional
        When it was due, and what being late costs.
    people : PeopleMarks, optional
        What people decided about prose.

    Returns
    -------
    Graded
        Missing, unread, empty and zero differ in its `state` and `points`.

    Examples
    --------
    >>> from casekit.course import lesson
    >>> grade(Exercise(lesson("example")), Submission("Budi")).state
    'missing'
    """
    lesson = exercise.lesson
    of = sum(worth(item) for item in lesson.items)
    plain = Graded(submission, lesson.id, lesson.version, "missing", of=of)
    answers = submission.answers
    if answers is None:
        state = "unread" if submission.reason else "missing"
        return replace(plain, state=state, reason=submission.reason or say("exercises.missing"))
    dealt = lesson.in_variant(answers.variant)
    items = tuple(_judged(exercise, item, answers, submission.code, people) for item in dealt.items)
    states = {own.mark.state for own in items}
    waiting = [own for own in items if own.mark.state == _WAITING and own.mark.of]
    state = "part" if waiting else "empty" if states <= {"missing", "empty"} else "graded"
    points = round(sum(own.mark.points or 0.0 for own in items), 2)
    made = replace(plain, state=state, items=items, points=points, flags=tuple(_flags(lesson, answers)))
    return _late(made, about)


def grade_class(
    exercise: Exercise,
    handed_in: Sequence[Submission],
    about: ClassFile | None = None,
    people: PeopleMarks | None = None,
) -> list[Graded]:
    """Return what everybody earns, each person once, in the order of their names.

    Of several attempts the one counts that the class file names; those who are on its list and handed in
    nothing are there, too. What two handed in alike is flagged, without a verdict.

    Parameters
    ----------
    exercise : Exercise
        The exercise with its key.
    handed_in : sequence of Submission
        All that was handed in.
    about : ClassFile, optional
        What is said about the class.
    people : PeopleMarks, optional
        What people decided.
    """
    about = about or ClassFile()
    every = [*handed_in, *_absent(handed_in, about)]
    by_person: dict[str, list[Graded]] = defaultdict(list)
    for submission in every:
        by_person[submission.key].append(grade(exercise, submission, about, people))
    counted = [_counted(attempts, about.attempts) for attempts in by_person.values()]
    alike = copies(exercise.starts, exercise.lesson, [own.submission for own in counted])
    flagged = [replace(own, flags=(*own.flags, *alike.get(own.submission.key, ()))) for own in counted]
    return sorted(flagged, key=lambda own: (own.submission.person.casefold(), own.submission.number))


def _absent(handed_in: Sequence[Submission], about: ClassFile) -> list[Submission]:
    """Return a submission of nothing for everybody on the list from whom there is none."""
    there = {id(member) for one in handed_in if (member := about.member(one)) is not None}
    absent = [one for one in about.people if id(one) not in there]
    return [Submission(one.name, one.number, secret=about.secret) for one in absent]


def _counted(attempts: list[Graded], which: str) -> Graded:
    """Return what counts of several attempts."""
    marked = [own for own in attempts if own.total is not None]
    if not marked:
        return attempts[-1]
    latest = max(marked, key=lambda own: own.submission.attempt)
    if which == "best":
        return max(marked, key=lambda own: (own.total or 0.0, own.submission.attempt))
    if which == "mean" and len(marked) > 1:
        mean = round(sum(own.total or 0.0 for own in marked) / len(marked), 2)
        told = say("exercises.mean_of", None, count=len(marked))
        return replace(latest, points=mean, taken=0.0, flags=(*latest.flags, told))
    return latest


def _judged(
    exercise: Exercise, item: Item, answers: Answers, code: str, people: PeopleMarks | None
) -> Judged:
    """Return what one item earns."""
    answer = answers.by_id().get(item.id)
    own = Judged(item.id, item.asked, Mark(_WAITING, None, worth(item)), item.id not in exercise.visible)
    if isinstance(item, Prose) and people and answer and not (answer.is_missing or answer.is_empty):
        return _by_people(own, item, answer, code, people)
    if isinstance(item, Task):
        found = judge(item, answers.cases.get(item.id), exercise.starts.get(item.file, b""))
    else:
        found = mark(item, answer)
    return _looked_at_again(replace(own, mark=found), code, people)


def _looked_at_again(own: Judged, code: str, people: PeopleMarks | None) -> Judged:
    """Return what an item earns after somebody has looked a second time at what casekit had marked."""
    entry = people.last(code, own.item) if people else None
    if entry is None or POINTS not in entry.levels:
        return own
    points = min(entry.levels[POINTS], own.mark.of)
    given = replace(own.mark, points=points, state=_state(points, own.mark.of))
    return replace(own, mark=given, by=entry.by, comment=entry.text)


def _state(points: float, of: float) -> str:
    return "right" if points == of else "partly" if points else "wrong"


def _by_people(own: Judged, item: Prose, answer: Answer, code: str, people: PeopleMarks) -> Judged:
    """Return what somebody gave for an answer in prose, if anybody has."""
    entry = people.last(code, item.id, print_of(answer.text or ""))
    rubric = {one.id: one.worth for one in item.rubric}
    decided = entry.levels if entry else {}
    levels = {name: min(decided[name], most) for name, most in rubric.items() if name in decided}
    if entry is None or len(levels) < len(rubric) or not rubric:
        return replace(own, levels=levels)
    points = round(sum(levels.values()), 2)
    full = sum(levels[name] == most for name, most in rubric.items())
    given = Mark(_state(points, item.worth), points, item.worth, full, len(rubric))
    return replace(own, mark=given, levels=levels, by=entry.by, comment=entry.text)


def print_of(text: str) -> str:
    """Return the fingerprint of an answer in prose; spaces and lines do not count.

    Examples
    --------
    >>> print_of("a  b") == print_of("a b ")
    True
    """
    return digest(" ".join(text.split()).encode("utf-8", "replace"))[:16]


def _flags(lesson: Lesson, answers: Answers) -> Iterator[str]:
    """Yield what is odd about answers."""
    if answers.version != lesson.version:
        yield say("exercises.other_version", given=answers.version, own=lesson.version)
    if answers.variant and answers.variant not in {one.id for one in lesson.variants}:
        yield say("exercises.no_variant", given=answers.variant)


def _late(own: Graded, about: ClassFile | None) -> Graded:
    """Return a grade with what is taken away for being late; each time anew from the points before."""
    days = about.days_late(own.submission) if about else 0.0
    if not days or own.points is None or about is None:
        return own
    percent = about.percent_taken(days)
    due = about.due_for(own.submission)
    told = say(
        "exercises.late",
        None,
        days=numerals(f"{days:.1f}"),
        percent=numerals(f"{percent:g}"),
        due=date(due.date()) if due else "-",
    )
    taken = round(own.points * percent / 100, 2)
    return replace(own, taken=taken, flags=(*own.flags, told))
