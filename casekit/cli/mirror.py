"""``casekit mirror``: how a class decided in one exercise, as slides for the wall."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from casekit.cli.output import tell, with_ending
from casekit.store.names import expanded
from casekit.store.outputs import free, publish, publish_pages
from casekit.vocab import language, say

if TYPE_CHECKING:
    from casekit.figures.scene import SceneFigure

_ENDINGS = (".pdf", ".png", ".svg")
_DPI = 144  # of a slide of 960 points: 1,920 pixels across


def make_mirror(source: Path, exercise: str, output: Path | None, *, force: bool = False) -> None:
    """Draw how a class decided; pictures are numbered, a PDF holds all slides."""
    from casekit.exercises.folder import lesson_or_exercise  # noqa: PLC0415 - `--help` need not wait
    from casekit.exercises.handed_in import submissions  # noqa: PLC0415
    from casekit.exercises.mirror import latest_answers, mirror  # noqa: PLC0415
    from casekit.figures.wall import slides  # noqa: PLC0415

    source, lesson = expanded(source), lesson_or_exercise(exercise)
    target = with_ending(output or Path(f"{lesson.id}-mirror-{language()}.pdf"), *_ENDINGS)
    if target.suffix.lower() == ".pdf":
        free(target, inputs=[source], force=force)
    answers, remarks = latest_answers(submissions(source, lesson))
    boards, left_out = mirror(lesson, answers)
    made = slides(boards, str(lesson.title), len(answers))
    _write(made, target, source, force=force)
    print(say("mirror.done", people=len(answers), pages=len(made), target=target))
    tell([*remarks, *left_out])


def _write(made: Sequence["SceneFigure"], target: Path, source: Path, *, force: bool) -> None:
    """Write slides into one file, or into a numbered one each."""
    from casekit.figures.wall import as_pdf  # noqa: PLC0415

    if target.suffix.lower() == ".pdf":
        publish(as_pdf(made), target, inputs=[source], force=force)
        return
    publish_pages(
        (_picture(slide, target.suffix[1:]) for slide in made),
        lambda number: target.with_stem(f"{target.stem}-{number:02d}"),
        inputs=[source],
        force=force,
    )


def _picture(slide: "SceneFigure", kind: str) -> bytes:
    drawn = io.BytesIO()
    slide.savefig(drawn, format=kind, dpi=_DPI)
    return drawn.getvalue()
