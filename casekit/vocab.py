"""The words of casework: codes with labels and explanations in Indonesian and English.

Case files store codes, people read labels. The words live in ``casekit/data/vocab/*.yaml``, where every file
maps schemes (``stage``, ``technique``) to their codes, and ``schemes.yaml`` names the schemes themselves. The
sentences that casekit says live in ``casekit/data/vocab/messages/``, a file a room. The current language is
one setting for the process; at the start it is that of the system, unless ``CASEKIT_LANG`` names another.
"""

import datetime as dt
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from difflib import get_close_matches
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from casekit import system
from casekit.errors import UnknownCodeError

__all__ = [
    "ISOLATES",
    "LANGUAGES",
    "about",
    "blank",
    "codes",
    "date",
    "filled_in",
    "in_language",
    "is_core",
    "isolated",
    "label",
    "language",
    "nearest",
    "number",
    "numerals",
    "phrase",
    "plain",
    "rests_on_law",
    "rupiah",
    "say",
    "schemes",
    "seen",
    "short_date",
    "shortened",
    "source",
    "unknown_code",
    "use_language",
]

LANGUAGES = ("id", "en")
_SHOWN = 60  # letters of what somebody gave
_STEERING = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)), "�")
_LOCALES = {"id": "id_ID", "en": "en_GB"}

_current: str | None = None
_within: ContextVar[str | None] = ContextVar("_within", default=None)  # of a `with` block, in its own thread

# The letters and signs that are written from right to left, and the signs that turn the direction of writing.
_TURNS = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefe"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
# The signs that keep a text to itself. The last closes; after the one before, a text takes its own direction.
ISOLATES = "\u2066\u2067\u2068\u2069"
_OPENS, _OWN, _CLOSES = ISOLATES[:3], ISOLATES[2], ISOLATES[3]
_ENDS_OF_LINES = re.compile("([\n\r\x1c-\x1e\x85\u2029])")

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # all strings: a code `no` stays "no"


def language() -> str:
    """Return the current language, ``"id"`` or ``"en"``.

    At the start it is the one that the environment variable ``CASEKIT_LANG`` names, else that of the system's
    locale; where the locale tells none, Indonesian in the time zones of Indonesia and else English.

    Raises
    ------
    UnknownCodeError
        If ``CASEKIT_LANG`` names a language that casekit does not speak; from then on the system decides.

    Examples
    --------
    >>> language()
    'id'
    """
    if own := _within.get():
        return own
    if _current is None:
        use_language(system.spoken())
        use_language(os.environ.get("CASEKIT_LANG") or language())
    return str(_current)


def use_language(code: str) -> None:
    """Set the language in which casekit speaks from now on, in an `in_language` block until its end.

    Parameters
    ----------
    code : {"id", "en"}
        Indonesian or English.

    Raises
    ------
    UnknownCodeError
        If casekit does not speak the language.

    Examples
    --------
    >>> use_language("en")
    >>> label("stage", "planning")
    'planning'
    >>> use_language("id")
    """
    global _current  # noqa: PLW0603 - one language for the process is the point
    if _within.get():
        _within.set(_spoken(code))
    else:
        _current = _spoken(code)


@contextmanager
def in_language(code: str | None) -> Iterator[None]:
    """Speak another language inside a ``with`` block; None changes nothing.

    What other threads say stays in their language: a form answers while a cell runs.

    Examples
    --------
    >>> with in_language("en"):
    ...     label("stage", "planning")
    'planning'
    """
    token = _within.set(_spoken(code))
    try:
        yield
    finally:
        _within.reset(token)


def schemes() -> tuple[str, ...]:
    """Return the names of all schemes, such as ``"stage"`` or ``"technique"``.

    Examples
    --------
    >>> "stage" in schemes(), "technique" in schemes()
    (True, True)
    """
    return tuple(_schemes())


