"""Whatever a field of a notebook holds, an export ends in a document or in one sentence."""

import copy
import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from casekit.errors import ExportError
from casekit.export import read_notebook, to_docx, to_pdf

from .torture import SVG, b64, png

LONG = os.environ.get("CASEKIT_LONG_TESTS")
SAMPLE = 40
RAW = {"huge integer": "9" * 5000, "infinity": "Infinity", "no number": "NaN"}
VALUES: dict[str, Any] = {
    "null": None,
    "number": 7,
    "negative": -1,
    "fraction": 1e308,
    "huge integer": "@huge integer@",
    "infinity": "@infinity@",
    "no number": "@no number@",
    "true": True,
    "text": "teks",
    "empty text": "",
    "nul": "a\0b\x1b\x7f",
    "lone surrogate": "a\ud800b",
    "very long": "x " * 20_000,
    "list": [1, None, ["a", {}], {"a": [1]}],
    "empty list": [],
    "mapping": {"a": {"b": [None, 1, "c"]}, "": 0, "\ud800": "\ud800"},
    "empty mapping": {},
    "nested lists": json.loads("[" * 90 + "]" * 90),
    "nested mappings": json.loads('{"a":' * 90 + "1" + "}" * 90),
}


def whole() -> dict[str, Any]:
    """Return a notebook with a value in every field that the format has and casekit reads."""
    picture = {"image/png": b64(png()), "text/plain": "<Figure>"}
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": ["a\n", "b"]},
        {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["\x1b[31mE\x1b[0m"]},
        {
            "output_type": "display_data",
            "data": picture,
            "metadata": {"image/png": {"width": 40, "height": 20, "alt": "x", "caption": "y"}, "width": 3},
        },
        {
            "output_type": "execute_result",
            "execution_count": 1,
            "data": {"text/html": "<table><tr><td colspan='2'>1</td></tr></table>", "text/plain": "1"},
            "metadata": {"casekit": {"form": "bpss", "case": "none.yaml", "language": "en", "live": False}},
        },
        {"output_type": "display_data", "data": {"image/svg+xml": SVG}, "metadata": {}},
        {
            "output_type": "display_data",
            "data": {"text/latex": "$x$", "text/markdown": "*x*"},
            "metadata": {},
        },
    ]
    attachment = {"a.png": {"image/png": b64(png())}, "b.svg": {"image/svg+xml": SVG}}
    cells = [
        {
            "cell_type": "markdown",
            "id": "one",
            "metadata": {"tags": ["cover", "new-page"]},
            "source": "# Judul\n\n![a](attachment:a.png) ![b](attachment:b.svg) $x$",
            "attachments": attachment,
        },
        {
            "cell_type": "code",
            "id": "two",
            "metadata": {"tags": ["x"], "jupyter": {"source_hidden": False, "outputs_hidden": False}},
            "source": ["#| caption: Tabel\n", "x"],
            "execution_count": 1,
            "outputs": outputs,
        },
        {"cell_type": "raw", "id": "three", "metadata": {"format": "text/markdown"}, "source": "*raw*"},
    ]
    metadata = {
        "title": "Judul",
        "subtitle": "Sub",
        "authors": [{"name": "Ani"}, "Budi"],
        "author": "Cici",
        "date": "2026-03-09",
        "lang": "en",
        "language": "id",
        "kernelspec": {"name": "python3", "display_name": "Python", "language": "python"},
        "language_info": {"name": "python"},
        "casekit": {
            "institution": "Lembaga",
            "logo": f"data:image/png;base64,{b64(png())}",
            "form": False,
            "contents": True,
            "page_mm": {"width": 200, "height": 280, "left": 20},
        },
    }
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield where in JSON a value stands."""
    if path:
        yield path
    fields = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in fields:
        yield from places(inner, (*path, key))


def odd(path: tuple[Any, ...], kind: str) -> bytes:
    """Return a notebook file with a value of another kind in one place; a place without value is left out."""
    notebook = copy.deepcopy(whole())
    inside: Any = notebook
    for key in path[:-1]:
        inside = inside[key]
    if kind == "missing":
        del inside[path[-1]]
    else:
        inside[path[-1]] = VALUES[kind]
    text = json.dumps(notebook)
    for name, digits in RAW.items():
        text = text.replace(f'"@{name}@"', digits)
    return text.encode()


SERIES = [(path, kind) for path in places(whole()) for kind in [*VALUES, "missing"]]
CHOSEN = SERIES if LONG else random.Random(11).sample(SERIES, SAMPLE)


def test_the_sound_notebook_becomes_both_documents(tmp_path: Path) -> None:
    path = tmp_path / "n.ipynb"
    path.write_bytes(json.dumps(whole()).encode())
    for made in (to_pdf, to_docx):
        assert made(read_notebook(path), name="n", folder=tmp_path)[0]


@pytest.mark.skipif(
    not LONG, reason="all places with all values: set CASEKIT_LONG_TESTS (a quarter of an hour)"
)
def test_the_series_is_whole() -> None:
    assert len(CHOSEN) == len(SERIES) > 1000


@pytest.mark.parametrize("made", [to_pdf, to_docx], ids=["pdf", "docx"])
def test_a_field_with_a_value_of_the_wrong_kind_ends_in_a_document_or_a_sentence(
    made: Any, tmp_path: Path
) -> None:
    path = tmp_path / "n.ipynb"
    refused = []
    for place, kind in CHOSEN:
        path.write_bytes(odd(place, kind))
        try:
            content, remarks = made(read_notebook(path), name="n", folder=tmp_path, seconds=30)
        except ExportError as error:
            assert "\n" not in str(error)
            assert "seconds" not in str(error), (place, kind)
            refused.append((place, kind, str(error)))
        else:
            assert content[:2] in (b"%P", b"PK")
            assert all("\n" not in remark for remark in remarks)
    # A notebook is refused as a whole only where it is no notebook at all.
    assert all(place[0] in ("nbformat", "cells") and len(place) <= 3 for place, _, _ in refused), refused


@pytest.mark.parametrize("made", [to_pdf, to_docx], ids=["pdf", "docx"])
def test_a_notebook_that_never_was_a_file_is_read_with_the_same_care(made: Any) -> None:
    notebook = read_notebook_of_values()
    assert made(notebook, name="n")[0]


def read_notebook_of_values() -> Any:
    """Return a notebook as a program may build it, with wrong kinds of values all over."""
    from nbformat import from_dict  # noqa: PLC0415

    notebook = whole()
    notebook["metadata"] = [1]
    notebook["cells"][0]["metadata"] = None
    notebook["cells"][1]["outputs"] = {"a": 1}
    notebook["cells"][2]["source"] = 5
    return from_dict(notebook)  # type: ignore[no-untyped-call]
