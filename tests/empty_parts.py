"""Cases whose parts were begun and not filled in, made from the model: every class, wherever it belongs."""

from collections.abc import Callable, Iterator
from typing import Any, get_args, get_origin

from annotated_types import Ge, MinLen
from pydantic.fields import FieldInfo

from casekit import vocab
from casekit.model import Bilingual, Case, Part, ScaleLevel
from casekit.model.part import link_fields, scheme

MARK = "zz9"
"""Begins every id, so that one that shows itself is found."""

Place = tuple[str, ...]


def places(part: type[Part] = Case, at: Place = ()) -> Iterator[tuple[Place, type[Part]]]:
    """Yield where parts can be begun: every list of parts, and every part that need not be there."""
    for name, field in part.model_fields.items():
        inner, kinds = _part_in(field.annotation), _origins(field.annotation)
        if inner is not None and inner is not Bilingual:
            if list in kinds or type(None) in kinds:
                yield (*at, name), inner
            yield from places(inner, (*at, name))


def is_text(field: FieldInfo) -> bool:
    """Return whether a field holds what people write."""
    return Bilingual in _origins(field.annotation)


def _part_in(annotation: Any) -> type[Part] | None:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _part_in(inner))), None)


def _origins(annotation: Any) -> set[Any]:
    """Return what an annotation is made of."""
    inner = [origin for one in get_args(annotation) for origin in _origins(one)]
    own = get_origin(annotation) or annotation
    return {own, *inner} if isinstance(own, type) or inner else set()


PLACE_OF = {part.kind: place for place, part in places() if part.kind}
IDS = {kind: [f"{MARK}-{kind.replace('_', '-')}"] for kind in PLACE_OF}
IDS["person"] = [f"{MARK}-client", f"{MARK}-person"]


def case_of(*only: Place, blank: bool = False, linked: bool = False) -> Case:
    """Return a case whose parts hold only what they must, each text empty; at all places if none is given.

    With `blank`, texts that need not be there are there too, but blank; with `linked`, lists of links lead to
    a part.
    """
    wanted = {
        step for place in only or [place for place, _ in places()] for step in _with_what_it_needs(place)
    }
    build = _Builder(wanted.__contains__, blank=blank, linked=linked)
    return Case(**build.part(Case, ()) | {"client": IDS["person"][0]})


def _with_what_it_needs(place: Place) -> Iterator[Place]:
    """Yield a place, those around it, and those that a part there must link to."""
    parts = dict(places())
    for length in range(1, len(place) + 1):
        yield place[:length]
        for name, link in link_fields(parts[place[:length]]).items() if place[:length] in parts else ():
            if parts[place[:length]].model_fields[name].is_required():
                yield from _with_what_it_needs(PLACE_OF[link.kinds[-1]])


def _least(field: FieldInfo) -> int:
    """Return how many items a list must have, if it has any."""
    return max([1, *(mark.min_length for mark in field.metadata if isinstance(mark, MinLen))])


class _Builder:
    """Builds the data of parts in which nobody has written anything."""

    def __init__(self, wanted: Callable[[Place], bool], *, blank: bool, linked: bool) -> None:
        self.wanted, self.blank, self.linked = wanted, blank, linked

    def part(self, part: type[Part], at: Place, number: int = 0) -> dict[str, Any]:
        """Return the data of one part."""
        own = {"id": IDS[part.kind][number]} if part.kind else {}
        fields = {name: self._value(part, name, (*at, name), number) for name in part.model_fields}
        return {name: value for name, value in fields.items() if value is not None} | own

    def _value(self, part: type[Part], name: str, at: Place, number: int) -> Any:
        """Return the least that a field can hold."""
        field, kinds = part.model_fields[name], _origins(part.model_fields[name].annotation)
        inner, codes = _part_in(field.annotation), scheme(part, name)
        required = field.is_required()
        if inner is not None and inner is not Bilingual:
            several = max(_least(field), 2 * (inner is ScaleLevel)) if list in kinds else 0
            return self._inside(inner, at, several, required=required)
        if link := link_fields(part).get(name):
            return self._links([one for kind in link.kinds for one in IDS[kind]], field, kinds)
        if inner is Bilingual:
            return self._text(required, several=list in kinds)
        if required and codes:
            return vocab.codes(codes)[0]
        if required and kinds & {int, float}:
            return next(mark.ge for mark in field.metadata if isinstance(mark, Ge)) + number
        return f"{MARK}-case" if required else None

    def _inside(self, inner: type[Part], at: Place, several: int, *, required: bool) -> Any:
        if at == ("people",):
            return [self.part(inner, at, 0), self.part(inner, at, 1)]
        if not required and not self.wanted(at):
            return None
        return (
            [self.part(inner, at, number) for number in range(several)] if several else self.part(inner, at)
        )

    def _links(self, fitting: list[str], field: FieldInfo, kinds: set[Any]) -> Any:
        if list not in kinds:
            return fitting[-1] if field.is_required() else None
        least = _least(field)
        wanted = self.wanted(PLACE_OF[next(kind for kind, ids in IDS.items() if fitting[-1] in ids)])
        return fitting[:least] if field.is_required() else fitting[-1:] if self.linked and wanted else None

    def _text(self, required: bool, *, several: bool) -> Any:
        if several:
            return ["", {"id": " ", "en": "\t"}] if self.blank else None
        return {"id": " ", "en": ""} if self.blank else "" if required else None
