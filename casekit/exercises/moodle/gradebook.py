"""Totals for other gradebooks: Moodle's import of a CSV file, and a sheet for Google Classroom.

Moodle (``grade/import/csv/classes/load_data.php``) finds a student by one column that the lecturer picks,
number or e-mail address, to the letter; it refuses the file where such a person is not known, and every
grade above the maximum. Google Classroom has no import at all: a lecturer, or an add-on, copies from a sheet
with the columns Email and Grade.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casekit.errors import UnknownCodeError
from casekit.exercises.classes import ClassFile
from casekit.exercises.grades import Graded
from casekit.exercises.moodle.worksheet import as_grade, rounded
from casekit.store.spreadsheet import csv_of, harmless, xlsx_of
from casekit.vocab import say

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
MOST = 100.0
_NAMED = 3  # people in one remark
_SHEET, _EMAIL, _GRADE = "Grades", "Email", "Grade"  # as Google calls them, in every language


@dataclass(frozen=True)
class _Known:
    """Who somebody is in the course system, and what each exercise earned, of the maximum."""

    person: str
    idnumber: str
    email: str
    grades: Mapping[str, float | None]


def moodle_csv(
    exercises: Mapping[str, Sequence[Graded]],
    about: ClassFile,
    *,
    separator: str = "comma",
    most: float = MOST,
) -> tuple[bytes, list[str]]:
    """Return totals for Moodle's gradebook: Grades, Import, CSV file.

    Parameters
    ----------
    exercises : dict
        The marks of a class for each exercise, by the name that its column gets.
    about : ClassFile
        Who is in the class, with their id numbers and e-mail addresses.
    separator : {"comma", "semicolon", "tab"}
        What stands between two fields; Excel in Indonesian opens semicolons.
    most : float
        The maximum of the grade in Moodle, to which points are scaled.

    Returns
    -------
    bytes
        UTF-8 with a byte order mark, by which Excel knows it; columns ``idnumber``, ``email`` and one for
        each exercise. Where nothing could be marked yet the field is empty, which Moodle takes for no grade.
    list of str
        Whose row is left out, because neither number nor address is known, and by which column Moodle cannot
        find everybody.

    Raises
    ------
    UnknownCodeError
        If there is no such separator.

    Examples
    --------
    >>> from casekit.exercises import Graded, Submission
    >>> about = ClassFile(people=[{"name": "Sukarno", "idnumber": "007"}])
    >>> own = Graded(Submission("Sukarno"), "04-bpss", 1, "graded", points=8, of=16)
    >>> moodle_csv({"04-bpss": [own]}, about)[0].decode("utf-8-sig").splitlines()
    ['idnumber,email,04-bpss', '007,,50.00']
    """
    if separator not in SEPARATORS:
        raise UnknownCodeError(say("moodle.separators", given=separator, known=", ".join(SEPARATORS)))
    known, remarks = _known(exercises, about, most)
    lines = [[own.idnumber, own.email, *(_written(own.grades[name]) for name in exercises)] for own in known]
    heads = ["idnumber", "email", *exercises]
    return csv_of(heads, lines, separator=SEPARATORS[separator], end="\n").encode(), [
        *remarks,
        *_unfound(known),
    ]


def classroom_xlsx(
    graded: Sequence[Graded], about: ClassFile, *, most: float = MOST
) -> tuple[bytes, list[str]]:
    """Return a sheet for Google Classroom: Email and Grade, a row for each student.

    Texts are written as texts: what begins with ``=`` is no formula. A student without an address is left out
    and told.

    Parameters
    ----------
    graded : sequence of Graded
        The marks of a class for one exercise.
    about : ClassFile
        Who is in the class, with their e-mail addresses.
    most : float
        The maximum of the assignment in Classroom, to which points are scaled.
    """
    known, _ = _known({_GRADE: graded}, about, most)
    lines = [(own.email, own.grades[_GRADE]) for own in known if own.email]
    made = xlsx_of([(_SHEET, (_EMAIL, _GRADE), lines)])
    return made, [say("moodle.no_email", person=own.person) for own in known if not own.email]


def _unfound(known: Sequence[_Known]) -> Iterator[str]:
    """Yield by which column not everybody is found: Moodle then imports nobody's grade.

    A number that a spreadsheet would take for a formula stands there as a text that Moodle does not know.
    """
    for column in ("idnumber", "email"):
        written = {own.person: getattr(own, column) for own in known}
        odd = [person for person, text in written.items() if not text or harmless(text) != text]
        if odd and len(odd) < len(known):
            more = ["…"] if len(odd) > _NAMED else []
            yield say(f"moodle.not_by_{column}", people=", ".join([*odd[:_NAMED], *more]))


def _written(grade: float | None) -> str:
    """Return a grade as the worksheet has it, or no grade."""
    return "" if grade is None else as_grade(grade)


def _known(
    exercises: Mapping[str, Sequence[Graded]], about: ClassFile, most: float
) -> tuple[list[_Known], list[str]]:
    """Return everybody with their grades, in the order of their names, and who is not known."""
    found: dict[str, dict[str, Any]] = {}
    remarks: list[str] = []
    for name, graded in exercises.items():
        for own in graded:
            member = about.member(own.submission)
            person = found.setdefault(
                own.submission.key,
                {
                    "person": own.submission.person,
                    "idnumber": member.idnumber if member else "",
                    "email": member.email if member else "",
                    "grades": dict.fromkeys(exercises),
                },
            )
            earned = scaled(own, most)
            person["grades"][name] = None if earned is None else rounded(earned)
    known = [_Known(**person) for person in found.values()]
    known.sort(key=lambda own: (own.person.casefold(), own.idnumber))
    remarks = [say("moodle.nobody", person=own.person) for own in known if not (own.idnumber or own.email)]
    return [own for own in known if own.idnumber or own.email], remarks


def scaled(own: Graded, most: float = MOST) -> float | None:
    """Return what a submission earned, of a maximum; None where that cannot be told yet.

    Nothing handed in is no grade, which is not the same as 0.

    Examples
    --------
    >>> from casekit.exercises import Graded, Submission
    >>> scaled(Graded(Submission("Sukarno"), "04-bpss", 1, "graded", points=12, of=16))
    75.0
    """
    if own.total is None or not own.of or own.state in ("missing", "unread"):
        return None
    return most * own.total / own.of
