"""How well a PDF is set: words broken, columns, white, figures; and which code a reading edition shows."""

import re
from functools import cache
from pathlib import Path

import matplotlib
import pytest
from nbformat.v4 import new_code_cell, new_output
from PIL import ImageFont

import casekit
from casekit import course, export, figures, tables, vocab
from casekit.course.items import Single
from casekit.errors import ExportError
from casekit.export import read_notebook, to_docx, to_pdf
from casekit.export.columns import grid_of, points
from casekit.export.reportpages import behind_headings
from casekit.export.typeset import Part
from casekit.widgets import paper
from tests.report.reading import word_text

from .reading import fonts, opened, squeezed, tags, text_of
from .torture import book
from .white import empty_feet

LESSONS = Path(__file__).parents[2] / "notebooks"
PARAGRAPH = (
    "Pertanggungjawaban pekerja sosial terhadap kesejahteraan penerima manfaat memerlukan keterampilan "
    "mendengarkan, kesungguhan memperhatikan, dan kemampuan menyelenggarakan pendampingan berkelanjutan. "
)
WORDS = [
    "Pertanggungjawaban", "kesejahteraan", "memerlukan", "keterampilan", "mendengarkan", "kesungguhan",
    "memperhatikan", "kemampuan", "menyelenggarakan", "pendampingan", "berkelanjutan",
]  # fmt: skip


def cell(source: str, shown: object, **about: str):
    """Return a code cell with what an object of casekit shows in a notebook; `about`: the form that it is."""
    data, sizes = {"text/plain": "x"}, {}
    if hasattr(shown, "_repr_mimebundle_"):
        data, sizes = shown._repr_mimebundle_()
    elif isinstance(shown, dict):
        data = shown
    else:
        data["text/html"] = shown._repr_html_()
    metadata = {**sizes, **({"casekit": about} if about else {})}
    return new_code_cell(source, outputs=[new_output("display_data", data=data, metadata=metadata)])


@cache
def lesson(edition: str) -> tuple[object, bytes]:
    """Return a small English lesson with its outputs, and its PDF."""
    with vocab.in_language("en"):
        case = casekit.load(casekit.case_study("d-trainee"))
        form = {"form": "plan", "case": "d.yaml", "language": "en"}
        changed = tables.content("plan", case, "en")
        changed["text/html"] = changed["text/html"].replace("speaks louder", "speaks up")
        cells = [
            "# A lesson\n\nWhat it is about.\n\n## First chapter\n\nText.",
            new_code_cell("import casekit\ncase = casekit.load(casekit.case_study('d-trainee'))"),
            cell("#| caption: The goals\ntables.goals(case)", tables.goals(case)),
            cell("#| caption: The plan\ntables.activities(case)", tables.activities(case)),
            "Read this.",
            cell("figures.bpss(case)", figures.bpss(case)),
            "Now a tall one. " * 90 + "\n\n## Second chapter",
            cell("figures.ecomap(case)", figures.ecomap(case)),
            "More text. " * 60,
            cell("figures.thread(case)", figures.thread(case)),
            "More text. " * 120,
            cell("figures.genogram(case)", figures.genogram(case)),
            "Last text. " * 300,
            cell("widgets.Plan(case)", changed, **form),
            cell("widgets.Ecomap(case)", figures.ecomap(case), **{**form, "form": "ecomap"}),
        ]
    notebook = book(*cells)
    pdf, remarks = to_pdf(notebook, name="lesson", edition=edition)
    assert remarks == []
    return notebook, pdf


def lines(pdf: bytes) -> list[str]:
    """Return the lines of a PDF as somebody copies them."""
    return "\n".join(page.extract_text() for page in opened(pdf).pages).splitlines()


