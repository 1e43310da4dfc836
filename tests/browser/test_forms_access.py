"""Every form can be used by everyone: with a screen reader, without a mouse, on a phone, in the dark."""

import contextlib
import re
from collections import Counter
from types import SimpleNamespace

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from form_page import form_cell, on_disk, run_all, say, write_notebook
from playwright.sync_api import TimeoutError, expect

import casekit

TOOLS = {
    "bpss": "BPSS", "swot": "SWOT", "strengths": "Strengths", "genogram": "Genogram", "ecomap": "Ecomap",
}  # fmt: skip
APPS = ["lab", "notebook"]
WIDE, NARROW = {"width": 1440, "height": 1000}, {"width": 360, "height": 740}
CONTROLS = {"button", "checkbox", "combobox", "textbox", "progressbar", "image"}
IN_FORM = "css => document.activeElement.closest(css) !== null"
MOST_TABS = 150


@pytest.fixture(scope="module")
def opened(lab, browser):
    """Open the three forms of case D, in English, in one notebook per application; once for all tests."""
    context = browser.new_context(viewport=WIDE)
    notebooks = {}

    def open_in(app):
        if app not in notebooks:
            folder = lab.room(app)
            case_file = casekit.work_copy(casekit.case_study("d-trainee"), folder)
            english = "import casekit\ncasekit.use_language('en')\n"
            cells = [form_cell(name, case_file.name, english) for name in TOOLS.values()]
            notebook = write_notebook(folder / "forms.ipynb", *cells, "1")
            page = context.new_page()
            # Without the sidebar, which leaves a form no room on a phone.
            address = lab.page_of(notebook, app).replace("/lab/tree/", "/doc/tree/")
            _run_until_shown(page, address)
            notebooks[app] = SimpleNamespace(page=page, case_file=case_file, notebook=notebook)
        return notebooks[app]

    yield open_in
    context.close()


def _run_until_shown(page, address):
    """Run all cells until every form shows its picture; on a busy machine a first attempt can fail."""
    page.set_default_timeout(15_000)
    for _ in range(3):
        with contextlib.suppress(TimeoutError, AssertionError):
            run_all(page, address)
            for tool in TOOLS:  # a form draws its picture when it comes into view
                page.locator(f".casekit-{tool}").first.scroll_into_view_if_needed()
                page.locator(f".casekit-{tool} .casekit-picture img").first.wait_for()
            return
    raise AssertionError("the notebook does not show its forms")


@pytest.fixture(params=["Light", "Dark"], scope="module")
def themed(request, opened):
    """Give JupyterLab a light and a dark theme, and in every form open an item and show the prompts."""
    here = opened("lab")
    use_theme(here.page, request.param)
    for tool in TOOLS:
        form = _form(here.page, tool)
        for board in form.locator(".casekit-board:has(.casekit-item)").all():  # case D has no risks
            if not board.locator(".casekit-editor").count():
                board.locator(".casekit-item").first.click()
                expect(board.locator(".casekit-editor")).to_be_visible()
        for turn in form.locator(".casekit-help").all():
            if turn.get_attribute("aria-expanded") == "false":
                turn.click()
    yield here
    use_theme(here.page, "Light")


def _form(page, tool):
    """Return a form, scrolled into view; the notebook lays out only the cells in view."""
    form = page.locator(f".casekit-{tool}").first
    form.evaluate("form => form.scrollIntoView({block: 'start'})")
    page.wait_for_timeout(300)
    return form


def _saved(here, claim):
    """Return the case on disk as soon as a claim holds; how soon is not the matter here."""
    try:
        return on_disk(here.case_file, claim, seconds=20)
    except AssertionError as late:
        said = here.page.locator(".casekit-status").all_inner_texts()
        raise AssertionError(f"the forms say {said}") from late


def use_theme(page, theme):
    page.get_by_role("menuitem", name="Settings", exact=True).click()
    page.locator(".lm-Menu-item", has_text="Theme").first.hover()
    page.locator(".lm-Menu-item", has_text=re.compile(f"^JupyterLab {theme}$")).click()
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", str(theme == "Light").lower())
    page.keyboard.press("Escape")


