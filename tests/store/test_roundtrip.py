"""Whatever a person writes comes back as it was written, and is taken for nothing else."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import casekit
from casekit.model import (
    SCHEMA_VERSION,
    Bilingual,
    CashEntry,
    Contact,
    Finding,
    Measure,
    Observation,
    Statement,
)
from casekit.store.yamltext import dump, parse
from casekit.store.yamlwriter import written

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def again(case, path):
    data = parse(dump(case).encode("utf-8"), path).data
    return casekit.Case.model_validate({**data, "schema_version": SCHEMA_VERSION})


@given(text=TEXT, id=TEXT, en=TEXT)
def test_any_text_comes_back(text, id, en, tmp_path_factory):
    case = casekit.load(casekit.case_study("d-trainee"))
    case.title = Bilingual(id=id, en=en)
    case.summary = text
    case.assessment.findings[0].text = text
    case.reflection.growth.append(Statement(text=text, basis="documented"))
    assert again(case, tmp_path_factory.getbasetemp() / "x.yaml") == case


SIGNS = st.text([*" \n\t:#-'\",[]{}&*!|>%@`?~=<.01aAyn", "\u00a0", "\u0085", "\u2028", "\ufeff", "😀"])
WORDS = st.lists(
    st.sampled_from(["kata", "-", "#1", "a:", ":b", "'", "?", "", "no", "(x)", "[y]"]), max_size=80
)


@given(texts=st.lists(st.one_of(SIGNS, WORDS.map(" ".join), TEXT), min_size=1, max_size=4))
def test_what_is_written_is_read_by_every_program(texts, tmp_path_factory):
    data = {
        "text": texts[0],
        "list": texts,
        "groups": [{"id": "a", "text": texts[-1]}, {}],
        "inner": {"text": texts[-1]},
    }
    raw = written(data)
    assert parse(raw.encode(), tmp_path_factory.getbasetemp() / "x.yaml").data == data
    assert yaml.safe_load(raw) == data


@pytest.mark.parametrize(
    "text",
    ["no", "0304122304100003", "12:30", "~", "null", "1e3", "0x1F", "yes", "", " ", "- a", "a: b", "# x",
     "baris satu\nbaris dua", "\n", "akhir\n\n", " awal", "\ttab", "a\r\nb", "{a: b}", "[x", "&a", "*a",
     "!tag", "<<", "=", "2024-08-28", "%", "@x", "`x`", "'", '"', "\\", "\x00", "\x85", "\u2028", "\ufeff",
     "😀", "سلام"],
)  # fmt: skip
def test_text_that_yaml_would_read_otherwise_stays_text(case_file, text):
    case = casekit.load(case_file)
    case.summary = text
    case.title = Bilingual(id=text, en="x")
    casekit.save(case)
    assert casekit.load(case_file).summary == text
    assert casekit.load(case_file).title == Bilingual(id=text, en="x")


def test_other_programs_read_the_same(case_file):
    case = casekit.load(case_file)
    case.summary = "no"
    case.title = Bilingual(id="0304122304100003", en="12:30")
    casekit.save(case)
    data = yaml.safe_load(case_file.read_text(encoding="utf-8"))
    assert data["summary"] == "no"
    assert data["title"] == {"id": "0304122304100003", "en": "12:30"}


def test_numbers_dates_and_truth_values_come_back(case_file):
    case = casekit.load(case_file)
    case.engagement.contacts.append(
        Contact(
            id="c1", contact="home_visit", week=3, weekday="tuesday", date="2026-02-10", basis="documented"
        )
    )
    case.assessment.findings.append(
        Finding(id="f1", dimension="biological", valence="concern", rating=0, text="x", basis="derived")
    )
    case.intervention.cash_book.entries.append(
        CashEntry(id="k1", text="jual", direction="income", amount_idr=12_000, basis="illustrative")
    )
    case.evaluation.measures.append(
        Measure(
            id="m1",
            label="skala",
            unit="poin",
            improvement="increase",
            basis="illustrative",
            target=7,
            observations=[Observation(phase="A", week=1, value=0.1), Observation(phase="B", week=2)],
        )
    )
    casekit.save(case)
    assert casekit.load(case_file) == case


def test_half_an_emoji_does_not_stop_saving(case_file):
    case = casekit.load(case_file)
    case.summary = "a\ud83d b"
    casekit.save(case)
    assert casekit.load(case_file).summary == "a\ufffd b"


def test_the_case_study_survives_a_journey(tmp_path):
    case = casekit.load(casekit.case_study("d-trainee"))
    casekit.save(case, tmp_path / "elsewhere.yaml")
    assert casekit.load(tmp_path / "elsewhere.yaml") == case
