"""What a student fills into the forms of exercises 9 and 16, from the first look to full marks."""

import re
from typing import TYPE_CHECKING

from form_page import say
from playwright.sync_api import Locator, expect

from casekit import vocab
from casekit.course.items import Task

if TYPE_CHECKING:
    from test_doing_exercises import Student

__all__ = ["correct_record", "mend_goal"]

GOAL = {
    "id": {
        "indicator": "berapa kali seminggu klien memulai percakapan, dihitung pembimbing vokasional",
        "baseline": "0 kali dalam minggu ke-3 (rekaan)",
        "goal_target": "2 kali seminggu",
        "due_week": "5",
    },
    "en": {
        "indicator": "how often a week the client starts a conversation, counted by the vocational mentor",
        "baseline": "none in week 3 (invented)",
        "goal_target": "2 times a week",
        "due_week": "5",
    },
}
CORRECTED = {
    "id": {
        "orally": "Lisan, pada minggu ke-1.",
        "stays": "Klien G tetap di meja sayur bila teman lamanya lewat.",
        "reads": "Membaca pelan-pelan bila diminta membaca keras-keras.",
        "centre": "Melihat pusat kegiatan belajar bersama neneknya, sesudah libur.",
        "judged": "Menurut penilaian praktikan ia lebih berani; tidak diukur.",
        "goes_on": "Klien G meneruskan bukunya. Nomor neneknya ada pada pekerja sosial pos.",
        "receiver": "Pekerja sosial pos layanan",
        "purpose": "Pendampingan menuju pusat kegiatan belajar",
    },
    "en": {
        "orally": "Orally, in week 1.",
        "stays": "Client G stays at the vegetable table when former classmates pass.",
        "reads": "Reads slowly when asked to read aloud.",
        "centre": "A look at the learning centre with her grandmother, after the holidays.",
        "judged": "In the student's judgement she is bolder; it was not measured.",
        "goes_on": "Client G goes on with the notebook. The social worker has her grandmother's number.",
        "receiver": "The social worker of the service post",
        "purpose": "Company on the way to the learning centre",
    },
}


class Forms:
    """The forms of a task."""

    def __init__(self, student: "Student") -> None:
        self.page, self.language = student.page, student.language

    def opened(self, tool: str, cell: str, item: str | int) -> Locator:
        """Open an item by its id or number and return where it is filled in."""
        place = self.page.locator(f".casekit-{tool} .casekit-cell-{cell}").first
        items = place.locator("button.casekit-item")
        wanted = items.nth(item) if isinstance(item, int) else place.locator(f"button.casekit-of-{item}")
        wanted.click()
        expect(wanted).to_have_class(re.compile("casekit-open"))  # and not the one that was open before
        return self._editor(place)

    def added(self, tool: str, cell: str) -> Locator:
        """Add an item and return where it is filled in."""
        place = self.page.locator(f".casekit-{tool} .casekit-cell-{cell}").first
        before = place.locator("button.casekit-item").count()
        place.locator(f"button.casekit-add-{cell}").click()
        expect(place.locator("button.casekit-item")).to_have_count(before + 1)
        expect(place.locator("button.casekit-item").last).to_have_class(re.compile("casekit-open"))
        return self._editor(place)

    def _editor(self, place: Locator) -> Locator:
        expect(place.locator("button.casekit-item.casekit-open")).to_have_count(1)
        return place.locator(".casekit-editor")

    def fill(self, editor: Locator, **texts: str) -> None:
        for name, text in texts.items():
            control = self._field(editor, name)
            control.fill(text)
            control.press("Tab")

    def choose(self, editor: Locator, **labels: str) -> None:
        for name, label in labels.items():
            self._field(editor, name).select_option(label=label)

    def _field(self, editor: Locator, word: str) -> Locator:
        """Return a field by the word of its label."""
        head = vocab.say(f"tables.{word}", self.language)
        return editor.get_by_label(head[:1].upper() + head[1:], exact=True)

    def tick(self, editor: Locator, scheme: str, code: str, on: bool = True) -> None:
        editor.get_by_label(vocab.label(scheme, code, self.language), exact=True).first.set_checked(on)

    def delete(self, editor: Locator) -> None:
        editor.locator("button.casekit-delete").click()


