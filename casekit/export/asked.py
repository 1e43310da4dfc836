"""The questions of a quiz or journal as Markdown for slides: what is asked, and what is right and why."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from casekit import course
from casekit.course.board import EMPTY, SHORT_LINE, board
from casekit.course.items import Item, Matching, Numeric, Ordering, Prose, Short, Sorting
from casekit.course.shown import key_of, situation_of
from casekit.errors import CasekitError
from casekit.tables.table import markdown
from casekit.vocab import say

__all__ = ["answer_to", "items_of", "model_of", "question_of"]

_LEADING = re.compile(rf"^(?:{EMPTY} |{SHORT_LINE} )|(?: →)? {SHORT_LINE}$")
_WRITTEN = (Numeric, Short, Prose)
_RIGHT = ("options", "numbers")  # of these only some are right


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


def question_of(item: Item) -> tuple[list[str], list[str]]:
    """Return what is asked, situation, question and cells, and what there is to choose from or to sort.

    Examples
    --------
    >>> question_of(course.lesson("example").items[0])[0][0]
    '**Untuk apa percakapan ringan di awal pertemuan?**'
    """
    situation = situation_of(item)
    asked = [*([f"*{escaped(situation)}*"] if situation else []), f"**{escaped(str(item.question))}**"]
    if isinstance(item, _WRITTEN):
        return asked, []
    lines = [[escaped(_LEADING.sub("", line)) for line in lines] for lines in board(item, None)]
    places = [" · ".join(lines[0])] if isinstance(item, Sorting | Matching) else []
    return [*asked, *places], lines[-1]


def answer_to(item: Item) -> list[str]:
    """Return what is right and why, point by point; nothing of a hidden item, nor of one that people mark."""
    if item.hidden or isinstance(item, Prose):
        return []
    points = [f"- {point}" for point in _points(item)]
    return [*points, *([escaped(str(item.why))] if item.why else [])]


def model_of(item: Item) -> str:
    """Return the model answer to a question that people mark, for the lecturer; empty if there is none."""
    if not isinstance(item, Prose) or item.model is None:
        return ""
    return f"**{say('export.slides.model')}** {escaped(str(item.question))}\n\n{escaped(str(item.model))}"


def _points(item: Item) -> Iterator[str]:
    """Yield each part of the key with what is said of it."""
    if isinstance(item, Sorting):
        for card in item.cards:
            places = " / ".join(item.places[name] for name in card.cell)
            yield _told(f"{escaped(str(card.text))} → **{escaped(places)}**", card.feedback)
    elif isinstance(item, Matching):
        for pair in item.pairs:
            match = str(item.matches[pair.fitting[0]])
            yield _told(f"{escaped(str(pair.text))} → **{escaped(match)}**", pair.feedback)
    elif isinstance(item, Ordering):
        for number, step in enumerate(item.steps, 1):
            yield _told(f"**{number}&#46; {escaped(str(step.text))}**", step.feedback)
    elif parts := [one for name in _RIGHT for one in getattr(item, name, ()) if one.right]:
        for line, part in zip(key_of(item), parts, strict=False):
            yield _told(f"**{escaped(line)}**", part.feedback)
    else:
        yield from (f"**{escaped(line)}**" for line in key_of(item) if line.strip())


def _told(right: str, why: object) -> str:
    return f"{right}  \n  {escaped(str(why))}" if why else right


def escaped(text: str) -> str:
    """Return a text as Markdown in which a number or letter at its beginning makes no list."""
    return re.sub(r"^(\w+)\.", r"\1&#46;", markdown(text))
