"""What learners are asked: questions with their keys, feedback, hints and points, in both languages.

An item is one question. Which kind it is shows in the name of the field that asks it: ``single``,
``multiple``, ``ordering``, ``sorting``, ``matching``, ``numeric``, ``short``, ``prose`` or ``task``.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Discriminator, Field, Tag, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from casekit import vocab
from casekit.course.checks import CaseFileName, Check, DataName, FormName
from casekit.course.fields import LessonId, Scheme, fault, twice
from casekit.course.item import Item as Item  # noqa: PLC0414 - all kinds are found here
from casekit.course.item import Key, Number, Slip
from casekit.model import Bilingual, Part, Text
from casekit.model.part import Id
from casekit.model.problems import BRANCH, Location

FORMAT = 2
"""The format of a file of items; it rises when a file can hold what an older casekit would refuse."""

MOST_CARDS = 40
LEAST_LETTERS = 60  # of an own answer, before the model answer can be unfolded


class Option(Part):
    """One answer to choose, and what is said to whoever chooses it."""

    id: Id
    text: Text
    right: bool = False
    feedback: Text | None = None


class _Choice(Item):
    """Options, of which some are right."""

    options: list[Option] = Field(min_length=2, max_length=12)

    @property
    def has_key(self) -> bool:
        """Whether some options are marked as right."""
        return any(option.right for option in self.options)

    def _faults(self) -> Iterator[InitErrorDetails]:
        yield from twice(self.options, "options")
        if self.hidden:
            return
        right = sum(option.right for option in self.options)
        if right == 0 or right == len(self.options):
            yield fault("right_options", ("options",), right=right, options=len(self.options))
        for number, option in enumerate(self.options):
            if option.feedback is None:
                yield fault("no_feedback", ("options", number), name=option.id)


class Single(_Choice):
    """A question with one right option."""

    asked = "single"
    single: Text

    def _faults(self) -> Iterator[InitErrorDetails]:
        yield from super()._faults()
        right = sum(option.right for option in self.options)
        if right > 1:
            yield fault("one_right", ("options",), right=right)


class Multiple(_Choice):
    """A question with one or several right options; all of them are to be chosen."""

    asked = "multiple"
    multiple: Text


class Step(Part):
    """One step of an order, and why it stands there."""

    id: Id
    text: Text
    feedback: Text | None = None


class Ordering(Item):
    """Steps to be put in order; the file has them in the right one, a form shows them mixed."""

    asked = "ordering"
    ordering: Text
    steps: list[Step] = Field(min_length=3, max_length=MOST_CARDS)

    @property
    def has_key(self) -> bool:
        """Whether the steps stand in the right order: only then it is said why."""
        return all(step.feedback is not None for step in self.steps)

    def _faults(self) -> Iterator[InitErrorDetails]:
        yield from twice(self.steps, "steps")
        for number, step in enumerate(self.steps):
            if step.feedback is None and not self.hidden:
                yield fault("no_feedback", ("steps", number), name=step.id)


class Cell(Part):
    """A cell into which cards are sorted; with the item's `scheme` its id is a code and needs no text."""

    id: Id
    text: Text | None = None


class Card(Part):
    """A card to sort: its cell (the best one first, if several are accepted), and why.

    What `instead` says of a cell is told to whoever puts the card there, in place of `feedback`.
    """

    id: Id
    text: Text
    cell: Annotated[list[Id], BeforeValidator(lambda own: [own] if isinstance(own, str) else own)] = []
    feedback: Text | None = None
    instead: dict[str, Text] = {}


