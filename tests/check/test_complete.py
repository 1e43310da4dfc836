"""Complete cases raise no question, and each fault that is put into one is found by its rule."""

from pathlib import Path
from typing import Any

import pytest
import yaml

import casekit
from casekit.check import check
from casekit.model import Case
from tests.check.faults import faulty

HERE = Path(__file__).parent
NAMES = ["complete", "complete_child", "complete_transfer"]
DATA: dict[str, dict[str, Any]] = {
    name: yaml.load((HERE / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CBaseLoader) for name in NAMES
}
FAULTS = yaml.load((HERE / "mutations.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("strict", [False, True])
def test_a_complete_case_raises_no_question(name: str, strict: bool, language: str):
    case = casekit.load(HERE / f"{name}.yaml")
    assert [point.message for point in check(case, strict=strict)] == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("stage", ["assessment", "plan", "intervention", "evaluation", "termination"])
def test_a_good_case_in_progress_is_not_scolded(name: str, stage: str):
    """What is still to come is not asked for: each stage is taken away from behind."""
    fields = ["assessment", "plan", "intervention", "evaluation", "termination"]
    own = {field: value for field, value in DATA[name].items() if field not in fields[fields.index(stage) :]}
    own |= {"schema_version": 2, "review": [], "supervision": [], "conferences": []}
    found = [point.message for point in check(Case.model_validate(own)) if point.code != "V951"]
    assert found == []


def test_there_are_enough_faults():
    assert sum(map(len, FAULTS.values())) >= 300
    assert len({code for faults in FAULTS.values() for *_, code, _ in faults}) >= 100


@pytest.mark.parametrize(
    ("name", "fault"),
    [(name, fault) for name, faults in FAULTS.items() for fault in faults],
    ids=lambda own: own if isinstance(own, str) else f"{own[3]} {own[0]} {own[1]}",
)
def test_each_fault_is_found(name: str, fault: list[Any]):
    how, at, value, code, also = fault
    found = {point.code for point in check(faulty(DATA[name], how, at, value))}
    assert found == {code, *also}
