"""casekit: a toolkit for teaching and analysing social casework, in Indonesian and English.

The light rooms by name: reading and saving case files, what a case is, the language. Figures, tables and
the PDF export are imported by name (``from casekit import figures``), because they load larger libraries.
"""

from casekit.errors import CasekitError
from casekit.model import Case
from casekit.store import case_studies, case_study, load, new_case, save, work_copy
from casekit.vocab import use_language

__all__ = [
    "Case",
    "CasekitError",
    "__version__",
    "case_studies",
    "case_study",
    "load",
    "new_case",
    "save",
    "use_language",
    "work_copy",
]

__version__ = "0.1.0"
