"""What a notebook and its exports get from a figure: one picture with its words, and nothing else."""

import base64
import html
import io
import re

import nbformat
import pytest
from figure_cases import CASE_D
from nbclient import NotebookClient
from nbconvert import HTMLExporter, LatexExporter
from PIL import Image

CELLS = (
    "from casekit import figures, store, vocab\n"
    f"vocab.use_language('en')\ncase = store.load({str(CASE_D)!r})",
    "figures.swot(case)",
    "%matplotlib inline\nimport matplotlib.pyplot as plt\nimport seaborn\nseaborn.set_theme()\nplt.xkcd();",
    "figures.swot(case)",
    "%config InlineBackend.figure_formats = ['svg', 'retina', 'pdf']",
    "figures.swot(case)",
    "for draw in (figures.bpss, figures.timeline):\n    display(draw(case))",
    "print(plt.get_fignums(), plt.rcParams['path.sketch'], plt.rcParams['font.size'])",
    "plt.rcdefaults()\nfigure = figures.strengths(case)\n"
    "figure.add_axes((0.8, 0.8, 0.1, 0.1)).plot([1, 2])\nfigure",
    "figures.swot(case, size='wall')",
)
FORMS = {"text/html", "image/png", "text/plain"}


@pytest.fixture(scope="module")
def notebook():
    """Run the cells in a real kernel."""
    cells = [nbformat.v4.new_code_cell(cell) for cell in CELLS]
    return NotebookClient(nbformat.v4.new_notebook(cells=cells), timeout=120, kernel_name="python3").execute()


def drawing(output) -> str:
    """Return the SVG that a browser shows."""
    (address,) = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', output.data["text/html"])
    return base64.b64decode(address).decode()


@pytest.fixture(scope="module")
def page(notebook) -> str:
    body, _ = HTMLExporter().from_notebook_node(notebook)
    return body


def test_a_figure_comes_out_once_whatever_else_draws_in_the_notebook(notebook):
    for cell in (1, 3, 5):
        (output,) = notebook.cells[cell].outputs
        assert set(output.data) == FORMS
        assert set(output.metadata) == {"image/png"}
    assert [set(output.data) for output in notebook.cells[6].outputs] == [FORMS, FORMS]
    (with_axes,) = notebook.cells[8].outputs
    assert set(with_axes.data) == FORMS
    assert with_axes.metadata["image/png"]["alt"].startswith("Saleebey")
    assert 'id="axes_1"' in drawing(with_axes), "what is drawn upon a figure is seen in a browser too"
    assert [cell.outputs for cell in notebook.cells if cell.source in (CELLS[0], CELLS[2], CELLS[4])] == [
        [],
        [],
        [],
    ]


def test_the_figure_is_the_same_whatever_the_notebook_has_set(notebook):
    pictures = {notebook.cells[cell].outputs[0].data["image/png"] for cell in (1, 3, 5)}
    assert len(pictures) == 1


def test_the_settings_of_the_notebook_stay_as_they_were(notebook):
    assert notebook.cells[7].outputs[0].text.strip() == "[] (1.0, 100.0, 2.0) 14.0"


def test_every_form_carries_the_text_equivalent(notebook):
    (output,) = notebook.cells[1].outputs
    alt = output.data["text/plain"]
    assert alt.startswith("SWOT board: Client D")
    assert output.metadata["image/png"]["alt"] == alt
    assert f'alt="{html.escape(alt)}"' in output.data["text/html"]
    assert f'aria-label="{html.escape(alt)}"' in drawing(output)


def test_the_picture_is_sharp(notebook):
    (output,) = notebook.cells[1].outputs
    shown = output.metadata["image/png"]
    with Image.open(io.BytesIO(base64.b64decode(output.data["image/png"]))) as picture:
        assert picture.width >= 2 * shown["width"]
        assert picture.height / picture.width == pytest.approx(shown["height"] / shown["width"], rel=0.01)


def test_stock_html_export_says_what_the_picture_shows(page):
    alts = [alt for _, alt in re.findall(r"""<img[^>]*?\balt=(["'])(.*?)\1""", page)]
    assert len(alts) == 9
    assert sum(alt.startswith("SWOT board: Client D") for alt in alts) == 6
    assert "No description has been provided" not in page


def test_stock_latex_export_has_every_picture(notebook):
    body, _ = LatexExporter().from_notebook_node(notebook)
    pictures = re.findall(r"\\adjustimage\{.*\}\{\S+\.(\w+)\}", body)
    assert pictures == ["png"] * 9


def test_every_page_of_a_figure_comes_out_with_its_words_and_its_number(notebook):
    first, second, third = notebook.cells[9].outputs
    assert [output.output_type for output in (first, second, third)] == ["display_data"] * 3
    assert [output.metadata["image/png"]["caption"] for output in (first, second, third)] == [
        "SWOT board (1/3)",
        "SWOT board (2/3)",
        "SWOT board (3/3)",
    ]
    assert "Strengths (4): S1" in first.data["text/plain"]
    assert "Opportunities" in second.data["text/plain"]
    assert "Page 3 of 3." in third.data["text/plain"]
    assert "TOWS strategies" in third.data["text/plain"]


def test_no_picture_is_kept_twice(notebook):
    (output,) = notebook.cells[1].outputs
    assert "data:image/svg+xml" in output.data["text/html"]
    assert len(output.data["text/html"]) < len(output.data["image/png"]) / 4
