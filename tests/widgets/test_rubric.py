"""Marking by a rubric: blind, saved with every click, and nothing lost where two windows mark at once."""

import os
import subprocess
import sys

import pytest
from form_parts import of_class

from casekit import cli, widgets
from casekit.exercises.people_marks import Entry, add_entry, read_marks
from tests.exercises.conftest import made
from tests.exercises.test_grading import HEAD

ANSWER = "items:\n- {{id: why, text: 'Karena wali belum ditanya, menurut {name}'}}\n"


@pytest.fixture
def place(tmp_path):
    """Return the folder of an exercise; three answers to mark lie beside it."""
    for name in ("Ana", "Budi", "Citra"):
        path = tmp_path / "class" / name / "answers.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(HEAD + ANSWER.format(name=f"<b>{name[0]}</b>"), encoding="utf-8")
    return made(tmp_path / "90-trial")


def opened(place, **more):
    return widgets.Rubric(place.parent / "class", place, **more)


def marks(place):
    return read_marks(place.parent / "class-marks" / "marks.yaml", "90-trial")


def press(form, css):
    [found] = of_class(form, css)
    found.click()


def words(form):
    return "\n".join(str(getattr(own, "value", "")) for own in inside(form._screen))


def inside(shown):
    yield shown
    for child in getattr(shown, "children", ()):
        yield from inside(child)


def test_each_click_is_saved_with_who_when_and_why_and_nobody_is_named(place):
    form = opened(place, by="Dosen 1")
    assert not [name for name in ("Ana", "Budi", "Citra") if name in words(form)]
    assert "&lt;b&gt;" in words(form)
    form._comment.value = "Sebut asalnya."
    form._why.value = "tanpa sumber"
    press(form, "casekit-level-reason-1")
    [entry] = marks(place).entries
    assert (entry.by, entry.levels, entry.text, entry.why) == (
        *("Dosen 1", {"reason": 2}),
        *("Sebut asalnya.", "tanpa sumber"),
    )
    assert entry.when is not None
    assert (place.parent / "class-marks" / "marks.yaml").stat().st_mode & 0o777 == 0o600
    press(form, "casekit-level-reason-0")
    assert [entry.levels for entry in marks(place).entries] == [{"reason": 0}]
    assert "1 dari 3" in form._status.value


def test_it_goes_on_at_the_first_answer_without_a_mark_also_another_day(place):
    form = opened(place, by="Dosen")
    first = form.current.code
    press(form, "casekit-level-reason-1")
    press(form, "casekit-rubric-open")
    assert form.current.code != first
    again = opened(place)
    assert again.current.code == form.current.code
    press(again, "casekit-rubric-before")
    assert again.current.code == first
    assert again._levels == {"reason": 2}


def test_comments_are_kept_and_used_again(place):
    form = opened(place, by="Dosen")
    form._comment.value = "Sebut  asalnya."
    press(form, "casekit-rubric-keep")
    press(form, "casekit-rubric-next")
    press(form, "casekit-kept-comment")
    assert form._comment.value == "Sebut asalnya."
    press(form, "casekit-rubric-keep")
    assert marks(place).bank == ["Sebut asalnya."]
    assert opened(place, language="en").marks.bank == ["Sebut asalnya."]


def test_two_windows_on_one_class_lose_nothing(place):
    one, other = opened(place, by="Satu"), opened(place, by="Dua")
    press(one, "casekit-level-reason-0")
    press(other, "casekit-rubric-next")
    press(other, "casekit-level-reason-1")
    press(one, "casekit-level-reason-1")
    one.go_on()
    found = marks(place)
    assert [(entry.by, entry.levels["reason"]) for entry in found.entries] == [
        *(("Satu", 0), ("Dua", 2), ("Satu", 2)),
    ]
    assert one.current.code not in {entry.code for entry in found.entries}
    assert "2 dari 3" in one._status.value


WRITER = """
import sys
from casekit.exercises.people_marks import Entry, add_entry
for number in range(15):
    name = sys.argv[2]
    entry = Entry(code="K%06X" % number, item="why", levels={"reason": 1}, by=name, session=name)
    add_entry(sys.argv[1], "90-trial", entry)
    print(number, flush=True)
"""


def test_two_processes_and_a_kill_in_between_lose_nothing_that_was_saved(tmp_path):
    path = tmp_path / "marks.yaml"
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, path, name], stdout=subprocess.PIPE, text=True, env=os.environ
        )
        for name in ("satu", "dua")
    ]
    said = [writers[0].stdout.readline() for _ in range(4)]
    writers[0].kill()
    rest, _ = writers[1].communicate(timeout=120)
    writers[0].communicate()
    found = read_marks(path, "90-trial").entries
    assert len([entry for entry in found if entry.by == "satu"]) >= len(said)
    assert len([entry for entry in found if entry.by == "dua"]) == len(rest.split()) == 15


