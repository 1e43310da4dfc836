"""Hostile text in every field is shown as text: by the forms, the figures, and the exports."""

import io
import json
import re
from html import unescape
from pathlib import Path

import ipywidgets
import nbformat
import pytest
from bs4 import BeautifulSoup
from matplotlib.text import Text
from nbconvert import HTMLExporter
from pypdf import PdfReader

import casekit
from casekit import figures, vocab
from casekit.export import to_pdf
from casekit.model import Case, Finding, Person, QuadrantItem, Statement, Strategy, SwotItem, Symptom
from casekit.widgets import BPSS, SWOT, Ecomap, Genogram, Strengths
from casekit.widgets._base import Form
from casekit.widgets.pieces import close
from tests.export.reading import page_texts

INJECTIONS = json.loads((Path(__file__).parent / "injections.json").read_text())
FORMS = [BPSS, SWOT, Strengths, Genogram, Ecomap]
ADDRESS = re.compile(r"^\s*(javascript|vbscript|data:text)", re.IGNORECASE)


def flat(text: str) -> str:
    return "".join(text.split())


def hostile(case: Case, injections: list[str]) -> Case:
    """Fill every text of the three forms with hostile text."""
    own, known = case.assessment, {"basis": "documented"}
    case.title = injections[0]
    for n, text in enumerate(injections):
        dimension, cell, tows = (vocab.codes(scheme)[n % 4] for scheme in ("dimension", "swot", "tows"))
        own.findings.append(
            Finding(
                id=f"f{n}", dimension=dimension, text=text, reason=text, rating=2, valence="concern", **known
            )
        )
        own.symptoms.append(Symptom(id=f"s{n}", text=text, **known))
        own.swot.append(SwotItem(id=f"w{n}", cell=cell, text=text, **known))
        own.strategies.append(Strategy(id=f"t{n}", tows=tows, text=text, items=[f"w{n}"], **known))
        side, domain = vocab.codes("quadrant_side")[n % 2], vocab.codes("quadrant_domain")[n // 2 % 2]
        own.quadrant.items.append(QuadrantItem(id=f"q{n}", domain=domain, side=side, text=text, **known))
        person = Person(id=f"p{n}", label=text, relation="other", **known)
        case.people = [*case.people, person]
        system = {"id": f"n{n}", "label": text, "system": "other", "resource": "formal", **known}
        case.network.systems = [*case.network.systems, system]
    own.focus_problem = Statement(text=injections[-1], **known)
    casekit.save(case)
    return case


def assert_nothing_runs(page: str) -> BeautifulSoup:
    soup = BeautifulSoup(page, "html.parser")
    assert not soup.find_all(["script", "iframe", "object", "embed", "base", "meta", "link"])
    for tag in soup.find_all(True):
        assert not [name for name in tag.attrs if name.lower().startswith("on")], tag
        for name in ("href", "src", "action", "data"):
            assert not ADDRESS.match(str(tag.get(name, ""))), tag
    return soup


def inside(shown: object) -> list[object]:
    return [shown, *(own for child in getattr(shown, "children", ()) for own in inside(child))]


def output(form: Form, **kinds: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_output("display_data", data=kinds or form._in_words(), metadata={"casekit": {}})


@pytest.mark.parametrize("make", FORMS)
def test_a_form_shows_it_as_text(make: type[Form], case_file: Path) -> None:
    form = make(hostile(casekit.load(case_file), INJECTIONS))
    form._draw()
    page, briefs = "", []
    for at, item in enumerate([own for own in inside(form) if "casekit-item" in own._dom_classes]):
        briefs.append(item.description)  # a button never takes HTML
        if at % 9 == 0:  # open some of them
            item.click()
            page += "".join(own.value for own in inside(form) if isinstance(own, ipywidgets.HTML))
    soup = assert_nothing_runs(page)
    assert {tag.get("src", "")[:15] for tag in soup.find_all("img")} <= {"data:image/png;", "data:image/svg+"}
    for own in inside(form):
        if hasattr(own, "description_allow_html"):
            assert own.description_allow_html is False
    for injection in INJECTIONS:
        assert any(injection in brief for brief in briefs)
    assert unescape(form.children[2].children[0].children[1].value) == INJECTIONS[0]
    close(form)


@pytest.mark.parametrize("tool", ["bpss", "swot", "strengths", "genogram", "ecomap"])
def test_a_figure_draws_it_as_text(tool: str, case_file: Path, tmp_path: Path) -> None:
    empty = case_file.read_bytes()
    for start in range(0, len(INJECTIONS), 12):  # a figure shows the first of many
        case_file.write_bytes(empty)
        case = hostile(casekit.load(case_file), INJECTIONS[start : start + 12])
        figure = getattr(figures, tool)(case)
        figure.savefig(tmp_path / "figure.png", dpi=40)
        drawn = flat("".join(own.get_text() for own in figure.findobj(Text))).replace("\\$", "$")
        for injection in INJECTIONS[start : start + 12]:
            in_the_font = max(re.findall(r"[!-~]+", injection), key=len)
            assert in_the_font[:20].replace("-", "") in drawn.replace("-", ""), (
                injection
            )  # long ones are hyphenated


@pytest.mark.parametrize("kind", ["text/html", "text/markdown"])
@pytest.mark.parametrize("make", FORMS)
def test_a_pdf_prints_it_as_text(make: type[Form], kind: str, case_file: Path) -> None:
    plain = [text for text in INJECTIONS if text.isascii()]
    form = make(hostile(casekit.load(case_file), INJECTIONS))
    told = form._in_words()[kind]
    cells = [nbformat.v4.new_code_cell("form", outputs=[output(form, **{kind: told, "text/plain": "form"})])]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"lang": "id"})
    pdf, _ = to_pdf(notebook, name="hostile", folder=case_file.parent)
    reader = PdfReader(io.BytesIO(pdf))

    def squeezed(text: str) -> str:
        """Leave out what typesetting changes: quotation marks, hyphens, places to break a line."""
        return flat(text.translate(dict.fromkeys(map(ord, "\"'“”‘’′″-–\u00ad\u200b\u2010"))))

    text = squeezed("".join(page_texts(pdf)))
    missing = [own for own in plain if squeezed(own) not in text]
    assert missing == []
    assert not any(
        "/URI" in str(note.get_object()) for sheet in reader.pages for note in sheet.get("/Annots", [])
    )
    close(form)


def test_stock_html_shows_it_as_text_and_nothing_runs(
    case_file: Path, request: pytest.FixtureRequest
) -> None:
    case = hostile(casekit.load(case_file), INJECTIONS)
    forms = [make(case) for make in FORMS]
    cells = [nbformat.v4.new_code_cell("form", outputs=[output(form)]) for form in forms]
    only_markdown = [output(form, **{"text/markdown": form._in_words()["text/markdown"]}) for form in forms]
    cells.append(nbformat.v4.new_code_cell("form", outputs=only_markdown))
    page, _ = HTMLExporter().from_notebook_node(nbformat.v4.new_notebook(cells=cells))
    shown = BeautifulSoup(page, "html.parser").find_all(class_="jp-OutputArea-output")
    assert len(shown) == 2 * len(FORMS)
    text = flat("".join(assert_nothing_runs(str(own)).get_text() for own in shown))
    for injection in INJECTIONS:
        assert text.count(flat(injection)) >= 8, injection
    for form in forms:
        close(form)
