"""Markdown as pandoc expects it: formulas in dollars, amounts of money not, nothing nested without end."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

__all__ = ["for_pandoc", "shallow"]

_MATHS = "align|aligned|alignat|eqnarray|equation|gather|multline|split|[bBpvV]?matrix|cases"
# Each stretch starts with one of these; where it ends is looked up, because a pattern that looks for the
# end of each start anew takes hours for a text full of starts without an end.
_START = re.compile(
    r"(?P<fence>^[ ]{0,3}(?P<ticks>`{3,}+|~{3,}+)[^\n]*+\n)"
    r"|(?P<tick>`++)"
    r"|(?P<escaped>\\[\\$\[\]*_])"
    r"|(?P<gap>\n(?=[ \t]*+[\n|]))"
    r"|(?P<mark>[\[\]]|[*_]++)"
    r"|(?P<run>\${3,}+)"
    r"|(?P<dollars>\$\$)"
    rf"|\\begin\{{(?P<maths>(?:{_MATHS})\*?)\}}"
    r"|(?P<table><table\b)"
    r"|(?P<unseen><(?:!--|\?|!\[CDATA\[|![a-z]))"
    r"|(?P<formula>\$(?=[^\s$])(?P<inner>(?:\\.|[^$\\\n]|\n(?![ \t]*+\n))*?)(?<=[^\s\\])\$(?!\d))"
    r"|(?P<dollar>\$)",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
_AMOUNT = re.compile(r"\d[\d.,]*\b")
_WORD = re.compile(r"[^\W\d_]{2}")
_NO_AMOUNT = re.compile(r"[\\^_={}]")
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


def for_pandoc(text: str) -> str:
    r"""Return a text with its formulas in dollars, and the dollars of money escaped.

    Examples
    --------
    >>> for_pandoc(r"$x$ for $5 to $10")
    '$x$ for \\$5 to \\$10'
    """
    return "".join(_stretches(text, _Ends(text)))


class _Ends:
    """Where stretches of a text end; that there is no further end of a kind is found out once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._missing: set[str] = set()
        self._ticks: dict[int, list[int]] | None = None
        self.marks = self.brackets = 0  # of the paragraph, so far

    def after(self, start: int, pattern: str) -> int | None:
        """Return where the next match of a pattern ends, None if there is none."""
        if pattern in self._missing:
            return None
        found = re.compile(pattern, re.MULTILINE | re.IGNORECASE).search(self.text, start)
        if found is None:
            self._missing.add(pattern)
        return found.end() if found else None

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
    return _to_end(match, end) if end else (r"\$", match.start() + 1)


def _maths(match: re.Match[str], ends: _Ends) -> tuple[str, int]:
    shown, end = _to_end(match, ends.after(match.end(), rf"\\end\{{{re.escape(match['maths'])}\}}"))
    return (f"$${shown}$$" if end > match.end() else shown), end


def _table(match: re.Match[str], ends: _Ends) -> tuple[str, int]:
    shown, end = _to_end(match, ends.after(match.end(), r"</table\s*+>"))
    return re.sub(r"\n\s*\n", "\n", shown), end


def _unseen(match: re.Match[str], ends: _Ends) -> tuple[str, int]:
    """Return a comment or declaration; one without end is text."""
    closing = {"<!--": "-->", "<?": r"\?>", "<![cdata[": r"\]\]>"}.get(match[0].lower(), ">")
    shown, end = _to_end(match, ends.after(match.end(), closing))
    return (shown if end > match.end() else f"\\{shown}"), end


def _formula(match: re.Match[str], ends: _Ends) -> tuple[str, int]:
    return (match[0].replace("$", r"\$") if _is_amount(match["inner"]) else match[0]), match.end()


def _dollar(match: re.Match[str], ends: _Ends) -> tuple[str, int]:
    return r"\$", match.end()


def _is_amount(text: str) -> bool:
    """Tell whether what stands between two dollars is an amount of money and what follows it."""
    return bool(_AMOUNT.match(text) and _WORD.search(text) and not _NO_AMOUNT.search(text))


_KINDS: dict[str, Callable[[re.Match[str], _Ends], tuple[str, int]]] = {
    "fence": _fence,
    "tick": _code,
    "gap": _gap,
    "mark": _mark,
    "run": _run,
    "dollars": _dollars,
    "maths": _maths,
    "table": _table,
    "unseen": _unseen,
    "formula": _formula,
    "dollar": _dollar,
}
