"""Several forms, notebooks and languages on one case: they stay in step, and nobody's work is overwritten."""

import shutil

from form_page import Form, form_cell, on_disk, prepared_case, run_again, run_all, say, write_notebook
from playwright.sync_api import expect

import casekit


def _texts(case):
    return [str(finding.text) for finding in case.assessment.findings[2:]]


def _kept(folder):
    """Return what the backups and the files left after a conflict hold."""
    return [
        _texts(casekit.load(file)) for file in [*folder.glob("*.bak*"), *folder.glob("*.conflict-*.yaml")]
    ]


def test_two_forms_in_one_notebook_stay_in_step_and_running_again_leaves_no_dead_ones(lab, page):
    folder = lab.room("step")
    case_file = prepared_case(folder / "kasus.yaml")
    write_notebook(folder / "form.ipynb", form_cell("BPSS", "kasus.yaml"), form_cell("SWOT", "kasus.yaml"))
    run_all(page, lab.page_of(folder / "form.ipynb"))
    bpss, swot = Form(page, "bpss"), Form(page, "swot")

    bpss.add("biological", "Sering pusing")
    offered = swot.field("candidates").locator("option", has_text="Sering pusing")
    expect(offered).to_have_count(1)
    swot.field("candidates").select_option(label="● Sering pusing")
    swot.click("take_over")
    swot.expect_items("strength", "Sering pusing")
    bpss.click("undo")
    swot.expect_items("strength")
    bpss.click("redo")
    swot.expect_items("strength", "Sering pusing")
    on_disk(case_file, lambda case: len(case.assessment.swot) == 1)

    bpss.root.get_by_role("button", name="English", exact=True).click()
    expect(bpss.root.get_by_text("BPSS assessment").first).to_be_visible()
    expect(bpss.root.get_by_role("button", name="Undo", exact=True)).to_be_visible()
    expect(bpss.root.get_by_role("button", name="English", exact=True)).to_be_focused()
    bpss.expect_items("biological", "Sering pusing")
    expect(swot.root.get_by_role("button", name=say("undo"), exact=True)).to_be_visible()

    run_again(page)
    expect(page.locator(".jp-InputPrompt").last).to_have_text("[4]:")
    for tool, cell in (("bpss", "biological"), ("swot", "strength")):
        expect(page.locator(f".casekit-{tool}")).to_have_count(1)
        Form(page, tool).expect_items(cell, "Sering pusing")
    bpss.add("biological", "Sulit tidur")
    expect(swot.field("candidates").locator("option", has_text="Sulit tidur")).to_have_count(1)
    case = on_disk(case_file, lambda case: _texts(case) == ["Sering pusing", "Sulit tidur"])
    assert len(case.assessment.swot) == 1


def test_two_notebooks_on_one_file_are_asked_whose_work_counts(lab, context, page):
    folder = lab.room("conflict")
    case_file = prepared_case(folder / "kasus.yaml")
    write_notebook(folder / "form.ipynb", form_cell("BPSS", "kasus.yaml"))
    write_notebook(folder / "elsewhere" / "form.ipynb", form_cell("BPSS", "../kasus.yaml"))
    other_page = context.new_page()
    run_all(page, lab.page_of(folder / "form.ipynb"))
    run_all(other_page, lab.page_of(folder / "elsewhere" / "form.ipynb"))
    first, second = Form(page, "bpss"), Form(other_page, "bpss")

    second.add("biological", "Dari kedua")
    on_disk(case_file, lambda case: _texts(case) == ["Dari kedua"])
    first.add("biological", "Dari pertama")
    expect(first.banner).to_contain_text("kasus.yaml")
    expect(first.status).to_contain_text("berubah di tempat lain")
    assert _texts(casekit.load(case_file)) == ["Dari kedua"]
    page.keyboard.type(" juga")  # the form can still be filled in
    first.click("look_at_both")
    for text in ("Dari pertama juga", "Dari kedua"):
        expect(first.banner.locator(".casekit-both")).to_contain_text(text)
    first.click("keep_mine")
    expect(first.banner).to_be_hidden()
    first.expect_items("biological", "Dari pertama juga")
    on_disk(case_file, lambda case: _texts(case) == ["Dari pertama juga"])
    assert ["Dari kedua"] in _kept(folder)

    second.add("social", "Lagi dari kedua")
    expect(second.banner).to_contain_text("kasus.yaml")
    second.click("take_theirs")
    expect(second.banner).to_be_hidden()
    second.expect_items("biological", "Dari pertama juga")
    assert _texts(casekit.load(case_file)) == ["Dari pertama juga"]
    assert ["Dari kedua", "Lagi dari kedua"] in _kept(folder)
    second.add("social", "Sesudahnya")
    on_disk(case_file, lambda case: _texts(case) == ["Dari pertama juga", "Sesudahnya"])
    expect(second.status).to_contain_text("Tersimpan")


