"""High pictures of a Word report go on over the next page, and are cut only where nothing is drawn."""

import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image, ImageDraw

from casekit.export import to_docx
from casekit.export.wordpictures import in_strips
from tests.report.reading import word_text


def opened(path) -> Image.Image:
    with Image.open(path) as picture:
        return picture.copy()


def strips(picture: Image.Image, folder, kind: str) -> list[Image.Image]:
    picture.save(folder / f"a.{kind}")
    node = {"t": "Image", "c": [["", [], []], [{"t": "Str", "c": "a"}], [f"a.{kind}", ""]]}
    made = in_strips(node, "Gambar 1", folder, 300, 200)
    return [opened(folder / own["c"][2][0]) for own in made]


@pytest.mark.parametrize(("mode", "kind"), [("RGB", "png"), ("RGBA", "png"), ("CMYK", "jpeg")])
def test_a_high_picture_is_cut_where_nothing_is_drawn(mode, kind, tmp_path):
    picture = Image.new("RGB", (300, 1200), "white")
    for top in range(0, 1200, 200):
        ImageDraw.Draw(picture).rectangle((40, top + 20, 260, top + 180), fill="black")
    own = picture.convert(mode)
    if mode == "RGBA":  # black on nothing
        own.putalpha(picture.convert("L").point(lambda grey: 255 - grey))
    made = strips(own, tmp_path, kind)
    assert len(made) > 1
    assert sum(strip.height for strip in made) == 1200
    for strip in made[:-1]:
        last = strip.convert("RGBA").crop((0, strip.height - 1, 300, strip.height))
        shown = Image.alpha_composite(Image.new("RGBA", last.size, "white"), last).convert("L")
        assert shown.getextrema()[0] > 240


def test_a_picture_that_is_drawn_throughout_is_not_cut(tmp_path):
    picture = Image.new("RGBA", (300, 1200))
    for top in range(-300, 1200, 3):
        ImageDraw.Draw(picture).line((0, top, 300, top + 300), fill="black", width=2)
    assert len(strips(picture, tmp_path, "png")) == 1


def test_a_table_without_rows_before_a_note_becomes_word(tmp_path):
    shown = {"text/html": pd.DataFrame().to_html(show_dimensions=True), "text/plain": "x"}
    cells = [new_code_cell("x", outputs=[new_output("display_data", data=shown)])]
    docx, _ = to_docx(new_notebook(cells=cells), name="t")
    assert "0 rows" in word_text(docx)
