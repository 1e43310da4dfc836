"""What a GEDCOM file says of a person or a family, as fields of a case file."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from casekit import vocab
from casekit.gedcom.dates import When, when
from casekit.gedcom.lines import Line
from casekit.gedcom.remarks import Remarks
from casekit.model import Bilingual

NAME_LENGTH = 120  # the characters that GEDCOM 5.5.1 allows a name
YEARS = range(1850, 2201)  # what a case file takes
SEXES = {"female": "F", "male": "M", "other": "X", "unknown": "U"}
AGES = {"y": "age_years", "m": "age_months"}
_OLDEST, _YEAR = 130, 12  # years, months

# Any other event is an EVEN with a TYPE; a MARR of the TYPE religious_only keeps its type.
TAGS = {"married": "MARR", "divorced": "DIV", "engaged": "ENGA", "deceased": "DEAT"}
# Where a family has several events, the first of these tells its status; "ended" is a year and no status.
ENDS = ("divorced", "separated", "widowed", "ended")
STARTS = ("married", "religious_only", "cohabiting", "casual", "affair", "engaged", "unknown")

_SEX_WORDS = {
    "female": "f female woman girl w p perempuan wanita",
    "male": "m male man boy l laki-laki pria",
    "other": "x other intersex nonbinary",
    "unknown": "u n unknown ? -",
}
_SEX_OF = {word: sex for sex, words in _SEX_WORDS.items() for word in words.split()}
_IN_WORDS = {  # what programs write where casekit has a code
    "separated": "separation|separated|legal separation|legally separated|perpisahan|pisah",
    "divorced": "divorce|annulment|annulled|perceraian|cerai",
    "widowed": "death of spouse|death of one spouse",
    "married": "marriage|alt. marriage|pernikahan|perkawinan|nikah",
    "engaged": "engagement|pertunangan",
    "cohabiting": "common law|common law marriage|common-law|commonlaw|cohabitation|living together|partners"
    "|domestic partnership|unmarried couple|myheritage:rel_partners",
}
_OF_WORD = {word: kind for kind, words in _IN_WORDS.items() for word in words.split("|")}
_OF_TAG = {
    **{tag: name for name, tag in TAGS.items()},
    **{"ANUL": "divorced", "_SEPR": "separated", "_SEPARATED": "separated", "_COML": "cohabiting"},
}
_LATER = ("BURI", "CREM")  # days after a death
_IN_VALUE = ("EVEN", "_MSTAT", "_STAT", "_MEND")  # that say what they are in their value, if not in a TYPE
_NOT = re.compile(
    "n|no|false|unmarried|not married|never married|did not marry|tidak menikah|belum menikah"
)  # said of an event that did not take place
_STILLBORN = "stillborn"
_AGE_WORDS = ("child", "infant", _STILLBORN)
_AGE = re.compile(  # years, months, weeks and days, in the words of GEDCOM and of Indonesian programs
    r"(?:(?:abt|about|ca?|circa|sekitar|usia|umur)\b[. ]*)*"
    r"(?:(?P<y>\d{1,3}) ?(?:(?:y|yrs?|years?|th|thn|tahun)\b\.?|$))?"
    r"(?:[ ,]*(?P<m>\d{1,3}) ?(?:m|mos?|months?|bl|bln|bulan)\b\.?)?"
    r"(?:[ ,]*\d+ ?(?:w|weeks?|mg|mgg|minggu)\b\.?)?(?:[ ,]*\d+ ?(?:d|days?|hr|hari)\b\.?)?(?: old)?"
)


def both(key: str, **values: Any) -> Bilingual:
    """Return a message as a text in both languages."""
    sentences = {code: _sentence(key, code, tuple(values)) for code in vocab.LANGUAGES}
    return Bilingual(**{code: sentence.format(**values) for code, sentence in sentences.items()})


@lru_cache
def _sentence(key: str, language: str, places: tuple[str, ...]) -> str:
    """Return a message with its places still open: of thousands of people it differs by a number."""
    return vocab.say(f"gedcom.{key}", language, **{place: f"{{{place}}}" for place in places})


def name_of(record: Line) -> str:
    """Return the first name of a person, in one line; nothing if they have none."""
    for line in record.each("NAME"):
        parts = line.value or f"{line.word('GIVN')} {line.word('SURN')}"
        if name := " ".join(parts.replace("/", " ").replace("@@", "@").split())[:NAME_LENGTH].strip():
            return name
    return ""


def about_person(record: Line, remarks: Remarks) -> dict[str, Any]:
    """Return sex, life, years and age of a person."""
    births, deaths = _events(record, "BIRT"), _events(record, "DEAT", "BURI", "CREM")
    lives = [event for event in _events(record, "EVEN") if _kind(event) in vocab.codes("life")]
    ends = deaths or lives[:1]
    ages = [line for event in ends for line in event.each("AGE") if line.value][:1]
    facts = {field: number for line in ages for field, number in _age(line, remarks).items()}
    words = [line.value for line in ages] + [event.word("DATE") for event in births + deaths]
    life = "deceased" if deaths else _kind(ends[0]) if ends else "living"
    said = [_year(facts, "birth_year", births, remarks), _year(facts, "death_year", ends, remarks)]
    return {
        **facts,
        "sex": sex_of(record, remarks),
        "life": "stillbirth" if _STILLBORN in map(str.casefold, words) else life,
        **_note(zip(("born", "died"), said, strict=True)),
    }


def sex_of(record: Line, remarks: Remarks | None = None) -> str:
    """Return the code of a person's sex."""
    for line in record.each("SEX"):
        word = line.value.casefold()
        if remarks and word and word not in _SEX_OF:
            remarks.note("sex", line.number)
        return _SEX_OF.get(word, "unknown")
    return "unknown"


