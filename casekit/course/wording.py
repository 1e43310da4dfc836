"""Words in what learners write: found in any form, whatever their case and the signs around them."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache


def plain(text: str) -> str:
    """Return the words of a text in small letters, with one space between them.

    Examples
    --------
    >>> plain("  Menurut saya: VENTILASI!")
    'menurut saya ventilasi'
    """
    small = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"\w+", small))


def small(text: str) -> str:
    """Return a text in small letters, with one space between words; its signs stay.

    Examples
    --------
    >>> small("  Menurut saya: VENTILASI!")
    'menurut saya: ventilasi!'
    """
    return " ".join(text.casefold().split())


def occurs(words: Iterable[str], said: str) -> bool:
    """Return whether a text has one of these words; a star stands for the rest of a word.

    Parameters
    ----------
    words : iterable of str
        The words.
    said : str
        The text, as `plain` returns it.

    Examples
    --------
    >>> occurs(["tanya*"], plain("Ia bertanya, lalu tanyakan lagi."))
    True
    """
    return any(_pattern(word).search(said) for word in words)


@cache
def _pattern(word: str) -> re.Pattern[str]:
    form = r"\w*".join(re.escape(plain(part)) for part in word.split("*"))
    return re.compile(rf"(?<!\w){form}(?!\w)")
