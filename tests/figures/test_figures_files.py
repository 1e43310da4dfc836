"""A figure saved to a file keeps its fonts and its words; drawing leaves nothing behind."""

import base64
import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from figure_cases import CASE_D, the_cases
from PIL import Image, ImageColor
from pypdf import PdfReader

from casekit import figures, store, vocab
from casekit.errors import CasekitError
from casekit.figures.style import TINTS, TONES

FIGURES = (
    "bpss",
    "cash_book",
    "ecomap",
    "genogram",
    "goal_attainment",
    "strengths",
    "swot",
    "thread",
    "timeline",
)


@pytest.fixture(scope="module")
def case():
    return store.load(CASE_D)


@pytest.mark.parametrize(
    ("name", "target"), [*((name, "path") for name in FIGURES), ("swot", "text"), ("swot", "stream")]
)
def test_a_pdf_holds_its_fonts_and_its_words(case, name, target, tmp_path, language):
    figure = getattr(figures, name)(case)
    path = tmp_path / "gambar.pdf"
    if target == "stream":
        with path.open("wb") as stream:
            figure.savefig(stream, format="pdf")
    else:
        figure.savefig(path if target == "path" else str(path))
    reader = PdfReader(path)
    page, *further = reader.pages
    assert len(further) == len(figure.further)
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    inner = [kind.get_object() for font in fonts for kind in font.get("/DescendantFonts", [font])]
    assert inner
    assert all("/FontFile2" in font["/FontDescriptor"] for font in inner)
    assert {font["/Subtype"] for font in fonts} <= {"/Type0", "/TrueType"}
    assert reader.metadata.subject == figure.alt
    assert reader.metadata.title == vocab.say(f"figures.{name}")
    assert str(case.title) in page.extract_text().replace("\n", " ")


def test_equal_figures_are_equal_files(case, tmp_path):
    for ending in ("pdf", "png"):
        one, other = tmp_path / f"1.{ending}", tmp_path / f"2.{ending}"
        figures.swot(case).savefig(one)
        figures.swot(case).savefig(other)
        assert one.read_bytes() == other.read_bytes()


def test_saving_takes_the_options_of_matplotlib(case, tmp_path):
    figures.swot(case).savefig(tmp_path / "kecil.png", dpi=50, transparent=True, bbox_inches="tight")
    with Image.open(tmp_path / "kecil.png") as picture:
        assert picture.width < 400
        assert picture.mode == "RGBA"
    figures.swot(case).savefig(tmp_path / "gambar.svg")
    assert "<text" not in (tmp_path / "gambar.svg").read_text(encoding="utf-8")  # letters are drawn


def test_a_figure_replaces_figures_of_casekit_and_nothing_else(case, tmp_path):
    target = tmp_path / "foto.png"
    figures.swot(case).savefig(target)
    figures.bpss(case).savefig(target)
    target.write_bytes(b"foto keluarga")
    with pytest.raises(CasekitError, match=r"foto\.png.*force=True"):
        figures.swot(case).savefig(target)
    assert target.read_bytes() == b"foto keluarga"
    figures.swot(case).savefig(target, force=True)
    with Image.open(target) as picture:
        assert picture.format == "PNG"
    assert [path.name for path in tmp_path.iterdir()] == ["foto.png"]


def test_of_a_figure_with_fewer_pages_than_before_no_old_page_stays(case, tmp_path):
    def save(pages: int) -> list[str]:
        figure = figures.swot(case)
        figure.further = [figures.bpss(case) for _ in range(1, pages)]
        figure.savefig(tmp_path / "a.png", dpi=20)
        return sorted(path.name for path in tmp_path.iterdir())

    assert save(4) == ["a-2.png", "a-3.png", "a-4.png", "a.png"]
    assert save(2) == ["a-2.png", "a.png"]
    figures.swot(case).savefig(tmp_path / "a-2.png", dpi=21)  # a figure of its own, no page of the other
    assert save(1) == ["a-2.png", "a.png"]
    (tmp_path / "a-2.png").unlink()
    save(3)
    (tmp_path / "a-3.png").write_bytes(b"foto keluarga")
    assert save(1) == ["a-3.png", "a.png"]


@pytest.mark.parametrize("name", FIGURES)
def test_only_the_owner_reads_a_figure_of_a_users_case(case, name, tmp_path):
    own = store.load(store.work_copy(CASE_D, tmp_path))
    loose = case.model_copy(deep=True)
    loose._origin = None
    for number, (of, private) in enumerate([(own, True), (loose, True), (case, False)]):
        getattr(figures, name)(of).savefig(tmp_path / f"{number}.png", dpi=20)
        mode = (tmp_path / f"{number}.png").stat().st_mode
        assert os.name == "nt" or (mode & 0o077 == 0) == private
    with pytest.raises(CasekitError):
        getattr(figures, name)(own).savefig(tmp_path / CASE_D.name, format="png", force=True)
    assert store.load(tmp_path / CASE_D.name) == own