def codes(scheme: str) -> tuple[str, ...]:
    """Return the codes of a scheme in the order in which they are taught.

    Raises
    ------
    UnknownCodeError
        If there is no such scheme; the message names the nearest ones.

    Examples
    --------
    >>> codes("dimension")
    ('biological', 'psychological', 'social', 'spiritual')
    """
    return tuple(_scheme(scheme))


def label(scheme: str, code: str, language: str | None = None) -> str:
    """Return the label of a code, in the current language unless another is asked for.

    Raises
    ------
    UnknownCodeError
        If the scheme or the code is unknown; the message names the nearest ones.

    Examples
    --------
    >>> label("stage", "assessment", "id"), label("stage", "assessment", "en")
    ('asesmen', 'assessment')
    """
    return str(_entry(scheme, code)[_spoken(language)])


def about(scheme: str, code: str, language: str | None = None) -> str:
    """Return the one-line explanation of a code; raises as `label` does.

    Examples
    --------
    >>> about("stage", "planning", "en")
    'Setting goals, activities, resources, people, methods and times on the basis of the assessment.'
    """
    return str(_entry(scheme, code)["about"][_spoken(language)])


def source(scheme: str, code: str, language: str | None = None) -> str:
    """Return where a term comes from: author and year, regulation, the practice of the field, or casekit.

    Raises as `label` does. A term without a source of its own has that of its scheme.

    Examples
    --------
    >>> source("theory", "perlman"), source("form", "contract", "en"), source("ppks", "poor")
    ('Perlman 1957', 'field practice', 'Permensos 5/2019')
    """
    own = _entry(scheme, code).get("source") or _entry("scheme", scheme)["source"]
    if not isinstance(own, str):
        return str(own[_spoken(language)])
    return say(f"vocab.{own}", language) if own in ("field", "casekit") else own


def rests_on_law(scheme: str) -> bool:
    """Return whether a scheme rests on a regulation, which may no longer be in force.

    Examples
    --------
    >>> rests_on_law("ppks"), rests_on_law("stage")
    (True, False)
    """
    return "law" in _entry("scheme", scheme)


def is_core(scheme: str) -> bool:
    """Return whether the terms of a list are those that whoever learns casework should master.

    Lessons explain each of them, show it in a case or situation, and ask about its meaning.

    Examples
    --------
    >>> is_core("technique"), is_core("weekday")
    (True, False)
    """
    return "core" in _entry("scheme", scheme)


def say(key: str, language: str | None = None, **values: Any) -> str:
    """Return a sentence of the messages with its ``{places}`` filled in.

    Examples
    --------
    >>> say("contents", "en")
    'Contents'
    """
    texts = (str, os.PathLike)
    safe = {name: isolated(value) if isinstance(value, texts) else value for name, value in values.items()}
    said = seen(str(_messages()[key][_spoken(language)]).format(**safe))
    # Half a character would break print.
    return said if said.isascii() else said.encode("utf-8", "replace").decode()


def seen(text: str) -> str:
    r"""Return a text in which every sign that steers a terminal is shown as one that was lost.

    A file can be called so that whoever reads of it in a terminal sees something else.

    Examples
    --------
    >>> seen("klien\x1b[2K.yaml")
    'klien\ufffd[2K.yaml'
    """
    return text if text.isprintable() else text.translate(_STEERING)


def isolated(text: object) -> str:
    r"""Return a text of a person so that it cannot turn round the words that stand beside it.

    A text with letters written from right to left, or with signs that turn the direction of writing, is put
    between the signs of Unicode that keep it to itself (UAX #9), line by line; what it leaves open is closed.
    All other texts are returned as they are, and so is one that has been isolated before.

    Examples
    --------
    >>> isolated("Ibu"), isolated("\u202eIbu")
    ('Ibu', '\u2068\u202eIbu\u2069')
    """
    said = str(text)
    if said.isascii() or not _TURNS.search(said):
        return said
    return "".join(_kept_to_itself(line) for line in _ENDS_OF_LINES.split(said))


