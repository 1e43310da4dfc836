"""A whole case, typed and clicked through twelve forms while the kernel is slow: the file holds all of it.

What is filled in stands in ``whole_case.yaml``. The kernel stands still for three quarters of the time.
"""

import functools
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from form_page import say
from kernel import Kernel
from playwright.sync_api import expect
from trial import ALL_FORMS, Bench

import casekit
from casekit import model, tables, vocab
from casekit.model.part import link_fields, scheme

pytestmark = [
    pytest.mark.flaky(reruns=0),
    pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no process can be stopped here"),
]

WHOLE = yaml.safe_load(Path(__file__).with_name("whole_case.yaml").read_text("utf-8"))
COMMAND = "from casekit.cli import main; main()"
WAIT_MS = 60_000
MS_A_KEY = 15


def _label(word):
    label = vocab.say(f"tables.{word}", "id")
    return label[:1].upper() + label[1:]


class Student:
    """Somebody who fills in forms with mouse and keyboard, and waits for what opens, as people do."""

    def __init__(self, bench):
        self.bench, self.page = bench, bench.page
        self.page.set_default_timeout(WAIT_MS)
        expect.set_options(timeout=WAIT_MS)

    def add(self, form, adder, cell):
        """Press "add" and return the editor of the new item, as soon as the focus is in it."""
        cell = self.bench.form(form).locator(f".casekit-cell-{cell}")
        items = cell.locator("button.casekit-item")
        before = items.count()
        self.bench.form(form).locator(f"button.casekit-add-{adder}").click()
        expect(items).to_have_count(before + 1)
        return self._opened(cell)

    def _opened(self, cell):
        """Return the editor that is open in a cell, as soon as its first control has the focus."""
        expect(cell.locator("button.casekit-item.casekit-open")).to_have_count(1)
        editor = cell.locator(".casekit-editor")
        expect(editor.locator(":is(textarea, input, select):focus")).to_have_count(1)
        return editor

    def fill(self, place, part, item, labels=None):
        """Fill in the fields of an item."""
        for key, value in item.items():
            name, _, word = key.partition(":")
            label = say(labels[name]) if labels and name in labels else _label(word or name)
            self._set(place, part, name, label, value)

    def _set(self, place, part, name, label, value):
        codes, link = scheme(part, name), link_fields(part).get(name)
        if isinstance(value, list) and (codes or link):
            group = place.get_by_role("group", name=label, exact=True)
            for one in value:
                group.get_by_role(
                    "checkbox", name=vocab.label(codes, one) if codes else one, exact=True
                ).check()
        elif isinstance(value, list):
            self._type(place.get_by_label(f"{label} ({say('one_a_line')})", exact=True), "\n".join(value))
        elif (control := place.get_by_label(label, exact=True).last).evaluate("own => own.matches('select')"):
            self._choose(control, self._option(codes, name, value))
        else:
            self._type(control, str(value))

    def _option(self, codes, name, value):
        """Return the words of an option."""
        if isinstance(value, bool):
            return vocab.say(f"tables.{'yes' if value else 'no'}", "id")
        if name == "rating":
            return vocab.label("rating", str(value))
        if name == "weight":
            return say(f"weight_{value}")
        return vocab.label(codes, value) if codes else value

    def _choose(self, control, label):
        if control.evaluate("own => own.selectedOptions[0]?.label") != label:
            control.select_option(label=label)
        expect(control).to_have_js_property("disabled", False)

    def _type(self, control, text):
        control.click()
        if control.input_value():
            self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text, delay=MS_A_KEY)

    def fill_section(self, section):
        """Fill in all items of a list or board, or a card."""
        part, name = getattr(model, section["part"]), section.get("list", "")
        for item in section["items"]:
            fields = {key: value for key, value in item.items() if key not in section.get("cell", ())}
            inside = {key: fields.pop(key) for key in section.get("lines", ())}
            place = self._place(section, name or "-".join(item[key] for key in section["cell"]))
            self.fill(place, part, fields, section.get("labels"))
            for attribute, lines in inside.items():
                for line in lines:
                    self._add_line(place, attribute, getattr(model, section["lines"][attribute]), line)

    def _place(self, section, name):
        """Return where an item is filled in."""
        cell = self.bench.form(section["form"]).locator(f".casekit-cell-{name}")
        if "casekit-card" not in cell.get_attribute("class").split():
            return self.add(section["form"], name, name)
        adder = cell.locator(f"button.casekit-add-{name}")
        if adder.count():
            adder.click()
        expect(adder).to_have_count(0)
        expect(cell.locator(":is(textarea, input):focus")).to_have_count(1)
        return cell

    def _add_line(self, editor, attribute, part, line):
        lines = editor.locator(".casekit-entry")
        before = lines.count()
        editor.locator(f"button[class*='casekit-add-{attribute}-']").click()
        expect(lines).to_have_count(before + 1)
        expect(lines.last.locator(":focus")).to_have_count(1)
        self.fill(lines.last, part, line)

    def grow_family(self):
        """Let a family of three generations grow from the client."""
        form = self.bench.form("genogram")
        people = form.locator(".casekit-cell-people")
        for step in WHOLE["family"]:
            client = people.locator("button.casekit-of-client")
            whom = people.locator("button.casekit-item", has_text=re.compile(f"^{step['of']} \\("))
            whom = whom if step["of"] else client
            if "casekit-open" not in whom.get_attribute("class").split():
                whom.click()
                expect(whom).to_have_class(re.compile("casekit-open"))
            items = people.locator("button.casekit-item")
            before = items.count()
            editor = self._opened(people)
            editor.locator(f".casekit-kin-{step['kin']}").click()
            expect(items).to_have_count(before + 1)
            expect(items.last).to_have_class(re.compile("casekit-open"))
            self.fill(self._opened(people), model.Person, step["person"])
            self.page.wait_for_timeout(500)

    def draw_systems(self):
        """Record the systems around the client, and draw a tie to each."""
        for step in WHOLE["systems"]:
            system = self.add("ecomap", "systems", "systems")
            self.fill(system, model.NetworkSystem, step["system"])
            ties = self.bench.form("ecomap").locator(".casekit-cell-ties")
            before = ties.locator("button.casekit-item").count()
            system.locator(".casekit-draw-tie").click()
            expect(ties.locator("button.casekit-item")).to_have_count(before + 1)
            self.fill(self._opened(ties), model.NetworkTie, step["tie"])

    def keep_cash_book(self):
        """Enter the days of the cash book line by line."""
        form = self.bench.form("cash_book")
        for row in WHOLE["cash"]:
            for name, value in (("week", row["week"]), ("text", row["text"]), ("amount", row["typed"])):
                self._type(form.locator(f".casekit-quick-{name} input"), str(value))
            items = form.locator(".casekit-cell-entries button.casekit-item")
            before = items.count()
            form.locator(f".casekit-enter-{row['need'] or row['direction']}").click()
            expect(items).to_have_count(before + 1)
            expect(form.locator(".casekit-quick-text input")).to_have_value("")


