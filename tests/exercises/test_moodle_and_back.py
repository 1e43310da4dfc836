"""A class on Moodle: its zip graded, its worksheet filled in, its feedback and gradebook files written."""

import csv
import io
import os
import subprocess
import sys
import zipfile

import pytest
import yaml
from moodle_names import NAMES, folder_name, worksheet

from casekit.course import Answer, Answers
from casekit.course.answers import dump
from casekit.exercises import Graded, Submission
from casekit.exercises.classes import ClassFile
from casekit.exercises.moodle import back, gradebook
from casekit.exercises.moodle.table import read_table
from casekit.exercises.whole import grade_folder

PEOPLE = 12


@pytest.fixture
def course(tmp_path, exercise):
    """Return a folder with an exercise, the zip of a class and its worksheet, as Moodle gives them."""
    with zipfile.ZipFile(tmp_path / "kelas.zip", "w") as archive:
        for number in range(PEOPLE - 1):  # the last one handed in nothing
            own = Answers(
                lesson="90-trial", student="x", language="id", items=[Answer(id="ask", chosen=["good"])]
            )
            raw = "lesson: [" if number == 3 else dump(own)
            archive.writestr(f"{folder_name(number)}_assignsubmission_file_/answers.yaml", raw)
    (tmp_path / "Nilai-Tugas 4-17.csv").write_bytes(worksheet("id", PEOPLE))
    return tmp_path


def casekit(*words, cwd):
    ran = [sys.executable, "-c", "from casekit.cli import main; main()", *map(str, words)]
    env = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        ran, cwd=cwd, env=env, capture_output=True, encoding="utf-8", timeout=300, check=False
    )


def test_one_command_makes_all_that_moodle_takes_and_the_same_bytes_again(course):
    before = (course / "Nilai-Tugas 4-17.csv").read_bytes()
    words = (
        "moodle",
        "kelas.zip",
        "--exercise",
        "90-trial",
        "--worksheet",
        "Nilai-Tugas 4-17.csv",
        "--lang",
        "id",
    )
    ran = casekit(*words, cwd=course)
    assert ran.returncode == 0, ran.stderr
    assert "lembar nilai lebih dahulu, baru zip" in ran.stderr  # or Moodle takes none of the grades
    results = course / "kelas-marks"
    made = {path.name: path.read_bytes() for path in results.iterdir() if path.suffix != ".yaml"}
    assert {*made} == {
        "Nilai-Tugas 4-17.csv",
        "moodle-feedback.zip",
        "moodle-gradebook.csv",
        "classroom.xlsx",
    }
    assert (course / "Nilai-Tugas 4-17.csv").read_bytes() == before
    table = read_table(made["Nilai-Tugas 4-17.csv"], "x")
    assert [row.fields[1].value for row in table.rows] == [NAMES[at % len(NAMES)] for at in range(PEOPLE)]
    with zipfile.ZipFile(io.BytesIO(made["moodle-feedback.zip"])) as archive:
        page = archive.read(f"{folder_name(2)}_assignsubmission_file_/feedback.html").decode()
    assert "Nur Qur&#x27;ani" in page  # as the worksheet writes it, not as Moodle's folder does
    comments = [row.fields[-1].value for row in table.rows]
    assert "answers.yaml" in comments[3]  # why it could not be read
    assert comments[-1] == ""
    marks = [row.fields[4].value for row in table.rows]
    assert marks[3] == marks[-1] == ""  # unread, and nothing handed in: no grade, and no zero
    assert {*marks[:3], *marks[4:-1]} == {marks[0]}
    assert 0 < float(marks[0]) < 50
    with zipfile.ZipFile(io.BytesIO(made["moodle-feedback.zip"])) as archive:
        assert sorted(archive.namelist()) == sorted(
            f"{folder_name(number)}_assignsubmission_file_/feedback.html" for number in range(PEOPLE - 1)
        )
    totals = [*csv.DictReader(io.StringIO(made["moodle-gradebook.csv"].decode("utf-8-sig")))]
    assert {row["email"] for row in totals} >= {f"s{number:03}@example.org" for number in range(PEOPLE - 1)}
    assert casekit(*words, "--force", cwd=course).returncode == 0
    stable = ("Nilai-Tugas 4-17.csv", "moodle-feedback.zip", "moodle-gradebook.csv")
    assert {name: (results / name).read_bytes() for name in stable} == {name: made[name] for name in stable}


