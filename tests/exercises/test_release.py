"""What students get holds nothing of the key, wherever somebody left it."""

import base64
import codecs
import io
import json
import zipfile
import zlib
from urllib.parse import quote

import pytest
from PIL import Image, PngImagePlugin

from casekit import cli
from casekit.errors import CasekitError
from casekit.exercises import exercise_folder, read_exercise
from casekit.exercises.release import release
from tests.exercises.conftest import EXERCISE, made

SECRET = "KUNCI: sebab wali belum ditanya sama sekali"
CODED = base64.b64encode(SECRET.encode())
KEYED = "  model: {id: KUNCI-karena, en: KEY-because}"


def cell(source, **more):
    return {"cell_type": "code", "id": "a", "source": source, "metadata": {}, "outputs": [], **more}


def notebook(*cells, **metadata):
    return json.dumps({"cells": [*cells], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def ready(tmp_path):
    from tests.exercises.conftest import KEY  # noqa: PLC0415

    folder = made(tmp_path / "90-trial", key=KEY.replace("KUNCI-karena", f"'{SECRET}'"))
    (folder / "exercise.id.ipynb").write_text(notebook(cell("widgets.Quiz('exercise.yaml')")))
    guide = "# Panduan\n\nNilai penuh hanya bila alasannya dari catatan.\n"
    (folder / "instructor" / "guide.id.md").write_text(guide)
    (folder / "instructor" / "model.yaml").write_bytes((folder / "data" / "street-youth.yaml").read_bytes())
    (folder / "notes.txt").write_text(SECRET)
    return folder


def test_students_get_exercise_notebooks_and_data_and_nothing_else(ready, tmp_path, capsys):
    outputs = [{"output_type": "stream", "name": "stdout", "text": SECRET}]
    folded = {"tags": ["hide-input", SECRET], "jupyter": {"source_hidden": True}, "kept": SECRET}
    first = cell("1", outputs=outputs, execution_count=3) | {"metadata": folded}
    made_of = notebook(first, widgets={"state": SECRET})
    (ready / "exercise.id.ipynb").write_text(made_of)
    assert cli.run(["release", str(ready), "--to", str(tmp_path / "out")]) == 0
    there = tmp_path / "out" / "90-trial"
    found = {path.relative_to(there).as_posix() for path in there.rglob("*") if path.is_file()}
    assert found == {"exercise.yaml", "exercise.id.ipynb", "data/street-youth.yaml"}
    assert "KUNCI" not in "".join(path.read_text(encoding="utf-8") for path in there.rglob("*.*"))
    [released] = json.loads((there / "exercise.id.ipynb").read_text(encoding="utf-8"))["cells"]
    assert released["metadata"] == {"jupyter": {"source_hidden": True}, "tags": ["hide-input"]}
    assert read_exercise(there).id == "90-trial"
    assert exercise_folder(there) == there
    assert "3 berkas" in capsys.readouterr().out


def picture(text):
    about = PngImagePlugin.PngInfo()
    about.add_itxt("Comment", text, zip=True)
    raw = io.BytesIO()
    Image.new("1", (1, 1)).save(raw, "png", pnginfo=about)
    return raw.getvalue()


def packed(text):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        halves = text.split(" ", 1)
        archive.writestr("word/document.xml", f"<w:t>{halves[0]} </w:t><w:t>{halves[1]}</w:t>")
    return raw.getvalue()


HIDING = {
    "a cell": ("exercise.id.ipynb", notebook(cell(f"# {SECRET}"))),
    "lines of a cell": (
        "exercise.id.ipynb",
        notebook(cell(["KUNCI: sebab wali\n", "belum ditanya sama sekali"])),
    ),
    "the title": ("exercise.id.ipynb", notebook(cell("1"), title=SECRET)),
    "an attached picture": (
        "exercise.id.ipynb",
        notebook(cell("1", attachments={"a.png": {"image/png": base64.b64encode(picture(SECRET)).decode()}})),
    ),
    "a comment": ("exercise.yaml", EXERCISE + f"# {SECRET}\n"),
    "a hidden card": ("exercise.yaml", EXERCISE.replace("id: food, text", "id: food, cell: social, text")),
    "a picture": ("data/a.png", picture(SECRET)),
    "a document": ("data/a.docx", packed(SECRET)),
    "capitals and spaces": ("data/a.txt", SECRET.upper().replace(" ", "\n  ")),
    "the guide": ("data/a.txt", "Nilai penuh hanya bila alasannya dari catatan."),
    "another encoding": ("data/a.txt", SECRET.encode("utf-16")),
    "Base64": ("exercise.id.ipynb", notebook(cell(f"mark('{CODED.decode()}')"))),
    "Base64 on lines of their own": ("data/a.txt", base64.encodebytes(f"{'soal ' * 20}{SECRET}".encode())),
    "Base64 behind letters": ("exercise.id.ipynb", notebook(cell(f"key_{CODED.decode()}"))),
    "Base64 twice": ("data/a.txt", base64.b64encode(CODED)),
    "Base64 of something packed": ("data/a.txt", base64.b64encode(zlib.compress(SECRET.encode()))),
    "Base64 of a document": ("data/a.txt", base64.b64encode(packed(SECRET))),
    "hexadecimal numbers": ("data/a.txt", SECRET.encode().hex()),
    "an address": ("data/a.txt", quote(SECRET)),
    "letters by number": ("data/a.txt", "".join(f"&#{ord(letter)};" for letter in SECRET)),
    "signs of a word processor": ("data/a.txt", SECRET.replace(": ", " – “") + "”"),
    "folded YAML": ("data/a.yaml", f'a: "{SECRET[:20]}\\\n  {SECRET[20:]}"\n'),
    "signs of no width": ("data/a.md", "\u200b".join(SECRET)),
    "letters that look like others": (
        "data/a.txt",
        "".join(chr(ord(one) + 0xFEE0) if one > " " else one for one in SECRET),
    ),
    "the other wide letters": ("data/a.txt", SECRET.encode("utf-16-be")),
    "turned letters": ("exercise.id.ipynb", notebook(cell(codecs.encode(SECRET, "rot13")))),
}


@pytest.mark.parametrize("where", HIDING)
def test_nothing_is_written_if_a_part_of_the_key_is_left(ready, tmp_path, where):
    name, content = HIDING[where]
    (ready / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    if name.startswith("data/"):
        listed = EXERCISE.replace("items:\n", f"data: [{name[5:]}]\nitems:\n", 1)
        (ready / "exercise.yaml").write_text(listed, encoding="utf-8")
    with pytest.raises(CasekitError, match="kunci"):
        release(ready, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_cannot_be_searched_is_named(ready, tmp_path, capsys):
    (ready / "data" / "a.pdf").write_bytes(b"%PDF-1.7 \0")
    (ready / "data" / "a.png").write_bytes(picture("soal"))
    (ready / "data" / "a.csv").write_text("a,b\n")
    listed = EXERCISE.replace("items:\n", "data: [a.pdf, a.png, a.csv]\nitems:\n", 1)
    (ready / "exercise.yaml").write_text(listed, encoding="utf-8")
    assert cli.run(["release", str(ready), "--to", str(tmp_path / "out")]) == 0
    assert "a.pdf, a.png" in capsys.readouterr().err


def test_a_key_with_an_error_is_found_before_students_have_the_exercise(ready, tmp_path):
    (ready / "instructor" / "key.yaml").write_text("format: 2\nid: 90-trial\nversion: 1\nitems: []\n")
    with pytest.raises(CasekitError, match=r"exercise\.yaml, baris"):
        release(ready, tmp_path / "out")


def test_the_students_version_does_not_lie_inside_the_exercise(ready):
    with pytest.raises(CasekitError, match="dalam folder latihan"):
        release(ready, ready / "out")
