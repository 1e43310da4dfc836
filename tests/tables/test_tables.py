"""The tables of a lesson hold what the case file says, in both languages, in full, and as text only."""

import inspect
from html.parser import HTMLParser

import pandas as pd
import pytest

import casekit
from casekit import tables, vocab
from casekit.errors import CasekitError, UnknownCodeError
from casekit.model import (
    Attendee,
    Bilingual,
    Case,
    Conference,
    Finding,
    Gap,
    Person,
    Session,
    Symptom,
    UnknownDimension,
)

FUNCTIONS = {
    name: getattr(tables, name) for name in tables.__all__ if inspect.isfunction(getattr(tables, name))
}
TABLES = {
    name: made
    for name, made in FUNCTIONS.items()
    if inspect.signature(made).return_annotation is tables.Table
    and "case" in inspect.signature(made).parameters
}
ALL_BUT_ONE_SESSION = sorted(TABLES.keys() - {"session"})
HOSTILE = "<script>alert(1)</script> & \"q\" '\\' $x_1$ | *a* `b` [c](d) {{ e }} <!-- </td></table>"
LONG = "Klien bercerita panjang lebar. " * 200


@pytest.fixture
def case() -> Case:
    return casekit.load(casekit.case_study("d-trainee"))


@pytest.fixture
def empty_case() -> Case:
    client = Person(id="client", label="Klien A", relation="client", basis="documented")
    return Case(id="klien-a", title="Klien A", client="client", people=[client])


