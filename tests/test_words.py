"""What people read uses one word for one idea: words that were given up do not come back."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
DATA = ROOT / "casekit" / "data"
NO_LONGER = yaml.load(
    (ROOT / "tests" / "words_no_longer_used.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
)
CODE = re.compile(r"```.*?```|`[^`]*`|https?://\S+", re.DOTALL)

Said = tuple[str, str]
"""A text, after the place where it stands."""


def in_page(content: Any, language: str, at: str) -> Iterator[Said]:
    """Yield the texts of a page of data that are in one language."""
    if isinstance(content, dict):
        for key, value in content.items():
            if key == language and isinstance(value, str) and {"id", "en"} <= content.keys():
                yield at, value
            else:
                yield from in_page(value, language, f"{at}.{key}")
    elif isinstance(content, list):
        for number, item in enumerate(content):
            yield from in_page(item, language, f"{at}[{number}]")


def data(language: str) -> Iterator[Said]:
    """Yield what words, messages, outlines of reports and the template say in a language."""
    for page in sorted(DATA.rglob("*.yaml")):
        yield from in_page(yaml.load(page.read_text(encoding="utf-8"), yaml.CBaseLoader), language, page.name)


def cases(language: str) -> Iterator[Said]:
    """Yield what the bundled cases say in a language."""
    for page in sorted((ROOT / "datasets" / "cases").glob("*.yaml")):
        yield from in_page(yaml.load(page.read_text(encoding="utf-8"), yaml.CBaseLoader), language, page.name)


def text_cells(path: Path) -> Iterator[Said]:
    """Yield the text cells of a notebook."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "markdown":
            yield f"{path.name} {cell['id']}", "".join(cell["source"])


def lessons(language: str) -> Iterator[Said]:
    """Yield the text cells of the lessons of a language, and of the lecturers' notebooks."""
    for folder in (ROOT / "notebooks" / language, ROOT / "notebooks" / "instructor" / language):
        for path in sorted(folder.rglob("*.ipynb")):
            yield from text_cells(path)


def questions(language: str) -> Iterator[Said]:
    """Yield what the questions of the lessons and of the exercises say, with notebooks and guides."""
    pages = [*(ROOT / "notebooks" / "items").glob("*.yaml"), *(ROOT / "exercises").glob("*/exercise.yaml")]
    for page in sorted([*pages, *(ROOT / "exercises").glob("*/instructor/key.yaml")]):
        content = yaml.load(page.read_text(encoding="utf-8"), yaml.CBaseLoader)
        yield from in_page(content, language, page.relative_to(ROOT).as_posix())
    for path in sorted((ROOT / "exercises").rglob(f"*.{language}.ipynb")):
        yield from text_cells(path)
    for path in sorted((ROOT / "exercises").rglob(f"*.{language}.md")):
        yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def found(texts: Iterator[Said], language: str) -> list[str]:
    """Return each use of a word that is no longer used, with what is written instead."""
    texts = [(at, CODE.sub("`", text)) for at, text in texts]
    assert len(texts) > 50
    return [
        f"{at}: {hit[0]!r} -> {word['instead']} ({word['why']})"
        for word in NO_LONGER[language]
        for at, text in texts
        if "right_in" not in word or not re.search(word["right_in"], at)
        for hit in re.finditer(word["word"], text, re.IGNORECASE)
    ]


@pytest.mark.parametrize("language", ["id", "en"])
def test_words_messages_and_reports_use_no_word_that_was_given_up(language: str) -> None:
    assert found(data(language), language) == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_bundled_cases_use_no_word_that_was_given_up(language: str) -> None:
    assert found(cases(language), language) == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_lessons_use_no_word_that_was_given_up(language: str) -> None:
    assert found(lessons(language), language) == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_questions_and_exercises_use_no_word_that_was_given_up(language: str) -> None:
    assert found(questions(language), language) == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_questions_and_cases_quote_in_one_way(language: str) -> None:
    texts = [*cases(language), *questions(language)]
    items = [(at, text) for at, text in texts if not at.endswith((".md", ".ipynb")) and ".ipynb " not in at]
    assert len(items) > 500
    assert [f"{at}: {text}" for at, text in items if '"' in CODE.sub("`", text)] == []
