"""What outputs and texts of all kinds become: never nothing, never a repr, never a script's labels."""

import re

import pytest
from nbformat.v4 import new_code_cell, new_output, new_raw_cell

from casekit.export import to_docx, to_pdf
from casekit.export.markup import closed
from tests.report.reading import word_parts, word_text

from .reading import opened, squeezed, tags, text_of
from .torture import b64, book, png, printed, shown

ANIMATION = (
    '<div class="animation"><img id="_anim_img1"><div class="anim-controls"><label>Once</label>'
    "<label>Loop</label><label>Reflect</label></div></div>"
    '<script>var frames = new Array(2);\nframes[0] = "data:image/png;base64,{}\\\n"\n</script>'
)
MOVING = {
    "plotly": ({"application/vnd.plotly.v1+json": {"data": []}}, "Plotly"),
    "plotly_html": (
        {"text/html": "<div></div><script>Plotly.newPlot('x')</script>", "text/plain": "Figure({})"},
        "Plotly",
    ),
    "altair": ({"application/vnd.vegalite.v5+json": {}, "text/plain": "alt.Chart(...)"}, "Altair"),
    "altair_html": (
        {"text/html": "<div></div><script>vegaEmbed(1)</script>", "text/plain": "alt.Chart(...)"},
        "Altair",
    ),
    "bokeh": (
        {
            "application/vnd.bokehjs_exec.v0+json": "",
            "text/html": "<script>Bokeh.embed</script>",
            "text/plain": "p",
        },
        "Bokeh",
    ),
}


@pytest.mark.parametrize("name", MOVING)
def test_a_chart_without_picture_is_a_sentence_that_says_what_to_do(name: str) -> None:
    data, library = MOVING[name]
    for lang, words in (("en", "holds no picture"), ("id", "tidak menyimpan gambar")):
        notebook = book("# T", shown(data), lang=lang)
        pdf, remarks = to_pdf(notebook, name="n")
        assert len(remarks) == 1
        assert library in remarks[0]
        assert words in remarks[0]
        text = text_of(pdf)
        assert f"{library}" in text
        assert all(repr_ not in text for repr_ in ("Chart(", "Figure(", "script"))
        assert library in word_text(to_docx(notebook, name="n")[0])


def test_a_picture_stored_beside_a_chart_is_shown() -> None:
    for data, _ in MOVING.values():
        cell = shown({**data, "image/png": b64(png())}, **{"image/png": {"alt": "Kurva"}})
        pdf, remarks = to_pdf(book("# T", cell), name="n")
        assert remarks == []
        assert [tag["/Alt"] for tag in tags(pdf) if tag["/S"] == "/Figure"] == ["Kurva"]


CANVAS = "Canvas(toolbar=Toolbar(toolitems=[('Home', 'Reset original view', 'home', 'home')]))"


@pytest.mark.parametrize("where", ["beside", "in the state"])
def test_the_picture_that_ipympl_has_stored_is_shown_and_its_repr_is_not(where: str) -> None:
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "m1"}, "text/plain": CANVAS}
    stored = b64(png())
    output = new_output("display_data", {**view, **({"image/png": stored} if where == "beside" else {})})
    notebook = book("# T", new_code_cell("fig", outputs=[output]))
    if where != "beside":
        model = {"state": {"_data_url": f"data:image/png;base64,{stored}"}}
        states = {"application/vnd.jupyter.widget-state+json": {"state": {"m1": model}}}
        notebook.metadata["widgets"] = states
    pdf, remarks = to_pdf(notebook, name="n")
    assert "/Figure" in [tag["/S"] for tag in tags(pdf)]
    assert all("description" in remark for remark in remarks)
    alts = [tag.get("/Alt", "") for tag in tags(pdf)]
    assert not any("Canvas" in str(alt) for alt in alts)
    assert "Canvas" not in text_of(pdf)


