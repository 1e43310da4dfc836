"""Feedback to a student as PDF: the same sentences as the HTML page, set to print."""

from collections.abc import Iterator
from pathlib import Path

from casekit import vocab
from casekit.course.items import Lesson
from casekit.exercises.feedback import language_of
from casekit.exercises.grades import Graded
from casekit.exercises.sheets import Sheet, Told, sheet
from casekit.export.letters import printable
from casekit.export.remarks import Remarks
from casekit.export.room import own_room
from casekit.export.texts import clean, soft, string
from casekit.export.typesetter import RefusedError, pdf
from casekit.vocab import say

__all__ = ["feedback_pdf", "feedback_pdfs"]

_HEAD = """#set document(title: {title}, date: none)
#set text(lang: {lang}, size: 10.5pt, font: "Libertinus Serif")
#set page(paper: "a4", margin: 22mm, numbering: "1 / 1")
#set par(justify: false)
#show heading.where(level: 1): set text(size: 16pt)
#show heading.where(level: 2): set text(size: 11.5pt)
"""


def feedback_pdfs(
    lesson: Lesson, graded: list[Graded], *, blind: bool = False
) -> Iterator[tuple[Graded, bytes]]:
    """Yield for each submission its feedback as PDF; see `feedback_pdf`."""
    with own_room() as room:
        for own in graded:
            with vocab.in_language(language_of(own)):
                yield own, _made(sheet(lesson, own, blind=blind), room)


def feedback_pdf(lesson: Lesson, own: Graded) -> bytes:
    """Return the feedback on a submission as PDF, in the language in which the student worked.

    Parameters
    ----------
    lesson : Lesson
        The exercise with its key.
    own : Graded
        What the submission earned.

    Examples
    --------
    >>> from casekit.course import lesson
    >>> from casekit.exercises import Submission
    >>> from casekit.exercises.grading import Exercise, grade
    >>> feedback_pdf(lesson("example"), grade(Exercise(lesson("example")), Submission("Budi")))[:5]
    b'%PDF-'
    """
    return next(made for _, made in feedback_pdfs(lesson, [own]))


def _made(told: Sheet, room: Path) -> bytes:
    source = printable("".join(_source(told)), Remarks(vocab.language()))
    try:
        return pdf(source, room, ["ua-1"])
    except RefusedError:
        return pdf(source, room)


def _source(told: Sheet) -> Iterator[str]:
    """Yield the document; every text stands in it as a string, so that nothing in it is code."""
    yield _HEAD.format(title=_string(told.title), lang=_string(vocab.language()))
    yield f"#heading(level: 1, {_string(told.title)})\n"
    yield _paragraph(say("exercises.feedback_for", name=told.person))
    yield f"#strong({_string(say('exercises.total', None, total=told.total))})\n\n"
    for fact in told.facts:
        yield _paragraph(fact)
    for item in told.items:
        yield from _item(item)


def _item(told: Told) -> Iterator[str]:
    points = f" ({told.points})" if told.points else ""
    yield f"#heading(level: 2, {_string(f'{told.number}. {told.question}{points}')})\n"
    if told.situation:
        yield f"#emph({_string(told.situation)})\n\n"
    if told.answer:
        yield _paragraph(say("exercises.your_answer"))
        yield "".join(f"#list.item({_string(line)})\n" for line in told.answer) + "\n"
    yield "".join(f"{_paragraph(line)}" for line in told.lines)
    if told.comment:
        yield f"#block(stroke: 0.5pt, inset: 6pt, width: 100%, {_string(told.comment)})\n\n"


def _paragraph(text: str) -> str:
    return f"#{_string(text)}\n\n"


def _string(text: str) -> str:
    return string(soft(clean(text)))
