"""Somebody who fills in forms without a mouse: Tab, arrow keys, space bar and Enter."""

import datetime as dt
import re
import time

from form_page import say
from playwright.sync_api import expect
from trial import Bench

from casekit import vocab
from casekit.model.case import part_in
from casekit.model.part import link_fields, scheme
from casekit.widgets.fields import STEPS
from casekit.widgets.place import entries_of, kind_at, specs

__all__ = ["Student", "kept", "kind_at", "names_of"]

WAIT_MS = 60_000
MS_A_KEY = 15
MS_A_TAB = 20
TABS = 200
CONTROL = ":is(textarea, select, input:not([type=checkbox]))"
NOT_IN_A_LINE = ":not(.casekit-entry *)"
HAS_FOCUS = "own => own === document.activeElement"


def names_of(spec):
    """Return the fields of a form, each with the word of its label, and those that are folded away."""
    usual, _, rare = spec.partition("---")
    words = [word.partition(":") for word in f"{usual} {rare}".split()]
    return {name: head or name for name, _, head in words}, {word.partition(":")[0] for word in rare.split()}


def kept(value):
    """Return what the case file holds of what is typed, where that is not the same."""
    return value["kept"] if isinstance(value, dict) else value


def _typed(value):
    if isinstance(value, dict):
        return value["typed"]
    if isinstance(value, dt.date):
        return f"{value:%d-%m-%Y}"
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


