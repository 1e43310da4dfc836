"""The answers that lecturers expect, as they are printed in their own notebooks: nothing to click."""

from casekit import vocab
from casekit.course.reading import lesson as lesson_of
from casekit.widgets import paper
from casekit.widgets.quiz import chosen


class AnswerKey:
    """The keys and model answers of a lesson or exercise, with what is accepted besides and why.

    For lecturers: it is made from the same file as the quiz, so that it cannot differ from it. It shows
    everything, also of items that only the lecturer marks; do not put it into a notebook for learners.

    Parameters
    ----------
    lesson : str
        The lesson, such as ``"02-assessment"``, or the path of a file of items.
    *items : str
        The ids of the items; without them all of the lesson, or of its part.
    part : str, optional
        The part of the lesson whose items are shown.
    language : {"id", "en"}, optional
        The language; the current one if not given.

    Raises
    ------
    CourseError
        If there is no such lesson, item or part; the message names those there are.

    Examples
    --------
    >>> key = AnswerKey("example", "small-talk")
    >>> key
    <AnswerKey example small-talk>
    >>> print(key.lines()[1])
    ✓ Untuk memecah kekakuan
    """

    def __init__(
        self, lesson: str, *items: str, part: str | None = None, language: str | None = None
    ) -> None:
        self._language = language or vocab.language()
        with vocab.in_language(self._language):
            self._lesson = lesson_of(lesson)
            self._items = chosen(self._lesson, items, part, lambda item: True)

    def lines(self) -> list[str]:
        """Return questions and answers as plain text."""
        with vocab.in_language(self._language):
            return paper.key_in_lines(self._items)

    def _repr_html_(self) -> str:
        with vocab.in_language(self._language):
            return paper.key_in_html(self._items)

    def _repr_markdown_(self) -> str:
        with vocab.in_language(self._language):
            return paper.key_in_markdown(self._items)

    def __repr__(self) -> str:
        return f"<AnswerKey {' '.join([self._lesson.id, *(item.id for item in self._items)])}>"
