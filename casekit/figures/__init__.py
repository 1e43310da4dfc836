"""Pictures of a case: each function draws one assessment tool or the course of the work as a figure."""

from casekit.figures.ecomap import ecomap
from casekit.figures.genogram import genogram
from casekit.figures.grid import bpss, strengths, swot
from casekit.figures.picture import CaseFigure
from casekit.figures.scene import SceneFigure
from casekit.figures.timeline import timeline

__all__ = [
    "CaseFigure",
    "SceneFigure",
    "bpss",
    "ecomap",
    "genogram",
    "strengths",
    "swot",
    "timeline",
]
