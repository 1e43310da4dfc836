"""The files around the package agree with each other, and the lessons with their translations."""

import ast
import contextlib
import json
import re
import subprocess
import tomllib
from functools import reduce
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

import casekit

ROOT = Path(__file__).parents[1]
PYPROJECT_TEXT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
PYPROJECT = tomllib.loads(PYPROJECT_TEXT)
PROJECT = PYPROJECT["project"]
GROUPS = [
    line
    for group in [*PYPROJECT["dependency-groups"].values(), *PROJECT["optional-dependencies"].values()]
    for line in group
    if isinstance(line, str)
]

NOTEBOOKS = ROOT / "notebooks"
CAPTION = "#| caption: "
# What readers of a table or chart see of the code of a lesson.
WORDS = {
    'language("id")': 'language("en")',
    '"Klien Y"': '"Client Y"',
    'f"Klien {': 'f"Client {',
    'record("Klien ': 'record("Client ',
    '"Seorang remaja"': '"A teenager"',
    '"Seorang ibu"': '"A mother"',
    '"kategori"': '"category"',
    '"tahun"': '"year"',
    '"anak"': '"child"',
    '"disabilitas"': '"disability"',
    '"lansia"': '"older person"',
    '"kemiskinan"': '"poverty"',
    '"jalanan"': '"street"',
}
LESSONS = sorted(
    path.relative_to(NOTEBOOKS).as_posix()
    for path in NOTEBOOKS.rglob("*.ipynb")
    if ".ipynb_checkpoints" not in path.parts
)

# conda-forge names that differ from those of the Python packages.
CONDA_NAMES = {"matplotlib-base": "matplotlib"}

# Put together here, so that this file does not hold what it looks for.
REGISTRIES = [
    ".".join(parts)
    for parts in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("anaconda", "org"),
        ("npmjs", "org"),
        ("debian", "org"),
    ]
]
MACHINE_PATH = re.compile(r"(?<![\w.~}$])/(?:root|home|Users|work|opt|tmp)/\w|\b[A-Za-z]:\\+Users\\")


def lower_bound(requirement: Requirement) -> str:
    """Return the smallest version that a requirement allows."""
    return next(spec.version for spec in requirement.specifier if spec.operator == ">=")


def bounds(requirements: list[str]) -> dict[str, str]:
    """Return name -> lower bound."""
    parsed = [Requirement(text) for text in requirements]
    return {canonicalize_name(CONDA_NAMES.get(each.name, each.name)): lower_bound(each) for each in parsed}


def committed_files() -> list[Path]:
    """Return the files that git keeps or would keep."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout, so nothing tells committed files from others")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]


def notebook(path: str) -> dict:
    """Return a notebook as it lies in the repository."""
    return json.loads((NOTEBOOKS / path).read_text(encoding="utf-8"))


def source(cell: dict) -> str:
    """Return the text of a cell."""
    return "".join(cell["source"])


def test_conda_lists_what_pyproject_needs_with_the_same_lower_bounds():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    listed = environment["dependencies"]
    pip_list = next(entry["pip"] for entry in listed if isinstance(entry, dict))
    conda_list = [entry for entry in listed if isinstance(entry, str) and entry != "pip"]

    assert environment["channels"][0] == "conda-forge"
    assert "pip" in listed
    assert pip_list[-1] == "-e .[duckdb]"
    python = {"python": lower_bound(Requirement("python" + PROJECT["requires-python"]))}
    assert bounds(conda_list + pip_list[:-1]) == bounds(PROJECT["dependencies"]) | python


def test_every_dependency_says_why_it_is_there():
    lines = PYPROJECT_TEXT.splitlines()
    for requirement in PROJECT["dependencies"] + GROUPS:
        line = next(line for line in lines if line.strip().startswith(f'"{requirement}"'))
        assert re.search(r"# \w.{8,}", line), line


def pins() -> list[Requirement]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def test_what_is_pinned_installs_on_the_oldest_python_that_is_promised():
    oldest = PROJECT["requires-python"].removeprefix(">=") + ".0"
    asked, refused = 0, []
    for pin in pins():
        with contextlib.suppress(PackageNotFoundError):  # of an extra that is not here
            needs = metadata(pin.name).get("Requires-Python", "")
            asked += 1
            refused += [] if SpecifierSet(needs).contains(oldest) else [f"{pin} needs Python {needs}"]
    assert refused == []
    assert asked > 100


def test_every_dependency_is_pinned_within_its_bounds():
    assert all([spec.operator for spec in pin.specifier] == ["=="] for pin in pins())
    versions = {canonicalize_name(pin.name): next(iter(pin.specifier)).version for pin in pins()}
    for requirement in map(Requirement, PROJECT["dependencies"] + GROUPS):
        assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)]), requirement


def test_no_committed_file_holds_an_address_of_a_registry_or_a_path_of_a_machine():
    found = []
    for path in committed_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if any(registry in line for registry in REGISTRIES) or MACHINE_PATH.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert not found, "\n".join(found)


def test_text_is_read_and_written_as_utf8_whatever_the_system_prefers():
    found = []
    before = {"read_text": 0, "write_text": 1}  # how many arguments stand before the encoding
    for path in sorted((ROOT / "casekit").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node.func, "attr", "") if isinstance(node, ast.Call) else ""
            if name in before and len(node.args) <= before[name]:
                named = "encoding" in {keyword.arg for keyword in node.keywords}
                found += [] if named else [f"{path.relative_to(ROOT)}:{node.lineno}"]
    assert not found, "pass encoding"


def test_no_committed_file_is_over_one_megabyte():
    large = [path.relative_to(ROOT).as_posix() for path in committed_files() if path.stat().st_size > 2**20]
    assert not large, "pre-commit refuses these: make them smaller, or leave them out"


@pytest.mark.parametrize(
    "command",
    [
        "make pdf",
        "make test",
        "make lab",
        "conda env create -f environment.yml",
        "casekit pdf notebooks --to pdf",
    ],
)
def test_the_readme_tells_the_command(command):
    assert command in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_version_is_the_same_everywhere():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## \[(\d[^\]]*)\]", changelog, re.MULTILINE)
    assert newest is not None
    assert citation["version"] == newest[1] == PROJECT["version"] == casekit.__version__


def language_of(lesson):
    """Return the language in whose folder a lesson, or a lecturer's notebook, lies."""
    return lesson.removeprefix("instructor/").split("/", maxsplit=1)[0]


