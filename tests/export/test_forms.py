"""Forms in exports: what the case file holds now, once, and never anything from outside the folder."""

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook, new_output

import casekit
from casekit import figures, tables, vocab
from casekit.export import execute, to_pdf
from casekit.model import SCHEMA_VERSION

from .reading import squeezed, tags, text_of

LIVE = {"application/vnd.jupyter.widget-view+json": {"model_id": "0", "version_major": 2, "version_minor": 0}}


def form(case: str | None, form: str = "bpss", language: str = "id", text: str = "isi lama") -> Any:
    """Return a cell as a form leaves it: the live form, and beside it what it held then."""
    about = {"form": form, "language": language, **({"case": case} if case else {})}
    held = {"text/html": f"<p>{text}</p>", "text/markdown": text, "text/plain": text}
    return new_code_cell(
        "BPSS(case)",
        outputs=[
            new_output("display_data", data={**LIVE, "text/plain": ""}, metadata={"casekit": {"live": True}}),
            new_output("display_data", data=held, metadata={"casekit": about}),
        ],
    )


def printed(folder: Path, *cells: Any) -> str:
    """Return what the PDF of a notebook says that is not run."""
    notebook = new_notebook(cells=[*cells], metadata={"lang": "id"})
    before = json.dumps(notebook)
    pdf, remarks = to_pdf(notebook, name="laporan", folder=folder)
    assert json.dumps(notebook) == before
    assert remarks == []
    return text_of(pdf)


def shown(case: str, form: str = "bpss", language: str = "id") -> Any:
    """Return a cell that shows a form when it is run, as `form` does when it was not."""
    about = {"form": form, "language": language, "case": case}
    held = {"text/html": "<p>isi lama</p>", "text/plain": "isi lama"}
    return new_code_cell(
        f"from IPython.display import display\ndisplay({held!r}, raw=True, metadata={{'casekit': {about!r}}})"
    )


def run(folder: Path, *cells: Any) -> str:
    """Return what the PDF of a notebook says that is run, without its code."""
    notebook = new_notebook(cells=[*cells], metadata={"lang": "id"})
    pdf, remarks = to_pdf(execute(notebook, folder), name="laporan", folder=folder, no_input=True)
    assert remarks == []
    return text_of(pdf)


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    case = casekit.new_case(path)
    case.assessment.symptoms = [{"id": "s1", "text": text, "basis": "documented"}]
    casekit.save(case)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the notebook's folder; a secret lies beside it."""
    write(tmp_path / "secret.yaml", "rahasia")
    write(tmp_path / "lesson" / "kasus.yaml", "isi sekarang")
    return tmp_path / "lesson"


def test_stored_outputs_are_printed_as_they_are(folder: Path) -> None:
    text = printed(folder, form("kasus.yaml"), new_code_cell("case = casekit.load('kasus.yaml')"))
    assert squeezed("isi lama") in text
    assert squeezed("isi sekarang") not in text


def test_a_notebook_that_is_run_prints_what_the_case_file_holds_now(folder: Path) -> None:
    text = run(folder, shown("kasus.yaml"))
    assert squeezed("isi sekarang") in text
    assert squeezed("isi lama") not in text


def test_a_case_file_below_the_folder_is_read_too(folder: Path) -> None:
    write(folder / "work" / "d.yaml", "di bawah")
    assert squeezed("di bawah") in run(folder, shown("work/d.yaml"))


def test_each_form_in_its_own_language_and_once(folder: Path) -> None:
    text = run(folder, shown("kasus.yaml"), shown("kasus.yaml", "swot", "en"))
    assert text.count(squeezed("isi sekarang")) == 1
    assert squeezed("Asesmen BPSS") in text
    assert squeezed("SWOT board") in text
    assert "widget" not in text


OTHERS = [
    *("../secret.yaml", "work/../../secret.yaml", "ABSOLUTE", "link.yaml", "linked/secret.yaml", "gone.yaml"),
    *("damaged.yaml", "folder.yaml", "", ".", "a\0b", "x" * 5000, "~/secret.yaml"),
]


