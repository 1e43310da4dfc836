"""Every exercise marks its model answer in full, tells typical mistakes what was meant and keeps its key."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from casekit import exercises
from casekit.course import Answer, Mark, mark
from casekit.course.items import Item, Lesson, Prose, Single, Task
from casekit.course.marking import worth
from casekit.exercises import complete
from casekit.exercises.grading import Exercise, keyed
from casekit.exercises.release import release
from casekit.exercises.tasks import judge
from casekit.model import Bilingual, walk
from tests import spelling
from tests.test_words import CODE, NO_LONGER

ROOT = Path(__file__).parents[2] / "exercises"
FOLDERS = sorted(file.parent for file in ROOT.glob("*/exercise.yaml"))
LANGUAGES = ("id", "en")
SPOKEN = ("text", "feedback", "situation", "why", "match", "otherwise", "model", "title")
SHOWN = re.compile(r'widgets\.(Quiz|Journal|Task|HandIn)\("exercise\.yaml"(?:, (?:part=)?"([\w-]+)")?\)')
LETTERS = 25  # a text of the key that is shorter says nothing by itself


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest) -> Path:
    own: Path = request.param
    return own


@cache
def key(folder: Path) -> Exercise:
    return keyed(folder)


@cache
def typical(folder: Path) -> Any:
    return yaml.load((folder / "instructor" / "typical.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)


def marked(folder: Path, item: Item, given: dict[str, Any]) -> Mark:
    """Return what an answer of `typical.yaml` earns."""
    if isinstance(item, Task):
        text = (folder / "instructor" / given["case"]).read_text(encoding="utf-8")
        return judge(item, text, key(folder).starts[item.file])
    return mark(item, Answer(id=item.id, **{name: own for name, own in given.items() if name != "id"}))


def by_id(lesson: Lesson) -> dict[str, Item]:
    return {item.id: item for item in lesson.items}


def test_the_model_answer_earns_everything(folder: Path) -> None:
    items = by_id(key(folder).lesson)
    given = {own["id"]: own for own in typical(folder)["model"]}
    assert given.keys() == items.keys()
    for name, item in items.items():
        found = marked(folder, item, given[name])
        if isinstance(item, Prose):
            assert len(given[name]["text"]) >= item.least
        else:
            assert (found.state, found.points) == ("right", worth(item)), (name, found.remarks)


def test_typical_mistakes_are_told_what_was_meant(folder: Path) -> None:
    items = by_id(key(folder).lesson)
    assert len(typical(folder)["wrong"]) >= 5
    for own in typical(folder)["wrong"]:
        item = items[own["item"]]
        found = marked(folder, item, own.get("answer", own))
        assert found.points is not None
        assert found.points < worth(item), own
        said = [one for one in found.remarks if not one.right and one.about == own.get("about", "")]
        for language in LANGUAGES:
            assert any(own["says"][language] in getattr(one.text, language) for one in said), own


def test_nothing_done_earns_nothing(folder: Path) -> None:
    exercise = key(folder)
    for item in exercise.lesson.items:
        if isinstance(item, Task):
            start = exercise.starts[item.file]
            assert judge(item, start.decode(), start).points == 0
            hidden = [check.id for check in item.checks if f"{item.id}.{check.id}" not in exercise.visible]
            assert hidden, f"{item.id}: everything that is looked at is told"


def test_at_least_half_of_the_points_are_told_at_once(folder: Path) -> None:
    exercise, at_once, later = key(folder), 0.0, 0.0
    for item in exercise.lesson.items:
        if isinstance(item, Task):
            told = sum(one.points for one in item.checks if f"{item.id}.{one.id}" in exercise.visible)
        else:
            told = worth(item) if item.id in exercise.visible else 0.0
        at_once += told
        later += 0 if isinstance(item, Prose) else worth(item) - told
    assert at_once >= later > 0
    for language in LANGUAGES:  # what guide and notebook say of it
        guide = (folder / "instructor" / f"guide.{language}.md").read_text(encoding="utf-8")
        title = "".join(cells(folder, language)[1]["source"])
        for points in (at_once, later):
            assert re.search(rf"\b{points:g}\b", guide), (language, points)
            assert re.search(rf"\b{points:g}\b", title), (language, points)


def test_both_languages_everywhere(folder: Path) -> None:
    lesson = complete(folder)
    parts = [part for _, part in walk(lesson)]
    texts = [part for part in parts if isinstance(part, Bilingual)]
    assert [text for text in texts if not (text.id.strip() and text.en.strip())] == []
    alone = [part for part in parts for name in SPOKEN if isinstance(getattr(part, name, None), str)]
    assert [own for own in alone if not isinstance(own, Bilingual)] == []
    assert all(isinstance(own, Bilingual) for own in lesson.objectives)


def test_prose_has_a_rubric_that_begins_with_nothing(folder: Path) -> None:
    for item in key(folder).lesson.items:
        if isinstance(item, Prose):
            assert item.hidden
            for criterion in item.rubric:
                assert [level.points for level in criterion.levels] == [*range(len(criterion.levels))]
            assert item.rubric


def cells(folder: Path, language: str) -> list[dict[str, Any]]:
    page = json.loads((folder / f"exercise.{language}.ipynb").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page["cells"]
    return found


def test_the_notebooks_show_every_item_once_and_are_the_same(folder: Path) -> None:
    pages = {language: cells(folder, language) for language in LANGUAGES}
    assert [cell["id"] for cell in pages["id"]] == [cell["id"] for cell in pages["en"]]
    for language, own in pages.items():
        code = ["".join(cell["source"]) for cell in own if cell["cell_type"] == "code"]
        assert own[0]["cell_type"] == "code"
        assert f'casekit.use_language("{language}")' in code[0]
        assert all("hide-input" in cell["metadata"].get("tags", []) for cell in own if "outputs" in cell)
        assert not any(cell.get("outputs") or cell.get("execution_count") for cell in own)
        shown = [found.groups() for text in code for found in SHOWN.finditer(text)]
        assert shown[-1] == ("HandIn", None)
        assert [*by_widget(shown, complete(folder))] == [item.id for item in complete(folder).items]


def by_widget(shown: list[tuple[str, str]], lesson: Lesson) -> Iterator[str]:
    """Yield the items that the widgets of a notebook show."""
    for widget, name in shown:
        for item in lesson.items:
            kind = {Prose: "Journal", Task: "Task"}.get(type(item), "Quiz")
            if kind == widget and name in (item.id if kind == "Task" else item.part, None):
                yield item.id


def said_in(content: Any) -> Iterator[str]:
    """Yield the texts of a page."""
    if isinstance(content, dict):
        for value in content.values():
            yield from said_in(value)
    elif isinstance(content, list):
        for value in content:
            yield from said_in(value)
    elif isinstance(content, str) and " " in content and len(content) >= LETTERS:
        yield content


def released(folder: Path) -> str:
    """Return all that a student gets, without the signs that JSON and YAML put in."""
    files = [file for file in folder.rglob("*") if file.is_file() and "instructor" not in file.parts]
    read = [file.read_text(encoding="utf-8") for file in files]
    return re.sub(r'\\n|[\\"\'\s]+', " ", "\n".join(read))


def test_nothing_of_the_key_is_in_what_students_get(folder: Path) -> None:
    given = released(folder)
    pages = [
        yaml.load(own.read_text(encoding="utf-8"), yaml.CSafeLoader)
        for own in (folder / "instructor").glob("k*.yaml")
    ]
    texts = [" ".join(re.sub(r'["\'\\]', " ", text).split()) for text in said_in(pages)]
    assert len(texts) > 10
    assert [text for text in texts if text in given] == []
    hidden = [item for item in exercises.read_exercise(folder).items if item.hidden]
    assert all(not item.has_key or isinstance(item, Prose) for item in hidden)
    assert not any(item.why for item in hidden)


def test_it_can_be_released(folder: Path, tmp_path: Path) -> None:
    files = release(folder, tmp_path)
    assert {"exercise.yaml", "exercise.id.ipynb", "exercise.en.ipynb"} <= {path.name for path in files}
    assert not any("instructor" in path.parts for path in files)


@pytest.mark.parametrize(("language", "at"), [("id", 0), ("en", 1)])
def test_the_page_lists_every_exercise_with_its_title_and_minutes(language: str, at: int) -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8").split("\n## ")[at + 1]
    rows = [row.strip("| ").split(" | ") for row in page.splitlines() if re.match(r"\| \d\d-", row)]
    assert [row[0].split(" · ")[0] for row in rows] == [folder.name for folder in FOLDERS]
    for row, folder in zip(rows, FOLDERS, strict=True):
        lesson = key(folder).lesson
        title = getattr(lesson.title, language)
        assert (row[0].split(" · ")[1].casefold(), int(row[3])) == (title.casefold(), lesson.minutes)


def test_right_options_are_neither_the_longest_nor_always_in_one_place() -> None:
    longest: list[bool] = []
    places: Counter[int] = Counter()
    for folder in FOLDERS:
        for item in key(folder).lesson.items:
            if isinstance(item, Single):
                right = [option.right for option in item.options].index(True)
                places[right] += 1
                for language in LANGUAGES:
                    letters = [len(getattr(option.text, language)) for option in item.options]
                    longest.append(letters[right] == max(letters))
    assert sum(longest) < len(longest) / 4
    assert len(places) >= 4
    assert max(places.values()) < sum(places.values()) / 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_that_was_given_up(language: str) -> None:
    texts = [(at, CODE.sub("`", text)) for at, text in spelling.exercises(language)]
    assert len(texts) > 1000
    assert [
        f"{at}: {hit[0]!r} -> {word['instead']}"
        for word in NO_LONGER[language]
        for at, text in texts
        for hit in re.finditer(word["word"], text, re.IGNORECASE)
    ] == []
