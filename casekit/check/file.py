"""Rules for the file itself: texts that were begun, both languages, and reviews that fit."""

import re
from collections.abc import Iterator

from casekit.check.look import Look, both, named
from casekit.check.rules import Hit, hit, rule
from casekit.check.words import numbers, spelled, spoken
from casekit.model import Bilingual, CashEntry, Finding, Goal, Level, Observation, Part, Person, Session

_PLACEHOLDER = re.compile(
    r"^\W*(?:todo|tbd|xxx+|lorem ipsum.*|isi di sini|fill in here|\.{2,}|…|-+|\?+)\W*$", re.IGNORECASE
)
_SHORTEST = 24  # letters: longer texts are no placeholders
_NO_COUNT = {"0", "1"}  # which may also be no numbers ("one another")
_DIGIT = re.compile(r"\d")
# Rules of their own say so, or two may be alike: two purchases of thread in one week.
_TOLD_ELSEWHERE = (CashEntry, Finding, Goal, Level, Observation, Session)


@rule("C901")
def placeholder(look: Look) -> Iterator[Hit]:
    """Find a text that was begun and not written."""
    for part, field, own in look.read:
        if not own or any(len(one) < _SHORTEST and _PLACEHOLDER.match(one) for one in own):
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
        if text.id.strip() and text.en.strip() and (shown := _differing(text)):
            own, other = ", ".join(shown[0]) or "–", ", ".join(shown[1]) or "–"
            yield hit(part, field, indonesian=own, english=other)


def _differing(text: Bilingual) -> tuple[list[str], list[str]] | None:
    """Return the numbers that only one of the languages has, if both speak of numbers."""
    if not _DIGIT.search(text.id + text.en):
        return _spelled_apart(text)
    own, other = numbers(text.id, "id"), numbers(text.en, "en")
    indonesian = sorted(own.digits - other.digits - other.words)
    english = sorted(other.digits - own.digits - own.words)
    differs = bool(indonesian and (english or other.counted - own.digits - own.words))
    differs = differs or bool(english and own.counted - other.digits - other.words)
    return (indonesian, english) if differs else None


def _spelled_apart(text: Bilingual) -> tuple[list[str], list[str]] | None:
    own = spelled(text.id, "id") - _NO_COUNT
    other = spelled(text.en, "en") - _NO_COUNT if own else set()
    return (sorted(own), sorted(other)) if own and other and not own & other else None


@rule("C904")
def another_language(look: Look) -> Iterator[Hit]:
    """Find a text that stands in the field of the other language."""
    for part, field, text in _pairs(look):
        indonesian, english = spoken(text.id, "id"), spoken(text.en, "en")
        if indonesian == "en" and english != "en":
            yield hit(part, field, "swapped" if english == "id" else "indonesian")
        elif indonesian == english == "en":
            yield hit(part, field, "indonesian")
        elif english == "id":
            yield hit(part, field)


@rule("C905")
def twice(look: Look) -> Iterator[Hit]:
    """Find a part that stands twice in its list, word for word."""
    seen: dict[object, Part] = {}
    for at, part in look.parts:
        if not at or not isinstance(at[-1], int) or isinstance(part, _TOLD_ELSEWHERE):
            continue
        first = seen.setdefault((at[:-1], *_brief(part)), part)
        if first is part or _without_id(first) != _without_id(part):
            continue
        if not (isinstance(part, Person) and look.linking.get(part.id)):
            yield hit(part, "", "" if named(look, part) else "nameless", first)


def _brief(part: Part) -> Iterator[object]:
    """Yield what can be compared at once of a part: its codes, numbers and texts."""
    for name, value in part.__dict__.items():
        if isinstance(value, Bilingual):
            yield value.id, value.en
        elif name != "id" and not isinstance(value, list | Part):
            yield value


def _without_id(part: Part) -> dict[str, object]:
    return {**part.__dict__, "id": ""}


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
