"""Forms in a notebook: each edits one part of a case file and saves by itself."""

import casekit.lightly  # noqa: F401 - before anything loads nbformat
from casekit.doors import at_the_door
from casekit.widgets.answer_key import AnswerKey
from casekit.widgets.background import History, Identity
from casekit.widgets.bpss import BPSS
from casekit.widgets.case_check import Check
from casekit.widgets.ecomap import Ecomap
from casekit.widgets.genogram import Genogram
from casekit.widgets.glossary import Glossary
from casekit.widgets.my_cases import MyCases
from casekit.widgets.planning import Engagement, Plan
from casekit.widgets.practice import CashBook, Sessions
from casekit.widgets.quiz import Journal, Quiz
from casekit.widgets.reflection import Reflection
from casekit.widgets.report import Report
from casekit.widgets.results import Closing, Conference, Goals
from casekit.widgets.rubric import Rubric
from casekit.widgets.strengths import Strengths
from casekit.widgets.swot import SWOT
from casekit.widgets.tasks import HandIn, Task

__all__ = [
    "BPSS",
    "SWOT",
    "AnswerKey",
    "CashBook",
    "Check",
    "Closing",
    "Conference",
    "Ecomap",
    "Engagement",
    "Genogram",
    "Glossary",
    "Goals",
    "HandIn",
    "History",
    "Identity",
    "Journal",
    "MyCases",
    "Plan",
    "Quiz",
    "Reflection",
    "Report",
    "Rubric",
    "Sessions",
    "Strengths",
    "Task",
]

at_the_door(globals(), __all__, forms=True)
