"""Rules for the file itself: texts that were begun, both languages, and reviews that fit."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from casekit.check.look import Look, both
from casekit.check.rules import Hit, hit, rule
from casekit.check.words import word_list
from casekit.model import Bilingual, Part
from casekit.vocab import blank

_PLACEHOLDER = re.compile(
    r"^\W*(?:todo|tbd|xxx+|lorem ipsum.*|isi di sini|fill in here|\.{2,}|…|-+|\?+)\W*$", re.IGNORECASE
)
_SHORTEST = 24  # letters: longer texts are no placeholders
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[a-z]+")


@rule("C901")
def placeholder(look: Look) -> Iterator[Hit]:
    """Find a text that was begun and not written."""
    for part, field, text in look.texts:
        own = both(text)
        unwritten = not own and blank(text)
        if unwritten or any(len(one) < _SHORTEST and _PLACEHOLDER.match(one) for one in own):
            yield hit(part, field)


def _pairs(look: Look) -> Iterator[tuple[Part, str, Bilingual]]:
    yield from ((part, field, text) for part, field, text in look.texts if isinstance(text, Bilingual))


@rule("C902")
def one_language_missing(look: Look) -> Iterator[Hit]:
    """Find texts in one language only, in a case that has both."""
    pairs = [*_pairs(look)]
    missing = [one for one in pairs if bool(one[2].id.strip()) != bool(one[2].en.strip())]
    if missing and len(missing) < len(pairs):
        part, field, text = missing[0]
        yield hit(part, field, "indonesian" if text.en.strip() else "", count=len(missing))


@rule("C903")
def numbers_differ(look: Look) -> Iterator[Hit]:
    """Find a text whose two languages speak of different numbers."""
    for part, field, text in _pairs(look):
        if _DIGIT.search(text.id + text.en) and text.id.strip() and text.en.strip():
            own, other = _numbers(text.id, "id"), _numbers(text.en, "en")
            indonesian = sorted(own.digits - other.digits - other.words)
            english = sorted(other.digits - own.digits - own.words)
            differs = bool(indonesian and (english or other.counted - own.digits - own.words))
            if differs or (english and own.counted - other.digits - other.words):
                shown = {"indonesian": ", ".join(indonesian) or "–", "english": ", ".join(english) or "–"}
                yield hit(part, field, **shown)


class _Numbers(NamedTuple):
    """The numbers of a text in digits, and those in words, which may also be no numbers ("one another")."""

    digits: set[str]
    words: set[str]

    @property
    def counted(self) -> set[str]:
        """The words from two on, which count something."""
        return self.words - {"0", "1"}


def _numbers(text: str, language: str) -> _Numbers:
    """Return the numbers of a text; what separates thousands and fractions does not count."""
    digits = {re.sub("[.,]", "", number).lstrip("0") or "0" for number in _NUMBER.findall(text)}
    said = f" {' '.join(_WORD.findall(text.casefold()))} "
    words = {str(value) for value, word in enumerate(word_list("numbers")[language]) if f" {word} " in said}
    return _Numbers(digits, words)


@rule("C909")
def explains_nothing(look: Look) -> Iterator[Hit]:
    """Find a review entry that explains nothing: asked last, when it is known what was found."""
    yield from ()


@rule("C910")
def remark_unanswered(look: Look) -> Iterator[Hit]:
    """Find a remark of the supervisor that nobody answered."""
    for one in look.case.review:
        if one.review == "remark" and not both(one.answer):
            yield hit(one, "answer")
