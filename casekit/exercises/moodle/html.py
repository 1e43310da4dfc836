"""Plain texts as the little HTML that Moodle keeps: paragraphs, lines, lists and tables."""

import re
from collections.abc import Iterable
from html import escape

_UNSEEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # no XML may hold these


def as_html(text: str) -> str:
    r"""Return a plain text as paragraphs of HTML; an empty line ends a paragraph.

    Examples
    --------
    >>> as_html("=1+1\n\n<b>")
    '<p>=1+1</p><p>&lt;b&gt;</p>'
    """
    paragraphs = (own.strip() for own in re.split(r"\n\s*\n", shown(text)))
    return "".join(f"<p>{'<br>'.join(map(_escaped, own.splitlines()))}</p>" for own in paragraphs if own)


def as_list(lines: Iterable[str]) -> str:
    """Return lines as a list; nothing if there are none.

    Examples
    --------
    >>> as_list(["a & b"])
    '<ul><li>a &amp; b</li></ul>'
    """
    items = "".join(f"<li>{_escaped(shown(line))}</li>" for line in lines)
    return f"<ul>{items}</ul>" if items else ""


def as_table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return rows of texts below headings as a table.

    Examples
    --------
    >>> as_table(["a"], [["1"]])
    '<table border="1"><tr><th>a</th></tr><tr><td>1</td></tr></table>'
    """
    lines = [("th", heads), *(("td", row) for row in rows)]
    written = ("".join(f"<{tag}>{_escaped(shown(text))}</{tag}>" for text in row) for tag, row in lines)
    return f'<table border="1">{"".join(f"<tr>{row}</tr>" for row in written)}</table>'


def shown(text: str) -> str:
    r"""Return a text without the signs that no XML may hold.

    Examples
    --------
    >>> shown("a\x00b")
    'ab'
    """
    return _UNSEEN.sub("", text)


def _escaped(text: str) -> str:
    return escape(text, quote=False)
