"""How many minutes the parts of a lesson need; `python -m tests.minutes` prints them beside those stated.

Reading goes at 150 words a minute. What is asked is counted by what there is to do: a question 1 minute, a
card, pair or step 0.5, an answer in sentences 4, a form 10, in which what stands right above it is read. What
else a class does, or does faster or slower, is told with its reason in tests/minutes.yaml, where it also says
with which cell each part of a walk begins.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from casekit import course
from casekit.course.items import Item, Matching, Ordering, Prose, Sorting

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ROOT / "notebooks"
TOLD = Path(__file__).with_suffix(".yaml")
WORDS_A_MINUTE = 150
QUESTION, CARD, SENTENCES, FORM = 1.0, 0.5, 4.0, 10.0
THOUGHT, LOOK = 2.0, 0.75  # at a pause to think, at a table or figure
SPARE = 0.5  # tables state whole minutes
STAGE_STARTS = ("opening", "concept", "contrast", "{activity}", "checks", "exit")
ASKED = re.compile(r'widgets\.(?:Quiz|Journal)\("([\w-]+)"((?:, "[\w-]+")*)(?:, part="([\w-]+)")?\)')
FORMS = re.compile(r"widgets\.(?!Quiz|Journal|AnswerKey)[A-Z]\w+\(")
AT_HOME = re.compile(r"-home(-|$)")
BEYOND = ("-key-points", "-references")

Cells = list[dict[str, Any]]


@cache
def told() -> dict[str, Any]:
    """Return what tests/minutes.yaml says of the lessons, by their paths."""
    content: dict[str, Any] = yaml.safe_load(TOLD.read_text(encoding="utf-8"))
    return content


def lessons() -> list[str]:
    """Return the lessons that state their minutes part by part."""
    folders = ("stages", "cases", "compare", "research")
    paths = [path for folder in folders for path in sorted((NOTEBOOKS / "en" / folder).glob("*.ipynb"))]
    names = [path.relative_to(NOTEBOOKS / "en").as_posix() for path in paths]
    return [name for name in names if (NOTEBOOKS / "items" / f"{items_of(name)}.yaml").is_file()]


def read_only() -> list[str]:
    """Return the lessons for researchers that ask no items: there one reads, looks and pauses to think."""
    paths = sorted((NOTEBOOKS / "en" / "research").glob("*.ipynb"))
    return [
        f"research/{path.name}"
        for path in paths
        if not (NOTEBOOKS / "items" / f"{items_of(path.name)}.yaml").is_file()
    ]


def read_in(lesson: str, language: str) -> float:
    """Return how many minutes such a lesson takes: reading, pausing to think, looking at results."""
    found = 0.0
    for cell in cells(lesson, language):
        if cell["id"].endswith((*BEYOND, "-task")):
            continue
        found += minutes_of(cell) + THOUGHT * cell["source"].count("> **")
        found += LOOK * (cell["cell_type"] == "code")
    return found


def items_of(lesson: str) -> str:
    """Return the name of the items of a lesson."""
    return Path(lesson).stem.replace("_", "-")


@cache
def lesson_of(name: str) -> course.Lesson:
    """Return the items of a lesson, read once."""
    return course.lesson(name)


def cells(lesson: str, language: str) -> Cells:
    """Return the cells of a notebook, each with its source as one text."""
    content = json.loads((NOTEBOOKS / language / lesson).read_text(encoding="utf-8"))
    return [cell | {"source": "".join(cell["source"])} for cell in content["cells"]]


def stated(every: Cells) -> list[tuple[str, int]]:
    """Return the parts of a lesson with the minutes that its table gives them."""
    table = next(cell["source"] for cell in every if cell["id"].endswith("-minutes"))
    rows = [
        [text.strip() for text in line.strip("|").split("|")] for line in table.splitlines() if "|" in line
    ]
    return [(row[0], int(row[-1])) for row in rows if row[-1].isdigit()]


def starts(lesson: str, every: Cells) -> list[str]:
    """Return the ids of the cells with which the parts of a lesson begin."""
    own = told()[lesson].get("starts")
    if own is not None:
        return [str(start) for start in own]
    ids = [cell["id"] for cell in every]
    prefix = ids[0].split("-")[0]
    quiz = ids.index(f"{prefix}-contrast-quiz")
    names = {start: f"{prefix}-{start}" for start in STAGE_STARTS} | {"{activity}": ids[quiz + 1]}
    return [names[start] for start in STAGE_STARTS]


def needed(lesson: str, language: str) -> list[float]:
    """Return how many minutes each part of a lesson needs, in the order of its table."""
    every, others = cells(lesson, language), told()[lesson].get("others", {})
    begins = starts(lesson, every)
    found: list[float] = []
    in_class = any(AT_HOME.search(start) for start in begins)
    for cell, after in zip(every, [*every[1:], {"source": ""}], strict=True):
        name = cell["id"]
        if name.endswith(BEYOND):
            break
        if name in begins:
            found.append(0.0)
        if not found or (AT_HOME.search(name) and not in_class):
            continue
        if name in others:
            found[-1] += others[name]["minutes"]
        elif not (cell["cell_type"] == "markdown" and FORMS.search(after["source"])):
            found[-1] += minutes_of(cell)
    return found


def minutes_of(cell: dict[str, Any]) -> float:
    """Return how long a cell takes: reading it, or doing what it asks."""
    source: str = cell["source"]
    if cell["cell_type"] == "markdown":
        return len(re.findall(r"\w+", source)) / WORDS_A_MINUTE
    return sum(map(task, asked_in(source))) + FORM * len(FORMS.findall(source))


def asked_in(source: str) -> Iterator[Item]:
    """Yield the items that a cell asks."""
    for name, ids, part in ASKED.findall(source):
        wanted = re.findall(r'"([\w-]+)"', ids)
        prose = "widgets.Journal" in source
        for item in lesson_of(name).items:
            if item.id in wanted or (part and item.part == part and isinstance(item, Prose) is prose):
                yield item


def task(item: Item) -> float:
    """Return how many minutes an item takes."""
    match item:
        case Prose():
            return SENTENCES
        case Sorting():
            return CARD * len(item.cards)
        case Matching():
            return CARD * len(item.pairs)
        case Ordering():
            return CARD * len(item.steps)
    return QUESTION


if __name__ == "__main__":
    for lesson in lessons():
        print(lesson)
        both = [needed(lesson, language) for language in ("id", "en")]
        for (part, minutes), *own in zip(stated(cells(lesson, "en")), *both, strict=False):
            sign = "  <--" if max(own) > minutes + SPARE else ""
            print(f"  {minutes:3} stated, {own[0]:5.1f} id, {own[1]:5.1f} en  {part}{sign}")
