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


def _pages(items: Sequence[Item], answers: Answers) -> list[tuple[str, Shown]]:
    by_id = answers.by_id()
    return [(f"{number}. ", shown(item, by_id.get(item.id))) for number, item in enumerate(items, 1)]


def _html(page: tuple[str, Shown]) -> str:
    number, told = page
    parts = [f"<p>{html.escape(told.situation)}</p>" if told.situation else ""]
    parts.append(f"<p><strong>{html.escape(number + told.question)}</strong></p>")
    lines = told.answer or [say("widgets.not_answered")]
    parts.append(f"<blockquote>{''.join(f'<p>{html.escape(line)}</p>' for line in lines)}</blockquote>")
    parts += [f"<p>{html.escape(line)}</p>" for line in told.feedback]
    return "".join(parts)


def _markdown(page: tuple[str, Shown]) -> str:
    number, told = page
    lines = told.answer or [say("widgets.not_answered")]
    parts = [markdown(told.situation)] if told.situation else []
    parts.append(f"**{markdown(number + told.question)}**")
    parts.append("\n>\n".join(f"> {markdown(line)}" for line in lines))
    return "\n\n".join([*parts, *map(markdown, told.feedback)])


def _plain(page: tuple[str, Shown]) -> str:
    number, told = page
    lines = told.answer or [say("widgets.not_answered")]
    answer = [f"    {line}" for line in lines]
    return "\n".join(filter(None, [told.situation, number + told.question, *answer, *told.feedback]))
