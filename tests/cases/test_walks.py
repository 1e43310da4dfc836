"""A walk through a case tells no number that its case file does not hold, unless there is a reason."""

import json

import pytest

from casekit import vocab
from tests.cases import walks


@pytest.mark.parametrize("language", vocab.LANGUAGES)
@pytest.mark.parametrize("walk", walks.walks())
def test_every_number_of_a_walk_has_a_ground(walk, language):
    assert len([*walks.told(walk, language)]) > 5
    assert walks.unfounded(walk, language) == []


@pytest.mark.parametrize("walk", walks.walks())
def test_no_reason_is_left_over(walk):
    assert walks.idle(walk) == []


def test_all_four_cases_have_a_walk_and_only_walks_have_reasons():
    assert {"a-weaver", "b-bookkeeper", "c-street-youth", "d-trainee"} <= {*walks.walks()}
    assert walks.reasons().keys() <= {*walks.walks()}


@pytest.mark.parametrize(("language", "wrong"), [("id", "Rp13.000"), ("en", "Rp 13,000")])
def test_a_wrong_amount_is_found(language, wrong, tmp_path, monkeypatch):
    own = tmp_path / language / "cases" / "a-weaver.ipynb"
    own.parent.mkdir(parents=True)
    lesson = json.loads((walks.NOTEBOOKS / language / "cases" / "a-weaver.ipynb").read_text(encoding="utf-8"))
    lesson["cells"].append(
        {"cell_type": "markdown", "id": "a-new", "source": [f"Setiap tirai {wrong}; *7 kg*."]}
    )
    own.write_text(json.dumps(lesson), encoding="utf-8")
    monkeypatch.setattr(walks, "NOTEBOOKS", tmp_path)
    assert "a-new: 13000" in walks.unfounded("a-weaver", language)


def test_numbers_are_read_as_the_language_writes_them():
    assert [*walks.numbers_in("Rp1.250.000, 2,5 dan 12", "id")] == [1_250_000, 2.5, 12]
    assert [*walks.numbers_in("Rp 1,250,000, 2.5 and 12.", "en")] == [1_250_000, 2.5, 12]
