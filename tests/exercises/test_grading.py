"""A class is graded from what it handed in, whatever that is, and nothing in it is believed or executed."""

import datetime as dt
import io
import os
import time
import zipfile
from pathlib import Path

import pytest
import yaml

import casekit
from casekit.errors import CasekitError
from casekit.exercises import grading, handed_in
from casekit.exercises.classes import ClassFile
from casekit.exercises.people_marks import Entry, PeopleMarks
from casekit.exercises.submissions import Submission

HEAD = "format: 2\nlesson: 90-trial\nstudent: S\nlanguage: id\nversion: 1\nattempt: 1\n"
RIGHT = """\
items:
- {id: ask, chosen: [good]}
- {id: cards, placed: {food: biological, friends: social}}
- {id: order, chosen: [meet, plan, act]}
- {id: pairs, placed: {p1: m2, p2: m1}}
- {id: why, text: "Karena wali belum ditanya, dan ia masih di bawah umur menurut catatan."}
"""
WRONG = "items:\n- {id: ask, chosen: [bad]}\n"


@pytest.fixture
def keyed(exercise):
    return grading.keyed(exercise)


@pytest.fixture
def handed(tmp_path):
    """Return what puts files of submissions into a folder."""
    place = tmp_path / "submissions"
    place.mkdir()

    def put(name, text=HEAD + RIGHT):
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return place

    return put


def graded(keyed, place, about=None, people=None):
    found = grading.grade_class(keyed, handed_in.submissions(place, keyed.lesson), about, people)
    return {own.submission.person: own for own in found}


def test_missing_unread_empty_and_zero_differ(keyed, handed):
    place = handed("Right/answers.yaml")
    handed("Wrong/answers.yaml", HEAD + WRONG)
    handed("Blank/answers.yaml", HEAD + "items:\n- {id: ask, chosen: []}\n")
    handed("Broken/answers.yaml", "lesson: [")
    handed("Other/answers.yaml", (HEAD + RIGHT).replace("90-trial", "91-trial"))
    handed("Picture/photo.jpg", b"\xff\xd8")
    (place / "Nobody").mkdir()
    found = graded(keyed, place, ClassFile(people=[{"name": "Absent"}, {"name": "Right"}]))
    states = {name: (own.state, own.points) for name, own in found.items()}
    assert states == {
        "Absent": ("missing", None),
        "Blank": ("empty", 0),
        "Broken": ("unread", None),
        "Nobody": ("missing", None),
        "Other": ("unread", None),
        "Picture": ("unread", None),
        "Right": ("part", 5),
        "Wrong": ("graded", 0),
    }
    assert "photo.jpg" in found["Picture"].reason
    assert "91-trial" in found["Other"].reason
    assert all(own.reason for own in found.values() if own.points is None)


def test_scores_versions_and_names_in_a_file_are_not_believed(keyed, handed):
    scored = (HEAD + WRONG).replace("chosen: [bad]", "chosen: [bad], points: 100, checked: true, tries: 1")
    place = handed("A/answers.yaml", scored)
    handed("B/answers.yaml", (HEAD + WRONG).replace("version: 1", "version: 99"))
    handed("C/answers.yaml", (HEAD + WRONG).replace("student: S", "student: A"))
    handed("D/answers.yaml", (HEAD + WRONG) + "score: 100\n")
    found = graded(keyed, place)
    assert {name: own.points or 0 for name, own in found.items()} == dict.fromkeys("ABCD", 0)
    assert found["A"].state == found["D"].state == "unread"
    assert "99" in found["B"].flags[0]


HOSTILE = {
    "tags": "!!python/object/apply:os.system ['touch was-here']",
    "aliases": "lesson: &a [x]\nb: &b [*a,*a,*a]\n" * 1,
    "deep": "lesson: " + "[" * 10_000,
    "encoding": b"\xff\xfe\x00\xd8lesson",
    "types": HEAD.replace("student: S", "student: {a: b}"),
    "huge": HEAD + "x" * 3_000_000,
    "nothing": "",
    "zeros": b"\0" * 1000,
    "list": "- 1\n",
    "wrong places": HEAD + "items: {a: b}\n",
    "many items": HEAD + "items:\n" + "- {id: a}\n" * 2000,
    "two of one": HEAD + "items:\n- {id: ask, chosen: [good]}\n- {id: ask, chosen: [good]}\n",
}


