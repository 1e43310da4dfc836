"""The glossary to search in: every term of casework in both languages, with meaning and reference."""

import html
from collections.abc import Sequence
from typing import Any

from IPython.display import publish_display_data

from casekit import vocab
from casekit.tables.table import markdown
from casekit.tables.terms import find
from casekit.vocab import about, label, rests_on_law, source
from casekit.widgets import plain
from casekit.widgets.guard import asleep_style
from casekit.widgets.light import Light
from casekit.widgets.pieces import caption

MOST_SHOWN = 30
NOT_OF_THE_FIELD = {
    "scheme",
    "weekday",
    "paper",
    "chapter_numbers",
    "chapter_place",
    "page_numbers",
    "running_head",
}
"""Lists that forms and reports choose from, and nobody looks up."""


class Glossary(Light):
    """A line to search in, and the terms that are found: in both languages, with meaning and reference.

    Printed and exported, it is the whole glossary, list by list, with each term in both languages.

    Parameters
    ----------
    *schemes : str
        The lists to search in, such as ``"technique"``; all of them if none is named.
    language : {"id", "en"}, optional
        The language; the current one if not given.

    Raises
    ------
    UnknownCodeError
        If there is no such list; the message names the nearest ones.

    Examples
    --------
    >>> Glossary("technique").search("ventil")
    [('technique', 'ventilation')]
    """

    tool = "glossary"

    def __init__(self, *schemes: str, language: str | None = None) -> None:
        with vocab.in_language(language):
            self._size = sum(len(vocab.codes(scheme)) for scheme in schemes or _lists())
        self._schemes = schemes or _lists()
        super().__init__(language)
        self._words = self._line("glossary_search", "casekit-search")
        self._said = caption("", "casekit-about", "casekit-role-status")
        self._found = plain.HTML(_dom_classes=["casekit-terms"])
        self._words.observe(lambda change: self._show(str(change.new)), "value")
        self._fill(plain.VBox([self._words, self._said, self._found], _dom_classes=["casekit-ask"]))
        self._show("")

    def search(self, words: str) -> list[tuple[str, str]]:
        """Return the lists and codes of the terms in which all these words occur, the nearest first."""
        with vocab.in_language(self._language):
            return find(words, self._schemes)

    def _show(self, words: str) -> None:
        found = self.search(words)
        if not words.strip():
            said = self._say("glossary_size", terms=self._size, lists=len(self._schemes))
        elif not found:
            said = self._say("glossary_none")
        else:
            said = self._say("glossary_found", shown=min(len(found), MOST_SHOWN), terms=len(found))
        self._said.value = html.escape(said)
        with vocab.in_language(self._language):
            self._found.value = _entries(found[:MOST_SHOWN])

    def _ipython_display_(self) -> None:
        """Show the form, and beside it the whole glossary, which exports take; the form hides it."""
        live = {"application/vnd.jupyter.widget-view+json": self._view(), "text/plain": self._say("asleep")}
        publish_display_data(live, {"casekit": {"live": True}})  # type: ignore[no-untyped-call]
        publish_display_data(self._in_words())  # type: ignore[no-untyped-call]

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form and the glossary, for those who place it inside something else."""
        return {"application/vnd.jupyter.widget-view+json": self._view(), **self._in_words()}

    def _in_words(self) -> dict[str, str]:
        """Return the whole glossary, list by list, as `casekit.tables.glossary` has it."""
        kept = f"casekit-kept-{self._token}"
        with vocab.in_language(self._language):
            told = "".join(map(_list_in_html, self._schemes))
            return {
                "text/html": f'<div class="{kept}">{asleep_style(kept, self._say)}{told}</div>',
                "text/markdown": "\n\n".join(map(_list_in_markdown, self._schemes)),
                "text/plain": "\n\n".join(map(_list_in_lines, self._schemes)),
            }


def _heads() -> tuple[str, ...]:
    term, meaning, reference = (
        vocab.say(f"tables.{name}") for name in ("term", "explanation", "published_source")
    )
    return term, vocab.say("widgets.glossary_other"), meaning, reference


def _rows(scheme: str) -> list[tuple[str, ...]]:
    """Return the terms of a list, each also in the other language, with meaning and reference."""
    other = _other_language()
    return [
        (label(scheme, code), label(scheme, code, other), about(scheme, code), source(scheme, code))
        for code in vocab.codes(scheme)
    ]


def _other_language() -> str:
    [other] = [language for language in vocab.LANGUAGES if language != vocab.language()]
    return other


def _law(scheme: str) -> str:
    return vocab.say("tables.law") if rests_on_law(scheme) else ""


def _list_in_html(scheme: str) -> str:
    """Return a list as a table below its name; a table of pandas would take a hundred times as long."""
    heads = "".join(f'<th scope="col">{html.escape(head)}</th>' for head in _heads())
    rows = "".join(map(_row_in_html, _rows(scheme)))
    below = f"<p><small>{html.escape(_law(scheme))}</small></p>" if _law(scheme) else ""
    name, meaning = html.escape(label("scheme", scheme)), html.escape(about("scheme", scheme))
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return f"<p><strong>{name}</strong>: {meaning}</p>{table}{below}"


def _row_in_html(row: tuple[str, ...]) -> str:
    term, elsewhere, *others = map(html.escape, row)
    cells = "".join(f"<td>{cell}</td>" for cell in others)
    return f'<tr><td>{term}</td><td lang="{_other_language()}">{elsewhere}</td>{cells}</tr>'


def _list_in_markdown(scheme: str) -> str:
    name, meaning = markdown(label("scheme", scheme)), markdown(about("scheme", scheme))
    rows = [f"| {' | '.join(map(markdown, row))} |" for row in [_heads(), *_rows(scheme)]]
    rows.insert(1, "|----------|----------|--------------------|----------|")  # pandoc takes widths from it
    return "\n\n".join(filter(None, [f"**{name}**: {meaning}", "\n".join(rows), markdown(_law(scheme))]))


def _list_in_lines(scheme: str) -> str:
    head = f"{label('scheme', scheme)}: {about('scheme', scheme)}"
    return "\n".join(filter(None, [head, *map("; ".join, _rows(scheme)), _law(scheme)]))


def _lists() -> tuple[str, ...]:
    """Return all lists of terms of the field."""
    return tuple(scheme for scheme in vocab.schemes() if scheme not in NOT_OF_THE_FIELD)


def _entries(found: Sequence[tuple[str, str]]) -> str:
    """Return terms as a list: both labels, meaning, reference, and the list to which each belongs."""
    other = _other_language()
    rows = "".join(
        f"<li><strong>{html.escape(label(scheme, code))}</strong> "
        f'(<span lang="{other}">{html.escape(label(scheme, code, other))}</span>): '
        f"{html.escape(about(scheme, code))} "
        f"<small>{html.escape(_origin(scheme, code))}</small></li>"
        for scheme, code in found
    )
    law = f"<p><small>{html.escape(vocab.say('tables.law'))}</small></p>"
    return f"<ul>{rows}</ul>{law if any(rests_on_law(one) for one, _ in found) else ''}" if rows else ""


def _origin(scheme: str, code: str) -> str:
    return vocab.say("widgets.glossary_origin", list=label("scheme", scheme), source=source(scheme, code))
