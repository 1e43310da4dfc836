"""The practicum report as a supervisor reads it: pages, numbers, letters and lists, in PDF and Word alike."""

import io
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

import casekit
from casekit import export
from casekit.model import Case, Child, Person
from casekit.report import write
from tests.report.reading import WORD, captions_of, pdf_text, word_body, word_parts

TEMPLATE = """
institution: Universitas Contoh
student: {name: Mahasiswa A, number: "123456"}
logo: logo.png
font: Libertinus Serif
running_head: chapter
abstract: {id: "Ringkasan kasus [@a, hlm. 12].", en: "A summary of the case."}
keywords: {id: "kasus", en: "case"}
bibliography: pustaka.bib
references: ["Zastrow, C. (2010). *The practice of social work*. Brooks/Cole."]
"""
BIB = """@article{a, author = {Suharto, Edi and Fahrudin, Adi}, title = {Pekerjaan sosial}, year = 2011,
  journal = {Sosio Informa}, volume = 16, number = 2, pages = {10--20}}
"""
LISTS = ["Daftar Isi", "Daftar Tabel", "Daftar Gambar", "Daftar Lampiran"]
POINTS = 72 / 25.4


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("templat")
    Image.new("RGB", (60, 60), "navy").save(folder / "logo.png")
    (folder / "templat.yaml").write_text(TEMPLATE, encoding="utf-8")
    (folder / "pustaka.bib").write_text(BIB, encoding="utf-8")
    return folder


def case_d() -> Case:
    """Return case D with so many brothers and sisters (invented) that its genogram takes a turned page."""
    case = casekit.load(casekit.case_study("d-trainee"))
    for number in range(1, 9):
        one = Person(id=f"s{number}", label=f"Saudara {number}", relation="sibling", basis="illustrative")
        case.people.append(one)
        case.unions[0].children.append(Child(person=one.id))
    return case


@pytest.fixture(scope="module")
def made(folder):
    """Return the pages of the report of case D, its text and its Word document, made once."""
    case = case_d()
    notebook = write(case, "practicum", "id", template=folder / "templat.yaml", paper=True)
    pdf, remarks = export.to_pdf(notebook, name="d", no_input=True)
    docx, others = export.to_docx(notebook, name="d", no_input=True)
    assert (remarks, others) == ([], [])
    return PdfReader(io.BytesIO(pdf)), pdf_text(pdf), docx


@pytest.fixture(scope="module")
def lines(made):
    """Return for each page its lines: height above the foot, left end, size and text."""
    return [_lines(page) for page in made[0].pages]


def _lines(page) -> list[tuple[float, float, float, str]]:
    found: dict[int, list[tuple[float, float, str]]] = {}

    def note(text, matrix, place, font, size):
        if text.strip():
            x, y = place[4] + matrix[4] * place[0], place[5] + matrix[5] * place[3]
            found.setdefault(round(y), []).append((x, abs(size * place[0] * matrix[0]), text))

    page.extract_text(visitor_text=lambda text, cm, tm, font, size: note(text, tm, cm, font, size))
    rows = []
    for y, pieces in found.items():
        left = min(x for x, _, _ in pieces)
        rows.append(
            (y, left, max(size for _, size, _ in pieces), "".join(text for _, _, text in pieces).strip())
        )
    return sorted(rows, reverse=True)


def page_with(lines, words: str) -> int:
    return next(at for at, page in enumerate(lines) if any(words == text for *_, text in page))


def test_front_matter_has_its_pages_in_order_and_roman_numbers(made, lines):
    reader = made[0]
    titles = [page[0][3] for page in lines[1:6]]
    assert titles == ["LEMBAR PENGESAHAN", "PERNYATAAN KEASLIAN", "KATA PENGANTAR", "ABSTRAK", "ABSTRACT"]
    labels = reader.page_labels
    first = page_with(lines, "BAB I")
    assert labels[:3] == ["i", "ii", "iii"]
    assert labels[first : first + 2] == ["1", "2"]
    cover = reader.pages[0].extract_text()
    assert "Universitas Contoh" in cover
    assert "Mahasiswa A" in cover
    assert len(reader.pages[0].images) == 1
    for at in range(1, first):
        y, x, _, text = lines[at][-1]
        assert text == labels[at]
        assert y < 30 * POINTS
        assert 90 * POINTS < x < 130 * POINTS  # in the middle of the text


def test_chapters_are_numbered_at_the_foot_first_and_at_the_top_right_then(made, lines):
    at = page_with(lines, "BAB IV")
    assert [text for *_, text in lines[at][:2]] == ["BAB IV", "PENANGANAN KASUS"]
    assert lines[at][-1][3] == made[0].page_labels[at]
    assert lines[at][-1][0] < 30 * POINTS
    head = lines[at + 1][0]
    assert head[3].endswith(made[0].page_labels[at + 1])
    assert head[3].startswith("Penanganan Kasus")
    assert head[0] > (297 - 40) * POINTS


