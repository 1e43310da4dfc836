"""A part that was begun and not filled in says so wherever a case is shown, and stops nothing."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import casekit
from casekit import export, figures, gedcom, report, tables, told, vocab, widgets
from casekit.model import Bilingual, Case, Event, Part, Person, Record, When, walk
from casekit.report.said import said
from tests.empty_parts import MARK, Place, case_of, is_text, places
from tests.report.reading import pdf_text, word_text
from tests.whereabouts import forms, tables_of_a_case

FIGURES = [
    *(figures.bpss, figures.strengths, figures.swot, figures.genogram, figures.ecomap, figures.timeline),
    *(figures.thread, figures.cash_book, figures.goal_attainment),
]
CONTENTS = [getattr(widgets, name).tool for name in forms()]
OWN = ("engagement", "plan", "sessions", "goal_attainment", "closing")  # forms that show more than tables do
TABLES = [getattr(tables, name) for name in sorted(tables_of_a_case() - {"session"})]
# A bare id, what Python says for nothing, and signs with nothing before or between them.
GAP = re.compile(rf"{MARK}|\bNone\b|\(\s*[,)]|“\s*”|^\s*[:·;,]|: ?[.;,)](?!\.)")


def assert_complete(text: str) -> None:
    """Assert that nobody reads an id or a gap where a name is expected."""
    for line in text.splitlines():
        assert not GAP.search(line), line


def words(case: Case) -> Iterator[str]:
    """Yield a case as words."""
    yield from (*told.family_told(case), *told.network_told(case), *told.loose_ends(case))
    yield from (step.text for step in told.thread(case))


def saved(case: Case, path: Path) -> Case:
    casekit.save(case, path)
    return casekit.load(path)


def seen(case: Case) -> Iterator[str]:
    """Yield a case as its words, tables, forms and the sentences of its reports show it."""
    yield from words(case)
    cards = [tables.session(case, number) for number, _ in enumerate(case.intervention.sessions, 1)]
    for table in (*(table(case) for table in TABLES), *cards):
        yield from (str(cell) for cell in table.to_numpy().ravel() if not pd.isna(cell))
    for form in OWN:
        yield from tables.content(form, case)["text/plain"].splitlines()
    for path in ("plan.approved_by.text", "intervention.notes.text"):
        yield from (text for text, _ in said(case, path))


def test_the_cases_hold_every_part_of_the_model() -> None:
    def kinds(part: type[Part]) -> Iterator[type[Part]]:
        for inner in part.__subclasses__():
            yield inner
            yield from kinds(inner)

    held = {type(part) for _, part in walk(case_of())}
    of_cases = {kind for kind in kinds(Part) if kind.__module__.startswith("casekit.model.")}
    assert of_cases - held == {Bilingual, Event, Record, When}
    assert len([*places()]) > 50


@pytest.mark.parametrize(
    ("place", "part"), [*places()], ids=lambda own: ".".join(own) if isinstance(own, tuple) else ""
)
def test_one_empty_part_by_itself_is_told(place: Place, part: type[Part]) -> None:
    case = case_of(place)
    nothing = vocab.say("widgets.not_filled_in")
    case.title = "Kasus"
    for person in case.people[: 1 if part is Person else 2]:
        person.label = "Seseorang"
    shown = [*seen(case)]
    assert_complete("\n".join(shown))
    texts = [name for name, field in part.model_fields.items() if field.is_required() and is_text(field)]
    assert any(nothing in one for one in shown) >= bool(texts)
    assert MARK not in gedcom.to_gedcom(case)


@pytest.mark.parametrize("how", [{}, {"blank": True}, {"linked": True}], ids=["least", "blank", "linked"])
def test_empty_parts_are_told_in_every_table_and_figure(how: dict[str, bool], language: str) -> None:
    case = case_of(**how)
    case.title = "Kasus"
    nothing = vocab.say("widgets.not_filled_in")
    told_of = [*seen(case)]
    assert sum(nothing in one for one in told_of) > 60
    assert_complete("\n".join(told_of))
    for table in TABLES:
        shown = table(case)
        assert not shown.empty, table
        assert MARK not in shown._repr_html_() + shown._repr_markdown_()
    assert MARK not in tables.session(case, 1)._repr_markdown_()
    for form in CONTENTS:
        for text in tables.content(form, case).values():
            assert nothing in text.replace("&#40;", "("), form
            assert_complete("" if "<table" in text else text)
    for figure in FIGURES:
        drawn = figure(case)
        assert nothing in drawn.alt or figure is figures.cash_book, figure
        assert_complete(drawn.alt)
        assert MARK not in "".join(text.get_text() for text in drawn.texts)


def written(kind: str, folder: Path, language: str) -> Any:
    """Return a report of empty parts, after a look at what its cells say."""
    case = case_of(blank=language == "en", linked=True)
    notebook = report.write(saved(case, folder / f"{language}.yaml"), kind, language)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            assert_complete(re.sub("<[^>]*>", "", cell.source))
        for output in cell.get("outputs", ()):
            for mime in ("text/markdown", "text/plain"):
                assert MARK not in output["data"].get(mime, "")
    return notebook


@pytest.mark.parametrize("kind", [kind for kind in report.kinds() if kind != "practicum"])
def test_empty_parts_stop_no_report(kind: str, tmp_path: Path, language: str) -> None:
    assert written(kind, tmp_path, language).cells


def test_an_empty_sentence_leaves_no_hole_in_a_report(tmp_path: Path, language: str) -> None:
    case = case_of(("engagement", "referred_by"), ("assessment", "focus_problem"))
    notebook = report.write(saved(case, tmp_path / "kasus.yaml"), "article", language)
    sources = [cell.source for cell in notebook.cells]
    assert vocab.say("widgets.not_filled_in") in sources
    places = [source for source in sources if vocab.say("report.unfilled") in source]
    assert any({"id": "Fokus masalah.", "en": "The focus problem."}[language] in place for place in places)


def test_empty_parts_are_told_in_pdf_and_word(tmp_path: Path) -> None:
    notebooks = {code: written("practicum", tmp_path, code) for code in vocab.LANGUAGES}
    pdf, _ = export.to_pdf(notebooks["en"], name="kasus")
    docx, _ = export.to_docx(notebooks["id"], name="kasus")
    for text, code in ((pdf_text(pdf), "en"), (word_text(docx), "id")):
        assert " ".join(text.split()).count(vocab.say("widgets.not_filled_in", code)) > 40
        assert MARK not in text
        assert not re.search(r"\bNone\b", text)


def test_a_misspelt_field_is_no_gap_in_the_record() -> None:
    case: Any = case_of()
    with pytest.raises(AttributeError, match="resons"):
        tables.columns.records(case, case.assessment.findings, ("text", "resons"))
    [row] = tables.columns.records(case, [case], ("title", "methods", "basis"))
    assert row == {"title": vocab.say("widgets.not_filled_in"), "methods": None, "basis": None}
