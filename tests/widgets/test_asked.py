"""A quiz or journal as a student meets it, without a browser: answer, check, come back another day."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from form_parts import inside, of_class, status, tell

from casekit import course, vocab, widgets
from casekit.course import Answers
from casekit.course import answers as files
from casekit.errors import CaseFileError, CourseError
from casekit.widgets.plain import hidden
from casekit.widgets.quiz import Course

STEPS = ["assessment", "planning", "intervention", "evaluation"]
HIDDEN = """
format: 1
id: rahasia
title: Rahasia
items:
- id: a
  single: Mana?
  hidden: true
  options: [{id: p, text: P}, {id: q, text: Q}]
"""
LOUD = """
format: 1
id: keras
title: "<b>Keras</b>"
items:
- id: a
  single: "<script>alert(1)</script>"
  situation: "<img src=x>"
  hints: ["<i>h</i>"]
  options:
  - {id: p, text: "<u>P</u>", right: true, feedback: "<em>f</em>"}
  - {id: q, text: Q, feedback: f}
"""


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CASEKIT_WORK", str(tmp_path / "kerja"))
    return tmp_path / "kerja"


@pytest.fixture
def sari() -> None:
    course.remember_student("Sari 07")


def kept(student: str = "Sari 07") -> Answers:
    """Return what lies on disk."""
    return files.load(course.file_of("example", student))


def press(form: Course, css: str) -> None:
    [found] = of_class(form, css)
    assert not found.disabled
    assert not hidden(found)
    found.click()


def field(form: Course, name: str) -> Any:
    [found] = of_class(form, f"casekit-at-{name}-text")
    return found


def question(form: Course, name: str) -> Any:
    [found] = of_class(form, f"casekit-question-{name}")
    return found


def said(form: Course, name: str, css: str = "casekit-feedback") -> str:
    [found] = of_class(question(form, name), css)
    return str(found.value)


def answer_all(form: Course) -> None:
    """Answer every item of the example right."""
    of_class(question(form, "small-talk"), "casekit-option")[1].click()
    for check in of_class(question(form, "who-partners"), "casekit-check")[:2]:
        check.value = True
    for step in STEPS:
        while STEPS.index(step) < standing(form).index(step):
            press(form, f"casekit-up-four-steps-{step}")
    control(form, "Mahir menganyam").value = "psychological"
    control(form, "Belum pernah memeriksakan kehamilan").value = "biological"
    control(form, "“Ibu sudah bertahan sejauh ini, itu tidak mudah.”").value = "support"
    control(form, "“Saya mampu mencatat uang saya sendiri.”").value = "affirmation"
    field(form, "difference").value = "28rb"
    field(form, "name-it").value = "Ventilasi"


def standing(form: Course) -> list[str]:
    """Return the steps in the order in which they stand."""
    [rows] = of_class(form, "casekit-order")
    return [step for row in rows.children for step in STEPS if of_class(row, f"casekit-up-four-steps-{step}")]


def control(form: Course, label: str) -> Any:
    [found] = [own for own in inside(form) if getattr(own, "description", None) == label]
    return found


def test_nothing_is_answered_before_somebody_says_who_answers(workplace):
    form = widgets.Quiz("example")
    assert not of_class(form, "casekit-option")
    assert status(form) == vocab.say("widgets.status_no_student")
    press(form, "casekit-begin")
    [problem] = [own for own in of_class(form, "casekit-problem") if own.value]
    assert problem.value == vocab.say("course.no_student")
    [name] = of_class(form, "casekit-student")
    name.value = "Sari 07"
    press(form, "casekit-begin")
    assert len(of_class(form, "casekit-option")) == 3
    assert course.last_student() == "Sari 07"
    assert not list(workplace.rglob("example.yaml"))  # nothing was answered yet


@pytest.mark.usefixtures("sari")
def test_every_kind_is_answered_marked_and_there_another_day():
    form = widgets.Quiz("example")
    answer_all(form)
    for item in course.lesson("example").items[:-1]:
        press(form, f"casekit-check-{item.id}")
        assert said(form, item.id).startswith("<p>✓ Benar. Percobaan ke-1.</p>"), item.id
    held = kept()
    found = course.marks(course.lesson("example").items, held.by_id())
    assert [mark.points for mark in found.values()] == [1, 1, 1, 1, 1, 1, 1, 0]
    assert held.by_id()["difference"].text == "28000"
    assert held.by_id()["small-talk"].begun.tzinfo is not None
    assert dt.datetime.now(dt.UTC) - held.by_id()["small-talk"].changed < dt.timedelta(minutes=5)

    with vocab.in_language("en"):
        again = widgets.Quiz("example")
        assert of_class(again, "casekit-chosen")[-1].description == "● To break the silence"
        assert field(again, "difference").value == "28,000"
        assert said(again, "name-it").startswith("<p>✓ Right. Try 1.</p>")


@pytest.mark.usefixtures("sari")
def test_a_wrong_answer_is_explained_and_can_be_tried_again():
    form = widgets.Quiz("example", "small-talk")
    press(form, "casekit-check-small-talk")
    assert said(form, "small-talk") == f"<p>{vocab.say('widgets.answer_first')}</p>"
    exchange, silence, _ = of_class(form, "casekit-option")
    for tries in (1, 2):
        exchange.click()
        press(form, "casekit-check-small-talk")
        told = said(form, "small-talk")
        assert f"✗ Belum benar. Percobaan ke-{tries}." in told
        assert "Untuk bertukar informasi: Isi percakapannya" in told
        assert vocab.say("widgets.try_again") in told
        assert "mencairkan" not in told  # what is said of the right one
        silence.click()
        assert said(form, "small-talk") == ""  # it was said of another answer
    exchange.click()
    press(form, "casekit-turn-small-talk")
    assert "Untuk memecah kekakuan" in said(form, "small-talk", "casekit-key")
    assert kept().by_id()["small-talk"].shown


@pytest.mark.usefixtures("sari")
def test_the_key_is_nowhere_in_the_form_before_it_is_shown():
    form = widgets.Quiz("example")
    journal = widgets.Journal("example")
    values = " ".join(str(getattr(own, "value", "")) for one in (form, journal) for own in inside(one))
    for words in ("mencairkan", "Kecakapan ada", "ventila", "Upah dapat menunggu", "Bayangkan Anda"):
        assert words not in values
    assert all(hidden(turn) for turn in of_class(form, "casekit-turn"))


@pytest.mark.usefixtures("sari")
def test_hints_come_one_after_the_other():
    form = widgets.Quiz("example", "small-talk")
    [hint] = of_class(form, "casekit-hint-small-talk")
    assert hint.description == "Petunjuk (1 dari 1)"
    press(form, "casekit-hint-small-talk")
    assert "Petunjuk 1: Bayangkan Anda" in said(form, "small-talk", "casekit-hints")
    assert hidden(hint)
    assert kept().by_id()["small-talk"].hints == 1


@pytest.mark.usefixtures("sari")
def test_the_model_answer_waits_for_an_own_one():
    form = widgets.Journal("example", part="journal")
    field(form, "why-first").value = "Kehamilannya"
    assert "paling sedikit 60 huruf; sekarang 12" in said(form, "why-first")
    [turn] = of_class(form, "casekit-turn-why-first")
    assert hidden(turn)
    field(form, "why-first").value = "Kehamilan yang belum diperiksa, sebab taruhannya paling besar di sana."
    press(form, "casekit-turn-why-first")
    assert "Upah dapat menunggu seminggu" in said(form, "why-first", "casekit-key")
    press(form, "casekit-turn-why-first")
    assert said(form, "why-first", "casekit-key") == ""
    assert kept().by_id()["why-first"].text.startswith("Kehamilan yang")


@pytest.mark.usefixtures("sari")
def test_a_number_that_is_none_is_kept_and_explained():
    form = widgets.Quiz("example", "difference")
    field(form, "difference").value = "dua puluh"
    [problem] = [own for own in of_class(form, "casekit-problem") if own.value and not hidden(own)]
    assert "dua puluh" in problem.value
    assert kept().by_id()["difference"].text == "dua puluh"
    press(form, "casekit-check-difference")
    assert "Belum benar" in said(form, "difference")
    assert field(widgets.Quiz("example", "difference"), "difference").value == "dua puluh"


@pytest.mark.usefixtures("sari")
def test_forms_of_one_lesson_share_one_file_and_stay_in_step():
    one, other = widgets.Quiz("example", "name-it"), widgets.Quiz("example", "name-it", language="en")
    field(one, "name-it").value = "ventilasi"
    assert field(other, "name-it").value == "ventilasi"
    other.undo()
    assert field(one, "name-it").value == ""
    assert "name-it" not in kept().by_id() or kept().by_id()["name-it"].is_missing


@pytest.mark.usefixtures("sari")
def test_another_language_shows_the_same_answers():
    form = widgets.Quiz("example", "small-talk", "difference")
    of_class(form, "casekit-option")[0].click()
    field(form, "difference").value = "28rb"
    press(form, "casekit-check-small-talk")
    form.speak("en")
    assert of_class(form, "casekit-option")[0].description == "● To exchange information"
    assert field(form, "difference").value == "28,000"
    assert said(form, "small-talk").startswith("<p>✗ Not right yet. Try 1.</p>")
    field(form, "difference").value = "52,000"
    assert kept().language == "en"


@pytest.mark.usefixtures("sari")
def test_somebody_else_sits_down_and_finds_an_empty_quiz():
    quiz, journal = widgets.Quiz("example", "name-it"), widgets.Journal("example")
    field(quiz, "name-it").value = "katarsis"
    press(quiz, "casekit-other-student")
    [name] = of_class(quiz, "casekit-student")
    name.value = "Budi"
    press(quiz, "casekit-begin")
    assert (field(quiz, "name-it").value, journal.answers.student) == ("", "Budi")
    field(journal, "why-first").value = "Upahnya"
    assert kept("Budi").by_id()["why-first"].text == "Upahnya"
    assert kept().by_id()["name-it"].text == "katarsis"
    assert "why-first" not in kept().by_id()


@pytest.mark.usefixtures("sari")
def test_two_people_of_one_name_do_not_write_into_one_file_unasked():
    form = widgets.Quiz("example", "name-it")
    field(form, "name-it").value = "katarsis"
    press(form, "casekit-other-student")
    [name] = of_class(form, "casekit-student")
    name.value = " sari 07"
    press(form, "casekit-begin")
    assert of_class(form, "casekit-student")  # still asked
    [told] = [own for own in of_class(form, "casekit-problem") if own.value]
    assert told.value == vocab.say("widgets.student_known", student="sari 07")
    name.value = "Sari 08"
    press(form, "casekit-begin")
    assert (form.answers.student, field(form, "name-it").value) == ("Sari 08", "")
    press(form, "casekit-other-student")
    [name] = of_class(form, "casekit-student")
    name.value = "Sari 07"
    press(form, "casekit-begin")
    [begin] = of_class(form, "casekit-begin")
    assert begin.description == vocab.say("widgets.student_go_on", student="Sari 07")
    begin.click()
    assert field(form, "name-it").value == "katarsis"


@pytest.mark.usefixtures("sari")
def test_a_second_window_is_noticed_and_both_answers_stay():
    form = widgets.Journal("example")
    field(form, "why-first").value = "Dari sini"
    elsewhere = kept()
    elsewhere.answer("why-first").text = "Dari jendela lain"
    files.save(elsewhere)
    field(form, "why-first").value = "Dari sini, dan lebih"
    assert status(form) == vocab.say("widgets.status_conflict")
    press(form, "casekit-look-at-both")
    both = of_class(form, "casekit-banner")[0].children[-1].value
    assert "Dari jendela lain" in both
    assert "Dari sini, dan lebih" in both
    press(form, "casekit-keep-mine")
    assert kept().by_id()["why-first"].text == "Dari sini, dan lebih"
    assert any("Dari jendela lain" in path.read_text("utf-8") for path in backups())


def backups() -> list[Path]:
    own = course.file_of("example", "Sari 07")
    return [*own.parent.glob(f"{own.name}.bak*")]


@pytest.mark.usefixtures("sari")
def test_answers_that_cannot_be_read_are_told_in_a_sentence_and_stay():
    path = course.file_of("example", "Sari 07")
    path.parent.mkdir(parents=True)
    path.write_text("lesson: example\nitems: ya\n", encoding="utf-8")
    with pytest.raises(CaseFileError, match=r"example\.yaml, baris 2"):
        widgets.Quiz("example")
    assert path.read_text(encoding="utf-8") == "lesson: example\nitems: ya\n"


@pytest.mark.usefixtures("sari")
def test_what_cannot_be_saved_stays_in_the_form(workplace):
    form = widgets.Journal("example")
    (workplace / "journal" / "sari-07").write_text("in the way")
    field(form, "why-first").value = "Kehamilannya"
    assert "Belum tersimpan" in status(form)
    (workplace / "journal" / "sari-07").unlink()
    press(form, "casekit-again")
    assert kept().by_id()["why-first"].text == "Kehamilannya"


def test_items_that_are_not_there_are_named(language):
    with pytest.raises(CourseError, match="small-talk"):
        widgets.Quiz("example", "smal-talk")
    with pytest.raises(CourseError, match="checks, activity, journal"):
        widgets.Quiz("example", part="chekcs")
    with pytest.raises(CourseError, match="example"):
        widgets.Quiz("exampel")


@pytest.mark.usefixtures("sari")
def test_a_hidden_item_tells_nothing(tmp_path):
    (tmp_path / "rahasia.yaml").write_text(HIDDEN, encoding="utf-8")
    form = widgets.Quiz(str(tmp_path / "rahasia.yaml"))
    of_class(form, "casekit-option")[0].click()
    assert said(form, "a") == f"<p>{vocab.say('widgets.marked_later')}</p>"
    assert hidden(of_class(form, "casekit-check-a")[0])
    assert "✓" not in form._content()["text/plain"]


@pytest.mark.usefixtures("sari")
def test_no_text_becomes_markup(tmp_path):
    (tmp_path / "keras.yaml").write_text(LOUD, encoding="utf-8")
    course.remember_student("<b>Sari</b>")
    form = widgets.Quiz(str(tmp_path / "keras.yaml"))
    of_class(form, "casekit-option")[0].click()
    press(form, "casekit-check-a")
    press(form, "casekit-hint-a")
    values = [str(own.value) for own in inside(form) if type(own).__name__ == "HTML"]
    values += [form._content()["text/html"]]
    for sign in ("<b>", "<script", "<img", "<u>", "<em>", "<i>"):
        assert [value for value in values if sign in value] == []


@pytest.mark.usefixtures("sari")
def test_paper_has_question_answer_and_feedback(language):
    form = widgets.Quiz("example")
    of_class(question(form, "small-talk"), "casekit-option")[0].click()
    press(form, "casekit-check-small-talk")
    journal = widgets.Journal("example")
    field(journal, "why-first").value = "Baris satu\nBaris dua"
    printed = form._in_words() | {"journal": journal._in_words()["text/markdown"]}
    verdict = vocab.say("course.wrong")
    for kind in ("text/html", "text/markdown", "text/plain"):
        assert str(course.lesson("example").items[0].question) in printed[kind]
        assert verdict in printed[kind]
        assert vocab.say("widgets.own_choice") in printed[kind]
        assert "Sari 07" in printed[kind]
    assert "> Baris satu\n>\n> Baris dua" in printed["journal"]
    assert "Upah dapat menunggu" not in printed["journal"]


@pytest.mark.usefixtures("sari")
def test_what_a_lost_kernel_had_not_saved_goes_back_into_its_box():
    form = widgets.Journal("example")
    tell(form, put="why-first-text", text="Tertinggal")
    assert field(form, "why-first").value == "Tertinggal"
    assert kept().by_id()["why-first"].text == "Tertinggal"


@pytest.mark.usefixtures("sari")
def test_newer_items_ask_to_look_again(tmp_path):
    path = tmp_path / "rahasia.yaml"
    path.write_text(HIDDEN, encoding="utf-8")
    form = widgets.Quiz(str(path))
    of_class(form, "casekit-option")[0].click()
    path.write_text(HIDDEN.replace("id: rahasia", "id: rahasia\nversion: 2"), encoding="utf-8")
    newer = widgets.Quiz(str(path))
    assert vocab.say("widgets.items_changed") in [own.value for own in of_class(newer, "casekit-problem")]


def test_each_form_is_built_once_when_somebody_says_who_answers() -> None:
    """Jupyter drops what comes too fast: forms that build each other anew would stand there half built."""
    forms = [widgets.Quiz("example"), widgets.Journal("example"), widgets.Quiz("example", "small-talk")]
    built: list[Any] = []
    for form in forms:
        form.observe(lambda change: built.append(change.owner), "children")
    forms[0].begin("Sari 07")
    assert built == forms
    assert len({id(form.desk) for form in forms}) == 1