class Sorting(Item):
    """Cards to be sorted into cells; a cell may stay empty.

    With `scale`, the cells are the steps of a scale, from the lowest to the highest, and cards get scores.
    """

    asked = "sorting"
    sorting: Text
    scheme: Scheme | None = None
    cells: list[Cell] = Field(default=[], max_length=12)
    scale: bool = False
    cards: list[Card] = Field(min_length=1, max_length=MOST_CARDS)

    @property
    def has_key(self) -> bool:
        """Whether every card has its cell."""
        return all(card.cell for card in self.cards)

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of the cells."""
        return tuple(cell.id for cell in self.cells) or self._codes

    @property
    def places(self) -> dict[str, str]:
        """The cells by their ids, with what they are called in the current language."""
        texts = {cell.id: str(cell.text) for cell in self.cells if cell.text is not None}
        return {name: texts.get(name) or vocab.label(str(self.scheme), name) for name in self.names}

    @property
    def _codes(self) -> tuple[str, ...]:
        return vocab.codes(self.scheme) if self.scheme else ()

    def _faults(self) -> Iterator[InitErrorDetails]:
        yield from twice(self.cells, "cells")
        yield from twice(self.cards, "cards")
        if len(self.names) < 2:  # noqa: PLR2004 - or there is nothing to decide
            yield fault("few_cells", ("cells",))
        for number, cell in enumerate(self.cells):
            if cell.text is None and cell.id not in self._codes:
                yield fault("no_cell_text", ("cells", number), name=cell.id)
        for number, card in enumerate(self.cards):
            yield from self._faults_of(card, ("cards", number), self.names)

    def _faults_of(self, card: Card, at: Location, names: Sequence[str]) -> Iterator[InitErrorDetails]:
        if not (card.cell or self.hidden):
            yield fault("missing_cell", at, name=card.id)
        if card.feedback is None and not self.hidden:
            yield fault("no_feedback", at, name=card.id)
        named = [(name, (*at, "cell")) for name in card.cell]
        for name, where in [*named, *((name, (*at, "instead")) for name in card.instead)]:
            if name not in names:
                yield fault("no_name", where, value=name, near=", ".join(names))


class Pair(Part):
    """Two things that belong together; `accept` names pairs whose `match` fits as well.

    Where the pairing is kept apart, all that can be matched stands under `others`, and `accept` names those.
    """

    id: Id
    text: Text
    match: Text | None = None
    accept: list[Id] = []
    feedback: Text | None = None

    @property
    def fitting(self) -> list[str]:
        """The ids of all matches that are right, the best one first."""
        own = [] if self.match is None else [self.id]
        return [*dict.fromkeys([*own, *self.accept])]


class Other(Part):
    """Something to match that belongs to nothing."""

    id: Id
    match: Text


class Matching(Item):
    """Things to be matched; a form offers the matches mixed, and `others` among them."""

    asked = "matching"
    matching: Text
    pairs: list[Pair] = Field(min_length=2, max_length=20)
    others: list[Other] = Field(default=[], max_length=10)

    @property
    def has_key(self) -> bool:
        """Whether every pair has its match."""
        return all(pair.fitting for pair in self.pairs)

    @property
    def matches(self) -> dict[str, Text]:
        """What can be matched, by the ids of the pairs and of the others."""
        own = {pair.id: pair.match for pair in self.pairs if pair.match is not None}
        return own | {other.id: other.match for other in self.others}

    def _faults(self) -> Iterator[InitErrorDetails]:
        yield from twice([*self.pairs, *self.others], "pairs")
        names = [*(pair.id for pair in self.pairs), *(other.id for other in self.others)]
        for number, pair in enumerate(self.pairs):
            if not (pair.fitting or self.hidden):
                yield fault("no_match", ("pairs", number), name=pair.id)
            if pair.feedback is None and not self.hidden:
                yield fault("no_feedback", ("pairs", number), name=pair.id)
            for name in pair.accept:
                if name not in names:
                    yield fault("no_name", ("pairs", number, "accept"), value=name, near=", ".join(names))


class Numeric(Item):
    """A question that is answered with a number; `otherwise` is said of every number that is not foreseen."""

    asked = "numeric"
    numeric: Text
    unit: Text | None = None
    numbers: list[Number] = Field(default=[], max_length=20)
    otherwise: Text | None = None

    @property
    def is_amount(self) -> bool:
        """Whether the number is an amount of money, which people write as 12.000, Rp 12,000 or 12rb."""
        unit = self.unit if isinstance(self.unit, Bilingual) else Bilingual(id=self.unit or "")
        return "rupiah" in f"{unit.id} {unit.en}".casefold()

    @property
    def has_key(self) -> bool:
        """Whether a number is marked as right."""
        return any(number.right for number in self.numbers)

    def _faults(self) -> Iterator[InitErrorDetails]:
        if self.hidden:
            return
        if not self.has_key:
            yield fault("none_right", ("numbers",))
        if self.otherwise is None:
            yield fault("no_otherwise", (), name=self.id)


class Short(Item):
    """A question that is answered in a few words; it is right if it has all keys and no slip."""

    asked = "short"
    short: Text
    keys: list[Key] = Field(default=[], max_length=10)
    slips: list[Slip] = Field(default=[], max_length=20)
    model: Text | None = None

    @property
    def has_key(self) -> bool:
        """Whether there are key words."""
        return bool(self.keys)

    def _faults(self) -> Iterator[InitErrorDetails]:
        if self.hidden:
            return
        if not self.keys:
            yield fault("no_keys", ("keys",))
        if self.model is None:
            yield fault("no_model", (), name=self.id)


class Degree(Part):
    """How well a criterion is met, what that earns, and by what it is known."""

    points: float = Field(ge=0, le=100)
    text: Text


class Criterion(Part):
    """What an answer in prose is judged by, from the lowest degree to the highest."""

    id: Id
    text: Text
    levels: list[Degree] = Field(min_length=2, max_length=7)

    @property
    def worth(self) -> float:
        """What the highest degree earns."""
        return max(level.points for level in self.levels)


class Prose(Item):
    """A question that is answered in sentences: only people mark it, by its `rubric` if there is one.

    The model answer is folded until an own answer of at least `least` letters is written.
    """

    asked = "prose"
    prose: Text
    model: Text | None = None
    least: int = Field(default=LEAST_LETTERS, ge=1, le=5000)
    rubric: list[Criterion] = Field(default=[], max_length=10)
    points: float = 0

    def _faults(self) -> Iterator[InitErrorDetails]:
        yield from twice(self.rubric, "rubric")
        if self.points:
            yield fault("points_of_prose", ("points",))
        if self.model is None and not self.hidden:
            yield fault("no_model", (), name=self.id)

    @property
    def worth(self) -> float:
        """What the highest degrees of the rubric earn together."""
        return sum(criterion.worth for criterion in self.rubric)


class Task(Item):
    """A form on a case file, which is judged by facts and by rules of the check.

    Attributes
    ----------
    forms : list of str
        The forms that are shown, in this order.
    file : str
        The case file in the exercise's folder ``data``, of which every learner has an own copy.
    checks : list of Check
        What is looked at; of a hidden task none are told.
    """

    asked = "task"
    task: Text
    forms: list[FormName] = Field(min_length=1, max_length=10)
    file: CaseFileName
    checks: list[Check] = Field(default=[], max_length=40)
    points: float = 0

    @property
    def has_key(self) -> bool:
        """Whether it says what is looked at."""
        return bool(self.checks)

    @property
    def worth(self) -> float:
        """What all checks earn together."""
        return sum(check.points for check in self.checks)

    def _faults(self) -> Iterator[InitErrorDetails]:
        yield from twice(self.checks, "checks")
        if self.points:
            yield fault("points_of_task", ("points",))
        if not (self.checks or self.hidden):
            yield fault("no_checks", ("checks",))
        for number, check in enumerate(self.checks):
            if check.feedback is None:
                yield fault("no_feedback", ("checks", number), name=check.id)


_KINDS = (Single, Multiple, Ordering, Sorting, Matching, Numeric, Short, Prose, Task)
KINDS: dict[str, type[Item]] = {kind.asked: kind for kind in _KINDS}
"""The kinds of items, by the field that asks the question."""


def _kind_of(item: Any) -> str:
    """Return the kind that an item shows, or the one that was probably meant."""
    names = item if isinstance(item, dict) else {}
    if isinstance(item, Item):
        return BRANCH + item.asked
    near = [kind for name in names for kind in vocab.nearest(str(name), KINDS)]
    return BRANCH + next((name for name in names if name in KINDS), near[0] if near else "single")


def _asks(item: Any) -> Any:
    """Refuse a group that asks nothing, with the kinds there are."""
    if isinstance(item, dict) and not item.keys() & KINDS.keys():
        raise PydanticCustomError("no_kind", "no kind", {"kinds": ", ".join(KINDS)})
    return item


AnyItem = Annotated[
    Annotated[Single, Tag(f"{BRANCH}single")]
    | Annotated[Multiple, Tag(f"{BRANCH}multiple")]
    | Annotated[Ordering, Tag(f"{BRANCH}ordering")]
    | Annotated[Sorting, Tag(f"{BRANCH}sorting")]
    | Annotated[Matching, Tag(f"{BRANCH}matching")]
    | Annotated[Numeric, Tag(f"{BRANCH}numeric")]
    | Annotated[Short, Tag(f"{BRANCH}short")]
    | Annotated[Prose, Tag(f"{BRANCH}prose")]
    | Annotated[Task, Tag(f"{BRANCH}task")],
    Discriminator(_kind_of),
    BeforeValidator(_asks),
]


class Variant(Part):
    """One of the versions of a case between which an exercise deals: what the learner is not told differs.

    `situations` stand in place of those of the items, and `files` in place of those of the tasks.
    """

    id: Id
    text: Text | None = None
    situations: dict[Id, Text] = {}
    files: dict[Id, CaseFileName] = {}


class Lesson(Part):
    """The items of a lesson or exercise: what one file holds.

    Attributes
    ----------
    format : int
        The format of the file.
    id : str
        The name of the lesson, which is also that of the file.
    version : int
        Raised by whoever changes a key or an id; answers remember it.
    title : Text
        What the lesson is called.
    data : list of str
        What else lies in the folder ``data`` of an exercise and belongs to it.
    variants : list of Variant
        The versions of the case, of which each learner is dealt one; none if there is only one.
    seed : str, optional
        What the dealing hangs on beside the learner; another one deals anew.
    """

    format: int = Field(ge=1, le=FORMAT)
    id: LessonId
    version: int = Field(default=1, ge=1, le=10_000)
    title: Text
    objectives: list[Text] = []
    minutes: int | None = Field(default=None, ge=1, le=10_000)
    data: list[DataName] = Field(default=[], max_length=60)
    variants: list[Variant] = Field(default=[], max_length=6)
    seed: str = Field(default="", max_length=60)
    items: list[AnyItem] = Field(min_length=1, max_length=500)

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        if problems := [*twice(self.items, "items"), *self._faults_of_variants()]:
            raise ValidationError.from_exception_data("Lesson", problems)
        return self

    def _faults_of_variants(self) -> Iterator[InitErrorDetails]:
        yield from twice(self.variants, "variants")
        if len(self.variants) == 1:
            yield fault("one_variant", ("variants",))
        names = [item.id for item in self.items]
        for number, variant in enumerate(self.variants):
            for field in ("situations", "files"):
                for name in getattr(variant, field):
                    if name not in names:
                        yield fault(
                            "no_name", ("variants", number, field), value=name, near=", ".join(names[:10])
                        )

    def in_variant(self, name: str | None) -> "Lesson":
        """Return the lesson as a learner sees it who was dealt a variant; as it is without one."""
        variant = next((one for one in self.variants if one.id == name), None)
        if variant is None:
            return self
        items = [_varied(item, variant) for item in self.items]
        return self.model_copy(update={"items": items})


def _varied(item: Item, variant: Variant) -> Item:
    """Return an item as a variant has it."""
    own = {"situation": variant.situations.get(item.id), "file": variant.files.get(item.id)}
    return item.model_copy(update={name: value for name, value in own.items() if value is not None})
