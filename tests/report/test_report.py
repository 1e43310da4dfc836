"""A report holds all of the case file, invents nothing, and marks what only a person can write."""

import inspect
import re
from functools import cache

import nbformat
import pytest
from nbconvert import HTMLExporter

import casekit
from casekit import export, figures, tables, vocab
from casekit.errors import CasekitError, UnknownCodeError
from casekit.model import Case, Person
from casekit.report import kinds, write
from tests.report.reading import (
    by_turns,
    captions_of,
    numbers,
    paragraphs,
    pdf_pages,
    pdf_text,
    squeezed,
    word_parts,
    word_text,
)

TABLES = [
    function
    for name, function in vars(tables).items()
    if inspect.isfunction(function)
    and inspect.signature(function).return_annotation is tables.Table
    and "case" in inspect.signature(function).parameters
    and function is not tables.case_check  # what the check asks is no part of the record
]
HOSTILE = (
    "# <script>alert(1)</script> **b** `c` $x^2$ [l](javascript:alert) ![i](/etc/passwd) {{e}} "
    '#read("/etc/passwd") </w:t><w:br/> &amp; <w:instrText>DDE</w:instrText> | {=openxml} ~~~ -- "q" \'s\''
)
MARK = {"id": "Belum diisi.", "en": "To be written."}


def study(name: str) -> Case:
    return casekit.load(casekit.case_study(name))


@cache
def practicum(name: str, language: str):
    """Return the practicum report of a bundled case, written once for all tests, which only read it."""
    return write(study(name), "practicum", language)


@cache
def printed(name: str, language: str) -> tuple[bytes, bytes]:
    """Return that report as PDF and as Word document, for tests that only read them."""
    with vocab.in_language(language):
        notebook = practicum(name, language)
        pdf, _ = export.to_pdf(notebook, name="laporan", no_input=True)
        return pdf, export.to_docx(notebook, name="laporan", no_input=True)[0]


@pytest.fixture(params=casekit.case_studies())
def name(request) -> str:
    return request.param


@pytest.fixture
def empty(case_file) -> Case:
    return casekit.load(case_file)


@by_turns("name", casekit.case_studies())
def test_every_number_of_every_table_stands_in_pdf_and_word(name, language):
    case = study(name)
    asked = numbers("")
    for function in TABLES:
        if function is tables.session:
            made = [tables.session(case, at) for at in range(1, len(case.intervention.sessions) + 1)]
        else:
            made = [] if function is tables.sessions else [function(case)]  # the sessions stand there in full
        for table in made:
            asked += numbers("\n".join(table.lines()))
    assert asked
    pdf, docx = printed(name, language)
    for text in (pdf_text(pdf), word_text(docx)):
        assert asked - numbers(text) == numbers("")


def test_the_practicum_report_has_six_chapters_in_both_languages(name, language):
    notebook = practicum(name, language)
    nbformat.validate(notebook)
    heads = [cell for cell in notebook.cells if re.match("## ", cell.source)]
    chapters = [cell.source for cell in heads if "front" not in cell.metadata.tags]
    assert len(chapters) == 8  # references and appendices follow
    first, last = {
        "id": ("## Pendahuluan", "## Simpulan dan Rekomendasi"),
        "en": ("## Introduction", "## Conclusions and Recommendations"),
    }[language]
    assert (chapters[0], chapters[5]) == (first, last)


@pytest.mark.parametrize("kind", ["practicum", "article"])
def test_an_empty_case_gives_a_skeleton_without_empty_headings(empty, kind, language):
    notebook = write(empty, kind, language)
    cells = [cell.source for cell in notebook.cells]
    for source, following in zip(cells, [*cells[1:], "# end"], strict=True):
        if level := re.match("#+ ", source):
            deeper = re.match("#+ ", following)
            assert not deeper or len(deeper[0]) > len(level[0]), source
    assert sum(MARK[language] in source for source in cells) > 10
    for text in (
        pdf_text(export.to_pdf(notebook, name="k")[0]),
        word_text(export.to_docx(notebook, name="k")[0]),
    ):
        assert MARK[language] in text
        assert "None" not in text
        assert "NA" not in re.findall(r"\b\w+\b", text)


