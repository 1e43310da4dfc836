"""What grading leaves behind: private tables without formulas, differences, a gradebook, and an end."""

import csv
import datetime as dt
import io
import re
import stat
import zipfile

import pytest

from casekit import cli
from casekit.exercises import grading, hard, keeping
from casekit.exercises.classes import read_class
from casekit.exercises.submissions import Submission
from casekit.store.spreadsheet import harmless
from tests.exercises.conftest import KEY
from tests.exercises.test_grading import HEAD, RIGHT, WRONG

ODD = {
    "=cmd|'c'!A1": HEAD + RIGHT,
    "Dewi, S.Sos.": HEAD + RIGHT.replace("[good]", "[bad]"),
    "Qur'ani": HEAD + WRONG,
    "0007": "lesson: [",
}


@pytest.fixture
def place(tmp_path):
    for name, text in ODD.items():
        (tmp_path / "class" / name).mkdir(parents=True)
        (tmp_path / "class" / name / "answers.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "class"


def rows(path):
    text = path.read_bytes().decode("utf-8-sig")
    return [*csv.DictReader(io.StringIO(text))]


def test_marks_are_private_whole_and_without_formulas(exercise, place, capsys):
    assert cli.run(["grade", str(place), "--exercise", str(exercise)]) == 0
    told = capsys.readouterr().out
    assert "Dewi, S.Sos.  4/11" in told
    assert "sebagian menunggu" in told
    table = place.with_name("class-marks") / "marks.csv"
    assert stat.S_IMODE(table.stat().st_mode) == 0o600
    found = rows(table)
    whole = {row["person"]: row for row in found if not row["item"]}
    assert {*whole} == {"'=cmd|'c'!A1", "Dewi, S.Sos.", "Qur'ani", "0007"}
    assert whole["0007"]["points"] == ""
    assert whole["Qur'ani"]["points"] == "0.0"
    assert not [value for row in found for value in row.values() if value.startswith(("=", "+", "@"))]
    cards = [row for row in found if row["person"] == "Dewi, S.Sos." and row["item"] == "cards"]
    assert {row["criterion"]: row["state"] for row in cards} == {
        "": "right",
        "food": "right",
        "friends": "right",
    }


def test_a_corrected_key_changes_marks_and_says_whose(exercise, place, capsys):
    assert cli.run(["grade", str(place), "--exercise", str(exercise)]) == 0
    corrected = KEY.replace("cell: social", "cell: spiritual")
    (exercise / "instructor" / "key.yaml").write_text(corrected, encoding="utf-8")
    capsys.readouterr()
    assert cli.run(["grade", str(place), "--exercise", str(exercise)]) == 0
    assert "Dewi, S.Sos.: 4 menjadi 3." in capsys.readouterr().out
    changed = rows(place.with_name("class-marks") / "changes.csv")
    assert {(row["person"], row["item"]) for row in changed if row["person"] == "Dewi, S.Sos."} == {
        ("Dewi, S.Sos.", ""),
        ("Dewi, S.Sos.", "cards"),
    }


def test_blind_marks_name_nobody_and_the_list_lies_apart(exercise, place, capsys):
    (place / "class.yaml").write_text("secret: rahasia kelas\n", encoding="utf-8")
    assert cli.run(["grade", str(place), "--exercise", str(exercise), "--blind"]) == 0
    text = (place.with_name("class-marks") / "marks.csv").read_text(encoding="utf-8-sig")
    shown = text + capsys.readouterr().out
    assert not [name for name in ("Dewi", "Qur", "0007") if name in shown]
    listed = {row["person"]: row["code"] for row in rows(place.with_name("class-marks-codes") / "codes.csv")}
    assert listed["Dewi, S.Sos."] in text
    assert listed["Dewi, S.Sos."] != Submission("Dewi, S.Sos.").code


def cells(raw):
    """Return the texts of each sheet, and whether there is any formula."""
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        strings = re.findall(r"<t[^>]*>([^<]*)</t>", book.read("xl/sharedStrings.xml").decode())
        sheets = [book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name]
    return strings, any("<f>" in sheet for sheet in sheets), len(sheets)


def test_the_gradebook_has_texts_and_numbers_and_no_formula(exercise, place):
    assert cli.run(["gradebook", str(place), "--exercise", str(exercise)]) == 0
    book = place.with_name("class-marks") / "gradebook.xlsx"
    strings, has_formula, sheets = cells(book.read_bytes())
    assert not has_formula
    assert sheets == 4
    assert {"=cmd|&#39;c&#39;!A1", "=cmd|'c'!A1"} & {*strings}
    assert "0007" in strings


def test_a_class_learns_what_was_hard_and_five_are_the_fewest(exercise):
    keyed = grading.keyed(exercise)
    texts = [HEAD + RIGHT] * 3 + [HEAD + RIGHT.replace("friends: social", "friends: spiritual")] * 2
    people = [
        Submission(f"P{n}", answers=grading.Answers.model_validate(_parsed(text)))
        for n, text in enumerate(texts)
    ]
    found = grading.grade_class(keyed, people)
    share = {(one.item, one.criterion): one.share for one in hard.hardness(found)}
    assert share["cards", "friends"] == 0.6
    assert share["cards", "food"] == 1
    drawn = hard.distractors(found)
    assert [(one.part, one.given, one.count) for one in drawn] == [("friends", "spiritual", 2)]
    assert hard.hardness(found[:4]) == hard.distractors(found[:4]) == []


def _parsed(text):
    from pathlib import Path  # noqa: PLC0415

    from casekit.store.yamltext import parse  # noqa: PLC0415

    return parse(text.encode(), Path("answers.yaml")).data


def test_marks_whose_time_is_over_are_deleted_and_nothing_else(tmp_path, exercise, place, capsys):
    (place / "class.yaml").write_text("keep_until: 2026-01-31\n", encoding="utf-8")
    assert cli.run(["grade", str(place), "--exercise", str(exercise)]) == 0
    kept = place.with_name("class-marks")
    (kept / "mine.txt").write_text("own")
    (kept / "marks.yaml").write_text("exercise: 90-trial\n")
    assert [own.deleted for own in keeping.forget(tmp_path, dt.date(2026, 1, 31))] == [()]
    assert cli.run(["forget", str(tmp_path)]) == 0
    assert [path.name for path in kept.iterdir()] == ["mine.txt"]
    assert (place / "Qur'ani" / "answers.yaml").is_file()
    outside = tmp_path / "outside.txt"
    outside.write_text("x")
    (kept / "results.yaml").write_text("exercise: a\nfiles: ['../outside.txt', '/etc/hostname']\n")
    keeping.forget(tmp_path, dt.date.today(), at_once=True)
    assert outside.is_file()


CLASS_FAULTS = {
    "due: kemarin\n": "baris 1",
    "late: [{days: 0, percent: 5}]\n": "late",
    "people: [{email: a}]\n": "name",
    "attempts: first\n": "attempts",
    "- 1\n": "berkas kelas",
}


@pytest.mark.parametrize("text", CLASS_FAULTS)
def test_a_class_file_with_a_fault_says_where(tmp_path, text):
    path = tmp_path / "class.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Exception, match=CLASS_FAULTS[text]) as refused:
        read_class(path)
    assert "\n" not in str(refused.value)


def test_harmless_keeps_what_is_harmless():
    assert [harmless(text) for text in ("a=b", "0007", " =1", "\t=1", "-5")] == [
        *("a=b", "0007", "' =1", "'\t=1", "'-5")
    ]
    assert harmless("Budi\u00a0Santoso") == "Budi Santoso"
    assert harmless("می\u200cخواهم") == "می\u200cخواهم"
    assert harmless("\u200c=1").startswith("'")


def test_marks_of_two_exercises_stay_until_the_later_day(tmp_path):
    first, last = dt.date(2026, 6, 30), dt.date(2026, 12, 31)
    keeping.keep(tmp_path, {"04.csv": b"x"}, "04-bpss", keep_until=last)
    for _ in range(2):  # an exercise is graded again
        keeping.keep(tmp_path, {"05.csv": b"x"}, "05-swot", keep_until=first)
    [stays] = keeping.forget(tmp_path, dt.date(2026, 7, 1))
    assert (stays.deleted, stays.keep_until) == ((), last)
    assert (tmp_path / "04.csv").exists()
    keeping.forget(tmp_path, dt.date(2027, 1, 1))
    assert not (tmp_path / "05.csv").exists()


def test_a_second_look_at_what_was_marked_by_casekit_has_a_trail(exercise, place, capsys):
    asked = [str(place), "--exercise", str(exercise), "--who", "Dewi, S.Sos.", "--item", "ask"]
    assert cli.run(["second-look", *asked, "--asks", "Saya memilih yang baik."]) == 0
    answer = ["--reply", "Benar, pilihannya rancu.", "--points", "1", "--by", "Dosen", "--why", "rancu"]
    assert cli.run(["second-look", *asked, *answer]) == 0
    told = capsys.readouterr().out
    assert "Saya memilih yang baik." in told
    assert "Dosen · 1 · Benar, pilihannya rancu. · rancu" in told
    assert cli.run(["grade", str(place), "--exercise", str(exercise)]) == 0
    assert "Dewi, S.Sos.  5/11" in capsys.readouterr().out
    assert cli.run(["second-look", *asked[:4], "Nobody", *asked[5:]]) == 1
    assert cli.run(["second-look", *asked[:-1], "aks"]) == 1
    assert "ask" in capsys.readouterr().err
