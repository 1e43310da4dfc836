"""Did it help? Outcome statistics for one client and for thousands: numbers in, tidy tables out.

`single_case` compares phases of one client, `change` two measurements, `cohort` many cases of a province.
"""

from casekit.doors import at_the_door
from casekit.stats.outcomes import load_outcomes, outcome_file

__all__ = ["load_outcomes", "outcome_file"]

at_the_door(globals(), __all__)
