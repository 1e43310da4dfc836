"""Not a letter is lost, whatever somebody clicks while the kernel is late.

What is typed waits in the browser until the kernel has answered, and a click does not wait. Each trial types
while the kernel stands still, acts at once, and reads the file. A trial is never given a second chance: of a
text that is lost only now and then, a second run would hide it.
"""

import os
import signal
from contextlib import nullcontext

import pytest
from kernel import busy_cores
from playwright.sync_api import expect
from trial import ACTIONS, ALL_FORMS, PLACES, Bench, table, trial

pytestmark = [
    pytest.mark.flaky(reruns=0),
    pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no process can be stopped here"),
]

SEVERAL_FORMS = ("bpss", "swot", "genogram", "engagement", "goal_attainment", "conference", "sessions")
ON_FINDING = [
    name for name in ACTIONS if name not in ("add a line", "delete another line", "reload", "close the tab")
]
ELSEWHERE = [
    ("existing item", "other language"),
    ("reason", "done"),
    ("focus problem", "other language"),
    ("unknown", "another item"),
    ("role in a list", "add a line"),
    ("level in a list", "delete another line"),
    ("number", "done"),
    ("date", "done"),
    ("label", "another item"),
    ("card", "other language"),
    ("lines", "other language"),
]
MS_TO_PREPARE = 60_000  # on a busy machine a kernel thinks longer than a test has time
IN_SOCIAL = ".casekit-cell-social .casekit-editor"
LEAVING = [("finding", "reload"), ("focus problem", "close the tab")]


