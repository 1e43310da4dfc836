"""Items as the questions that Moodle's quiz knows, before they are written in one of its formats.

=============  ==============================================================================================
an item        becomes
=============  ==============================================================================================
single         multiple choice with one answer
multiple       multiple choice with several: right ones share 100 %, wrong ones take away as much
ordering       ordering (in Moodle since 4.4, before that a plug-in), marked "relative to the next item
               (including last)", which is the rule of `casekit.course.mark`
sorting        matching: the cards with a menu of the cells, which works with a keyboard and a screen reader
matching       matching; what belongs to nothing is an answer without a question
numeric        numerical: right numbers, typical mistakes with what is said of them, and ``*`` for all others
short          short answer: patterns of the key words, after those of typical mistakes
prose          essay, with rubric and model answer as information for graders
task           nothing: a form of casekit has no counterpart in a quiz
=============  ==============================================================================================

What Moodle cannot say is told as a remark: that a second cell or pair is accepted, that key words of a short
answer are looked for within words. In what is said of a question as a whole stands the feedback on its cards,
pairs and steps, for Moodle's matching and ordering show none of their own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, permutations, product
from typing import Any

from casekit.course.items import (
    Item,
    Lesson,
    Matching,
    Multiple,
    Numeric,
    Ordering,
    Prose,
    Short,
    Single,
    Sorting,
)
from casekit.course.marking import worth
from casekit.course.shown import situation_of
from casekit.exercises.moodle.html import as_html, as_list, as_table, shown
from casekit.vocab import say

_MOST_PATTERNS = 200
_FEWEST_MATCHES = 3  # of a matching question, or Moodle refuses it
# The shares that Moodle's question bank knows (`question/engine/bank.php`); it refuses others.
_SHARES = {Fraction(1, part): f"{100 / part:.7g}" for part in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20)} | {
    Fraction(2, 3): "66.66667",
    Fraction(3, 4): "75",
    Fraction(2, 5): "40",
    Fraction(3, 5): "60",
    Fraction(4, 5): "80",
    Fraction(5, 6): "83.33333",
}


@dataclass(frozen=True)
class Answer:
    """An answer that can be given: its text, which share of the points it earns, and what is said of it."""

    text: str
    share: str = "0"
    feedback: str = ""
    tolerance: float = 0


@dataclass(frozen=True)
class Picture:
    """A picture in a question: its file's name and content, and what it shows in words."""

    name: str
    content: bytes
    alt: str


