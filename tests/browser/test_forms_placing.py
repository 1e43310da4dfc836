"""A family of forty, imported, in which three people are placed by keyboard: saved, reopened, exported."""

import base64
import re

import nbformat
from form_page import Form, form_cell, on_disk, run_again, run_all, saved_notebook, tab_to, write_notebook
from playwright.sync_api import expect

import casekit
from casekit import figures, gedcom, vocab
from casekit.figures.standing import rows

MILLISECONDS_TO_DRAW = 20_000


def _forty() -> str:
    """Return a family of forty: grandparents, six children with partners, and theirs."""
    lines = ["0 HEAD", "1 GEDC", "2 VERS 5.5.1", "1 CHAR UTF-8"]
    for number in range(1, 41):
        lines += [f"0 @I{number}@ INDI", f"1 SEX {'MF'[number % 2 == 0]}"]
    lines += ["0 @F0@ FAM", "1 HUSB @I1@", "1 WIFE @I2@", *(f"1 CHIL @I{child}@" for child in range(3, 9))]
    for child in range(3, 9):
        lines += [f"0 @F{child}@ FAM", f"1 HUSB @I{child}@", f"1 WIFE @I{child + 6}@"]
        lines += [f"1 CHIL @I{own}@" for own in range(12 + child, 41, 6)]
    return "\n".join([*lines, "0 TRLR"])


def _imported(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    people, unions = gedcom.from_gedcom(_forty())
    people[14].relation = "client"
    case = casekit.Case(id="klien-a", title="Klien A", client=people[14].id, people=people, unions=unions)
    casekit.save(case, path)
    return path


def _picture(case) -> str:
    with vocab.in_language("id"):
        return base64.b64encode(figures.genogram(case).svg.encode()).decode()


def test_three_people_of_forty_are_placed_by_keyboard(lab, page):
    folder = lab.room("placing")
    case_file = _imported(folder / "kasus.yaml")
    notebook = write_notebook(folder / "form.ipynb", form_cell("Genogram", "kasus.yaml"))
    run_all(page, lab.page_of(notebook))
    form = Form(page, "genogram")
    expect(form.items("people")).to_have_count(40)

    for who, side in (("person-5", "left"), ("person-6", "right"), ("person-20", "left")):
        form.root.locator(".casekit-language-id").focus()
        tab_to(page, f".casekit-of-{who}")
        page.keyboard.press("Enter")
        expect(form.root.locator(f".casekit-of-{who}")).to_have_class(re.compile("casekit-open"))
        before = casekit.load(case_file)
        [row] = [row for row in rows(before) if who in row]
        tab_to(page, f".casekit-further-{side}-{who}")
        page.keyboard.press("Enter")
        case = on_disk(case_file, lambda case, before=before: _hints(case) != _hints(before), seconds=8)
        [after] = [row for row in rows(case) if who in row]
        assert (after.index(who) < row.index(who)) == (side == "left")
        expect(form.root.locator(f".casekit-further-{side}-{who}")).to_be_focused()

    picture = form.root.locator(".casekit-picture img")
    expect(picture).to_have_attribute(
        "src", f"data:image/svg+xml;base64,{_picture(case)}", timeout=MILLISECONDS_TO_DRAW
    )

    saved_notebook(page, notebook)
    page.reload()
    run_again(page)
    reopened = Form(page, "genogram")
    expect(reopened.root.locator(".casekit-picture img")).to_have_attribute(
        "src", f"data:image/svg+xml;base64,{_picture(casekit.load(case_file))}", timeout=MILLISECONDS_TO_DRAW
    )
    kept = saved_notebook(page, notebook)
    html = "".join(output.get("data", {}).get("text/html", "") for output in kept.cells[0].outputs)
    assert _picture(casekit.load(case_file)) in html
    assert nbformat.validate(kept) is None


def _hints(case) -> dict[str, str | None]:
    return {person.id: person.left_of for person in case.people}