def test_a_canvas_of_ipympl_without_a_picture_is_a_sentence() -> None:
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "m1"}, "text/plain": CANVAS}
    pdf, remarks = to_pdf(book(new_code_cell("f", outputs=[new_output("display_data", view)])), name="n")
    assert "interactive" in remarks[0]
    assert "Canvas" not in text_of(pdf)


def test_the_first_picture_of_an_animation_is_shown_without_its_buttons() -> None:
    cell = shown({"text/html": ANIMATION.format(b64(png())), "text/plain": "Gerak naik"})
    pdf, remarks = to_pdf(book("# T", cell), name="n")
    assert remarks == []
    assert "Once" not in text_of(pdf)
    assert [tag["/Alt"] for tag in tags(pdf) if tag["/S"] == "/Figure"] == ["Gerak naik"]


@pytest.mark.parametrize("tag", ["video controls", "audio", "iframe"])
def test_films_sounds_and_other_pages_are_a_sentence(tag: str) -> None:
    html = f"<{tag} src='data:video/mp4;base64,AAAA'></{tag.split(maxsplit=1)[0]}>"
    pdf, remarks = to_pdf(book("# T", shown({"text/html": html, "text/plain": "<X object>"})), name="n")
    assert len(remarks) == 1
    assert "shownonlyinthenotebook" in text_of(pdf)


def test_what_loads_scripts_is_no_output() -> None:
    html = "<div>Loading BokehJS ...</div><script>window.BokehJS = 1</script>"
    cell = shown({"application/vnd.bokehjs_load.v0+json": "", "text/html": html}, source="load()")
    pdf, remarks = to_pdf(book("# T", cell), name="n")
    assert remarks == []
    assert "Loading" not in text_of(pdf)


def test_json_is_printed_and_a_latex_table_is_a_table() -> None:
    rows = r"\toprule a & \textbf{b} \\ \midrule $x^2$ & 5\% \\ \bottomrule"
    latex = rf"\begin{{table}}\begin{{tabular}}{{lr}}{rows}\end{{tabular}}\end{{table}}"
    cells = [
        shown({"application/json": {"kunci": [1]}, "text/plain": "<IPython.core.display.JSON object>"}),
        shown({"text/latex": latex, "text/plain": "<IPython.core.display.Latex object>"}),
    ]
    pdf, remarks = to_pdf(book("# T", *cells), name="n")
    assert remarks == []
    assert '"kunci":[1]' in text_of(pdf)
    assert "ab𝑥25%" in text_of(pdf)
    assert len([tag for tag in tags(pdf) if tag["/S"] in ("/TD", "/TH")]) == 4


@pytest.mark.parametrize(
    ("html", "cells"),
    [
        ("<table><tr><td>1<td>2<tr><td>3<td>4</table>", "1234"),
        ("<table><thead><tr><th>a<th>b<tbody><tr><td>1<td>2</table>", "ab12"),
        ("<table><td>1<td>2</table>", "12"),
        ("<table><tr><td>1</tr><tr><td>2</td></table>", "12"),
        ("<table><tr><td><table><tr><td>in<td>side</table><td>out</table>", "insideout"),
        ("<table><thead><tr><th>a</th></tr></thead><tr><td>1</td></tr><tbody><tr><td>2</table>", "a12"),
        ("<table><caption>Isi<tr><td>1", "1"),
    ],
)
def test_cells_that_are_left_open_are_cells(html: str, cells: str) -> None:
    assert closed(closed(html)) == closed(html)
    for cell in (shown({"text/html": html}), f"Teks\n\n{html.removesuffix('</table>')}</table>\n\nakhir"):
        pdf, remarks = to_pdf(book("# T", cell), name="n")
        assert remarks == []
        assert cells in text_of(pdf)
        assert "</" not in text_of(pdf)
        found = [tag for tag in tags(pdf) if tag["/S"] in ("/TD", "/TH")]
        assert len(found) >= len(re.findall(r"<t[dh]>", html))


def test_data_addresses_may_hold_spaces() -> None:
    html = f"<img alt='Titik' src='data: image/png; base64, {b64(png())}'>"
    pdf, remarks = to_pdf(book("# T", shown({"text/html": html})), name="n")
    assert remarks == []
    assert [tag["/Alt"] for tag in tags(pdf) if tag["/S"] == "/Figure"] == ["Titik"]


