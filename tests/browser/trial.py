"""A trial: somebody types while the kernel is late, then does something else; what does the file keep?"""

import difflib
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from form_page import MILLISECONDS_TO_OPEN, run_all, write_notebook
from kernel import WRITE_PID, Kernel
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, Page, expect
from serving import Lab

import casekit
from casekit import Case, vocab
from casekit.model import Finding, Goal

__all__ = [
    "ACTIONS",
    "ALL_FORMS",
    "COMMAND",
    "LATE",
    "PLACES",
    "Bench",
    "Place",
    "Trial",
    "sentence",
    "table",
    "trial",
]

WORDS = """
    klien ibu ayah nenek sekolah pasar tetangga puskesmas merasa senang cemas bercerita setiap pagi bekerja
    di rumah belum pernah datang lagi karena hujan uang 12.000 minggu ke-3 usia 41 tahun kelas 5 SD RT 04
    kunjungan pukul 08.30
""".split()  # noqa: SIM905 - a text to draw from
LETTERS = 60
OF = "casekit-text-"
MS_A_KEY = 22
SECONDS_TO_THINK = 1.4, 2.1
SECONDS_TO_ARRIVE = 10.0
MS_TO_UNDO = 15_000
BUSY_CELL = "import time; time.sleep(5 * ('ran' in globals())); ran = True"  # from its second run on
TOOLS = {
    "bpss": "BPSS", "swot": "SWOT", "strengths": "Strengths", "genogram": "Genogram", "ecomap": "Ecomap",
    "engagement": "Engagement", "plan": "Plan", "sessions": "Sessions", "cash_book": "CashBook",
    "goal_attainment": "Goals", "closing": "Closing", "conference": "Conference",
    "identity": "Identity", "history": "History", "reflection": "Reflection",
}  # fmt: skip
ALL_FORMS = tuple(TOOLS)
COMMAND = "from casekit.cli import main; main()"


def sentence(seed: object, letters: int = LETTERS) -> str:
    """Return so many letters of Indonesian words, digits and stops; always the same for a seed."""
    chance = random.Random(str(seed))
    words = " ".join(chance.choice(WORDS) for _ in range(letters))
    return words[: letters - 1].rstrip().ljust(letters - 1, "x") + "."


class Bench:
    """A notebook with forms of one case in JupyterLab, at which trial follows trial.

    Parameters
    ----------
    lab : Lab
        The server.
    page : Page
        The tab.
    tools : sequence of str
        The forms, in their order.
    study : str, optional
        The case study of which a working copy is opened; a new case if not given.
    """

    def __init__(self, lab: Lab, page: Page, tools: Sequence[str], study: str = "") -> None:
        self.lab, self.page, self.tools, self.study = lab, page, tools, study
        self.is_open = False

    def open(self, *, label: str = "") -> None:
        """Open a fresh case in a fresh kernel; one with a label of its own has nothing else in it."""
        self.close()
        folder = self.lab.room("trials")
        self.case_file, self.kernel = _case(folder, self.study, label), Kernel(folder)
        start = f"{WRITE_PID}import casekit\nfrom casekit.widgets import *\n"
        cells = [f"{start}case = casekit.load({self.case_file.name!r})"]
        cells += [f"{TOOLS[tool]}(case)" for tool in self.tools]
        path = write_notebook(folder / "form.ipynb", *cells, BUSY_CELL)
        run_all(self.page, self.lab.page_of(path))
        self._wait_for_forms()
        self.is_open = True

    def close(self) -> None:
        """End the kernel; the next trial begins anew."""
        self.is_open = False
        self.page.goto("about:blank")
        self.lab.stop_kernels()

    def reload(self) -> None:
        """Load the page again, and nothing more."""
        self.is_open = False
        self.page.reload()

    def close_tab(self) -> None:
        """Close the tab as people do, and open an empty one."""
        self.is_open = False
        left, self.page = self.page, self.page.context.new_page()
        left.on("dialog", lambda dialog: dialog.accept())
        with left.expect_event("close"):
            left.close(run_before_unload=True)

    def form(self, tool: str) -> Locator:
        return self.page.locator(f".casekit-{tool}").first

    def case(self) -> Case:
        return casekit.load(self.case_file)

    @property
    def status(self) -> str:
        """What the first form says of saving."""
        return self.form(self.tools[0]).locator(".casekit-status").inner_text() if self.is_open else ""

    def settle(self) -> None:
        """Give every form its language back, and wait until nothing waits to be saved."""
        speak = self.page.locator(".casekit-language-id.casekit-not-chosen")
        for left in reversed(range(speak.count())):
            speak.first.click()
            expect(speak).to_have_count(left)
        for tool in self.tools[:1]:
            status = self.form(tool).locator(".casekit-status")
            expect(status).not_to_contain_text(vocab.say("widgets.status_saving", "id"), timeout=20_000)

    def _wait_for_forms(self) -> None:
        """Wait until each form has come and drawn its picture; Lab builds what is in view."""
        for tool in self.tools:
            expect(self.form(tool)).to_be_attached(timeout=MILLISECONDS_TO_OPEN)
        self.page.wait_for_timeout(1500)


