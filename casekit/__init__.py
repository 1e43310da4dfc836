"""casekit: a toolkit for teaching and analysing social casework, in Indonesian and English.

Reading and saving case files, what a case is, and the language stand here by name. Figures, tables and
the PDF export are imported by name (``from casekit import figures``), because they load larger libraries.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casekit.errors import CasekitError
    from casekit.gedcom import from_gedcom, to_gedcom
    from casekit.model import Case
    from casekit.store import (
        add_instrument,
        case_studies,
        case_study,
        load,
        new_case,
        save,
        work_copy,
        workplace,
    )
    from casekit.vocab import use_language

__all__ = [
    "Case",
    "CasekitError",
    "__version__",
    "add_instrument",
    "case_studies",
    "case_study",
    "from_gedcom",
    "load",
    "new_case",
    "save",
    "to_gedcom",
    "use_language",
    "work_copy",
    "workplace",
]

__version__ = "0.2.0"

_ROOMS = {
    "Case": "model",
    "CasekitError": "errors",
    "from_gedcom": "gedcom",
    "to_gedcom": "gedcom",
    "use_language": "vocab",
}


def __getattr__(name: str) -> Any:
    """Import a name when it is first used, so that a page of a lesson opens at once on an old laptop."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"casekit.{_ROOMS.get(name, 'store')}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__]
