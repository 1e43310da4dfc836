"""The genogram form: persons, couples and their children, households, emotional ties."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import ipywidgets

from casekit import figures, vocab
from casekit.errors import FieldError
from casekit.model import Case, Child, EmotionalTie, Household, Part, Person, Union, made
from casekit.model.kin import births
from casekit.model.plausible import implausible
from casekit.model.problems import short
from casekit.told import born_together
from casekit.vocab import codes, filled_in, label
from casekit.widgets import plain
from casekit.widgets.family_file import FamilyFile
from casekit.widgets.family_view import FamilyView, Placing
from casekit.widgets.fields import Fields
from casekit.widgets.graph import Graph
from casekit.widgets.listing import Listing
from casekit.widgets.pieces import box, caption, group, problem_line, tell

COUPLE = 2
_DOUBTS = 3  # that are said
KIN = ("partner", "child", "parent", "sibling")


class Genogram(Graph):
    """The form for a genogram: the family of a client, drawn while it is recorded.

    Persons are named by relation or pseudonym, never by name. From each person the family grows by a
    partner, a child, a parent, a brother or sister; couples, households and emotional ties stand below.
    Buttons move a person to the left or right in the picture, and the case file keeps that.

    Parameters
    ----------
    case : Case
        The case to edit. Forms of the same file in one notebook edit the same case and stay in step.
    language : {"id", "en"}, optional
        The language of the form; the current one if not given.
    around, generations, show
        What the picture begins with, as of `casekit.figures.genogram`; it can be chosen in the form.

    Examples
    --------
    >>> import casekit
    >>> form = Genogram(casekit.load(casekit.case_study("b-bookkeeper")), language="en")
    >>> len(form.case.unions)
    1
    """

    tool = "genogram"
    shows = frozenset({"people", "unions", "households", "emotional_ties"})

    def __init__(
        self,
        case: Case,
        language: str | None = None,
        *,
        around: str | Person | None = None,
        generations: int = 2,
        show: Sequence[str] = (),
    ) -> None:
        if isinstance(case, Case):  # otherwise the form says what it needs
            with vocab.in_language(language or vocab.language()):
                self.view = FamilyView(self, case, around, generations, show)
        self._placing = Placing(self)
        super().__init__(case, language)

    def figure(self) -> figures.SceneFigure:
        """Return the figure of the family, or of the part of it that is chosen."""
        return figures.genogram(self.case, **self.view.options())

    def view_changed(self) -> None:
        """Draw the picture anew: something else was chosen to be drawn."""
        self._renew()

    def _shown(self) -> str:
        """Return what tells one content of the form from another."""
        return f"{super()._shown()} {self.view.options()}"

    def body(self) -> Sequence[ipywidgets.Widget]:
        """Return the choices for the picture, doubts, lists, and the way to take a family."""
        self._doubts = problem_line("casekit-doubts", "casekit-role-status")
        self._doubt()
        return [*self.view.controls(), self._doubts, *super().body(), FamilyFile(self).widget()]

    def refresh(self, owner: Part | None, attribute: str) -> None:
        """Show a change of the case."""
        super().refresh(owner, attribute)
        self.view.refresh()
        self.in_a_pause(self._doubt)

    def _doubt(self) -> None:
        """Say which years and ages cannot be true."""
        with vocab.in_language(self.language):
            found = sorted(implausible(self.case, self.case))
        more = [self.say("more_doubts", count=len(found) - _DOUBTS)] if len(found) > _DOUBTS else []
        tell(self._doubts, " ".join([*found[:_DOUBTS], *more]))

    def add(self, kin: str, of: str | None = None, **fields: Any) -> Person:
        """Add a relative of a person to the family, and return them.

        Parameters
        ----------
        kin : {"partner", "child", "parent", "sibling"}
            What the new person is to the other.
        of : str, optional
            The id of the other person; the client if not given.
        **fields
            Fields of `Person`, such as ``label="Ibu", relation="mother", sex="female"``.

        Raises
        ------
        FieldError
            For other kin, a third parent, somebody whom the case does not know, and if a field cannot take
            its value.
        """
        if kin not in KIN:
            raise FieldError(self.say("no_kin", kin=short(kin), allowed=", ".join(KIN)))
        other: Any = self.case.part(self.case.client if of is None else of, "person")
        name = label("relation", kin, self.language)
        if other.id == self.case.client:
            said = {"label": name[:1].upper() + name[1:], "relation": kin}
        else:
            said = {"label": self.say("kin_of", kin=name, of=filled_in(other.label)), "relation": "other"}
        person = made(Person, self.case, **{**said, **fields})
        with self.desk.one_step():
            self.desk.add(self.case, "people", person)
            getattr(self, f"_add_{kin}")(other, person)
        return person

    def remove(self, id: str) -> None:
        """Remove a person, with all that is recorded of them as partner, child or member.

        Raises
        ------
        FieldError
            For the client, and for somebody whom the case does not know.
        """
        self._remove(self.case.part(id, "person"))

    def _remove(self, person: Any) -> None:
        if person.id == self.case.client:
            raise FieldError(self.say("client_stays"))
        with self.desk.one_step():
            for union in self.case.unions:
                if union.partners == [person.id] and len(union.children) > 1:  # they stay siblings
                    self._change(union, partners=[self._unknown_parent().id])
            self.desk.remove(self.case, "people", person)
            joined = [union for union in self.case.unions if len(union.partners) == COUPLE or union.children]
            self.desk.set(self.case, "unions", joined)

    def _unknown_parent(self) -> Person:
        """Add a parent of whom nothing is known, so that brothers and sisters are tied."""
        unknown = made(Person, label=self.say("unknown_parent"), relation="other", life="unknown")
        return self.desk.add(self.case, "people", unknown)

    def lists(self) -> Sequence[Listing]:
        """Return the lists of the form."""
        self._people = Listing(
            self,
            "people",
            brief=self._brief,
            new={"relation": "other"},
            more=self._family,
            stays=lambda person: person.id == self.case.client,
            remove=self._remove,
        )
        self._unions = Listing(
            self,
            "unions",
            brief=self._couple,
            new=lambda: {"partners": [self.case.client]},
            more=self._partners,
        )
        households = Listing(self, "households", brief=self._home)
        ties = Listing(
            self,
            "emotional_ties",
            brief=self._tie,
            new=lambda: {"between": [person.id for person in self.case.people[:2]], "tie": "close"},
            more=self._between,
            needs=lambda: self._lacks("two_people", len(self.case.people) >= COUPLE),
        )
        return [self._people, self._unions, households, ties]

    # How items are told on one line.

    def _brief(self, person: Person) -> str:
        called, relation = filled_in(person.label), label("relation", person.relation)
        said = person.relation == "other" or relation.casefold() == called.casefold()
        facts = [] if said else [relation]
        facts += [str(person.age_years)] if person.age_years is not None else []
        life = person.known_life
        facts += [label("life", life)] if life not in ("living", "unknown") else []
        return f"{called} ({', '.join(facts)})".removesuffix(" ()")

    def _couple(self, union: Union) -> str:
        known = len(union.partners) == COUPLE or union.status != "unknown"
        status = [label("union_status", union.status)] if known else []
        children = self._names([child.person for child in union.children])
        facts = [*status, self.say("with_children", children=children)] if children else status
        return ": ".join(filter(None, (self._names(union.partners, " + "), "; ".join(facts))))

    def _home(self, home: Household) -> str:
        return ": ".join(filter(None, (filled_in(home.label), self._names(home.members))))

    def _tie(self, tie: EmotionalTie) -> str:
        return f"{self._names(tie.between, ' – ')}: {label('emotional_tie', tie.tie)}"

    def _names(self, people: Sequence[str], joint: str = ", ") -> str:
        return joint.join(filled_in(self.case.person(one).label) for one in people)

    # The ties of kin. Each change makes a new union, so that the whole case is checked.

    def _add_partner(self, other: Person, person: Person) -> None:
        alone = next((union for union in self.case.unions if union.partners == [other.id]), None)
        if alone is not None:
            self._change(alone, partners=[other.id, person.id])
        else:
            self.desk.add(self.case, "unions", made(Union, partners=[other.id, person.id]))

    def _add_child(self, other: Person, person: Person) -> None:
        own = [union for union in self.case.unions if other.id in union.partners]
        if own:
            self._change(own[-1], children=[*own[-1].children, Child(person=person.id)])
        else:
            alone = made(Union, partners=[other.id], children=[Child(person=person.id)])
            self.desk.add(self.case, "unions", alone)

    def _add_parent(self, other: Person, person: Person) -> None:
        parents = next(iter(self._parents(other)), None)
        if parents is None:
            alone = made(Union, partners=[person.id], children=[Child(person=other.id)])
            self.desk.add(self.case, "unions", alone)
        elif len(parents.partners) < COUPLE:
            self._change(parents, partners=[*parents.partners, person.id])
        else:
            raise FieldError(self.say("two_parents", name=filled_in(other.label)))

    def _add_sibling(self, other: Person, person: Person) -> None:
        if not self._parents(other):
            self._add_parent(other, self._unknown_parent())
        parents = self._parents(other)[0]
        self._change(parents, children=[*parents.children, Child(person=person.id)])

    def _parents(self, person: Person) -> list[Union]:
        """Return the unions into which a person was born or taken."""
        return [
            union for union in self.case.unions if any(child.person == person.id for child in union.children)
        ]

    def _change(self, union: Union, **fields: Any) -> None:
        """Change a couple as it is now, whatever a control that is late still knows of it."""
        unions = [one.model_copy(update=fields) if one.id == union.id else one for one in self.case.unions]
        self.desk.set(self.case, "unions", unions)

    # The controls that the model alone cannot give.

    def _family(self, person: Person, fields: Fields) -> list[ipywidgets.Widget]:
        """Return the buttons by which the family grows, and a person's place among brothers and sisters."""
        refused = problem_line("casekit-role-alert")

        def attempt(act: Any) -> None:
            try:
                act()
            except FieldError as problem:
                tell(refused, str(problem))

        def grow(kin: str) -> None:
            attempt(lambda: self._people.open(self.add(kin, person.id)))

        def take_in(id_: str) -> None:
            for union in self.case.unions:
                if union.id == id_ and not self._has(union, person):
                    children = [*union.children, Child(person=person.id)]
                    attempt(partial(self._change, union, children=children))

        def child_of(homes: list[tuple[str, str]]) -> Any:
            options = [(self.say("choose_parents"), ""), *homes]
            chosen = plain.Dropdown(description=self.say("child_of"), options=options)
            return fields.bind(chosen, person, "child_of", lambda: None, take_in, ["casekit-child-of"])

        grows = [
            self.changes(self.say(f"add_{kin}"), partial(grow, kin), "casekit-opens", f"casekit-kin-{kin}")
            for kin in KIN
        ]
        places = [self._place(person, union, fields) for union in self._parents(person)]
        kin = group(self.say("grow"), box("casekit-editor-tools", *grows))
        homes = [
            (self._couple(union), union.id) for union in self.case.unions if not self._has(union, person)
        ]
        placing = self._placing.controls(person)
        return [kin, refused, *places, *([child_of(homes)] if homes else []), placing]

    def _has(self, union: Union, person: Person) -> bool:
        return person.id in (*union.partners, *(child.person for child in union.children))

    def _place(self, person: Person, union: Union, fields: Fields) -> ipywidgets.VBox:
        """Return how a person is a child of a union: by birth or not, whose twin, the how-manyeth."""
        child = next(child for child in union.children if child.person == person.id)
        beside = [other.person for other in union.children if other is not child]
        twins = [(self.say("no_twin"), None), *((self._names([one]), one) for one in beside)]

        def move(by: int) -> None:
            others = [other for other in union.children if other is not child]
            at = max(0, next(i for i, other in enumerate(union.children) if other is child) + by)
            self._change(union, children=[*others[:at], child, *others[at:]])

        def leave() -> None:
            self._change(union, children=[other for other in union.children if other is not child])

        controls = [fields.choice(child, "link", self.say("child_link"), fields.codes("child_link"))]
        if beside:
            controls.append(fields.choice(child, "twin_of", self.say("twin_of"), twins))
        if child.twin_of:
            together = next(born for born in births(union) if child in born)
            named = [(born_together(code, len(together)), code) for code in codes("twin")]
            kinds = [(self.say("not_stated"), None), *named]
            controls.append(fields.choice(child, "twin", self.say("twin"), kinds))
        acts = [("elder", lambda: move(-1)), ("younger", lambda: move(1))] if beside else []
        acts.append(("leave", leave))
        tools = [self.changes(self.say(name), act, f"casekit-{name}") for name, act in acts]
        title = caption(self.say("child_of_union", union=self._names(union.partners, " + ")), "casekit-name")
        inside = [title, box("casekit-row", *controls), box("casekit-editor-tools", *tools)]
        return plain.VBox(inside, _dom_classes=["casekit-group", "casekit-several"])

    def _partners(self, union: Union, fields: Fields) -> list[ipywidgets.Widget]:
        def place(ends: list[str]) -> None:
            self._change(union, partners=ends)

        return [self._ends(union, "partners", fields, place, alone=True)]

    def _between(self, tie: EmotionalTie, fields: Fields) -> list[ipywidgets.Widget]:
        return [self._ends(tie, "between", fields, lambda ends: self.desk.set(tie, "between", ends))]

    def _ends(
        self,
        part: Union | EmotionalTie,
        attribute: str,
        fields: Fields,
        place: Callable[[list[str]], None],
        *,
        alone: bool = False,
    ) -> ipywidgets.Box:
        """Return the two persons that a line joins, of whom the second may be unknown."""
        refused = problem_line("casekit-role-alert")
        chosen = dict(enumerate(getattr(part, attribute)))

        def end(number: int, name: str) -> Any:
            nobody = [(self.say("not_known"), "")] if alone and number else []
            people = [(filled_in(person.label), person.id) for person in self.case.people]
            pick = plain.Dropdown(description=self.say(name), options=[*nobody, *people])

            def show() -> None:
                pick.value = chosen.get(number, "")

            def take(person: str) -> None:
                chosen[number] = person
                ends = [chosen[at] for at in sorted(chosen) if chosen[at]]
                problem = self.say("same_person") if len(set(ends)) < len(ends) else ""
                try:
                    if not problem:
                        place(ends)
                except FieldError as error:
                    problem = str(error)
                tell(refused, problem)

            return fields.bind(pick, part, attribute, show, take)

        ends = [end(number, name) for number, name in enumerate(("first_person", "second_person"))]
        return plain.VBox([box("casekit-row", *ends), refused])
