"""The questions of a quiz or journal as Markdown for slides: what is asked, and what is right and why."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from string import ascii_uppercase
from typing import Any

from casekit import course
from casekit.course.board import in_order, to_place
from casekit.course.items import Item, Matching, Multiple, Numeric, Ordering, Prose, Single, Sorting
from casekit.course.shown import key_of, situation_of
from casekit.errors import CasekitError
from casekit.export.blocks import Block, glued, points_of, words
from casekit.export.filling import LEAST_ASKED, Point, filled, fits, joined
from casekit.tables.table import markdown
from casekit.vocab import say

__all__ = ["answer_to", "is_written", "items_of", "model_of", "question_of", "written"]

_LONG_STORY = 110  # words; a longer situation goes on on a further slide
_LEAST_OPTIONS = 18.5  # points, of letters in which options stay together on a slide
_FEW_WORDS = 5  # of cards that can stand one behind the other
_NUMBERED = re.compile(r"(?:[A-Z]|\d+)(?:[.:)]| [A-Z])")  # a place that has its letter or number already


def items_of(about: Mapping[str, Any], folder: Path | None) -> list[Item]:
    """Return the items that a quiz or journal asks, by what it says of itself; none if it says nothing.

    Parameters
    ----------
    about : mapping
        The metadata of the output: ``lesson`` and the ids of its ``items``.
    folder : Path or None
        The folder of the notebook, beside which a lecturer may have changed items.
    """
    name, ids = about.get("lesson"), about.get("items")
    if not isinstance(name, str) or not isinstance(ids, str) or not _lies_in(name, folder):
        return []
    try:
        known = {item.id: item for item in course.lesson(name, folder).items}
    except CasekitError:
        return []
    return [known[one] for one in ids.split() if one in known]


def _lies_in(name: str, folder: Path | None) -> bool:
    """Tell whether a file that is named lies in the folder of the notebook; other names are no files."""
    if not name.endswith((".yaml", ".yml")):
        return True
    return folder is not None and (folder / name).resolve().is_relative_to(folder.resolve())


def is_written(item: Item) -> bool:
    """Tell whether a question is answered in sentences of one's own, which people mark."""
    return isinstance(item, Prose)


def question_of(item: Item, lead: Sequence[Point] = ()) -> list[str]:
    """Return the slides of a question; where it takes several, it stands above what there is to choose from.

    Parameters
    ----------
    item : Item
        The question.
    lead : sequence of Point, optional
        What the lesson says before it.

    Examples
    --------
    >>> print(question_of(course.lesson("example").items[0])[0].splitlines()[0])
    **Untuk apa percakapan ringan di awal pertemuan?**
    """
    situation = [*lead, *_situation(item)]
    question = Point(_bold(str(item.question)), clings=bool(situation))
    places = _places(item)
    choices = [Point(text, opens=not at) for at, text in enumerate(_choices(item))]
    in_lines = [question, *(Point(place, opens=not at) for at, place in enumerate(places))]
    if not choices or fits([*situation, *in_lines, *choices], LEAST_ASKED):
        return filled([*situation, *in_lines, *choices], LEAST_ASKED)
    asked = [question, *([_on_a_line(places)] if places else [])]
    cards = [point.text for point in choices]
    close = [*situation, *asked, _on_a_line(cards)]
    if places and max(map(words, cards)) <= _FEW_WORDS and fits(close, LEAST_ASKED):
        return filled(close, LEAST_ASKED)
    told = filled([*situation, question], LEAST_ASKED) if situation else []
    if not places and fits([*asked, *choices], _LEAST_OPTIONS):
        return [*told, joined([*asked, *choices])]
    return min([*told, *_below(asked, choices)], _below(asked, choices, situation), key=len)


def _on_a_line(names: Sequence[str]) -> Point:
    """Return places or cards one behind the other."""
    return Point("\u00a0· ".join(names), clings=True)


