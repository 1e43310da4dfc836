"""What README and CONTRIBUTING tell to type can be typed, in order, in an empty folder."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from itertools import pairwise
from pathlib import Path

import pytest
import typer

import casekit
from casekit.cli.app import app
from tests.as_typed import BLOCK, blocks

ROOT = Path(__file__).parents[1]
DOCUMENTS = ("README.md", "CONTRIBUTING.md")
PROGRAMS = ("make", "casekit", "jupyter", "pip", "python", "conda", "pre-commit", "nbstripout")


def text(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def commands(document: str) -> list[str]:
    """Return the commands of the shell blocks, and those that stand in sentences."""
    lines = [line for code in blocks(text(document), "sh", "bat") for line in code.splitlines()]
    spoken = re.findall(r"`([^`\n]+)`", BLOCK.sub("", text(document)))
    said = [one for one in spoken if one.split()[0] in PROGRAMS and len(one.split()) > 1]
    return [line.partition(" #")[0].strip() for line in [*lines, *said] if line.strip()]


ALL = [(document, command) for document in DOCUMENTS for command in dict.fromkeys(commands(document))]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_block_of_python_runs_as_a_newcomer_types_it(document: str, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    environment = os.environ | {"IPYTHONDIR": str(tmp_path), "PYTHONUTF8": "1"}
    ran = subprocess.run(
        [sys.executable, ROOT / "tests" / "as_typed.py", ROOT / document],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert re.search(rf"{document}: [1-9]\d* blocks of Python ran", ran.stdout)


def test_the_scale_of_the_readme_is_an_instrument(case_file: Path, tmp_path: Path) -> None:
    [scale] = blocks(text("README.md"), "yaml")
    (tmp_path / "scale.yaml").write_text(scale, encoding="utf-8")
    case = casekit.load(case_file)
    casekit.add_instrument(case, tmp_path / "scale.yaml")
    assert [str(own.label) for own in case.assessment.instruments] == ["Skala kemandirian"]


def test_both_kinds_of_shell_and_the_command_itself_are_among_what_is_tried() -> None:
    told = {command for _, command in ALL}
    assert {"make pdf", "conda activate casekit", "casekit lab", "casekit pdf NOTEBOOK"} <= told


@pytest.mark.parametrize(("document", "command"), ALL)
def test_a_command_exists_with_its_options_and_files(document: str, command: str) -> None:
    project = tomllib.loads(text("pyproject.toml"))
    program, *words = shlex.split(command)
    assert program in PROGRAMS
    match program:
        case "make":
            assert set(words) <= set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
        case "casekit":
            assert_casekit_takes(words)
    for option, value in pairwise(words):
        if option == "--group":
            assert value in project["dependency-groups"]
        if (program, option) == ("jupyter", "--to"):
            assert value in {exporter.name for exporter in entry_points(group="nbconvert.exporters")}
    for extra in re.findall(r"casekit\[(\w+)\]", command):
        assert extra in project["project"]["optional-dependencies"]
    for file in re.findall(r"\S+\.(?:py|yml|txt)\b", command):
        assert (ROOT / file).is_file()


def assert_casekit_takes(words: list[str]) -> None:
    """Look a command up in what `casekit --help` lists."""
    command = typer.main.get_command(app())
    if not words[0].startswith("-"):
        command = command.commands[words[0]]
    known = {name for param in command.params for name in (*param.opts, *param.secondary_opts)} | {"--help"}
    assert {word for word in words if word.startswith("-")} <= known
