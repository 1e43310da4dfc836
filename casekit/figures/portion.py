"""Which part of a family a genogram shows, and what stands below the names."""

from collections.abc import Sequence
from typing import Any

from casekit.errors import FieldError
from casekit.figures.pedigree import View
from casekit.model import Case
from casekit.model.kin import branch
from casekit.model.people import Person
from casekit.model.problems import short
from casekit.told import details
from casekit.vocab import phrase, say


def chosen(
    case: Case, around: str | Person | None, generations: int, show: Sequence[str]
) -> tuple[Case, View, list[str]]:
    """Return the part of a case that is drawn, what is drawn of it, and what a note says of the rest."""
    fields = [show] if isinstance(show, str) else [*show]
    details(case.person(case.client), fields)  # which refuses what it cannot tell
    if around is None:
        return case, View(fields), []
    if isinstance(generations, bool) or not isinstance(generations, int) or generations < 0:
        raise FieldError(say("figures.generations", given=short(str(generations))))
    person: Any = case.part(around.id if isinstance(around, Person) else around, "person")
    shown, cut = branch(case, person.id, generations)
    if not cut and len(shown.people) == len(case.people):
        return shown, View(fields), []
    facts: dict[str, Any] = {
        "shown": len(shown.people),
        "total": len(case.people),
        "generations": generations,
    }
    view = View(fields, cut, without_client=shown.client != case.client)
    return shown, view, [say("figures.around", name=phrase(person.label), **facts)]
