"""Every kind of field of every form, typed into in a real browser, is in the case file two seconds later."""

import re

import pytest
from form_page import Form, form_cell, on_disk, prepared_case, run_all, say, write_notebook
from playwright.sync_api import expect

from casekit import vocab


def _texts(parts):
    return [str(part.text) for part in parts]


def _open(lab, page, name, tool, *, app="lab"):
    """Return a form in a folder of its own, and its case file."""
    folder = lab.room(name)
    case_file = prepared_case(folder / "kasus.yaml")
    write_notebook(folder / "form.ipynb", form_cell(tool, "kasus.yaml"))
    address = lab.page_of(folder / "form.ipynb", app)
    if app == "voila":
        page.goto(address)
    else:
        run_all(page, address)
    return Form(page, tool.lower()), case_file


def _rearrange(form, case_file):
    """Add, reorder, move, delete, undo and redo."""
    form.add("biological", "Sering pusing")
    form.add("biological", "Berjalan dengan tongkat")
    form.click("up")
    form.expect_items("biological", "Tekanan darah", "Berjalan", "Sering pusing")
    form.click("up")
    form.expect_items("biological", "Berjalan", "Tekanan darah", "Sering pusing")
    form.click("down")
    form.expect_items("biological", "Tekanan darah", "Berjalan", "Sering pusing")
    on_disk(
        case_file,
        lambda case: _texts(case.assessment.findings)[3:] == ["Berjalan dengan tongkat", "Sering pusing"],
    )

    form.field("place").select_option(label="Psikologis")
    form.expect_items("psychological", "Berjalan")
    form.expect_items("biological", "Tekanan darah", "Sering pusing")
    on_disk(case_file, lambda case: case.assessment.findings[3].dimension == "psychological")

    form.click("delete")
    form.expect_items("psychological")
    on_disk(case_file, lambda case: len(case.assessment.findings) == 4)
    form.click("undo")
    form.expect_items("psychological", "Berjalan")
    on_disk(case_file, lambda case: len(case.assessment.findings) == 5)
    form.click("redo")
    form.expect_items("psychological")
    on_disk(case_file, lambda case: len(case.assessment.findings) == 4)


@pytest.mark.parametrize("app", ["lab", "notebook", "voila"])
def test_bpss(lab, page, app):
    form, case_file = _open(lab, page, f"bpss-{app}", "BPSS", app=app)

    form.add("biological", "Tekanan darah tinggi")
    found = on_disk(case_file, lambda case: _texts(case.assessment.findings)[2:] == ["Tekanan darah tinggi"])
    assert found.assessment.findings[2].dimension == "biological"

    form.field("valence").select_option(label="masalah")
    form.field("rating").select_option(index=4)
    expect(form.root.get_by_text(say("needs_reason"))).to_be_visible()
    form.field("reason").click()
    page.keyboard.type("Diukur tiga kali.")
    expect(form.root.get_by_text(say("needs_reason"))).to_be_hidden()
    form.field("basis").select_option(index=1)
    form.root.get_by_role("group", name=say("gathered_by")).get_by_role("checkbox").nth(1).check()
    case = on_disk(case_file, lambda case: case.assessment.findings[2].gathered_by)
    finding = case.assessment.findings[2]
    assert (finding.valence, finding.rating, str(finding.reason)) == ("concern", 3, "Diukur tiga kali.")
    assert finding.basis != "documented"

    _rearrange(form, case_file)

    form.field("unknown", dimension="spiritual").check()
    form.field("unknown_note").click()
    page.keyboard.type("Klien belum ingin bercerita.")
    form.field("focus_problem").click()
    page.keyboard.type("Kurang percaya diri")
    form.add("symptoms", "Menunduk saat berbicara")
    case = on_disk(case_file, lambda case: _texts(case.assessment.symptoms) == ["Menunduk saat berbicara"])
    assert _texts(case.assessment.unknown) == ["Klien belum ingin bercerita."]
    assert case.assessment.unknown[0].dimension == "spiritual"
    assert str(case.assessment.focus_problem.text) == "Kurang percaya diri"
    expect(form.root.locator(".casekit-progress")).to_contain_text("3")
    expect(form.root.locator(".casekit-picture img")).to_have_attribute("alt", re.compile("pusing"))
    expect(form.status).to_contain_text("Tersimpan")


