"""Slides of a lesson: what stands on each, that nothing leaves the page, and who sees the notes."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from casekit import case_study, course, figures, load, tables, vocab
from casekit.errors import ExportError
from casekit.export import read_notebook
from casekit.export.asked import answer_to, question_of
from casekit.export.blocks import blocks_of, letters, points_of, words
from casekit.export.filling import LEAST_ASKED, MOST_WORDS, Point, filled, fits
from casekit.export.slides import deck, to_notes, to_slides
from tests.export.reading import opened, page_texts

STAGES = sorted((Path(__file__).parents[2] / "notebooks").glob("??/stages/*.ipynb"))
LONG = " ".join(f"Sentence number {at} tells of a visit, and of what was said there." for at in range(1, 30))
ROWS = "".join(f"<tr><td>{number}</td><td>what was found</td></tr>" for number in range(1, 301))
TABLE = f"<table><thead><tr><th>no</th><th>finding</th></tr></thead><tbody>{ROWS}</tbody></table>"
PLAN = "| Minutes | Part | What |\n|---|---|---|\n| 0–5 | Long | Say HERON. |"
BAR = '<rect width="300" height="900" fill="#ccc"/>'
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="900">{BAR}</svg>'


def pages(pdf: bytes) -> list[str]:
    return [*page_texts(pdf)]


def html(text: str, **metadata: Any) -> Any:
    return new_output("display_data", data={"text/html": text, "text/plain": "-"}, metadata=metadata)


def quiz(*items: str) -> Any:
    about = {"form": "quiz", "language": "en", "lesson": "example", "items": " ".join(items)}
    return html("<p>a board</p>", casekit=about)


@pytest.fixture(scope="module")
def lesson() -> NotebookNode:
    """Return a small lesson with one of everything."""
    cells = [
        new_markdown_cell("# A lesson\n\nWhat it is about."),
        new_markdown_cell(f"## Long\n\n{LONG}"),
        new_markdown_cell("Only for the lecturer: ask KLEIN first.", metadata={"tags": ["notes"]}),
        new_markdown_cell("Never shown: ZEBRA.", metadata={"slideshow": {"slide_type": "skip"}}),
        new_markdown_cell("## Part two\n\n### Below it\n\nA point."),
        new_markdown_cell("Begins anew.", metadata={"slideshow": {"slide_type": "slide"}}),
        new_code_cell("#| caption: All rows\nshow()", outputs=[html(TABLE)]),
        new_code_cell(
            "draw()",
            outputs=[
                new_output(
                    "display_data", data={"image/svg+xml": SVG}, metadata={"alt": "A bar", "caption": "Tall"}
                )
            ],
        ),
        new_code_cell("quiz()", outputs=[quiz("small-talk", "why-first")]),
        new_code_cell("form()", outputs=[html("<p>x</p>", casekit={"form": "bpss", "language": "en"})]),
    ]
    return new_notebook(cells=cells, metadata={"lang": "en", "title": "A lesson"})


@pytest.fixture(scope="module")
def made(lesson: NotebookNode) -> bytes:
    pdf, remarks = to_slides(lesson, name="lesson")
    assert remarks == []
    return pdf


def slides(lesson: NotebookNode) -> list[dict[str, Any]]:
    found = deck(lesson, "lesson", None, no_input=True).cells
    begun = [cell for cell in found if "casekit" in cell.metadata]
    return [{**cell.metadata["casekit"]["slide"], "text": cell.source} for cell in begun]


def test_each_heading_figure_table_question_and_form_has_a_slide(lesson: NotebookNode) -> None:
    found = [(one["kind"], one["title"], one["number"]) for one in slides(lesson)]
    assert found[0] == ("text", "A lesson", 1)
    assert [one for one in found if one[1] == "Part two"] == [("section", "Part two", 1)]
    assert [one for one in found if one[1] == "Below it"] == [
        ("text", "Below it", 1),
        ("text", "Below it", 2),
    ]
    kinds = [(kind, title) for kind, title, _ in found]
    for one in (
        ("table", "All rows"),
        ("figure", "Tall"),
        ("question", "Question 1"),
        ("answer", "Answer 1"),
    ):
        assert one in kinds
    assert ("write", "Think and write 1") in kinds
    assert ("form", "Form: BPSS assessment") in kinds


def test_long_text_becomes_points_on_several_slides_of_few_words(lesson: NotebookNode) -> None:
    long = [one for one in slides(lesson) if one["title"] == "Long"]
    assert [one["number"] for one in long] == [*range(1, len(long) + 1)]
    assert len(long) > 4
    assert all(words(one["text"]) <= MOST_WORDS for one in long)
    assert all(line.startswith("- ") for one in long for line in one["text"].splitlines())
    told = " ".join(one["text"].replace("- ", "").replace("\n", " ") for one in long)
    assert told == LONG  # nothing is lost


def test_the_answer_says_what_is_right_and_why(lesson: NotebookNode) -> None:
    by_kind = {one["kind"]: one["text"] for one in slides(lesson)}
    right = by_kind["answer"].split("**")[1]
    assert right in by_kind["question"].replace("**", "")
    assert "Model answer" not in by_kind["write"]


def test_the_outline_pages_through_the_slides(made: bytes) -> None:
    reader = opened(made)
    assert [*reader.page_labels] == [str(number) for number in range(1, len(reader.pages) + 1)]

    def titles(level: list[Any]) -> list[Any]:
        return [titles(one) if isinstance(one, list) else one.title for one in level]

    def places(level: list[Any]) -> list[int]:
        return [
            page
            for one in level
            for page in (
                places(one) if isinstance(one, list) else [reader.get_destination_page_number(one) + 1]
            )
        ]

    below = ["All rows", "Tall", "Question 1", "Answer 1", "Think and write 1", "Form: BPSS assessment"]
    assert titles(reader.outline) == ["A lesson", "Long", "Part two", ["Below it", below]]
    pages_begun = places(reader.outline)
    assert pages_begun == sorted(pages_begun)
    for title, page in zip(["A lesson", "Long", "Part two", "Below it", *below], pages_begun, strict=True):
        assert title in reader.pages[page - 1].extract_text().replace("\n", " ")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_no_text_leaves_its_slide(made: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(made)
    told = subprocess.run(
        ["pdftotext", "-bbox", "a.pdf", "-"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    number = r'(?:[xy]M\w+|width|height)="([-\d.]+)"'
    assert len(re.findall("<page ", told.stdout)) == len(pages(made))
    for page in told.stdout.split("<page ")[1:]:
        width, height = map(float, re.findall(number, page.split(">")[0]))
        assert (width, height) == (720, 405)
        found = [[float(one) for one in re.findall(number, line)] for line in re.findall("<word .*", page)]
        assert found
        assert all(0 <= left < right <= width and 0 <= top < low <= height for left, top, right, low in found)


def test_a_table_of_300_rows_is_shortened_and_says_so(made: bytes) -> None:
    texts = pages(made)
    table = [text for text in texts if "what was found" in text]
    assert 1 < len(table) < 5
    assert "All rows (2)" in table[1]
    assert any("Rows 1–24 of 300" in text for text in texts)
    assert not any(re.search(r"^250\b", text, re.M) for text in texts)


def test_notes_are_for_the_lecturer_alone(lesson: NotebookNode, made: bytes) -> None:
    text = "\n".join(pages(made))
    assert "KLEIN" not in text and "ZEBRA" not in text
    instructor = new_notebook(
        cells=[
            new_markdown_cell(
                "# For A lesson\n\nBring cards.\n\n## Below it\n\nAsk OTTER.\n\n## Plan\n\n" + PLAN
            )
        ]
    )
    notes, remarks = to_notes(lesson, name="lesson", instructor=instructor)
    told = "\n".join(pages(notes))
    assert remarks == []
    for word in ("KLEIN", "OTTER", "Bring cards", "Model answer", "0–5 · Say HERON."):
        assert word in told, word
    assert "ZEBRA" not in told
    assert to_notes(new_notebook(cells=[new_markdown_cell("# A")]), name="a")[0] == b""


def test_nothing_to_show_is_one_sentence() -> None:
    with pytest.raises(ExportError, match="kosong: tidak ada judul") as error:
        to_slides(new_notebook(), name="kosong")
    assert "\n" not in str(error.value)


def test_items_of_a_file_elsewhere_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "exam.yaml").write_text("format: 1\nid: exam\ntitle: E\nitems: []\n")
    about = {"form": "quiz", "language": "id", "lesson": str(tmp_path / "exam.yaml"), "items": "a"}
    one = new_code_cell("q", outputs=[html("<p>board</p>", casekit=about)])
    inside = tmp_path / "lessons"
    inside.mkdir()
    found = deck(new_notebook(cells=[one]), "a", inside, no_input=True)
    assert "board" in str(found.cells)


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("Title\n=====\n\ntext", ["heading", "text"]),
        ("```\n# no heading\n\n- no list\n```\nafter", ["code", "text"]),
        ("- a\n\n  more of a\n- b\n\ntext", ["list", "text"]),
        ("text\n- a\n- b", ["text", "list"]),
        ("[^1]: a note", ["notes"]),
        ("a\n\n---\n\nb", ["text", "rule", "text"]),
        ("~~~\nopen", ["code"]),
    ],
)
def test_markdown_is_cut_into_blocks(source: str, kinds: list[str]) -> None:
    assert [block.kind for block in blocks_of(source)] == kinds


def test_sentences_are_cut_where_they_end() -> None:
    source = "Ask No. 4 first. **Then.** Write “it (e.g. now). Or” down *at once. Really* so? Yes, in 2 days."
    found = points_of(blocks_of(source)[0], MOST_WORDS, 3)
    assert found == [
        "- Ask No. 4 first.",
        "- **Then.** Write “it (e.g. now). Or” down *at once. Really* so?",
        "- Yes, in 2 days.",
    ]


def test_figures_for_the_wall_fill_their_slides_with_letters_of_a_fortieth_of_the_height() -> None:
    with vocab.in_language("en"):
        shown = figures.swot(load(case_study("d-trainee")), size="wall").pages
        told = [page._repr_mimebundle_()[0] for page in shown]
    outputs: Any = [
        new_output("display_data", data=data, metadata={"alt": page.alt, "caption": page.caption})
        for data, page in zip(told, shown, strict=True)
    ]
    cell: Any = new_code_cell("#| caption: The board\nfigures.swot(case)", outputs=outputs)
    pdf, _ = to_slides(new_notebook(cells=[new_markdown_cell("# Board"), cell]), name="board")
    count = len(shown)
    assert count > 1
    slides = opened(pdf).pages[-count:]
    for number, slide in enumerate(slides, start=1):
        letters: list[float] = []

        def read(text: str, ours: Any, theirs: Any, font: Any, size: float, kept: Any = letters) -> None:
            if any(map(str.isalnum, text)):
                kept.append(size * abs(ours[3]) * abs(theirs[3]))

        text = slide.extract_text(visitor_text=read)
        assert f"The board ({number}/{count})" in text
        assert f"Page {number} of {count}" in text
        assert min(letters) >= float(slide.mediabox.height) / 40


@pytest.mark.parametrize("lesson", STAGES, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_how_the_minutes_of_a_lesson_were_worked_out_is_for_the_lecturer(lesson):
    reckoned = re.compile("150 (words a minute|kata per menit)")
    slides = deck(read_notebook(lesson), lesson.stem, None, no_input=True).cells
    own = [cell.metadata["casekit"]["slide"] for cell in slides if "casekit" in cell.metadata]
    told = [note for one in own for note in one.get("notes", [])]
    assert not [cell.source for cell in slides if reckoned.search(cell.source)]
    assert len([note for note in told if reckoned.search(note)]) == 1


EXAMPLE = {item.id: item for item in course.lesson("example").items}
LABELS = re.compile(r"\b(?:[A-Z]|\d+)(?=&#46;(?:\*\*)?\u00a0)")


def items_of_lessons() -> list[Any]:
    names = sorted(path.stem for path in (Path(__file__).parents[2] / "notebooks" / "items").glob("*.yaml"))
    return [item for name in names for item in course.lesson(name).items if item.asked != "prose"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_what_there_is_to_choose_from_stands_below_its_question(language: str) -> None:
    with vocab.in_language(language):
        items = items_of_lessons()
        assert len(items) > 100
        for item in items:
            question = " ".join(str(item.question).split())
            texts = [text for text in question_of(item) if LABELS.search(text)]
            for text in texts:
                assert question in " ".join(letters(text).replace("\u00a0", " ").split()), item.id


def test_a_question_that_fits_stands_on_one_slide() -> None:
    for item in EXAMPLE.values():
        if item.asked != "prose":
            assert len(question_of(item)) == 1, item.id


@pytest.mark.parametrize("kind", ["single", "multiple", "ordering", "sorting", "matching"])
def test_the_answer_has_the_letters_and_numbers_of_the_question(kind: str) -> None:
    item = next(one for one in EXAMPLE.values() if one.asked == kind)
    lines = [line.replace("**", "") for line in _lines(question_of(item))]
    asked = {line.partition("&#46;\u00a0")[2]: line for line in lines}
    told = [line for line in _lines(answer_to(item)) if "**" in line]
    assert told
    for line in told:
        if kind in ("sorting", "matching"):
            number, card, place = re.fullmatch(r"(\d+)\. (.+) →\u00a0\*\*(.+)\*\*", line).groups()
            assert asked[card].startswith(f"{number}&#46;")
            for own in place.replace("**", "").split(" / "):
                assert own.partition("&#46;\u00a0")[0] in LABELS.findall(own)
                assert own in "\n".join(question_of(item)).replace("**", "")
        else:
            label = re.search(r"\*\*([A-Z])&#46;\u00a0(.+)\*\*", line)
            assert asked[label[2]].startswith(f"{label[1]}&#46;")


def _lines(texts: list[str]) -> list[str]:
    return [line.rstrip().removeprefix("- ") for text in texts for line in text.splitlines() if line.strip()]


def test_slides_are_as_few_as_hold_the_text_and_are_parted_where_a_thought_ends() -> None:
    sentence = "- It takes about as many words as one line of a slide can hold, and a few more."
    two = [Point(sentence)] + [Point(sentence, opens=False)] * 2
    assert len(filled(two)) == 1
    found = filled([*two, *two])
    assert [text.count("- ") for text in found] == [3, 3]
    leads = filled([Point("One. " * 40), Point("**Four of them:**"), *[Point(sentence, opens=False)] * 4])
    assert not any(text.rstrip().endswith(":**") for text in leads)
    assert "".join(leads).count("- ") == 4
    clings = filled([*two, Point("Fill in the form.", clings=True), *two])
    assert not any(text.startswith("Fill") for text in clings)
    assert fits([Point(sentence)], LEAST_ASKED)


def test_a_sentence_that_leads_to_a_list_is_no_point_of_it() -> None:
    text = "The times are told apart. " + "A word. " * 30 + "They are called phases:"
    found = points_of(blocks_of(text)[0], MOST_WORDS, 32)
    assert found[0].startswith("- ") and found[-1] == "They are called phases:"


def test_names_of_clients_are_not_torn_and_names_of_columns_keep_their_underscores() -> None:
    cells: list[Any] = [
        new_markdown_cell("## Client D and Tau_U\n\nWhat does Client D say of `percent_change`?")
    ]
    found = slides(new_notebook(cells=cells, metadata={"lang": "en", "title": "X"}))
    assert found[0]["title"] == "Client\u00a0D and Tau_U"
    assert "Client\u00a0D say" in found[0]["text"]


def test_a_short_line_stands_above_its_table_and_a_form_below_its_text() -> None:
    cells: list[Any] = [
        new_markdown_cell("## Part\n\nThese are the rows:"),
        new_code_cell("show()", outputs=[html("<table><tr><td>HERON</td></tr></table>")]),
        new_markdown_cell("Write down what is missing."),
        new_code_cell("form()", outputs=[html("<p>x</p>", casekit={"form": "bpss", "language": "en"})]),
    ]
    notebook = new_notebook(cells=cells, metadata={"lang": "en", "title": "X"})
    found = slides(notebook)
    assert [one["kind"] for one in found] == ["table", "text"]
    assert "**Form: BPSS assessment.**" in found[1]["text"]
    texts = pages(to_slides(notebook, name="x")[0])
    assert "These are the rows" in texts[1] and "HERON" in texts[1]


def test_slides_of_a_heading_are_counted_through_a_table_that_flows_over() -> None:
    cells: list[Any] = [
        new_markdown_cell("## Part\n\nBefore it. " + "It goes on for a while, and longer than a line. " * 4),
        new_code_cell("show()", outputs=[html(TABLE)]),
        new_markdown_cell("After it."),
    ]
    texts = pages(to_slides(new_notebook(cells=cells, metadata={"lang": "en", "title": "X"}), name="x")[0])
    titles = [match[0] for text in texts[1:] if (match := re.search(r"Part(?: \(\d+\))?", text))]
    assert titles == ["Part", *(f"Part ({number})" for number in range(2, len(texts)))]
    assert len(titles) > 4


def test_letters_shrink_until_the_text_fits_but_stay_readable() -> None:
    sentence = "- While it goes on, each sentence becomes longer than the line that it stands on."
    long = "\n".join([sentence] * 5)
    cells: list[Any] = [new_markdown_cell(f"## Part\n\n{long}"), new_markdown_cell("## Next\n\nShort.")]
    pdf, _ = to_slides(new_notebook(cells=cells, metadata={"lang": "en", "title": "X"}), name="x")
    sizes = []
    for page in opened(pdf).pages[1:]:
        found: list[float] = []

        def read(text: str, ours: Any, theirs: Any, font: Any, size: float, kept: Any = found) -> None:
            if "While" in text or "Short" in text:
                kept.append(size * abs(ours[3]) * abs(theirs[3]))

        page.extract_text(visitor_text=read)
        sizes.append(max(found))
    assert len(sizes) == 2
    assert 20 <= sizes[0] < 26 == pytest.approx(sizes[1])


def test_questions_of_every_kind_are_shown_without_marks_of_markdown() -> None:
    cells: list[Any] = [new_markdown_cell("## Part"), new_code_cell("quiz()", outputs=[quiz(*EXAMPLE)])]
    text = "\n".join(pages(to_slides(new_notebook(cells=cells, metadata={"lang": "en"}), name="x")[0]))
    assert text.count("Question") >= len(EXAMPLE) - 1
    assert not re.search(r"\*|&#|_{2}|<!--", text)


def test_a_paragraph_after_a_list_does_not_go_on_with_its_items() -> None:
    text = "- one;\n- two.\n\n" + "The paragraph is of another thing. " * 7
    found = slides(new_notebook(cells=[new_markdown_cell(f"## Part\n\n{text}")], metadata={"lang": "en"}))
    assert "- two.\n\nThe paragraph" in found[0]["text"]


def test_a_line_below_a_heading_opens_questions_and_stands_above_what_is_written() -> None:
    def asked(*items: str) -> list[tuple[str, str]]:
        cells: list[Any] = [
            new_markdown_cell("## Three questions\n\nAnswer alone first."),
            new_code_cell("quiz()", outputs=[quiz(*items)]),
        ]
        found = slides(new_notebook(cells=cells, metadata={"lang": "en", "title": "X"}))
        return [(one["kind"], one["title"]) for one in found]

    assert asked("small-talk")[:2] == [("opening", "Three questions"), ("question", "Question 1")]
    assert asked("why-first") == [("write", "Three questions")]


def letters_of(slide: Any) -> list[float]:
    """Return how large the letters of the texts on a slide are, in points."""
    found: list[float] = []

    def read(text: str, ours: Any, theirs: Any, font: Any, size: float) -> None:
        if any(map(str.isalnum, text)):
            found.append(size * abs(ours[3]) * abs(theirs[3]))

    slide.extract_text(visitor_text=read)
    return found


def with_table(table: str) -> list[Any]:
    """Return the slides of a lesson that shows a table."""
    shown: Any = new_code_cell("#| caption: All\nshow()", outputs=[html(table)])
    pdf, _ = to_slides(new_notebook(cells=[new_markdown_cell("# A lesson"), shown]), name="n")
    return [*opened(pdf).pages][1:]


@pytest.mark.parametrize(("rows", "least"), [(3, 24), (9, 20), (40, 16)])
def test_a_table_stands_in_letters_as_large_as_its_rows_allow(rows: int, least: float) -> None:
    body = "".join(f"<tr><td>{number}</td><td>what was found</td></tr>" for number in range(rows))
    slides = with_table(f"<table><thead><tr><th>no</th><th>finding</th></tr></thead>{body}</table>")
    letters = [size for slide in slides for size in letters_of(slide)]
    assert (
        min(size for size in letters if size > 13) >= least - 0.1
    )  # title and number below are in 12 points


def test_what_is_said_below_a_table_does_not_stand_alone() -> None:
    with vocab.in_language("en"):
        weaver, youth, trainee = (
            load(case_study(name)) for name in ("a-weaver", "c-street-youth", "d-trainee")
        )
        shown = [tables.measures(weaver), tables.gaps(youth).head(2), tables.session(trainee, 2)]
        told = [table._repr_html_() for table in shown]
    for table in told:
        said = [slide.extract_text() for slide in with_table(table)]
        (noted,) = [text for text in said if "Basis of every row" in text]
        assert len(noted[: noted.index("Basis of every row")].split("\n")) > 3, (
            noted
        )  # rows, not only a title


def test_a_value_is_no_slide_where_its_code_is_not_shown() -> None:
    value: Any = new_output("execute_result", data={"text/plain": "True"}, execution_count=1)
    cells: list[Any] = [new_markdown_cell("## Part\n\nText."), new_code_cell("same(a, b)", outputs=[value])]
    notebook = new_notebook(cells=cells, metadata={"lang": "en", "title": "X"})
    assert [one["kind"] for one in slides(notebook)] == ["text"]
    value.data["text/plain"] = "The row 4 is mistyped"
    assert len(slides(notebook)) == 1  # the sentence has its slide, with the text above it
    assert len(deck(notebook, "x", None, no_input=True).cells) == 2


def test_what_learners_are_asked_to_think_about_does_not_stand_above_the_table_that_tells_it() -> None:
    cells: list[Any] = [
        new_markdown_cell("## Part\n\nText.\n\n> **Stop here.** Without counting: what has changed?"),
        new_code_cell("show()", outputs=[html("<table><tr><td>HERON</td></tr></table>")]),
    ]
    found = slides(new_notebook(cells=cells, metadata={"lang": "en", "title": "X"}))
    assert [one["kind"] for one in found] == ["text", "table"]
    assert found[1]["text"] == ""


def test_rows_are_shared_evenly_over_slides_and_none_is_torn() -> None:
    said = "what was found in this case and what it means for the plan that was made with the client " * 2
    body = "".join(f"<tr><td>row{number}</td><td>{said}end{number}</td></tr>" for number in range(7))
    slides = with_table(f"<table><thead><tr><th>no</th><th>finding</th></tr></thead>{body}</table>")
    texts = [slide.extract_text() for slide in slides]
    counts = [text.count("row") for text in texts]
    assert sum(counts) == 7
    assert max(counts) - min(counts) <= 1
    assert [text.count("end") for text in texts] == counts


def test_an_index_that_only_counts_is_left_out_on_slides_and_one_with_names_is_kept() -> None:
    head = "<tr><th></th><th>measure</th><th>value</th></tr>"
    counted = "".join(f"<tr><th>{at}</th><td>NAP</td><td>0.{at}7</td></tr>" for at in range(3))
    named = "".join(f"<tr><th>week {at}</th><td>NAP</td><td>0.{at}7</td></tr>" for at in range(3))
    shown = {
        body: with_table(f"<table><thead>{head}</thead><tbody>{body}</tbody></table>")[0].extract_text()
        for body in (counted, named)
    }
    rows = [line.split()[0] for line in shown[counted].split("\n") if "NAP" in line]
    assert rows == ["NAP"] * 3
    assert "week 2" in shown[named]


def test_each_part_of_a_table_that_is_split_tells_its_rows_apart() -> None:
    names = ("measure", "unit", "better", "phase", "goals", "note", "where", "basis")
    long = "the household keeps a record of what it spends in every week of the practicum"
    rows = "".join(
        f"<tr><td>Weeks with records</td><td>weeks</td><td>a rise</td><td>{phase}</td>"
        + "".join(f"<td>{long}</td>" for _ in names[4:])
        + "</tr>"
        for phase in ("baseline", "work")
    )
    head = "".join(f"<th>{name}</th>" for name in names)
    slides = with_table(f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")
    texts = [slide.extract_text() for slide in slides]
    assert len(texts) > 1
    assert all("baseline" in text and "work" in text for text in texts)


def test_a_sentence_below_a_short_table_stands_on_its_slide() -> None:
    table = "| Part | Minutes |\n|---|---|\n| Opening | 5 |\n| Checks | 10 |"
    cell = new_markdown_cell(f"## Time\n\n{table}\n\nThe task takes another HERON minutes.")
    notebook = new_notebook(cells=[cell], metadata={"lang": "en", "title": "X"})
    found = [text for text in pages(to_slides(notebook, name="x")[0]) if "Minutes" in text or "HERON" in text]
    assert len(found) == 1


def test_the_options_of_a_question_are_never_parted() -> None:
    for language in ("id", "en"):
        with vocab.in_language(language):
            for item in items_of_lessons():
                if item.asked in ("single", "multiple", "ordering"):
                    with_options = [text for text in question_of(item) if LABELS.search(text)]
                    assert len(with_options) == 1, item.id
