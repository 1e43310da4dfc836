"""Pictures of a case: each function draws one assessment tool or the course of the work as a figure.

The charts of outcomes, which load pandas, seaborn and the statistics, are imported when first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from casekit.figures.cash_book import cash_book
from casekit.figures.ecomap import ecomap
from casekit.figures.genogram import genogram
from casekit.figures.goal_attainment import goal_attainment
from casekit.figures.grid import bpss, strengths, swot
from casekit.figures.picture import CaseFigure
from casekit.figures.rounds import rounds
from casekit.figures.scene import SceneFigure
from casekit.figures.thread import thread
from casekit.figures.timeline import timeline

if TYPE_CHECKING:
    from casekit.figures.chart import ab_chart, before_after, caterpillar, cohort_heatmap, multiple_baseline

__all__ = [
    "CaseFigure",
    "SceneFigure",
    "ab_chart",
    "before_after",
    "bpss",
    "cash_book",
    "caterpillar",
    "cohort_heatmap",
    "ecomap",
    "genogram",
    "goal_attainment",
    "multiple_baseline",
    "rounds",
    "strengths",
    "swot",
    "thread",
    "timeline",
]


def __getattr__(name: str) -> Any:
    """Return a chart, from the module that holds them all."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("casekit.figures.chart"), name)
