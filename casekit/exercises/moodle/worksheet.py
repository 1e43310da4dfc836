"""Moodle's offline grading worksheet: read, filled in, and written back as it was but for marks and comments.

Moodle (``mod/assign/feedback/offline/importgradeslib.php``) looks for three headings, those of the
identifier, the grade and the time of the last change of the grade, in the language of whoever uploads, and
for the headings of its feedback. From the identifier it takes what follows the word for a participant, in
Indonesian ``Peserta104`` without a space. It refuses a grade that is above the maximum, and passes over rows
whose grade was changed in Moodle since the worksheet was downloaded; so all other fields stay as they are,
byte for byte.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from casekit.errors import CourseError
from casekit.exercises.moodle.html import as_html
from casekit.exercises.moodle.table import Line, Table, read_table
from casekit.vocab import say

# As in Moodle's language packs for English and Indonesian, in small letters: words of Moodle, not of casekit.
_HEADINGS = {
    "identifier": ("identifier", "id", "pengenal", "identifikasi", "identifier id"),
    "name": ("full name", "nama lengkap", "first name / surname", "nama depan / nama akhir"),
    "email": ("email address", "email", "alamat email", "alamat surel", "surel"),
    "idnumber": ("id number", "nomor id", "nomor induk", "nim"),
    "grade": ("grade", "nilai"),
    "most": ("maximum grade", "nilai maksimum"),
    "open": ("grade can be changed", "nilai bisa diubah"),
    "comment": ("feedback comments", "komentar umpan balik", "umpan balik sebagai komentar", "komentar"),
}
_NEEDED = ("identifier", "grade")
_NO = ("no", "tidak")
_NUMBER = re.compile(r"\d+$")
_MOODLES_SEPARATOR = ","


@dataclass(frozen=True)
class Grade:
    """What is written into the row of one participant.

    Attributes
    ----------
    share : float or None
        The share of the points, from 0 to 1, which becomes a grade by the row's maximum; None leaves
        the grade as it is.
    comment : str
        The comment in plain text; empty leaves the comment as it is.
    """

    share: float | None
    comment: str = ""


@dataclass(frozen=True)
class Participant:
    """One row: the number that identifies the participant, name, address and number of the student."""

    number: str
    name: str = ""
    email: str = ""
    idnumber: str = ""


@dataclass(frozen=True)
class Worksheet:
    """A worksheet as it was downloaded."""

    table: Table
    columns: Mapping[str, int]

    def participants(self) -> list[Participant]:
        r"""Return who is in the worksheet, in its order.

        Examples
        --------
        >>> raw = b'Identifier,"Full name",Grade\nParticipant 7,"Dewi, S.Sos.",\n'
        >>> read_worksheet(raw, "grades.csv").participants()[0].name
        'Dewi, S.Sos.'
        """
        return [
            Participant(*(self._value(row, key) for key in ("identifier", "name", "email", "idnumber")))
            for row in self.table.rows
        ]

    def filled(self, grades: Mapping[str, Grade]) -> tuple[bytes, list[str]]:
        r"""Return the worksheet with grades and comments, and what could not be written, in sentences.

        Parameters
        ----------
        grades : dict
            For each number of a participant what is to be written. Rows of others stay as they are.

        Returns
        -------
        bytes
            The file to upload to Moodle; with the same grades always the same. Fields are separated by
            commas, the only sign that Moodle takes.
        list of str
            Who is not in the worksheet, and whose grade Moodle has locked.

        Notes
        -----
        A grade has at most two places behind a point: Moodle understands that in every language. A comment
        becomes HTML, for that is what Moodle keeps, and cannot be taken for a formula.

        Examples
        --------
        >>> raw = b'Identifier,Grade,"Maximum grade","Feedback comments"\nParticipant 7,,50.00,\n'
        >>> written, remarks = read_worksheet(raw, "x.csv").filled({"7": Grade(0.875, "Bagus.")})
        >>> print(written.decode().splitlines()[1])
        Participant 7,43.75,50.00,<p>Bagus.</p>
        """
        rows: list[Line] = []
        remarks: list[str] = []
        for row, person in zip(self.table.rows, self.participants(), strict=True):
            if grade := grades.get(person.number):
                if self._value(row, "open").casefold() in _NO:
                    remarks.append(say("moodle.locked", person=person.name or person.number))
                else:
                    row = self._graded(row, grade)  # noqa: PLW2901 - the row as it goes on
            rows.append(row)
        known = {person.number for person in self.participants()}
        remarks += [say("moodle.unlisted", number=number) for number in grades if number not in known]
        return replace(self.table, rows=rows).dump(_MOODLES_SEPARATOR), remarks

    def _graded(self, row: Line, grade: Grade) -> Line:
        if grade.share is not None:
            most = as_number(self._value(row, "most")) or 100.0
            row = row.with_value(
                self.columns["grade"], _same_or(self._value(row, "grade"), grade.share * most)
            )
        if grade.comment and "comment" in self.columns:
            row = row.with_value(self.columns["comment"], as_html(grade.comment))
        return row

    def _value(self, row: Line, key: str) -> str:
        """Return what a row has in a column; of an identifier its number; empty where there is no column."""
        column = self.columns.get(key)
        value = "" if column is None else row.fields[column].value.strip()
        if key == "identifier":
            found = _NUMBER.search(value)
            return found.group() if found else ""
        return value


def read_worksheet(raw: bytes, name: str) -> Worksheet:
    r"""Return the worksheet that a file holds, with headings in English or Indonesian.

    Parameters
    ----------
    raw : bytes
        The content of the file as Moodle gave it.
    name : str
        What it is called, for messages.

    Raises
    ------
    CourseError
        If it is no worksheet of an assignment: a heading is missing, or two rows are of one participant.

    Examples
    --------
    >>> read_worksheet(b"ID,Nilai\nPeserta104,\n", "nilai.csv").participants()[0].number
    '104'
    """
    table = read_table(raw, name)
    heads = [field.value.strip().casefold() for field in table.head.fields]
    columns = {
        key: next(number for number, head in enumerate(heads) if head in words)
        for key, words in _HEADINGS.items()
        if any(head in words for head in heads)
    }
    if missing := [_HEADINGS[key] for key in _NEEDED if key not in columns]:
        found = ", ".join(field.value for field in table.head.fields)
        raise CourseError(
            say("moodle.no_heading", file=name, wanted=" / ".join(missing[0][:2]).capitalize(), found=found)
        )
    sheet = Worksheet(table, columns)
    _refuse_twins(sheet, name)
    return sheet


def _refuse_twins(sheet: Worksheet, name: str) -> None:
    seen: set[str] = set()
    for row, person in enumerate(sheet.participants(), 2):
        if not person.number:
            raise CourseError(say("moodle.no_number", file=name, row=row))
        if person.number in seen:
            raise CourseError(say("moodle.twice", file=name, row=row, number=person.number))
        seen.add(person.number)


def as_number(text: str) -> float | None:
    """Return a number as Moodle writes it in either language; None where it is none.

    Examples
    --------
    >>> as_number("100,00"), as_number("87.5"), as_number("-")
    (100.0, 87.5, None)
    """
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def rounded(value: float) -> float:
    """Return a grade with two places, a half always upwards.

    Examples
    --------
    >>> rounded(200 / 3), rounded(0.125)
    (66.67, 0.13)
    """
    return round(value + 1e-9, 2)


def as_grade(value: float) -> str:
    """Return a grade as Moodle reads it in every language.

    Examples
    --------
    >>> as_grade(85), as_grade(200 / 3)
    ('85.00', '66.67')
    """
    return f"{rounded(value):.2f}"


def _same_or(written: str, value: float) -> str:
    """Return a grade as it stands there already, if it is the same, else anew."""
    before = as_number(written)
    return written if before is not None and as_grade(before) == as_grade(value) else as_grade(value)