@pytest.mark.parametrize("kind", kinds())
def test_both_languages_have_the_same_cells(kind):
    case = study("d-trainee")
    ours, theirs = (
        [(cell.id, cell.cell_type) for cell in write(case, kind, language).cells] for language in ("id", "en")
    )
    assert ours == theirs
    assert len(dict(ours)) == len(ours)


def test_nothing_is_said_of_a_case_that_says_nothing(empty, language):
    said = []
    cells = write(empty, "practicum", language).cells
    heads = [at for at, cell in enumerate(cells) if cell.source.startswith("## ")]
    last = next(at for at in heads if "appendices" in cells[at].metadata.tags)
    first = next(at for at in heads if "front" not in cells[at].metadata.tags)
    for cell in cells[first:last]:
        if (
            cell.cell_type == "markdown"
            and not cell.source.startswith("#")
            and MARK[language] not in cell.source
        ):
            said.append(cell)
    assert not [cell for cell in said if cell.source.startswith("|")]
    # The structure of the report, and what the bases mean.
    assert len(said) == 2


def test_the_basis_of_a_sentence_is_visible_unless_documented(language):
    notebook = practicum("d-trainee", language)
    formulation = next(
        cell.source
        for cell in notebook.cells
        if "ormulasi integratif.**" in cell.source or "formulation.**" in cell.source
    )
    assert formulation.endswith({"id": "*(disimpulkan penyusun)*", "en": "*(derived)*"}[language])


def test_the_invented_cash_book_is_marked_in_pdf_and_word():
    case = study("b-bookkeeper")
    pdf, docx = printed("b-bookkeeper", "id")
    said = vocab.say("tables.all_on_basis", "id", basis=vocab.label("basis", "illustrative", "id"))
    assert " ".join(word_text(docx).split()).count(said) == 2  # by week, and the daily book in the appendices
    pages = [squeezed(page) for page in pdf_pages(pdf)]
    bought = [squeezed(str(entry.text)) for entry in case.intervention.cash_book.entries]
    with_entries = [page for page in pages if sum(text in page for text in bought) > 3]
    assert with_entries
    assert all(squeezed(said) in page for page in with_entries)  # on each page of the daily book
    assert sum(page.count(squeezed(said)) for page in pages) >= 2


def test_a_table_in_parts_is_one_table_in_word_and_in_the_lists():
    pdf, docx = printed("b-bookkeeper", "id")
    listed = re.findall(r"^Tabel (\d\.\d+) (\S[^\n]*?) *\.(?: \.)+", pdf_text(pdf), re.MULTILINE)
    assert len(listed) > 20
    assert not [words for _, words in listed if "/" in words]
    assert captions_of(docx)["Tabel"] == listed
    assert "Rencana kegiatan (2/2)" in word_text(docx)


def hostile_case(path) -> Case:
    case = study("d-trainee")
    case.title = HOSTILE
    case.summary = f"1. {HOSTILE}\n- {HOSTILE}\n```{{=openxml}}\n<w:p/>\n```\n<div>"
    case.person(case.client).label = HOSTILE
    case.assessment.focus_problem.text = f"    {HOSTILE}"
    case.assessment.findings[0].text = HOSTILE
    case.intervention.sessions[0].process = f"{HOSTILE}\n===\n{HOSTILE}"
    case.termination.referrals[0].to = HOSTILE
    case.conferences[0].minutes = HOSTILE
    casekit.save(case, path)
    return casekit.load(path)


@pytest.mark.parametrize("kind", kinds())
def test_hostile_text_stays_text_in_notebook_pdf_and_word(tmp_path, kind):
    notebook = write(hostile_case(tmp_path / "k.yaml"), kind, "id")
    page, _ = HTMLExporter(embed_images=False).from_notebook_node(notebook)
    body = page[page.index("<body") :]
    assert "<script>alert" not in body
    assert "javascript:alert" not in re.findall(r'href="([^"]*)"', body)
    assert "/etc/passwd" not in re.findall(r'src="([^"]*)"', body)
    pdf, docx = (made(notebook, name="k", folder=tmp_path)[0] for made in (export.to_pdf, export.to_docx))
    for text in (pdf_text(pdf), word_text(docx)):
        seen = squeezed(text).replace("“", '"').replace("”", '"').replace("‘", "'").replace("’", "'")
        assert squeezed(HOSTILE)[:160] in seen
        assert "root:" not in seen
    instructions = re.findall(r"<w:instrText[^>]*>([^<]*)<", word_parts(docx)["word/document.xml"].decode())
    assert {text.split()[0] for text in instructions} <= {"TOC", "PAGEREF", "SEQ"}


