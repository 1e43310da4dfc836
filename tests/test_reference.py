"""The reference has a page for everything that is public, and tells every field of a case file."""

import os
import pkgutil
import re
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

import casekit
from casekit import vocab
from docs import pages
from docs.pages.forms import kinds, pictured
from docs.pages.gallery import names as figures
from docs.pages.names import DOORS, file_of, public
from tests.whereabouts import forms

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder in which all pages are made, with their pictures."""
    folder = tmp_path_factory.mktemp("made")
    vocab.use_language("id")  # the pages are English all the same
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        pages.write(folder)
    return folder


def page(made: Path, name: str) -> str:
    return (made / f"{name}.rst").read_text(encoding="utf-8")


def told(made: Path) -> dict[str, str]:
    """Return what the pages tell of each field, by its name."""
    text = "".join(path.read_text(encoding="utf-8") for path in sorted((made / "fields").iterdir()))
    entries = re.findall(r"^\.\. py:attribute:: casekit\.model\.(\S+)\n(.*?)(?=^\S|\Z)", text, re.M | re.S)
    return dict(entries)


def test_every_room_is_told() -> None:
    rooms = [f"casekit.{room.name}" for room in pkgutil.iter_modules(casekit.__path__)]
    assert {room for room in rooms if hasattr(import_module(room), "__all__")} - {*DOORS} == set()


def test_every_public_name_has_a_page_and_is_listed_in_its_room(made: Path) -> None:
    for door, name in public():
        room = page(made, f"rooms/{door}").splitlines()
        assert f"   {name}" in room, f"{door}.{name}"
        own = page(made, f"names/{file_of(f'{door}.{name}')}")
        assert re.search(rf"^\.\. auto\w+:: {name}$", own, re.M), f"{door}.{name}"
    assert len([*public()]) > 200


def test_names_that_differ_in_their_capitals_have_files_of_their_own() -> None:
    files = [file_of(f"{door}.{name}").casefold() for door, name in public()]
    assert sorted({*files}) == sorted(files)


def test_every_figure_stands_in_the_gallery_with_its_code_and_picture(made: Path) -> None:
    gallery = page(made, "gallery")
    for name in figures():
        assert f"figures.{name}(" in gallery, name
        assert (made / "figures" / f"{name}.svg").stat().st_size > 1000
        assert f"made/figures/{name}.svg" in page(made, f"names/casekit.figures.{name}")
    assert {path.stem for path in (ROOT / "docs" / "gallery").glob("*.py")} == {*figures()}


def test_every_form_has_a_picture_and_says_what_it_edits(made: Path) -> None:
    assert {path.stem for path in (ROOT / "docs" / "forms").glob("*.png")} == {*pictured()}
    told = page(made, "forms")
    for name in pictured():
        image = f"forms/{name}.png"
        assert image in told, name
        assert image in page(made, f"names/casekit.widgets.{name}"), name
    for name in forms():
        assert re.search(r"^- :ref:`part-\w+`: ``\w+``", page(made, f"names/casekit.widgets.{name}"), re.M), (
            name
        )


def test_a_table_is_shown_with_its_rows(made: Path) -> None:
    shown = page(made, "names/casekit.tables.goals")
    assert "tables.goals(case)" in shown
    assert "The client speaks louder." in shown


def test_every_field_is_told_with_what_it_holds(made: Path) -> None:
    fields = told(made)
    expected = [f"{kind.__name__}.{name}" for kind in kinds() for name in kind.model_fields]
    assert sorted(fields) == sorted(expected)
    assert [name for name, said in fields.items() if not re.search(r":Holds: \w|:Holds: [:`]", said)] == []


def test_a_field_says_where_it_is_filled_in_and_where_it_shows_or_why_not(made: Path) -> None:
    fields = told(made)
    assert [name for name, said in fields.items() if ":Filled in: " not in said] == []
    parts = {name for name, said in fields.items() if re.search(r":Holds: (several: )?:ref:`part-", said)}
    hidden = {name for name, said in fields.items() if ":Shown in: " not in said} - parts
    assert sorted(name for name in hidden if not name.endswith((".id", ".schema_version"))) == []


def test_a_field_is_told_in_both_languages_with_its_codes_form_table_and_figure(made: Path) -> None:
    sex = told(made)["Person.sex"]
    assert ":Label: jenis kelamin · sex" in sex
    assert "``female`` (perempuan · female)" in sex
    assert ":py:class:`~casekit.widgets.Genogram`" in sex
    assert ":py:func:`~casekit.tables.family`" in sex
    assert ":py:func:`~casekit.figures.genogram`" in sex


def test_every_code_is_told(made: Path) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (made / "codes").iterdir())
    for scheme in vocab.schemes():
        start = text.index(f".. _codes-{scheme}:\n")
        own = text[start:].split(".. _codes-")[1]
        assert [code for code in vocab.codes(scheme) if f"* - ``{code}``\n" not in own] == []


def test_the_command_is_told_with_all_its_parts(made: Path) -> None:
    command = page(made, "command")
    for words in (
        "casekit pdf [OPTIONS]",
        "casekit lab [OPTIONS]",
        "casekit report [OPTIONS]",
        "casekit new [OPTIONS]",
    ):
        assert f"Usage: {words}" in command


@pytest.mark.skipif(find_spec("sphinx") is None, reason="Sphinx is not installed here: make docs")
@pytest.mark.skipif(not os.environ.get("CASEKIT_LONG_TESTS"), reason="takes a minute: make test-slow")
def test_the_site_is_made_without_a_warning_and_asks_nobody(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "--quiet",
        "--fail-on-warning",
        str(ROOT / "docs"),
        str(tmp_path),
    ]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stderr
    assert "genogram" in (tmp_path / "searchindex.js").read_text(encoding="utf-8")
    for name in ("index.html", "search.html", "made/gallery.html"):
        html = (tmp_path / name).read_text(encoding="utf-8")
        assert re.findall(r'<(?:script|img|link)[^>]*(?:src|href)="(?:https?:)?//', html) == []