def _case(folder: Path, study: str, label: str) -> Path:
    """Write the case: a study's copy, or a new one with two findings and a goal, or with its label only."""
    if study:
        return casekit.work_copy(casekit.case_study(study), folder)
    if label:
        command = [sys.executable, "-c", COMMAND, "new", "kasus.yaml", "--label", label]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        return folder / "kasus.yaml"
    case = casekit.new_case(folder / "kasus.yaml")
    texts = [("f1", "Akrab dengan tetangga"), ("f2", "Jarang keluar rumah")]
    case.assessment.findings = [
        Finding(id=id_, dimension="social", valence="neutral", text=text, basis="documented")
        for id_, text in texts
    ]
    case.plan.goals = [Goal(id="g1", text="Keluar rumah setiap hari", basis="documented")]
    casekit.save(case)
    return folder / "kasus.yaml"


# Where is typed.

Kept = Callable[[Case], object]


@dataclass(frozen=True)
class Place:
    """A control of a form: how one gets to it, what is typed there, and what the case keeps of it.

    Attributes
    ----------
    tool : str
        The form.
    reach : callable
        Opens what must be opened, and returns the control, and a function that takes from a case what it
        keeps of the control.
    text : callable
        What is typed, for a seed.
    replaces : bool
        Whether it takes the place of what stands in the control; else it is typed behind it.
    """

    tool: str
    reach: Callable[[Bench], tuple[Locator, Kept]]
    text: Callable[[object], str] = sentence
    replaces: bool = False


def _key(control: Locator) -> str:
    """Return the id of the part that a control belongs to."""
    css = control.evaluate("control => control.closest('.jupyter-widgets').className")
    return next(word for word in css.split() if word.startswith("casekit-text-")).removeprefix(
        "casekit-text-"
    )


def _added(bench: Bench, tool: str, adder: str, cell: str) -> Locator:
    """Add an item and return the control that gets the focus."""
    form = bench.form(tool)
    form.locator(f"button.casekit-add-{adder}").click()
    control = form.locator(f".casekit-cell-{cell} .casekit-editor :is(textarea, input)").first
    expect(control).to_be_focused()
    return control


def _part(case: Case, id_: str) -> object:
    return case.by_id().get(id_)


def _finding(bench: Bench) -> tuple[Locator, Kept]:
    control = _added(bench, "bpss", "social", "social")
    expect(control).to_have_value("")
    id_ = _key(control)
    return control, lambda case: getattr(_part(case, id_), "text", None)


def _reason(bench: Bench) -> tuple[Locator, Kept]:
    id_ = _key(_added(bench, "bpss", "social", "social"))
    control = bench.form("bpss").locator(".casekit-cell-social .casekit-editor textarea").nth(1)
    return control, lambda case: getattr(_part(case, id_), "reason", None)