def test_what_is_copied_from_an_indonesian_pdf_is_whole_and_what_is_sought_is_found() -> None:
    code = "kesejahteraan_penerima_manfaat = 'pertanggungjawaban keterampilan mendengarkan'"
    cells = [f"# Kesejahteraan\n\n{PARAGRAPH * 9}", new_code_cell(code)]
    pdf, remarks = to_pdf(book(*cells, lang="id"), name="n")
    assert remarks == []
    copied = lines(pdf)
    broken = [line for line in copied if "\u00ad" in line]
    assert len(broken) > 3
    assert all(line.rstrip().endswith("\u00ad") and line.count("\u00ad") == 1 for line in broken)
    whole = " ".join(re.sub("\u00ad\\s*\n\\s*", "", "\n".join(copied)).split())
    assert (PARAGRAPH * 9).strip() in whole
    assert all(whole.count(word) >= 9 for word in WORDS)
    assert code in whole
    assert opened(pdf).metadata.title == "Kesejahteraan"


def test_both_languages_break_alike_many_words() -> None:
    shares = {}
    for lang in ("id", "en"):
        copied: list[str] = []
        for lesson_of_a_case in sorted((LESSONS / lang / "cases").glob("*.ipynb"))[:2]:
            notebook = read_notebook(lesson_of_a_case)
            notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
            copied += [line.rstrip() for line in lines(to_pdf(notebook, name="d")[0]) if len(line) > 60]
        # This reader passes over what a mark stands for, and so sees some soft hyphens as the sign they show.
        shares[lang] = sum(line.endswith(("\u00ad", "-")) for line in copied) / len(copied)
    assert 0.02 < shares["en"] < 2 * shares["id"] < 4 * shares["en"]


def test_a_reading_edition_leaves_out_code_that_only_shows_something() -> None:
    notebook, pdf = lesson("reading")
    text = text_of(pdf)
    for left_out in ("tables.goals", "figures.", "importcasekit", "widgets."):
        assert left_out not in text
    assert "Table1.Thegoals" in text
    assert text.index("Table1.Thegoals") < text.index("Theclientspeakslouder")
    in_word = word_text(to_docx(notebook, name="lesson", edition="reading")[0])
    assert "tables.goals" not in in_word
    assert "The goals" in in_word
    working = text_of(lesson("working")[1])
    assert all(shown in working for shown in ("tables.goals(case)", "figures.bpss(case)", "importcasekit"))


@pytest.mark.parametrize(
    ("source", "tags_of_it", "is_shown"),
    [
        ("tables.goals(case).head(3)", (), False),
        ('tables.findings(case, "social")', (), False),
        ("figures.ab_chart(series('p20'), trend=True)", (), True),
        ("figures.ab_chart(one, band=True)", (), True),
        ("effects(one, 'NAP')", (), True),
        ("tables.goals(case)", ("show-code",), True),
        ("effects(one, 'NAP')", ("hide-code",), False),
        ("from casekit import widgets\nmine = casekit.load('d.yaml')\nwidgets.BPSS(mine)", (), False),
        ("%matplotlib inline", (), True),
    ],
)
def test_which_code_a_reading_edition_shows(source: str, tags_of_it: tuple[str, ...], is_shown: bool) -> None:
    notebook = book(new_code_cell(source, metadata={"tags": [*tags_of_it]}))
    text = text_of(to_pdf(notebook, name="n", edition="reading")[0])
    assert (squeezed(source).split("(")[0] in text) == is_shown


def test_there_are_two_editions() -> None:
    with pytest.raises(ExportError, match=r"'teaching'.*working, reading"):
        export.to_pdf(book("x"), name="n", edition="teaching")


def test_a_form_prints_what_is_new_and_refers_to_the_rest() -> None:
    read, worked = (text_of(lesson(edition)[1]) for edition in ("reading", "working"))
    assert read.count("Theclientspeaksup.") == worked.count("Theclientspeaksup.") == 1
    assert (read.count("advicegivingandcounselling"), worked.count("advicegivingandcounselling")) == (1, 2)
    assert squeezed("The form “Ecomap” is filled in in the notebook; what it holds at first") in read
    ecomaps = [tag for tag in tags(lesson("reading")[1]) if "Ecomap" in str(tag.get("/Alt", ""))]
    assert len(ecomaps) == 1


