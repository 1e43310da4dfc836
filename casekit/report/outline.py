"""What reports and forms consist of: the outlines in ``casekit/data/report``, checked when they are read.

An outline is a list of pieces. Which piece it is shows in the name of its first field: ``say``, ``table``,
``chapter`` and so on; a section has a ``title``. Every path into the case file, every table, figure and role
that a piece names must exist.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from casekit import figures, tables, vocab
from casekit.errors import CasekitError, UnknownCodeError
from casekit.model import Case, Part, Person, Text
from casekit.model.case import part_in
from casekit.model.part import scheme
from casekit.model.problems import BRANCH, Location, inner
from casekit.report.template import Template
from casekit.store.yamltext import parse, refusal
from casekit.vocab import say

_PAGES = ("practicum", "article", "forms")
_ROLES = ("client", "guardian", "family", "worker", "student", "supervisor", "head", "minute_taker", "chair")


def _one_of(names: Callable[[], Sequence[str]]) -> AfterValidator:
    """Let a field name only what there is."""

    def check(name: str) -> str:
        if name in names():
            return name
        near = ", ".join(vocab.nearest(name, names()) or names())
        raise PydanticCustomError("no_name", "{value} is unknown", {"value": name, "near": near})

    return AfterValidator(check)


class Piece(Part):
    """A piece of an outline, written only if one of the places under ``if`` holds something."""

    places: list[str] = Field(default=[], alias="if")


class Say(Piece):
    """Words of ours."""

    say: Text


class Write(Piece):
    """A marked place for what only a person can write."""

    write: Text


class Prose(Piece):
    """What the case file says at a place; ``else`` marks the place where it says nothing."""

    prose: str
    lead: Text | None = None
    otherwise: Text | None = Field(default=None, alias="else")


class Table(Piece):
    """A table of `casekit.tables`."""

    table: Annotated[str, _one_of(lambda: tables.__all__)]
    caption: Text
    otherwise: Text | None = Field(default=None, alias="else")


class Figure(Piece):
    """A figure of `casekit.figures`."""

    figure: Annotated[str, _one_of(lambda: figures.__all__)]
    caption: Text


class Row(Part):
    """A row of a card: a label, and what the case file says, or lines to write on."""

    label: Text
    path: str | None = Field(default=None, alias="from")
    where: dict[str, str] = Field(default={})
    optional: bool = False
    lines: int = 1


class Card(Piece):
    """Rows of label and content."""

    card: list[Row]
    cover: bool = False


class Column(Part):
    """A column of a grid."""

    label: Text
    path: str | None = Field(default=None, alias="from")


class Grid(Piece):
    """A table of entries, with blank lines to write on where there are none."""

    grid: str
    columns: list[Column]
    blank: int


class Sign(Piece):
    """Lines to sign on."""

    sign: list[Annotated[str, _one_of(lambda: _ROLES)]]


class Consents(Piece):
    """The purposes of informed consent, with boxes to tick."""

    consents: str


class Each(Piece):
    """The same pieces once for every entry; ``{number}`` in the title counts them."""

    each: str
    title: Text
    parts: "list[AnyPiece]"
    otherwise: Text = Field(alias="else")


class Section(Piece):
    """Pieces under a heading."""

    title: Text
    parts: "list[AnyPiece]"


class Chapter(Piece):
    """Pieces under the title that the institution gives to a chapter, numbered unless ``plain``."""

    chapter: Annotated[str, _one_of(lambda: [*(inner(Template, "chapters") or Template).model_fields])]
    plain: bool = False
    parts: "list[AnyPiece]"


_KINDS: dict[str, type[Piece]] = {
    "chapter": Chapter, "each": Each, "say": Say, "write": Write, "prose": Prose, "table": Table,
    "figure": Figure, "card": Card, "grid": Grid, "sign": Sign, "consents": Consents, "title": Section,
}  # fmt: skip


def _kind_of(piece: Any) -> str:
    """Return the name of the field by which a piece is known, or the one that was probably meant."""
    names = piece if isinstance(piece, dict) else {}
    for kind in _KINDS:
        if kind in names:
            return BRANCH + kind
    near = [kind for name in names for kind in vocab.nearest(name, _KINDS)]
    return BRANCH + (near[0] if near else "title")


AnyPiece = Annotated[
    Annotated[Chapter, Tag(f"{BRANCH}chapter")]
    | Annotated[Each, Tag(f"{BRANCH}each")]
    | Annotated[Say, Tag(f"{BRANCH}say")]
    | Annotated[Write, Tag(f"{BRANCH}write")]
    | Annotated[Prose, Tag(f"{BRANCH}prose")]
    | Annotated[Table, Tag(f"{BRANCH}table")]
    | Annotated[Figure, Tag(f"{BRANCH}figure")]
    | Annotated[Card, Tag(f"{BRANCH}card")]
    | Annotated[Grid, Tag(f"{BRANCH}grid")]
    | Annotated[Sign, Tag(f"{BRANCH}sign")]
    | Annotated[Consents, Tag(f"{BRANCH}consents")]
    | Annotated[Section, Tag(f"{BRANCH}title")],
    Discriminator(_kind_of),
]


class Outline(Part):
    """A report, or with ``form`` a form with a page for every entry under ``for`` that fits ``where``."""

    title: Text
    form: bool = False
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
    found = {}
    for kind, data in document.data.items():
        try:
            found[kind] = Outline.model_validate(data)
        except ValidationError as error:
            raise refusal(error, Outline, document, path, (kind,)) from None
    return found


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
            case Section() | Chapter():
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
