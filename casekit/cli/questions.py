"""``casekit questions``: items as questions for Moodle's quiz."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from casekit.cli.output import with_ending
from casekit.errors import UnknownCodeError
from casekit.store.names import what
from casekit.store.outputs import free, publish
from casekit.vocab import language, say

if TYPE_CHECKING:
    from casekit.course.items import Lesson

FORMATS = {"moodle": ".xml", "gift": ".txt"}


def make_questions(source: str, to: str, output: Path | None, *, force: bool = False) -> None:
    """Write the items of a lesson or exercise as questions, in the current language, and say what gets lost.

    They hold the keys, so only the owner may read the file.
    """
    if to not in FORMATS:
        raise UnknownCodeError(say("cli.questions_formats", to=to, formats=", ".join(FORMATS)))
    from casekit.exercises import moodle  # noqa: PLC0415 - `--help` need not wait for these

    lesson = items_of(source)
    name = Path(f"{lesson.id}-{language()}{'.gift' if to == 'gift' else ''}{FORMATS[to]}")
    target = free(with_ending(output or name, FORMATS[to]), force=force)
    found, remarks = moodle.questions(lesson)
    category = f"casekit {lesson.id} {lesson.title}"
    content = moodle.as_xml(found, category) if to == "moodle" else moodle.as_gift(found, category).encode()
    publish(content, target, force=force)
    print(say("cli.questions_done", count=len(found), target=target, format=_CALLED[to]))
    for remark in remarks:
        print(say("cli.remark", remark=remark), file=sys.stderr)


_CALLED = {"moodle": "Moodle XML", "gift": "GIFT"}


def items_of(source: str) -> "Lesson":
    """Return the items of a lesson, of a file of items, or of an exercise with its key if that is there.

    Raises
    ------
    CasekitError
        If there is none of that name, or something in it is wrong.

    Examples
    --------
    >>> items_of("example").id
    'example'
    """
    from casekit.course import lesson, lessons  # noqa: PLC0415
    from casekit.exercises import complete, exercise_folder, read_exercise  # noqa: PLC0415
    from casekit.exercises.folder import INSTRUCTOR, KEY  # noqa: PLC0415

    if source in lessons() or source.endswith((".yaml", ".yml")):
        return lesson(source)
    folder = exercise_folder(source)
    return complete(folder) if what(folder / INSTRUCTOR / KEY) == "file" else read_exercise(folder)
