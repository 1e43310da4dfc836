"""Tables show amounts and dates as the language writes them, and hold them as numbers and dates."""

import datetime as dt

import pandas as pd
import pytest

import casekit
from casekit import report, tables, vocab
from casekit.model import (
    CashBook,
    CashEntry,
    Contact,
    Contract,
    FollowUp,
    Household,
    Reopening,
    SignedForm,
)
from casekit.tables import content
from casekit.tables.table import table as rows_as_table


@pytest.fixture
def case(case_file):
    case = casekit.load(case_file)
    day = dt.date(2026, 12, 31)
    case.engagement.contacts = [Contact(id="c1", contact="telephone", date=day, basis="documented")]
    case.engagement.contract = Contract(date=day, basis="documented")
    case.intervention.cash_book = CashBook(
        opening_balance_idr=1_500_000,
        entries=[
            CashEntry(
                id="e1", week=1, text="keripik", direction="income", amount_idr=120_000, basis="documented"
            )
        ],
    )
    case.households = [
        Household(id="h1", label="rumah", members=["client"], income_idr=2_000_000, basis="documented")
    ]
    casekit.save(case)
    return case


AMOUNTS = {"id": ("120.000", "1.620.000", "2.000.000"), "en": ("120,000", "1,620,000", "2,000,000")}
DAY = {"id": "31-12-2026", "en": "31 December 2026"}


def test_amounts_have_signs_between_thousands_and_stay_numbers(case, language):
    entry, balance, income = AMOUNTS[language]
    book, weeks, homes = tables.cash_book(case), tables.cash_weeks(case), tables.households(case)
    for table, shown in ((book, entry), (weeks, balance), (homes, income)):
        assert f"<td>{shown}</td>" in table._repr_html_()
        assert f"| {shown} |" in table._repr_markdown_()
    assert weeks[vocab.say("tables.balance")].sum() == 1_620_000


def test_amounts_are_known_by_their_field_and_not_by_their_head(case, language):
    table = rows_as_table([{"income_idr": 120_000, "week": 120_000}], "income_idr week", income_idr="what")
    [line] = table.query("index >= 0").lines()
    assert line == f"{AMOUNTS[language][0]}; 120000"


def test_amounts_on_a_card_have_signs_between_thousands(case, language):
    opening = AMOUNTS[language][1].replace("620", "500")
    case.intervention.cash_book.weekly_target_idr = 120_000
    for kind, told in content("cash_book", case, language).items():
        assert opening in told, kind


def test_dates_are_in_the_order_of_the_language_on_tables_and_cards_and_stay_dates(case, language):
    contacts, contract = tables.contacts(case), tables.contract(case)
    for table in (contacts, contract):
        assert DAY[language] in table._repr_html_()
        assert DAY[language] in table._repr_markdown_()
        assert "2026-12-31" not in table._repr_html_()
    assert [*contacts[vocab.say("tables.date")]] == [dt.date(2026, 12, 31)]


def test_what_was_signed_or_followed_up_on_a_day_says_when(case, language):
    day = dt.date(2026, 12, 31)
    end = case.termination
    end.forms = [SignedForm(form="contract", signed_by="Ibu", week=3, date=day, basis="documented")]
    end.follow_up = [FollowUp(text="Tidur cukup.", date=day, basis="documented")]
    end.reopenings = [Reopening(reason="Pindah rumah.", date=day, basis="documented")]
    assert tables.termination(case)._repr_html_().count(DAY[language]) == 3


def test_a_form_whose_signer_is_not_recorded_says_so_in_a_sentence(case, language):
    case.termination.forms = [SignedForm(form="contract", basis="documented")]
    said = {
        "id": "kontrak; belum dicatat siapa yang menandatanganinya",
        "en": "contract; who signed it is not recorded",
    }
    assert said[language] in tables.termination(case)._repr_html_()


def test_numbers_that_are_no_money_are_left_alone(language):
    table = tables.Table({"n": [120_000], vocab.say("tables.week"): pd.array([1500], dtype="Int64")})
    assert "120000" in table._repr_html_()
    assert "1500" in table._repr_html_()


def test_forms_keep_amounts_and_dates_so_in_every_export(case, language):
    for kind in ("text/html", "text/markdown", "text/plain"):
        assert AMOUNTS[language][0] in content("cash_book", case, language)[kind]
        assert DAY[language] in content("engagement", case, language)[kind]


def test_printed_forms_have_dates_in_the_order_of_the_language(case, language):
    cells = [cell.source for cell in report.write(case, "contract", language=language).cells]
    assert any(DAY[language] in source for source in cells)
    assert not any("2026-12-31" in source for source in cells)


@pytest.mark.parametrize(("language", "amount"), [("id", "12.000"), ("en", "12,000")])
def test_what_a_measure_counts_has_its_thousands_marked_and_stays_a_number(language, amount):
    casekit.use_language(language)
    table = tables.measures(casekit.load(casekit.case_study("a-weaver")))
    assert amount in table._repr_html_() and "12000" not in table._repr_html_()
    assert table[vocab.say("tables.value")].tolist() == [12000, 40000]


@pytest.mark.parametrize(
    ("language", "said"), [("id", "Tidak ada yang ditemukan."), ("en", "Nothing was found.")]
)
def test_a_check_that_finds_nothing_says_so(language, said, case_file):
    casekit.use_language(language)
    table = tables.case_check(casekit.load(case_file), select=["S8"]).head(0)
    assert said in table._repr_html_() and said in table._repr_markdown_()
