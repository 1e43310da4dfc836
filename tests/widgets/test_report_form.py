"""The report at a button: what the cover says is kept, the work is in it, and nobody's file is replaced."""

import asyncio
import io
import time
import zipfile

import pypdfium2
import pytest

import casekit
from casekit import course, report, vocab, widgets
from casekit.errors import FieldError
from casekit.model import Finding
from casekit.report.outline import outline_of
from casekit.store.cover import cover_file
from casekit.widgets import plain
from casekit.widgets.report import titles

SECONDS = 120


@pytest.fixture
def case(tmp_path, monkeypatch):
    monkeypatch.setenv("CASEKIT_WORK", str(tmp_path))
    case = course.begin_case("Klien X")
    case.assessment.findings = [
        Finding(id="f1", dimension="social", valence="concern", text="Lelah di sekolah", basis="documented")
    ]
    casekit.save(case)
    return case


def read_pdf(path):
    """Return the text of a PDF."""
    return "\n".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path.read_bytes())
    )


def words_of(path):
    """Return the text of a Word document."""
    return zipfile.ZipFile(io.BytesIO(path.read_bytes())).read("word/document.xml").decode()


def test_the_kinds_are_those_that_the_report_knows():
    assert tuple(titles()) == report.kinds()
    for kind, title in titles().items():
        own = outline_of(kind).title
        assert title == {"id": own.id, "en": own.en}


def test_a_report_of_both_formats_is_made_and_linked(case, language):
    form = widgets.Report(case, language)
    form._cover["institution"].value = "Kampus Rekaan"
    for to in ("pdf", "docx"):
        form._to.value = to
        form.make()
        path = case.origin.path.with_name(f"klien-x-practicum.{to}")
        assert path.is_file(), form._problem.value
        assert path.name in form._status.value
        assert f">{path.name}</a>" in form._in_words()["text/html"]
    assert "Kampus Rekaan" in read_pdf(case.origin.path.with_name("klien-x-practicum.pdf"))
    assert "Lelah di sekolah" in words_of(path)
    assert vocab.say("report.name.faculty", language) in form._remarks.value  # what the cover lacks is said
    assert "--template" not in form._remarks.value


def test_the_cover_is_there_another_day_and_is_kept_without_making_anything(case, language):
    form = widgets.Report(case, language)
    form._cover["student.name"].value = "  Mahasiswa   A "
    form._cover["approval.1"].value = "Pembimbing: A"
    again = widgets.Report(case, language)
    assert again._cover["student.name"].value == "Mahasiswa A"
    assert again._cover["approval.1"].value == "Pembimbing: A"
    assert cover_file().stat().st_mode & 0o077 == 0


def test_whose_name_the_cover_bears_is_seen_without_unfolding_it(case, language):
    """Two students may share a computer, and what the cover says is folded away once all of it is known."""
    form = widgets.Report(case, language)
    assert plain.hidden(form._whose)
    form._cover["student.name"].value = "Mahasiswa <A>"
    assert not plain.hidden(form._whose)
    again = widgets.Report(case, language)
    assert not plain.hidden(again._whose)
    assert "Mahasiswa &lt;A&gt;" in again._whose.value
    again._cover["student.name"].value = ""
    assert plain.hidden(again._whose)


def test_a_cover_that_was_written_by_hand_is_used_and_stays(case, language):
    cover_file().write_text("institution: Kampus Tulisan Tangan\n")
    form = widgets.Report(case, language)
    assert not form._cover
    form._to.value = "docx"
    form.make()
    assert "Kampus Tulisan Tangan" in words_of(case.origin.path.with_name("klien-x-practicum.docx"))
    assert cover_file().read_text() == "institution: Kampus Tulisan Tangan\n"


def test_a_cover_changed_by_hand_meanwhile_is_not_replaced(case, language):
    form = widgets.Report(case, language)
    form._cover["city"].value = "Kota A"
    cover_file().write_text("city: Kota B\n")
    form._cover["city"].value = "Kota C"
    assert str(cover_file()) in form._problem.value
    assert "--force" not in form._problem.value  # there is nowhere to type it
    assert cover_file().read_text() == "city: Kota B\n"


def test_a_report_that_somebody_went_on_writing_stays(case, language):
    form = widgets.Report(case, language)
    form._to.value = "docx"
    form.make()
    first = case.origin.path.with_name("klien-x-practicum.docx")
    first.write_bytes(first.read_bytes() + b" ")
    kept = first.read_bytes()
    form.make()
    assert first.read_bytes() == kept
    assert "klien-x-practicum-2.docx" in form._status.value
    form.make()  # what casekit made and nobody touched is replaced
    assert len([*first.parent.glob("*.docx")]) == 2


def test_what_is_wrong_is_said(case, language):
    form = widgets.Report(case, language)
    form._kind.value = "referral"
    case.origin.path.write_text("no case\n")
    form.make()
    assert "klien-x.yaml" in form._problem.value
    assert not form._make.disabled
    assert not form._status.value


def test_what_was_typed_a_moment_ago_is_in_the_report(case, language):
    bpss = widgets.BPSS(case, language)
    form = widgets.Report(case, language)
    form._to.value = "docx"

    async def type_and_press():
        bpss.desk.set(case.assessment.findings[0], "text", "Baru saja ditulis")
        form.make()
        assert not bpss.desk.unsaved
        assert form._make.disabled  # and the kernel is free meanwhile
        until = time.monotonic() + SECONDS
        while form._make.disabled and time.monotonic() < until:
            await asyncio.sleep(0.1)

    asyncio.run(type_and_press())
    assert "Baru saja ditulis" in words_of(case.origin.path.with_name("klien-x-practicum.docx"))


def test_a_case_without_a_file_has_no_report(case, language):
    with pytest.raises(FieldError):
        widgets.Report(casekit.Case.model_validate(case.model_dump()), language)
    with pytest.raises(FieldError):
        widgets.Report("klien-x.yaml", language)
