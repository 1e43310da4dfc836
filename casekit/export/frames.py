"""HTML tables as data frames write them, read without pandoc: it takes ten times as long for them."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from casekit.export.colours import tint
from casekit.export.formulas import Formulas
from casekit.export.texts import clean, soft, string

__all__ = ["frames"]

_INLINE = {"b": "strong", "strong": "strong", "i": "emph", "em": "emph"}
_BARE = {"small", "div", "colgroup", "col"}
_SECTIONS = {"thead": "head", "tbody": "body", "tfoot": "body"}
_BLOCKS = {"table", "caption", "tr", "th", "td", "p", "br", "style"}
_KNOWN = _BLOCKS | _BARE | {"span"} | _SECTIONS.keys() | _INLINE.keys()
_HTML = re.compile(r"<table\b", re.IGNORECASE)
# Data frames have none of these, and Python's parser takes much too long for many of them.
_OTHERWISE = re.compile(r"<[!?]|<[^<>]*(?:<|\Z)|<[^<>]{2000}|&#[xX]?[0-9a-fA-F]{9}")
# Where letters run from the right, pandoc's filter sees to it.
_TURNED = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]|\\bdir\\s*=")
_DEEPEST = 30
_DIGITS = 5  # of a span: more than any table has rows


def frames(html: str, formulas: Formulas | None = None) -> list[Mapping[str, Any]] | None:
    """Return the tables of an HTML output and the paragraphs around them; None if it holds anything else.

    Each table is what `casekit.export.tables.table` takes; a paragraph is ``{"note": Typst source}``.

    Examples
    --------
    >>> [found] = frames("<table><tr><td>Klien <b>D</b></td></tr></table>")
    >>> found["body"][0][0]["text"]
    'Klien D'
    >>> frames("<p>text</p>") is None
    True
    """
    if not _HTML.search(html) or _OTHERWISE.search(html) or _TURNED.search(html):
        return None
    reader = _Reader(formulas or Formulas())
    try:
        reader.feed(html)
        reader.close()
    except _OtherwiseError:
        return None
    return reader.found if reader.finished() else None


class _OtherwiseError(Exception):
    """The HTML is not just tables."""


class _Reader(HTMLParser):
    def __init__(self, formulas: Formulas) -> None:
        super().__init__()
        self.formulas = formulas
        self.found: list[Mapping[str, Any]] = []
        self.open: list[str] = []
        self.table: dict[str, Any] | None = None
        self.section = "body"
        self.names = 0  # how many cells at the start of a body row are headers
        self.spans: dict[str, str | None] = {}
        self.typst: list[str] | None = None  # of the cell, caption or paragraph that is being read
        self.text: list[str] = []

    def finished(self) -> bool:
        """Tell whether every element that matters was closed."""
        return not self.open and self.table is None and self.typst is None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _KNOWN or len(self.open) > _DEEPEST:
            raise _OtherwiseError
        if tag in _INLINE:
            self._content().append(f"#{_INLINE[tag]}[")
        elif tag == "span":
            self._content().append(tint(dict(attrs).get("style") or "").opening())
        elif tag == "br":
            self._content().append("#linebreak();")
            self.text.append("\n")
        elif tag == "table":
            if self.table is not None or self.typst is not None:
                raise _OtherwiseError
            self.table = {"head": [], "body": [], "stub": 0, "aligns": [], "caption": "", "top": True}
            self.section = "body"
        elif tag in _SECTIONS:
            self._table()
            self.section = _SECTIONS[tag]
        elif tag == "tr":
            self._table()[self.section].append([])
            self.names = 0
        elif tag in ("th", "td", "caption", "p"):
            if self.typst is not None or (self.table is None) != (tag == "p"):
                raise _OtherwiseError
            self.typst, self.text, self.spans = [], [], dict(attrs)
        if tag not in ("br", "col"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise _OtherwiseError
        if tag in _INLINE or tag == "span":
            self._content().append("];")
        elif tag in ("th", "td"):
            self._cell(tag)
        elif tag == "tr":
            table = self._table()
            if self.section == "body" and not table["head"] and self._is_head(table["body"]):
                table["head"], table["body"], table["stub"] = table["body"], [], 0
        elif tag in _SECTIONS:
            self.section = "body"
        elif tag == "caption":
            self._table()["caption"] = self._taken()
        elif tag == "p":
            self.found.append({"note": self._taken()})
        elif tag == "table":
            self.found.append(self._table())
            self.table = None

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "style":
            return
        if self.typst is not None:
            text = re.sub(r"[ \t\n]+", " ", clean(data))
            self.text.append(text)
            # A formula is a word of its own, and stays for the one who sets it.
            for part in self.formulas.apart(text):
                self.typst.append(part if self.formulas.mark.fullmatch(part) else f"#{string(soft(part))};")
        elif data.strip():
            raise _OtherwiseError

    def _cell(self, tag: str) -> None:
        """Enter the cell just read into its row."""
        table = self._table()
        rows = table[self.section]
        if not rows:
            raise _OtherwiseError
        spans = {name: self.spans.get(name) or "1" for name in ("colspan", "rowspan")}
        if not all(span.isascii() and span.isdigit() for span in spans.values()):
            raise _OtherwiseError
        numbers = {name: int(span[:_DIGITS]) for name, span in spans.items()}
        if tag == "th" and self.section == "body" and self.names == len(rows[-1]):
            self.names += 1
            table["stub"] = max(table["stub"], self.names)
        text = self.formulas.plain("".join(self.text)).strip(" ")
        style = self.spans.get("style") or ""
        rows[-1].append({**numbers, "text": text, "typst": self._taken(), "align": "", "style": style})

    def _is_head(self, body: list[list[object]]) -> bool:
        """Tell whether a table without head starts with a row of nothing but headers."""
        return len(body) == 1 and self.names == len(body[0]) > 0

    def _taken(self) -> str:
        """Return the content that was being read, and end it."""
        content = "".join(self._content())
        self.typst = None
        return content

    def _content(self) -> list[str]:
        """Return the content that is being read."""
        if self.typst is None:
            raise _OtherwiseError
        return self.typst

    def _table(self) -> dict[str, Any]:
        """Return the table that is being read."""
        if self.table is None:
            raise _OtherwiseError
        return self.table
