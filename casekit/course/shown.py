"""A question, what was answered, and what is said of it, as plain sentences in the current language.

Forms, printed pages and the pages of feedback are made from these.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from casekit import vocab
from casekit.course.answers import Answer
from casekit.course.items import Item, Matching, Multiple, Numeric, Ordering, Prose, Short, Single, Sorting
from casekit.course.marking import Mark, Remark, mark
from casekit.course.mixing import laid_out
from casekit.vocab import say

SIGNS = {"right": "✓", "partly": "◐", "wrong": "✗"}
"""What stands before feedback, beside words that say the same."""


@dataclass(frozen=True)
class Shown:
    """What is seen of an item and an answer.

    Attributes
    ----------
    question : str
        The question.
    situation : str
        What stands above it; empty if nothing does.
    answer : list of str
        What was answered, line by line; empty if nothing was.
    feedback : list of str
        What is said of it; empty as long as it was not checked.
    """

    question: str
    situation: str
    answer: list[str]
    feedback: list[str]


def shown(item: Item, answer: Answer | None) -> Shown:
    """Return what is seen of an item and an answer, in the current language.

    Examples
    --------
    >>> from casekit.course import lesson
    >>> found = shown(lesson("example").items[0], Answer(id="small-talk", chosen=["silence"], checked=True))
    >>> found.answer, found.feedback[0]
    (['Untuk memecah kekakuan'], '✓ Benar.')
    """
    lines = [*answered(item, answer)] if answer else []
    feedback = [*feedback_on(item, answer)] if answer and answer.checked else []
    return Shown(str(item.question), situation_of(item), lines, feedback)


def situation_of(item: Item) -> str:
    """Return what stands above a question, and whether it is invented; empty if nothing does.

    Examples
    --------
    >>> from casekit.course import lesson
    >>> situation_of(lesson("example").items[0])
    ''
    """
    if item.situation is None:
        return ""
    said = str(item.situation)
    return f"{said} [{vocab.label('basis', item.basis)}]" if item.basis else said


def answered(item: Item, answer: Answer) -> Iterator[str]:
    """Yield what was answered, line by line; codes that the item does not have are passed over."""
    placed, chosen = answer.placed or {}, answer.chosen or []
    match item:
        case Single() | Multiple():
            yield from (str(option.text) for option in item.options if option.id in chosen)
        case Ordering():
            texts = {step.id: step.text for step in item.steps}
            known = [texts[name] for name in chosen if name in texts]
            yield from (f"{number}. {text}" for number, text in enumerate(known, 1))
        case Sorting():
            for card in laid_out(item.cards, item.id):
                if cell := item.places.get(placed.get(card.id, "")):
                    yield f"{card.text} → {cell}"
        case Matching():
            for pair in laid_out(item.pairs, item.id):
                if other := item.matches.get(placed.get(pair.id, "")):
                    yield f"{pair.text} → {other}"
        case Numeric():
            if text := (answer.text or "").strip():
                yield f"{number_shown(text)} {item.unit or ''}".strip()
        case _:
            yield from (line for line in (answer.text or "").splitlines() if line.strip())


def key_of(item: Item) -> list[str]:
    """Return the right answer, line by line.

    Examples
    --------
    >>> from casekit.course import lesson
    >>> key_of(lesson("example").items[0])
    ['Untuk memecah kekakuan']
    """
    right = Answer(id=item.id)
    match item:
        case Single() | Multiple():
            right.chosen = [option.id for option in item.options if option.right]
        case Ordering():
            right.chosen = [step.id for step in item.steps]
        case Sorting():
            right.placed = {card.id: card.cell[0] for card in item.cards if card.cell}
        case Matching():
            right.placed = {pair.id: pair.fitting[0] for pair in item.pairs if pair.fitting}
        case Numeric():
            right.text = next((f"{own.value:.15g}" for own in item.numbers if own.right), None)
        case Short() | Prose():
            return str(item.model or "").splitlines()
    return [*answered(item, right)]


def feedback_on(item: Item, answer: Answer) -> Iterator[str]:
    """Yield what is said of an answer: a verdict, then part by part, then why; nothing of a hidden item."""
    if item.hidden:
        return
    found = mark(item, answer)
    if found.state in ("missing", "empty", "unmarked"):
        return
    yield verdict(found)
    names = names_of_parts(item)
    for remark in found.remarks:
        if remark.text is not None:
            yield remarked(remark, names.get(remark.about, ""))
    if item.why is not None and (found.state == "right" or answer.shown):
        yield str(item.why)


def remarked(remark: Remark, name: str = "") -> str:
    """Return a line on a part of an answer: a sign, what the part is called, and what is said of it.

    Examples
    --------
    >>> remarked(Remark("a", True, None), "Baseline"), remarked(Remark("b", False, "Too late."), "In week 9.")
    ('✓ Baseline', '✗ In week 9: Too late.')
    """
    words = [name, str(remark.text or "")]
    if all(words):
        words[0] = name.removesuffix(".")  # a colon takes its place
    return f"{SIGNS['right' if remark.right else 'wrong']} {': '.join(filter(None, words))}"


def verdict(found: Mark) -> str:
    """Return in a sentence how right an answer is.

    Examples
    --------
    >>> verdict(Mark("partly", 0.5, 1, right=2, parts=4))
    '◐ Sebagian benar: 2 dari 4 bagian.'
    """
    facts = {"right": found.right, "parts": found.parts}
    return f"{SIGNS[found.state]} {say(f'course.{found.state}', None, **facts)}"


def number_shown(text: str) -> str:
    """Return a number of an answer as the language writes it; what is no number stays as it is.

    Examples
    --------
    >>> number_shown("28000"), number_shown("dua")
    ('28.000', 'dua')
    """
    try:
        return vocab.numerals(f"{float(text):,.15g}")
    except ValueError:
        return text


def names_of_parts(item: Item) -> dict[str, str]:
    """Return what the parts of an item are called on which there may be remarks, by their ids.

    Examples
    --------
    >>> from casekit.course import lesson
    >>> names_of_parts(lesson("example").items[2])["planning"]
    'rencana intervensi'
    """
    lists = ("options", "steps", "cards", "pairs", "checks")
    return {part.id: str(part.text) for name in lists for part in getattr(item, name, ())}
