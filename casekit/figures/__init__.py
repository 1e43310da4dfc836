"""Pictures of a case: each function draws one assessment tool or the course of the work as a figure.

The charts of outcomes, which load pandas, seaborn and the statistics, are imported when first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from casekit.doors import answering, at_the_door
from casekit.figures._cash_book import cash_book
from casekit.figures._ecomap import ecomap
from casekit.figures._genogram import genogram
from casekit.figures._goal_attainment import goal_attainment
from casekit.figures._rounds import rounds
from casekit.figures._thread import thread
from casekit.figures._timeline import timeline
from casekit.figures.grid import bpss, strengths, swot
from casekit.figures.picture import CaseFigure
from casekit.figures.scene import SceneFigure

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
    globals()[name] = made = answering(getattr(import_module("casekit.figures.chart"), name))
    return made


at_the_door(globals(), __all__)