@pytest.fixture
def traps(folder: Path) -> Path:
    """Return the notebook's folder with what must not be followed or cannot be read."""
    (folder / "work").mkdir()
    (folder / "link.yaml").symlink_to(folder.parent / "secret.yaml")
    (folder / "linked").symlink_to(folder.parent)
    (folder / "damaged.yaml").write_text("schema_version: 1\nid: [", encoding="utf-8")
    (folder / "folder.yaml").mkdir()
    return folder


@pytest.mark.parametrize("case", OTHERS)
def test_no_file_is_read_for_a_stored_output(case: str, traps: Path) -> None:
    text = printed(traps, form(str(traps.parent / "secret.yaml") if case == "ABSOLUTE" else case))
    assert squeezed("isi lama") in text
    assert "rahasia" not in text


def test_no_other_file_is_read_when_the_notebook_is_run(traps: Path) -> None:
    cases = [str(traps.parent / "secret.yaml") if case == "ABSOLUTE" else case for case in OTHERS]
    text = run(traps, *(shown(case) for case in cases))
    assert text.count(squeezed("isi lama")) == len(cases)
    assert "rahasia" not in text


def test_run_in_its_own_folder_a_notebook_shows_no_file_from_outside_either(traps: Path) -> None:
    cases = ["../secret.yaml", str(traps.parent / "secret.yaml"), "link.yaml", "linked/secret.yaml"]
    notebook = new_notebook(cells=[shown(case) for case in cases])
    executed = execute(notebook, traps, in_place=True)
    assert [cell.outputs[0].data["text/plain"] for cell in executed.cells] == ["isi lama"] * len(cases)


@pytest.mark.parametrize(
    "source",
    [
        "# casekit.load('lain.yaml')",
        "print('see lain.yaml and others')",
        "lain = 1\nlain.yaml = 2",
        "name = 'la' + 'in.yaml'",
        "%ls lain.yaml",
    ],
)
def test_a_case_that_the_code_does_not_name_in_a_text_is_another_notebooks(source: str, folder: Path) -> None:
    write(folder / "lain.yaml", "klien lain")
    notebook = new_notebook(cells=[new_code_cell(source), shown("lain.yaml")])
    # As if a cell's output came with another name than the code has.
    notebook.cells[1].source = notebook.cells[1].source.replace("'lain.yaml'", "'la' + 'in.yaml'")
    notebook.cells[0].metadata["tags"] = ["raises-exception"]
    executed = execute(notebook, folder)
    assert executed.cells[1].outputs[0].metadata.casekit.case == "lain.yaml"
    assert executed.cells[1].outputs[0].data["text/plain"] == "isi lama"


def test_the_outputs_of_a_cell_that_is_not_run_stay_as_they_are(folder: Path) -> None:
    cell = form("kasus.yaml")
    cell.source = "casekit.load('kasus.yaml')"
    cell.metadata["tags"] = ["skip-execution"]
    text = run(folder, cell)
    assert squeezed("isi lama") in text
    assert squeezed("isi sekarang") not in text


@pytest.mark.parametrize(
    "about",
    [
        {"form": "nothing", "case": "kasus.yaml", "language": "id"},
        {"form": "bpss", "case": "kasus.yaml", "language": "xx"},
        {"form": "bpss", "case": ["kasus.yaml"], "language": "id"},
        {"form": "bpss", "case": "kasus.yaml"},
        "text",
        {"live": "yes"},
    ],
)
def test_odd_metadata_print_the_stored_content(about: Any, folder: Path) -> None:
    cell = form("kasus.yaml")
    cell.outputs[1].metadata["casekit"] = about
    assert squeezed("isi lama") in printed(folder, cell)
    cell = shown("kasus.yaml")
    cell.source = re.sub(r"\{'casekit': .*\}", repr({"casekit": about}), cell.source)
    assert squeezed("isi lama") in run(folder, cell)


def test_a_form_without_a_case_file_prints_the_stored_content(folder: Path) -> None:
    assert squeezed("isi lama") in printed(folder, form(None))


def test_a_file_of_a_newer_casekit_is_printed_without_a_word_on_the_terminal(folder: Path) -> None:
    path = folder / "kasus.yaml"
    text = path.read_text("utf-8").replace(f"schema_version: {SCHEMA_VERSION}", "schema_version: 99")
    path.write_text(text, "utf-8")
    assert squeezed("isi sekarang") in run(folder, shown("kasus.yaml"))


