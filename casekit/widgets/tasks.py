"""Tasks and handing in: forms on the learner's own copy of a case, what is met so far, one file to upload."""

from collections.abc import Sequence
from typing import Any

import ipywidgets

import casekit.widgets as forms
from casekit.course import items as kinds
from casekit.course.answers import file_of
from casekit.course.items import Item
from casekit.course.marking import Mark
from casekit.course.shown import names_of_parts, remarked, situation_of
from casekit.errors import CasekitError, CourseError
from casekit.exercises.folder import case_text
from casekit.exercises.own import cases_of, folder_of, hand_in, is_begun, own_case
from casekit.exercises.tasks import judge
from casekit.model import Part
from casekit.store import load
from casekit.store.files import read
from casekit.widgets import plain
from casekit.widgets._base import Form
from casekit.widgets.desk import Desk
from casekit.widgets.pieces import button, caption, close, problem_line, tell
from casekit.widgets.question import lines_in_html
from casekit.widgets.quiz import Course


class Task(Course):
    """A task of an exercise: its forms on the learner's own copy of the case, and what is met so far.

    The copy lies in the learner's own folder (see `casekit.workplace`) and is there again another day. Checks
    that are kept for the lecturer are not in the exercise, so that nothing of them can be told.

    Parameters
    ----------
    exercise : str
        The file of the exercise, ``"exercise.yaml"`` beside the notebook.
    item : str
        The id of the task.
    language : {"id", "en"}, optional
        The language; the current one if not given.

    Raises
    ------
    CourseError
        If there is no such exercise or task.
    """

    tool = "task"
    takes_tasks = True

    def __init__(self, exercise: str, item: str, *, language: str | None = None) -> None:
        self._folder = folder_of(exercise)
        self._forms: list[Form] = []
        self._around: ipywidgets.VBox | None = None
        self._above = plain.VBox([], _dom_classes=["casekit-form", "casekit-task-asked"])
        super().__init__(exercise, item, language=language)

    @property
    def task(self) -> kinds.Task:
        """The task as it was dealt to the learner."""
        [item] = self._as_dealt(self.answers)
        assert isinstance(item, kinds.Task)  # noqa: S101 - what `Course` lets through
        return item

    def check(self) -> Mark:
        """Return what is met in the learner's case file as it is now, of what may be told."""
        for form in self._forms:
            form.desk.settle()
        path = own_case(self._lesson, self._folder, self.task, self.answers.student)
        return judge(self.task, read(path).decode("utf-8"), case_text(self._folder, self.task.file))

    # What the shell asks.

    def body(self) -> Sequence[ipywidgets.Widget]:
        """Return whose task it is, and below the forms what is looked at."""
        self.desk.look_again()
        self._ask()
        if self.answers.origin is None or self._asks:
            self._shut()
            return [self._ask_who()]
        self._said = plain.HTML(_dom_classes=["casekit-feedback", "casekit-role-status"])
        self._problem = problem_line("casekit-role-alert")
        self._open()
        look = button(
            self.say("check_task"), self._check_it, "casekit-done", "casekit-enter", "casekit-check-task"
        )
        if self._answer.checked:
            self._tell()
        return [self._who(), *self._remarks(), look, self._problem, self._said]

    def refresh(self, owner: Part | None, attribute: str) -> None:
        """Show a change of the answers."""

    @property
    def _answer(self) -> Any:
        return self.answers.answer(self.task.id)

    def _check_it(self) -> None:
        with self.desk.one_step():
            self.desk.set(self._answer, "tries", self._answer.tries + 1)
            self.desk.set(self._answer, "checked", True)
        self._tell()

    def _tell(self) -> None:
        """Say what is met and what is not."""
        tell(self._problem, "")
        try:
            found = self.check()
        except CasekitError as problem:
            tell(self._problem, str(problem))
            return
        self._said.value = lines_in_html([*self._told(found)])

    def _told(self, found: Mark) -> list[str]:
        names = names_of_parts(self.task)
        if found.state == "empty":
            lines = [self.say("task_untouched")]
        elif found.parts and found.remarks[0].about:
            lines = [self.say("task_met", met=found.right, of=found.parts)]
        else:
            lines = []
        lines += [remarked(remark, names.get(remark.about, "")) for remark in found.remarks]
        return [*lines, self.say("hidden_remain")]

    # The forms above.

    def _ask(self) -> None:
        """Show above the forms what is asked."""
        for old in self._above.children:
            close(old)
        situation = situation_of(self.task)
        asked = caption(str(self.task.question), "casekit-name", "casekit-asked")
        self._above.children = (*([caption(situation, "casekit-situation")] if situation else []), asked)

    def _open(self) -> None:
        """Open the forms on the learner's own copy."""
        self._shut()
        try:
            case = load(own_case(self._lesson, self._folder, self.task, self.answers.student))
        except CasekitError as problem:
            tell(self._problem, str(problem))
        else:
            self._forms = [getattr(forms, name)(case, self.language) for name in self.task.forms]
        self._place()

    def _place(self) -> None:
        if self._around is not None:
            self._around.children = (self._above, *self._forms, self)

    def _shut(self) -> None:
        old, self._forms = self._forms, []
        self._place()
        for form in old:
            form.desk.settle()
            form.desk.leave(form)
            close(form)

    def _view(self) -> dict[str, Any]:
        if self._around is None:
            self._around = plain.VBox([], _dom_classes=["casekit-around"])
            self._place()
        return {**super()._view(), "model_id": self._around.model_id}

    def _shown(self) -> str:
        return " ".join([super()._shown(), *(form._shown() for form in self._forms)])

    def _content(self) -> dict[str, str]:
        told = super()._content()
        for form in self._forms:
            told = {kind: f"{text}\n\n{form._content()[kind]}" for kind, text in told.items()}
        return told

    def close(self) -> None:
        """Close the task and its forms."""
        self._shut()
        close(self._above)
        if self._around is not None:
            around, self._around = self._around, None
            around.children = ()
            around.close()
        super().close()


