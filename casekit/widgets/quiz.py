"""Quizzes and journals: items of a lesson to answer, with feedback, kept in the learner's own file."""

from collections.abc import Callable, Sequence
from typing import ClassVar

import ipywidgets

from casekit import vocab
from casekit.course.answers import Answers, answers_of, has_answered, last_student, remember_student
from casekit.course.items import Item, Lesson, Prose, Task
from casekit.course.reading import lesson as lesson_of
from casekit.errors import CasekitError, CourseError
from casekit.model import Part, Record
from casekit.vocab import filled_in
from casekit.widgets import paper, plain
from casekit.widgets.desk import Desk
from casekit.widgets.pieces import box, button, caption, problem_line, tell
from casekit.widgets.question import Question
from casekit.widgets.shell import Shell


class Course(Shell):
    """Items of a lesson, and what a learner answers to them.

    Parameters
    ----------
    lesson : str
        The lesson, such as ``"02-assessment"``, or the path of a file of items.
    *items : str
        The ids of the items; without them all of the lesson or part that such a form shows.
    part : str, optional
        The part of the lesson whose items are shown.
    language : {"id", "en"}, optional
        The language; the current one if not given.

    Raises
    ------
    CourseError
        If there is no such lesson, item or part; the message names those there are.
    """

    without_file = "no_student"
    takes_tasks: ClassVar[bool] = False
    """Whether the form knows what to do with tasks on a case file."""

    def __init__(
        self, lesson: str, *items: str, part: str | None = None, language: str | None = None
    ) -> None:
        with vocab.in_language(language):
            self._lesson, self._called = lesson_of(lesson), lesson
            self._items = chosen(self._lesson, items, part, self._fits)
            self._refuse_tasks()
            self._questions: list[Question] = []
            self._asks = False
            student = last_student()
            super().__init__(_answers(self._lesson, student), language)

    @staticmethod
    def _fits(item: Item) -> bool:
        """Tell whether an item of a part is shown, if it is not asked for by its id."""
        return True

    def _refuse_tasks(self) -> None:
        """Refuse items that another form shows: a task has forms of its own."""
        for item in self._items:
            if isinstance(item, Task) and not self.takes_tasks:
                raise CourseError(vocab.say("course.task_elsewhere", item=item.id))
            if self.tool == "task" and not isinstance(item, Task):
                raise CourseError(vocab.say("course.no_task", item=item.id))

    # What lecturers who script can call.

    @property
    def answers(self) -> Answers:
        """What the learner has answered in this lesson."""
        record = self.desk.record
        assert isinstance(record, Answers)  # noqa: S101 - what a form edits, its desk has
        return record

    def begin(self, student: str) -> None:
        """Go on under a name or code, with all quizzes and journals of this notebook.

        Raises
        ------
        CourseError
            If nobody can be called so.
        CaseFileError
            If there are answers of this name that cannot be read, or nothing can be written.
        """
        name = student.strip()
        with vocab.in_language(self.language):
            desks = {self._lesson.id: Desk.of(answers_of(self._lesson, name))}
            remember_student(name)
            for form in _open_forms():
                lesson = form._lesson
                if lesson.id not in desks:
                    desks[lesson.id] = Desk.of(answers_of(lesson, name))
                form._move(desks[lesson.id])

    def _move(self, desk: Desk) -> None:
        """Show the answers of another learner."""
        self.desk.settle()
        self.desk.leave(self)
        desk.join(self)
        self._asks = False
        self.move_to(desk)

    def sign(self) -> None:
        """Let the answers say to which version of the items they belong, and in which language."""
        self.answers.version, self.answers.language = self._lesson.version, self.language

    # What the shell asks.

    def body(self) -> Sequence[ipywidgets.Widget]:
        """Return the questions with their controls; without a name only the questions."""
        named = self.answers.origin is not None
        items = self._as_dealt(self.answers)
        self._questions = [Question(self, item, asked) for item, asked in paper.numbered(items)]
        self.desk.look_again()
        who = self._who() if named and not self._asks else self._ask_who()
        shown = [question.widget() if named else question.read_only() for question in self._questions]
        return [who, *self._remarks(), *shown]

    def refresh(self, owner: Part | None, attribute: str) -> None:
        """Show a change of the answers."""
        for question in self._questions:
            if owner is None or getattr(owner, "id", None) == question.id:
                question.refresh(attribute if owner is not None else "")

    def content_of(self, record: Record) -> str:
        """Return what another file of answers holds as HTML."""
        assert isinstance(record, Answers)  # noqa: S101 - a file holds what it held
        return paper.in_html(self._as_dealt(record), record)

    def _subtitle(self) -> str:
        return filled_in(self._lesson.title)

    def _named(self) -> str:
        return " ".join([self._lesson.id, *(item.id for item in self._items)])

    def _about(self) -> dict[str, str]:
        """Return what exports may know of the form: also which items it asks, but nothing of their keys."""
        return {
            **super()._about(),
            "lesson": self._called,
            "items": " ".join(item.id for item in self._items),
        }

    def _shown(self) -> str:
        return f"{self.language} {self.desk.print_of({'items', 'student'})}"

    def _content(self) -> dict[str, str]:
        with vocab.in_language(self.language):
            title = self.say(self.tool)  # not of what: the lesson around it says so
            if self.answers.student:
                title += f" ({self.say('student_is', student=self.answers.student)})"
            return paper.content(title, self._as_dealt(self.answers), self.answers)

    def _as_dealt(self, answers: Answers) -> list[Item]:
        """Return the items as the learner sees them, who may have been dealt a version of the case."""
        known: dict[str, Item] = {item.id: item for item in self._lesson.in_variant(answers.variant).items}
        return [known[item.id] for item in self._items]

    # Whose answers these are.

    def _who(self) -> ipywidgets.Widget:
        """Return whose answers these are, and a way to say that somebody else sits here now."""

        def ask() -> None:
            self._asks = True
            self._build()
            self.focus_on("casekit-student")

        student = self.answers.student
        other = button(
            self.say("student_other", student=student), ask, "casekit-help", "casekit-other-student"
        )
        return box("casekit-who", caption(self.say("student_is", student=student)), other)

    def _ask_who(self) -> ipywidgets.Widget:
        """Return the line in which the name or code is written.

        Two people of one name would write into one file: whoever gives a name that is known here is asked
        once more.
        """
        name = self.watched(plain.Text(description=self.say("student")), "casekit-student")
        problem = problem_line("casekit-role-alert")
        asked = ""

        def begin() -> None:
            nonlocal asked
            student = name.value.strip()
            try:
                if student != asked and has_answered(student):
                    asked = student
                    tell(problem, self.say("student_known", student=student))
                    start.description = self.say("student_go_on", student=student)
                    return
                self.begin(student)
            except CasekitError as error:
                tell(problem, str(error))
            else:
                self.focus_on("casekit-other-student")

        start = button(self.say("student_begin"), begin, "casekit-begin", "casekit-enter")
        about = caption(self.say("student_about"), "casekit-about")
        return plain.VBox([about, box("casekit-offer", name, start), problem], _dom_classes=["casekit-ask"])

    def _remarks(self) -> list[ipywidgets.Widget]:
        """Return what a learner should know whose answers belong to older items."""
        older = self.answers.version != self._lesson.version and any(
            not answer.is_missing for answer in self.answers.items
        )
        return [caption(self.say("items_changed"), "casekit-problem", "casekit-role-status")] if older else []

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._named()}>"


