"""A form knows its kernel: late, ended or out of reach; and nothing says "saved" that is not."""

import re
import signal
import time
from contextlib import suppress

import pytest
from form_page import (
    MILLISECONDS_TO_OPEN,
    Form,
    form_cell,
    on_disk,
    prepared_case,
    run_again,
    run_all,
    saved_notebook,
    say,
    write_notebook,
)
from kernel import WRITE_PID, Kernel
from playwright.sync_api import expect
from serving import serve

import casekit

pytestmark = [
    pytest.mark.flaky(reruns=0),
    pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no process can be stopped here"),
]

SECONDS_TO_SAY_SO = 3.0
SECONDS_UNTIL_ASLEEP = 20.0
APPS = ["lab", "notebook", "voila"]
LANGUAGES = {"lab": "id", "notebook": "en", "voila": "id"}
FREE = """form => [...form.querySelectorAll(".casekit-main :is(button, input, select, textarea)")]
  .filter((control) => control.getClientRects().length)
  .filter((control) => !(control.matches(":disabled") || control.readOnly || control.closest("[inert]")))
  .map((control) => control.getAttribute("aria-label") || control.textContent)"""
SHOWN = """part => part.innerText + [...part.querySelectorAll("*")]
  .filter((inside) => inside.getClientRects().length)
  .flatMap((inside) => ["::before", "::after"].map((own) => getComputedStyle(inside, own).content))
  .filter((said) => said.startsWith('"')).join(" ")"""
CHECKPOINTS = re.compile("/checkpoints")
STORED = "() => JSON.stringify([{...localStorage}, {...sessionStorage}])"


class Opened:
    """A BPSS form in one of the applications, and its kernel and case file."""

    def __init__(self, lab, page, app):
        self.lab, self.page, self.app, self.language = lab, page, app, LANGUAGES[app]
        folder = lab.room("kernel")
        self.case_file = prepared_case(folder / "kasus.yaml")
        start = f"{WRITE_PID}import casekit\ncasekit.use_language({self.language!r})\n"
        self.notebook = write_notebook(folder / "form.ipynb", form_cell("BPSS", "kasus.yaml", start))
        self.kernel = Kernel(folder)
        address = lab.page_of(self.notebook, app)
        if app == "voila":
            page.goto(address, timeout=MILLISECONDS_TO_OPEN)
        else:
            run_all(page, address)
        self.form = Form(page, "bpss")

    def add(self, text):
        """Add a finding with a text that is in the file."""
        self.form.add("biological", text)
        on_disk(self.case_file, lambda case: self.text(case) == text, seconds=6)

    def text(self, case=None):
        """Return the text of the newest finding in the file."""
        return str((case or casekit.load(self.case_file)).assessment.findings[-1].text)

    @property
    def field(self):
        return self.form.cell("biological").locator(".casekit-editor textarea").first

    def shown(self):
        """Return what can be read in the form."""
        return self.form.root.evaluate(SHOWN)

    def expect_lost(self, since, *keys):
        """Expect that the form says within three seconds what happened, and is locked."""
        said = self.form.root.locator(".casekit-kernel")
        left = max(0.1, SECONDS_TO_SAY_SO - (time.monotonic() - since))
        any_of = "|".join(re.escape(say(f"guard_{key}", self.language)) for key in keys)
        expect(said).to_have_text(re.compile(f"^(?:{any_of})$"), timeout=1000 * left)
        print(f"{self.app}: said after {time.monotonic() - since:.1f} s")
        expect(said).to_be_visible()
        expect(self.form.root).to_have_class(re.compile(r"\bcasekit-lost\b"))
        assert said.get_attribute("role") in ("alert", "status")
        assert self.form.root.evaluate(FREE) == []

    def expect_no_claim(self):
        """Expect that nothing says "saved"."""
        word = say("status_saved", self.language, time="").split()[0]
        assert not re.search(rf"\b{word}\b", self.shown())

    def restart(self):
        self.page.get_by_role("menuitem", name="Kernel", exact=True).click()
        self.page.get_by_text(re.compile("^Restart Kernel…?$")).click()
        self.page.get_by_role("dialog").get_by_role("button", name="Confirm Kernel Restart").click()

    def dismiss(self):
        """Close what Jupyter itself says of a kernel that died."""
        dialog = self.page.get_by_role("dialog")
        if dialog.count():
            dialog.get_by_role("button", name=re.compile("^(OK|Ok)$")).click()


