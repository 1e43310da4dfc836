"""The forms from engagement to closing: lists and cards that edit the parts of a case file."""

from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from form_parts import briefs, inside, of_class, the

import casekit
from casekit import figures, tables, told, vocab
from casekit.model import Finding, Goal
from casekit.widgets import CashBook, Closing, Conference, Engagement, Goals, Plan, Sessions
from casekit.widgets._base import Form
from casekit.widgets.plain import hidden


def field(form: Form, name: str) -> Any:
    """Return the control of the open item by the word that heads its column in tables."""
    label = vocab.say(f"tables.{name}", form.language)
    label = label[:1].upper() + label[1:]
    found = [
        own for own in inside(form) if getattr(own, "description", "").split(" (")[0] == label.split(" (")[0]
    ]
    return found[-1]


def add(form: Form, name: str) -> None:
    the(form, f"casekit-add-{name}").click()


def check(form: Form, label: str) -> None:
    [*_, box] = [own for own in of_class(form, "casekit-check") if own.description == label]
    box.value = True


@pytest.fixture
def assessed(case_file: Path) -> Path:
    case = casekit.load(case_file)
    case.assessment.findings = [
        Finding(id="f1", dimension="social", valence="concern", text="malu bertanya", basis="documented")
    ]
    casekit.save(case)
    return case_file


def test_engagement_by_hand(case_file: Path, language: str) -> None:
    form = Engagement(casekit.load(case_file))
    add(form, "contacts")
    field(form, "week").value = "1"
    field(form, "date").value = "31-08-2026"
    field(form, "aim").value = "perkenalan"
    add(form, "consents")
    field(form, "answer").value = "given"
    add(form, "contract")
    field(form, "agreements").value = "seminggu sekali\n\nrahasia dijaga"
    field(form, "is_signed").value = True
    told_by = casekit.load(case_file).engagement
    assert (told_by.contacts[0].week, str(told_by.contacts[0].date)) == (1, "2026-08-31")
    assert told_by.consents[0].answer == "given"
    assert told_by.contract is not None
    assert told_by.contract.agreements == ["seminggu sekali", "rahasia dijaga"]
    assert told_by.contract.signed is True
    day = {"id": "31-08-2026", "en": "31 August 2026"}[language]
    assert any(day in brief and "perkenalan" in brief for brief in briefs(form))
    [out] = [
        own
        for own in inside(the(form, "casekit-cell-contract"))
        if "casekit-delete" in getattr(own, "_dom_classes", ())
    ]
    out.click()
    assert casekit.load(case_file).engagement.contract is None
    form.undo()
    assert casekit.load(case_file).engagement.contract == told_by.contract


@pytest.mark.parametrize("written", ["32-08-2026", "besok", "2026-13-01"])
def test_a_date_that_is_none_stays_on_the_screen_with_the_reason(
    case_file: Path, written: str, language: str
) -> None:
    form = Engagement(casekit.load(case_file))
    add(form, "contacts")
    date = field(form, "date")
    date.value = written
    said = [unescape(own.value) for own in of_class(form, "casekit-problem") if not hidden(own)]
    assert len(said) == 1
    assert written in said[0]
    assert date.value == written
    assert casekit.load(case_file).engagement.contacts[0].date is None


def test_a_date_before_the_first_contact_is_kept_and_questioned(case_file: Path, language: str) -> None:
    case = casekit.load(case_file)
    intake, sessions = Engagement(case), Sessions(case)
    add(intake, "contacts")
    field(intake, "date").value = "31-08-2026"
    add(sessions, "sessions")

    def questions() -> list[str]:
        return [unescape(own.value) for own in of_class(sessions, "casekit-problem") if not hidden(own)]

    field(sessions, "date").value = "2026-08-30"
    assert len(questions()) == 1
    assert {"id": "31-08-2026", "en": "31 August 2026"}[language] in questions()[0]
    assert str(casekit.load(case_file).intervention.sessions[0].date) == "2026-08-30"
    field(sessions, "date").value = "2026-09-01"
    assert questions() == []


def test_from_finding_to_closing_without_a_loose_end(assessed: Path) -> None:
    case = casekit.load(assessed)
    plan, sessions, goals, closing = (
        Plan(case, "id"),
        Sessions(case, "id"),
        Goals(case, "id"),
        Closing(case, "id"),
    )
    add(plan, "goals")
    field(plan, "goal").value = "berani bertanya"
    check(plan, "malu bertanya")
    add(plan, "activities")
    field(plan, "activity").value = "latihan bertanya"
    check(plan, "berani bertanya")
    field(plan, "result").value = "bertanya dua kali"
    add(sessions, "sessions")
    field(sessions, "theme").value = "latihan"
    field(sessions, "result").value = "mulai berani"
    check(sessions, "latihan bertanya")
    check(sessions, "berani bertanya")
    add(goals, "measures")
    field(goals, "label").value = "pertanyaan per pelatihan"
    check(goals, "berani bertanya")
    measure = case.evaluation.measures[0].id
    for value in ("0", "2,5"):
        add(goals, f"observations-{measure}")
        field(goals, "value").value = value
    add(goals, "outcome_notes")
    field(goals, "text").value = "lebih sering bertanya"
    check(goals, "berani bertanya")
    add(closing, "reopenings")
    field(closing, "reason").value = "klien meminta bertemu lagi"
    kept = casekit.load(assessed)
    assert told.loose_ends(kept) == []
    assert [own.value for own in kept.evaluation.measures[0].observations] == [0, 2.5]
    assert str(kept.termination.reopenings[0].reason) == "klien meminta bertemu lagi"
    assert kept.plan.goals[0].answers == ["f1"]
    assert figures.thread(kept).alt


