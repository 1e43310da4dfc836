"""What somebody notices who turns the pages: order of pictures, the last page, lines to write on, heads."""

import base64
import io
import itertools
import math

import pypdfium2
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from PIL import Image

import casekit
from casekit import course, figures, tables, vocab
from casekit.export import to_pdf
from casekit.widgets import paper

from .reading import fonts, opened, page_texts, squeezed, text_of
from .torture import book
from .white import empty_feet

SENTENCE = "Praktikan mendengarkan klien, mencatat kata-katanya, dan bertanya lagi. "
PATH = pypdfium2.raw.FPDF_PAGEOBJ_PATH


def picture(caption: str, high: int):
    """Return a cell with a picture that is so many points high."""
    file = io.BytesIO()
    Image.new("RGB", (400, high * 4 // 3), "grey").save(file, "png")
    return shown({"image/png": file.getvalue()}, caption)


def shown(data: dict[str, object], caption: str = ""):
    """Return a cell with an output."""
    data = {
        kind: base64.b64encode(one).decode() if isinstance(one, bytes) else one for kind, one in data.items()
    }
    code = f"#| caption: {caption}\nx" if caption else "x"
    return new_code_cell(code, outputs=[new_output("display_data", data={"text/plain": "x", **data})])


@pytest.mark.parametrize("lines", [20, 26, 32])
def test_a_picture_never_overtakes_the_one_before_it(lines: int) -> None:
    cells = [SENTENCE * lines, picture("Tall", 560), picture("Small", 120), SENTENCE * 90]
    text = text_of(to_pdf(book(*cells), name="n", no_input=True)[0])
    assert text.index("Figure1.Tall") < text.index("Figure2.Small")


def thread(high: int, letters: float):
    """Return a cell with a figure of casekit so many points high, with letters of that size on a page."""
    text = f'<text x="20" y="60" font-size="{letters / 1.17:.2f}">Temuan</text>'
    frame = f'<rect x="1" y="1" width="450" height="{high - 2}" fill="none" stroke="black"/>'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" data-casekit="0" width="454pt" height="{high}pt" '
        f'viewBox="0 0 454 {high}">{frame}{text}</svg>'
    )
    drawn = base64.b64encode(svg.encode()).decode()
    return shown({"text/html": f'<img src="data:image/svg+xml;base64,{drawn}" alt="Thread"/>'}, "Thread")


@pytest.mark.parametrize(("letters", "page"), [(9.36, 0), (7.2, 1)])
def test_a_figure_becomes_smaller_as_long_as_its_letters_have_seven_points(letters: float, page: int) -> None:
    cells = ["Line.\n\n" * 12, thread(560, letters), "## After", "Next. " * 900]
    pages = [squeezed(one) for one in page_texts(to_pdf(book(*cells), name="n", no_input=True)[0])]
    [at] = [at for at, one in enumerate(pages) if "Figure1.Thread" in one]
    assert at == page


@pytest.mark.parametrize("html", ["{}", "<p><b>Genogram</b></p>{}<ul><li>Klien D, many words.</li></ul>"])
@pytest.mark.parametrize(("wide", "turned"), [(560, False), (790, True)])
def test_what_would_be_too_small_to_read_stands_on_a_page_on_its_side(html, wide, turned) -> None:
    people = "Klien D, client. " * 500
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" aria-label="{people}" data-casekit="30" width="{wide}pt" '
        f'height="360pt" viewBox="0 0 {wide}.3 360.2"><text x="9" y="20" font-size="12">Genogram</text>'
        '<text x="9" y="99" font-size="8">Klien D</text></svg>'
    )
    drawn = base64.b64encode(svg.encode()).decode()
    image = f'<img src="data:image/svg+xml;base64,{drawn}" alt="Genogram"/>'
    pdf = to_pdf(
        book("Before.", shown({"text/html": html.format(image)}), "After."), name="n", no_input=True
    )[0]
    on_its_side = [page.mediabox.width > page.mediabox.height for page in opened(pdf).pages]
    assert on_its_side == ([False, True, False] if turned else [False])
    assert text_of(pdf).count("manywords") == html.count("many")


QUIZ = '<div class="casekit-item"><p>Which one is it?</p></div>'


@pytest.mark.parametrize("what", ["## Planning", "**Quiz**", QUIZ])
@pytest.mark.parametrize("lines", [26, 32, 38])
def test_no_heading_and_no_question_comes_to_stand_before_a_picture(what: str, lines: int) -> None:
    after = shown({"text/html": what}) if what == QUIZ else what
    cells = [SENTENCE * lines, picture("Ecomap", 420), "Read on.", after, "Begin. " + SENTENCE * 60]
    text = text_of(to_pdf(book(*cells), name="n", no_input=True)[0])
    begins = "Whichone" if what == QUIZ else "Begin."  # a heading also stands at the top of pages
    assert text.index("Readon.") < text.index(begins)
    assert text.index("Figure1.Ecomap") < text.index(begins)