def _below(asked: Sequence[Point], choices: Sequence[Point], situation: Sequence[Point] = ()) -> list[str]:
    """Return the slides of what there is to choose from, the question above each."""
    for parts in range(1, len(choices) + 1):
        size = -(-len(choices) // parts)
        cut = [[*asked, *choices[at : at + size]] for at in range(0, len(choices), size)]
        cut[0] = [*situation, *cut[0]]
        if all(fits(one, LEAST_ASKED) for one in cut):
            break
    return [joined(one) for one in cut]


def written(items: Sequence[Item]) -> list[Point]:
    """Return what is asked of people who answer in sentences of their own; several questions are numbered."""
    points = list[Point]()
    for number, item in enumerate(items, 1):
        situation = _situation(item)
        points += situation
        begin = f"{number}. " if len(items) > 1 else ""
        points.append(Point(begin + _bold(str(item.question)), clings=bool(situation)))
    return points


def answer_to(item: Item) -> list[str]:
    r"""Return the slides of what is right and why, in the letters, numbers and order of the question.

    The question stands above where there is room for it. Nothing is said of a hidden item, nor of one that
    people mark.

    Examples
    --------
    >>> for line in answer_to(course.lesson("example").items[0])[0].splitlines()[:3]:
    ...     print(line.replace("&#46;\xa0", ". ").rstrip())
    *Untuk apa percakapan ringan di awal pertemuan?*
    <BLANKLINE>
    - **B. Untuk memecah kekakuan**
    """
    if item.hidden or isinstance(item, Prose):
        return []
    why = [escaped(str(item.why))] if item.why else []
    points = [Point(text) for text in [*_points(item), *why]]
    alone = filled(points, LEAST_ASKED)
    below = filled([Point(f"*{escaped(str(item.question))}*"), *points], LEAST_ASKED)
    return below if len(below) == len(alone) else alone


def model_of(item: Item) -> str:
    """Return the model answer to a question that people mark, for the lecturer; empty if there is none."""
    if not isinstance(item, Prose) or item.model is None:
        return ""
    return f"**{say('export.slides.model')}** {escaped(str(item.question))}\n\n{escaped(str(item.model))}"


def _situation(item: Item) -> list[Point]:
    """Return what stands above the question, sentence by sentence where it is long."""
    told = Block("text", situation_of(item))
    pieces = points_of(told, _LONG_STORY, _LONG_STORY) if told.text else []
    return [
        Point(f"*{escaped(piece.removeprefix('- '))}*", opens=not at, clings=at > 0)
        for at, piece in enumerate(pieces)
    ]


def _places(item: Item) -> list[str]:
    """Return where cards can be placed; nothing of other questions."""
    return [*_named(item).values()] if isinstance(item, Sorting | Matching) else []


def _named(item: Sorting | Matching) -> dict[str, str]:
    """Return what places are called, by their ids: with a letter, unless all but one have their own."""
    _, places = to_place(item)
    texts = {name: escaped(text) for name, text in places.items()}
    if sum(bool(_NUMBERED.match(text)) for text in places.values()) >= max(2, len(places) - 1):
        return {name: re.sub(r"^(\d+) ", "\\1\u00a0", text) for name, text in texts.items()}
    return {name: _label(at, "**") + text for at, (name, text) in enumerate(texts.items())}


def _choices(item: Item) -> list[str]:
    """Return what there is to choose from, to sort or to put in order."""
    if isinstance(item, Single | Multiple):
        return [f"{_label(at, '**')}{escaped(str(option.text))}" for at, option in enumerate(item.options)]
    if isinstance(item, Ordering):
        texts = {step.id: str(step.text) for step in item.steps}
        return [f"{_label(at, '**')}{escaped(texts[name])}" for at, name in enumerate(in_order(item, None))]
    if isinstance(item, Sorting | Matching):
        cards, _ = to_place(item)
        return [f"**{number}&#46;**\u00a0{escaped(text)}" for number, text in enumerate(cards.values(), 1)]
    return [escaped(str(check.text)) for check in getattr(item, "checks", ())]


def _points(item: Item) -> Iterator[str]:
    """Yield each part of the key with what is said of it."""
    if isinstance(item, Sorting | Matching):
        yield from _placed(item)
    elif isinstance(item, Ordering):
        mixed = in_order(item, None)
        for number, step in enumerate(item.steps, 1):
            label = _label(mixed.index(step.id))
            yield _told(f"{number}. **{label}{escaped(str(step.text))}**", step.feedback)
    elif isinstance(item, Single | Multiple):
        for at, option in enumerate(item.options):
            if option.right:
                yield _told(f"- **{_label(at)}{escaped(str(option.text))}**", option.feedback)
    elif isinstance(item, Numeric):
        right = next((one for one in item.numbers if one.right), None)
        yield from (_told(f"- **{escaped(line)}**", right and right.feedback) for line in key_of(item))
    else:
        yield from (f"- **{escaped(line)}**" for line in key_of(item) if line.strip())


def _placed(item: Sorting | Matching) -> Iterator[str]:
    """Yield each card with its place."""
    cards, _ = to_place(item)
    named = _named(item)
    parts: dict[str, Any] = {one.id: one for one in (item.cards if isinstance(item, Sorting) else item.pairs)}
    for number, (name, text) in enumerate(cards.items(), 1):
        part = parts[name]
        fitting = part.cell if isinstance(item, Sorting) else part.fitting[:1]
        place = " / ".join(f"**{named[one].replace('**', '')}**" for one in fitting)
        yield _told(f"{number}. {escaped(text)} →\u00a0{place}", part.feedback)


def _label(at: int, mark: str = "") -> str:
    """Return the letter of a choice, which stays on the line of its first word."""
    return f"{mark}{ascii_uppercase[at % len(ascii_uppercase)]}&#46;{mark}\u00a0"


def _bold(text: str) -> str:
    return f"**{escaped(text)}**"


def _told(right: str, why: object) -> str:
    return f"{right}  \n   {escaped(str(why))}" if why else right


def escaped(text: str) -> str:
    """Return a text as Markdown in which a number or letter at its beginning makes no list."""
    return re.sub(r"^(\w+)\.", r"\1&#46;", glued(markdown(text)))
