"""What all kinds of items share: id, situation, hints, points, and whether the key is kept apart."""

from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails

from casekit.course.fields import Study, Term
from casekit.model import Part, Text
from casekit.model.part import Basis, Id

MOST_TERMS = 6


class Item(Part):
    """What all kinds of items share.

    Attributes
    ----------
    id : str
        A stable name, unique in its file; answers name the item by it.
    part : str, optional
        The part of the lesson that shows the item, such as ``checks``.
    situation : Text, optional
        What stands above the question: a scene, a statement, a piece of a record.
    basis : str, optional
        Whether the situation is documented, derived or illustrative.
    case : str, optional
        The case study that the item speaks of.
    hints : list of Text
        Hints that are given one after the other.
    why : Text, optional
        The explanation that ends the matter, shown when the answer is right or the key is shown.
    points : float
        What a right answer earns.
    hidden : bool
        Whether the answer is marked by the lecturer only: nothing of the key is told, and the key may be
        missing from the file.
    terms : list of str
        The terms of the vocabulary whose meaning the item asks about; six at most.
    """

    asked: ClassVar[str] = ""
    """The field that holds the question, which is also the word for the kind."""

    id: Id
    part: Id | None = None
    situation: Text | None = None
    basis: Basis | None = None
    case: Study | None = None
    hints: list[Text] = Field(default=[], max_length=5)
    why: Text | None = None
    points: float = Field(default=1.0, ge=0, le=1000)
    hidden: bool = False
    terms: list[Term] = Field(default=[], max_length=MOST_TERMS)

    @property
    def question(self) -> Text:
        """What is asked, whatever the kind."""
        asked: Text = getattr(self, self.asked)
        return asked

    @property
    def has_key(self) -> bool:
        """Whether the file says what is right; of a hidden item it may not."""
        return True

    @model_validator(mode="after")
    def _key_fits(self) -> Self:
        if problems := [*self._faults()]:
            raise ValidationError.from_exception_data(type(self).__name__, problems)
        return self

    def _faults(self) -> Iterator[InitErrorDetails]:
        """Yield what is wrong with the key."""
        yield from ()


class Number(Part):
    """A number that may be answered: a right one, or a typical mistake, and what is said of it."""

    value: float
    tolerance: float = Field(default=0, ge=0)
    right: bool = False
    feedback: Text


class Key(Part):
    """A word that a right answer has, in any of its forms (``tanya*`` is a beginning), and a hint if not."""

    words: list[str] = Field(min_length=1, max_length=20)
    feedback: Text


class Slip(Part):
    """Words by which a typical mistake is known, and what is said of it."""

    words: list[str] = Field(min_length=1, max_length=20)
    feedback: Text
