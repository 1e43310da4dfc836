"""``casekit questions``: items as questions for Moodle's quiz."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from casekit.cli.output import tell, with_ending
from casekit.errors import UnknownCodeError
from casekit.store.names import expanded
from casekit.store.outputs import free, publish
from casekit.vocab import language, nearest, say

if TYPE_CHECKING:
    from casekit.course.items import Lesson
    from casekit.exercises.moodle import Picture

FORMATS = {"moodle": ".xml", "gift": ".txt"}
_CALLED = {"moodle": "Moodle XML", "gift": "GIFT"}
_PICTURES, _LARGEST = (".png", ".jpg", ".jpeg", ".gif"), 5_000_000


def make_questions(
    source: str, to: str, output: Path | None, pictures: Sequence[str] = (), *, force: bool = False
) -> None:
    """Write the items of a lesson or exercise as questions, in the current language, and say what gets lost.

    They hold the keys, so only the owner may read the file. Each picture is given as ``ITEM=FILE``.
    """
    if to not in FORMATS:
        raise UnknownCodeError(say("cli.questions_formats", to=to, formats=", ".join(FORMATS)))
    from casekit.exercises import moodle  # noqa: PLC0415 - `--help` need not wait for these
    from casekit.exercises.folder import lesson_or_exercise  # noqa: PLC0415

    lesson = lesson_or_exercise(source)
    name = Path(f"{lesson.id}-{language()}{'.gift' if to == 'gift' else ''}{FORMATS[to]}")
    target = free(with_ending(output or name, FORMATS[to]), force=force)
    seen = _pictures(pictures, lesson)
    found, remarks = moodle.questions(lesson, seen)
    if seen and to == "gift":
        remarks.insert(0, say("moodle.no_pictures"))
    category = f"casekit {lesson.id} {lesson.title}"
    content = moodle.as_xml(found, category) if to == "moodle" else moodle.as_gift(found, category).encode()
    publish(content, target, force=force)
    print(say("cli.questions_done", count=len(found), target=target, format=_CALLED[to]))
    tell(remarks)


def _pictures(given: Sequence[str], lesson: "Lesson") -> "dict[str, list[Picture]]":
    """Return pictures by the items above which they stand, each with the words that casekit gave it."""
    from casekit.exercises.moodle import Picture  # noqa: PLC0415
    from casekit.store.files import read  # noqa: PLC0415
    from casekit.store.pictures import bare  # noqa: PLC0415

    known = [item.id for item in lesson.items]
    found: dict[str, list[Picture]] = {}
    for one in given:
        item, _, name = one.partition("=")
        if item not in known or not name:
            near = ", ".join(nearest(item, known) or known[:10])
            raise UnknownCodeError(say("cli.questions_no_item", given=one, near=near))
        file = expanded(Path(name))
        if file.suffix.lower() not in _PICTURES:
            raise UnknownCodeError(
                say("cli.questions_no_picture", file=file.name, kinds=", ".join(_PICTURES))
            )
        picture = Picture(file.name, bare(read(file, _LARGEST)), _words_of(file))
        found.setdefault(item, []).append(picture)
    return found


def _words_of(file: Path) -> str:
    """Return the text equivalent that a figure of casekit carries in its file; else the file's name."""
    from PIL import Image  # noqa: PLC0415

    try:
        with Image.open(file) as picture:
            return str(picture.info.get("Description") or file.stem)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return file.stem
