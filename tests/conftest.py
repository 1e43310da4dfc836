"""What every test starts from: Indonesian, and a small case in a folder of its own."""

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

import casekit.lightly  # noqa: F401 - before anything loads nbformat
from casekit import new_case, vocab

# How long a machine takes says nothing about whether it is right.
hypothesis.settings.register_profile("casekit", deadline=None)
hypothesis.settings.load_profile("casekit")


@pytest.fixture(autouse=True, scope="session")
def _own_record(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep what the tests make, also in other processes, out of the record of the user who runs them."""
    os.environ["CASEKIT_STATE"] = str(tmp_path_factory.mktemp("state"))
    os.environ["CASEKIT_WORK"] = str(tmp_path_factory.mktemp("work"))


@pytest.fixture(autouse=True)
def _indonesian_at_first() -> Iterator[None]:
    vocab.use_language("id")
    yield
    vocab.use_language("id")


@pytest.fixture(params=["id", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """Run a test once in each language."""
    vocab.use_language(request.param)
    return str(request.param)


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    """Return the path of a new, empty case file."""
    new_case(tmp_path / "kasus.yaml")
    return tmp_path / "kasus.yaml"
