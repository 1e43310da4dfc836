"""Rules for identity: what would tell who the client is. Casekit's own scan goes further; this is certain."""

import datetime as dt
import re
from collections.abc import Iterator

from casekit.check.look import Look, both, written
from casekit.check.rules import Hit, hit, rule
from casekit.check.words import says
from casekit.model import OtherDate, When
from casekit.vocab import say

_SIXTEEN = re.compile(
    r"(?<!\d)(?:\d{16}|\d{4}(?P<a>[ .-])(?:\d{4}(?P=a)){2}\d{4}|(?:\d{6}(?P<b>[ .-])){2}\d{4})(?!\d)"
)
_REGIONS = (  # with which number plates begin
    "A[ABDEG]?|B[ABDEGHKLMNP]?|D[ABCDEGHKLMNRSTW]?|E[ABD]?|F|G|H|K[BHTU]?|L|M|N|P|R|S|T|W|Z"
)
_CARDS = "NIK|KTP|KK|BPJS|KIS|NISN|NIM|NIP|paspor|passport|rek(?:ening)?|account|BRI|BNI|BCA|BSI|Mandiri"
_KINDS = {
    "email": re.compile(r"[\w.+-]{2,}@[\w-]{2,}\.[a-z]{2,}", re.IGNORECASE),
    "phone": re.compile(
        r"(?<![\d+.,])(?:\+62|62|0)[\s()-]{0,2}8\d{1,2}(?:[\s.()-]{0,2}\d){6,9}(?!\d)"  # mobile
        r"|\(0\d{2,3}\)[\s.-]?\d{3,4}[\s.-]?\d{3,4}(?!\d)"
        r"|(?<![\d.,-])0[2-79]\d{1,2}[- ]\d{3,4}[- ]?\d{3,4}(?!\d)"
    ),
    "address": re.compile(
        r"\b(?:Jl|Jln|Jalan|Gg|Gang)\b\.? +[A-Z][^,;.]{0,40}?,? *\b[Nn](?:o|omor)\b\.? *\d+"
        r"|\bRT\.? *\d{1,3} */? *RW\.? *\d{1,3}\b"
    ),
    "plate": re.compile(
        r"\b[A-Z]{1,2} \d{3,4} (?!(?:IU|KG|MG|ML|CC|KM|WIB|WIT|RI)\b)[A-Z]{2,3}\b"
        rf"|\b(?:{_REGIONS})(?:-\d{{1,4}}-[A-Z]{{1,3}}|\d{{3,4}}[A-Z]{{2,3}})\b"
        r"|\b(?i:plat|nopol|nomor polisi|plate)\W+(?:\w+\W+){0,2}?"
        rf"(?:{_REGIONS})[ -]?\d{{1,4}}[ -]?[A-Z]{{1,3}}\b"
    ),
    "profile": re.compile(
        r"(?<![\w.@])@[a-z_](?:[\w.]{2,28}\w)|\b(?:instagram|facebook|fb|tiktok|twitter|linkedin)\.com/\w"
        r"|\b(?:wa|t)\.me/\+?\w|\b(?:IG|FB|instagram|facebook|tiktok) ?[:=] ?\w",
        re.IGNORECASE,
    ),
    "card": re.compile(
        rf"\b(?:{_CARDS})\b\W{{0,3}}(?:(?:no|nomor|number)\b\W{{0,3}})?"
        r"(?!\d{1,3}(?:\.\d{3})*\.000(?!\d))\d(?:[ .-]?\d){7,}",  # but for a sum of money
        re.IGNORECASE,
    ),
}
_MONTH = (
    "(?:Jan|Feb|Mar|Apr|Mei|May|Jun|Jul|Agu|Aug|Sep|Okt|Oct|Nov|Des|Dec)"
    "(?:uari|uary|ruari|ruary|et|ch|il|i|e|y|ustus|ust|tember|ober|ember)?"
)
_DATE = re.compile(
    r"\b(?:\d{4}-\d{2}-\d{2}|\d{1,2}[/-]\d{1,2}[/-](?:19|20)\d{2}"
    rf"|\d{{1,2}} {_MONTH} (?:19|20)\d{{2}}|{_MONTH} \d{{1,2}}, (?:19|20)\d{{2}})\b"
)
_TITLED = re.compile(r"\b(?:Bapak|Pak|Ibu|Bu|Sdri?|Ny|Tn|Nn|Mr|Mrs|Ms)\b\.? +([A-Z][\w’']+)")
_TWO_NAMES = re.compile(r"^([A-Z][a-z’']{2,}) ([A-Z][a-z’']{2,})$")
_AGENCY = re.compile(
    r"\b(?:[Pp]anti|[Bb]alai|[Ss]entra|[Yy]ayasan|[Pp]uskesmas|[Pp]esantren|"
    r"RSUD|RS|LKSA|SD|SMP|SMA|SMK|MI|MTs|MA)"
    r"[NS]? +((?:[A-Z][\w’']{2,}|\d+))"
)
_OF_AGENCIES = {
    ("agency", ""),
    ("label", "network_system"),
    ("to", "referral"),
    ("place", "contact"),
    ("place", "session"),
    ("residence", "person"),
}
_CENTURY_OF_WOMEN = 40  # a woman's day of birth is written 40 higher in her NIK


