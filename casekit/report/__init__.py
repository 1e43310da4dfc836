"""Practicum reports, articles and forms from a case file, as notebooks that the student goes on writing."""

from casekit.report.outline import kinds
from casekit.report.write import write

__all__ = ["kinds", "write"]
