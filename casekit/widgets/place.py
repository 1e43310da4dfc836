"""Where something stands in a case: the part that has it, and what may stand there."""

from typing import TYPE_CHECKING, Any, get_args

from casekit.model import Bilingual, Part, made

if TYPE_CHECKING:
    from casekit.widgets._base import Form

__all__ = ["Place"]


class Place:
    """A field of the case that holds one part or a list of them.

    Parameters
    ----------
    form : Form
        The form that shows the case.
    path : str
        The names of the fields from the case to there, with dots between them.
    """

    def __init__(self, form: "Form", path: str) -> None:
        self._form, self.path = form, path
        *self._way, self.attribute = path.split(".")
        kind: type[Part] = type(form.case)
        for name in self._way:
            kind = _part_in(kind, name)
        self.kind = _part_in(kind, self.attribute)
        self.is_optional = kind.model_fields[self.attribute].default is None

    @property
    def owner(self) -> Part:
        """The part that has the field."""
        owner: Part = self._form.case
        for name in self._way:
            owner = getattr(owner, name)
        return owner

    @property
    def value(self) -> Any:
        """What stands there."""
        return getattr(self.owner, self.attribute)

    def is_of(self, owner: Part | None, attribute: str) -> bool:
        """Return whether a change of the case is one of this field, or may be; owner None means any."""
        return owner is None or (owner is self.owner and attribute == self.attribute)

    def new(self, **fields: Any) -> Part:
        """Return a new part for this place, whose texts are still empty."""
        needed = {name: field for name, field in self.kind.model_fields.items() if field.is_required()}
        texts = {name: "" for name, field in needed.items() if Bilingual in get_args(field.annotation)}
        return made(self.kind, **{**texts, **fields})


def _part_in(kind: type[Part], name: str) -> type[Part]:
    """Return the kind of part that a field holds, alone or in a list."""
    annotation = kind.model_fields[name].annotation
    inside = [annotation, *get_args(annotation)]
    [part] = [one for one in inside if isinstance(one, type) and issubclass(one, Part)]
    return part
