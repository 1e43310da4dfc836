"""Markdown and HTML as pandoc expects them: formulas taken out, but no money, nothing nested without end."""

import html
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

from casekit.export.formulas import Formulas
from casekit.export.markup import closed, tables_of

__all__ = ["for_pandoc", "html_for_pandoc", "shallow"]

_MATHS = (
    "align|aligned|alignat|eqnarray|equation|flalign|gather|multline|split|subequations"
    "|[bBpvV]?matrix|[dr]?cases"
)
_INNER = r"(?>\\(?:text\w*+|mbox|hbox)\{[^{}$]*+(?:\$[^{}$]*+\$[^{}$]*+)*+\}|\\.|[^$\\\n]|\n(?![ \t]*+\n))"
# Each stretch starts with one of these; where it ends is looked up, because a pattern that looks for the
# end of each start anew takes hours for a text full of starts without an end.
_START = re.compile(
    r"(?P<fence>^[ ]{0,3}(?P<ticks>`{3,}+|~{3,}+)[^\n]*+\n)"
    r"|(?P<tick>`++)"
    r"|(?P<brackets>\\\\(?P<bracket>[(\[]))"
    r"|\\(?:eq)?ref\{(?P<reference>[^{}\n]{1,200})\}"
    r"|(?P<escaped>\\[\\$\[\]*_])"
    r"|(?P<gap>\n(?=[ \t]*+[\n|]))"
    r"|(?P<mark>[\[\]]|[*_]++)"
    r"|(?P<run>\${3,}+)"
    r"|(?P<dollars>\$\$)"
    rf"|\\begin\{{(?P<maths>(?:{_MATHS})\*?)\}}"
    r"|(?P<table><table\b)"
    r"|(?P<unseen><(?:!--|\?|!\[CDATA\[|![a-z]))"
    rf"|(?P<formula>\$(?P<inner>{_INNER}++)\$)"
    r"|(?P<dollar>\$)",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
_AMOUNT = re.compile(r"\d[\d.,]*\b")
_WORD = re.compile(
    r"(?!(?:arg|cos|cov|exp|inf|lim|ln|log|max|min|sin|sup|tan|var)\b)\b[^\W\d_]{2}", re.IGNORECASE
)
# Letters in a row that are no product of variables, where blanks stand inside of the dollars.
_LOOSE_WORD = re.compile(
    r"\b(?:an|and|as|at|atau|by|dan|di|in|is|ke|of|or|per|to)\b|[^\W\d_]{2}\s+[^\W\d_]{2}"
)
_NO_AMOUNT = re.compile(r"[\\^_={}]")
_QUOTED = re.compile(r"[ \t]*(?:>[ \t]?)+")
_TAG = re.compile(r"(<[^<>]*+>)")
_CODE_TAG = re.compile(r"<(/?)(?:pre|code|script|style|textarea|svg)\b", re.IGNORECASE)
_NAME = re.compile(r"</?([a-z][a-z0-9]*)", re.IGNORECASE)
# As MathJax has it; data frames and the tables of casekit say so.
_NO_MATHS = re.compile(
    r"""\bclass\s*=\s*["'][^"']*\b(?:tex2jax|mathjax)_ignore\b""", re.IGNORECASE
)  # as MathJax has it
_DEEPEST = 25
_MARKERS = re.compile(
    r"^(?![-*_ \t]*+$)"  # no line across the page
    rf"(?:[ \t]*+(?:>|[-+*](?=[ \t])|\d{{1,9}}[.)](?=[ \t]))){{{_DEEPEST}}}(?=[ \t]*+[->+*\d])",
    re.MULTILINE,
)
# Pandoc takes four times as long for twice as many of these in a paragraph.
_MOST_MARKS = 1500
_DEEPEST_BRACKETS = 100
_SPLITS_NOTHING = "\u200b"


def shallow(text: str) -> str:
    """Return a text whose lines stand in so many quotations and lists at most; the rest of a line is text."""
    return _MARKERS.sub(lambda match: f"{match[0]} {_SPLITS_NOTHING}", text)


def for_pandoc(text: str, formulas: Formulas) -> str:
    r"""Return a text with words in place of its formulas, and the dollars of money escaped.

    Examples
    --------
    >>> formulas = Formulas()
    >>> text = for_pandoc(r"$ x $ for $5 to $10", formulas)
    >>> formulas.restored(text)
    '$ x $ for \\$5 to \\$10'
    >>> formulas.found[0].latex
    ' x '
    """
    return "".join(_stretches(text, _Ends(text, formulas)))


def html_for_pandoc(text: str, formulas: Formulas) -> str:
    """Return HTML with words in place of its formulas; none are in code, or where MathJax shall not look."""
    if "$" not in text and "\\" not in text:
        return text
    parts, code = _TAG.split(text), 0
    ignored, depth = "", 0  # the element without maths, and how many of its name are open
    for at, part in enumerate(parts):
        if part.startswith("<"):
            if found := _CODE_TAG.match(part):
                code = max(0, code + (-1 if found[1] else 1))
            if not depth and _NO_MATHS.search(part):
                ignored, depth = _named(part), 1
            elif depth and _named(part) == ignored:
                depth += -1 if part.startswith("</") else 1
        elif not code and not depth and part.strip():
            parts[at] = _in_html(part, formulas)
    return "".join(parts)


def _named(tag: str) -> str:
    """Return the name of a tag."""
    found = _NAME.match(tag)
    return found[1].lower() if found else ""


def _in_html(text: str, formulas: Formulas) -> str:
    """Return a text between two tags, in which no dollar needs a backslash."""
    return html.escape(for_pandoc(html.unescape(text), formulas).replace(r"\$", "$"), quote=False)


class _Ends:
    """Where stretches of a text end; that there is no further end of a kind is found out once."""

    def __init__(self, text: str, formulas: Formulas) -> None:
        self.text = text
        self.formulas = formulas
        self._missing: set[str] = set()
        self._ticks: dict[int, list[int]] | None = None
        self._tables: dict[int, int] | None = None
        self.marks = self.brackets = 0  # of the paragraph, so far

    def after(self, start: int, pattern: str) -> int | None:
        """Return where the next match of a pattern ends, None if there is none."""
        if pattern in self._missing:
            return None
        found = re.compile(pattern, re.MULTILINE | re.IGNORECASE).search(self.text, start)
        if found is None:
            self._missing.add(pattern)
        return found.end() if found else None

    def of_table(self, start: int) -> int | None:
        """Return where the table that begins at a place ends."""
        if self._tables is None:
            self._tables = tables_of(self.text)
        return self._tables.get(start)

    def of_code(self, start: int, ticks: int) -> int | None:
        """Return where the next run of exactly so many backticks ends."""
        if self._ticks is None:
            self._ticks = {}
            for run in re.finditer("`+", self.text):
                self._ticks.setdefault(len(run[0]), []).append(run.start())
        runs = self._ticks.get(ticks, [])
        at = bisect_left(runs, start)
        return runs[at] + ticks if at < len(runs) else None


def _stretches(text: str, ends: _Ends) -> Iterator[str]:
    """Yield a text in stretches, each as pandoc expects it."""
    at = 0
    while match := _START.search(text, at):
        yield text[at : match.start()]
        shown, at = _KINDS.get(str(match.lastgroup), _as_it_is)(match, ends)
        yield shown
    yield text[at:]


def _as_it_is(match: re.Match[str], ends: _Ends) -> tuple[str, int]:
    """Return what was found and where it ends."""
    return match[0], match.end()


def _to_end(match: re.Match[str], end: int | None) -> tuple[str, int]:
    """Return a stretch up to its end; its start alone if it has none."""
    return match.string[match.start() : end or match.end()], end or match.end()


def _gap(match: re.Match[str], ends: _Ends) -> tuple[str, int]:
    """Begin a paragraph, or a row of a table."""
    ends.marks = ends.brackets = 0
    return match[0], match.end()


def _mark(match: re.Match[str], ends: _Ends) -> tuple[str, int]:
    """Return a mark of emphasis or a link; one of far too many is text."""
    shown = match[0]
    ends.marks += 1
    ends.brackets = max(0, ends.brackets + {"[": 1, "]": -1}.get(shown, 0))
    is_text = ends.marks > _MOST_MARKS or (ends.brackets > _DEEPEST_BRACKETS and shown == "[")
    return (re.sub(r"(.)", r"\\\1", shown) if is_text else shown), match.end()


def _fence(match: re.Match[str], ends: _Ends) -> tuple[str, int]:
    """Return a block of code, which goes on to the end of the text if nothing closes it."""
    end = ends.after(match.end(), rf"^[ ]{{0,3}}{match['ticks']}[`~]*+[ \t]*+$")
    return _to_end(match, end or len(match.string))


def _code(match: re.Match[str], ends: _Ends) -> tuple[str, int]:
    return _to_end(match, ends.of_code(match.end(), len(match[0])))


def _run(match: re.Match[str], ends: _Ends) -> tuple[str, int]:
    """Return dollars that are too many to begin a formula."""
    return r"\$" * len(match[0]), match.end()


def _dollars(match: re.Match[str], ends: _Ends) -> tuple[str, int]:
    end = ends.after(match.end(), r"\$\$")
    return _taken(match, end, 2, ends, is_block=True) if end else (r"\$", match.start() + 1)


def _maths(match: re.Match[str], ends: _Ends) -> tuple[str, int]:
    end = ends.after(match.end(), rf"\\end\{{{re.escape(match['maths'])}\}}")
    return _taken(match, end, 0, ends, is_block=True) if end else (match[0], match.end())


def _brackets(match: re.Match[str], ends: _Ends) -> tuple[str, int]:
    """Return a formula in brackets, which Jupyter takes for one if their backslashes are doubled."""
    end = ends.after(match.end(), r"\\\\\)" if match["bracket"] == "(" else r"\\\\\]")
    if not end:
        return _as_it_is(match, ends)
    return _taken(match, end, 3, ends, is_block=match["bracket"] == "[")


def _reference(match: re.Match[str], ends: _Ends) -> tuple[str, int]:
    return _taken(match, match.end(), 0, ends, is_block=False)


def _taken(match: re.Match[str], end: int, around: int, ends: _Ends, *, is_block: bool) -> tuple[str, int]:
    """Return the word for a formula that has so many signs around it, and where it ends."""
    whole = match.string[match.start() : end]
    start = match.string.rfind("\n", 0, match.start()) + 1
    if "\n" in whole and (quoted := _QUOTED.match(match.string[start : match.start()])):
        whole = re.sub(rf"\n[ \t]*+(?:>[ \t]?){{0,{quoted[0].count('>')}}}", "\n", whole)
    return ends.formulas.taken(whole, whole[around : len(whole) - around], is_block=is_block), end


def _table(match: re.Match[str], ends: _Ends) -> tuple[str, int]:
    shown, end = _to_end(match, ends.of_table(match.start()))
    return closed(html_for_pandoc(re.sub(r"\n\s*\n", "\n", shown), ends.formulas)), end


def _unseen(match: re.Match[str], ends: _Ends) -> tuple[str, int]:
    """Return a comment or declaration; one without end is text."""
    closing = {"<!--": "-->", "<?": r"\?>", "<![cdata[": r"\]\]>"}.get(match[0].lower(), ">")
    shown, end = _to_end(match, ends.after(match.end(), closing))
    return (shown if end > match.end() else f"\\{shown}"), end


def _formula(match: re.Match[str], ends: _Ends) -> tuple[str, int]:
    following = match.string[match.end() : match.end() + 1]
    if _is_formula(match["inner"], following):
        return _taken(match, match.end(), 1, ends, is_block=False)
    return r"\$", match.start() + 1


def _dollar(match: re.Match[str], ends: _Ends) -> tuple[str, int]:
    return r"\$", match.end()


def _is_formula(text: str, following: str) -> bool:
    """Tell whether what stands between two dollars is a formula: no amount of money, no words."""
    if _NO_AMOUNT.search(text):
        return True
    inner = text.strip()
    is_loose = inner != text
    one_sided = text[:1].isspace() != text[-1:].isspace()
    is_amount = bool(_AMOUNT.match(inner)) and (following.isdigit() or one_sided or bool(_WORD.search(inner)))
    has_words = _WORD.search(inner) if one_sided else _LOOSE_WORD.search(inner)
    return bool(inner) and not is_amount and not (is_loose and has_words)


_KINDS: dict[str, Callable[[re.Match[str], _Ends], tuple[str, int]]] = {
    "fence": _fence,
    "tick": _code,
    "gap": _gap,
    "mark": _mark,
    "run": _run,
    "dollars": _dollars,
    "maths": _maths,
    "brackets": _brackets,
    "reference": _reference,
    "table": _table,
    "unseen": _unseen,
    "formula": _formula,
    "dollar": _dollar,
}