@pytest.mark.parametrize("tool", TOOLS)
def test_axe_finds_nothing(themed, tool):
    found = Axe().run(themed.page, context=f".casekit-{tool}")
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("tool", TOOLS)
def test_nothing_is_wider_than_a_phone(themed, tool):
    page = themed.page
    page.set_viewport_size(NARROW)
    try:
        form = _form(page, tool)
        assert form.evaluate("form => form.clientWidth") < NARROW["width"]
        assert form.evaluate(WIDER_THAN_FORM) == []
        assert form.locator(".casekit-board").first.evaluate(COLUMNS) == 1
        main, picture = (form.locator(part).bounding_box() for part in (".casekit-main", ".casekit-picture"))
        assert picture["y"] >= main["y"] + main["height"]
    finally:
        page.set_viewport_size(WIDE)


WIDER_THAN_FORM = """form => {
  const edge = form.getBoundingClientRect();
  return [form, ...form.querySelectorAll("*")].filter((part) => {
    const box = part.getBoundingClientRect();
    const spills = box.width > 0 && (box.right > edge.right + 1 || box.left < edge.left - 1);
    const scrolls = part.matches("div, button, label, textarea") && part.clientWidth > 0
      && part.scrollWidth > part.clientWidth + 1;
    return spills || scrolls;
  }).map((part) => `${part.className} ${part.scrollWidth} in ${part.clientWidth} in ${form.clientWidth}`);
}"""
COLUMNS = "board => getComputedStyle(board).gridTemplateColumns.split(' ').length"


@pytest.mark.parametrize("tool", TOOLS)
def test_targets_are_large_enough_to_touch(opened, tool):
    form = _form(opened("lab").page, tool)
    sizes = form.evaluate(
        """form => [...form.querySelectorAll("button, select, textarea, label:has(> input)")]
        .map((control) => [control.textContent.slice(0, 40), control.getBoundingClientRect()])
        .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 24)).map(([text]) => text)"""
    )
    assert sizes == []


@pytest.mark.parametrize("tool", ["swot", "strengths"])
def test_a_wide_form_shows_two_by_two_beside_its_picture(opened, tool):
    form = _form(opened("lab").page, tool)
    assert form.locator(".casekit-board").first.evaluate(COLUMNS) == 2
    main, picture = (form.locator(part).bounding_box() for part in (".casekit-main", ".casekit-picture"))
    assert picture["x"] >= main["x"] + main["width"]


def _heard(page, label):
    """Return what a screen reader meets inside a form: role, name, properties, and the groups around it."""
    session = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}
    session.detach()

    def told(node, what):
        return str(node.get(what, {}).get("value", "")).strip()

    top = next(n for n in nodes.values() if told(n, "role") == "group" and told(n, "name") == label)

    def walk(node, groups):
        role, name = told(node, "role"), told(node, "name")
        if not node.get("ignored") and node is not top:
            properties = {own["name"]: own["value"].get("value") for own in node.get("properties", [])}
            yield SimpleNamespace(role=role, name=name, properties=properties, groups=groups, node=node)
            groups = (*groups, name) if role == "group" else groups
        for child in node.get("childIds", []):
            if child in nodes:
                yield from walk(nodes[child], groups)

    return list(walk(top, ()))


@pytest.mark.parametrize("tool", TOOLS)
def test_a_screen_reader_hears_what_everything_is(themed, tool):
    form = _form(themed.page, tool)
    heard = _heard(themed.page, say(tool, "en"))
    controls = [part for part in heard if part.role.lower() in CONTROLS]
    shown = [f"{tag}:visible" for tag in ("button", "input", "select", "textarea", "progress", "img")]
    assert len(controls) == form.locator(", ".join(shown)).count()

    nameless = [part for part in controls if not re.search(r"\w", part.name)]
    assert nameless == []
    assert not [part.name for part in controls if re.search("[▲▼●○\u200b]", part.name)]
    calls = Counter((part.role, part.name, part.groups) for part in controls)
    assert [call for call, count in calls.items() if count > 1] == []

    groups = [part for part in heard if part.role == "group"]
    assert all(re.search(r"\w", group.name) for group in groups)
    assert len({(group.groups, group.name) for group in groups}) == len(groups)
    titles = form.locator(".casekit-cell-title").all_inner_texts()
    assert set(titles) <= {group.name for group in groups}

    buttons = [part for part in controls if part.role == "button"]
    of_item = {say(key, "en") for key in ("up", "down", "delete", "done")}
    tools = [part for part in buttons if part.name in of_item]
    assert len(tools) >= 4
    assert all(len(part.groups) >= 2 for part in tools)  # the cell, and in it the item
    opened = [part for part in buttons if part.properties.get("expanded") is True]
    closed = [part for part in buttons if part.properties.get("expanded") is False]
    assert len(opened) + len(closed) == form.locator(".casekit-item, .casekit-help").count()
    assert len(opened) == form.locator(".casekit-editor").count() + form.locator(".casekit-help").count()

    pressed = {part.name: part.properties["pressed"] for part in buttons if "pressed" in part.properties}
    assert pressed == {"Indonesia": "false", "English": "true"}
    assert [part.properties["live"] for part in heard if part.role == "status"].count("polite") >= 1
    if tool == "bpss":
        bar = next(part for part in controls if part.role == "progressbar")
        assert (bar.name, float(bar.node["value"]["value"])) == ("4 of 4 dimensions filled in", 4)


