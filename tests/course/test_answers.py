"""Answers lie in a private file of the learner's own, and nothing that befalls the file loses them."""

import os
import stat
from pathlib import Path

import pytest

import casekit
from casekit import course
from casekit.course import answers as files
from casekit.course.answers import Answer, Answers
from casekit.errors import CaseConflictError, CaseFileError, CasekitError, CourseError


def made(**fields) -> Answers:
    own = course.answers_of(course.lesson("example"), "Sari 07")
    answer = own.answer("why-first")
    for name, value in {"text": "Kehamilannya.\nLalu upahnya: 12.000", **fields}.items():
        setattr(answer, name, value)
    return own


def test_answers_come_back_as_they_were_given():
    own = made()
    own.answer("small-talk").chosen = ["silence"]
    own.answer("where-it-belongs").placed = {"weaves": "social"}
    own.answer("who-partners").chosen = []
    own.answer("untouched")
    path = files.save(own)
    again = course.answers_of(course.lesson("example"), "Sari 07")
    assert again.by_id()["why-first"].text == "Kehamilannya.\nLalu upahnya: 12.000"
    assert again.by_id()["where-it-belongs"].placed == {"weaves": "social"}
    assert again.by_id()["who-partners"].chosen == []  # empty, which is not missing
    assert "untouched" not in again.by_id()
    assert (again.student, again.lesson, again.version) == ("Sari 07", "example", 1)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_students_on_one_machine_have_folders_of_their_own(workplace):
    paths = {student: course.file_of("example", student) for student in ("Sari 07", "Budi", "sari-07")}
    assert paths["Sari 07"] == paths["sari-07"] != paths["Budi"]
    assert all(path.is_relative_to(workplace / "journal") for path in paths.values())
    for nobody in ("", "  ", "../..", "x" * 81):
        with pytest.raises(CourseError):
            course.file_of("example", nobody)
    assert course.file_of("example", "../../Sari").is_relative_to(workplace / "journal")


def test_whoever_is_called_alike_at_first_does_not_get_somebody_elses_answers(language):
    first, other = (f"{'Nama yang amat panjang ' * 3}{number}" for number in "12")
    assert course.file_of("example", first) == course.file_of("example", other)
    own = course.answers_of(course.lesson("example"), first)
    own.answer("why-first").text = "Punya saya."
    files.save(own)
    with pytest.raises(CourseError):
        course.answers_of(course.lesson("example"), other)
    assert course.answers_of(course.lesson("example"), first.upper()).by_id()


def test_who_answered_last_is_known_until_somebody_breaks_the_note(workplace):
    assert course.last_student() == ""
    course.remember_student("Sari 07")
    assert course.last_student() == "Sari 07"
    for broken in (b"student: [1, 2]\n", b"\xff\xfe", b"", b"student: '  '\n"):
        (workplace / "journal" / "last.yaml").write_bytes(broken)
        assert course.last_student() == ""


def test_two_windows_lose_nothing():
    files.save(made())
    one, other = (course.answers_of(course.lesson("example"), "Sari 07") for _ in range(2))
    one.answer("why-first").text = "Dari jendela satu"
    other.answer("why-first").text = "Dari jendela dua"
    files.save(one)
    with pytest.raises(CaseConflictError) as conflict:
        files.save(other)
    assert files.load(one.origin.path).by_id()["why-first"].text == "Dari jendela satu"
    assert files.load(conflict.value.kept_at).by_id()["why-first"].text == "Dari jendela dua"


HEAD = "format: 1\nlesson: example\nstudent: S\nlanguage: id\n"
BY_HAND = {
    "no answers": ("halo: 1\n", "lesson"),
    "a mistyped field": (f"{HEAD}items:\n- id: a\n  chosn: [b]\n", "7"),
    "a score": (f"{HEAD}items:\n- id: a\n  points: 100\n", "points"),
    "a newer format": (HEAD.replace("1", "9"), "1"),
    "a time that is none": (
        f"{HEAD}items:\n- id: a\n  begun: kemarin\n", "kemarin"
    ),
    "one item twice": (f"{HEAD}items:\n- id: a\n- id: a\n", "'a'"),
    "another lesson": (HEAD.replace("example", "lain"), "lain"),
    "a script": ("!!python/object/apply:os.system [ls]\n", "python"),
    "binary": (b"\xff\x00\xfe", "UTF-8"),
}  # fmt: skip


@pytest.mark.parametrize("fault", BY_HAND)
def test_a_file_edited_by_hand_is_refused_with_a_sentence_and_stays(fault, language):
    text, words = BY_HAND[fault]
    path = course.file_of("example", "Sari 07")
    path.parent.mkdir(parents=True)
    raw = text if isinstance(text, bytes) else text.encode()
    path.write_bytes(raw)
    with pytest.raises(CasekitError) as refused:
        course.answers_of(course.lesson("example"), "Sari 07")
    assert words in str(refused.value)
    assert "Traceback" not in str(refused.value)
    assert path.read_bytes() == raw


def test_answers_that_could_not_be_read_again_are_kept_beside():
    own = made()
    files.save(own)
    own.__dict__["language"] = "jv"  # past all checks, as a fault of casekit would be
    own.answer("why-first").text = "Baru"
    with pytest.raises(CaseFileError):
        files.save(own)
    folder = own.origin.path.parent
    assert [path for path in folder.glob("example.draft-*.yaml") if "Baru" in path.read_text("utf-8")]
    assert "Kehamilannya" in own.origin.path.read_text("utf-8")


@pytest.mark.skipif(os.name == "nt" or os.getuid() == 0, reason="needs a user whom the system can forbid")
def test_a_folder_that_cannot_be_written_is_told(workplace):
    workplace.mkdir()
    workplace.chmod(0o500)
    with pytest.raises(CaseFileError, match="izin"):
        files.save(made())


def test_what_stands_in_the_way_of_the_folder_is_told(workplace):
    workplace.write_text("a file where the folder should be")
    own = made()
    with pytest.raises(CaseFileError):
        files.save(own)
    assert own.by_id()["why-first"].text.startswith("Kehamilannya")


def test_a_work_copy_without_a_folder_is_one_for_all_lessons(workplace, tmp_path, monkeypatch):
    copies = []
    for folder in ("satu", "dua"):
        (tmp_path / folder).mkdir()
        monkeypatch.chdir(tmp_path / folder)
        copies.append(casekit.work_copy(casekit.case_study("a-weaver")))
    assert copies[0] == copies[1] == workplace / "cases" / "a-weaver.yaml"
    own = casekit.work_copy(casekit.case_study("a-weaver"), "kerja")
    assert own == Path.cwd() / "kerja" / "a-weaver.yaml"


def test_the_workplace_is_named_or_lies_among_the_documents(monkeypatch, tmp_path):
    monkeypatch.setenv("CASEKIT_WORK", str(tmp_path / "meja"))
    assert casekit.workplace() == tmp_path / "meja"
    monkeypatch.delenv("CASEKIT_WORK")
    assert casekit.workplace().name == "casekit"


def test_an_answer_is_missing_until_it_is_touched():
    assert Answer(id="a").is_missing and Answer(id="a").is_empty
    assert not Answer(id="a", text="").is_missing
