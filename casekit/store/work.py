"""Where a learner's own work lies: one folder for all lessons, found from wherever a notebook runs."""

import os
import re
import unicodedata
from pathlib import Path

import platformdirs

from casekit.store.names import located, what

WORKPLACE = "CASEKIT_WORK"  # the variable that names the workplace
CASES = "cases"


def workplace() -> Path:
    """Return the folder in which a learner's own cases and journals lie; it need not exist yet.

    The environment variable ``CASEKIT_WORK`` names it; else it is the folder ``casekit`` among the user's
    documents.

    Raises
    ------
    CaseFileError
        If ``CASEKIT_WORK`` leads nowhere.

    Examples
    --------
    >>> workplace().is_absolute()
    True
    """
    named = os.environ.get(WORKPLACE)
    return located(named) if named else located(platformdirs.user_documents_path() / "casekit")


def case_of_name(file: Path) -> Path:
    """Return a file; of a bare name that is not in the current folder, the learner's own case of that name.

    Examples
    --------
    >>> case_of_name(Path("elsewhere") / "klien-x.yaml").parent.name
    'elsewhere'
    """
    own = workplace() / CASES / file.name
    return own if file.parent == Path() and not what(file) and what(own) else file


def is_in_workplace(folder: Path) -> bool:
    """Tell whether a folder lies in the `workplace`, so that what runs there is the learner's own.

    Examples
    --------
    >>> is_in_workplace(workplace() / "lessons"), is_in_workplace(workplace().parent)
    (True, False)
    """
    return Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(workplace()))


def id_of(label: str) -> str:
    """Return a pseudonym as an id, or one that says nothing where it has no letters for it."""
    words = re.findall("[a-z0-9]+", unicodedata.normalize("NFKD", label.casefold()))
    return "-".join(words)[:60].rstrip("-") if words and words[0][0].isalpha() else "klien"
