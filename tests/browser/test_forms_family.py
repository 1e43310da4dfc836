"""A family of three generations, recorded without a mouse: picture, case file and words agree."""

import base64
import re

from form_page import Form, form_cell, on_disk, prepared_case, run_all, say, tab_to, write_notebook
from playwright.sync_api import expect

import casekit
from casekit import figures, told, vocab

FAMILY = [  # whom to open, which relative to add, what to call them
    ("client", "parent", "Ibu"),
    ("Ibu", "partner", "Ayah"),
    ("Ibu", "parent", "Nenek"),
    ("client", "sibling", "Kakak"),
    ("client", "partner", "Istri"),
    ("client", "child", "Putri"),
]


def _person(case_file, label):
    case = casekit.load(case_file)
    return next((one for one in case.people if label in (one.id, str(one.label))), None)


def test_a_family_of_three_generations_without_a_mouse(lab, page):
    folder = lab.room("family")
    case_file = prepared_case(folder / "kasus.yaml")
    write_notebook(folder / "form.ipynb", form_cell("Genogram", "kasus.yaml"))
    run_all(page, lab.page_of(folder / "form.ipynb"))
    form = Form(page, "genogram")
    form.root.locator(".casekit-language-id").focus()

    for who, kin, label in FAMILY:
        own = _person(case_file, who).id
        if not form.root.locator(f".casekit-of-{own}.casekit-open").count():
            form.root.locator(".casekit-language-id").focus()
            tab_to(page, f".casekit-of-{own}")
            page.keyboard.press("Enter")
        expect(form.root.locator(f".casekit-of-{own}")).to_have_class(re.compile("casekit-open"))
        expect(form.root.locator(f".casekit-text-{own} textarea")).to_be_focused()
        count = len(casekit.load(case_file).people)
        tab_to(page, f".casekit-kin-{kin}")
        page.keyboard.press("Enter")
        case = on_disk(case_file, lambda case, count=count: len(case.people) == count + 1)
        expect(form.root.locator(f".casekit-text-{case.people[-1].id} textarea")).to_be_focused()
        page.keyboard.press("Control+a")
        page.keyboard.type(label)
        on_disk(case_file, lambda case, label=label: str(case.people[-1].label) == label)

    case = casekit.load(case_file)
    client, name = str(case.person("client").label), {one.id: str(one.label) for one in case.people}
    couples = [
        ([name[one] for one in union.partners], [name[child.person] for child in union.children])
        for union in case.unions
    ]
    assert couples == [
        (["Ibu", "Ayah"], [client, "Kakak"]),
        (["Nenek"], ["Ibu"]),
        ([client, "Istri"], ["Putri"]),
    ]

    with vocab.in_language("id"):
        figure, sentences = figures.genogram(case), told.family_told(case)
    picture = form.root.locator(".casekit-picture img")
    svg = base64.b64encode(figure.svg.encode()).decode()
    expect(picture).to_have_attribute("src", f"data:image/svg+xml;base64,{svg}", timeout=10_000)
    form.root.get_by_text(say("in_words")).click()
    told_there = form.root.locator(".casekit-picture li").all_inner_texts()
    assert set(sentences) <= set(told_there)
    for label in ("Nenek", "Kakak", "Putri"):
        assert any(label in sentence for sentence in sentences)
