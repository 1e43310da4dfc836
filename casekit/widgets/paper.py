"""What stays of a quiz or journal in the notebook and on paper: question, own answer, feedback."""

import html
from collections.abc import Sequence

from casekit.course.answers import Answers
from casekit.course.items import Item
from casekit.course.shown import Shown, shown
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


def _pages(items: Sequence[Item], answers: Answers) -> list[tuple[str, Shown]]:
    by_id = answers.by_id()
    return [(asked, shown(item, by_id.get(item.id))) for item, asked in numbered(items)]


def _lines(told: Shown) -> list[str]:
    return told.answer or [say("widgets.not_answered")]


def _html(page: tuple[str, Shown]) -> str:
    asked, told = page
    parts = [f"<p><strong>{html.escape(asked)}</strong></p>"]
    parts += [f"<p>{html.escape(told.situation)}</p>"] if told.situation else []
    parts.append(
        f"<blockquote>{''.join(f'<p>{html.escape(line)}</p>' for line in _lines(told))}</blockquote>"
    )
    parts += [f"<p>{html.escape(line)}</p>" for line in told.feedback]
    return "".join(parts)


def _markdown(page: tuple[str, Shown]) -> str:
    asked, told = page
    parts = [f"**{markdown(asked)}**", *([markdown(told.situation)] if told.situation else [])]
    parts.append("\n>\n".join(f"> {markdown(line)}" for line in _lines(told)))
    return "\n\n".join([*parts, *map(markdown, told.feedback)])


def _plain(page: tuple[str, Shown]) -> str:
    asked, told = page
    answer = [f"    {line}" for line in _lines(told)]
    return "\n".join(filter(None, [asked, told.situation, *answer, *told.feedback]))
