"""The book of all lessons, as PDF and as web pages, made of a few small ones; the commands for lecturers."""

import os
import re
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from casekit import vocab
from casekit.cli import book as command
from casekit.cli import run
from casekit.export import to_pdf
from casekit.export.book import Chapter, book, in_order, part_of, terms
from casekit.export.web import to_page
from casekit.export.webbook import for_the_web, web_book
from tests.export.reading import opened, page_texts, squeezed, text_of

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40"><rect width="90" height="40"/></svg>'
HEAD = "<thead><tr><th></th><th>weeks</th></tr></thead>"
TABLE = f"<table>{HEAD}<tbody><tr><td>A</td><td>3</td></tr></tbody></table>"


def output(data: dict[str, str], **metadata: Any) -> Any:
    return new_output("display_data", data={"text/plain": "-", **data}, metadata=metadata)


def chapters() -> list[Chapter]:
    """Return a book of four short lessons, not in order."""
    figure = output({"image/svg+xml": SVG}, alt="A bar", caption="A bar")
    lessons: dict[str, list[Any]] = {
        "glossary": [new_markdown_cell("# Glossary\n\nAll terms.")],
        "cases/d-trainee": [
            new_markdown_cell("# Client D\n\nA case.[^1]\n\n[^1]: Of D."),
            new_code_cell("#| caption: The bar\ndraw()", outputs=[figure]),
            new_code_cell("#| caption: Weeks\nshow()", outputs=[output({"text/html": TABLE})]),
        ],
        "00_start": [
            new_markdown_cell("# Start\n\nRead [the case](cases/d-trainee.ipynb).[^1]\n\n[^1]: Of start."),
            new_markdown_cell("## A part\n\n```\n# no heading\n```\n\nThe **ecomap** is drawn. [x](x.ipynb)"),
        ],
        "stages/02_assessment": [
            new_markdown_cell(
                "# Stage 2\n\n### Below\n\n[Case](../cases/d-trainee.ipynb). **Ecomap:** again."
            ),
        ],
    }
    made = {
        name: new_notebook(cells=cells, metadata={"lang": "en", "title": cells[0].source.split("\n")[0][2:]})
        for name, cells in lessons.items()
    }
    return [Chapter(name, made[name]) for name in in_order([*made])]


@pytest.fixture(scope="module")
def pdf() -> bytes:
    made, remarks = to_pdf(book(chapters(), "en", "First edition"), name="book", edition="reading")
    assert remarks == []
    return made


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    own = chapters()
    names = [chapter.name for chapter in own]
    contents = {
        chapter.name: to_page(for_the_web(chapter, number, names), name=chapter.name)[0]
        for number, chapter in enumerate(own, start=1)
    }
    return {name: page.decode() for name, page in web_book(own, contents, "en", "First edition").items()}


def page_with(pdf: bytes, text: str, first: int = 0) -> int:
    """Return the first page, counted from 0, that holds a text."""
    found = [squeezed(text) for text in page_texts(pdf)]
    return next(at for at, page in enumerate(found) if at >= first and squeezed(text) in page)


def test_lessons_stand_in_the_parts_of_the_book() -> None:
    assert [chapter.name for chapter in chapters()] == [
        "00_start",
        "stages/02_assessment",
        "cases/d-trainee",
        "glossary",
    ]
    assert part_of("workshop/1_a") == "more"


def test_the_book_has_cover_contents_parts_and_numbered_chapters(pdf: bytes) -> None:
    text = text_of(pdf)
    for said in ("LearningCasework", "Firstedition", "Contents", "Chapter1Start", "Chapter3ClientD"):
        assert said in text, said
    assert page_with(pdf, "First edition") == 0
    places = [page_with(pdf, part, 2) for part in ("Part One: Start", "Part Two", "Part Three")]
    assert places == sorted(places)
    assert opened(pdf).page_labels[1] == "ii"


def test_figures_and_tables_count_by_chapter(pdf: bytes) -> None:
    text = text_of(pdf)
    assert "Figure3.1Thebar" in text
    assert "Table3.1Weeks" in text


