"""In JupyterLab: the export menu offers Casepdf, and a click downloads a PDF that opens."""

import io
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import expect
from pypdf import PdfReader


def casepdf_by_menu(page, name):
    """Export the notebook of a page by a click, and return the PDF that is downloaded."""
    page.get_by_role("menuitem", name="File", exact=True).click()
    page.get_by_text("Save and Export Notebook As").hover()
    entry = page.get_by_text("Casepdf", exact=True)
    expect(entry).to_be_visible()
    with page.expect_download(timeout=60_000) as download:
        entry.click()
    assert download.value.suggested_filename == name
    return Path(download.value.path()).read_bytes()


def test_the_export_menu_makes_a_pdf(lab, page):
    case = "casekit.load(casekit.case_study('d-trainee'))"
    figure = new_code_cell(f"import casekit\nfrom casekit import figures\nfigures.bpss({case})")
    cells = [new_markdown_cell("# Laporan Klien D\n\nPendiam, tetapi tekun."), figure]
    kernel = {"name": "python3", "display_name": "Python 3"}
    notebook = new_notebook(cells=cells, metadata={"lang": "id", "kernelspec": kernel})
    nbformat.write(notebook, lab.folder / "laporan.ipynb")
    page.goto(lab.page_of("laporan.ipynb"))
    expect(page.get_by_role("heading", name="Laporan Klien D")).to_be_visible(timeout=60_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    picture = page.locator(".jp-OutputArea img")
    expect(picture).to_be_visible(timeout=60_000)
    expect(page.locator(".jp-OutputArea-output")).to_have_count(1)
    page.keyboard.press("Control+s")
    pdf = PdfReader(io.BytesIO(casepdf_by_menu(page, "laporan.pdf")))
    assert pdf.trailer["/Root"]["/Lang"] == "id"
    text = "\n".join(sheet.extract_text() for sheet in pdf.pages)
    assert "Pendiam, tetapi tekun" in text
    assert pdf.metadata.title == "Laporan Klien D"