def test_one_bad_submission_is_a_row_with_its_reason(keyed, handed):
    for name, text in HOSTILE.items():
        place = handed(f"{name}/answers.yaml", text)
    handed("Good/answers.yaml")
    (place / "link.yaml").symlink_to("/etc/passwd")
    getattr(os, "mkfifo", Path.touch)(place / "pipe.yaml")
    with (place / "gap.yaml").open("wb") as file:
        file.truncate(1_000_000_000)
    began = time.process_time()
    found = graded(keyed, place)
    assert time.process_time() - began < 5
    assert found["Good"].points == 5
    for name in (*HOSTILE, "link", "pipe", "gap"):
        assert found[name].state == "unread", name
        assert found[name].reason.strip(), name
        assert "Traceback" not in found[name].reason
        assert "\n" not in found[name].reason


FORMULA, SCRIPT = "=cmd|'/c calc'!A1", "<script>alert(1)</script>"


def test_a_script_or_formula_in_each_field_stays_text(keyed, handed):
    for number, word in enumerate((FORMULA, SCRIPT)):
        quoted = f"'{word.replace(chr(39), chr(39) * 2)}'"
        place = handed(f"{number}/answers.yaml", HEAD + f"items:\n- {{id: why, text: {quoted}}}\n")
        handed(f"s{number}/answers.yaml", (HEAD + WRONG).replace("student: S", f"student: {quoted}"))
        handed(f"c{number}/answers.yaml", HEAD + WRONG + f"cases: {{consent: {quoted}}}\n")
        handed(f"i{number}/answers.yaml", HEAD + f"items:\n- {{id: {quoted}}}\n")
    assert {own.points for own in graded(keyed, place).values()} <= {0, None}