def test_a_figure_without_an_ending_gets_one_and_an_unknown_format_a_sentence(case, tmp_path, language):
    figures.swot(case).savefig(str(tmp_path / "gambar"), dpi=20)
    with Image.open(tmp_path / "gambar.png") as picture:
        assert picture.format == "PNG"
    for options in ({"fname": tmp_path / "a.v1"}, {"fname": tmp_path / "a.png", "format": "docx"}):
        with pytest.raises(CasekitError, match="svg"):
            figures.swot(case).savefig(**options)
    assert [path.name for path in tmp_path.iterdir()] == ["gambar.png"]


def test_settings_of_others_neither_change_a_figure_nor_are_changed(case, tmp_path):
    figures.swot(case).savefig(tmp_path / "1.png")
    odd = {
        "text.usetex": True,
        "font.size": 30,
        "text.color": "red",
        "savefig.bbox": "tight",
        "path.sketch": (9, 9, 9),
    }
    with mpl.rc_context(odd):
        figures.swot(case).savefig(tmp_path / "2.png")
        assert mpl.rcParams["font.size"] == 30
        assert mpl.rcParams["text.usetex"]
    assert (tmp_path / "1.png").read_bytes() == (tmp_path / "2.png").read_bytes()


def test_figures_are_still_told_apart_in_grey():
    """Blue and orange are about equally dark, so every mark must differ in shape too."""
    with vocab.in_language("en"):
        figure = figures.bpss(the_cases()["one of each basis"])
    shapes: dict[str, set[str]] = {}
    for text in figure.texts or figure.findobj(mpl.text.Text):
        if text.get_text() in "▲△▼▽●○":
            shapes.setdefault(text.get_color(), set()).add(text.get_text())
    assert len(shapes) == 3
    assert not set.intersection(*shapes.values())


def test_many_figures_drawn_at_once_are_the_same_as_one_by_one(case):
    def drawn(name: str) -> bytes:
        data, _ = getattr(figures, name)(case)._repr_mimebundle_()
        return data["image/png"]

    one_by_one = [drawn(name) for name in FIGURES]
    with ThreadPoolExecutor(4) as pool:
        at_once = [*pool.map(drawn, FIGURES * 2)]
    assert at_once == one_by_one * 2


def test_a_bundle_can_be_asked_for_some_forms_only(case):
    figure = figures.strengths(case)
    data, about = figure._repr_mimebundle_(include=["image/png", "text/plain"], exclude=["text/plain"])
    assert set(data) == {"image/png"}
    assert set(about) == {"image/png"}


def test_a_pdf_is_drawn_for_those_who_include_it(case):
    figure = figures.strengths(case)
    data, about = figure._repr_mimebundle_(include=["application/pdf"])
    assert base64.b64decode(data["application/pdf"]).startswith(b"%PDF")
    assert about == {"application/pdf": {"alt": figure.alt}}


@pytest.mark.parametrize("name", FIGURES)
def test_few_colours_keep_paper_white_boxes_tinted_and_letters_sharp(case, name, tmp_path):
    figure = getattr(figures, name)(case)
    figure.savefig(tmp_path / "all.png")
    every = Image.open(tmp_path / "all.png").convert("RGB")
    data, _ = figure._repr_mimebundle_(include=["image/png"])
    few = Image.open(io.BytesIO(base64.b64decode(data["image/png"])))
    assert few.mode == "P"
    before, after = np.asarray(every, int), np.asarray(few.convert("RGB"), int)
    for colour in ("#ffffff", *TINTS.values(), *TONES.values()):
        there = (before == ImageColor.getrgb(colour)).all(axis=2)
        drawn_flat = there.mean() > 0.01 or colour == "#ffffff"
        assert not drawn_flat or (after[there] == ImageColor.getrgb(colour)).all(), colour
    assert abs(before - after).max() <= 12


def test_a_photograph_on_a_figure_keeps_its_colours(case):
    figure = figures.strengths(case)
    many = np.random.default_rng(1).random((200, 200, 3))
    figure.add_axes((0.1, 0.1, 0.5, 0.5)).imshow(many)
    data, _ = figure._repr_mimebundle_(include=["image/png"])
    assert Image.open(io.BytesIO(base64.b64decode(data["image/png"]))).mode == "RGB"


def test_drawing_needs_neither_pyplot_nor_pandas():
    program = (
        "import sys\nfrom casekit import figures, store\n"
        f"case = store.load({str(CASE_D)!r})\n"
        "figures.swot(case)._repr_mimebundle_()\n"
        "print(sorted({'matplotlib.pyplot', 'pandas', 'seaborn', 'IPython'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
    assert run.stderr == ""


def test_every_page_is_told_by_its_own_words(tmp_path):
    case = store.load(CASE_D)
    case.assessment.findings *= 4
    figure = figures.bpss(case)
    figure.savefig(tmp_path / "a.png")
    told = []
    for path in sorted(tmp_path.glob("a*.png")):
        with Image.open(path) as picture:
            told.append(picture.info["Description"])
    assert len(told) == len(figure.pages) > 1
    assert len({*told}) == len(told)
