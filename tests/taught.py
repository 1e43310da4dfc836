"""Which terms of the vocabulary the lessons teach; `python -m tests.taught` writes notebooks/COVERAGE.md.

A term is taught where it is explained, used and asked:

- explained: its exact label stands in bold in the prose of a lesson, in both languages;
- used: a bundled case file holds its code, or its label stands in the situation of an item in both languages;
- asked: an item names it in `terms`.

A row of the glossary counts for nothing. Core are the terms of lists that are marked `core: true` in
casekit/data/vocab/schemes.yaml.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import casekit
from casekit import course, vocab
from casekit.model import Part
from casekit.model.part import scheme

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ROOT / "notebooks"
PAGE = NOTEBOOKS / "COVERAGE.md"
EXAMPLE = "example"
TAUGHT_IN_NONE = ("glossary.ipynb",)
WAYS = ("explained", "used", "asked")

Term = tuple[str, str]


@dataclass(frozen=True)
class Coverage:
    """Where each term is explained, used and asked."""

    explained: dict[Term, list[str]]
    used: dict[Term, list[str]]
    asked: dict[Term, list[str]]

    def of(self, way: str, term: Term) -> list[str]:
        found: dict[Term, list[str]] = getattr(self, way)
        return found.get(term, [])


def terms() -> list[Term]:
    """Return every term, but for the names of the lists."""
    return [(one, code) for one in vocab.schemes() if one != "scheme" for code in vocab.codes(one)]


def lessons() -> list[str]:
    """Return the lessons, by what both languages call their files."""
    paths = sorted((NOTEBOOKS / "en").rglob("*.ipynb"))
    names = [path.relative_to(NOTEBOOKS / "en").as_posix() for path in paths]
    return [name for name in names if name not in TAUGHT_IN_NONE and ".ipynb_checkpoints" not in name]


def prose(lesson: str, language: str) -> str:
    """Return the texts of a lesson, without its code; empty if there is no such lesson."""
    path = NOTEBOOKS / language / lesson
    if not path.is_file():
        return ""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def in_bold(text: str) -> set[str]:
    """Return what stands in bold, in small letters and without the sign that ends it."""
    found = re.findall(r"\*\*(.+?)\*\*(?!\*)", text)
    return {one.replace("*", "").casefold().strip(" .:;,?!") for one in found}


def names_of(term: Term, language: str) -> set[str]:
    """Return what a term is called: its label, also without what it has in brackets at its end."""
    label = vocab.label(*term, language).casefold()
    return {label, re.sub(r" \([^)]*\)$", "", label)}


def _explained(every: Iterable[Term]) -> dict[Term, list[str]]:
    bold = {
        lesson: {language: in_bold(prose(lesson, language)) for language in vocab.LANGUAGES}
        for lesson in lessons()
    }
    return {
        term: [
            lesson
            for lesson, own in bold.items()
            if all(names_of(term, language) & own[language] for language in vocab.LANGUAGES)
        ]
        for term in every
    }


def codes_in(part: Part) -> Iterator[Term]:
    """Yield every code that a part of a case holds, with its list."""
    for name in type(part).model_fields:
        value, own = getattr(part, name), scheme(type(part), name)
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, Part):
                yield from codes_in(inner)
            elif own and inner is not None:
                yield own, str(inner)


def _used(every: Iterable[Term]) -> dict[Term, list[str]]:
    cases = {name: {*codes_in(casekit.load(casekit.case_study(name)))} for name in casekit.case_studies()}
    scenes = [
        (f"{lesson.id}/{item.id}", [_in(item.situation, language) for language in vocab.LANGUAGES])
        for lesson in _items()
        for item in lesson.items
        if item.situation is not None
    ]
    return {
        term: [name for name, held in cases.items() if term in held]
        + [name for name, texts in scenes if _stands_in(term, texts)]
        for term in every
    }


def _in(text: Any, language: str) -> str:
    with vocab.in_language(language):
        return str(text).casefold()


def _stands_in(term: Term, texts: list[str]) -> bool:
    return all(
        any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in names_of(term, language))
        for language, text in zip(vocab.LANGUAGES, texts, strict=True)
    )


def _items() -> list[course.Lesson]:
    return [course.lesson(name) for name in course.lessons() if name != EXAMPLE]


def _asked() -> dict[Term, list[str]]:
    found: dict[Term, list[str]] = {}
    for lesson in _items():
        for item in lesson.items:
            for named in item.terms:
                own, _, code = named.partition(".")
                found.setdefault((own, code), []).append(f"{lesson.id}/{item.id}")
    return found


def coverage() -> Coverage:
    """Return where each term is explained, used and asked."""
    every = terms()
    return Coverage(_explained(every), _used(every), _asked())


def page(found: Coverage) -> str:
    """Return the page of what is taught: counts, the core terms one by one, the others list by list."""
    every = terms()
    core = [term for term in every if vocab.is_core(term[0])]
    others = [term for term in every if not vocab.is_core(term[0])]
    head = f"# What the lessons teach\n\n{_about()}\n\n## Counts\n\n"
    counts = [_counts(name, group, found) for name, group in (("core", core), ("others", others))]
    table = _table(["terms", "number", *WAYS, "all three", "none"], counts)
    lists = "\n\n".join(_core_list(one, found) for one in vocab.schemes() if vocab.is_core(one))
    rest = [
        _counts(f"`{one}`", [term for term in others if term[0] == one], found)
        for one in vocab.schemes()
        if one != "scheme" and not vocab.is_core(one)
    ]
    below = _table(["list", "number", *WAYS, "all three", "none"], rest)
    return f"{head}{table}\n\n## Core terms\n\n{lists}\n\n## Other terms\n\n{below}\n"


def _about() -> str:
    told = str(__doc__).split("\n\n", 1)[1].strip()
    return f"Written by `python -m tests.taught`; do not edit it.\n\n{told}"


def _counts(name: str, group: list[Term], found: Coverage) -> list[str]:
    marks = [[bool(found.of(way, term)) for way in WAYS] for term in group]
    each = [sum(column) for column in zip(*marks, strict=True)]
    return [name, *map(str, [len(group), *each, sum(map(all, marks)), sum(not any(row) for row in marks)])]


def _core_list(own: str, found: Coverage) -> str:
    rows = []
    for code in vocab.codes(own):
        labels = [vocab.label(own, code, language) for language in vocab.LANGUAGES]
        rows.append([f"`{code}`", *labels, *(_places(found.of(way, (own, code))) for way in WAYS)])
    return f"### {own}\n\n" + _table(["code", "Indonesian", "English", *WAYS], rows)


def _places(where: list[str]) -> str:
    """Return the first place, and how many more there are."""
    more = f" +{len(where) - 1}" if len(where) > 1 else ""
    return f"{where[0].removesuffix('.ipynb')}{more}" if where else "**–**"


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


if __name__ == "__main__":
    PAGE.write_text(page(coverage()), encoding="utf-8", newline="\n")
