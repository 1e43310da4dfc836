"""Moodle's worksheet and folders for a class of 120 with names that other tools stumbled over."""

import io
import zipfile

import pytest
from moodle_names import NAMES, cleaned, worksheet

from casekit.errors import CourseError
from casekit.exercises import moodle
from casekit.exercises.moodle.table import read_table


@pytest.mark.parametrize("language", ["en", "id"])
def test_only_grades_and_comments_change_and_the_rest_stays_byte_for_byte(language):
    raw = worksheet(language)
    sheet = moodle.read_worksheet(raw, "nilai.csv")
    assert sheet.filled({}) == (raw, [])
    people = sheet.participants()
    assert [own.name for own in people[: len(NAMES)]] == NAMES
    assert people[7].number == "5007"
    written, remarks = sheet.filled({own.number: moodle.Grade(0.855, "Bagus.") for own in people[::2]})
    assert remarks == []
    before, after = raw.decode().splitlines(), written.decode().splitlines()
    assert after[0] == before[0]
    assert after[2::2] == before[2::2]  # nobody else's row
    for old, new in zip(before[1::2], after[1::2], strict=True):
        assert (
            new
            == old.replace(',"Submitted for grading",,', ',"Submitted for grading",85.50,') + "<p>Bagus.</p>"
        )
    assert (
        moodle.read_worksheet(written, "x").filled(
            {own.number: moodle.Grade(0.855, "Bagus.") for own in people[::2]}
        )[0]
        == written
    )


def test_a_grade_follows_the_maximum_and_a_comment_is_never_a_formula():
    raw = worksheet(people=2).replace(b"100.00", b"40.00")
    written, _ = moodle.read_worksheet(raw, "x").filled(
        {"5000": moodle.Grade(1, '=HYPERLINK("x")\nbaris <b>dua</b>')}
    )
    row = [field.value for field in read_table(written, "x").rows[0].fields]
    assert row[4] == "40.00"
    assert row[-1] == '<p>=HYPERLINK("x")<br>baris &lt;b&gt;dua&lt;/b&gt;</p>'


def test_locked_and_unknown_participants_are_told_and_nothing_is_written():
    raw = worksheet(people=3).replace(b",Yes,", b",No,", 1)
    written, remarks = moodle.read_worksheet(raw, "x").filled(
        {"5000": moodle.Grade(1), "77": moodle.Grade(1)}
    )
    assert written == raw
    assert "Dewi Lestari, S.Sos." in remarks[0]
    assert "77" in remarks[1]


def test_a_sheet_that_excel_saved_with_semicolons_comes_back_with_commas():
    raw = worksheet("id", 3).decode().replace(",", ";").encode()
    written, _ = moodle.read_worksheet(raw, "x").filled({"5001": moodle.Grade(0.5)})
    assert written.splitlines()[0].count(b",") == 9
    assert b",50.00," in written.splitlines()[2]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "kosong"),
        (b"Nama,Nilai\nBudi,1\n", "Identifier"),
        (b"Identifier,Grade\nParticipant,1\n", "nomor peserta"),
        (b"Identifier,Grade\nParticipant 1,1\nParticipant 1,2\n", "baris 3"),
        (b"Identifier,Grade\nParticipant 1\n", "baris 2"),
        (b'Identifier,Grade\n"Participant 1,1\n', "baris 2"),
        ("Identifier,Grade\nÿ".encode("latin-1"), "UTF-8"),
    ],
)
def test_what_is_no_worksheet_is_refused_in_a_sentence(raw, said):
    with pytest.raises(CourseError, match=said):
        moodle.read_worksheet(raw, "nilai.csv")


def test_whose_a_file_is_can_be_read_from_all_names_that_moodle_writes():
    for name in NAMES:
        known = cleaned(name)
        for path, inside in [
            (f"{known}_104_assignsubmission_file_/answers.yaml", "answers.yaml"),
            (f"{known}_104_assignsubmission_file/tugas/lama/answers.yaml", "tugas/lama/answers.yaml"),
            (f"{known}_104_assignsubmission_file_answers_2.yaml", "answers_2.yaml"),
            (f"Tugas 4-17/{known}_104_assignsubmission_onlinetext_/onlinetext.html", "onlinetext.html"),
        ]:
            place = moodle.place_of(path)
            assert (place.person, place.number, place.name) == (known, "104", inside)
            back = moodle.place_of(moodle.path_for(place, "feedback.html"))
            assert (back.person, back.number, back.kind) == (known, "104", place.kind)
    assert moodle.place_of("Default group_assignsubmission_file_/a.yaml") is None
    assert moodle.place_of("answers.yaml") is None


def test_the_feedback_zip_of_a_class_is_the_same_file_every_time_and_opens_with_its_names():
    places = [
        moodle.place_of(f"{name}_{5000 + number}_assignsubmission_file_/answers.yaml")
        for number, name in enumerate(NAMES)
    ]
    files = {moodle.path_for(place, "feedback.html"): place.number.encode() for place in places if place}
    first, again = moodle.zipped(files), moodle.zipped(dict(reversed(files.items())))
    assert first == again
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert sorted(archive.namelist()) == sorted(files)
        assert all(archive.read(path) == content for path, content in files.items())
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_however_a_sheet_is_quoted_and_its_lines_end_it_stays_so():
    rows = [["ID", "Nama lengkap", "Nilai"], ["Peserta1", "Dewi Lestari", ""], ["Peserta2", "Sukarno", "5"]]
    for mark, end in (('"', "\r\n"), ("", "\n")):
        raw = "".join(",".join(f"{mark}{value}{mark}" for value in row) + end for row in rows).encode()
        sheet = moodle.read_worksheet(raw, "x")
        assert sheet.filled({})[0] == raw
        written, _ = sheet.filled({"1": moodle.Grade(0.5)})
        assert written == raw.replace(f"Lestari{mark},{mark}{mark}".encode(), f"Lestari{mark},50.00".encode())
