"""Where something stands in a case: what has it, what may stand there, and the fields of its form."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import yaml

from casekit.model import Bilingual, Part, made
from casekit.model.case import part_at, part_in
from casekit.model.part import known
from casekit.model.problems import Location

if TYPE_CHECKING:
    from casekit.widgets._base import Form

_P = TypeVar("_P", bound=Part)


class Place:
    """A field of the case that holds one part or a list of them.

    Parameters
    ----------
    form : Form
        The form that shows the case.
    path : str
        The names of the fields from the case to there, with dots between them; what follows a slash tells
        two forms of one place apart.

    Attributes
    ----------
    spec : str
        The fields of the form, line by line, as `casekit/data/widgets/controls.yaml` lists them.
    """

    def __init__(self, form: "Form", path: str) -> None:
        self._form, self.path, self.spec = form, path, specs()[path]
        *self._way, self.attribute = path.partition("/")[0].split(".")
        self.kind = kind_at(path)
        holder = part_at(".".join(self._way)).model_fields
        self.is_optional = path != "case" and holder[self.attribute].default is None

    @property
    def owner(self) -> Part:
        """The part that has the field."""
        owner: Part = self._form.case
        for name in self._way:
            owner = getattr(owner, name)
        return owner

    @property
    def at(self) -> Location:
        """Where it is in the case."""
        if self.path == "people/client":
            case = self._form.case
            return ("people", next(i for i, one in enumerate(case.people) if one.id == case.client))
        return () if self.path == "case" else (*self._way, self.attribute)

    @property
    def value(self) -> Any:
        """What stands there."""
        return self._form.case if self.path == "case" else getattr(self.owner, self.attribute)

    def is_of(self, owner: Part | None, attribute: str) -> bool:
        """Return whether a change of the case is one of this field, or may be; owner None means any."""
        return owner is None or (owner is self.owner and attribute == self.attribute)

    def new(self, **fields: Any) -> Part:
        """Return a new part for this place, whose texts are still empty."""
        return fresh(self.kind, **fields)


def fresh(kind: type[_P], **fields: Any) -> _P:
    """Return a new part whose texts are still empty."""
    needed = {name: field for name, field in kind.model_fields.items() if field.is_required()}
    texts = {name: "" for name, field in needed.items() if Bilingual in get_args(field.annotation)}
    return made(kind, **{**texts, **fields})


def entries_of(owner: type[Part], name: str) -> str:
    """Return the fields of the entries of a list inside an item, as they stand in one line."""
    held = part_in(owner, name)
    return next(spec for path, spec in specs().items() if path.endswith(f".{name}") and kind_at(path) is held)


@cache
def specs() -> Mapping[str, str]:
    """Return the fields of every form by their place; a field that the model lacks is refused."""
    read = files("casekit").joinpath("data", "widgets", "controls.yaml").read_text(encoding="utf-8")
    found: dict[str, str] = yaml.safe_load(read)
    for path, spec in found.items():
        try:
            known(kind_at(path), *names_in(spec))
        except AttributeError as error:
            raise AttributeError(f"controls.yaml, {path}: {error}") from None
    return found


def kind_at(path: str) -> type[Part]:
    """Return the kind of part of which a form of this path edits one; see `Place`."""
    return part_at(path.partition("/")[0].removeprefix("case"))


def names_in(spec: str) -> Iterable[str]:
    """Yield the names of the fields of a form."""
    return (word.partition(":")[0] for word in spec.replace("---", " ").split())
