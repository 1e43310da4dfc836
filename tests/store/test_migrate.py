"""Older case files are brought up to date, newer ones are read but not written."""

import copy

import pytest

import casekit
from casekit.errors import CaseFileWarning, NewerCaseError
from casekit.model import SCHEMA_VERSION
from casekit.store.migrate import migrate


def test_each_step_leads_to_the_next_and_the_old_data_stay():
    steps = {
        1: lambda data: {**data, "name": data["title"]},
        2: lambda data: {key: value for key, value in data.items() if key != "title"},
    }
    old = {"schema_version": "1", "title": "Klien A"}
    before = copy.deepcopy(old)
    assert migrate(old, 1, steps, to=3) == {"schema_version": 3, "name": "Klien A"}
    assert old == before


def test_a_missing_step_is_an_error():
    with pytest.raises(KeyError):
        migrate({}, 1, {}, to=2)


def newer(path):
    text = path.read_text(encoding="utf-8")
    text = text.replace(f"schema_version: {SCHEMA_VERSION}", "schema_version: 99")
    path.write_text(
        text
        + "moon: full\nmethods: [casework, telepathy]\nplan: {goals: [{id: g1, basis: dreamt, text: x}]}\n",
        encoding="utf-8",
    )


def test_a_newer_file_can_be_read_but_not_saved(case_file, tmp_path, language):
    newer(case_file)
    before = case_file.read_bytes()
    with pytest.warns(CaseFileWarning, match=r"kasus\.yaml"):
        case = casekit.load(case_file)
    assert case.methods == ["casework"]
    case.title = "diubah"
    for target in (None, tmp_path / "lain.yaml"):
        with pytest.raises(NewerCaseError, match="casekit"):
            casekit.save(case, target)
    assert case_file.read_bytes() == before
    assert not (tmp_path / "lain.yaml").exists()


def test_only_what_is_not_known_is_left_out_of_a_newer_list(case_file):
    text = case_file.read_text(encoding="utf-8").replace(
        f"schema_version: {SCHEMA_VERSION}", "schema_version: 99"
    )
    goals = "".join(
        f"  - {{id: g{number}, text: x, basis: documented, answers: [{link}]}}\n"
        for number, link in enumerate(["nobody", "f1, nobody", "nobody, f1, nobody, nobody"])
    )
    case_file.write_text(
        f"{text}methods: [telepathy, casework, levitation, group_work, telekinesis]\n"
        "str: {moon: full}\n"
        "assessment:\n  findings:\n"
        "  - {id: f0, dimension: lunar, valence: concern, text: a, basis: documented}\n"
        "  - {id: f1, dimension: social, valence: concern, text: b, basis: documented}\n"
        "  - {id: f2, dimension: astral, valence: concern, text: c, basis: documented}\n"
        f"plan:\n  goals:\n{goals}",
        encoding="utf-8",
    )
    with pytest.warns(CaseFileWarning, match=r"kasus\.yaml"):
        case = casekit.load(case_file)
    assert case.methods == ["casework", "group_work"]
    assert [finding.id for finding in case.assessment.findings] == ["f1"]
    assert [goal.answers for goal in case.plan.goals] == [[], ["f1"], ["f1"]]


def test_a_newer_file_beyond_understanding_gets_a_sentence(tmp_path, language):
    path = tmp_path / "asing.yaml"
    path.write_text("schema_version: 99\nwhat: ever\n", encoding="utf-8")
    with pytest.raises(NewerCaseError, match=r"asing\.yaml"):
        casekit.load(path)