def test_paper_margins_letters_and_lines_are_those_of_the_template(made, lines):
    assert [round(float(side) / POINTS) for side in made[0].pages[12].mediabox[2:]] == [210, 297]
    page = lines[page_with(lines, "BAB I")]
    body = [(y, x) for y, x, size, _ in page if size == pytest.approx(12, abs=0.1) and y > 40 * POINTS]
    steps = Counter(round(above - below) for (above, _), (below, _) in pairwise(body))
    assert steps.most_common(1)[0][0] in (20, 21)  # one and a half lines of 12 points, as in Word
    assert min(x for _, x in body) == pytest.approx(40 * POINTS, abs=1)


def test_lists_lead_to_what_they_name_and_word_agrees_with_the_pdf(made):
    _, text, docx = made
    for title in LISTS:
        assert title.upper() in text
    captions = {
        kind: re.findall(rf"^{kind} (\d\.\d+) (?=\S)(?!.*\. \.)([^\n]*)", text, re.MULTILINE)
        for kind in ("Tabel", "Gambar")
    }
    shown = captions_of(docx)
    for kind, found in captions.items():
        assert [number for number, _ in found] == [number for number, _ in shown[kind]]
        assert len(found) > (4 if kind == "Tabel" else 3)  # BPSS, SWOT, quadrant and the timeline
    assert captions["Tabel"][0][0] == "2.1"


def test_lists_name_the_page_on_which_each_table_and_figure_stands(made, lines):
    first = page_with(lines, "BAB I")
    listed, found = dict[str, str](), dict[str, str]()
    for at, page in enumerate(lines):
        for *_, text in page:
            if entry := re.match(r"((?:Tabel|Gambar) ?\d\.\d+)\D.*?(\d*)$", text):
                name = entry[1].replace(" ", "")
                listed.update({name: entry[2]} if at < first else {})
                found.setdefault(name, made[0].page_labels[at]) if at > first else None
    assert sum(name.startswith("Gambar") for name in listed) == 4
    assert listed == found


def test_what_is_left_out_for_paper_is_not_missed_there(made, folder):
    case = case_d()
    whole = write(case, "practicum", "id", template=folder / "templat.yaml")
    assert sum("image/png" in output.data for cell in whole.cells for output in cell.get("outputs", ())) > 6
    pdf, remarks = export.to_pdf(whole, name="d", no_input=True)
    assert remarks == []
    assert pdf_text(pdf) == made[1]
    assert PdfReader(io.BytesIO(pdf)).page_labels == made[0].page_labels


def test_pictures_in_word_are_as_wide_as_the_text_at_most_and_every_table_of_a_chapter_has_a_title(made):
    widest = (210 - 40 - 30) * 36_000
    body = [*word_body(made[2])[0]]
    styles = [one.find(f"{WORD}pPr/{WORD}pStyle") for one in body]
    names = ["" if style is None else style.get(f"{WORD}val") for style in styles]
    shown = [one for one, name in zip(body, names, strict=True) if re.fullmatch("Picture(?!Page).*", name)]
    sizes = [extent for one in shown for extent in one.iter() if "cx" in extent.attrib]
    assert len(sizes) >= 5
    assert max(int(size.get("cx")) for size in sizes) <= widest
    # A high one is in strips, so that no page is left empty for it.
    assert max(int(size.get("cy")) for size in sizes) <= 0.25 * (297 - 40 - 30) * 36_000
    assert "PicturePart" in names
    first, last = names.index("Heading1"), names.index("HeadingAppendix")
    tables = [at for at in range(first, last) if body[at].tag == f"{WORD}tbl"]
    assert len(tables) > 20
    assert {names[at - 1] for at in tables} == {"TableCaption"}
    below = [body[at + 1] for at in tables if names[at + 1] in ("FirstParagraph", "Callout")]
    assert below
    assert all(one.find(f"{WORD}pPr/{WORD}spacing") is not None for one in below)
    noted = [body[at] for at in tables if names[at + 1] == "Note"]
    assert noted
    for table in noted:
        lines = [*[*table.iter(f"{WORD}tr")][-1].iter(f"{WORD}p")]
        assert all(line.find(f"{WORD}pPr/{WORD}keepNext") is not None for line in lines)


def test_numbers_stand_to_the_right_in_word_too(made):
    tables = [*word_body(made[2]).iter(f"{WORD}tbl")]
    lines = [
        (line.find(f"{WORD}pPr/{WORD}jc"), "".join(text.text or "" for text in line.iter(f"{WORD}t")))
        for table in tables
        for line in table.iter(f"{WORD}p")
    ]
    [head] = [jc for jc, text in lines if text == "Skor pengaruh"]
    assert head.get(f"{WORD}val") in ("right", "end")
    assert all(jc is None or jc.get(f"{WORD}val") != "right" for jc, text in lines if text == "masalah")


