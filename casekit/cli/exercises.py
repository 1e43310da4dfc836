"""``casekit grade``, ``gradebook``, ``feedback``, ``release`` and ``forget``: exercises of a class."""

import datetime as dt
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from casekit.cli.output import tell
from casekit.errors import CasekitError
from casekit.store.names import what
from casekit.vocab import date, nearest, numerals, say

if TYPE_CHECKING:
    from casekit.exercises import Graded
    from casekit.exercises.whole import GradedClass

_QUOTED = 120  # letters of a text that two have in common
FORMATS = ("html", "pdf", "both")  # of feedback
_TABLE, _CHANGES, _BOOK, _CODES = "marks.csv", "changes.csv", "gradebook.xlsx", "codes.csv"


def grade(
    source: Path, exercise: Path, to: Path | None, about: Path | None, *, blind: bool, force: bool
) -> int:
    """Grade what was handed in, write the table of marks, and say whose marks changed since the last time."""
    from casekit.exercises import again, results, whole  # noqa: PLC0415 - `--help` need not wait for it

    found = whole.grade_folder(source, exercise, to=to, class_file=about)
    rows = results.table(found.graded, found.about, blind=blind)
    before = _before(found.to / _TABLE)
    files = {_TABLE: results.as_csv(rows).encode()}
    changed = again.differences(before, rows)
    if changed:
        files[_CHANGES] = again.as_csv(changed).encode()
    if blind:
        _keep_codes(found, force)
    found.keep(files, force=force)
    for own in results.in_order(found.graded, blind=blind):
        print(_line(own, blind))
    for difference in changed:
        if not difference.item:
            print(say("exercises.changed", None, **again.told(difference)))
    print(_counted(found.graded))
    print(say("cli.report_done", target=found.to / _TABLE))
    return 0


def gradebook(
    source: Path, exercise: Path, to: Path | None, about: Path | None, *, blind: bool, force: bool
) -> int:
    """Write the gradebook as CSV and for Excel."""
    from casekit.exercises import results, whole  # noqa: PLC0415
    from casekit.exercises.gradebook import as_xlsx  # noqa: PLC0415

    found = whole.grade_folder(source, exercise, to=to, class_file=about)
    rows = results.table(found.graded, found.about, blind=blind)
    book = as_xlsx(found.exercise.lesson, found.graded, found.about, blind=blind)
    if blind:
        _keep_codes(found, force)
    found.keep({_TABLE: results.as_csv(rows).encode(), _BOOK: book}, force=force)
    print(say("cli.report_done", target=found.to / _BOOK))
    return 0


def feedback(
    source: Path, exercise: Path, to: Path | None, about: Path | None, *, blind: bool, kind: str, force: bool
) -> int:
    """Write a page of feedback for each student, as HTML, as PDF or as both."""
    from casekit.exercises import feedback as pages  # noqa: PLC0415
    from casekit.exercises import whole  # noqa: PLC0415
    from casekit.export.feedbackpages import feedback_pdfs  # noqa: PLC0415

    if kind not in FORMATS:
        raise CasekitError(say("exercises.feedback_kinds", kind=kind, kinds=", ".join(FORMATS)))
    found = whole.grade_folder(source, exercise, to=to, class_file=about)
    lesson = found.exercise.lesson
    files: dict[str, bytes] = {}

    def name(own: "Graded", ending: str) -> str:
        return f"feedback/{pages.file_name(own, blind=blind)}.{ending}"

    if kind in ("html", "both"):
        files |= {name(own, "html"): pages.page(lesson, own, blind=blind).encode() for own in found.told}
    if kind in ("pdf", "both"):
        files |= {name(own, "pdf"): made for own, made in feedback_pdfs(lesson, found.told, blind=blind)}
    found.keep(files, force=force)
    print(say("exercises.feedback_done", None, count=len(files), folder=str(found.to / "feedback")))
    return 0


@dataclass(frozen=True)
class Look:
    """What is noted of a second look: whose item, what is asked, or what is replied, by whom and why."""

    who: str
    item: str
    asks: str = ""
    reply: str = ""
    points: float | None = None
    by: str = ""
    why: str = ""


def second_look(source: Path, exercise: Path, to: Path | None, about: Path | None, look: Look) -> int:
    """Note a request for a second look, or the reply to it; print the trail."""
    from casekit.exercises import people_marks, whole  # noqa: PLC0415
    from casekit.exercises.to_mark import marks_file  # noqa: PLC0415
    from casekit.model import made  # noqa: PLC0415

    found = whole.grade_folder(source, exercise, to=to, class_file=about)
    own = next((one for one in found.graded if look.who in _names(one)), None)
    if own is None:
        raise CasekitError(say("exercises.nobody_called", who=look.who))
    known = {judged.item for judged in own.items}
    if look.item not in known:
        near = ", ".join(nearest(look.item, known) or sorted(known)) or "-"
        raise CasekitError(say("exercises.no_item", item=look.item, near=near))
    place = {"code": own.submission.code, "item": look.item, "when": people_marks.now(), "by": look.by}
    marks, lesson = found.people, found.exercise.lesson.id
    if look.asks:
        asked = made(people_marks.Entry, **place, act="request", text=look.asks)
        marks = people_marks.add_entry(marks_file(found), lesson, asked)
    if look.reply:
        levels = {} if look.points is None else {people_marks.POINTS: look.points}
        said = made(people_marks.Entry, **place, act="reply", text=look.reply, why=look.why, levels=levels)
        marks = people_marks.add_entry(marks_file(found), lesson, said)
    for entry in marks.trail(own.submission.code, look.item):
        points = numerals(f"{sum(entry.levels.values()):g}") if entry.levels else ""
        print(f"{entry.minute}  {entry.told(points)}")
    return 0


