"""Is a case coherent? What a good supervisor would ask about it, why, and how to mend it."""

from casekit.check.explained import explaining
from casekit.check.handbook import handbook
from casekit.check.points import FAILED, Point, check, heading, stages
from casekit.check.rules import SEVERITIES, told_about
from casekit.doors import at_the_door

__all__ = [
    "FAILED",
    "SEVERITIES",
    "Point",
    "check",
    "explaining",
    "handbook",
    "heading",
    "stages",
    "told_about",
]

at_the_door(globals(), __all__)