def _kept_to_itself(line: str) -> str:
    """Return a line that begins and ends in the direction of the words around it."""
    kept, opened, turns = [], 0, False
    for sign in line:
        if sign in _OPENS:
            opened += 1
        elif sign == _CLOSES and not opened:
            turns = True  # and would close what others have opened
            continue
        elif sign == _CLOSES:
            opened -= 1
        elif not opened and _TURNS.match(sign):
            turns = True
        kept.append(sign)
    if not (turns or opened):
        return line
    return f"{_OWN}{''.join(kept)}{_CLOSES * (opened + 1)}"


def plain(text: object) -> str:
    """Return a text as one line without control characters, safe beside other words.

    Examples
    --------
    >>> plain("Ibu   dan Ayah")
    'Ibu dan Ayah'
    """
    return isolated(_line(str(text)))


def blank(text: object) -> bool:
    """Return whether a text holds nothing that can be read.

    Examples
    --------
    >>> blank(" "), blank("Ibu")
    (True, False)
    """
    return all(mark.isspace() or not mark.isprintable() for mark in str(text))


def filled_in(text: object) -> str:
    """Return a text as it was written, safe beside other words, or words for one that was not filled in.

    Examples
    --------
    >>> filled_in("Ibu"), filled_in(" ")
    ('Ibu', '(belum diisi)')
    """
    return say("widgets.not_filled_in") if blank(text) else isolated(text)


def phrase(text: object) -> str:
    """Return a text as an entry of a list: in one line, a single sentence without its full stop.

    Examples
    --------
    >>> phrase("Berani bertanya.")
    'Berani bertanya'
    """
    said = _line(filled_in(text))
    return isolated(said if ". " in said or said.endswith("..") else said.removesuffix("."))


@lru_cache(maxsize=4096)
def _line(text: str) -> str:
    """Return a text as one line without control characters, but for those of `isolated`."""
    kept = (
        " " if mark.isspace() else mark
        for mark in text
        if mark.isspace() or mark.isprintable() or mark in ISOLATES
    )
    return " ".join("".join(kept).split())


def number(amount: int, language: str | None = None) -> str:
    """Return a whole number with the signs between thousands that the language uses.

    Examples
    --------
    >>> number(120000, "id"), number(-1250000, "en")
    ('120.000', '-1,250,000')
    """
    return numerals(f"{amount:,}", language)


def numerals(text: str, language: str | None = None) -> str:
    """Return a number that Python wrote with the signs of the language between its digits.

    Examples
    --------
    >>> numerals("1,250.5", "id"), numerals("1,250.5", "en")
    ('1.250,5', '1,250.5')
    """
    return text.translate(_signs(_spoken(language)))


@cache
def _signs(language: str) -> Mapping[int, int]:
    """Return what takes the place of Python's comma and point."""
    from babel.numbers import get_decimal_symbol, get_group_symbol  # noqa: PLC0415 - casekit stays light

    locale = _LOCALES[language]
    return str.maketrans(",.", get_group_symbol(locale) + get_decimal_symbol(locale))


def rupiah(amount: int, language: str | None = None) -> str:
    """Return an amount of money as people write it, in the current language unless another is asked for.

    Examples
    --------
    >>> rupiah(1250000, "id"), rupiah(-1250000, "en")
    ('Rp1.250.000', '-Rp 1,250,000')
    """
    sign = "Rp" if _spoken(language) == "id" else "Rp "
    return f"{'-' if amount < 0 else ''}{sign}{number(abs(amount), language)}"


def date(day: dt.date, language: str | None = None) -> str:
    """Return a date in the order of the language.

    In English the month is a name, since half of those who read English take 03/04/2026 for the fourth of
    March.

    Examples
    --------
    >>> date(dt.date(2026, 4, 3), "id"), date(dt.date(2026, 4, 3), "en")
    ('03-04-2026', '3 April 2026')
    """
    from babel.dates import format_date  # noqa: PLC0415 - casekit stays light

    spoken = _spoken(language)
    return format_date(day, "dd-MM-yyyy" if spoken == "id" else "d MMMM yyyy", locale=_LOCALES[spoken])


