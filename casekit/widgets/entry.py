"""Numbers, amounts and dates: read as people write them, and shown as their language writes them."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from casekit import vocab
from casekit.errors import FieldError


@dataclass(frozen=True)
class Entry:
    """How a field takes what is typed, and how it shows what it holds.

    Both are given the language. `read` returns a text that it does not understand as it is, for the model to
    refuse with the words of the field; what could mean two things it refuses itself, with a question.
    """

    read: Callable[[str, str], Any]
    show: Callable[[Any, str], str]

    def tidied(self, text: str, language: str) -> str:
        """Return what somebody has typed as the language writes it; as typed if it is not understood.

        Examples
        --------
        >>> AMOUNT.tidied("120rb", "id"), AMOUNT.tidied("120k", "en"), AMOUNT.tidied("2m", "id")
        ('120.000', '120,000', '2m')
        """
        try:
            value = self.read(text.strip(), language)
        except FieldError:
            return text
        return text if isinstance(value, str) else self.show(value, language)


def _whole(text: str, language: str) -> Any:
    return int(text) if text.isdecimal() else text


def _number(text: str, language: str) -> Any:
    """Read a number with a comma or a point; 1.000 could be one or a thousand."""
    if _ONE_GROUP.fullmatch(text):
        part = _decimal(float(text.replace(",", ".")), language)
        whole = re.sub("[.,]", "", text)
        raise FieldError(vocab.say("widgets.which_number", language, text=text, whole=whole, part=part))
    plain = re.sub("[.,]", "", text) if _GROUPS.fullmatch(text) else text.replace(",", ".")
    with suppress(ValueError):
        return float(plain)
    return text


def _decimal(value: float, language: str) -> str:
    """Return a number as it is read again: with three decimals it could be thousands, so a zero is added."""
    written = f"{value:.15g}".replace(".", "," if language == "id" else ".")
    return f"{written}0" if _ONE_GROUP.fullmatch(written) else written


def _date(text: str, language: str) -> Any:
    """Read a date day first, with the month as a number or a name, or as the case file writes it."""
    for pattern in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y"):
        with suppress(ValueError):
            return dt.datetime.strptime(text, pattern).date()
    if (found := _DAY_MONTH_YEAR.fullmatch(text.casefold())) and (month := _month(found["month"])):
        with suppress(ValueError):
            return dt.date(int(found["year"]), month, int(found["day"]))
    return text


def _month(name: str) -> int | None:
    """Return the number of a month by its name, or the first letters of it, in either language."""
    names = [vocab.say("vocab.months", language).casefold().split() for language in vocab.LANGUAGES]
    return next((at for own in names for at, month in enumerate(own, 1) if month.startswith(name)), None)


def _amount(text: str, language: str) -> int:
    """Read whole rupiah (12.000, 12,000, Rp 12.000,00, 12rb, 1,5 jt); 2m could be 2 or 2,000 million."""
    found = _MONEY.fullmatch(text.casefold())
    if found is None:
        raise FieldError(vocab.say("widgets.no_amount", language, text=text))
    unit = found["unit"]
    if unit == "m":
        raise FieldError(vocab.say("widgets.which_amount", language, text=text, number=found["part"]))
    if unit:
        return round(float(found["part"].replace(",", ".")) * _UNITS[unit])
    return int(re.sub("[.,]", "", found["whole"]))


_ONE_GROUP = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")
_GROUPS = re.compile(r"-?\d{1,3}(?P<sign>[.,])\d{3}(?:(?P=sign)\d{3})+")
_DAY_MONTH_YEAR = re.compile(r"(?P<day>\d{1,2}) (?P<month>[^\W\d_]{3,})\.? (?P<year>\d{4})")
_UNITS = {
    **dict.fromkeys(("rb", "ribu", "k", "thousand"), 10**3),
    **dict.fromkeys(("jt", "juta", "million"), 10**6),
    **dict.fromkeys(("miliar", "milyar", "thousand million", "billion"), 10**9),
}
_MONEY = re.compile(
    r"(?:rp\.?\s*)?(?:"
    rf"(?P<part>\d+(?:[.,]\d{{1,2}})?)\s*(?P<unit>{'|'.join([*_UNITS, 'm'])})"
    r"|(?P<whole>-?(?:\d+(?=[.,]-|$)|\d{1,3}(?:\.\d{3})+(?=,00|,-|$)|\d{1,3}(?:,\d{3})+(?=\.00|\.-|$)))(?:[.,](?:00|-))?"
    r")"
)

PLAIN = Entry(lambda text, _: text, lambda value, _: str(value))
AMOUNT = Entry(_amount, vocab.number)
ENTRIES: Mapping[type, Entry] = {
    int: Entry(_whole, lambda value, _: str(value)),
    float: Entry(_number, _decimal),
    dt.date: Entry(_date, vocab.date),
}
