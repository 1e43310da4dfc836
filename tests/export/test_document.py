"""What a PDF says about itself, to readers and to screen readers."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import casekit
from casekit import vocab
from casekit.export import to_pdf

from .reading import fonts, opened, squeezed, tags, text_of
from .torture import b64, book, png, printed, shown

HEADINGS = "\n\n".join(f"## Part {n}\n\nText {n}." for n in range(1, 8))


def pdf_of(*cells: object, **metadata: object) -> bytes:
    """Return the PDF of an English notebook that needs no remark."""
    pdf, remarks = to_pdf(book(*cells, **metadata), name="lesson")
    assert remarks == []
    return pdf


def test_metadata_fill_the_title_block() -> None:
    pdf = pdf_of(
        "# Heading",
        title="Assessment",
        subtitle="Lesson 1",
        authors=[{"name": "A. One"}, "B. Two"],
        date="2026-03-09",
    )
    reader = opened(pdf)
    assert reader.metadata.title == "Assessment"
    assert reader.metadata["/Author"] == "A. One, B. Two"
    assert squeezed("Lesson 1 A. One, B. Two · 9 March 2026") in text_of(pdf)
    assert "Heading" in text_of(pdf)


def test_the_first_heading_is_the_title_and_stands_there_once() -> None:
    pdf = pdf_of("# The *title*\n\nText")
    assert opened(pdf).metadata.title == "The title"
    assert text_of(pdf).count("Thetitle") == 1


def test_a_notebook_without_title_is_called_like_its_file() -> None:
    assert opened(pdf_of("Text")).metadata.title == "lesson"


def test_a_heading_that_is_not_first_is_no_title() -> None:
    pdf = pdf_of("## Before\n\n# After")
    assert opened(pdf).metadata.title == "lesson"
    assert "After" in text_of(pdf)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("id", ["Daftar isi", "Halaman 1 dari", "Gambar 1. Peta"]),
        ("en", ["Contents", "Page 1 of", "Figure 1. Peta"]),
    ],
)
def test_language_decides_the_fixed_words(lang: str, words: list[str]) -> None:
    image = f'![peta](data:image/png;base64,{b64(png())} "Peta")'
    pdf = pdf_of("# T", HEADINGS, image, lang=lang)
    assert opened(pdf).trailer["/Root"]["/Lang"] == lang
    for word in words:
        assert squeezed(word) in text_of(pdf)


def test_hyphenation_follows_the_language() -> None:
    narrow = (
        "| a | b | c |\n|---|---|---|\n| "
        + " | ".join(["mempertanggungjawabkan kesejahteraan " * 6] * 3)
        + " |"
    )
    lines = [
        "".join(page.extract_text() for page in opened(pdf_of(narrow, lang=lang)).pages)
        for lang in ("id", "en")
    ]
    assert lines[0] != lines[1]


def test_a_region_and_an_unknown_language_are_kept() -> None:
    assert opened(pdf_of("x", lang="en-GB")).trailer["/Root"]["/Lang"] == "en-GB"
    french = pdf_of("x", lang="fr")
    assert opened(french).trailer["/Root"]["/Lang"] == "fr"
    assert "Halaman1dari1" in text_of(french)


def test_without_a_declared_language_the_current_one_is_used() -> None:
    notebook = new_notebook(cells=[new_markdown_cell("x")])
    for lang in vocab.LANGUAGES:
        vocab.use_language(lang)
        assert opened(to_pdf(notebook, name="n")[0]).trailer["/Root"]["/Lang"] == lang


def test_contents_only_for_long_documents() -> None:
    assert "Contents" in text_of(pdf_of("# T", HEADINGS))
    assert "Contents" not in text_of(pdf_of("# T", "## One\n\n## Two"))


def test_contents_of_chapters_leave_their_sections_out() -> None:
    cells = [new_markdown_cell(f"## Chapter {number}\n\n### Section") for number in range(6)]
    about = {"lang": "en", "title": "T", "casekit": {"contents": "chapters"}}
    text = opened(to_pdf(new_notebook(cells=cells, metadata=about), name="n")[0]).pages[0].extract_text()
    assert "Contents" in text
    assert text.count("Chapter 3") == 2 and text.count("Section") == 6


def test_the_outline_holds_the_headings_with_levels_that_do_not_skip() -> None:
    pdf = pdf_of("# T", "## One\n\n#### Deep", "## Two")
    outline = opened(pdf).outline
    assert [entry if isinstance(entry, list) else entry.title for entry in outline][::2] == ["One", "Two"]
    assert [entry.title for entry in outline[1]] == ["Deep"]


def test_structure_is_tagged_for_screen_readers() -> None:
    data = {"text/html": "<table><tr><th>Week</th></tr><tr><td>1</td></tr></table>"}
    picture = shown({"image/png": b64(png())}, **{"image/png": {"alt": "Ratings of four dimensions"}})
    pdf = pdf_of("# T\n\n## H\n\n- item\n\n$x^2$ and [out](https://example.org)", shown(data), picture)
    root = opened(pdf).trailer["/Root"]
    found = tags(pdf)
    names = [tag["/S"] for tag in found]
    assert root["/MarkInfo"]["/Marked"]
    for name in ("/H1", "/L", "/LI", "/Table", "/TH", "/TD", "/Figure", "/Formula", "/Link", "/Code"):
        assert name in names
    assert [tag["/Alt"] for tag in found if tag["/S"] == "/Figure"] == ["Ratings of four dimensions"]
    assert [tag["/Alt"] for tag in found if tag["/S"] == "/Formula"] == ["x^2"]
    assert "pdfuaid" in root["/Metadata"].get_data().decode()


def test_a_picture_without_description_gets_a_sentence_and_a_remark() -> None:
    for lang, alt, word in (
        ("id", "Gambar 1, tanpa keterangan", "Sel 1"),
        ("en", "Figure 1, without", "Cell 1"),
    ):
        data = {"image/png": b64(png()), "text/plain": "<Figure size 640x480 with 1 Axes>"}
        pdf, remarks = to_pdf(book(shown(data), lang=lang), name="n")
        (figure,) = [tag for tag in tags(pdf) if tag["/S"] == "/Figure"]
        assert alt in figure["/Alt"]
        assert len(remarks) == 1
        assert word in remarks[0]


def test_plain_text_describes_a_picture_when_it_says_something() -> None:
    data = {"image/png": b64(png()), "text/plain": "BPSS of Client D: sleep is the first concern"}
    (figure,) = [tag for tag in tags(pdf_of(shown(data))) if tag["/S"] == "/Figure"]
    assert figure["/Alt"] == "BPSS of Client D: sleep is the first concern"


def test_a_picture_is_as_wide_as_the_notebook_shows_it_and_never_wider_than_the_text() -> None:
    def drawn(pixels: int, **metadata: object) -> float:
        pdf = pdf_of(shown({"image/png": b64(png(pixels, 20))}, **{"image/png": {"alt": "bar", **metadata}}))
        (box,) = [tag["/A"] for tag in tags(pdf) if tag["/S"] == "/Figure"]
        left, _, right, _ = (box if "/BBox" in box else box[0])["/BBox"]
        return float(right - left)

    assert drawn(200) == pytest.approx(150, abs=2)
    assert drawn(200, width=100) == pytest.approx(75, abs=2)
    assert drawn(200, width=900) == pytest.approx(150, abs=2)
    assert drawn(2000) == pytest.approx(464.9, abs=3)


def test_all_fonts_are_embedded_and_the_compilers_own() -> None:
    found = fonts(pdf_of("# T\n\n*a* **b** `c` $x$", new_code_cell("x = 1")))
    assert found
    assert all(found.values())
    assert all(any(name in font for name in ("Libertinus", "DejaVu", "NewCM")) for font in found)


def test_without_input_no_code_is_shown() -> None:
    notebook = book("# T", new_code_cell("secret_code()", outputs=printed("result").outputs))
    text = text_of(to_pdf(notebook, name="n", no_input=True)[0])
    assert "secret_code" not in text
    assert "result" in text


@pytest.mark.parametrize(
    ("metadata", "input_shown", "output_shown"),
    [
        ({"tags": ["remove_cell"]}, False, False),
        ({"tags": ["remove-cell"]}, False, False),
        ({"tags": ["remove_input"]}, False, True),
        ({"tags": ["hide-input"]}, False, True),
        ({"tags": ["remove-output"]}, True, False),
        ({"tags": ["hide_output", "other"]}, True, False),
        ({"jupyter": {"source_hidden": True}}, False, True),
        ({"jupyter": {"outputs_hidden": True}}, True, False),
        ({"tags": ["other"]}, True, True),
    ],
)
def test_tags_hide_cells(metadata: dict[str, object], input_shown: bool, output_shown: bool) -> None:
    cell = new_code_cell("the_input", outputs=printed("the_output").outputs, metadata=metadata)
    text = text_of(pdf_of("# T", cell))
    assert ("the_input" in text) is input_shown
    assert ("the_output" in text) is output_shown


def test_the_header_of_a_long_table_stands_on_every_page() -> None:
    rows = "\n".join(f"| {n} | kegiatan |" for n in range(150))
    pdf = pdf_of(f"# T\n\n| Minggu | Kegiatan |\n|---|---|\n{rows}")
    pages = opened(pdf).pages
    assert len(pages) > 2
    assert all("Minggu" in page.extract_text() for page in pages)


def test_a_wide_table_is_split_with_its_index_and_turned_only_if_it_fills_the_page() -> None:
    def html(columns: int, rows: int) -> dict[str, object]:
        head = "".join(f"<th>indicator {n}</th>" for n in range(columns))
        row = "".join(f"<td>{n * 1234.5:.3f}</td>" for n in range(columns))
        body = "".join(f"<tr><th>client{n}</th>{row}</tr>" for n in range(rows))
        return {"text/html": f"<table><thead><tr><th></th>{head}</tr></thead><tbody>{body}</tbody></table>"}

    def turned(pdf: bytes) -> bool:
        return any(page.mediabox.width > page.mediabox.height for page in opened(pdf).pages)

    split = pdf_of(shown(html(12, 9)))
    assert not turned(split)
    assert text_of(split).count("client3") == 2
    assert turned(pdf_of(shown(html(12, 60))))
    many = pdf_of(shown(html(40, 9)))
    assert text_of(many).count("client3") > 2
    assert "indicator39" in text_of(many)


def test_the_same_notebook_gives_the_same_bytes() -> None:
    notebook = book("# T\n\n$x$", new_code_cell("x"), shown({"image/png": b64(png())}, alt="bar"), HEADINGS)
    assert to_pdf(notebook, name="n")[0] == to_pdf(notebook, name="n")[0]


def test_the_notebook_is_not_changed() -> None:
    notebook = book("# T", printed("10%\r20%"), new_code_cell("x", metadata={"tags": ["remove_input"]}))
    before = notebook.copy(), str(notebook)
    to_pdf(notebook, name="n")
    assert (notebook, str(notebook)) == before


def test_notebooks_in_two_languages_are_exported_at_the_same_time() -> None:
    def export(n: int) -> tuple[str, str]:
        lang = vocab.LANGUAGES[n % 2]
        pdf, remarks = to_pdf(book(f"# Number {n}", "![x](gone.png)", lang=lang), name=f"n{n}")
        return text_of(pdf), remarks[0]

    with ThreadPoolExecutor(4) as pool:
        for n, (text, remark) in enumerate(pool.map(export, range(12))):
            assert f"Number{n}" in text
            assert ("Halaman" in text, "tidak ditemukan" in remark) == (
                (True, True) if n % 2 == 0 else (False, False)
            )


def test_what_typst_refuses_is_shown_as_written_and_the_rest_stays() -> None:
    deep = "\n".join("  " * level + "- far inside" for level in range(60))
    pdf, remarks = to_pdf(book("# T\n\nfirst", deep, "last **strong**"), name="n")
    text = text_of(pdf)
    assert len(remarks) == 1
    assert "Cell 2" in remarks[0]
    assert all(part in text for part in ("first", "farinside", "laststrong"))


def test_images_are_read_only_from_the_notebooks_folder(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    (folder / "img").mkdir(parents=True)
    (folder / "img" / "a b.png").write_bytes(png())
    (folder.parent / "secret.png").write_bytes(png())
    (folder / "link.png").symlink_to(folder.parent / "secret.png")
    notebook = book("![one](img/a%20b.png)\n\n![two](../secret.png)\n\n![three](link.png)")
    pdf, remarks = to_pdf(notebook, name="n", folder=folder)
    assert [tag["/Alt"] for tag in tags(pdf) if tag["/S"] == "/Figure"] == ["one"]
    assert len(remarks) == 2
    without_folder, remarks = to_pdf(notebook, name="n")
    assert "Figure" not in {tag["/S"] for tag in tags(without_folder)}
    assert len(remarks) == 3


def test_centred_text_stays_apart_from_the_paragraph_below() -> None:
    pdf, _ = to_pdf(book("# T\n\n<center>centred</center>\n\nbelow"), name="n")
    lines = "".join(page.extract_text() for page in opened(pdf).pages).splitlines()
    assert "centred" in [line.strip() for line in lines]


def test_an_error_output_names_the_error() -> None:
    cell = new_code_cell("x", outputs=[new_output("error", ename="KeyError", evalue="'gone'", traceback=[])])
    assert "KeyError:'gone'" in text_of(pdf_of(cell))


def test_the_table_of_glyphs_promises_no_character_that_the_fonts_lack() -> None:
    table = (Path(casekit.__file__).parent / "data" / "templates" / "glyphs.txt").read_text(encoding="ascii")
    edges = [int(edge, 16) for pair in table.split() for edge in pair.split("-")]
    letters = [chr(edge) for edge in edges if unicodedata.category(chr(edge))[0] in "LNPS"]
    assert len(letters) > 300
    pdf = pdf_of(printed(" ".join(letters)))
    assert "pdfuaid" in opened(pdf).trailer["/Root"]["/Metadata"].get_data().decode()