def _is_nik(digits: str) -> bool:
    """Tell whether sixteen digits hold a day, month and year where an identity number has them."""
    day, month = int(digits[6:8]), int(digits[8:10])
    day -= _CENTURY_OF_WOMEN if day > _CENTURY_OF_WOMEN else 0
    try:
        dt.date(2000, month, day)
    except ValueError:
        return False
    return digits[:2] != "00"


@rule("S801")
def identifier(look: Look) -> Iterator[Hit]:
    """Find a number or address that belongs to one person only."""
    for part, field, texts in look.numbered:
        if kind := next(filter(None, map(_identifier, texts)), ""):
            yield hit(part, field, kind=say(f"check.{kind}"))


def _identifier(text: str) -> str:
    if any(_is_nik("".join(filter(str.isdigit, found[0]))) for found in _SIXTEEN.finditer(text)):
        return "nik"
    return next((kind for kind, pattern in _KINDS.items() if pattern.search(text)), "")


@rule("S802")
def name_as_label(look: Look) -> Iterator[Hit]:
    """Find a person who seems to be called by name, also one behind a relation."""
    for person in look.case.people:
        own = both(person.label)
        if any(map(_is_name, own)):
            yield hit(person, "label")
        elif found := next((one[2] for one in map(_TWO_NAMES.match, own) if one and _is_kin(one)), ""):
            yield hit(person, "label", "kin", word=found)


def _is_kin(label: re.Match[str]) -> bool:
    """Tell whether a relation is followed by a word that is none."""
    relation, word = label.groups()
    return bool(says("kin", [relation])) and not says("no_names", [word])


def _is_name(label: str) -> bool:
    titled = _TITLED.search(label)
    if titled and not says("no_names", [titled[1]]):
        return True
    names = _TWO_NAMES.match(label.strip())
    return names is not None and not any(says("no_names", [name]) for name in names.groups())


def tells_who(label: str) -> bool:
    """Tell whether a pseudonym seems to be a name, or holds a date or number that belongs to one person.

    Examples
    --------
    >>> tells_who("Klien X"), tells_who("Klien X 12-03-2001")
    (False, True)
    """
    return _is_name(label) or bool(_identifier(label)) or _DATE.search(label) is not None


@rule("S803")
def full_date(look: Look) -> Iterator[Hit]:
    """Find a full date in a case that others are to read."""
    case = look.case
    wide = {"teaching", "publication", "research"}
    shared = written(case.provenance) or any(
        one.purpose in wide and one.answer == "given" for one in case.engagement.consents
    )
    if not shared:
        return
    for _, part in look.parts:
        if isinstance(part, When | OtherDate) and part.date:
            yield hit(part, "date")
    for part, field, texts in look.numbered:
        if any(map(_DATE.search, texts)):
            yield hit(part, field)


@rule("S804")
def agency_by_name(look: Look) -> Iterator[Hit]:
    """Find an agency or school that is named, where its kind would do."""
    for part, field, text in look.texts:
        if (field, part.kind) not in _OF_AGENCIES:
            continue
        for own in both(text):
            found = _AGENCY.search(own)
            if found and not says("no_names", [found[1]]):
                yield hit(part, field)
                break


@rule("S805")
def shared_without_asking(look: Look) -> Iterator[Hit]:
    """Find a case that was prepared for others, and no consent to teaching, publication or research."""
    wide = [
        one for one in look.case.engagement.consents if one.purpose in ("teaching", "publication", "research")
    ]
    if written(look.case.provenance) and not any(one.answer == "given" for one in wide):
        yield hit(look.case, "provenance", "asked" if wide else "")