def test_a_short_section_before_a_tall_picture_leaves_white_only_where_that_has_no_room() -> None:
    white = []
    for lines in range(17, 36, 3):
        cells = [SENTENCE * lines, "## Planning\n\nShort.", picture("Thread", 420)]
        pdf = to_pdf(book(*cells, "## After\n\nNext. " + SENTENCE * 60), name="n", no_input=True)[0]
        first, second = (squeezed(page) for page in page_texts(pdf)[:2])
        assert "Short." in first and "Next." not in first
        if "Figure1" in second:
            white.append(empty_feet(pdf)[0])
    assert 0.4 < max(white) < 0.57  # it takes 0.65 in full, and stands there if 0.56 are free


@pytest.mark.parametrize("lines", [52, 60, 68])
@pytest.mark.parametrize(("options", "is_whole"), [(12, True), (19, False)])
def test_a_question_is_whole_unless_it_would_leave_a_third_of_a_page_white(
    options: int, is_whole: bool, lines: int
) -> None:
    listed = "".join(f"<li>Option {number}.</li>" for number in range(1, options + 1))
    asked = f'<div class="casekit-item"><p>Which one is it?</p><ul>{listed}</ul></div>'
    cells = [SENTENCE * lines, shown({"text/html": asked}), "End. " * 900]
    pdf = to_pdf(book(*cells), name="n", no_input=True)[0]
    [page] = [squeezed(page) for page in page_texts(pdf) if "Option 1." in page]
    assert (f"Option{options}." in page) == is_whole
    assert is_whole or empty_feet(pdf)[0] < 0.2


@pytest.mark.parametrize("lines", range(32, 40))
def test_a_short_list_is_whole_and_with_its_heading(lines: int) -> None:
    points = "\n".join(f"- Point {number}." for number in range(1, 7))
    cells = ["\n\n".join(["Line."] * lines), f"## Key points\n\n{points}", "End. " * 800]
    pages = [squeezed(page) for page in page_texts(to_pdf(book(*cells), name="n")[0])]
    [at] = [at for at, page in enumerate(pages) if "Point1." in page]
    assert "Point6." in pages[at]
    assert pages[at].index("Keypoints") < pages[at].index("Point1.")
    assert not any("Keypoints" in page for page in pages[:at])


def test_two_cards_fill_a_page_in_large_letters_and_say_to_which_scene_they_belong() -> None:
    scene = new_markdown_cell(
        "# Scene 1\n\nA worker.\n\n---\n\nA client.", metadata={"tags": ["cards", "new-page"]}
    )
    pdf = to_pdf(
        book("# Cards", scene, new_markdown_cell("After the cards.", metadata={"tags": ["new-page"]})),
        name="n",
    )[0]
    _, first, second = map(squeezed, page_texts(pdf))
    assert first.count("Scene1") >= 3  # the heading and each card
    assert "Aworker." in first
    assert "Aclient." in first
    assert "Afterthecards." in second
    assert empty_feet(pdf)[1] < 0.1


def test_the_pages_of_one_figure_bear_one_number() -> None:
    cells = [picture("Thread (1/2)", 300), picture("Thread (2/2)", 200), picture("Ecomap", 100)]
    text = text_of(to_pdf(book(*cells), name="n", no_input=True)[0])
    assert "Figure1.Thread(1/2)" in text
    assert "Figure1.Thread(2/2)" in text
    assert "Figure2.Ecomap" in text


@pytest.mark.parametrize("lines", range(0, 10, 2))
def test_a_lesson_does_not_end_with_a_page_of_a_few_lines(lines: int) -> None:
    text = f"{SENTENCE * 3}\n\n" * 96 + "Ditulis dengan tangan.\n\n" * lines
    feet = empty_feet(to_pdf(book(text), name="n")[0])
    assert len(feet) > 3
    assert feet[-1] < 0.8


def test_a_table_in_parts_without_a_caption_takes_no_number() -> None:
    case = casekit.load(casekit.case_study("d-trainee"))
    with vocab.in_language("en"):
        form = tables.content("sessions", case, "en")
        goals = tables.goals(case)._repr_html_()
    text = text_of(to_pdf(book(shown({"text/html": goals}, "The goals"), shown(form)), name="n")[0])
    assert "(1/" in text
    assert text.count("Table1.") == 1
    assert "Table1.Thegoals" in text


