"""Practicum reports, articles and forms from a case file, as notebooks that the student goes on writing."""

import casekit.lightly  # noqa: F401 - before anything loads nbformat
from casekit.doors import at_the_door
from casekit.report.outline import kinds
from casekit.report.record import record
from casekit.report.template import template_files
from casekit.report.writer import reaches, write

__all__ = ["kinds", "reaches", "record", "template_files", "write"]

at_the_door(globals(), __all__)
