"""The numbers in the prose of a walk and of its lecturers' notebook, and those that its case file holds.

What the prose works out from them, and every other number that is not the client's, stands with its place
and reason in tests/cases/numbers_of_walks.yaml. Only numbers in digits are looked at, and a small one is
easily held by chance. `python -m tests.cases.walks` prints what has no ground.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

import casekit
from casekit import course, vocab

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ROOT / "notebooks"
REASONS = Path(__file__).with_name("numbers_of_walks.yaml")
# Cells that tell years of books, minutes of the lesson, and how many students there are.
OF_NO_CLIENT = ("-references", "-minutes", "-sizes")
NO_PROSE = re.compile(
    r"```.*?```|`[^`]*`|https?://\S+|\]\([^)]*\)|^\s*\d+\. "
    r"|\b(?:[Tt]ahap|[Ss]tages?) \d(?:(?:,| dan| and) \d)*",
    re.DOTALL | re.MULTILINE,
)
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def walks() -> list[str]:
    """Return the cases through which there is a walk."""
    found = {path.stem for path in (NOTEBOOKS / "en" / "cases").glob("*.ipynb")}
    return sorted(found & {*casekit.case_studies()})


def numbers_in(text: str, language: str) -> Iterator[float]:
    """Yield the numbers of a text as the language writes them; 12.000 is twelve thousand in Indonesian."""
    group, point = (".", ",") if language == "id" else (",", ".")
    for found in NUMBER.findall(text):
        yield float(found.replace(group, "").replace(point, "."))


def told(walk: str, language: str) -> Iterator[tuple[str, float]]:
    """Yield the numbers of the prose, and of the situations in the items, each after its place."""
    for folder in (NOTEBOOKS / language, NOTEBOOKS / "instructor" / language):
        yield from _told_in(folder / "cases" / f"{walk}.ipynb", language)
    for name in course.lessons():
        for item in course.lesson(name).items:
            if item.case == walk and item.situation is not None:
                text = getattr(item.situation, language, item.situation)
                yield from ((f"{name}/{item.id}", number) for number in numbers_in(str(text), language))


def _told_in(path: Path, language: str) -> Iterator[tuple[str, float]]:
    """Yield the numbers of the prose of a notebook, after their cells; none if it is not there."""
    if not path.is_file():
        return
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "markdown" and not cell["id"].endswith(OF_NO_CLIENT):
            for number in numbers_in(NO_PROSE.sub(" ", "".join(cell["source"])), language):
                yield cell["id"], number


def held(walk: str) -> set[float]:
    """Return every number that a case file holds, in its fields and in its texts."""
    return {*_numbers(casekit.load(casekit.case_study(walk)).model_dump())}


def _numbers(value: Any, language: str = "id") -> Iterator[float]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("id", "links") or value.keys() == {"id", "en"}:
                yield from _numbers(inner, key if key in ("id", "en") else language)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _numbers(inner, language)
    elif isinstance(value, str):
        yield from numbers_in(value, language)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def reasons() -> dict[str, dict[str, dict[int, str]]]:
    """Return the other numbers that walks may tell: by walk and place, each with its reason."""
    content: dict[str, dict[str, dict[int, str]]] = yaml.load(
        REASONS.read_text(encoding="utf-8"), yaml.CSafeLoader
    )
    return content


def unfounded(walk: str, language: str) -> list[str]:
    """Return the places and numbers of a walk for which neither its case file nor a reason speaks."""
    known, others = held(walk), reasons().get(walk, {})
    return [
        f"{place}: {number:g}"
        for place, number in told(walk, language)
        if number not in known and number not in others.get(place, {})
    ]


def idle(walk: str) -> list[str]:
    """Return the reasons that no number of a walk needs any more."""
    known = held(walk)
    said = {(place, number) for language in vocab.LANGUAGES for place, number in told(walk, language)}
    return [
        f"{place}: {number}"
        for place, numbers in reasons().get(walk, {}).items()
        for number in numbers
        if (place, number) not in said or number in known
    ]


if __name__ == "__main__":
    for walk in walks():
        for language in vocab.LANGUAGES:
            print(walk, language, *unfounded(walk, language), sep="\n  ")
