"""Marking prose by a rubric: one screen for each answer, blind by code, every click saved at once."""

import html
from collections.abc import Sequence
from functools import partial
from hashlib import sha256
from os import PathLike
from secrets import token_hex
from typing import Any, NamedTuple

import ipywidgets

from casekit import vocab
from casekit.course.items import Criterion
from casekit.course.shown import situation_of
from casekit.errors import CasekitError
from casekit.exercises.people_marks import Entry, PeopleMarks, add_entry, now, read_marks
from casekit.exercises.sheets import of_points
from casekit.exercises.to_mark import ToMark, marks_file, to_mark
from casekit.exercises.whole import grade_folder
from casekit.model import made
from casekit.vocab import numerals
from casekit.widgets import plain
from casekit.widgets.guard import said_alone
from casekit.widgets.light import Light
from casekit.widgets.pauses import Pauses
from casekit.widgets.pieces import box, button, caption, close, folded, in_order, problem_line, tell
from casekit.widgets.question import lines_in_html

CHOSEN, OPEN = "●", "○"
SAVE_AFTER_SECONDS = 1.0
MOST_OFFERED = 12


class Words(NamedTuple):
    """What stands in the boxes of an answer."""

    comment: str
    why: str


def _address(own: ToMark, name: str) -> str:
    """Return under which name a box is found again in another window."""
    return f"{own.code}-{own.item.id}-{name}"