CELLS = [
    "import casekit\nfrom casekit.widgets import BPSS, SWOT, Strengths\ncase = casekit.load('kasus.yaml')",
    "BPSS(case)",
    "form = SWOT(case)\nform.add('strength', 'ditambahkan oleh sel', weight=3)\nform",
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder in which a notebook was run once for all tests that only read it."""
    home = tmp_path_factory.mktemp("home")
    write(home / "kasus.yaml", "isi sekarang")
    return home


@pytest.fixture(scope="module")
def run_once(home: Path) -> Any:
    return execute(new_notebook(cells=[new_code_cell(source) for source in CELLS]), home)


@pytest.fixture
def executed(run_once: Any) -> Any:
    return deepcopy(run_once)


def test_a_notebook_that_is_run_holds_no_state_and_leaves_the_case_file_alone(
    executed: Any, home: Path
) -> None:
    assert "widgets" not in executed.metadata
    assert "ditambahkan oleh sel" not in (home / "kasus.yaml").read_text("utf-8")
    nbformat.validate(executed)


def test_stock_html_shows_the_content_once(executed: Any) -> None:
    page, _ = HTMLExporter().from_notebook_node(executed)
    for tag in (soup := BeautifulSoup(page, "html.parser")).find_all(["script", "style"]):
        tag.decompose()
    outputs = " ".join(own.get_text(" ") for own in soup.find_all(class_="jp-OutputArea-output"))
    assert outputs.count("isi sekarang") == 1
    assert outputs.count("ditambahkan oleh sel") == 1
    assert "Error displaying widget" not in page
    hiding = [
        own for own in soup.find_all(True) if "display:none" in str(own.get("style", "")).replace(" ", "")
    ]
    assert not any("isi sekarang" in own.get_text() for own in hiding)


def test_casepdf_of_a_notebook_that_was_run(executed: Any, home: Path) -> None:
    pdf, remarks = to_pdf(executed, name="laporan", folder=home)
    text = text_of(pdf)
    assert remarks == []
    assert text.count(squeezed("isi sekarang")) == 1
    # What the code adds is shown as the run showed it, and is not in the record.
    assert squeezed("ditambahkan oleh sel") in text.replace(squeezed(CELLS[2]), "")
    assert "ditambahkan oleh sel" not in (home / "kasus.yaml").read_text("utf-8")


def test_the_stored_content_is_that_of_the_tables(executed: Any, home: Path) -> None:
    told = tables.content("bpss", casekit.load(home / "kasus.yaml"), "id")
    live, stored = executed.cells[1].outputs
    assert live.metadata == {"casekit": {"live": True}}
    assert stored.data["text/markdown"] == told["text/markdown"]
    assert stored.metadata["casekit"] == {"form": "bpss", "language": "id", "case": "kasus.yaml"}
    assert str(home) not in json.dumps(executed)


def test_a_notebook_among_other_peoples_files_does_not_read_them(executed: Any, tmp_path: Path) -> None:
    write(tmp_path / "elsewhere" / "kasus.yaml", "isi di tempat lain")
    pdf, _ = to_pdf(executed, name="laporan", folder=tmp_path / "elsewhere")
    assert squeezed("isi di tempat lain") not in text_of(pdf)
    assert squeezed("isi sekarang") in text_of(pdf)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("tool", ["genogram", "ecomap"])
def test_a_family_or_network_prints_as_a_picture_with_its_words(
    folder: Path, tool: str, language: str
) -> None:
    path = casekit.work_copy(casekit.case_study("b-bookkeeper"), folder)
    notebook = new_notebook(cells=[shown(path.name, tool, language)], metadata={"lang": language})
    pdf, _ = to_pdf(execute(notebook, folder), name="laporan", folder=folder, no_input=True)
    with vocab.in_language(language):
        figure = getattr(figures, tool)(casekit.load(path))
    [alt] = [tag["/Alt"] for tag in tags(pdf) if tag["/S"] == "/Figure"]
    assert squeezed(alt) == squeezed(figure.alt)
    assert all(squeezed(sentence) in squeezed(alt) for sentence in figure.sentences)
    assert "isi lama" not in text_of(pdf)