def test_swot(lab, page):
    form, case_file = _open(lab, page, "swot", "SWOT")

    form.add("strength", "Tekun")
    form.field("weight").select_option(label=vocab.label("swot_item_weight", "3", "id"))
    form.field("basis").select_option(index=1)
    case = on_disk(case_file, lambda case: [item.weight for item in case.assessment.swot] == [3])
    assert (str(case.assessment.swot[0].text), case.assessment.swot[0].cell) == ("Tekun", "strength")
    form.add("opportunity", "Balai membuka kelas menjahit")
    form.add("opportunity", "Pameran tahunan")
    form.click("up")
    form.expect_items("opportunity", "Pameran", "Balai")

    form.field("candidates").select_option(value="▼ Jarang keluar rumah")
    form.click("take_over")
    form.expect_items("weakness", "Jarang keluar rumah")
    case = on_disk(case_file, lambda case: len(case.assessment.swot) == 4)
    assert _texts(case.assessment.swot) == [
        "Tekun", "Pameran tahunan", "Balai membuka kelas menjahit", "Jarang keluar rumah",
    ]  # fmt: skip
    assert case.assessment.swot[3].findings == ["f2"]
    form.field("place").select_option(label="Ancaman")
    form.expect_items("threat", "Jarang keluar rumah")
    form.expect_items("weakness")
    on_disk(case_file, lambda case: case.assessment.swot[3].cell == "threat")
    form.click("delete")
    form.expect_items("threat")
    on_disk(case_file, lambda case: len(case.assessment.swot) == 3)
    form.click("undo")
    form.expect_items("threat", "Jarang keluar rumah")
    on_disk(case_file, lambda case: len(case.assessment.swot) == 4)
    form.click("redo")
    form.expect_items("threat")
    on_disk(case_file, lambda case: len(case.assessment.swot) == 3)

    form.add("so", "Menawarkan hasil jahitan di pameran")
    form.root.get_by_role("group", name=say("joins")).get_by_role("checkbox").nth(0).check()
    form.root.get_by_role("group", name=say("joins")).get_by_role("checkbox").nth(1).check()
    form.click("to_goal")
    expect(form.root.get_by_text(say("drafted"))).to_be_visible()
    case = on_disk(case_file, lambda case: case.plan.goals)
    strategy, goal = case.assessment.strategies[0], case.plan.goals[0]
    assert strategy.items == [item.id for item in case.assessment.swot[:2]]
    assert (str(goal.text), goal.answers) == ("Menawarkan hasil jahitan di pameran", [strategy.id])


def test_strengths(lab, page):
    form, case_file = _open(lab, page, "strengths", "Strengths")

    form.field("filled_by").select_option(index=2)
    form.add("environment-strength", "Tetangga sering menengok")
    form.root.get_by_role("checkbox", name="Tetangga").check()
    form.field("basis").select_option(index=1)
    case = on_disk(
        case_file, lambda case: [item.resources for item in case.assessment.quadrant.items] == [["r1"]]
    )
    item = case.assessment.quadrant.items[0]
    assert (str(item.text), item.domain, item.side) == ("Tetangga sering menengok", "environment", "strength")
    assert case.assessment.quadrant.filled_by is not None

    form.add("personal-strength", "Tekun")
    form.add("personal-strength", "Ramah")
    form.click("up")
    form.expect_items("personal-strength", "Ramah", "Tekun")
    form.field("place").select_option(index=3)
    form.expect_items("personal-deficit", "Ramah")
    on_disk(case_file, lambda case: case.assessment.quadrant.items[1].side == "deficit")
    form.click("delete")
    form.expect_items("personal-deficit")
    on_disk(case_file, lambda case: len(case.assessment.quadrant.items) == 2)
    form.click("undo")
    form.expect_items("personal-deficit", "Ramah")
    on_disk(case_file, lambda case: len(case.assessment.quadrant.items) == 3)
    form.click("redo")
    on_disk(
        case_file,
        lambda case: _texts(case.assessment.quadrant.items) == ["Tetangga sering menengok", "Tekun"],
    )
