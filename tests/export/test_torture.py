"""Every notebook of the torture set becomes a PDF that shows what it must."""

import json
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from casekit.export import limits, read_notebook, to_pdf

from .reading import opened, squeezed, text_of
from .torture import TORTURES


@pytest.fixture(scope="module", autouse=True)
def _no_fonts_of_this_machine() -> Iterator[None]:
    """Show the set in the compiler's own fonts, whatever else is installed."""
    bare = "from casekit.export import faces; faces._installed = dict; work()"
    limits.end_exports()  # a worker that knows of them
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(limits, "_BOOT", limits._BOOT.replace(" work()", f" {bare}"))
        yield
    limits.end_exports()


def test_the_set_is_large() -> None:
    assert len(TORTURES) >= 30


@pytest.mark.parametrize("name", TORTURES)
def test_torture(name: str, tmp_path: Path) -> None:
    made = TORTURES[name]()
    folder = tmp_path / "inner" / "folder"
    folder.mkdir(parents=True)
    for file, content in made.files.items():
        (folder / file).write_bytes(content)
    path = folder / f"{name}.ipynb"
    path.write_text(json.dumps(nbformat.from_dict(made.notebook)), encoding="utf-8")
    before = path.read_bytes()

    pdf, remarks = to_pdf(read_notebook(path), name=name, folder=folder)

    root = opened(pdf).trailer["/Root"]
    text = text_of(pdf)
    for expected in made.shows:
        assert squeezed(expected) in text
    for forbidden in made.hides:
        assert squeezed(forbidden) not in text
    assert len(remarks) == len(made.remarks), remarks
    for remark, word in zip(remarks, made.remarks, strict=True):
        assert word in remark
        assert "\n" not in remark
    assert path.read_bytes() == before
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == ("id" if name in ("old_format", "metadata_of_wrong_kinds") else "en")