@pytest.fixture
def opened(lab, page):
    return lambda app: Opened(lab, page, app)


ENDINGS = [
    ("lab", "killed"),
    ("lab", "restarted"),
    ("notebook", "killed"),
    ("notebook", "restarted"),
    ("voila", "killed"),
]


@pytest.mark.parametrize(("app", "how"), ENDINGS)
def test_a_kernel_that_ends_is_noticed_and_nothing_is_said_to_be_saved(opened, app, how):
    here = opened(app)
    here.add("Sampai di berkas")
    since = time.monotonic()
    if how == "killed":
        here.kernel.kill()
        here.page.keyboard.type(", sesudahnya hilang")
        here.expect_lost(since, "lost_texts", "lost")
        expect(here.field).to_have_value(re.compile(r"^Sampai di berkas, ses"))
        here.expect_no_claim()
    else:
        here.restart()
        here.expect_lost(time.monotonic(), "lost", "lost_texts")
    assert here.text() == "Sampai di berkas"
    here.page.wait_for_timeout(3000)  # a kernel that started anew does not know the form
    assert here.form.root.evaluate(FREE) == []


@pytest.mark.parametrize("app", APPS)
def test_a_lost_connection_is_said(opened, context, app):
    here = opened(app)
    here.add("Sampai di berkas")
    since = time.monotonic()
    context.set_offline(True)
    try:
        here.page.keyboard.type(", lalu terputus")
        here.expect_lost(since, "offline", "lost", "lost_texts")
        here.expect_no_claim()
        expect(here.field).to_have_value("Sampai di berkas, lalu terputus")
    finally:
        context.set_offline(False)


@pytest.mark.parametrize("app", APPS)
def test_a_server_that_ends_is_noticed(tmp_path, page, app):
    with serve(tmp_path) as lab:
        here = Opened(lab, page, app)
        here.add("Sampai di berkas")
        since = time.monotonic()
        lab.stop()
        here.page.keyboard.type(", lalu berhenti")
        here.expect_lost(since, "offline", "lost", "lost_texts")
        here.expect_no_claim()


@pytest.mark.parametrize("app", APPS)
def test_a_late_kernel_is_waited_for_while_one_types_on(opened, app):
    here = opened(app)
    here.add("Awal")
    waiting = re.compile(r"\bcasekit-waiting\b")
    with here.kernel.paused(4):
        here.page.keyboard.type(" tengah")
        began = time.monotonic()
        expect(here.form.root).to_have_class(waiting, timeout=4000)
        assert time.monotonic() - began > 1.5, "a kernel may take two seconds"
        expect(here.form.root.locator(".casekit-kernel")).to_have_text(say("guard_waiting", here.language))
        here.expect_no_claim()
        here.page.keyboard.type(" akhir")
        expect(here.field).to_have_value("Awal tengah akhir")
    on_disk(here.case_file, lambda case: here.text(case) == "Awal tengah akhir", seconds=6)
    expect(here.form.root).not_to_have_class(waiting)
    expect(here.form.root.locator(".casekit-kernel")).to_be_hidden()
    expect(here.form.status).to_contain_text(say("status_saved", here.language, time="").split()[0])


@pytest.mark.parametrize("how", ["killed", "restarted"])
def test_text_that_could_not_be_sent_is_offered_again(opened, how):
    here = opened("lab")
    here.add("Sampai di berkas")
    if how == "killed":
        here.kernel.kill()
        here.page.keyboard.type(", lalu hilang")
        expect(here.form.root).to_have_class(re.compile("casekit-lost"), timeout=10_000)
        here.page.wait_for_timeout(1000)
        here.dismiss()
    else:
        with here.kernel.paused(0):
            here.page.keyboard.type(", lalu hilang")
            here.restart()
            expect(here.form.root).to_have_class(re.compile("casekit-lost"), timeout=10_000)
            here.page.wait_for_timeout(6000)  # Jupyter waits for a kernel before it ends it
    assert here.text() == "Sampai di berkas"
    assert "lalu hilang" not in here.page.evaluate(STORED), "others use this computer too"

    run_again(here.page)
    here.form = Form(here.page, "bpss")
    expect(here.page.locator(".casekit-bpss")).to_have_count(1)
    offer = here.form.root.locator(".casekit-offer")
    expect(offer).to_contain_text("Sampai di berkas, lalu hilang")
    assert offer.get_by_role("button").count() >= 2
    assert here.text() == "Sampai di berkas"
    offer.get_by_role("button", name=say("guard_put_back", here.language), exact=True).click()
    on_disk(here.case_file, lambda case: here.text(case) == "Sampai di berkas, lalu hilang", seconds=6)
    here.form.expect_items("biological", "Sampai di berkas, lalu hilang")
    expect(offer).to_have_count(0)


