"""Tests and examples are written for Indonesian, whatever the machine speaks on which they run."""

import os

import pytest

os.environ["CASEKIT_LANG"] = "id"

# What takes longest begins first, so that no core waits at the end for one file of another.
LONGEST = ("tests/test_notebooks.py", "tests/export/", "tests/report/", "tests/test_cli.py", "tests/store/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests that take longest before the others; among themselves they stay in order."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))
