"""Numbers, amounts and dates are read as people write them, and shown as their language writes them."""

import datetime as dt
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from form_parts import held, inside, of_class, tell, the
from hypothesis import given
from hypothesis import strategies as st

import casekit
from casekit import vocab
from casekit.errors import FieldError
from casekit.model import Goal, Measure, Observation, made
from casekit.widgets import CashBook, Engagement, Goals, Plan
from casekit.widgets._base import Form
from casekit.widgets.entry import AMOUNT, ENTRIES
from casekit.widgets.plain import hidden

NUMBER, DATE = ENTRIES[float], ENTRIES[dt.date]


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("12.000", 12_000), ("12,000", 12_000), ("12rb", 12_000), ("12 ribu", 12_000), ("Rp 12.000", 12_000),
        ("rp12.000,-", 12_000), ("Rp. 12.000,00", 12_000), ("1,5jt", 1_500_000), ("1.5 juta", 1_500_000),
        ("0", 0), ("12000", 12_000), ("1.000.000.000.000", 10**12), ("12k", 12_000), ("12 thousand", 12_000),
        ("2 million", 2_000_000), ("2 miliar", 2 * 10**9), ("2 thousand million", 2 * 10**9),
        ("12 juta", 12_000_000), ("12jt", 12_000_000), ("2milyar", 2 * 10**9), ("2.5 billion", 2_500_000_000),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_type_them(typed: str, amount: int, language: str) -> None:
    assert AMOUNT.read(typed, language) == amount


@pytest.mark.parametrize(
    "typed",
    ["12..000", "12.00", "1.500rb", "dua belas ribu", "12.0000", "1.000,000", "5%", "12r", "12 rb lagi"],
)
def test_what_is_not_clearly_an_amount_is_refused_with_the_text(typed: str, language: str) -> None:
    with pytest.raises(FieldError) as refused:
        AMOUNT.read(typed, language)
    assert f"'{typed}'" in str(refused.value)


@pytest.mark.parametrize("typed", ["2m", "2 M", "2,5m", "Rp 2m"])
def test_m_is_answered_with_a_question(typed: str, language: str) -> None:
    asks = {"id": "juta atau miliar?", "en": "million or thousand million?"}[language]
    with pytest.raises(FieldError) as refused:
        AMOUNT.read(typed, language)
    assert asks in str(refused.value)


@given(st.integers(0, 10**12), st.sampled_from(["id", "en"]))
def test_amounts_that_casekit_writes_are_read_again(amount: int, language: str) -> None:
    assert AMOUNT.read(vocab.rupiah(amount, language), language) == amount
    assert AMOUNT.read(vocab.number(amount, language), language) == amount


@given(st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31)), st.sampled_from(["id", "en"]))
def test_dates_that_casekit_writes_are_read_again(day: dt.date, language: str) -> None:
    assert DATE.read(DATE.show(day, language), language) == day


@pytest.mark.parametrize(
    "typed",
    ["31-08-2026", "31/8/2026", "31.08.2026", "2026-08-31", "31 Agustus 2026", "31 August 2026",
     "31 agu 2026", "31 Aug. 2026"],
)  # fmt: skip
def test_dates_are_read_day_first_with_names_of_months_in_both_languages(typed: str, language: str) -> None:
    assert DATE.read(typed, language) == dt.date(2026, 8, 31)


def test_may_and_december_are_known_by_both_names(language: str) -> None:
    for typed, month in (
        ("1 Mei 2026", 5),
        ("1 May 2026", 5),
        ("1 Des 2026", 12),
        ("1 Dec 2026", 12),
        ("1 Maret 2026", 3),
    ):
        assert DATE.read(typed, language) == dt.date(2026, month, 1), typed
    assert DATE.read("31 Foobar 2026", language) == "31 Foobar 2026"
    assert DATE.read("31 Februari 2026", language) == "31 Februari 2026"


@given(st.floats(-1e9, 1e9).map(lambda value: round(value, 3)), st.sampled_from(["id", "en"]))
def test_numbers_that_casekit_writes_are_read_again(value: float, language: str) -> None:
    assert NUMBER.read(NUMBER.show(value, language), language) == value


@pytest.mark.parametrize(
    ("typed", "value"),
    [("2,5", 2.5), ("2.5", 2.5), ("0.125", 0.125), ("1.250.000", 1_250_000), ("12000", 12_000)],
)
def test_numbers_are_read_with_comma_or_point(typed: str, value: float, language: str) -> None:
    assert NUMBER.read(typed, language) == value


def test_words_for_a_number_stay_for_the_model_to_refuse(case_file: Path, language: str) -> None:
    assert NUMBER.read("dua setengah", language) == "dua setengah"
    case = casekit.load(case_file)
    case.evaluation.measures = [made(Measure, label="x", unit="x", improvement="increase")]
    case.evaluation.measures[0].observations = [made(Observation, phase="A", value=1.5)]
    desk = Goals(case).desk
    with pytest.raises(FieldError, match="dua setengah"):
        desk.set(desk.case.evaluation.measures[0].observations[0], "value", NUMBER.read("dua setengah", "id"))
    assert desk.case.evaluation.measures[0].observations[0].value == 1.5


@pytest.mark.parametrize("typed", ["1.000", "12,000", "-1.500"])
def test_a_number_that_could_be_a_thousand_is_asked_about(typed: str, language: str) -> None:
    with pytest.raises(FieldError) as refused:
        NUMBER.read(typed, language)
    whole = typed.replace(".", "").replace(",", "")
    assert f" {whole} " in str(refused.value)


# In a form