def about_union(record: Line, remarks: Remarks) -> dict[str, Any]:
    """Return status and years of a union."""
    events: dict[str, list[Line]] = {}
    for event in _events(record, *_OF_TAG, *_IN_VALUE):
        events.setdefault(_kind(event), []).append(event)
    start = next((name for name in STARTS if name in events), "")
    end = next((name for name in ENDS if name in events), "")
    facts: dict[str, Any] = {}
    said = [
        _year(facts, "start_year", events.get(start, []), remarks),
        _year(facts, "end_year", events.get(end, []), remarks),
    ]
    status = end if end in ENDS[:-1] else start or "unknown"
    return {**facts, "status": status, **_note(zip(("began", "ended"), said, strict=True))}


def year_in(record: Line, *tags: str) -> int | None:
    """Return the year of the first event that names one, whether a case file can hold it or not."""
    found = (when(event.word("DATE")) for event in _events(record, *tags))
    return next((one.year for one in found if one and one.named), None)


def _age(line: Line, remarks: Remarks) -> dict[str, int]:
    """Return the years and months of an age as it is stated; none for less or more than that, or in words."""
    said = line.value.casefold()
    if said in _AGE_WORDS or said.startswith(("<", ">")):
        return {}
    parts = _AGE.fullmatch(said)
    known = {unit: int(parts[unit]) for unit in AGES if parts[unit]} if parts else {}
    if known.get("m", 0) >= _YEAR:
        known = {"y": known.get("y", 0) + known["m"] // _YEAR, "m": known["m"] % _YEAR}
    if parts is None or known.get("y", 0) > _OLDEST:
        remarks.note("age", line.number)
        return {}
    return {AGES[unit]: number for unit, number in known.items()}


def _events(record: Line, *tags: str) -> list[Line]:
    """Return the events of a kind that took place: not those whose value or type says that they did not."""
    return [
        event
        for event in record.each(*tags)
        if not any(_NOT.fullmatch(said.casefold()) for said in (event.value, event.word("TYPE")) if said)
    ]


def _kind(event: Line) -> str:
    """Return what an event is, as a code where casekit has one."""
    said = event.word("TYPE") or (event.value if event.tag in _IN_VALUE else "")
    word = said.casefold().strip()
    own = _OF_WORD.get(word, word)
    if event.tag in _IN_VALUE:
        return own
    return own if own in ("religious_only", "cohabiting") else _OF_TAG[event.tag]


def _year(facts: dict[str, Any], field: str, events: Iterable[Line], remarks: Remarks) -> When | None:
    """Put the year that these events name among the facts; return how it is meant if not exactly."""
    dates = [(event, line) for event in events for line in event.each("DATE") if _is_date(line)]
    known = [(event, line, found) for event, line in dates if (found := when(line.value))]
    if not known:
        for _, line in dates:
            remarks.note("dates", line.number)
        return None
    event, line, found = next((one for one in known if one[2].named), known[0])
    if event.tag in _LATER and not found.kind:
        found = When(found.year, "about")
    if found.year not in YEARS or (found.until or found.year) not in YEARS:
        remarks.note("years", line.number)
        return None
    if found.named:
        facts[field] = found.year
    return found if found.kind else None


def _is_date(line: Line) -> bool:
    return bool(line.value) and line.value.casefold() != _STILLBORN


def _note(said: Iterable[tuple[str, When | None]]) -> dict[str, Bilingual]:
    """Return the note that keeps what years alone do not say: about when, before or after which year."""
    notes = [both(f"{what}_{date.kind}", year=date.year, until=date.until) for what, date in said if date]
    if not notes:
        return {}
    return {
        "note": Bilingual(**{code: " ".join(getattr(one, code) for one in notes) for code in vocab.LANGUAGES})
    }
