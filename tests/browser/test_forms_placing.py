"""A family of forty, imported, in which three people are placed by keyboard: saved, reopened, exported."""

import base64
import re

from form_page import (
    Form,
    form_cell,
    on_disk,
    prepared_case,
    run_again,
    run_all,
    saved_notebook,
    say,
    tab_to,
    write_notebook,
)
from playwright.sync_api import expect

import casekit
from casekit import figures, vocab
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


def _picture(case) -> str:
    with vocab.in_language("id"):
        return base64.b64encode(figures.genogram(case).svg.encode()).decode()


def test_three_people_of_forty_are_placed_by_keyboard(lab, page):
    folder = lab.room("placing")
    case_file = prepared_case(folder / "kasus.yaml")
    notebook = write_notebook(folder / "form.ipynb", form_cell("Genogram", "kasus.yaml"))
    run_all(page, lab.page_of(notebook))
    form = Form(page, "genogram")
    form.root.locator("button.casekit-turn", has_text=say("family_file")).click()
    file = {"name": "keluarga.ged", "mimeType": "text/plain", "buffer": _forty().encode()}
    with page.expect_file_chooser() as chooser:
        form.root.locator(".casekit-family-file").click()
    chooser.value.set_files(file)
    form.click("family_file_take")
    expect(form.items("people")).to_have_count(40, timeout=MILLISECONDS_TO_DRAW)
    case = on_disk(case_file, lambda case: len(case.people) == 40, seconds=8)
    siblings, youngest = (sorted(rows(case), key=len)[at] for at in (1, 2))

    for who, side in ((siblings[4], "left"), (siblings[5], "right"), (youngest[9], "left")):
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

    _expect_picture(form, case)
    saved_notebook(page, notebook)
    page.reload()
    run_again(page)
    kept = casekit.load(case_file)
    assert _hints(kept) == _hints(case)
    _expect_picture(Form(page, "genogram"), kept)
    outputs = saved_notebook(page, notebook).cells[0].outputs
    assert any(_picture(kept) in output.get("data", {}).get("text/html", "") for output in outputs)


def _expect_picture(form: Form, case) -> None:
    picture = form.root.locator(".casekit-picture img")
    source = f"data:image/svg+xml;base64,{_picture(case)}"
    expect(picture).to_have_attribute("src", source, timeout=MILLISECONDS_TO_DRAW)


def _hints(case) -> dict[str, str | None]:
    return {person.id: person.left_of for person in case.people}
