"""Letters beyond the compiler's own fonts, and writing from right to left."""

import io
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook

from casekit.export import faces, to_docx
from casekit.export.document import pdf_of
from casekit.export.letters import lacking

from .reading import fonts, opened, text_of

TEXTS = {
    "Japanese": "社会福祉士は相談援助を行う専門職です。",
    "Chinese": "社会工作者帮助个人和家庭。",
    "Korean": "사회복지사는 가족을 돕는다.",
    "Arabic": "الأخصائي الاجتماعي يساعد الأسر",
    "Hebrew": "עובד סוציאלי עוזר למשפחות",
    "Thai": "นักสังคมสงเคราะห์ช่วยเหลือครอบครัว",
    "Devanagari": "सामाजिक कार्यकर्ता परिवारों की सहायता करते हैं",
    "Javanese": "ꦲꦏ꧀ꦱꦫꦗꦮ",
}
LANGUAGES = {"Japanese": "ja", "Chinese": "zh", "Korean": "ko"}
JAPANESE = TEXTS["Japanese"]


def book(*cells: str, lang: str = "en") -> NotebookNode:
    return new_notebook(cells=[new_markdown_cell(cell) for cell in cells], metadata={"lang": lang})


def made(notebook: NotebookNode, room: Path) -> tuple[bytes, list[str]]:
    """Return a PDF made in this process."""
    return pdf_of(notebook, "n", folder=None, no_input=False, room=room)


