"""Forms: a page each, with lines to sign, and not a word more than the receiver needs."""

import io

import pytest
from pypdf import PdfReader

import casekit
from casekit import export, vocab
from casekit.model import Consent
from casekit.report import kinds, write
from tests.report.reading import by_turns, pdf_pages, pdf_text, word_text

FORMS = [kind for kind in kinds() if kind not in ("practicum", "article")]
PAGES = {"session": 3, "conference": 2}


@pytest.fixture
def case():
    return casekit.load(casekit.case_study("d-trainee"))


@by_turns("kind", FORMS)
def test_a_form_is_one_page_for_each_entry_and_has_lines_to_sign(case, kind, language):
    notebook = write(case, kind, language)
    pdf, remarks = export.to_pdf(notebook, name=kind)
    docx, _ = export.to_docx(notebook, name=kind)
    assert remarks == []
    pages = pdf_pages(pdf)
    assert len(pages) == PAGES.get(kind, 1)
    for text in [*pages, word_text(docx)]:
        assert {"id": "Klien D", "en": "Client D"}[language] in text
        assert "…………" in text.replace("...", "…")
        assert {"id": "Tempat dan tanggal", "en": "Place and date"}[language] in text


@by_turns("kind", FORMS)
def test_an_empty_case_gives_a_blank_form_on_one_page(case_file, kind, language):
    pdf, _ = export.to_pdf(write(casekit.load(case_file), kind, language), name=kind)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    assert "…………" in pdf_text(pdf)


def test_the_referral_letter_holds_nothing_of_the_assessment_but_the_focus(case):
    text = pdf_text(export.to_pdf(write(case, "referral", "en"), name="r")[0])
    assert "Continued support and motivation" in text
    assert "Lack of self-confidence" in text
    flat = " ".join(text.split())
    assert f"Age (years) {case.person(case.client).age_years}" in flat
    for finding in case.assessment.findings:
        assert finding.text.en.rstrip(".") not in flat
    for event in case.assessment.history:
        assert event.text.en[:40] not in flat


def test_a_referral_letter_names_a_focus_problem_only_where_the_case_has_one(case, language):
    focus = {"id": "Fokus masalah", "en": "Focus problem"}[language]

    def letter() -> str:
        return "\n".join(cell.source for cell in write(case, "referral", language).cells)

    assert focus in letter()
    case.assessment.focus_problem = None
    assert focus not in letter()


def test_answers_on_record_stand_in_the_consent_form_and_the_others_have_boxes(case, language):
    case.engagement.consents.append(Consent(purpose="photograph", answer="refused", basis="documented"))
    text = pdf_text(export.to_pdf(write(case, "consent", language), name="c")[0])
    for said in {"id": ("diberikan", "ditolak"), "en": ("given", "refused")}[language]:
        assert {"id": f"{said} (tercatat)", "en": f"{said} (on record)"}[language] in text
    assert text.count("☐") == 2 * (len(vocab.codes("consent_purpose")) - len(case.engagement.consents))


def test_every_home_visit_of_case_b_has_its_page():
    notebook = write(casekit.load(casekit.case_study("b-bookkeeper")), "home-visit", "id")
    pages = pdf_pages(export.to_pdf(notebook, name="h")[0])
    assert [f"Catatan Kunjungan Rumah {number}" in page for number, page in enumerate(pages, 1)] == [True] * 8
