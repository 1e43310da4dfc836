"""Attacks on a class that worked once: each ends in a sentence, and nothing of anybody's is lost or told."""

import io
import json
import time
import unicodedata
import zipfile

import pytest

from casekit import cli
from casekit.errors import CasekitError
from casekit.exercises import keeping, release, similar
from casekit.exercises.classes import ClassFile
from casekit.exercises.submissions import Submission, same_name
from tests.exercises.test_grading import HEAD, RIGHT, WRONG

PROSE = HEAD + "items:\n- {id: why, text: '"


@pytest.fixture
def handed(tmp_path):
    def put(name, text=HEAD + RIGHT):
        path = tmp_path / "class" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return tmp_path / "class"

    return put


def ran(command, place, exercise, *more):
    return cli.run([command, str(place), "--exercise", str(exercise), "--lang", "en", *more])


def test_names_that_no_screen_or_table_can_show_stop_nobody(exercise, handed, capsys):
    place = handed("Good/answers.yaml")
    for name in ("red\x1b[2J", "two\nGood  11/11", "\udcff"):
        handed(f"{name}/answers.yaml")
    handed("Odd/\x1b]0;\udcfe.yaml", "lesson: [")
    for command in ("grade", "gradebook"):
        assert ran(command, place, exercise) == 0
    told = capsys.readouterr().out
    assert "\x1b" not in told
    assert [line[:6] for line in told.splitlines()].count("Good  ") == 1


def test_blind_neither_order_nor_reasons_tell_names(exercise, handed, capsys):
    place = handed("Zainal/zainal.yaml", "lesson: [")
    for name in ("Ana", "Budi", "Citra", "Dewi"):
        handed(f"{name}/answers.yaml")
    handed("Eka/eka.jpg", "")
    for command in ("grade", "gradebook", "feedback"):
        kind = ("--format", "html") if command == "feedback" else ()
        assert ran(command, place, exercise, "--blind", *kind) == 0
    results = place.with_name("class-marks")
    book = zipfile.ZipFile(io.BytesIO((results / "gradebook.xlsx").read_bytes()))
    pages = "".join(page.read_text(encoding="utf-8") for page in (results / "feedback").iterdir())
    table = (results / "marks.csv").read_text(encoding="utf-8")
    everything = f"{capsys.readouterr().out}{table}{pages}{book.read('xl/sharedStrings.xml').decode()}"
    assert not [
        name for name in ("ainal", "Ana", "Budi", "Citra", "Dewi", "eka", "Eka") if name in everything
    ]
    codes = [line.split(",")[4] for line in table.splitlines()[1:]]
    assert codes == sorted(codes)


@pytest.mark.parametrize("due", ["0001-01-01T00:00:00", "9999-12-31T23:59:59"])
def test_a_year_that_no_clock_has_ends_in_no_error(due):
    about = ClassFile(due=due, people=[{"name": "A", "due": due}])
    assert about.due_for(Submission("A")) is not None


def test_a_list_of_results_that_is_not_ours_stays_and_nobodys_file_is_forgotten(exercise, handed):
    place = handed("A/answers.yaml")
    results = place.with_name("class-marks")
    results.mkdir()
    for name in ("results.yaml", "marks.csv"):
        (results / name).write_text("mine: 1\n", encoding="utf-8")
        assert ran("grade", place, exercise) == 1
        assert cli.run(["forget", str(results), "--now"]) == 0
        assert (results / name).read_text(encoding="utf-8") == "mine: 1\n"
        (results / name).unlink()
    assert [own.name for own in results.iterdir()] == []


def test_results_among_the_submissions_are_nobodys_work(exercise, handed, capsys):
    place = handed("Ana/answers.yaml")
    for _ in range(2):
        capsys.readouterr()
        assert ran("grade", place, exercise, "--to", str(place / "marks"), "--blind") == 0
    rows = capsys.readouterr().out.splitlines()
    assert len([row for row in rows if row.startswith("K")]) == 1
    assert sorted(path.name for path in place.iterdir()) == ["Ana", "marks", "marks-codes"]