class Rubric(Light):
    """Answers in prose of a class, one after the other, to be marked by their rubric.

    Whose an answer is is not shown, only a code. Each choice and each comment is added at once to one private
    file, with who decided, when and why; two windows may mark at the same time. Comments that are kept can be
    used again for other answers. Open it another day, and it goes on at the first answer that has no mark.

    Parameters
    ----------
    source : path
        The folder or zip of submissions.
    exercise : path
        The folder of the exercise with its key, or the name of one that comes with casekit.
    *items : str
        The ids of prose items; all that have a rubric if not given.
    by : str
        Who marks; asked for if not given.
    to : path, optional
        The folder of the results; ``NAME-marks`` beside the submissions if not given.
    language : {"id", "en"}, optional
        The language; the current one if not given.

    Raises
    ------
    CasekitError
        If the submissions or the exercise cannot be read.
    """

    tool = "rubric"

    def __init__(
        self,
        source: str | PathLike[str],
        exercise: str | PathLike[str],
        *items: str,
        by: str = "",
        to: str | PathLike[str] | None = None,
        language: str | None = None,
    ) -> None:
        super().__init__(language)
        with vocab.in_language(self._language):
            found = grade_folder(source, exercise, to=to)
            self._path, self._exercise = marks_file(found), found.exercise.lesson.id
            self.queue: list[ToMark] = to_mark(found, items)
            self.marks: PeopleMarks = found.people
            self._session = token_hex(4)
            self._pauses = Pauses(lambda: False)
            self._levels: dict[str, float] = {}
            self._chosen_here: dict[str, float] = {}
            self._written = Words("", "")
            self._heard = 0
            self._buttons: dict[str, list[ipywidgets.Button]] = {}
            self.at = self._first_open()
            self._by = self._line("rubric_by", "casekit-rubric-by")
            self._by.value = by
            self._problem = problem_line("casekit-role-alert")
            self._status = caption("", "casekit-status", "casekit-role-status")
            self._screen = plain.VBox([], _dom_classes=["casekit-main"])
            self._guard.key = sha256(f"rubric {self._path}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
            self._guard.words = said_alone(self._say, self._say("rubric_unsaved"))
            ways = self._ways() if self.queue else []
            foot = box("casekit-foot", self._status, *ways)
            self._fill(box("casekit-tools", self._by), self._screen, self._problem, foot)
            self.show()

    # What lecturers who script can call.

    @property
    def current(self) -> ToMark | None:
        """The answer that is shown; None if there is none to mark."""
        return self.queue[self.at] if self.queue else None

    def choose(self, criterion: str, points: float) -> None:
        """Give points for a criterion; saved at once."""
        self._chosen_here[criterion] = points
        self._save()
        self._mark_buttons()

    def go(self, by: int) -> None:
        """Show an answer before or after this one; what was written to this one is saved first."""
        if self._save_words():
            self.at = min(max(0, self.at + by), max(0, len(self.queue) - 1))
            self.show()

    def go_on(self) -> None:
        """Show the next answer that has no mark yet."""
        if not self._save_words():
            return
        self._reload()
        order = [*range(self.at + 1, len(self.queue)), *range(self.at + 1)]
        self.at = next((at for at in order if not self.queue[at].is_marked(self.marks)), self.at)
        self.show()

    def ask_again(self, text: str) -> None:
        """Note that a second look at this answer is asked for."""
        own = self.current
        if own and self._add(code=own.code, item=own.item.id, act="request", text=text, when=now()):
            self.show()

    def show(self) -> None:
        """Show the answer as its mark is in the file now."""
        with vocab.in_language(self._language):
            self._reload()
            for old in self._screen.children:
                close(old)
            own = self.current
            if own is None:
                self._screen.children = (caption(self._say("rubric_nothing")),)
                return
            entry = own.newest(self.marks)
            self._levels, self._chosen_here = dict(entry.levels) if entry else {}, {}
            self._written = Words(entry.text, entry.why) if entry else Words("", "")
            self._screen.children = tuple(self._body(own))
            self._mark_buttons()
            self._count()
        self._guard.focus = f"casekit-level-first {self.at} {token_hex(2)}"

    # What is shown.

    def _body(self, own: ToMark) -> Sequence[ipywidgets.Widget]:
        """Return what is read, what is chosen beside it, and what is written below."""
        situation = situation_of(own.item)
        place = self._say("rubric_place", code=own.code, number=self.at + 1, of=len(self.queue))
        answer = f'<blockquote class="casekit-answer" tabindex="0">{html.escape(own.text)}</blockquote>'
        model = caption(str(own.item.model or ""))
        trail = plain.HTML(lines_in_html(self._trail(own)))
        read = [
            caption(place, "casekit-subtitle"),
            *([caption(situation, "casekit-situation")] if situation else []),
            caption(str(own.item.question), "casekit-name", "casekit-asked"),
            plain.HTML(answer),
            *self._requests(own),
            *folded(self._say("model_answer"), "", [model], is_open=False),
            *folded(self._say("rubric_trail"), "", [trail], is_open=False),
        ]
        criteria = [self._criterion(criterion, number) for number, criterion in enumerate(own.item.rubric)]
        about = caption(self._say("rubric_keys"), "casekit-about")
        return [
            box(
                "casekit-rubric-sheet",
                plain.VBox(read, _dom_classes=["casekit-rubric-read"]),
                plain.VBox([*criteria, about], _dom_classes=["casekit-rubric-criteria"]),
            ),
            box("casekit-rubric-words", *self._words(own)),
        ]

    def _criterion(self, criterion: Criterion, number: int) -> ipywidgets.Widget:
        """Return the degrees of a criterion as buttons; a digit presses the one that begins with it."""
        made = []
        for at, level in enumerate(criterion.levels):
            first = ("casekit-level-first",) if number == at == 0 else ()
            act = partial(self.choose, criterion.id, level.points)
            digit = f"casekit-digit-{level.points:g}".replace(".", "-")
            made.append(button("", act, "casekit-level", f"casekit-level-{criterion.id}-{at}", digit, *first))
        self._buttons[criterion.id] = made
        name = caption(str(criterion.text), "casekit-name", "casekit-label")
        return plain.VBox([name, box("casekit-levels", *made)], _dom_classes=["casekit-criterion"])

    def _mark_buttons(self) -> None:
        """Let each button say what it gives, and whether that is chosen."""
        own, points = self.current, {**self._levels, **self._chosen_here}
        with vocab.in_language(self._language):
            for criterion in own.item.rubric if own else ():
                for level, shown in zip(criterion.levels, self._buttons[criterion.id], strict=True):
                    chosen = points.get(criterion.id) == level.points
                    sign = CHOSEN if chosen else OPEN
                    shown.description = f"{sign} {numerals(f'{level.points:g}')} · {level.text}"
                    (shown.add_class if chosen else shown.remove_class)("casekit-chosen")

    def _words(self, own: ToMark) -> list[ipywidgets.Widget]:
        """Return the boxes for comment and reason, and the comments that were kept."""
        self._comment = self._box(own, "comment", self._written.comment)
        self._why = self._box(own, "why", self._written.why)
        keep = button(self._say("rubric_keep"), self._keep_comment, "casekit-rubric-keep")
        offered = [
            button(text, partial(self._use, text), "casekit-kept-comment")
            for text in reversed(self.marks.bank[-MOST_OFFERED:])
        ]
        name = [caption(self._say("rubric_bank"), "casekit-name", "casekit-label")] if offered else []
        bank = plain.VBox([*name, *offered], _dom_classes=["casekit-group", "casekit-rubric-bank"])
        written = plain.VBox([self._comment, keep], _dom_classes=["casekit-rubric-written"])
        return [written, bank, self._why]

    def _box(self, own: ToMark, name: str, text: str) -> Any:
        made = in_order(plain.Textarea(description=self._say(f"rubric_{name}"), value=text, rows=3))
        at = f"casekit-at-{_address(own, name)}"
        made._dom_classes = ("casekit-field", f"casekit-rubric-{name}", at, self._held.keep(made))
        made.observe(lambda _: self._typed(), "value")
        return made

    def _typed(self) -> None:
        """Say that something is not saved yet, and save it in the next pause."""
        self._count()
        self._pauses.soon(self._save_words, SAVE_AFTER_SECONDS)

    def _requests(self, own: ToMark) -> list[ipywidgets.Widget]:
        place = (own.code, own.item.id)
        waiting = [one for one in self.marks.open_requests() if (one.code, one.item) == place]
        return [caption(self._say("rubric_request", text=one.text), "casekit-problem") for one in waiting]

    def _trail(self, own: ToMark) -> list[str]:
        """Return who decided what and when, a line for each."""
        lines = []
        for entry in self.marks.trail(own.code, own.item.id):
            points = of_points(sum(entry.levels.values()), own.item.worth) if entry.levels else ""
            lines.append(f"{entry.minute}: {entry.told(points)}")
        return lines or ["–"]

    def _ways(self) -> list[ipywidgets.Widget]:
        return [
            button(self._say("rubric_before"), partial(self.go, -1), "casekit-rubric-before"),
            button(self._say("rubric_next"), partial(self.go, 1), "casekit-rubric-next"),
            button(self._say("rubric_open"), self.go_on, "casekit-done", "casekit-rubric-open"),
        ]

    def _count(self) -> None:
        """Tell how much is marked, and whether everything is saved."""
        done = sum(own.is_marked(self.marks) for own in self.queue)
        saved = self._say("rubric_saved" if self._all_saved() else "rubric_unsaved")
        self._status.value = html.escape(
            f"{self._say('rubric_count', done=done, of=len(self.queue))} {saved}"
        )

    # What is saved.

    def _first_open(self) -> int:
        waiting = (at for at, own in enumerate(self.queue) if not own.is_marked(self.marks))
        return next(waiting, 0)

    def _reload(self) -> None:
        """Take in what others have decided meanwhile."""
        try:
            self.marks = read_marks(self._path, self._exercise)
        except CasekitError as problem:
            tell(self._problem, str(problem))

    def _now(self) -> Words:
        """Return what stands in the boxes."""
        return Words(self._comment.value, self._why.value)

    def _all_saved(self) -> bool:
        """Tell whether nothing is on the screen that is not in the file."""
        if self.current is None:
            return True
        return self._now() == self._written and self._chosen_here.items() <= self._levels.items()

    def _save_words(self) -> bool:
        """Save comment and reason if they have changed; tells whether that went well."""
        return self._all_saved() or self._save()

    def _save(self) -> bool:
        own = self.current
        if own is None:
            return True
        self._reload()
        asked = any((one.code, one.item) == (own.code, own.item.id) for one in self.marks.open_requests())
        before = self.marks.trail(own.code, own.item.id)
        goes_on = bool(before) and before[-1].act == "reply" and before[-1].session == self._session
        levels, words = self._with_others(own.newest(self.marks))
        is_saved = self._add(
            code=own.code,
            item=own.item.id,
            act="reply" if asked or goes_on else "mark",
            levels=levels,
            text=words.comment,
            why=words.why,
            by=self._by.value.strip()[:80],
            when=now(),
            answer=own.print,
            session=self._session,
        )
        if not is_saved:
            self._count()
            return False
        self._levels, self._written = levels, words
        for shown, text in zip((self._comment, self._why), words, strict=True):
            if shown.value != text:
                shown.value = text
        self._mark_buttons()
        self._count()
        self._guard.send({"saved": self._heard})
        return True

    def _with_others(self, newest: Entry | None) -> tuple[dict[str, float], Words]:
        """Return this window's decision, and what others decided meanwhile where this one says nothing."""
        if newest is None:
            return {**self._levels, **self._chosen_here}, self._now()
        said = zip(self._now(), self._written, (newest.text, newest.why), strict=True)
        words = Words(*(theirs if own == before else own for own, before, theirs in said))
        return {**newest.levels, **self._chosen_here}, words

    def _add(self, bank: str = "", **decided: Any) -> bool:
        """Add a decision to the file; what goes wrong is told, and what was chosen stays on the screen."""
        with vocab.in_language(self._language):
            try:
                entries = [made(Entry, **decided)] if decided else []
                self.marks = add_entry(self._path, self._exercise, *entries, bank=bank)
            except CasekitError as problem:
                tell(self._problem, str(problem))
                return False
            tell(self._problem, "")
        return True

    def _keep_comment(self) -> None:
        """Keep the comment for other answers."""
        comment = self._comment.value
        if comment.strip() and self._save() and self._add(bank=comment):
            self.show()

    def _use(self, text: str) -> None:
        """Add a comment that was kept to this answer's."""
        before = self._comment.value.strip()
        self._comment.value = f"{before}\n{text}" if before else text
        self._save_words()

    # What the guard tells.

    def _take(self, told: dict[str, Any], number: int) -> None:
        """Note what arrived, and put back what the kernel before this one could not save."""
        self._heard = max(self._heard, number)
        for at, text in told.get("left", {}).items():
            if self._is_written(at, text):
                self._guard.send({"taken": at})
        if "put" in told:
            self._put_back(str(told["put"]), str(told["text"]))

    def _is_written(self, at: str, text: str) -> bool:
        """Tell whether a text that was left behind is in the file after all."""
        entries = ((own, own.newest(self.marks)) for own in self.queue)
        return any(
            (at, text) in ((_address(own, "comment"), entry.text), (_address(own, "why"), entry.why))
            for own, entry in entries
            if entry
        )

    def _put_back(self, at: str, text: str) -> None:
        """Show the answer to which a text belongs, with the text in its box."""
        places = {
            _address(own, name): (n, name) for n, own in enumerate(self.queue) for name in Words._fields
        }
        if at not in places or not self._save_words():
            return
        self.at, name = places[at]
        self.show()
        (self._comment if name == "comment" else self._why).value = text
        if self._save_words():
            self._guard.send({"taken": at})

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form; nothing of what was written or marked stays in the notebook."""
        return {
            "application/vnd.jupyter.widget-view+json": self._view(),
            "text/plain": self._say("rubric_asleep"),
        }
