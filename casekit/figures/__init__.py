"""Pictures of a case: each function draws one assessment tool or the course of the work as a figure."""

from casekit.figures.grid import bpss, strengths, swot
from casekit.figures.picture import CaseFigure
from casekit.figures.timeline import timeline

__all__ = ["CaseFigure", "bpss", "strengths", "swot", "timeline"]