def test_a_second_exercise_in_one_folder_is_forgotten_with_the_first(tmp_path):
    for number in (1, 2):
        keeping.keep(tmp_path / "marks", {f"{number}.csv": b"x"}, f"0{number}-x")
    cli.run(["forget", str(tmp_path / "marks"), "--now"])
    assert not [*(tmp_path / "marks").glob("*.csv")]


def test_a_list_of_results_that_a_student_made_deletes_nothing(handed, capsys):
    forged = 'exercise: x\nkeep_until: 2000-01-01\nfiles: ["../B/answers.yaml", "answers.yaml"]\n'
    handed("A/results.yaml", forged)
    handed("A/answers.yaml")
    place = handed("B/answers.yaml")
    for more in ((), ("--now",)):
        assert cli.run(["forget", str(place), *more]) == 0
        assert "results.yaml" in capsys.readouterr().out
    assert sorted(path.parent.name for path in place.rglob("answers.yaml")) == ["A", "B"]


@pytest.mark.parametrize("word", ["yes", "True", "1"])
def test_hidden_is_hidden_however_it_is_written(exercise, tmp_path, word):
    path = exercise / "exercise.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "id: cards\n  hidden: true", f"id: cards\n  hidden: {word}"
    )
    told = text.replace("- {id: food, ", "- {id: food, cell: biological, ")
    path.write_text(told, encoding="utf-8")
    with pytest.raises(CasekitError, match="cards: cell"):
        release.release(exercise, tmp_path / "out")
    path.write_text(text, encoding="utf-8")
    assert release.release(exercise, tmp_path / "out")


def test_two_very_long_texts_alike_are_compared_quickly(exercise, handed, capsys):
    words = " ".join(f"kata{number % 500}" for number in range(40_000))
    handed("A/answers.yaml", f"{PROSE}{words} habis'}}\n")
    place = handed("B/answers.yaml", f"{PROSE}{words} selesai'}}\n")
    handed("C/answers.yaml", HEAD + WRONG)
    began = time.process_time()
    assert ran("similar", place, exercise) == 0
    assert time.process_time() - began < 10
    assert "kata1 kata2" in capsys.readouterr().out
    assert similar._longest("a b a b c", "b a b x c") == "b a b"


def test_a_name_is_the_same_however_its_accents_are_stored():
    name = "Đặng Thị Ngọc"
    assert same_name(unicodedata.normalize("NFD", name)) == same_name(name)


SAID = "because nobody has asked the guardian yet"


@pytest.mark.parametrize(
    "cell",
    [
        {"source": "".join(f"&#{ord(letter)};" for letter in SAID)},
        {"source": "\u200b".join(SAID)},
        {"source": SAID.replace("guardian", "<b>guardian</b>")},
        {"source": "x", "attachments": [1]},
        {"source": "x", "attachments": {"a": {"b": 5}}},
    ],
)
def test_a_key_that_a_notebook_shows_in_other_signs_is_found(exercise, tmp_path, cell):
    key = exercise / "instructor" / "key.yaml"
    text = key.read_text(encoding="utf-8").replace("KEY-because", SAID)
    key.write_text(text, encoding="utf-8")
    cells = [{"cell_type": "markdown", "id": "a", "metadata": {}, **cell}]
    notebook = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    (exercise / "exercise.ipynb").write_text(notebook, encoding="utf-8")
    with pytest.raises(CasekitError, match="exercise"):
        release.release(exercise, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_two_people_of_one_code_never_share_their_marks(exercise, handed, capsys):
    seen = {}
    for number in range(100_000):  # as in a class of some thousand, by chance
        name = f"S{number}"
        if seen.setdefault(Submission(name).code, name) != name:
            break
    other = seen[Submission(name).code]
    handed(f"{name}/answers.yaml")
    place = handed(f"{other}/answers.yaml")
    assert ran("grade", place, exercise) == 1
    assert "secret" in capsys.readouterr().err
    (place / "class.yaml").write_text("secret: some words\n", encoding="utf-8")
    assert ran("grade", place, exercise) == 0
