"""A text of a client that turns the direction of writing turns no word of casekit beside it."""

import re
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

import casekit
from casekit import export, figures, report, tables, told
from casekit.model import Bilingual, Part, walk
from casekit.vocab import codes, in_language, isolated, label, say
from tests.report.reading import pdf_text, word_text

FORMS = (
    *("bpss", "swot", "strengths", "genogram", "ecomap", "engagement", "plan", "sessions", "cash_book"),
    *("goal_attainment", "closing", "conference"),
)
FIGURES = (
    *("bpss", "swot", "strengths", "genogram", "ecomap", "timeline", "thread", "goal_attainment"),
    *("cash_book",),
)
# An override that is left open, one that is closed too often, an isolate, and plain Arabic with a number.
HOSTILE = ("\u202eklien", "klien\u2069\u202c\u2067klien", "\u2066klien\u202b", "كلين 17")
SIGNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200f"
_INSIDE = re.compile("[\u2066-\u2068]([^\u2066-\u2069]|[\u2066-\u2068][^\u2066-\u2069]*\u2069)*\u2069")


def texts(case):
    """Yield every text that a person wrote: its part, its field, and its place in a list."""
    for _, part in walk(case):
        for name, field in type(part).model_fields.items():
            if "Bilingual" not in str(field.annotation):
                continue
            value = getattr(part, name)
            if isinstance(value, list):
                yield from ((part, name, at) for at, one in enumerate(value) if not isinstance(one, Part))
            elif isinstance(value, str | Bilingual):
                yield part, name, None


def turning(folder):
    """Return a case in which every text turns the direction of writing."""
    case = casekit.load(casekit.work_copy(casekit.case_study("d-trainee"), folder))
    for number, (part, name, at) in enumerate([*texts(case)]):
        text = HOSTILE[number % len(HOSTILE)]
        if at is None:
            setattr(part, name, text)
        else:
            getattr(part, name)[at] = text
    casekit.save(case)
    return case


@pytest.fixture
def hostile(tmp_path):
    """Return the case to look at."""
    return turning(tmp_path)


def assert_kept_to_itself(shown):
    """Check that whatever turns stands between isolates, and no word of casekit's with it."""
    assert "kl" in shown or "كلين" in shown
    for line in shown.splitlines():
        assert isolated(line) == line
        for kept in _INSIDE.finditer(line):
            words = kept[0].translate(dict.fromkeys(map(ord, SIGNS))).strip("…")
            assert all(word in "klienklien كلين 17" for word in words.split())


@given(st.lists(st.sampled_from([*SIGNS, "a", "1", " ", "\n", "\r", "\u2029", "ع", "א"]), max_size=12))
def test_an_isolated_text_is_balanced_line_by_line_and_stays_as_it_is(signs):
    text = isolated("".join(signs))
    assert isolated(text) == text
    for line in re.split("[\n\r\u2029]", text):
        depth = 0
        for sign in line:
            depth += (sign in "\u2066\u2067\u2068") - (sign == "\u2069")
            assert depth >= 0
            assert depth > 0 or sign not in f"{SIGNS[:5]}\u200fعא"
        assert depth == 0


@pytest.mark.parametrize("text", ["Ibu", "", "naïve – “ya” 你好 👩", "\u2068عربي\u2069 (turunan)"])
def test_other_texts_are_returned_as_they_are(text):
    assert isolated(text) == text


def test_a_sentence_keeps_its_values_to_themselves():
    assert say("told.week", "en", week="\u202eIbu").endswith("\u2068\u202eIbu\u2069")


def test_what_is_stored_and_counted_stays_as_it_was_written(hostile):
    again = casekit.load(hostile.origin.path)
    assert again == hostile
    assert str(again.title) in HOSTILE
    goals = tables.goals(again)
    written = {str(goal.text) for goal in again.plan.goals}
    assert {cell for cell in goals.to_numpy().ravel() if isinstance(cell, str)} >= written


@pytest.mark.parametrize("form", FORMS)
def test_tables_of_a_form_are_not_turned(hostile, form, language):
    for shown in tables.content(form, hostile).values():
        for line in re.split(r"<[^>]*>|\n", shown):
            assert isolated(line) == line
            for word in (label("basis", code) for code in codes("basis")):
                assert not any(word in kept[0] for kept in _INSIDE.finditer(line))


def test_printed_tables_are_not_turned(hostile):
    for made in (tables.goals, tables.findings, tables.sessions):
        if not made(hostile).empty:
            for line in repr(made(hostile)).splitlines():
                assert isolated(line) == line


def test_the_words_of_families_networks_and_the_thread_are_not_turned(hostile, language):
    for said in (told.family_told(hostile), told.network_told(hostile), told.loose_ends(hostile)):
        for sentence in said:
            assert_kept_to_itself(sentence)
    assert_kept_to_itself(repr(hostile))


@pytest.mark.parametrize("name", FIGURES)
def test_figures_are_not_turned_in_words_nor_in_the_picture(hostile, name, language):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", casekit.errors.FigureWarning)
        figure = getattr(figures, name)(hostile)
    assert_kept_to_itself(figure.alt)
    drawn = [text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text"))]
    assert any("klien" in text.lower() for text in drawn)
    assert not any(sign in text for text in drawn for sign in f"{SIGNS}ك")


@pytest.mark.parametrize("kind", ["practicum", "consent", "contract", "home-visit", "session"])
def test_reports_are_not_turned(hostile, kind, language):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", casekit.errors.FigureWarning)
        notebook = report.write(hostile, kind, language)
    shown = [cell.source for cell in notebook.cells] + [*map(str, notebook.metadata.values())]
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            shown += [text for mime, text in output.data.items() if mime.startswith("text/")]
            shown += [about.get("alt", "") for about in output.metadata.values()]
    for text in shown:
        for line in re.split(r"<[^>]*>|\n", text):
            assert isolated(line) == line


def test_pages_and_word_documents_are_not_turned(hostile):
    notebook = report.write(hostile, "session", "en")
    pdf, _ = export.to_pdf(notebook, name="k")
    docx, _ = export.to_docx(notebook, name="k")
    assert "klien" in pdf_text(pdf)
    for line in word_text(docx).splitlines():
        assert isolated(line) == line


def test_a_name_of_a_file_does_not_turn_the_code_that_it_stands_in(case_file):
    path = case_file.rename(case_file.with_name("k\u202easus.yaml"))
    for cell in report.write(casekit.load(path), "consent").cells:
        assert isolated(cell.source) == cell.source


def test_messages_are_not_turned(tmp_path, language):
    path = tmp_path / "buruk.yaml"
    path.write_text("schema_version: 2\nid: '\u202eklien'\n'\u202ekl': x\n", encoding="utf-8")
    with pytest.raises(casekit.errors.CaseFileError) as error, in_language(language):
        casekit.load(path)
    for line in str(error.value).splitlines():
        assert isolated(line) == line