@dataclass(frozen=True)
class Question:
    """A question as Moodle has it.

    Attributes
    ----------
    kind : str
        Moodle's name of its type, such as ``multichoice``.
    name : str
        What it is called in the question bank: the id of the item, and how the question begins.
    idnumber : str
        Exercise and item, by which answers can be told apart after export.
    text : str
        The question, in HTML.
    points : float
        What a right answer earns.
    answers : tuple of Answer
        What can be answered; steps in their order.
    pairs : tuple of (str, str)
        What is matched with what; the first is empty where an answer belongs to nothing.
    single : bool
        Whether one answer is chosen.
    general : str
        What is said of the question as a whole, in HTML.
    hints : tuple of str
        What is said after each try.
    grader : str
        What graders are told, in HTML.
    pictures : tuple of Picture
        What stands above the question.
    """

    kind: str
    name: str
    idnumber: str
    text: str
    points: float
    answers: tuple[Answer, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    single: bool = False
    general: str = ""
    hints: tuple[str, ...] = ()
    grader: str = ""
    pictures: tuple[Picture, ...] = ()


@dataclass
class _Made:
    """What the kind of an item adds to its question, and what is to be remarked."""

    kind: str
    answers: list[Answer] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    single: bool = False
    grader: str = ""
    remarks: list[str] = field(default_factory=list)


def questions(
    lesson: Lesson, pictures: Mapping[str, Sequence[Picture]] | None = None
) -> tuple[list[Question], list[str]]:
    """Return the items of a lesson or exercise as questions, and what gets lost on the way, in sentences.

    Parameters
    ----------
    lesson : Lesson
        The items with their keys, as `casekit.exercises.complete` returns them; in the current language.
    pictures : dict, optional
        Pictures by the ids of the items above whose question they stand.

    Returns
    -------
    list of Question
        In the order of the items; those that no quiz can ask, or that have no key, are left out.
    list of str
        What is left out or different in Moodle.

    Examples
    --------
    >>> from casekit.course import lesson
    >>> found, remarks = questions(lesson("example"))
    >>> [own.kind for own in found][:5]
    ['multichoice', 'multichoice', 'ordering', 'match', 'match']
    """
    found: list[Question] = []
    remarks: list[str] = []
    for item in lesson.items:
        make = _KINDS.get(type(item))
        if make is None or not item.has_key:
            remarks.append(say("moodle.no_question" if make is None else "moodle.no_key", item=item.id))
            continue
        made = make(item)
        remarks += [say("moodle.remark", item=item.id, remark=remark) for remark in made.remarks]
        found.append(_question(lesson, item, made, tuple((pictures or {}).get(item.id, ()))))
    return found, remarks


def _question(lesson: Lesson, item: Item, made: _Made, pictures: tuple[Picture, ...]) -> Question:
    said = "\n\n".join(filter(None, (situation_of(item), str(item.question), _unit(item))))
    why = str(item.why) if item.why is not None else ""
    return Question(
        kind=made.kind,
        name=f"{item.id}: {str(item.question).splitlines()[0]}"[:250],
        idnumber=f"{lesson.id}/{item.id}"[:100],
        text=as_html(said),
        points=worth(item) or 1.0,
        answers=tuple(made.answers),
        pairs=tuple(made.pairs),
        single=made.single,
        general=as_list(made.notes) + as_html(why),
        hints=tuple(as_html(str(hint)) for hint in item.hints),
        grader=made.grader,
        pictures=pictures,
    )


def _unit(item: Item) -> str:
    """Return how a number is to be given, where it has a unit."""
    return say("moodle.unit", unit=item.unit) if isinstance(item, Numeric) and item.unit else ""


def category_path(name: str) -> str:
    """Return where in a course's question bank a category lies, in the way that both formats write it.

    Examples
    --------
    >>> category_path("BPSS/SWOT")
    '$course$/top/BPSS//SWOT'
    """
    return f"$course$/top/{shown(name).replace('/', '//')}"


def listed(share: Fraction) -> str:
    """Return a share as one of the percentages that Moodle knows, the nearest one.

    Examples
    --------
    >>> listed(Fraction(1, 3)), listed(Fraction(1, 7)), listed(Fraction(-1, 11)), listed(Fraction(0))
    ('33.33333', '14.28571', '-10', '0')
    """
    if not share:
        return "0"
    near = min(_SHARES, key=lambda known: (abs(known - abs(share)), -known))
    return f"{'-' if share < 0 else ''}{_SHARES[near]}"


def _html(text: Any) -> str:
    return as_html(str(text)) if text is not None else ""


def _single(item: Single) -> _Made:
    answers = [
        Answer(_html(own.text), "100" if own.right else "0", _html(own.feedback)) for own in item.options
    ]
    return _Made("multichoice", answers, single=True)


def _multiple(item: Multiple) -> _Made:
    right = sum(own.right for own in item.options)
    shares = {True: Fraction(1, right), False: Fraction(-1, (len(item.options) - right) or 1)}
    answers = [
        Answer(_html(own.text), listed(shares[own.right]), _html(own.feedback)) for own in item.options
    ]
    return _Made("multichoice", answers)


def _ordering(item: Ordering) -> _Made:
    answers = [
        Answer(_html(own.text), str(number), _html(own.feedback)) for number, own in enumerate(item.steps, 1)
    ]
    return _Made("ordering", answers, notes=[*_notes((own.text, "", own.feedback) for own in item.steps)])


def _sorting(item: Sorting) -> _Made:
    places = item.places
    pairs = [(_html(card.text), places[card.cell[0]]) for card in item.cards]
    unused = [("", place) for place in places.values() if place not in {place for _, place in pairs}]
    notes = _notes((card.text, places[card.cell[0]], card.feedback) for card in item.cards)
    remarks = [say("moodle.second_cell", name=card.text) for card in item.cards if len(card.cell) > 1]
    return _matched([*pairs, *unused], notes, remarks)


def _matching(item: Matching) -> _Made:
    matches = {name: str(text) for name, text in item.matches.items()}
    right = {pair.id: pair.fitting[0] for pair in item.pairs}
    pairs = [(_html(pair.text), matches[right[pair.id]]) for pair in item.pairs]
    unused = [("", text) for name, text in matches.items() if name not in right.values()]
    notes = _notes((pair.text, matches[right[pair.id]], pair.feedback) for pair in item.pairs)
    remarks = [say("moodle.second_pair", name=pair.text) for pair in item.pairs if pair.fitting[1:]]
    return _matched([*pairs, *unused], notes, remarks)


def _matched(pairs: list[tuple[str, str]], notes: Iterable[str], remarks: list[str]) -> _Made:
    if len({answer for _, answer in pairs}) < _FEWEST_MATCHES:
        remarks.append(say("moodle.few_matches", least=_FEWEST_MATCHES))
    return _Made("match", pairs=pairs, notes=[*notes], remarks=remarks)


def _notes(parts: Iterable[tuple[Any, str, Any]]) -> Iterator[str]:
    """Yield what is said of cards, pairs or steps, each with its name and place."""
    for text, place, feedback in parts:
        if feedback is not None:
            yield f"{text} → {place}: {feedback}" if place else f"{text}: {feedback}"


def _numeric(item: Numeric) -> _Made:
    answers = [
        Answer(f"{own.value:.15g}", "100" if own.right else "0", _html(own.feedback), own.tolerance)
        for own in item.numbers
    ]
    if item.otherwise is not None:
        answers.append(Answer("*", "0", _html(item.otherwise)))
    return _Made("numerical", answers)


def _short(item: Short) -> _Made:
    answers = [
        Answer(_pattern([word]), "0", _html(slip.feedback)) for slip in item.slips for word in slip.words
    ]
    keys = item.keys
    for size in range(len(keys), 0, -1):
        for chosen in combinations(range(len(keys)), size):
            lacking = [keys[number].feedback for number in range(len(keys)) if number not in chosen]
            share = listed(Fraction(size, len(keys)))
            for words in product(*(keys[number].words for number in chosen)):
                answers += [
                    Answer(_pattern(order), share, "".join(map(_html, lacking)))
                    for order in permutations(words)
                ]
                if len(answers) > _MOST_PATTERNS:
                    return _Made("essay", grader=_html(item.model), remarks=[say("moodle.many_patterns")])
    answers.append(Answer("*", "0", "".join(_html(key.feedback) for key in keys)))
    unlike = {answer.text: answer for answer in reversed(answers)}  # the first of two equal ones stays
    kept = [answer for answer in answers if unlike[answer.text] is answer]
    return _Made("shortanswer", kept, notes=[str(item.model or "")], remarks=[say("moodle.within_words")])


def _pattern(words: Iterable[str]) -> str:
    """Return what Moodle compares an answer with: these words in this order, whatever stands between."""
    return f"*{'*'.join(word.strip('*') for word in words)}*"


def _prose(item: Prose) -> _Made:
    heads = [say("moodle.criterion"), say("moodle.points"), say("moodle.level")]
    rows = [
        (str(criterion.text) if not number else "", f"{level.points:g}", str(level.text))
        for criterion in item.rubric
        for number, level in enumerate(criterion.levels)
    ]
    model = as_html(say("moodle.model", model=item.model)) if item.model is not None else ""
    return _Made("essay", grader=model + (as_table(heads, rows) if rows else ""))


_KINDS: dict[type[Item], Callable[[Any], _Made]] = {
    Single: _single,
    Multiple: _multiple,
    Ordering: _ordering,
    Sorting: _sorting,
    Matching: _matching,
    Numeric: _numeric,
    Short: _short,
    Prose: _prose,
}
