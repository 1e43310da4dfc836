"""What reports and forms consist of: the outlines in ``casekit/data/report``, checked when they are read.

An outline is a list of pieces. Which piece it is shows in the name of its first field: ``say``, ``table``,
``chapter`` and so on; a section has a ``title``. Every path into the case file, every table, figure and role
that a piece names must exist.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from casekit import vocab
from casekit.errors import CasekitError, UnknownCodeError
from casekit.model import Case, Part, Person, Text
from casekit.model.case import part_in
from casekit.model.part import scheme
from casekit.model.problems import Location
from casekit.report.pieces import AnyPiece, Card, Chapter, Consents, Each, Front, Grid, Piece, Prose, Section
from casekit.store.yamltext import as_part, parse
from casekit.vocab import say

_PAGES = ("practicum", "article", "forms")


class Outline(Part):
    """A document, or with ``form`` a form with a page for every entry under ``for`` that fits ``where``.

    A ``report`` has front matter, numbered chapters and appendices, and prints its tables in brief.
    """

    title: Text
    form: bool = False
    report: bool = False
    every: str | None = Field(default=None, alias="for")
    where: dict[str, str] = Field(default={})
    parts: list[AnyPiece]

    @model_validator(mode="after")
    def _places_are_there(self) -> Self:
        entry = None
        problems = []
        if self.every:
            entry, problem = _entries(self.every, None, ("for",))
            problems += [*problem, *_fitting(entry, self.where, ("where",))]
        problems += _astray(self.parts, entry, ("parts",))
        if problems:
            raise ValidationError.from_exception_data("Outline", problems)
        return self


def kinds() -> tuple[str, ...]:
    """Return the kinds of reports and forms that `write` knows.

    Examples
    --------
    >>> kinds()[:3]
    ('practicum', 'article', 'consent')
    """
    return tuple(_outlines())


def outline_of(kind: str) -> Outline:
    """Return the outline of a kind; raises UnknownCodeError with the kinds there are."""
    if kind not in _outlines():
        raise UnknownCodeError(say("report.no_kind", kind=kind, kinds=", ".join(kinds())))
    return _outlines()[kind]


def read_outlines(raw: bytes, path: Path) -> dict[str, Outline]:
    """Return the outlines that a file holds, by kind.

    Raises
    ------
    CasekitError
        If the file cannot be read, or names something that does not exist; the message says the line.
    """
    document = parse(raw, path)
    if not isinstance(document.data, dict):
        raise CasekitError(say("report.no_outlines", file=path.name))
    return {kind: as_part(Outline, data, document, path, (kind,)) for kind, data in document.data.items()}


@cache
def _outlines() -> dict[str, Outline]:
    found: dict[str, Outline] = {}
    for page in _PAGES:
        file = files("casekit") / "data" / "report" / f"{page}.yaml"
        found |= read_outlines(file.read_bytes(), Path(file.name))
    return found


_Kind = type[Part] | None
_Problems = Iterator[InitErrorDetails]


def _astray(pieces: Sequence[Piece], entry: _Kind, at: Location) -> _Problems:
    """Yield the places that pieces name and no case has; a dot in front leads on from an entry."""
    for number, piece in enumerate(pieces):
        here = (*at, number)
        for index, path in enumerate(piece.places):
            yield from _field(path, None, (*here, "if", index))
        match piece:
            case Prose():
                yield from _field(piece.prose, entry, (*here, "prose"))
            case Card():
                for index, row in enumerate(piece.card):
                    yield from _field(row.path, entry, (*here, "card", index, "from"))
                    if row.path and row.where:
                        holder, _ = _entries(row.path.rpartition(".")[0], entry, here)
                        yield from _fitting(holder, row.where, (*here, "card", index, "where"))
            case Grid():
                inside, problems = _entries(piece.grid, entry, (*here, "grid"))
                yield from problems
                for index, column in enumerate(piece.columns):
                    yield from _field(column.path, inside, (*here, "columns", index, "from"))
            case Consents():
                yield from _entries(piece.consents, None, (*here, "consents"))[1]
            case Each():
                inside, problems = _entries(piece.each, None, (*here, "each"))
                yield from [*problems, *_astray(piece.parts, inside, (*here, "parts"))]
            case Section() | Chapter() | Front():
                yield from _astray(piece.parts, entry, (*here, "parts"))


def _entries(path: str, entry: _Kind, at: Location) -> tuple[_Kind, list[InitErrorDetails]]:
    """Return the kind of the parts at a path, or what is wrong with it."""
    steps = [step for step in path.split(".") if step]
    start: _Kind = entry if path.startswith(".") else Case
    if not path.startswith(".") and steps[:1] == ["client"]:
        start, steps = Person, steps[1:]
    found = part_in(start, *steps) if start else None
    return found, [] if found else [_problem(path, at)]


def _field(path: str | None, entry: _Kind, at: Location) -> _Problems:
    """Yield what is wrong with the path of a field."""
    if path is None:
        return
    way, _, field = path.rpartition(".")
    holder: _Kind = entry if path.startswith(".") else Case
    if way:
        holder, _ = _entries(way, entry, at)
    if holder is None or field not in holder.model_fields:
        yield _problem(path, at)


def _fitting(entry: _Kind, where: dict[str, str], at: Location) -> _Problems:
    """Yield the conditions on entries that none of them can meet."""
    for name, code in where.items():
        codes = scheme(entry, name) if entry else None
        if codes is None or code not in vocab.codes(codes):
            yield _problem(f"{name}: {code}", at)


def _problem(path: str, at: Location) -> InitErrorDetails:
    error = PydanticCustomError("no_path", "{value} is no place of a case", {"value": path})
    return InitErrorDetails(type=error, loc=at, input=path)
