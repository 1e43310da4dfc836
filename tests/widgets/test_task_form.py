"""A task as a student meets it: forms on an own copy, what is met so far, and one file to hand in."""

from pathlib import Path

import pytest
from form_parts import of_class

from casekit import course, vocab, widgets
from casekit.course import answers as files
from casekit.errors import CasekitError
from casekit.exercises import grading, handed_in, read_exercise
from casekit.exercises.own import hand_in
from casekit.exercises.release import release
from casekit.model import Consent
from tests.exercises.conftest import made


@pytest.fixture
def released(tmp_path, monkeypatch):
    """Return the folder of the student's version, in which the notebook runs."""
    monkeypatch.setenv("CASEKIT_WORK", str(tmp_path / "kerja"))
    course.remember_student("Sari 07")
    folder = made(tmp_path / "90-trial")
    release(folder, tmp_path / "out")
    own = (tmp_path / "out" / "90-trial").rename(tmp_path / "out" / "unduhan (1)")
    monkeypatch.chdir(own)
    return folder


def text(form, css):
    return "\n".join(str(found.value) for found in of_class(form, css))


def press(form, css):
    [found] = of_class(form, css)
    found.click()


def test_a_released_folder_works_under_any_name_and_tells_nothing_of_hidden_items(released):
    quiz = widgets.Quiz("exercise.yaml", "cards", "ask")
    assert "KUNCI" not in str(quiz._in_words())
    with pytest.raises(CasekitError, match=r"widgets\.Task"):
        widgets.Quiz("exercise.yaml", "consent")
    with pytest.raises(CasekitError, match="bukan tugas"):
        widgets.Task("exercise.yaml", "ask")
    assert [item.id for item in widgets.Quiz("exercise.yaml")._items] == ["ask", "cards", "order", "pairs"]


def test_a_task_shows_what_is_met_in_the_students_own_copy(released):
    task = widgets.Task("exercise.yaml", "consent")
    assert task._view()["model_id"] == task._around.model_id
    press(task, "casekit-check-task")
    assert "masih seperti semula" in text(task, "casekit-feedback")
    [form] = task._forms
    entry = {"purpose": "teaching", "answer": "given", "basis": "illustrative"}
    form.desk.add(form.case.engagement, "consents", Consent(**entry))
    press(task, "casekit-check-task")
    told = text(task, "casekit-feedback")
    assert "2 dari 2 sudah terpenuhi" in told
    assert "Pengajar masih dapat memeriksa" in told
    assert "KUNCI" not in told
    again = widgets.Task("exercise.yaml", "consent", language="en")
    assert "2 of 2 are met" in text(again, "casekit-feedback")
    assert again._forms[0].case is form.case


def test_what_is_handed_in_is_graded_as_it_is(released, tmp_path):
    quiz = widgets.Quiz("exercise.yaml", "ask")
    of_class(quiz, "casekit-option")[0].click()
    widgets.Task("exercise.yaml", "consent")
    give = widgets.HandIn("exercise.yaml")
    press(give, "casekit-give")
    assert "answers-sari-07.yaml" in text(give, "casekit-feedback")
    path = Path("answers-sari-07.yaml")
    assert (path.stat().st_mode & 0o777) == 0o600
    first = files.load(path)
    assert (first.student, first.attempt, [*first.cases]) == ("Sari 07", 1, ["consent"])
    press(give, "casekit-give")
    assert files.load(path).attempt == 2
    (tmp_path / "class" / "Sari").mkdir(parents=True)
    path.rename(tmp_path / "class" / "Sari" / "answers.yaml")
    keyed = grading.keyed(released)
    [own] = grading.grade_class(keyed, handed_in.submissions(tmp_path / "class", keyed.lesson))
    states = {judged.item: judged.mark.state for judged in own.items}
    assert (states["ask"], states["consent"], states["why"]) == ("right", "empty", "missing")


def test_nothing_is_handed_in_while_a_form_could_not_be_saved(released):
    task, give = widgets.Task("exercise.yaml", "consent"), widgets.HandIn("exercise.yaml")
    [form] = task._forms
    path = form.case.origin.path
    path.write_bytes(
        path.read_bytes() + b"# from another window\n"
    )  # a conflict: the file stays as it is there
    form.desk.add(
        form.case.engagement, "consents", Consent(purpose="teaching", answer="given", basis="illustrative")
    )
    press(give, "casekit-give")
    assert vocab.say("widgets.hand_in_unsaved") in text(give, "casekit-problem")
    assert not Path("answers-sari-07.yaml").exists()
    form.desk.keep_mine()
    press(give, "casekit-give")
    [case] = files.load(Path("answers-sari-07.yaml")).cases.values()
    assert "teaching" in case


def test_handing_in_replaces_nobody_elses_file(released):
    give = widgets.HandIn("exercise.yaml")
    Path("answers-sari-07.yaml").write_text("penting", encoding="utf-8")
    press(give, "casekit-give")
    assert "Pindahkan berkas itu" in text(give, "casekit-problem")
    assert Path("answers-sari-07.yaml").read_text(encoding="utf-8") == "penting"


def test_more_than_anybody_would_read_is_not_handed_in(released):
    lesson = read_exercise(Path.cwd())
    answers = course.answers_of(lesson, "Sari 07")
    answers.answer("why").text = "kata " * 450_000
    with pytest.raises(CasekitError, match="2 MB"):
        hand_in(lesson, Path.cwd(), answers)
    assert not Path("answers-sari-07.yaml").exists()


def test_without_data_or_name_it_is_said_what_is_missing(released, monkeypatch):
    Path("data/street-youth.yaml").unlink()
    task = widgets.Task("exercise.yaml", "consent")
    assert "street-youth.yaml" in text(task, "casekit-problem")
    course.remember_student("-")
    with vocab.in_language("en"):
        nameless = widgets.Task("exercise.yaml", "consent")
    assert not nameless._forms
    assert [found.description for found in of_class(nameless, "casekit-begin")] == ["Begin"]


def test_the_form_for_handing_in_counts_tasks_and_says_when_nothing_is_open(released):
    quiz, task = widgets.Quiz("exercise.yaml", "ask"), widgets.Task("exercise.yaml", "consent")
    of_class(quiz, "casekit-option")[0].click()
    give = widgets.HandIn("exercise.yaml", language="en")
    asked = "Fill in consent"
    assert "1 of 6" in text(give, "casekit-hand-in-state")
    assert asked in text(give, "casekit-hand-in-state")
    [form] = task._forms
    entry = {"purpose": "teaching", "answer": "given", "basis": "illustrative"}
    form.desk.add(form.case.engagement, "consents", Consent(**entry))
    press(give, "casekit-give")
    assert "2 of 6" in text(give, "casekit-hand-in-state")
    assert asked not in text(give, "casekit-hand-in-state")
    for item in give._items:
        give.answers.answer(item.id).text = "x"
    give.refresh(None, "")
    assert text(give, "casekit-hand-in-state") == "<p>All items are answered (6 of 6).</p>"


def test_prose_shows_its_rubric_and_promises_no_model_answer(released):
    form = widgets.Journal("exercise.yaml", "why", language="en")
    assert "2 = with a fact" in text(form, "casekit-rubric-shown")
    assert not text(form, "casekit-feedback")
    form.answers.answer("why").text = "a"
    form.refresh(form.answers.answer("why"), "text")
    form._questions[0]._tell()
    assert "after you have handed in" in text(form, "casekit-feedback")