@pytest.fixture(scope="module")
def bench(lab, browser):
    """Return a notebook with half of the forms; each trial goes on where the last one ended."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(15_000)
    expect.set_options(timeout=15_000)
    bench = Bench(lab, context.new_page(), SEVERAL_FORMS)
    yield bench
    context.close()
    lab.stop_kernels()


def _expect_whole(told):
    assert told.is_whole, str(told)


@pytest.mark.parametrize("action", ON_FINDING)
def test_a_sentence_typed_before(bench, action):
    _expect_whole(trial(bench, "finding", action, "stopped"))


@pytest.mark.parametrize(("place", "action"), ELSEWHERE)
def test_what_is_typed_in_other_controls(bench, place, action):
    _expect_whole(trial(bench, place, action, "stopped"))


@pytest.mark.parametrize("late", ["stopped halfway", "a cell runs"])
def test_a_kernel_late_in_other_ways(bench, late):
    _expect_whole(trial(bench, "finding", "done", late))


@pytest.mark.parametrize("number", range(3))
def test_an_editor_that_is_built_anew_while_one_types(bench, number):
    _expect_whole(trial(bench, "theme", "Tab", "built anew", number))


@pytest.mark.parametrize("how", ["Space", "Enter held down"])
def test_a_key_after_add_adds_nothing_more(bench, how):
    if not bench.is_open:
        bench.open()
    before = bench.case()
    adder = bench.form("bpss").locator("button.casekit-add-social")
    with bench.kernel.paused():
        if how == "Space":
            adder.click()
            bench.page.keyboard.type(" dua kata ")
            bench.page.keyboard.press("Space")
        else:
            adder.focus()
            for _ in range(10):
                bench.page.keyboard.down("Enter")
                bench.page.wait_for_timeout(30)
            bench.page.keyboard.up("Enter")
    expect(bench.form("bpss").locator(".casekit-cell-social .casekit-editor textarea").first).to_be_focused()
    bench.page.wait_for_timeout(1500)
    after = bench.case()
    assert len(after.assessment.findings) == len(before.assessment.findings) + 1


def _texts(case):
    return [str(finding.text) for finding in case.assessment.findings]


def _arrive(bench, claim):
    """Wait until the case file holds what is claimed, and return the case."""
    for _ in range(100):
        if claim(bench.case()):
            break
        bench.page.wait_for_timeout(200)
    return bench.case()


def test_what_is_typed_right_after_each_of_several_adds_lands_in_its_own_finding(bench):
    """Each is clicked, and its words typed, before the kernel has opened the one before."""
    if not bench.is_open:
        bench.open()
    before = _texts(bench.case())
    typed = [("social", "Satu kalimat."), ("social", "Dua kalimat."), ("biological", "Tiga kalimat.")]
    with bench.kernel.paused():
        for dimension, words in typed:
            bench.form("bpss").locator(f"button.casekit-add-{dimension}").click()
            bench.page.keyboard.type(words, delay=20)
    case = _arrive(bench, lambda case: len(case.assessment.findings) == len(before) + 3)
    case = _arrive(bench, lambda case: _texts(case)[-1] == typed[-1][1])
    assert _texts(case) == [*before, *(words for _, words in typed)]
    assert [finding.dimension for finding in case.assessment.findings][-3:] == [place for place, _ in typed]
    expect(bench.form("bpss").locator("textarea:focus")).to_have_value("Tiga kalimat.")


@pytest.mark.parametrize(
    ("tool", "cell", "texts"),
    [
        ("swot", "strength", lambda case: [str(item.text) for item in case.assessment.swot]),
        ("genogram", "people", lambda case: [str(person.label) for person in case.people]),
    ],
)
def test_other_forms_keep_what_is_typed_after_add_apart_too(bench, tool, cell, texts):
    if not bench.is_open:
        bench.open()
    before = texts(bench.case())
    adder = bench.form(tool).locator(f"button.casekit-add-{cell}")
    with bench.kernel.paused():
        for words in ("Saudara A", "Saudara B"):
            adder.click()
            bench.page.keyboard.type(words)
    case = _arrive(bench, lambda case: texts(case)[-1:] == ["Saudara B"])
    assert texts(case) == [*before, "Saudara A", "Saudara B"]


def test_a_click_that_leaves_the_focus_behind_types_into_no_finding_before(bench):
    """So does Safari, and so do screen readers: the field in which one was keeps the focus."""
    where = PLACES["finding"]
    if not bench.is_open:
        bench.open()
    control, _ = where.reach(bench)
    control.fill("Kalimat yang sudah ada.")
    before = _texts(_arrive(bench, lambda case: "Kalimat yang sudah ada." in _texts(case)))
    with bench.kernel.paused():
        control.focus()
        bench.form("bpss").locator("button.casekit-add-biological").evaluate("own => own.click()")
        bench.page.keyboard.type("Kalimat baru.", delay=20)
    case = _arrive(bench, lambda case: "Kalimat baru." in _texts(case))
    assert _texts(case) == [*before, "Kalimat baru."]


def test_who_goes_on_writing_elsewhere_is_not_called_away_by_a_field_that_comes_late(bench):
    if not bench.is_open:
        bench.open()
    PLACES["finding"].reach(bench)
    before = _texts(bench.case())
    swot = bench.form("swot")
    swot.locator("button.casekit-add-strength").click()
    there = swot.locator(".casekit-cell-strength .casekit-editor textarea").first
    expect(there).to_be_focused()
    with bench.kernel.paused():
        bench.form("bpss").locator("button.casekit-add-biological").click()
        bench.page.keyboard.type("Temuan. ", delay=20)
        there.click()
        bench.page.keyboard.type("Punya ")
    late = bench.form("bpss").locator(".casekit-cell-biological .casekit-editor textarea").first
    expect(late).to_have_value("Temuan. ")
    expect(there).to_be_focused()
    bench.page.keyboard.type("keluarga.")
    case = _arrive(bench, lambda case: str(case.assessment.swot[-1].text) == "Punya keluarga.")
    assert str(case.assessment.swot[-1].text) == "Punya keluarga."
    assert _texts(case) == [*before, "Temuan. "]


def _with_two_parents(bench):
    """Open a fresh case, give the client two parents, so that a third is refused, and return the genogram."""
    bench.open()
    form = bench.form("genogram")
    client, is_open = (form.locator(f"button.casekit-of-client{css}") for css in ("", ".casekit-open"))
    in_text = expect(form.locator(".casekit-text-client textarea"))
    client.click()
    in_text.to_be_focused(timeout=MS_TO_PREPARE)
    for _ in range(2):
        form.locator("button.casekit-kin-parent").click()
        # Until the parent stands open in the browser, a further click would wait its turn.
        expect(is_open).to_have_count(0, timeout=MS_TO_PREPARE)
        client.click()
        in_text.to_be_focused(timeout=MS_TO_PREPARE)
    return form


@pytest.mark.parametrize("ms_a_key", [0, 600], ids=["at once", "slowly"])
def test_words_for_which_no_field_comes_are_offered(bench, ms_a_key):
    """A third parent is refused; whoever typed on meanwhile finds all the words above the form."""
    form = _with_two_parents(bench)
    with nullcontext() if ms_a_key else bench.kernel.paused():
        form.locator("button.casekit-kin-parent").click()
        bench.page.keyboard.type("Ayah tiri", delay=ms_a_key)
    expect(form.locator(".casekit-left pre")).to_have_text("Ayah tiri")
    expect(form.locator(".casekit-left p")).to_have_text("Tulisan ini belum masuk ke kasus:")
    form.locator(".casekit-left-discard").click()
    assert len(_arrive(bench, lambda case: len(case.people) == 3).people) == 3


def test_a_control_that_the_browser_builds_late_takes_no_words_from_the_next(bench):
    """The kernel has told the form to go back to *up*, which is not there yet, when a finding is added."""
    if not bench.is_open:
        bench.open()
    PLACES["finding"].reach(bench)
    form, before = bench.form("bpss"), _texts(bench.case())
    form.locator(f"{IN_SOCIAL} [class*=casekit-up-]").click()
    late = bench.page.add_style_tag(
        content=f"{IN_SOCIAL} [class*=casekit-up-] {{ display: none !important }}"
    )
    _arrive(bench, lambda case: _texts(case) != before)
    before = _texts(bench.case())
    with bench.kernel.paused():
        form.locator("button.casekit-add-biological").click()
        bench.page.keyboard.type("Kalimat ", delay=20)
        late.evaluate("own => own.remove()")
        bench.page.wait_for_timeout(300)
        bench.page.keyboard.type("baru.", delay=20)
    case = _arrive(bench, lambda case: "Kalimat baru." in _texts(case))
    assert _texts(case) == [*before, "Kalimat baru."]


@pytest.mark.parametrize(("place", "action"), LEAVING)
def test_a_page_that_is_left(bench, place, action):
    _expect_whole(trial(bench, place, action, "stopped"))


# Two hundred trials: which forms of which case, how late the kernel is, how often each action is tried, and
# whether both cores are busy with something else.
SERIES = {
    "some forms, stopped": (SEVERAL_FORMS, "", "stopped", 3, False),
    "some forms, stopped halfway": (SEVERAL_FORMS, "", "stopped halfway", 2, False),
    "a cell runs": (SEVERAL_FORMS, "", "a cell runs", 2, False),
    "all forms on case D, stopped": (ALL_FORMS, "d-trainee", "stopped", 2, False),
    "all forms on case D, both cores busy": (ALL_FORMS, "d-trainee", "thinking", 2, True),
}
ROUND = [*(("finding", action) for action in ON_FINDING), *LEAVING]


@pytest.mark.skipif(
    not os.environ.get("CASEKIT_BROWSER_TESTS"),
    reason="needs half an hour on a quiet machine: make test-browser",
)
@pytest.mark.parametrize("series", SERIES)
def test_two_hundred_trials(lab, context, capsys, series):
    tools, study, late, times, is_busy = SERIES[series]
    bench = Bench(lab, context.new_page(), tools, study)
    told = []
    with busy_cores() if is_busy else nullcontext():
        for number in range(times):
            told += [trial(bench, place, action, late, number) for place, action in ROUND]
            told.append(trial(bench, "theme", "Tab", "built anew", number))
            if tools == SEVERAL_FORMS:
                told += [trial(bench, place, action, late, number) for place, action in ELSEWHERE]
    spoilt = [str(one) for one in told if not one.is_whole]
    with capsys.disabled():
        print(f"\n{series}", table(told), *spoilt, sep="\n")
    assert spoilt == []