def _existing(bench: Bench) -> tuple[Locator, Kept]:
    """Open an item that is there already; in a study it has a text in two languages."""
    id_ = bench.case().assessment.findings[-1].id
    form = bench.form("bpss")
    if not form.locator(f".casekit-of-{id_}.casekit-open").count():
        form.locator(f".casekit-of-{id_}").click()
    control = form.locator(f".casekit-text-{id_} textarea")
    expect(control).to_be_focused()
    return control, lambda case: _half(getattr(_part(case, id_), "text", None))


def _half(text: object) -> object:
    return getattr(text, "id", text)


def _focus_problem(bench: Bench) -> tuple[Locator, Kept]:
    return bench.form("bpss").locator(
        ".casekit-focus-problem textarea"
    ), lambda case: _half(case.assessment.focus_problem.text) if case.assessment.focus_problem else None


def _unknown(bench: Bench) -> tuple[Locator, Kept]:
    cell = bench.form("bpss").locator(".casekit-cell-spiritual")
    cell.locator(".casekit-unknown input").check()
    return cell.locator(".casekit-field:not(.casekit-editor *) textarea"), lambda case: next(
        (_half(note.text) for note in case.assessment.unknown if note.dimension == "spiritual"), None
    )


def _editor(bench: Bench, tool: str, listing: str, opened: str) -> Locator:
    """Return the editor of the last item of a list, which is opened or made."""
    cell = bench.form(tool).locator(f".casekit-cell-{listing}")
    editor = cell.locator(".casekit-editor")
    if not editor.count():
        items = cell.locator("button.casekit-item")
        (items.last if items.count() else cell.locator(f"button.casekit-add-{opened}")).click()
        expect(editor).to_be_visible()
    return editor


def _entry(bench: Bench, tool: str, listing: str, attribute: str) -> Locator:
    """Add a line to the list inside the last item, behind another one, and return its control for text."""
    editor = _editor(bench, tool, listing, listing)
    lines = editor.locator(".casekit-entry")
    for _ in range(1 if lines.count() else 2):
        before = lines.count()
        editor.locator(f"button[class*='casekit-add-{attribute}-']").click()
        expect(lines).to_have_count(before + 1)
        bench.page.wait_for_timeout(300)
    return lines.last.locator("textarea").first


def _role(bench: Bench) -> tuple[Locator, Kept]:
    control = _entry(bench, "conference", "conferences", "attendance")
    return control, lambda case: [_half(one.role) for held in case.conferences for one in held.attendance]


def _level(bench: Bench) -> tuple[Locator, Kept]:
    control = _entry(bench, "goal_attainment", "attainment", "levels")
    return control, lambda case: [_half(one.text) for own in case.evaluation.attainment for one in own.levels]


def _age(bench: Bench) -> tuple[Locator, Kept]:
    editor = _editor(bench, "genogram", "people", "people")
    control = editor.locator(".casekit-typed input").first
    return control, lambda case: case.people[-1].age_years


def _label(bench: Bench) -> tuple[Locator, Kept]:
    id_ = _key(_added(bench, "genogram", "people", "people"))
    control = bench.form("genogram").locator(f".casekit-text-{id_} textarea")
    return control, lambda case: getattr(_part(case, id_), "label", None)


def _date(bench: Bench) -> tuple[Locator, Kept]:
    editor = _editor(bench, "engagement", "contacts", "contacts")
    word = vocab.say("tables.date", "id")
    control = editor.get_by_label(word[:1].upper() + word[1:], exact=True)
    return control, lambda case: next(
        (f"{contact.date:%d-%m-%Y}" for contact in case.engagement.contacts[-1:] if contact.date), None
    )


def _card(bench: Bench) -> tuple[Locator, Kept]:
    control = _on_card(bench, "engagement", "referred_by").first
    return (
        control,
        lambda case: _half(case.engagement.referred_by.text) if case.engagement.referred_by else None,
    )