def line(form: Form, name: str) -> Any:
    """Return the control of a field by the word that heads its column in tables."""
    label = vocab.say(f"tables.{name}", form.language)
    label = label[:1].upper() + label[1:]
    return [own for own in inside(form) if getattr(own, "description", "") == label][-1]


def leave(form: Form, control: Any, number: int) -> list[dict[str, str]]:
    """Leave a field, and return what the guard is told to show in it."""
    told: list[dict[str, str]] = []
    send = form._guard.send
    form._guard.send = told.append  # type: ignore[method-assign]  # what goes to the browser
    try:
        tell(form, number=number, out=held(control))
    finally:
        form._guard.send = send  # type: ignore[method-assign]
    return [message for message in told if "shown" in message]


@pytest.mark.parametrize(
    ("name", "typed", "shown"),
    [
        ("opening_balance_idr", "120rb", {"id": "120.000", "en": "120,000"}),
        ("opening_balance_idr", "120.000", {"id": "120.000", "en": "120,000"}),
        ("weekly_target_idr", "1,5 jt", {"id": "1.500.000", "en": "1,500,000"}),
    ],
)
def test_an_amount_stays_as_typed_until_it_is_left(
    case_file: Path, name: str, typed: str, shown: dict[str, str], language: str
) -> None:
    form = CashBook(casekit.load(case_file))
    control = line(form, name)
    control.value = typed
    assert control.value == typed
    messages = leave(form, control, 5)
    assert [message["to"] for message in messages] == ([shown[language]] if shown[language] != typed else [])
    for message in messages:
        assert (message["shown"], message["from"]) == (held(control), typed)
        control.value = message["to"]  # as the browser does
    assert control.value == shown[language]
    assert leave(form, control, 6) == []
    book = casekit.load(case_file).intervention.cash_book
    assert getattr(book, name) == int(shown["id"].replace(".", ""))


def test_a_question_stands_below_the_amount_and_the_amount_stays(case_file: Path, language: str) -> None:
    form = CashBook(casekit.load(case_file))
    control = line(form, "opening_balance_idr")
    control.value = "15.000"
    control.value = "2m"
    said = [unescape(own.value) for own in of_class(form, "casekit-problem") if not hidden(own)]
    assert len(said) == 1
    assert said[0].startswith("'2m'")
    assert said[0].count("?") == 1
    assert leave(form, control, 5) == []
    assert control.value == "2m"
    assert casekit.load(case_file).intervention.cash_book.opening_balance_idr == 15_000


def test_what_is_typed_after_the_field_was_left_is_not_replaced(case_file: Path) -> None:
    form = CashBook(casekit.load(case_file))
    control = line(form, "opening_balance_idr")
    tell(form, number=7, texts={held(control): "130rb"})
    assert leave(form, control, 6) == []
    assert [message["to"] for message in leave(form, control, 8)] == ["130.000"]


def test_the_line_for_the_next_entry_shows_its_amount_too(case_file: Path, language: str) -> None:
    form = CashBook(casekit.load(case_file))
    amount = the(form, "casekit-quick-amount")
    amount.value = "12rb"
    assert [message["to"] for message in leave(form, amount, 5)] == [
        {"id": "12.000", "en": "12,000"}[language]
    ]


def test_a_date_is_shown_in_the_order_of_the_language(case_file: Path, language: str) -> None:
    form = Engagement(casekit.load(case_file))
    the(form, "casekit-add-contacts").click()
    control = line(form, "date")
    control.value = "2026-12-31"
    assert [message["to"] for message in leave(form, control, 5)] == [
        {"id": "31-12-2026", "en": "31 December 2026"}[language]
    ]
    reopened = Engagement(casekit.load(case_file))
    the(reopened, f"casekit-of-{reopened.case.engagement.contacts[0].id}").click()
    assert line(reopened, "date").value == {"id": "31-12-2026", "en": "31 December 2026"}[language]


def test_a_decimal_is_shown_with_the_sign_of_the_language(case_file: Path, language: str) -> None:
    case = casekit.load(case_file)
    case.plan.goals = [Goal(id="g1", text="menabung", basis="documented")]
    values = [Observation(phase="A", value=2.5), Observation(phase="B", value=1_250_000)]
    case.evaluation.measures = [
        Measure(
            id="m1",
            label="tabungan",
            unit="Rp",
            improvement="increase",
            basis="documented",
            observations=values,
        )
    ]
    casekit.save(case)
    form = Goals(casekit.load(case_file))
    the(form, "casekit-of-m1").click()
    shown = [
        own.value
        for own in inside(form)
        if getattr(own, "description", "") == line(form, "value").description
    ]
    assert shown == [{"id": "2,5", "en": "2.5"}[language], "1250000"]


@pytest.mark.parametrize("spoken", vocab.LANGUAGES)
def test_a_refusal_is_in_the_forms_language_whatever_the_notebook_speaks(spoken: str, tmp_path: Path) -> None:
    case = casekit.new_case(tmp_path / "kasus.yaml")
    goal = Goal(id="g1", text="x", basis="documented")
    case.plan.goals.append(goal)
    with vocab.in_language("en" if spoken == "id" else "id"):
        form = Plan(case, language=spoken)
        the(form, "casekit-of-g1").click()
        label = vocab.say("tables.due_week", spoken).capitalize()
        [week] = [own for own in inside(form) if getattr(own, "description", "") == label]
        for told_by_the_guard in (False, True):
            if told_by_the_guard:
                tell(form, texts={held(week): "tiga"})
            else:
                week.value = "dua"
            said = " ".join(unescape(own.value) for own in of_class(form, "casekit-problem"))
            assert {"id": "bukan bilangan bulat", "en": "not a whole number"}[spoken] in said
            assert {"en": "bukan bilangan bulat", "id": "not a whole number"}[spoken] not in said