def test_word_numbers_by_itself_and_has_sections(made):
    parts = word_parts(made[2])
    document = parts["word/document.xml"].decode()
    numbering = parts["word/numbering.xml"].decode()
    assert re.search(r'w:numFmt w:val="upperRoman"/><w:pStyle w:val="Heading1"/>.{0,60}BAB %1', numbering)
    assert "<w:isLgl/>" in numbering
    assert r"SEQ Tabel \* ARABIC \s 1" in document
    assert re.findall(r'<w:pgNumType w:fmt="(\w+)"(?: w:start="(\d)")?', document)[:3] == [
        ("lowerRoman", "1"),
        ("lowerRoman", ""),
        ("decimal", "1"),
    ]
    assert "<w:titlePg/>" in document
    assert 'w:orient="landscape"' in document
    assert "w:br w:type" not in document
    assert "<w:tblHeader" in document
    assert len(re.findall(r'descr="[^"]{20,}"', document)) >= 7
    styles = parts["word/styles.xml"].decode()
    assert re.search(r'styleId="Heading1".*?<w:pageBreakBefore ?/>', styles, re.DOTALL)
    assert re.search(r'<w:docDefaults>.*?w:line="360"', styles, re.DOTALL)
    assert "<dc:creator></dc:creator>" in parts["docProps/core.xml"].decode()
    assert "STYLEREF" in parts["word/header-page.xml"].decode()


def test_the_pdf_is_tagged_for_ua_1_and_holds_its_fonts(made):
    reader = made[0]
    assert b"pdfuaid" in reader.xmp_metadata.stream.get_data()
    fonts = {
        font["/BaseFont"]: font.get_object()["/DescendantFonts"][0]
        .get_object()["/FontDescriptor"]
        .get_object()
        for page in reader.pages[:20]
        for font in (one.get_object() for one in page["/Resources"].get("/Font", {}).values())
    }
    assert fonts
    assert all({"/FontFile2", "/FontFile3"} & set(font) for font in fonts.values())


def test_references_are_set_in_apa_style_in_both(made):
    for text in (made[1], "".join(one.text or "" for one in word_body(made[2]).iter(f"{WORD}t"))):
        assert (
            "Suharto, E., & Fahrudin, A. (2011). Pekerjaan sosial. Sosio Informa, 16(2), 10–20."
            in " ".join(text.split())
        )
        assert "The practice of social work" in text
        assert "Ringkasan kasus (Suharto & Fahrudin, 2011, hlm. 12)." in " ".join(text.split())


def test_bad_input_is_told_in_a_sentence_and_nothing_is_lost(tmp_path, case_file):
    Image.new("RGB", (60, 60), "navy").save(tmp_path / "logo.png")
    long = " ".join(f"kata{number}" for number in range(2000))
    template = TEMPLATE.replace("Ringkasan kasus", long).replace("Libertinus Serif", "Huruf Rekaan")
    (tmp_path / "templat.yaml").write_text(template, encoding="utf-8")
    (tmp_path / "pustaka.bib").write_text("@book{a, title = {Buku}\n@book{b", encoding="utf-8")
    notebook = write(casekit.load(case_file), "practicum", "id", template=tmp_path / "templat.yaml")
    pdf, remarks = export.to_pdf(notebook, name="d", no_input=True)
    said = " ".join(remarks)
    assert "Huruf Rekaan" in said
    assert "Libertinus Serif" in said
    assert "kata, padahal paling banyak" in said
    assert "baris 2" in said
    text = pdf_text(pdf)
    assert "kata1999" in text
    assert "@book{a" in text


def test_texts_cite_what_is_in_the_bibliography_and_are_told_what_is_not(tmp_path, case_file):
    (tmp_path / "t.yaml").write_text("bibliography: b.bib\n", encoding="utf-8")
    second = "@book{zastrow:2010, author = {Zastrow, Charles}, title = {Practice}, year = 2010}"
    (tmp_path / "b.bib").write_text(BIB + second, encoding="utf-8")
    notebook = write(casekit.load(case_file), "practicum", "en", template=tmp_path / "t.yaml")
    [chapter] = [at for at, cell in enumerate(notebook.cells) if cell.source == "### Background"]
    cited = "As shown [@a; @zastrow:2010, p. 3], and [@nobody], but not [@a](https://example.org)."
    notebook.cells[chapter + 1].source = cited
    pdf, remarks = export.to_pdf(notebook, name="d", no_input=True)
    text = " ".join(pdf_text(pdf).split())
    assert "As shown (Suharto & Fahrudin, 2011; Zastrow, 2010, p. 3), and [@nobody]" in text
    assert len([one for one in remarks if "nobody" in one and ".bib" in one]) == 1


def test_what_the_template_leaves_out_is_told_once_and_prints_as_dots(case_file):
    notebook = write(casekit.load(case_file), "practicum", "id")
    assert "student.name" in notebook.metadata.casekit.missing
    assert re.search(r"NIM \.{20}", "\n".join(cell.source for cell in notebook.cells))
