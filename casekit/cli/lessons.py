"""``casekit lessons``: the lessons, copied out of casekit to where one can work in them."""

import sys
from pathlib import Path

import casekit
from casekit.cli.making import notebooks_below
from casekit.errors import CasekitError
from casekit.store.names import what
from casekit.store.outputs import publish
from casekit.vocab import LANGUAGES, say

_PACKAGE = Path(casekit.__file__).parent
_SHELVES = (_PACKAGE.parent / "notebooks", _PACKAGE / "data" / "lessons")
FOR_LECTURERS = "instructor"  # the folder beside those of the languages


def shelf() -> Path:
    """Return the folder with the lessons: of the working copy, or inside the package.

    Raises
    ------
    CasekitError
        If there are no lessons.
    """
    for place in _SHELVES:
        if all((place / language).is_dir() for language in LANGUAGES):
            return place
    raise CasekitError(say("cli.no_lessons"))


def copy_lessons(folder: Path, *, instructor: bool = False) -> tuple[list[Path], list[Path]]:
    """Copy all lessons into a folder; return those written, and those that somebody changed and that stay.

    A lesson that is there as casekit wrote it is replaced by the newer one; one in which somebody worked is
    left as it is. The lecturers' notebooks, which hold the answers, come only where they are asked for.
    """
    home, written, kept = shelf(), [], []
    others = [f"{FOR_LECTURERS}/{language}" for language in LANGUAGES] if instructor else []
    for part in (*LANGUAGES, *others):
        for lesson in notebooks_below(home / part):
            target, content = folder / lesson.relative_to(home), lesson.read_bytes()
            if what(target) == "file" and target.read_bytes() == content:
                continue
            try:
                written.append(publish(content, target, private=False))
            except CasekitError:
                if what(target) != "file":  # a folder, or a disk that is full
                    raise
                kept.append(target)
    return written, kept


def make_lessons(folder: Path, *, instructor: bool = False) -> None:
    """Copy the lessons, and say what became of them."""
    written, kept = copy_lessons(folder, instructor=instructor)
    print(say("cli.lessons_done", number=len(written), folder=folder.absolute()))
    if kept:
        print(
            say("cli.lessons_kept", number=len(kept), names=", ".join(path.name for path in kept[:5])),
            file=sys.stderr,
        )