def _lines(bench: Bench) -> tuple[Locator, Kept]:
    control = _on_card(bench, "engagement", "contract").first
    return (
        control,
        lambda case: (
            "\n".join(str(_half(one)) for one in case.engagement.contract.agreements)
            if case.engagement.contract
            else None
        ),
    )


def _on_card(bench: Bench, tool: str, name: str) -> Locator:
    cell = bench.form(tool).locator(f".casekit-cell-{name}")
    adder = cell.locator(f"button.casekit-add-{name}")
    if adder.count():
        adder.click()
    expect(cell.locator("textarea").first).to_be_visible()
    return cell.locator("textarea")


def _theme(bench: Bench) -> tuple[Locator, Kept]:
    """Open a session; when its kind is chosen anew, its editor is built anew."""
    editor = _editor(bench, "sessions", "sessions", "sessions")
    word = vocab.say("tables.theme", "id")
    control = editor.get_by_label(word[:1].upper() + word[1:], exact=True)
    return control, lambda case: case.intervention.sessions[-1].theme if case.intervention.sessions else None


def _two_digits(seed: object, most: int) -> int:
    return random.Random(str(seed)).randint(10, most)


PLACES = {
    "finding": Place("bpss", _finding),
    "existing item": Place("bpss", _existing),
    "reason": Place("bpss", _reason),
    "focus problem": Place("bpss", _focus_problem),
    "unknown": Place("bpss", _unknown),
    "role in a list": Place("conference", _role),
    "level in a list": Place("goal_attainment", _level),
    "number": Place("genogram", _age, lambda seed: str(_two_digits(seed, 99)), replaces=True),
    "label": Place("genogram", _label),
    "date": Place(
        "engagement", _date, lambda seed: f"{random.Random(str(seed)).randint(10, 28)}-08-2024", True
    ),
    "theme": Place("sessions", _theme),
    "card": Place("engagement", _card),
    "lines": Place(
        "engagement", _lines, lambda seed: f"{sentence(seed, 40)}\n{sentence((seed, 2), 19)}", True
    ),
}


# What is done then.


@dataclass(frozen=True)
class Action:
    """What somebody does right after typing.

    Attributes
    ----------
    act : callable
        Does it, while the kernel is late.
    prepare, before : callable
        Prepares it, while the kernel answers: before the place is reached, and after.
    after : callable
        What is done as soon as the kernel answers again.
    """

    act: Callable[[Bench, Place], object]
    prepare: Callable[[Bench], object] = lambda bench: None
    before: Callable[[Bench], object] = lambda bench: None
    after: Callable[[Bench], object] = lambda bench: None


def _click(css: str, tool: str = "") -> Callable[[Bench, Place], object]:
    return lambda bench, place: bench.form(tool or place.tool).locator(css).first.click()


def _press(key: str) -> Callable[[Bench, Place], object]:
    return lambda bench, place: bench.page.keyboard.press(key)


def _change_place(bench: Bench, place: Place) -> None:
    """Choose another cell as people do without a mouse."""
    bench.form(place.tool).locator(".casekit-cell-social .casekit-place select").focus()
    bench.page.keyboard.press("ArrowDown")


def _open_symptom(bench: Bench) -> None:
    """Open an item of another list, whose delete button is then in view."""
    form = bench.form("bpss")
    form.locator("button.casekit-add-symptoms").click()
    expect(form.locator(".casekit-cell-symptoms .casekit-editor textarea").first).to_be_focused()


def _move_up(bench: Bench) -> None:
    form = bench.form("bpss")
    items = form.locator(".casekit-cell-social button.casekit-item")
    form.locator(".casekit-cell-social .casekit-editor [class*=casekit-up-]").click()
    expect(items.last).not_to_have_class("casekit-open")
    bench.page.wait_for_timeout(500)
    form.locator(".casekit-cell-social .casekit-editor textarea").first.focus()


