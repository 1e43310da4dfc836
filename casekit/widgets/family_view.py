"""What the genogram form draws: the whole family or a part of it, facts below names, and who stands where."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import ipywidgets

from casekit import vocab
from casekit.figures.portion import chosen
from casekit.figures.standing import moved, placed
from casekit.model import Case, Person
from casekit.told import DETAILS
from casekit.vocab import filled_in
from casekit.widgets import plain
from casekit.widgets.family_file import GENERATIONS
from casekit.widgets.pieces import box, caption, folded, group, tell

if TYPE_CHECKING:
    from casekit.widgets.genogram import Genogram


class FamilyView:
    """Around whom a genogram is drawn, how far, and what stands below the names.

    It is no part of the case: another form of the same file may show another part of the family.
    """

    def __init__(
        self, form: "Genogram", case: Case, around: str | Person | None, generations: int, show: Sequence[str]
    ) -> None:
        _, view, _ = chosen(case, around, generations, show)
        self._form, self._generations, self._show = form, generations, [*view.show]
        self._around = around.id if isinstance(around, Person) else around
        self._pick: ipywidgets.Dropdown | None = None
        self._is_offering = False

    @property
    def case(self) -> Case:
        """The case with as much of the family as is drawn."""
        return chosen(self._form.case, **self.options())[0]

    def options(self) -> dict[str, Any]:
        """Return what `figures.genogram` is asked for."""
        return {"around": self._who(), "generations": self._generations, "show": tuple(self._show)}

    def _who(self) -> str | None:
        """Return the person around whom is drawn, as long as the case holds them."""
        known = any(person.id == self._around for person in self._form.case.people)
        return self._around if known else None

    def controls(self) -> list[ipywidgets.Widget]:
        """Return the controls, folded away while the whole family is drawn."""
        say = self._form.say
        self._pick = pick = plain.Dropdown(description=say("around"), options=self._people())
        pick.value = self._who() or ""
        steps = sorted({*GENERATIONS, self._generations})
        far = plain.Dropdown(description=say("generations"), options=[(str(step), step) for step in steps])
        far.value = self._generations
        self._watch(pick, self._choose, "casekit-around")
        self._watch(far, self._reach, "casekit-generations")
        checks = [self._detail(name) for name in DETAILS]
        below = group(say("show_below"), box("casekit-checks", *checks), css=["casekit-several"])
        title = say("picture_choice")
        is_open = self._who() is not None or bool(self._show)
        return folded(title, title, [box("casekit-row", pick, far), below], is_open=is_open)

    def refresh(self) -> None:
        """Offer the people as they are called now."""
        pick, offered, who = self._pick, self._people(), self._who()
        if pick is None or pick.options == offered:
            return
        self._is_offering = True  # with other options, a control first takes the first of them
        try:
            pick.options = offered
            pick.value = who or ""
        finally:
            self._is_offering = False

    def _people(self) -> tuple[tuple[str, str], ...]:
        people = ((filled_in(person.label), person.id) for person in self._form.case.people)
        return ((self._form.say("whole_family"), ""), *people)

    def _detail(self, name: str) -> ipywidgets.Checkbox:
        heading = vocab.say(f"tables.{name}", self._form.language)
        check = plain.Checkbox(description=heading, indent=False, value=name in self._show)

        def take(chosen: bool) -> None:
            kept = {*self._show} - {name} | ({name} if chosen else set())
            self._show = [one for one in DETAILS if one in kept]

        return self._watch(check, take, "casekit-check", f"casekit-show-{name}")

    def _choose(self, who: str | None) -> None:
        self._around = who or None

    def _reach(self, generations: int) -> None:
        self._generations = generations

    def _watch(self, control: Any, take: Callable[[Any], None], *css: str) -> Any:
        """Return a control that changes what is drawn."""

        def changed(change: Any) -> None:
            if not self._is_offering:
                take(change["new"])
                self._form.view_changed()

        self._form.watched(control, "casekit-view", *css).observe(changed, "value")
        return control


class Placing:
    """The buttons that move a person to the left or right in the picture; the case keeps what they say."""

    def __init__(self, form: "Genogram") -> None:
        self._form = form
        self._said = ("", "")  # of whom, and what: the buttons may be made anew after a change

    def controls(self, person: Person) -> ipywidgets.VBox:
        """Return the buttons of a person."""
        say, line = self._form.say, caption("", "casekit-about", "casekit-role-status")

        def move(*, left: bool) -> None:
            tell(line, self._told(person, self._moved(person, left=left)))

        def free() -> None:
            said = self._told(person, say("let_place_done", who=filled_in(person.label)))
            self._put(placed(self._form.case, person.id), "let-place", person)
            tell(line, said)

        buttons = [
            self._form.changes(say("further_left"), partial(move, left=True), self._css("left", person)),
            self._form.changes(say("further_right"), partial(move, left=False), self._css("right", person)),
            self._form.changes(say("let_place"), free, f"casekit-let-place-{person.id}"),
        ]
        of, said = self._said
        tell(line, said if of == person.id else "")
        return group(say("placing"), box("casekit-editor-tools", *buttons), line)

    def _css(self, side: str, person: Person) -> str:
        return f"casekit-further-{side}-{person.id}"

    def _told(self, person: Person, text: str) -> str:
        self._said = (person.id, text)
        return text

    def _moved(self, person: Person, *, left: bool) -> str:
        """Move somebody past the next who can be passed, and return what that did."""
        side = "left" if left else "right"
        found = moved(self._form.view.case, person.id, left=left)
        who = filled_in(person.label)
        if found is None:
            return self._form.say(f"nobody_{side}", who=who)
        other, changes = found
        said = self._form.say(f"now_{side}", who=who, other=filled_in(self._form.case.person(other).label))
        self._told(person, said)
        self._put(changes, f"further-{side}", person)
        return said

    def _put(self, changes: Any, button: str, person: Person) -> None:
        with self._form.desk.one_step():
            for one, left_of in changes.items():
                self._form.desk.set(self._form.case.person(one), "left_of", left_of)
        self._form.focus_on(f"casekit-{button}-{person.id}")