def test_a_read_only_form_says_so_at_once(opened):
    page = opened("lab").page
    session_cell = "BPSS(casekit.load(casekit.case_study('d-trainee')))"
    _run_in_last_cell(page, session_cell)
    banner = page.locator(".casekit-bpss").nth(1).get_by_role("alert")
    expect(banner).to_have_text(say("read_only", "en"), timeout=30_000)
    _run_in_last_cell(page, "1")
    expect(page.locator(".casekit-bpss")).to_have_count(1)


def _run_in_last_cell(page, source):
    page.locator(".jp-Notebook .cm-content").last.click()
    page.keyboard.press("Control+a")
    page.keyboard.type(source)
    page.keyboard.press("Control+Enter")


class Keyboard:
    """Someone at a form without a mouse; fails as soon as the focus or its ring is lost."""

    def __init__(self, page, tool):
        self.page, self.form = page, f".casekit-{tool}"
        # From the cell behind a form, Shift+Tab goes into it.
        cell = page.locator(".jp-Notebook .jp-CodeCell", has=page.locator(self.form))
        following = cell.locator("xpath=following-sibling::*[1]").locator(".cm-content")
        _form(page, tool)
        following.evaluate("cell => cell.focus()")
        page.keyboard.press("Escape")
        self.press("Shift+Tab")

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
        # A control that is made anew gets the focus back in a moment; on a busy machine that takes longer.
        try:
            self.page.wait_for_function(f"form => !({WHAT_IS_LOST})(form)", arg=self.form, timeout=5000)
        except TimeoutError:
            lost = self.page.evaluate(WHAT_IS_LOST, self.form)
            raise AssertionError(f"{lost} is lost after {keys}") from None

    def type(self, text):
        self.page.keyboard.type(text)

    def to(self, css, *, back=False):
        """Go to a control with Tab or Shift+Tab."""
        for _ in range(MOST_TABS):
            if self.page.evaluate(IN_FORM, f"{self.form} {css}"):
                return
            self.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"Tab never reaches {css}")

    def choose(self, css, letter, *, back=False):
        """Choose an option of a closed dropdown by its first letters."""
        self.to(css, back=back)
        self.type(letter)

    def arrives(self, css):
        """Expect that the form puts the focus on a control."""
        self.page.wait_for_function(IN_FORM, arg=f"{self.form} {css}", timeout=15_000)
        self.press()

    def leave_alone(self):
        """Expect that the focus is in the form when everything has come to rest."""
        self.page.wait_for_timeout(600)
        self.press()


WHAT_IS_LOST = """form => {
  const focused = document.activeElement;
  if (!focused.closest(form)) return "the focus";
  const ring = getComputedStyle(focused);
  const drawn = ring.outlineStyle === "solid" && parseFloat(ring.outlineWidth) >= 2;
  return focused.matches(":focus-visible") && drawn ? "" : "the focus ring";
}"""


def _field(key):
    """Return the selector of a control by its label."""
    return f"[aria-label={say(key, 'en')!r}]"


