"""Families to and from GEDCOM, the text format that genealogy programs exchange.

GEDCOM carries of a person the label (as the name), sex, life, age, years of birth and death; of a union the
partners, status, years, and children in birth order, with adoption, fostering, stepchildren and twins. It
carries no ids, relations to the client, households or emotional ties. Twins and ages are kept by other
programs, not drawn.

The reader is casekit's own. A strict reader of the standard stops at the first irregularity, and files as
programs write them are full of them: a blank line, a note that runs on, a tie to nobody, an encoding other
than the header names. Putting files right before a strict reader would mean reading their lines anyway.
"""

from casekit.doors import at_the_door
from casekit.gedcom.reading import Listed, from_gedcom, people_in
from casekit.gedcom.writing import to_gedcom

__all__ = ["Listed", "from_gedcom", "people_in", "to_gedcom"]

at_the_door(globals(), __all__)
