"""The family of a client from a genealogy program: choose the file, find the client, take the family over."""

import html
import warnings
from collections.abc import Mapping, Sequence
from secrets import token_hex
from typing import Any

import ipywidgets

from casekit import vocab
from casekit.errors import GedcomError, GedcomWarning
from casekit.gedcom import Listed, from_gedcom, people_in
from casekit.model import Case, Person, Union
from casekit.model.plausible import implausible
from casekit.widgets import plain
from casekit.widgets._base import Form
from casekit.widgets.pieces import box, caption, folded, in_order, problem_line, tell

MOST_PICTURED = 100  # people in one picture
MOST_SHOWN = 50  # of those found
GENERATIONS = (1, 2, 3, 4)
_USUAL, _WHOLE = 2, 0  # a choice with the value None would look as if nothing were chosen
_FACTS = ("sex", "life", "age_years", "age_months", "birth_year", "death_year", "note")
_UNTOLD = {"sex": "unknown", "life": "living"}


class FamilyFile:
    """Takes families over; the names in a file are shown here and go nowhere else.

    Parameters
    ----------
    form : Form
        The form around it.
    """

    def __init__(self, form: Form) -> None:
        self._form = form
        self._source = b""
        self._people: Sequence[Listed] = ()
        self._lines: list[str] = []
        self._upload = in_order(
            ipywidgets.FileUpload(
                accept=".ged,.gedcom,.gdz,.txt",
                description=form.say("family_file_choose"),
            )
        )
        self._upload.add_class("casekit-family-file")
        self._search = form.watched(
            plain.Text(description=form.say("family_file_search")), "casekit-family-search"
        )
        self._who = form.watched(
            plain.Dropdown(description=form.say("family_file_client")), "casekit-family-client"
        )
        self._far = form.watched(
            plain.Dropdown(description=form.say("family_file_generations")), "casekit-family-generations"
        )
        take = form.changes(form.say("family_file_take"), self._take, "casekit-family-take")
        self._said = caption("", "casekit-about", "casekit-family-said", "casekit-role-status")
        self._problem = problem_line("casekit-role-alert")
        rows = [box("casekit-row", self._search, self._who, self._far), take]
        self._choice = plain.VBox(rows, _dom_classes=["casekit-group", "casekit-family-choice"])
        plain.hide(self._choice)
        for control in (self._upload, self._search, self._who, self._far):
            control.disabled = form.desk.read_only
        self._upload.observe(self._read, "value")
        self._search.observe(lambda _: self._find(), "value")

    def widget(self) -> ipywidgets.VBox:
        """Return the button that opens it, and what is behind."""
        say = self._form.say
        about = caption(say("family_file_about"), "casekit-about")
        inside = [about, self._upload, self._choice, self._said, self._problem]
        return plain.VBox([*folded(say("family_file"), say("family_file_about"), inside, is_open=False)])

    def _read(self, change: Mapping[str, Any]) -> None:
        """Read the people of a file that was chosen, and keep nothing of it in the control."""
        if not change["new"]:
            return
        self._source = bytes(change["new"][0]["content"])
        self._upload.value = ()
        with vocab.in_language(self._form.language):
            try:
                self._people = people_in(self._source)
            except GedcomError as problem:
                self._forget(str(problem))
                return
            is_small = len(self._people) <= MOST_PICTURED
            whole = [(self._form.say("family_file_all"), _WHOLE)] if is_small else []
            self._far.options = [*whole, *((str(number), number) for number in GENERATIONS)]
            self._far.value = _WHOLE if is_small else _USUAL
            self._lines = [self._told(one) for one in self._people]
            self._search.value = ""
            self._find()
        plain.hide(self._choice, False)
        tell(self._problem, "")

    def _find(self) -> None:
        """Offer the people in whom all the words occur that are searched for."""
        words = self._search.value.casefold().split()
        told = self._lines
        found = [at for at, text in enumerate(told) if all(word in text.casefold() for word in words)]
        self._who.options = [(told[at], at) for at in found[:MOST_SHOWN]]
        self._who.value = found[0] if found else None
        shown = len(self._who.options)
        self._say("family_file_found", found=len(found), count=len(told), shown=shown)

    def _told(self, one: Listed) -> str:
        """Return a person of the file on one line."""
        years = f"{one.birth_year or ''}–{one.death_year or ''}"
        name = vocab.isolated(one.name) or self._form.say("family_file_unnamed")
        return " ".join([name, *([f"({years})"] if years != "–" else []), one.key])

    def _say(self, key: str, **values: Any) -> None:
        self._said.value = html.escape(self._form.say(key, **values))

    def _forget(self, problem: str = "") -> None:
        """Forget the file and the names in it."""
        self._source, self._people, self._lines = b"", (), []
        self._who.options, self._search.value = (), ""
        self._said.value = ""
        plain.hide(self._choice)
        tell(self._problem, problem)

    def _take(self) -> None:
        """Take over the family around the client that was chosen."""
        if self._who.value is None:
            return
        number, far = self._who.value, self._far.value
        around = {} if far == _WHOLE else {"around": self._people[number].key, "generations": far}
        with warnings.catch_warnings(record=True) as left_out:
            warnings.simplefilter("always", GedcomWarning)
            people, unions = from_gedcom(self._source, **around)
        if len(people) > MOST_PICTURED:
            tell(self._problem, self._form.say("family_file_many", count=len(people), most=MOST_PICTURED))
            return
        client = f"person-{number + 1}"
        if _has_parents(unions, client) and _has_parents(self._form.case.unions, self._form.case.client):
            tell(self._problem, self._form.say("family_file_parents"))
            return
        before = implausible(self._form.case, self._form.case)
        take_over(self._form, people, unions, client)
        unlikely = sorted(implausible(self._form.case, self._form.case) - before)
        self._forget("\n".join([*(str(one.message) for one in left_out), *unlikely]))
        self._say("family_file_taken", count=len(people))


def _has_parents(unions: Sequence[Union], person: str) -> bool:
    return any(child.person == person for union in unions for child in union.children)


def take_over(form: Form, people: Sequence[Person], unions: Sequence[Union], client: str) -> None:
    """Add a family to a case, as one step; the client of the case is one of them, and keeps what is known."""
    case, token = form.case, token_hex(3)
    ids = {person.id: f"{person.id}-{token}" for person in people} | {client: case.client}
    with form.desk.one_step():
        for person in people:
            if person.id == client:
                _complete(form, case, person)
        others = [
            person.model_copy(update={"id": ids[person.id]}) for person in people if person.id != client
        ]
        form.desk.set(case, "people", [*case.people, *others], as_told=True)
        moved = [_moved(union, ids, token) for union in unions]
        form.desk.set(case, "unions", [*case.unions, *moved], as_told=True)


def _complete(form: Form, case: Case, known: Person) -> None:
    """Fill in what the case does not say of its client."""
    client = case.person(case.client)
    for field in _FACTS:
        if getattr(client, field) == _UNTOLD.get(field):
            form.desk.set(client, field, getattr(known, field), as_told=True)


def _moved(union: Union, ids: Mapping[str, str], token: str) -> Union:
    """Return a union of the people under their new ids."""
    children = [
        child.model_copy(
            update={"person": ids[child.person], "twin_of": child.twin_of and ids[child.twin_of]}
        )
        for child in union.children
    ]
    partners = [ids[partner] for partner in union.partners]
    return union.model_copy(update={"id": f"{union.id}-{token}", "partners": partners, "children": children})
