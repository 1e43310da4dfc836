"""The worked example of CONTRIBUTING: its steps can be taken, its sentences are those of the tests."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```(diff|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
READ = (
    "CHANGELOG.md",
    "tests/recipe.py",
    "tests/whereabouts.py",
    "tests/empty_parts.py",
    "tests/store/schemas.yaml",
)

# The libraries are loaded once, casekit anew from each folder.
RECIPE = """
import importlib, json, sys
for folder in json.load(sys.stdin):
    for name in [name for name in sys.modules if name.partition(".")[0] in ("casekit", "tests")]:
        del sys.modules[name]
    sys.path[0] = folder
    print(json.dumps([*importlib.import_module("tests.recipe").forgotten()]))
"""


def example() -> tuple[list[tuple[str, str]], list[str]]:
    """Return the steps, each a file and what is changed in it, and the sentences between them."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    found = BLOCK.findall(text)
    steps = [tuple(block.split("\n", 1)) for kind, block in found if kind == "diff"]
    said = [line for kind, block in found if kind == "text" for line in block.splitlines()]
    return steps, said  # type: ignore[return-value]


STEPS, SAID = example()
NAMES = [path for path, _ in STEPS]
# What names a step that was left out: a word of the sentence.
NAMED_BY = {path: path for path in NAMES} | {"casekit/tables/client.py": "casekit/tables"}


def changed(text: str, hunk: str) -> str:
    """Return a text after a change, whose lines must stand in it once; if it only adds, below all others."""
    lines = hunk.splitlines(keepends=True)
    before, after = ("".join(line[1:] for line in lines if line[0] != sign) for sign in "+-")
    if not before:
        return text + after
    assert text.count(before) == 1, before
    return text.replace(before, after)


def project(folder: Path, steps: Iterable[tuple[str, str]]) -> str:
    """Make a copy of what the recipe reads, after some of the steps."""
    shutil.copytree(ROOT / "casekit", folder / "casekit")
    for name in READ:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    for path, hunk in steps:
        text = (folder / path).read_text(encoding="utf-8")
        (folder / path).write_text(changed(text, hunk), encoding="utf-8", newline="\n")
    return str(folder)


@pytest.fixture(scope="module")
def forgotten(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Return what is forgotten after the first step, after those up to the new schema, and without each."""
    asked = {
        "model": STEPS[:1],
        "schema": STEPS[: NAMES.index("tests/store/schemas.yaml") + 1],
        "all": STEPS,
        **{path: [step for step in STEPS if step[0] != path] for path in NAMES[1:]},
    }
    folders = [project(tmp_path_factory.mktemp("copy"), steps) for steps in asked.values()]
    ran = subprocess.run(
        [sys.executable, "-c", RECIPE],
        input=json.dumps(folders),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return dict(zip(asked, map(json.loads, ran.stdout.splitlines()), strict=True))


def test_the_sentences_of_the_example_are_those_that_a_newcomer_reads(
    forgotten: dict[str, list[str]],
) -> None:
    assert [*forgotten["model"], *forgotten["schema"], "Nothing was forgotten."] == SAID


def test_after_all_steps_nothing_is_forgotten(forgotten: dict[str, list[str]]) -> None:
    assert forgotten["all"] == []


@pytest.mark.parametrize("path", NAMES[1:])
def test_a_step_that_was_left_out_is_named(path: str, forgotten: dict[str, list[str]]) -> None:
    assert forgotten[path]
    assert all(NAMED_BY[path] in sentence for sentence in forgotten[path]), forgotten[path]
