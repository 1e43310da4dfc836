"""Reading and running notebooks: one clear sentence for whatever is wrong."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from casekit import vocab
from casekit.errors import ExportError
from casekit.export import execute, read_notebook, to_pdf

from .reading import text_of
from .torture import book

BAD_FILES = {
    "empty": (b"", {"id": "bukan JSON", "en": "not JSON"}),
    "text": (b"Halo, ini bukan notebook", {"id": "baris 1", "en": "line 1"}),
    "cut": (b'{"cells": [\n{"cell_type":', {"id": "baris 2", "en": "line 2"}),
    "windows": ('{"x": "caf\u00e9"}'.encode("cp1252"), {"id": "UTF-8", "en": "UTF-8"}),
    "list": (b"[1, 2]", {"id": "bukan notebook", "en": "not a Jupyter notebook"}),
    "other": (b'{"name": "x"}', {"id": "bukan notebook", "en": "not a Jupyter notebook"}),
    "unnumbered": (b'{"cells": []}', {"id": "nomor format", "en": "format number"}),
    "newer": (b'{"cells": [], "nbformat": 9}', {"id": "lebih baru", "en": "newer"}),
    "cells": (b'{"cells": [7], "nbformat": 4}', {"id": "tidak sesuai", "en": "does not follow"}),
    "deep": (b"[" * 100_000, {"id": "bukan JSON", "en": "not JSON"}),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_file_that_is_no_notebook_gets_one_sentence(kind: str, language: str, tmp_path: Path) -> None:
    content, words = BAD_FILES[kind]
    path = tmp_path / "buku.ipynb"
    path.write_bytes(content)
    with pytest.raises(ExportError) as caught:
        read_notebook(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert words[language] in message
    assert "\n" not in message
    assert path.read_bytes() == content


def test_a_missing_file_is_named(language: str, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"gone\.ipynb"):
        read_notebook(tmp_path / "gone.ipynb")


def test_a_notebook_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bom.ipynb"
    path.write_text("\ufeff" + json.dumps({"cells": [], "nbformat": 4}), encoding="utf-8")
    assert read_notebook(path).cells == []


def test_running_fills_a_copy_and_happens_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "data.txt").write_text("from the folder", encoding="utf-8")
    notebook = book(
        "# T",
        new_code_cell("print(open('data.txt').read())"),
        kernelspec={"name": "no-such-kernel", "display_name": "?"},
    )
    done = execute(notebook, tmp_path)
    assert notebook.cells[1].outputs == []
    assert "widgets" not in done.metadata
    assert "fromthefolder" in text_of(to_pdf(done, name="n")[0])
    assert [path.name for path in tmp_path.iterdir()] == ["data.txt"]


def test_a_failing_cell_is_named_in_the_notebooks_language(tmp_path: Path) -> None:
    for lang, start in (("id", "Sel 2"), ("en", "Cell 2")):
        notebook = book("# T", new_code_cell("\n# reads\nopen('gone.txt')"), new_code_cell("1"), lang=lang)
        with pytest.raises(ExportError) as caught:
            execute(notebook, tmp_path)
        message = str(caught.value)
        assert message.startswith(start)
        assert "# reads" in message
        assert "FileNotFoundError" in message
        assert "\n" not in message


def test_a_cell_may_fail_if_it_says_so(tmp_path: Path) -> None:
    notebook = book(new_code_cell("1/0", metadata={"tags": ["raises-exception"]}))
    assert "ZeroDivisionError" in text_of(to_pdf(execute(notebook, tmp_path), name="n")[0])


def test_a_kernel_that_dies_is_said(tmp_path: Path) -> None:
    notebook = book(new_code_cell("import os; os._exit(1)"))
    with pytest.raises(ExportError, match="cell 1") as caught:
        execute(notebook, tmp_path)
    assert "\n" not in str(caught.value)


def test_sentences_exist_in_both_languages() -> None:
    notebook = new_notebook(cells=[])
    for lang in vocab.LANGUAGES:
        notebook.metadata["lang"] = lang
        pdf, remarks = to_pdf(notebook, name="kosong")
        assert pdf.startswith(b"%PDF-")
        assert remarks == []


def test_several_notebooks_run_at_the_same_time(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    notebooks = [book(new_code_cell(f"print({n} * 1000)")) for n in range(3)]
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda notebook: execute(notebook, tmp_path), notebooks))
    assert [cells.cells[0].outputs[0].text for cells in done] == ["0\n", "1000\n", "2000\n"]
    assert capfd.readouterr().err == ""