def test_a_request_for_a_second_look_is_answered_with_its_trail(place, capsys):
    form = opened(place, by="Dosen")
    press(form, "casekit-level-reason-0")
    form.ask_again("Saya menyebut catatannya.")
    assert "Saya menyebut catatannya." in words(form)
    form._comment.value = "Benar, maaf."
    press(form, "casekit-level-reason-1")
    found = marks(place)
    assert [entry.act for entry in found.entries] == ["mark", "request", "reply"]
    assert not found.open_requests()
    assert cli.run(["grade", str(place.parent / "class"), "--exercise", str(place)]) == 0
    assert "2/11" in capsys.readouterr().out


def test_what_cannot_be_saved_is_said_and_stays_on_the_screen(place, monkeypatch):
    form = opened(place, by="Dosen")
    file = place.parent / "class-marks" / "marks.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text("halo: [", encoding="utf-8")
    press(form, "casekit-level-reason-1")
    assert "marks.yaml" in form._problem.value
    assert "Belum tersimpan" in form._status.value
    [chosen] = of_class(form, "casekit-level-reason-1")
    assert chosen.description.startswith("●")
    assert file.read_text(encoding="utf-8") == "halo: ["
    file.unlink()
    press(form, "casekit-level-reason-1")
    assert marks(place).entries[0].levels == {"reason": 2}
    assert "Semua tersimpan" in form._status.value


def test_a_comment_without_points_is_there_again_and_points_keep_it(place):
    form = opened(place, by="Dosen")
    form._comment.value = "Sebut asalnya."
    assert "Belum tersimpan" in form._status.value
    press(form, "casekit-rubric-next")
    press(form, "casekit-rubric-before")
    assert form._comment.value == "Sebut asalnya."
    press(form, "casekit-level-reason-1")
    [entry] = marks(place).entries
    assert (entry.levels, entry.text) == ({"reason": 2}, "Sebut asalnya.")


def test_what_another_window_said_of_the_same_answer_is_taken_over(place):
    one, other = opened(place, by="Satu"), opened(place, by="Dua")
    press(one, "casekit-level-reason-1")
    other._comment.value = "Sebut asalnya."
    press(other, "casekit-rubric-next")
    one._why.value = "ada catatannya"
    press(one, "casekit-rubric-next")
    newest = marks(place).entries[-1]
    assert (newest.levels, newest.text, newest.why) == ({"reason": 2}, "Sebut asalnya.", "ada catatannya")


def test_what_a_kernel_could_not_save_is_put_back_where_it_belongs(place):
    form = opened(place, by="Dosen")
    at = f"{form.queue[2].code}-why-comment"
    form._hear(form._guard, {"number": 1, "put": at, "text": "Sebut asalnya."}, None)
    assert form.at == 2
    assert form._comment.value == "Sebut asalnya."
    assert [entry.text for entry in marks(place).entries] == ["Sebut asalnya."]


def test_an_entry_follows_its_own_session_only(tmp_path):
    path = tmp_path / "marks.yaml"
    for session, points in (("a", 0), ("a", 1), ("b", 2), ("a", 2)):
        entry = Entry(code="K000001", item="why", levels={"reason": points}, session=session)
        add_entry(path, "90-trial", entry)
    found = read_marks(path, "90-trial").entries
    assert [entry.levels["reason"] for entry in found] == [1, 2, 2]


def test_a_comment_that_is_too_long_is_said_and_stays_on_the_screen(place, language):
    form = opened(place, by="Dosen")
    long = "x" * 10_001
    form._comment.value = long
    press(form, "casekit-level-reason-1")
    assert "10000" in form._problem.value
    assert form._comment.value == long
    assert not marks(place).entries
    form._comment.value = "Singkat."
    form.go(1)
    assert marks(place).entries[0].text == "Singkat."


def test_a_file_of_marks_never_holds_what_could_not_be_read_again(place):
    path = place.parent / "class-marks" / "marks.yaml"
    for number in range(3):
        add_entry(path, "90-trial", bank=f"Komentar {number}")
    kept = [f"Lama {number}" for number in range(500)]
    text = path.read_text(encoding="utf-8").partition("bank:")[0]
    path.write_text(text + "bank:\n" + "".join(f"- {one}\n" for one in kept), encoding="utf-8")
    add_entry(path, "90-trial", bank="Baru")
    assert marks(place).bank == [*kept[1:], "Baru"]


TOO_MUCH = {
    "a request": ["--asks", "x" * 20_000],
    "points": ["--reply", "ok", "--points", "5000"],
    "no number": ["--reply", "ok", "--points", "nan"],
    "a name": ["--reply", "ok", "--by", "x" * 90],
}


@pytest.mark.parametrize("what", TOO_MUCH)
def test_a_second_look_that_cannot_be_noted_is_a_sentence(place, what, capsys):
    words = ["second-look", str(place.parent / "class"), "--exercise", str(place)]
    more = ["--who", "Ana", "--item", "why", *TOO_MUCH[what]]
    assert cli.run([*words, *more]) in (1, 2)
    assert capsys.readouterr().err.strip()
    assert not (place.parent / "class-marks" / "marks.yaml").exists()
