"""The year that a date of a GEDCOM file names, however it is written, and how certain it is."""

import re
from functools import lru_cache
from typing import NamedTuple

_MONTHS = re.compile(  # English and Indonesian, whole or cut short
    "jan|january|januari|feb|febr|february|februari|peb|pebruari|mar|march|maret|apr|april|may|mei|jun|june|juni"
    "|jul|july|juli|aug|august|agu|agt|agustus|ags|sep|sept|september|oct|october|okt|oktober|nov|november"
    "|nop|nopember|dec|december|des|desember"
)
_ABOUT = (
    "abt|about|appx|approx|approximately|around|c|ca|circa|cal|calc|calculated|est|estd|estimated|int|say"
    r"|perhaps|probably|roughly|sekitar|sktr|sek|kira-kira|kurang lebih|kl|k\.\s?l|~|±|\+ ?/? ?-"
)
_BEFORE = "bef|before|by|until|till|to|pre|sebelum|sblm|<"
_AFTER = "aft|after|since|post|sesudah|ssdh|setelah|stlh|sejak|>"
_QUALIFIED = re.compile(rf"(?:({_ABOUT})|({_BEFORE})|({_AFTER}))(?![a-z])[\s.]*(.+)")
_RANGE = re.compile(
    r"(?:(?:bet|btw|between|from|antara|dari)\b)?[\s.]*(\S.*?)\s*"
    r"(?:\s(?:and|or|to|until|dan|atau|sampai|hingga|s/d)\s|\s[-–]\s|&|(?<=\d{4})[-–](?=\d{4}))\s*(\S.*)"
)
_HALF = re.compile(rf"(?:\d{{1,2}}[- ])?(?:{_MONTHS.pattern})")  # a date whose year stands in the next one
_DAYS = re.compile(  # of the week, of the Javanese one beside it, and what stands beside a day or a year
    r"\b(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|sen(?:in)?|sel(?:asa)?|rabu?|kam(?:is)?"
    r"|jum(?:['’]?at)?|sab(?:tu)?|min(?:ggu)?|ahad|legi|manis|pahing|paing|pon|wage|kliwon"
    r"|hari|tanggal|tgl|bulan|bln|tahun|thn|th|the|of|early|mid|spring|summer|autumn|fall|winter"
    r"|awal|pertengahan|akhir)\b[\s./,-]*|(?<=\d)(?:st|nd|rd|th)\b"
)
_APART = re.compile(r"(?<!\d)(\d{1,2}) ?([-–/. ]) ?(\d{1,2}) ?\2 ?(?=\d{4}(?!\d))")  # 12 - 3 - 1956
_TIES = re.compile(r"(?<=\d)[-–/.](?=[^\W\d_])|(?<=[^\W\d_])[-–/.](?=\d)")  # 12-Mar-1956
_CALENDAR = re.compile(r"@#d([^@]*)@")
_LIKE_OURS = ("gregorian", "julian")
_OTHERS = re.compile(r"\b(?:hebrew|french_r|roman|hijri|hijriyah|islamic|saka|jawa|imlek)\b|(?:^|\s)_[a-z]")
_LONGEST = 100  # letters of a date
_PHRASE = re.compile(r"(?<=\d) ?\([^)]*\)?$")  # what somebody said of the date after it
_HOUR = re.compile(r"(?<=\d)[t ]\d{1,2}:\d\d(?::\d\d)?\S*$")
_DECADE = re.compile(r"(\d{3}0)(?:[-–’']? ?an|[’']?s)")  # 1950-an, 1950s
_BEFORE_CHRIST = re.compile(r"\d\s*(?:b\.?\s?c\.?|bce|sm)\s*$")
_NUMBERS = r"\d{1,2}(?:[-/.]\d{1,2})?[-/.](\d{4})|(\d{4})(?:[-/.]\d{1,2}[-/.]| [^\W\d_]{3,} )\d{1,2}"
_ONE = re.compile(
    rf"(?:{_NUMBERS}|(?:(?P<day>\d{{1,2}}) )?"
    r"(?:(?P<month>[^\W\d_]{3,}(?:[-/][^\W\d_]{3,})?|[ivx]{1,2}) )?"
    r"(?:(?P<late>\d{1,2}) )?(\d{3,4})(?P<dual>/\d{1,4})?)(?P<doubt> ?\?)?(?: (?:ad|ce|m))?"
)


