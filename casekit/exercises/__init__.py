"""Exercises: what is handed out and handed in, how it is graded, and what everybody is told of it."""

from casekit.doors import at_the_door
from casekit.exercises.folder import complete, exercise_folder, exercises, read_exercise
from casekit.exercises.grades import Graded, Judged
from casekit.exercises.submissions import Submission, code_of

__all__ = [
    "Graded",
    "Judged",
    "Submission",
    "code_of",
    "complete",
    "exercise_folder",
    "exercises",
    "read_exercise",
]

at_the_door(globals(), __all__)
