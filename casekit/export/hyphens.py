"""Words that a line may break: where, and how what is copied from a PDF stays whole all the same."""

import re
import zlib
from collections.abc import Iterable
from functools import cache
from typing import Any

__all__ = ["SOFT_HYPHEN", "UNSEEN", "Hyphens", "unbroken"]

SOFT_HYPHEN = "\u00ad"

# The compiler knows where English and many others are broken; for these it has no patterns, pyphen has.
_DICTIONARIES = {"id": "id_ID", "ms": "id_ID"}
_FEWEST = 8  # letters of a word that may be broken
_BEFORE, _AFTER = 3, 3  # letters that stay together at its ends
_WORD = re.compile(rf"[^\W\d_]{{{_FEWEST},}}")
_LITERAL = re.compile(r'(?<=#")(?:[^"\\]|\\.)*(?=";)')

_LENGTH = re.compile(rb"/Length \d+")
_SHOWN = re.compile(rb"/ActualText<FEFF((?:[0-9A-F]{4}){2,})>")
_MEANT = re.compile(rb"(?<=^<[0-9A-F]{4}> <)(?:[0-9A-F]{4}){2,}(?=>$)", re.MULTILINE)
# A soft hyphen, where a long word may break, and what keeps a page number on the line of its chapter.
UNSEEN = (SOFT_HYPHEN, "\u200b", "\u2060")
_UNSEEN = tuple(f"{ord(mark):04X}".encode() for mark in UNSEEN)


class Hyphens:
    r"""Where the words of a language may be broken, if the compiler does not know it itself.

    Parameters
    ----------
    lang : str
        The code of the language.
    in_tables : bool
        Only in tables, whose columns are narrow: on slides a broken word is harder to read than a short line.

    Examples
    --------
    >>> Hyphens("id").within("kesejahteraan keluarga").replace("\u00ad", "-")
    'kese-jah-te-raan kelu-arga'
    >>> Hyphens("en").within("welfare")
    'welfare'
    """

    def __init__(self, lang: str, *, in_tables: bool = False) -> None:
        self._in_tables = in_tables
        name = _DICTIONARIES.get(lang)
        self._dictionary: Any = _dictionary(name) if name else None

    def within(self, text: str) -> str:
        """Return a text with a soft hyphen at each place where a word may be broken."""
        return _WORD.sub(lambda word: self._broken(word[0]), text) if self._dictionary else text

    def in_literals(self, typst: str) -> str:
        """Return Typst source with soft hyphens in its texts of the form ``#"text";``."""
        return _LITERAL.sub(lambda text: self.within(text[0]), typst) if self._dictionary else typst

    def words(self, texts: Iterable[str]) -> dict[str, str]:
        """Return the words of texts that may be broken, each with its soft hyphens."""
        if not self._dictionary:
            return {}
        read = (text for text in texts if not self._in_tables or "|" in text or "<t" in text)
        found = {word for text in read for word in _WORD.findall(text)}
        broken = {word: self._broken(word) for word in sorted(found)}
        return {word: hyphenated for word, hyphenated in broken.items() if SOFT_HYPHEN in hyphenated}

    def _broken(self, word: str) -> str:
        return str(self._dictionary.inserted(word, SOFT_HYPHEN))


@cache
def _dictionary(name: str) -> Any:
    try:
        import pyphen  # noqa: PLC0415 - nbconvert imports this module for every export
    except ImportError:  # a page is worth more than its hyphens
        return None
    return pyphen.Pyphen(lang=name, left=_BEFORE, right=_AFTER)


def unbroken(pdf: bytes) -> bytes:
    """Return a PDF in which a soft hyphen belongs to the text only where a line breaks.

    The compiler lets each soft hyphen belong to the letter before it, and draws another one at the end of a
    line. With the first ones, what is copied or sought would be full of marks that nobody sees.

    Parameters
    ----------
    pdf : bytes
        A PDF as Typst writes it: one table of objects, none of them inside of others.
    """
    start = int(pdf[pdf.rindex(b"startxref") :].split()[1])
    table = pdf[start : pdf.index(b"trailer", start)]
    count = int(table.split()[2])
    # An entry takes 20 bytes; the first one is no object.
    entries = table[-20 * count :]
    offsets = [int(entries[at : at + 10]) for at in range(20, len(entries), 20)]
    ends = dict(zip(sorted(offsets), [*sorted(offsets)[1:], start], strict=True))
    written = [pdf[: min(offsets)]]
    moved: dict[int, int] = {}
    size = len(written[0])
    for offset, end in ends.items():
        moved[offset] = size
        written.append(_without_unused(pdf[offset:end]))
        size += len(written[-1])
    xref = b"".join(b"%010d 00000 n \n" % moved[offset] for offset in offsets)
    trailer = pdf[pdf.index(b"trailer", start) : pdf.rindex(b"startxref")]
    head = table[: -20 * count + 20]
    return b"".join([*written, head, xref, trailer, b"startxref\n%d\n%%%%EOF" % size])


def _without_unused(part: bytes) -> bytes:
    """Return an object of a PDF without the soft hyphens that belong to a letter before them."""
    head, found, rest = part.partition(b"stream\n")
    if not found or b"/FlateDecode" not in head or b"/Image" in head:
        return part
    content, end, tail = rest.rpartition(b"\nendstream")
    plain = zlib.decompress(content)
    if not any(letter in plain for letter in _UNSEEN):
        return part
    whole = _SHOWN.sub(lambda text: b"/ActualText<FEFF%b>" % _less(text[1]), plain)
    whole = _MEANT.sub(lambda text: _less(text[0]), whole) if b"beginbfchar" in whole else whole
    if whole == plain:
        return part
    packed = zlib.compress(whole)
    return b"".join([_LENGTH.sub(b"/Length %d" % len(packed), head), found, packed, end, tail])


def _less(letters: bytes) -> bytes:
    """Return letters, four digits each, without those that nobody sees."""
    return b"".join(
        letters[at : at + 4] for at in range(0, len(letters), 4) if letters[at : at + 4] not in _UNSEEN
    )