def test_figures_are_drawings_in_the_typeface_of_the_document_and_named_once() -> None:
    _, pdf = lesson("reading")
    assert not any(page.images for page in opened(pdf).pages)
    assert {name.split("+")[1].split("-")[0] for name in fonts(pdf)} <= {"LibertinusSerif", "NewCMMath"}
    text = text_of(pdf)
    assert "Quietandclosedinthefirstinterview" in text  # a line of the figure
    assert text.count("BPSSassessment") == 1
    numbers = re.findall(r"Figure(\d)\.(?:BPSSassessment|Ecomap|Thethread|Genogram)", text)
    assert numbers == ["1", "2", "3", "4"]
    assert len(pdf) < 400_000


def test_pages_are_full_labelled_and_say_where_they_are() -> None:
    _, pdf = lesson("reading")
    feet = empty_feet(pdf)
    assert len(feet) > 4
    assert max(feet[:-1]) <= 0.25
    reader = opened(pdf)
    assert reader.page_labels == [str(page) for page in range(1, len(feet) + 1)]
    heads = [page.extract_text()[:200] for page in reader.pages[1:]]
    assert all("A lesson" in head for head in heads)
    assert "Second chapter" in heads[-1]
    assert "pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data().decode()


def test_long_text_gets_the_widest_column() -> None:
    finding = "The client speaks of what she has been through at home and in the centre. " * 60
    rows = f"| {'In the home of the client. ' * 3} | {'Seen in the session. ' * 6} | {finding} |"
    pdf = to_pdf(book(f"| where | remark | finding |\n|---|---|---|\n{rows}"), name="n")[0]
    assert len(opened(pdf).pages) <= 2


def test_a_line_in_bold_is_a_title_that_stays_with_what_follows() -> None:
    items = "\n\n".join(
        f"**{number}. Question**\n\n" + "- choice\n" * (2 + number % 4) + "\n\nSentence." * (number % 3)
        for number in range(1, 80)
    )
    pages = opened(to_pdf(book(f"# Quiz\n\n{items}"), name="n")[0]).pages
    last = [[line for line in page.extract_text().splitlines() if line.strip()][-2] for page in pages]
    assert len(pages) > 5
    assert not [line for line in last if "Question" in line]


def letters(text: str) -> str:
    return re.sub(r"\W", "", text)


def test_no_page_ends_and_no_picture_stands_between_a_question_and_its_options() -> None:
    items = course.lesson("a-weaver").items
    with vocab.in_language("en"):
        answers = course.Answers(lesson="a-weaver", student="x", language="en")
        quiz = paper.content("Quiz", items, answers)
        asked = [
            (letters(question), [letters(str(option.text)) for option in item.options])
            for item, question in paper.numbered(items)
            if isinstance(item, Single)
        ]
    cells = [own for number in range(8) for own in ("Text.\n\n" * number, cell("quiz", quiz))]
    pages = [letters(page.extract_text()) for page in opened(to_pdf(book(*cells), name="n")[0]).pages]
    assert len(pages) > 20
    assert len(asked) > 6
    for question, options in asked:
        assert sum(page.count(question) for page in pages) == 8
        assert all(page.count(question) == page.count(max(options, key=len)) for page in pages)


def test_a_heading_and_the_line_below_it_stay_with_the_question_that_they_announce() -> None:
    with vocab.in_language("en"):
        answers = course.Answers(lesson="example", student="x", language="en")
        quiz = paper.content("Quiz", course.lesson("example").items[:1], answers)
    cells = [
        own
        for number in range(30)
        for own in ("Text.\n\n" * (number % 9), f"## Exit {number}\n\nAlone first.", cell("quiz", quiz))
    ]
    pages = [letters(page.extract_text()) for page in opened(to_pdf(book(*cells), name="n")[0]).pages]
    assert len(pages) > 5
    assert not [page for page in pages if re.search(r"Alonefirst(Page)?\d*(of\d+)?$", page)]


