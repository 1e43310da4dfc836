"""``casekit moodle``: marks and feedback of a class, as files that Moodle and Google Classroom take."""

from dataclasses import replace
from pathlib import Path

from casekit.cli.output import tell
from casekit.store.names import expanded
from casekit.vocab import say

_ZIP, _CSV, _SHEET, _PAGE = "moodle-feedback.zip", "moodle-gradebook.csv", "classroom.xlsx", "feedback.html"


def take_back(
    source: Path,
    exercise: Path,
    worksheet: Path | None,
    to: Path | None,
    about: Path | None,
    *,
    separator: str,
    most: float,
    force: bool,
) -> int:
    """Grade what was handed in; write worksheet, feedback zip, gradebook and sheet, and what is missing."""
    from casekit.exercises import feedback, moodle, whole  # noqa: PLC0415 - `--help` need not wait
    from casekit.exercises.moodle import back, gradebook  # noqa: PLC0415
    from casekit.store.files import read  # noqa: PLC0415

    sheet = None
    if worksheet is not None:
        worksheet = expanded(worksheet)
        sheet = moodle.read_worksheet(read(worksheet), worksheet.name)
    found = whole.grade_folder(source, exercise, to=to, class_file=about)
    known = back.with_participants(found.about, sheet) if sheet else found.about
    found = replace(
        found, graded=[replace(own, submission=known.called(own.submission)) for own in found.graded]
    )
    lesson = found.exercise.lesson
    pages = {own.submission.code: {_PAGE: feedback.page(lesson, own).encode()} for own in found.told}
    zipped, remarks = back.feedback_files(found.told, pages)
    totals, unknown = gradebook.moodle_csv({lesson.id: found.graded}, known, separator=separator, most=most)
    classroom, unaddressed = gradebook.classroom_xlsx(found.graded, known, most=most)
    files = {_CSV: totals, _SHEET: classroom}
    remarks += [*unknown, *unaddressed]
    if zipped:
        files[_ZIP] = moodle.zipped(zipped)
    if sheet and worksheet:
        files[worksheet.name], more = sheet.filled(back.grades(found.graded))
        remarks = [*more, *remarks, *([say("moodle.order")] if zipped else [])]
    found.keep(files, inputs=[worksheet] if worksheet else (), force=force)
    for name in files:
        print(say("cli.report_done", target=found.to / name))
    tell(dict.fromkeys(remarks))
    return 0