def _redo(bench: Bench) -> None:
    """Bring back what was undone, as soon as a late kernel has undone it; it may have been nothing."""
    redo = bench.form("bpss").locator(".casekit-redo")
    with suppress(AssertionError, PlaywrightError):  # late text may be back by itself
        expect(redo).to_be_enabled(timeout=MS_TO_UNDO)
        redo.click(timeout=2000)


EDITOR = ".casekit-cell-social .casekit-editor"
ACTIONS = {
    "done": Action(_click(".casekit-editor .casekit-done")),
    "add here": Action(_click("button.casekit-add-social")),
    "add elsewhere": Action(_click("button.casekit-add-biological")),
    "another item": Action(_click("button.casekit-item:not(.casekit-open)")),
    "other language": Action(_click(".casekit-not-chosen")),
    "up": Action(_click(f"{EDITOR} [class*=casekit-up-]")),
    "down": Action(_click(f"{EDITOR} [class*=casekit-down-]"), before=_move_up),
    "delete another": Action(_click(".casekit-cell-symptoms .casekit-delete"), _open_symptom),
    "place": Action(_change_place),
    "undo and redo": Action(_click(".casekit-undo"), after=_redo),
    "other form": Action(_click("button.casekit-add-strength", "swot")),
    "Tab": Action(_press("Tab")),
    "Ctrl+S": Action(_press("Control+s")),
    "add a line": Action(_click(".casekit-editor button[class*=casekit-add-attendance-]")),
    "delete another line": Action(_click(".casekit-entry:not(:last-child) button")),
    "reload": Action(lambda bench, place: bench.reload()),
    "close the tab": Action(lambda bench, place: bench.close_tab()),
}


# How late the kernel is.

Act = Callable[[], object]


def _type(bench: Bench, text: str) -> None:
    bench.page.keyboard.type(text, delay=MS_A_KEY)


def _stopped(bench: Bench, control: Locator, text: str, act: Act) -> None:
    with bench.kernel.paused():
        _type(bench, text)
        act()
        bench.page.wait_for_timeout(400)