class Student:
    """Fills in the forms of a bench, and waits for what opens.

    Parameters
    ----------
    bench : Bench
        The notebook with the forms.
    """

    def __init__(self, bench: Bench) -> None:
        self.bench, self.page = bench, bench.page
        self.page.set_default_timeout(WAIT_MS)
        expect.set_options(timeout=WAIT_MS)

    # Fields.

    def fill(self, place, path, item, labels=None):
        """Fill in the fields of an item, from one to the next with Tab."""
        spec = specs()[path]
        heads, rare = names_of(spec)
        for name, value in item.items():
            if name in rare:
                self._unfold(place)
            words = (labels or {}).get(name)
            if isinstance(words, list):
                for word, one in zip(words, value, strict=True):
                    self._choose(self._control(place, say(word)), one)
            elif part_in(kind_at(path), name):
                self._fill_lines(place, kind_at(path), name, value)
            else:
                label = say(words) if words else _label(heads[name])
                self._set(place, kind_at(path), name, label, value)

    def _unfold(self, place):
        """Show the fields that few people need."""
        turn = place.locator("button.casekit-turn")
        if "casekit-open" not in turn.get_attribute("class").split():
            self._reach(turn)
            self.page.keyboard.press("Enter")
            expect(turn).to_have_class(re.compile("casekit-open"))

    def _fill_lines(self, place, kind, name, lines):
        """Fill in a list inside an item, line by line."""
        css = f"button[class*='casekit-add-{name}-']"
        adder, group = place.locator(css), place.locator(".casekit-several", has=self.page.locator(css))
        shown = group.locator(".casekit-entry")
        heads, _ = names_of(entries_of(kind, name))
        inner = part_in(kind, name)
        for number, line in enumerate(lines):
            if shown.count() == number:
                self._reach(adder)
                self.page.keyboard.press("Enter")
                expect(shown).to_have_count(number + 1)
                expect(shown.nth(number).locator(":focus")).to_have_count(1)
            for field, value in line.items():
                self._set(shown.nth(number), inner, field, _label(heads[field]), value, inside="")

    def _set(self, place, kind, name, label, value, inside=NOT_IN_A_LINE):
        codes, link = scheme(kind, name), link_fields(kind).get(name)
        if isinstance(value, list) and (codes or link):
            self._check(place, label, [vocab.label(codes, one) if codes else one for one in value])
        elif isinstance(value, list):
            self._type(self._control(place, f"{label} ({say('one_a_line')})", inside), "\n".join(value))
        else:
            control = self._control(place, label, inside)
            if control.evaluate("own => own.matches('select')"):
                self._choose(control, _option(kind, codes, name, value))
            else:
                self._type(control, _typed(value))

    def _control(self, place, label, inside=NOT_IN_A_LINE):
        return place.locator(f"{CONTROL}{inside}").and_(place.get_by_label(label, exact=True))

    def _check(self, place, label, names):
        """Tick checkboxes, or where there are too many of them choose from a list."""
        group = place.get_by_role("group", name=label, exact=True)
        if not group.count():
            self._link(place, label, names)
            return
        for name in names:
            # A form may say before the text where an item stands: "Kekuatan: ...".
            box = group.get_by_role("checkbox", name=re.compile(rf"(^|: ){re.escape(name)}$"))
            self._reach(box)
            self.page.keyboard.press("Space")
            expect(box).to_be_checked()

    def _link(self, place, label, names):
        for name in names:
            self._choose(self._control(place, label), name)
            self.page.keyboard.press("Tab")
            expect(place.locator("button.casekit-link-add:focus")).to_have_count(1)
            self.page.keyboard.press("Enter")
            expect(place.get_by_role("button", name=say("unlink", name=name), exact=True)).to_be_visible()

    def _choose(self, control, label):
        """Go to an option with the arrow keys."""
        self._reach(control)
        words = control.evaluate("own => [...own.options].map(one => one.label)")
        options = [word.replace("\u00a0", " ") for word in words]
        assert label in options, f"{label!r} is none of {options}"
        wanted = options.index(label)
        for _ in range(2 * len(options)):
            at = control.evaluate("own => own.selectedIndex")
            if at == wanted:
                return
            self.page.keyboard.press("ArrowDown" if at < wanted else "ArrowUp", delay=MS_A_KEY)
        raise AssertionError(f"no arrow key leads to {label!r}")

    def _type(self, control, text):
        self._reach(control)
        before = control.input_value()
        if before == text:
            return
        if before:
            self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text, delay=MS_A_KEY)

    def _reach(self, control):
        """Go on with Tab until a control has the focus."""
        try:
            expect(control).to_have_count(1)
        except AssertionError as missing:
            at = self.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
            raise AssertionError(f"{missing}\nThe focus is in {at}") from None
        until = time.monotonic() + WAIT_MS / 1000
        for _ in range(TABS):
            if control.evaluate(HAS_FOCUS):
                return
            self.page.keyboard.press("Tab")
            if time.monotonic() > until:
                break
            self.page.wait_for_timeout(MS_A_TAB)
        at = self.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        name = control.evaluate("own => own.getAttribute('aria-label') || own.textContent")
        raise AssertionError(f"Tab does not lead to {name!r}; the focus is in {at}")

    # Items and cards.

    def fill_section(self, section):
        """Fill in all items of a list or board, a card, or a control that stands alone."""
        path = section["path"]
        name = section.get("name") or path.rpartition(".")[2]
        for number, item in enumerate(section["items"]):
            if "css" in section:
                self._fill_alone(section, item)
                continue
            fields = {key: value for key, value in item.items() if key not in section.get("cell", ())}
            cell = "-".join(item[key] for key in section["cell"]) if "cell" in section else name
            place = self._place(section["form"], cell, number if section.get("opened") else None)
            self.fill(place, path, fields, section.get("labels"))

    def _fill_alone(self, section, item):
        control = self.bench.form(section["form"]).locator(f".{section['css']} {CONTROL}")
        control.focus()
        [(name, value)] = item.items()
        if control.evaluate("own => own.matches('select')"):
            self._choose(control, vocab.label(scheme(kind_at(section["path"]), name), value))
        else:
            self._type(control, value)

    def _place(self, form, name, number):
        """Return where an item is filled in, with the focus in its first control."""
        cell = self.bench.form(form).locator(f".casekit-cell-{name}")
        if "casekit-card" in cell.get_attribute("class").split():
            return self._card(cell, name)
        if number is None:
            return self.add(form, name, name)
        cell.locator("button.casekit-item").nth(number).press("Enter")
        return self.opened(cell)

    def _card(self, cell, name):
        adder = cell.locator(f"button.casekit-add-{name}")
        if adder.count():
            adder.press("Enter")
            expect(adder).to_have_count(0)
            expect(cell.locator(f"{CONTROL}:focus")).to_have_count(1)
        else:
            cell.locator("textarea, select, input").first.focus()
        return cell

    def add(self, form, adder, cell):
        """Press "add" and return the editor of the new item, as soon as the focus is in it."""
        cell = self.bench.form(form).locator(f".casekit-cell-{cell}")
        items = cell.locator("button.casekit-item")
        before = items.count()
        self.bench.form(form).locator(f"button.casekit-add-{adder}").press("Enter")
        expect(items).to_have_count(before + 1)
        return self.opened(cell)

    def opened(self, cell):
        """Return the editor that is open in a cell, as soon as its first control has the focus."""
        expect(cell.locator("button.casekit-item.casekit-open")).to_have_count(1)
        editor = cell.locator(".casekit-editor")
        expect(editor.locator(f":is({CONTROL}, input):focus")).to_have_count(1)
        return editor

    # What grows, and what is entered line by line.

    def grow_family(self, steps):
        """Let a family grow from the client."""
        people = self.bench.form("genogram").locator(".casekit-cell-people")
        for step in steps:
            client = people.locator("button.casekit-of-client")
            whom = people.locator("button.casekit-item", has_text=re.compile(f"^{step['of']} \\("))
            whom = whom if step["of"] else client
            if "casekit-open" not in whom.get_attribute("class").split():
                whom.press("Enter")
                expect(whom).to_have_class(re.compile("casekit-open"))
            items = people.locator("button.casekit-item")
            before = items.count()
            self.opened(people).locator(f".casekit-kin-{step['kin']}").press("Enter")
            expect(items).to_have_count(before + 1)
            expect(items.last).to_have_class(re.compile("casekit-open"))
            self.fill(self.opened(people), "people", step["person"])
            self.page.wait_for_timeout(500)

    def draw_systems(self, steps):
        """Record the systems around the client, and draw a tie to each."""
        for step in steps:
            system = self.add("ecomap", "systems", "systems")
            self.fill(system, "network.systems", step["system"])
            ties = self.bench.form("ecomap").locator(".casekit-cell-ties")
            before = ties.locator("button.casekit-item").count()
            draws = system.locator(".casekit-draw-tie")
            self._reach(draws)
            self.page.keyboard.press("Enter")
            expect(ties.locator("button.casekit-item")).to_have_count(before + 1)
            self.fill(self.opened(ties), "network.ties", step["tie"])

    def keep_cash_book(self, rows):
        """Enter the days of the cash book line by line."""
        form = self.bench.form("cash_book")
        for number, row in enumerate(rows):
            items = form.locator(".casekit-cell-entries button.casekit-item")
            form.locator(".casekit-quick-week input").focus()
            for name, value in (
                ("week", row["week"]),
                ("text", row["text"]),
                ("amount", _typed(row["amount_idr"])),
            ):
                self._type(form.locator(f".casekit-quick-{name} input"), str(value))
            enters = form.locator(f".casekit-enter-{row['need'] or row['direction']}")
            self._reach(enters)
            self.page.keyboard.press("Enter")
            expect(items).to_have_count(number + 1)
            expect(form.locator(".casekit-quick-text input")).to_have_value("")


def _label(word):
    label = vocab.say(f"tables.{word}", "id")
    return label[:1].upper() + label[1:]


def _option(kind, codes, name, value):
    """Return the words of an option."""
    if isinstance(value, bool):
        return vocab.say(f"tables.{'yes' if value else 'no'}", "id")
    codes = codes or STEPS.get((kind.kind, name))
    return vocab.label(codes, str(value)) if codes else value
