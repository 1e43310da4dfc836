"""A workplace of its own for every test, and the items of the example."""

from pathlib import Path

import pytest

from casekit import course
from casekit.course import Item


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which the answers of this test lie."""
    monkeypatch.setenv("CASEKIT_WORK", str(tmp_path / "kerja"))
    return tmp_path / "kerja"


@pytest.fixture(scope="session")
def items() -> dict[str, Item]:
    """Return the items of the example, one of each kind, by id."""
    return {item.id: item for item in course.lesson("example").items}
