"""Each rule speaks where it should, is silent where it should, and is explained by a review."""

import re

import pytest

from casekit.check import FAILED, Point, check, explaining
from casekit.check.rules import page, rules, words
from casekit.model import Case
from casekit.vocab import in_language
from tests.check.small import examples, small

EXAMPLES = examples()
SPEAKS = [(code, n) for code, own in EXAMPLES.items() for n in range(len(own["speaks"]))]
SILENT = [(code, n) for code, own in EXAMPLES.items() for n in range(len(own["silent"]))]


def of(code: str, case: Case) -> list[Point]:
    found = check(case, select=[] if code == "C909" else [code])  # which needs all others
    assert not [point.message for point in found if point.code == FAILED]
    return [point for point in found if point.code == code]


def test_every_rule_has_its_examples_and_its_words_in_both_languages():
    assert rules().keys() == EXAMPLES.keys()
    assert len(rules()) >= 60
    for code in rules():
        own = page(code)
        assert own["severity"] in ("error", "warning", "note"), code
        for name in ("message", "why", "mend", "bad", "good"):
            assert own[name]["id"].strip() and own[name]["en"].strip(), (code, name)
        assert words(code, "source"), code


@pytest.mark.parametrize(("code", "number"), SPEAKS)
def test_speaks(code: str, number: int):
    case = small(EXAMPLES[code]["speaks"][number])
    for language in ("id", "en"):
        with in_language(language):
            found = of(code, case)
        assert found, language
        assert not [one.message for one in found if re.search(r"\{|\}|None|“”", one.message)]


@pytest.mark.parametrize(("code", "number"), SILENT)
def test_is_silent(code: str, number: int):
    assert not [point.message for point in of(code, small(EXAMPLES[code]["silent"][number]))]


def test_every_sentence_of_a_rule_is_said_in_an_example():
    for code in rules():
        said = {point.message for example in EXAMPLES[code]["speaks"] for point in of(code, small(example))}
        own = page(code)
        for sentence in (own["message"], *own.get("variants", {}).values()):
            parts = [re.escape(text) for text in re.split(r"\{\w+\}", sentence["id"])]
            assert any(re.fullmatch(".*".join(parts), one, re.DOTALL) for one in said), (code, sentence["id"])


@pytest.mark.parametrize(("code", "number"), SPEAKS)
def test_is_explained_by_a_review(code: str, number: int):
    example = EXAMPLES[code]["speaks"][number]
    if code == "C909":
        pytest.skip("a review that explains nothing is taken out, not explained")
    case = small(example)
    open_before = [point for point in of(code, case) if not point.explained]
    assert open_before
    entries = {
        (point.part, point.at): explaining(case, point, text="karena disepakati", by="pembimbing")
        for point in open_before
    }
    case.review = [*case.review, *entries.values()]
    after = check(case, select=[code, "C909"])
    assert {point.code for point in after} == {code}
    assert all("karena disepakati (pembimbing)" in point.explained for point in after)
    assert [(one.code, one.severity, one.at) for one in after] == [
        (one.code, one.severity, one.at) for one in open_before
    ]


def test_law_is_marked_as_to_be_checked():
    for code in rules():
        source = words(code, "source")
        rests_on_law = re.search(r"\bUU\b|CRPD|Konvensi", source)
        assert bool(rests_on_law) == (page(code).get("law") == "yes") or code in ("F303", "E109"), (
            code,
            source,
        )