def test_parts_of_a_table_repeat_all_columns_that_tell_rows_apart() -> None:
    heads = ["stage", "part", *(f"explanation-{number}" for number in range(8))]
    rows = [
        ["assessment", f"key{row}", *["abcdefghijklmnop qrstuvwxyz" for _ in range(8)]] for row in range(3)
    ]
    lines_of = [heads, ["---"] * len(heads), *rows]
    text = squeezed(
        text_of(to_pdf(book("\n".join(f"| {' | '.join(line)} |" for line in lines_of)), name="n")[0])
    )
    assert text.count("explanation-7") == 1
    assert text.count("key1") == text.count("stage") > 1


def test_the_white_of_a_page_is_measured() -> None:
    full, half = "Text. " * 5000, "Text. " * 600
    feet = empty_feet(to_pdf(book(full), name="n")[0])
    assert max(feet[:-1]) < 0.05
    assert 0.4 < empty_feet(to_pdf(book(half), name="n")[0])[0] < 0.8


def test_a_column_is_as_wide_as_its_longest_word_in_bold() -> None:
    def cell(text: str) -> dict[str, object]:
        return {"text": text, "typst": text, "colspan": 1, "rowspan": 1, "align": "", "style": ""}

    faces = Path(matplotlib.get_data_path()) / "fonts" / "ttf"  # one of them has the widths of Times
    bold = ImageFont.truetype(str(faces / "STIXGeneralBol.ttf"), 1000)
    for word in ("membaik", "aturan", "Hubungan", "Nomor", "Week", "dukungan", "Kegiatan", "mengembung"):
        grid = grid_of({"head": [[cell(word)]], "body": [[cell("–")]], "aligns": []})
        wide = bold.getlength(word) / 1000  # em
        assert points(grid.least[0], 9) >= (wide + 2 * 0.4) * 9 - 1


def test_a_column_is_as_wide_as_the_code_in_it() -> None:
    for code in ("percent_change", "effect_size"):
        cell = {"text": f"or {code}", "typst": f"or `{code}`", "colspan": 1, "rowspan": 1, "align": ""}
        grid = grid_of({"head": [], "body": [[cell]], "aligns": []})
        assert points(grid.least[0], 9) >= (0.6 * len(code) + 2 * 0.4) * 9 - 1  # letters of 0.6 em


def test_what_is_said_about_a_table_in_parts_stands_below_them() -> None:
    heads = [f"Kesejahteraan-{number}" for number in range(14)]
    table = f"| {' | '.join(heads)} |\n|{' --- |' * 14}\n| {' | '.join(heads)} |"
    notebook = book(table)
    shown = squeezed(text_of(to_pdf(notebook, name="t")[0]))
    assert shown.rindex("Kesejahteraan-13") < shown.index(squeezed("columns are split"))
    words = word_text(to_docx(notebook, name="t")[0])
    assert words.rindex("Kesejahteraan-13") < words.index("columns are split")


def test_a_picture_that_floats_stands_behind_the_text_under_its_heading() -> None:
    heading, shown = (
        Part(1, "== Temuan\n<place1>", ""),
        Part(2, '#picture(image(), number: "1", flows: 3);', ""),
    )
    text, other = Part(3, "Teks.", ""), Part(4, "== Tujuan\n<place2>", "")
    assert [*behind_headings([heading, shown, text])] == [heading, text, shown]
    assert [*behind_headings([text, shown, heading])] == [text, shown, heading]
    standing = Part(2, '#picture(image(), number: "1");', "")
    assert [*behind_headings([heading, shown, other])] == [heading, standing, other]
    unnamed = Part(2, "#picture(image(), flows: 3);", "")  # without a caption it stands in the text
    assert [*behind_headings([heading, unnamed, text])] == [heading, unnamed, text]