@pytest.mark.parametrize("app", APPS)
def test_letters_are_undone_in_a_text(opened, app):
    here = opened(app)
    here.add("satu")
    here.page.wait_for_timeout(2500)  # until everything is drawn that follows
    here.page.keyboard.type(" dua")
    here.page.keyboard.press("Control+z")
    expect(here.field).not_to_have_value("satu dua")
    less = here.field.input_value()
    assert "satu dua".startswith(less)
    on_disk(here.case_file, lambda case: here.text(case) == less, seconds=6)
    here.page.keyboard.press("Control+y")
    expect(here.field).to_have_value("satu dua")
    on_disk(here.case_file, lambda case: here.text(case) == "satu dua", seconds=6)


def wait_until_shown(place, text, seconds):
    """Wait until a text can be read, which a style may hold."""
    until = time.monotonic() + seconds
    while text not in (read := place.evaluate(SHOWN)) and time.monotonic() < until:
        place.page.wait_for_timeout(200)
    assert text in read


def run_at_once(page):
    """Run all cells, whether or not there is a kernel."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()


def test_cells_that_are_run_too_early_end_in_what_to_do(lab, page):
    """JupyterLab asks for checkpoints before it looks for the kernel, and cells may be run meanwhile.

    Then it starts a kernel for them, finds the same kernel afterwards, and puts a second connection in place
    of the first. Widgets come by the first one that a page has to a kernel only.
    """
    folder = lab.room("early")
    prepared_case(folder / "kasus.yaml")
    notebook = write_notebook(folder / "form.ipynb", form_cell("BPSS", "kasus.yaml"))
    held, form = [], page.locator(".casekit-bpss")
    page.route(CHECKPOINTS, lambda asked: held.append(asked))  # noqa: PLW0108 - Playwright marks its handlers
    page.goto(lab.page_of(notebook))
    expect(page.locator(".jp-CodeCell").first).to_be_visible(timeout=MILLISECONDS_TO_OPEN)
    for _ in range(5):  # a click may be dropped
        run_at_once(page)
        with suppress(AssertionError):
            expect(form).to_be_visible(timeout=15_000)
            break
    assert held, "JupyterLab no longer asks for checkpoints before it looks for the kernel"
    while held or "casekit-lost" not in form.get_attribute("class"):
        if held:
            held.pop().continue_()
        page.wait_for_timeout(200)
    page.unroute(CHECKPOINTS)
    run_at_once(page)
    expect(form).to_have_count(0)
    output = page.locator(".jp-OutputArea").first
    wait_until_shown(output, say("asleep"), SECONDS_UNTIL_ASLEEP)
    assert "F5" in say("asleep")
    page.on("dialog", lambda asked: asked.accept())
    page.reload()
    expect(page.locator(".jp-CodeCell").first).to_be_visible(timeout=MILLISECONDS_TO_OPEN)
    run_again(page)
    expect(form).to_be_visible(timeout=MILLISECONDS_TO_OPEN)


def test_a_notebook_that_nobody_runs_shows_the_table_and_says_what_to_do(opened, context):
    here = opened("lab")
    here.add("Batuk sejak Mei")
    here.page.locator(".jp-InputPrompt").first.click()  # leave the form
    expect(here.page.locator("[class^=casekit-kept]").first).to_contain_text("Batuk sejak Mei")
    saved_notebook(here.page, here.notebook)
    here.page.close()
    here.lab.stop_kernels()
    for app in ("lab", "notebook"):
        page = context.new_page()
        page.goto(here.lab.page_of(here.notebook, app))
        output = page.locator(".jp-OutputArea").first
        expect(output.get_by_text("Batuk sejak Mei").first).to_be_visible(timeout=MILLISECONDS_TO_OPEN)
        wait_until_shown(output, say("asleep"), SECONDS_UNTIL_ASLEEP)
        page.wait_for_timeout(2000)
        for jupyter in ("Loading widget", "Error displaying widget"):
            expect(output.get_by_text(jupyter).locator("visible=true")).to_have_count(0)
        page.close()