def test_names_are_those_of_the_class_file_and_of_whom_nothing_came_nothing_is_said(course):
    people = [{"name": NAMES[2], "number": "5002"}, {"name": "Tanpa Kiriman", "number": "1"}]
    (course / "class.yaml").write_text(yaml.safe_dump({"people": people}), encoding="utf-8")
    found = grade_folder(course / "kelas.zip", course / "90-trial")
    assert {"Nur Qur'ani", "Tanpa Kiriman"} <= {own.submission.person for own in found.graded}
    pages = {own.submission.code: {"feedback.html": b"x"} for own in found.graded}
    assert back.feedback_files(found.told, pages)[1] == []


def test_a_missing_answer_is_no_grade_and_a_wrong_one_is_a_zero():
    graded = [
        Graded(Submission("A", "1"), "x", 1, "graded", points=0.0, of=4),
        Graded(Submission("B", "2"), "x", 1, "missing", points=0.0, of=4),
        Graded(Submission("C", "3"), "x", 1, "part", points=2.0, of=4),
        Graded(Submission("D", ""), "x", 1, "graded", points=4.0, of=4),
        Graded(Submission("E", "5"), "x", 1, "empty", points=0.0, of=4),
    ]
    found = back.grades(graded)
    assert found["1"].share == 0
    assert "2" not in found
    assert found["3"].share is None
    assert found["3"].comment
    assert {*found} == {"1", "3", "5"}
    assert found["5"].share == 0
    assert found["5"].comment.startswith("0 dari 4")  # a zero without a word would be a riddle


ABOUT = ClassFile(
    people=[
        {"name": "Sukarno", "number": "1", "idnumber": "0071", "email": "S.Karno@example.org"},
        {"name": "=cmd|x", "number": "2", "idnumber": "=1+1", "email": "=HYPERLINK(1)"},
        {"name": "Tanpa Surel", "number": "3", "idnumber": "009"},
    ]
)
CLASS = [
    Graded(Submission("Sukarno", "1"), "x", 1, "graded", points=3.0, of=4),
    Graded(Submission("=cmd|x", "2"), "x", 1, "graded", points=4.0, of=4),
    Graded(Submission("Tanpa Surel", "3"), "x", 1, "missing", of=4),
    Graded(Submission("Tamu", "4"), "x", 1, "graded", points=1.0, of=4),
]


def test_the_gradebook_keeps_zeros_and_capitals_and_lets_no_formula_through():
    raw, remarks = gradebook.moodle_csv(
        {"04-bpss": CLASS, "07-swot": CLASS[:1]}, ABOUT, separator="semicolon"
    )
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = [*csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";")]
    assert rows[0] == ["idnumber", "email", "04-bpss", "07-swot"]
    by_number = {row[0]: row[1:] for row in rows[1:]}
    assert by_number["0071"] == ["S.Karno@example.org", "75.00", "75.00"]
    assert by_number["009"] == ["", "", ""]
    assert not any(cell.startswith("=") for row in rows for cell in row)
    nobody, not_by_number, not_by_address = remarks
    assert "Tamu" in nobody
    assert "=cmd|x" in not_by_number and "surel" in not_by_number  # Moodle refuses all for one that it misses
    assert "Tanpa Surel" in not_by_address and "NIM" in not_by_address
    good = [
        {**person, "idnumber": f"00{at}", "email": f"{at}@example.org"}
        for at, person in enumerate(one.model_dump() for one in ABOUT.people)
    ]
    assert gradebook.moodle_csv({"x": CLASS[:3]}, ClassFile(people=good))[1] == []


def test_the_sheet_for_classroom_holds_texts_and_numbers_only():
    raw, remarks = gradebook.classroom_xlsx(CLASS, ABOUT, most=10)
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "<v>7.5</v>" in sheet
    assert "=HYPERLINK(1)" in texts
    assert "S.Karno@example.org" in texts
    assert any("Tanpa Surel" in remark for remark in remarks)