def _stopped_halfway(bench: Bench, control: Locator, text: str, act: Act) -> None:
    _type(bench, text[: len(text) // 2])
    with bench.kernel.paused():
        _type(bench, text[len(text) // 2 :])
        act()
        bench.page.wait_for_timeout(400)


def _in_a_cell(bench: Bench, control: Locator, text: str, act: Act) -> None:
    """Let a cell run before the first letter, so that its thread answers nobody for five seconds."""
    cell = bench.page.locator(".jp-Notebook .jp-CodeCell").last
    cell.locator(".cm-content").click()
    bench.page.keyboard.press("Control+Enter")
    expect(cell.locator(".jp-InputPrompt")).to_have_text("[*]:")
    _into(bench, control)
    _type(bench, text)
    act()


def _built_anew(bench: Bench, control: Locator, text: str, act: Act) -> None:
    """Choose what lets an editor be built anew, and type on: a late kernel builds it under one's hands."""
    with bench.kernel.paused(0):
        kind = bench.form("sessions").locator(".casekit-cell-sessions .casekit-editor select").first
        kind.focus()
        bench.page.keyboard.press(
            "ArrowDown" if kind.evaluate("own => own.selectedIndex") == 0 else "ArrowUp"
        )
        _into(bench, control)
        early = random.Random(text).randrange(len(text))
        _type(bench, text[:early])
    bench.page.keyboard.type(text[early:], delay=3 * MS_A_KEY)
    act()


def _thinking(bench: Bench, control: Locator, text: str, act: Act) -> None:
    """Do no more than people do: stop to think until the forms begin to redraw, and type on."""
    half = len(text) // 2
    _type(bench, text[:half])
    bench.page.wait_for_timeout(1000 * random.Random(text).uniform(*SECONDS_TO_THINK))
    _type(bench, text[half:])
    act()


LATE = {
    "stopped": _stopped,
    "stopped halfway": _stopped_halfway,
    "a cell runs": _in_a_cell,
    "built anew": _built_anew,
    "thinking": _thinking,
}


# The trial.


@dataclass(frozen=True)
class Trial:
    """What was to be kept, and what is in the file."""

    place: str
    action: str
    late: str
    typed: str
    kept: str
    said: str

    @property
    def lost(self) -> int:
        """How many letters are not in the file, or not in their place."""
        return len(self.typed) - _same(self.typed, self.kept)

    @property
    def is_whole(self) -> bool:
        return self.typed == self.kept

    def __str__(self) -> str:
        return (
            f"{self.place}, {self.late}, {self.action}: {self.lost} letters lost; typed {self.typed!r}, "
            f"kept {self.kept!r}; the form says {self.said!r}"
        )


def trial(bench: Bench, place: str, action: str, late: str, seed: object = 0) -> Trial:
    """Type somewhere while the kernel is late, act, and return what the file has kept of it."""
    where, what = PLACES[place], ACTIONS[action]
    control, kept = _reached(bench, where, what)
    _into(bench, control)
    text = where.text((place, action, late, seed))
    if where.replaces:
        bench.page.keyboard.press("Control+a")
    expected = text if where.replaces else control.input_value() + text
    LATE[late](bench, control, text, lambda: what.act(bench, where))
    what.after(bench)
    found = _arrived(bench, kept, expected)
    told = Trial(place, action, late, expected, found, bench.status)
    if bench.is_open:
        bench.settle()
    return told


def _reached(bench: Bench, place: Place, action: Action) -> tuple[Locator, Kept]:
    """Go to a place; on a busy machine it may take a second start. Nothing has been typed yet."""
    for last in (False, True):
        try:
            if not bench.is_open:
                bench.open()
            action.prepare(bench)
            control, kept = place.reach(bench)
            action.before(bench)
        except (PlaywrightError, AssertionError):
            if last:
                raise
            bench.is_open = False
        else:
            return control, kept
    raise AssertionError


def _into(bench: Bench, control: Locator) -> None:
    control.click()
    bench.page.keyboard.press("Control+End")
    expect(control).to_be_focused()


def _arrived(bench: Bench, kept: Kept, expected: str) -> str:
    """Return what the file keeps, as soon as that is what was expected, or when nothing more comes."""
    found, until = "", time.monotonic() + SECONDS_TO_ARRIVE
    while found != expected and time.monotonic() < until:
        bench.page.wait_for_timeout(200)
        now = _nearest(kept(bench.case()), expected)
        if now != found:
            found, until = now, time.monotonic() + SECONDS_TO_ARRIVE
    return found


def _nearest(kept: object, expected: str) -> str:
    """Return what a case keeps; of several texts the one that is most like the one expected."""
    texts = [str(text or "") for text in (kept if isinstance(kept, list) else [kept])]
    return max(texts, key=lambda text: _same(text, expected), default="")


def _same(one: str, other: str) -> int:
    """Return how many letters two texts have in common, in their order."""
    blocks = difflib.SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)


def table(trials: Sequence[Trial]) -> str:
    """Return how many letters were lost, by what was done and how late the kernel was."""
    rows = [f"{'':24}{'trials':>8}{'letters':>9}{'lost':>7}{'not whole':>11}"]
    for late in dict.fromkeys(one.late for one in trials):
        for action in dict.fromkeys(one.action for one in trials if one.late == late):
            own = [one for one in trials if (one.late, one.action) == (late, action)]
            rows.append(_row(f"{action}", own))
        rows.append(_row(f"  {late}, in all", [one for one in trials if one.late == late]))
    return "\n".join([*rows, _row("all", trials)])


def _row(name: str, trials: Sequence[Trial]) -> str:
    letters, lost = sum(len(one.typed) for one in trials), sum(one.lost for one in trials)
    spoilt = sum(not one.is_whole for one in trials)
    return f"{name:24}{len(trials):>8}{letters:>9}{lost:>7}{spoilt:>11}"