def test_the_cells_run_beside_the_case_file_and_show_what_was_printed(case_file):
    case = casekit.load(casekit.work_copy(casekit.case_study("d-trainee"), case_file.parent / "kerja"))
    folder = case_file.parent
    notebook = write(case, "article", "en", folder=folder)
    setup = next(cell for cell in notebook.cells if cell.id == "article-setup")
    assert 'casekit.load("kerja/d-trainee.yaml")' in setup.source
    ran = export.execute(notebook, folder)
    shown = 0
    for before, after in zip(notebook.cells, ran.cells, strict=True):
        if before.cell_type == "code" and before.outputs:
            shown += 1
            assert before.outputs[0].data["text/html"] == after.outputs[0].data["text/html"], before.id
    assert shown >= 4


def test_a_notebook_that_lies_elsewhere_names_no_folder_of_the_machine(tmp_path, language):
    case = casekit.new_case(tmp_path / "siti-home" / "k.yaml")
    for folder in (tmp_path / "tugas", tmp_path / "siti-home" / "lain"):
        notebook = write(case, "article", folder=folder)
        assert 'casekit.load("k.yaml")' in notebook.cells[2].source
        assert "siti-home" not in nbformat.writes(notebook)
        assert ".." not in notebook.cells[2].source


def test_a_change_in_the_case_file_shows_after_running_again(case_file):
    path = casekit.work_copy(casekit.case_study("d-trainee"), case_file.parent / "kerja")
    case = casekit.load(path)
    notebook = write(case, "article", "id")
    case.assessment.symptoms[0].text = "Gejala yang baru dicatat"
    casekit.save(case)
    pdf, _ = export.to_pdf(export.execute(notebook, path.parent), name="a")
    assert "Gejala yang baru dicatat" in " ".join(pdf_text(pdf).split())


def test_captions_count_tables_and_figures(language):
    notebook = practicum("d-trainee", language)
    pdf, _ = export.to_pdf(notebook, name="d")
    table, figure = {"id": ("Tabel", "Gambar"), "en": ("Table", "Figure")}[language]
    captions = [cell for cell in notebook.cells if cell.source.startswith("#| caption")]
    figures = [cell for cell in captions if "figures." in cell.source]
    text = pdf_text(pdf)
    assert len(set(re.findall(rf"{table} (\d+\.\d+) ", text))) == len(captions) - len(figures) > 20
    pages = sum(len(cell.outputs) for cell in figures)
    assert len(set(re.findall(rf"{figure} (\d+\.\d+) ", text))) == pages == len(figures) == 4
    assert "caption:" not in text


def test_a_case_without_file_and_an_unknown_kind_are_refused_in_words(empty, language):
    client = Person(id="client", label="Klien A", relation="client", basis="documented")
    loose = Case(id="klien-a", title="Klien A", client="client", people=[client])
    with pytest.raises(CasekitError, match=r"casekit\.save"):
        write(loose, "practicum")
    with pytest.raises(UnknownCodeError, match="practicum, article, consent"):
        write(empty, "proposal")


def test_paragraph_styles_of_the_practicum_in_word():
    docx, _ = export.to_docx(practicum("d-trainee", "id"), name="d", no_input=True)
    styles = [style for style, _ in paragraphs(docx)]
    assert styles.count("Heading1") == 6
    assert styles.count("HeadingUnnumbered") == 11
    assert styles.count("Callout") > 5
    assert styles[0] == "Title"


def test_a_figure_of_several_pages_is_printed_page_by_page(language):
    with vocab.in_language(language):
        case = casekit.load(casekit.case_study("d-trainee"))
        thread = figures.thread(case)
        cells = write(case, "practicum").cells
    (cell,) = [cell for cell in cells if "figures.thread(" in cell.source]
    assert len(thread.pages) > 1
    captions = [output.metadata["image/png"]["caption"] for output in cell.outputs]
    assert captions == [page.caption for page in thread.pages]