def _names(own: "Graded") -> tuple[str, ...]:
    """Return how somebody may be called."""
    submission = own.submission
    return tuple(name for name in (submission.code, submission.number, submission.person) if name)


def similar(source: Path, exercise: Path, about: Path | None, *, names: bool) -> int:
    """Name the answers in prose that have much in common."""
    from casekit.exercises import whole  # noqa: PLC0415
    from casekit.exercises.similar import alike  # noqa: PLC0415

    found = whole.grade_folder(source, exercise, class_file=about)
    handed = [own.submission for own in found.graded]
    everybody = [raw.decode("utf-8", "replace") for raw in found.exercise.starts.values()]
    pairs = alike(found.exercise.lesson, handed, everybody)
    who = {own.code: own.person if names else own.code for own in handed}
    for pair in pairs:
        facts = {"one": who[pair.one], "other": who[pair.other], "share": round(100 * pair.share)}
        print(say("exercises.alike", None, item=pair.item, longest=pair.longest[:_QUOTED], **facts))
    print(say("exercises.alike_about" if pairs else "exercises.alike_none"))
    return 0


def peers(
    source: Path, exercise: Path, to: Path | None, about: Path | None, *, each: int, force: bool
) -> int:
    """Deal works among those who wrote them, without names."""
    from casekit.exercises import results, whole  # noqa: PLC0415
    from casekit.exercises.peers import reading_page, reviewers  # noqa: PLC0415

    found = whole.grade_folder(source, exercise, to=to, class_file=about)
    lesson = found.exercise.lesson
    handed = {own.submission.code: own.submission for own in found.graded if own.submission.answers}
    dealt = reviewers([*handed], each, lesson.id)
    files = {
        f"peers/{code}.html": reading_page(lesson, [handed[own] for own in read]).encode()
        for code, read in dealt.items()
    }
    found.keep({**files, "peers.csv": results.dealt_csv(dealt).encode()}, force=force)
    _keep_codes(found, force)
    print(say("exercises.peers_done", None, people=len(dealt), each=each, folder=str(found.to / "peers")))
    return 0


def release(exercise: Path, to: Path, *, force: bool) -> int:
    """Write the student's version of an exercise."""
    from casekit.exercises.held_texts import is_searched  # noqa: PLC0415
    from casekit.exercises.release import release as released  # noqa: PLC0415

    files = released(exercise, to, force=force)
    name = files[0].parent
    print(say("exercises.released", None, exercise=name.name, count=len(files), folder=str(name)))
    if drawn := [path.name for path in files if not is_searched(path.name, path.read_bytes())]:
        tell([say("exercises.released_unsearched", files=", ".join(drawn))])
    return 0


def forget(folder: Path, *, at_once: bool) -> int:
    """Delete marks and feedback whose time is over."""
    from casekit.exercises import keeping  # noqa: PLC0415

    found = keeping.forget(folder, dt.date.today(), at_once=at_once)
    for one in found:
        if one.deleted:
            print(say("exercises.forgotten", None, count=len(one.deleted), folder=one.folder))
        elif not one.is_ours:
            print(say("exercises.not_ours", folder=one.folder))
        elif one.keep_until:
            print(say("exercises.kept_until", folder=one.folder, day=date(one.keep_until)))
        else:
            print(say("exercises.kept", folder=one.folder))
    if not found:
        print(say("exercises.no_results", folder=folder))
    return 0


def _keep_codes(found: "GradedClass", force: bool) -> None:
    """Write the list of blind codes apart from the marks: whoever has both knows everybody."""
    from casekit.exercises import results  # noqa: PLC0415

    codes = results.codes_csv(one.submission for one in found.graded)
    [target] = found.keep({_CODES: codes.encode()}, beside="codes", force=force)
    print(say("exercises.codes_apart", target=target), file=sys.stderr)


def _before(path: Path) -> list[dict[str, str]]:
    """Return the table as it was written last; nothing if there is none."""
    from casekit.exercises import results  # noqa: PLC0415
    from casekit.store.files import read  # noqa: PLC0415

    return results.read_csv(read(path)) if what(path) == "file" else []


def _line(own: "Graded", blind: bool) -> str:
    """Return what is said of one submission on a line."""
    name = own.submission.code if blind else own.submission.person
    number = f" ({own.submission.number})" if own.submission.number and not blind else ""
    points = "–" if own.total is None else f"{numerals(f'{own.total:g}')}/{numerals(f'{own.of:g}')}"
    said = own.remark(blind=blind)
    state = say(f"exercises.state_{own.state}")
    return f"{say('exercises.one', name=name + number)}  {points}  {state}{f': {said}' if said else ''}"


def _counted(graded: "Sequence[Graded]") -> str:
    """Return how many of a class are in which state."""
    states = [own.state for own in graded]
    order = ("graded", "part", "empty", "missing", "unread")
    counts = [f"{say(f'exercises.state_{name}')}: {states.count(name)}" for name in order if name in states]
    return "; ".join(counts) or say("exercises.nobody")
