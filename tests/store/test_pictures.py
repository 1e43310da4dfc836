"""Pictures are handed on without what they say about who took them, where and when."""

import io

import pytest
from nbformat.v4 import new_markdown_cell, new_notebook
from PIL import Image, PngImagePlugin

from casekit import cli
from casekit.export import to_docx, to_pdf
from casekit.report.template import read_template
from casekit.store.pictures import bare

SAID = "contoh-rekaan"
_TURNED, _MAKER, _ARTIST, _GPS = 0x0112, 0x010F, 0x013B, 0x8825


def photograph(kind: str, turned: int = 6) -> bytes:
    """Return a picture that tells device, maker and place."""
    drawn = Image.effect_noise((48, 32), 60).convert("RGB")
    about = drawn.getexif()
    about[_MAKER] = about[_ARTIST] = SAID
    about[_TURNED] = turned
    about[_GPS] = {1: "S", 2: (6.0, 12.0, 30.0)}
    own = {
        "jpeg": {"exif": about, "comment": SAID.encode(), "progressive": True},
        "png": {"exif": about, "dpi": (300, 300), "pnginfo": said()},
        "gif": {"comment": SAID.encode(), "save_all": True, "append_images": [drawn.rotate(90)], "loop": 0},
        "webp": {"exif": about, "xmp": SAID.encode()},
    }[kind]
    raw = io.BytesIO()
    drawn.save(raw, kind, **own)
    return raw.getvalue()


def said() -> PngImagePlugin.PngInfo:
    about = PngImagePlugin.PngInfo()
    about.add_text("Author", SAID)
    about.add_itxt("XML:com.adobe.xmp", SAID, zip=True)
    return about


def frames(raw: bytes) -> list[bytes]:
    with Image.open(io.BytesIO(raw)) as picture:
        made = []
        for number in range(getattr(picture, "n_frames", 1)):
            picture.seek(number)
            made.append(picture.convert("RGB").tobytes())
        return made


@pytest.mark.parametrize("kind", ["jpeg", "png", "gif", "webp"])
def test_a_picture_looks_the_same_and_says_nothing_else(kind: str) -> None:
    raw = photograph(kind) + SAID.encode()  # phones put films behind their pictures
    made = bare(raw)
    assert SAID.encode() in raw
    assert frames(made) == frames(raw)
    assert bare(made) == made
    with Image.open(io.BytesIO(made)) as own, Image.open(io.BytesIO(raw)) as other:
        assert not {*own.getexif()} - {_TURNED}
        if kind in ("jpeg", "png"):
            assert own.getexif()[_TURNED] == 6
        assert own.info.get("dpi") == other.info.get("dpi")
        assert SAID not in str(own.info)
    assert SAID.encode() not in made


@pytest.mark.parametrize("kind", ["jpeg", "png", "gif", "webp"])
def test_a_damaged_picture_says_nothing_either(kind: str) -> None:
    raw = photograph(kind)
    begun = 16  # from there on it is known which kind of picture it is
    for end in range(begun, len(raw), 7):
        assert SAID.encode() not in bare(raw[:end])
    for at in range(begun, min(len(raw), 900), 3):
        made = bare(raw[:at] + b"\xff" + raw[at + 1 :])
        assert SAID.encode() not in made or not opens(made), at


def opens(raw: bytes) -> bool:
    try:
        return bool(frames(raw))
    except (OSError, SyntaxError, ValueError):
        return False


def test_no_document_tells_where_a_photograph_was_taken(tmp_path) -> None:
    (tmp_path / "a.jpg").write_bytes(photograph("jpeg"))
    notebook = new_notebook(cells=[new_markdown_cell("# A\n\n![foto](a.jpg)")])
    docx, _ = to_docx(notebook, name="a", folder=tmp_path)
    pdf, _ = to_pdf(notebook, name="a", folder=tmp_path)
    import zipfile  # noqa: PLC0415

    with zipfile.ZipFile(io.BytesIO(docx)) as inside:
        parts = [inside.read(name) for name in inside.namelist()]
    assert any(part.startswith(b"\xff\xd8") for part in parts)
    assert b"\xff\xd8\xff" in pdf
    assert not [part for part in (pdf, *parts) if SAID.encode() in part]


def test_a_logo_and_a_picture_for_moodle_tell_it_neither(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.jpg").write_bytes(photograph("jpeg", 1))
    (tmp_path / "t.yaml").write_text("logo: a.jpg\n", encoding="utf-8")
    import base64  # noqa: PLC0415

    assert SAID.encode() not in base64.b64decode(read_template(tmp_path / "t.yaml").logo.partition(",")[2])
    assert cli.run(["questions", "example", "--picture", "small-talk=a.jpg", "--to", "q.xml"]) == 0
    held = (tmp_path / "q.xml").read_bytes()
    assert base64.b64encode(bare(photograph("jpeg", 1)))[:100] in held