def short_date(day: dt.date, language: str | None = None, *, with_year: bool = True) -> str:
    """Return a date with the month in letters, short enough for the axis of a chart.

    Examples
    --------
    >>> short_date(dt.date(2026, 8, 3), "id"), short_date(dt.date(2026, 8, 3), "en", with_year=False)
    ('3 Agu 2026', '3 Aug')
    """
    from babel.dates import format_date  # noqa: PLC0415 - casekit stays light

    return format_date(day, "d MMM y" if with_year else "d MMM", locale=_LOCALES[_spoken(language)])


def nearest(word: str, among: Iterable[str]) -> list[str]:
    """Return at most three words that look most like a mistyped one.

    Examples
    --------
    >>> nearest("tehnique", ["technique", "stage", "tool"])
    ['technique']
    """
    by_fold = {choice.casefold(): choice for choice in among}
    close = get_close_matches(shortened(word).casefold(), by_fold, n=3, cutoff=0.5)
    return [by_fold[choice] for choice in close]


def shortened(value: object) -> str:
    """Return what somebody gave as it can stand in a sentence: on one line, and cut where it grows long.

    Examples
    --------
    >>> shortened("sosial"), len(shortened("x" * 1000))
    ('sosial', 61)
    """
    try:
        text = " ".join(str(value).split())
    except Exception:  # noqa: BLE001 - whatever it is, it can be told by its kind
        text = type(value).__name__
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def unknown_code(scheme: str, code: str) -> str:
    """Return the sentence that says a code is unknown, with the nearest or all allowed ones.

    Examples
    --------
    >>> unknown_code("dimension", "sosial")
    "'sosial' bukan kode 'dimension' yang dikenal. Mungkin maksud Anda: social, spiritual, psychological."
    """
    allowed, code = codes(scheme), shortened(code)
    by_label = {str(entry[lang]): key for key, entry in _scheme(scheme).items() for lang in LANGUAGES}
    if close := nearest(code, allowed) or [by_label[name] for name in nearest(code, by_label)]:
        return say("vocab.code_nearest", scheme=scheme, code=code, nearest=", ".join(dict.fromkeys(close)))
    return say("vocab.code", scheme=scheme, code=code, allowed=", ".join(allowed))


def _spoken(code: str | None) -> str:
    """Return a language that casekit speaks; the current one for None."""
    if code is None:
        return language()
    if not (isinstance(code, str) and code in LANGUAGES):
        raise UnknownCodeError(say("vocab.language", code=shortened(code)))
    return code


def _entry(scheme: str, code: str) -> Mapping[str, Any]:
    entries = _scheme(scheme)
    if not (isinstance(code, str) and code in entries):
        raise UnknownCodeError(unknown_code(scheme, code))
    return entries[code]


def _scheme(scheme: str) -> Mapping[str, Mapping[str, Any]]:
    if not (isinstance(scheme, str) and scheme in _schemes()):
        near = nearest(scheme, _schemes()) or list(_schemes())
        raise UnknownCodeError(say("vocab.scheme", scheme=shortened(scheme), nearest=", ".join(near)))
    return _schemes()[scheme]


@cache
def _schemes() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    return _read(files("casekit") / "data" / "vocab")


@cache
def _messages() -> Mapping[str, Mapping[str, str]]:
    return _read(files("casekit") / "data" / "vocab" / "messages")


def _read(folder: Traversable) -> dict[str, Any]:
    """Merge the YAML files of a folder; a key that two of them hold is a mistake of ours."""
    content: dict[str, Any] = {}
    for page in sorted(folder.iterdir(), key=lambda page: page.name):
        if page.name.endswith(".yaml"):
            entries = yaml.load(page.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - strings only
            if twice := content.keys() & entries.keys():
                raise ValueError(f"{page.name}: {sorted(twice)} stand in another file too")
            content |= entries
    return content
