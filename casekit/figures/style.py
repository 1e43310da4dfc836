"""One look for every figure: sizes, colours, the font, and text measured and broken into lines.

Lengths are points (1/72 inch). Blue and orange, of Okabe and Ito's palette and darkened for contrast, stay
apart for colour-blind readers; no figure relies on them alone, every colour goes with a mark or a word.
"""

import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from threading import RLock
from typing import Any, Literal, get_args

import matplotlib as mpl
from matplotlib import style
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.textpath import text_to_path

from casekit.errors import FieldError
from casekit.vocab import language, plain, say

PAGE_WIDTH = 16 / 2.54 * 72  # the text width of an A4 page
PAGE_HEIGHT = 610.0  # what a page of a report holds beside a caption, in letters of 7 points or more

TITLE, HEADING, BODY, SMALL = 13.0, 9.5, 8.5, 8.0

Size = Literal["page", "wide", "wall"]
"""For what a figure is drawn: a page, a page on its side, or the wall of a classroom."""


@dataclass(frozen=True)
class Format:
    """How wide a figure is, and how tall each of its pages at most; on a wall all are as tall.

    A wall is set like a small page, so that its letters are large beside it: 8 points are 1/37 of its height.
    """

    width: float
    height: float
    is_wall: bool = False

    def scaled(self, factor: float) -> "Format":
        """Return a sheet so much larger, with letters of the same size on it."""
        return Format(self.width * factor, self.height * factor, self.is_wall)


FORMATS: dict[str, Format] = {
    "page": Format(PAGE_WIDTH, PAGE_HEIGHT),
    "wide": Format(24 / 2.54 * 72, 14 / 2.54 * 72),
    "wall": Format(528.0, 297.0, is_wall=True),
}
WALL_WIDTH, WALL_HEIGHT = 960.0, 540.0
SMALLER = 8 / 7  # a sheet may be so much larger than the page that it is printed on: with letters of 7 points
WIDE_FACTORS = (1.0, 1.07, SMALLER)
# Sheets for a wall: little on it stands in larger letters. What smaller ones cost, in pages. Letters of less
# than 1/34 of the height, which the title of a slide makes smaller still, only where nothing else will do.
WALL_FACTORS = {0.66: 0.0, 0.74: 0.1, 0.82: 0.3, 0.9: 0.8, 1.0: 98.0, 1.07: 99.0}

INK, MUTED = "#1b1b1b", "#565656"
TONES = {"good": "#005a91", "bad": "#a84300", "plain": "#4a4a4a"}
TINTS = {"good": "#eaf2f8", "bad": "#fcf0e6", "plain": "#f2f2f2"}

_ACCENTS = 2  # on one letter, that do not reach the line above
_HYPHEN, _LONG = "-", 8  # letters of a word that is broken
_DICTIONARIES = {"id": "id_ID", "en": "en_GB"}
CLIPPED = "…"
UNPRINTABLE = "□"

_SETTINGS = {
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "savefig.dpi": 300,
    "text.hinting": "none",  # hinted letters are wider at some resolutions than they were measured
    "pdf.fonttype": 42,  # TrueType, which readers can search and copy; Type 3 is refused by some journals
    "ps.fonttype": 42,
    "svg.fonttype": "path",  # looks the same where DejaVu Sans is not installed
}
_one_at_a_time = RLock()
_hold = False


_wanted: ContextVar[Size | None] = ContextVar("_wanted", default=None)


@contextmanager
def sized(size: Size | None) -> Iterator[None]:
    """Draw for a size what does not say it itself."""
    before = _wanted.set(size)
    try:
        yield
    finally:
        _wanted.reset(before)


def asked(size: Size | None) -> str:
    """Return the size that is asked for, here or by the variable CASEKIT_SIZE; empty if none is."""
    return size or _wanted.get() or os.environ.get("CASEKIT_SIZE", "")


def format_of(size: Size | None) -> Format:
    """Return what to draw on: the size that is asked for, or a page."""
    wanted = asked(size) or "page"
    if wanted not in FORMATS:
        raise FieldError(say("figures.size", size=wanted, sizes=", ".join(get_args(Size))))
    return FORMATS[wanted]


@contextmanager
def applied() -> Iterator[None]:
    """Draw or save with our settings, whatever the notebook or seaborn has set, and then put those back."""
    global _hold  # noqa: PLW0603 - matplotlib's own settings are global as well
    with _one_at_a_time:
        if _hold:
            yield
            return
        with style.context(["default", _SETTINGS]):
            _hold = True
            try:
                yield
            finally:
                _hold = False