def test_a_finding_without_a_mouse(opened):
    here = opened("lab")
    keys = Keyboard(here.page, "bpss")
    before = len(casekit.load(here.case_file).assessment.findings)
    keys.to(".casekit-add-social", back=True)
    keys.press("Enter")
    keys.arrives(".casekit-cell-social .casekit-editor textarea")
    keys.type("Sings in the choir.\nEvery week.")
    keys.press("Tab")
    keys.type("str")
    keys.press("Tab", "ArrowDown", "ArrowDown", "ArrowDown")
    keys.press("Tab", "ArrowDown")
    keys.press("Tab")
    keys.type("She says so herself.")
    keys.press("Tab", "Space", "Tab", "Tab", "Space")
    keys.to(".casekit-place")
    keys.type("psy")
    keys.arrives(".casekit-cell-psychological .casekit-place")
    keys.to("[class*=casekit-up-]")
    keys.press("Enter")
    keys.leave_alone()
    keys.arrives(".casekit-cell-psychological [class*=casekit-up-]")
    keys.to(".casekit-done")
    keys.press("Space")
    keys.arrives(".casekit-cell-psychological .casekit-item")

    def moved_up(case):
        inside = [found for found in case.assessment.findings if found.dimension == "psychological"]
        return inside[-2] if str(inside[-2].text).startswith("Sings") else None

    added = moved_up(_saved(here, moved_up))
    assert str(added.text) == "Sings in the choir.\nEvery week."
    assert (added.valence, added.rating, str(added.reason)) == ("strength", 2, "She says so herself.")
    assert len(added.gathered_by) == 2
    assert added.basis != "documented"

    keys.press("Enter")
    keys.arrives(".casekit-editor textarea")
    keys.to(".casekit-delete")
    keys.press("Enter")
    keys.arrives(".casekit-cell-psychological .casekit-item")
    keys.leave_alone()
    _saved(here, lambda case: len(case.assessment.findings) == before)
    keys.press("Control+z")
    _saved(here, lambda case: len(case.assessment.findings) == before + 1)
    keys.leave_alone()


def test_the_focus_survives_undo_and_another_language(opened):
    here = opened("lab")
    keys = Keyboard(here.page, "bpss")
    keys.to(".casekit-add-symptoms", back=True)
    keys.press("Enter")
    keys.arrives(".casekit-cell-symptoms .casekit-editor textarea")
    keys.type("Tired.")
    form = _form(here.page, "bpss")
    keys.to(".casekit-undo")
    for _ in range(60):
        if form.locator(".casekit-undo").is_disabled():
            break
        keys.press("Enter")
        here.page.wait_for_timeout(150)
    keys.arrives(".casekit-redo")
    keys.press("Enter")
    keys.leave_alone()
    keys.to(".casekit-language-id", back=True)
    keys.press("Enter")
    expect(form.locator(".casekit-title")).to_have_text(say("bpss", "id"))
    keys.arrives(".casekit-language-id")
    keys.leave_alone()
    keys.press("Tab", "Enter")
    expect(form.locator(".casekit-title")).to_have_text(say("bpss", "en"))
    keys.arrives(".casekit-language-en")
    keys.leave_alone()


def test_an_item_and_a_strategy_without_a_mouse(opened):
    here = opened("lab")
    keys = Keyboard(here.page, "swot")
    keys.to(".casekit-add-threat", back=True)
    keys.press("Enter")
    keys.arrives(".casekit-cell-threat .casekit-editor textarea")
    keys.type("The bus no longer runs.")
    keys.choose(_field("weight"), "3")
    keys.to(".casekit-done")
    keys.press("Enter")
    keys.arrives(".casekit-cell-threat .casekit-item")
    keys.to(".casekit-add-st")
    keys.press("Enter")
    keys.arrives(".casekit-cell-st .casekit-editor textarea")
    keys.type("Walk to the centre together.")
    keys.to(".casekit-cell-st .casekit-check")
    keys.press("Space", "Tab", "Tab", "Space")
    keys.to(".casekit-to-goal")
    keys.press("Enter")
    expect(here.page.locator(".casekit-swot .casekit-editor [role=status]")).to_have_text(
        say("drafted", "en")
    )
    keys.leave_alone()
    keys.to(".casekit-done")
    keys.press("Enter")
    case = _saved(here, lambda case: case.plan.goals[-1].answers == [case.assessment.strategies[-1].id])
    assert str(case.assessment.swot[-1].text) == "The bus no longer runs."
    assert (case.assessment.swot[-1].cell, case.assessment.swot[-1].weight) == ("threat", 3)
    strategy = case.assessment.strategies[-1]
    assert len(strategy.items) == 2
    assert str(case.plan.goals[-1].text) == "Walk to the centre together."


