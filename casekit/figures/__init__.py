"""Pictures of a case: each function draws one assessment tool or the course of the work as a figure."""

from casekit.figures.cash_book import cash_book
from casekit.figures.ecomap import ecomap
from casekit.figures.genogram import genogram
from casekit.figures.goal_attainment import goal_attainment
from casekit.figures.grid import bpss, strengths, swot
from casekit.figures.picture import CaseFigure
from casekit.figures.scene import SceneFigure
from casekit.figures.thread import thread
from casekit.figures.timeline import timeline

__all__ = [
    "CaseFigure",
    "SceneFigure",
    "bpss",
    "cash_book",
    "ecomap",
    "genogram",
    "goal_attainment",
    "strengths",
    "swot",
    "thread",
    "timeline",
]
