"""The pieces of an outline; which piece it is shows in the name of its first field."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from casekit import figures, tables, vocab
from casekit.model import Part, Text
from casekit.model.part import Code
from casekit.model.problems import BRANCH, inner
from casekit.report.template import Template

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
    caption: Text = ""
    otherwise: Text | None = Field(default=None, alias="else")


class Figure(Piece):
    """A figure of `casekit.figures`; without a caption on a whole page, under the heading that names it."""

    figure: Annotated[str, _one_of(lambda: figures.__all__)]
    caption: Text = ""


class Unrecorded(Piece):
    """What the tables so far leave empty, as a table with this caption."""

    unrecorded: Text


class Fill(Piece):
    """Words of ours with names from the template in braces, or dots to fill in by hand."""

    fill: Text


class Said(Piece):
    """A text of the template; ``else`` marks the place where it says nothing."""

    text: Literal["foreword", "abstract", "keywords"]
    lead: Text = ""
    otherwise: Text = Field(alias="else")


class Approval(Piece):
    """Lines to sign on for those who approve the report."""

    approval: bool


class SignHere(Piece):
    """A line to sign on, for one."""

    sign_here: Literal["student"]


class Cited(Piece):
    """The references of the template, or a marked place for them."""

    cited: Text


class Insert(Piece):
    """A form, as an appendix for every entry."""

    insert: str


class Row(Part):
    """A row of a card: a label, and what the case file or the template says, or lines to write on."""

    label: Text
    path: str | None = Field(default=None, alias="from")
    filled: str | None = None
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
    """The same pieces once for every entry, under a title if there is one; ``{number}`` counts them."""

    each: str
    title: Text = ""
    parts: "list[AnyPiece]"
    otherwise: Text = Field(alias="else")


class Section(Piece):
    """Pieces under a heading."""

    title: Text
    parts: "list[AnyPiece]"


class Front(Piece):
    """A page of the front matter, written if the template asks for it."""

    front: Annotated[str, Code("front_page")]
    parts: "list[AnyPiece]"


class Chapter(Piece):
    """Pieces under the title that the institution gives to a chapter, numbered unless ``plain``."""

    chapter: Annotated[str, _one_of(lambda: [*(inner(Template, "chapters") or Template).model_fields])]
    plain: bool = False
    parts: "list[AnyPiece]"


_KINDS: dict[str, type[Piece]] = {
    "front": Front, "chapter": Chapter, "each": Each,
    "say": Say, "write": Write, "prose": Prose, "table": Table,
    "figure": Figure, "card": Card, "grid": Grid, "sign": Sign, "consents": Consents, "title": Section,
    "unrecorded": Unrecorded, "fill": Fill, "text": Said, "approval": Approval, "sign_here": SignHere,
    "cited": Cited, "insert": Insert,
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
    Annotated[Front, Tag(f"{BRANCH}front")]
    | Annotated[Chapter, Tag(f"{BRANCH}chapter")]
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
    | Annotated[Unrecorded, Tag(f"{BRANCH}unrecorded")]
    | Annotated[Fill, Tag(f"{BRANCH}fill")]
    | Annotated[Said, Tag(f"{BRANCH}text")]
    | Annotated[Approval, Tag(f"{BRANCH}approval")]
    | Annotated[SignHere, Tag(f"{BRANCH}sign_here")]
    | Annotated[Cited, Tag(f"{BRANCH}cited")]
    | Annotated[Insert, Tag(f"{BRANCH}insert")]
    | Annotated[Section, Tag(f"{BRANCH}title")],
    Discriminator(_kind_of),
]
