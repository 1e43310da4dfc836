"""``casekit slides``: lessons to slides, and to pages with what the lecturer says beside them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casekit.cli.lessons import FOR_LECTURERS
from casekit.cli.making import Made, make_all, targets
from casekit.cli.running import Running, read
from casekit.vocab import LANGUAGES, say

if TYPE_CHECKING:
    from nbformat import NotebookNode


def make_slides(
    paths: Sequence[Path],
    to: Path | None,
    *,
    running: Running,
    notes: bool,
    no_input: bool,
    jobs: int,
    seconds: float,
    force: bool = False,
) -> int:
    """Make the slides of all notebooks with progress; one that fails stops none of the others."""
    from casekit.export.slides import to_notes, to_slides  # noqa: PLC0415 - `--help` need not wait for it

    sources = targets(paths, to, say("cli.slides_ending"))

    def make(source: Path, target: Path) -> Made:
        folder = source.absolute().parent
        notebook, said, private = running.result(read(source), folder)
        how: dict[str, Any] = {
            "name": source.stem,
            "folder": folder,
            "no_input": no_input,
            "seconds": seconds,
        }
        pdf, remarks = to_slides(notebook, **how)
        files = {target: pdf}
        if notes:
            beside = target.with_name(f"{source.stem}{say('cli.notes_ending')}")
            pages, missing = to_notes(notebook, instructor=_for_lecturers(source), **how)
            files |= {beside: pages} if pages else {}
            said = [*said, *(missing if not pages else ())]
        return Made(files, [*said, *remarks], private)

    return make_all(sources, make, running=running, jobs=jobs, force=force)


def _for_lecturers(source: Path) -> "NotebookNode | None":
    """Return the notebook for lecturers that goes with a lesson, if there is one.

    Lessons lie in ``LANGUAGE/...`` and what belongs to them in ``instructor/LANGUAGE/...`` beside.
    """
    place = source.absolute()
    for folder in place.parents:
        if folder.name in LANGUAGES:
            found = folder.parent / FOR_LECTURERS / folder.name / place.relative_to(folder)
            return read(found) if found.is_file() else None
    return None
