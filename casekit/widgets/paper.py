"""What stays of a quiz or journal in the notebook and on paper: question, options, own answer, feedback.

Without an answer it is a board to be filled in with a pen. Neither the key nor feedback that was not shown
ever stands there; keys are set for lecturers alone, at the end of this page.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from casekit.course.answers import Answers
from casekit.course.board import EMPTY, SHORT_LINE, TICKED, board
from casekit.course.expected import Expected, expected
from casekit.course.items import Item, Numeric, Ordering, Prose, Short
from casekit.course.shown import SIGNS, Shown, shown, situation_of
from casekit.tables.table import markdown
from casekit.vocab import say


def content(title: str, items: Sequence[Item], answers: Answers) -> dict[str, str]:
    """Return questions and answers as HTML, Markdown and plain text, in the current language."""
    pages = _pages(items, answers)
    return {
        "text/html": f"<p><strong>{html.escape(title)}</strong></p>{''.join(map(_html, pages))}",
        "text/markdown": "\n\n".join([f"**{markdown(title)}**", *map(_markdown, pages)]),
        "text/plain": "\n\n".join([title, *map(_plain, pages)]),
    }


def in_html(items: Sequence[Item], answers: Answers) -> str:
    """Return questions and answers as HTML, in the current language."""
    return "".join(map(_html, _pages(items, answers)))


def numbered(items: Sequence[Item]) -> list[tuple[Item, str]]:
    """Return items with their questions; where there are several, each has a number."""
    if len(items) == 1:
        return [(items[0], str(items[0].question))]
    return [(item, f"{number}. {item.question}") for number, item in enumerate(items, 1)]


@dataclass(frozen=True)
class _Page:
    """One item on paper."""

    asked: str
    told: Shown
    board: list[list[str]]
    in_words: bool
    """Whether the learner writes there, so that the board is no list to choose from."""


def _pages(items: Sequence[Item], answers: Answers) -> list[_Page]:
    by_id = answers.by_id()
    pages = []
    for item, asked in numbered(items):
        answer = by_id.get(item.id)
        in_words = isinstance(item, Numeric | Short | Prose)
        pages.append(_Page(asked, shown(item, answer), board(item, answer), in_words))
    return pages


def _html(page: _Page) -> str:
    told = page.told
    parts = [f"<p><strong>{html.escape(page.asked)}</strong></p>"]
    parts += [f"<p>{html.escape(told.situation)}</p>"] if told.situation else []
    if page.in_words:
        said = "".join(f"<p>{html.escape(line)}</p>" for line in page.board[0])
        parts.append(f"<blockquote>{said}</blockquote>")
    else:
        parts += [_lines_in_html(lines) for lines in page.board]
    parts += [f"<p>{html.escape(line)}</p>" for line in told.feedback]
    return _kept_together(parts)


def _kept_together(parts: Sequence[str]) -> str:
    """Return what belongs to one question, so that no page ends and no picture stands within it."""
    return f'<div class="casekit-item">{"".join(parts)}</div>'


def _lines_in_html(lines: Sequence[str]) -> str:
    """Return options as a list, in which the boxes stand in place of points; all else line by line."""
    if lines[0].startswith((EMPTY, TICKED)):
        rows = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
        return f'<ul style="list-style-type: none">{rows}</ul>'
    return f"<p>{'<br>'.join(_held(html.escape(line)) for line in lines)}</p>"


_ROOM = re.compile(rf" → (?=(?:_|&#95;){{{len(SHORT_LINE)}}}$)")


def _held(line: str) -> str:
    """Return a line, escaped before, in which room for a letter stays with the last word before it."""
    return _ROOM.sub("\N{NO-BREAK SPACE}→\N{NO-BREAK SPACE}", line)


def _markdown(page: _Page) -> str:
    told = page.told
    parts = [f"**{markdown(page.asked)}**", *([markdown(told.situation)] if told.situation else [])]
    if page.in_words:
        parts.append("\n>\n".join(f"> {_line(line)}" for line in page.board[0]))
    else:
        parts += map(_lines_in_markdown, page.board)

    return "\n\n".join([*parts, *map(markdown, told.feedback)])


def _lines_in_markdown(lines: Sequence[str]) -> str:
    if lines[0].startswith((EMPTY, TICKED)):
        return "\n".join(f"- {_line(line)}" for line in lines)
    return "\\\n".join(map(_line, lines))


def _line(text: str) -> str:
    """Return a line as Markdown in which a number or letter at its beginning makes no list."""
    return re.sub(r"^(\w+)\.", r"\1&#46;", _held(markdown(text)))


def _plain(page: _Page) -> str:
    told = page.told
    lines = [f"    {line}" for lines in page.board for line in lines]
    return "\n".join(filter(None, [page.asked, told.situation, *lines, *told.feedback]))


def key_in_html(items: Sequence[Item]) -> str:
    """Return questions with the answers that are expected as HTML, in the current language."""
    parts = []
    for item, asked in numbered(items):
        told, situation = expected(item), situation_of(item)
        own = [f"<p><strong>{html.escape(asked)}</strong></p>"]
        own += [f"<p>{html.escape(situation)}</p>"] if situation else []
        lines = _answer_lines(item, told)
        if isinstance(item, Prose):
            own.append(f"<blockquote>{''.join(f'<p>{html.escape(line)}</p>' for line in lines)}</blockquote>")
        else:
            own.append(f"<p>{'<br>'.join(map(html.escape, lines))}</p>")
        own += [f"<p><em>{html.escape(line)}</em></p>" for line in _beside(told)]
        parts.append(_kept_together(own))
    return "".join(parts)


def key_in_markdown(items: Sequence[Item]) -> str:
    """Return questions with the answers that are expected as Markdown, in the current language."""
    parts = []
    for item, asked in numbered(items):
        told, situation = expected(item), situation_of(item)
        parts += [f"**{markdown(asked)}**", *([markdown(situation)] if situation else [])]
        lines = [_line(line) for line in _answer_lines(item, told)]
        if isinstance(item, Prose):
            parts.append("\n>\n".join(f"> {line}" for line in lines))
        else:
            parts.append("\\\n".join(lines))
        parts += [f"*{markdown(line)}*" for line in _beside(told)]
    return "\n\n".join(parts)


def key_in_lines(items: Sequence[Item]) -> list[str]:
    """Return questions with the answers that are expected as plain text, in the current language."""
    lines = []
    for item, asked in numbered(items):
        told = expected(item)
        lines += [asked, *filter(None, [situation_of(item)]), *_answer_lines(item, told), *_beside(told)]
    return lines


def _answer_lines(item: Item, told: Expected) -> list[str]:
    """Return the right answer line by line; what is to be chosen or placed has a sign before it."""
    signed = not isinstance(item, Prose | Ordering)
    return [f"{SIGNS['right']} {line}" if signed else line for line in told.answer]


def _beside(told: Expected) -> list[str]:
    """Return what lecturers need beside the answer itself."""
    also = [say("widgets.also_right", answers="; ".join(told.also))] if told.also else []
    marked = [say("widgets.marked_by", criteria=" ".join(told.rubric))] if told.rubric else []
    return [*also, *told.why, *marked]