class Quiz(Course):
    """Items of a lesson to answer, with feedback at once, hints in steps, and as many tries as one likes.

    The answers lie in the learner's own file (see `casekit.workplace`) and are there again another day.

    Examples
    --------
    >>> Quiz("example", "small-talk")
    <Quiz example small-talk>
    """

    tool = "quiz"

    @staticmethod
    def _fits(item: Item) -> bool:
        return not isinstance(item, Prose | Task)


class Journal(Course):
    """Questions of a lesson that are answered in sentences, each with a box of its own.

    What is written is saved while it is typed, in the learner's own file, and printed with name or code. The
    model answer stays folded until an own answer is there.

    Examples
    --------
    >>> Journal("example", part="journal")
    <Journal example why-first>
    """

    tool = "journal"

    @staticmethod
    def _fits(item: Item) -> bool:
        return isinstance(item, Prose)


def _answers(lesson: Lesson, student: str) -> Answers:
    """Return what a learner has answered; where nobody is known yet, answers without a file."""
    if student:
        return answers_of(lesson, student)
    return Answers(lesson=lesson.id, version=lesson.version, student="", language=vocab.language())


def chosen(
    lesson: Lesson, items: Sequence[str], part: str | None, fits: Callable[[Item], bool]
) -> list[Item]:
    """Return the items that are asked for, in the order asked for."""
    known = {item.id: item for item in lesson.items}
    for name in items:
        if name not in known:
            near = ", ".join(vocab.nearest(name, known) or [*known][:10])
            raise CourseError(vocab.say("course.unknown_item", lesson=lesson.id, item=name, near=near))
    if items:
        return [known[name] for name in items]
    found: list[Item] = [item for item in known.values() if part in (None, item.part) and fits(item)]
    if not found:
        parts = ", ".join(dict.fromkeys(item.part or "-" for item in lesson.items))
        raise CourseError(vocab.say("course.unknown_part", lesson=lesson.id, part=part or "-", parts=parts))
    return found


def _open_forms() -> list[Course]:
    """Return all quizzes and journals that are open in this kernel."""
    return [form for desk in Desk.every() for form in desk.readers if isinstance(form, Course) and form.comm]
