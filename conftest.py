"""Tests and examples are written for Indonesian, whatever the machine speaks on which they run."""

import gc
import os

import pytest

os.environ["CASEKIT_LANG"] = "id"

# Each process that tests has one core, so its linear algebra takes no second one: small matrices would
# wait for it longer than they take. This is read once, when the libraries are loaded; programs that
# tests start see the environment as it was.
_threads = os.environ.get("OPENBLAS_NUM_THREADS")
os.environ["OPENBLAS_NUM_THREADS"] = "1"
import scipy.linalg  # noqa: E402, F401 - loads those of NumPy and of SciPy

if _threads is None:
    del os.environ["OPENBLAS_NUM_THREADS"]
else:
    os.environ["OPENBLAS_NUM_THREADS"] = _threads

# What takes longest begins first, so that no core waits at the end for one file of another.
LONGEST = ("tests/test_notebooks.py", "tests/export/", "tests/report/", "tests/test_cli.py", "tests/store/")

gc.disable()  # what collecting the tests makes stays to the end: nothing to find in it


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests that take longest before the others; among themselves they stay in order."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def pytest_collection_finish() -> None:
    """Search for garbage only among what the tests make from here on; among all took a tenth of the time."""
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)
    gc.enable()


def pytest_unconfigure() -> None:
    """Let go of everything before the end, as some libraries ask for."""
    gc.unfreeze()
