"""The way to Moodle and back: submissions, grading worksheets, feedback files, questions, gradebooks."""

from casekit.doors import at_the_door
from casekit.exercises.moodle.feedback_zip import zipped
from casekit.exercises.moodle.gift import as_gift
from casekit.exercises.moodle.names import Place, path_for, place_of
from casekit.exercises.moodle.questions import Picture, Question, questions
from casekit.exercises.moodle.worksheet import Grade, Participant, Worksheet, read_worksheet
from casekit.exercises.moodle.xml import as_xml

__all__ = [
    "Grade",
    "Participant",
    "Picture",
    "Place",
    "Question",
    "Worksheet",
    "as_gift",
    "as_xml",
    "path_for",
    "place_of",
    "questions",
    "read_worksheet",
    "zipped",
]

at_the_door(globals(), __all__)
