"""From an assessed case to a closed one in the browser, and a cash book typed as a student types it."""

import re

import pandas as pd
from form_page import Form, form_cell, on_disk, prepared_case, run_all, say, write_notebook
from playwright.sync_api import expect

import casekit
from casekit import told, vocab

OPEN = (
    "import casekit\nfrom casekit.widgets import *\ncase = casekit.load('kasus.yaml')",
    *(f"{name}(case)" for name in ("Plan", "Sessions", "Goals", "Closing")),
)
CONTROL = ":is(textarea, select, input)"


def _label(name):
    label = vocab.say(f"tables.{name}", "id")
    return label[:1].upper() + label[1:]


class Lists(Form):
    """A form of lists: items are added, and the fields of the last open one filled in."""

    def add_to(self, name):
        """Add an item, and wait until the focus is in it."""
        self.root.locator(f"button.casekit-add-{name}").click()
        expect(self.root.locator(f"{CONTROL}:focus")).to_have_count(1)

    def fill(self, name, text):
        control = self.root.locator(CONTROL).and_(self.root.get_by_label(_label(name), exact=True)).last
        control.click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def check(self, label):
        self.root.get_by_role("checkbox", name=label, exact=True).last.check()


def test_from_an_assessed_case_to_a_closed_and_reopened_one(lab, page):
    folder = lab.room("closing")
    case_file = prepared_case(folder / "kasus.yaml")
    write_notebook(folder / "form.ipynb", *OPEN)
    run_all(page, lab.page_of(folder / "form.ipynb"))
    assert told.loose_ends(casekit.load(case_file)) != []

    plan = Lists(page, "plan")
    plan.add_to("goals")
    plan.fill("goal", "Keluar rumah setiap hari")
    plan.check("Jarang keluar rumah")
    plan.add_to("activities")
    plan.fill("activity", "Jalan pagi bersama")
    plan.check("Keluar rumah setiap hari")
    plan.fill("result", "Lima kali seminggu")
    on_disk(case_file, lambda case: case.plan.activities and case.plan.activities[0].result)

    sessions = Lists(page, "sessions")
    sessions.add_to("sessions")
    sessions.fill("theme", "Jalan pagi")
    sessions.fill("result", "Menyapa dua tetangga")
    sessions.check("Jalan pagi bersama")
    sessions.check("Keluar rumah setiap hari")

    goals = Lists(page, "goal_attainment")
    goals.add_to("measures")
    goals.fill("label", "Hari keluar rumah")
    goals.check("Keluar rumah setiap hari")
    case = on_disk(case_file, lambda case: case.evaluation.measures and case.evaluation.measures[0].goals)
    for value in ("1", "5"):
        goals.add_to(f"observations-{case.evaluation.measures[0].id}")
        goals.fill("value", value)
    goals.add_to("outcome_notes")
    goals.fill("text", "Tujuan tercapai")
    goals.check("Keluar rumah setiap hari")

    closing = Lists(page, "closing")
    closing.check(vocab.label("termination_reason", "goals_reached", "id"))
    closing.add_to("ending_exit_plan")
    closing.fill("text", "Tetap jalan pagi bersama tetangga")
    closing.add_to("reopenings")
    closing.fill("reason", "Klien meminta bertemu lagi")
    case = on_disk(
        case_file,
        lambda case: case.termination.reopenings and "lagi" in str(case.termination.reopenings[0].reason),
    )
    assert told.loose_ends(case) == []
    assert case.termination.reasons == ["goals_reached"]
    assert [own.value for own in case.evaluation.measures[0].observations] == [1, 5]
    assert [str(own.text) for own in case.termination.exit_plan] == ["Tetap jalan pagi bersama tetangga"]


def test_sixty_days_of_a_cash_book_typed_with_the_keyboard(lab, page):
    folder = lab.room("cash")
    case_file = prepared_case(folder / "kasus.yaml")
    write_notebook(folder / "form.ipynb", form_cell("CashBook", "kasus.yaml"))
    run_all(page, lab.page_of(folder / "form.ipynb"))
    form = Form(page, "cash_book")
    ways = ("income", "spending", "spending")
    days = [(day // 7 + 1, ways[day % 3], 1500 + 250 * day) for day in range(60)]
    written = ("{:,}", "{}", "Rp {}")
    form.field("week").focus()
    for number, (week, direction, amount) in enumerate(days):
        page.keyboard.press("Control+a")
        page.keyboard.type(str(week))
        page.keyboard.press("Tab")
        page.keyboard.type(f"hari {number + 1}")
        page.keyboard.press("Tab")
        page.keyboard.type(written[number % 3].format(amount))
        page.keyboard.press("Tab")
        if direction == "spending":
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(form.field("entry_text")).to_have_value("")
        expect(form.field("entry_text")).to_be_focused()
        page.keyboard.press("Shift+Tab")
    case = on_disk(case_file, lambda case: len(case.intervention.cash_book.entries) == 60)
    expected = pd.DataFrame(days, columns=["week", "direction", "amount_idr"])
    kept = pd.DataFrame([entry.model_dump() for entry in case.intervention.cash_book.entries])
    columns = ["week", "direction", "amount_idr"]
    pd.testing.assert_frame_equal(kept[columns], expected[columns], check_dtype=False)
    expect(form.root.locator(".casekit-picture img")).to_have_attribute(
        "alt", re.compile("9"), timeout=10_000
    )
    assert say("cash_book") in form.root.inner_text()