def test_links_lead_to_chapters_and_say_which(pdf: bytes) -> None:
    reader = opened(pdf)
    start = page_with(pdf, "Chapter 1 Start", 2)
    assert "thecase(chapter3)" in squeezed(reader.pages[start].extract_text())
    links = [link.get_object() for link in reader.pages[start].get("/Annots", ())]
    assert any("/Dest" in link or link.get("/A", {}).get("/S") == "/GoTo" for link in links)
    assert ".ipynb" not in text_of(pdf)


def test_the_index_holds_theories_and_says_of_a_single_word_which_list_it_is_of() -> None:
    with vocab.in_language("en"):
        index = terms()
    assert index["hierarchy of needs (maslow)"] == "hierarchy of needs (Maslow)"
    assert index["physical"] == "physical (kinds of intervention)"
    assert index["motivation"] == "motivation"  # a task of engagement, and a kind of intervention
    assert "work" not in index  # of the network, and an everyday word


def test_the_index_names_the_pages_where_a_term_is_explained(pdf: bytes) -> None:
    reader = opened(pdf)
    told = reader.pages[page_with(pdf, "Index of Terms", 2)].extract_text()
    numbers = re.search(r"ecomap \(assessment tools\)\s+(\d+), (\d+)", told, re.I)
    assert numbers
    labels = reader.page_labels
    for number, chapter in zip(numbers.groups(), ("Chapter 1 Start", "Chapter 2 Stage"), strict=True):
        assert labels[page_with(pdf, chapter, 2)] == number


def test_footnotes_of_two_lessons_stay_apart(pdf: bytes) -> None:
    text = text_of(pdf)
    assert "OfD." in text and "Ofstart." in text


def test_web_pages_need_nothing_from_elsewhere(pages: dict[str, str]) -> None:
    assert {*pages} == {
        "index.html",
        "terms.html",
        "book.css",
        "00_start.html",
        "stages-02_assessment.html",
        "cases-d-trainee.html",
        "glossary.html",
    }
    whole = "".join(pages.values())
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//|@import|url\(", whole)
    assert "lesson.invalid" not in whole and "<script" not in whole
    for name, page in pages.items():
        if name.endswith(".html"):
            for link in re.findall(r'href="([^"]+)"', page):
                file, _, place = link.partition("#")
                assert file in {"", *pages}, (name, link)
                assert not place or f'id="{place}"' in pages[file or name], (name, link)