class When(NamedTuple):
    """A year and how it is meant: exactly, ``about``, ``before``, ``after``, ``between`` it and `until`."""

    year: int
    kind: str = ""
    until: int | None = None

    @property
    def named(self) -> bool:
        """Whether it is one year, be it about."""
        return self.kind in ("", "about")


@lru_cache(maxsize=4096)
def when(date: str) -> When | None:
    """Return the year of a date; None where it names none, or counts years in another way than we do.

    Examples
    --------
    >>> when("Abt. 12 MAR 1956")
    When(year=1956, kind='about', until=None)
    >>> when("BET 1950 AND 1952")
    When(year=1950, kind='between', until=1952)
    """
    text = date.casefold().strip()
    if text.startswith("int"):
        text = re.sub(r"\(.*", "", text)  # what stands there in the words of the source
    if len(text) > _LONGEST or _OTHERS.search(text):
        return None
    text = _CALENDAR.sub(lambda found: " " if found[1].strip() in _LIKE_OURS else "?", text)
    text = re.sub(r"\b(?:gregorian|julian|wft)\b", " ", text)  # the last is an estimate from other trees
    text = " ".join(text.strip("()[] .,").split())
    if _BEFORE_CHRIST.search(re.sub("[()]", " ", text)):
        return None
    text = _HOUR.sub("", _PHRASE.sub(" ?", text))
    return _qualified(_APART.sub(r"\1-\3-", text))


def _qualified(text: str) -> When | None:
    found = _QUALIFIED.fullmatch(text)
    if found:
        inner = _qualified(found[4])
        kind = next(kind for kind, at in _KINDS if found[at])
        if inner and inner.kind == "between" and kind != "about":
            inner = When(inner.until if kind == "after" and inner.until else inner.year)
        return When(inner.year, kind) if inner and inner.named else inner
    if span := _RANGE.fullmatch(text):
        last = _qualified(span[2])
        return last if _HALF.fullmatch(span[1]) else _span(_qualified(span[1]), last)
    if text.startswith(("from ", "dari ")):
        start = _one(text.partition(" ")[2])
        return start and When(start.year, "about")
    return _one(text)


_KINDS = (("about", 1), ("before", 2), ("after", 3))


def _span(first: When | None, last: When | None) -> When | None:
    if first is None or last is None:
        return None
    low = min(first.year, last.year)
    high = max(first.until or first.year, last.until or last.year)
    if low == high:
        return max(first, last)  # "about" comes after "exactly"
    return When(low, "between", high)


def _one(text: str) -> When | None:
    """Return the year of one date."""
    text = _DAYS.sub("", text)
    text = _TIES.sub(" ", text)
    text = re.sub(r"(?<!\d)[.,]|[.,](?!\d)|,", " ", text) if re.search(r"[^\W\d_]", text) else text
    text = " ".join(text.split())
    if decade := _DECADE.fullmatch(text):
        return When(int(decade[1]), "between", int(decade[1]) + 9)
    found = _ONE.fullmatch(text)
    if not found:
        return None
    month, day = found["month"], found["day"]
    known = month and all(_MONTHS.fullmatch(one) for one in re.split("[-/]", month))
    if (month and not known and not day) or (day and not month) or (found["late"] and not known):
        return None
    year = int(found[1] or found[2] or found[6])
    return When(year, "about" if found["dual"] or found["doubt"] else "")