def test_a_second_window_of_a_notebook_takes_over_and_the_first_one_says_so(lab, context, page):
    folder = lab.room("windows")
    case_file = prepared_case(folder / "kasus.yaml")
    notebook = write_notebook(folder / "form.ipynb", form_cell("BPSS", "kasus.yaml"))
    run_all(page, lab.page_of(notebook))
    Form(page, "bpss").add("biological", "Dari jendela pertama")
    other_page = context.new_page()
    run_all(other_page, lab.page_of(notebook))
    Form(other_page, "bpss").add("social", "Dari jendela kedua")
    on_disk(case_file, lambda case: len(_texts(case)) == 2)

    page.bring_to_front()
    expect(page.locator(".casekit-bpss")).to_have_count(0)
    shown = page.locator(".jp-OutputArea-output").first
    page.wait_for_function("own => own.getBoundingClientRect().height > 10", arg=shown.element_handle())
    said = shown.evaluate("own => getComputedStyle(own, '::before')['content']")
    assert said.strip('"') == say("elsewhere")
    run_again(page)
    form = Form(page, "bpss")
    form.expect_items("biological", "Dari jendela pertama")
    form.expect_items("social", "Akrab", "Jarang", "Dari jendela kedua")


def test_a_case_study_is_for_reading_until_a_click_makes_a_working_copy(lab, page):
    folder = lab.room("bundled")
    cell = (
        "import casekit\nfrom casekit.widgets import *\nBPSS(casekit.load(casekit.case_study('d-trainee')))"
    )
    write_notebook(folder / "form.ipynb", cell)
    bundled = casekit.case_study("d-trainee").read_bytes()
    run_all(page, lab.page_of(folder / "form.ipynb", "notebook"))
    form = Form(page, "bpss")
    expect(form.root.locator(".casekit-picture img").first).to_be_visible()
    hidden = "area => area.scrollHeight - area.clientHeight"
    page.wait_for_timeout(500)  # in which Notebook 7 may fold a long output
    assert page.locator(".jp-Cell-outputArea").evaluate(hidden) <= 1
    expect(form.status).to_have_text(say("status_read_only"))
    for adder in form.root.locator("button.casekit-add").all():
        expect(adder).to_be_disabled()
    form.items("biological").first.click()
    for key in ("finding", "valence", "reason", "focus_problem"):
        expect(form.field(key)).to_be_disabled()

    form.click("make_copy")
    expect(form.banner).to_contain_text('casekit.work_copy(casekit.case_study("d-trainee"))')
    form.add("spiritual", "Ikut pengajian")
    expect(form.field("focus_problem")).to_be_enabled()
    copy = lab.folder / "cases" / "d-trainee.yaml"
    on_disk(copy, lambda case: str(case.assessment.findings[-1].text) == "Ikut pengajian")
    assert casekit.case_study("d-trainee").read_bytes() == bundled


def test_the_case_is_the_same_from_another_folder_and_in_the_other_language(lab, context):
    folder = lab.room("moved")
    case_file = prepared_case(folder / "kasus.yaml")
    write_notebook(folder / "form.ipynb", form_cell("BPSS", "kasus.yaml"))
    first = context.new_page()
    run_all(first, lab.page_of(folder / "form.ipynb"))
    Form(first, "bpss").add("social", "Punya dua sahabat")
    on_disk(case_file, lambda case: len(case.assessment.findings) == 3)
    first.close()

    english = "import casekit\ncasekit.use_language('en')\n"
    write_notebook(folder / "week 2" / "form.ipynb", form_cell("BPSS", "../kasus.yaml", english))
    second = context.new_page()
    run_all(second, lab.page_of(folder / "week 2" / "form.ipynb"))
    form = Form(second, "bpss")
    expect(form.root.locator(".casekit-title")).to_have_text(say("bpss", "en"))
    form.expect_items("social", "Akrab", "Jarang", "Punya dua sahabat")
    second.close()

    elsewhere = lab.room("elsewhere") / "moved"
    shutil.copytree(folder, elsewhere)
    third = context.new_page()
    run_all(third, lab.page_of(elsewhere / "form.ipynb"))
    form = Form(third, "bpss")
    form.expect_items("social", "Akrab", "Jarang", "Punya dua sahabat")
    form.add("social", "Ikut arisan")
    on_disk(elsewhere / "kasus.yaml", lambda case: len(case.assessment.findings) == 4)
    assert len(casekit.load(case_file).assessment.findings) == 3