@pytest.mark.parametrize(
    "markdown",
    [
        "> [!WARNING]\n> Isi **tebal**\n> $x$",
        "```{warning}\nIsi **tebal**\n$x$\n```",
        ":::{warning}\n:class: x\nIsi **tebal**\n$x$\n:::",
    ],
)
def test_notes_and_warnings_are_boxes(markdown: str) -> None:
    for lang, title in (("id", "Peringatan"), ("en", "Warning")):
        pdf, remarks = to_pdf(book("# T", f"{markdown}\n\nsesudah", lang=lang), name="n")
        assert remarks == []
        assert f"{title}Isitebal𝑥sesudah" in text_of(pdf)
        content = opened(pdf).pages[0].get_contents().get_data().decode("latin-1")
        plain = opened(to_pdf(book("# T", "Isi", lang=lang), name="n")[0]).pages[0]
        assert content.count(" re\n") + content.count("\nh\n") > plain.get_contents().get_data().decode(
            "latin-1"
        ).count(" re\n")


def test_a_box_with_its_own_title_inside_another_and_code_that_only_looks_like_one() -> None:
    text = "````{admonition} Judul sendiri\nLuar\n```{tip}\nDalam\n```\n````\n\n```python\n> [!NOTE]\n```"
    pdf, _ = to_pdf(book("# T", text), name="n")
    assert "JudulsendiriLuarTipDalam>[!NOTE]" in text_of(pdf)


def test_front_matter_is_the_title_block_and_is_not_printed() -> None:
    raw = new_raw_cell('---\ntitle: "Judul YAML"\nauthor: Ani\nlang: id\n---')
    notebook = book(raw, "## Satu")
    del notebook.metadata["lang"]
    pdf, remarks = to_pdf(notebook, name="n")
    assert remarks == []
    assert opened(pdf).metadata.title == "Judul YAML"
    assert "JudulYAMLAniSatuHalaman1" in text_of(pdf)
    assert "---" not in text_of(pdf)
    for damaged in ("---\na: [\n---", "---\njust text\n---", "- a list"):
        assert squeezed(damaged) in text_of(to_pdf(book(new_raw_cell(damaged), "# T"), name="n")[0])


@pytest.mark.parametrize(
    "target",
    [
        "## Bagian <a id='tujuan'></a>",
        "<a id='tujuan'></a>\n## Bagian",
        '## <a name="tujuan">Bagian</a>',
        "<a id='tujuan'></a>\n\n## Bagian",
        "(tujuan)=\n## Bagian",
        "<div id='tujuan'>Bagian</div>",
        "## Tujuan",
    ],
)
def test_links_lead_to_every_kind_of_anchor(target: str) -> None:
    pdf, remarks = to_pdf(book("# T", "[ke sana](#tujuan)", target), name="n")
    assert remarks == []
    assert len([tag for tag in tags(pdf) if tag["/S"] == "/Link"]) == 1


def test_only_a_heading_with_which_the_text_begins_is_the_title() -> None:
    output = new_code_cell("x", outputs=[new_output("display_data", {"text/markdown": "# Keluaran"})])
    for cells in (
        ["Pengantar", "# Satu", "# Dua"],
        ["Pengantar\n\n# Satu"],
        [output, "# Satu"],
        [shown({"image/png": b64(png())}, alt="Peta"), "# Satu"],
    ):
        assert opened(to_pdf(book(*cells), name="berkas")[0]).metadata.title == "berkas"
    for cells in (["# Satu", "Isi"], [new_code_cell("import x"), "# Satu"], ["<a id='a'></a>\n# Satu"]):
        assert opened(to_pdf(book(*cells), name="berkas")[0]).metadata.title == "Satu"


