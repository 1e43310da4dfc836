"""A class as a whole: exercise, submissions, what is said about the class and what people decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from casekit.errors import CourseError
from casekit.exercises.classes import ClassFile, class_beside, read_class
from casekit.exercises.grades import Graded
from casekit.exercises.grading import Exercise, grade_class, keyed
from casekit.exercises.handed_in import submissions
from casekit.exercises.keeping import keep
from casekit.exercises.people_marks import MARKS, PeopleMarks, read_marks
from casekit.exercises.submissions import Submission
from casekit.store.names import located, what
from casekit.vocab import say


@dataclass(frozen=True)
class GradedClass:
    """All that is known of a class and one exercise.

    Attributes
    ----------
    source : Path
        Where the submissions lie.
    to : Path
        Where marks and feedback lie.
    exercise : Exercise
        The exercise with its key.
    about : ClassFile
        What is said about the class.
    people : PeopleMarks
        What people decided.
    handed_in : list of Submission
        All that was handed in.
    graded : list of Graded
        What everybody earns.
    """

    source: Path
    to: Path
    exercise: Exercise
    about: ClassFile
    people: PeopleMarks
    handed_in: list[Submission]
    graded: list[Graded]

    @property
    def told(self) -> list[Graded]:
        """Those to whom there is anything to say."""
        return [own for own in self.graded if own.items or own.reason]

    def keep(
        self,
        files: Mapping[str, bytes],
        *,
        beside: str = "",
        inputs: Iterable[Path] = (),
        force: bool = False,
    ) -> list[Path]:
        """Write results of the class, and take note of them for `casekit.exercises.keeping.forget`.

        Parameters
        ----------
        files : dict
            The content of each file by its name.
        beside : str
            If given, they do not lie with the marks but beside them, in ``NAME-BESIDE``.
        inputs : iterable of Path
            What they are made from besides the submissions.
        force : bool
            Whether to replace files of these names that somebody else made.
        """
        place = self.to.with_name(f"{self.to.name}-{beside}") if beside else self.to
        lesson, until = self.exercise.lesson.id, self.about.keep_until
        return keep(place, files, lesson, until, inputs=(self.source, *inputs), force=force)


def grade_folder(
    source: str | PathLike[str],
    exercise: str | PathLike[str],
    *,
    to: str | PathLike[str] | None = None,
    class_file: str | PathLike[str] | None = None,
) -> GradedClass:
    """Return a class with its marks, each computed anew; nothing is written.

    Parameters
    ----------
    source : path
        The folder or zip of submissions.
    exercise : path
        The folder of the exercise with its key, or the name of one that comes with casekit.
    to : path, optional
        The folder of the results, in which what people decided lies; ``NAME-marks`` beside the submissions
        if not given.
    class_file : path, optional
        What is said about the class; a ``class.yaml`` in the folder of submissions or beside it if not given.

    Raises
    ------
    CasekitError
        If exercise, key, submissions or class file cannot be read as a whole. What is wrong with one
        submission is said in its row.
    """
    place = located(source)
    with_key = keyed(exercise)
    file = located(class_file) if class_file else class_beside(place)
    about = read_class(file) if file else ClassFile()
    results = located(to) if to else usual_results(place)
    people = read_marks(results / MARKS, with_key.lesson.id)
    handed = [about.called(one) for one in submissions(place, with_key.lesson, about.secret)]
    graded = grade_class(with_key, handed, about, people)
    _refuse_one_code_for_two(graded)
    return GradedClass(place, results, with_key, about, people, handed, graded)


def _refuse_one_code_for_two(graded: list[Graded]) -> None:
    """Refuse a class in which two people have one code, for one would get the marks of the other."""
    seen: dict[str, Graded] = {}
    for own in graded:
        other = seen.setdefault(own.submission.code, own)
        if other is not own:
            names = {"one": other.submission.person, "other": own.submission.person}
            raise CourseError(say("exercises.one_code", **names))


def usual_results(source: Path) -> Path:
    """Return the folder beside submissions in which their marks lie.

    Examples
    --------
    >>> usual_results(Path("tugas/04.zip")).as_posix()
    'tugas/04-marks'
    """
    name = source.stem if what(source) == "file" or source.suffix == ".zip" else source.name
    return source.parent / f"{name}-marks"