class Seen(HTMLParser):
    """What a reader sees of a page, and the elements that make it up."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.cells: list[str] = []
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        if tag in ("td", "th", "p"):
            self.cells.append("")
            self.inside = True
        elif tag == "br":
            self.cells[-1] += "\n"

    def handle_endtag(self, tag):
        self.inside = self.inside and tag not in ("td", "th", "p")

    def handle_data(self, data):
        if self.inside:
            self.cells[-1] += data

    @property
    def text(self) -> str:
        return "\n".join(self.cells)


def shown(table: pd.DataFrame) -> Seen:
    return Seen(table._repr_html_())


def texts_of(parts) -> list[str]:
    return [str(part.text) for part in parts]


@pytest.mark.parametrize("language", vocab.LANGUAGES)
@pytest.mark.parametrize("name", ALL_BUT_ONE_SESSION)
def test_every_table_speaks_the_current_language(name, language, case):
    other = {"id": "en", "en": "id"}[language]
    vocab.use_language(language)
    table = TABLES[name](case)
    vocab.use_language(other)
    translated = TABLES[name](case)

    assert len(table) == len(translated)
    assert [*table.columns] != [*translated.columns]
    assert not any("tables." in head for head in table.columns)
    assert len({*table.columns}) == len(table.columns)


@pytest.mark.parametrize("name", ALL_BUT_ONE_SESSION)
def test_no_code_or_id_of_the_case_file_is_shown(name, case):
    page = shown(TABLES[name](case)).text
    if name == "case_check":  # names the fields as they stand in the file
        return
    underlined = [word for word in page.split() if "_" in word]
    assert underlined == []


@pytest.mark.parametrize("language", vocab.LANGUAGES)
def test_what_the_case_file_says_is_in_the_tables(language, case):
    vocab.use_language(language)
    plan, found, outcome = case.plan, case.assessment, case.evaluation
    for table, parts in [
        (tables.history, found.history),
        (tables.economy, found.economy),
        (tables.hopes, found.hopes),
        (tables.findings, found.findings),
        (tables.symptoms, found.symptoms),
        (tables.resources, found.resources),
        (tables.strengths, found.quadrant.items),
        (tables.swot, found.swot),
        (tables.strategies, found.strategies),
        (tables.gaps, found.gaps),
        (tables.goals, [plan.general_goal, *plan.goals]),
        (tables.activities, plan.activities),
        (tables.systems, plan.systems),
        (tables.evaluation, outcome.process + outcome.outcome),
        (tables.termination, [*case.termination.process, case.termination.client_condition]),
        (tables.recommendations, case.reflection.recommendations),
        (tables.reflection, case.reflection.dilemmas + case.reflection.challenges),
        (tables.concepts, case.concepts),
        (tables.focus, [found.focus_problem, found.formulation]),
    ]:
        page = shown(table(case)).text
        texts = texts_of(parts)
        assert texts
        assert [text for text in texts if text not in page] == [], table.__name__


def test_the_family_table_has_everybody_but_the_client(case):
    table = tables.family(case)
    assert [*table["hubungan"]] == ["ayah", "ibu", "adik laki-laki"]
    assert [*table["pekerjaan"]] == ["buruh lepas", "pedagang sayur keliling", "pelajar"]


def test_findings_of_one_dimension_are_its_findings(case):
    counts = {code: len(tables.findings(case, code)) for code in vocab.codes("dimension")}
    assert sum(counts.values()) == len(tables.findings(case)) == len(case.assessment.findings)
    assert counts["spiritual"] == 2


def test_an_unknown_dimension_names_the_nearest(case):
    with pytest.raises(UnknownCodeError, match="psychological"):
        tables.findings(case, "psycological")


def test_a_dimension_explored_but_not_known_is_a_row(empty_case):
    empty_case.assessment.unknown = [
        UnknownDimension(dimension="spiritual", text="Klien belum mau bercerita.", basis="documented")
    ]
    [row] = tables.findings(empty_case).itertuples(index=False)
    assert row[:3] == ("spiritual", "Klien belum mau bercerita.", "sudah digali, tidak diketahui")


def test_each_goal_shows_what_it_answers_and_goals_that_answer_nothing_show_it(case):
    table = tables.goals(case)
    answers = {row["nomor"]: row["menjawab"] for _, row in table.iterrows()}
    symptoms = {symptom.id: str(symptom.text) for symptom in case.assessment.symptoms}
    for number, goal in enumerate(case.plan.goals, 1):
        expected = "\n".join(symptoms[one] for one in goal.answers)
        assert ("" if pd.isna(answers[str(number)]) else answers[str(number)]) == expected
    assert any(pd.isna(answer) for answer in answers.values())
    page = shown(table).text
    assert "Belum dicatat di baris mana pun: indikator, kondisi awal, target, batas waktu (minggu)." in page


def test_every_session_is_in_the_overview_and_in_full(case):
    held = case.intervention.sessions
    overview = tables.sessions(case)
    assert [*overview["nomor"]] == list(range(1, len(held) + 1))
    for number, session in enumerate(held, 1):
        page = shown(tables.session(case, number)).text
        for text in (
            session.place,
            session.process,
            session.result,
            *(stage.text for stage in session.stages),
        ):
            assert text is None or str(text) in page


@pytest.mark.parametrize("number", [0, -1, 4])
def test_a_session_that_was_not_held_gets_one_sentence(number, case):
    with pytest.raises(CasekitError, match=f"Sesi {number} tidak ada. Kasus ini mencatat 3 sesi"):
        tables.session(case, number)


@pytest.mark.parametrize("language", vocab.LANGUAGES)
@pytest.mark.parametrize("name", sorted(TABLES.keys() - {"session", "identity"}))
def test_an_empty_case_gives_an_empty_table_with_a_sentence(name, language, empty_case):
    vocab.use_language(language)
    table = TABLES[name](empty_case)
    assert len(table) == 0
    assert [*table.columns] == [*dict.fromkeys(table.columns)] != []
    sentence = "tables.nothing_found" if name == "case_check" else "tables.empty"
    assert shown(table).cells == [vocab.say(sentence)]


def test_what_is_not_recorded_is_said_in_words_on_a_card(empty_case):
    page = shown(tables.identity(empty_case))
    assert page.cells[page.cells.index("pekerjaan") + 1] == "belum dicatat"
    assert page.cells[page.cells.index("sebutan") + 1] == "Klien A"


def test_what_is_not_recorded_is_missing_in_the_data_and_a_dash_in_the_cell(case):
    table = tables.family(case)
    assert table["usia (tahun)"].isna().all()
    page = shown(table)
    assert "–" in page.cells
    assert vocab.say("tables.dash") in page.text
    assert "NA" not in page.text


def test_a_documented_table_says_so_below_and_any_other_shows_the_basis_of_each_row(case):
    documented, derived = tables.symptoms(case), tables.swot(case)
    assert vocab.say("tables.all_documented") in shown(documented).text
    assert "dasar" not in shown(documented).cells
    assert shown(derived).cells.count("disimpulkan penyusun") == len(derived)
    assert shown(tables.focus(case)).cells.count("disimpulkan penyusun") == 1

    case.assessment.symptoms[0].basis = "illustrative"
    mixed = shown(tables.symptoms(case))
    assert mixed.cells.count("ilustratif") == 1
    assert mixed.cells.count("terdokumentasi") == len(case.assessment.symptoms) - 1
    assert vocab.say("tables.all_documented") not in mixed.text


def test_a_rating_without_a_round_is_shown_as_a_judgement(empty_case, language):
    found = Finding(id="f", dimension="social", valence="concern", text="malu", rating=3, basis="documented")
    empty_case.assessment.findings = [found]
    end = {"id": "r", "round": "end", "basis": "documented", "scores": [{"scored": "f", "score": 1}]}
    empty_case.assessment.rounds = [end]
    first, _ = tables.rounds(empty_case).to_dict("records")
    assert first[vocab.say("tables.basis")] == vocab.label("basis", "derived")


def test_a_member_of_the_family_is_named_beside_the_role_unless_both_are_one_word(empty_case):
    empty_case.people.append(Person(id="m", label="Ibu", relation="mother", basis="documented"))
    people = [Attendee(role="Ibu", person="m"), Attendee(role="Wali", person="m")]
    held = Conference(id="m1", occasion="before_intervention", attendance=people, basis="documented")
    empty_case.conferences.append(held)
    assert tables.conferences(empty_case)["peserta"].tolist() == ["Ibu\nWali (Ibu)"]


def test_ratings_are_never_shown_as_documented(case):
    assert vocab.say("tables.reading_of_findings") in shown(tables.findings(case, "social")).text
    assert vocab.say("tables.reading_of_goals") in shown(tables.goals(case)).text


def hostile(case: Case, text: str) -> Case:
    """Put a text wherever these tables take one from."""
    case.assessment.symptoms = [Symptom(id="s", text=text, basis="documented")]
    case.assessment.gaps = [Gap(id="g", gap="missing", stage="planning", text=text, basis="documented")]
    case.assessment.findings = [
        Finding(id="f", dimension="social", valence="neutral", text=text, reason=text, basis="documented")
    ]
    case.intervention.sessions = [
        Session(
            id="x", session="individual", theme=Bilingual(id=text, en=text), process=text, basis="documented"
        )
    ]
    return case


@pytest.mark.parametrize("name", ["symptoms", "gaps", "findings", "sessions", "session"])
@pytest.mark.parametrize("text", [HOSTILE, LONG + "akhir"], ids=["hostile", "long"])
def test_text_of_the_case_is_shown_in_full_and_as_text(name, text, empty_case):
    table = TABLES[name](hostile(empty_case, text), *([1] if name == "session" else []))
    page = shown(table)
    assert text in page.cells
    assert page.elements <= {"style", "table", "thead", "tbody", "tr", "th", "td", "p", "small", "br"}
    assert "mathjax_ignore" in table._repr_html_()


def test_lines_of_a_text_stay_lines(empty_case):
    page = shown(tables.symptoms(hostile(empty_case, "satu\ndua\tdan\\ntiga")))
    assert "satu\ndua dan\\ntiga" in page.cells


def test_a_table_of_a_thousand_rows_is_shown_whole(empty_case):
    empty_case.assessment.symptoms = [
        Symptom(id=f"s{at}", text=f"gejala ke-{at}", basis="documented") for at in range(1000)
    ]
    page = shown(tables.symptoms(empty_case))
    assert {f"gejala ke-{at}" for at in range(1000)} <= {*page.cells}


def test_a_part_of_a_table_is_shown_like_the_whole_and_can_be_counted(case):
    table = tables.findings(case)
    concerns = table[table["sifat"] == "masalah"]
    assert 0 < len(concerns) < len(table)
    assert shown(concerns).text.count("Penilaian penyusun:") == len(concerns)
    assert table.groupby("dimensi").size()["spiritual"] == 2
    by_valence = table.groupby(["dimensi", "sifat"]).size().unstack(fill_value=0)
    assert "biologis" in by_valence.to_html()
    assert "biologis" in tables.Table(by_valence)._repr_html_()


def test_a_table_does_not_change_the_case(case):
    before = case.model_copy(deep=True)
    for name in ALL_BUT_ONE_SESSION:
        TABLES[name](case)
    assert case == before


def test_who_was_absent_from_a_conference_is_not_told_as_there(empty_case):
    people = [Attendee(role="Supervisor", present=True), Attendee(role="Wali kelas", present=False)]
    held = Conference(id="m1", occasion="before_intervention", attendance=people, basis="documented")
    empty_case.conferences.append(held)
    for language, absent in (("id", "tidak hadir"), ("en", "absent")):
        with vocab.in_language(language):
            table = tables.conferences(empty_case)
        [cell] = table.iloc[:, [*table.columns].index("participants" if language == "en" else "peserta")]
        assert cell == f"Supervisor\nWali kelas ({absent})"