def zipped(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_a_zip_is_read_and_never_unpacked(keyed, tmp_path):
    link = zipfile.ZipInfo("Link/answers.yaml")
    link.external_attr = 0o120777 << 16
    files = {
        "Dewi, S.Sos._104_assignsubmission_file_/answers.yaml": HEAD + RIGHT,
        "Qurani_105_assignsubmission_file_/dalam/answers.yaml": HEAD + WRONG,
        "../../climbs/answers.yaml": HEAD + RIGHT,
        "/above/answers.yaml": HEAD + RIGHT,
        "Bomb/answers.yaml": b"\0" * 50_000_000,
        link: "/etc/passwd",
    }
    place = zipped(tmp_path / "class.zip", files)
    before = {*tmp_path.rglob("*")}
    found = graded(keyed, place)
    assert {*tmp_path.rglob("*")} == before
    assert found["Dewi, S.Sos."].points == 5
    assert found["Dewi, S.Sos."].submission.number == "104"
    assert found["Qurani"].points == 0
    assert {found[name].state for name in ("climbs", "above", "Bomb", "Link")} == {"unread"}
    assert "luar zip" in found["climbs"].reason


def test_zips_of_another_size_than_a_class_are_refused(keyed, tmp_path, handed):
    many = zipped(tmp_path / "many.zip", {f"A/{number}.yaml": "x" for number in range(10_000)})
    assert graded(keyed, many)["A"].state == "unread"
    end = b"PK\x05\x06" + b"\0" * 4 + b"\xff\xff\xff\xff" + b"\xff\xff\xff\x7f" + b"\0" * 6
    for content in (end, b"PK", b"", b"not a zip" * 100):
        (tmp_path / "odd.zip").write_bytes(content)
        with pytest.raises(CasekitError, match="odd"):
            handed_in.submissions(tmp_path / "odd.zip", keyed.lesson)
    locked = io.BytesIO(zipped(tmp_path / "x.zip", {"A/answers.yaml": HEAD + RIGHT}).read_bytes())
    raw = bytearray(locked.getvalue())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1  # says that it has a password
    (tmp_path / "locked.zip").write_bytes(raw)
    assert "sandi" in graded(keyed, tmp_path / "locked.zip")["A"].reason


def test_copied_files_texts_and_cases_are_flagged_without_a_verdict(keyed, handed):
    place = handed("A/answers.yaml")
    handed("B/answers.yaml")
    handed("C/answers.yaml", (HEAD + RIGHT).replace("student: S", "student: C"))
    handed("D/answers.yaml", HEAD + RIGHT.replace("Karena", "Sebab"))
    found = graded(keyed, place)
    assert "B" in found["A"].flags[0]
    assert "Tulisan" in found["C"].flags[0]
    assert not found["D"].flags


def test_a_finished_case_study_handed_in_as_own_work_is_flagged(keyed, handed):
    study = casekit.case_study("b-bookkeeper").read_text(encoding="utf-8")
    answers = yaml.safe_dump({"cases": {"consent": study}}, allow_unicode=True)
    place = handed("A/answers.yaml", HEAD + RIGHT + answers)
    handed("B/answers.yaml", (HEAD + RIGHT).replace("Karena", "Sebab"))
    found = graded(keyed, place)
    assert any("b-bookkeeper" in flag for flag in found["A"].flags)
    assert not any("b-bookkeeper" in flag for flag in found["B"].flags)


def test_a_file_that_names_another_student_of_the_class_is_flagged(keyed, handed):
    place = handed("Ana/answers.yaml", (HEAD + WRONG).replace("student: S", "student: budi"))
    handed("Budi/answers.yaml", (HEAD + RIGHT).replace("student: S", "student: Budi"))
    found = graded(keyed, place)
    assert "Budi" in found["Ana"].flags[0]
    assert not found["Budi"].flags


def at(day, hour=12):
    return dt.datetime(2026, 9, day, hour, tzinfo=dt.UTC)


def test_lateness_is_counted_from_what_holds_now_and_from_ones_own_extension(keyed, handed):
    place = handed("A/answers.yaml")
    late = at(3).timestamp()
    os.utime(place / "A" / "answers.yaml", (late, late))
    rules = {"due": at(2), "late": [{"days": 2, "percent": 20}]}
    for about, total in (
        (ClassFile(**rules), 4),
        (ClassFile(**{**rules, "due": at(4)}), 5),
        (ClassFile(**rules, people=[{"name": "A", "due": at(4)}]), 5),
        (ClassFile(**{**rules, "due": at(1, 0)}), 0),
        (ClassFile(due=at(1)), 5),
    ):
        own = graded(keyed, place, about)["A"]
        assert (own.points, own.total) == (5, total)
        assert bool(own.flags) is (at(3) > about.due_for(own.submission))


def test_of_several_attempts_the_one_counts_that_the_class_says(keyed, handed):
    place = handed("A/1.yaml")
    handed("A/2.yaml", HEAD + WRONG)
    os.utime(place / "A" / "1.yaml", (at(1).timestamp(),) * 2)
    os.utime(place / "A" / "2.yaml", (at(2).timestamp(),) * 2)
    totals = {
        which: graded(keyed, place, ClassFile(attempts=which))["A"].total
        for which in ("latest", "best", "mean")
    }
    assert totals == {"latest": 0, "best": 5, "mean": 2.5}


def test_what_a_person_gave_counts_as_long_as_it_is_the_same_answer(keyed, handed):
    place = handed("A/answers.yaml")
    code = Submission("A").code
    text = "Karena wali belum ditanya, dan ia masih di bawah umur menurut catatan."
    own = {"code": code, "item": "why", "levels": {"reason": 2}, "by": "Dosen", "text": "Bagus."}
    for answer, state, points in (
        (grading.print_of(text), "graded", 7),
        (grading.print_of("lain"), "part", 5),
    ):
        people = PeopleMarks(exercise="90-trial", entries=[Entry(**own, answer=answer)])
        found = graded(keyed, place, people=people)["A"]
        assert (found.state, found.points) == (state, points)
    too_much = PeopleMarks(exercise="90-trial", entries=[Entry(**{**own, "levels": {"reason": 99}})])
    assert graded(keyed, place, people=too_much)["A"].points == 7


def test_two_of_one_name_are_told_apart_by_number(keyed, tmp_path):
    names = ("Siti_7_assignsubmission_file_", "Siti_08_assignsubmission_file_")
    place = zipped(tmp_path / "c.zip", {f"{name}/answers.yaml": HEAD + RIGHT for name in names})
    found = grading.grade_class(keyed, handed_in.submissions(place, keyed.lesson))
    assert [own.submission.number for own in found] == ["08", "7"]
    assert len({own.submission.code for own in found}) == 2
