"""Is a case coherent? What a good supervisor would ask about it, why, and how to mend it."""

from casekit.check.points import FAILED, Point, check
from casekit.check.rules import SEVERITIES

__all__ = ["FAILED", "SEVERITIES", "Point", "check"]
