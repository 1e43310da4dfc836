"""A complete case raises no question, and each fault that is put into it is found by its rule."""

from pathlib import Path
from typing import Any

import pytest
import yaml

import casekit
from casekit.check import check
from casekit.model import Case
from tests.check.faults import faulty

HERE = Path(__file__).parent
DATA: dict[str, Any] = yaml.load((HERE / "complete.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
FAULTS = yaml.safe_load((HERE / "mutations.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("strict", [False, True])
def test_a_complete_case_raises_no_question(strict: bool, language: str):
    case = casekit.load(HERE / "complete.yaml")
    assert [point.message for point in check(case, strict=strict)] == []


@pytest.mark.parametrize("stage", ["assessment", "plan", "intervention", "evaluation", "termination"])
def test_a_good_case_in_progress_is_not_scolded(stage: str):
    """What is still to come is not asked for: each stage is taken away from behind."""
    fields = ["assessment", "plan", "intervention", "evaluation", "termination"]
    own = {name: value for name, value in DATA.items() if name not in fields[fields.index(stage) :]}
    own |= {"schema_version": 2, "review": [], "supervision": [], "conferences": []}
    found = [point.message for point in check(Case.model_validate(own)) if point.code != "V951"]
    assert found == []


def test_there_are_enough_faults():
    assert len(FAULTS) >= 150
    assert len({code for *_, code, _ in FAULTS}) >= 60


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault[3]} {fault[0]} {fault[1]}")
def test_each_fault_is_found(fault: list[Any]):
    how, at, value, code, also = fault
    found = {point.code for point in check(faulty(DATA, how, at, value))}
    assert found == {code, *also}