def test_web_pages_can_be_read_by_everybody(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        if not name.endswith(".html"):
            continue
        assert '<html lang="en">' in page
        levels = [*map(int, re.findall(r"<h([1-6])", page))]
        assert levels[0] == 1 and levels.count(1) == 1, name
        assert all(after <= before + 1 for before, after in pairwise(levels)), name
        assert all(re.search(r'alt="[^"]+"', image) for image in re.findall("<img[^>]*>", page))
        assert not re.search(r"<th[^>]*></th>", page)
    case = pages["cases-d-trainee.html"]
    assert "Figure 3.1. The bar" in case and "Table 3.1. Weeks" in case
    assert 'src="data:image/svg+xml;base64,' in case
    assert 'aria-current="page">Client D' in case
    assert '<a href="cases-d-trainee.html">the case</a>' in pages["00_start.html"]
    assert re.search(r'<li>ecomap \(assessment tools\): <a href="00_start.html#term-1"', pages["terms.html"])


def test_wide_tables_are_scrolled_on_a_phone_before_their_columns_become_too_narrow() -> None:
    def least_width(cell: str) -> float:
        """Return how wide, in letters, a table of five columns at least is."""
        head = "|".join("abcde")
        table = f"|{head}|\n|{'-|' * 5}\n|{f'{cell}|' * 5}"
        page = to_page(new_notebook(cells=[new_markdown_cell(table)]), name="n")[0]
        return float(re.findall(r'class="table"[^>]* style="--letters: (\d+)"', page)[0])

    style = (files("casekit") / "data" / "templates" / "web.css").read_text("utf-8")
    rem = re.search(r"min-width: max\(60%, calc\(var\(--letters, 0\) \* ([\d.]+)rem\)\)", style)
    assert rem
    sentence = "She was asked what she wants to know, and from whom. "
    assert least_width(sentence) * float(rem[1]) > 5 * 8  # a column of 128 pixels: two or three words
    assert least_width(sentence * 9) == least_width(sentence)  # long texts may have many lines
    assert least_width("12") * float(rem[1]) < 20  # numbers have room on a phone


def test_lines_to_write_on_are_lines_on_the_web() -> None:
    line = "\\_" * 64
    table = f"| a | b |\n|---|---|\n| who | <br><br>{line} |"
    notebook = new_notebook(
        cells=[new_markdown_cell(f"> {line}\n>\n> {line}\n\n{table}\n\nNama: \\_\\_\\_\\_")]
    )
    page = to_page(notebook, name="n")[0]
    assert page.count('<span class="line"></span>') == 3
    assert page.count("_") == 4


def test_a_lesson_that_fails_leaves_no_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for language in vocab.LANGUAGES:
        (tmp_path / "lessons" / language).mkdir(parents=True)
    (tmp_path / "lessons" / "id" / "a.ipynb").write_text("no notebook")
    monkeypatch.setattr(command, "shelf", lambda: tmp_path / "lessons")
    assert run(["book", "--to", str(tmp_path / "out"), "--lang", "id"]) == 1
    said = capsys.readouterr().err
    assert "GAGAL" in said and "Traceback" not in said
    assert not (tmp_path / "out").exists()


def test_bad_input_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lesson = tmp_path / "a.ipynb"
    lesson.write_text(nbformat.writes(new_notebook(cells=[new_markdown_cell("![gone](gone.png)\n\nText.")])))
    empty = tmp_path / "empty.ipynb"
    empty.write_text(nbformat.writes(new_notebook()))
    assert run(["slides", str(empty), "--lang", "en"]) == 1
    assert "there is no heading, text or picture" in capsys.readouterr().err
    assert run(["slides", str(tmp_path / "b.ipynb"), "--lang", "en"]) == 1
    assert "was not found" in capsys.readouterr().err
    assert run(["slides", str(lesson), "--lang", "fr"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert run(["slides", str(lesson), "--notes", "--lang", "en"]) == 0
    said = capsys.readouterr().err
    assert "gone.png" in said and "no notes for the lecturer" in said
    assert (tmp_path / "a-slides.pdf").is_file() and not (tmp_path / "a-notes.pdf").exists()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tmp_path.chmod(0o500)
    assert run(["worksheets", "--to", str(tmp_path / "out"), "--lang", "en"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_worksheets_hold_every_form_with_room_to_write(
    tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["worksheets", "--to", str(tmp_path), "--lang", language]) == 0
    made = tmp_path / vocab.say("worksheets.file", language)
    reader = opened(made.read_bytes())
    text = text_of(made.read_bytes())
    forms = [
        "identity",
        "engagement",
        "history",
        "genogram",
        "ecomap",
        "bpss",
        "swot",
        "strengths",
        "plan",
        "conference",
        "sessions",
    ]
    for form in [*forms, "cash_book", "goals", "closing", "reflection"]:
        assert squeezed(vocab.say(f"widgets.{form}", language)) in text, form
    assert text.count("_" * 20) > 300
    for code in ("strength", "concern", "neutral"):
        assert squeezed(vocab.label("valence", code, language)) in text
    for code in vocab.codes("stage"):
        assert squeezed(vocab.label("stage", code, language)) in squeezed(reader.pages[-1].extract_text())
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    assert capsys.readouterr().err == ""


@pytest.mark.skipif("CASEKIT_LONG_TESTS" not in os.environ, reason="all lessons are run; make test-slow")
def test_the_whole_book_is_made(tmp_path: Path, language: str) -> None:
    assert run(["book", "--to", str(tmp_path), "--lang", language]) == 0
    made = next(tmp_path.glob("*.pdf")).read_bytes()
    assert len(opened(made).pages) > 150
    assert run(["book", "--html", "--to", str(tmp_path), "--lang", language]) == 0
    assert len([*tmp_path.rglob("*.html")]) > 20
