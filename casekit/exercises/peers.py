"""Who reads whose work: dealt by a seed, so that the same class is dealt alike again."""

import random
from collections.abc import Iterator, Sequence

from casekit.course.items import Lesson, Prose
from casekit.errors import CourseError
from casekit.exercises.feedback import html_page, text
from casekit.exercises.submissions import Submission
from casekit.vocab import numerals, say

MOST = 10


def reviewers(codes: Sequence[str], each: int = 2, seed: str = "") -> dict[str, list[str]]:
    """Return for each person whose work they read: everybody reads as many as read them, nobody their own.

    Parameters
    ----------
    codes : sequence of str
        The blind codes of those who handed in.
    each : int
        How many works each person reads.
    seed : str
        Any words, such as the id of the exercise: the same seed deals the same class alike.

    Raises
    ------
    CourseError
        If there are too few people for that.

    Notes
    -----
    The class is put in a circle by chance, and everybody reads those who sit one, two, ... places on. Two
    people read each other only where the circle is too small to avoid it.

    Examples
    --------
    >>> dealt = reviewers(["K1", "K2", "K3", "K4", "K5"], each=2, seed="04-bpss")
    >>> all(len(read) == 2 and reader not in read for reader, read in dealt.items())
    True
    """
    circle = sorted({*codes})
    if not 1 <= each <= MOST or each >= len(circle):
        raise CourseError(say("exercises.few_peers", each=each, people=len(circle)))
    random.Random(f"{seed} {each} {len(circle)}").shuffle(circle)  # noqa: S311 - it hides nothing
    twice = circle * 2
    return {code: twice[at + 1 : at + 1 + each] for at, code in enumerate(circle)}


def reading_page(lesson: Lesson, works: Sequence[Submission]) -> str:
    """Return what a person reads of others, with the rubric, as an HTML page without names.

    Parameters
    ----------
    lesson : Lesson
        The exercise.
    works : sequence of Submission
        What was dealt to the person.

    Examples
    --------
    >>> from casekit.course import lesson
    >>> "<h1>" in reading_page(lesson("example"), [])
    True
    """
    asked = [item for item in lesson.items if isinstance(item, Prose) and item.rubric]
    parts = [part for own in works for part in _work(own, asked)]
    about = f"<p>{text(say('exercises.peers_about'))}</p>"
    return html_page(str(lesson.title), about + "".join(parts))


def _work(own: Submission, asked: Sequence[Prose]) -> Iterator[str]:
    """Yield what one person wrote, and by what it is read."""
    answers = own.answers.by_id() if own.answers else {}
    yield f"<h2>{text(own.code)}</h2>"
    for item in asked:
        answer = answers.get(item.id)
        yield f"<p><strong>{text(str(item.question))}</strong></p>"
        yield f"<blockquote><p>{text((answer.text if answer else '') or '–')}</p></blockquote>"
        for criterion in item.rubric:
            named = ((numerals(f"{level.points:g}"), level.text) for level in criterion.levels)
            degrees = [f"{points}: {words}" for points, words in named]
            listed = "".join(f"<li>{text(degree)}</li>" for degree in degrees)
            yield f"<p>{text(str(criterion.text))}</p><ul>{listed}</ul>"