def _plain(value, by_id):
    """Return what a field holds as the test says it: texts, codes, and links by what they lead to."""
    if isinstance(value, list):
        return [_plain(one, by_id) for one in value]
    if isinstance(value, str) and value in by_id:
        return tables.called(by_id[value], by_id)
    return str(value) if isinstance(value, model.Bilingual) else value


def _kept(part, wanted, by_id):
    """Return the fields of a part that were filled in."""
    found = {}
    for key, value in wanted.items():
        name = key.partition(":")[0]
        own = getattr(part, name)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            found[key] = [_kept(one, line, by_id) for one, line in zip(own, value, strict=False)]
            found[key] += ["one too many"] * (len(own) - len(value))
        else:
            found[key] = _plain(own, by_id)
    return found


def _at(case, path):
    found = functools.reduce(getattr, path.split("."), case)
    return found if isinstance(found, list) else [found]


def _expect_all(case):
    """Expect in the case all that was typed, field by field, and no more than that."""
    by_id = case.by_id()
    wrong = []

    def compare(where, parts, wanted):
        if len(parts) != len(wanted):
            wrong.append(f"{where}: {len(parts)} instead of {len(wanted)}")
        for part, item in zip(parts, wanted, strict=False):
            kept = _kept(part, item, by_id)
            wrong.extend(
                f"{where}: {key} is {kept[key]!r}, typed was {value!r}"
                for key, value in item.items()
                if kept[key] != value
            )

    compare("people", case.people[1:], [step["person"] for step in WHOLE["family"]])
    compare("systems", case.network.systems, [step["system"] for step in WHOLE["systems"]])
    ties = [{**step["tie"], "system": step["system"]["label"]} for step in WHOLE["systems"]]
    compare("ties", case.network.ties, ties)
    rows = [{key: row[key] for key in row if key != "typed"} for row in WHOLE["cash"]]
    compare("cash", case.intervention.cash_book.entries, rows)
    for section in WHOLE["sections"]:
        compare(section["path"], _at(case, section["path"]), section["items"])
    assert wrong == [], "\n".join(wrong)


def _couples(case):
    name = {person.id: str(person.label) for person in case.people}
    return {
        (*(name[one] for one in union.partners), "|", *(name[child.person] for child in union.children))
        for union in case.unions
    }


def _report(case_file, to):
    made = case_file.with_suffix(f".{to}")
    command = [sys.executable, "-c", COMMAND, "report", str(case_file), "--to", to, "--output", str(made)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return made.read_bytes()


def test_a_whole_case_typed_on_a_slow_kernel(lab, page):
    bench = Bench(lab, page, ALL_FORMS)
    bench.open(new=True)
    student = Student(bench)
    began = time.monotonic()
    with Kernel(bench.case_file.parent).slowed():
        student.grow_family()
        student.draw_systems()
        for section in WHOLE["sections"]:
            student.fill_section(section)
        student.keep_cash_book()
        page.wait_for_timeout(3000)
    bench.settle()
    page.wait_for_timeout(2000)
    with vocab.in_language("id"):
        case = casekit.load(bench.case_file)
        _expect_all(case)
        client = str(case.person("client").label)
        assert _couples(case) == {
            ("Ibu", "Ayah", "|", client, "Adik"),
            ("Nenek", "Kakek", "|", "Ibu"),
            ("Nenek dari ayah", "|", "Ayah"),
        }
    assert _report(bench.case_file, "pdf").startswith(b"%PDF-")
    assert _report(bench.case_file, "docx").startswith(b"PK")
    print(f"{time.monotonic() - began:.0f} s, {bench.case_file.stat().st_size} bytes")