def test_what_is_said_below_the_tables_of_a_form_looks_alike() -> None:
    case = casekit.load(casekit.case_study("d-trainee"))
    pdf = to_pdf(book(shown(tables.content("plan", case, "en"))), name="n", no_input=True)[0]
    looks = set()

    def visit(text: str, _: object, __: object, font: dict[str, str] | None, size: float) -> None:
        if "Basis of every" in text:
            looks.add((font["/BaseFont"].partition("+")[2] if font else "", size))

    for page in opened(pdf).pages:
        page.extract_text(visitor_text=visit)
    assert squeezed("".join(page_texts(pdf))).count("Basisofevery") > 2
    assert len(looks) == 1
    assert "Italic" in looks.pop()[0]


def test_a_note_makes_a_narrow_table_no_wider() -> None:
    table = "<table><tr><th>held</th><th>list</th></tr><tr><td>before</td><td>yes</td></tr></table>"
    note = "<p>Not recorded in any row: week, place, agenda, people present, minutes and what was agreed.</p>"
    wide = [_widest_line(shown({"text/html": html})) for html in (table, table + note)]
    assert wide[0] == wide[1] < 200


def test_lines_to_write_on_reach_across_the_page() -> None:
    with vocab.in_language("id"):
        asked = [item for item in course.lesson("a-weaver").items if item.asked == "prose"][:1]
        journal = paper.content(
            "Jurnal", asked, course.Answers(lesson="a-weaver", student="x", language="id")
        )
    pdf = to_pdf(book(shown(journal)), name="n", no_input=True)[0]
    assert "__" not in text_of(pdf)
    lines = [bounds for bounds in _lines(pdf) if bounds[2] - bounds[0] > 400]
    heights = sorted(bounds[1] for bounds in lines)
    assert len(heights) == math.ceil(len(str(asked[0].model).split()) / 10) > 5
    assert min(b - a for a, b in itertools.pairwise(heights)) > 18  # points: room for handwriting


@pytest.mark.parametrize("letters", [14, 48])
def test_cells_to_write_in_share_what_the_table_leaves(letters: int) -> None:
    rows = "| Kata | Tanda tangan |\n|---|---|\n" + f"| satu | <br><br>{'_' * letters} |\n" * 3
    pdf = to_pdf(book(rows), name="n")[0]
    assert "__" not in text_of(pdf)
    assert len([bounds for bounds in _lines(pdf) if bounds[2] - bounds[0] > 350]) >= 3


def test_the_room_for_a_letter_stays_with_the_last_word() -> None:
    lines = [f"{number}. {'i' * number} akhir → \\_\\_\\_\\_" for number in range(90, 150)]
    pages = page_texts(to_pdf(book("\\\n".join(lines)), name="n")[0])
    alone = [line for page in pages for line in page.splitlines() if line.strip(" \u00a0→_") == ""]
    assert not [line for line in alone if "_" in line]


def test_the_picture_of_a_form_is_set_in_the_typeface_of_the_document_and_named_once() -> None:
    with vocab.in_language("en"):
        drawn = figures.ecomap(casekit.load(casekit.case_study("b-bookkeeper"))).pages[0]
        html = f"<p><strong>Ecomap: Client B</strong></p>{drawn._repr_mimebundle_()[0]['text/html']}"
    pdf = to_pdf(book(shown({"text/html": html})), name="n", no_input=True)[0]
    assert text_of(pdf).count("Ecomap") == 1
    assert {name.split("+")[1].split("-")[0] for name in fonts(pdf)} <= {"LibertinusSerif", "NewCMMath"}


def test_the_head_of_a_page_names_no_contents_and_cuts_only_what_has_no_room() -> None:
    title = "A title of a lesson that has some fifty letters in it"
    headings = "\n\n".join(f"## Part {number}\n\n{SENTENCE}" for number in range(9))
    notebook = book(f"# {title}\n\n{SENTENCE * 130}", headings, f"{SENTENCE * 120}")
    pages = [page.splitlines() for page in page_texts(to_pdf(notebook, name="n")[0])]
    assert len(pages) > 3
    assert any("Contents" in line for line in pages[0])
    assert not any("Contents" in line for page in pages[1:] for line in page)
    assert all(any(title in line for line in page) for page in pages[1:])


def _lines(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """Return the bounds of all thin horizontal lines."""
    bounds = [
        drawn.get_bounds() if hasattr(drawn, "get_bounds") else drawn.get_pos()
        for page in pypdfium2.PdfDocument(pdf)
        for drawn in page.get_objects(filter=[PATH])
    ]
    return [one for one in bounds if one[3] - one[1] < 1.5]


def _widest_line(cell: object) -> float:
    """Return how wide the widest rule of a table is."""
    pdf = to_pdf(book(cell), name="n", no_input=True)[0]
    return max(round(right - left) for left, _, right, _ in _lines(pdf))
