"""notebooks/COVERAGE.md says truly which terms the lessons teach."""

import pytest

from casekit import vocab
from tests import taught


@pytest.fixture(scope="module")
def found() -> taught.Coverage:
    return taught.coverage()


def test_the_page_is_up_to_date(found):
    assert taught.PAGE.read_text(encoding="utf-8") == taught.page(found), "run python -m tests.taught"


def test_about_a_hundred_and_fifty_terms_are_core():
    core = [term for term in taught.terms() if vocab.is_core(term[0])]
    assert 140 <= len(core) <= 170
    assert {"stage", "dimension", "technique", "ethic", "role"} <= {own for own, _ in core}


def test_only_bold_labels_in_both_languages_explain_a_term(monkeypatch):
    texts = {
        "id": "**Ventilasi:** memberi ruang. Afirmasi.",
        "en": "**ventilation** gives room. **Affirmation**.",
    }
    monkeypatch.setattr(taught, "lessons", lambda: ["x.ipynb"])
    monkeypatch.setattr(taught, "prose", lambda lesson, language: texts[language])
    terms = [("technique", "ventilation"), ("technique", "affirmation"), ("technique", "support")]
    assert [*taught._explained(terms).values()] == [["x.ipynb"], [], []]


def test_a_case_file_and_an_item_are_found(found):
    assert "a-weaver" in found.of("used", ("dimension", "biological"))
    assert found.of("asked", ("technique", "ventilation"))
    places = [place for term in taught.terms() for way in taught.WAYS for place in found.of(way, term)]
    assert not [place for place in places if place.startswith("example/")]


def test_every_core_term_is_explained_used_and_asked(found):
    open_ = [
        f"{'.'.join(term)} is not {way}"
        for term in taught.terms()
        if vocab.is_core(term[0])
        for way in taught.WAYS
        if not found.of(way, term)
    ]
    assert open_ == []