def mend_goal(student: "Student", task: Task) -> None:
    """Add to goal 4 what it lacks; a first look comes too early."""
    forms = Forms(student)
    expect(student.check_task()).to_contain_text(say("task_untouched", student.language))
    forms.fill(forms.opened("plan", "goals", "goal_conversation"), **GOAL[student.language])
    expect_all_met(student, task)


def correct_record(student: "Student", task: Task) -> None:
    """Correct the ten faults; after one of them is told which are left."""
    forms, text = Forms(student), CORRECTED[student.language]
    expect(student.check_task()).to_contain_text(say("task_untouched", student.language))
    correct_consents(forms, text)
    expect(student.check_task()).to_contain_text(say("task_met", student.language, met=2, of=10))
    correct_assessment_and_plan(forms, text)
    correct_session(forms)
    correct_ending(forms, text)
    expect_all_met(student, task)


def correct_consents(forms: Forms, text: dict[str, str]) -> None:
    forms.fill(forms.opened("engagement", "consents", 0), covers=text["orally"], week="1")
    guardian = forms.added("engagement", "consents")
    forms.choose(guardian, by=vocab.label("consenting_person", "guardian", forms.language))
    forms.choose(guardian, purpose=vocab.label("consent_purpose", "service", forms.language))
    forms.choose(guardian, answer=vocab.label("consent_answer", "given", forms.language))
    forms.fill(guardian, covers=text["orally"], week="1")


def correct_assessment_and_plan(forms: Forms, text: dict[str, str]) -> None:
    """Say what was seen in place of what nobody examined, and let the plan use what is there."""
    finding = forms.opened("bpss", "psychological", "intelligence")
    forms.fill(finding, finding=text["reads"])
    forms.tick(finding, "gathering", "psychological_examination", on=False)
    forms.tick(finding, "gathering", "observation")
    forms.choose(finding, basis=vocab.label("basis", "illustrative", forms.language))
    centre = forms.opened("history", "resources", "learning_centre")
    forms.choose(centre, used=vocab.say("tables.yes", forms.language))
    forms.fill(forms.opened("plan", "goals", "goal_shame"), goal=text["stays"])
    forms.delete(forms.opened("plan", "goals", "goal_esteem"))
    forms.fill(forms.added("plan", "activities"), activity=text["centre"], week="6")


def correct_session(forms: Forms) -> None:
    """Name the technique by what was done; one person has no stages of a group."""
    session = forms.opened("sessions", "sessions", "session_room")
    forms.tick(session, "technique", "group_dynamics", on=False)
    forms.tick(session, "technique", "guided_discussion")
    stages = session.locator(
        ".casekit-several", has=forms.page.locator("button[class*='casekit-add-stages-']")
    )
    lines = stages.locator(".casekit-entry")
    for left in reversed(range(lines.count())):
        lines.first.get_by_role("button", name=say("delete", forms.language), exact=True).click()
        expect(lines).to_have_count(left)


def correct_ending(forms: Forms, text: dict[str, str]) -> None:
    outcome = forms.opened("goal_attainment", "outcome_notes", 2)
    forms.fill(outcome, text=text["judged"])
    forms.choose(outcome, basis=vocab.label("basis", "illustrative", forms.language))
    forms.fill(forms.opened("closing", "ending_exit_plan", 0), text=text["goes_on"])
    forms.fill(forms.added("closing", "referrals"), to=text["receiver"], purpose=text["purpose"])


def expect_all_met(student: "Student", task: Task) -> None:
    """Expect that all checks are met of which a student is told, and that more are announced."""
    met, said = len(task.checks), student.check_task()
    expect(said).to_contain_text(say("task_met", student.language, met=met, of=met))
    expect(said).to_contain_text(say("hidden_remain", student.language))