@cache
def font(size: float, bold: bool = False) -> FontProperties:
    """Return the DejaVu Sans that comes with matplotlib, so that a figure is the same on every machine."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return FontProperties(
        fname=str(Path(mpl.get_data_path(), "fonts", "ttf", name)),
        size=size,
        weight="bold" if bold else "normal",
    )


def leading(size: float) -> float:
    """Return the distance of two lines of text."""
    return size * 1.36


def capital(text: str) -> str:
    """Return a label as it begins a line."""
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=4096)
def printable(text: str) -> str:
    """Return a text as one line in which what the font cannot show is one visible box.

    Letters that are written from right to left count as such: older matplotlib would print them backwards.
    An accent on a box is left out, and so are signs that nobody sees, and of the accents on one letter those
    that would grow into the line above.
    """
    shown = ""
    for mark in unicodedata.normalize("NFC", plain(text)):
        if not (_is_accent(mark) and (shown.endswith(UNPRINTABLE) or _accents(shown) >= _ACCENTS)):
            shown += _printable(mark)
    return re.sub(rf"{UNPRINTABLE}(?:\s*{UNPRINTABLE})+", UNPRINTABLE, shown)


def _is_accent(mark: str) -> bool:
    return unicodedata.category(mark) in ("Mn", "Me")


def _accents(text: str) -> int:
    """Return how many accents the last letter of a text has."""
    letter = unicodedata.normalize("NFD", text[-_ACCENTS - 1 :])
    return len(letter) - len(letter.rstrip("".join(filter(_is_accent, letter)) or " "))


def _printable(mark: str) -> str:
    if unicodedata.category(mark) == "Cf" or unicodedata.name(mark, "").startswith("VARIATION SELECTOR"):
        return ""
    backwards = unicodedata.bidirectional(mark) in ("R", "AL", "AN")
    return UNPRINTABLE if backwards or ord(mark) not in _glyphs() else mark


@cache
def _glyphs() -> frozenset[int]:
    """Return the characters that both the regular and the bold font hold."""
    regular, bold = (get_font(str(font(BODY, weight).get_file())).get_charmap() for weight in (False, True))
    return frozenset(regular) & frozenset(bold)


def measure(text: str, size: float = BODY, bold: bool = False) -> float:
    """Return the width of a text: that of its words, which come again and again, and of the gaps."""
    return size * (sum(_wide(word, bold) for word in text.split(" ")) + text.count(" ") * _wide(" ", bold))


@lru_cache(maxsize=16384)
def _wide(word: str, bold: bool) -> float:
    """Return the width of a word in letters of size 1."""
    width, _, _ = text_to_path.get_text_width_height_descent(word, font(100, bold), ismath=False)
    return float(width) / 100


def wrap(text: str, width: float, size: float = BODY, bold: bool = False) -> tuple[str, ...]:
    """Return a text as lines that are not wider than `width`; longer words are broken by syllables.

    Examples
    --------
    >>> wrap("yang menindaklanjutinya", 60)
    ('yang', 'menindaklan-', 'jutinya')
    """
    return _wrapped(text, width, size, bold, language())


@lru_cache(maxsize=4096)
def _wrapped(text: str, width: float, size: float, bold: bool, code: str) -> tuple[str, ...]:
    lines: list[str] = []
    for word in text.split():
        together = f"{lines[-1]} {word}" if lines else word
        if lines and measure(together, size, bold) <= width:
            lines[-1] = together
            continue
        rest = word
        while measure(rest, size, bold) > width:
            line, rest = broken(rest, width, size, bold, code)
            lines.append(line)
        lines.append(rest)
    return tuple(lines)


def broken(word: str, width: float, size: float, bold: bool, code: str) -> tuple[str, str]:
    """Return as much of a word as is not wider than `width`, and the rest: by syllables, else anywhere."""
    for at in reversed(_syllables(word, code)):
        begin = word[:at] + (_HYPHEN if word[at - 1].isalpha() else "")
        if measure(begin, size, bold) <= width:
            return begin, word[at:]
    cut = _fitting(word, width, size, bold)
    return word[:cut], word[cut:]


def _syllables(word: str, code: str) -> list[int]:
    """Return where a word may be broken: between syllables, and behind a hyphen or stroke in it."""
    signs = {found.end() for found in re.finditer(r"[-/_–](?=\w)", word)}
    return sorted(signs.union(*([_hyphens(code).positions(word)] if len(word) >= _LONG else [])))


@cache
def _hyphens(code: str) -> Any:
    """Return what knows the syllables of a language."""
    from pyphen import Pyphen  # noqa: PLC0415 - few figures have words that are too wide

    return Pyphen(lang=_DICTIONARIES[code], left=3, right=3)


def fitted(
    text: str, width: float, most: int | None, size: float = BODY, bold: bool = False
) -> tuple[str, ...]:
    """Return a text as lines no wider than `width`; if they are too many, the last one is clipped."""
    lines = wrap(text, width, size, bold)
    if not most or len(lines) <= most:
        return lines
    return (*lines[: most - 1], clip(" ".join(lines[most - 1 :]), width, size, bold))


def clip(text: str, width: float, size: float = BODY, bold: bool = False) -> str:
    """Return as much of a text as is not wider than `width`, with a sign that there is more."""
    cut = _fitting(text, width - measure(CLIPPED, size, bold), size, bold)
    return text[:cut].rstrip(" ,;:.") + CLIPPED


def _fitting(text: str, width: float, size: float, bold: bool) -> int:
    """Return how many characters fit, at least one."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle], size, bold) <= width:
            low = middle
        else:
            high = middle - 1
    return low