class HandIn(Course):
    """One button that writes what is handed in: the answers and the case files of an exercise, in one file.

    Parameters
    ----------
    exercise : str
        The file of the exercise, ``"exercise.yaml"`` beside the notebook.
    language : {"id", "en"}, optional
        The language; the current one if not given.
    """

    tool = "hand_in"
    takes_tasks = True

    def __init__(self, exercise: str, *, language: str | None = None) -> None:
        self._folder = folder_of(exercise)
        super().__init__(exercise, language=language)

    def hand_in(self) -> str:
        """Write the file and return its path.

        Raises
        ------
        CasekitError
            If it cannot be written, or what stands in a form could not be saved: it would be missing.
        """
        for desk in Desk.every():
            desk.settle()
            if desk.unsaved and self._is_of_exercise(desk):
                raise CourseError(self.say("hand_in_unsaved"))
        self.sign()
        return str(hand_in(self._lesson, self._folder, self.answers))

    def body(self) -> Sequence[ipywidgets.Widget]:
        """Return what is answered so far, and the button."""
        self.desk.look_again()
        if self.answers.origin is None or self._asks:
            return [self._ask_who()]
        self._state = plain.HTML(_dom_classes=["casekit-hand-in-state"])
        self._said = caption("", "casekit-feedback", "casekit-role-status")
        self._problem = problem_line("casekit-role-alert")
        self._count()
        give = button(self.say("hand_in_now"), self._give, "casekit-done", "casekit-enter", "casekit-give")
        return [self._who(), *self._remarks(), self._state, give, self._problem, self._said]

    def refresh(self, owner: Part | None, attribute: str) -> None:
        """Show how much is answered."""
        self._count()

    def _give(self) -> None:
        tell(self._problem, "")
        try:
            path = self.hand_in()
        except CasekitError as problem:
            tell(self._problem, str(problem))
        else:
            self._said.value = lines_in_html([self.say("handed_in", file=path), self.say("hand_in_again")])
            self._count()

    def _count(self) -> None:
        if self.answers.origin is None or self._asks:
            return
        asked = self._as_dealt(self.answers)
        empty = [item for item in asked if not self._is_answered(item)]
        if empty:
            lines = [self.say("answered_so_far", given=len(asked) - len(empty), of=len(asked))]
        else:
            lines = [self.say("all_answered", of=len(asked))]
        self._state.value = lines_in_html([*lines, *(f"– {item.question}" for item in empty)])

    def _is_of_exercise(self, desk: Desk) -> bool:
        """Tell whether a desk has answers or a case file of this learner and exercise."""
        origin, student = desk.record.origin, self.answers.student
        return origin is not None and (
            origin.path == file_of(self._lesson.id, student)
            or origin.path.parent == cases_of(self._lesson, student)
        )

    def _is_answered(self, item: Item) -> bool:
        """Tell whether there is an answer, or for a task a case file that is no longer as it was."""
        if isinstance(item, kinds.Task):
            try:
                return is_begun(self._lesson, self._folder, item, self.answers.student)
            except CasekitError:  # said where the task stands, and when the file to hand in is made
                return False
        given = self.answers.by_id().get(item.id)
        return given is not None and not given.is_empty
