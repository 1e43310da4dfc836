"""A Word document: real headings, captions and tables, and nothing of a notebook lost."""

import base64
import re
from xml.etree import ElementTree

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from casekit import export
from tests.report.reading import WORD, paragraphs, word_body, word_parts, word_text

HTML = (
    "<table><thead><tr><th>a</th><th>b</th></tr></thead>"
    "<tbody><tr><td>1</td><td>x<br>y</td></tr></tbody></table>"
)


def word(*cells, folder=None, no_input=False, **metadata):
    notebook = new_notebook(cells=[*cells], metadata={"lang": "id", **metadata})
    return export.to_docx(notebook, name="berkas", folder=folder, no_input=no_input)


def output(source, **data):
    shown = new_output("display_data", data={kind.replace("_", "/"): value for kind, value in data.items()})
    return new_code_cell(source, outputs=[shown])


def test_headings_are_word_headings_and_the_title_is_in_the_properties():
    docx, remarks = word(new_markdown_cell("# Judul & <b>\n\n## Satu\n\n#### Dua\n\nteks *miring*"))
    assert remarks == []
    styles = {text: style for style, text in paragraphs(docx)}
    assert styles["Judul & "] == "Title"
    assert (styles["Satu"], styles["Dua"]) == ("Heading1", "Heading2")
    parts = word_parts(docx)
    assert b"<dc:title>Judul &amp; </dc:title>" in parts["docProps/core.xml"]
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(content)


def test_captions_are_numbered_by_word_and_pictures_carry_their_description(tmp_path):
    Image.new("RGB", (40, 20), "red").save(tmp_path / "a.png")
    png = base64.b64encode((tmp_path / "a.png").read_bytes()).decode()
    picture = output("#| caption: Sebuah gambar\ngambar", image_png=png)
    picture.outputs[0].metadata = {"image/png": {"alt": "kotak merah"}}
    docx, _ = word(output("#| caption: Sebuah tabel\ntabel", text_html=HTML), picture, no_input=True)
    xml = word_parts(docx)["word/document.xml"].decode()
    assert re.findall(r"SEQ (\w+)", xml) == ["Table", "Figure"]
    assert 'descr="kotak merah"' in xml
    found = dict(paragraphs(docx))
    assert found["TableCaption"] == "Tabel 1: Sebuah tabel"
    assert found["ImageCaption"] == "Gambar 1: Sebuah gambar"
    assert "caption:" not in word_text(docx)


def test_a_table_is_a_word_table_whose_head_repeats_and_whose_rows_hold_together():
    docx, _ = word(output("tabel", text_html=HTML))
    table = next(word_body(docx).iter(f"{WORD}tbl"))
    rows = list(table.iter(f"{WORD}tr"))
    cells = [
        ["".join(t.text for t in cell.iter(f"{WORD}t")) for cell in row.iter(f"{WORD}tc")] for row in rows
    ]
    assert cells == [["a", "b"], ["1", "xy"]]
    assert rows[0].find(f"{WORD}trPr/{WORD}tblHeader") is not None
    assert all(row.find(f"{WORD}trPr/{WORD}cantSplit") is not None for row in rows)


def test_the_page_is_a4_with_page_numbers_in_the_language(tmp_path):
    docx, _ = word(new_markdown_cell("# A"))
    size = next(word_body(docx).iter(f"{WORD}pgSz"))
    assert (size.get(f"{WORD}w"), size.get(f"{WORD}h")) == ("11906", "16838")
    parts = word_parts(docx)
    assert b"Halaman " in parts["word/footer1.xml"]
    assert b'w:val="id-ID"' in parts["word/styles.xml"]


def test_contents_lead_to_the_headings():
    text = "# J\n\n" + "\n\n".join(f"## Bagian {number}" for number in range(1, 8))
    docx, _ = word(new_markdown_cell(text))
    body = word_body(docx)
    marks = {mark.get(f"{WORD}name") for mark in body.iter(f"{WORD}bookmarkStart")}
    links = [link.get(f"{WORD}anchor") for link in body.iter(f"{WORD}hyperlink")]
    assert len(links) == 7
    assert set(links) <= marks


def test_code_printed_lines_and_pictures_beside_the_notebook(tmp_path):
    Image.new("RGB", (40, 20), "red").save(tmp_path / "a.webp")
    (tmp_path / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    cells = [
        new_code_cell("x = 1", outputs=[new_output("stream", text="hasil < 3\n")]),
        new_markdown_cell(
            "![satu](a.webp) ![dua](b.png) ![tiga](../rahasia.png) ![empat](https://e.test/x.png)"
        ),
    ]
    docx, remarks = word(*cells, folder=tmp_path)
    text = word_text(docx)
    assert "x = 1" in text
    assert "hasil < 3" in text
    media = [content for name, content in word_parts(docx).items() if name.startswith("word/media/")]
    assert len(media) == 1
    assert media[0].startswith(b"\x89PNG")
    assert len(remarks) == 3
    assert "x = 1" not in word_text(word(*cells, folder=tmp_path, no_input=True)[0])


def test_raw_office_xml_typst_and_html_stay_text():
    cells = [
        new_markdown_cell("```{=openxml}\n<w:p><w:r><w:t>INJECTED</w:t></w:r></w:p>\n```"),
        new_markdown_cell("<script>alert(1)</script><w:p/> teks `<w:br/>`{=openxml}"),
        new_code_cell("#", outputs=[new_output("stream", text="</w:t><w:instrText>DDE</w:instrText>")]),
    ]
    docx, _ = word(*cells)
    xml = word_parts(docx)["word/document.xml"].decode()
    assert "<w:instrText" not in xml
    assert "alert(1)" not in xml
    assert ("SourceCode", "<w:p><w:r><w:t>INJECTED</w:t></w:r></w:p>") in paragraphs(docx)


def test_a_notebook_without_cells_is_still_a_document():
    docx, _ = word()
    assert paragraphs(docx)[0] == ("Title", "berkas")