def test_a_strength_without_a_mouse(opened):
    here = opened("lab")
    keys = Keyboard(here.page, "strengths")
    before = len(casekit.load(here.case_file).assessment.quadrant.items)
    keys.to(".casekit-filled-by", back=True)
    keys.type("client and")
    keys.to(".casekit-add-personal-strength")
    keys.press("Space")
    keys.arrives(".casekit-cell-personal-strength .casekit-editor textarea")
    keys.type("Patient.")
    keys.press("Tab", "Tab", "Space")
    keys.to(".casekit-delete")
    keys.to("[class*=casekit-up-]", back=True)
    keys.press("Enter")
    keys.leave_alone()

    def linked(case):
        return next((item for item in case.assessment.quadrant.items if str(item.text) == "Patient."), None)

    case = _saved(here, lambda case: linked(case) and linked(case).resources)
    added = linked(case)
    assert case.assessment.quadrant.filled_by == "both"
    assert (added.domain, added.side, len(added.resources)) == ("personal", "strength", 1)
    keys.to(".casekit-delete")
    keys.press("Enter")
    keys.arrives(".casekit-cell-personal-strength .casekit-item")
    _saved(here, lambda case: len(case.assessment.quadrant.items) == before)
    keys.press("Control+z")
    _saved(here, lambda case: len(case.assessment.quadrant.items) == before + 1)


CELLS = """() => [...document.querySelectorAll(".jp-Notebook .jp-Cell")].map((cell) => [
  [...cell.classList].filter((word) => /^jp-(Code|Markdown|Raw)Cell$/.test(word))[0],
  cell.querySelector(".cm-content")?.textContent,
  cell.querySelector(".jp-InputPrompt")?.textContent,
])"""
OF_EACH_KIND = [
    *(".casekit-language-en", ".casekit-help", ".casekit-item", ".casekit-editor textarea"),
    *(".casekit-editor select", ".casekit-editor .casekit-check input"),
    *(".casekit-editor [class*=casekit-down-]", ".casekit-undo"),
]
HARMFUL = [
    *("a", "b", "d", "d", "x", "y", "m", "r", "c", "v", "z", "Shift+m", "1", "Escape", "Delete"),
    *("Shift+Enter", "Alt+Enter", "Control+Enter", "Control+a", "Control+x", "Control+v", "Control+m"),
    *("Control+Backspace", "Control+Shift+m", "Control+Shift+ArrowUp", "Control+Shift+-"),
    *("d", "d", "x", "Enter", "a", "b", "d", "d"),
]


def _open_an_item(form):
    """Open an item, if none is open when everything has come to rest."""
    form.page.wait_for_timeout(400)
    if not form.locator(".casekit-editor").count():
        form.locator(".casekit-item").first.click()
        form.locator(".casekit-editor").first.wait_for()
        form.page.wait_for_timeout(200)


# All forms have the same guard; that Notebook 7 listens earlier than JupyterLab shows in one of them.
@pytest.mark.parametrize(("app", "tool"), [*(("lab", tool) for tool in TOOLS), ("notebook", "bpss")])
def test_no_key_in_a_form_changes_the_notebook(opened, app, tool):
    page = opened(app).page
    form = _form(page, tool)
    before = page.evaluate(CELLS)
    pressed = 0
    for css in OF_EACH_KIND:
        _open_an_item(form)
        control = form.locator(css).first
        if not control.count() or control.is_disabled():
            continue
        control.focus()
        for key in HARMFUL:
            page.keyboard.press(key)
        page.wait_for_timeout(400)
        assert page.evaluate(CELLS) == before, css
        pressed += 1
    assert pressed >= 6


@pytest.mark.parametrize("app", APPS)
def test_control_s_in_a_field_saves_the_notebook(opened, app):
    here = opened(app)
    form = _form(here.page, "strengths")
    _open_an_item(form)
    field = form.locator(".casekit-editor textarea").first
    before = here.notebook.read_bytes()
    field.focus()
    here.page.keyboard.type("Saved. ")
    here.page.keyboard.press("Control+s")
    _wait(here.page, lambda: (now := here.notebook.read_bytes()) != before and now.endswith(b"}\n"))
    saved = nbformat.read(here.notebook, as_version=4)
    assert [cell.cell_type for cell in saved.cells] == ["code"] * (len(TOOLS) + 1)
    assert [re.findall(r"(\w+)\(casekit", cell.source)[:1] for cell in saved.cells[: len(TOOLS)]] == [
        [name] for name in TOOLS.values()
    ]
    _wait(here.page, lambda: "Saved. " in here.case_file.read_text("utf-8"))
    # The table beside the form, too, although it is brought up to date only after the key.
    _wait(here.page, lambda: "Saved. " in here.notebook.read_text("utf-8"))


def _wait(page, claim):
    for _ in range(100):
        if claim():
            return
        page.wait_for_timeout(100)
    raise AssertionError("nothing happened for ten seconds")
