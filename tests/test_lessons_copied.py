"""``casekit lessons`` copies the lessons and renews them, except those in which somebody worked."""

import json

from test_cli import casekit_command

from casekit.cli.lessons import copy_lessons, shelf


def test_lessons_of_both_languages_are_copied_once(tmp_path):
    written, kept = copy_lessons(tmp_path / "lessons")
    assert kept == []
    names = {path.relative_to(tmp_path / "lessons").as_posix() for path in written}
    assert {"id/00_start.ipynb", "en/00_start.ipynb", "id/cases/d-trainee.ipynb"} <= names
    assert {name.partition("/")[0] for name in names} == {"id", "en"}
    assert copy_lessons(tmp_path / "lessons") == ([], [])


def test_lecturers_notebooks_with_their_answers_are_copied_only_if_asked_for(tmp_path):
    copy_lessons(tmp_path / "students")
    assert not [
        path for path in (tmp_path / "students").rglob("*.ipynb") if "AnswerKey" in path.read_text("utf-8")
    ]
    written, _ = copy_lessons(tmp_path / "lecturer", instructor=True)
    names = {path.relative_to(tmp_path / "lecturer").as_posix() for path in written}
    assert {
        "instructor/id/00_semester.ipynb",
        "instructor/en/cases/a-weaver.ipynb",
        "id/00_start.ipynb",
    } <= names


def test_a_lesson_in_which_somebody_worked_stays_and_an_old_one_is_renewed(tmp_path, monkeypatch):
    copy_lessons(tmp_path / "lessons")
    mine = tmp_path / "lessons" / "id" / "00_start.ipynb"
    notebook = json.loads(mine.read_text("utf-8"))
    notebook["cells"].append({"cell_type": "markdown", "id": "x", "metadata": {}, "source": "Catatan saya"})
    mine.write_text(json.dumps(notebook), "utf-8")
    before = mine.read_bytes()
    written, kept = copy_lessons(tmp_path / "lessons")
    assert (written, kept) == ([], [mine])
    assert mine.read_bytes() == before


def test_the_command_says_where_they_lie(tmp_path):
    ran = casekit_command("lessons", "pelajaran", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert str(tmp_path / "pelajaran") in ran.stdout
    copied = [*(tmp_path / "pelajaran").rglob("*.ipynb")]
    lessons = [
        path for path in shelf().rglob("*.ipynb") if path.relative_to(shelf()).parts[0] in ("id", "en")
    ]
    assert len(copied) == len(lessons)
    assert casekit_command("lessons", "pelajaran", "--instructor", cwd=tmp_path).returncode == 0
    assert (tmp_path / "pelajaran" / "instructor" / "id" / "10_role-play.ipynb").is_file()
    refused = casekit_command("lessons", "pelajaran/id/00_start.ipynb", cwd=tmp_path)
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
