"""The lecturers' notebooks go with their lessons, answer all that is asked, and add up."""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import casekit
from casekit import course, vocab, widgets
from casekit.widgets import answer_key
from tests import minutes

NOTEBOOKS = minutes.NOTEBOOKS
LESSONS = minutes.lessons()
LANGUAGES = ["id", "en"]
OTHERS = {"00_semester.ipynb", "10_role-play.ipynb", "11_conference.ipynb", "12_dilemmas.ipynb"}
SHOWN = re.compile(r'widgets\.AnswerKey\("([\w-]+)", part="([\w-]+)"\)')


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read every file of items once for all tests of this page."""
    monkeypatch.setattr(answer_key, "lesson_of", lambda name: read(str(name)))


read = cache(course.lesson)


def cells(name: str, language: str) -> list[dict]:
    path = NOTEBOOKS / "instructor" / language / name
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell | {"source": "".join(cell["source"])} for cell in found]


def text(name: str, language: str, ending: str) -> str:
    return next(cell["source"] for cell in cells(name, language) if cell["id"].endswith(ending))


def rows(table: str) -> list[list[str]]:
    """Return the rows of the tables in a text, without heads."""
    lines = [line for line in table.splitlines() if line.startswith("|")]
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:] if set(line) - set("|- ")
    ]


def number(written: str, language: str) -> float:
    return float(written.strip("* ").replace(",", ".") if language == "id" else written.strip("* "))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lesson_has_a_lecturers_notebook(language):
    folder = NOTEBOOKS / "instructor" / language
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*.ipynb")}
    assert names == {*LESSONS, *minutes.read_only()} | OTHERS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lesson", minutes.read_only())
def test_answers_to_tasks_for_researchers_are_folded_and_with_the_lecturer_only(lesson, language):
    learners = "".join(cell["source"] for cell in minutes.cells(lesson, language))
    lecturers = "".join(cell["source"] for cell in cells(lesson, language))
    assert "<details>" not in learners
    assert lecturers.count("<details>") == lecturers.count("</details>") == ("/2_" not in lesson)
    assert f"/{language}/{lesson})" in lecturers


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lesson", LESSONS)
def test_the_plan_has_the_parts_and_minutes_of_the_lesson(lesson, language):
    at = 0
    planned = []
    for when, part, said in rows(text(lesson, language, "-minutes")):
        begin, end = map(int, when.split("–"))
        assert begin == at
        assert said
        planned.append((part, end - begin))
        at = end
    assert planned == minutes.stated(minutes.cells(lesson, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lesson", LESSONS)
def test_each_notebook_has_three_misunderstandings_with_questions_and_more_to_say(lesson, language):
    found = rows(text(lesson, language, "-mistakes"))
    assert len(found) == 3
    assert all(heard.endswith("”") and asked.startswith("“") and "?" in asked for heard, asked in found)
    assert text(lesson, language, "-gaps").count("\n- ") >= 3
    assert text(lesson, language, "-listen").count("\n- ") >= 2
    assert len(re.findall(r"^\*\*", text(lesson, language, "-sizes"), re.MULTILINE)) == 3


@pytest.mark.parametrize("lesson", LESSONS)
def test_everything_that_a_lesson_asks_is_answered_once(lesson):
    asked = read(minutes.items_of(lesson))
    code = "\n".join(cell["source"] for cell in cells(lesson, "en") if cell["cell_type"] == "code")
    shown = SHOWN.findall(code)
    assert {name for name, _ in shown} == {asked.id}
    assert Counter(part for _, part in shown) == Counter({item.part for item in asked.items})


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_keys_can_be_shown(language):
    with vocab.in_language(language):
        for lesson in LESSONS:
            key = widgets.AnswerKey(minutes.items_of(lesson))
            shown = key.lines()
            for item in read(minutes.items_of(lesson)).items:
                assert str(item.question) in "\n".join(shown)
                assert all(line in "\n".join(shown) for line in course.key_of(item)), item.id
            assert "<p>" in key._repr_html_()
            assert "**" in key._repr_markdown_()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cells_of_all_notebooks_run(language, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = NOTEBOOKS / "instructor" / language
    before = casekit.vocab.language()
    try:
        for path in sorted(folder.rglob("*.ipynb")):
            names: dict = {}
            for cell in cells(path.relative_to(folder).as_posix(), language):
                if cell["cell_type"] == "code":
                    exec(compile(cell["source"], path.name, "exec"), names)
    finally:
        casekit.use_language(before)


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_lead_to_the_lesson(language):
    for lesson in LESSONS:
        target = re.search(r"\]\((\S+\.ipynb)\)", text(lesson, language, "-title"))
        assert target is not None
        here = NOTEBOOKS / "instructor" / language / lesson
        assert (here.parent / target[1]).resolve() == (NOTEBOOKS / language / lesson).resolve()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_semester_has_sixteen_weeks_and_adds_up(language):
    weeks = rows(text("00_semester.ipynb", language, "-weeks"))
    assert [int(week[0].strip("*")) for week in weeks] == [*range(1, 17)]
    assert sum(number(week[-1], language) for week in weeks) == 100
    marks = rows(text("00_semester.ipynb", language, "-marks"))
    assert sum(number(mark[1], language) for mark in marks[:-1]) == number(marks[-1][1], language) == 100
    assert [number(mark[1], language) for mark in marks[:-1]] == [40, 20, 30, 10]


@pytest.mark.parametrize(
    ("language", "walk", "exercise"), [("id", "telaah", "latihan"), ("en", "walk", "exercises?")]
)
def test_a_week_has_a_walk_or_at_most_two_exercises(language, walk, exercise):
    done, walked = [], []
    for week in rows(text("00_semester.ipynb", language, "-weeks")):
        own = [
            int(one)
            for found in re.findall(rf"{exercise} (\d+(?:(?:,| dan| and) \d+)*)", week[4])
            for one in re.findall(r"\d+", found)
        ]
        walks = re.findall(rf"{walk} ([A-E])\b", week[4])
        assert len(own) <= (0 if walks else 2), week[0]
        done += own
        walked += walks
    assert sorted(done) == [*range(1, 17)]
    assert sorted(walked) == ["A", "B", "C", "D", "E"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_most_six_answers_are_marked_by_the_lecturer_and_the_hours_are_right(language):
    assert len(rows(text("00_semester.ipynb", language, "-prose"))) == 6
    *parts, total = rows(text("00_semester.ipynb", language, "-hours"))
    for at in (1, 3):
        hours = []
        for row in parts:
            product = 1.0
            for factor in row[at].split("×"):
                product *= number(factor, language)
            assert number(row[at + 1], language) == pytest.approx(product / 60), row
            hours.append(number(row[at + 1], language))
        assert number(total[at + 1], language) == pytest.approx(sum(hours))


def test_a_key_tells_what_is_accepted_besides_and_why_and_the_rubric():
    with vocab.in_language("en"):
        assert "Also accepted" in "\n".join(widgets.AnswerKey("example").lines())
        marked = widgets.AnswerKey("05-evaluation", "five-sentences").lines()
    assert any(line.startswith("Marked by: ") and "2 = " in line for line in marked)


def test_a_key_has_the_language_asked_for_and_escapes_what_it_shows(tmp_path):
    file = tmp_path / "kuis.yaml"
    file.write_text(
        "format: 1\nid: kuis\ntitle: Kuis\nitems:\n- id: a\n  hidden: true\n  single: '<b>Mana *ini*?</b>'\n"
        "  options:\n  - {id: x, text: '<i>satu</i>', right: true}\n  - {id: y, text: dua}\n",
        "utf-8",
    )
    key = widgets.AnswerKey(str(file), language="en")
    assert "<b>" not in key._repr_html_()
    assert "*ini*" not in key._repr_markdown_()
    assert key.lines()[1] == "✓ <i>satu</i>"
    with pytest.raises(casekit.errors.CourseError, match="no items"):
        widgets.AnswerKey(str(file), part="none", language="en")


def test_cards_and_sheets_begin_a_page():
    for name in sorted(OTHERS - {"00_semester.ipynb"}):
        for cell in cells(name, "id"):
            if re.search(r"-(card|sheet|role|safety|attendance)\b", cell["id"]):
                cards = ["cards"] if "\n---\n" in cell["source"] else []  # to cut apart
                assert cell["metadata"].get("tags") == [*cards, "new-page"], cell["id"]


def test_keys_of_graded_items_come_only_to_lecturers():
    """What learners' notebooks hold: not one of them shows keys."""
    for language in LANGUAGES:
        for path in (Path(NOTEBOOKS) / language).rglob("*.ipynb"):
            assert "AnswerKey" not in path.read_text(encoding="utf-8"), path
