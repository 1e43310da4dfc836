"""What a form holds, for exports: all of it, in both languages, and nothing in it means anything."""

import json
from functools import reduce
from pathlib import Path

import pypandoc
import pytest
from bs4 import BeautifulSoup

import casekit
from casekit import tables, vocab
from casekit.model import Case, Finding, QuadrantItem, Statement, Strategy, SwotItem, Symptom

INJECTIONS = json.loads((Path(__file__).parents[1] / "widgets" / "injections.json").read_text())
HARMLESS = set("p strong span small br em div table thead tbody tr th td colgroup col style".split())  # noqa: SIM905
FORMS = ["bpss", "swot", "strengths"]


def flat(text: str) -> str:
    """Return a text on one line, with the quotation marks that pandoc makes typographic as they were."""
    return " ".join(text.split()).translate(str.maketrans("“”‘’", "\"\"''"))


def assert_harmless(page: str) -> BeautifulSoup:
    """Assert that nothing in a page runs, loads or leads anywhere, and return it parsed."""
    soup = BeautifulSoup(page, "html.parser")
    for tag in soup.find_all(True):
        assert tag.name in HARMLESS
        assert {*tag.attrs} <= {"class", "style", "border", "scope"}, tag.attrs
    assert all(style.string.startswith("table.casekit") for style in soup.find_all("style"))
    return soup


@pytest.fixture
def hostile(case_file: Path) -> Case:
    """Return a case in which every text is hostile."""
    case = casekit.load(case_file)
    case.title = INJECTIONS[0]
    own, known = case.assessment, {"basis": "documented"}
    for n, text in enumerate(INJECTIONS):
        own.findings.append(
            Finding(
                id=f"f{n}",
                dimension=vocab.codes("dimension")[n % 4],
                text=text,
                reason=text,
                rating=2,
                valence="concern",
                **known,
            )
        )
        own.symptoms.append(Symptom(id=f"s{n}", text=text, **known))
        own.swot.append(
            SwotItem(id=f"w{n}", cell=vocab.codes("swot")[n % 4], text=text, findings=[f"f{n}"], **known)
        )
        own.strategies.append(
            Strategy(id=f"t{n}", tows=vocab.codes("tows")[n % 4], text=text, items=[f"w{n}"], **known)
        )
        own.quadrant.items.append(
            QuadrantItem(id=f"q{n}", domain="personal", side="strength", text=text, **known)
        )
    own.focus_problem = Statement(text=INJECTIONS[-1], **known)
    return case


def test_the_set_is_large() -> None:
    assert len(INJECTIONS) >= 60


@pytest.mark.parametrize("form", FORMS)
def test_hostile_text_is_text_in_html(form: str, hostile: Case) -> None:
    text = flat(assert_harmless(tables.content(form, hostile)["text/html"]).get_text())
    for injection in INJECTIONS:
        assert text.count(flat(injection)) >= (1 if form == "strengths" else 2)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("reader", ["markdown", "gfm", "commonmark_x"])
def test_hostile_text_is_text_in_markdown(form: str, reader: str, hostile: Case) -> None:
    page = pypandoc.convert_text(tables.content(form, hostile)["text/markdown"], "html", format=reader)
    text = flat(assert_harmless(page).get_text())
    for injection in INJECTIONS:
        assert text.count(flat(injection)) >= (1 if form == "strengths" else 2)


@pytest.mark.parametrize("form", FORMS)
def test_all_three_kinds_hold_all_of_it(form: str, language: str) -> None:
    case = casekit.load(casekit.case_study("d-trainee"))
    told = tables.content(form, case)
    own = case.assessment
    texts = {
        "bpss": [*own.findings, *own.symptoms, own.focus_problem],
        "swot": [*own.swot, *own.strategies],
        "strengths": own.quadrant.items,
    }[form]
    pages = {
        "text/html": BeautifulSoup(told["text/html"], "html.parser").get_text(" "),
        "text/markdown": BeautifulSoup(
            pypandoc.convert_text(told["text/markdown"], "html", format="markdown"), "html.parser"
        ).get_text(" "),
        "text/plain": told["text/plain"],
    }
    for page in pages.values():
        assert vocab.say(f"widgets.{form}") in page
        for part in texts:
            assert flat(str(part.text)) in flat(page)


def test_the_language_can_be_chosen() -> None:
    case = casekit.load(casekit.case_study("d-trainee"))
    assert tables.content("swot", case, "en")["text/plain"].startswith("SWOT board")
    assert tables.content("swot", case)["text/plain"].startswith("Papan SWOT")
    assert vocab.language() == "id"


def test_an_unknown_dimension_and_who_filled_in_are_told(case_file: Path, language: str) -> None:
    case = casekit.load(case_file)
    case.assessment.unknown = [{"dimension": "spiritual", "text": "tidak bercerita", "basis": "documented"}]
    case.assessment.quadrant.filled_by = "both"
    for mime, told in tables.content("bpss", case).items():
        assert "tidak bercerita" in told, mime
    for mime, told in tables.content("strengths", case).items():
        assert vocab.label("filled_by", "both") in told, mime


@pytest.mark.parametrize(
    ("form", "place", "field", "kept", "shown"),
    [
        ("identity", "", "summary", "terancam putus sekolah", "terancam putus sekolah"),
        ("history", "assessment", "methods", ["observation"], ("gathering", "observation")),
        ("plan", "plan", "roles", ["broker"], ("role", "broker")),
        ("plan", "plan", "approved_by", Statement(text="minggu ke-3", basis="documented"), "minggu ke-3"),
        ("sessions", "intervention", "notes", [Statement(text="utuh", basis="documented")], "utuh"),
        ("cash_book", "intervention.cash_book", "weekly_target_idr", 50_000, 50_000),
    ],
)
def test_the_cards_of_a_form_are_in_it(
    form: str, place: str, field: str, kept: object, shown: object, case_file: Path, language: str
) -> None:
    case = casekit.load(case_file)
    setattr(reduce(getattr, filter(None, place.split(".")), case), field, kept)
    said = vocab.label(*shown) if isinstance(shown, tuple) else shown
    said = vocab.number(said) if isinstance(said, int) else said
    for mime, told in tables.content(form, case).items():
        assert said in told, mime


def test_a_field_is_headed_as_in_its_form(case_file: Path, language: str) -> None:
    case = casekit.load(case_file)
    case.assessment.methods = ["observation"]
    case.plan.targets = [{"text": "keluarga", "basis": "documented"}]
    for form, head in {"history": "gathered_by", "plan": "who_or_what"}.items():
        told = tables.content(form, case)
        for mime in ("text/html", "text/markdown"):  # plain text has no heads
            assert vocab.say(f"tables.{head}") in told[mime].lower()


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_form_says_so(form: str, case_file: Path, language: str) -> None:
    told = tables.content(form, casekit.load(case_file))
    assert vocab.say("tables.empty") in BeautifulSoup(told["text/html"], "html.parser").get_text()
    assert all(told.values())