def translated(lesson):
    """Return the path of the same lesson in English."""
    return re.sub(r"(^|^instructor/)id/", r"\1en/", lesson)


def test_there_are_lessons_and_each_has_its_translation():
    by_language = {
        language: {translated(lesson) for lesson in LESSONS if language_of(lesson) == language}
        for language in ("id", "en")
    }
    assert by_language["id"] == by_language["en"] != set()
    assert len(by_language["id"]) * 2 == len(LESSONS)


def uncaptioned(cell):
    """Return the code of a cell without the words above it, which each language has for itself."""
    return re.sub(r"\A(#.*\n)+", "", source(cell))


@pytest.mark.parametrize("lesson", [lesson for lesson in LESSONS if language_of(lesson) == "id"])
def test_both_languages_have_the_same_cells_and_code(lesson):
    indonesian, english = notebook(lesson), notebook(translated(lesson))
    assert [cell["id"] for cell in indonesian["cells"]] == [cell["id"] for cell in english["cells"]]
    for ours, theirs in zip(indonesian["cells"], english["cells"], strict=True):
        assert ours["cell_type"] == theirs["cell_type"], ours["id"]
        assert ours["metadata"] == theirs["metadata"], ours["id"]
        if ours["cell_type"] == "code":
            assert uncaptioned(theirs) == in_english(uncaptioned(ours)), ours["id"]
            assert source(theirs).count(CAPTION) == source(ours).count(CAPTION), ours["id"]


def in_english(code: str) -> str:
    """Return the code of an Indonesian lesson with the words that readers see in English."""
    return reduce(lambda text, pair: text.replace(*pair), WORDS.items(), code)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_speaks_the_language_of_its_folder(lesson):
    content = notebook(lesson)
    language = language_of(lesson)
    code = "\n".join(source(cell) for cell in content["cells"] if cell["cell_type"] == "code")
    assert re.findall(r'use_language\("(\w+)"\)', code) == [language]
    assert content["metadata"]["lang"] == language  # what the PDF hyphenates by
    team = {"id": "Tim casekit", "en": "The casekit team"}[language]
    assert content["metadata"]["authors"] == [{"name": team}]  # below the title of pages and slides


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_is_committed_without_outputs_and_widget_state(lesson):
    content = notebook(lesson)
    assert "widgets" not in content["metadata"]
    assert len({cell["id"] for cell in content["cells"]}) == len(content["cells"])
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None), cell["id"]


@pytest.mark.parametrize("room", ["cli", "model", "store", "tables", "widgets"])
def test_only_the_door_of_a_room_says_what_is_public(room: str) -> None:
    modules = (ROOT / "casekit" / room).glob("*.py")
    assert [path.name for path in modules if "\n__all__ =" in path.read_text("utf-8")] == ["__init__.py"]
