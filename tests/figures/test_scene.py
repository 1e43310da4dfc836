"""One list of parts makes the SVG, the figure and the page; the check finds what is unclear in it."""

import io
import re
import xml.etree.ElementTree as ET

import pytest
from figure_cases import the_cases
from gallery.families import families
from gallery.networks import networks
from matplotlib.patches import PathPatch
from matplotlib.text import Text
from pypdf import PdfReader

from casekit import figures, vocab
from casekit.figures.geometry import faults
from casekit.figures.scene import Path as Way
from casekit.figures.scene import Words, ring

CASES = {
    **{name: (figures.genogram, case) for name, case in families().items() if name != "60 persons"},
    **{f"network {name}": (figures.ecomap, case) for name, case in networks().items()},
    **{
        f"{draw} {name}": (getattr(figures, draw), case)
        for draw in ("bpss", "swot", "strengths", "timeline", "thread", "cash_book", "goal_attainment")
        for name, case in the_cases().items()
        if name in ("empty", "case D", "hostile")
    },
}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("name", CASES)
def test_the_svg_and_the_figure_show_the_same_in_the_same_places(name, language):
    draw, case = CASES[name]
    figure = draw(case)
    tree = ET.fromstring(figure.svg)
    artists = {kind: [one for one in figure.artists if isinstance(one, kind)] for kind in (Text, PathPatch)}
    written = [*tree.iter(f"{SVG}text")]
    assert [one.text for one in written] == [one.get_text() for one in artists[Text]]
    for one, text, words in zip(
        written, artists[Text], [p for p in figure.parts if isinstance(p, Words)], strict=True
    ):
        assert float(one.get("y")) == pytest.approx(text.get_position()[1], abs=0.06)
        assert float(one.get("x")) == pytest.approx(words.box[0], abs=0.06)
        assert float(one.get("textLength")) == pytest.approx(words.box[2] - words.box[0], abs=0.06)
    lines = [one for one in tree if one.tag in (f"{SVG}polygon", f"{SVG}polyline")]
    assert len(lines) == len(artists[PathPatch]) > 0
    for line, patch in zip(lines, artists[PathPatch], strict=True):
        corners = [tuple(map(float, pair.split(","))) for pair in line.get("points").split()]
        vertices = patch.get_path().vertices[: len(corners)]
        assert abs(vertices - corners).max() < 0.06
        assert ("polygon" in line.tag) == (len(patch.get_path().vertices) > len(corners))
        assert float(line.get("stroke-width", 0)) == pytest.approx(patch.get_linewidth(), abs=0.01)


def test_the_svg_lies_on_a_white_card_and_carries_the_text_equivalent(language):
    figure = figures.genogram(families()["twins"])
    tree = ET.fromstring(figure.svg)
    assert (tree[0].tag, tree[0].get("fill"), tree[0].get("width")) == (f"{SVG}rect", "white", "100%")
    assert tree.get("aria-label") == figure.alt == " ".join(figure.sentences)
    assert tree.get("lang") == language


@pytest.mark.parametrize("draw", ["genogram", "ecomap"])
def test_names_are_data_never_markup(draw):
    case = families()["hostile names"] if draw == "genogram" else networks()["hostile labels"]
    svg = getattr(figures, draw)(case).svg
    assert ET.fromstring(svg).find(f".//{SVG}b") is None
    assert "<b>" not in svg


def test_every_word_of_the_drawing_is_in_the_pdf():
    figure = figures.genogram(families()["four generations"])
    file = io.BytesIO()
    figure.savefig(file, format="pdf")
    (page,) = PdfReader(file).pages
    assert PdfReader(file).metadata.subject == figure.alt
    lost = [p.text for p in figure.parts if isinstance(p, Words) and p.text not in page.extract_text()]
    assert not lost


def box(who: str, x: float, y: float, role: str = "symbol") -> Way:
    return Way(ring(x, y, 10, 4), role, frozenset((who,)), closed=True)


IBU, AYAH = frozenset({"ibu"}), frozenset({"ayah"})
UNCLEAR = {
    "page": [Words(5, 300, "jauh")],
    "overlap": [box("ibu", 0, 0), Words(0, 3, "ayah", owners=AYAH)],
    "crossed": [Way(((-50, 0), (50, 0)), "line"), Words(0, 3, "ibu", owners=IBU)],
    "left_out": [box("ibu", 0, 0), Way(ring(90, 0, 20), "outline", IBU, closed=True)],
    "stranger": [box("ibu", 0, 0), box("ayah", 25, 0), Way(ring(10, 0, 60), "outline", IBU, closed=True)],
    "ties": [Way(((0, 0), (90, 0)), "tie", IBU), Way(((0, 1), (90, 1)), "tie", AYAH)],
}


CLEAR = [
    box("ibu", 0, 0), box("ayah", 60, 0), Words(0, 3, "45", owners=IBU, role="sign"),
    Way([(0, 0), (60, 0)], "line", IBU | AYAH), Way(ring(0, 0, 25), "outline", IBU, closed=True),
]  # fmt: skip


@pytest.mark.parametrize("key", UNCLEAR)
def test_the_check_finds_what_is_unclear(key, language):
    values = {"one": "“ayah”", "other": "“ayah”", "what": "“jauh”", "who": "Ibu"}
    shown = vocab.say(f"figures.fault_{key}", **dict.fromkeys(values, "#"))
    pattern = re.escape(shown).replace("\\#", ".+").replace("#", ".+")
    found = faults(UNCLEAR[key], {"ibu": "Ibu", "ayah": "Ayah"}, (200, 200) if key == "page" else None)
    assert len(found) == 1
    assert re.fullmatch(pattern, found[0])


def test_the_check_is_content_with_what_is_clear():
    assert faults(CLEAR) == []


@pytest.mark.parametrize("name", ["bpss", "cash_book", "ecomap", "genogram", "rounds", "strengths", "thread"])
def test_help_says_what_a_figure_takes_and_returns_before_it_gives_an_example(name):
    told = getattr(figures, name).__doc__
    order = [told.index(f"\n    {head}\n    ---") for head in ("Parameters", "Returns", "Examples")]
    assert order == sorted(order)
    assert "wide" in told[order[1] : order[2]]


def test_a_notebook_shows_a_white_card_with_a_margin_whatever_its_background():
    figure = figures.genogram(families()["violence"])
    shown, _ = figure._repr_mimebundle_(include=["text/html"])
    card = shown["text/html"].rpartition("style=")[2]
    assert "background: #fff" in card
    assert re.search(r"padding: [1-9]\d*px", card)
    assert "box-sizing: border-box" in card
