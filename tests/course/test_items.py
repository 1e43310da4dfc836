"""A file of items is read as it is meant, or refused with a sentence that says where and what to do."""

from pathlib import Path

import pytest

from casekit import course, vocab
from casekit.course.items import KINDS
from casekit.course.reading import FOLDER
from casekit.errors import CasekitError
from casekit.model import Bilingual, walk

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "notebooks" / "items").glob("*.yaml"))

HEAD = "format: 1\nid: kuis\ntitle: Kuis\nitems:\n"
RIGHT = "  - {id: p, text: P, right: true, feedback: f}\n"
WRONG = "  - {id: q, text: Q, feedback: f}\n"
OPTIONS = f"  options:\n{RIGHT}{WRONG}"
SINGLE = f"- id: a\n  single: Mana?\n{OPTIONS}"
CARD = "  cards: [{id: k, text: K, cell: social, feedback: f}]\n"

# What is in the file, the line that the sentence must name, and words that it must hold.
BAD = {
    "no question": ("- id: a\n  ask: Mana?\n", 5, "single, multiple, ordering"),
    "a mistyped kind": (f"- id: a\n  singel: Mana?\n{OPTIONS}", 5, "single"),
    "a mistyped field": (SINGLE.replace("q, text: Q, feedback", "q, text: Q, fedback"), 9, "feedback"),
    "nothing right": (SINGLE.replace("right: true, ", ""), 7, "right: true"),
    "everything right": (
        SINGLE.replace("q, text: Q,", "q, text: Q, right: true,").replace("single", "multiple"), 7, "2",
    ),
    "two right": (SINGLE + RIGHT.replace("id: p", "id: r"), 7, "multiple"),
    "no feedback": (SINGLE.replace("Q, feedback: f", "Q"), 9, "feedback"),
    "one option twice": (SINGLE.replace("id: q", "id: p"), 9, "'p'"),
    "one item twice": (SINGLE + SINGLE, 10, "'a'"),
    "an unknown term": (f"{SINGLE}  terms: [technique.smal_talk]\n", 10, "small_talk"),
    "an unknown list of terms": (f"{SINGLE}  terms: [tehnique.advice]\n", 10, "technique"),
    "too many terms": (f"{SINGLE}  terms: [{', '.join(7 * ['technique.advice'])}]\n", 10, "6"),
    "an unknown case": (f"{SINGLE}  case: e-nobody\n", 10, "d-trainee"),
    "cells of an unknown list": (f"- id: a\n  sorting: Mana?\n  scheme: dimensi\n{CARD}", 7, "dimension"),
    "a card for no cell": (
        f"- id: a\n  sorting: Mana?\n  scheme: dimension\n{CARD.replace('cell: social', 'cell: sosial')}",
        8, "social",
    ),
    "a card without a cell": (
        f"- id: a\n  sorting: Mana?\n  scheme: dimension\n{CARD.replace('cell: social, ', '')}", 8, "'k'",
    ),
    "one cell": (f"- id: a\n  sorting: Mana?\n  cells: [{{id: social, text: S}}]\n{CARD}", 7, "scheme"),
    "nothing to match": (
        "- id: a\n  matching: Mana?\n  pairs:\n  - {id: k, text: K, feedback: f}\n"
        "  - {id: m, text: M, match: N, feedback: f}\n", 8, "match",
    ),
    "an order without reasons": (
        "- id: a\n  ordering: Mana?\n  steps:\n  - {id: k, text: K}\n  - {id: m, text: M, feedback: f}\n"
        "  - {id: n, text: N, feedback: f}\n", 8, "feedback",
    ),
    "no number": ("- id: a\n  numeric: Mana?\n  numbers: [{value: 28rb, feedback: f}]\n", 7, "28rb"),
    "no right number": (
        "- id: a\n  numeric: Mana?\n  otherwise: f\n  numbers: [{value: 28, feedback: f}]\n", 8, "right:",
    ),
    "no key words": ("- id: a\n  short: Mana?\n  model: M\n", 5, "keys"),
    "no model answer": ("- id: a\n  prose: Mana?\n", 5, "model"),
    "points for prose": ("- id: a\n  prose: Mana?\n  model: M\n  points: 3\n", 8, "rubric"),
    "a number as an item": ("- 7\n", 5, "7"),
    "code": ("- !!python/object/apply:os.system [ls]\n", 5, "python"),
}  # fmt: skip


def written(folder: Path, text: str, name: str = "kuis") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("fault", BAD)
def test_what_is_wrong_is_said_with_its_line_and_what_to_do(fault, tmp_path, language):
    text, line, words = BAD[fault]
    with pytest.raises(CasekitError) as refused:
        course.read_lesson(written(tmp_path, HEAD + text))
    sentence = str(refused.value).splitlines()[0]
    where = {"id": "baris", "en": "line"}[language]
    assert sentence.startswith(f"kuis.yaml, {where} {line}"), sentence
    assert words in str(refused.value)
    assert not {"{", "}"} & {*sentence}, sentence


def test_a_file_that_is_none_says_how_one_begins(tmp_path, language):
    for text in ("halo: 1\n", "- 1\n", "schema_version: 2\nid: kuis\n"):
        with pytest.raises(CasekitError, match="format: 2"):
            course.read_lesson(written(tmp_path, text))
    with pytest.raises(CasekitError, match="lain"):
        course.read_lesson(written(tmp_path, HEAD + SINGLE, "lain"))


def test_an_exercise_is_called_as_its_folder(tmp_path):
    (tmp_path / "kuis").mkdir()
    path = written(tmp_path / "kuis", HEAD + SINGLE, "exercise")
    assert course.lesson(str(path)).id == "kuis"


def test_a_hidden_item_may_lack_its_key(tmp_path):
    text = SINGLE.replace("right: true, ", "").replace(", feedback: f", "") + "  hidden: true\n"
    [item] = course.read_lesson(written(tmp_path, HEAD + text)).items
    assert not item.has_key
    found = course.mark(item, course.Answer(id="a", chosen=["p"]))
    assert (found.state, found.points) == ("unmarked", None)


def test_items_beside_the_notebook_come_before_those_of_casekit(tmp_path, monkeypatch):
    (tmp_path / FOLDER).mkdir()
    (tmp_path / "id" / "stages").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "id" / "stages")
    assert course.lesson("example").title != "Kuis"
    written(tmp_path / FOLDER, HEAD.replace("id: kuis", "id: example") + SINGLE, "example")
    assert course.lesson("example").title == "Kuis"
    with pytest.raises(CasekitError, match="example"):
        course.lesson("tidak-ada")
    with pytest.raises(CasekitError):
        course.lesson("../example")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_bundled_items_speak_both_languages(file):
    lesson = course.read_lesson(file)
    texts = [part for _, part in walk(lesson) if isinstance(part, Bilingual)]
    alone = [str(text) for text in texts if not (text.id.strip() and text.en.strip())]
    alone += [
        f"{part!r}"
        for _, part in walk(lesson)
        for name in ("text", "feedback", "situation", "why", "match", "otherwise", "model", "title")
        if isinstance(getattr(part, name, None), str)
    ]
    assert alone == []


def test_the_example_has_every_kind_but_tasks_which_need_a_folder(items):
    assert {item.asked for item in items.values()} == {*KINDS} - {"task"}
    with vocab.in_language("en"):
        assert items["where-it-belongs"].places["social"] == "social"
