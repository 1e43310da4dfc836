"""Case management: the frame for linking four clients with services; it is not the case of one client."""

from functools import cache
from pathlib import Path
from typing import Any, Literal

from casekit.model import Concept, Part, Text
from casekit.store.files import read
from casekit.store.yamltext import parse
from casekit.tables.table import Table, table
from casekit.vocab import label

_PACKAGE = Path(__file__).resolve().parents[1]
_SHELVES = (_PACKAGE.parent / "datasets" / "frames", _PACKAGE / "data" / "frames")
_FILE = "case-management.yaml"


class Link(Part):
    """What links a client with a service: the need, the role, and what a letter says and leaves out."""

    client: Text
    unmet_need: Text
    service: Text
    role: str
    principle: str
    letter_says: Text
    letter_omits: Text
    basis: Literal["derived"]


class Frame(Part):
    """What the file holds: statements of the source, its stories of graduation, and a matrix of referrals."""

    concepts: list[Concept]
    graduation: list[Concept]
    referrals: list[Link]


def frame() -> Table:
    """Return what the source says of case management beside its lists, which are in the vocabulary.

    Returns
    -------
    Table
        Term, statement, reference and basis.

    Examples
    --------
    >>> len(frame())
    8
    """
    return _concepts(_frame().concepts)


def graduation() -> Table:
    """Return the stories of households that left conditional cash transfer (PKH).

    Returns
    -------
    Table
        The story, what is told, and its basis; the source gives no figures.

    Examples
    --------
    >>> len(graduation())
    3
    """
    return _concepts(_frame().graduation)


def referral_matrix() -> Table:
    """Return one reading of what the four clients still need, and who could give it.

    It is casekit's own (derived): the sources give the needs, or leave them open, and name no service.

    Returns
    -------
    Table
        A row a client: unmet need, service, role of the case manager, the ethical principle at stake, what
        the referral letter says and what it leaves out.

    Examples
    --------
    >>> referral_matrix().shape[0]
    4
    """
    columns = "client unmet_need service case_role principle letter_says letter_omits"
    return table([_row(link) for link in _frame().referrals], columns, "own_reading")


def _row(link: Link) -> dict[str, Any]:
    texts = {name: str(getattr(link, name)) for name in ("client", "unmet_need", "service")}
    texts |= {name: str(getattr(link, name)) for name in ("letter_says", "letter_omits")}
    return texts | {
        "case_role": label("case_management_role", link.role),
        "principle": label("ethic", link.principle),
    }


def _concepts(concepts: list[Concept]) -> Table:
    rows = [
        {
            "term": str(concept.term),
            "text": str(concept.text),
            "published_source": None if concept.source is None else str(concept.source),
            "basis": label("basis", concept.basis),
        }
        for concept in concepts
    ]
    return table(rows, "term text published_source? basis")


@cache
def _frame() -> Frame:
    """Return the content of the file, from the repository or from the wheel."""
    path = next(shelf / _FILE for shelf in _SHELVES if (shelf / _FILE).is_file())
    return Frame.model_validate(parse(read(path), path).data)
