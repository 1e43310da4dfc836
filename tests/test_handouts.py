"""A lesson that is printed as a handout shows nothing of whoever worked on this machine last."""

import shutil
import stat
import sys

import pytest
from test_cli import casekit_command
from test_project import NOTEBOOKS

from casekit import course
from casekit.course.items import Prose
from tests.report.reading import pdf_text

LESSON = NOTEBOOKS / "en" / "cases" / "c-street-youth.ipynb"
SECRET = "An answer of K07"


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """Return a workplace in which somebody has answered a question of the lesson."""
    monkeypatch.setenv("CASEKIT_WORK", str(tmp_path / "mine"))
    lesson = course.lesson("c-street-youth")
    question = next(item for item in lesson.items if isinstance(item, Prose))
    answers = course.answers_of(lesson, "K07")
    answers.answer(question.id).text = f"{SECRET}, and it is long enough to be kept."
    course.answers.save(answers)
    course.remember_student("K07")
    return tmp_path / "mine"


def _printed(folder, mine):
    shutil.copy(LESSON, folder / LESSON.name)
    ran = casekit_command("pdf", LESSON.name, cwd=folder, CASEKIT_WORK=str(mine))
    assert ran.returncode == 0, ran.stderr
    return (folder / LESSON.name).with_suffix(".pdf")


def test_a_handout_has_nobodys_answers_and_touches_nobodys_work(mine, tmp_path):
    (tmp_path / "class").mkdir()
    before = sorted(path for path in mine.rglob("*") if path.is_file())
    told = pdf_text(_printed(tmp_path / "class", mine).read_bytes())
    assert "K07" not in told
    assert sorted(path for path in mine.rglob("*") if path.is_file()) == before


def test_a_lesson_in_the_workplace_is_printed_with_the_learners_answers_for_the_learner_alone(mine):
    (mine / "lessons").mkdir(parents=True)
    made = _printed(mine / "lessons", mine)
    assert SECRET in " ".join(pdf_text(made.read_bytes()).split())
    if sys.platform != "win32":
        assert stat.S_IMODE(made.stat().st_mode) == 0o600
