"""Nobody can be picked out: no identifier in cases, lessons, words, code, tests and pages.

A name of a place that is also a word (it has a * in casekit/data/places/regencies.txt) counts
only where it stands for a place: with a capital inside a sentence, or after a word such as "Kota" or "in".
No list here holds what the sources are about: kinds of identifiers are looked for, not the clients' own.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import chain, pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

import casekit
from casekit.model import When, walk

ROOT = Path(__file__).parents[2]
PLACES = ROOT / "casekit" / "data" / "places" / "regencies.txt"
KINDS = yaml.load(Path(__file__).with_name("identifiers.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
EXCEPTIONS = {(file, text): reason for file, text, reason in KINDS["exceptions"]}
ROOMS = ("casekit", "datasets", "docs", "exercises", "notebooks", "tests")
TEXTS = set(".css .csv .ged .html .ipynb .js .json .lua .md .py .toml .txt .typ .yaml .yml".split())  # noqa: SIM905
STUDIES = [f"datasets/cases/{name}.yaml" for name in casekit.case_studies()]
OF_CLIENTS = ("notebooks/", "datasets/cases/", "datasets/frames/")
SELF = {
    "tests/cases/identifiers.yaml",
    "casekit/data/places/regencies.txt",
    "casekit/data/lessons.txt",  # sums of files, whose digits say nothing
}


class Found(NamedTuple):
    """An identifier, where it stands, and of which kind it is."""

    file: str
    kind: str
    text: str


def places() -> dict[str, list[str]]:
    """Return provinces, and regencies and cities: those that are names only, and those that are words too."""
    lines = PLACES.read_text(encoding="utf-8").splitlines()
    known = [line.split(" ", 1)[1] for line in lines if line.startswith(("kabupaten ", "kota "))]
    heads = [head[2:] for head, line in pairwise(lines) if head[:2] == "# " and line.startswith("kabupaten ")]
    words = [name[:-2] for name in known if name.endswith(" *")]
    return {"provinces": heads, "names": [name for name in known if name[-1] != "*"], "words": words}


def either(names: list[str]) -> str:
    """Return what finds the longest of some names; by first letters, so that few are tried at each word."""
    letters = defaultdict(list)
    for name in sorted(names, key=len, reverse=True):
        letters[name[0]].append(re.escape(name[1:]).replace(r"\ ", r"\s+"))
    return "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in letters.items())


@cache
def patterns(where: str) -> dict[str, re.Pattern[str]]:
    """Return the patterns of the kinds that are looked for in every file, or in those of clients."""
    lists = dict(KINDS["lists"])
    for name, named in places().items():
        lists[name] = either(named)
    return {
        kind: re.compile(re.sub(r"<(\w+)>", lambda name: lists[name[1]], pattern))
        for kind, pattern in KINDS[where].items()
    }


def files() -> Iterator[str]:
    """Yield every file of the project that people or programs read as text."""
    inside = chain.from_iterable((ROOT / room).rglob("*") for room in ROOMS if (ROOT / room).exists())
    for path in chain(ROOT.iterdir(), inside):
        name = path.relative_to(ROOT).as_posix()
        if path.is_file() and path.suffix in TEXTS | {""} and "__pycache__" not in name and name not in SELF:
            yield name


def text(name: str) -> str:
    """Return what a file says; of a notebook its cells."""
    said = (ROOT / name).read_text(encoding="utf-8", errors="replace")
    if name.endswith(".ipynb"):
        return "\n\n".join("".join(cell["source"]) for cell in json.loads(said)["cells"])
    return said


@cache
def hits() -> list[Found]:
    """Return all identifiers that are found, once for all tests."""
    return [Found(name, kind, found) for name in files() for kind, found in identifiers(name)]


def identifiers(name: str) -> Iterator[tuple[str, str]]:
    """Yield the identifiers in a file, each after its kind."""
    said = text(name)
    kinds = patterns("everywhere") | (patterns("of_clients") if name.startswith(OF_CLIENTS) else {})
    for kind, pattern in kinds.items():
        for match in pattern.finditer(said):
            yield kind, " ".join(match[0].split())


def test_no_file_holds_an_identifier() -> None:
    assert sorted({hit for hit in hits() if (hit.file, hit.text) not in EXCEPTIONS}) == []


def test_every_exception_is_still_needed() -> None:
    assert {*EXCEPTIONS} <= {(hit.file, hit.text) for hit in hits()}


@pytest.mark.parametrize("path", STUDIES)
def test_the_fields_of_a_case_file_narrow_nobody_down(path: str) -> None:
    case = casekit.load(ROOT / path)
    parts = [part for _, part in walk(case)]
    dated = [part for part in parts if isinstance(part, When) and (part.date or part.weekday)]
    assert dated == []
    assert [part for part in parts if getattr(part, "year", None) or getattr(part, "birth_year", None)] == []
    setting = case.setting
    assert (setting.province, setting.year, setting.duration_days) == (None, None, None)
    assert re.fullmatch(r"Klien [A-D]", case.person(case.client).label.id)
    of_relatives = {person.id for person in case.people if person.age_years and person.id != case.client}
    assert of_relatives <= {"second_child"}  # whose development is the finding


def test_all_regencies_and_cities_are_known() -> None:
    lines = [line for line in PLACES.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    assert len(lines) == len(set(lines)) == 514
    assert sum(line.startswith("kota ") for line in lines) == 98
    assert len(places()["provinces"]) == 38


def kinds_in(said: str) -> list[str]:
    both = patterns("everywhere") | patterns("of_clients")
    return [kind for kind, pattern in both.items() if pattern.search(said)]


@pytest.mark.parametrize("said", KINDS["found"])
def test_an_identifier_is_found(said: str) -> None:
    assert kinds_in(said)


@pytest.mark.parametrize("said", KINDS["left_alone"])
def test_an_ordinary_sentence_is_left_alone(said: str) -> None:
    assert kinds_in(said) == []
