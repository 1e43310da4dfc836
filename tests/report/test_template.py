"""An institution changes the look of reports in one file, and hears in words what is wrong with it."""

import io

import pytest
from PIL import Image
from pypdf import PdfReader

import casekit
from casekit import export
from casekit.errors import CasekitError
from casekit.report import write
from tests.report.reading import pdf_text, word_body, word_parts, word_text


@pytest.fixture
def case(case_file):
    return casekit.load(case_file)


@pytest.fixture
def template(tmp_path):
    def made(text):
        (tmp_path / "templat.yaml").write_text(text, encoding="utf-8")
        return tmp_path / "templat.yaml"

    return made


def test_logo_institution_paper_and_chapter_titles_reach_pdf_and_word(case, template, tmp_path):
    Image.new("RGB", (120, 60), "navy").save(tmp_path / "logo.png")
    path = template(
        "institution: 'Politeknik #1 <b>'\nlogo: logo.png\npaper: f4\nmargins_mm: {left: 40}\n"
        "chapters:\n  introduction: {id: Pembuka, en: Opening}\n"
    )
    notebook = write(case, "practicum", "id", template=path)
    pdf, remarks = export.to_pdf(notebook, name="k")
    docx, _ = export.to_docx(notebook, name="k")
    assert [remark for remark in remarks if "Times New Roman" not in remark] == []
    page = PdfReader(io.BytesIO(pdf)).pages[0]
    assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [215, 330]
    assert len(page.images) == 1
    assert any(name.startswith("word/media/") for name in word_parts(docx))
    size = next(word_body(docx).iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}pgSz"))
    assert [round(int(value) / 1440 * 25.4) for value in sorted(size.attrib.values(), key=int)] == [215, 330]
    for text in (pdf_text(pdf), word_text(docx)):
        assert "Politeknik #1 <b>" in text
        found = " ".join(text.split()).upper()
        assert "BAB I PEMBUKA" in found
        assert "BAB II LANDASAN KONSEPTUAL" in found


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("institution: A\nchapter:\n  introduction: B\n", 2, "chapters"),
        ("paper: a5\n", 1, "a4"),
        ("margins_mm:\n  left: lebar\n", 2, "lebar"),
        ("margins_mm:\n  left: 500\n", 2, "100"),
        ("chapters:\n  bab1: X\n", 2, "introduction"),
        ("margins_mm: {left: 90, right: 90}\n", 1, "90 mm"),
        ("logo: tidak-ada.png\n", 1, "tidak-ada.png"),
        ("a: b: c\n", 1, "YAML"),
        ("- satu\n", 1, "templat.yaml"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(case, template, language, text, line, word):
    with pytest.raises(CasekitError) as error:
        write(case, "practicum", language, template=template(text))
    said = str(error.value)
    assert f"templat.yaml, {'baris' if language == 'id' else 'line'} {line}" in said
    assert word in said


def test_a_template_that_is_not_there_is_named(case, tmp_path, language):
    with pytest.raises(CasekitError, match=r"nix\.yaml"):
        write(case, "practicum", language, template=tmp_path / "nix.yaml")


def test_a_logo_that_is_no_picture_is_refused(case, template, tmp_path):
    (tmp_path / "logo.png").write_text("<svg onload='alert(1)'/>", encoding="utf-8")
    with pytest.raises(CasekitError, match="PNG"):
        write(case, "practicum", template=template("logo: logo.png\n"))


def test_a_logo_lies_with_its_template_and_nowhere_else(case, tmp_path, language):
    home = tmp_path / "lembaga"
    (home / "gambar").mkdir(parents=True)
    Image.new("RGB", (9, 9)).save(home / "gambar" / "logo.png")
    Image.new("RGB", (9, 9)).save(tmp_path / "foto-klien.png")
    (home / "link.png").symlink_to("../foto-klien.png")
    path = home / "t.yaml"
    for logo in (
        "../foto-klien.png",
        str(tmp_path / "foto-klien.png"),
        "gambar/../../foto-klien.png",
        "link.png",
    ):
        path.write_text(f"logo: '{logo}'\n", encoding="utf-8")
        with pytest.raises(CasekitError, match=r"t\.yaml, (baris|line) 1.*(di luar|outside)"):
            write(case, "consent", template=path)
    path.write_text("logo: gambar/logo.png\n", encoding="utf-8")
    assert write(case, "consent", template=path).metadata["casekit"]["logo"].startswith("data:image/png")


@pytest.mark.parametrize("page", [{"width": -1}, {"width": 60}, {"left": 1e9}, "x", {"top": True, "y": 1}])
def test_a_damaged_page_in_a_notebook_falls_back_to_a4(case, page):
    notebook = write(case, "consent", "en")
    notebook.metadata["casekit"]["page_mm"] = page
    sides = PdfReader(io.BytesIO(export.to_pdf(notebook, name="k")[0])).pages[0].mediabox[2:]
    assert [round(float(side) / 72 * 25.4) for side in sides] == [210, 297]


def test_other_scripts_in_a_report_are_not_set_like_code(case_file):
    case = casekit.load(case_file)
    case.summary = "Membaca السلام عليكم setiap pagi."
    casekit.save(case)
    pdf, remarks = export.to_pdf(write(case, "practicum", "id"), name="laporan", no_input=True)
    if any("Arab" in remark for remark in remarks):
        pytest.skip("no font of this machine has Arabic letters")
    page = next(page for page in PdfReader(io.BytesIO(pdf)).pages if "Membaca" in page.extract_text())
    fonts = {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}
    assert not any("Mono" in font for font in fonts)
