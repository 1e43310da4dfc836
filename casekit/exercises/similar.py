"""How like each other answers in prose are, and how like a text they were to go by: numbers, no verdict."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from casekit.course.items import Lesson, Prose
from casekit.course.wording import plain
from casekit.exercises.submissions import Submission

WORDS = 4
"""How many words in a row make one shingle."""

FEWEST = 12
"""Answers of fewer shingles say too little to be compared."""

_FEW = 5
"""What no more people than these write is never taken for what a class has in common."""

_MOST_WORDS = 2_000  # in which the longest run is looked for


@dataclass(frozen=True)
class Alike:
    """Two answers to one question, and how much they have in common that others do not.

    Attributes
    ----------
    item : str
        The item.
    one, other : str
        The codes of the two people.
    share : float
        The Jaccard index of their shingles, from 0 (nothing in common) to 1 (the same).
    longest : str
        The longest run of words that both have.
    """

    item: str
    one: str
    other: str
    share: float
    longest: str


def alike(
    lesson: Lesson, handed_in: Sequence[Submission], template: Iterable[str] = (), least: float = 0.2
) -> list[Alike]:
    """Return the pairs of answers in prose that have much in common, most alike first.

    Runs of words that stand in the question, in the case files or in other texts that everybody has are left
    aside, and so are those that a third of the class writes, and more than five people: else all would look
    alike. What is left is a reason to read both, and nothing more: people learn together, and quote the same
    record.

    Parameters
    ----------
    lesson : Lesson
        The exercise.
    handed_in : sequence of Submission
        What was handed in, one for each person.
    template : iterable of str
        Texts that everybody has.
    least : float
        The share from which on a pair is named.

    Returns
    -------
    list of Alike
        Nothing leaves this computer for it.

    Notes
    -----
    Shingles of four words, compared by the Jaccard index.

    References
    ----------
    Broder, A. Z. (1997). On the resemblance and containment of documents. *Proceedings of Compression and
    Complexity of Sequences*, 21-29.

    Examples
    --------
    >>> from casekit.course import lesson
    >>> alike(lesson("example"), [])
    []
    """
    found: list[Alike] = []
    common = {shingle for text in template for shingle in shingles(text)}
    for item in lesson.items:
        if isinstance(item, Prose):
            asked = common | shingles(f"{item.question} {item.situation or ''}")
            found += _alike_in(item.id, _texts(item, handed_in), asked, least)
    return sorted(found, key=lambda pair: (-pair.share, pair.item, pair.one, pair.other))


def shingles(text: str) -> set[tuple[str, ...]]:
    """Return the runs of four words of a text, whatever their case and the signs between them.

    Examples
    --------
    >>> len(shingles("Wali belum ditanya, maka izin itu belum sah."))
    5
    """
    words = plain(text).split()
    return {tuple(words[at : at + WORDS]) for at in range(len(words) - WORDS + 1)}


def _texts(item: Prose, handed_in: Sequence[Submission]) -> dict[str, str]:
    """Return what each person wrote, by code."""
    made = {}
    for own in handed_in:
        answer = own.answers.by_id().get(item.id) if own.answers else None
        if answer and answer.text:
            made[own.code] = answer.text
    return made


def _alike_in(item: str, texts: Mapping[str, str], asked: set[tuple[str, ...]], least: float) -> list[Alike]:
    own = {code: shingles(text) - asked for code, text in texts.items()}
    counts: dict[tuple[str, ...], int] = {}
    for runs in own.values():
        for run in runs:
            counts[run] = counts.get(run, 0) + 1
    most = max(_FEW, len(texts) // 3)
    own = {code: {run for run in runs if counts[run] <= most} for code, runs in own.items()}
    compared = {code: runs for code, runs in own.items() if len(runs) >= FEWEST}
    pairs = []
    for one, other in combinations(sorted(compared), 2):
        both = len(compared[one] & compared[other])
        share = both / (len(compared[one]) + len(compared[other]) - both)
        if share >= least:
            pairs.append(Alike(item, one, other, round(share, 3), _longest(texts[one], texts[other])))
    return pairs


def _longest(one: str, other: str) -> str:
    """Return the longest run of words that two texts have, as the first writes it."""
    words = re.findall(r"\w+", one)[:_MOST_WORDS]
    theirs = plain(other).split()[:_MOST_WORDS]
    own = SequenceMatcher(None, [plain(word) for word in words], theirs, autojunk=False).find_longest_match()
    return " ".join(words[own.a : own.a + own.size])
