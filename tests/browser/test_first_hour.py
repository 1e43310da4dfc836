"""The first hour of a newcomer: from the start page to a case with ten findings, a genogram and a PDF.

Nothing is typed but words about the client, and no line of code is shown. Clicks are counted.
"""

import io
from secrets import token_hex

import pytest
from axe_playwright_python.sync_playwright import Axe
from form_page import on_disk, run_again, wait_for_kernel
from playwright.sync_api import expect
from pypdf import PdfReader
from test_export_menu import casepdf_by_menu

from casekit.cli.lessons import copy_lessons

WORDS = {
    "id": {"mine": "Kasus saya", "case": "Klien Z", "check": "Pemeriksaan kasus"},
    "en": {"mine": "My case", "case": "Client Z", "check": "Check of the case"},
}
FINDINGS = [f"Finding number {number}." for number in range(1, 11)]
SHOWN_CODE = """() => [...document.querySelectorAll(".jp-CodeCell")]
  .filter(cell => cell.getClientRects().length)
  .map(cell => (cell.querySelector(".jp-InputArea-editor")?.innerText
    ?? cell.querySelector(".jp-InputPlaceholder, .jp-Placeholder-content")?.innerText ?? "").trim())"""


class Clicks:
    """Counts what somebody clicks."""

    def __init__(self, page) -> None:
        self.page, self.count = page, 0

    def __call__(self, place) -> None:
        place.click()
        self.count += 1

    def run_all(self) -> None:
        wait_for_kernel(self.page)
        idle = self.page.locator('.jp-NotebookPanel:not(.lm-mod-hidden) [data-status="idle"]').first
        expect(idle).to_be_visible(timeout=60_000)
        self(self.page.get_by_role("menuitem", name="Run", exact=True))
        self(self.page.get_by_text("Run All Cells", exact=True))


@pytest.mark.parametrize("language", ["id", "en"])
def test_from_the_start_page_to_a_pdf_without_code(lab, page, language):
    page.set_default_timeout(60_000)
    expect.set_options(timeout=60_000)
    words, click = WORDS[language], Clicks(page)
    client = f"{words['case']} {token_hex(2)}"
    stem = client.lower().replace(" ", "-")
    copy_lessons(lab.folder / "lessons")
    page.goto(lab.page_of(f"lessons/{language}/00_start.ipynb"))

    click(page.get_by_role("link", name=words["mine"], exact=True).first)
    expect(page.get_by_role("heading", name=words["mine"], exact=True)).to_be_visible()
    click.run_all()
    mine = page.locator(".casekit-my_cases")
    expect(mine).to_be_visible()
    click(mine.locator("input"))
    page.keyboard.type(client)
    click(mine.locator(".casekit-begin"))
    click(page.get_by_role("link", name=client))
    expect(page.get_by_role("heading", name=stem)).to_be_visible()
    click.run_all()

    bpss = page.locator(".casekit-bpss")
    bpss.scroll_into_view_if_needed()
    click(bpss.locator("button.casekit-add-biological"))
    expect(bpss.locator("textarea:focus")).to_have_value("")
    page.keyboard.type(FINDINGS[0])
    case_file = lab.folder / "cases" / f"{stem}.yaml"
    on_disk(case_file, lambda case: len(case.assessment.findings) == 1, seconds=10)
    assert click.count <= 25, f"{click.count} clicks to the first finding that is saved"
    for finding, dimension in zip(FINDINGS[1:], ["biological", "psychological", "social"] * 3, strict=True):
        click(bpss.locator(f"button.casekit-add-{dimension}"))
        expect(bpss.locator("textarea:focus")).to_have_value("")  # nobody types before there is where to
        page.keyboard.type(finding)
    genogram = page.locator(".casekit-genogram")
    genogram.scroll_into_view_if_needed()
    click(genogram.locator("button.casekit-of-client"))
    click(genogram.locator(".casekit-kin-parent"))
    on_disk(case_file, lambda case: len(case.assessment.findings) == 10 and len(case.people) == 2, seconds=10)

    check = page.locator(".casekit-case_check")
    check.scroll_into_view_if_needed()
    expect(check).to_contain_text(words["check"])
    code = [text for text in page.evaluate(SHOWN_CODE) if text and not text.startswith("#")]
    assert code == []
    page.keyboard.press("Control+s")
    page.wait_for_timeout(3000)
    printed = PdfReader(io.BytesIO(casepdf_by_menu(page, f"{case_file.stem}.pdf")))
    told = " ".join(" ".join(sheet.extract_text() for sheet in printed.pages).split())
    assert [finding for finding in FINDINGS if finding not in told] == []


def expect_everyone_can_use(page, css):
    """Expect that axe finds nothing in a form."""
    found = Axe().run(page, context=css)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_report_is_made_with_a_button_and_a_case_is_removed_and_brought_back(lab, page, language):
    page.set_default_timeout(60_000)
    expect.set_options(timeout=60_000)
    client = f"{WORDS[language]['case']} {token_hex(2)}"
    stem = client.lower().replace(" ", "-")
    case_file = lab.folder / "cases" / f"{stem}.yaml"
    copy_lessons(lab.folder / "lessons")
    page.goto(lab.page_of(f"lessons/{language}/01_my-case.ipynb"))
    run_again(page, until=".casekit-my_cases")
    mine, link = page.locator(".casekit-my_cases"), page.get_by_role("link", name=client)
    mine.locator("input").fill(client)
    mine.locator(".casekit-begin").click()
    expect(link).to_be_visible()

    mine.locator("button.casekit-turn").first.click()  # below it are the removed ones
    mine.get_by_role("combobox").select_option(label=f"{client}: {stem}")
    mine.locator("button.casekit-remove").click()
    expect(mine.locator("button.casekit-remove-yes")).to_be_visible()
    assert case_file.is_file()  # not before it is asked once more
    expect_everyone_can_use(page, ".casekit-my_cases")
    mine.locator("button.casekit-remove-yes").click()
    expect(link).to_have_count(0)
    expect(mine).to_contain_text("removed")
    assert not case_file.exists()
    mine.locator("button.casekit-undo-removal").click()
    expect(link).to_be_visible()
    assert case_file.is_file()

    link.click()
    expect(page.get_by_role("heading", name=stem)).to_be_visible()
    Clicks(page).run_all()
    form = page.locator(".casekit-report")
    form.scroll_into_view_if_needed()
    form.locator(".casekit-cover input").nth(1).fill("Mahasiswa A")
    expect_everyone_can_use(page, ".casekit-report")
    form.locator("button.casekit-make-report").click()
    made = page.get_by_role("link", name=f"{stem}-practicum.pdf")
    expect(made).to_be_visible(timeout=180_000)
    assert "Mahasiswa A" in PdfReader(case_file.with_name(f"{stem}-practicum.pdf")).pages[0].extract_text()
    made.click()
    expect(page.get_by_role("tab", name=f"{stem}-practicum.pdf")).to_be_visible()
    form_tab = page.get_by_role("tab", name=f"{stem}.ipynb")
    form_tab.click()
    form.get_by_role("combobox").nth(1).select_option(index=1)
    form.locator("button.casekit-make-report").click()
    with page.expect_download(timeout=180_000) as loaded:
        page.get_by_role("link", name=f"{stem}-practicum.docx").click(timeout=180_000)
    assert loaded.value.suggested_filename == f"{stem}-practicum.docx"