def test_a_goal_whose_finding_is_deleted_becomes_a_loose_end(assessed: Path) -> None:
    case = casekit.load(assessed)
    case.plan.goals = [Goal(id="g1", text="berani", answers=["f1"], basis="documented")]
    form = Plan(case, "id")
    form.desk.remove(case.assessment, "findings", case.assessment.findings[0])
    assert casekit.load(assessed).plan.goals[0].answers == []
    assert told.loose_ends(case)
    form.undo()
    assert case.plan.goals[0].answers == ["f1"]


def test_goal_attainment_with_described_levels(assessed: Path, language: str) -> None:
    case = casekit.load(assessed)
    form = Goals(case)
    assert the(form, "casekit-add-attainment").disabled
    case.plan.goals = [Goal(id="g1", text="berani", basis="documented")]
    form = Goals(case)
    add(form, "attainment")
    field(form, "attained").value = "1"
    entry = f"levels-part-{id(case.evaluation.attainment[0]):x}"
    for text in ("tidak pernah", "sekali"):
        add(form, entry)
        field(form, "text").value = text
    [scale] = casekit.load(assessed).evaluation.attainment
    assert (scale.goal, scale.attained) == ("g1", "1")
    assert [(own.level, own.text) for own in scale.levels] == [("-2", "tidak pernah"), ("-1", "sekali")]


def test_a_group_session_has_stages_and_a_conference_an_attendance(case_file: Path, language: str) -> None:
    case = casekit.load(case_file)
    form, meeting = Sessions(case), Conference(case)
    add(form, "sessions")
    key = f"stages-{case.intervention.sessions[0].id}"
    assert of_class(form, f"casekit-add-{key}") == []
    field(form, "session").value = "group"
    add(form, key)
    field(form, "text").value = "saling berkenalan"
    add(meeting, "conferences")
    for role in ("pembimbing", "praktikan"):
        add(meeting, f"attendance-{case.conferences[0].id}")
        field(meeting, "role").value = role
    field(meeting, "decisions").value = "lanjutkan"
    kept = casekit.load(case_file)
    assert [own.text for own in kept.intervention.sessions[0].stages] == ["saling berkenalan"]
    assert [own.role for own in kept.conferences[0].attendance] == ["pembimbing", "praktikan"]
    assert kept.conferences[0].decisions == ["lanjutkan"]


def test_stages_beyond_the_last_one_can_be_added(case_file: Path) -> None:
    case = casekit.load(case_file)
    form = Sessions(case)
    add(form, "sessions")
    field(form, "session").value = "group"
    for _ in range(5):
        add(form, f"stages-{case.intervention.sessions[0].id}")
    codes = [*vocab.codes("group_stage")]
    assert [own.stage for own in case.intervention.sessions[0].stages] == [*codes, codes[-1]]


# Money


def enter(form: CashBook, text: str, amount: str, kind: str = "need", week: str = "1") -> None:
    """Type a line of the cash book as a student does."""
    for name, value in (("week", week), ("text", text), ("amount", amount)):
        the(form, f"casekit-quick-{name}").value = value
    the(form, f"casekit-enter-{kind}").click()


def test_sixty_days_of_cash_add_up(case_file: Path, language: str) -> None:
    form = CashBook(casekit.load(case_file))
    days = [(n // 7 + 1, ("income", "spending")[n % 3 > 0], f"{n + 1}.500") for n in range(60)]
    for week, direction, amount in days:
        enter(form, "belanja", amount, "income" if direction == "income" else "want", str(week))
    frame = pd.DataFrame(days, columns=["week", "direction", "amount"])
    frame["amount"] = frame.amount.str.replace(".", "").astype(int)
    sums = frame.pivot_table(index="week", columns="direction", values="amount", aggfunc="sum", fill_value=0)
    table = tables.cash_weeks(casekit.load(case_file))
    heads = {name: vocab.say(f"tables.{name}") for name in ("income", "spending", "balance")}
    assert table[heads["income"]].tolist() == sums.income.tolist()
    assert table[heads["spending"]].tolist() == sums.spending.tolist()
    assert table[heads["balance"]].tolist() == (sums.income - sums.spending).cumsum().tolist()
    assert len(briefs(form)) == 60
    assert the(form, "casekit-quick-text").value == ""


def test_the_first_line_of_a_cash_book_is_in_week_1_and_the_next_in_the_week_of_the_last(
    case_file: Path,
) -> None:
    form = CashBook(casekit.load(case_file))
    assert the(form, "casekit-quick-week").value == "1"
    enter(form, "belanja", "12rb", week="3")
    assert the(CashBook(casekit.load(case_file)), "casekit-quick-week").value == "3"


@pytest.mark.parametrize(("amount", "why"), [("12..000", "12..000"), ("-5", "0"), ("9.000.000.000.000", "")])
def test_an_amount_that_cannot_be_is_refused_and_stays_typed(
    case_file: Path, amount: str, why: str, language: str
) -> None:
    form = CashBook(casekit.load(case_file))
    enter(form, "belanja", amount)
    said = [unescape(own.value) for own in of_class(form, "casekit-problem") if not hidden(own)]
    assert len(said) == 1
    assert why in said[0]
    assert the(form, "casekit-quick-amount").value == amount
    assert casekit.load(case_file).intervention.cash_book.entries == []
    enter(form, "", "12rb")
    assert casekit.load(case_file).intervention.cash_book.entries == []


def test_what_is_illustrative_is_marked_in_the_form(tmp_path: Path, language: str) -> None:
    form = CashBook(casekit.load(casekit.work_copy(casekit.case_study("b-bookkeeper"), tmp_path)))
    assert all(vocab.label("basis", "illustrative") in brief for brief in briefs(form))
    assert vocab.label("basis", "illustrative") in form._in_words()["text/plain"]