@pytest.fixture
def no_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the fonts of the machine away."""
    monkeypatch.setattr(faces, "_installed", dict)


def is_accessible(pdf: bytes) -> bool:
    return "pdfuaid" in opened(pdf).trailer["/Root"]["/Metadata"].get_data().decode()


@pytest.mark.usefixtures("no_fonts")
def test_without_a_font_only_the_letters_it_lacks_become_codes_and_one_remark_says_so(tmp_path):
    notebook = book(f"# T\n\nBefore {JAPANESE} after.\n\nAgain: かな", "and in another cell: かな")
    pdf, remarks = made(notebook, tmp_path)
    text = text_of(pdf)
    lost = [char for char in JAPANESE if lacking(char)]
    assert len(lost) > 15
    assert re.sub(r"[‹›]", "", text).count("U+") == len(lost) + 4
    assert all(f"U+{ord(char):04X}" in text for char in lost)
    assert all(word in text for word in ("Before", "after.", "Again:", "inanothercell:"))
    assert [remark for remark in remarks if "Cell 1, 2: " in remark and "Noto Serif CJK JP" in remark]
    assert len(remarks) <= 2  # that of ideographs, and that of the letters beside them
    assert is_accessible(pdf)


@pytest.mark.parametrize("script", TEXTS)
def test_letters_that_a_font_of_this_machine_has_are_shown(script, tmp_path):
    text = TEXTS[script]
    sought = faces.faces_for(text, LANGUAGES.get(script, "en"), tmp_path)
    if missing := {char for char in text if lacking(char) and char not in sought.found}:
        pytest.skip(f"no font on this machine has {script}: {''.join(sorted(missing))[:3]}")
    pdf, remarks = made(book(f"# T\n\n{text}", f"`{text}`", lang=LANGUAGES.get(script, "en")), tmp_path)
    assert remarks == []
    assert "U+" not in text_of(pdf)
    assert is_accessible(pdf)
    assert all(fonts(pdf).values())
    if sought.families:
        named = sought.families[0].replace(" ", "")[:8]
        assert any(named in font.replace("-", "") for font in fonts(pdf)), fonts(pdf)


def test_a_notebook_in_latin_letters_asks_for_no_font_of_the_machine(tmp_path, monkeypatch):
    monkeypatch.setattr(faces, "_installed", lambda: pytest.fail("the fonts of the machine were asked for"))
    made(book("# T\n\nÀ la carte: “x” → √2, Łódź, αβγ, Привет, ✓"), tmp_path)
    assert not (tmp_path / faces.FOLDER).exists()


@pytest.mark.parametrize(("lang", "first"), [("ja", "JP"), ("ko", "KR"), ("zh", "SC")])
def test_ideographs_are_shown_as_the_language_writes_them(lang, first, monkeypatch):
    families = [f"Noto Serif CJK {region}" for region in ("KR", "SC", "JP")]
    monkeypatch.setattr(faces, "_installed", lambda: dict.fromkeys(families, ()))
    assert next(faces._in_order("社", "社会", lang)) == f"Noto Serif CJK {first}"


def test_kana_make_a_text_japanese_where_nobody_names_its_language(monkeypatch):
    families = ["Noto Serif CJK SC", "Noto Serif CJK JP"]
    monkeypatch.setattr(faces, "_installed", lambda: dict.fromkeys(families, ()))
    assert next(faces._in_order(JAPANESE, JAPANESE, "en")) == "Noto Serif CJK JP"


def places(pdf: bytes) -> dict[str, float]:
    """Return how far from the left each first word of a line begins."""
    found: dict[str, float] = {}

    def seen(text: str, page: list[float], line: list[float], *rest: object) -> None:
        if text.strip():
            found.setdefault(text.strip()[:5], page[4] + page[0] * line[4])

    for page in opened(pdf).pages:
        page.extract_text(visitor_text=seen)
    return found


@pytest.mark.usefixtures("no_fonts")
def test_paragraphs_lists_and_headings_begin_where_their_letters_do(tmp_path):
    source = (
        "# T\n\nEnglish\n\nשלום\n\n## ראש\n\n- אחד\n\n> דבר\n\n"
        '<div dir="rtl">\n\nLatin\n\n</div>\n\n<p>Again</p>\n\nתא'
    )
    at = places(made(book(source), tmp_path)[0])
    left = at["Engli"]
    assert at["Again"] == pytest.approx(left, abs=1)
    from_right = [x for text, x in at.items() if re.search("[א-ת]", text) or text == "Latin"]
    assert len(from_right) >= 5, at
    assert min(from_right) > left + 200, at


@pytest.mark.usefixtures("no_fonts")
def test_a_data_frame_stays_on_its_side_whatever_its_letters(tmp_path):
    frame = "<div><table><tr><th></th><th>שם</th></tr><tr><th>10</th><td>אבי</td></tr></table></div>"
    at = places(made(book(f"# T\n\n{frame}"), tmp_path)[0])
    assert at["10"] < 100
    assert max(x for text, x in at.items() if re.search("[א-ת]", text)) < 200


@pytest.mark.usefixtures("no_fonts")
def test_a_document_in_a_language_from_the_right_turns_what_is_not(tmp_path):
    at = places(made(book("# כותרת\n\nשלום\n\nEnglish", lang="he"), tmp_path)[0])
    assert at["Engli"] < 120
    assert min(x for text, x in at.items() if re.search("[א-ת]", text)) > at["Engli"] + 200


@pytest.mark.usefixtures("no_fonts")
def test_no_point_to_break_is_put_between_letters_that_join_or_break_by_themselves(tmp_path):
    text = "語" * 50 + " " + "ก" * 60
    made(book(f"x {text}"), tmp_path)
    assert "\u200b" not in (tmp_path / "main.typ").read_text("utf-8")


def test_the_columns_of_a_table_in_word_begin_where_the_lines_of_the_document_do():
    table = "| أ | ب |\n|---|---|\n| ج | د |"
    for lang, turned in (("ar", 1), ("id", 0)):
        docx, _ = to_docx(book(f"# عنوان\n\n{table}", lang=lang), name="n")
        with ZipFile(io.BytesIO(docx)) as file:
            document = file.read("word/document.xml").decode()
        assert len(re.findall(r"<w:tblPr>\s*<w:tblStyle [^>]*>\s*<w:bidiVisual ?/>", document)) == turned


def test_word_knows_the_direction_and_the_language_of_letters():
    source = f"# T\n\nEnglish with שלום inside.\n\nשלום עולם\n\n{JAPANESE}\n\n| a |\n|---|\n| שלום |"
    docx, remarks = to_docx(book(source), name="n")
    assert remarks == []
    with ZipFile(io.BytesIO(docx)) as file:
        document = file.read("word/document.xml").decode()
        styles = file.read("word/styles.xml").decode()
    paragraphs = re.findall(r"<w:p>.*?</w:p>", document, flags=re.DOTALL)
    [mixed] = [one for one in paragraphs if "English" in one]
    assert "<w:bidi" not in mixed
    assert re.search(r"<w:rtl ?/></w:rPr><w:t[^>]*>שלום", mixed)
    turned = [one for one in paragraphs if "<w:bidi" in one]
    assert len(turned) == 2  # the paragraph and the cell
    assert 'w:eastAsia="ja-JP"' in styles
    assert 'w:eastAsia="MS Mincho"' in styles