STYLED = (
    "<style>#T_a_row0_col0, #T_b { background-color: navy; color: #222; }"
    " #T_a_row0_col1 { color: yellow }</style>"
    '<table id="T_a"><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr>'
    '<td id="T_a_row0_col0">gelap</td><td id="T_a_row0_col1">terang</td></tr></tbody></table>'
)


def colours(pdf: bytes) -> set[tuple[float, ...]]:
    """Return the colours with which a PDF fills letters and areas, but for those of the page itself."""

    def filled(content: bytes) -> set[tuple[float, ...]]:
        found = re.findall(rb"((?:[\d.]+ ){3})sc[n]?\b", content)
        return {tuple(float(part) for part in one.split()) for one in found}

    usual = to_pdf(book("# T", "Isi", printed("x"), "| a |\n|---|\n| b |"), name="n")[0]
    contents = [opened(one).pages[0].get_contents().get_data() for one in (pdf, usual)]
    return filled(contents[0]) - filled(contents[1])


def contrast(colour: tuple[float, ...], other: tuple[float, ...] = (1, 1, 1)) -> float:
    def light(parts: tuple[float, ...]) -> float:
        linear = [part / 12.92 if part <= 0.04 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, bright = sorted((light(colour), light(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    "cell",
    [
        "biasa <span style='color: yellow'>kuning **tebal**</span> biasa",
        "biasa <font color='yellow'>kuning</font> biasa",
        shown({"text/html": "<p>biasa <span style='color: yellow'>kuning</span></p>"}),
        printed("biasa \x1b[33mkuning\x1b[0m biasa\n\nbaris \x1b[38;5;226mlain\x1b[0m\n"),
        new_code_cell(
            "x",
            outputs=[new_output("error", ename="E", evalue="v", traceback=["\x1b[33mkuning\x1b[0m", "E: v"])],
        ),
    ],
)
def test_colours_are_kept_and_can_be_read_in_pdf_and_word(cell: object) -> None:
    pdf, remarks = to_pdf(book("# T", cell), name="n")
    assert remarks == []
    found = [one for one in colours(pdf) if one[2] < 0.3 and one[0] > 0.3]
    assert found
    assert all(contrast(one) > 4.4 for one in found)
    assert "kuning" in text_of(pdf)
    docx, _ = to_docx(book("# T", cell), name="n")
    body = word_parts(docx)["word/document.xml"].decode()
    [shade, *_] = re.findall(
        r'<w:color w:val="([0-9a-f]{6})"/></w:rPr><w:t xml:space="preserve">(?:kuning|lain)', body
    )
    assert contrast(tuple(int(shade[at : at + 2], 16) / 255 for at in (0, 2, 4))) > 4.4


def test_a_styled_frame_keeps_its_colours_in_pdf_and_word() -> None:
    pdf, remarks = to_pdf(book("# T", shown({"text/html": STYLED})), name="n")
    assert remarks == []
    navy = next(one for one in colours(pdf) if one[:2] == (0, 0) and one[2] == pytest.approx(0.5, abs=0.01))
    assert any(contrast(one, navy) > 4.4 and contrast(one) < 4.4 for one in colours(pdf))
    body = word_parts(to_docx(book("# T", shown({"text/html": STYLED})), name="n")[0])[
        "word/document.xml"
    ].decode()
    assert 'w:fill="000080"/></w:rPr><w:t xml:space="preserve">gelap' in body
    assert re.search(r'<w:color w:val="(?!ffff00)\w{6}"/></w:rPr><w:t xml:space="preserve">terang', body)


def test_lines_left_out_of_a_long_output_leave_the_colours_of_the_others() -> None:
    lines = [f"\x1b[31mmerah {n}\x1b[0m biasa" for n in range(400)]
    pdf, _ = to_pdf(book("# T", printed("\n".join(lines))), name="n")
    text = text_of(pdf)
    assert "merah0biasa" in text
    assert "merah399biasa" in text
    assert "merah200" not in text
    assert all(
        re.search(rb"0\.\d+ 0\.\d+ 0\.\d+ sc", page.get_contents().get_data()) for page in opened(pdf).pages
    )
