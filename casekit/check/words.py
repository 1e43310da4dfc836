"""Words in what people write, by list and language; lists are data, and what is quoted does not count."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml

from casekit.check.look import Look, both
from casekit.check.rules import Hit, hit, rule
from casekit.model import Part, Text
from casekit.vocab import LANGUAGES

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_QUOTED = re.compile("“[^”]*”|\"[^\"]*\"|‘[^’]*’|«[^»]*»|(?<!\\w)'[^']*'(?!\\w)")
_MARKS = re.compile("[“\"‘«']")
_WORD = re.compile(r"[^\W\d_]{3,}")
_BEFORE = ("member", "menge", "meng", "meny", "mem", "men", "me", "ber", "ter", "per", "pe", "di", "se", "re")
_BEHIND = ("kannya", "nya", "kan", "asi", "isasi", "ation", "ing", "ies", "es", "ed", "an", "s", "i")
_STEM = 4  # letters that must be left when what stands before and behind is taken off
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LETTERS = re.compile(r"[a-z]+")
_PUNCTUATION = str.maketrans(dict.fromkeys('.,;:!?()[]/“”"‘’«»…–', " "))
_TELLING = 2  # small words that tell a language
_EXAMINED = {"psychological_examination", "medical_examination"}


def word_list(name: str) -> Mapping[str, list[str]]:
    """Return the words of a list by language."""
    words: Mapping[str, list[str]] = _lists()[name]
    return words


@cache
def _lists() -> Mapping[str, Any]:
    page = (files("casekit") / "data" / "check" / "words.yaml").read_text(encoding="utf-8")
    lists: Mapping[str, Any] = yaml.load(page, Loader=_Loader)  # noqa: S506 - strings only
    return lists


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """Return what finds the words of a list, in both languages; a word that ends in ``*`` may go on."""
    own = [word for words in _lists()[name].values() for word in words]
    joined = "|".join(re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else "") for word in own)
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)


def unquoted(text: str) -> str:
    """Return a text without what it quotes, which are the words of others."""
    return _QUOTED.sub(" ", text) if _MARKS.search(text) else text


def says(name: str, texts: Iterable[str]) -> str:
    """Return the first word of a list that texts hold outside quotation marks, empty if there is none."""
    for text in texts:
        if found := _pattern(name).search(unquoted(text)):
            return found[0]
    return ""


class Numbers(NamedTuple):
    """The numbers of a text in digits, and those in words, which may also be no numbers ("one another")."""

    digits: set[str]
    words: set[str]

    @property
    def counted(self) -> set[str]:
        """The words from two on, which count something."""
        return self.words - {"0", "1"}


def numbers(text: str, *languages: str) -> Numbers:
    """Return the numbers of a text, in any language if none is named; marks of thousands do not count."""
    digits = {re.sub("[.,]", "", number).lstrip("0") or "0" for number in _NUMBER.findall(text)}
    return Numbers(digits, set().union(*(spelled(text, language) for language in languages or LANGUAGES)))


def spelled(text: str, language: str) -> set[str]:
    """Return the numbers that a text has in words of a language."""
    values = _values(language)
    if values.keys().isdisjoint(_said(text)):
        return set()
    pairs = map(" ".join, itertools.pairwise(_LETTERS.findall(text.lower())))  # "dua belas"
    return {values[one] for one in (*_said(text), *pairs) if one in values}


@lru_cache(maxsize=4096)
def _said(text: str) -> frozenset[str]:
    """Return the words of a text in small letters, without the marks around them."""
    return frozenset(text.lower().translate(_PUNCTUATION).split())


@cache
def _values(language: str) -> Mapping[str, str]:
    """Return the numbers by the words that say them."""
    return {word: str(value) for value, word in enumerate(word_list("numbers")[language])}


def spoken(text: str, expected: str) -> str:
    """Return the language that the small words of a text belong to, empty where they do not tell.

    If it is another than is expected, what is quoted does not count.
    """
    own = _tongue(text)
    return own if own in ("", expected) else _tongue(unquoted(text))


def _tongue(text: str) -> str:
    indonesian, english = (len(_said(text) & _small(language)) for language in ("id", "en"))
    if max(indonesian, english) < _TELLING or min(indonesian, english):
        return ""
    return "id" if indonesian else "en"


@cache
def _small(language: str) -> frozenset[str]:
    return frozenset(word_list("small")[language])


@cache
def content(text: str) -> Mapping[str, str]:
    """Return the words of a text that carry meaning, by their stem."""
    found = (word.casefold() for word in _WORD.findall(text))
    return {_stem(word): word for word in found if word not in _empty()}


@cache
def _empty() -> frozenset[str]:
    return frozenset(word for words in word_list("empty").values() for word in words)


def _stem(word: str) -> str:
    for before in _BEFORE:
        if word.startswith(before) and len(word) - len(before) >= _STEM:
            word = word.removeprefix(before)
            break
    for behind in _BEHIND:
        if word.endswith(behind) and len(word) - len(behind) >= _STEM:
            return word.removesuffix(behind)
    return word


def _observed(look: Look) -> Iterator[tuple[Part, Text]]:
    """Yield what the worker wrote about the client's ways."""
    assessment = look.case.assessment
    for part in (*assessment.findings, *assessment.symptoms, *assessment.swot, *assessment.quadrant.items):
        yield part, part.text
    if assessment.focus_problem:
        yield assessment.focus_problem, assessment.focus_problem.text


@rule("A208")
def diagnosis(look: Look) -> Iterator[Hit]:
    """Find a diagnosis in the words of the worker, with no examination behind it."""
    for finding in look.case.assessment.findings:
        if not _EXAMINED & {*finding.gathered_by} and (found := says("diagnoses", both(finding.text))):
            yield hit(finding, "text", word=found)


@rule("A209")
def judging(look: Look) -> Iterator[Hit]:
    """Find a word that judges, where what was seen should stand."""
    for part, text in _observed(look):
        if found := says("judging", both(text)):
            yield hit(part, "text", word=found)


@rule("P407")
def worker_does(look: Look) -> Iterator[Hit]:
    """Find a goal that says what the worker does; what comes after "so that" is the client's."""
    for goal in look.active_goals():
        for text in both(goal.text):
            if (found := _begins_with_work(text)) and not says("so_that", [text]):
                yield hit(goal, "text", word=found)
                break


def _begins_with_work(text: str) -> str:
    found = _pattern("work").match(unquoted(text).strip())
    return found[0] if found else ""


@rule("M611")
def change_in_words(look: Look) -> Iterator[Hit]:
    """Find a note that speaks of change for no goal, without a measure and without saying so."""
    for note in look.case.evaluation.outcome:
        texts = both(note.text)
        if not note.goals and not says("honest", texts) and (found := says("change", texts)):
            yield hit(note, "text", word=found)
